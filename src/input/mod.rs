//! Reading subjects: text, CSV and its kin, JSON, from files or the standard input.
//!
//! [`open`] finds out what an input is and gives an iterator that reads it row by row, so that millions of rows need
//! the memory of one. What is wrong is an [`InputError`] that says where and what to do; after one, nothing follows.
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
mod error;
mod feed;
mod json;
mod limits;
mod sniff;
mod source;
#[cfg(test)]
mod tests;
mod text;
mod warnings;

use std::fmt;
use std::io::Read;

use crate::country::Country;

pub use columns::{Column, ColumnChoice, ColumnChoiceError};
pub use error::{ColumnList, InputError, QuoteEnd, Suggestion};
pub use limits::Limits;
pub use source::Source;
pub use warnings::{Warning, WarningKind, Warnings};

use delimited::Delimited;
use feed::Feed;
use json::Json;
use text::Text;

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
        }
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
    /// How much one record may hold.
    pub limits: Limits,
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
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text, one name on each line"),
            Self::Delimited(Delimiter::Tab) => f.write_str("TSV, separated by tabs"),
            Self::Delimited(delimiter) => write!(f, "CSV, separated by {}", delimiter.words()),
            Self::Json => f.write_str("a JSON array"),
            Self::JsonLines => f.write_str("JSON Lines"),
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
}

enum Reader {
    Text(Text),
    Delimited(Box<Delimited>),
    Json(Box<Json>),
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
    let mut feed = Feed::new(source.reader(stdin)?, source.to_string(), options.limits);
    let format = sniff::sniff(&mut feed, source.extension().as_deref(), &options.columns)?;
    let mut reader = match format {
        Format::Text => Reader::Text(Text::new(feed)),
        Format::Delimited(delimiter) => {
            Reader::Delimited(Box::new(Delimited::new(feed, delimiter, &options.columns)?))
        }
        Format::Json | Format::JsonLines => Reader::Json(Box::new(Json::new(feed, format, &options.columns))),
    };
    let Some(first) = reader.next()? else {
        let input = source.to_string();
        return Err(match format {
            Format::Delimited(_) => InputError::NoRows {
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
    })
}

impl Reader {
    fn next(&mut self) -> Result<Option<Subject>, InputError> {
        match self {
            Self::Text(text) => text.next(),
            Self::Delimited(delimited) => delimited.next(),
            Self::Json(json) => json.next(),
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

    /// What the input was taken for.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The titles of all columns, where the format has a header.
    #[must_use]
    pub fn header(&self) -> Option<&[String]> {
        match &self.reader {
            Reader::Delimited(delimited) => Some(delimited.header()),
            Reader::Text(_) | Reader::Json(_) => None,
        }
    }

    /// Which columns were taken for what; empty for text.
    #[must_use]
    pub fn columns(&self) -> Vec<(Column, &str)> {
        match &self.reader {
            Reader::Delimited(delimited) => delimited.used(),
            Reader::Json(json) => json.used(),
            Reader::Text(_) => Vec::new(),
        }
    }

    /// What was odd in the rows read so far; whole once the iterator has ended.
    #[must_use]
    pub fn warnings(&self) -> &Warnings {
        static NONE: Warnings = Warnings::NONE;
        match &self.reader {
            Reader::Delimited(delimited) => delimited.warnings(),
            Reader::Json(json) => json.warnings(),
            Reader::Text(_) => &NONE,
        }
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
