//! Matching: which listed organizations may be the subject, how sure that is, and why.

pub(crate) mod align;
pub(crate) mod candidates;
pub(crate) mod decide;
pub(crate) mod evidence;
pub(crate) mod explanation;
pub(crate) mod features;
pub(crate) mod index;
pub(crate) mod keys;
pub(crate) mod model;
pub(crate) mod resolve;
pub(crate) mod score;
pub(crate) mod search;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod typo;
pub(crate) mod vocabulary;

pub use evidence::{Evidence, Finding, WordAgreement};
pub use explanation::{ExplainedCandidate, ExplainedWord, Explanation, WordRole};
pub use index::Index;
pub use model::{Fuzzy, ListedName, ListedOrganization, Match, Options, Query, Strength, Unscreened};
pub use search::Searcher;
