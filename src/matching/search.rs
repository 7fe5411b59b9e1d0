//! The search: candidates, their scores, the matches.

use super::align::{Alignment, Prepared};
use super::candidates::{Candidate, Finder};
use super::evidence::{Evidence, Finding};
use super::explanation::{ExplainedCandidate, ExplainedWord, Explanation, WordRole};
use super::features::Features;
use super::index::Index;
use super::keys::{Parsed, Role, Sameness};
use super::model::{Fuzzy, Match, Options, Query, Strength, Unscreened};
use super::resolve::Resolver;
use super::score::probability;
use crate::dataset::model::AliasKind;
use crate::names::{Lexicon, host, shared_host};

/// What a thread needs to search; results do not depend on what was searched before.
pub struct Searcher<'i> {
    index: &'i Index,
    options: Options,
    parsed: Parsed,
    prepared: Prepared,
    resolver: Resolver,
    finder: Finder,
    alignment: Alignment,
    pub(crate) scored: Vec<Scored>,
    found: Vec<Found>,
}

/// A listed name compared with the query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scored {
    pub(crate) candidate: Candidate,
    pub(crate) organization: u32,
    pub(crate) features: Features,
    pub(crate) probability: f32,
}

#[derive(Clone, Copy)]
struct Found {
    organization: u32,
    /// Which of the scored names; none where only the domain agrees.
    scored: Option<usize>,
    score: f64,
    strength: Strength,
}

impl<'i> Searcher<'i> {
    pub(crate) fn new(index: &'i Index, options: Options) -> Self {
        Self {
            index,
            options,
            parsed: Parsed::default(),
            prepared: Prepared::default(),
            resolver: Resolver::default(),
            finder: Finder::new(index),
            alignment: Alignment::default(),
            scored: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Compares the name with the list; fills `scored`.
    pub(crate) fn compare(&mut self, name: &str) -> Option<Unscreened> {
        self.scored.clear();
        self.parsed.parse(name);
        if let Some(reason) = self.unscreened() {
            return Some(reason);
        }
        self.resolver.trim();
        self.finder.start();
        match self.options.fuzzy {
            Fuzzy::Off => self.finder.same_names(self.index, &self.parsed, &Sameness::ALL[..4]),
            Fuzzy::On => self.finder.same_names(self.index, &self.parsed, &Sameness::ALL),
        }
        self.prepared.prepare(&self.parsed, &mut self.resolver, self.index, name.trim().len());
        if self.options.fuzzy == Fuzzy::On {
            if self.prepared.may_be_cut {
                self.finder.cut_names(self.index, &self.parsed);
            }
            self.finder.similar_names(self.index, &self.prepared, &self.resolver);
        }
        for candidate in &self.finder.found {
            let indexed = self.index.name(candidate.name);
            self.alignment
                .align(&self.prepared, &self.parsed, &self.resolver, self.index, indexed);
            let features = Features::of(&self.prepared, &self.alignment, self.index, indexed);
            self.scored.push(Scored {
                candidate: *candidate,
                organization: indexed.organization,
                features,
                probability: probability(candidate, &features),
            });
        }
        None
    }

    /// The listed organizations that may be the subject, best first.
    ///
    /// # Errors
    /// Says why a subject without a usable name or domain was not searched.
    pub fn search(&mut self, query: &Query<'_>) -> Result<Vec<Match>, Unscreened> {
        let host = query.domain.and_then(host);
        let reason = self.compare(query.name);
        let owners = host.as_deref().and_then(|host| self.index.owners(host));
        if let Some(reason) = reason
            && owners.is_none()
        {
            return Err(reason);
        }
        self.found.clear();
        for (at, scored) in self.scored.iter().enumerate() {
            match self.found.iter_mut().find(|f| f.organization == scored.organization) {
                Some(found) => {
                    if found.scored.is_none_or(|other| self.scored[other].probability < scored.probability) {
                        found.scored = Some(at);
                    }
                }
                None => self.found.push(Found {
                    organization: scored.organization,
                    scored: Some(at),
                    score: 0.0,
                    strength: Strength::Possible,
                }),
            }
        }
        let owner_list = owners.map_or(&[][..], |(_, owners)| owners);
        for &owner in owner_list {
            if !self.found.iter().any(|f| f.organization == owner) {
                self.found.push(Found {
                    organization: owner,
                    scored: None,
                    score: 0.0,
                    strength: Strength::Possible,
                });
            }
        }
        let usable_host = host.as_deref().is_some_and(|host| shared_host(host).is_none());
        for found in &mut self.found {
            let organization = &self.index.organizations()[found.organization as usize];
            let country = match (query.country, organization.country) {
                (Some(given), Some(listed)) => Some(given == listed),
                _ => None,
            };
            let domain_agrees = owner_list.contains(&found.organization);
            let domain_differs = usable_host && !domain_agrees && !organization.domains.is_empty();
            let sameness = found.scored.and_then(|at| self.scored[at].candidate.sameness);
            let mut score = found.scored.map_or(0.93, |at| f64::from(self.scored[at].probability));
            let mut strength = match sameness {
                Some(Sameness::Written | Sameness::Normalized) => Strength::Exact,
                _ if score >= 0.9 => Strength::Strong,
                _ => Strength::Possible,
            };
            let acronym = found
                .scored
                .is_some_and(|at| self.index.name(self.scored[at].candidate.name).kind == AliasKind::Acronym);
            if acronym && !domain_agrees && (country != Some(true) || domain_differs) {
                score *= 0.5;
                strength = Strength::Possible;
            }
            if country == Some(false) && !domain_agrees {
                score *= 0.6;
                strength = Strength::Possible;
            }
            if domain_agrees && found.scored.is_some() {
                score = 1.0 - (1.0 - score) * 0.2;
                strength = strength.max(Strength::Strong);
            }
            found.score = score;
            found.strength = strength;
        }
        self.found.retain(|found| found.score >= 0.3);
        self.found.sort_by(|a, b| {
            b.strength
                .cmp(&a.strength)
                .then(b.score.total_cmp(&a.score))
                .then(a.organization.cmp(&b.organization))
        });
        let given = host.as_deref().zip(owners.map(|(domain, _)| domain));
        let is_address = query.domain.is_some_and(|domain| domain.contains('@'));
        Ok(self
            .found
            .iter()
            .filter(|f| f.strength >= self.options.min_strength)
            .take(self.options.limit)
            .map(|found| self.matched(found, query, given.filter(|_| owner_list.contains(&found.organization)), is_address))
            .collect())
    }

    fn matched(&self, found: &Found, query: &Query<'_>, domain: Option<(&str, &str)>, is_address: bool) -> Match {
        let organization = &self.index.organizations()[found.organization as usize];
        let mut evidence = Vec::new();
        let mut add = |finding, decisive| evidence.push(Evidence { finding, decisive });
        let scored = found.scored.map(|at| &self.scored[at]);
        if let Some(sameness) = scored.and_then(|s| s.candidate.sameness) {
            let listed = self.index.written(scored.map_or(0, |s| s.candidate.name)).to_owned();
            add(
                match sameness {
                    Sameness::Written => Finding::NameAsWritten { listed },
                    Sameness::Normalized => Finding::NameNormalized { listed },
                    Sameness::Core => {
                        let mut other = Parsed::default();
                        other.parse(&listed);
                        Finding::LegalFormDiffers {
                            given: self.parsed.legal_text(),
                            listed: other.legal_text(),
                        }
                    }
                    Sameness::Spacing => Finding::SpacingDiffers,
                    Sameness::Order => Finding::WordOrderDiffers,
                },
                domain.is_none(),
            );
        }
        if let Some((given, listed)) = domain {
            let (given, listed) = (given.to_owned(), listed.to_owned());
            add(
                if is_address {
                    Finding::EmailDomain { given, listed }
                } else {
                    Finding::DomainEqual { given, listed }
                },
                true,
            );
        }
        match (query.country, organization.country) {
            (Some(given), Some(listed)) if given == listed => add(Finding::CountryAgrees { country: given }, false),
            (Some(given), Some(listed)) => add(Finding::CountryDiffers { given, listed }, false),
            _ => {}
        }
        Match {
            organization: found.organization as usize,
            name: scored.map(|s| self.index.name(s.candidate.name).place as usize),
            score: found.score,
            strength: found.strength,
            evidence,
        }
    }

    fn unscreened(&self) -> Option<Unscreened> {
        let words = self.parsed.words();
        if words.is_empty() {
            Some(Unscreened::Empty)
        } else if Lexicon::shared().is_placeholder(words) {
            Some(Unscreened::Placeholder)
        } else if self.parsed.content == 0 || self.parsed.only_legal {
            Some(Unscreened::NoContent)
        } else if self.parsed.letters < 2 {
            Some(Unscreened::TooShort)
        } else {
            None
        }
    }

    pub(crate) fn explain(&mut self, query: &Query<'_>) -> Explanation {
        let result = self.search(query);
        let words = self
            .parsed
            .words_and_roles()
            .map(|(word, role)| ExplainedWord {
                word: self.parsed.folded.text(word).to_owned(),
                weight: if role == Role::Content { 1.0 } else { 0.0 },
                role: if role == Role::Content { WordRole::Content } else { WordRole::LegalForm },
                known_names: 0,
            })
            .collect();
        let (matches, unscreened) = match result {
            Ok(matches) => (matches, None),
            Err(reason) => (Vec::new(), Some(reason)),
        };
        let margin = match matches.as_slice() {
            [first, second, ..] => Some(first.score - second.score),
            _ => None,
        };
        Explanation {
            folded: self.parsed.folded.to_spaced(),
            words,
            host: query.domain.and_then(host),
            unscreened,
            candidates: matches
                .into_iter()
                .map(|found| {
                    let organization = &self.index.organizations()[found.organization];
                    ExplainedCandidate {
                        organization: found.organization,
                        id: organization.id.clone(),
                        name: found.name.map(|at| organization.names[at].name.clone()),
                        score: found.score,
                        strength: Some(found.strength),
                        evidence: found.evidence,
                        held_back: Vec::new(),
                    }
                })
                .collect(),
            margin,
        }
    }
}
