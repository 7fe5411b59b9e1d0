//! The verdict: one per subject, the same in every format.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the list says of a subject.
///
/// None of them says that a subject is safe: [`Verdict::NoRecord`] is the absence of a record and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// A listed organization whose exposure is confirmed by itself, a regulator or its vendor.
    Affected,
    /// A listed organization, on the word of press or researchers alone.
    Reported,
    /// Not itself listed, but a vendor that the user declared for it is.
    ViaVendor,
    /// A person must look: a weak match, a listing that is itself only possible, or access without an established outflow
    /// of data.
    Possible,
    /// A finding that the user's ledger accepts, still shown.
    Accepted,
    /// Nothing found.
    NoRecord,
    /// Too short, too generic or unreadable to be looked up.
    Unscreened,
}

impl Verdict {
    /// Every verdict, the gravest first.
    pub const ALL: [Self; 7] = [
        Self::Affected,
        Self::Reported,
        Self::ViaVendor,
        Self::Possible,
        Self::Accepted,
        Self::NoRecord,
        Self::Unscreened,
    ];

    /// The word that stands for it in every format.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Affected => "affected",
            Self::Reported => "reported",
            Self::ViaVendor => "via-vendor",
            Self::Possible => "possible",
            Self::Accepted => "accepted",
            Self::NoRecord => "no-record",
            Self::Unscreened => "unscreened",
        }
    }

    /// How grave it is: affected > reported > via-vendor > possible > the rest.
    #[must_use]
    pub const fn gravity(self) -> u8 {
        match self {
            Self::Affected => 4,
            Self::Reported => 3,
            Self::ViaVendor => 2,
            Self::Possible => 1,
            Self::Accepted | Self::NoRecord | Self::Unscreened => 0,
        }
    }

    /// What it means, in one line.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Affected => "listed; its exposure is confirmed by itself, a regulator or its vendor",
            Self::Reported => "listed; press or researchers report it, nobody responsible has confirmed it",
            Self::ViaVendor => "not itself listed, but a vendor declared for it is",
            Self::Possible => {
                "a person must look: the match is weak, the listing is only possible, or no outflow of data was established"
            }
            Self::Accepted => "a finding that your ledger accepts",
            Self::NoRecord => "no record found; absence from the list proves nothing",
            Self::Unscreened => "not looked up: too short, too generic or unreadable",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}
