//! From cells to rows, and the cells that are kept of them.

use std::ops::ControlFlow;

use super::value::Value;
use super::{Book, Trouble};
use crate::input::Cells;
use crate::input::cells::Table;
use crate::input::columns::Columns;
use crate::input::error::Excess;
use crate::input::limits::Limits;
use crate::input::warnings::{WarningKind, Warnings};

/// Which columns are read.
pub(super) enum Wanted {
    All,
    /// Those that are `true`.
    Some(Vec<bool>),
}

impl Wanted {
    fn contains(&self, column: usize) -> bool {
        match self {
            Self::All => true,
            Self::Some(columns) => columns.get(column).copied().unwrap_or_default(),
        }
    }
}

/// A row that holds something.
pub(super) struct RowCells<'a> {
    /// From 1, as the program that made the sheet shows it.
    pub(super) number: u64,
    /// The cells from the first column on, those that are not wanted left empty.
    pub(super) cells: &'a [CellText],
}

#[derive(Default)]
pub(super) struct CellText {
    pub(super) text: String,
    is_error: bool,
}

/// Puts cells together to rows.
pub(super) struct Rows<F> {
    row: Option<u32>,
    cells: Vec<CellText>,
    used: usize,
    bytes: usize,
    filled: bool,
    each: F,
}

impl<F: FnMut(RowCells<'_>) -> ControlFlow<()>> Rows<F> {
    /// Gives every row that is not blank to `each`.
    pub(super) fn read(
        book: &mut dyn Book,
        sheet: usize,
        wanted: &Wanted,
        limits: &Limits,
        each: F,
    ) -> Result<(), Trouble> {
        let mut rows = Self {
            row: None,
            cells: Vec::new(),
            used: 0,
            bytes: 0,
            filled: false,
            each,
        };
        let mut trouble = None;
        let mut count = 0_u64;
        let mut enough = false;
        book.cells(sheet, &mut |row, column, value| {
            count += 1;
            let wrong = if count > limits.cells {
                Some(Trouble::Excess(Excess::Cells(limits.cells)))
            } else if u64::from(row) >= Limits::SHEET_ROWS {
                Some(Trouble::Excess(Excess::Rows(Limits::SHEET_ROWS)))
            } else if column >= Limits::SHEET_COLUMNS {
                Some(Trouble::Corrupt(format!(
                    "a cell in column {}",
                    u64::from(column) + 1
                )))
            } else if rows.row.is_some_and(|last| row < last) {
                Some(Trouble::Corrupt(format!("row {} stands out of order", row + 1)))
            } else {
                None
            };
            if wrong.is_some() {
                trouble = wrong;
                return ControlFlow::Break(());
            }
            if rows.row != Some(row) {
                if rows.end().is_break() {
                    enough = true;
                    return ControlFlow::Break(());
                }
                rows.row = Some(row);
            }
            rows.add(column as usize, wanted, &value);
            if rows.bytes > limits.record_bytes {
                trouble = Some(Trouble::Excess(Excess::RowBytes {
                    row: u64::from(row) + 1,
                    limit: limits.record_bytes,
                }));
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        if let Some(trouble) = trouble {
            return Err(trouble);
        }
        if !enough {
            let _ = rows.end();
        }
        Ok(())
    }

    fn add(&mut self, column: usize, wanted: &Wanted, value: &Value<'_>) {
        self.filled |= !value.is_blank();
        if !wanted.contains(column) {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize_with(column + 1, CellText::default);
        }
        self.used = self.used.max(column + 1);
        let cell = &mut self.cells[column];
        cell.text.clear();
        value.write(&mut cell.text);
        cell.is_error = matches!(value, Value::Error(_));
        self.bytes += cell.text.len();
    }

    fn end(&mut self) -> ControlFlow<()> {
        let flow = match self.row {
            Some(row) if self.filled => (self.each)(RowCells {
                number: u64::from(row) + 1,
                cells: &self.cells[..self.used],
            }),
            _ => ControlFlow::Continue(()),
        };
        for cell in &mut self.cells[..self.used] {
            cell.text.clear();
            cell.is_error = false;
        }
        self.used = 0;
        self.bytes = 0;
        self.filled = false;
        flow
    }
}

/// The cells that are needed of a sheet, one behind the other: a million small texts would cost more than they hold.
pub(super) struct Kept {
    /// Where in a row's cells a column of the sheet is kept.
    places: Vec<Option<usize>>,
    /// Whether a part of the subject is read from a column; the others are only kept.
    used: Vec<bool>,
    width: usize,
    pub(super) rows: Vec<u32>,
    text: String,
    /// Where each cell ends in `text`.
    ends: Vec<u32>,
}

impl Kept {
    pub(super) fn new(columns: &Columns, titles: usize, cells: Cells) -> Self {
        let mut used = vec![false; titles];
        let in_use = std::iter::once(columns.name)
            .chain(columns.key)
            .chain(columns.country)
            .chain(columns.domains.iter().copied())
            .chain(columns.vendors.iter().map(|vendor| vendor.at));
        for at in in_use {
            used[at] = true;
        }
        let mut width = 0;
        let places = used
            .iter()
            .map(|used| {
                (*used || cells == Cells::Keep).then(|| {
                    width += 1;
                    width - 1
                })
            })
            .collect();
        Self {
            places,
            used,
            width,
            rows: Vec::new(),
            text: String::new(),
            ends: Vec::new(),
        }
    }

    /// Reads what stands below the header.
    pub(super) fn read(
        &mut self,
        book: &mut dyn Book,
        sheet: usize,
        table: &mut Table,
        limits: &Limits,
    ) -> Result<(), Trouble> {
        let wanted = Wanted::Some(self.places.iter().map(Option::is_some).collect());
        let (header_row, header) = (table.header_row, &table.header);
        let warnings: &mut Warnings = &mut table.warnings;
        let mut excess = None;
        // Where a cell ends is kept in 32 bits.
        let most = limits.sheet_text_bytes.min(u32::MAX as usize);
        Rows::read(book, sheet, &wanted, limits, |row| {
            if row.number <= header_row {
                return ControlFlow::Continue(());
            }
            for (column, place) in self.places.iter().enumerate() {
                if place.is_none() {
                    continue;
                }
                match row.cells.get(column) {
                    Some(cell) if cell.is_error && self.used[column] => {
                        warnings.add(row.number, &header[column], || WarningKind::ErrorCell {
                            given: cell.text.clone(),
                        });
                    }
                    Some(cell) => self.text.push_str(&cell.text),
                    None => {}
                }
                self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
            }
            self.rows.push(u32::try_from(row.number).unwrap_or(u32::MAX));
            // A row has a place for every column that is kept, also where it holds one cell.
            if self.ends.len() as u64 > limits.cells {
                excess = Some(Excess::Cells(limits.cells));
            } else if self.text.len() > most {
                excess = Some(Excess::TextBytes(most));
            }
            match excess {
                Some(_) => ControlFlow::Break(()),
                None => ControlFlow::Continue(()),
            }
        })?;
        match excess {
            Some(excess) => Err(Trouble::Excess(excess)),
            None => Ok(()),
        }
    }

    /// The cell of a column in the `at`-th row that is kept.
    pub(super) fn cell(&self, at: usize, column: usize) -> &str {
        let Some(place) = self.places.get(column).copied().flatten() else {
            return "";
        };
        let end = at * self.width + place;
        let start = match end {
            0 => 0,
            _ => self.ends[end - 1] as usize,
        };
        &self.text[start..self.ends[end] as usize]
    }
}
