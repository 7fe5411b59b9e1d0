//! JSON: the whole report as one object, or one object per finding (JSON Lines), with one of the run at the end where it
//! is wanted.

use schemars::JsonSchema;
use serde::Serialize;

use super::baseline::BaselineInfo;
use super::line_writer::LineWriter;
use super::model::{Finding, InputInfo, LedgerInfo, ListInfo, Report, SettingsInfo, Summary, Tool};
use crate::advisories::SourceState;

/// The report as one JSON object, indented, with a line end.
///
/// # Errors
/// None in practice: the model holds nothing that JSON cannot.
pub fn whole(report: &Report) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}

/// Whether JSON Lines end with a line about the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunLine {
    /// One line a subject and no other: lines and rows of the input pair off.
    Left,
    /// A last line about the run, so that a text without it is known to be cut short.
    Last,
}

/// A line of JSON Lines. This is its shape; [`LineWriter`] writes it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(
    clippy::large_enum_variant,
    reason = "it lends the schema its shape and is made once a run"
)]
pub enum Line<'a> {
    /// One subject.
    Finding {
        /// The finding.
        #[serde(flatten)]
        finding: &'a Finding,
        /// The list that was searched.
        dataset: &'a ListInfo,
    },
    /// The last line, with `--run-line`: a text without it is not whole.
    End {
        /// What a report says of the run itself.
        run: Run<'a>,
    },
    /// The last line of a run that Ctrl-C ended: subjects after it are missing.
    Cut {
        /// Why: `interrupted`.
        incomplete: &'static str,
    },
}

/// What a report says of the run itself, without its findings.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Run<'a> {
    /// Version of this structure.
    schema_version: &'a str,
    /// The program that made it.
    tool: &'a Tool,
    /// When, RFC 3339 in UTC.
    generated_at: &'a str,
    /// The list that was searched.
    dataset: &'a ListInfo,
    /// What the run was told.
    settings: &'a SettingsInfo,
    /// What was read.
    inputs: &'a [InputInfo],
    /// The ledger of accepted findings, where one was in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<&'a LedgerInfo>,
    /// The earlier report beside which only what is new counts for the exit code, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a BaselineInfo>,
    /// Counts by verdict, and the exit code.
    summary: &'a Summary,
    /// How fresh each source of advisories is.
    advisory_sources: &'a [SourceState],
}

impl<'a> From<&'a Report> for Run<'a> {
    fn from(report: &'a Report) -> Self {
        Self {
            schema_version: &report.schema_version,
            tool: &report.tool,
            generated_at: &report.generated_at,
            dataset: &report.dataset,
            settings: &report.settings,
            inputs: &report.inputs,
            ledger: report.ledger.as_ref(),
            baseline: report.baseline.as_ref(),
            summary: &report.summary,
            advisory_sources: &report.advisories.sources,
        }
    }
}

/// The lines of one run.
#[derive(Debug, Clone)]
pub struct Lines {
    tail: Vec<u8>,
}

impl Lines {
    /// For findings made on this list.
    ///
    /// # Errors
    /// None in practice: the model holds nothing that JSON cannot.
    pub fn new(list: &ListInfo) -> serde_json::Result<Self> {
        let mut tail = b",\"dataset\":".to_vec();
        serde_json::to_writer(&mut tail, list)?;
        tail.extend_from_slice(b"}\n");
        Ok(Self { tail })
    }

    /// A writer with memory of its own; make one per thread.
    #[must_use]
    pub fn writer(&self) -> LineWriter<'_> {
        LineWriter::new(self)
    }

    /// What stands at the end of every line, behind the finding's last field.
    pub(super) fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// What stands behind the findings: nothing, or the line of the run with what is known when all is done.
    ///
    /// # Errors
    /// None in practice: the model holds nothing that JSON cannot.
    pub fn end(report: &Report, run_line: RunLine) -> serde_json::Result<Vec<u8>> {
        if run_line == RunLine::Left {
            return Ok(Vec::new());
        }
        let mut line = serde_json::to_vec(&Line::End { run: report.into() })?;
        line.push(b'\n');
        Ok(line)
    }
}
