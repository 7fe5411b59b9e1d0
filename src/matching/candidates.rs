//! Candidates: the few listed names that are worth comparing with a query, out of all.

use super::align::Prepared;
use super::index::{COMMON, Index};
use super::keys::{Parsed, Sameness};
use super::resolve::Resolver;

/// Names that are compared in full.
const MOST_COMPARED: usize = 6;
/// The least sum of the shares of information that agree, of the listed name and of the query.
const LEAST_NEARNESS: f32 = 0.75;
/// Entries of name lists that are read for one query.
const MOST_READ: usize = 2_000;
/// Names that a cut string may be the beginning of.
const MOST_BEGINNING: usize = 6;

/// A listed name to compare.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) name: u32,
    /// The sense in which the whole names are the same.
    pub(crate) sameness: Option<Sameness>,
    /// The query is the beginning of the listed name; so many organizations have a name that begins so.
    pub(crate) cut: Option<u32>,
}

/// Finds candidates; its buffers are used again.
pub(crate) struct Finder {
    /// By name: the round, and the information that agrees, valid where the round is this query's.
    agreed: Vec<(u32, f32)>,
    /// By name: one over its information, side by side, since most names that are touched go no further than this.
    shares: Vec<f32>,
    round: u32,
    touched: Vec<u32>,
    order: Vec<(f32, u32)>,
    spaced: String,
    pub(crate) found: Vec<Candidate>,
}

/// What one unit of information is of a name's.
fn share(information: f32) -> f32 {
    1.0 / information.max(1.0)
}

impl Finder {
    pub(crate) fn new(index: &Index) -> Self {
        Self {
            agreed: vec![(0, 0.0); index.name_count()],
            shares: (0..)
                .take(index.name_count())
                .map(|name| share(index.name(name).information))
                .collect(),
            round: 0,
            touched: Vec::new(),
            order: Vec::new(),
            spaced: String::new(),
            found: Vec::new(),
        }
    }

    pub(crate) fn start(&mut self) {
        self.found.clear();
        self.touched.clear();
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.agreed.fill((0, 0.0));
            self.round = 1;
        }
    }

    /// Names that are the same as the query's in one sense.
    #[inline(never)] // A stage of its own in profiles: benches/spend.py.
    pub(crate) fn same_names(&mut self, index: &Index, parsed: &Parsed, senses: &[Sameness]) {
        for &sameness in senses {
            for name in index.with_key(parsed.keys.get(sameness)) {
                if !self.found.iter().any(|candidate| candidate.name == name) {
                    self.found.push(Candidate {
                        name,
                        sameness: Some(sameness),
                        cut: None,
                    });
                }
            }
        }
    }

    /// Names that begin with the query's.
    pub(crate) fn cut_names(&mut self, index: &Index, parsed: &Parsed) {
        self.spaced.clear();
        for (at, word) in parsed.words().iter().enumerate() {
            if at > 0 {
                self.spaced.push(' ');
            }
            self.spaced.push_str(parsed.folded.text(word));
        }
        let names = index.names_beginning(&self.spaced);
        if names.len() > MOST_BEGINNING {
            return;
        }
        let mut owners: [u32; MOST_BEGINNING] = [u32::MAX; MOST_BEGINNING];
        let mut count = 0;
        for &name in names {
            let organization = index.name(name).organization;
            if !owners[..count].contains(&organization) {
                owners[count] = organization;
                count += 1;
            }
        }
        let cut = u32::try_from(count).ok();
        for &name in names {
            if let Some(known) = self.found.iter_mut().find(|candidate| candidate.name == name) {
                known.cut = cut.filter(|_| known.sameness.is_none());
            } else {
                self.found.push(Candidate {
                    name,
                    sameness: None,
                    cut,
                });
            }
        }
    }

    fn touch(&mut self, name: u32, information: f32) {
        let (round, agreed) = &mut self.agreed[name as usize];
        if *round == self.round {
            *agreed += information;
        } else {
            *round = self.round;
            *agreed = information;
            self.touched.push(name);
        }
    }

    /// Names that share words with the query: those that share most.
    #[inline(never)] // A stage of its own in profiles: benches/spend.py.
    pub(crate) fn similar_names(&mut self, index: &Index, query: &Prepared, resolver: &Resolver) {
        let vocabulary = index.vocabulary();
        self.order.clear();
        for (at, word) in (0_u32..).zip(&query.words) {
            self.order.push((word.resolved.information, at));
        }
        self.order
            .sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut read = 0;
        let order = std::mem::take(&mut self.order);
        for &(_, at) in &order {
            let word = &query.words[at as usize];
            for alternative in resolver.alternatives(&word.resolved) {
                let names = if alternative.pair {
                    index.names_with_pair(alternative.word)
                } else {
                    vocabulary.names_with(alternative.word)
                };
                if names.len() > COMMON || read + names.len() > MOST_READ {
                    continue;
                }
                read += names.len();
                let information = if alternative.pair {
                    word.resolved.information
                } else {
                    vocabulary.word(alternative.word).information
                };
                for &name in names {
                    self.touch(name, information * alternative.quality);
                }
            }
            if let Some(joined) = word.joined_with_next {
                let names = vocabulary.names_with(joined);
                if names.len() <= COMMON {
                    let information = vocabulary.word(joined).information;
                    for &name in names {
                        self.touch(name, information);
                    }
                }
            }
        }
        // Where only common words are left to go by, two side by side narrow them down.
        for two in query.words.windows(2) {
            for first in resolver
                .alternatives(&two[0].resolved)
                .iter()
                .take(3)
                .filter(|a| !a.pair)
            {
                if vocabulary.names_with(first.word).len() <= COMMON {
                    continue;
                }
                for second in resolver
                    .alternatives(&two[1].resolved)
                    .iter()
                    .take(3)
                    .filter(|a| !a.pair)
                {
                    if vocabulary.names_with(second.word).len() <= COMMON {
                        continue;
                    }
                    let information =
                        vocabulary.word(first.word).information + vocabulary.word(second.word).information;
                    for &name in index.names_with_common(first.word, second.word) {
                        self.touch(name, information);
                    }
                }
            }
        }
        self.order = order;
        self.order.clear();
        let mut nearest = 0.0_f32;
        let of_query = share(query.information);
        for &name in &self.touched {
            let (_, agreed) = self.agreed[name as usize];
            let nearness = agreed * (self.shares[name as usize] + of_query);
            if nearness > LEAST_NEARNESS {
                self.order.push((nearness, name));
                nearest = nearest.max(nearness);
            }
        }
        self.order.retain(|&(nearness, _)| nearness > 0.6 * nearest);
        let better = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if self.order.len() > MOST_COMPARED {
            self.order.select_nth_unstable_by(MOST_COMPARED - 1, better);
            self.order.truncate(MOST_COMPARED);
        }
        self.order.sort_unstable_by(better);
        for &(_, name) in &self.order {
            if !self.found.iter().any(|candidate| candidate.name == name) {
                self.found.push(Candidate {
                    name,
                    sameness: None,
                    cut: None,
                });
            }
        }
    }
}
