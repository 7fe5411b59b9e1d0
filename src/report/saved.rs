//! A report that was saved as JSON, read back: checked before anything is made of it.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use serde::Deserialize;

use super::model::{Counts, Report, SCHEMA_VERSION};

/// Bytes that a saved report may have: about 300,000 findings.
pub(crate) const LIMIT: u64 = 512 << 20;

/// Why a saved report cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SavedReportError {
    /// It cannot be opened or read.
    #[error("cannot read {name}: {error}")]
    Unreadable {
        /// The file as the user named it.
        name: String,
        /// Why.
        error: io::Error,
    },
    /// It is larger than a report may be.
    #[error("{name} is larger than {} MiB", LIMIT >> 20)]
    TooLarge {
        /// The file as the user named it.
        name: String,
    },
    /// It is JSON of another kind, or none.
    #[error("{name} is no report of this program: {error}")]
    NoReport {
        /// The file as the user named it.
        name: String,
        /// What is wrong, with line and column.
        error: serde_json::Error,
    },
    /// It was written by a version of this program that writes reports differently.
    #[error("{name} has the schema version {found}, and this program reads {SCHEMA_VERSION}")]
    OtherVersion {
        /// The file as the user named it.
        name: String,
        /// The version that it gives.
        found: String,
    },
    /// Its parts do not agree.
    #[error("{name} contradicts itself: {what}")]
    Contradiction {
        /// The file as the user named it.
        name: String,
        /// Which parts.
        what: String,
    },
}

/// The only thing that a report of any version has.
#[derive(Deserialize)]
struct Versioned {
    schema_version: String,
}

/// Where a saved report is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SavedReport {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl From<&PathBuf> for SavedReport {
    /// `-` is standard input.
    fn from(path: &PathBuf) -> Self {
        if path.as_os_str() == "-" {
            Self::Stdin
        } else {
            Self::File(path.clone())
        }
    }
}

impl SavedReport {
    fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Reads a report, `check --format json` as it was written.
    ///
    /// Fields that this program does not know are passed over: a later version may have added them.
    ///
    /// # Errors
    /// It cannot be read, is too large, is no report, is of another major schema version, or contradicts itself.
    pub fn read(&self) -> Result<Report, SavedReportError> {
        let unreadable = |error| SavedReportError::Unreadable {
            name: self.name(),
            error,
        };
        let mut text = Vec::new();
        let source: Box<dyn Read> = match self {
            Self::Stdin => Box::new(io::stdin()),
            Self::File(path) => {
                let file = File::open(path).map_err(unreadable)?;
                // Said at once, where the system knows how long it is.
                if file.metadata().is_ok_and(|metadata| metadata.len() > LIMIT) {
                    return Err(SavedReportError::TooLarge { name: self.name() });
                }
                Box::new(file)
            }
        };
        source
            .take(LIMIT + 1)
            .read_to_end(&mut text)
            .map_err(unreadable)?;
        if text.len() as u64 > LIMIT {
            return Err(SavedReportError::TooLarge { name: self.name() });
        }
        parse(&text, self.name())
    }
}

/// Reads a report from the text of its JSON; `name` stands in messages.
///
/// # Errors
/// It is no report, is of another major schema version, or contradicts itself.
pub fn parse(text: &[u8], name: String) -> Result<Report, SavedReportError> {
    let no_report = |error| SavedReportError::NoReport {
        name: name.clone(),
        error,
    };
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    let Versioned { schema_version } = serde_json::from_slice(text).map_err(no_report)?;
    if major(&schema_version) != major(SCHEMA_VERSION) {
        return Err(SavedReportError::OtherVersion {
            name,
            found: shown(&schema_version),
        });
    }
    let report: Report = serde_json::from_slice(text).map_err(no_report)?;
    match contradiction(&report) {
        Some(what) => Err(SavedReportError::Contradiction { name, what }),
        None => Ok(report),
    }
}

/// The beginning of a foreign text.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

/// What a report says in two places, and differently, or what cannot be: it was edited, or cut.
fn contradiction(report: &Report) -> Option<String> {
    if report.generated_at.parse::<jiff::Timestamp>().is_err() {
        return Some(format!(
            "it was generated at \"{}\", which is no moment",
            shown(&report.generated_at)
        ));
    }
    let as_of = report.dataset.as_of.as_deref();
    if let Some(day) = as_of.filter(|day| day.parse::<jiff::civil::Date>().is_err()) {
        return Some(format!("its list is as of \"{}\", which is no day", shown(day)));
    }
    let mut counts = Counts::default();
    for finding in &report.findings {
        counts.add(finding.verdict);
    }
    if counts != report.summary.verdicts || counts.total() != report.summary.subjects {
        return Some(format!(
            "its summary counts {}, its findings are {}",
            report.summary.verdicts.sentence(),
            counts.sentence()
        ));
    }
    let unknown_input =
        |finding: &&super::model::Finding| finding.subject.input.is_some_and(|at| at >= report.inputs.len());
    report
        .findings
        .iter()
        .position(|f| unknown_input(&f))
        .map(|at| format!("finding {} is of an input that the report does not name", at + 1))
}
