//! Matching: which listed organizations may be the subject, how sure that is, and why.

mod align;
mod candidates;
mod decide;
mod evidence;
mod explanation;
mod features;
mod index;
mod keys;
mod model;
#[cfg(test)]
mod properties;
mod reasons;
mod resolve;
mod score;
mod search;
#[cfg(test)]
mod tests;
mod typo;
mod vocabulary;

pub use evidence::{Evidence, Finding, WordAgreement};
pub use explanation::{ExplainedCandidate, ExplainedWord, Explanation, WordRole};
pub use index::Index;
pub use model::{Fuzzy, ListedName, ListedOrganization, Match, Options, Query, Strength, Unscreened};
pub use search::Searcher;
