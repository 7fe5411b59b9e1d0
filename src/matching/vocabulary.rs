//! The words of the list: which there are, how much each tells, in which names each stands.

use rustc_hash::FxHashMap;

use super::typo::{may_be_misspelt, neighbourhood};
use crate::names::{Lexicon, WordClass, information};

/// No word.
pub(crate) const NO_WORD: u32 = u32::MAX;

/// A word of the list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListedWord {
    start: u32,
    length: u8,
    /// How much it tells, in natural logarithms.
    pub(crate) information: f32,
    pub(crate) class: Option<WordClass>,
    /// It has digits, or is a Roman numeral.
    pub(crate) number: bool,
}

/// Whether the word is a number, which must agree: digits, or `II`, `IV`, `XII`; `I` alone may be a letter.
pub(crate) fn is_number(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
        || matches!(
            word,
            "ii" | "iii" | "iv" | "vi" | "vii" | "viii" | "ix" | "xi" | "xii" | "xiii" | "xiv" | "xv" | "xvi"
        )
}

/// The words of the list.
#[derive(Default)]
pub(crate) struct Vocabulary {
    words: Vec<ListedWord>,
    text: String,
    by_key: FxHashMap<u64, u32>,
    /// Names by word: `names[starts[word]..starts[word + 1]]`.
    starts: Vec<u32>,
    names: Vec<u32>,
    /// Open addressing: fingerprint in the upper half, word + 1 in the lower, 0 where empty.
    neighbours: Vec<u64>,
    /// One bit for each of many groups of fingerprints: whether `neighbours` has any of the group. Most words of a query are
    /// a slip away from none of the list, and this says so from memory that is near.
    groups: Vec<u64>,
}

/// Bits of `groups` for each fingerprint.
const GROUPS_EACH: usize = 8;

/// The group of a fingerprint, by its upper bits, among so many groups of 64.
fn group(print: u32, words: usize) -> (usize, u64) {
    let shift = 32 - (words * 64).trailing_zeros().min(32);
    let group = print.checked_shr(shift).unwrap_or(0) as usize;
    (group / 64, 1 << (group % 64))
}

impl Vocabulary {
    /// The number of the word, which is new where it was not seen before.
    pub(crate) fn add(&mut self, key: u64, text: &str) -> u32 {
        if let Some(&word) = self.by_key.get(&key) {
            return word;
        }
        let word = u32::try_from(self.words.len()).unwrap_or(NO_WORD);
        self.words.push(ListedWord {
            start: u32::try_from(self.text.len()).unwrap_or(0),
            length: u8::try_from(text.len()).unwrap_or(u8::MAX),
            information: information(key),
            class: Lexicon::shared().class(key),
            number: is_number(text),
        });
        self.text.push_str(text);
        self.by_key.insert(key, word);
        word
    }

    /// The number of a word, where the list has it.
    pub(crate) fn find(&self, key: u64) -> Option<u32> {
        self.by_key.get(&key).copied()
    }

    pub(crate) fn word(&self, word: u32) -> &ListedWord {
        &self.words[word as usize]
    }

    pub(crate) fn text(&self, word: u32) -> &str {
        let listed = self.word(word);
        let start = listed.start as usize;
        self.text
            .get(start..start + usize::from(listed.length))
            .unwrap_or("")
    }

    /// The names that a word stands in, ascending.
    pub(crate) fn names_with(&self, word: u32) -> &[u32] {
        let at = word as usize;
        &self.names[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Takes the pairs of word and name, and sorts them by word.
    pub(crate) fn finish(&mut self, mut pairs: Vec<(u32, u32)>) {
        pairs.sort_unstable();
        pairs.dedup();
        self.starts = vec![0; self.words.len() + 1];
        for &(word, _) in &pairs {
            self.starts[word as usize + 1] += 1;
        }
        for at in 1..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        self.names = pairs.into_iter().map(|(_, name)| name).collect();
        self.build_neighbours();
    }

    fn build_neighbours(&mut self) {
        let mut count = 0_usize;
        let eligible: Vec<u32> = (0_u32..)
            .zip(&self.words)
            .map(|(word, _)| word)
            .filter(|&word| may_be_misspelt(self.text(word)))
            .collect();
        for &word in &eligible {
            neighbourhood(self.text(word), |_| count += 1);
        }
        let capacity = (count * 2).next_power_of_two().max(16);
        let mask = capacity - 1;
        let mut table = vec![0_u64; capacity];
        let mut groups = vec![0_u64; (count * GROUPS_EACH).next_power_of_two().clamp(64, 1 << 31) / 64];
        for &word in &eligible {
            neighbourhood(self.text(word), |print| {
                let mut slot = print as usize & mask;
                while table[slot] != 0 {
                    slot = (slot + 1) & mask;
                }
                table[slot] = (u64::from(print) << 32) | (u64::from(word) + 1);
                let (at, bit) = group(print, groups.len());
                groups[at] |= bit;
            });
        }
        self.neighbours = table;
        self.groups = groups;
    }

    /// Calls `each` with every word that shares a fingerprint; words may come more than once.
    pub(crate) fn neighbours(&self, word: &str, mut each: impl FnMut(u32)) {
        if self.neighbours.is_empty() {
            return;
        }
        let mask = self.neighbours.len() - 1;
        neighbourhood(word, |print| {
            let (at, bit) = group(print, self.groups.len());
            if self.groups[at] & bit == 0 {
                return;
            }
            let mut slot = print as usize & mask;
            while self.neighbours[slot] != 0 {
                let entry = self.neighbours[slot];
                if (entry >> 32) as u32 == print {
                    each((entry & 0xFFFF_FFFF) as u32 - 1);
                }
                slot = (slot + 1) & mask;
            }
        });
    }
}
