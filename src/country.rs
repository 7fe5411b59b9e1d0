//! Countries: ISO 3166-1 codes, and the names that people write for them.
//!
//! The table is `src/countries.csv`: alpha-2 code, alpha-3 code, short English name and other names in use
//! (`UK`, `Deutschland`, `England`), separated by `|`. Kosovo stands under XK, the code in use that ISO leaves to users.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const TABLE: &str = include_str!("countries.csv");

/// The member states of the European Union, by ISO 3166-1 alpha-2 code (27 since February 2020).
const EUROPEAN_UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// A country by its ISO 3166-1 alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

/// The text is no country that the table knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCountry {
    given: String,
}

impl fmt::Display for UnknownCountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unknown country \"{}\": give an ISO 3166-1 code such as US or GB, or an English name such as Ireland",
            self.given.escape_debug()
        )
    }
}

impl std::error::Error for UnknownCountry {}

struct Row {
    country: Country,
    alpha3: &'static str,
    name: &'static str,
    others: &'static str,
}

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().skip(1).filter_map(|line| {
        let mut cells = line.splitn(4, ',');
        let code = cells.next()?.as_bytes();
        Some(Row {
            country: Country([*code.first()?, *code.get(1)?]),
            alpha3: cells.next()?,
            name: cells.next()?,
            others: cells.next()?,
        })
    })
}

/// Every spelling of the table, folded, and every code.
fn spellings() -> &'static HashMap<String, Country> {
    static SPELLINGS: OnceLock<HashMap<String, Country>> = OnceLock::new();
    SPELLINGS.get_or_init(|| {
        let mut map = HashMap::new();
        for row in rows() {
            map.insert(fold(row.country.code()), row.country);
            map.insert(fold(row.alpha3), row.country);
            map.insert(fold(row.name), row.country);
            for other in row.others.split('|').filter(|o| !o.is_empty()) {
                map.insert(fold(other), row.country);
            }
        }
        map
    })
}

fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl Country {
    /// The country for a code (`GB`, `gbr`) or a name (`United Kingdom`, `UK`, `Deutschland`), in any case.
    ///
    /// ```
    /// use moveit_exposure::Country;
    /// assert_eq!(Country::parse("uk").unwrap().code(), "GB");
    /// assert!(Country::parse("Atlantis").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, UnknownCountry> {
        spellings()
            .get(&fold(text))
            .copied()
            .ok_or_else(|| UnknownCountry {
                given: text.chars().take(60).collect(),
            })
    }

    /// The country for an exact alpha-2 code in capitals, as records hold it.
    pub fn from_code(code: &str) -> Result<Self, UnknownCountry> {
        match Self::parse(code) {
            Ok(country) if country.code() == code => Ok(country),
            _ => Err(UnknownCountry {
                given: code.chars().take(60).collect(),
            }),
        }
    }

    /// The ISO 3166-1 alpha-2 code in capitals.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }

    /// The short English name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        rows().find(|row| row.country == *self).map_or("", |row| row.name)
    }

    /// Whether the country is a member state of the European Union.
    #[must_use]
    pub fn in_european_union(&self) -> bool {
        EUROPEAN_UNION.contains(&self.code())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl JsonSchema for Country {
    fn schema_name() -> Cow<'static, str> {
        "Country".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A country by its ISO 3166-1 alpha-2 code.",
            "pattern": r"^[A-Z]{2}$",
        })
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::from_code(&code).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_in_any_case() {
        for text in ["GB", "gb", "UK", "u.k.", "GBR", "United Kingdom", "england"] {
            assert_eq!(Country::parse(text).unwrap().code(), "GB", "{text}");
        }
        assert_eq!(Country::parse("Deutschland").unwrap().code(), "DE");
        assert_eq!(Country::parse("DE").unwrap().name(), "Germany");
    }

    #[test]
    fn unknown_is_an_error_that_says_what_to_do() {
        let message = Country::parse("Atlantis").unwrap_err().to_string();
        assert!(message.contains("Atlantis") && message.contains("ISO 3166-1"));
        assert!(Country::parse("").is_err());
        assert!(Country::from_code("gb").is_err());
    }

    #[test]
    fn no_spelling_stands_for_two_countries() {
        let mut seen: HashMap<String, Country> = HashMap::new();
        for row in rows() {
            let all = [row.country.code(), row.alpha3, row.name]
                .map(str::to_owned)
                .into_iter()
                .chain(row.others.split('|').filter(|o| !o.is_empty()).map(str::to_owned));
            for spelling in all {
                if let Some(before) = seen.insert(fold(&spelling), row.country) {
                    assert_eq!(before, row.country, "{spelling}");
                }
            }
        }
        assert_eq!(rows().count(), 250);
    }

    #[test]
    fn the_european_union() {
        assert!(Country::parse("IE").unwrap().in_european_union());
        assert!(!Country::parse("GB").unwrap().in_european_union());
        assert!(EUROPEAN_UNION.iter().all(|code| Country::from_code(code).is_ok()));
    }
}
