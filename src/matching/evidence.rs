//! Evidence: why a listed organization may be the subject, in a form for machines and as sentences for people.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::country::Country;
use crate::names::SharedHost;

/// One piece of evidence for or against a match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What was found.
    #[serde(flatten)]
    pub finding: Finding,
    /// Without this piece the match would be weaker than it is, or none.
    pub decisive: bool,
}

/// How two words agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WordAgreement {
    /// The same after folding.
    Same,
    /// One is an abbreviation or another usual form of the other.
    Abbreviation,
    /// One is the plural, or another ending, of the other.
    Inflection,
    /// The same word in another language.
    Translation,
    /// A likely slip of the keyboard.
    Typo,
    /// Written as one word here and as two there.
    Joined,
    /// One is cut short.
    Cut,
    /// The initials of several words.
    Initials,
}

impl WordAgreement {
    const fn plain(self) -> &'static str {
        match self {
            Self::Same => "same word",
            Self::Abbreviation => "abbreviation",
            Self::Inflection => "other ending",
            Self::Translation => "translation",
            Self::Typo => "typing error",
            Self::Joined => "written together or apart",
            Self::Cut => "cut short",
            Self::Initials => "initials",
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Finding {
    /// The name is the listed one, letter for letter.
    NameAsWritten {
        /// The listed name.
        listed: String,
    },
    /// The name is the listed one but for case, marks and punctuation.
    NameNormalized {
        /// The listed name.
        listed: String,
    },
    /// The names are the same but for the legal form.
    LegalFormDiffers {
        /// The legal form given, where there is one.
        given: Option<String>,
        /// The legal form listed, where there is one.
        listed: Option<String>,
    },
    /// The names differ in small words only ("of", "the", "and").
    ConnectivesDiffer,
    /// The names are the same but for spaces.
    SpacingDiffers,
    /// The same words in another order.
    WordOrderDiffers,
    /// The name is the beginning of the listed one, as a form with too short a field leaves it.
    CutShort {
        /// The listed name.
        listed: String,
    },
    /// A word of each name that agree.
    WordsAgree {
        /// The word given.
        given: String,
        /// The word listed.
        listed: String,
        /// How they agree.
        how: WordAgreement,
    },
    /// Words given that the listed name does not have.
    LeftOverGiven {
        /// The words.
        words: Vec<String>,
    },
    /// Words of the listed name that were not given.
    LeftOverListed {
        /// The words.
        words: Vec<String>,
    },
    /// Only a short acronym agrees, which several organizations may share.
    AcronymAlone {
        /// The acronym.
        acronym: String,
    },
    /// The listed name is a common word that others go by too.
    CommonName {
        /// The listed name.
        name: String,
    },
    /// Only words agree that many organizations have in their names.
    GenericName,
    /// The legal forms agree.
    LegalFormAgrees {
        /// The legal form.
        form: String,
    },
    /// The countries agree.
    CountryAgrees {
        /// The country.
        country: Country,
    },
    /// The countries differ.
    CountryDiffers {
        /// The country given.
        given: Country,
        /// The country listed.
        listed: Country,
    },
    /// The name has the state or province of the listed organization.
    RegionAgrees {
        /// The region.
        region: String,
    },
    /// The domain given belongs to the listed organization.
    DomainEqual {
        /// The host given.
        given: String,
        /// The domain listed.
        listed: String,
    },
    /// The e-mail address given is at a domain of the listed organization.
    EmailDomain {
        /// The host of the address.
        given: String,
        /// The domain listed.
        listed: String,
    },
    /// The domain given is none of the listed organization's.
    DomainDiffers {
        /// The host given.
        given: String,
    },
    /// The domain given proves nothing.
    DomainShared {
        /// The host given.
        given: String,
        /// Why.
        why: SharedHost,
    },
    /// Other listed organizations fit as well.
    Ambiguous {
        /// How many others.
        others: usize,
    },
}

impl Finding {
    /// The finding as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::NameAsWritten { listed } => format!("The name is exactly the listed name \"{listed}\"."),
            Self::NameNormalized { listed } => {
                format!("The name is the listed name \"{listed}\" but for case, marks and punctuation.")
            }
            Self::LegalFormDiffers { given, listed } => format!(
                "The legal form differs: {} given, {} listed.",
                quoted_or_none(given.as_deref()),
                quoted_or_none(listed.as_deref())
            ),
            Self::ConnectivesDiffer => "The names differ in small words only.".to_owned(),
            Self::SpacingDiffers => "The names differ in spaces only.".to_owned(),
            Self::WordOrderDiffers => "The words stand in another order.".to_owned(),
            Self::CutShort { listed } => {
                format!("The name is the beginning of the listed name \"{listed}\".")
            }
            Self::WordsAgree { given, listed, how } if *how == WordAgreement::Same && given == listed => {
                format!("\"{given}\" stands in both names.")
            }
            Self::WordsAgree { given, listed, how } => {
                format!("\"{given}\" agrees with \"{listed}\" ({}).", how.plain())
            }
            Self::LeftOverGiven { words } => format!("Not in the listed name: {}.", quoted(words)),
            Self::LeftOverListed { words } => format!("Only in the listed name: {}.", quoted(words)),
            Self::AcronymAlone { acronym } => {
                format!("Only the acronym \"{acronym}\" agrees, which several organizations may share.")
            }
            Self::CommonName { name } => {
                format!("\"{name}\" is a common word; others go by it too.")
            }
            Self::GenericName => "Only words agree that many organizations have in their names.".to_owned(),
            Self::LegalFormAgrees { form } => format!("The legal form \"{form}\" agrees."),
            Self::CountryAgrees { country } => format!("The country agrees ({country})."),
            Self::CountryDiffers { given, listed } => {
                format!("The country differs: {given} given, {listed} listed.")
            }
            Self::RegionAgrees { region } => format!("The region agrees ({region})."),
            Self::DomainEqual { given, listed } => {
                format!("The domain {given} belongs to the listed domain {listed}.")
            }
            Self::EmailDomain { given, listed } => {
                format!("The e-mail address is at {given}, which belongs to the listed domain {listed}.")
            }
            Self::DomainDiffers { given } => {
                format!("The domain {given} is none of those listed for the organization.")
            }
            Self::DomainShared { given, why } => format!(
                "The domain {given} proves nothing: {}.",
                match why {
                    SharedHost::FreeMail => "anybody can have an address there",
                    SharedHost::Placeholder => "it is written where no domain is known",
                    SharedHost::SharedHost => "it has pages of many organizations",
                    SharedHost::Government => "a whole government shares it",
                }
            ),
            Self::Ambiguous { others } => {
                format!("{others} other listed organizations fit as well.")
            }
        }
    }
}

impl Evidence {
    /// The evidence as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.finding.sentence()
    }
}

fn quoted(words: &[String]) -> String {
    words
        .iter()
        .map(|word| format!("\"{word}\""))
        .collect::<Vec<_>>()
        .join(", ")
}

fn quoted_or_none(form: Option<&str>) -> String {
    form.map_or_else(|| "none".to_owned(), |form| format!("\"{form}\""))
}
