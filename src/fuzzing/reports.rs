//! Saved reports: put into other formats, and held against each other.

use std::collections::HashSet;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

use super::assert_safe_on_a_terminal;
use super::patched::patched;
use crate::advisories::{FetchPlan, Mode, gather};
use crate::dataset::Dataset;
use crate::exit::ExitStatus;
use crate::guidance::{Guidance, Reader};
use crate::input::{DeclaredVendor, Subject};
use crate::report::assemble::{Parts, assemble};
use crate::report::baseline::Baseline;
use crate::report::csv::OwnCells;
use crate::report::diff::Diff;
use crate::report::json::{RunLine, whole};
use crate::report::model::{FailOn, InputInfo};
use crate::report::render::{Rendering, render};
use crate::report::saved;
use crate::report::text::{Layout, Links};
use crate::report::{Format, Report};
use crate::screening::{self, Screening, ScreeningOptions};

/// A report with a finding of every kind, as JSON.
fn base() -> &'static Value {
    static BASE: OnceLock<Value> = OnceLock::new();
    BASE.get_or_init(|| {
        let (list, guidance) = (
            Dataset::bundled().unwrap(),
            Guidance::for_reader(Reader::Hr).unwrap(),
        );
        let index = screening::index(&list);
        let options = ScreeningOptions::new(Reader::Hr);
        let screening = Screening::new(&list, &index, &guidance, options.clone());
        let mut screener = screening.screener();
        let subject = |name: &str, row, vendors: &[&str]| Subject {
            key: Some(format!("k{row}")),
            input: Some(0),
            vendors: vendors
                .iter()
                .map(|name| DeclaredVendor {
                    name: (*name).to_owned(),
                    service: Some("payroll".to_owned()),
                })
                .collect(),
            ..Subject::named(name, row)
        };
        let findings = vec![
            screener.screen(subject("Boots UK Ltd", 2, &[])),
            screener.screen(subject("Acme Widgets", 3, &["Zellis"])),
            screener.screen(subject("BA", 4, &[])),
            screener.screen(subject("n/a", 5, &[])),
        ];
        let now: jiff::Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let mut report = assemble(Parts {
            list: &list,
            guidance: &guidance,
            options: &options,
            fail_on: FailOn::ViaVendor,
            findings,
            advisories: gather(&FetchPlan::new(Mode::Offline, Duration::ZERO, now)),
            now,
        });
        report.inputs = vec![InputInfo {
            name: "suppliers.csv".to_owned(),
            format: "CSV".to_owned(),
            rows: 4,
            sha256: None,
        }];
        serde_json::to_value(&report).unwrap()
    })
}

/// A report from its JSON text, or from changes to one.
fn report(bytes: &[u8]) -> Option<Report> {
    if bytes.trim_ascii_start().starts_with(b"{") {
        return saved::parse(bytes, "report.json".to_owned()).ok();
    }
    let mut value = patched(base(), bytes);
    // What the findings say after the changes counts, or most would contradict the summary.
    if let Ok(findings) =
        serde_json::from_value::<Vec<crate::report::model::Finding>>(value["findings"].clone())
    {
        let mut counts = crate::report::model::Counts::default();
        for finding in &findings {
            counts.add(finding.verdict);
        }
        value["summary"]["verdicts"] = serde_json::to_value(counts).unwrap();
        value["summary"]["subjects"] = counts.total().into();
    }
    saved::parse(value.to_string().as_bytes(), "report.json".to_owned()).ok()
}

/// A report that is read renders in every format, says the same when it is written and read again, and does no harm
/// to whatever reads it.
pub(super) fn convert(bytes: &[u8]) {
    let Some(report) = report(bytes) else { return };
    let text = whole(&report).unwrap();
    assert_eq!(saved::parse(text.as_bytes(), "again".to_owned()).unwrap(), report);

    for width in [40, 80, 120] {
        let rendering = Rendering {
            layout: Layout {
                width,
                ..Layout::IN_A_FILE
            },
            own_cells: OwnCells::Guarded,
            run_line: RunLine::Last,
            tables: &[],
            cells: &[],
        };
        let table = render(&report, Format::Table, &rendering).unwrap();
        let table = std::str::from_utf8(&table).unwrap();
        assert_safe_on_a_terminal(table);
        assert_eq!(without_links(&with_links(&report, rendering.layout)), table);
        if width == 80 {
            for format in Format::ALL {
                check(format, &render(&report, format, &rendering).unwrap(), &report);
            }
        }
    }
}

fn with_links(report: &Report, layout: Layout) -> String {
    let links = Links::On;
    crate::report::text::render(report, Layout { links, ..layout })
}

/// The text without the sequences that make links of addresses.
fn without_links(text: &str) -> String {
    let mut parts = text.split("\u{1b}]8;;");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once("\u{1b}\\").unwrap().1);
    }
    plain
}

fn check(format: Format, bytes: &[u8], report: &Report) {
    if format == Format::Xlsx {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        for at in 0..archive.len() {
            let file = archive.by_index(at).unwrap();
            let is_xml = file.name().unwrap().ends_with(".xml");
            if is_xml {
                assert_xml(&std::io::read_to_string(file).unwrap());
            }
        }
        return;
    }
    let text = std::str::from_utf8(bytes).unwrap();
    match format {
        Format::Jsonl => {
            for line in text.lines() {
                serde_json::from_str::<Value>(line).unwrap();
            }
            assert_eq!(text.lines().count(), report.findings.len() + 1);
        }
        Format::Csv => {
            let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
            let rows: Vec<csv::StringRecord> = rows.records().collect::<Result<_, _>>().unwrap();
            assert_eq!(rows.len(), report.findings.len() + 1);
            for cell in rows.iter().flatten() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
                assert!(
                    !cell.chars().any(|c| c.is_control() && !c.is_ascii_whitespace()),
                    "{cell:?}"
                );
            }
        }
        Format::Markdown => assert_safe_on_a_terminal(text),
        Format::Html => {
            let template = include_str!("../report/templates/report.html");
            let known: HashSet<&str> = tags(template).collect();
            for tag in tags(text) {
                assert!(known.contains(tag), "{tag:?} in {text}");
            }
        }
        Format::Sarif => {
            serde_json::from_str::<Value>(text).unwrap();
        }
        Format::Junit => {
            assert_xml(text);
            assert_safe_on_a_terminal(text);
        }
        Format::Github => {
            assert_safe_on_a_terminal(text);
            assert!(text.lines().all(|line| line.starts_with("::")), "{text}");
        }
        _ => {}
    }
}

/// What stands behind each `<`.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '/' && c != '!');
        &rest[..end.unwrap_or(rest.len())]
    })
}

fn assert_xml(text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    attribute.unwrap();
                }
            }
            _ => {}
        }
    }
}

/// Two reports, with two NUL bytes between them: what is different can be said in every format, and nothing is different
/// between a report and itself.
pub(super) fn diff(bytes: &[u8]) {
    let at = bytes
        .windows(2)
        .position(|two| two == [0, 0])
        .unwrap_or(bytes.len());
    let (Some(old), Some(new)) = (
        report(&bytes[..at]),
        report(bytes.get(at + 2..).unwrap_or_default()),
    ) else {
        return;
    };
    for fail_on in FailOn::ALL {
        let same = Diff::new(&new, &new, fail_on);
        assert_eq!(same.exit_code, ExitStatus::Nothing);
        assert!(same.changes.is_empty(), "{:?}", same.changes);
    }
    let diff = Diff::new(&old, &new, FailOn::Possible);
    for width in [20, 80, 140] {
        let layout = Layout {
            width,
            ..Layout::IN_A_FILE
        };
        assert_safe_on_a_terminal(&diff.text(layout));
    }
    assert_safe_on_a_terminal(&diff.markdown());
    let json = serde_json::to_string(&diff).unwrap();
    assert_eq!(serde_json::from_str::<Diff>(&json).unwrap(), diff);

    let baseline = Baseline::new(&old, FailOn::Possible);
    let mut marked = new.clone();
    for finding in &mut marked.findings {
        baseline.mark(finding);
    }
    let info = baseline.info("old.json".to_owned());
    assert!(!info.sentence().is_empty());
    let none_counts = !marked
        .findings
        .iter()
        .any(|finding| finding.counts_for(FailOn::Possible));
    assert_eq!(none_counts, diff.exit_code == ExitStatus::Nothing);
}
