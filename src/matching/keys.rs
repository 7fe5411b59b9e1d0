//! A name taken apart, and the keys of a whole name: what must be equal for two names to be the same in one sense.

use crate::names::{Folded, KeyBuilder, LegalClass, Lexicon, Word, WordClass, chain, mix};

/// What a word does in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It tells something.
    Content,
    /// Article, preposition, "and".
    Connective,
    /// Part of a legal form.
    Legal(LegalClass),
}

/// A name taken apart; its buffers are used again for the next one.
#[derive(Default)]
pub(crate) struct Parsed {
    pub(crate) folded: Folded,
    /// What each word does.
    pub(crate) roles: Vec<Role>,
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

/// One key for each sense; 0 where the name has none.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NameKeys(pub(crate) [u64; 5]);

impl NameKeys {
    pub(crate) fn get(&self, sameness: Sameness) -> u64 {
        self.0[sameness as usize]
    }
}

impl Parsed {
    /// Takes a name apart.
    #[inline(never)] // A stage of its own in profiles: benches/spend.py.
    pub(crate) fn parse(&mut self, name: &str) {
        let lexicon = Lexicon::shared();
        self.folded.fold(name);
        let words = self.folded.words();
        self.roles.clear();
        self.roles
            .extend(words.iter().map(|word| match lexicon.class(word.key) {
                Some(WordClass::Connective) => Role::Connective,
                _ => Role::Content,
            }));
        let roles = &mut self.roles;
        // Registers put the state of incorporation behind a name: "Example Corp /DE/".
        let mut named = words.len();
        while named > 1 && words[named - 1].slashed && self.folded.text(&words[named - 1]).len() == 2 {
            named -= 1;
            roles[named] = Role::Connective;
        }
        self.only_legal = lexicon.legal_forms(&words[..named], |range, class| {
            roles[range].fill(Role::Legal(class))
        });
        // A name of small words alone ("To Be") is made of them.
        if !self.only_legal && !roles.contains(&Role::Content) && words.len() > 1 {
            for role in roles.iter_mut().filter(|role| **role == Role::Connective) {
                *role = Role::Content;
            }
        }

        let mut written = KeyBuilder::new();
        written.push(name.trim().as_bytes());
        let (mut normalized, mut core, mut order) = (1, 2, 4_u64);
        let mut joined = KeyBuilder::new();
        self.content = 0;
        self.letters = 0;
        for (word, role) in words.iter().zip(&self.roles) {
            normalized = chain(normalized, word.key);
            if matches!(role, Role::Legal(_)) {
                continue;
            }
            let text = self.folded.text(word);
            if self.content > 0 || *role == Role::Content {
                joined.push(text.as_bytes());
            }
            if *role == Role::Connective {
                continue;
            }
            core = chain(core, word.key);
            order = mix(word.key ^ 4).wrapping_add(order);
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

    /// The words of the name with what each does.
    pub(crate) fn words_and_roles(&self) -> impl Iterator<Item = (&Word, Role)> {
        self.words().iter().zip(self.roles.iter().copied())
    }

    /// The legal forms of the name, as folded, joined by spaces.
    pub(crate) fn legal_text(&self) -> Option<String> {
        let forms: Vec<&str> = self
            .words_and_roles()
            .filter(|(_, role)| matches!(role, Role::Legal(_)))
            .map(|(word, _)| self.folded.text(word))
            .collect();
        (!forms.is_empty()).then(|| forms.join(" "))
    }

    /// Adds the name without spaces, small words and legal forms.
    pub(crate) fn push_solid(&self, out: &mut String) {
        for (word, role) in self.words_and_roles() {
            if role == Role::Content {
                out.push_str(self.folded.text(word));
            }
        }
    }

    /// Whether the name is nothing but two to four capitals.
    pub(crate) fn is_acronym(&self) -> bool {
        self.content == 1
            && (2..=4).contains(&self.letters)
            && self
                .words_and_roles()
                .all(|(word, role)| role != Role::Content || word.capitals || word.initials)
    }

    /// One bit for each class of legal form in the name.
    pub(crate) fn legal_classes(&self) -> u16 {
        self.roles
            .iter()
            .map(|role| match role {
                Role::Legal(class) => 1 << (*class as u16),
                _ => 0,
            })
            .fold(0, |all, bit| all | bit)
    }
}
