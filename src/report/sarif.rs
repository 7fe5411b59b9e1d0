//! SARIF 2.1.0: one result a finding, with file and row as its place.

use serde_json::{Value, json};

use super::baseline::BaselineState;
use super::model::{DecisionInfo, Finding, Report};
use crate::dataset::sha256_hex;
use crate::escape::terminal;
use crate::exposure::Verdict;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const INFORMATION: &str = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa23-158a";

/// The verdicts that are results; subjects without a record are counted in the run's properties, since a result of a clean
/// kind would read as a clearance.
///
/// An accepted finding is a result of the rule that it would break without the ledger, and is suppressed: so it stays the
/// same result for whoever keeps them over time.
const RULES: [(Verdict, &str); 5] = [
    (Verdict::Affected, "error"),
    (Verdict::Reported, "warning"),
    (Verdict::ViaVendor, "warning"),
    (Verdict::Possible, "note"),
    (Verdict::Unscreened, "note"),
];

/// The report as one SARIF log, with a line end.
///
/// # Errors
/// None in practice: the model holds nothing that JSON cannot.
pub fn render(report: &Report) -> serde_json::Result<String> {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|(verdict, level)| {
            json!({
                "id": rule_id(*verdict),
                "name": verdict.word(),
                "shortDescription": { "text": verdict.meaning() },
                "fullDescription": { "text": format!("{}. {}", verdict.meaning(), report.dataset.coverage) },
                "helpUri": INFORMATION,
                "defaultConfiguration": { "level": level },
            })
        })
        .collect();
    let results: Vec<Value> = report.findings.iter().filter_map(|f| result(report, f)).collect();
    let mut log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "semanticVersion": report.tool.version,
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "artifacts": report.inputs.iter().map(|input| json!({
                "location": { "uri": uri(&input.name) },
                "description": { "text": input.format },
            })).collect::<Vec<_>>(),
            "invocations": [{
                "executionSuccessful": true,
                "exitCode": report.summary.exit_code,
                "endTimeUtc": report.generated_at,
            }],
            "results": results,
            "properties": {
                "summary": report.summary,
                "dataset": report.dataset,
                "advisories": report.advisories,
                "settings": report.settings,
            },
        }],
    });
    let about = &mut log["runs"][0]["properties"];
    if let Some(ledger) = &report.ledger {
        about["ledger"] = serde_json::to_value(ledger)?;
    }
    if let Some(baseline) = &report.baseline {
        about["baseline"] = serde_json::to_value(baseline)?;
    }
    let mut text = serde_json::to_string_pretty(&log)?;
    text.push('\n');
    Ok(text)
}

fn rule_id(verdict: Verdict) -> String {
    format!("moveit-exposure/{}", verdict.word())
}

fn result(report: &Report, finding: &Finding) -> Option<Value> {
    let would_be = finding.accepted.as_ref().map_or(finding.verdict, |d| d.verdict);
    let at = RULES.iter().position(|(verdict, _)| *verdict == would_be)?;
    let subject = &finding.subject;
    let listing = finding.listings.first();
    let mut message = format!(
        "{}: {}.",
        terminal(subject.shown()),
        terminal(&finding.explanation())
    );
    for path in &finding.paths {
        message.push_str(&format!(" {}.", terminal(&path.text)));
    }
    if let Some(source) = listing.and_then(|l| l.sources.first()) {
        message.push_str(&format!(" Source: {}.", source.url));
    }
    let mut location = json!({ "logicalLocations": [{ "name": subject.shown(), "kind": "object" }] });
    if let Some(input) = subject.input.and_then(|at| report.inputs.get(at)) {
        location["physicalLocation"] = json!({
            "artifactLocation": { "uri": uri(&input.name), "index": subject.input },
            "region": { "startLine": subject.row },
        });
    }
    // Neither row nor score is in it, so that a finding stays the same when rows move or the matcher is tuned.
    let identity = [
        subject.key.as_deref().unwrap_or_default(),
        subject.shown(),
        listing.map_or("", |l| &l.id),
    ]
    .join("\n");
    let mut result = json!({
        "ruleId": rule_id(would_be),
        "ruleIndex": at,
        "level": RULES[at].1,
        "message": { "text": message },
        "locations": [location],
        "partialFingerprints": { "moveitExposure/v1": sha256_hex(identity.as_bytes()) },
        "properties": {
            "verdict": finding.verdict,
            "matches": finding.matches,
            "steps": finding.steps,
        },
    });
    if let Some(mark) = &finding.baseline {
        result["baselineState"] = match mark.state {
            BaselineState::New => "new",
            BaselineState::Changed => "updated",
            BaselineState::Known | BaselineState::Gone => "unchanged",
        }
        .into();
    }
    // Either every result of a run says whether it is suppressed, or none does.
    if report.ledger.is_some() {
        result["suppressions"] = finding
            .accepted
            .iter()
            .map(|decision| suppression(decision))
            .collect();
    }
    Some(result)
}

fn suppression(decision: &DecisionInfo) -> Value {
    json!({
        "kind": "external",
        "status": "accepted",
        "justification": terminal(&decision.phrase()),
        "properties": {
            "owner": decision.owner,
            "reason": decision.reason,
            "acceptedOn": decision.accepted_on,
            "until": decision.until,
        },
    })
}

/// A path as a URI reference: what may not stand in one is percent-encoded.
fn uri(path: &str) -> String {
    let path = if path == "-" { "stdin" } else { path };
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
