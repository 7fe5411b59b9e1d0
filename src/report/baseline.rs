//! A baseline: an earlier report, beside which only what is new counts for the exit code. Everything is still shown.
//!
//! What is the same subject, and what is new, is for [`super::compare`] to say.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::compare::{ChangeKind, Difference, Earlier};
use super::model::{FailOn, Finding, Report};
use crate::exposure::Verdict;

/// How a finding stands beside the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BaselineState {
    /// The baseline had no finding for its subject.
    New,
    /// The baseline had one, and something about it is other now.
    Changed,
    /// The baseline had it as it is.
    Known,
    /// The baseline had one, and there is none any more.
    Gone,
}

impl BaselineState {
    /// Every state, in the order in which they are counted out.
    pub const ALL: [Self; 4] = [Self::New, Self::Changed, Self::Known, Self::Gone];

    /// The word that stands for it in every format.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Known => "known",
            Self::Gone => "gone",
        }
    }
}

/// What a report says of a finding beside the baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BaselineMark {
    /// How it stands.
    pub state: BaselineState,
    /// Whether it counts for the exit code, if `--fail-on` is reached: it is new, graver than it was, rests on a further
    /// listed organization, or was accepted and is not any more.
    pub counts: bool,
    /// What is other than in the baseline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// The baseline of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BaselineInfo {
    /// The file as the user named it.
    pub file: String,
    /// When that report was made.
    pub generated_at: String,
    /// Findings that it did not have.
    pub new: u64,
    /// Findings that are other than they were.
    pub changed: u64,
    /// Findings that are as they were.
    pub known: u64,
    /// Subjects whose finding is no more.
    pub gone: u64,
    /// Findings of the baseline whose subjects were not asked about in this run.
    pub not_asked: u64,
    /// Findings that count for the exit code.
    pub counting: u64,
}

/// A baseline at work in one run, from several threads.
#[derive(Debug)]
pub struct Baseline<'a> {
    report: &'a Report,
    earlier: Earlier<'a>,
    fail_on: FailOn,
    /// By their place in the baseline: which of its findings were asked about again.
    asked: HashMap<Place, AtomicBool>,
    states: [AtomicU64; BaselineState::ALL.len()],
    counting: AtomicU64,
}

/// Input and row.
type Place = (Option<usize>, u64);

fn place(finding: &Finding) -> Place {
    (finding.subject.input, finding.subject.row)
}

fn says_something(finding: &Finding) -> bool {
    finding.verdict.gravity() > 0 || finding.verdict == Verdict::Accepted
}

impl<'a> Baseline<'a> {
    /// Takes an earlier report as the baseline.
    #[must_use]
    pub fn new(report: &'a Report, fail_on: FailOn) -> Self {
        Self {
            report,
            earlier: Earlier::new(report),
            fail_on,
            asked: report
                .findings
                .iter()
                .filter(|finding| says_something(finding))
                .map(|finding| (place(finding), AtomicBool::new(false)))
                .collect(),
            states: std::array::from_fn(|_| AtomicU64::new(0)),
            counting: AtomicU64::new(0),
        }
    }

    /// Whether it has hashes in the place of names.
    #[must_use]
    pub fn is_redacted(&self) -> bool {
        self.report.settings.redacted
    }

    /// Writes into a finding how it stands; one without anything to say, then and now, is left alone.
    pub fn mark(&self, finding: &mut Finding) {
        for old in self.earlier.of(&finding.subject) {
            if let Some(asked) = self.asked.get(&place(old)) {
                asked.store(true, Ordering::Relaxed);
            }
        }
        let comparison = self.earlier.compare(finding);
        let state = match comparison.kind(finding) {
            ChangeKind::New => BaselineState::New,
            ChangeKind::Gone => BaselineState::Gone,
            ChangeKind::Changed if says_something(finding) => BaselineState::Changed,
            ChangeKind::None if says_something(finding) => BaselineState::Known,
            ChangeKind::Changed | ChangeKind::None => return,
        };
        let counts = comparison.is_new_exposure(finding, self.fail_on);
        self.states[state as usize].fetch_add(1, Ordering::Relaxed);
        self.counting.fetch_add(u64::from(counts), Ordering::Relaxed);
        finding.baseline = Some(Box::new(BaselineMark {
            state,
            counts,
            differences: comparison.differences,
        }));
    }

    /// What a report says of the baseline, at the end of a run.
    #[must_use]
    pub fn info(&self, file: String) -> BaselineInfo {
        let count = |state: BaselineState| self.states[state as usize].load(Ordering::Relaxed);
        BaselineInfo {
            file,
            generated_at: self.report.generated_at.clone(),
            new: count(BaselineState::New),
            changed: count(BaselineState::Changed),
            known: count(BaselineState::Known),
            gone: count(BaselineState::Gone),
            not_asked: self.not_asked().count() as u64,
            counting: self.counting.load(Ordering::Relaxed),
        }
    }

    /// The findings of the baseline whose subjects were not asked about in this run.
    pub fn not_asked(&self) -> impl Iterator<Item = &'a Finding> {
        self.report.findings.iter().filter(|finding| {
            self.asked
                .get(&place(finding))
                .is_some_and(|asked| !asked.load(Ordering::Relaxed))
        })
    }
}

impl BaselineInfo {
    /// How the findings stand beside the baseline, in a sentence without its end.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut text = format!(
            "{} new, {} changed, {} known, {} gone",
            self.new, self.changed, self.known, self.gone
        );
        if self.not_asked > 0 {
            text.push_str(&format!(", {} not asked about this time", self.not_asked));
        }
        format!("{text}; {} of them count for the exit code", self.counting)
    }
}
