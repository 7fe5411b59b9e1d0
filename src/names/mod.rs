//! Names and domains by themselves, before any list is read: folding, legal forms, word classes, frequencies, hosts.
//!
//! Pure: no I/O, no clock, no printing. The tables under `tables/` are data, each with a test that proves it sound.

mod domain;
mod fold;
mod frequency;
mod frequency_format;
mod key;
mod lexicon;
mod repair;
mod script;

pub use domain::{SharedHost, host, host_alone, registrable, shared_host};
pub use fold::fold;
pub use lexicon::LegalClass;

pub(crate) use domain::covering;
pub(crate) use fold::{Folded, MOST_CHARACTERS, MOST_WORDS, Word};
pub(crate) use frequency::{information, names_with};
pub(crate) use key::{KeyBuilder, chain, key, mix};
pub(crate) use lexicon::{Lexicon, Relation, WordClass};
