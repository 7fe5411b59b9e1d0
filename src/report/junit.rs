//! JUnit XML: one test case a subject; a finding at or above `--fail-on` is a failure, an accepted one is
//! skipped, as is one that is known from the baseline.

use std::fmt::Write as _;

use super::model::{FailOn, Finding, Report};
use crate::escape::xml;
use crate::exposure::Verdict;

/// The report as JUnit XML.
#[must_use]
pub fn render(report: &Report) -> String {
    let fail_on = report.settings.fail_on;
    let fails = |f: &Finding| f.counts_for(fail_on);
    let failures = report.findings.iter().filter(|f| fails(f)).count();
    let skipped = report.findings.iter().filter(|f| is_skipped(f, fail_on)).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let counts = format!(
        "tests=\"{}\" failures=\"{failures}\" skipped=\"{skipped}\"",
        report.findings.len()
    );
    let _ = writeln!(
        out,
        "<testsuites name=\"{}\" {counts} errors=\"0\">",
        xml(&report.tool.name)
    );
    let _ = writeln!(
        out,
        "  <testsuite name=\"MOVEit exposure\" {counts} errors=\"0\" timestamp=\"{}\">",
        xml(report.generated_at.trim_end_matches('Z'))
    );
    out.push_str("    <properties>\n");
    for (name, value) in super::about(report) {
        let _ = writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", xml(&value));
    }
    out.push_str("    </properties>\n");
    for finding in &report.findings {
        case(&mut out, report, finding);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

/// Neither passed nor failed: not looked up, accepted by the ledger, or known from the baseline.
fn is_skipped(finding: &Finding, fail_on: FailOn) -> bool {
    matches!(finding.verdict, Verdict::Unscreened | Verdict::Accepted) || finding.is_held_back(fail_on)
}

fn case(out: &mut String, report: &Report, finding: &Finding) {
    let fail_on = report.settings.fail_on;
    let subject = &finding.subject;
    let file = subject
        .input
        .and_then(|at| report.inputs.get(at))
        .map_or("arguments", |i| &i.name);
    let _ = write!(
        out,
        "    <testcase classname=\"{}\" name=\"{} (row {})\" time=\"0\"",
        xml(file),
        xml(subject.shown()),
        subject.row
    );
    let since = finding
        .since_baseline()
        .map_or_else(String::new, |state| format!("{state} since the baseline, "));
    let message = xml(&format!("{since}{}: {}", finding.verdict, finding.explanation()));
    let mut details: Vec<&str> = finding.paths.iter().map(|p| p.text.as_str()).collect();
    details.extend(
        finding
            .listings
            .iter()
            .flat_map(|l| &l.sources)
            .map(|s| s.url.as_str())
            .take(4),
    );
    details.extend(finding.steps.iter().map(|s| s.title.as_str()));
    let body = xml(&details.join("\n"));
    let _ = if finding.counts_for(fail_on) {
        writeln!(
            out,
            ">\n      <failure type=\"{}\" message=\"{message}\">{body}</failure>\n    </testcase>",
            finding.verdict
        )
    } else if is_skipped(finding, fail_on) {
        writeln!(out, ">\n      <skipped message=\"{message}\"/>\n    </testcase>")
    } else {
        // A green tick must not read as a clearance: what it stands for is said.
        writeln!(
            out,
            ">\n      <system-out>{message}\n{body}</system-out>\n    </testcase>"
        )
    };
}
