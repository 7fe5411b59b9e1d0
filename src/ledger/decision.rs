//! A decision: which finding of which subject was accepted, why, by whom and until when.

use jiff::civil::Date;

use super::SOON;
use super::fingerprint::Fingerprint;
use super::subject::Identity;
use crate::country::Country;
use crate::exposure::Verdict;

/// The longest that a decision may hold: who knew why is often gone after two years, and the list grows.
pub const LONGEST: i32 = 731;

/// A decision as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The subject's name as it was given; empty for one that was asked about by domain alone.
    pub subject: String,
    /// Its domain, address or e-mail as given.
    pub domain: Option<String>,
    /// Its country.
    pub country: Option<Country>,
    /// Its row key; without one the decision holds for any.
    pub key: Option<String>,
    /// The vendors that were declared for it when the decision was made.
    pub vendors: Vec<String>,
    /// What the finding was.
    pub verdict: Verdict,
    /// The ids of the records behind it, sorted.
    pub records: Vec<String>,
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for the decision.
    pub owner: String,
    /// When it was made.
    pub accepted_on: Date,
    /// The last day on which it holds.
    pub until: Date,
    /// The facts behind the finding when it was accepted.
    pub fingerprint: Fingerprint,
}

/// How a decision stands on a day, the facts behind it aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    InForce,
    /// It holds for so many days more, today not counted.
    ExpiresSoon(i32),
    /// Its last day has passed.
    Expired,
}

impl Decision {
    /// The subject that it is for.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity::new(&self.subject, self.domain.as_deref(), self.country)
    }

    /// What to call the subject: its name, else its domain.
    #[must_use]
    pub fn shown(&self) -> &str {
        match self.subject.trim() {
            "" => self.domain.as_deref().unwrap_or_default(),
            name => name,
        }
    }

    /// How it stands on a day.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        match days_between(today, self.until) {
            i32::MIN..0 => Standing::Expired,
            left @ 0..=SOON => Standing::ExpiresSoon(left),
            _ => Standing::InForce,
        }
    }
}

/// Days from one day to another.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    // The span between two dates of the calendar always fits.
    from.until(to).map_or(0, |span| span.get_days())
}

/// What may stand as a date in a ledger.
///
/// # Errors
/// What is wrong, in a sentence.
pub fn parse_date(text: &str) -> Result<Date, String> {
    // Only the plain form: others that a calendar library reads would look odd in the file.
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    plain
        .then(|| text.parse().ok())
        .flatten()
        .ok_or_else(|| format!("\"{text}\" is no date: write a day as 2027-05-31"))
}

/// Whether a decision of that day may hold until another.
///
/// # Errors
/// Why not, in a sentence.
pub fn check_term(accepted_on: Date, until: Date) -> Result<(), String> {
    match days_between(accepted_on, until) {
        i32::MIN..0 => Err(format!(
            "the last day, {until}, is before the day of the decision, {accepted_on}"
        )),
        0..=LONGEST => Ok(()),
        _ => Err(format!(
            "{until} is more than two years after {accepted_on}; a decision must be looked at again by then"
        )),
    }
}

/// The most characters in a reason.
const LONGEST_REASON: usize = 1_000;
/// The most characters in any other text.
const LONGEST_TEXT: usize = 300;

/// A part of a decision that a person writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The name of the subject or of a vendor.
    Name,
    /// Its domain.
    Domain,
    /// Its row key.
    Key,
    /// Why.
    Reason,
    /// Who.
    Owner,
}

impl Part {
    const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Domain => "domain",
            Self::Key => "key",
            Self::Reason => "reason",
            Self::Owner => "owner",
        }
    }

    /// Whether a text may stand there: one line, that no terminal and no reviewer can misread.
    ///
    /// # Errors
    /// What is wrong, in a sentence.
    pub fn check(self, text: &str) -> Result<(), String> {
        let word = self.word();
        if text.trim().is_empty() {
            return Err(format!("the {word} is empty"));
        }
        if crate::escape::terminal(text) != text {
            return Err(format!(
                "the {word} has a line break, a control character or an invisible one; write it as one plain line"
            ));
        }
        let most = if self == Self::Reason {
            LONGEST_REASON
        } else {
            LONGEST_TEXT
        };
        if text.chars().count() > most {
            return Err(format!("the {word} is longer than {most} characters"));
        }
        Ok(())
    }
}
