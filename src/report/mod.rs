//! Reports: one model, one file per format.

pub mod assemble;
pub mod baseline;
pub mod compare;
pub mod csv;
pub mod diff;
pub(crate) mod facts;
pub mod github;
mod groups;
pub mod html;
pub mod json;
pub mod junit;
pub mod line_writer;
pub mod markdown;
pub mod model;
pub mod output;
pub mod render;
pub mod sarif;
pub mod saved;
pub mod sheet;
pub mod text;
pub mod xlsx;

pub use model::Report;

/// Findings that a run holds for the formats that need the whole report before they can be written.
pub const MOST_FINDINGS: u64 = 1 << 20;

use model::{LedgerInfo, LedgerNoticeKind};

/// A format of `check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A table for people, or blocks where the terminal is narrow.
    Table,
    /// The whole report as one JSON object.
    Json,
    /// One JSON object a subject.
    Jsonl,
    /// The user's own columns and what was found.
    Csv,
    /// The same as a workbook, with the next steps.
    Xlsx,
    /// Markdown.
    Markdown,
    /// One HTML page.
    Html,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// Annotations for a GitHub workflow.
    Github,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 10] = [
        Self::Table,
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Xlsx,
        Self::Markdown,
        Self::Html,
        Self::Sarif,
        Self::Junit,
        Self::Github,
    ];

    /// The word that stands for it in options.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
        }
    }

    /// The format for its word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    /// Whether it is written row by row, in bounded memory.
    #[must_use]
    pub const fn is_by_row(self) -> bool {
        matches!(self, Self::Jsonl | Self::Csv)
    }

    /// Whether it gives the user's own columns back.
    #[must_use]
    pub const fn has_own_columns(self) -> bool {
        matches!(self, Self::Csv | Self::Xlsx)
    }
}

fn ledger_line(ledger: &LedgerInfo) -> String {
    let decisions = if ledger.decisions == 1 {
        "decision"
    } else {
        "decisions"
    };
    let mut parts = vec![format!(
        "{}, {} {decisions}, {} accepted here",
        ledger.file, ledger.decisions, ledger.accepted
    )];
    for (kind, words) in [
        (LedgerNoticeKind::Changed, "that a change of the facts reopened"),
        (LedgerNoticeKind::Expired, "expired"),
        (LedgerNoticeKind::UnknownRecord, "on a record that is gone"),
        (LedgerNoticeKind::ExpiresSoon, "to expire soon"),
    ] {
        let count = ledger.notices.iter().filter(|n| n.kind == kind).count();
        if count > 0 {
            parts.push(format!("{count} {words}"));
        }
    }
    parts.push(format!("SHA-256 {}", ledger.sha256));
    parts.join(", ")
}

/// What every format says of the run itself, as label and value.
pub(crate) fn about(report: &Report) -> Vec<(&'static str, String)> {
    let list = &report.dataset;
    let mut lines = vec![("Coverage", list.coverage.clone())];
    if let (Some(version), Some(as_of), Some(age)) = (&list.version, &list.as_of, list.age_in_days) {
        lines.push((
            "List",
            format!(
                "{version}, as of {as_of}, {}, {} records",
                text::days(age),
                list.records
            ),
        ));
    }
    if let Some(hash) = &list.sha256 {
        lines.push(("SHA-256 of the list", hash.clone()));
    }
    for addition in &list.additions {
        let replaced = match addition.overrides {
            0 => String::new(),
            n => format!(", {n} of them in place of a bundled record"),
        };
        lines.push((
            "Own records",
            format!(
                "{} from {}{replaced}, SHA-256 {}",
                addition.records, addition.file, addition.sha256
            ),
        ));
    }
    let fresh: Vec<String> = report
        .advisories
        .sources
        .iter()
        .map(|state| match state.freshness {
            Some(freshness) => format!("{} {freshness}", state.source.word()),
            None => format!("{} not at hand", state.source.word()),
        })
        .collect();
    lines.push(("Advisory sources", fresh.join("; ")));
    if let Some((used, others)) = report.advisories.advisories.split_first() {
        let product = used.product.map_or_else(String::new, |p| format!(", {p}"));
        let more = match others.len() {
            0 => String::new(),
            n => format!("; {n} later ones: moveit-exposure advisories"),
        };
        lines.push((
            "Advisory",
            format!("{}{product}, {}{more}", used.cve, used.freshness),
        ));
    }
    lines.extend(
        report
            .inputs
            .iter()
            .map(|info| ("Input", format!("{}, {}", input(info), rows(info.rows)))),
    );
    if let Some(ledger) = &report.ledger {
        lines.push(("Ledger", ledger_line(ledger)));
    }
    if let Some(baseline) = &report.baseline {
        lines.push((
            "Baseline",
            format!(
                "{} of {}: {}",
                baseline.file,
                baseline.generated_at,
                baseline.sentence()
            ),
        ));
    }
    lines.push(("Settings", told(&report.settings)));
    lines.push((
        "Made by",
        format!(
            "{} {}, {}",
            report.tool.name, report.tool.version, report.generated_at
        ),
    ));
    lines.push((
        "Counts",
        "numbers of people are not additive: a vendor's people are its customers' people".to_owned(),
    ));
    lines
}

/// What the run was told, in one line.
pub(crate) fn told(settings: &model::SettingsInfo) -> String {
    let mut told = vec![
        format!("for {}", settings.reader.plain()),
        format!("fail on {}", settings.fail_on.word()),
        format!("matches from {} on", settings.min_strength.word()),
    ];
    told.extend((!settings.fuzzy).then(|| "without misspelled names".to_owned()));
    told.extend(settings.strict.then(|| "strict".to_owned()));
    told.extend(settings.offline.then(|| "offline".to_owned()));
    told.extend(settings.redacted.then(|| "names redacted".to_owned()));
    told.extend(settings.country.map(|c| format!("country {c}")));
    if !settings.vendors.is_empty() {
        told.push(format!("vendors {}", settings.vendors.join(", ")));
    }
    told.join("; ")
}

/// What an input was, in one line.
pub(crate) fn input(info: &model::InputInfo) -> String {
    let hash = info
        .sha256
        .as_ref()
        .map_or_else(String::new, |hash| format!(", SHA-256 {hash}"));
    format!("{}, {}{hash}", info.name, info.format)
}

fn rows(rows: u64) -> String {
    if rows == 1 {
        "1 row".to_owned()
    } else {
        format!("{rows} rows")
    }
}
