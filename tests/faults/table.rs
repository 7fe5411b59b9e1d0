//! docs/faults.md: what was tried and what happened, made from the names and words of the tests.

use std::fmt::Write as _;
use std::path::Path;

/// Where tests of this kind stand, in the order of the document.
const FILES: [&str; 17] = [
    "tests/faults/interrupted.rs",
    "tests/faults/killed.rs",
    "tests/faults/disk.rs",
    "tests/faults/inputs.rs",
    "tests/faults/limits.rs",
    "tests/faults/dates.rs",
    "tests/faults/places.rs",
    "tests/faults/privacy.rs",
    "tests/cli/bad_input.rs",
    "tests/advisories/faults.rs",
    "tests/advisories/cached.rs",
    "tests/advisories/privacy.rs",
    "tests/advisories/tls.rs",
    "tests/update/signed.rs",
    "tests/update/refused.rs",
    "tests/update/network.rs",
    "tests/update/kept.rs",
];

/// The part of a document between the marks of a name is as given; with `UPDATE_DOCS=1` it is written so.
#[track_caller]
pub(crate) fn hold(document: &str, name: &str, part: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (
        format!("<!-- {name}: made by a test -->\n"),
        format!("<!-- end of {name} -->\n"),
    );
    let from = text
        .find(&begin)
        .unwrap_or_else(|| panic!("{document} has no {begin}"))
        + begin.len();
    let to = from
        + text[from..]
            .find(&end)
            .unwrap_or_else(|| panic!("{document} has no {end}"));
    if text[from..to] == *part {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_DOCS").is_some(),
        "{document} is not what the code says; run the tests with UPDATE_DOCS=1\n{part}"
    );
    std::fs::write(path, format!("{}{part}{}", &text[..from], &text[to..])).unwrap();
}

/// The first paragraph of the comment that begins so, as one line.
fn comment<'a>(lines: impl Iterator<Item = &'a str>, mark: &str) -> String {
    lines
        .map_while(|line| line.trim_start().strip_prefix(mark))
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Name and words of every test of a file.
fn tests(text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut tests = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        // What is ignored is run by another, in surroundings of its own.
        if line.trim() != "#[test]" || lines.get(at + 1).is_some_and(|line| line.starts_with("#[ignore")) {
            continue;
        }
        let name = lines[at..]
            .iter()
            .find_map(|line| line.strip_prefix("fn ")?.split('(').next())
            .unwrap();
        let mut start = at;
        while start > 0 && lines[start - 1].starts_with(['/', '#']) {
            start -= 1;
        }
        let above = lines[start..at]
            .iter()
            .copied()
            .skip_while(|line| line.starts_with('#'));
        tests.push((name.replace('_', " "), comment(above, "/// ")));
    }
    tests
}

/// Every test of these kinds has its row, and every row its test.
#[test]
fn a_table_that_tells_of_other_tests_than_there_are() {
    let mut table = String::new();
    for file in FILES {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let found = tests(&text);
        assert!(!found.is_empty(), "{file}");
        let _ = write!(
            table,
            "\n{}\n\n| what was tried ({file}) | what happened |\n|---|---|\n",
            comment(text.lines(), "//! ")
        );
        for (name, words) in found {
            let words = if words.is_empty() { "as said above" } else { &words };
            let _ = writeln!(table, "| {name} | {} |", words.replace('|', "\\|"));
        }
    }
    hold("docs/faults.md", "table", &table);
}

/// Those of this folder all say what happened.
#[test]
fn tests_without_words() {
    for file in FILES.iter().filter(|file| file.starts_with("tests/faults/")) {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        for (name, words) in tests(&text) {
            assert!(!words.is_empty(), "{file}: {name}");
        }
    }
}
