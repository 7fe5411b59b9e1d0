//! A search explained: every step from the name as given to the matches, and for a non-hit what held the nearest back.

use serde::Serialize;

use super::evidence::Evidence;
use super::model::{Strength, Unscreened};

/// A search explained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The name after folding.
    pub folded: String,
    /// Its words with their weights.
    pub words: Vec<ExplainedWord>,
    /// The host in the domain given, where there is one.
    pub host: Option<String>,
    /// Why nothing was searched, if so.
    pub unscreened: Option<Unscreened>,
    /// The nearest records, best first; those that were accepted have a strength.
    pub candidates: Vec<ExplainedCandidate>,
    /// How far the best stands before the next organization, in score; where there are two.
    pub margin: Option<f64>,
}

/// A word of the name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedWord {
    /// The word after folding.
    pub word: String,
    /// How much it tells, from 0 (nothing) to 1 (a word that no known organization has).
    pub weight: f64,
    /// What it is taken for.
    pub role: WordRole,
    /// In how many of the register names behind the frequency table it stands, roughly.
    pub known_names: u32,
}

/// What a word is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WordRole {
    /// A word that tells.
    Content,
    /// Part of a legal form.
    LegalForm,
    /// An article, a preposition, "and".
    Connective,
    /// A word that many organizations have.
    Generic,
    /// A department, site or address.
    Workplace,
    /// A country, state or other place.
    Place,
    /// A number.
    Number,
}

/// A record that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedCandidate {
    /// Which organization, by its place in [`super::Index::organizations`].
    pub organization: usize,
    /// Its id.
    pub id: String,
    /// The listed name that was compared; none where only the domain agreed.
    pub name: Option<String>,
    /// From 0 to 1.
    pub score: f64,
    /// The strength, where it was accepted.
    pub strength: Option<Strength>,
    /// The evidence for and against.
    pub evidence: Vec<Evidence>,
    /// What held it back, in plain English, where it was not accepted or not stronger.
    pub held_back: Vec<String>,
}
