//! What goes into matching and what comes out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use crate::country::Country;
use crate::dataset::model::{AliasKind, Standing};

/// A name of a listed organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedName {
    /// The name as the list has it.
    pub name: String,
    /// What kind of name it is.
    pub kind: AliasKind,
    /// Whether it tells the organization by itself.
    pub standing: Standing,
}

/// A listed organization, as far as matching needs it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListedOrganization {
    /// Its id.
    pub id: String,
    /// Its names: the one that reports print first, then the legal name and the aliases.
    pub names: Vec<ListedName>,
    /// Its domains.
    pub domains: Vec<String>,
    /// Its country.
    pub country: Option<Country>,
    /// Its state or province, by its English name.
    pub region: Option<String>,
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Query<'a> {
    /// The name; may be empty where only a domain is known.
    pub name: &'a str,
    /// The country, where known.
    pub country: Option<Country>,
    /// The domain as somebody gave it: a host, a web address or an e-mail address.
    pub domain: Option<&'a str>,
}

/// Whether names that are not the same after normalization may match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fuzzy {
    /// They may.
    #[default]
    On,
    /// They may not.
    Off,
}

/// How sure a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// A person must look.
    Possible,
    /// Sure enough to act on.
    Strong,
    /// The same name, and a name that tells.
    Exact,
}

impl Strength {
    /// Every strength, weakest first.
    pub const ALL: &'static [Self] = &[Self::Possible, Self::Strong, Self::Exact];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Strong => "strong",
            Self::Exact => "exact",
        }
    }

    /// The strength for its word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|strength| strength.word() == word)
    }
}

impl std::fmt::Display for Strength {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// How to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether names that are not the same after normalization may match.
    pub fuzzy: Fuzzy,
    /// The weakest match that is reported.
    pub min_strength: Strength,
    /// The most matches that are reported.
    pub limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fuzzy: Fuzzy::On,
            min_strength: Strength::Possible,
            limit: 5,
        }
    }
}

/// A listed organization that was accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Which organization, by its place in [`super::Index::organizations`].
    pub organization: usize,
    /// Which of its names agreed; none where only the domain did.
    pub name: Option<usize>,
    /// From 0 to 1; reads as the probability that it is the subject.
    pub score: f64,
    /// How sure the match is.
    pub strength: Strength,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// Why a subject cannot be screened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unscreened {
    /// Neither a name nor a usable domain.
    Empty,
    /// Too short to tell anything.
    TooShort,
    /// Written where there is no name: "N/A", "self-employed".
    Placeholder,
    /// Nothing but a legal form or a word of no content: "Ltd", "the".
    NoContent,
    /// Nothing but digits and signs.
    NoLetters,
}

impl Unscreened {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooShort => "too-short",
            Self::Placeholder => "placeholder",
            Self::NoContent => "no-content",
            Self::NoLetters => "no-letters",
        }
    }

    /// The reason in plain English.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Empty => "no name and no usable domain is given",
            Self::TooShort => "the name is too short to tell organizations apart",
            Self::Placeholder => {
                "the name is a placeholder such as \"N/A\" or \"self-employed\", not an organization"
            }
            Self::NoContent => "the name has nothing but a legal form or small words",
            Self::NoLetters => "the name has no letters that tell anything",
        }
    }
}

impl std::fmt::Display for Unscreened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.reason())
    }
}
