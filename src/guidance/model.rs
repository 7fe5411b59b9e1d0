//! What a step holds, who reads it, and the situation that it is chosen for.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::country::Country;
use crate::dataset::model::{DataType, Outflow, Route};
use crate::exposure::Verdict;

/// Whom the steps are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reader {
    /// A person whose own data may be among what was taken.
    Individual,
    /// A human resources or procurement team that asks about suppliers.
    Hr,
    /// A security team, or whoever runs MOVEit.
    Security,
}

impl Reader {
    /// Every reader.
    pub const ALL: [Self; 3] = [Self::Individual, Self::Hr, Self::Security];

    /// The word that stands for it in options and data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Hr => "hr",
            Self::Security => "security",
        }
    }

    /// The same in plain English, for a sentence.
    #[must_use]
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Individual => "a person",
            Self::Hr => "an HR or procurement team",
            Self::Security => "a security team",
        }
    }

    /// The reader for its word.
    ///
    /// ```
    /// use moveit_exposure::guidance::Reader;
    /// assert_eq!(Reader::from_word("hr"), Some(Reader::Hr));
    /// assert_eq!(Reader::from_word("HR"), None);
    /// ```
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reader| reader.word() == word)
    }
}

impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Where a step holds: in one country, or in every member state of the European Union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Region {
    /// One country, by its code (`GB`).
    Country(Country),
    /// Every member state of the European Union (`EU`).
    EuropeanUnion,
}

impl Region {
    /// Whether the country lies in the region.
    #[must_use]
    pub fn holds(self, country: Country) -> bool {
        match self {
            Self::Country(own) => own == country,
            Self::EuropeanUnion => country.in_european_union(),
        }
    }

    /// `GB`, `EU`, ...
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Country(country) => country.code(),
            Self::EuropeanUnion => "EU",
        }
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<str>::deserialize(deserializer)?;
        if code == "EU" {
            return Ok(Self::EuropeanUnion);
        }
        Country::from_code(&code)
            .map(Self::Country)
            .map_err(serde::de::Error::custom)
    }
}

/// A page that bears a step out; where the step names a service, its official address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepSource {
    /// Its address, https.
    pub url: String,
    /// Who publishes it.
    pub publisher: String,
}

/// One recommended next step.
///
/// An empty list of countries means everywhere, of data types, routes or outflows any, of verdicts any finding
/// (affected, reported, via-vendor or possible).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// Stable id in kebab-case; it begins with the name of its file.
    pub id: String,
    /// Whom it is for.
    pub readers: Vec<Reader>,
    /// Where it holds.
    pub countries: Vec<Region>,
    /// It is for exposures of any of these.
    pub data_types: Vec<DataType>,
    /// It is for exposures by any of these.
    pub routes: Vec<Route>,
    /// It is for any of these verdicts.
    pub verdicts: Vec<Verdict>,
    /// It is for acknowledgements of any of these.
    pub outflows: Vec<Outflow>,
    /// Ids of more general steps that it stands in for.
    pub replaces: Vec<String>,
    /// The place among the others: lower comes first.
    pub order: u16,
    /// What to do, in a few words.
    pub title: String,
    /// How and why, in one to three plain sentences.
    pub text: String,
    /// Where that is said.
    pub sources: Vec<StepSource>,
}

/// A file of steps: all in it share readers and countries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepFile {
    readers: Vec<Reader>,
    countries: Vec<Region>,
    step: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    order: u16,
    #[serde(default)]
    data_types: Vec<DataType>,
    #[serde(default)]
    routes: Vec<Route>,
    #[serde(default)]
    verdicts: Vec<Verdict>,
    #[serde(default)]
    outflows: Vec<Outflow>,
    #[serde(default)]
    replaces: Vec<String>,
    title: String,
    text: String,
    sources: Vec<StepSource>,
}

impl StepFile {
    pub(super) fn into_steps(self) -> impl Iterator<Item = Step> {
        let Self {
            readers,
            countries,
            step,
        } = self;
        step.into_iter().map(move |entry| Step {
            id: entry.id,
            readers: readers.clone(),
            countries: countries.clone(),
            data_types: entry.data_types,
            routes: entry.routes,
            verdicts: entry.verdicts,
            outflows: entry.outflows,
            replaces: entry.replaces,
            order: entry.order,
            title: entry.title,
            text: entry.text,
            sources: entry.sources,
        })
    }
}

/// What steps are chosen for: one finding, seen by one reader.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// Who reads.
    pub reader: Reader,
    /// Where the reader, or the subject, is; without it only the steps for everywhere apply.
    pub country: Option<Country>,
    /// What was found.
    pub verdict: Verdict,
    /// Which kinds of data were taken; empty where the sources do not say.
    pub data_types: &'a [DataType],
    /// How the data was reached; empty means the same as [`Route::Unknown`].
    pub routes: &'a [Route],
    /// What the organization that was surely found acknowledged of data that left.
    pub outflow: Outflow,
}
