//! Matching: which listed organizations may be the subject, how sure that is, and why.
//!
//! # How a name finds its organization
//!
//! 1. **Taken apart.** [`crate::names`] folds the name (case, marks, width, damage of encoding, `&`, initials), finds the
//!    legal forms at both ends and the small words; both weigh next to nothing but are never stripped to nothing.
//! 2. **Whole names first.** Five keys of the whole name are looked up: as written, after folding, without legal form and
//!    small words, without spaces, without order.
//! 3. **Then words.** Each word stands for itself, for its relatives (abbreviations, endings, other languages), for two
//!    listed words written together, and, where it is no known word itself, for a listed word that is a slip or two away.
//!    The names that share the most telling words are compared; words that very many listed names have are never looked
//!    up alone. How much a word tells comes from how many names of public registers have it, not from the list.
//! 4. **Alignment.** Words are paired one to one. What agrees, how well, and what is left over on each side become
//!    numbers; leftovers on both sides are near-fatal, numbers must agree, departments and addresses say nothing against.
//! 5. **Score.** A logistic model adds the numbers up to log-odds; country and domain add theirs; other organizations
//!    that fit as well take away. The outcome reads as a probability. As written stands above folded, above another legal
//!    form, above other spaces, above another order, above all else.
//! 6. **Strength.** `exact`: the same name, and one that tells. `strong`: sure enough to act on. `possible`: a person
//!    must look, as wherever only a short acronym, a name that the list marks as common, or common words agree, the country differs, a name goes on with words
//!    of its own, the words are turned round (York University, University of York), or all rests on a doubtful slip.
//!
//! A domain or e-mail address of the organization is strong by itself; mail and page providers and the domains that a
//! whole government shares prove nothing.
//!
//! # What to rerun
//!
//! `cargo test matching` runs the named traps, the properties (any Unicode, case and legal form, order of results) and
//! the calibration; `cargo bench --bench matching` times the index over the bundled list and single names.
//! `moveit-exposure explain NAME` shows all of the above for one name.

mod align;
#[cfg(test)]
mod calibration;
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
