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
    /// The title of the column.
    pub column: String,
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
}

impl Warnings {
    /// How many are named one by one.
    pub const NAMED: usize = 5;

    pub(super) const NONE: Self = Self {
        total: 0,
        first: Vec::new(),
    };

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
        self.total += 1;
        if self.first.len() < Self::NAMED {
            self.first.push(Warning {
                row,
                column: column.to_owned(),
                kind: kind(),
            });
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}, column {}: ", self.row, Quoted(&self.column))?;
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
        }
    }
}
