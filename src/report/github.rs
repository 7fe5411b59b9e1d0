//! Annotations for a GitHub workflow: a command a finding, and a notice with the counts.

use super::model::Report;
use crate::escape::{workflow_message, workflow_property};
use crate::exposure::Verdict;

/// The report as workflow commands.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let command = match finding.verdict {
            _ if finding.is_held_back(report.settings.fail_on) => "notice",
            Verdict::Affected => "error",
            Verdict::Reported | Verdict::ViaVendor => "warning",
            Verdict::Possible | Verdict::Accepted | Verdict::Unscreened => "notice",
            Verdict::NoRecord => continue,
        };
        let subject = &finding.subject;
        let place = match subject.input.and_then(|at| report.inputs.get(at)) {
            Some(input) if input.name != "-" => {
                format!("file={},line={},", workflow_property(&input.name), subject.row)
            }
            _ => String::new(),
        };
        let since = finding
            .since_baseline()
            .map_or_else(String::new, |state| format!(" ({state})"));
        let title = workflow_property(&format!("{}{since}: {}", finding.verdict, subject.shown()));
        let mut lines = vec![finding.explanation().into_owned()];
        lines.extend(finding.paths.iter().map(|p| p.text.clone()));
        lines.extend(
            finding
                .listings
                .iter()
                .filter_map(|l| l.sources.first())
                .map(|s| s.url.clone()),
        );
        lines.extend(finding.steps.first().map(|s| format!("Next: {}", s.title)));
        out.push_str(&format!(
            "::{command} {place}title={title}::{}\n",
            workflow_message(&lines.join("\n"))
        ));
    }
    let mut lines = vec![report.summary.verdicts.sentence()];
    lines.extend(
        super::about(report)
            .into_iter()
            .map(|(name, value)| format!("{name}: {value}")),
    );
    out.push_str(&format!(
        "::notice title=MOVEit exposure::{}\n",
        workflow_message(&lines.join("\n"))
    ));
    out
}
