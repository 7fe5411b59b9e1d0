//! Matching: which listed organizations may be the subject, how sure that is, and why.

mod align;
mod candidates;
mod evidence;
mod explanation;
mod features;
mod index;
mod keys;
mod model;
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

#[doc(hidden)]
pub fn feature_names() -> &'static [&'static str] {
    features::Features::NAMES
}
