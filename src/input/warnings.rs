//! What was odd in an input, though every row of it could be screened.

use std::fmt;

use super::error::Quoted;

/// How often something was odd, and the first few places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Warnings {
    total: u64,
    first: Vec<Warning>,
}

/// One odd cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The row of the subject.
    pub row: u64,
    /// The title of the column; `None` if it is about the whole row.
    pub column: Option<String>,
    /// What is odd.
    pub kind: WarningKind,
}

/// What is odd about a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WarningKind {
    /// It names no country that is known; the subject is screened without one.
    UnknownCountry {
        /// What it holds.
        given: String,
    },
    /// A name goes over several lines, as it does when a quote is missing.
    NameOverLines {
        /// How it begins.
        given: String,
    },
    /// The row is no UTF-8, though the rows before it were.
    NotUtf8,
    /// A cell of a sheet holds an error, such as `#N/A`.
    ErrorCell {
        /// Which one.
        given: String,
    },
}

impl Warnings {
    /// How many are named one by one.
    pub const NAMED: usize = 5;

    /// How many there were.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The first few.
    #[must_use]
    pub fn first(&self) -> &[Warning] {
        &self.first
    }

    pub(super) fn add(&mut self, row: u64, column: &str, kind: impl FnOnce() -> WarningKind) {
        self.push(row, || Some(column.to_owned()), kind);
    }

    /// Adds one that is about a whole row.
    pub(super) fn add_row(&mut self, row: u64, kind: WarningKind) {
        self.push(row, || None, || kind);
    }

    fn push(
        &mut self,
        row: u64,
        column: impl FnOnce() -> Option<String>,
        kind: impl FnOnce() -> WarningKind,
    ) {
        self.total += 1;
        if self.first.len() < Self::NAMED {
            self.first.push(Warning {
                row,
                column: column(),
                kind: kind(),
            });
        }
    }

    /// Both, in the order of the rows.
    pub(super) fn and(&self, others: &Self) -> Self {
        let mut first = [self.first(), others.first()].concat();
        first.sort_by_key(|warning| warning.row);
        first.truncate(Self::NAMED);
        Self {
            total: self.total + others.total,
            first,
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "row {}, column {}: ", self.row, Quoted(column))?,
            None => write!(f, "row {}: ", self.row)?,
        }
        match &self.kind {
            WarningKind::UnknownCountry { given } => write!(
                f,
                "unknown country {}, so the row is screened without one; give an ISO 3166-1 code such as US or GB, or an English name",
                Quoted(given)
            ),
            WarningKind::NameOverLines { given } => write!(
                f,
                "the name {} goes over several lines; check that no quote (\") is missing or too many",
                Quoted(given)
            ),
            WarningKind::NotUtf8 => f.write_str(
                "not valid UTF-8, so the row is read as Windows-1252; check its letters, and save the file in one encoding (UTF-8)",
            ),
            WarningKind::ErrorCell { given } => write!(
                f,
                "the cell holds the error {}, so it is read as empty; correct the formula or the text in it",
                Quoted(given)
            ),
        }
    }
}
