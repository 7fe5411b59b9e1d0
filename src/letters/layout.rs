//! From a filled-in template to what is sent: plain text in lines of letter width, or Markdown.

use std::borrow::Cow;

use textwrap::{Options, WordSeparator, WordSplitter};

use crate::escape;

/// Columns of a plain-text letter: what mail programs leave whole.
const WIDTH: usize = 76;

/// What a letter is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Markup {
    /// Plain text, for an e-mail or a word processor.
    Text,
    /// Markdown.
    Markdown,
}

/// Opens a blank that the writer fills in; [`BLANK_END`] closes it. Nothing else in a letter looks like it.
pub const BLANK_START: &str = "[[ ";
/// Closes a blank.
pub const BLANK_END: &str = " ]]";

impl Markup {
    /// Every markup.
    pub const ALL: [Self; 2] = [Self::Text, Self::Markdown];

    /// The word that stands for it in options.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
        }
    }

    /// The template for this markup: templates are written in Markdown.
    pub(super) fn template(self, source: &str) -> Cow<'_, str> {
        match self {
            Self::Markdown => Cow::Borrowed(source),
            Self::Text => Cow::Owned(source.replace("**", "").replace("\\\n", "\n")),
        }
    }

    /// A name or another text from outside: it acts on nothing, and it cannot look like a blank.
    pub(super) fn value(self, text: &str) -> String {
        let text = text.replace("[[", "[ [").replace("]]", "] ]");
        match self {
            Self::Text => escape::terminal(&text).into_owned(),
            Self::Markdown => escape::markdown(&text),
        }
    }

    /// A source in the list at the end of a letter.
    pub(super) fn source(self, number: usize, label: &str, url: &str) -> String {
        match self {
            Self::Text => format!("[{number}] {}\n    {}", self.value(label), self.value(url)),
            Self::Markdown => format!("{number}. {}", crate::report::markdown::link(label, url)),
        }
    }

    /// The finished letter: no doubled blank lines, and text in lines of letter width.
    pub(super) fn finish(self, filled: &str) -> String {
        let mut out = String::with_capacity(filled.len() + 64);
        let mut blank_before = true;
        for line in filled.lines() {
            let blank = line.trim().is_empty();
            if blank && blank_before {
                continue;
            }
            blank_before = blank;
            match self {
                Self::Text => wrap(&mut out, line.trim_end()),
                Self::Markdown => out.push_str(line.trim_end()),
            }
            out.push('\n');
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }
}

/// Writes one paragraph or item; what continues it stands under its text, and neither blanks nor addresses are broken.
fn wrap(out: &mut String, line: &str) {
    if line.starts_with("    ") {
        out.push_str(line);
        return;
    }
    let mark = line
        .find(' ')
        .filter(|at| {
            let first = &line[..*at];
            first == "-"
                || first.ends_with('.') && first[..at - 1].bytes().all(|b| b.is_ascii_digit())
                || is_number(first)
        })
        .map_or(0, |at| at + 1);
    let indent = " ".repeat(mark);
    let whole = keep_blanks_whole(line);
    let options = Options::new(WIDTH)
        .subsequent_indent(&indent)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let lines = textwrap::wrap(&whole, options);
    out.push_str(&lines.join("\n").replace(HELD, " "));
}

/// Stands for a space at which a line is not broken; no letter holds it otherwise, since every value is escaped.
const HELD: char = '\u{2007}';

fn is_number(text: &str) -> bool {
    text.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn keep_blanks_whole(line: &str) -> String {
    let mut whole = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, from)) = rest.split_once(BLANK_START) {
        whole.push_str(before);
        let Some((inside, after)) = from.split_once(BLANK_END) else {
            whole.push_str(BLANK_START);
            rest = from;
            continue;
        };
        // A long blank may be broken inside; its marks stay with the words beside them.
        whole.push_str("[[");
        whole.push(HELD);
        whole.push_str(inside);
        whole.push(HELD);
        whole.push_str("]]");
        rest = after;
    }
    whole.push_str(rest);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_hang_and_marks_of_blanks_stay_with_their_words() {
        let item = format!("1. {}", "word ".repeat(30));
        let text = Markup::Text.finish(&item);
        assert!(
            text.lines().skip(1).all(|line| line.starts_with("   w")),
            "{text}"
        );
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        let blanks = format!("{} [[ your name ]] {}", "w".repeat(72), "x".repeat(70));
        let text = Markup::Text.finish(&blanks);
        assert!(text.contains("[[ your") && text.contains("name ]]"), "{text}");
    }

    #[test]
    fn addresses_stay_whole_and_blank_lines_single() {
        let source = Markup::Text.source(
            1,
            "Publisher",
            &format!("https://example.org/{}", "a-b/".repeat(40)),
        );
        let text = Markup::Text.finish(&format!("A\n\n\n\n{source}\n\n"));
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.starts_with("A\n\n[1] Publisher\n    https://"), "{text}");
    }

    #[test]
    fn a_value_cannot_look_like_a_blank() {
        for markup in [Markup::Text, Markup::Markdown] {
            let value = markup.value("[[ your password ]]");
            assert!(!value.contains("[[") && !value.contains("]]"), "{value}");
        }
    }
}
