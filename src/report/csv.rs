//! CSV: the user's own columns in their order, then what was found, one row a subject.

use std::borrow::Cow;

use super::model::Finding;
use super::sheet::{ADDED, Sheet};
use crate::escape::csv_cell;

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
    sheet: Sheet,
    own: OwnCells,
}

impl Rows {
    /// For the findings of a run.
    #[must_use]
    pub fn new(sheet: Sheet, own: OwnCells) -> Self {
        Self { sheet, own }
    }

    /// Adds the line with the titles to a text of lines.
    pub fn add_titles(&self, lines: &mut Vec<u8>) {
        let own = self.sheet.own_titles().into_iter().map(Cow::Borrowed).collect();
        self.add_line(own, ADDED.map(Cow::Borrowed), lines);
    }

    /// Adds the line of a finding to a text of lines; `cells` are the subject's own, where it was read from a table.
    pub fn add(&self, finding: &Finding, cells: Option<&[String]>, lines: &mut Vec<u8>) {
        let own = self.sheet.own_cells(finding, cells);
        self.add_line(own, self.sheet.added_cells(finding), lines);
    }

    /// One record, quoted where it must be, ended as RFC 4180 has it.
    fn add_line(&self, own: Vec<Cow<'_, str>>, added: [Cow<'_, str>; ADDED.len()], lines: &mut Vec<u8>) {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .buffer_capacity(1024)
            .from_writer(lines);
        // Writing into memory cannot fail.
        for cell in own {
            let _ = match self.own {
                OwnCells::Guarded => writer.write_field(csv_cell(&cell).as_bytes()),
                OwnCells::Raw => writer.write_field(cell.as_bytes()),
            };
        }
        for cell in added {
            let _ = writer.write_field(csv_cell(&cell).as_bytes());
        }
        let _ = writer.write_record(None::<&[u8]>);
        let _ = writer.flush();
    }
}
