//! One HTML page that loads nothing, reads without scripts, and prints.
//!
//! The page is `templates/report.html` with `report.css` and `report.js` set into it; the template engine escapes every value.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;

use super::facts::facts;
use super::groups::{StepGroup, found_and_rest, listings, step_groups};
use super::model::{Finding, ListingInfo, Report};
use crate::escape::terminal;
use crate::exposure::Verdict;
use crate::exposure::path::{Basis, PathHop, plain_service};

const PAGE: &str = include_str!("templates/report.html");
const STYLE: &str = include_str!("templates/report.css");
const SCRIPT: &str = include_str!("templates/report.js");

/// Width of the chart in its own units.
const CHART: f64 = 600.0;

/// What the template is given.
#[derive(Serialize)]
struct Page<'a> {
    style: &'static str,
    script: &'static str,
    summary: String,
    coverage: &'a str,
    bars: Vec<Bar>,
    chart: f64,
    found: Vec<Row>,
    rest: Vec<Row>,
    listings: Vec<Listing>,
    reader: &'static str,
    groups: Vec<Steps>,
    about: Vec<(&'static str, String)>,
}

#[derive(Serialize)]
struct Bar {
    verdict: &'static str,
    meaning: &'static str,
    count: u64,
    x: f64,
    width: f64,
}

#[derive(Serialize)]
struct Row {
    verdict: &'static str,
    since: &'static str,
    order: usize,
    name: String,
    place: String,
    listed: Option<ListedAs>,
    why: Vec<String>,
    disclosed: String,
    reason: String,
    paths: Vec<Vec<Node>>,
}

#[derive(Serialize)]
struct ListedAs {
    id: String,
    name: String,
    strength: String,
}

/// A box of a drawn path, and how it is reached.
#[derive(Serialize)]
struct Node {
    name: String,
    service: String,
    note: &'static str,
}

#[derive(Serialize)]
struct Listing {
    id: String,
    name: String,
    place: &'static str,
    note: String,
    facts: Vec<(&'static str, String)>,
    sources: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    text: String,
    url: String,
}

#[derive(Serialize)]
struct Steps {
    about: String,
    place: &'static str,
    steps: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    title: String,
    text: String,
    sources: Vec<Link>,
}

/// The report as one HTML page.
///
/// # Errors
/// None in practice: the template is part of the program, and a test renders it.
pub fn render(report: &Report) -> Result<String, minijinja::Error> {
    let (found, rest) = found_and_rest(report);
    let mut found: Vec<Row> = found.into_iter().map(|f| row(report, f)).collect();
    found.sort_by_key(|row| row.order);
    let page = Page {
        style: STYLE,
        script: SCRIPT,
        summary: report.summary.verdicts.sentence(),
        coverage: &report.dataset.coverage,
        bars: bars(report),
        chart: CHART,
        found,
        rest: rest.into_iter().map(|f| row(report, f)).collect(),
        listings: listings(report).into_iter().map(listing).collect(),
        reader: report.settings.reader.plain(),
        groups: step_groups(report).iter().map(steps).collect(),
        about: super::about(report)
            .into_iter()
            .map(|(l, v)| (l, terminal(&v).into_owned()))
            .collect(),
    };
    let mut environment = Environment::empty();
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("safe", minijinja::filters::safe);
    environment.add_template("report.html", PAGE)?;
    environment.get_template("report.html")?.render(Serde(page))
}

fn steps(group: &StepGroup<'_>) -> Steps {
    Steps {
        about: group.about(name),
        place: group.place,
        steps: group
            .steps
            .iter()
            .map(|step| Step {
                title: step.title.clone(),
                text: step.text.clone(),
                sources: step
                    .sources
                    .iter()
                    .map(|s| Link {
                        text: s.publisher.clone(),
                        url: s.url.clone(),
                    })
                    .collect(),
            })
            .collect(),
    }
}

/// The verdicts that occur, as the parts of one bar.
fn bars(report: &Report) -> Vec<Bar> {
    let counts = &report.summary.verdicts;
    #[expect(clippy::cast_precision_loss, reason = "a picture, and no list has 2^52 rows")]
    let share = |count: u64| count as f64 / counts.total().max(1) as f64 * CHART;
    let mut x = 0.0;
    Verdict::ALL
        .into_iter()
        .filter(|verdict| counts.of(*verdict) > 0)
        .map(|verdict| {
            let count = counts.of(verdict);
            let bar = Bar {
                verdict: verdict.word(),
                meaning: verdict.meaning(),
                count,
                x,
                width: share(count),
            };
            x += bar.width;
            bar
        })
        .collect()
}

fn name(finding: &Finding) -> String {
    terminal(finding.subject.shown()).into_owned()
}

fn row(report: &Report, finding: &Finding) -> Row {
    let subject = &finding.subject;
    let listing = finding.listings.first();
    let hit = finding.matches.first();
    let vendor = finding.vendors.iter().find_map(|v| v.matches.first());
    let mut place = match subject.input.and_then(|at| report.inputs.get(at)) {
        Some(input) if report.inputs.len() > 1 => format!("{}, row {}", terminal(&input.name), subject.row),
        Some(_) => format!("row {}", subject.row),
        None => String::new(),
    };
    if let Some(key) = subject.key.as_ref().filter(|k| !k.is_empty()) {
        place = if place.is_empty() {
            terminal(key).into_owned()
        } else {
            format!("{}, {place}", terminal(key))
        };
    }
    Row {
        verdict: finding.verdict.word(),
        since: finding.since_baseline().unwrap_or_default(),
        order: Verdict::ALL
            .iter()
            .position(|v| *v == finding.verdict)
            .unwrap_or_default(),
        name: name(finding),
        place,
        listed: listing.map(|l| ListedAs {
            id: l.id.clone(),
            name: terminal(&l.name).into_owned(),
            strength: match (hit, vendor) {
                (Some(hit), _) => format!("{} match, score {:.3}", hit.strength.word(), hit.score),
                (None, Some(vendor)) => format!("its vendor; {} match", vendor.strength.word()),
                (None, None) => String::new(),
            },
        }),
        why: hit
            .or(vendor)
            .map(|m| {
                m.evidence
                    .iter()
                    .map(|e| terminal(&e.sentence()).into_owned())
                    .collect()
            })
            .unwrap_or_default(),
        disclosed: listing
            .and_then(|l| l.disclosed_on)
            .map_or_else(String::new, |d| d.to_string()),
        reason: terminal(&finding.explanation()).into_owned(),
        paths: finding.paths.iter().map(|path| nodes(&path.hops)).collect(),
    }
}

fn nodes(hops: &[PathHop]) -> Vec<Node> {
    let start = hops.first().map(|hop| Node {
        name: terminal(&hop.from).into_owned(),
        service: String::new(),
        note: "",
    });
    start
        .into_iter()
        .chain(hops.iter().map(|hop| {
            Node {
                name: terminal(&hop.to).into_owned(),
                service: hop
                    .services
                    .iter()
                    .map(|s| plain_service(s))
                    .collect::<Vec<_>>()
                    .join(", "),
                note: if hop.basis == Basis::Unknown {
                    "route not told"
                } else {
                    ""
                },
            }
        }))
        .collect()
}

fn listing(listing: &ListingInfo) -> Listing {
    Listing {
        id: listing.id.clone(),
        name: terminal(&listing.name).into_owned(),
        place: listing.country.map_or("", |c| c.name()),
        note: terminal(listing.note.as_deref().unwrap_or_default()).into_owned(),
        facts: facts(listing)
            .into_iter()
            .map(|fact| (fact.label.unwrap_or("Vendor"), terminal(&fact.value).into_owned()))
            .collect(),
        sources: listing
            .sources
            .iter()
            .filter(|s| s.url.starts_with("https://") || s.url.starts_with("http://"))
            .map(|s| Link {
                text: terminal(&s.label()).into_owned(),
                url: s.url.clone(),
            })
            .collect(),
    }
}
