//! One function per sink: what a name may hold never acts on the place it is written to.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character must not reach a terminal raw: control characters, and marks that are invisible or change the
/// direction of text.
fn is_unsafe_on_a_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' // soft hyphen
            | '\u{034f}' // combining grapheme joiner
            | '\u{061c}' // Arabic letter mark
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
            | '\u{17b4}' | '\u{17b5}' // Khmer inherent vowels
            | '\u{180b}'..='\u{180f}' // Mongolian selectors
            | '\u{200b}'..='\u{200f}' // zero-width characters and direction marks
            | '\u{2028}'..='\u{202e}' // separators, embeddings, overrides
            | '\u{2060}'..='\u{206f}' // joiners, isolates, deprecated format characters
            | '\u{fe00}'..='\u{fe0f}' // variation selectors
            | '\u{feff}' // zero-width no-break space
            | '\u{fff9}'..='\u{fffc}' // interlinear marks
            | '\u{1d173}'..='\u{1d17a}' // musical format characters
            | '\u{e0000}'..='\u{e0fff}' // tags and further selectors
        )
}

/// Text for a terminal: what could move the cursor, hide or reorder text stands as a visible escape.
///
/// ```
/// use moveit_exposure::escape::terminal;
/// assert_eq!(terminal("Zürich 東京"), "Zürich 東京");
/// assert_eq!(terminal("a\u{1b}[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
/// ```
#[must_use]
pub fn terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe_on_a_terminal) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            c if is_unsafe_on_a_terminal(c) => {
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// The same, cut to at most `limit` characters with an ellipsis.
#[must_use]
pub fn terminal_short(text: &str, limit: usize) -> String {
    let safe = terminal(text);
    if safe.chars().count() <= limit {
        return safe.into_owned();
    }
    safe.chars().take(limit.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_survives() {
        for c in ('\u{0}'..='\u{10ffff}').filter(|c| is_unsafe_on_a_terminal(*c)) {
            let escaped = terminal(&format!("a{c}b")).into_owned();
            assert!(!escaped.chars().any(is_unsafe_on_a_terminal), "{escaped:?}");
            assert!(escaped.starts_with('a') && escaped.ends_with('b') && escaped.contains('\\'));
        }
    }

    #[test]
    fn a_long_text_is_cut_on_a_character() {
        assert_eq!(terminal_short("Österreich", 5), "Öste…");
        assert_eq!(terminal_short("kurz", 5), "kurz");
    }
}
