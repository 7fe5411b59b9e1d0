//! From the texts of cells to the parts of a subject: the same for every format.

use std::collections::HashMap;

use crate::country::Country;

use super::columns::Columns;
use super::warnings::{WarningKind, Warnings};
use super::{Cells, DeclaredVendor, Subject};

/// What every format with a header has: the header, and what its rows are read by.
pub(super) struct Table {
    /// Where the header stands.
    pub(super) header_row: u64,
    pub(super) header: Vec<String>,
    pub(super) columns: Columns,
    pub(super) warnings: Warnings,
    countries: Countries,
    cells: Cells,
}

impl Table {
    pub(super) fn new(header_row: u64, header: Vec<String>, columns: Columns, cells: Cells) -> Self {
        Self {
            header_row,
            header,
            columns,
            warnings: Warnings::default(),
            countries: Countries::default(),
            cells,
        }
    }

    /// The subject of a row, whose cells `cell` gives; a cell that is not there is empty.
    pub(super) fn subject<'a>(&mut self, row: u64, cell: impl Fn(usize) -> &'a str) -> Subject {
        let columns = &self.columns;
        let mut subject = Subject::named(cell(columns.name), row);
        let filled = |at: usize| filled(cell(at)).map(str::to_owned);
        subject.key = columns.key.and_then(filled);
        subject.domain = columns.domains.iter().copied().find_map(filled);
        subject.country = columns.country.and_then(|at| {
            self.countries
                .read(cell(at), row, &self.header[at], &mut self.warnings)
        });
        for vendor in &columns.vendors {
            vendors(cell(vendor.at), vendor.service.as_deref(), &mut subject.vendors);
        }
        if self.cells == Cells::Keep {
            subject.cells = Some((0..self.header.len()).map(|at| cell(at).to_owned()).collect());
        }
        subject
    }
}

/// Countries as cells write them. A list repeats a few spellings, so each is looked up once.
#[derive(Default)]
pub(super) struct Countries {
    last: Option<(String, Option<Country>)>,
    known: HashMap<String, Option<Country>>,
}

impl Countries {
    /// More spellings than that are no countries; they are then looked up anew each time.
    const KEPT: usize = 4096;
    /// A longer text is kept for nobody.
    const LONGEST: usize = 100;

    pub(super) fn read(
        &mut self,
        cell: &str,
        row: u64,
        column: &str,
        warnings: &mut Warnings,
    ) -> Option<Country> {
        let cell = cell.trim();
        if cell.is_empty() {
            return None;
        }
        let country = match &self.last {
            Some((last, country)) if last == cell => *country,
            _ => self.look_up(cell),
        };
        if country.is_none() {
            warnings.add(row, column, || WarningKind::UnknownCountry {
                given: cell.chars().take(80).collect(),
            });
        }
        country
    }

    fn look_up(&mut self, cell: &str) -> Option<Country> {
        if cell.len() > Self::LONGEST {
            return None;
        }
        let country = match self.known.get(cell) {
            Some(country) => *country,
            None => {
                let country = Country::parse(cell).ok();
                if self.known.len() < Self::KEPT {
                    self.known.insert(cell.to_owned(), country);
                }
                country
            }
        };
        let (last, was) = self.last.get_or_insert_default();
        cell.clone_into(last);
        *was = country;
        country
    }
}

/// The vendors of a cell, separated by `;` or `|`. A comma separates nothing: it belongs to names (`ADP, Inc.`).
pub(super) fn vendors(cell: &str, service: Option<&str>, into: &mut Vec<DeclaredVendor>) {
    let names = cell
        .split([';', '|', '\n'])
        .map(str::trim)
        .filter(|name| !name.is_empty());
    into.extend(names.map(|name| DeclaredVendor {
        name: name.to_owned(),
        service: service.map(str::to_owned),
    }));
}

/// The text, if there is more to it than spaces.
pub(super) fn filled(cell: &str) -> Option<&str> {
    (!cell.trim().is_empty()).then_some(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_hold_several_vendors() {
        let mut found = Vec::new();
        vendors(" Zellis; ADP, Inc. |PBI;; ", Some("payroll"), &mut found);
        let names: Vec<&str> = found.iter().map(|vendor| vendor.name.as_str()).collect();
        assert_eq!(names, ["Zellis", "ADP, Inc.", "PBI"]);
        assert!(
            found
                .iter()
                .all(|vendor| vendor.service.as_deref() == Some("payroll"))
        );
    }

    #[test]
    fn unknown_countries_are_counted_and_the_first_named() {
        let (mut countries, mut warnings) = (Countries::default(), Warnings::default());
        for row in 1..=20 {
            assert_eq!(countries.read(" Atlantis", row, "Country", &mut warnings), None);
            assert!(countries.read("uk", row, "Country", &mut warnings).is_some());
            assert_eq!(countries.read(" ", row, "Country", &mut warnings), None);
        }
        assert_eq!((warnings.total(), warnings.first().len()), (20, Warnings::NAMED));
        let message = warnings.first()[0].to_string();
        assert!(
            message.starts_with("row 1, column \"Country\": unknown country \"Atlantis\""),
            "{message}"
        );
    }
}
