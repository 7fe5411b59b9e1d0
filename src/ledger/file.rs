//! Reading a ledger: all of it holds, or none of it is used.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::decision::{Decision, Part, check_term, days_between, parse_date};
use super::fingerprint::Fingerprint;
use super::subject::Identity;
use super::{LedgerError, Problem};
use crate::country::Country;
use crate::dataset::sha256_hex;
use crate::exposure::Verdict;

/// Bytes of a ledger that are read: some ten thousand decisions.
pub(crate) const LIMIT: u64 = 8 << 20;

/// A decision and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The line of its table, from 1.
    pub line: usize,
    /// The decision.
    pub decision: Decision,
}

/// The decisions of a file.
#[derive(Debug, Clone)]
pub struct Ledger {
    path: PathBuf,
    text: String,
    entries: Vec<Entry>,
    identities: Vec<Identity>,
    by_name: HashMap<String, Vec<usize>>,
}

/// The decision for a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The decision at this place is for it.
    For(usize),
    /// No decision is for it, but the one at this place is for another subject of the same name.
    SameName(usize),
    /// No decision has its name.
    Nothing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    accepted: Vec<Spanned<RawEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    subject: Option<Spanned<String>>,
    domain: Option<Spanned<String>>,
    country: Option<Spanned<String>>,
    key: Option<Spanned<String>>,
    #[serde(default)]
    vendors: Vec<Spanned<String>>,
    verdict: Spanned<String>,
    records: Spanned<Vec<String>>,
    reason: Spanned<String>,
    owner: Spanned<String>,
    accepted_on: Spanned<RawDate>,
    until: Spanned<RawDate>,
    fingerprint: Spanned<String>,
}

/// A date in quotes, as the program writes it, or a bare one, as TOML has it too.
struct RawDate(String);

impl<'de> Deserialize<'de> for RawDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> serde::de::Visitor<'de> for Either {
            type Value = RawDate;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a day such as \"2027-05-31\"")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RawDate, E> {
                Ok(RawDate(text.to_owned()))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<RawDate, A::Error> {
                toml::value::Datetime::deserialize(serde::de::value::MapAccessDeserializer::new(map))
                    .map(|date| RawDate(date.to_string()))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl Ledger {
    /// Reads a ledger; `today` tells which decisions cannot have been made yet.
    ///
    /// # Errors
    /// The file cannot be read, or anything in it is not as it must be.
    pub fn read(path: &Path, today: Date) -> Result<Self, LedgerError> {
        let unreadable = |error| LedgerError::Unreadable {
            path: path.to_owned(),
            error,
        };
        if !path.metadata().map_err(unreadable)?.is_file() {
            return Err(LedgerError::NotAFile(path.to_owned()));
        }
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes))
            .map_err(unreadable)?;
        if bytes.len() as u64 > LIMIT {
            return Err(LedgerError::TooLarge {
                path: path.to_owned(),
                limit: LIMIT,
            });
        }
        match String::from_utf8(bytes) {
            Ok(text) => Self::parse(path, text, today),
            Err(error) => {
                let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                Err(LedgerError::Invalid(vec![Problem {
                    file: path.display().to_string(),
                    line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
                    reason: "not UTF-8; save the file as UTF-8".to_owned(),
                }]))
            }
        }
    }

    /// A ledger with no decision, for a file that is not there yet.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            text: String::new(),
            entries: Vec::new(),
            identities: Vec::new(),
            by_name: HashMap::new(),
        }
    }

    /// Reads the text of a ledger.
    ///
    /// # Errors
    /// Anything in it is not as it must be.
    pub fn parse(path: &Path, text: String, today: Date) -> Result<Self, LedgerError> {
        let file = path.display().to_string();
        let read = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let line_at = |offset: usize| {
            1 + read.as_bytes()[..offset.min(read.len())]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
        };
        let problem = |offset: usize, reason: String| Problem {
            file: file.clone(),
            line: line_at(offset),
            reason,
        };
        let raw: RawFile = toml::from_str(read).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            LedgerError::Invalid(vec![problem(offset, error.message().trim().replace('\n', "; "))])
        })?;

        let mut problems = Vec::new();
        let mut entries = Vec::with_capacity(raw.accepted.len());
        for spanned in raw.accepted {
            let start = spanned.span().start;
            let mut wrong = Vec::new();
            let decision = decision(spanned.into_inner(), start, today, &mut wrong);
            problems.extend(wrong.into_iter().map(|(at, reason)| problem(at, reason)));
            entries.extend(decision.map(|decision| Entry {
                line: line_at(start),
                decision,
            }));
        }
        let identities: Vec<Identity> = entries.iter().map(|entry| entry.decision.identity()).collect();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        let mut seen: HashMap<(&Identity, Option<&str>), usize> = HashMap::new();
        for (at, (entry, identity)) in entries.iter().zip(&identities).enumerate() {
            by_name.entry(identity.name().to_owned()).or_default().push(at);
            if let Some(first) = seen.insert((identity, entry.decision.key.as_deref()), entry.line) {
                problems.push(Problem {
                    file: file.clone(),
                    line: entry.line,
                    reason: format!(
                        "a second decision on \"{}\", after that of line {first}; keep one of them",
                        entry.decision.shown()
                    ),
                });
            }
        }
        if !problems.is_empty() {
            problems.sort_by_key(|problem| problem.line);
            return Err(LedgerError::Invalid(problems));
        }
        Ok(Self {
            path: path.to_owned(),
            text,
            entries,
            identities,
            by_name,
        })
    }

    /// The file, as the user named it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What stands in the file.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the file.
    #[must_use]
    pub fn sha256(&self) -> String {
        sha256_hex(self.text.as_bytes())
    }

    /// The decisions, in the order of the file.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The decision for a subject: one for its very row key goes before one for any.
    #[must_use]
    pub fn find(&self, identity: &Identity, key: Option<&str>) -> Found {
        let Some(named) = self.by_name.get(identity.name()) else {
            return Found::Nothing;
        };
        let fits = |at: &&usize| {
            let own = self.entries[**at].decision.key.as_deref();
            self.identities[**at] == *identity && (own.is_none() || own == key)
        };
        let best = named
            .iter()
            .filter(fits)
            .max_by_key(|at| self.entries[**at].decision.key.is_some());
        match (best, named.first()) {
            (Some(&at), _) => Found::For(at),
            (None, Some(&at)) => Found::SameName(at),
            (None, None) => Found::Nothing,
        }
    }
}

/// Checks what was read; what is wrong is added with its place.
fn decision(
    raw: RawEntry,
    start: usize,
    today: Date,
    problems: &mut Vec<(usize, String)>,
) -> Option<Decision> {
    let before = problems.len();
    let mut text = |part: Part, spanned: Option<Spanned<String>>| {
        let spanned = spanned?;
        if let Err(reason) = part.check(spanned.get_ref()) {
            problems.push((spanned.span().start, reason));
        }
        Some(spanned.into_inner())
    };
    let subject = text(Part::Name, raw.subject);
    let domain = text(Part::Domain, raw.domain);
    let key = text(Part::Key, raw.key);
    let vendors: Vec<String> = raw
        .vendors
        .into_iter()
        .filter_map(|vendor| text(Part::Name, Some(vendor)))
        .collect();
    let reason = text(Part::Reason, Some(raw.reason)).unwrap_or_default();
    let owner = text(Part::Owner, Some(raw.owner)).unwrap_or_default();
    if subject.is_none() && domain.is_none() {
        problems.push((
            start,
            "neither subject nor domain says whom the decision is for".to_owned(),
        ));
    }

    let mut or_problem = |at: usize, reason: String| problems.push((at, reason));
    let country = raw.country.and_then(|spanned| {
        Country::parse(spanned.get_ref())
            .map_err(|error| or_problem(spanned.span().start, error.to_string()))
            .ok()
    });
    let verdict = Verdict::ALL
        .into_iter()
        .filter(|verdict| verdict.gravity() > 0)
        .find(|verdict| verdict.word() == raw.verdict.get_ref());
    if verdict.is_none() {
        or_problem(
            raw.verdict.span().start,
            "the verdict is none that can be accepted: affected, reported, via-vendor or possible".to_owned(),
        );
    }
    let at = raw.records.span().start;
    let mut records = raw.records.into_inner();
    records.sort_unstable();
    let is_id = |id: &String| {
        !id.is_empty()
            && id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if records.is_empty() || !records.iter().all(is_id) {
        or_problem(
            at,
            "records must name the ids behind the finding, as in [\"boots\"]".to_owned(),
        );
    }
    if records.windows(2).any(|pair| pair[0] == pair[1]) {
        or_problem(at, "records names an id twice".to_owned());
    }
    let mut day = |spanned: Spanned<RawDate>| {
        let at = spanned.span().start;
        match parse_date(&spanned.into_inner().0) {
            Ok(date) => Some((at, date)),
            Err(reason) => {
                or_problem(at, reason);
                None
            }
        }
    };
    let (accepted_on, until) = (day(raw.accepted_on), day(raw.until));
    if let (Some((made_at, made)), Some((until_at, until))) = (accepted_on, until) {
        if let Err(reason) = check_term(made, until) {
            or_problem(until_at, reason);
        }
        // Somewhere it is tomorrow already.
        if days_between(today, made) > 1 {
            or_problem(
                made_at,
                format!("the day of the decision, {made}, is yet to come; today is {today}"),
            );
        }
    }
    let at = raw.fingerprint.span().start;
    let fingerprint = Fingerprint::parse(raw.fingerprint.get_ref())
        .map_err(|reason| or_problem(at, reason))
        .ok();
    if problems.len() > before {
        return None;
    }
    Some(Decision {
        subject: subject.unwrap_or_default(),
        domain,
        country,
        key,
        vendors,
        verdict: verdict?,
        records,
        reason,
        owner,
        accepted_on: accepted_on?.1,
        until: until?.1,
        fingerprint: fingerprint?,
    })
}
