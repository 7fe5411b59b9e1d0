//! Which encoding a text is in, and how its bytes become UTF-8.
//!
//! A byte order mark says it; without one, UTF-16 shows by where its NUL bytes stand. Everything else is UTF-8, line by
//! line: a line that is no UTF-8 is read as Windows-1252, so that a file in that encoding reads right from its first
//! line to its last, and so does one that was put together from both, without being held in memory or read twice.

use std::fmt;
use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The encoding that an input was taken to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, or ASCII, which is a part of it.
    Utf8,
    /// UTF-8 behind a byte order mark.
    Utf8WithMark,
    /// UTF-16, the low byte first.
    Utf16LittleEndian,
    /// UTF-16, the high byte first.
    Utf16BigEndian,
    /// Windows-1252, the usual one of western programs before UTF-8; Latin-1 reads the same.
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8 with a byte order mark",
            Self::Utf16LittleEndian => "UTF-16 (little-endian)",
            Self::Utf16BigEndian => "UTF-16 (big-endian)",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

/// What is at least looked at, so that the answer does not depend on how fast a pipe is.
pub(super) const HEAD: usize = 8 * 1024;

impl Encoding {
    /// The encoding of a text that begins so; `head` is all of it, or [`HEAD`] bytes.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [0xef, 0xbb, 0xbf, ..] => return Self::Utf8WithMark,
            // The mark of UTF-32 begins like that of UTF-16; it is refused by name later.
            [0xff, 0xfe, 0, 0, ..] => return Self::Utf8,
            [0xff, 0xfe, ..] => return Self::Utf16LittleEndian,
            [0xfe, 0xff, ..] => return Self::Utf16BigEndian,
            _ => {}
        }
        if let Some(utf16) = utf16_by_nul_bytes(head) {
            return utf16;
        }
        let cut_off = head.len() >= HEAD;
        let (mut in_utf8, mut in_neither) = (false, false);
        let mut chunks = head.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            in_utf8 |= !chunk.valid().is_ascii();
            // The last letter may only be cut in two.
            let is_whole = !cut_off || chunks.peek().is_some();
            in_neither |= is_whole && !chunk.invalid().is_empty();
        }
        if in_neither && !in_utf8 {
            Self::Windows1252
        } else {
            Self::Utf8
        }
    }

    /// A reader that gives UTF-8 where the whole input is in another encoding; lines are left to [`windows_1252`].
    pub(super) fn decoding(self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        match self {
            Self::Utf16LittleEndian => Box::new(Utf16::new(UTF_16LE.new_decoder_with_bom_removal(), reader)),
            Self::Utf16BigEndian => Box::new(Utf16::new(UTF_16BE.new_decoder_with_bom_removal(), reader)),
            Self::Utf8 | Self::Utf8WithMark | Self::Windows1252 => reader,
        }
    }
}

/// UTF-16 without a mark: nearly every other byte of a western text in it is NUL, and none beside.
fn utf16_by_nul_bytes(head: &[u8]) -> Option<Encoding> {
    let pairs = head.chunks_exact(2);
    let count = pairs.len();
    let (first, second) = pairs.fold((0, 0), |(first, second), pair| {
        (
            first + usize::from(pair[0] == 0),
            second + usize::from(pair[1] == 0),
        )
    });
    let most = |nul: usize| count >= 2 && nul * 5 >= count * 2;
    match (first, second) {
        (0, nul) if most(nul) => Some(Encoding::Utf16LittleEndian),
        (nul, 0) if most(nul) => Some(Encoding::Utf16BigEndian),
        _ => None,
    }
}

/// Bytes that are no UTF-8 as Windows-1252; `None` if they hold what no text in it does.
pub(super) fn windows_1252(bytes: &[u8]) -> Option<String> {
    let in_text = |byte: u8| match byte {
        b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => true,
        0..0x20 | 0x7f => false,
        // Five places of the table are empty; Shift JIS, GBK and programs use them.
        0x81 | 0x8d | 0x8f | 0x90 | 0x9d => false,
        _ => true,
    };
    let text = || WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
    bytes.iter().all(|&byte| in_text(byte)).then(text)
}

/// Decodes while it is read. What is no UTF-16 becomes U+FFFD.
struct Utf16 {
    decoder: Decoder,
    reader: Box<dyn Read + Send>,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: usize,
    text: Vec<u8>,
    text_at: usize,
    text_end: usize,
    finished: bool,
}

impl Utf16 {
    fn new(decoder: Decoder, reader: Box<dyn Read + Send>) -> Self {
        Self {
            decoder,
            reader,
            raw: vec![0; HEAD],
            raw_at: 0,
            raw_end: 0,
            text: vec![0; 2 * HEAD],
            text_at: 0,
            text_end: 0,
            finished: false,
        }
    }
}

impl Read for Utf16 {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.text_at == self.text_end && !self.finished {
            let mut last = false;
            if self.raw_at == self.raw_end {
                self.raw_at = 0;
                self.raw_end = self.reader.read(&mut self.raw)?;
                last = self.raw_end == 0;
            }
            let (result, read, written, _) =
                self.decoder
                    .decode_to_utf8(&self.raw[self.raw_at..self.raw_end], &mut self.text, last);
            self.raw_at += read;
            self.text_at = 0;
            self.text_end = written;
            self.finished = last && result == CoderResult::InputEmpty;
        }
        let count = out.len().min(self.text_end - self.text_at);
        out[..count].copy_from_slice(&self.text[self.text_at..self.text_at + count]);
        self.text_at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn by_mark_and_by_pattern() {
        for (bytes, expected) in [
            (b"\xef\xbb\xbfname".to_vec(), Encoding::Utf8WithMark),
            (
                utf16("\u{feff}Zürich", u16::to_le_bytes),
                Encoding::Utf16LittleEndian,
            ),
            (utf16("\u{feff}東京", u16::to_be_bytes), Encoding::Utf16BigEndian),
            (
                utf16("Name,Land\nTokyo 東京,JP", u16::to_le_bytes),
                Encoding::Utf16LittleEndian,
            ),
            (utf16("Zürich", u16::to_be_bytes), Encoding::Utf16BigEndian),
            (b"Z\xfcrich\n".to_vec(), Encoding::Windows1252),
            ("Zürich\n".into(), Encoding::Utf8),
            (b"Z\xc3\xbcrich\nZ\xfcrich".to_vec(), Encoding::Utf8),
            (b"Boots\nBB\0C\n".to_vec(), Encoding::Utf8),
            (b"\xff\xfe\0\0B\0\0\0".to_vec(), Encoding::Utf8),
            (vec![0; 100], Encoding::Utf8),
            (Vec::new(), Encoding::Utf8),
        ] {
            assert_eq!(Encoding::of(&bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_letter_cut_in_two_at_the_end_of_the_head_is_no_sign() {
        let text = "x".repeat(HEAD - 1) + "ü";
        assert_eq!(Encoding::of(&text.as_bytes()[..HEAD]), Encoding::Utf8);
        assert_eq!(Encoding::of(b"Z\xfc"), Encoding::Windows1252);
    }

    #[test]
    fn utf16_streams_in_pieces_of_any_size() {
        let text = "Zürich 東京 💥\r\n".repeat(3000);
        for (encoding, bytes) in [
            (Encoding::Utf16LittleEndian, utf16(&text, u16::to_le_bytes)),
            (Encoding::Utf16BigEndian, utf16(&text, u16::to_be_bytes)),
        ] {
            let mut reader = encoding.decoding(Box::new(io::Cursor::new(bytes)));
            let mut read = Vec::new();
            let mut piece = [0; 7];
            loop {
                match reader.read(&mut piece).unwrap() {
                    0 => break,
                    count => read.extend_from_slice(&piece[..count]),
                }
            }
            assert!(String::from_utf8(read).unwrap() == text, "{encoding}");
        }
    }

    #[test]
    fn half_a_letter_of_utf16_is_replaced() {
        let mut reader = Encoding::Utf16LittleEndian.decoding(Box::new(&b"B\0\x3d\xd8o\0x"[..]));
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "B\u{fffd}o\u{fffd}");
    }

    #[test]
    fn windows_1252_and_what_is_none() {
        assert_eq!(windows_1252(b"Caf\xe9 \x80 \x93x\x94").unwrap(), "Café € “x”");
        for bytes in [&b"\x81\x40"[..], b"a\x01\xff", b"\x7f\xe9"] {
            assert_eq!(windows_1252(bytes), None, "{bytes:?}");
        }
    }
}
