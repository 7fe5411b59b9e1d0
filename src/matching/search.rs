//! The search: candidates, their scores, the matches.

use super::evidence::{Evidence, Finding};
use super::explanation::{ExplainedCandidate, ExplainedWord, Explanation, WordRole};
use super::index::Index;
use super::keys::{Parsed, Sameness};
use super::model::{Match, Options, Query, Strength, Unscreened};
use crate::names::{Lexicon, host, shared_host};

/// What a thread needs to search; results do not depend on what was searched before.
pub struct Searcher<'i> {
    index: &'i Index,
    options: Options,
    parsed: Parsed,
    found: Vec<Found>,
}

#[derive(Clone, Copy)]
struct Found {
    organization: u32,
    name: u32,
    sameness: Option<Sameness>,
    score: f64,
    strength: Strength,
}

impl<'i> Searcher<'i> {
    pub(crate) fn new(index: &'i Index, options: Options) -> Self {
        Self {
            index,
            options,
            parsed: Parsed::default(),
            found: Vec::new(),
        }
    }

    /// The listed organizations that may be the subject, best first.
    ///
    /// # Errors
    /// Says why a subject without a usable name or domain was not searched.
    pub fn search(&mut self, query: &Query<'_>) -> Result<Vec<Match>, Unscreened> {
        let host = query.domain.and_then(host);
        self.parsed.parse(query.name);
        let reason = self.unscreened();
        let owners = host.as_deref().and_then(|host| self.index.owners(host));
        if let Some(reason) = reason
            && owners.is_none()
        {
            return Err(reason);
        }
        self.found.clear();
        if reason.is_none() {
            for sameness in Sameness::ALL {
                for name in self.index.with_key(self.parsed.keys.get(sameness)) {
                    let organization = self.index.name(name).organization;
                    if !self.found.iter().any(|f| f.organization == organization) {
                        self.found.push(Found {
                            organization,
                            name,
                            sameness: Some(sameness),
                            score: 0.0,
                            strength: Strength::Possible,
                        });
                    }
                }
            }
        }
        let owner_list = owners.map_or(&[][..], |(_, owners)| owners);
        for &owner in owner_list {
            if !self.found.iter().any(|f| f.organization == owner) {
                self.found.push(Found {
                    organization: owner,
                    name: 0,
                    sameness: None,
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
            let (mut score, mut strength) = match found.sameness {
                None => (0.93, Strength::Strong),
                Some(Sameness::Written) => (0.99, Strength::Exact),
                Some(Sameness::Normalized) => (0.98, Strength::Exact),
                Some(Sameness::Core) => (0.96, Strength::Strong),
                Some(Sameness::Spacing) => (0.93, Strength::Strong),
                Some(Sameness::Order) => (0.8, Strength::Strong),
            };
            let acronym = found.sameness.is_some() && self.index.name(found.name).acronym;
            if acronym && !domain_agrees && (country != Some(true) || domain_differs) {
                score *= 0.5;
                strength = Strength::Possible;
            }
            if country == Some(false) && !domain_agrees {
                score *= 0.6;
                strength = Strength::Possible;
            }
            if domain_agrees && found.sameness.is_some() {
                score = 1.0 - (1.0 - score) * 0.2;
                strength = strength.max(Strength::Strong);
            }
            found.score = score;
            found.strength = strength;
        }
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
            .map(|found| {
                self.matched(
                    found,
                    query,
                    given.filter(|_| owner_list.contains(&found.organization)),
                    is_address,
                )
            })
            .collect())
    }

    fn matched(
        &self,
        found: &Found,
        query: &Query<'_>,
        domain: Option<(&str, &str)>,
        is_address: bool,
    ) -> Match {
        let organization = &self.index.organizations()[found.organization as usize];
        let mut evidence = Vec::new();
        let mut add = |finding, decisive| evidence.push(Evidence { finding, decisive });
        if let Some(sameness) = found.sameness {
            let listed = organization.names[self.index.name(found.name).place as usize]
                .name
                .clone();
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
            (Some(given), Some(listed)) if given == listed => {
                add(Finding::CountryAgrees { country: given }, false)
            }
            (Some(given), Some(listed)) => add(Finding::CountryDiffers { given, listed }, false),
            _ => {}
        }
        Match {
            organization: found.organization as usize,
            name: found.sameness.map(|_| self.index.name(found.name).place as usize),
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
            .words()
            .iter()
            .zip(&self.parsed.legal)
            .map(|(word, legal)| ExplainedWord {
                word: self.parsed.folded.text(word).to_owned(),
                weight: if legal.is_some() { 0.0 } else { 1.0 },
                role: if legal.is_some() {
                    WordRole::LegalForm
                } else {
                    WordRole::Content
                },
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
