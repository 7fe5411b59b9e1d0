//! Alignment: which word of the query answers to which word of a listed name, one to one, and what is left over.

use super::evidence::WordAgreement;
use super::index::{Index, IndexedName, MOST_CONTENT, NameWord, SHORTEST_CUT};
use super::keys::{Parsed, Role};
use super::resolve::{Resolved, Resolver, typo_quality};
use super::typo::errors_between;
use super::vocabulary::is_number;
use crate::names::WordClass;

/// The most content words of a query that are compared.
const MOST_QUERY_WORDS: usize = 32;

/// A content word of the query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QueryWord {
    /// Its place among the words of the parsed name.
    pub(crate) at: usize,
    pub(crate) resolved: Resolved,
    pub(crate) part: u8,
    /// In brackets, behind a dash, a legal form or "dba": not the name itself.
    pub(crate) aside: bool,
    /// Behind a legal form, "dba" or a word of the workplace: an address or a department, which says nothing against.
    pub(crate) set_apart: bool,
    pub(crate) number: bool,
    /// Joined from initials or written in capitals.
    pub(crate) initials: bool,
    pub(crate) letters: u8,
    pub(crate) initial: u8,
    /// The pair of this and the next content word as one word of the list.
    pub(crate) joined_with_next: Option<u32>,
    /// The initials of the other words: "(NUCES)" behind the name that it shortens.
    pub(crate) shortens_the_rest: bool,
}

/// A query, ready to be compared.
#[derive(Default)]
pub(crate) struct Prepared {
    pub(crate) words: Vec<QueryWord>,
    pub(crate) legal: u16,
    pub(crate) connectives: u64,
    /// The information of its content words.
    pub(crate) information: f32,
    pub(crate) parts: u8,
    /// The name is at least as long as a field that cuts names off.
    pub(crate) may_be_cut: bool,
    /// The name without spaces, small words and legal forms.
    pub(crate) solid: String,
}

/// One pair of words that agree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pairing {
    pub(crate) query: u8,
    /// How many words of the query it takes.
    pub(crate) query_words: u8,
    pub(crate) listed: u8,
    pub(crate) listed_words: u8,
    pub(crate) quality: f32,
    pub(crate) how: WordAgreement,
    /// The information of the listed words.
    pub(crate) information: f32,
}

/// The alignment of a query and a listed name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Alignment {
    pub(crate) pairings: Vec<Pairing>,
    pub(crate) query_used: u32,
    pub(crate) listed_used: u32,
}

impl Prepared {
    #[inline(never)] // A stage of its own in profiles: benches/spend.py.
    pub(crate) fn prepare(
        &mut self,
        parsed: &Parsed,
        resolver: &mut Resolver,
        index: &Index,
        raw_letters: usize,
    ) {
        self.words.clear();
        self.legal = parsed.legal_classes();
        self.connectives = 0;
        self.information = 0.0;
        self.parts = 1;
        self.may_be_cut = raw_letters >= SHORTEST_CUT;
        let (mut legal_before, mut separated) = (false, false);
        let mut department_in = None;
        for (at, (word, role)) in parsed.words_and_roles().enumerate() {
            legal_before |= matches!(role, Role::Legal(_)) && !self.words.is_empty();
            match role {
                Role::Connective => self.connectives = crate::names::chain(self.connectives, word.key),
                Role::Legal(_) => {}
                Role::Content if self.words.len() >= MOST_QUERY_WORDS => {}
                Role::Content => {
                    let text = parsed.folded.text(word);
                    let resolved = resolver.resolve(index, word.key, text);
                    self.information += resolved.information;
                    separated |= resolved.class == Some(WordClass::Separator) && !self.words.is_empty();
                    let aside = word.aside || separated || (legal_before && word.part > 0);
                    if word.part > 0 && resolved.class == Some(WordClass::Workplace) {
                        department_in.get_or_insert(word.part);
                    }
                    let set_apart = separated
                        || (legal_before && word.part > 0)
                        || department_in.is_some_and(|part| part <= word.part);
                    self.parts = self.parts.max(word.part + 1);
                    self.words.push(QueryWord {
                        at,
                        resolved,
                        part: word.part.max(u8::from(separated)),
                        aside,
                        set_apart,
                        number: is_number(text),
                        initials: word.initials || word.capitals,
                        letters: u8::try_from(text.len()).unwrap_or(u8::MAX),
                        initial: text.as_bytes().first().copied().unwrap_or(0),
                        joined_with_next: None,
                        shortens_the_rest: false,
                    });
                }
            }
        }
        self.solid.clear();
        parsed.push_solid(&mut self.solid);
        self.mark_own_acronyms(parsed);
        for at in 1..self.words.len() {
            let (first, second) = (self.words[at - 1], self.words[at]);
            if second.at == first.at + 1 && second.part == first.part {
                let words = parsed.words();
                let joined = parsed.folded.joined(&words[first.at], &words[second.at]);
                self.words[at - 1].joined_with_next = index.vocabulary().find(crate::names::key(joined));
            }
        }
    }
}

impl Prepared {
    fn mark_own_acronyms(&mut self, parsed: &Parsed) {
        for at in 0..self.words.len() {
            let word = self.words[at];
            if !(3..=8).contains(&word.letters) || word.number || !(word.initials || word.part > 0) {
                continue;
            }
            let letters = parsed.folded.text(&parsed.words()[word.at]).as_bytes();
            let others = |small_words: bool| {
                let mut initials = parsed
                    .words_and_roles()
                    .enumerate()
                    .filter(|(place, (_, role))| {
                        *place != word.at
                            && (*role == Role::Content || (small_words && *role == Role::Connective))
                    })
                    .filter_map(|(_, (other, _))| parsed.folded.text(other).as_bytes().first().copied());
                letters.iter().all(|&letter| initials.next() == Some(letter)) && initials.next().is_none()
            };
            self.words[at].shortens_the_rest = others(false) || others(true);
        }
    }
}

impl Alignment {
    pub(crate) fn is_query_free(&self, at: usize) -> bool {
        self.query_used & (1 << at) == 0
    }

    pub(crate) fn is_listed_free(&self, at: usize) -> bool {
        self.listed_used & (1 << at) == 0
    }

    fn pair(&mut self, pairing: Pairing) {
        for at in 0..pairing.query_words {
            self.query_used |= 1 << (pairing.query + at);
        }
        for at in 0..pairing.listed_words {
            self.listed_used |= 1 << (pairing.listed + at);
        }
        self.pairings.push(pairing);
    }

    /// Aligns the query with a listed name.
    pub(crate) fn align(
        &mut self,
        query: &Prepared,
        parsed: &Parsed,
        resolver: &Resolver,
        index: &Index,
        name: &IndexedName,
    ) {
        self.pairings.clear();
        self.query_used = 0;
        self.listed_used = 0;
        let listed = index.words(name);
        debug_assert!(listed.len() <= MOST_CONTENT);
        self.same_words(query, resolver, index, listed);
        if self.has_leftovers(query, listed) {
            self.other_words(query, resolver, index, listed);
        }
        if self.has_leftovers(query, listed) {
            self.initials(query, parsed, index, listed);
            self.cut_and_misspelt(query, parsed, index, listed);
        }
        self.pairings.sort_unstable_by_key(|pairing| pairing.query);
    }

    /// Whether too little agrees for a full comparison to find the names one.
    pub(crate) fn is_hopeless(&self, query: &Prepared, name: &IndexedName) -> bool {
        let agreed: f32 = self.pairings.iter().map(|p| p.information * p.quality).sum();
        agreed / name.information.max(1.0) + agreed / query.information.max(1.0) < 0.8
    }

    fn has_leftovers(&self, query: &Prepared, listed: &[NameWord]) -> bool {
        (self.query_used.count_ones() as usize) < query.words.len()
            && (self.listed_used.count_ones() as usize) < listed.len()
    }

    fn same_words(&mut self, query: &Prepared, resolver: &Resolver, index: &Index, listed: &[NameWord]) {
        for (at, word) in (0_u8..).zip(&query.words) {
            let Some(best) = resolver.alternatives(&word.resolved).first() else {
                continue;
            };
            if best.how != WordAgreement::Same {
                continue;
            }
            if let Some(other) =
                (0..listed.len()).find(|&other| self.is_listed_free(other) && listed[other].word == best.word)
            {
                self.pair(Pairing {
                    query: at,
                    query_words: 1,
                    listed: other as u8,
                    listed_words: 1,
                    quality: 1.0,
                    how: WordAgreement::Same,
                    information: index.vocabulary().word(best.word).information,
                });
            }
        }
    }

    fn other_words(&mut self, query: &Prepared, resolver: &Resolver, index: &Index, listed: &[NameWord]) {
        let vocabulary = index.vocabulary();
        for (at, word) in query.words.iter().enumerate() {
            if !self.is_query_free(at) {
                continue;
            }
            'word: for alternative in resolver.alternatives(&word.resolved) {
                for (other, candidate) in listed.iter().enumerate() {
                    if !self.is_listed_free(other) {
                        continue;
                    }
                    if alternative.pair {
                        let takes = 1 + usize::from(candidate.pair_takes_next);
                        if candidate.pair == alternative.word
                            && (takes == 1 || (other + 1 < listed.len() && self.is_listed_free(other + 1)))
                        {
                            let information = (other..other + takes)
                                .map(|w| vocabulary.word(listed[w].word).information)
                                .sum();
                            self.pair(Pairing {
                                query: at as u8,
                                query_words: 1,
                                listed: other as u8,
                                listed_words: takes as u8,
                                quality: alternative.quality,
                                how: alternative.how,
                                information,
                            });
                            break 'word;
                        }
                    } else if candidate.word == alternative.word {
                        self.pair(Pairing {
                            query: at as u8,
                            query_words: 1,
                            listed: other as u8,
                            listed_words: 1,
                            quality: alternative.quality,
                            how: alternative.how,
                            information: vocabulary.word(alternative.word).information,
                        });
                        break 'word;
                    }
                }
            }
        }
        for at in 0..query.words.len().saturating_sub(1) {
            let Some(joined) = query.words[at].joined_with_next else {
                continue;
            };
            if self.is_query_free(at)
                && self.is_query_free(at + 1)
                && let Some(other) = (0..listed.len())
                    .find(|&other| self.is_listed_free(other) && listed[other].word == joined)
            {
                self.pair(Pairing {
                    query: at as u8,
                    query_words: 2,
                    listed: other as u8,
                    listed_words: 1,
                    quality: 0.95,
                    how: WordAgreement::Joined,
                    information: vocabulary.word(joined).information,
                });
            }
        }
    }

    /// A word of two to five letters that are the initials of free neighbouring words on the other side; a single
    /// letter for a word that begins with it.
    fn initials(&mut self, query: &Prepared, parsed: &Parsed, index: &Index, listed: &[NameWord]) {
        let vocabulary = index.vocabulary();
        for (at, word) in query.words.iter().enumerate() {
            if !self.is_query_free(at) || word.number || word.letters > 5 {
                continue;
            }
            let letters = parsed.folded.text(&parsed.words()[word.at]).as_bytes();
            for start in 0..listed.len() {
                let run = letters.len();
                if start + run <= listed.len()
                    && (0..run).all(|step| {
                        self.is_listed_free(start + step) && listed[start + step].initial == letters[step]
                    })
                {
                    let information = (start..start + run)
                        .map(|w| vocabulary.word(listed[w].word).information)
                        .sum();
                    self.pair(Pairing {
                        query: at as u8,
                        query_words: 1,
                        listed: start as u8,
                        listed_words: run as u8,
                        quality: if run == 1 { 0.6 } else { 0.8 },
                        how: WordAgreement::Initials,
                        information,
                    });
                    break;
                }
            }
        }
        for (other, word) in listed.iter().enumerate() {
            if !self.is_listed_free(other) {
                continue;
            }
            let letters = vocabulary.text(word.word).as_bytes();
            if letters.len() > 5 || letters.iter().any(u8::is_ascii_digit) {
                continue;
            }
            let run = letters.len();
            for start in 0..query.words.len() {
                if start + run <= query.words.len()
                    && (0..run).all(|step| {
                        self.is_query_free(start + step) && query.words[start + step].initial == letters[step]
                    })
                {
                    self.pair(Pairing {
                        query: start as u8,
                        query_words: run as u8,
                        listed: other as u8,
                        listed_words: 1,
                        quality: if run == 1 { 0.6 } else { 0.8 },
                        how: WordAgreement::Initials,
                        information: vocabulary.word(word.word).information,
                    });
                    break;
                }
            }
        }
    }

    /// What is still free on both sides: one the beginning of the other, or a misspelling that no index finds.
    fn cut_and_misspelt(&mut self, query: &Prepared, parsed: &Parsed, index: &Index, listed: &[NameWord]) {
        let vocabulary = index.vocabulary();
        let last = query.words.len() - 1;
        for (at, word) in query.words.iter().enumerate() {
            if !self.is_query_free(at) || word.number {
                continue;
            }
            let given = parsed.folded.text(&parsed.words()[word.at]);
            let mut best: Option<(usize, f32, WordAgreement)> = None;
            for (other, candidate) in listed.iter().enumerate() {
                if !self.is_listed_free(other) || candidate.initial != word.initial {
                    continue;
                }
                let meant = vocabulary.text(candidate.word);
                let found = if given.len() < meant.len() && meant.starts_with(given) {
                    let cut = at == last && query.may_be_cut;
                    if given.len() >= 4 || cut {
                        let share = given.len() as f32 / meant.len() as f32;
                        Some((if cut { 0.9 } else { 0.45 + 0.4 * share }, WordAgreement::Cut))
                    } else {
                        None
                    }
                } else if meant.len() >= 4 && given.len() > meant.len() && given.starts_with(meant) {
                    Some((
                        0.45 + 0.4 * meant.len() as f32 / given.len() as f32,
                        WordAgreement::Cut,
                    ))
                } else if word.resolved.known < 2.5 && given.len() >= 7 && meant.len() >= 7 {
                    errors_between(given, meant, 3)
                        .filter(|errors| *errors * 3 <= meant.len())
                        .map(|errors| {
                            (
                                typo_quality(given, meant, errors, word.resolved.known) * 0.9,
                                WordAgreement::Typo,
                            )
                        })
                } else {
                    None
                };
                if let Some((quality, how)) = found
                    && best.is_none_or(|(_, before, _)| quality > before)
                {
                    best = Some((other, quality, how));
                }
            }
            if let Some((other, quality, how)) = best {
                self.pair(Pairing {
                    query: at as u8,
                    query_words: 1,
                    listed: other as u8,
                    listed_words: 1,
                    quality,
                    how,
                    information: vocabulary.word(listed[other].word).information,
                });
            }
        }
    }
}
