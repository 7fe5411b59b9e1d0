//! What several formats say once for many findings: the steps that findings share, and the listings behind them.

use std::collections::{HashMap, HashSet};

use super::model::{Finding, ListingInfo, Report, StepInfo};
use crate::exposure::Verdict;

/// Findings that have the same steps for the same country.
#[derive(Debug)]
pub(crate) struct StepGroup<'a> {
    /// The country that the steps were chosen for, by its name; empty where none is known.
    pub(crate) place: &'static str,
    /// The steps, in order.
    pub(crate) steps: Vec<&'a StepInfo>,
    /// The findings, in order.
    pub(crate) findings: Vec<&'a Finding>,
}

/// Findings that a group names before it counts the rest.
const NAMED: usize = 6;

impl StepGroup<'_> {
    /// Whom the steps are for: the first few by name, and how many more.
    pub(crate) fn about(&self, name: impl Fn(&Finding) -> String) -> String {
        let names: Vec<String> = self.findings.iter().take(NAMED).map(|f| name(f)).collect();
        match self.findings.len().saturating_sub(names.len()) {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        }
    }
}

/// The findings that say something of a subject, accepted ones too, and the rest.
pub(crate) fn found_and_rest(report: &Report) -> (Vec<&Finding>, Vec<&Finding>) {
    report
        .findings
        .iter()
        .partition(|f| f.verdict.gravity() > 0 || f.verdict == Verdict::Accepted)
}

/// The steps of a report, each set once, in the order of the first finding that has it.
pub(crate) fn step_groups(report: &Report) -> Vec<StepGroup<'_>> {
    let by_id: HashMap<&str, &StepInfo> = report.steps.iter().map(|s| (s.id.as_str(), s)).collect();
    let mut places: HashMap<(Vec<&str>, &str), usize> = HashMap::new();
    let mut groups: Vec<StepGroup<'_>> = Vec::new();
    for finding in &report.findings {
        let ids: Vec<&str> = finding.steps.iter().map(|s| s.id.as_str()).collect();
        if ids.is_empty() {
            continue;
        }
        let place = finding.steps_for.map_or("", |country| country.name());
        let steps = ids.iter().filter_map(|id| by_id.get(id).copied()).collect();
        let at = *places.entry((ids, place)).or_insert_with(|| {
            groups.push(StepGroup {
                place,
                steps,
                findings: Vec::new(),
            });
            groups.len() - 1
        });
        groups[at].findings.push(finding);
    }
    groups
}

/// The listings of a report, each once, in the order of the first finding that has it.
pub(crate) fn listings(report: &Report) -> Vec<&ListingInfo> {
    let mut seen = HashSet::new();
    report
        .findings
        .iter()
        .flat_map(|finding| &finding.listings)
        .map(AsRef::as_ref)
        .filter(|listing| seen.insert(listing.id.as_str()))
        .collect()
}
