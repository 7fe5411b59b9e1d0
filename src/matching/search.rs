//! The search: candidates, their scores, the matches.

use super::align::{Alignment, Prepared};
use super::candidates::{Candidate, Finder};
use super::decide::{Agreement, Case, Decision, NameCase};
use super::explanation::{ExplainedCandidate, ExplainedWord, Explanation};
use super::features::Features;
use super::index::Index;
use super::keys::{Parsed, Role, Sameness};
use super::model::{Fuzzy, Match, Options, Query, Strength, Unscreened};
use super::resolve::Resolver;
use super::score::log_odds;
use crate::country::Country;
use crate::dataset::model::Standing;
use crate::names::{Lexicon, host, host_alone, information, names_with, registrable, shared_host};

/// What a thread needs to search; results do not depend on what was searched before.
pub struct Searcher<'i> {
    pub(crate) index: &'i Index,
    options: Options,
    pub(crate) parsed: Parsed,
    pub(crate) prepared: Prepared,
    pub(crate) resolver: Resolver,
    finder: Finder,
    alignment: Alignment,
    pub(crate) scored: Vec<Scored>,
    pub(crate) found: Vec<Found>,
}

/// A listed name compared with the query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scored {
    pub(crate) candidate: Candidate,
    pub(crate) organization: u32,
    pub(crate) features: Features,
    pub(crate) log_odds: f32,
}

#[derive(Clone, Copy)]
pub(crate) struct Found {
    pub(crate) organization: u32,
    /// Which of the scored names; none where only the domain agrees.
    pub(crate) scored: Option<usize>,
    pub(crate) case: Case,
    pub(crate) decision: Decision,
    /// The odds of all other organizations together.
    other_odds: f64,
}

impl Found {
    fn new(organization: u32, scored: Option<usize>) -> Self {
        let case = Case {
            name: None,
            country: Agreement::Unknown,
            domain: Agreement::Unknown,
        };
        Self {
            organization,
            scored,
            case,
            decision: case.decide(0.0),
            other_odds: 0.0,
        }
    }
}

impl Found {
    /// The strength, were the case another.
    pub(crate) fn decide_as(&self, case: &Case) -> Option<Strength> {
        case.decide(self.other_odds).strength
    }
}

impl Scored {
    /// The closer sense wins, then the likelier name.
    fn is_worse_than(&self, other: &Self) -> bool {
        let rank = |scored: &Self| match scored.candidate.sameness {
            Some(Sameness::Written) => 2,
            Some(Sameness::Normalized) => 1,
            _ => 0,
        };
        (rank(self), self.log_odds) < (rank(other), other.log_odds)
    }
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
    #[inline(never)] // A stage of its own in profiles: benches/spend.py.
    pub(crate) fn compare(&mut self, name: &str) -> Option<Unscreened> {
        self.scored.clear();
        self.parsed.parse(name);
        if let Some(reason) = self.unscreened() {
            return Some(reason);
        }
        self.resolver.trim();
        self.finder.start();
        match self.options.fuzzy {
            Fuzzy::Off => self
                .finder
                .same_names(self.index, &self.parsed, &Sameness::ALL[..4]),
            Fuzzy::On => self.finder.same_names(self.index, &self.parsed, &Sameness::ALL),
        }
        self.prepared
            .prepare(&self.parsed, &mut self.resolver, self.index, name.trim().len());
        if self.options.fuzzy == Fuzzy::On {
            if self.prepared.may_be_cut {
                self.finder.cut_names(self.index, &self.parsed);
            }
            self.finder
                .similar_names(self.index, &self.prepared, &self.resolver);
        }
        for candidate in &self.finder.found {
            let indexed = self.index.name(candidate.name);
            self.alignment
                .align(&self.prepared, &self.parsed, &self.resolver, self.index, indexed);
            if candidate.sameness.is_none()
                && candidate.cut.is_none()
                && self.alignment.is_hopeless(&self.prepared, indexed)
            {
                continue;
            }
            let features = Features::of(
                candidate.sameness,
                &self.prepared,
                &self.alignment,
                self.index,
                indexed,
                candidate.cut,
            );
            self.scored.push(Scored {
                candidate: *candidate,
                organization: indexed.organization,
                features,
                log_odds: log_odds(candidate, &features),
            });
        }
        None
    }

    /// The listed organizations that may be the subject, best first.
    ///
    /// # Errors
    /// Says why a subject without a usable name or domain was not searched.
    pub fn search(&mut self, query: &Query<'_>) -> Result<Vec<Match>, Unscreened> {
        let host = self.host(query);
        let reason = self.compare(query.name);
        let owners = host.as_deref().and_then(|host| self.index.owners(host));
        if let Some(reason) = reason
            && owners.is_none()
        {
            return Err(reason);
        }
        self.found.clear();
        for (at, scored) in self.scored.iter().enumerate() {
            match self
                .found
                .iter_mut()
                .find(|f| f.organization == scored.organization)
            {
                Some(found) => {
                    if found
                        .scored
                        .is_none_or(|other| self.scored[other].is_worse_than(scored))
                    {
                        found.scored = Some(at);
                    }
                }
                None => self.found.push(Found::new(scored.organization, Some(at))),
            }
        }
        let owner_list = owners.map_or(&[][..], |(_, owners)| owners);
        for &owner in owner_list {
            if !self.found.iter().any(|f| f.organization == owner) {
                self.found.push(Found::new(owner, None));
            }
        }
        let host_tells = host.as_deref().filter(|host| shared_host(host).is_none());
        let mut all_odds = 0.0;
        for at in 0..self.found.len() {
            let case = self.case(&self.found[at], query, owner_list, host_tells);
            let decision = case.decide(0.0);
            self.found[at].case = case;
            self.found[at].decision = decision;
            all_odds += decision.odds;
        }
        for found in &mut self.found {
            found.other_odds = (all_odds - found.decision.odds).max(0.0);
            found.decision = found.case.decide(found.other_odds);
        }
        self.found.sort_by(|a, b| {
            let (a, b) = (a, b);
            b.decision
                .strength
                .cmp(&a.decision.strength)
                .then(b.decision.score.total_cmp(&a.decision.score))
                .then(a.organization.cmp(&b.organization))
        });
        Ok(self
            .found
            .iter()
            .filter(|f| f.decision.strength >= Some(self.options.min_strength))
            .take(self.options.limit)
            .map(|found| self.matched(found, query))
            .collect())
    }

    /// The host that the query gives. A name that is an address itself speaks for whoever is listed with it, and never
    /// against anybody: names with a dot in them are no addresses.
    pub(crate) fn host(&self, query: &Query<'_>) -> Option<String> {
        match query.domain {
            Some(domain) => host(domain),
            None => host_alone(query.name).filter(|host| self.index.owners(host).is_some()),
        }
    }

    /// What is known of an organization as the subject.
    fn case(&self, found: &Found, query: &Query<'_>, owners: &[u32], host: Option<&str>) -> Case {
        let organization = &self.index.organizations()[found.organization as usize];
        let country = match (query.country, organization.country) {
            (Some(given), Some(listed)) if given == listed => Agreement::Agrees,
            // "Example Deutschland GmbH" in Germany is the German company of the listed one.
            (Some(given), Some(_)) if self.names_country(given, found) => Agreement::Unknown,
            (Some(_), Some(_)) => Agreement::Differs,
            _ => Agreement::Unknown,
        };
        let domain = match host {
            _ if owners.contains(&found.organization) => Agreement::Agrees,
            // An acronym or a common word with a domain that nobody lists is somebody else's.
            Some(_)
                if found.scored.is_some_and(|at| {
                    self.index.name(self.scored[at].candidate.name).standing != Standing::Alone
                }) =>
            {
                Agreement::Differs
            }
            Some(host) if !organization.domains.is_empty() && !self.names_host(host) => Agreement::Differs,
            _ => Agreement::Unknown,
        };
        Case {
            name: found.scored.map(|at| {
                let scored = &self.scored[at];
                let indexed = self.index.name(scored.candidate.name);
                NameCase {
                    log_odds: scored.log_odds,
                    features: scored.features,
                    sameness: scored.candidate.sameness,
                    acronym: indexed.short_acronym,
                    standing: indexed.standing,
                }
            }),
            country,
            domain,
        }
    }

    /// Whether a word of the name, which the listed one does not have, is the country given.
    fn names_country(&self, country: Country, found: &Found) -> bool {
        // Asked only where it can matter.
        let Some(at) = found.scored.filter(|&at| self.scored[at].log_odds > -1.0) else {
            return false;
        };
        let listed = self.index.spaced(self.scored[at].candidate.name);
        let words = self.parsed.words();
        (0..words.len()).any(|first| {
            let last = (first + 1).min(words.len() - 1);
            let one = self.parsed.folded.text(&words[first]);
            !listed.split(' ').any(|word| word == one)
                && (Country::parse(one) == Ok(country)
                    || Country::parse(self.parsed.folded.joined(&words[first], &words[last])) == Ok(country))
        })
    }

    /// Whether the host is named after the subject: `example.co.uk` for Example.
    fn names_host(&self, host: &str) -> bool {
        let label = registrable(host)
            .unwrap_or(host)
            .split('.')
            .next()
            .unwrap_or("")
            .replace('-', "");
        label.len() >= 5 && self.prepared.solid.starts_with(&label)
    }

    fn matched(&self, found: &Found, query: &Query<'_>) -> Match {
        Match {
            organization: found.organization as usize,
            name: found
                .scored
                .map(|at| self.index.name(self.scored[at].candidate.name).place as usize),
            score: found.decision.score,
            strength: found.decision.strength.unwrap_or(Strength::Possible),
            evidence: self.evidence(found, query),
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
        let unscreened = self.search(query).err();
        let most = information(0);
        let words = self
            .parsed
            .words_and_roles()
            .enumerate()
            .map(|(at, (word, role))| ExplainedWord {
                word: self.parsed.folded.text(word).to_owned(),
                weight: if role == Role::Content {
                    f64::from((information(word.key) / most).clamp(0.0, 1.0))
                } else {
                    0.0
                },
                role: self.role_of(at),
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a few thousand"
                )]
                known_names: names_with(word.key).round() as u32,
            })
            .collect();
        let margin = match self.found.as_slice() {
            [first, second, ..] => Some(first.decision.score - second.decision.score),
            _ => None,
        };
        let nearest = if unscreened.is_some() {
            &[][..]
        } else {
            &self.found[..]
        };
        Explanation {
            folded: self.parsed.folded.to_spaced(),
            words,
            host: self.host(query),
            unscreened,
            candidates: nearest
                .iter()
                .take(self.options.limit)
                .map(|found| {
                    let organization = &self.index.organizations()[found.organization as usize];
                    ExplainedCandidate {
                        organization: found.organization as usize,
                        id: organization.id.clone(),
                        name: found
                            .scored
                            .map(|at| self.index.written(self.scored[at].candidate.name).to_owned()),
                        score: found.decision.score,
                        strength: found
                            .decision
                            .strength
                            .filter(|s| *s >= self.options.min_strength),
                        evidence: self.evidence(found, query),
                        held_back: self.held_back(&found.decision),
                    }
                })
                .collect(),
            margin,
        }
    }
}
