//! Reasons: the evidence for a match that was accepted, and what held back one that was not. Built only for what is shown.

use super::align::Alignment;
use super::decide::{Agreement, Case, Decision, POSSIBLE, STRONG};
use super::evidence::{Evidence, Finding};
use super::keys::{Parsed, Role, Sameness};
use super::model::Query;
use super::search::{Found, Searcher};
use crate::dataset::model::Standing;
use crate::names::shared_host;

impl Searcher<'_> {
    /// The evidence for and against an organization, with the pieces marked without which it would stand lower.
    pub(crate) fn evidence(&self, found: &Found, query: &Query<'_>) -> Vec<Evidence> {
        let organization = &self.index.organizations()[found.organization as usize];
        let case = &found.case;
        let stands = |case: &Case| found.decide_as(case) >= found.decision.strength;
        let accepted = found.decision.strength.is_some();
        let name_decides = accepted
            && case.name.is_some()
            && (case.domain != Agreement::Agrees || !stands(&Case { name: None, ..*case }));
        let country_decides = accepted
            && case.country == Agreement::Agrees
            && !stands(&Case {
                country: Agreement::Unknown,
                ..*case
            });
        let domain_decides = accepted
            && case.domain == Agreement::Agrees
            && (case.name.is_none()
                || !stands(&Case {
                    domain: Agreement::Unknown,
                    ..*case
                }));

        let mut evidence = Vec::new();
        if let Some(at) = found.scored {
            self.name_evidence(at, name_decides, &mut evidence);
        }
        let mut add = |finding, decisive| evidence.push(Evidence { finding, decisive });
        if found.decision.held.generic {
            add(Finding::GenericName, false);
        }
        let given_host = self.host(query);
        if let Some(given) = given_host {
            if case.domain == Agreement::Agrees {
                let listed = self
                    .index
                    .owners(&given)
                    .map_or_else(|| given.clone(), |(domain, _)| domain.to_owned());
                let is_address = query.domain.unwrap_or(query.name).contains('@');
                add(
                    if is_address {
                        Finding::EmailDomain { given, listed }
                    } else {
                        Finding::DomainEqual { given, listed }
                    },
                    domain_decides,
                );
            } else if let Some(why) = shared_host(&given) {
                add(Finding::DomainShared { given, why }, false);
            } else if case.domain == Agreement::Differs {
                add(Finding::DomainDiffers { given }, false);
            }
        }
        match (case.country, query.country, organization.country) {
            (Agreement::Agrees, Some(country), _) => add(Finding::CountryAgrees { country }, country_decides),
            (Agreement::Differs, Some(given), Some(listed)) => {
                add(Finding::CountryDiffers { given, listed }, false)
            }
            _ => {}
        }
        if found.decision.held.ambiguous {
            let others = self
                .found
                .iter()
                .filter(|other| other.organization != found.organization && other.decision.odds > 1.0)
                .count();
            add(
                Finding::Ambiguous {
                    others: others.max(1),
                },
                false,
            );
        }
        evidence
    }

    fn name_evidence(&self, at: usize, decides: bool, evidence: &mut Vec<Evidence>) {
        let scored = &self.scored[at];
        let indexed = self.index.name(scored.candidate.name);
        let listed = self.index.written(scored.candidate.name).to_owned();
        let mut other = Parsed::default();
        other.parse(&listed);
        let mut add = |finding, decisive| evidence.push(Evidence { finding, decisive });
        match scored.candidate.sameness {
            Some(Sameness::Written) => add(Finding::NameAsWritten { listed }, decides),
            Some(Sameness::Normalized) => add(Finding::NameNormalized { listed }, decides),
            Some(Sameness::Core) => {
                let (given_form, listed_form) = (self.parsed.legal_text(), other.legal_text());
                let finding = if given_form == listed_form {
                    Finding::ConnectivesDiffer
                } else {
                    Finding::LegalFormDiffers {
                        given: given_form,
                        listed: listed_form,
                    }
                };
                add(finding, decides);
            }
            Some(Sameness::Spacing) => add(Finding::SpacingDiffers, decides),
            Some(Sameness::Order) => add(Finding::WordOrderDiffers, false),
            None if scored.candidate.cut.is_some() => add(Finding::CutShort { listed }, decides),
            None => {}
        }
        if indexed.short_acronym {
            add(
                Finding::AcronymAlone {
                    acronym: self.index.written(scored.candidate.name).to_owned(),
                },
                false,
            );
        } else if indexed.standing != Standing::Alone {
            add(
                Finding::CommonName {
                    name: self.index.written(scored.candidate.name).to_owned(),
                },
                false,
            );
        }
        if matches!(
            scored.candidate.sameness,
            Some(Sameness::Written | Sameness::Normalized | Sameness::Core | Sameness::Spacing)
        ) {
            return;
        }
        self.word_evidence(at, decides && scored.candidate.cut.is_none(), evidence);
    }

    fn word_evidence(&self, at: usize, decides: bool, evidence: &mut Vec<Evidence>) {
        let name = self.scored[at].candidate.name;
        let indexed = self.index.name(name);
        let listed = self.index.words(indexed);
        let mut alignment = Alignment::default();
        alignment.align(&self.prepared, &self.parsed, &self.resolver, self.index, indexed);
        let most = alignment
            .pairings
            .iter()
            .map(|p| p.information)
            .fold(0.0, f32::max);
        let given_word = |at: usize| {
            let word = &self.parsed.words()[self.prepared.words[at].at];
            self.parsed.folded.text(word).to_owned()
        };
        let listed_word = |at: usize| self.index.vocabulary().text(listed[at].word).to_owned();
        let join = |from: u8, count: u8, word: &dyn Fn(usize) -> String| {
            let words: Vec<String> = (from..from + count).map(|at| word(usize::from(at))).collect();
            words.join(" ")
        };
        let mut marked = false;
        for pairing in &alignment.pairings {
            let decisive = decides && !marked && pairing.information >= most;
            marked |= decisive;
            evidence.push(Evidence {
                finding: Finding::WordsAgree {
                    given: join(pairing.query, pairing.query_words, &given_word),
                    listed: join(pairing.listed, pairing.listed_words, &listed_word),
                    how: pairing.how,
                },
                decisive,
            });
        }
        let left: Vec<String> = (0..self.prepared.words.len())
            .filter(|&at| alignment.is_query_free(at))
            .map(given_word)
            .collect();
        if !left.is_empty() {
            evidence.push(Evidence {
                finding: Finding::LeftOverGiven { words: left },
                decisive: false,
            });
        }
        let left: Vec<String> = (0..listed.len())
            .filter(|&at| alignment.is_listed_free(at))
            .map(listed_word)
            .collect();
        if !left.is_empty() {
            evidence.push(Evidence {
                finding: Finding::LeftOverListed { words: left },
                decisive: false,
            });
        }
        let order_differs = alignment
            .pairings
            .windows(2)
            .any(|two| two[1].listed < two[0].listed);
        if order_differs && self.scored[at].candidate.sameness != Some(Sameness::Order) {
            evidence.push(Evidence {
                finding: Finding::WordOrderDiffers,
                decisive: false,
            });
        }
    }

    /// What held an organization back, in plain English.
    pub(crate) fn held_back(&self, decision: &Decision) -> Vec<String> {
        let held = decision.held;
        let mut reasons = Vec::new();
        for (applies, reason) in [
            (
                held.acronym,
                "only a short acronym agrees; the right country or domain would settle it",
            ),
            (
                held.standing,
                "the name is a common word that others go by too; a domain, or for some names the right country, would settle it",
            ),
            (
                held.generic,
                "only words agree that many organizations have; a domain would settle it",
            ),
            (
                held.turned_round,
                "the words stand in another order, as two different organizations may have them",
            ),
            (held.country, "the country differs"),
            (held.goes_on, "one of the names goes on with words of its own"),
            (
                held.typo,
                "all that tells the names apart from others is one doubtful misspelling",
            ),
            (held.ambiguous, "other listed organizations fit as well"),
        ] {
            if applies {
                reasons.push(reason.to_owned());
            }
        }
        if decision.score < POSSIBLE {
            reasons.push(format!(
                "the score is below {POSSIBLE:.2}, which a possible match needs"
            ));
        } else if decision.score < STRONG && reasons.is_empty() {
            reasons.push(format!(
                "the score is below {STRONG:.2}, which a strong match needs"
            ));
        }
        reasons
    }

    /// What the words of the query are taken for.
    pub(crate) fn role_of(&self, at: usize) -> super::explanation::WordRole {
        use super::explanation::WordRole;
        use crate::names::WordClass;
        match self.parsed.roles[at] {
            Role::Legal(_) => WordRole::LegalForm,
            Role::Connective => WordRole::Connective,
            Role::Content => match self.prepared.words.iter().find(|word| word.at == at) {
                Some(word) if word.number => WordRole::Number,
                Some(word) => match word.resolved.class {
                    Some(WordClass::Generic | WordClass::Corporate) => WordRole::Generic,
                    Some(WordClass::Workplace | WordClass::Separator) => WordRole::Workplace,
                    Some(WordClass::Place) => WordRole::Place,
                    _ => WordRole::Content,
                },
                None => WordRole::Content,
            },
        }
    }
}
