//! The languages of letters: which one for which place, and how each writes dates, numbers and quotation marks.

use std::borrow::Cow;
use std::fmt;

use super::place::Place;
use super::words::Words;
use crate::dataset::model::PartialDate;

/// A language that letters are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::French];

    /// Its ISO 639-1 code.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
        }
    }

    /// Its English name.
    #[must_use]
    pub const fn plain(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "German",
            Self::French => "French",
        }
    }

    /// The language for a place where nobody asked for another: that of most people there, where letters have it.
    ///
    /// Belgium gets English, since most people there speak Dutch, and Canada too, but for Quebec.
    ///
    /// ```
    /// use moveit_exposure::letters::{Language, Place};
    /// let of = |place| Language::usual_in(&Place::parse(place).unwrap());
    /// assert_eq!(of("AT"), Language::German);
    /// assert_eq!(of("CA-QC"), Language::French);
    /// assert_eq!(of("IE"), Language::English);
    /// ```
    #[must_use]
    pub fn usual_in(place: &Place) -> Self {
        match (place.country().code(), place.region()) {
            ("DE" | "AT" | "CH" | "LI", _) => Self::German,
            ("FR" | "LU" | "MC", _) | ("CA", Some("QC")) => Self::French,
            _ => Self::English,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A language as it is written in one country.
pub(super) struct Locale {
    pub(super) language: Language,
    country: Option<&'static str>,
    pub(super) words: &'static Words,
}

impl Locale {
    pub(super) fn new(language: Language, place: Option<&Place>, words: &'static Words) -> Self {
        // Only the countries that write a language differently matter.
        let country = match place.map(Place::country).as_ref().map(crate::Country::code) {
            Some("AT") => Some("AT"),
            Some("CH" | "LI") => Some("CH"),
            Some("US" | "PR" | "GU" | "VI" | "AS" | "MP") => Some("US"),
            _ => None,
        };
        Self {
            language,
            country,
            words,
        }
    }

    /// Whether English is written the American way.
    pub(super) fn is_american(&self) -> bool {
        self.country == Some("US")
    }

    /// Our own text as the language is written there: no break before French punctuation, no ß in Switzerland, American
    /// words in America.
    pub(super) fn typography<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match (self.language, self.country) {
            (Language::French, _) => {
                let mut text = text.to_owned();
                for mark in [" :", " ;", " ?", " !", " »"] {
                    text = text.replace(mark, &mark.replace(' ', "\u{a0}"));
                }
                Cow::Owned(text.replace("« ", "«\u{a0}").replace("n° ", "n°\u{a0}"))
            }
            (Language::German, Some("CH")) => {
                Cow::Owned(text.replace('ß', "ss").replace('„', "«").replace('“', "»"))
            }
            (Language::English, Some("US")) => {
                Cow::Owned(text.replace("driving licence", "driver's license"))
            }
            _ => Cow::Borrowed(text),
        }
    }

    /// A date as precise as it is known.
    pub(super) fn date(&self, date: PartialDate) -> String {
        let (year, month, day) = date.parts();
        let month = month
            .and_then(|month| usize::try_from(month).ok())
            .and_then(|month| self.words.months.get(month.checked_sub(1)?))
            .map(String::as_str);
        let (Some(month), day) = (month, day) else {
            return year.to_string();
        };
        let month = match (month, self.country) {
            ("Januar", Some("AT")) => "Jänner",
            (month, _) => month,
        };
        match (self.language, day) {
            (_, None) => format!("{month} {year}"),
            (Language::English, Some(day)) if self.is_american() => format!("{month} {day}, {year}"),
            (Language::English, Some(day)) => format!("{day} {month} {year}"),
            (Language::German, Some(day)) => format!("{day}. {month} {year}"),
            (Language::French, Some(1)) => format!("1er {month} {year}"),
            (Language::French, Some(day)) => format!("{day} {month} {year}"),
        }
    }

    /// A number with its thousands set apart.
    pub(super) fn number(&self, number: u64) -> String {
        let grouped = crate::report::text::grouped(number);
        match self.language {
            Language::English => grouped,
            Language::German | Language::French => grouped.replace(',', "\u{a0}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(language: Language, place: &str, date: &str) -> String {
        let place = Place::parse(place).unwrap();
        let words = Words::of(language).unwrap();
        Locale::new(language, Some(&place), words).date(PartialDate::parse(date).unwrap())
    }

    #[test]
    fn dates_are_written_as_in_the_country() {
        assert_eq!(dates(Language::English, "GB", "2023-06-05"), "5 June 2023");
        assert_eq!(dates(Language::English, "US", "2023-06-05"), "June 5, 2023");
        assert_eq!(dates(Language::German, "DE", "2024-01-05"), "5. Januar 2024");
        assert_eq!(dates(Language::German, "AT", "2024-01-05"), "5. Jänner 2024");
        assert_eq!(dates(Language::French, "FR", "2023-08-01"), "1er août 2023");
        assert_eq!(dates(Language::French, "FR", "2023-08"), "août 2023");
        assert_eq!(dates(Language::German, "DE", "2023"), "2023");
    }

    #[test]
    fn numbers_and_marks() {
        let locale = |language, place: &str| {
            let place = Place::parse(place).unwrap();
            Locale::new(language, Some(&place), Words::of(language).unwrap())
        };
        assert_eq!(locale(Language::English, "GB").number(16_000), "16,000");
        assert_eq!(locale(Language::German, "DE").number(16_000), "16\u{a0}000");
        assert_eq!(
            locale(Language::German, "CH").typography("gemäß „Nein“"),
            "gemäss «Nein»"
        );
        assert_eq!(locale(Language::French, "FR").typography("Quoi ?"), "Quoi\u{a0}?");
    }
}
