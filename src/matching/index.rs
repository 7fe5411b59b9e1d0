//! The index over the list: built once, shared by all threads.

use rustc_hash::FxHashMap;

use super::Explanation;
use super::keys::{Parsed, Sameness};
use super::model::{ListedOrganization, Options, Query};
use super::search::Searcher;
use crate::dataset::model::AliasKind;
use crate::names::{covering, host};

const NONE: u32 = u32::MAX;

/// A listed name, ready to be compared.
pub(crate) struct IndexedName {
    pub(crate) organization: u32,
    /// Which of the organization's names it is.
    pub(crate) place: u32,
    pub(crate) kind: AliasKind,
    /// Short and shared by many: an acronym.
    pub(crate) acronym: bool,
    pub(crate) content: u32,
}

/// The list, ready to be searched.
pub struct Index {
    organizations: Vec<ListedOrganization>,
    names: Vec<IndexedName>,
    /// Key of a whole name -> first entry of its chain; entry = name * 5 + sameness.
    heads: FxHashMap<u64, u32>,
    next: Vec<u32>,
    domains: FxHashMap<String, Vec<u32>>,
}

impl Index {
    /// Builds the index.
    #[must_use]
    pub fn new(list: Vec<ListedOrganization>) -> Self {
        let mut index = Self {
            organizations: list,
            names: Vec::new(),
            heads: FxHashMap::default(),
            next: Vec::new(),
            domains: FxHashMap::default(),
        };
        let organizations = std::mem::take(&mut index.organizations);
        let mut parsed = Parsed::default();
        for (number, organization) in (0_u32..).zip(&organizations) {
            for (place, name) in (0_u32..).zip(&organization.names) {
                parsed.parse(&name.name);
                let at = index.names.len();
                index.names.push(IndexedName {
                    organization: number,
                    place,
                    kind: name.kind,
                    acronym: name.kind == AliasKind::Acronym,
                    content: u32::try_from(parsed.content).unwrap_or(u32::MAX),
                });
                for sameness in Sameness::ALL {
                    let key = parsed.keys.get(sameness);
                    let entry = u32::try_from(at * Sameness::ALL.len() + sameness as usize).unwrap_or(NONE);
                    let previous = if key == 0 {
                        None
                    } else {
                        index.heads.insert(key, entry)
                    };
                    index.next.push(previous.unwrap_or(NONE));
                }
            }
            for domain in &organization.domains {
                if let Some(host) = host(domain) {
                    let owners = index.domains.entry(host).or_default();
                    if !owners.contains(&number) {
                        owners.push(number);
                    }
                }
            }
        }
        index.organizations = organizations;
        index
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

    pub(crate) fn name(&self, name: u32) -> &IndexedName {
        &self.names[name as usize]
    }

    /// The names that have this key.
    pub(crate) fn with_key(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let width = u32::try_from(Sameness::ALL.len()).unwrap_or(1);
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
