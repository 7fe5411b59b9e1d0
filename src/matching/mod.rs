//! Matching: which listed organizations may be the subject, how sure that is, and why.

mod evidence;
mod explanation;
mod index;
mod keys;
mod model;
mod search;
#[cfg(test)]
mod tests;

pub use evidence::{Evidence, Finding, WordAgreement};
pub use explanation::{ExplainedCandidate, ExplainedWord, Explanation, WordRole};
pub use index::Index;
pub use model::{Fuzzy, ListedName, ListedOrganization, Match, Options, Query, Strength, Unscreened};
pub use search::Searcher;
