//! Folding: from a name as somebody wrote it to lower-case words without marks.
//!
//! Case, accents, width, ligatures, punctuation and invisible characters go; letters of Cyrillic, Greek, Armenian and
//! Georgian become Latin; `&` and `+` become "and"; single letters in a row are joined (U.S. becomes "us"). The words
//! remember what folding would lose and scoring needs: in which part of the name they stand (a part ends at a comma, a
//! bracket, a spaced dash), and whether they were written in capitals or as initials.

use unicode_normalization::char::decompose_compatible;

use super::key::{KeyBuilder, key};
use super::repair::repair;
use super::script;

/// Characters of the input that are looked at; what follows cannot be part of a name.
pub(crate) const MOST_CHARACTERS: usize = 4_096;
/// Words that are kept.
pub(crate) const MOST_WORDS: usize = 40;
/// Bytes of one word that are kept.
const LONGEST_WORD: usize = 64;

/// A word of a folded name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    start: u32,
    end: u32,
    /// Key of its folded text.
    pub(crate) key: u64,
    /// Which part of the name it stands in, from 0.
    pub(crate) part: u8,
    /// Written in capitals throughout (two letters or more).
    pub(crate) capitals: bool,
    /// Joined from single letters: `U.S.`, `S A`.
    pub(crate) initials: bool,
    /// Stands in brackets or behind a spaced dash.
    pub(crate) aside: bool,
    /// Stands right behind a slash: `/DE/`, `/MN`.
    pub(crate) slashed: bool,
}

/// A folded name; its buffers are used again for the next one.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    text: String,
    words: Vec<Word>,
}

struct Writer<'a> {
    out: &'a mut Folded,
    start: usize,
    part: u8,
    break_before_next: bool,
    dash_pending: bool,
    space_before: bool,
    upper: u16,
    lower: u16,
    slash_before: bool,
    aside: bool,
}

impl Folded {
    /// The words in order.
    pub(crate) fn words(&self) -> &[Word] {
        &self.words
    }

    /// The folded text of a word.
    pub(crate) fn text(&self, word: &Word) -> &str {
        self.text
            .get(word.start as usize..word.end as usize)
            .unwrap_or("")
    }

    /// The folded text of neighbouring words without spaces.
    pub(crate) fn joined(&self, first: &Word, last: &Word) -> &str {
        self.text
            .get(first.start as usize..last.end as usize)
            .unwrap_or("")
    }

    /// Folds a name into this buffer.
    pub(crate) fn fold(&mut self, name: &str) {
        self.text.clear();
        self.words.clear();
        let name = match name.char_indices().nth(MOST_CHARACTERS) {
            Some((end, _)) if name.len() > MOST_CHARACTERS => &name[..end],
            _ => name,
        };
        let name = repair(name);
        let mut writer = Writer {
            out: self,
            start: 0,
            part: 0,
            break_before_next: false,
            dash_pending: false,
            space_before: true,
            upper: 0,
            lower: 0,
            slash_before: false,
            aside: false,
        };
        for c in name.chars() {
            if writer.out.words.len() >= MOST_WORDS {
                break;
            }
            writer.character(c);
        }
        writer.end_word();
        self.join_initials();
    }

    /// Single letters in a row become one word.
    fn join_initials(&mut self) {
        let mut kept = 0;
        let mut at = 0;
        while at < self.words.len() {
            let first = self.words[at];
            let mut last = at;
            while last + 1 < self.words.len()
                && self.is_letter(&self.words[last])
                && self.is_letter(&self.words[last + 1])
            {
                last += 1;
            }
            let mut word = first;
            if last > at {
                word.end = self.words[last].end;
                word.key = key(self.text(&word));
                word.capitals = true;
                word.initials = true;
            }
            self.words[kept] = word;
            kept += 1;
            at = last + 1;
        }
        self.words.truncate(kept);
    }

    fn is_letter(&self, word: &Word) -> bool {
        word.end - word.start == 1 && self.text(word).bytes().all(|b| b.is_ascii_lowercase())
    }
}

impl Writer<'_> {
    /// Whether the word so far is "The", so that a capital behind it begins the name proper ("TheMet").
    fn ends_in_the(&self) -> bool {
        self.upper == 1 && self.lower == 2 && self.out.text.get(self.start..) == Some("the")
    }

    fn character(&mut self, c: char) {
        if c.is_ascii() {
            self.ascii(c);
        } else if script::is_invisible(c) {
        } else {
            match c {
                _ if is_apostrophe(c) => {}
                '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => self.dash(),
                '＆' => self.and(),
                '、' | '，' | '；' | '：' | '（' | '）' | '【' | '】' | '「' | '」' | '|' | '・' | '·'
                | '•' => {
                    self.end_word();
                    if !matches!(c, '・' | '·') {
                        self.end_part();
                    }
                }
                _ => self.letter(c),
            }
        }
    }

    fn ascii(&mut self, c: char) {
        match c {
            'a'..='z' => {
                self.begin();
                self.lower += 1;
                self.put(c);
            }
            'A'..='Z' => {
                if self.ends_in_the() {
                    self.end_word();
                }
                self.begin();
                self.upper += 1;
                self.put(c.to_ascii_lowercase());
            }
            '0'..='9' => {
                self.begin();
                self.put(c);
            }
            '\'' | '`' => {}
            '&' | '+' => self.and(),
            '-' => self.dash(),
            ',' | ';' | ':' | '(' | ')' | '[' | ']' | '|' | '{' | '}' => {
                self.end_word();
                self.end_part();
                self.aside = matches!(c, '(' | '[' | '|' | '{');
            }
            ' ' | '\t' | '\n' | '\r' => {
                self.end_word();
                self.slash_before = false;
                if self.dash_pending {
                    self.end_part();
                    self.aside = true;
                }
                self.space_before = true;
            }
            _ => {
                self.end_word();
                self.slash_before = c == '/' && !self.out.words.is_empty();
                self.space_before = false;
            }
        }
    }

    fn letter(&mut self, c: char) {
        let mut visible = false;
        decompose_compatible(c, |piece| {
            if piece.is_ascii() {
                self.ascii(piece);
                visible = true;
                return;
            }
            if script::is_dropped_mark(piece) || script::is_invisible(piece) || is_apostrophe(piece) {
                visible = true;
                return;
            }
            let is_mark = unicode_normalization::char::is_combining_mark(piece);
            if !piece.is_alphanumeric() && !is_mark {
                return;
            }
            visible = true;
            let upper = piece.is_uppercase();
            for lower in piece.to_lowercase() {
                if script::is_dropped_mark(lower) {
                    continue;
                }
                self.begin();
                match script::latin(lower) {
                    Some(spelling) => spelling.chars().for_each(|s| self.put(s)),
                    None => self.put(lower),
                }
            }
            if upper {
                self.upper += 1;
            } else {
                self.lower += 1;
            }
        });
        if !visible {
            self.end_word();
            self.space_before = true;
        }
    }

    /// `&` and `+` between words; `C+` and a sign at the end mean nothing.
    fn and(&mut self) {
        self.end_word();
        if !self.out.words.is_empty() {
            let part = self.part;
            self.begin();
            "and".chars().for_each(|s| self.put(s));
            self.part = part;
            self.end_word();
        }
        self.space_before = true;
    }

    /// A dash inside a word separates words; one with space on both sides ends a part.
    fn dash(&mut self) {
        let spaced = self.space_before && self.start == self.out.text.len();
        self.end_word();
        self.dash_pending = spaced;
        self.space_before = false;
    }

    fn begin(&mut self) {
        if self.start == self.out.text.len() {
            if self.break_before_next && !self.out.words.is_empty() {
                self.part = self.part.saturating_add(1);
            }
            self.break_before_next = false;
            self.upper = 0;
            self.lower = 0;
        }
        self.dash_pending = false;
        self.space_before = false;
    }

    fn put(&mut self, c: char) {
        if self.out.text.len() - self.start + c.len_utf8() <= LONGEST_WORD {
            self.out.text.push(c);
        }
    }

    fn end_word(&mut self) {
        let end = self.out.text.len();
        if self.start == end || self.out.words.len() >= MOST_WORDS {
            self.start = end;
            return;
        }
        let mut builder = KeyBuilder::new();
        builder.push(&self.out.text.as_bytes()[self.start..end]);
        let (Ok(start), Ok(stop)) = (u32::try_from(self.start), u32::try_from(end)) else {
            return;
        };
        self.out.words.push(Word {
            start,
            end: stop,
            key: builder.finish(),
            part: self.part,
            capitals: self.upper >= 2 && self.lower == 0,
            initials: false,
            aside: self.aside && self.part > 0,
            slashed: std::mem::take(&mut self.slash_before),
        });
        self.start = end;
    }

    fn end_part(&mut self) {
        self.break_before_next = true;
        self.dash_pending = false;
        self.space_before = true;
    }
}

/// Apostrophes join what stands on both sides: "Children’s" is one word.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '’' | '‘' | 'ʼ' | '´' | '′' | 'ʻ' | '＇' | '‛')
}

/// A name in folded form: its words, joined by single spaces.
///
/// ```
/// use moveit_exposure::names::fold;
/// assert_eq!(fold("AT&T  Inc."), "at and t inc");
/// assert_eq!(fold("Müller-Österreich S.A."), "muller osterreich sa");
/// assert_eq!(fold("Газпром"), "gazprom");
/// ```
#[must_use]
pub fn fold(name: &str) -> String {
    let mut folded = Folded::default();
    folded.fold(name);
    folded.to_spaced()
}

impl Folded {
    /// The words joined by single spaces.
    pub(crate) fn to_spaced(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| self.text(word)).collect();
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_forms() {
        for (written, folded) in [
            ("British Airways P.L.C.", "british airways plc"),
            ("H + R Block", "h and r block"),
            ("U.S. Department of Energy", "us department of energy"),
            ("N.Y.C. Dept.", "nyc dept"),
            ("Children's", "childrens"),
            ("Int'l", "intl"),
            ("TheMountain Institute", "the mountain institute"),
            ("Theo Müller THEMA", "theo muller thema"),
            ("Straße", "strasse"),
            ("Ｓｏｎｙ", "sony"),
            ("Ofﬁce", "office"),
            ("Bates\u{200b} Technical", "bates technical"),
            ("Yale\u{2011}New\u{2011}Haven", "yale new haven"),
            ("A.P. Møller - Mærsk A/S", "ap moller maersk as"),
            ("ﾌﾞﾘｽﾄﾙ", "ブリストル"),
            ("Nouvelle-Ã‰cosse", "nouvelle ecosse"),
        ] {
            let expected: String = unicode_normalization::UnicodeNormalization::nfd(folded).collect();
            assert_eq!(fold(written), expected, "{written}");
        }
    }

    #[test]
    fn parts_end_at_commas_brackets_and_spaced_dashes() {
        let parts = |name: &str| {
            let mut folded = Folded::default();
            folded.fold(name);
            folded.words().iter().map(|word| word.part).collect::<Vec<_>>()
        };
        assert_eq!(parts("Serco Inc., 12930 Worldgate"), [0, 0, 1, 1]);
        assert_eq!(parts("Westat (Rockville, MD)"), [0, 1, 2]);
        assert_eq!(parts("Amazon - Fulfillment"), [0, 1]);
        assert_eq!(parts("Cu-Answers"), [0, 0]);
    }

    #[test]
    fn long_and_odd_names_are_bounded() {
        let mut folded = Folded::default();
        folded.fold(&"é".repeat(100_000));
        assert_eq!(folded.words().len(), 1);
        folded.fold(&"a b ".repeat(10_000));
        assert!(folded.words().len() <= MOST_WORDS);
        folded.fold("\0\u{202e}\u{feff}");
        assert!(folded.words().is_empty());
    }
}
