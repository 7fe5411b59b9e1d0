//! What an input is: by its extension, else by how it begins.

use std::ops::Range;

use memchr::memchr;

use super::columns::{ColumnChoice, Known, NameTitle, known_titles};
use super::delimited::split_first_line;
use super::encoding::windows_1252;
use super::error::InputError;
use super::feed::Feed;
use super::header::HeaderSearch;
use super::{Delimiter, Format};

const AS_TEXT: &str = "give a CSV, JSON or text file";
const AS_UTF8: &str = "save it as UTF-8 (in Excel: \"CSV UTF-8\") and give that";

/// How files begin that are neither a list nor a workbook, what they are, and what to do.
const NOT_TEXT: [(&[u8], &str, &str); 8] = [
    (b"\xff\xfe\0\0", "UTF-32 text", AS_UTF8),
    (b"\0\0\xfe\xff", "UTF-32 text", AS_UTF8),
    (b"%PDF-", "a PDF document", AS_TEXT),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"\x7fELF", "a program", AS_TEXT),
    (
        b"{\\rtf",
        "a rich text document",
        "save it as plain text and give that",
    ),
    (
        b"<!DOCTYPE",
        "a web page",
        "save the table in it as CSV and give that",
    ),
    (
        b"<html",
        "a web page",
        "save the table in it as CSV and give that",
    ),
];

/// Enough for the longest beginning above and a byte order mark.
const HEAD: usize = 16;
/// How far a header is looked for.
const LOOK_AHEAD: usize = 64 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Finds the format; what is passed over is a byte order mark, blank lines stay.
pub(super) fn sniff(
    feed: &mut Feed,
    extension: Option<&str>,
    choices: &[ColumnChoice],
) -> Result<Format, InputError> {
    let read = fill(feed, HEAD);
    refuse_what_is_no_text(feed)?;
    read?;
    if feed.available().starts_with(BYTE_ORDER_MARK) {
        feed.consume(BYTE_ORDER_MARK.len());
    }
    let may_be_json = !matches!(extension, Some("csv" | "tsv" | "tab" | "txt"));
    let line = first_filled_line(feed, may_be_json)?;
    let line = decoded(&feed.available()[line]);
    let json = match line.trim_start().as_bytes().first() {
        Some(b'[') => Some(Format::Json),
        Some(b'{' | b'"') => Some(Format::JsonLines),
        _ => None,
    };
    let mut delimited = |titles_below| delimiter_of_header(feed, &line, titles_below, choices);
    let format = match extension {
        Some("csv") => Format::Delimited(delimited(1).0),
        Some("tsv" | "tab") => Format::Delimited(Delimiter::Tab),
        Some("jsonl" | "ndjson") => json.unwrap_or(Format::JsonLines),
        Some("json") => json.unwrap_or(Format::Json),
        _ if may_be_json && line.trim_start().starts_with(['[', '{']) => json.unwrap_or(Format::Json),
        // In a plain list a known word may well be a name, so a header further down must have two.
        _ => match delimited(2) {
            (delimiter, Header::Certain) => Format::Delimited(delimiter),
            _ if !choices.is_empty() => {
                return Err(InputError::NoColumns {
                    input: feed.input().to_owned(),
                });
            }
            _ => Format::Text,
        },
    };
    Ok(format)
}

/// A line that is only looked at, in whichever encoding it is.
fn decoded(line: &[u8]) -> String {
    match std::str::from_utf8(line) {
        Ok(text) => text.to_owned(),
        Err(_) => windows_1252(line).unwrap_or_else(|| String::from_utf8_lossy(line).into_owned()),
    }
}

/// Reads until so many bytes are there, or the end.
fn fill(feed: &mut Feed, bytes: usize) -> Result<(), InputError> {
    while feed.available().len() < bytes && feed.more()? {}
    Ok(())
}

fn refuse_what_is_no_text(feed: &Feed) -> Result<(), InputError> {
    let head = feed.available();
    let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
    let head = head.trim_ascii_start();
    let begins = |magic: &[u8]| {
        head.get(..magic.len())
            .is_some_and(|b| b.eq_ignore_ascii_case(magic))
    };
    match NOT_TEXT.iter().find(|(magic, ..)| begins(magic)) {
        Some(&(_, what, remedy)) => Err(InputError::NotText {
            input: feed.input().to_owned(),
            what,
            remedy,
        }),
        None => Ok(()),
    }
}

/// The first line with something on it, as a range of what is available. Sets how lines end. Of a text that
/// `may_be_json` and begins like it, the line is only as much as is there: an array may stand on one long line.
fn first_filled_line(feed: &mut Feed, may_be_json: bool) -> Result<Range<usize>, InputError> {
    loop {
        let bytes = feed.available();
        let filled = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let start = memchr::memrchr2(b'\n', b'\r', &bytes[..filled]).map_or(0, |at| at + 1);
        let end = memchr::memchr2(b'\n', b'\r', &bytes[filled..]).map(|at| filled + at);
        let length = bytes.len();
        match (bytes.get(filled), end) {
            (Some(b'[' | b'{'), _) if may_be_json => return Ok(start..end.unwrap_or(length)),
            // A carriage return that is the last byte may be half of a line ending.
            (_, Some(end)) if bytes[end] == b'\n' || end + 1 < length => {
                if bytes[end] == b'\r' && bytes[end + 1] != b'\n' && memchr(b'\n', bytes).is_none() {
                    feed.lines_end_with_carriage_return();
                }
                return Ok(start..end);
            }
            _ => {}
        }
        // Blank lines may be many, so they are passed over; the spaces that begin a line belong to it.
        let start = if filled == length {
            feed.consume(start);
            0
        } else {
            start
        };
        if feed.available().len() - start > feed.limit() {
            return Err(feed.too_long(feed.line_number()));
        }
        if !feed.more()? {
            let bytes = feed.available();
            if bytes.trim_ascii().is_empty() {
                return Err(InputError::Empty {
                    input: feed.input().to_owned(),
                });
            }
            return Ok(start..end.unwrap_or(bytes.len()));
        }
    }
}

/// How sure it is that there is a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Header {
    /// Nothing in the line is known.
    Unknown,
    /// It has several cells, and one of them is a title for the name or one that was chosen.
    Certain,
}

/// The delimiter with which the first line makes most sense as a header, or, where it makes none, one of the lines below
/// it that has `titles_below` known titles or more: a caption and blank lines may stand above the header.
fn delimiter_of_header(
    feed: &mut Feed,
    line: &str,
    titles_below: usize,
    choices: &[ColumnChoice],
) -> (Delimiter, Header) {
    if let Some(delimiter) = declared_delimiter(line) {
        return (delimiter, Header::Certain);
    }
    let first = best_delimiter(line, choices);
    let count = first.known.count;
    let is_header = count > 1 || (count == 1 && first.cells > 1 && titles_below > 1);
    if is_header && first.known.name == NameTitle::Wanted {
        return (first.delimiter, Header::Certain);
    }
    feed.look_ahead(HeaderSearch::ROWS + 1, LOOK_AHEAD);
    let titles_below = if choices.is_empty() { titles_below } else { 1 };
    let lines = feed.available().split(|byte| matches!(byte, b'\n' | b'\r'));
    let mut best = first;
    for line in lines.take(2 * HeaderSearch::ROWS) {
        let found = best_delimiter(&decoded(line), choices);
        let is_row = found.cells > 1 || !choices.is_empty();
        if found.known.count >= titles_below && is_row && found.rank() > best.rank() {
            best = found;
        }
    }
    let certain = best.known.count > 0 && (best.cells > 1 || !choices.is_empty());
    let header = if certain { Header::Certain } else { Header::Unknown };
    (best.delimiter, header)
}

/// How a line looks when it is split by a delimiter.
#[derive(Clone, Copy)]
struct Split {
    known: Known,
    cells: usize,
    delimiter: Delimiter,
}

impl Split {
    fn rank(self) -> (Known, usize) {
        (self.known, self.cells)
    }
}

fn best_delimiter(line: &str, choices: &[ColumnChoice]) -> Split {
    let by = |delimiter: Delimiter| {
        let cells = split_first_line(line, delimiter);
        Split {
            known: known_titles(&cells, choices),
            cells: cells.len(),
            delimiter,
        }
    };
    let [likeliest, others @ ..] = Delimiter::ALL;
    others.into_iter().map(by).fold(by(likeliest), |best, split| {
        if split.rank() > best.rank() { split } else { best }
    })
}

/// Excel's own first line, `sep=;`.
pub(super) fn declared_delimiter(line: &str) -> Option<Delimiter> {
    let line = line.trim_end_matches(['\r', '\n']);
    let (word, mark) = line.split_at_checked(4)?;
    let of = |delimiter: &Delimiter| mark.as_bytes() == [delimiter.byte()];
    word.eq_ignore_ascii_case("sep=")
        .then(|| Delimiter::ALL.into_iter().find(of))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::limits::Limits;

    fn sniffed(bytes: &[u8], extension: Option<&str>) -> Result<Format, InputError> {
        let reader = std::io::Cursor::new(bytes.to_vec());
        let mut feed = Feed::new(Box::new(reader), "x".to_owned(), Limits::default());
        sniff(&mut feed, extension, &[])
    }

    #[test]
    fn by_content() {
        for (text, expected) in [
            ("Boots\nBBC\n", Format::Text),
            ("Smith, Jones Ltd\nBBC\n", Format::Text),
            ("Marks, Spencer; Sons | Co\n", Format::Text),
            ("\"Boots\"\n", Format::Text),
            ("#1 Payroll\n", Format::Text),
            ("name\nBoots\n", Format::Text),
            ("\u{feff}Supplier,Country\n", Format::Delimited(Delimiter::Comma)),
            (
                "\n\nSupplier Name;Country, Region;Web\n",
                Format::Delimited(Delimiter::Semicolon),
            ),
            ("\"Company\"\t\"Spend\"\n", Format::Delimited(Delimiter::Tab)),
            ("id|vendor", Format::Delimited(Delimiter::Pipe)),
            (
                "Our suppliers, 2026\n\nSupplier;Country\nBoots;GB\n",
                Format::Delimited(Delimiter::Semicolon),
            ),
            ("Boots\nAcme, Company\nBBC\n", Format::Text),
            ("sep=;\nA;B\n", Format::Delimited(Delimiter::Semicolon)),
            (" [\"Boots\"]", Format::Json),
            ("{\"name\":\"Boots\"}\n", Format::JsonLines),
        ] {
            assert_eq!(sniffed(text.as_bytes(), None).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn by_extension() {
        for (extension, text, expected) in [
            ("csv", "name\nBoots\n", Format::Delimited(Delimiter::Comma)),
            ("csv", "a;b;c\n", Format::Delimited(Delimiter::Semicolon)),
            ("tsv", "name, full\n", Format::Delimited(Delimiter::Tab)),
            ("txt", "[Boots]\n", Format::Text),
            ("txt", "Company\tCountry\n", Format::Delimited(Delimiter::Tab)),
            ("json", "{\"name\":\"x\"}", Format::JsonLines),
            ("jsonl", "\"Boots\"\n", Format::JsonLines),
            ("jsonl", "[\"Boots\"]\n", Format::Json),
            ("tsv", "\tname\n", Format::Delimited(Delimiter::Tab)),
            ("list", "Boots\n", Format::Text),
        ] {
            assert_eq!(
                sniffed(text.as_bytes(), Some(extension)).unwrap(),
                expected,
                "{extension} {text:?}"
            );
        }
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, word) in [
            (&b"%PDF-1.7\n"[..], "PDF"),
            (b"\xff\xfe\0\0B\0\0\0", "UTF-32"),
            (b"\x1f\x8b\x08\0", "gzip"),
            (b"\n<!doctype html>", "web page"),
        ] {
            let message = sniffed(bytes, Some("csv")).unwrap_err().to_string();
            assert!(message.contains(word), "{message}");
        }
        assert!(matches!(
            sniffed(b"B\0o\0", None),
            Err(InputError::Nul { row: 1, .. })
        ));
    }

    #[test]
    fn nothing_in_it() {
        for text in ["", "\u{feff}", "\n\r\n  \t\n", "\r"] {
            let error = sniffed(text.as_bytes(), Some("csv")).unwrap_err();
            assert!(
                matches!(error, InputError::Empty { .. }) && error.is_nothing_to_screen(),
                "{text:?}"
            );
        }
        let spaces = " ".repeat(3 << 20);
        assert!(matches!(
            sniffed(spaces.as_bytes(), None),
            Err(InputError::TooLong { row: 1, .. })
        ));
        let many = "\n".repeat(3 << 20);
        assert!(matches!(
            sniffed(many.as_bytes(), None),
            Err(InputError::Empty { .. })
        ));
        assert_eq!(sniffed((many + "Boots").as_bytes(), None).unwrap(), Format::Text);
    }
}
