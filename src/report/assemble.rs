//! A whole report from what was found: for programs that use the library.

use crate::advisories::{Freshness, Gathered};
use crate::dataset::Dataset;
use crate::exposure::path::Citation;
use crate::guidance::{Guidance, VERSION_QUESTION};
use crate::matching::Fuzzy;
use crate::screening::ScreeningOptions;

use super::model::{
    AdvisoryInfo, Counts, FailOn, Finding, ListInfo, Report, SCHEMA_VERSION, SettingsInfo, StepInfo, Summary,
    Tool,
};

/// What a report is made from.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    /// The list that was searched.
    pub list: &'a Dataset,
    /// The steps that findings name.
    pub guidance: &'a Guidance,
    /// How it was searched.
    pub options: &'a ScreeningOptions,
    /// From which verdict on the exit code is 1.
    pub fail_on: FailOn,
    /// One finding a subject.
    pub findings: Vec<Finding>,
    /// What is published on MOVEit's flaws.
    pub advisories: Gathered,
    /// The present moment.
    pub now: jiff::Timestamp,
}

/// The report, as `check` makes it from names that are given one by one.
#[must_use]
pub fn assemble(parts: Parts<'_>) -> Report {
    let Parts {
        list,
        guidance,
        options,
        fail_on,
        findings,
        advisories,
        now,
    } = parts;
    let mut counts = Counts::default();
    for finding in &findings {
        counts.add(finding.verdict);
    }
    let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    let offline = !advisories
        .sources
        .iter()
        .any(|source| source.freshness == Some(Freshness::Live));
    let advisories = AdvisoryInfo::of(advisories, options.reader, &findings);
    Report {
        schema_version: SCHEMA_VERSION.to_owned(),
        tool: Tool::this(),
        generated_at: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        dataset: ListInfo::of(list, today),
        settings: SettingsInfo {
            reader: options.reader,
            country: options.country,
            fail_on,
            strict: false,
            min_strength: options.matching.min_strength,
            fuzzy: options.matching.fuzzy == Fuzzy::On,
            offline,
            redacted: false,
            vendors: options.vendors.iter().map(|v| v.name.clone()).collect(),
        },
        inputs: Vec::new(),
        ledger: None,
        baseline: None,
        summary: Summary {
            subjects: counts.total(),
            verdicts: counts,
            exit_code: counts.exit_status(fail_on, false),
        },
        steps: steps(guidance, &findings, advisories.question.as_deref()),
        advisories,
        findings,
    }
}

/// The steps that findings name, in full, with what the advisories say of versions set into them.
pub(crate) fn steps(guidance: &Guidance, findings: &[Finding], question: Option<&str>) -> Vec<StepInfo> {
    let named: std::collections::HashSet<&str> = findings
        .iter()
        .flat_map(|f| f.steps.iter())
        .map(|s| s.id.as_str())
        .collect();
    guidance
        .steps()
        .iter()
        .filter(|step| named.contains(step.id.as_str()))
        .map(|step| StepInfo {
            id: step.id.clone(),
            title: step.title.clone(),
            text: step
                .text
                .replace(VERSION_QUESTION, question.unwrap_or_default())
                .trim_end()
                .to_owned(),
            sources: step
                .sources
                .iter()
                .map(|s| Citation {
                    url: s.url.clone(),
                    publisher: s.publisher.clone(),
                })
                .collect(),
        })
        .collect()
}
