//! Damage that files carry: UTF-8 read as Windows-1252 (`Ã‰cole`), and HTML entities (`&amp;`).

use std::borrow::Cow;

/// The characters that Windows-1252 has at 0x80 to 0x9F, in order; `\0` where it has none.
const WINDOWS_1252_HIGH: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“',
    '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The named entities that exports of web forms leave behind.
const ENTITIES: [(&str, &str); 10] = [
    ("amp;", "&"),
    ("nbsp;", " "),
    ("quot;", "\""),
    ("apos;", "'"),
    ("#39;", "'"),
    ("#039;", "'"),
    ("lt;", "<"),
    ("gt;", ">"),
    ("ndash;", "-"),
    ("rsquo;", "'"),
];

/// The text with such damage undone; untouched, and not copied, where there is none.
pub(super) fn repair(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if text.contains('&') && text.contains(';') {
        text = unescape(text);
    }
    if !text.is_ascii() && text.chars().any(starts_mojibake) {
        // Twice, since files pass through more than one careless program.
        for _ in 0..2 {
            let Some(repaired) = undo_windows_1252(&text) else {
                break;
            };
            text = Cow::Owned(repaired);
        }
    }
    text
}

fn unescape(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest: &str = &text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match ENTITIES.iter().find(|(entity, _)| {
            rest.len() >= entity.len()
                && rest.as_bytes()[..entity.len()].eq_ignore_ascii_case(entity.as_bytes())
        }) {
            Some((entity, meant)) => {
                out.push_str(meant);
                rest = &rest[entity.len()..];
            }
            None => out.push('&'),
        }
    }
    if out.is_empty() && rest.len() == text.len() {
        return text;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The first byte of a two- or three-byte sequence, seen as Windows-1252 or Latin-1.
fn starts_mojibake(c: char) -> bool {
    matches!(c, 'Â'..='ô')
}

fn as_windows_1252(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ (0..=0x7F | 0xA0..=0xFF) => u8::try_from(code).ok(),
        // C1 controls: what Latin-1 shows for the bytes.
        code @ 0x80..=0x9F => u8::try_from(code).ok(),
        _ => WINDOWS_1252_HIGH
            .iter()
            .position(|&high| high == c)
            .and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

/// Sequences that are valid UTF-8 once seen as bytes become what they were; everything else stays.
fn undo_windows_1252(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if starts_mojibake(c) {
            let lead = as_windows_1252(c).unwrap_or(0);
            let length = if lead < 0xE0 {
                2
            } else if lead < 0xF0 {
                3
            } else {
                4
            };
            let mut bytes = [lead, 0, 0, 0];
            let ahead = chars.clone();
            let mut filled = 1;
            for (slot, next) in bytes[1..length].iter_mut().zip(ahead) {
                let Some(byte) = as_windows_1252(next).filter(|b| (0x80..0xC0).contains(b)) else {
                    break;
                };
                *slot = byte;
                filled += 1;
            }
            if filled == length
                && let Ok(meant) = std::str::from_utf8(&bytes[..length])
            {
                out.push_str(meant);
                changed = true;
                for _ in 1..length {
                    chars.next();
                }
                continue;
            }
        }
        out.push(c);
    }
    changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mojibake_becomes_what_it_was() {
        assert_eq!(repair("Nouvelle-Ã‰cosse"), "Nouvelle-Écosse");
        assert_eq!(repair("rÃ©seau"), "réseau");
        assert_eq!(repair("Childrenâ€™s"), "Children’s");
        assert_eq!(repair("WÃƒÂ¼rttemberg"), "Württemberg");
    }

    #[test]
    fn sound_text_is_not_touched() {
        for text in [
            "Ärzte",
            "São Paulo",
            "Ângela",
            "ÖKK",
            "Crédit",
            "AT&T; more",
            "A & B",
        ] {
            assert_eq!(repair(text), text);
        }
    }

    #[test]
    fn entities_are_undone() {
        assert_eq!(repair("Medicare &amp; Medicaid"), "Medicare & Medicaid");
        assert_eq!(repair("Children&#39;s"), "Children's");
    }
}
