//! The words that letters put for what the list holds: one file a language.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::language::Language;
use super::{LetterError, Part};

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Words {
    pub(super) months: Vec<String>,
    #[serde(rename = "its_vendor")]
    pub(super) its_vendor: String,
    pub(super) labels: Labels,
    pub(super) through: Through,
    pub(super) routes: BTreeMap<String, String>,
    pub(super) outflows: BTreeMap<String, String>,
    pub(super) said_by: BTreeMap<String, String>,
    pub(super) acknowledged_by: BTreeMap<String, String>,
    pub(super) populations: BTreeMap<String, String>,
    pub(super) data_types: BTreeMap<String, String>,
    pub(super) services: BTreeMap<String, String>,
    pub(super) deadlines: BTreeMap<String, String>,
}

/// What stands before each fact.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    pub(super) acknowledged: String,
    pub(super) route: String,
    pub(super) data_types: String,
    pub(super) populations: String,
    pub(super) people: String,
    pub(super) outflow: String,
    pub(super) within_reach: String,
    pub(super) people_within_reach: String,
}

/// How a way through vendors is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Through {
    pub(super) before: String,
}

impl Words {
    /// The words of a language, read once.
    pub(super) fn of(language: Language) -> Result<&'static Self, LetterError> {
        static READ: [OnceLock<Result<Words, String>>; 3] = [const { OnceLock::new() }; 3];
        let (at, text) = match language {
            Language::English => (0, include_str!("words.en.toml")),
            Language::German => (1, include_str!("words.de.toml")),
            Language::French => (2, include_str!("words.fr.toml")),
        };
        READ[at]
            .get_or_init(|| toml::from_str(text).map_err(|error| error.to_string()))
            .as_ref()
            .map_err(|reason| LetterError::Bundled {
                part: Part::Words,
                reason: reason.clone(),
            })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::dataset::Dataset;
    use crate::dataset::model::{AcknowledgedBy, DataType, Outflow, Population, Route};

    fn same<'a>(table: &BTreeMap<String, String>, words: impl Iterator<Item = &'a str>, what: &str) {
        let has: BTreeSet<&str> = table.keys().map(String::as_str).collect();
        assert_eq!(has, words.collect(), "{what}");
        assert!(table.values().all(|value| !value.trim().is_empty()), "{what}");
    }

    #[test]
    fn every_value_of_the_list_has_a_word_in_every_language() {
        let list = Dataset::bundled().unwrap();
        let services: BTreeSet<&str> = list
            .records()
            .iter()
            .filter_map(|record| record.exposure.as_ref())
            .flat_map(|exposure| exposure.chains.iter().flatten())
            .filter_map(|hop| hop.service.as_deref())
            .collect();
        for language in Language::ALL {
            let words = Words::of(language).unwrap();
            assert_eq!(words.months.len(), 12, "{language}");
            same(
                &words.data_types,
                DataType::ALL.iter().map(|v| v.word()),
                "kinds of data",
            );
            same(
                &words.populations,
                Population::ALL.iter().map(|v| v.word()),
                "people",
            );
            same(
                &words.acknowledged_by,
                AcknowledgedBy::ALL.iter().map(|v| v.word()),
                "by whom",
            );
            same(
                &words.said_by,
                AcknowledgedBy::ALL.iter().map(|v| v.word()),
                "who said so",
            );
            let open = Outflow::ALL.iter().filter(|v| !v.is_acknowledged());
            same(&words.outflows, open.map(|v| v.word()), "outflows");
            same(&words.routes, Route::ALL.iter().map(|v| v.word()), "routes");
            assert!(
                services
                    .iter()
                    .all(|service| words.services.contains_key(*service)),
                "{language}: a service of {services:?} has no word"
            );
        }
    }

    #[test]
    fn no_word_of_one_language_is_left_in_another_but_where_they_agree() {
        // "Name", "patients" and the like are written alike in two languages.
        let alike = ["name", "patients"];
        let english = Words::of(Language::English).unwrap();
        for language in [Language::German, Language::French] {
            let words = Words::of(language).unwrap();
            for (own, theirs) in [
                (&words.data_types, &english.data_types),
                (&words.populations, &english.populations),
                (&words.acknowledged_by, &english.acknowledged_by),
                (&words.routes, &english.routes),
                (&words.outflows, &english.outflows),
                (&words.said_by, &english.said_by),
                (&words.services, &english.services),
                (&words.deadlines, &english.deadlines),
            ] {
                for (key, value) in own {
                    assert!(
                        theirs[key] != *value || alike.contains(&key.as_str()),
                        "{language}: {key}"
                    );
                }
            }
        }
    }
}
