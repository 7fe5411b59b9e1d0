//! The report: the one structure that every format and the exit code are made from.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::baseline::{BaselineInfo, BaselineMark};
use crate::advisories::{Advisory, Gathered, Product, SourceState, version_question};
use crate::country::Country;
use crate::dataset::model::{
    AcknowledgedBy, DataType, ListedAs, Outflow, PartialDate, Population, Record, Route, Source, Status,
};
use crate::dataset::{Addition, Dataset};
use crate::exit::ExitStatus;
use crate::exposure::Verdict;
use crate::exposure::path::PathHop;
use crate::guidance::Reader;
use crate::ledger::Decision;
use crate::matching::{Evidence, Strength};

/// Version of the JSON that this model makes. The first number changes when a reader of it would break.
pub const SCHEMA_VERSION: &str = "1.0";

/// A whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Report {
    /// Version of this structure.
    pub schema_version: String,
    /// The program that made it.
    pub tool: Tool,
    /// When, RFC 3339 in UTC.
    pub generated_at: String,
    /// The list that was searched.
    pub dataset: ListInfo,
    /// What the run was told.
    pub settings: SettingsInfo,
    /// What was read.
    pub inputs: Vec<InputInfo>,
    /// The ledger of accepted findings, where one was in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ledger: Option<LedgerInfo>,
    /// The earlier report beside which only what is new counts for the exit code, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineInfo>,
    /// Counts by verdict, and the exit code.
    pub summary: Summary,
    /// Published notices on the flaws that matter to the findings.
    pub advisories: AdvisoryInfo,
    /// The steps that findings name, in full.
    pub steps: Vec<StepInfo>,
    /// One finding a subject, in input order.
    pub findings: Vec<Finding>,
}

/// The program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This program.
    #[must_use]
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// The list, its age and its hash, and what its silence means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListInfo {
    /// Version of the bundled list; absent with `--no-bundled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// When its records were last reviewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Days since then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_in_days: Option<i32>,
    /// SHA-256 over the bundled records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Records searched, a user's own included.
    pub records: usize,
    /// What is covered, and that absence proves nothing.
    pub coverage: String,
    /// Files that were added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additions: Vec<Addition>,
}

impl ListInfo {
    /// What a report says of a list.
    #[must_use]
    pub fn of(list: &Dataset, today: jiff::civil::Date) -> Self {
        let records = list.counts().records;
        let organizations = if records == 1 {
            "organization"
        } else {
            "organizations"
        };
        // Emsisoft's tally of November 2023 is the last that was published with a figure and a date.
        let coverage = if list.header().is_some() {
            format!(
                "The list holds {records} {organizations}; Emsisoft counted about 2,620 in November 2023. \
                 Absence from the list proves nothing."
            )
        } else {
            format!(
                "Only your own list of {records} {organizations} was searched. Absence from it proves nothing."
            )
        };
        Self {
            version: list.header().map(|h| h.version.clone()),
            as_of: list.header().map(|h| h.as_of.to_string()),
            age_in_days: list.age_in_days(today),
            sha256: list.sha256().map(str::to_owned),
            records,
            coverage,
            additions: list.additions().to_vec(),
        }
    }
}

/// What the run was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SettingsInfo {
    /// Who reads the steps.
    pub reader: Reader,
    /// Country for subjects without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// From which verdict on the exit code is 1.
    pub fail_on: FailOn,
    /// Whether an unscreened row is an error.
    pub strict: bool,
    /// The weakest match that is shown.
    pub min_strength: Strength,
    /// Whether misspelled names are matched.
    pub fuzzy: bool,
    /// Whether the network was left alone.
    pub offline: bool,
    /// Whether salted hashes stand for what the user gave.
    #[serde(default, skip_serializing_if = "is_false")]
    pub redacted: bool,
    /// Vendors declared for every subject.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vendors: Vec<String>,
}

/// What was published on the flaws that matter to the findings, and how fresh it is. It never changes a verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AdvisoryInfo {
    /// The flaw that was used; all flaws for a security team, and where a subject's own server was hit.
    pub advisories: Vec<Advisory>,
    /// How it went with each source.
    pub sources: Vec<SourceState>,
    /// What an HR or security team asks whoever runs MOVEit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
}

/// The flaw that was used in the thefts of May 2023.
const USED_FLAW: &str = "CVE-2023-34362";

impl AdvisoryInfo {
    /// What a report says of what was gathered.
    #[must_use]
    pub fn of(gathered: Gathered, reader: Reader, findings: &[Finding]) -> Self {
        let found = findings.iter().any(|f| f.verdict.gravity() > 0);
        let own_server = findings
            .iter()
            .filter(|f| !f.matches.is_empty())
            .filter_map(|f| f.listings.first())
            .any(|listing| listing.route == Some(Route::OwnServer));
        let question = (found && reader != Reader::Individual)
            .then(|| version_question(Product::Transfer, &gathered.advisories))
            .flatten();
        let all = reader == Reader::Security || own_server;
        let mut advisories = gathered.advisories;
        advisories.retain(|advisory| found && (all || advisory.cve.to_string() == USED_FLAW));
        Self {
            advisories,
            sources: gathered.sources,
            question,
        }
    }
}

/// An input that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InputInfo {
    /// As the user named it; `-` for standard input.
    pub name: String,
    /// What it was read as.
    pub format: String,
    /// Subjects in it.
    pub rows: u64,
    /// SHA-256 of its bytes; absent where it was not read to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// From which verdict on a finding makes the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// Confirmed listings only.
    Affected,
    /// Reported listings too.
    Reported,
    /// Subjects whose declared vendor is listed too.
    ViaVendor,
    /// Whatever a person must look at, too.
    Possible,
    /// Never.
    Never,
}

impl FailOn {
    /// Every value, the strictest listing first.
    pub const ALL: [Self; 5] = [
        Self::Affected,
        Self::Reported,
        Self::ViaVendor,
        Self::Possible,
        Self::Never,
    ];

    /// The word that stands for it in options and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Affected => "affected",
            Self::Reported => "reported",
            Self::ViaVendor => "via-vendor",
            Self::Possible => "possible",
            Self::Never => "never",
        }
    }

    /// Whether a verdict is at or above it.
    #[must_use]
    pub fn reached_by(self, verdict: Verdict) -> bool {
        let floor = match self {
            Self::Affected => Verdict::Affected,
            Self::Reported => Verdict::Reported,
            Self::ViaVendor => Verdict::ViaVendor,
            Self::Possible => Verdict::Possible,
            Self::Never => return false,
        };
        verdict.gravity() >= floor.gravity()
    }
}

/// Counts by verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// Confirmed listings.
    pub affected: u64,
    /// Reported listings.
    pub reported: u64,
    /// Subjects whose declared vendor is listed.
    pub via_vendor: u64,
    /// For a person to look at.
    pub possible: u64,
    /// Accepted by the ledger.
    pub accepted: u64,
    /// Nothing found.
    pub no_record: u64,
    /// Not looked up.
    pub unscreened: u64,
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::Affected => &mut self.affected,
            Verdict::Reported => &mut self.reported,
            Verdict::ViaVendor => &mut self.via_vendor,
            Verdict::Possible => &mut self.possible,
            Verdict::Accepted => &mut self.accepted,
            Verdict::NoRecord => &mut self.no_record,
            Verdict::Unscreened => &mut self.unscreened,
        } += 1;
    }

    /// Counts what another part of the run counted.
    pub fn add_all(&mut self, other: &Self) {
        self.affected += other.affected;
        self.reported += other.reported;
        self.via_vendor += other.via_vendor;
        self.possible += other.possible;
        self.accepted += other.accepted;
        self.no_record += other.no_record;
        self.unscreened += other.unscreened;
    }

    /// The count of one verdict.
    #[must_use]
    pub fn of(&self, verdict: Verdict) -> u64 {
        match verdict {
            Verdict::Affected => self.affected,
            Verdict::Reported => self.reported,
            Verdict::ViaVendor => self.via_vendor,
            Verdict::Possible => self.possible,
            Verdict::Accepted => self.accepted,
            Verdict::NoRecord => self.no_record,
            Verdict::Unscreened => self.unscreened,
        }
    }

    /// All subjects.
    #[must_use]
    pub fn total(&self) -> u64 {
        Verdict::ALL.iter().map(|v| self.of(*v)).sum()
    }

    /// How a run with these counts ends.
    #[must_use]
    pub fn exit_status(&self, fail_on: FailOn, strict: bool) -> ExitStatus {
        let unscreened_only = self.total() == self.unscreened;
        if unscreened_only || (strict && self.unscreened > 0) {
            ExitStatus::NothingToScreen
        } else if Verdict::ALL
            .iter()
            .any(|v| self.of(*v) > 0 && fail_on.reached_by(*v))
        {
            ExitStatus::Findings
        } else {
            ExitStatus::Nothing
        }
    }

    /// In words: `7 subjects: 6 affected, 1 no-record`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let parts: Vec<String> = Verdict::ALL
            .iter()
            .filter(|v| self.of(**v) > 0)
            .map(|v| format!("{} {v}", self.of(*v)))
            .collect();
        let subjects = if self.total() == 1 { "subject" } else { "subjects" };
        if parts.is_empty() {
            return "no subjects".to_owned();
        }
        format!("{} {subjects}: {}", self.total(), parts.join(", "))
    }
}

/// Counts by verdict, and how the run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// All subjects.
    pub subjects: u64,
    /// By verdict.
    pub verdicts: Counts,
    /// The process's exit code.
    pub exit_code: ExitStatus,
}

/// What was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct SubjectInfo {
    /// The user's own row key.
    pub key: Option<String>,
    /// The name as given.
    pub name: String,
    /// The domain, address or e-mail as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Its country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Which of [`Report::inputs`] it stands in; absent for an argument.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<usize>,
    /// Its line or record there, from 1.
    pub row: u64,
}

impl SubjectInfo {
    /// What to call it: its name, else its domain.
    #[must_use]
    pub fn shown(&self) -> &str {
        shown(&self.name, self.domain.as_deref())
    }
}

/// What to call a subject: its name, else its domain.
pub(crate) fn shown<'a>(name: &'a str, domain: Option<&'a str>) -> &'a str {
    match name.trim() {
        "" => domain
            .filter(|domain| !domain.trim().is_empty())
            .unwrap_or("(no name)"),
        _ => name,
    }
}

/// A listed organization that the subject, or its vendor, may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MatchInfo {
    /// Id of the record.
    pub id: String,
    /// The listed name that hit.
    pub name: String,
    /// The name that the record goes by.
    pub organization: String,
    /// 0 to 1; reads as the probability that the two are one.
    pub score: f64,
    /// How sure the match is.
    pub strength: Strength,
    /// Why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// A vendor that was declared for the subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VendorInfo {
    /// As the user wrote it.
    pub name: String,
    /// What it does for the subject, where the user said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// What its own listing comes to for the subject.
    pub verdict: Verdict,
    /// Listed organizations that it may be, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<MatchInfo>,
}

/// The acknowledged fact about a listed organization, with its sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListingInfo {
    /// Id of the record.
    pub id: String,
    /// The name that the record goes by.
    pub name: String,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Why it stands on the list.
    pub listed_as: ListedAs,
    /// How sure the listing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// How the data was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// Who said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_by: Option<AcknowledgedBy>,
    /// What was acknowledged of data that left; absent: that it did.
    #[serde(default, skip_serializing_if = "Outflow::is_acknowledged")]
    pub outflow: Outflow,
    /// When it was first said publicly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disclosed_on: Option<PartialDate>,
    /// People affected; not additive across organizations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people_affected: Option<u64>,
    /// Whose data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub populations: Vec<Population>,
    /// Which kinds of data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_types: Vec<DataType>,
    /// The record's note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How many listed organizations were exposed through it; absent for one that is no vendor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposed_through_it: Option<usize>,
    /// What it does for others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Where all this stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

impl ListingInfo {
    /// What a report says of a record.
    #[must_use]
    pub fn of(list: &Dataset, record: &Record) -> Self {
        let exposure = record.exposure.as_ref();
        let through = list.customer_count(&record.id);
        Self {
            id: record.id.clone(),
            name: record.name.clone(),
            country: record.country,
            listed_as: record.listed_as,
            status: exposure.map(|e| e.status),
            route: exposure.map(|e| e.route),
            acknowledged_by: exposure.map(|e| e.acknowledged_by),
            outflow: record.outflow(),
            disclosed_on: exposure.and_then(|e| e.disclosed_on),
            people_affected: exposure.and_then(|e| e.people_affected),
            populations: exposure.map(|e| e.populations.clone()).unwrap_or_default(),
            data_types: exposure.map(|e| e.data_types.clone()).unwrap_or_default(),
            note: record.note.clone(),
            exposed_through_it: (record.vendor.is_some() || through > 0).then_some(through),
            services: record
                .vendor
                .as_ref()
                .map(|v| v.services.clone())
                .unwrap_or_default(),
            sources: record.sources.clone(),
        }
    }
}

/// A path with its one-line form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PathInfo {
    /// `you → Boots → Zellis (payroll) → MOVEit Transfer, CVE-2023-34362`.
    pub text: String,
    /// The hops.
    pub hops: Vec<PathHop>,
}

/// A step as a finding names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepReference {
    /// Its id; the full text stands in [`Report::steps`].
    pub id: String,
    /// Its title.
    pub title: String,
}

/// The steps of a finding, with their JSON beside them: most findings of a long list share one list of steps, and it is
/// written out once.
#[derive(Debug, Clone, Default)]
pub struct StepList {
    steps: Vec<StepReference>,
    json: Option<Box<RawValue>>,
}

impl StepList {
    /// The steps in this order.
    #[must_use]
    pub fn new(steps: Vec<StepReference>) -> Self {
        let json = serde_json::value::to_raw_value(&steps).ok();
        Self { steps, json }
    }

    /// The steps as JSON, where they were written out.
    pub(super) fn json(&self) -> Option<&str> {
        self.json.as_deref().map(RawValue::get)
    }
}

impl std::ops::Deref for StepList {
    type Target = [StepReference];

    fn deref(&self) -> &[StepReference] {
        &self.steps
    }
}

impl PartialEq for StepList {
    fn eq(&self, other: &Self) -> bool {
        self.steps == other.steps
    }
}

impl<'de> Deserialize<'de> for StepList {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::new)
    }
}

impl Serialize for StepList {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.json {
            Some(json) => json.serialize(serializer),
            None => self.steps.serialize(serializer),
        }
    }
}

/// A step in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepInfo {
    /// Its id.
    pub id: String,
    /// What to do, in a few words.
    pub title: String,
    /// The same in one to three sentences.
    pub text: String,
    /// Official pages.
    pub sources: Vec<crate::exposure::path::Citation>,
}

/// A decision of the ledger, as a finding and a report name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionInfo {
    /// What the finding was when it was accepted, and is while the decision holds.
    pub verdict: Verdict,
    /// Why it was accepted.
    pub reason: String,
    /// Who answers for that.
    pub owner: String,
    /// When it was accepted.
    pub accepted_on: PartialDate,
    /// The last day on which the decision holds.
    pub until: PartialDate,
}

impl DecisionInfo {
    /// What a report says of a decision.
    #[must_use]
    pub fn of(decision: &Decision) -> Self {
        Self {
            verdict: decision.verdict,
            reason: decision.reason.clone(),
            owner: decision.owner.clone(),
            accepted_on: decision.accepted_on.into(),
            until: decision.until.into(),
        }
    }

    /// Who accepted it, until when and why, in a phrase.
    #[must_use]
    pub fn phrase(&self) -> String {
        format!("accepted by {} until {}: {}", self.owner, self.until, self.reason)
    }
}

/// Why a finding counts again that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ReopenedBecause {
    /// The last day of the decision has passed.
    Expired,
    /// The facts behind the finding are not those that were accepted.
    Changed,
}

/// A decision that does not hold for its finding any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReopenedInfo {
    /// Why.
    pub because: ReopenedBecause,
    /// The same in words.
    pub text: String,
    /// The decision.
    pub decision: Arc<DecisionInfo>,
}

impl ReopenedInfo {
    /// Who accepted it, and why that does not hold, in a phrase.
    #[must_use]
    pub fn phrase(&self) -> String {
        format!(
            "{} had accepted it, and that holds no more: {}",
            self.decision.owner, self.text
        )
    }
}

/// The ledger that was in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LedgerInfo {
    /// The file as the user named it.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Decisions in it.
    pub decisions: usize,
    /// Findings of this run that it accepts.
    pub accepted: u64,
    /// What the owners of decisions should know, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<LedgerNotice>,
}

/// What a notice on a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LedgerNoticeKind {
    /// Its last day has passed.
    Expired,
    /// The facts behind its finding are not those that were accepted.
    Changed,
    /// It rests on a record that the list does not have, or that was withdrawn.
    UnknownRecord,
    /// Its last day is near.
    ExpiresSoon,
    /// A finding of this run is for another subject of the same name.
    SameName,
    /// No finding of this run is for it.
    Unused,
}

/// Something about a decision that its owner should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LedgerNotice {
    /// What it is about.
    pub kind: LedgerNoticeKind,
    /// The line of the decision in the ledger.
    pub line: usize,
    /// Its subject.
    pub subject: String,
    /// Its owner.
    pub owner: String,
    /// Its last day.
    pub until: String,
    /// What is to be known, to be read behind the subject.
    pub text: String,
}

/// One subject, its verdict and everything behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// What was asked about.
    pub subject: SubjectInfo,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict in one sentence; of an accepted finding, what it is without the ledger.
    pub reason: Cow<'static, str>,
    /// The decision that accepts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Arc<DecisionInfo>>,
    /// The decision that accepted it and does not hold any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reopened: Option<Box<ReopenedInfo>>,
    /// How it stands beside the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Box<BaselineMark>>,
    /// Listed organizations that the subject may be, best first.
    pub matches: Vec<MatchInfo>,
    /// Vendors that were declared for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vendors: Vec<VendorInfo>,
    /// The facts about the best match and about declared vendors that are listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listings: Vec<Arc<ListingInfo>>,
    /// Ways by which data may have been reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<PathInfo>,
    /// What to do next.
    #[serde(default, skip_serializing_if = "has_no_steps")]
    #[schemars(with = "Vec<StepReference>")]
    pub steps: Arc<StepList>,
    /// The country that the steps were chosen for, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps_for: Option<Country>,
}

impl Finding {
    /// Whether it makes the exit code 1: at or above `fail_on`, and beside a baseline not known from there.
    #[must_use]
    pub fn counts_for(&self, fail_on: FailOn) -> bool {
        fail_on.reached_by(self.verdict) && self.baseline.as_ref().is_none_or(|mark| mark.counts)
    }

    /// Whether it would make the exit code 1 if it were not known from the baseline.
    #[must_use]
    pub fn is_held_back(&self, fail_on: FailOn) -> bool {
        fail_on.reached_by(self.verdict) && !self.counts_for(fail_on)
    }

    /// How it stands beside the baseline, in a word.
    #[must_use]
    pub fn since_baseline(&self) -> Option<&'static str> {
        self.baseline.as_ref().map(|mark| mark.state.word())
    }

    /// The verdict in one sentence, and what the ledger says of it.
    #[must_use]
    pub fn explanation(&self) -> Cow<'_, str> {
        match (&self.accepted, &self.reopened) {
            (Some(decision), _) => Cow::Owned(format!(
                "{}. Without that decision it is {}: {}",
                decision.phrase().trim_end_matches('.'),
                decision.verdict,
                self.reason
            )),
            (None, Some(reopened)) => Cow::Owned(format!("{}; {}", self.reason, reopened.phrase())),
            (None, None) => Cow::Borrowed(&*self.reason),
        }
    }

    /// What the ledger says of it, for a place that has no room for the reason.
    #[must_use]
    pub fn ledger_phrase(&self) -> Option<String> {
        match (&self.accepted, &self.reopened) {
            (Some(decision), _) => Some(format!(
                "{}; without that decision {}",
                decision.phrase().trim_end_matches('.'),
                decision.verdict
            )),
            (None, Some(reopened)) => Some(reopened.phrase()),
            (None, None) => None,
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

fn has_no_steps(steps: &StepList) -> bool {
    steps.is_empty()
}
