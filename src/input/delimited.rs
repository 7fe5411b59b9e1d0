//! CSV and its kin: a header, then a record on each row, cells in double quotes where needed (RFC 4180).
//!
//! The splitting is our own, since two things matter that the `csv` crate does not tell: that a quote is never
//! closed, and where it was opened. Otherwise it reads as that crate does, which a test holds it to.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::cells::Table;
use super::columns::{Chosen, resolve};
use super::error::{InputError, QuoteEnd};
use super::feed::{Feed, Line};
use super::header::{HeaderSearch, Row, Search};
use super::sniff::declared_delimiter;
use super::warnings::WarningKind;
use super::{Delimiter, InputOptions, Subject};

/// A list with a header.
pub(super) struct Delimited {
    records: Records,
    table: Table,
}

impl Delimited {
    pub(super) fn new(feed: Feed, delimiter: Delimiter, options: &InputOptions) -> Result<Self, InputError> {
        let mut records = Records::new(feed, delimiter);
        let mut search = HeaderSearch::new(&options.columns);
        let mut first = true;
        loop {
            let row = match records.row() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                // What is wrong with a row below the header comes up when reading gets there.
                Err(error) if !first => {
                    records.failed = Some(error);
                    break;
                }
                Err(error) => return Err(error),
            };
            let separator = char::from(delimiter.byte()).to_string();
            if std::mem::take(&mut first) && declared_delimiter(&row.cells.join(&separator)).is_some() {
                first = true;
            } else if search.offer(row.number, row.cells) == Search::Enough {
                break;
            }
        }
        let Some(found) = search.finish() else {
            return Err(records.failed.unwrap_or_else(|| InputError::Empty {
                input: records.feed.input().to_owned(),
            }));
        };
        let columns = resolve(
            records.feed.input(),
            found.number,
            &found.titles,
            &options.columns,
            Chosen::MustExist,
        )?;
        records.ahead = found.below.into_iter();
        Ok(Self {
            records,
            table: Table::new(found.number, found.titles, columns, options.cells),
        })
    }

    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    pub(super) fn feed(&self) -> &Feed {
        &self.records.feed
    }

    /// The next subject. Missing cells at the end of a row are empty; cells beyond the header are an error unless
    /// they are blank, since they are what a name with an unquoted delimiter leaves.
    pub(super) fn next(&mut self) -> Result<Option<Subject>, InputError> {
        let delimiter = self.records.delimiter;
        let width = self.table.header.len();
        let Some(record) = self.records.next_filled()? else {
            return Ok(None);
        };
        if record
            .cells
            .iter()
            .skip(width)
            .any(|cell| !record.text[cell.clone()].trim().is_empty())
        {
            let (row, cells) = (record.row, record.cells.len());
            return Err(InputError::TooManyCells {
                input: self.records.feed.input().to_owned(),
                row,
                cells,
                columns: width,
                delimiter: delimiter.words(),
            });
        }
        let subject = self.table.subject(record.row, |at| record.cell(at));
        if memchr::memchr2(b'\n', b'\r', subject.name.trim_ascii().as_bytes()).is_some() {
            let title = &self.table.header[self.table.columns.name];
            self.table
                .warnings
                .add(record.row, title, || WarningKind::NameOverLines {
                    given: subject.name.chars().take(80).collect(),
                });
        }
        Ok(Some(subject))
    }
}

/// One record: its cells are ranges of `text`.
struct Record<'a> {
    row: u64,
    text: &'a str,
    cells: &'a [Range<usize>],
}

impl<'a> Record<'a> {
    fn cell(&self, at: usize) -> &'a str {
        self.cells.get(at).map_or("", |cell| &self.text[cell.clone()])
    }
}

struct Records {
    feed: Feed,
    delimiter: Delimiter,
    cells: Vec<Range<usize>>,
    quoted: Quoted,
    /// Rows that were read while the header was looked for.
    ahead: std::vec::IntoIter<Row>,
    /// What was wrong behind them.
    failed: Option<InputError>,
}

impl Records {
    fn new(feed: Feed, delimiter: Delimiter) -> Self {
        Self {
            feed,
            delimiter,
            cells: Vec::new(),
            quoted: Quoted::default(),
            ahead: Vec::new().into_iter(),
            failed: None,
        }
    }

    /// The next record, to keep.
    fn row(&mut self) -> Result<Option<Row>, InputError> {
        let found = self.next_filled()?;
        Ok(found.map(|record| Row {
            number: record.row,
            cells: (0..record.cells.len())
                .map(|at| record.cell(at).to_owned())
                .collect(),
        }))
    }

    /// The next record that is more than delimiters and spaces: spreadsheets export such rows below a table.
    fn next_filled(&mut self) -> Result<Option<Record<'_>>, InputError> {
        if let Some(row) = self.ahead.next() {
            self.quoted.begin();
            for cell in &row.cells {
                self.quoted.text.push_str(cell);
                self.quoted.close_cell();
            }
            return Ok(Some(Record {
                row: row.number,
                text: &self.quoted.text,
                cells: &self.quoted.cells,
            }));
        }
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        loop {
            let Some(first) = self.feed.next_line()? else {
                return Ok(None);
            };
            let text = self.feed.text(first);
            let in_quotes = memchr(b'"', text.as_bytes()).is_some();
            let blank = if in_quotes {
                self.join_quoted(first)?;
                is_blank(&self.quoted.text, &self.quoted.cells)
            } else {
                split(text, self.delimiter, &mut self.cells);
                is_blank(text, &self.cells)
            };
            if blank {
                continue;
            }
            let (text, cells) = match in_quotes {
                true => (self.quoted.text.as_str(), &self.quoted.cells),
                false => (self.feed.text(first), &self.cells),
            };
            return Ok(Some(Record {
                row: first.number,
                text,
                cells,
            }));
        }
    }

    /// Puts a record with quotes together, from the line where it begins to the one where its last quote is closed.
    fn join_quoted(&mut self, first: Line) -> Result<(), InputError> {
        let limit = self.feed.limit();
        self.quoted.begin();
        let mut line = first;
        while self.quoted.add(self.feed.text(line), line.number, self.delimiter) {
            self.quoted.text.push_str(line.ending);
            if self.quoted.text.len() > limit {
                return Err(self.quoted.unclosed(&self.feed, QuoteEnd::Limit(limit)));
            }
            line = match self.feed.next_line()? {
                Some(line) => line,
                None => return Err(self.quoted.unclosed(&self.feed, QuoteEnd::EndOfInput)),
            };
        }
        if self.quoted.text.len() > limit {
            return Err(self.feed.too_long(first.number));
        }
        Ok(())
    }
}

fn is_blank(text: &str, cells: &[Range<usize>]) -> bool {
    cells
        .iter()
        .all(|cell| text[cell.clone()].trim_ascii().is_empty())
}

/// Splits a line without quotes.
fn split(text: &str, delimiter: Delimiter, cells: &mut Vec<Range<usize>>) {
    cells.clear();
    let mut start = 0;
    for at in memchr_iter(delimiter.byte(), text.as_bytes()) {
        cells.push(start..at);
        start = at + 1;
    }
    cells.push(start..text.len());
}

/// The cells of a line that may be a header, whether or not its quotes are closed on it.
pub(super) fn split_first_line(line: &str, delimiter: Delimiter) -> Vec<String> {
    let mut quoted = Quoted::default();
    if quoted.add(line, 1, delimiter) {
        quoted.close_cell();
    }
    let cell = |cell: &Range<usize>| quoted.text[cell.clone()].trim().to_owned();
    quoted.cells.iter().map(cell).collect()
}

/// A record with quotes, put together from one line or more.
#[derive(Default)]
struct Quoted {
    text: String,
    cells: Vec<Range<usize>>,
    cell_start: usize,
    open: bool,
    opened_at: (u64, usize),
}

impl Quoted {
    fn begin(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.cell_start = 0;
        self.open = false;
    }

    fn close_cell(&mut self) {
        self.cells.push(self.cell_start..self.text.len());
        self.cell_start = self.text.len();
    }

    /// Adds a line; `true` if a quote is open at its end, so that the record goes on.
    fn add(&mut self, line: &str, number: u64, delimiter: Delimiter) -> bool {
        let mut rest = line;
        loop {
            if self.open {
                let Some(at) = memchr(b'"', rest.as_bytes()) else {
                    self.text.push_str(rest);
                    return true;
                };
                self.text.push_str(&rest[..at]);
                rest = &rest[at + 1..];
                match rest.strip_prefix('"') {
                    Some(after) => {
                        self.text.push('"');
                        rest = after;
                    }
                    None => {
                        self.open = false;
                        rest = self.until_delimiter(rest, delimiter);
                        if rest.is_empty() {
                            return false;
                        }
                        rest = &rest[1..];
                    }
                }
                continue;
            }
            // At the start of a cell. Spaces before a quote are no text: `a, "b, c"` has two cells.
            if let Some(inside) = rest.trim_start_matches(' ').strip_prefix('"') {
                self.open = true;
                self.opened_at = (number, self.cells.len() + 1);
                rest = inside;
                continue;
            }
            rest = self.until_delimiter(rest, delimiter);
            if rest.is_empty() {
                return false;
            }
            rest = &rest[1..];
        }
    }

    /// Takes the text up to the next delimiter as (the rest of) a cell and closes it; what follows begins with that
    /// delimiter or is empty.
    fn until_delimiter<'a>(&mut self, rest: &'a str, delimiter: Delimiter) -> &'a str {
        let at = memchr(delimiter.byte(), rest.as_bytes()).unwrap_or(rest.len());
        self.text.push_str(&rest[..at]);
        self.close_cell();
        &rest[at..]
    }

    fn unclosed(&self, feed: &Feed, within: QuoteEnd) -> InputError {
        InputError::UnclosedQuote {
            input: feed.input().to_owned(),
            row: self.opened_at.0,
            column: self.opened_at.1,
            within,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::limits::Limits;

    fn feed(bytes: &[u8], limit: usize) -> Feed {
        let reader = std::io::Cursor::new(bytes.to_vec());
        Feed::new(
            Box::new(reader),
            "x.csv".to_owned(),
            Limits {
                record_bytes: limit,
                ..Limits::default()
            },
        )
    }

    fn delimited(text: &str) -> Result<Delimited, InputError> {
        Delimited::new(
            feed(text.as_bytes(), 1000),
            Delimiter::Comma,
            &InputOptions::default(),
        )
    }

    fn subjects(text: &str) -> Result<Vec<Subject>, InputError> {
        let mut list = delimited(text)?;
        std::iter::from_fn(|| list.next().transpose()).collect()
    }

    /// Every text of up to seven characters from an alphabet of the hard ones reads as the csv crate reads it.
    #[test]
    fn reads_as_the_csv_crate_does() {
        const ALPHABET: [char; 5] = ['a', ',', '"', '\n', 'é'];
        let mut compared = 0;
        for number in 0..5_usize.pow(7) {
            let mut digits = number;
            let text: String = (0..7)
                .map(|_| {
                    let c = ALPHABET[digits % 5];
                    digits /= 5;
                    c
                })
                .collect();
            let mut records = Records::new(feed(text.as_bytes(), 1000), Delimiter::Comma);
            let mut ours = Vec::new();
            let complete = loop {
                match records.next_filled() {
                    Ok(Some(r)) => ours.push(
                        (0..r.cells.len())
                            .map(|at| r.cell(at).to_owned())
                            .collect::<Vec<_>>(),
                    ),
                    Ok(None) => break true,
                    Err(InputError::UnclosedQuote { .. }) => break false,
                    Err(error) => panic!("{text:?}: {error}"),
                }
            };
            if !complete {
                continue;
            }
            let theirs: Vec<Vec<String>> = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes())
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .filter(|cells: &Vec<String>| cells.iter().any(|cell| !cell.trim().is_empty()))
                .collect();
            assert_eq!(ours, theirs, "{text:?}");
            compared += 1;
        }
        assert!(compared > 30_000, "{compared}");
    }

    #[test]
    fn every_part_of_a_subject() {
        let text = "Supplier No,Supplier Name,Website,Email,Country,Payroll provider,Other vendors\n\
                    17,\" Boots \"\"UK\"\" \",,hr@boots.com,England,Zellis;ADP,PBI\n\
                    ,,,,,,\n\
                    18,BBC\n";
        let found = subjects(text).unwrap();
        let boots = &found[0];
        assert_eq!(
            (boots.key.as_deref(), boots.name.as_str(), boots.row),
            (Some("17"), " Boots \"UK\" ", 2)
        );
        assert_eq!(boots.domain.as_deref(), Some("hr@boots.com"));
        assert_eq!(boots.country.unwrap().code(), "GB");
        let vendors: Vec<_> = boots
            .vendors
            .iter()
            .map(|v| (v.name.as_str(), v.service.as_deref()))
            .collect();
        assert_eq!(
            vendors,
            [
                ("Zellis", Some("payroll")),
                ("ADP", Some("payroll")),
                ("PBI", None)
            ]
        );
        assert_eq!(
            (found[1].name.as_str(), found[1].row, found[1].country),
            ("BBC", 4, None)
        );
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn rows_count_lines_across_cells_with_line_breaks() {
        let mut list = delimited("name,id\n\"Boots\r\nUK\",1\r\nBBC,2\n").unwrap();
        let boots = list.next().unwrap().unwrap();
        assert_eq!((boots.name.as_str(), boots.row), ("Boots\r\nUK", 2));
        assert_eq!(list.next().unwrap().unwrap().row, 4);
        let warning = list.table.warnings.first()[0].to_string();
        assert!(
            warning.contains("row 2") && warning.contains("several lines"),
            "{warning}"
        );
    }

    #[test]
    fn a_row_with_a_key_and_no_name_is_kept() {
        assert_eq!(subjects("id,name\n7,\n").unwrap()[0].name, "");
    }

    #[test]
    fn an_unquoted_delimiter_is_an_error_and_blank_cells_are_none() {
        let message = subjects("name,id\nBBC,1\nSmith, Jones Ltd,2\n")
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("x.csv: row 3: 3 cells, but the header has 2"),
            "{message}"
        );
        assert_eq!(subjects("name,id\nBBC,1,, \n").unwrap().len(), 1);
        // A last column without a title is one too.
        assert_eq!(subjects("name,id,\nBBC,1,asked\n").unwrap().len(), 1);
    }

    #[test]
    fn an_unclosed_quote_says_where_it_opened() {
        let message = subjects("id,name\n1,Boots\n2,\"BBC\n3,Zellis\n")
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("row 3, column 2") && message.contains("end of the input"),
            "{message}"
        );
        let endless = format!("id,name\n2,\"BBC\n{}", "3,Zellis\n".repeat(1000));
        let message = subjects(&endless).unwrap_err().to_string();
        assert!(
            message.contains("row 2, column 2") && message.contains("within 1000 bytes"),
            "{message}"
        );
    }

    #[test]
    fn the_delimiter_that_excel_declares() {
        for text in ["sep=,\nname,id\nBBC,1\n", "SEP=,\r\n\r\nname,id\r\nBBC,1"] {
            assert_eq!(subjects(text).unwrap()[0].name, "BBC");
        }
        let semicolon = Delimited::new(
            feed(b"sep=;\nname;id\nBBC;1\n", 99),
            Delimiter::Semicolon,
            &InputOptions::default(),
        );
        assert_eq!(semicolon.unwrap().table.header, ["name", "id"]);
    }

    #[test]
    fn spaces_before_a_quote() {
        let found = subjects("id, name\n1, \"Smith, Jones Ltd\"\n").unwrap();
        assert_eq!(found[0].name, "Smith, Jones Ltd");
    }
}
