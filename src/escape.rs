//! One function per sink: what a name may hold never acts on the place it is written to.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character must not reach a terminal raw: control characters, and marks that are invisible or change the
/// direction of text.
pub(crate) fn is_unsafe_on_a_terminal(c: char) -> bool {
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
    if is_plain_ascii(text) || !text.chars().any(is_unsafe_on_a_terminal) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            c if is_unsafe_on_a_terminal(c) => escape(c, &mut safe),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// The same for a text of several lines, whose line ends stay.
#[must_use]
pub fn terminal_lines(text: &str) -> String {
    text.lines().map(terminal).collect::<Vec<_>>().join("\n")
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

/// Printable ASCII acts nowhere, and nearly every cell is that.
fn is_plain_ascii(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

/// A character that XML 1.0 cannot hold, or that acts on whoever prints it.
fn is_control_but_white_space(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// Text for a CSV cell of the user's own: as it stands, but that no spreadsheet takes it for a formula and that no control
/// character other than white space is left. (The CSV writer quotes it.)
///
/// ```
/// use moveit_exposure::escape::csv_cell;
/// assert_eq!(csv_cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
/// assert_eq!(csv_cell("3M Company"), "3M Company");
/// ```
#[must_use]
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    // A byte order mark goes where it stands at the start of a file, and what follows it is the cell.
    let begins = text.trim_start_matches('\u{feff}');
    let formula = begins.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if !formula && (is_plain_ascii(text) || !text.chars().any(is_control_but_white_space)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    if formula {
        safe.push('\'');
    }
    visible(text, is_control_but_white_space, &mut safe);
    Cow::Owned(safe)
}

/// Text for a cell of a workbook that is written as a text: no control character other than white space is left.
#[must_use]
pub fn xlsx_cell(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_no_character_of_a_workbook) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    visible(text, is_no_character_of_a_workbook, &mut safe);
    Cow::Owned(safe)
}

fn is_no_character_of_a_workbook(c: char) -> bool {
    is_control_but_white_space(c) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Writes text with the characters of one kind as visible escapes.
fn visible(text: &str, unsafe_here: impl Fn(char) -> bool, out: &mut String) {
    for c in text.chars() {
        if unsafe_here(c) {
            escape(c, out);
        } else {
            out.push(c);
        }
    }
}

/// Writes a character as `\u{1b}`.
fn escape(c: char, out: &mut String) {
    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
}

/// Text for XML, in an element or an attribute.
#[must_use]
pub fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(safe, "&#{};", u32::from(c));
            }
            c if is_unsafe_on_a_terminal(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => escape(c, &mut safe),
            c => safe.push(c),
        }
    }
    safe
}

/// Text for Markdown, also in a table's cell: nothing in it is markup, a link or raw HTML.
#[must_use]
pub fn markdown(text: &str) -> String {
    let text = terminal(text);
    let mut safe = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let marks = match c {
            // What opens emphasis, code, a link, an image, HTML, an entity, a heading, a table's cell.
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '#' | '!' | '~' | '@' | '$' => true,
            // What makes an address of "http://" or "www." where links are made by themselves.
            ':' => rest.peek() == Some(&'/'),
            '.' => before.eq_ignore_ascii_case(&'w'),
            // What makes a list or a heading at the start of a line.
            '-' | '+' | '=' => safe.is_empty(),
            _ => false,
        };
        if marks {
            safe.push('\\');
        }
        safe.push(c);
        before = c;
    }
    safe
}

/// Text for the message of a workflow command (`::error ...::message`).
#[must_use]
pub fn workflow_message(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '%' => safe.push_str("%25"),
            '\r' => safe.push_str("%0D"),
            '\n' => safe.push_str("%0A"),
            c if is_unsafe_on_a_terminal(c) => escape(c, &mut safe),
            c => safe.push(c),
        }
    }
    safe
}

/// Text for a property of a workflow command (`file=`, `title=`).
#[must_use]
pub fn workflow_property(text: &str) -> String {
    workflow_message(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text as one word of a command that the reader may paste into a shell.
///
/// ```
/// use moveit_exposure::escape::shell_word;
/// assert_eq!(shell_word("zellis"), "zellis");
/// assert_eq!(shell_word("British Airways"), "\"British Airways\"");
/// assert_eq!(shell_word("$(reboot)'s"), r"'$(reboot)'\''s'");
/// ```
#[must_use]
pub fn shell_word(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/' | ':' | '@' | '+' | '-');
    if !text.is_empty() && text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    if text.contains(['"', '$', '`', '\\', '!']) {
        return Cow::Owned(format!("'{}'", text.replace('\'', r"'\''")));
    }
    Cow::Owned(format!("\"{text}\""))
}

#[cfg(test)]
mod properties;

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

    /// What a hostile name may try.
    const HOSTILE: [&str; 12] = [
        "\u{1b}[31mred",
        "\u{202e}gnp.exe",
        "a\u{0}b",
        "a\r\nb",
        "=HYPERLINK(\"http://x.example\")",
        "@SUM(A1)",
        "a|b",
        "<script>alert(1)</script>",
        "%0A::error::x",
        "]]>",
        "[a](javascript:alert(1))",
        "'\"><img src=x onerror=alert(1)>",
    ];

    #[test]
    fn xml_holds_nothing_that_closes_or_opens() {
        for text in HOSTILE {
            let safe = xml(text);
            assert!(
                !safe.contains(['<', '>', '"', '\'']) && !safe.chars().any(char::is_control),
                "{safe}"
            );
        }
    }

    #[test]
    fn a_cell_is_no_formula() {
        for text in HOSTILE {
            let safe = csv_cell(text);
            assert!(
                !safe.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
                "{safe}"
            );
            assert!(!safe.chars().any(is_control_but_white_space), "{safe:?}");
        }
    }

    #[test]
    fn markdown_has_no_bare_markup() {
        for text in HOSTILE {
            let safe = markdown(text);
            let mut before = ' ';
            for c in safe.chars() {
                if matches!(
                    c,
                    '<' | '>' | '|' | '[' | ']' | '`' | '*' | '_' | '&' | '@' | '#' | '!'
                ) {
                    assert_eq!(before, '\\', "{safe}");
                }
                before = if before == '\\' { ' ' } else { c };
            }
            assert!(
                !safe.contains(['\n', '\r']) && !safe.replace("\\:", "").contains("://"),
                "{safe}"
            );
        }
    }

    #[test]
    fn a_workflow_command_stays_one_line() {
        for text in HOSTILE {
            assert!(!workflow_message(text).contains(['\n', '\r', '\u{1b}']));
            assert!(!workflow_property(text).contains([',', ':', '\n']));
        }
        assert_eq!(workflow_message("%0A"), "%250A");
    }
}
