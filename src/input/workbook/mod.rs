//! Spreadsheets: XLSX, XLS and ODS. One sheet of a workbook is read, and kept as the text of the cells that are needed.

mod guard;
mod ods;
mod panics;
mod rows;
#[cfg(test)]
mod tests;
mod value;
mod xls;
mod xlsx;

use std::io::{self, Read};
use std::ops::ControlFlow;

use crate::nearest::nearest;

use super::cells::Table;
use super::columns::{Chosen, resolve};
use super::error::{ColumnList, Excess, InputError, Quoted, Suggestion};
use super::header::{FoundHeader, HeaderSearch, Search};
use super::limits::Limits;
use super::source::Peeked;
use super::{Cells, Format, InputOptions, Subject};

use guard::Kind;
use rows::{Kept, Rows, Wanted};
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

/// Sheets in which a header is looked for, where none is chosen.
const SHEETS_LOOKED_AT: usize = 100;

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
        let (sheet, mut found) = find(book.as_mut(), &name, options)?;
        if options.cells == Cells::Keep {
            let width = width(book.as_mut(), sheet, &limits).map_err(trouble)?;
            let width = width.max(found.titles.len());
            found.titles.resize(width, String::new());
        }
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

    pub(super) fn rows(&self) -> u64 {
        self.kept.rows.len() as u64
    }

    pub(super) fn rows_done(&self) -> u64 {
        self.at as u64
    }

    pub(super) fn next(&mut self) -> Option<Subject> {
        let row = *self.kept.rows.get(self.at)?;
        let (kept, at) = (&self.kept, self.at);
        let subject = self.table.subject(u64::from(row), |column| kept.cell(at, column));
        self.at += 1;
        Some(subject)
    }
}

/// Refuses a file of which the system knows that it is too much, before it is read.
pub(super) fn check_bytes(bytes: Option<u64>, name: &str, limits: &Limits) -> Result<(), InputError> {
    match bytes {
        Some(bytes) if bytes > limits.workbook_bytes => {
            Err(Trouble::Excess(Excess::FileBytes(limits.workbook_bytes)).of(name))
        }
        _ => Ok(()),
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

/// How many columns hold something: those without a title are kept as well.
fn width(book: &mut dyn Book, sheet: usize, limits: &Limits) -> Result<usize, Trouble> {
    let mut width = 0;
    Rows::read(book, sheet, &Wanted::All, limits, |row| {
        width = width.max(row.cells.len());
        ControlFlow::Continue(())
    })?;
    Ok(width)
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
            all.truncate(SHEETS_LOOKED_AT);
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

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::corrupt(error)
    }
}
