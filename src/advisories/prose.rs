//! Affected versions that a record tells in its sentences alone.
//!
//! The vendor's records of 2023 hold "n/a" where the versions belong and say in the text "before 2021.0.6 (13.0.6),
//! 2021.1.4 (13.1.4) and 2023.0.1 (15.0.1)", or name the fixed versions. Those wordings are read; a version that
//! stands in any other wording is reported as unparsed.

use std::collections::BTreeMap;

use super::model::AffectedRange;
use super::versions::{Line, Version};

/// What a text tells of versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// The affected ranges, the oldest first.
    pub(crate) ranges: Vec<AffectedRange>,
    /// Versions whose part in the text was not understood.
    pub(crate) unparsed: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Version(Version),
    /// A number that is no full version (`2020.0`, `2019x`).
    Number,
    Word(String),
    Open,
    Close,
    Separator,
    Colon,
    SentenceEnd,
}

/// Words that may stand between "before" and the first version.
const FILLERS: [&str; 9] = [
    "version", "versions", "release", "releases", "the", "progress", "moveit", "transfer", "gateway",
];
/// How many tokens may stand between "fixed" and the first version.
const REACH: usize = 14;

fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = if first.is_ascii_digit() {
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '*'))
                .unwrap_or(rest.len());
            let run = &rest[..end];
            let number = run.trim_end_matches('.');
            found.push(match Version::parse_counting(number) {
                Ok((version, parts)) if parts >= 3 => Token::Version(version),
                _ => Token::Number,
            });
            if number.len() < run.len() {
                found.push(Token::SentenceEnd);
            }
            end
        } else if first.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            found.push(Token::Word(rest[..end].to_lowercase()));
            end
        } else {
            match first {
                '(' => found.push(Token::Open),
                ')' => found.push(Token::Close),
                ',' | ';' | '&' => found.push(Token::Separator),
                ':' => found.push(Token::Colon),
                '.' | '!' | '?' => found.push(Token::SentenceEnd),
                _ => {}
            }
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    found
}

struct Reader {
    tokens: Vec<Token>,
    used: Vec<bool>,
    /// The first fixed version of each line; none where the text gives two.
    fixed: BTreeMap<Line, Version>,
    explicit: Vec<AffectedRange>,
    unparsed: Vec<String>,
}

impl Reader {
    fn word(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn version(&self, at: usize) -> Option<Version> {
        match self.tokens.get(at) {
            Some(Token::Version(version)) => Some(*version),
            _ => None,
        }
    }

    /// Reads `2021.0.6 (13.0.6)` or `2021.0.6` at a place: the version and the place behind it.
    fn pair(&mut self, at: usize) -> Option<(Version, usize)> {
        let version = self.version(at)?;
        self.used[at] = true;
        let second = self.version(at + 2).filter(|_| {
            self.tokens.get(at + 1) == Some(&Token::Open) && self.tokens.get(at + 3) == Some(&Token::Close)
        });
        let Some(second) = second else {
            return Some((version, at + 1));
        };
        self.used[at + 2] = true;
        if second != version {
            self.unparsed.push(format!("{version} ({})", second.internal()));
            return None;
        }
        Some((version, at + 4))
    }

    /// Reads a list of versions and gives them in order.
    fn list(&mut self, mut at: usize) -> Vec<Version> {
        let mut versions = Vec::new();
        while self.version(at).is_some() {
            if let Some((version, next)) = self.pair(at) {
                versions.push(version);
                at = next;
            } else {
                at += 4;
            }
            while matches!(self.tokens.get(at), Some(Token::Separator))
                || matches!(self.word(at), Some("and" | "or"))
            {
                at += 1;
            }
        }
        versions
    }

    fn fix(&mut self, version: Version) {
        match self.fixed.get(&version.line()) {
            Some(known) if *known != version => {
                // Two fixed versions for one line: the later is kept, so that nothing affected looks fixed.
                self.unparsed
                    .push(format!("two fixed versions in one line: {known} and {version}"));
                let later = version.max(*known);
                self.fixed.insert(version.line(), later);
            }
            _ => {
                self.fixed.insert(version.line(), version);
            }
        }
    }

    /// The version before a place that a "from" introduces: `from 2023.0.0 before ...`.
    fn lower_bound(&mut self, at: usize) -> Option<Version> {
        let start = if at >= 4 && self.tokens.get(at - 1) == Some(&Token::Close) {
            at - 4
        } else {
            at.checked_sub(1)?
        };
        let from = self.version(start)?;
        if self.word(start.checked_sub(1)?) != Some("from") {
            return None;
        }
        self.pair(start).map(|_| from)
    }

    fn read(&mut self) {
        for at in 0..self.tokens.len() {
            match (self.word(at), self.word(at + 1)) {
                (Some("before"), _) => self.before(at, at + 1),
                (Some("prior"), Some("to")) | (Some("earlier" | "older" | "lower"), Some("than")) => {
                    self.before(at, at + 2)
                }
                (Some("fixed" | "resolved" | "patched" | "remediated" | "addressed"), _) => {
                    let negated =
                        at > 0 && matches!(self.word(at - 1), Some("not" | "never" | "unless" | "t"));
                    if !negated {
                        self.fixed_in(at + 1);
                    }
                }
                _ => {}
            }
        }
    }

    fn before(&mut self, anchor: usize, mut at: usize) {
        while self
            .word(at)
            .is_some_and(|word| FILLERS.contains(&word) || word == "automation")
            || self.tokens.get(at) == Some(&Token::Colon)
        {
            at += 1;
        }
        if self.version(at).is_none() {
            return;
        }
        if let Some(from) = self.lower_bound(anchor) {
            if let Some((fixed, _)) = self.pair(at) {
                let range = AffectedRange {
                    from: Some(from),
                    fixed: Some(fixed),
                    through: None,
                };
                if range.runs_forward() {
                    self.explicit.push(range);
                } else {
                    self.unparsed.push(format!("from {from} before {fixed}"));
                }
            }
            return;
        }
        for version in self.list(at) {
            self.fix(version);
        }
    }

    fn fixed_in(&mut self, start: usize) {
        for at in start..start + REACH {
            match self.tokens.get(at) {
                Some(Token::Version(_)) => {
                    for version in self.list(at) {
                        self.fix(version);
                    }
                    return;
                }
                Some(Token::Word(word))
                    if !matches!(word.as_str(), "before" | "prior" | "earlier" | "from") => {}
                Some(Token::Colon | Token::Open | Token::Separator) => {}
                _ => return,
            }
        }
    }

    fn told(mut self) -> Told {
        let mut ranges = self.explicit;
        for (index, fixed) in self.fixed.values().enumerate() {
            ranges.push(AffectedRange {
                // Nothing older is named: what is before the oldest fixed version is affected however old it is.
                from: (index > 0).then(|| fixed.line().first()),
                fixed: Some(*fixed),
                through: None,
            });
        }
        ranges.sort_by_key(|range| (range.from, range.fixed));
        for (token, used) in self.tokens.iter().zip(&self.used) {
            if let (Token::Version(version), false) = (token, used) {
                self.unparsed.push(format!("{version}, named in the text"));
            }
        }
        self.unparsed.dedup();
        Told {
            ranges,
            unparsed: self.unparsed,
        }
    }
}

/// Reads the affected versions out of a record's description.
pub(crate) fn affected_versions(text: &str) -> Told {
    let tokens = tokens(text);
    let mut reader = Reader {
        used: vec![false; tokens.len()],
        tokens,
        fixed: BTreeMap::new(),
        explicit: Vec::new(),
        unparsed: Vec::new(),
    };
    reader.read();
    reader.told()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(text: &str) -> String {
        let told = affected_versions(text);
        assert_eq!(told.unparsed, Vec::<String>::new(), "{text}");
        let shown = |range: &AffectedRange| {
            format!(
                "{}..{}",
                range.from.map_or_else(String::new, |v| v.to_string()),
                range.fixed.map_or_else(String::new, |v| v.to_string())
            )
        };
        told.ranges.iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_list_of_fixed_versions_with_internal_numbers() {
        let expected = "..2021.0.6 2021.1.0..2021.1.4 2023.0.0..2023.0.1";
        for text in [
            "MOVEit Transfer before 2021.0.6 (13.0.6), 2021.1.4 (13.1.4), and 2023.0.1 (15.0.1), a flaw was found.",
            "In versions prior to 2021.0.6(13.0.6), 2021.1.4(13.1.4) and 2023.0.1(15.0.1) a flaw was found.",
            "A flaw exists. The fixed versions are: 2021.0.6 (13.0.6), 2021.1.4 (13.1.4), 2023.0.1 (15.0.1).",
            "It was fixed in MOVEit Transfer 2023.0.1, 2021.1.4 and 2021.0.6.",
            "Versions earlier than 2021.0.6, 2021.1.4; 2023.0.1 are affected.",
        ] {
            assert_eq!(ranges(text), expected, "{text}");
        }
    }

    #[test]
    fn the_oldest_line_may_stand_in_a_second_list() {
        assert_eq!(
            ranges(
                "Transfer before 2021.0.8 (13.0.8) and 2021.1.6 (13.1.6) is open. The fixed versions of the library are: \
                 2020.1.10 (12.1.10), 2021.0.8 (13.0.8) and 2021.1.6 (13.1.6)."
            ),
            "..2020.1.10 2021.0.0..2021.0.8 2021.1.0..2021.1.6"
        );
    }

    #[test]
    fn a_sentence_about_old_versions_adds_nothing() {
        assert_eq!(
            ranges(
                "Before 2021.0.6 (13.0.6) it is open. Every version (such as 2020.0 and 2019x) before those named is too."
            ),
            "..2021.0.6"
        );
    }

    #[test]
    fn ranges_with_both_ends() {
        assert_eq!(
            ranges(
                "It affects Transfer: from 2023.0.0 before 2023.0.11, from 2023.1.0 (15.1.0) before 2023.1.6 (15.1.6)."
            ),
            "2023.0.0..2023.0.11 2023.1.0..2023.1.6"
        );
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let told = affected_versions("Seen on 2022.0.3 and others.");
        assert_eq!(told.ranges, vec![]);
        assert_eq!(told.unparsed, ["2022.0.3, named in the text"]);
        let told = affected_versions("Not fixed in 2022.0.3.");
        assert_eq!((told.ranges.len(), told.unparsed.len()), (0, 1));
        let told = affected_versions("Fixed in 2022.0.3 (15.0.3).");
        assert_eq!(told.ranges, vec![]);
        assert_eq!(told.unparsed, ["2022.0.3 (15.0.3)"]);
        let told = affected_versions("Fixed in 2022.0.3. Fixed in 2022.0.5.");
        assert_eq!(told.ranges[0].fixed.unwrap().to_string(), "2022.0.5");
        assert_eq!(told.unparsed.len(), 1);
        let told = affected_versions("Affects from 2024.0.0 before 2023.0.11.");
        assert_eq!(told.ranges, vec![]);
        assert_eq!(told.unparsed, ["from 2024.0.0 before 2023.0.11"]);
        assert_eq!(affected_versions(""), Told::default());
        assert_eq!(affected_versions("before"), Told::default());
    }
}
