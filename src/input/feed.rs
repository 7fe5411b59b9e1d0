//! The guarded buffer that every text format reads from: bounded, counted in lines, free of NUL bytes.

use std::borrow::Cow;
use std::io::{ErrorKind, Read};

use memchr::{memchr, memchr_iter};

use super::encoding::{Encoding, windows_1252};
use super::error::InputError;
use super::limits::Limits;
use super::warnings::{WarningKind, Warnings};

const CHUNK: usize = 64 * 1024;

/// Bytes of an input, as many at a time as the format needs and never much more than one record.
pub(super) struct Feed {
    reader: Box<dyn Read + Send>,
    input: String,
    limits: Limits,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    finished: bool,
    lines: u64,
    /// Bytes of the current line that are consumed.
    column: usize,
    newline: u8,
    encoding: Encoding,
    /// The current line, where it had to be decoded.
    decoded: String,
    /// What was wrong further on than was asked for; it comes up when reading gets there.
    failed: Option<InputError>,
    warnings: Warnings,
}

/// Where a line stands in the buffer; [`Feed::text`] gives its text until the next line is asked for.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) ending: &'static str,
    start: usize,
    end: usize,
    is_decoded: bool,
}

impl Feed {
    pub(super) fn new(reader: Box<dyn Read + Send>, input: String, limits: Limits) -> Self {
        Self {
            reader,
            input,
            limits,
            buffer: vec![0; CHUNK],
            start: 0,
            end: 0,
            finished: false,
            lines: 0,
            column: 0,
            newline: b'\n',
            encoding: Encoding::Utf8,
            decoded: String::new(),
            failed: None,
            warnings: Warnings::default(),
        }
    }

    /// Says which encoding the input was found to be in; a line that is in another is then a warning.
    pub(super) fn in_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Lines in another encoding than the others.
    pub(super) fn warnings(&self) -> &Warnings {
        &self.warnings
    }

    /// The path as given, or `stdin`.
    pub(super) fn input(&self) -> &str {
        &self.input
    }

    pub(super) fn limit(&self) -> usize {
        self.limits.record_bytes
    }

    /// The line that the next byte stands on, from 1.
    pub(super) fn line_number(&self) -> u64 {
        self.lines + 1
    }

    /// Where on its line the next byte stands, from 1. Meant for readers that consume; lines are read whole.
    pub(super) fn column_number(&self) -> usize {
        self.column + 1
    }

    /// What is read and not consumed.
    pub(super) fn available(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Lines end with a bare carriage return, as old Macintosh programs write them.
    pub(super) fn lines_end_with_carriage_return(&mut self) {
        self.newline = b'\r';
    }

    /// Reads some more behind what is available; `false` at the end. Whoever calls it bounds what is available.
    pub(super) fn more(&mut self) -> Result<bool, InputError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if self.finished {
            return Ok(false);
        }
        if self.end == self.buffer.len() && self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            let length = self.buffer.len();
            let most = self.limits.record_bytes.saturating_add(CHUNK).max(length + CHUNK);
            self.buffer.resize((length * 2).min(most), 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.finished = true;
                    return Ok(false);
                }
                Ok(count) => {
                    let before = self.end;
                    self.end += count;
                    if let Some(at) = memchr(0, &self.buffer[before..self.end]) {
                        let ahead = memchr_iter(self.newline, &self.buffer[self.start..before + at]).count();
                        return Err(InputError::Nul {
                            input: self.input.clone(),
                            row: self.lines + 1 + ahead as u64,
                        });
                    }
                    return Ok(true);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(source) => return Err(InputError::unreadable(&self.input, source)),
            }
        }
    }

    /// Reads until so many lines or bytes are available, or the end, or an error, which then waits for its turn.
    pub(super) fn look_ahead(&mut self, lines: usize, bytes: usize) {
        while self.available().len() < bytes && memchr_iter(self.newline, self.available()).count() < lines {
            match self.more() {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    // What stands before a NUL byte can still be read.
                    let sound = memchr(0, self.available()).unwrap_or(self.available().len());
                    self.end = self.start + sound;
                    self.failed = Some(error);
                    return;
                }
            }
        }
    }

    /// Passes over `count` bytes that are available and counts their lines.
    pub(super) fn consume(&mut self, count: usize) {
        let until = (self.start + count).min(self.end);
        let passed = &self.buffer[self.start..until];
        self.lines += memchr_iter(self.newline, passed).count() as u64;
        self.column = match memchr::memrchr(self.newline, passed) {
            Some(at) => passed.len() - at - 1,
            None => self.column + passed.len(),
        };
        self.start = until;
    }

    /// The next line, without its ending.
    pub(super) fn next_line(&mut self) -> Result<Option<Line>, InputError> {
        let mut searched = 0;
        let length = loop {
            if let Some(at) = memchr(self.newline, &self.available()[searched..]) {
                break Some(searched + at);
            }
            searched = self.available().len();
            if searched > self.limit() {
                return Err(self.too_long(self.line_number()));
            }
            if !self.more()? {
                break None;
            }
        };
        if length.is_none() && self.available().is_empty() {
            return Ok(None);
        }
        let start = self.start;
        let mut end = start + length.unwrap_or(searched);
        self.start = if length.is_some() { end + 1 } else { end };
        let mut ending = match length {
            Some(_) if self.newline == b'\r' => "\r",
            Some(_) => "\n",
            None => "",
        };
        if self.newline == b'\n' && self.buffer[start..end].ends_with(b"\r") {
            end -= 1;
            ending = "\r\n";
        }
        self.lines += 1;
        if end - start > self.limit() {
            return Err(self.too_long(self.lines));
        }
        let is_decoded = std::str::from_utf8(&self.buffer[start..end]).is_err();
        if is_decoded {
            self.decoded = self.decode(&self.buffer[start..end], self.lines, 1)?.into_owned();
            self.warn_of_other_encoding(self.lines);
        }
        Ok(Some(Line {
            number: self.lines,
            ending,
            start,
            end,
            is_decoded,
        }))
    }

    /// The text of the line that was read last.
    pub(super) fn text(&self, line: Line) -> &str {
        if line.is_decoded {
            return &self.decoded;
        }
        std::str::from_utf8(&self.buffer[line.start..line.end]).unwrap_or_default()
    }

    /// The next `length` bytes, which are available, as text.
    pub(super) fn next_text(&mut self, length: usize) -> Result<Cow<'_, str>, InputError> {
        let (line, column) = (self.line_number(), self.column_number());
        if std::str::from_utf8(&self.available()[..length]).is_err() {
            let text = self
                .decode(&self.available()[..length], line, column)?
                .into_owned();
            self.warn_of_other_encoding(line);
            return Ok(Cow::Owned(text));
        }
        self.decode(&self.available()[..length], line, column)
    }

    fn warn_of_other_encoding(&mut self, row: u64) {
        if self.encoding != Encoding::Windows1252 {
            self.warnings.add_row(row, WarningKind::NotUtf8);
        }
    }

    /// Bytes that begin in this line at this byte of it as text, or the error that says where they are none.
    fn decode<'b>(&self, bytes: &'b [u8], line: u64, column: usize) -> Result<Cow<'b, str>, InputError> {
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(Cow::Borrowed(text)),
            Err(error) => error,
        };
        if let Some(text) = windows_1252(bytes) {
            return Ok(Cow::Owned(text));
        }
        let (good, bad) = bytes.split_at(error.valid_up_to());
        Err(InputError::InvalidUtf8 {
            input: self.input.clone(),
            row: line + memchr_iter(self.newline, good).count() as u64,
            byte: match memchr::memrchr(self.newline, good) {
                Some(at) => good.len() - at,
                None => good.len() + column,
            },
            value: bad.first().copied().unwrap_or_default(),
        })
    }

    pub(super) fn too_long(&self, row: u64) -> InputError {
        InputError::TooLong {
            input: self.input.clone(),
            row,
            limit: self.limit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(bytes: &[u8], limit: usize) -> Feed {
        let reader = std::io::Cursor::new(bytes.to_vec());
        Feed::new(
            Box::new(reader),
            "x".to_owned(),
            Limits {
                record_bytes: limit,
                ..Limits::default()
            },
        )
    }

    #[test]
    fn lines_with_any_ending() {
        let mut feed = feed(b"a\r\nb\n\nc", 10);
        let mut seen = Vec::new();
        while let Some(line) = feed.next_line().unwrap() {
            seen.push((line.number, feed.text(line).to_owned(), line.ending));
        }
        let expected = [(1, "a", "\r\n"), (2, "b", "\n"), (3, "", "\n"), (4, "c", "")];
        assert_eq!(seen, expected.map(|(n, t, e)| (n, t.to_owned(), e)));
    }

    #[test]
    fn the_limit_is_exact() {
        assert!(feed(b"12345\n", 5).next_line().is_ok());
        let error = feed(b"1\n123456\n", 5);
        let mut error = error;
        error.next_line().unwrap();
        assert!(matches!(
            error.next_line(),
            Err(InputError::TooLong { row: 2, limit: 5, .. })
        ));
    }

    #[test]
    fn an_endless_line_is_refused_early() {
        let endless = Box::new(std::io::repeat(b'x'));
        let mut feed = Feed::new(endless, "x".to_owned(), Limits::default());
        assert!(matches!(
            feed.next_line(),
            Err(InputError::TooLong { row: 1, .. })
        ));
        assert!(feed.buffer.len() <= Limits::DEFAULT_RECORD_BYTES + 2 * CHUNK);
    }

    #[test]
    fn a_line_that_is_no_utf8_is_windows_1252_or_says_where() {
        let mut feed = feed(b"fine\nMetz\xe9 SA\nZ\xc3\xbcrich\nbad\xff\x01", 100);
        feed.next_line().unwrap();
        let line = feed.next_line().unwrap().unwrap();
        assert_eq!(feed.text(line), "Metzé SA");
        assert_eq!((feed.warnings().total(), feed.warnings().first()[0].row), (1, 2));
        let line = feed.next_line().unwrap().unwrap();
        assert_eq!(feed.text(line), "Zürich");
        assert!(matches!(
            feed.next_line(),
            Err(InputError::InvalidUtf8 {
                row: 4,
                byte: 4,
                value: 0xff,
                ..
            })
        ));
    }

    #[test]
    fn a_nul_byte_is_refused_with_its_row() {
        assert!(matches!(
            feed(b"a\nb\0", 10).next_line(),
            Err(InputError::Nul { row: 2, .. })
        ));
    }
}
