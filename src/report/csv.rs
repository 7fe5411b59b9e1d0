//! CSV: the user's own columns in their order, then what was found, one row a subject.

use super::model::Finding;
use super::sheet::{ADDED, Sheet};
use crate::escape::csv_cell;

const LINE_END: &[u8] = b"\r\n";

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
    /// The end of a line for each run of the sheet, long and the same on every row of an input, and one for rows of no run.
    ends: Vec<Vec<u8>>,
}

impl Rows {
    /// For the findings of a run.
    #[must_use]
    pub fn new(sheet: Sheet, own: OwnCells) -> Self {
        let ends = (0..=sheet.run_count())
            .map(|run| {
                let mut end = Vec::new();
                let mut line = Line::behind_others(&mut end);
                for cell in sheet.run_cells(run) {
                    line.cell(cell);
                }
                end.extend_from_slice(LINE_END);
                end
            })
            .collect();
        Self { sheet, own, ends }
    }

    /// Adds the line with the titles to a text of lines.
    pub fn add_titles(&self, lines: &mut Vec<u8>) {
        let mut line = Line::new(lines);
        for title in self.sheet.own_titles() {
            line.own_cell(title, self.own);
        }
        for title in ADDED {
            line.cell(title);
        }
        lines.extend_from_slice(LINE_END);
    }

    /// Adds the line of a finding to a text of lines; `cells` are the subject's own, where it was read from a table.
    #[inline(never)] // A stage of its own in profiles: benches/spend.py.
    pub fn add(&self, finding: &Finding, cells: Option<&[String]>, lines: &mut Vec<u8>) {
        let mut line = Line::new(lines);
        for cell in self.sheet.own_cells(finding, cells) {
            line.own_cell(&cell, self.own);
        }
        for cell in self.sheet.subject_cells(finding) {
            line.cell(&cell);
        }
        let end = self.ends.get(Sheet::run_of(finding)).or(self.ends.last());
        lines.extend_from_slice(end.map_or(LINE_END, Vec::as_slice));
    }
}

/// One record, quoted where it must be, as RFC 4180 has it.
struct Line<'a> {
    out: &'a mut Vec<u8>,
    begun: bool,
}

impl<'a> Line<'a> {
    fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, begun: false }
    }

    /// For cells that follow others.
    fn behind_others(out: &'a mut Vec<u8>) -> Self {
        Self { out, begun: true }
    }

    fn own_cell(&mut self, cell: &str, own: OwnCells) {
        match own {
            OwnCells::Guarded => self.cell(cell),
            OwnCells::Raw => self.push(cell),
        }
    }

    /// A cell, guarded against formulas.
    fn cell(&mut self, cell: &str) {
        self.push(&csv_cell(cell));
    }

    fn push(&mut self, cell: &str) {
        if std::mem::replace(&mut self.begun, true) {
            self.out.push(b',');
        }
        push_quoted(cell, self.out);
    }
}

fn push_quoted(cell: &str, out: &mut Vec<u8>) {
    if !cell.bytes().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(cell.as_bytes());
        return;
    }
    out.push(b'"');
    for part in cell.split_inclusive('"') {
        out.extend_from_slice(part.as_bytes());
        if part.ends_with('"') {
            out.push(b'"');
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_as_the_csv_crate_quotes_them() {
        let cells = [
            "",
            "plain",
            "a,b",
            "say \"so\"",
            "\"",
            "two\nlines",
            "two\r\nlines",
            "-1",
            " space ",
            "é;|\t",
            "#1",
        ];
        for first in cells {
            for second in cells {
                let mut ours = Vec::new();
                let mut line = Line::new(&mut ours);
                line.own_cell(first, OwnCells::Raw);
                line.own_cell(second, OwnCells::Raw);
                let mut writer = csv::Writer::from_writer(Vec::new());
                writer.write_record([first, second]).unwrap();
                let theirs = String::from_utf8(writer.into_inner().unwrap()).unwrap();
                assert_eq!(String::from_utf8(ours).unwrap() + "\n", theirs);
            }
        }
    }
}
