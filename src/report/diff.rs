//! Two reports held against each other: what is new, changed and gone since the earlier one.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::compare::{ChangeKind, Difference, Earlier};
use super::model::{FailOn, Finding, ListInfo, Report, SettingsInfo, SubjectInfo};
use super::text::{Layout, paragraph};
use crate::escape::{markdown, terminal};
use crate::exit::ExitStatus;
use crate::exposure::Verdict;

/// What one of two reports was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// When it was made, RFC 3339 in UTC.
    pub generated_at: String,
    /// The version of the program that made it.
    pub tool_version: String,
    /// The list that was searched.
    pub dataset: ListInfo,
    /// What the run was told.
    pub settings: SettingsInfo,
    /// Subjects in it.
    pub subjects: u64,
}

impl From<&Report> for Side {
    fn from(report: &Report) -> Self {
        Self {
            generated_at: report.generated_at.clone(),
            tool_version: report.tool.version.clone(),
            dataset: report.dataset.clone(),
            settings: report.settings.clone(),
            subjects: report.summary.subjects,
        }
    }
}

/// One subject of which the later report says something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What the change comes to.
    pub kind: ChangeKind,
    /// The subject, as the later report has it, or the earlier one where that alone has it.
    pub subject: SubjectInfo,
    /// The verdict of the earlier report; absent where it did not have the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Verdict>,
    /// The verdict of the later report; absent where it does not have the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Verdict>,
    /// The later verdict in one sentence, or the earlier one where the subject is not asked about any more.
    pub reason: String,
    /// Whether it counts for the exit code.
    pub is_new_exposure: bool,
    /// What is different.
    pub differences: Vec<Difference>,
}

/// What is different between two reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Diff {
    /// The earlier report.
    pub old: Side,
    /// The later report.
    pub new: Side,
    /// Every change, in the order of the later report; behind them what only the earlier one had.
    pub changes: Vec<Change>,
    /// Findings that are as they were.
    pub unchanged: u64,
    /// Subjects that the later report has and the earlier one had not, whatever is said of them.
    pub subjects_added: u64,
    /// Subjects that the earlier report had and the later one has not.
    pub subjects_removed: u64,
    /// From which verdict on a new finding makes the exit code 1.
    pub fail_on: FailOn,
    /// The process's exit code.
    pub exit_code: ExitStatus,
}

impl Diff {
    /// What `new` says that `old` did not.
    #[must_use]
    pub fn new(old: &Report, new: &Report, fail_on: FailOn) -> Self {
        let before = Earlier::new(old);
        let after = Earlier::new(new);
        let mut diff = Self {
            old: old.into(),
            new: new.into(),
            changes: Vec::new(),
            unchanged: 0,
            subjects_added: 0,
            subjects_removed: 0,
            fail_on,
            exit_code: ExitStatus::Nothing,
        };
        for finding in &new.findings {
            let comparison = before.compare(finding);
            diff.subjects_added += u64::from(comparison.old.is_none());
            match comparison.kind(finding) {
                ChangeKind::None => diff.unchanged += u64::from(finding.verdict.gravity() > 0),
                kind => diff.changes.push(Change {
                    kind,
                    subject: finding.subject.clone(),
                    old: comparison.old.map(|old| old.verdict),
                    new: Some(finding.verdict),
                    reason: finding.reason.clone().into_owned(),
                    is_new_exposure: comparison.is_new_exposure(finding, fail_on),
                    differences: comparison.differences,
                }),
            }
        }
        for finding in &old.findings {
            if after.of(&finding.subject).is_empty() {
                diff.subjects_removed += 1;
                diff.changes.extend(no_longer_asked(finding));
            }
        }
        if diff.changes.iter().any(|change| change.is_new_exposure) {
            diff.exit_code = ExitStatus::Findings;
        }
        diff
    }

    fn of_kind(&self, kind: ChangeKind) -> Vec<&Change> {
        self.changes.iter().filter(|change| change.kind == kind).collect()
    }

    /// What a reader must know to read the changes rightly.
    fn notes(&self) -> Vec<String> {
        let list = |side: &Side| {
            side.dataset
                .version
                .clone()
                .unwrap_or_else(|| "own records only".to_owned())
        };
        let mut notes = vec![format!(
            "Compared: {} of {}, list {}, with {} of {}, list {}.",
            counted(self.old.subjects, "subject"),
            self.old.generated_at,
            list(&self.old),
            counted(self.new.subjects, "subject"),
            self.new.generated_at,
            list(&self.new)
        )];
        if self.old.settings != self.new.settings {
            notes.push(format!(
                "The settings differ, which may account for changes: {}. Now: {}.",
                super::told(&self.old.settings),
                super::told(&self.new.settings)
            ));
        }
        if self.old.tool_version != self.new.tool_version {
            notes.push(format!(
                "The program differs, which may account for changes: {}, now {}.",
                self.old.tool_version, self.new.tool_version
            ));
        }
        notes.push(format!(
            "As they were: {}. New: {}. Not asked about any more: {}.",
            counted(self.unchanged, "finding"),
            counted(self.subjects_added, "subject"),
            counted(self.subjects_removed, "subject")
        ));
        notes.push(format!(
            "{} That a finding is gone does not say that anybody is safe.",
            self.new.dataset.coverage
        ));
        notes
    }

    /// The difference for a terminal.
    #[must_use]
    pub fn text(&self, layout: Layout) -> String {
        let mut out = String::new();
        for (kind, title) in SECTIONS {
            let changes = self.of_kind(kind);
            let _ = writeln!(out, "{title}: {}", changes.len());
            for change in changes {
                let name = terminal(change.subject.shown());
                paragraph(
                    &mut out,
                    layout.width,
                    2,
                    &format!("{name}: {}", headline(change)),
                );
                for line in details(change) {
                    paragraph(&mut out, layout.width, 4, &terminal(&line));
                }
            }
            out.push('\n');
        }
        for note in self.notes() {
            paragraph(&mut out, layout.width, 0, &terminal(&note));
        }
        out
    }

    /// The difference as Markdown, for a ticket or a comment.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = "# What is new since the last report\n".to_owned();
        for (kind, title) in SECTIONS {
            let changes = self.of_kind(kind);
            let _ = writeln!(out, "\n## {title}: {}", changes.len());
            out.push_str(if changes.is_empty() { "" } else { "\n" });
            for change in changes {
                let name = markdown(change.subject.shown());
                let _ = writeln!(out, "- **{name}**: {}", headline(change));
                for line in details(change) {
                    let _ = writeln!(out, "  - {}", markdown(&line));
                }
            }
        }
        out.push('\n');
        for note in self.notes() {
            let _ = writeln!(out, "{}\n", markdown(&note));
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }
}

const SECTIONS: [(ChangeKind, &str); 3] = [
    (ChangeKind::New, "New"),
    (ChangeKind::Changed, "Changed"),
    (ChangeKind::Gone, "Gone"),
];

/// `1 subject`, `2 subjects`.
fn counted(count: u64, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {what}{ending}")
}

fn headline(change: &Change) -> String {
    match (change.old, change.new) {
        (None, Some(new)) => format!("{new}, not asked about before"),
        (Some(old), None) => format!("was {old}, not asked about any more"),
        (Some(old), Some(new)) if old != new => format!("was {old}, is {new}"),
        (_, new) => new.map_or_else(String::new, |new| new.to_string()),
    }
}

/// What stands below a headline: the reason, and what differs beside the verdict.
fn details(change: &Change) -> Vec<String> {
    let differences = change
        .differences
        .iter()
        .filter(|d| !matches!(d, Difference::Verdict { .. }))
        .map(Difference::sentence);
    std::iter::once(change.reason.clone())
        .chain(differences)
        .collect()
}

/// A finding whose subject is no more in the report.
fn no_longer_asked(finding: &Finding) -> Option<Change> {
    (finding.verdict.gravity() > 0).then(|| Change {
        kind: ChangeKind::Gone,
        subject: finding.subject.clone(),
        old: Some(finding.verdict),
        new: None,
        reason: finding.reason.clone().into_owned(),
        is_new_exposure: false,
        differences: Vec::new(),
    })
}
