//! What a report says that an earlier one did not: the one place that knows when two subjects are the same and what a
//! change is.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{FailOn, Finding, ListingInfo, Report, SubjectInfo};
use crate::exposure::Verdict;
use crate::names::{fold, host};

/// The findings of an earlier report, by their subjects.
///
/// Two subjects are the same where key, name, domain and country agree; else where the key agrees and no other subject
/// of the earlier report has it; else where name and domain agree. Names agree after folding (case, marks, signs).
#[derive(Debug)]
pub struct Earlier<'a> {
    whole: HashMap<Identity, Vec<&'a Finding>>,
    by_key: HashMap<&'a str, Vec<&'a Finding>>,
    by_name: HashMap<(String, String), Vec<&'a Finding>>,
}

type Identity = (String, String, String, String);

fn name_and_domain(subject: &SubjectInfo) -> (String, String) {
    let domain = subject.domain.as_deref().unwrap_or_default();
    (
        fold(&subject.name),
        host(domain).unwrap_or_else(|| domain.to_owned()),
    )
}

fn identity(subject: &SubjectInfo) -> Identity {
    let (name, domain) = name_and_domain(subject);
    let country = subject.country.map_or_else(String::new, |c| c.code().to_owned());
    (subject.key.clone().unwrap_or_default(), name, domain, country)
}

impl<'a> Earlier<'a> {
    /// The findings of a report.
    #[must_use]
    pub fn new(report: &'a Report) -> Self {
        let mut earlier = Self {
            whole: HashMap::new(),
            by_key: HashMap::new(),
            by_name: HashMap::new(),
        };
        for finding in &report.findings {
            let subject = &finding.subject;
            earlier.whole.entry(identity(subject)).or_default().push(finding);
            earlier
                .by_name
                .entry(name_and_domain(subject))
                .or_default()
                .push(finding);
            if let Some(key) = subject.key.as_deref().filter(|key| !key.is_empty()) {
                earlier.by_key.entry(key).or_default().push(finding);
            }
        }
        earlier
    }

    /// What the earlier report said of the subject: one finding for each time that it asked.
    #[must_use]
    pub fn of(&self, subject: &SubjectInfo) -> &[&'a Finding] {
        if let Some(found) = self.whole.get(&identity(subject)) {
            return found;
        }
        let key = subject.key.as_deref().unwrap_or_default();
        if let Some(found @ [_]) = self.by_key.get(key).map(Vec::as_slice) {
            return found;
        }
        self.by_name
            .get(&name_and_domain(subject))
            .map_or(&[], Vec::as_slice)
    }

    /// What is different about a finding.
    #[must_use]
    pub fn compare(&self, new: &Finding) -> Comparison<'a> {
        let before = self.of(&new.subject);
        // A subject that was asked about twice, with other vendors say, is as it was if it is as either was.
        if let Some(same) = before.iter().find(|old| differences(old, new).is_empty()) {
            return Comparison {
                old: Some(same),
                differences: Vec::new(),
            };
        }
        let old = before.first().copied();
        Comparison {
            old,
            differences: old.map_or_else(Vec::new, |old| differences(old, new)),
        }
    }
}

/// A finding held against an earlier report.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison<'a> {
    /// What the earlier report said; `None` for a subject that it did not have.
    pub old: Option<&'a Finding>,
    /// What is different; empty too where there is nothing to compare with.
    pub differences: Vec<Difference>,
}

/// A verdict that says something of its subject; one that the ledger accepts is such a one too.
fn says_something(verdict: Verdict) -> bool {
    verdict.gravity() > 0 || verdict == Verdict::Accepted
}

impl Comparison<'_> {
    /// What the change comes to.
    #[must_use]
    pub fn kind(&self, new: &Finding) -> ChangeKind {
        let was = self.old.is_some_and(|old| says_something(old.verdict));
        match (was, says_something(new.verdict)) {
            (false, true) => ChangeKind::New,
            (true, false) => ChangeKind::Gone,
            (true, true) if !self.differences.is_empty() => ChangeKind::Changed,
            // Whether a subject could be looked up is worth telling; whether it was asked about before is not.
            (false, false) if self.old.is_some_and(|old| old.verdict != new.verdict) => ChangeKind::Changed,
            _ => ChangeKind::None,
        }
    }

    /// Whether it is an exposure, at or above `fail_on`, that the earlier report did not have: a verdict that did not
    /// reach so far then, or a further listed organization.
    #[must_use]
    pub fn is_new_exposure(&self, new: &Finding, fail_on: FailOn) -> bool {
        fail_on.reached_by(new.verdict)
            && match self.old {
                None => true,
                Some(old) => {
                    !(fail_on.reached_by(old.verdict) || old.verdict == Verdict::Accepted)
                        || new.verdict.gravity() > old.verdict.gravity() && old.verdict != Verdict::Accepted
                        || self
                            .differences
                            .iter()
                            .any(|d| matches!(d, Difference::RecordAdded { .. }))
                }
            }
    }
}

/// What a change comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// A finding where there was none.
    New,
    /// A finding that is other than it was.
    Changed,
    /// A finding that is no more.
    Gone,
    /// None.
    None,
}

/// What is different about a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Difference {
    /// The verdict.
    Verdict {
        /// As it was.
        old: Verdict,
        /// As it is.
        new: Verdict,
    },
    /// A listed organization that was not there.
    RecordAdded {
        /// The id of its record.
        id: String,
    },
    /// A listed organization that is no more there.
    RecordRemoved {
        /// The id of its record.
        id: String,
    },
    /// A fact about a listed organization.
    Fact {
        /// The id of its record.
        id: String,
        /// Which fact.
        fact: String,
        /// As it was; empty where it was not known.
        old: String,
        /// As it is; empty where it is not known any more.
        new: String,
    },
}

impl Difference {
    /// The difference in a few words.
    #[must_use]
    pub fn sentence(&self) -> String {
        let known = |value: &str| if value.is_empty() { "not told" } else { value }.to_owned();
        match self {
            Self::Verdict { old, new } => format!("was {old}, is {new}"),
            Self::RecordAdded { id } => format!("record {id} is new"),
            Self::RecordRemoved { id } => format!("record {id} is no longer found"),
            Self::Fact { id, fact, old, new } => {
                format!("{fact} of {id}: was {}, is {}", known(old), known(new))
            }
        }
    }
}

/// What differs between two findings about one subject, as far as it says something else of it.
fn differences(old: &Finding, new: &Finding) -> Vec<Difference> {
    let mut all = Vec::new();
    if old.verdict != new.verdict {
        all.push(Difference::Verdict {
            old: old.verdict,
            new: new.verdict,
        });
    }
    let find = |finding: &Finding, id: &str| finding.listings.iter().position(|l| l.id == id);
    for listing in &new.listings {
        match find(old, &listing.id) {
            None => all.push(Difference::RecordAdded {
                id: listing.id.clone(),
            }),
            Some(at) => facts(&old.listings[at], listing, &mut all),
        }
    }
    for listing in &old.listings {
        if find(new, &listing.id).is_none() {
            all.push(Difference::RecordRemoved {
                id: listing.id.clone(),
            });
        }
    }
    all
}

/// The facts of a listing as texts, each beside its name.
fn told(listing: &ListingInfo) -> [(&'static str, String); 9] {
    fn word<T: Copy>(value: Option<T>, word: impl Fn(T) -> &'static str) -> String {
        value.map_or_else(String::new, |value| word(value).to_owned())
    }
    fn words<T: Copy>(values: &[T], word: impl Fn(T) -> &'static str) -> String {
        values.iter().map(|v| word(*v)).collect::<Vec<_>>().join(", ")
    }
    let text = |value: Option<String>| value.unwrap_or_default();
    [
        ("status", word(listing.status, |s| s.word())),
        ("outflow", listing.outflow.word().to_owned()),
        ("route", word(listing.route, |r| r.word())),
        ("acknowledgement", word(listing.acknowledged_by, |a| a.word())),
        ("date", text(listing.disclosed_on.map(|d| d.to_string()))),
        ("people", text(listing.people_affected.map(|p| p.to_string()))),
        ("populations", words(&listing.populations, |p| p.word())),
        ("data types", words(&listing.data_types, |d| d.word())),
        (
            "sources",
            listing
                .sources
                .iter()
                .map(|s| s.url.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        ),
    ]
}

fn facts(old: &ListingInfo, new: &ListingInfo, all: &mut Vec<Difference>) {
    for ((fact, old), (_, value)) in told(old).into_iter().zip(told(new)) {
        if old != value {
            all.push(Difference::Fact {
                id: new.id.clone(),
                fact: fact.to_owned(),
                old,
                new: value,
            });
        }
    }
}
