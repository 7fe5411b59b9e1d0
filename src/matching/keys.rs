//! Keys of a whole name: what must be equal for two names to be the same in one sense or another.

use crate::names::{Folded, KeyBuilder, LegalClass, Lexicon, Word, WordClass, chain, mix};

/// A name taken apart; its buffers are used again for the next one.
#[derive(Default)]
pub(crate) struct Parsed {
    pub(crate) folded: Folded,
    /// For each word the class of the legal form that it belongs to.
    pub(crate) legal: Vec<Option<LegalClass>>,
    pub(crate) keys: NameKeys,
    /// Whether there is nothing but legal forms.
    pub(crate) only_legal: bool,
    /// Words that are neither legal form nor connective.
    pub(crate) content: usize,
    /// Letters of the content words.
    pub(crate) letters: usize,
}

/// In which sense two names are the same, closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sameness {
    /// Letter for letter.
    Written,
    /// But for case, marks and punctuation.
    Normalized,
    /// But for the legal form and small words.
    Core,
    /// But for spaces.
    Spacing,
    /// But for the order of words.
    Order,
}

impl Sameness {
    pub(crate) const ALL: [Self; 5] = [
        Self::Written,
        Self::Normalized,
        Self::Core,
        Self::Spacing,
        Self::Order,
    ];
}

/// One key for each sense.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NameKeys(pub(crate) [u64; 5]);

impl NameKeys {
    pub(crate) fn get(&self, sameness: Sameness) -> u64 {
        self.0[sameness as usize]
    }
}

impl Parsed {
    /// Takes a name apart.
    pub(crate) fn parse(&mut self, name: &str) {
        let lexicon = Lexicon::shared();
        self.folded.fold(name);
        let words = self.folded.words();
        self.legal.clear();
        self.legal.resize(words.len(), None);
        let legal = &mut self.legal;
        self.only_legal = lexicon.legal_forms(words, |range, class| legal[range].fill(Some(class)));

        let mut written = KeyBuilder::new();
        written.push(name.trim().as_bytes());
        let (mut normalized, mut core, mut order) = (1, 2, 4);
        let mut joined = KeyBuilder::new();
        self.content = 0;
        self.letters = 0;
        for (at, word) in words.iter().enumerate() {
            normalized = chain(normalized, word.key);
            if self.legal[at].is_some() || lexicon.class(word.key) == Some(WordClass::Connective) {
                continue;
            }
            core = chain(core, word.key);
            order = mix(word.key ^ 4).wrapping_add(order);
            let text = self.folded.text(word);
            joined.push(text.as_bytes());
            self.content += 1;
            self.letters += text.chars().count();
        }
        let joined = mix(joined.finish() ^ 3);
        self.keys = if self.content == 0 {
            NameKeys([mix(written.finish()), normalized, 0, 0, 0])
        } else {
            NameKeys([mix(written.finish()), normalized, core, joined, mix(order)])
        };
    }

    /// The words of the name.
    pub(crate) fn words(&self) -> &[Word] {
        self.folded.words()
    }

    /// The legal forms of the name, as folded, joined by spaces.
    pub(crate) fn legal_text(&self) -> Option<String> {
        let forms: Vec<&str> = self
            .words()
            .iter()
            .zip(&self.legal)
            .filter(|(_, legal)| legal.is_some())
            .map(|(word, _)| self.folded.text(word))
            .collect();
        (!forms.is_empty()).then(|| forms.join(" "))
    }
}
