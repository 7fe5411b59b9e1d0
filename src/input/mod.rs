//! Reading subjects: text, CSV and its kin, JSON, spreadsheets, from files or the standard input.
//!
//! [`open`] finds out what an input is and gives an iterator that reads it row by row, so that millions of rows need
//! the memory of one; only a workbook, which is compressed, is read at once, within [`Limits`]. What is wrong is an [`InputError`] that says where and what to do; after one, nothing follows.
//!
//! ```
//! use moveit_exposure::input::{self, InputOptions, Source};
//!
//! let list = "Supplier,Country,Payroll provider\nBoots,GB,Zellis\n";
//! let mut subjects = input::open(&Source::Stdin, &InputOptions::default(), list.as_bytes())?;
//! let boots = subjects.next().unwrap()?;
//! assert_eq!(boots.name, "Boots");
//! assert_eq!(boots.vendors[0].service.as_deref(), Some("payroll"));
//! # Ok::<(), input::InputError>(())
//! ```

mod cells;
mod columns;
mod delimited;
mod encoding;
mod error;
mod feed;
mod header;
mod json;
mod limits;
mod sniff;
mod source;
#[cfg(test)]
mod tests;
mod text;
mod warnings;
mod workbook;

use std::fmt;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::country::Country;

pub use columns::{Column, ColumnChoice, ColumnChoiceError};
pub use encoding::Encoding;
pub use error::{ColumnList, Excess, InputError, QuoteEnd, Suggestion};
pub use limits::Limits;
pub use source::Source;
pub use warnings::{Warning, WarningKind, Warnings};
pub use workbook::SheetChoice;

use cells::Table;
use delimited::Delimited;
use feed::Feed;
use json::Json;
use source::{Counted, Digest, Hashing, Peeked};
use text::Text;
use workbook::Workbook;

/// What the user asks about: one row of an input, or a name given as an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The user's own key of the row.
    pub key: Option<String>,
    /// The name. From a text list it comes without surrounding spaces, from a cell as it stands there; it may be
    /// empty where a row has other cells, and is then for the caller to report.
    pub name: String,
    /// A domain, URL or e-mail address, as given.
    pub domain: Option<String>,
    /// The country, where the cell names a known one.
    pub country: Option<Country>,
    /// The vendors that the user says it uses.
    pub vendors: Vec<DeclaredVendor>,
    /// Where it starts, from 1: the line, or in a JSON array the record.
    pub row: u64,
    /// Which input it came from, from 0; `None` for a name given as an argument.
    pub input: Option<usize>,
    /// Its own cells in the order of [`Subjects::header`], for [`Cells::Keep`]: of a text list the line; of JSON none.
    pub cells: Option<Box<[String]>>,
}

impl Subject {
    /// A name and nothing else, as from the `row`-th argument.
    #[must_use]
    pub fn named(name: &str, row: u64) -> Self {
        Self {
            key: None,
            name: name.to_owned(),
            domain: None,
            country: None,
            vendors: Vec::new(),
            row,
            input: None,
            cells: None,
        }
    }

    /// The text that it holds, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let cells = self.cells.iter().flatten();
        let vendors = self.vendors.iter().map(|vendor| &vendor.name);
        let rest = self.key.iter().chain(&self.domain).chain(vendors).chain(cells);
        self.name.len() + rest.map(String::len).sum::<usize>()
    }
}

/// A vendor that the user says a subject uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredVendor {
    /// Its name as given.
    pub name: String,
    /// What it does for the subject, in the list's words where it has one (`payroll`): from the title of the column
    /// or the field beside the name.
    pub service: Option<String>,
}

/// How an input is to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InputOptions {
    /// What `--column` says; everything else is found by the usual titles.
    pub columns: Vec<ColumnChoice>,
    /// What `--sheet` says; otherwise it is the first sheet with a header.
    pub sheet: Option<SheetChoice>,
    /// Whether the subjects bring their cells along.
    pub cells: Cells,
    /// How much one record or workbook may hold.
    pub limits: Limits,
}

/// Whether the cells of a row are kept with its subject, for outputs that give the user's own list back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Cells {
    /// Yes.
    Keep,
    /// No: nothing but the parts of the subject is kept.
    #[default]
    Drop,
}

/// What an input was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One name on each line.
    Text,
    /// A header, then a record on each row.
    Delimited(Delimiter),
    /// A JSON array.
    Json,
    /// One JSON record after the other.
    JsonLines,
    /// A workbook of Excel.
    Xlsx,
    /// A workbook of Excel before 2007.
    Xls,
    /// An OpenDocument spreadsheet.
    Ods,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text, one name on each line"),
            Self::Delimited(Delimiter::Tab) => f.write_str("TSV, separated by tabs"),
            Self::Delimited(delimiter) => write!(f, "CSV, separated by {}", delimiter.words()),
            Self::Json => f.write_str("a JSON array"),
            Self::JsonLines => f.write_str("JSON Lines"),
            Self::Xlsx => f.write_str("an XLSX workbook"),
            Self::Xls => f.write_str("an XLS workbook"),
            Self::Ods => f.write_str("an ODS spreadsheet"),
        }
    }
}

/// What separates the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    /// Every delimiter, the likeliest first.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// The byte that stands in the input.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Comma => "a comma",
            Self::Semicolon => "a semicolon",
            Self::Tab => "a tab",
            Self::Pipe => "a |",
        }
    }
}

/// The subjects of one input, in its order. After an error nothing follows.
pub struct Subjects {
    reader: Reader,
    format: Format,
    index: usize,
    first: Option<Subject>,
    ended: bool,
    bytes: Option<u64>,
    read: Arc<AtomicU64>,
    digest: Digest,
}

enum Reader {
    Text(Box<Text>),
    Delimited(Box<Delimited>),
    Json(Box<Json>),
    Workbook(Box<Workbook>),
}

/// Opens an input and reads up to its first subject, so that an input that cannot be read, or has nothing in it,
/// is known before any work. `stdin` is read for [`Source::Stdin`] only.
///
/// # Errors
/// Everything that [`InputError`] lists; [`InputError::is_nothing_to_screen`] tells an input that is sound and empty
/// from one that is bad.
pub fn open(
    source: &Source,
    options: &InputOptions,
    stdin: impl Read + Send + 'static,
) -> Result<Subjects, InputError> {
    columns::check_choices(&options.columns)?;
    let input = source.to_string();
    let (hashing, digest) = Hashing::new(source.reader(stdin)?);
    let read = Arc::new(AtomicU64::new(0));
    let counted = Counted::new(hashing, Arc::clone(&read));
    let peeked = Peeked::new(Box::new(counted), encoding::HEAD);
    let (mut reader, format) = if workbook::begins_like_one(peeked.head()) {
        workbook::check_bytes(source.bytes(), &input, &options.limits)?;
        let workbook = Workbook::open(peeked, input, options)?;
        let format = workbook.format();
        (Reader::Workbook(Box::new(workbook)), format)
    } else {
        let encoding = Encoding::of(peeked.head());
        let mut feed =
            Feed::new(encoding.decoding(Box::new(peeked)), input, options.limits).in_encoding(encoding);
        let format = sniff::sniff(&mut feed, source.extension().as_deref(), &options.columns)?;
        let reader = match format {
            Format::Delimited(delimiter) => {
                Reader::Delimited(Box::new(Delimited::new(feed, delimiter, options)?))
            }
            Format::Json | Format::JsonLines => {
                Reader::Json(Box::new(Json::new(feed, format, &options.columns)))
            }
            _ => Reader::Text(Box::new(Text::new(feed, options.cells))),
        };
        (reader, format)
    };
    let Some(first) = reader.next()? else {
        let input = source.to_string();
        return Err(match format {
            Format::Delimited(_) | Format::Xlsx | Format::Xls | Format::Ods => InputError::NoRows {
                input,
                what: "a header",
            },
            Format::Json => InputError::NoRows {
                input,
                what: "an empty list",
            },
            Format::Text | Format::JsonLines => InputError::Empty { input },
        });
    };
    Ok(Subjects {
        reader,
        format,
        index: 0,
        first: Some(first),
        ended: false,
        bytes: source.bytes(),
        read,
        digest,
    })
}

impl Reader {
    fn next(&mut self) -> Result<Option<Subject>, InputError> {
        match self {
            Self::Text(text) => text.next(),
            Self::Delimited(delimited) => delimited.next(),
            Self::Json(json) => json.next(),
            Self::Workbook(workbook) => Ok(workbook.next()),
        }
    }

    /// What text is read from.
    fn feed(&self) -> Option<&Feed> {
        match self {
            Self::Text(text) => Some(text.feed()),
            Self::Delimited(delimited) => Some(delimited.feed()),
            Self::Json(json) => Some(json.feed()),
            Self::Workbook(_) => None,
        }
    }

    fn table(&self) -> Option<&Table> {
        match self {
            Self::Delimited(delimited) => Some(delimited.table()),
            Self::Workbook(workbook) => Some(workbook.table()),
            Self::Text(_) | Self::Json(_) => None,
        }
    }
}

impl Subjects {
    /// Counts the input as the `index`-th of several, from 0.
    #[must_use]
    pub fn of_input(mut self, index: usize) -> Self {
        self.index = index;
        self
    }

    /// How many bytes the input holds, where the system knows.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// How many of its bytes are done; of a workbook, which is read at once, as many as its rows come to.
    #[must_use]
    pub fn bytes_done(&self) -> u64 {
        let read = self.read.load(Ordering::Relaxed);
        match &self.reader {
            Reader::Workbook(workbook) => read.saturating_mul(workbook.rows_done()) / workbook.rows().max(1),
            _ => read,
        }
    }

    /// Which of several inputs it is, from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// What the input was taken for.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The encoding that it was taken to be in; `None` for a workbook, which says it itself.
    #[must_use]
    pub fn encoding(&self) -> Option<Encoding> {
        self.reader.feed().map(Feed::encoding)
    }

    /// The sheet that is read, of a workbook.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        match &self.reader {
            Reader::Workbook(workbook) => Some(workbook.sheet()),
            _ => None,
        }
    }

    /// The row of the header, where the format has one.
    #[must_use]
    pub fn header_row(&self) -> Option<u64> {
        self.reader.table().map(|table| table.header_row)
    }

    /// The titles of all columns, where the format has a header.
    #[must_use]
    pub fn header(&self) -> Option<&[String]> {
        self.reader.table().map(|table| table.header.as_slice())
    }

    /// SHA-256 of the bytes of the input; `None` until it was read to its end.
    #[must_use]
    pub fn sha256(&self) -> Option<String> {
        self.digest.known()
    }

    /// Which columns were taken for what; empty for text.
    #[must_use]
    pub fn columns(&self) -> Vec<(Column, &str)> {
        match &self.reader {
            Reader::Json(json) => json.used(),
            reader => reader
                .table()
                .map_or_else(Vec::new, |table| table.columns.used(&table.header)),
        }
    }

    /// What was odd in the rows read so far; whole once the iterator has ended.
    #[must_use]
    pub fn warnings(&self) -> Warnings {
        let of_rows = match &self.reader {
            Reader::Json(json) => Some(json.warnings()),
            reader => reader.table().map(|table| &table.warnings),
        };
        let of_lines = self.reader.feed().map(Feed::warnings);
        let none = Warnings::default();
        of_rows.unwrap_or(&none).and(of_lines.unwrap_or(&none))
    }

    /// What was assumed, in words: the format, the encoding or the sheet, and the row of the header where something
    /// stands above it.
    ///
    /// ```
    /// # use moveit_exposure::input::{self, InputOptions, Source};
    /// let list = "Our suppliers\n\nSupplier;Country\nBoots;GB\n";
    /// let subjects = input::open(&Source::Stdin, &InputOptions::default(), list.as_bytes())?;
    /// assert_eq!(subjects.description(), "CSV, separated by a semicolon, in UTF-8, header in row 3");
    /// # Ok::<(), input::InputError>(())
    /// ```
    #[must_use]
    pub fn description(&self) -> String {
        let mut words = self.format.to_string();
        if let Some(encoding) = self.encoding() {
            words.push_str(&format!(", in {encoding}"));
        }
        if let Some(sheet) = self.sheet() {
            words.push_str(&format!(", sheet {}", error::Quoted(sheet)));
        }
        if let Some(row) = self.header_row().filter(|row| *row > 1) {
            words.push_str(&format!(", header in row {row}"));
        }
        words
    }
}

impl Iterator for Subjects {
    type Item = Result<Subject, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => self.reader.next(),
        };
        self.ended = !matches!(next, Ok(Some(_)));
        let index = self.index;
        next.map(|subject| {
            subject.map(|subject| Subject {
                input: Some(index),
                ..subject
            })
        })
        .transpose()
    }
}

impl std::iter::FusedIterator for Subjects {}

impl fmt::Debug for Subjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subjects")
            .field("format", &self.format)
            .field("input", &self.index)
            .finish_non_exhaustive()
    }
}
