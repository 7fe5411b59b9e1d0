//! A ledger at work in one run: which findings it accepts, which decisions do not hold any more, and which went unused.
//!
//! Findings are ruled on by several threads at once; what was met is kept in flags, and told in the order of the file.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use jiff::civil::Date;

use super::decision::{Decision, Standing};
use super::file::{Entry, Found, Ledger};
use super::fingerprint::Fingerprint;
use super::subject::Identity;
use crate::country::Country;
use crate::dataset::Dataset;
use crate::report::model::{DecisionInfo, Finding, LedgerInfo, LedgerNotice, ReopenedBecause, ReopenedInfo};

pub use crate::report::model::LedgerNoticeKind as NoticeKind;

/// The decision's subject had a finding in this run.
const MET: u8 = 1;
/// Another subject of its name had one.
const NAMESAKE: u8 = 2;

/// What the ledger says of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// It is accepted.
    Accepted(Arc<DecisionInfo>),
    /// It was accepted, and counts again.
    Reopened(ReopenedInfo),
}

/// Why a decision does not hold for a finding that it was made for, and where it was met first.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    /// Input and row.
    place: (usize, u64),
    /// In a sentence's end.
    text: String,
    /// What was declared for the subject.
    vendors: Vec<String>,
}

/// A ledger in a run.
#[derive(Debug)]
pub struct Register<'a> {
    ledger: &'a Ledger,
    today: Date,
    infos: Vec<Arc<DecisionInfo>>,
    met: Vec<AtomicU8>,
    changes: Vec<Mutex<Option<Change>>>,
    accepted: AtomicU64,
}

/// Something about a decision that its owner should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice<'a> {
    /// What it is.
    pub kind: NoticeKind,
    /// The decision.
    pub entry: &'a Entry,
    /// What happened, in a sentence without its end.
    pub text: String,
    /// The vendors to declare when the decision is made again.
    pub vendors: Vec<String>,
}

impl<'a> Register<'a> {
    /// Opens a ledger for a run on this day.
    #[must_use]
    pub fn open(ledger: &'a Ledger, today: Date) -> Self {
        let entries = ledger.entries();
        Self {
            ledger,
            today,
            infos: entries
                .iter()
                .map(|entry| Arc::new(DecisionInfo::of(&entry.decision)))
                .collect(),
            met: entries.iter().map(|_| AtomicU8::new(0)).collect(),
            changes: entries.iter().map(|_| Mutex::new(None)).collect(),
            accepted: AtomicU64::new(0),
        }
    }

    /// What the ledger says of a finding; `country` is the one that the subject was looked up with.
    #[must_use]
    pub fn rule(&self, finding: &Finding, country: Option<Country>) -> Option<Ruling> {
        if finding.verdict.gravity() == 0 {
            return None;
        }
        let subject = &finding.subject;
        let identity = Identity::new(&subject.name, subject.domain.as_deref(), country);
        let at = match self.ledger.find(&identity, subject.key.as_deref()) {
            Found::For(at) => at,
            Found::SameName(at) => {
                self.met[at].fetch_or(NAMESAKE, Ordering::Relaxed);
                return None;
            }
            Found::Nothing => return None,
        };
        self.met[at].fetch_or(MET, Ordering::Relaxed);
        let entry = &self.ledger.entries()[at];
        if let Some(text) = change(&entry.decision, finding) {
            self.remember(at, finding, &text);
            return Some(self.reopened(at, ReopenedBecause::Changed, text));
        }
        if entry.decision.standing(self.today) == Standing::Expired {
            let text = format!("its last day, {}, has passed", entry.decision.until);
            return Some(self.reopened(at, ReopenedBecause::Expired, text));
        }
        self.accepted.fetch_add(1, Ordering::Relaxed);
        Some(Ruling::Accepted(Arc::clone(&self.infos[at])))
    }

    fn reopened(&self, at: usize, because: ReopenedBecause, text: String) -> Ruling {
        Ruling::Reopened(ReopenedInfo {
            because,
            text,
            decision: Arc::clone(&self.infos[at]),
        })
    }

    /// Of several subjects that a decision does not hold for any more, the first is told, whichever thread met it.
    fn remember(&self, at: usize, finding: &Finding, text: &str) {
        let place = (
            finding.subject.input.map_or(0, |input| input + 1),
            finding.subject.row,
        );
        if let Ok(mut change) = self.changes[at].lock()
            && change.as_ref().is_none_or(|known| place < known.place)
        {
            *change = Some(Change {
                place,
                text: text.to_owned(),
                vendors: finding.vendors.iter().map(|v| v.name.clone()).collect(),
            });
        }
    }

    /// What the owners of decisions should know, in the order of the file; for the end of a run.
    #[must_use]
    pub fn notices(&self, list: &Dataset) -> Vec<Notice<'a>> {
        let mut notices = Vec::new();
        for (at, entry) in self.ledger.entries().iter().enumerate() {
            let decision = &entry.decision;
            let change = self.changes[at].lock().map_or(None, |change| change.clone());
            let met = self.met[at].load(Ordering::Relaxed);
            let mut notice = |kind, text: String, vendors: &[String]| {
                notices.push(Notice {
                    kind,
                    entry,
                    text,
                    vendors: vendors.to_vec(),
                });
            };
            if let Some(change) = change {
                notice(
                    NoticeKind::Changed,
                    format!("does not hold any more: {}", change.text),
                    &change.vendors,
                );
                continue;
            }
            let lost = lost_records(list, decision);
            if met & MET == 0 && !lost.is_empty() {
                notice(
                    NoticeKind::UnknownRecord,
                    format!("rests on {lost}"),
                    &decision.vendors,
                );
                continue;
            }
            match decision.standing(self.today) {
                Standing::Expired => notice(
                    NoticeKind::Expired,
                    if met & MET == 0 {
                        format!("expired on {}", decision.until)
                    } else {
                        format!("expired on {}, and its finding counts again", decision.until)
                    },
                    &decision.vendors,
                ),
                Standing::ExpiresSoon(left) => {
                    let when = match left {
                        0 => "today".to_owned(),
                        1 => "tomorrow".to_owned(),
                        days => format!("in {days} days"),
                    };
                    notice(
                        NoticeKind::ExpiresSoon,
                        format!("expires {when}, on {}", decision.until),
                        &decision.vendors,
                    );
                }
                Standing::InForce => {}
            }
            if met & MET == 0 && decision.standing(self.today) != Standing::Expired {
                if met & NAMESAKE == 0 {
                    notice(
                        NoticeKind::Unused,
                        "was not used: its subject has no finding in this run".to_owned(),
                        &decision.vendors,
                    );
                } else {
                    notice(
                        NoticeKind::SameName,
                        "was not used: the one of that name in this run has another domain, country or key, and a \
                         decision is for its very subject"
                            .to_owned(),
                        &decision.vendors,
                    );
                }
            }
        }
        notices
    }

    /// What a report says of the ledger, at the end of a run.
    #[must_use]
    pub fn info(&self, notices: &[Notice<'_>]) -> LedgerInfo {
        LedgerInfo {
            file: self.ledger.path().display().to_string(),
            sha256: self.ledger.sha256(),
            decisions: self.ledger.entries().len(),
            accepted: self.accepted.load(Ordering::Relaxed),
            notices: notices
                .iter()
                .map(|notice| LedgerNotice {
                    kind: notice.kind,
                    line: notice.entry.line,
                    subject: notice.entry.decision.shown().to_owned(),
                    owner: notice.entry.decision.owner.clone(),
                    until: notice.entry.decision.until.to_string(),
                    text: notice.text.clone(),
                })
                .collect(),
        }
    }
}

/// The records that a decision rests on and that the list does not hold, in words; empty where it has them all.
#[must_use]
pub fn lost_records(list: &Dataset, decision: &Decision) -> String {
    let lost: Vec<String> = decision
        .records
        .iter()
        .filter_map(|id| match list.record(id) {
            None => Some(format!("\"{id}\", which the list does not have")),
            Some(record) if record.withdrawn.is_some() => Some(format!("\"{id}\", which was withdrawn")),
            Some(_) => None,
        })
        .collect();
    lost.join(", and on ")
}

/// The ids of the records behind a finding, sorted.
#[must_use]
pub fn records_behind(finding: &Finding) -> Vec<String> {
    let mut ids: Vec<String> = finding.listings.iter().map(|l| l.id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What is different from when the finding was accepted, if anything is.
#[must_use]
pub fn change(decision: &Decision, finding: &Finding) -> Option<String> {
    let records = records_behind(finding);
    // Verdict and records are in the fingerprint; they are compared as well, since they can be edited apart from it.
    if Fingerprint::of(finding) == decision.fingerprint
        && decision.verdict == finding.verdict
        && decision.records == records
    {
        return None;
    }
    Some(if decision.verdict != finding.verdict {
        format!(
            "the verdict was {} when it was accepted, and is {}",
            decision.verdict, finding.verdict
        )
    } else if decision.records != records {
        format!(
            "it rested on {} when it was accepted, and rests on {}",
            decision.records.join(", "),
            records.join(", ")
        )
    } else {
        format!(
            "what the list says of {} has changed since it was accepted",
            records.join(", ")
        )
    })
}
