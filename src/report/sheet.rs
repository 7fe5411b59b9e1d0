//! A row of a table for spreadsheets, in CSV as in XLSX: the user's own columns in their order, then what was found.

use std::borrow::Cow;

use super::model::{Finding, InputInfo, ListInfo, SettingsInfo, SubjectInfo, Tool};
use crate::escape::terminal;

/// The columns that are added. What is the same for each row of an input stands at the end.
pub(super) const ADDED: [&str; 17] = [
    "verdict",
    "reason",
    "strength",
    "score",
    "record_id",
    "listed_name",
    "path",
    "data_types",
    "people_affected",
    "disclosed_on",
    "first_source",
    "first_step",
    "accepted_until",
    "baseline",
    "coverage",
    "list",
    "run",
];

/// How many of them, at the end, tell of the list and the run.
const RUN_CELLS: usize = 3;

/// Which of [`ADDED`] hold numbers.
pub(super) const NUMBERS: [&str; 2] = ["score", "people_affected"];

/// The columns where nothing of the user's own is given back.
const NAMED: [&str; 4] = ["key", "name", "domain", "country"];

/// The titles of a table that was read, and which of its columns have the parts of a subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnTable {
    /// The titles of all its columns.
    pub titles: Vec<String>,
    /// Its column of names, from 0.
    pub name: Option<usize>,
}

/// The user's own columns: those of every table that was read, each title once.
#[derive(Debug, Clone)]
struct OwnColumns {
    titles: Vec<String>,
    /// For each input the places of its columns among the titles.
    places: Vec<Vec<usize>>,
    /// Where the name of a subject goes that is of no table.
    name: usize,
}

impl OwnColumns {
    /// The columns of these inputs; `None` where none of them is a table.
    fn of(tables: &[OwnTable]) -> Option<Self> {
        let mut titles: Vec<String> = Vec::new();
        let mut places = Vec::new();
        let mut name = None;
        for table in tables {
            let mut taken = vec![false; titles.len()];
            let mut own = Vec::new();
            for title in &table.titles {
                // A title that a table has twice is two columns.
                let known = (0..taken.len()).find(|at| !taken[*at] && titles[*at] == *title);
                let at = known.unwrap_or_else(|| {
                    titles.push(title.clone());
                    taken.push(false);
                    titles.len() - 1
                });
                taken[at] = true;
                own.push(at);
            }
            name = name.or_else(|| own.get(table.name?).copied());
            places.push(own);
        }
        let name = name.unwrap_or_default();
        (!titles.is_empty()).then_some(Self { titles, places, name })
    }

    fn cells<'a>(&self, subject: &'a SubjectInfo, cells: Option<&'a [String]>) -> Vec<&'a str> {
        let mut row = vec![""; self.titles.len()];
        let places = subject.input.and_then(|at| self.places.get(at));
        match (cells, places) {
            (Some(cells), Some(places)) if !places.is_empty() => {
                for (place, cell) in places.iter().zip(cells) {
                    row[*place] = cell;
                }
            }
            _ => row[self.name] = subject.shown(),
        }
        row
    }
}

/// What the rows of a run have in common.
#[derive(Debug, Clone)]
pub struct Sheet {
    own: Option<OwnColumns>,
    coverage: String,
    list: String,
    /// What was run: for names given as arguments, then for each input.
    runs: Vec<String>,
}

impl Sheet {
    /// For findings of this run; `tables` are the tables among its inputs, one for each, or none where the user's own
    /// columns are not at hand.
    #[must_use]
    pub fn new(
        list: &ListInfo,
        settings: &SettingsInfo,
        inputs: &[InputInfo],
        tables: &[OwnTable],
        generated_at: &str,
    ) -> Self {
        let version = match (&list.version, &list.as_of, list.age_in_days, &list.sha256) {
            (Some(version), Some(as_of), Some(age), Some(hash)) => format!(
                "{version}, as of {as_of}, {}, SHA-256 {hash}",
                super::text::days(age)
            ),
            _ => "own records only".to_owned(),
        };
        let tool = Tool::this();
        let run = format!(
            "{} {}, {generated_at}; {}",
            tool.name,
            tool.version,
            super::told(settings)
        );
        let runs = std::iter::once(run.clone())
            .chain(inputs.iter().map(|input| match &input.sha256 {
                Some(hash) => format!("{run}; input {}, SHA-256 {hash}", input.name),
                None => format!("{run}; input {}", input.name),
            }))
            .collect();
        Self {
            own: OwnColumns::of(tables),
            coverage: list.coverage.clone(),
            list: version,
            runs,
        }
    }

    /// The titles of the user's own columns, or of those that stand for them.
    pub(super) fn own_titles(&self) -> Vec<&str> {
        match &self.own {
            Some(own) => own.titles.iter().map(String::as_str).collect(),
            None => NAMED.to_vec(),
        }
    }

    /// The user's own cells of a row, or what stands for them; `cells` are the subject's, where it was read from a
    /// table.
    pub(super) fn own_cells<'a>(
        &self,
        finding: &'a Finding,
        cells: Option<&'a [String]>,
    ) -> Vec<Cow<'a, str>> {
        let subject = &finding.subject;
        match &self.own {
            Some(own) => own.cells(subject, cells).into_iter().map(Cow::Borrowed).collect(),
            None => vec![
                subject.key.as_deref().unwrap_or_default().into(),
                subject.name.as_str().into(),
                subject.domain.as_deref().unwrap_or_default().into(),
                subject
                    .country
                    .map_or(Cow::Borrowed(""), |c| c.code().to_owned().into()),
            ],
        }
    }

    /// The cells of [`ADDED`].
    pub(super) fn added_cells<'a>(&'a self, finding: &'a Finding) -> impl Iterator<Item = Cow<'a, str>> {
        let run = self.run_cells(Self::run_of(finding)).map(Cow::Borrowed);
        self.subject_cells(finding).into_iter().chain(run)
    }

    /// Those of them that tell of the subject, free of control characters; [`Sheet::run_cells`] are the others.
    pub(super) fn subject_cells<'a>(&self, finding: &'a Finding) -> [Cow<'a, str>; ADDED.len() - RUN_CELLS] {
        let hit = finding.matches.first();
        let listing = finding.listings.first();
        let none = || Cow::Borrowed("");
        [
            finding.verdict.word().into(),
            match finding.explanation() {
                Cow::Borrowed(reason) => terminal(reason),
                Cow::Owned(reason) => terminal(&reason).into_owned().into(),
            },
            hit.map_or_else(none, |m| m.strength.word().into()),
            hit.map_or_else(none, |m| format!("{:.3}", m.score).into()),
            listing.map_or_else(none, |l| terminal(&l.id)),
            hit.map(|m| &m.name)
                .or(listing.map(|l| &l.name))
                .map_or_else(none, |n| terminal(n)),
            joined(finding.paths.iter().map(|p| terminal(&p.text))),
            // A cell of its own cannot say "within reach, not known to have left".
            listing
                .filter(|l| l.outflow.is_acknowledged())
                .map_or_else(none, |l| joined(l.data_types.iter().map(|d| d.word().into()))),
            listing
                .and_then(|l| l.people_affected)
                .map_or_else(none, |p| p.to_string().into()),
            listing
                .and_then(|l| l.disclosed_on)
                .map_or_else(none, |d| d.to_string().into()),
            listing
                .and_then(|l| l.sources.first())
                .map_or_else(none, |s| terminal(&s.url)),
            finding.steps.first().map_or_else(none, |s| terminal(&s.title)),
            finding
                .accepted
                .as_ref()
                .map_or_else(none, |decision| decision.until.to_string().into()),
            finding.since_baseline().map_or_else(none, Cow::Borrowed),
        ]
    }

    /// How many different ends the rows have.
    pub(super) fn run_count(&self) -> usize {
        self.runs.len()
    }

    /// Which of them a finding's row has.
    pub(super) fn run_of(finding: &Finding) -> usize {
        finding.subject.input.map_or(0, |at| at + 1)
    }

    /// The last cells of a row, which tell of the list and the run and not of the subject.
    pub(super) fn run_cells(&self, run: usize) -> [&str; RUN_CELLS] {
        [
            &self.coverage,
            &self.list,
            self.runs.get(run).map_or("", String::as_str),
        ]
    }
}

fn joined<'a>(mut parts: impl Iterator<Item = Cow<'a, str>>) -> Cow<'a, str> {
    let Some(first) = parts.next() else {
        return Cow::Borrowed("");
    };
    parts.fold(first, |all, part| Cow::Owned(format!("{all}; {part}")))
}
