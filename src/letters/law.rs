//! The laws that a letter may call on (`laws.toml`), and which of them holds for a letter and a place.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::language::Language;
use super::place::Place;
use super::{LetterError, Part, Recipient};
use crate::country::Country;

/// Whether a law binds whoever is in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Applies {
    /// It does.
    Everywhere,
    /// It leaves out some employers, companies or public bodies.
    WhereItReaches,
}

/// A text in every language, or one for all of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Texts {
    One(String),
    Each(BTreeMap<String, String>),
}

impl Texts {
    pub(super) fn of(&self, language: Language) -> &str {
        match self {
            Self::One(text) => text,
            Self::Each(texts) => texts.get(language.word()).map_or("", String::as_str),
        }
    }
}

/// A law that a letter may call on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Law {
    /// Stable id in kebab-case.
    pub(super) id: String,
    /// Countries, `EU`, or `country-region`.
    pub(super) places: Vec<String>,
    /// The letters that may call on it.
    pub(super) letters: Vec<String>,
    pub(super) applies: Applies,
    /// How long the recipient may take, a key of the words' `deadlines`; absent where the law names no number.
    #[serde(default)]
    pub(super) deadline: Option<String>,
    /// Where the deadline stands.
    #[serde(default)]
    pub(super) deadline_in: Option<Texts>,
    /// The provision that gives the right.
    pub(super) right: Texts,
    /// Who publishes the official text.
    pub(super) publisher: String,
    /// The official text.
    pub(super) url: Texts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    law: Vec<Law>,
}

impl Law {
    /// Every law, read once.
    pub(super) fn all() -> Result<&'static [Self], LetterError> {
        static READ: OnceLock<Result<Vec<Law>, String>> = OnceLock::new();
        READ.get_or_init(|| {
            toml::from_str(include_str!("laws.toml"))
                .map(|file: File| file.law)
                .map_err(|error| error.to_string())
        })
        .as_deref()
        .map_err(|reason| LetterError::Bundled {
            part: Part::Laws,
            reason: reason.clone(),
        })
    }

    /// The law for a letter and a place; that of a state or province goes before that of its country.
    pub(super) fn find(letter: Recipient, place: &Place) -> Result<Option<&'static Self>, LetterError> {
        let laws = Self::all()?;
        let of = |holds: &dyn Fn(&str) -> bool| {
            laws.iter().find(|law| {
                law.letters.iter().any(|l| l == letter.word()) && law.places.iter().any(|p| holds(p))
            })
        };
        let exact = place.to_string();
        Ok(of(&|p| p == exact).or_else(|| of(&|p| names(p, place.country()))))
    }

    /// Whether the law holds in a country, wherever in it.
    pub(super) fn holds_in(&self, country: Country) -> bool {
        self.places
            .iter()
            .any(|place| names(place.split('-').next().unwrap_or(place), country))
    }
}

fn names(place: &str, country: Country) -> bool {
    place == country.code() || place == "EU" && country.in_european_union()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::words::Words;
    use super::*;

    fn of(letter: Recipient, place: &str) -> Option<&'static str> {
        let place = Place::parse(place).unwrap();
        Law::find(letter, &place).unwrap().map(|law| law.id.as_str())
    }

    #[test]
    fn each_place_has_its_law_and_most_have_none() {
        for (place, law) in [
            ("DE", Some("gdpr-access")),
            ("IE", Some("gdpr-access")),
            ("NO", Some("gdpr-access")),
            ("GB", Some("uk-gdpr-access")),
            ("CH", Some("ch-fadp-access")),
            ("US", None),
            ("US-CA", Some("us-ca-ccpa-know")),
            ("US-TX", None),
            ("CA", Some("ca-pipeda-access")),
            ("CA-ON", Some("ca-pipeda-access")),
            ("CA-QC", Some("ca-qc-access")),
            ("AU", None),
            ("BR", Some("br-lgpd-access")),
            ("IN", None),
        ] {
            assert_eq!(of(Recipient::Employer, place), law, "{place}");
        }
        assert_eq!(of(Recipient::Vendor, "AU"), Some("au-app-12"));
        assert_eq!(of(Recipient::Supplier, "FR"), Some("gdpr-processor"));
        assert_eq!(of(Recipient::Supplier, "US-CA"), None);
    }

    #[test]
    fn every_law_has_an_official_source_and_its_words_in_every_language() {
        let mut ids = HashSet::new();
        for law in Law::all().unwrap() {
            let id = &law.id;
            assert!(ids.insert(id), "{id} stands twice");
            assert!(!law.publisher.is_empty() && !law.places.is_empty(), "{id}");
            for place in law.places.iter().filter(|place| *place != "EU") {
                assert_eq!(Place::parse(place).unwrap().to_string(), *place, "{id}");
            }
            assert!(
                law.letters
                    .iter()
                    .all(|word| Recipient::from_word(word).is_some()),
                "{id}: unknown letter"
            );
            // A person's right and a processor's duty are different provisions.
            assert!(
                law.letters == ["supplier"] || !law.letters.iter().any(|word| word == "supplier"),
                "{id}"
            );
            assert_eq!(law.deadline.is_some(), law.deadline_in.is_some(), "{id}");
            for language in Language::ALL {
                let url = law.url.of(language);
                assert!(
                    url.starts_with("https://") && !url.contains(char::is_whitespace),
                    "{id}: {url:?} in {language}"
                );
                assert!(!law.right.of(language).is_empty(), "{id} in {language}");
                if let (Some(deadline), Some(stands)) = (&law.deadline, &law.deadline_in) {
                    assert!(!stands.of(language).is_empty(), "{id} in {language}");
                    assert!(
                        Words::of(language).unwrap().deadlines.contains_key(deadline),
                        "{id}: {deadline} has no words in {language}"
                    );
                }
            }
        }
    }
}
