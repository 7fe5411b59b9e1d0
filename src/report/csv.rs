//! CSV: the user's own columns in their order, then what was found, one row a subject.

use super::model::{Finding, ListInfo};
use crate::escape::{csv_cell, terminal};

/// The columns that are added.
const ADDED: [&str; 16] = [
    "verdict",
    "reason",
    "strength",
    "score",
    "record_id",
    "listed_name",
    "path",
    "data_types",
    "people_affected",
    "disclosed_on",
    "first_source",
    "first_step",
    "accepted_until",
    "coverage",
    "list",
    "tool",
];

/// Whether the user's own cells are guarded against formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnCells {
    /// A leading quote keeps a spreadsheet from taking them for a formula.
    Guarded,
    /// As they were read.
    Raw,
}

/// Writes a report as CSV, row by row.
#[derive(Debug, Clone)]
pub struct Rows {
    header: Vec<String>,
    own: OwnCells,
    about: [String; 3],
}

impl Rows {
    /// For findings made on this list; `header` has the titles of the user's own columns, or is empty for names alone.
    #[must_use]
    pub fn new(list: &ListInfo, tool: &super::model::Tool, header: &[String], own: OwnCells) -> Self {
        let version = match (&list.version, &list.as_of, list.age_in_days, &list.sha256) {
            (Some(version), Some(as_of), Some(age), Some(hash)) => {
                format!(
                    "{version}, as of {as_of}, {}, SHA-256 {hash}",
                    super::text::days(age)
                )
            }
            _ => "own records only".to_owned(),
        };
        Self {
            header: header.to_vec(),
            own,
            about: [
                list.coverage.clone(),
                version,
                format!("{} {}", tool.name, tool.version),
            ],
        }
    }

    /// The first line, with the titles.
    #[must_use]
    pub fn titles(&self) -> Vec<u8> {
        let named = ["key", "name", "domain", "country"];
        let own: Vec<String> = if self.header.is_empty() {
            named.iter().map(|title| (*title).to_owned()).collect()
        } else {
            self.header.iter().map(|title| self.own_cell(title)).collect()
        };
        line(own.iter().map(String::as_str).chain(ADDED))
    }

    /// The line of a finding; `cells` are the subject's own, where it was read from a table.
    #[must_use]
    pub fn line(&self, finding: &Finding, cells: Option<&[String]>) -> Vec<u8> {
        let subject = &finding.subject;
        let mut row: Vec<String> = if self.header.is_empty() {
            vec![
                self.own_cell(subject.key.as_deref().unwrap_or_default()),
                self.own_cell(&subject.name),
                self.own_cell(subject.domain.as_deref().unwrap_or_default()),
                subject.country.map_or_else(String::new, |c| c.code().to_owned()),
            ]
        } else {
            let mut own: Vec<String> = cells
                .unwrap_or_default()
                .iter()
                .map(|c| self.own_cell(c))
                .collect();
            if cells.is_none() {
                own.push(self.own_cell(&subject.name));
            }
            own.resize(self.header.len(), String::new());
            own
        };
        let hit = finding.matches.first();
        let listing = finding.listings.first();
        let words = |text: &str| csv_cell(&terminal(text)).into_owned();
        row.extend([
            finding.verdict.word().to_owned(),
            words(&finding.explanation()),
            hit.map_or_else(String::new, |m| m.strength.word().to_owned()),
            hit.map_or_else(String::new, |m| format!("{:.3}", m.score)),
            listing.map_or_else(String::new, |l| words(&l.id)),
            hit.map(|m| &m.name)
                .or(listing.map(|l| &l.name))
                .map_or_else(String::new, |n| words(n)),
            finding
                .paths
                .iter()
                .map(|p| words(&p.text))
                .collect::<Vec<_>>()
                .join("; "),
            listing.map_or_else(String::new, |l| {
                l.data_types
                    .iter()
                    .map(|d| d.word())
                    .collect::<Vec<_>>()
                    .join("; ")
            }),
            listing
                .and_then(|l| l.people_affected)
                .map_or_else(String::new, |p| p.to_string()),
            listing
                .and_then(|l| l.disclosed_on)
                .map_or_else(String::new, |d| d.to_string()),
            listing
                .and_then(|l| l.sources.first())
                .map_or_else(String::new, |s| words(&s.url)),
            finding
                .steps
                .first()
                .map_or_else(String::new, |s| words(&s.title)),
            finding
                .accepted
                .as_ref()
                .map_or_else(String::new, |decision| decision.until.to_string()),
        ]);
        line(
            row.iter()
                .map(String::as_str)
                .chain(self.about.iter().map(String::as_str)),
        )
    }

    fn own_cell(&self, text: &str) -> String {
        match self.own {
            OwnCells::Guarded => csv_cell(text).into_owned(),
            OwnCells::Raw => text.to_owned(),
        }
    }
}

/// One record, quoted where it must be, ended as RFC 4180 has it.
fn line<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = writer.write_record(cells);
    writer.into_inner().unwrap_or_default()
}
