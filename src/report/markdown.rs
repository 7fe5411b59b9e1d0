//! Markdown, for a pull request or a wiki.

use std::fmt::Write as _;

use super::facts::facts;
use super::groups::{found_and_rest, listings, step_groups};
use super::model::{Finding, Report};
use crate::escape::{is_unsafe_on_a_terminal, markdown};

/// The report as Markdown.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = String::from("# MOVEit exposure report\n\n");
    let _ = writeln!(out, "{}.\n", markdown(&report.summary.verdicts.sentence()));
    let _ = writeln!(out, "{}\n", markdown(&report.dataset.coverage));

    let (found, rest) = found_and_rest(report);
    table(&mut out, "Findings", &found);

    let listings = listings(report);
    if !listings.is_empty() {
        out.push_str("## What is known\n\n");
    }
    for listing in listings {
        let place = listing
            .country
            .map_or_else(String::new, |c| format!(" ({})", c.name()));
        let _ = writeln!(out, "### {}{}\n", markdown(&listing.name), markdown(&place));
        if let Some(note) = &listing.note {
            let _ = writeln!(out, "{}\n", markdown(note));
        }
        for fact in facts(listing) {
            let _ = writeln!(out, "- {}", markdown(&fact.to_string()));
        }
        for source in &listing.sources {
            let _ = writeln!(out, "- {}", link(&source.label(), &source.url));
        }
        out.push('\n');
    }

    let groups = step_groups(report);
    if !groups.is_empty() {
        let _ = writeln!(out, "## Next steps, for {}\n", report.settings.reader.plain());
    }
    for group in groups {
        let about = group.about(|finding| markdown(finding.subject.shown()));
        let place = if group.place.is_empty() {
            String::new()
        } else {
            format!(" ({})", group.place)
        };
        let _ = writeln!(out, "**{about}**{place}\n");
        for (number, step) in (1..).zip(group.steps) {
            let sources: Vec<String> = step.sources.iter().map(|s| link(&s.publisher, &s.url)).collect();
            let _ = writeln!(
                out,
                "{number}. **{}.** {} {}",
                markdown(&step.title),
                markdown(&step.text),
                sources.join(", ")
            );
        }
        out.push('\n');
    }

    table(&mut out, "Without a finding", &rest);
    out.push_str("## About this report\n\n");
    for (name, value) in super::about(report) {
        let _ = writeln!(out, "- {name}: {}", markdown(&value));
    }
    out
}

fn table(out: &mut String, heading: &str, findings: &[&Finding]) {
    if findings.is_empty() {
        return;
    }
    let _ = writeln!(out, "## {heading}\n");
    out.push_str(
        "| verdict | asked about | listed as | disclosed | path or reason |\n|---|---|---|---|---|\n",
    );
    for finding in findings {
        let listing = finding.listings.first();
        let paths: Vec<String> = finding.paths.iter().map(|p| markdown(&p.text)).collect();
        let explained = if paths.is_empty() {
            markdown(&finding.explanation())
        } else {
            let ledger = finding.ledger_phrase().map(|phrase| markdown(&phrase));
            paths.into_iter().chain(ledger).collect::<Vec<_>>().join("<br>")
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {explained} |",
            match finding.since_baseline() {
                Some(state) => format!("{} ({state})", finding.verdict),
                None => finding.verdict.to_string(),
            },
            markdown(finding.subject.shown()),
            finding
                .matches
                .first()
                .map_or_else(String::new, |m| markdown(&m.organization)),
            listing
                .and_then(|l| l.disclosed_on)
                .map_or_else(String::new, |d| d.to_string()),
        );
    }
    out.push('\n');
}

/// A link whose address cannot break out of it.
pub(crate) fn link(text: &str, url: &str) -> String {
    let url: String = url
        .chars()
        .flat_map(|c| match c {
            '<' => "%3C".chars().collect::<Vec<_>>(),
            '>' => "%3E".chars().collect(),
            '\\' => "%5C".chars().collect(),
            c if c.is_whitespace() || is_unsafe_on_a_terminal(c) => Vec::new(),
            c => vec![c],
        })
        .collect();
    format!("[{}](<{url}>)", markdown(text))
}

#[cfg(test)]
mod tests {
    use super::link;

    #[test]
    fn an_address_does_not_break_out_of_its_link() {
        assert_eq!(link("a", "https://x.example/\\"), "[a](<https://x.example/%5C>)");
        assert_eq!(
            link("a", "https://x.example/>(b) c"),
            "[a](<https://x.example/%3E(b)c>)"
        );
        assert_eq!(
            link("a", "https://x.example/\u{1b}[31m\u{202e}\n"),
            "[a](<https://x.example/[31m>)"
        );
    }
}
