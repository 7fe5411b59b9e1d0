//! Where the writer of a letter lives: a country, and a state or province where its law differs.

use std::fmt;

use crate::country::{Country, UnknownCountry};

/// A country (`GB`), or one of its states or provinces (`US-CA`, ISO 3166-2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    country: Country,
    region: Option<String>,
}

impl Place {
    /// Reads a code or a name of a country, or the code of a state or province.
    ///
    /// ```
    /// use moveit_exposure::letters::Place;
    /// assert_eq!(Place::parse("us-ca").unwrap().to_string(), "US-CA");
    /// assert_eq!(Place::parse("Germany").unwrap().to_string(), "DE");
    /// assert!(Place::parse("Atlantis").is_err());
    /// ```
    ///
    /// # Errors
    /// The text names no country.
    pub fn parse(text: &str) -> Result<Self, UnknownCountry> {
        if let Some((country, region)) = text.split_once('-')
            && country.len() == 2
            && (1..=3).contains(&region.len())
            && region.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            return Ok(Self {
                country: Country::parse(country)?,
                region: Some(region.to_ascii_uppercase()),
            });
        }
        Country::parse(text).map(Self::from)
    }

    /// The country.
    #[must_use]
    pub fn country(&self) -> Country {
        self.country
    }

    /// The state or province, without the country's code.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }
}

impl From<Country> for Place {
    fn from(country: Country) -> Self {
        Self {
            country,
            region: None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.region {
            Some(region) => write!(f, "{}-{region}", self.country),
            None => write!(f, "{}", self.country),
        }
    }
}
