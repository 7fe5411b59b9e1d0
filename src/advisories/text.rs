//! Advisories as text for people: plain lines, safe for a terminal.

use std::fmt::Write as _;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};

use super::assessment::{Assessment, LineSupport};
use super::gathered::{Bulletin, Gathered, SourceState};
use super::model::{Advisory, AffectedRange, CveId, Listing, RecordState, UnlistedOlder};
use super::progress::PageText;
use super::versions::{Precision, Version};
use crate::escape::terminal;

/// Below this many columns a table would break its words; then the flaws stand in blocks.
const LEAST_WIDTH_FOR_A_TABLE: usize = 100;

/// Every flaw: a table, or blocks where the terminal is narrow, and how fresh the sources are.
#[must_use]
pub fn list(gathered: &Gathered, width: usize) -> String {
    let mut out = String::new();
    if width < LEAST_WIDTH_FOR_A_TABLE {
        for advisory in &gathered.advisories {
            let product = advisory
                .product
                .map_or_else(String::new, |product| format!(", {product}"));
            let score = score(advisory).map_or_else(String::new, |score| format!(", CVSS {score}"));
            let used = advisory
                .exploited
                .map_or_else(String::new, |exploited| format!(", {}", exploited.extent.plain()));
            let _ = writeln!(out, "{}{product}{score}{used}", marked(advisory));
            let _ = writeln!(out, "    fixed in {}", fixes(advisory));
            let _ = writeln!(out, "    {}", advisory.freshness);
        }
    } else {
        let mut table = Table::new();
        table
            .load_style(UTF8_FULL_CONDENSED)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(width.min(200)).unwrap_or(200))
            .set_header(["Flaw", "Product", "CVSS", "Used", "Fixed in", "State"]);
        for advisory in &gathered.advisories {
            table.add_row([
                marked(advisory),
                advisory.product.map_or("", |product| product.name()).to_owned(),
                score(advisory).unwrap_or_default(),
                advisory
                    .exploited
                    .map_or("", |exploited| exploited.extent.plain())
                    .to_owned(),
                fixes(advisory),
                advisory.freshness.word().to_owned(),
            ]);
        }
        for line in table.to_string().lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    if let Some(pages) = pages_text(&gathered.bulletins) {
        out.push_str(&pages);
    }
    out.push_str(&states_text(&gathered.sources));
    out
}

fn score(advisory: &Advisory) -> Option<String> {
    advisory.cvss.as_ref().map(|cvss| format!("{:.1}", cvss.score))
}

/// The versions in which a flaw is fixed.
fn fixes(advisory: &Advisory) -> String {
    let ranges = advisory.affected.iter().flat_map(|affected| &affected.ranges);
    let fixes: Vec<String> = ranges
        .filter_map(|range| range.fixed.map(|fixed| fixed.to_string()))
        .collect();
    if fixes.is_empty() {
        "not known".to_owned()
    } else {
        fixes.join(", ")
    }
}

/// One line on the vendor's pages, where any was seen.
fn pages_text(bulletins: &[Bulletin]) -> Option<String> {
    let count = |is: fn(&PageText) -> bool| bulletins.iter().filter(|bulletin| is(&bulletin.text)).count();
    let counts = [
        (count(|text| *text == PageText::Readable), "read"),
        (
            count(|text| *text == PageText::NoTextWithoutABrowser),
            "without text but in a browser",
        ),
        (
            count(|text| matches!(text, PageText::Refused { .. })),
            "refused to programs",
        ),
        (count(|text| *text == PageText::NotSeen), "not seen"),
    ];
    if counts[3].0 == bulletins.len() {
        return None;
    }
    let told: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    Some(format!(
        "The vendor's {} pages: {}\n",
        bulletins.len(),
        told.join(", ")
    ))
}

/// The number of a flaw, and what is out of the ordinary with it.
fn marked(advisory: &Advisory) -> String {
    match (advisory.state, advisory.listing) {
        (RecordState::Rejected, _) => format!("{} (rejected)", advisory.cve),
        (_, Listing::New) => format!("{} (new)", advisory.cve),
        _ => advisory.cve.to_string(),
    }
}

/// One line: how fresh each source is.
fn states_text(states: &[SourceState]) -> String {
    let fresh: Vec<String> = states
        .iter()
        .filter_map(|state| {
            state
                .freshness
                .map(|freshness| format!("{} {freshness}", state.source))
        })
        .collect();
    format!("Sources: {}\n", fresh.join("; "))
}

fn both(version: Version) -> String {
    let (outward, internal) = (version.to_string(), version.internal());
    if outward == internal {
        outward
    } else {
        format!("{outward} ({internal})")
    }
}

fn range_text(range: &AffectedRange) -> String {
    match (range.from, range.fixed, range.through) {
        (None, Some(fixed), _) => format!("every version before {}", both(fixed)),
        (Some(from), Some(fixed), _) => format!("from {} to before {}", both(from), both(fixed)),
        (Some(from), None, Some(through)) if from == through => both(from),
        (Some(from), None, Some(through)) => format!("from {} to {}", both(from), both(through)),
        (None, None, Some(through)) => format!("every version up to {}", both(through)),
        (Some(from), None, None) => format!("from {} on, without a fix", both(from)),
        (None, None, None) => "every version, without a fix".to_owned(),
    }
}

/// Everything on one flaw, with its sources and the vendor's page.
#[must_use]
pub fn advisory(advisory: &Advisory, bulletins: &[&Bulletin]) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(&terminal(text));
        out.push('\n');
    };
    let product = advisory
        .product
        .map_or_else(String::new, |product| format!(", {product}"));
    line(&format!("{}{product}", marked(advisory)));
    line(&format!("  {}", advisory.summary));
    if let Some(published) = advisory.published {
        line(&format!("  Published: {published}"));
    }
    if let Some(cvss) = &advisory.cvss {
        let by = cvss
            .by
            .as_ref()
            .map_or_else(String::new, |by| format!(", by {by}"));
        line(&format!("  Severity: CVSS {:.1}{by}", cvss.score));
    }
    if let Some(weakness) = &advisory.weakness {
        line(&format!("  Weakness: {weakness}"));
    }
    if let Some(exploited) = advisory.exploited {
        let since = exploited
            .since
            .map_or_else(String::new, |since| format!(", {since}"));
        line(&format!("  Used: {}{since}", exploited.extent.plain()));
    }
    if let Some(kev) = advisory.kev {
        let due = kev
            .due
            .map_or_else(String::new, |due| format!(", to be fixed by {due}"));
        let ransomware = if kev.ransomware == Some(true) {
            ", known in ransomware campaigns"
        } else {
            ""
        };
        line(&format!(
            "  CISA's catalogue: added {}{due}{ransomware}",
            kev.added
        ));
    }
    if let Some(epss) = advisory.epss {
        line(&format!(
            "  Likely to be used within 30 days: {:.1} % (EPSS)",
            epss.probability * 100.0
        ));
    }
    line("");
    line("  Affected");
    for affected in &advisory.affected {
        for range in &affected.ranges {
            let product = affected
                .product
                .map_or_else(String::new, |product| format!("{product}: "));
            line(&format!("    {product}{}", range_text(range)));
        }
        if affected.unlisted_older == UnlistedOlder::Affected {
            line("    and every older version that is not named");
        }
    }
    if advisory.affected.is_empty() {
        line("    not known");
    }
    for unparsed in &advisory.unparsed {
        line(&format!("    not understood: \"{unparsed}\""));
    }
    if let Some(note) = &advisory.note {
        line(&format!("  {note}"));
    }
    line(&format!("  As of: {}", advisory.freshness));
    line("");
    line("  Sources");
    for (number, source) in (1..).zip(&advisory.sources) {
        line(&format!("  [{number}] {}", source.publisher));
        line(&format!("      {}", source.url));
        for bulletin in bulletins.iter().filter(|bulletin| bulletin.url == source.url) {
            line(&format!("      {}", bulletin_text(bulletin)));
        }
    }
    out
}

fn bulletin_text(bulletin: &Bulletin) -> String {
    let state = match bulletin.text {
        PageText::Readable => match bulletin.changed_at {
            Some(at) => format!(
                "its text changed, last seen at {}",
                at.strftime("%Y-%m-%d %H:%M UTC")
            ),
            None => "its text has not changed since it was first seen".to_owned(),
        },
        PageText::NoTextWithoutABrowser => "no text without a browser".to_owned(),
        PageText::Refused { status } => format!("refuses programs (status {status}); open it in a browser"),
        PageText::NotSeen => "not read; open it in a browser".to_owned(),
    };
    let freshness = bulletin
        .freshness
        .map_or_else(String::new, |freshness| format!(" ({freshness})"));
    format!("{state}{freshness}")
}

/// What an installed version lacks.
#[must_use]
pub fn assessment(assessment: &Assessment, gathered: &Gathered) -> String {
    let installed = &assessment.installed;
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(&terminal(text));
        out.push('\n');
    };
    match assessment.open.len() {
        0 => {
            line(&format!("No record that was read lists {installed} as affected."));
            line("That is what the records say, and no proof that it is safe.");
        }
        1 => line(&format!("{installed} is open to 1 flaw that is on record:")),
        open => line(&format!(
            "{installed} is open to {open} flaws that are on record:"
        )),
    }
    if installed.precision == Precision::TakenAsFirstOfItsLine {
        line("The version was given without its last part and is taken as the first of its line.");
    }
    if !assessment.open.is_empty() {
        line("");
    }
    for open in &assessment.open {
        let Some(advisory) = gathered.advisory(&open.cve) else {
            continue;
        };
        let score = advisory
            .cvss
            .as_ref()
            .map_or_else(String::new, |cvss| format!(", CVSS {:.1}", cvss.score));
        let used = advisory
            .exploited
            .map_or_else(String::new, |exploited| format!(", {}", exploited.extent.plain()));
        let fix = match (open.fixed_in_line, open.fixed_in) {
            (Some(fix), _) => format!("fixed in {}", both(fix)),
            (None, Some(fix)) => format!("no fix in its line; fixed in {}", both(fix)),
            (None, None) => "no fix is named".to_owned(),
        };
        line(&format!("  {}{score}{used}: {fix}", marked(advisory)));
        line(&format!("      {}", advisory.summary));
    }
    line("");
    let fixed = match (assessment.first_fixed_in_line, assessment.first_fixed) {
        _ if assessment.open.is_empty() => None,
        (Some(fixed), _) => Some(format!(
            "The first version of its line {} with every fix on record is {}.",
            assessment.line,
            both(fixed)
        )),
        (None, Some(fixed)) => Some(format!(
            "No version of its line {} has every fix on record; the first version that has is {}.",
            assessment.line,
            both(fixed)
        )),
        (None, None) => Some("No version is named that has every fix on record.".to_owned()),
    };
    if let Some(fixed) = fixed {
        line(&fixed);
    }
    line(&support_text(assessment));
    for (cves, what) in [
        (&assessment.not_stated, "Records that do not speak of its line"),
        (
            &assessment.unknown,
            "Flaws whose affected versions are not known here",
        ),
    ] {
        if !cves.is_empty() {
            let cves: Vec<String> = cves.iter().map(CveId::to_string).collect();
            line(&format!("{what}: {}.", cves.join(", ")));
        }
    }
    out.push_str(&states_text(&gathered.sources));
    out
}

fn support_text(assessment: &Assessment) -> String {
    let line = assessment.line;
    match &assessment.support {
        LineSupport::Fixed { newest_fix } => {
            format!(
                "The line {line} still gets fixes as far as the records tell; the newest is {}.",
                both(*newest_fix)
            )
        }
        LineSupport::LeftBehind { last_fix, by, since } => {
            let since = since.map_or_else(String::new, |since| format!(" of {since}"));
            let last = last_fix.map_or_else(
                || "no fix in it is on record".to_owned(),
                |fix| format!("its last fix on record is {}", both(fix)),
            );
            format!(
                "The line {line} is out of support as far as the records tell: {last}, and {by}{since} names none for it."
            )
        }
        LineSupport::LaterThanAll => format!("The line {line} is later than all that the records name."),
        LineSupport::NotStated => {
            format!("The records do not tell whether the line {line} still gets fixes.")
        }
    }
}
