//! Spreadsheets: XLSX, XLS and ODS. One sheet of a workbook is read, and kept as the text of the cells that are needed.

mod guard;
mod ods;
#[cfg(test)]
mod tests;
mod value;
mod xls;
mod xlsx;

use std::io::{self, Read};
use std::ops::ControlFlow;

use super::cells::Table;
use super::columns::{Chosen, Columns, nearest, resolve};
use super::error::{ColumnList, Excess, InputError, Quoted, Suggestion};
use super::header::{FoundHeader, HeaderSearch, Search};
use super::limits::Limits;
use super::source::Peeked;
use super::warnings::{WarningKind, Warnings};
use super::{Cells, Format, InputOptions, Subject};

use guard::Kind;
use value::Value;

/// What `--sheet` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetChoice(String);

impl SheetChoice {
    /// A sheet by its name, or, where none has that name, by its number from 1.
    #[must_use]
    pub fn new(name_or_number: &str) -> Self {
        Self(name_or_number.to_owned())
    }
}

/// Whether an input begins as workbooks do: as a ZIP archive, or as the older container of Office files.
pub(super) fn begins_like_one(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
        || head.starts_with(b"PK\x05\x06")
        || head.starts_with(guard::COMPOUND_FILE)
}

/// The rows of one sheet.
pub(super) struct Workbook {
    format: Format,
    sheet: String,
    table: Table,
    kept: Kept,
    at: usize,
}

/// Why a workbook cannot be read, before it is said of which input.
#[derive(Debug)]
enum Trouble {
    Encrypted,
    Corrupt(String),
    Excess(Excess),
    Other {
        what: &'static str,
        remedy: &'static str,
    },
}

impl Trouble {
    fn corrupt(detail: impl std::fmt::Display) -> Self {
        Self::Corrupt(detail.to_string())
    }

    fn of(self, input: &str) -> InputError {
        let input = input.to_owned();
        match self {
            Self::Encrypted => InputError::Encrypted { input },
            Self::Corrupt(detail) => InputError::CorruptWorkbook { input, detail },
            Self::Excess(excess) => InputError::Excess { input, excess },
            Self::Other { what, remedy } => InputError::NotText { input, what, remedy },
        }
    }
}

/// The name of a sheet, and whether its user sees it.
struct SheetInfo {
    name: String,
    visibility: Visibility,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Visibility {
    Visible,
    Hidden,
}

/// Takes a cell that is not empty: its row and column from 0, and what it holds.
type Visit<'a> = dyn FnMut(u32, u32, Value<'_>) -> ControlFlow<()> + 'a;

/// A workbook of one of the formats.
trait Book {
    /// Its sheets, in their order.
    fn sheets(&self) -> &[SheetInfo];

    /// Shows the cells of a sheet row by row, until there are no more or `visit` has enough.
    fn cells(&mut self, sheet: usize, visit: &mut Visit<'_>) -> Result<(), Trouble>;
}

impl Workbook {
    pub(super) fn open(input: Peeked, name: String, options: &InputOptions) -> Result<Self, InputError> {
        let limits = options.limits;
        let bytes = whole(input, &name, limits)?;
        let trouble = |trouble: Trouble| trouble.of(&name);
        let kind = guard::examine(&bytes, &limits).map_err(trouble)?;
        let (format, mut book): (Format, Box<dyn Book>) = match kind {
            Kind::Xlsx => (Format::Xlsx, Box::new(xlsx::Xlsx::open(bytes).map_err(trouble)?)),
            Kind::Xls => (Format::Xls, Box::new(xls::Xls::open(bytes).map_err(trouble)?)),
            Kind::Ods => (Format::Ods, Box::new(ods::Ods::open(bytes).map_err(trouble)?)),
        };
        let (sheet, found) = find(book.as_mut(), &name, options)?;
        let sheet_name = book.sheets()[sheet].name.clone();
        let of_sheet = || format!("{name}, sheet {}", Quoted(&sheet_name));
        let columns = resolve(
            &of_sheet(),
            found.number,
            &found.titles,
            &options.columns,
            Chosen::MustExist,
        )?;
        let mut kept = Kept::new(&columns, found.titles.len(), options.cells);
        let mut table = Table::new(found.number, found.titles, columns, options.cells);
        kept.read(book.as_mut(), sheet, &mut table, &limits)
            .map_err(|trouble| trouble.of(&of_sheet()))?;
        Ok(Self {
            format,
            sheet: sheet_name,
            table,
            kept,
            at: 0,
        })
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    pub(super) fn sheet(&self) -> &str {
        &self.sheet
    }

    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    pub(super) fn next(&mut self) -> Option<Subject> {
        let row = *self.kept.rows.get(self.at)?;
        let (kept, at) = (&self.kept, self.at);
        let subject = self.table.subject(u64::from(row), |column| kept.cell(at, column));
        self.at += 1;
        Some(subject)
    }
}

/// All of the input, if it is not too much.
fn whole(input: Peeked, name: &str, limits: Limits) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::new();
    input
        .take(limits.workbook_bytes + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| InputError::unreadable(name, error))?;
    if bytes.len() as u64 > limits.workbook_bytes {
        return Err(Trouble::Excess(Excess::FileBytes(limits.workbook_bytes)).of(name));
    }
    Ok(bytes)
}

/// The sheet to read, and its header: the chosen one, or the first that has a header, hidden ones last.
fn find(
    book: &mut dyn Book,
    input: &str,
    options: &InputOptions,
) -> Result<(usize, FoundHeader), InputError> {
    let candidates = match &options.sheet {
        Some(choice) => {
            vec![choose(book.sheets(), choice).ok_or_else(|| unknown_sheet(book, input, choice))?]
        }
        None => {
            let mut all: Vec<usize> = (0..book.sheets().len()).collect();
            all.sort_by_key(|&at| book.sheets()[at].visibility);
            all
        }
    };
    let mut first = None;
    for at in candidates {
        let mut search = HeaderSearch::new(&options.columns);
        Rows::read(book, at, &Wanted::All, &options.limits, |row| {
            let cells = row.cells.iter().map(|cell| cell.text.clone()).collect();
            match search.offer(row.number, cells) {
                Search::GoOn => ControlFlow::Continue(()),
                Search::Enough => ControlFlow::Break(()),
            }
        })
        .map_err(|trouble| trouble.of(input))?;
        match search.finish() {
            Some(found) if found.has_name => return Ok((at, found)),
            found => first = first.or(found.map(|found| (at, found))),
        }
    }
    first.ok_or_else(|| InputError::EmptySheet {
        input: input.to_owned(),
        sheet: options
            .sheet
            .as_ref()
            .and_then(|choice| choose(book.sheets(), choice))
            .map(|at| book.sheets()[at].name.clone()),
    })
}

fn choose(sheets: &[SheetInfo], SheetChoice(choice): &SheetChoice) -> Option<usize> {
    let by = |fits: &dyn Fn(&str) -> bool| sheets.iter().position(|sheet| fits(&sheet.name));
    let number = || choice.trim().parse::<usize>().ok()?.checked_sub(1);
    by(&|name| name == choice)
        .or_else(|| by(&|name| name.trim().to_lowercase() == choice.trim().to_lowercase()))
        .or_else(|| number().filter(|at| *at < sheets.len()))
}

fn unknown_sheet(book: &dyn Book, input: &str, SheetChoice(choice): &SheetChoice) -> InputError {
    let names: Vec<String> = book.sheets().iter().map(|sheet| sheet.name.clone()).collect();
    InputError::UnknownSheet {
        input: input.to_owned(),
        sheet: choice.clone(),
        sheets: Suggestion {
            nearest: nearest(&choice.to_lowercase(), names.iter().take(1000), |name| {
                name.to_lowercase()
            })
            .cloned(),
            columns: ColumnList::new(&names),
        },
    }
}

/// Which columns are read.
enum Wanted {
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
struct RowCells<'a> {
    /// From 1, as the program that made the sheet shows it.
    number: u64,
    /// The cells from the first column on, those that are not wanted left empty.
    cells: &'a [CellText],
}

#[derive(Default)]
struct CellText {
    text: String,
    is_error: bool,
}

/// Puts cells together to rows.
struct Rows<F> {
    row: Option<u32>,
    cells: Vec<CellText>,
    used: usize,
    bytes: usize,
    filled: bool,
    each: F,
}

impl<F: FnMut(RowCells<'_>) -> ControlFlow<()>> Rows<F> {
    /// Gives every row that is not blank to `each`.
    fn read(
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
struct Kept {
    /// Where in a row's cells a column of the sheet is kept.
    places: Vec<Option<usize>>,
    /// Whether a part of the subject is read from a column; the others are only kept.
    used: Vec<bool>,
    width: usize,
    rows: Vec<u32>,
    text: String,
    /// Where each cell ends in `text`.
    ends: Vec<u32>,
}

impl Kept {
    fn new(columns: &Columns, titles: usize, cells: Cells) -> Self {
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
    fn read(
        &mut self,
        book: &mut dyn Book,
        sheet: usize,
        table: &mut Table,
        limits: &Limits,
    ) -> Result<(), Trouble> {
        let wanted = Wanted::Some(self.places.iter().map(Option::is_some).collect());
        let (header_row, header) = (table.header_row, &table.header);
        let warnings: &mut Warnings = &mut table.warnings;
        let mut excess = false;
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
            excess = self.text.len() > most;
            match excess {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        })?;
        if excess {
            return Err(Trouble::Excess(Excess::TextBytes(most)));
        }
        Ok(())
    }

    /// The cell of a column in the `at`-th row that is kept.
    fn cell(&self, at: usize, column: usize) -> &str {
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

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::corrupt(error)
    }
}
