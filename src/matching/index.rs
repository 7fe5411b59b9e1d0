//! The index over the list: built once, shared by all threads.

use rustc_hash::FxHashMap;

use super::Explanation;
use super::keys::{Parsed, Role, Sameness};
use super::model::{ListedName, ListedOrganization, Options, Query};
use super::search::Searcher;
use super::vocabulary::{NO_WORD, Vocabulary};
use crate::dataset::model::{AliasKind, Standing};
use crate::names::{chain, covering, host, key};

const NONE: u32 = u32::MAX;
/// A word in more names of the list than this is common there: its names are found through its neighbours.
pub(crate) const COMMON: usize = 128;
/// Names that one pair of common words leads to.
const MOST_PER_PAIR: usize = 300;
/// A name must have so many letters before the field that it stood in can have cut it.
pub(crate) const SHORTEST_CUT: usize = 20;
/// An acronym of so many letters or fewer is shared by many.
const SHORT_ACRONYM: usize = 4;
/// The most content words of a listed name that are compared.
pub(crate) const MOST_CONTENT: usize = 24;

/// A content word of a listed name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameWord {
    pub(crate) word: u32,
    /// This word and the next written together; the next may be a small word.
    pub(crate) pair: u32,
    /// The pair takes the next content word with it.
    pub(crate) pair_takes_next: bool,
    /// Its first letter, for initials.
    pub(crate) initial: u8,
}

/// A listed name, ready to be compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndexedName {
    pub(crate) organization: u32,
    /// Which of the organization's names it is.
    pub(crate) place: u32,
    start: u32,
    count: u8,
    /// One bit for each class of legal form.
    pub(crate) legal: u16,
    /// The information of all its content words.
    pub(crate) information: f32,
    /// Key of its small words in order.
    pub(crate) connectives: u64,
    /// Its folded text in `spaced`.
    spaced: (u32, u32),
    /// Its folded text without spaces in `solid`.
    solid: (u32, u32),
    /// A few letters that many organizations may share.
    pub(crate) acronym: bool,
    /// The same, and so short that it proves nothing alone.
    pub(crate) short_acronym: bool,
    /// What it needs beside it to tell the organization.
    pub(crate) standing: Standing,
}

/// The list, ready to be searched.
pub struct Index {
    organizations: Vec<ListedOrganization>,
    names: Vec<IndexedName>,
    words: Vec<NameWord>,
    vocabulary: Vocabulary,
    /// Key of two neighbouring words written together -> pair.
    joined: FxHashMap<u64, u32>,
    /// Names by pair.
    pair_names: Grouped,
    /// Key of two common words that stand side by side -> group of `common_names`.
    common: FxHashMap<u64, u32>,
    common_names: Grouped,
    /// Key of a whole name -> first entry of its chain; entry = name * 5 + sameness.
    heads: FxHashMap<u64, u32>,
    next: Vec<u32>,
    /// The folded names one after another, and the names in their order.
    spaced: String,
    by_text: Vec<u32>,
    /// Key of the first letters of a folded name -> the first such name in `by_text`.
    by_beginning: FxHashMap<u64, u32>,
    /// The folded names without spaces and legal forms.
    solid: String,
    domains: FxHashMap<String, Vec<u32>>,
}

/// Numbers in groups, stored one group after another.
#[derive(Default)]
struct Grouped {
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Grouped {
    fn new(groups: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0_u32; groups + 1];
        for &(group, _) in &pairs {
            starts[group as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self {
            starts,
            members: pairs.into_iter().map(|(_, member)| member).collect(),
        }
    }

    fn get(&self, group: u32) -> &[u32] {
        let at = group as usize;
        &self.members[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

fn unordered(a: u32, b: u32) -> u64 {
    (u64::from(a.min(b)) << 32) | u64::from(a.max(b))
}

impl Index {
    /// Builds the index.
    #[must_use]
    pub fn new(list: Vec<ListedOrganization>) -> Self {
        let mut index = Self {
            organizations: Vec::new(),
            names: Vec::new(),
            words: Vec::new(),
            vocabulary: Vocabulary::default(),
            joined: FxHashMap::default(),
            pair_names: Grouped::default(),
            common: FxHashMap::default(),
            common_names: Grouped::default(),
            heads: FxHashMap::default(),
            next: Vec::new(),
            spaced: String::new(),
            by_text: Vec::new(),
            by_beginning: FxHashMap::default(),
            solid: String::new(),
            domains: FxHashMap::default(),
        };
        let mut parsed = Parsed::default();
        let mut word_names = Vec::new();
        let mut pair_names = Vec::new();
        for (at, organization) in list.iter().enumerate() {
            for (place, listed) in organization.names.iter().enumerate() {
                parsed.parse(&listed.name);
                index.add_name(
                    &parsed,
                    number(at),
                    number(place),
                    listed,
                    &mut word_names,
                    &mut pair_names,
                );
            }
            for domain in &organization.domains {
                if let Some(host) = host(domain) {
                    let owners = index.domains.entry(host).or_default();
                    if !owners.contains(&number(at)) {
                        owners.push(number(at));
                    }
                }
            }
        }
        index.organizations = list;
        index.vocabulary.finish(word_names);
        index.pair_names = Grouped::new(index.joined.len(), pair_names);
        index.find_common_pairs();
        index.by_text = (0..number(index.names.len())).collect();
        let mut order = std::mem::take(&mut index.by_text);
        order.sort_unstable_by(|&a, &b| index.spaced(a).cmp(index.spaced(b)).then(a.cmp(&b)));
        for (at, &name) in order.iter().enumerate() {
            if let Some(beginning) = index.spaced(name).get(..SHORTEST_CUT) {
                index.by_beginning.entry(key(beginning)).or_insert(number(at));
            }
        }
        index.by_text = order;
        index
    }

    fn add_name(
        &mut self,
        parsed: &Parsed,
        organization: u32,
        place: u32,
        listed_name: &ListedName,
        word_names: &mut Vec<(u32, u32)>,
        pair_names: &mut Vec<(u32, u32)>,
    ) {
        let name = number(self.names.len());
        let start = self.words.len();
        let spaced_start = number(self.spaced.len());
        let solid_start = number(self.solid.len());
        parsed.push_solid(&mut self.solid);
        let mut information = 0.0;
        let mut connectives = 0;
        let words = parsed.words();
        for (at, (word, role)) in parsed.words_and_roles().enumerate() {
            let text = parsed.folded.text(word);
            if at > 0 {
                self.spaced.push(' ');
            }
            self.spaced.push_str(text);
            match role {
                Role::Connective => connectives = chain(connectives, word.key),
                Role::Legal(_) => {}
                Role::Content if self.words.len() - start >= MOST_CONTENT => {}
                Role::Content => {
                    let listed = self.vocabulary.add(word.key, text);
                    word_names.push((listed, name));
                    information += self.vocabulary.word(listed).information;
                    let (mut pair, mut pair_takes_next) = (NO_WORD, false);
                    if let Some(next) = words.get(at + 1) {
                        let joined = key(parsed.folded.joined(word, next));
                        let new = number(self.joined.len());
                        pair = *self.joined.entry(joined).or_insert(new);
                        pair_takes_next = parsed.roles[at + 1] == Role::Content;
                        pair_names.push((pair, name));
                    }
                    self.words.push(NameWord {
                        word: listed,
                        pair,
                        pair_takes_next,
                        initial: text.as_bytes().first().copied().unwrap_or(0),
                    });
                }
            }
        }
        let acronym = listed_name.kind == AliasKind::Acronym || (place > 0 && parsed.is_acronym());
        let short_acronym = acronym && parsed.letters <= SHORT_ACRONYM;
        self.names.push(IndexedName {
            organization,
            place,
            start: number(start),
            count: u8::try_from(self.words.len() - start).unwrap_or(u8::MAX),
            legal: parsed.legal_classes(),
            information,
            connectives,
            spaced: (spaced_start, number(self.spaced.len())),
            solid: (solid_start, number(self.solid.len())),
            acronym,
            short_acronym,
            standing: match listed_name.standing {
                Standing::Alone if short_acronym => Standing::WithCountry,
                given => given,
            },
        });
        for sameness in Sameness::ALL {
            let key = parsed.keys.get(sameness);
            let entry = number(name as usize * Sameness::ALL.len() + sameness as usize);
            let previous = if key == 0 {
                None
            } else {
                self.heads.insert(key, entry)
            };
            self.next.push(previous.unwrap_or(NONE));
        }
    }

    fn find_common_pairs(&mut self) {
        let mut pairs = Vec::new();
        for name in 0..number(self.names.len()) {
            let indexed = self.name(name);
            let words = indexed.start as usize..indexed.start as usize + usize::from(indexed.count);
            for two in self.words[words].windows(2) {
                if two
                    .iter()
                    .all(|w| self.vocabulary.names_with(w.word).len() > COMMON)
                {
                    let new = number(self.common.len());
                    let group = *self
                        .common
                        .entry(unordered(two[0].word, two[1].word))
                        .or_insert(new);
                    pairs.push((group, name));
                }
            }
        }
        self.common_names = Grouped::new(self.common.len(), pairs);
    }

    /// The list.
    #[must_use]
    pub fn organizations(&self) -> &[ListedOrganization] {
        &self.organizations
    }

    /// A searcher with buffers of its own; make one per thread.
    #[must_use]
    pub fn searcher(&self, options: Options) -> Searcher<'_> {
        Searcher::new(self, options)
    }

    /// The search of one subject, explained.
    #[must_use]
    pub fn explain(&self, query: &Query<'_>, options: Options) -> Explanation {
        self.searcher(options).explain(query)
    }

    pub(crate) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub(crate) fn name_count(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn name(&self, name: u32) -> &IndexedName {
        &self.names[name as usize]
    }

    /// The name as the list has it.
    pub(crate) fn written(&self, name: u32) -> &str {
        let indexed = self.name(name);
        &self.organizations[indexed.organization as usize].names[indexed.place as usize].name
    }

    /// The content words of a name.
    pub(crate) fn words(&self, name: &IndexedName) -> &[NameWord] {
        &self.words[name.start as usize..name.start as usize + usize::from(name.count)]
    }

    /// The folded text of a name.
    pub(crate) fn spaced(&self, name: u32) -> &str {
        let (start, end) = self.name(name).spaced;
        &self.spaced[start as usize..end as usize]
    }

    /// The folded text of a name without spaces and legal forms.
    pub(crate) fn solid(&self, name: &IndexedName) -> &str {
        &self.solid[name.solid.0 as usize..name.solid.1 as usize]
    }

    /// The pair of neighbouring words that, written together, have this key.
    pub(crate) fn joined(&self, key: u64) -> Option<u32> {
        self.joined.get(&key).copied()
    }

    /// The names that a pair stands in.
    pub(crate) fn names_with_pair(&self, pair: u32) -> &[u32] {
        self.pair_names.get(pair)
    }

    /// The names in which two common words stand side by side, in either order; too many prove nothing.
    pub(crate) fn names_with_common(&self, a: u32, b: u32) -> &[u32] {
        let names = self
            .common
            .get(&unordered(a, b))
            .map_or(&[][..], |&group| self.common_names.get(group));
        &names[..names.len().min(MOST_PER_PAIR)]
    }

    /// The names that begin with a text of [`SHORTEST_CUT`] letters or more.
    pub(crate) fn names_beginning(&self, text: &str) -> &[u32] {
        let Some(&first) = text
            .get(..SHORTEST_CUT)
            .and_then(|beginning| self.by_beginning.get(&key(beginning)))
        else {
            return &[];
        };
        let rest = &self.by_text[first as usize..];
        let from = rest.partition_point(|&name| self.spaced(name) < text);
        let count = rest[from..]
            .iter()
            .take(16)
            .take_while(|&&name| self.spaced(name).starts_with(text))
            .count();
        &rest[from..from + count]
    }

    /// The names that have this key.
    pub(crate) fn with_key(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let width = number(Sameness::ALL.len());
        let mut entry = if key == 0 {
            NONE
        } else {
            self.heads.get(&key).copied().unwrap_or(NONE)
        };
        std::iter::from_fn(move || {
            if entry == NONE {
                return None;
            }
            let name = entry / width;
            entry = self.next[entry as usize];
            Some(name)
        })
    }

    /// The organizations that the host belongs to, with the domain that says so: those of the longest listed domain.
    pub(crate) fn owners<'h>(&self, host: &'h str) -> Option<(&'h str, &[u32])> {
        covering(host).find_map(|domain| Some((domain, self.domains.get(domain)?.as_slice())))
    }
}
