//! Letters that are ready to send: a person's request to an employer or to a vendor, a company's questions to a supplier.
//!
//! A letter is made from what a record holds, in English, German or French. `templates/` has one file a letter and
//! language, `words.*.toml` what the list's words are in each, `laws.toml` the laws that a letter may call on with their
//! official texts. Whatever the writer must add is a blank, `[[ ... ]]`. A record that is only reported, or only possible,
//! is worded so, and where there is none a letter claims nothing of its recipient.
//!
//! To add a language: a variant of [`Language`], its words, a template for each of the others', and its texts in
//! `laws.toml`; the tests tell what is missing.

mod facts;
mod language;
mod law;
mod layout;
mod place;
mod template;
#[cfg(test)]
mod tests;
mod words;

use serde::Serialize;

pub use language::Language;
pub use layout::{BLANK_END, BLANK_START, Markup};
pub use place::Place;

use crate::advisories::{self, Product};
use crate::dataset::Dataset;
use crate::dataset::model::{ListedAs, PartialDate, Record, Status};
use facts::{Fact, Sources, cited, facts};
use language::Locale;
use law::{Applies, Law};
use words::Words;

/// To whom a letter goes, and with that which letter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Recipient {
    /// A person asks the organization that they work or worked for, or that otherwise holds their data.
    Employer,
    /// A company asks its supplier.
    Supplier,
    /// A person asks the vendor that held their data for somebody else.
    Vendor,
}

impl Recipient {
    /// Every recipient.
    pub const ALL: [Self; 3] = [Self::Employer, Self::Supplier, Self::Vendor];

    /// The word that stands for it in options and file names.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Supplier => "supplier",
            Self::Vendor => "vendor",
        }
    }

    /// The recipient for its word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|recipient| recipient.word() == word)
    }

    fn writer(self) -> &'static str {
        match self {
            Self::Supplier => "company",
            Self::Employer | Self::Vendor => "person",
        }
    }
}

/// What the list holds of the recipient.
#[derive(Debug, Clone, Copy)]
pub enum Known<'a> {
    /// Nothing that a letter may rest on.
    Nothing,
    /// This record is the recipient's.
    Listed(&'a Record),
    /// This record may be the recipient's.
    Perhaps(&'a Record),
}

impl<'a> Known<'a> {
    /// The record whose exposure a letter tells of: it stands, and is not on the list for another reason.
    fn record(self) -> Option<&'a Record> {
        match self {
            Self::Nothing => None,
            Self::Listed(record) | Self::Perhaps(record) => Some(record),
        }
        .filter(|record| tells(record))
    }
}

/// Whether a record tells of an exposure: not one that was withdrawn, nor that of MOVEit's maker.
#[must_use]
pub fn tells(record: &Record) -> bool {
    record.withdrawn.is_none() && record.listed_as == ListedAs::Exposed && record.exposure.is_some()
}

/// What a letter is made from.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// To whom it goes.
    pub recipient: Recipient,
    /// The recipient's name as the writer gave it.
    pub subject: &'a str,
    /// What the list holds of it.
    pub known: Known<'a>,
    /// The organization that passed the data on to a vendor.
    pub customer: Option<&'a str>,
    /// Where the writer lives.
    pub place: Option<Place>,
    /// The language.
    pub language: Language,
    /// Text or Markdown.
    pub markup: Markup,
    /// The letter's date.
    pub today: jiff::civil::Date,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Letter {
    /// Its text, with a line break at its end.
    pub text: String,
    /// How many blanks the writer has to fill in.
    pub blanks: usize,
    /// The law that it calls on, where there is one.
    pub law: Option<CitedLaw>,
}

/// A law that a letter calls on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CitedLaw {
    /// Its stable id in `laws.toml`.
    pub id: &'static str,
    /// The provision, in the letter's language.
    pub right: String,
    /// Its official text.
    pub url: &'static str,
}

/// A letter could not be made: a fault of the program, which its tests exclude.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LetterError {
    /// A template cannot be filled in.
    #[error("a letter's template cannot be filled in: {0}; this is a fault of the program, please report it")]
    Template(#[from] minijinja::Error),
    /// Bundled data cannot be read.
    #[error(
        "the bundled {part} of letters cannot be read: {reason}; this is a fault of the program, please report it"
    )]
    Bundled {
        /// Which of it.
        part: Part,
        /// Why.
        reason: String,
    },
}

/// A part of the data that letters are made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The words of a language.
    Words,
    /// The laws.
    Laws,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Words => "words",
            Self::Laws => "laws",
        })
    }
}

/// What a template is given.
#[derive(Serialize)]
struct Context<'a> {
    writer: &'static str,
    american: bool,
    we: &'static str,
    we_inside: &'static str,
    us: &'static str,
    today: String,
    addressee: &'a str,
    name: &'a str,
    standing: &'static str,
    #[serde(rename = "match")]
    matched: &'static str,
    listed: &'a str,
    facts: Vec<Fact>,
    customer: Option<&'a str>,
    law: Option<Claim>,
    versions: Option<Versions>,
    list: Option<ListNamed>,
}

#[derive(Serialize)]
struct Claim {
    #[serde(skip)]
    law: &'static Law,
    right: String,
    cited: String,
    reach: &'static str,
    deadline: Option<String>,
    deadline_in: String,
}

#[derive(Serialize)]
struct Versions {
    as_of: String,
    first: String,
    later: Vec<LaterLine>,
    cited: String,
}

#[derive(Serialize)]
struct LaterLine {
    line: String,
    version: String,
}

#[derive(Serialize)]
struct ListNamed {
    version: String,
    as_of: String,
}

/// Writes a letter.
///
/// ```
/// use moveit_exposure::dataset::Dataset;
/// use moveit_exposure::letters::{Known, Language, Markup, Place, Recipient, Request, write};
///
/// let list = Dataset::bundled()?;
/// let letter = write(&list, &Request {
///     recipient: Recipient::Employer,
///     subject: "Boots",
///     known: list.record("boots").map_or(Known::Nothing, Known::Listed),
///     customer: None,
///     place: Place::parse("GB").ok(),
///     language: Language::English,
///     markup: Markup::Text,
///     today: jiff::civil::date(2026, 11, 24),
/// })?;
/// assert!(letter.text.contains("UK GDPR"));
/// assert!(letter.blanks > 0 && letter.text.contains("[[ your name ]]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Bundled data or a template that is damaged, which the tests exclude.
pub fn write(list: &Dataset, request: &Request<'_>) -> Result<Letter, LetterError> {
    let words = Words::of(request.language)?;
    let locale = Locale::new(request.language, request.place.as_ref(), words);
    let record = request.known.record();
    let mut sources = Sources::default();
    let facts = match record.and_then(|r| Some((r, r.exposure.as_ref()?))) {
        Some((record, exposure)) => facts(list, record, exposure, &locale, &mut sources),
        None => Vec::new(),
    };
    let mut lines: Vec<String> = (1..)
        .zip(sources.records())
        .map(|(number, source)| {
            let label = match source.published_on {
                Some(date) => format!("{}, {}", source.publisher, locale.date(date)),
                None => source.publisher.clone(),
            };
            request.markup.source(number, &label, &source.url)
        })
        .collect();
    let mut add = |label: &str, url: &str| {
        lines.push(request.markup.source(lines.len() + 1, label, url));
        cited(&[lines.len()])
    };
    let versions = (request.recipient == Recipient::Supplier)
        .then(|| versions(&locale, &mut add))
        .flatten();
    let law = claim(request, &locale, &mut add)?;
    let sure = matches!(request.known, Known::Listed(_));
    let person = request.recipient.writer() == "person";
    let context = Context {
        writer: request.recipient.writer(),
        american: locale.is_american(),
        we: if person { "I" } else { "We" },
        we_inside: if person { "I" } else { "we" },
        us: if person { "me" } else { "us" },
        today: locale.date(PartialDate::from(request.today)),
        addressee: match request.known {
            Known::Listed(record) => record.legal_name.as_deref().unwrap_or(&record.name),
            _ => request.subject,
        },
        name: match request.known {
            Known::Listed(record) => &record.name,
            _ => request.subject,
        },
        standing: standing(record),
        matched: if sure { "sure" } else { "possible" },
        listed: record.map_or("", |r| &r.name),
        facts,
        customer: request.customer,
        law,
        versions,
        list: list
            .header()
            .filter(|_| record.is_some())
            .map(|header| ListNamed {
                version: header.version.clone(),
                as_of: locale.date(PartialDate::from(header.as_of)),
            }),
    };
    let law = context.law.as_ref().map(|claim| CitedLaw {
        id: &claim.law.id,
        right: claim.right.clone(),
        url: claim.law.url.of(request.language),
    });
    let filled = template::fill(request.recipient, request.markup, &locale, &context, lines)?;
    let text = request.markup.finish(&filled);
    Ok(Letter {
        blanks: text.matches(BLANK_START).count(),
        text,
        law,
    })
}

/// How sure the listing is, as templates ask for it.
fn standing(record: Option<&Record>) -> &'static str {
    let Some(exposure) = record.and_then(|r| r.exposure.as_ref()) else {
        return "none";
    };
    match (exposure.outflow.is_acknowledged(), exposure.status) {
        (true, Status::Confirmed) => "confirmed",
        (true, Status::Reported) => "reported",
        (true, Status::Possible) => "possible",
        (false, Status::Confirmed) => "open",
        (false, Status::Reported | Status::Possible) => "perhaps-open",
    }
}

/// The law that the letter calls on, if there is one.
fn claim(
    request: &Request<'_>,
    locale: &Locale,
    add: &mut impl FnMut(&str, &str) -> String,
) -> Result<Option<Claim>, LetterError> {
    let Some(place) = &request.place else {
        return Ok(None);
    };
    let Some(law) = Law::find(request.recipient, place)? else {
        return Ok(None);
    };
    let language = request.language;
    // A law of the writer's country need not bind a recipient elsewhere.
    let elsewhere = match request.known {
        Known::Listed(record) => record.country.is_some_and(|country| !law.holds_in(country)),
        Known::Nothing | Known::Perhaps(_) => false,
    };
    let text = |texts: &law::Texts| locale.typography(texts.of(language)).into_owned();
    Ok(Some(Claim {
        law,
        right: text(&law.right),
        cited: add(&law.publisher, law.url.of(language)),
        reach: if elsewhere || law.applies == Applies::WhereItReaches {
            "partial"
        } else {
            "whole"
        },
        deadline: law
            .deadline
            .as_ref()
            .and_then(|key| locale.words.deadlines.get(key).cloned()),
        deadline_in: law.deadline_in.as_ref().map_or_else(String::new, text),
    }))
}

/// The versions that a supplier's server should have at least, as the bundled advisories tell.
fn versions(locale: &Locale, add: &mut impl FnMut(&str, &str) -> String) -> Option<Versions> {
    let snapshot = advisories::snapshot();
    let all = snapshot.advisories();
    let fixed = advisories::fixed_versions(Product::Transfer, &all);
    let (first, later) = fixed.split_first()?;
    // The record whose fix is the last one tells of every line that still gets fixes.
    let cites = all
        .iter()
        .filter(|advisory| {
            let ranges = advisory
                .affected
                .iter()
                .filter(|a| a.product == Some(Product::Transfer));
            ranges
                .flat_map(|a| &a.ranges)
                .any(|range| range.fixed == fixed.last().copied())
        })
        .max_by_key(|advisory| advisory.published)
        .and_then(|advisory| advisory.sources.first().map(|source| (advisory, source)));
    Some(Versions {
        as_of: locale.date(PartialDate::from(snapshot.as_of)),
        first: first.to_string(),
        later: later
            .iter()
            .map(|version| LaterLine {
                line: version.line().to_string(),
                version: version.to_string(),
            })
            .collect(),
        cited: cites.map_or_else(String::new, |(advisory, source)| {
            add(&format!("{}, {}", source.publisher, advisory.cve), &source.url)
        }),
    })
}
