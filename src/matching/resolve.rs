//! What a word of the query may stand for among the words of the list: itself, its relatives, a likely misspelling, two
//! words written together. Worked out once per distinct word and kept.

use rustc_hash::FxHashMap;

use super::evidence::WordAgreement;
use super::index::Index;
use super::typo::{errors_between, is_likely_slip, may_be_misspelt, most_errors};
use crate::names::{Lexicon, Relation, WordClass, information, key, names_with};

/// Distinct words that are kept; beyond, the store starts anew, so that memory stays bounded.
const MOST_WORDS: usize = 60_000;
/// A word in so many register names is known, and no misspelling of another.
const KNOWN: f32 = 2.5;

/// A word of the list that the word may stand for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alternative {
    /// The word of the list; for joined words the pair.
    pub(crate) word: u32,
    /// From 0 to 1.
    pub(crate) quality: f32,
    pub(crate) how: WordAgreement,
    /// `word` is a pair of neighbouring words.
    pub(crate) pair: bool,
}

/// What is known of a word of the query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolved {
    from: u32,
    to: u32,
    pub(crate) information: f32,
    pub(crate) known: f32,
    pub(crate) class: Option<WordClass>,
}

#[derive(Default)]
pub(crate) struct Resolver {
    words: FxHashMap<u64, Resolved>,
    alternatives: Vec<Alternative>,
}

fn quality(own: Relation, other: Relation, short: bool) -> (f32, WordAgreement) {
    use Relation::{Abbreviation, Form, Full, Language};
    match (own, other) {
        (Language, _) | (_, Language) => (0.86, WordAgreement::Translation),
        (Abbreviation, _) | (_, Abbreviation) => {
            (if short { 0.86 } else { 0.96 }, WordAgreement::Abbreviation)
        }
        (Full | Form, Full | Form) => (0.93, WordAgreement::Inflection),
    }
}

impl Resolver {
    /// Starts anew where too much is kept. Only between queries.
    pub(crate) fn trim(&mut self) {
        if self.words.len() > MOST_WORDS {
            self.words.clear();
            self.alternatives.clear();
        }
    }

    pub(crate) fn alternatives(&self, resolved: &Resolved) -> &[Alternative] {
        &self.alternatives[resolved.from as usize..resolved.to as usize]
    }

    /// What the word may stand for.
    pub(crate) fn resolve(&mut self, index: &Index, word_key: u64, text: &str) -> Resolved {
        if let Some(known) = self.words.get(&word_key) {
            return *known;
        }
        // Numbers are many and seldom listed: not worth keeping.
        if text.bytes().all(|b| b.is_ascii_digit()) && index.vocabulary().find(word_key).is_none() {
            return Resolved {
                from: 0,
                to: 0,
                information: information(word_key),
                known: names_with(word_key),
                class: None,
            };
        }
        let from = self.alternatives.len();
        let vocabulary = index.vocabulary();
        let known = names_with(word_key);
        let push = |all: &mut Vec<Alternative>, word: u32, quality: f32, how, pair| {
            if !all[from..].iter().any(|a| a.word == word && a.pair == pair) {
                all.push(Alternative {
                    word,
                    quality,
                    how,
                    pair,
                });
            }
        };
        let all = &mut self.alternatives;
        let itself = vocabulary.find(word_key);
        if let Some(word) = itself {
            push(all, word, 1.0, WordAgreement::Same, false);
        }
        let lexicon = Lexicon::shared();
        for (relative, own, other) in lexicon.relatives(word_key) {
            if let Some(word) = vocabulary.find(relative) {
                let short = text.len() < 2 || vocabulary.text(word).len() < 2;
                let (quality, how) = quality(own, other, short);
                push(all, word, quality, how, false);
            }
        }
        inflections(text, |form| {
            if let Some(word) = vocabulary.find(key(form)) {
                push(all, word, 0.95, WordAgreement::Inflection, false);
            }
        });
        if let Some(pair) = index.joined(word_key) {
            push(all, pair, 0.95, WordAgreement::Joined, true);
        }
        if known < KNOWN && itself.is_none() && may_be_misspelt(text) {
            vocabulary.neighbours(text, |word| {
                if all[from..].iter().any(|a| a.word == word && !a.pair) {
                    return;
                }
                let meant = vocabulary.text(word);
                let most = most_errors(text.len()).min(most_errors(meant.len()));
                if let Some(errors) = errors_between(text, meant, most) {
                    push(
                        all,
                        word,
                        typo_quality(text, meant, errors, known),
                        WordAgreement::Typo,
                        false,
                    );
                }
            });
        }
        all[from..].sort_by(|a, b| {
            b.quality
                .total_cmp(&a.quality)
                .then(a.word.cmp(&b.word))
                .then(a.pair.cmp(&b.pair))
        });
        all.truncate(from + 24);
        let resolved = Resolved {
            from: u32::try_from(from).unwrap_or(0),
            to: u32::try_from(all.len()).unwrap_or(0),
            information: information(word_key),
            known,
            class: lexicon.class(word_key),
        };
        self.words.insert(word_key, resolved);
        resolved
    }
}

/// How well a misspelt word agrees.
pub(crate) fn typo_quality(typed: &str, meant: &str, errors: usize, known: f32) -> f32 {
    if umlauts_collapsed(typed) == umlauts_collapsed(meant) {
        return 0.96;
    }
    #[allow(clippy::cast_precision_loss, reason = "at most 64")]
    let share = errors as f32 / meant.len().max(typed.len()) as f32;
    let unlikely = if errors == 1 && !is_likely_slip(typed, meant) {
        0.08
    } else {
        0.0
    };
    let doubt = if known > 0.0 { 0.12 } else { 0.0 };
    (0.98 - 0.7 * share - unlikely - doubt).max(0.3)
}

/// Without the `e` that stands for two dots.
fn umlauts_collapsed(word: &str) -> String {
    word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// The regular singular or plural of an English word.
fn inflections(word: &str, mut each: impl FnMut(&str)) {
    if word.len() < 4 || !word.is_ascii() {
        return;
    }
    if let Some(stem) = word.strip_suffix("ies") {
        each(&format!("{stem}y"));
    }
    if let Some(stem) = word.strip_suffix("es") {
        each(stem);
    }
    if let Some(stem) = word.strip_suffix('s') {
        each(stem);
    } else {
        each(&format!("{word}s"));
        if let Some(stem) = word.strip_suffix('y') {
            each(&format!("{stem}ies"));
        } else {
            each(&format!("{word}es"));
        }
    }
}
