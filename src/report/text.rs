//! The report for people at a terminal: a table where there is room for one, else blocks.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};

use super::facts::facts;
use super::groups::{listings, step_groups};
use super::model::{Finding, ListingInfo, MatchInfo, Report};
use crate::dataset::model::Source;
use crate::escape::{terminal, terminal_lines, terminal_short};
use crate::exposure::Verdict;
use crate::matching::Strength;

/// From this many columns on there is room for a table.
const TABLE_WIDTH: usize = 100;
/// A name in a table is cut there; the other formats have it whole.
const NAME_LIMIT: usize = 120;
/// More sources than these are left to `show`.
const SOURCES_SHOWN: usize = 4;

/// Whether text carries colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// With ANSI colour.
    On,
    /// Plain.
    Off,
}

/// Whether addresses are links that a terminal opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// As links (OSC 8), their text being the address itself.
    On,
    /// As text.
    Off,
}

/// How text is laid out.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether verdicts are coloured.
    pub colour: Colour,
    /// Whether addresses are links.
    pub links: Links,
}

impl Layout {
    /// For a file: as wide as without a terminal, and plain.
    pub const IN_A_FILE: Self = Self {
        width: 120,
        colour: Colour::Off,
        links: Links::Off,
    };
}

/// The report as text.
#[must_use]
pub fn render(report: &Report, layout: Layout) -> String {
    let mut text = Text {
        out: String::new(),
        layout,
        notes: Footnotes::default(),
    };
    text.paragraph(0, &report.summary.verdicts.sentence());
    if layout.width >= TABLE_WIDTH {
        text.table(&report.findings);
        text.names_to_compare(&report.findings);
        text.details(report);
    } else {
        for finding in &report.findings {
            text.block(finding);
        }
    }
    text.steps(report);
    text.footnotes();
    text.about(report);
    text.out
}

/// Sources, numbered in the order of their first mention.
#[derive(Default)]
struct Footnotes {
    numbers: BTreeMap<String, usize>,
    /// Label and address.
    lines: Vec<(String, String)>,
}

impl Footnotes {
    fn number(&mut self, url: &str, label: impl FnOnce() -> String) -> usize {
        if let Some(&number) = self.numbers.get(url) {
            return number;
        }
        self.lines.push((label(), url.to_owned()));
        self.numbers.insert(url.to_owned(), self.lines.len());
        self.lines.len()
    }

    fn sources(&mut self, sources: &[Source]) -> String {
        let mut marks: Vec<String> = sources
            .iter()
            .take(SOURCES_SHOWN)
            .map(|source| {
                let number = self.number(&source.url, || source.label());
                format!("[{number}]")
            })
            .collect();
        if sources.len() > SOURCES_SHOWN {
            marks.push(format!("and {} more (show)", sources.len() - SOURCES_SHOWN));
        }
        marks.join(" ")
    }
}

struct Text {
    out: String,
    layout: Layout,
    notes: Footnotes,
}

impl Text {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn paragraph(&mut self, indent: usize, text: &str) {
        paragraph(&mut self.out, self.layout.width, indent, text);
    }

    /// A line of its own that is never broken: an address must stay whole to be copied.
    fn unbroken(&mut self, indent: usize, text: &str) {
        let _ = writeln!(self.out, "{}{text}", " ".repeat(indent));
    }

    fn heading(&mut self, heading: &str) {
        self.out.push('\n');
        let heading = self.painted(heading, Style::new().bold());
        self.line(&heading);
    }

    fn painted(&self, text: &str, style: Style) -> String {
        match self.layout.colour {
            Colour::On => format!("{style}{text}{style:#}"),
            Colour::Off => text.to_owned(),
        }
    }

    /// An address. As a link it still shows itself, so that nobody is led elsewhere than the text says.
    fn link(&self, url: &str) -> String {
        let shown = terminal(url);
        match self.layout.links {
            Links::On if is_plain_web_address(url) => {
                format!("\u{1b}]8;;{url}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\")
            }
            Links::On | Links::Off => shown.into_owned(),
        }
    }

    fn verdict(&self, verdict: Verdict) -> String {
        self.painted(verdict.word(), verdict_style(verdict))
    }

    fn table(&mut self, findings: &[Finding]) {
        if findings.is_empty() {
            return;
        }
        let mut table = Table::new();
        table
            .load_style(UTF8_FULL_CONDENSED)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(self.layout.width.min(160)).unwrap_or(160))
            .set_header(["verdict", "asked about", "listed as", "disclosed", "path"]);
        for finding in findings {
            let listing = finding.listings.first();
            let paths = match finding.paths.as_slice() {
                [] => String::new(),
                [one] => terminal(&one.text).into_owned(),
                [first, rest @ ..] => format!("{} (and {} more)", terminal(&first.text), rest.len()),
            };
            let listed = match (finding.matches.first(), listing) {
                (Some(hit), _) => listed_as(hit, &finding.subject.name),
                (None, Some(vendor)) => format!("(vendor) {}", terminal(&vendor.name)),
                (None, None) => String::new(),
            };
            let explained = match finding.ledger_phrase() {
                _ if paths.is_empty() => terminal(&finding.explanation()).into_owned(),
                Some(phrase) => format!("{paths}\n{}", terminal(&phrase)),
                None => paths,
            };
            table.add_row([
                match finding.since_baseline() {
                    Some(state) => format!("{}\n({state})", finding.verdict),
                    None => finding.verdict.to_string(),
                },
                subject_name(finding),
                listed,
                listing
                    .and_then(|l| l.disclosed_on)
                    .map_or_else(String::new, |d| d.to_string()),
                explained,
            ]);
        }
        self.out.push('\n');
        for line in table.to_string().lines() {
            let line = self.colour_verdict(line);
            self.line(line.trim_end());
        }
    }

    /// The verdict stands in the first column: it is coloured after the table was laid out.
    fn colour_verdict(&self, line: &str) -> String {
        if self.layout.colour == Colour::On {
            for verdict in Verdict::ALL {
                let cell = format!("│ {} ", verdict.word());
                if let Some(rest) = line.strip_prefix(&cell) {
                    return format!("│ {} {rest}", self.verdict(verdict));
                }
            }
        }
        line.to_owned()
    }

    /// Behind a table: why names match that are not written as the list has them.
    fn names_to_compare(&mut self, findings: &[Finding]) {
        let inexact = |hit: &&MatchInfo| hit.strength != Strength::Exact;
        let mut lines = Vec::new();
        for finding in findings {
            if let Some(hit) = finding.matches.first().filter(inexact) {
                lines.push((subject_name(finding), hit));
            }
            for vendor in &finding.vendors {
                if let Some(hit) = vendor.matches.first().filter(inexact) {
                    lines.push((terminal_short(&vendor.name, NAME_LIMIT), hit));
                }
            }
        }
        if lines.is_empty() {
            return;
        }
        self.heading("Names to compare");
        self.out.push('\n');
        for (name, hit) in lines {
            self.paragraph(2, &format!("{name} → {}: {}", listed_as(hit, ""), why(hit)));
        }
    }

    /// Behind a table: what is known of each listing, once.
    fn details(&mut self, report: &Report) {
        let listings = listings(report);
        if !listings.is_empty() {
            self.heading("What is known");
        }
        for listing in listings {
            let place = listing
                .country
                .map_or_else(String::new, |c| format!(" ({})", c.name()));
            self.out.push('\n');
            self.paragraph(2, &format!("{}{place}", terminal(&listing.name)));
            self.listing(4, listing);
        }
    }

    fn listing(&mut self, indent: usize, listing: &ListingInfo) {
        if let Some(note) = &listing.note {
            self.paragraph(indent, &terminal(note));
        }
        for fact in facts(listing) {
            self.paragraph(indent, &terminal(&fact.to_string()));
        }
        if !listing.sources.is_empty() {
            let marks = self.notes.sources(&listing.sources);
            self.paragraph(indent, &format!("Sources: {marks}"));
        }
    }

    fn block(&mut self, finding: &Finding) {
        self.out.push('\n');
        let mut head = format!("{}: {}", subject_name(finding), self.verdict(finding.verdict));
        if let Some(state) = finding.since_baseline() {
            let _ = write!(head, " ({state} since the baseline)");
        }
        self.line(&head);
        self.paragraph(2, &terminal(&finding.explanation()));
        if let Some(hit) = finding.matches.first()
            && (hit.strength != Strength::Exact || hit.organization != finding.subject.name)
        {
            self.paragraph(
                2,
                &format!("Listed as: {}", listed_as(hit, &finding.subject.name)),
            );
            if hit.strength != Strength::Exact {
                self.paragraph(2, &format!("Why: {}", why(hit)));
            }
        }
        for path in &finding.paths {
            self.paragraph(2, &terminal(&path.text));
        }
        for listing in &finding.listings {
            if finding.listings.len() > 1 {
                self.paragraph(2, &format!("{}:", terminal(&listing.name)));
            }
            self.listing(2, listing);
        }
    }

    /// The steps, once for all findings that have the same ones.
    fn steps(&mut self, report: &Report) {
        let groups = step_groups(report);
        if groups.is_empty() {
            return;
        }
        self.heading(&format!("Next steps, for {}", report.settings.reader.plain()));
        for group in groups {
            let mut about = group.about(subject_name);
            if !group.place.is_empty() {
                let _ = write!(about, " ({})", group.place);
            }
            self.out.push('\n');
            self.paragraph(2, &format!("{about}:"));
            for (number, step) in (1..).zip(group.steps) {
                let marks: Vec<String> = step
                    .sources
                    .iter()
                    .map(|s| format!("[{}]", self.notes.number(&s.url, || s.publisher.clone())))
                    .collect();
                // In a saved report they may be anybody's words.
                let (title, text) = (terminal(&step.title), terminal_lines(&step.text));
                self.paragraph(4, &format!("{number}. {title}. {text} {}", marks.join(" ")));
            }
        }
    }

    fn footnotes(&mut self) {
        let lines = std::mem::take(&mut self.notes.lines);
        if lines.is_empty() {
            return;
        }
        self.heading("Sources");
        for (number, (label, url)) in (1..).zip(lines) {
            let url = self.link(&url);
            self.unbroken(2, &format!("[{number}] {}: {url}", terminal(&label)));
        }
    }

    fn about(&mut self, report: &Report) {
        self.heading("About this answer");
        for (label, value) in super::about(report) {
            self.paragraph(2, &format!("{label}: {}", terminal(&value)));
        }
    }
}

/// An address of the web in visible ASCII: all that a terminal is handed as a link.
fn is_plain_web_address(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && url.bytes().all(|b| b.is_ascii_graphic())
}

/// Adds a paragraph, wrapped to the width and indented, its further lines two columns more.
pub(crate) fn paragraph(out: &mut String, width: usize, indent: usize, text: &str) {
    let first = " ".repeat(indent);
    let further = " ".repeat(indent + 2);
    // Words are not cut, so that an address or a hash stays whole; lines longer than 110 columns are hard to read.
    let options = textwrap::Options::new(width.clamp(30, 110))
        .initial_indent(&first)
        .subsequent_indent(&further)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for line in textwrap::wrap(text, options) {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// Why a match that is not exact was made, in sentences.
fn why(hit: &MatchInfo) -> String {
    let sentences: Vec<String> = hit
        .evidence
        .iter()
        .map(|e| terminal(&e.sentence()).into_owned())
        .collect();
    sentences.join(" ")
}

/// `3 days old`.
#[must_use]
pub fn days(days: i32) -> String {
    match days {
        i32::MIN..0 => "newer than this machine's clock".to_owned(),
        0 => "reviewed today".to_owned(),
        1 => "1 day old".to_owned(),
        n => format!("{n} days old"),
    }
}

fn subject_name(finding: &Finding) -> String {
    terminal_short(finding.subject.shown().trim(), NAME_LIMIT)
}

/// The organization, the listed name that hit where that tells more than what was asked, and how sure it is.
fn listed_as(hit: &MatchInfo, asked: &str) -> String {
    let mut text = terminal(&hit.organization).into_owned();
    if hit.name != hit.organization && hit.name != asked {
        let _ = write!(text, ", as \"{}\"", terminal(&hit.name));
    }
    if hit.strength != Strength::Exact {
        let _ = write!(text, " ({} match)", hit.strength.word());
    }
    text
}

/// `1,234,567`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn verdict_style(verdict: Verdict) -> Style {
    let colour = match verdict {
        Verdict::Affected => AnsiColor::Red,
        Verdict::Reported | Verdict::ViaVendor => AnsiColor::Magenta,
        Verdict::Possible | Verdict::Unscreened => AnsiColor::Yellow,
        Verdict::Accepted | Verdict::NoRecord => return Style::new(),
    };
    Style::new().bold().fg_color(Some(colour.into()))
}
