//! What can be wrong with an input. Every message says where, and what to do.

use std::fmt;

/// An input that cannot be read as it is.
///
/// `input` is the path as given, or `stdin`; rows are 1-based lines of it, JSON records are counted from 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// No file has this name.
    #[error("{}: there is no such file; check the path", Plain(input))]
    Missing {
        /// The input.
        input: String,
    },
    /// The path is a directory.
    #[error(
        "{}: this is a directory; give one file, or pipe several into --input -",
        Plain(input)
    )]
    Directory {
        /// The input.
        input: String,
    },
    /// The file may not be read.
    #[error(
        "{}: no permission to read it; change its permissions, or copy it to where you may read it",
        Plain(input)
    )]
    Permission {
        /// The input.
        input: String,
    },
    /// The system failed to read on.
    #[error(
        "{}: cannot be read: {source}; check that the file or pipe is still there, and try again",
        Plain(input)
    )]
    Unreadable {
        /// The input.
        input: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It holds nothing, or blank lines only.
    #[error(
        "{}: it is empty, so there is nothing to screen; put one name on each line, or give a CSV with a header",
        Plain(input)
    )]
    Empty {
        /// The input.
        input: String,
    },
    /// It has a header, or an empty JSON array, and no row.
    #[error(
        "{}: it holds {what} and no row, so there is nothing to screen; add at least one row",
        Plain(input)
    )]
    NoRows {
        /// The input.
        input: String,
        /// What it does hold.
        what: &'static str,
    },
    /// It is no text.
    #[error("{}: this is {what}, not text; {remedy}", Plain(input))]
    NotText {
        /// The input.
        input: String,
        /// What it looks like.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A NUL byte stands in it.
    #[error(
        "{}: row {row}: a NUL byte, so this is a binary file; save the list as CSV or text in UTF-8",
        Plain(input)
    )]
    Nul {
        /// The input.
        input: String,
        /// The line.
        row: u64,
    },
    /// A line is neither UTF-8 nor Windows-1252.
    #[error(
        "{}: row {row}, byte {byte}: 0x{value:02X} is not valid UTF-8, and the row is no Windows-1252 either; save the file as UTF-8 (in Excel: \"CSV UTF-8\")",
        Plain(input)
    )]
    InvalidUtf8 {
        /// The input.
        input: String,
        /// The line.
        row: u64,
        /// The byte within the line, from 1.
        byte: usize,
        /// The first byte that does not fit.
        value: u8,
    },
    /// A line or record is over the limit.
    #[error(
        "{}: row {row}: longer than {limit} bytes; check that this is a list of organizations, one on each row, and split the row",
        Plain(input)
    )]
    TooLong {
        /// The input.
        input: String,
        /// The line where it starts.
        row: u64,
        /// The limit.
        limit: usize,
    },
    /// A quoted cell goes on to the end, or over the limit.
    #[error(
        "{}: row {row}, column {column}: the quote (\") that opens this cell is not closed{within}; close it, or write \"\" for a quote that belongs to the text",
        Plain(input)
    )]
    UnclosedQuote {
        /// The input.
        input: String,
        /// The line where the quote stands.
        row: u64,
        /// The cell, from 1.
        column: usize,
        /// Up to where it was looked for.
        within: QuoteEnd,
    },
    /// A row has more cells than the header.
    #[error(
        "{}: row {row}: {cells} cells, but the header has {columns}; put a cell that contains {delimiter} in double quotes",
        Plain(input)
    )]
    TooManyCells {
        /// The input.
        input: String,
        /// The line where the row starts.
        row: u64,
        /// Cells of the row.
        cells: usize,
        /// Columns of the header.
        columns: usize,
        /// The delimiter, in words.
        delimiter: &'static str,
    },
    /// No column can be taken for the name.
    #[error(
        "{}: row {row}: no column for the name among {columns}; call one \"name\" (the first row must be a header), or say which it is: --column name=\"...\"",
        Plain(input)
    )]
    NoNameColumn {
        /// The input.
        input: String,
        /// The line of the header, or of the JSON record.
        row: u64,
        /// The columns that there are.
        columns: ColumnList,
    },
    /// `--column` names a column that the input does not have.
    #[error(
        "{}: no column {}, which --column {role} names; {columns}",
        Plain(input),
        Quoted(column)
    )]
    UnknownColumn {
        /// The input.
        input: String,
        /// The column asked for.
        column: String,
        /// What it should be.
        role: super::Column,
        /// The columns that there are, with the nearest.
        columns: Suggestion,
    },
    /// Two columns have the name of the one that is needed.
    #[error(
        "{}: row {row}: two columns are called {}; rename one, or choose another with --column {role}=\"...\"",
        Plain(input),
        Quoted(column)
    )]
    DuplicateColumn {
        /// The input.
        input: String,
        /// The line of the header, or of the JSON record.
        row: u64,
        /// The column.
        column: String,
        /// What it is needed for.
        role: super::Column,
    },
    /// `--column` gives two columns for a role that has room for one.
    #[error("--column {role} is given twice; a subject has one {role}: give it once")]
    ChosenTwice {
        /// The role.
        role: super::Column,
    },
    /// `--column` is given for an input without columns.
    #[error(
        "{}: --column is given, but this is a list with one name on each line; give a CSV with a header, or leave --column out",
        Plain(input)
    )]
    NoColumns {
        /// The input.
        input: String,
    },
    /// It is a workbook beyond a limit.
    #[error(
        "{}: {excess}; save the sheet as CSV, which is read row by row, and give that",
        Plain(input)
    )]
    Excess {
        /// The input.
        input: String,
        /// What is too much.
        excess: Excess,
    },
    /// It is a workbook with a password.
    #[error(
        "{}: this workbook is encrypted; open it with its password, save a copy without one (in Excel: File, Info, Protect Workbook), and give that",
        Plain(input)
    )]
    Encrypted {
        /// The input.
        input: String,
    },
    /// It begins like a workbook and is none, or is damaged.
    #[error(
        "{}: the workbook is damaged or incomplete ({}); open it, save it anew, and give that, or save the sheet as CSV",
        Plain(input),
        Plain(detail)
    )]
    CorruptWorkbook {
        /// The input.
        input: String,
        /// What was found.
        detail: String,
    },
    /// `--sheet` names a sheet that the workbook does not have.
    #[error("{}: no sheet {}; {sheets}", Plain(input), Quoted(sheet))]
    UnknownSheet {
        /// The input.
        input: String,
        /// The sheet asked for.
        sheet: String,
        /// The sheets that there are, with the nearest.
        sheets: Suggestion,
    },
    /// The sheet, or every sheet, is empty.
    #[error(
        "{}: {} empty, so there is nothing to screen; put a header and one name on each row, or choose another sheet with --sheet",
        Plain(input),
        sheet.as_ref().map_or("every sheet is".to_owned(), |sheet| format!("the sheet {} is", Quoted(sheet)))
    )]
    EmptySheet {
        /// The input.
        input: String,
        /// The sheet, if one was chosen.
        sheet: Option<String>,
    },
    /// Not JSON, or not the JSON that is expected.
    #[error("{}: line {line}, column {column} (record {record}): {message}", Plain(input))]
    Json {
        /// The input.
        input: String,
        /// The line of the input.
        line: u64,
        /// The byte within the line.
        column: usize,
        /// The record, from 1.
        record: u64,
        /// What is wrong and what to do.
        message: String,
    },
}

impl InputError {
    /// Whether the input is sound but holds nothing to screen (exit code 3); everything else is a usage error (2).
    #[must_use]
    pub fn is_nothing_to_screen(&self) -> bool {
        matches!(
            self,
            Self::Empty { .. } | Self::NoRows { .. } | Self::EmptySheet { .. }
        )
    }

    /// What the system says while an input is read.
    pub(super) fn unreadable(input: &str, source: std::io::Error) -> Self {
        let input = input.to_owned();
        match source.kind() {
            std::io::ErrorKind::IsADirectory => Self::Directory { input },
            _ => Self::Unreadable { input, source },
        }
    }
}

/// What a workbook has too much of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Excess {
    /// Bytes of the file.
    FileBytes(u64),
    /// Bytes of its unpacked parts.
    UnpackedBytes(u64),
    /// Cells.
    Cells(u64),
    /// Rows of a sheet.
    Rows(u64),
    /// Bytes of text in a sheet.
    TextBytes(usize),
    /// Bytes of text in one row.
    RowBytes {
        /// The row.
        row: u64,
        /// The limit.
        limit: usize,
    },
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileBytes(limit) => write!(f, "the workbook is larger than {} MiB", limit >> 20),
            Self::UnpackedBytes(limit) => write!(f, "the workbook unpacks to more than {} MiB", limit >> 20),
            Self::Cells(limit) => write!(f, "the workbook has more than {limit} cells"),
            Self::Rows(limit) => write!(f, "the sheet has more than {limit} rows"),
            Self::TextBytes(limit) => write!(f, "the sheet holds more than {} MiB of text", limit >> 20),
            Self::RowBytes { row, limit } => write!(f, "row {row} holds more than {limit} bytes"),
        }
    }
}

/// Up to where the end of a quoted cell was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum QuoteEnd {
    /// To the end of the input.
    EndOfInput,
    /// Over so many bytes.
    Limit(usize),
}

impl fmt::Display for QuoteEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndOfInput => f.write_str(" before the end of the input"),
            Self::Limit(bytes) => write!(f, " within {bytes} bytes"),
        }
    }
}

/// The columns of an input, for a message: the first twenty, each cut to a readable length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnList(Vec<String>, usize);

impl ColumnList {
    const SHOWN: usize = 20;

    pub(super) fn new(header: &[String]) -> Self {
        let named = header.iter().filter(|h| !h.trim().is_empty());
        Self(
            named.clone().take(Self::SHOWN).cloned().collect(),
            named.count().saturating_sub(Self::SHOWN),
        )
    }
}

impl fmt::Display for ColumnList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("columns without a title");
        }
        for (at, column) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{}", Quoted(column))?;
        }
        match self.1 {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// The columns that there are, the nearest to the one asked for first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub(super) nearest: Option<String>,
    pub(super) columns: ColumnList,
}

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(nearest) = &self.nearest {
            write!(f, "did you mean {}? ", Quoted(nearest))?;
        }
        write!(f, "There are: {}", self.columns)
    }
}

/// Text of the user in a message: cut, and control and invisible characters spelled out.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 60;
        let text: String = self.0.chars().take(SHOWN).collect();
        let more = if text.len() < self.0.len() { "..." } else { "" };
        write!(f, "\"{}{more}\"", Plain(&text))
    }
}

/// The same without quotes and whole, for paths.
struct Plain<'a>(&'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '"' | '\'' | '\\' => write!(f, "{c}")?,
                _ => write!(f, "{}", c.escape_debug())?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_spelled_out() {
        let message = InputError::Missing {
            input: "a\u{1b}[31m\u{202e}\n\u{200b}\"é".to_owned(),
        }
        .to_string();
        assert!(
            message.starts_with("a\\u{1b}[31m\\u{202e}\\n\\u{200b}\"é: there is no such file"),
            "{message}"
        );
        assert!(Quoted(&"x".repeat(1000)).to_string().len() < 70);
    }

    #[test]
    fn many_columns_are_cut() {
        let header: Vec<String> = (0..30).map(|n| format!("c{n}")).collect();
        assert!(
            ColumnList::new(&header)
                .to_string()
                .ends_with("\"c19\" and 10 more")
        );
        assert_eq!(
            ColumnList::new(&[String::new()]).to_string(),
            "columns without a title"
        );
    }
}
