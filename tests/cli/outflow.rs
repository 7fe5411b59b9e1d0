//! Access without an established outflow: in no format may it read as a theft, and nobody is left without a word.

use super::{file, folder, run, run_with_stdin};

const OPEN: &str = r#"
[[record]]
id = "kasse-musterland"
name = "Krankenkasse Musterland"
country = "DE"
note = "It said that its data exchange stood open."
vendor = { services = ["health-insurance"] }
[record.exposure]
status = "confirmed"
route = "own-server"
acknowledged_by = "organization"
outflow = "not-established"
disclosed_on = "2023-06-02"
populations = ["members"]
data_types = ["health-insurance"]
[[record.sources]]
url = "https://example.org/open"
publisher = "Example"
kind = "organization-statement"
seen = "full"
supports = ["exposure"]
"#;

const SAID: &str = "no outflow of data was established";

fn check(args: &[&str]) -> super::Ran {
    let folder = folder();
    let list = file(folder.path(), "own.toml", OPEN);
    let fixed = ["check", "--offline", "--dataset", list.to_str().unwrap()];
    run(&[&fixed[..], args].concat())
}

#[test]
fn every_format_says_access_and_none_says_affected() {
    for format in [
        "table", "json", "jsonl", "csv", "markdown", "html", "sarif", "junit", "github",
    ] {
        let ran = check(&["Krankenkasse Musterland", "--format", format]);
        assert_eq!(ran.code, 0, "{format}: {}", ran.err);
        let words: Vec<&str> = ran.out.split_whitespace().collect();
        let flat = words.join(" ");
        assert!(flat.contains(SAID), "{format}:\n{}", ran.out);
        assert!(flat.contains("possible"), "{format}:\n{}", ran.out);
        assert!(!flat.contains("Musterland was exposed"), "{format}:\n{}", ran.out);
        assert!(!flat.contains("stolen files"), "{format}:\n{}", ran.out);
    }
}

#[test]
fn it_is_a_finding_that_can_fail_a_run_and_has_steps_of_its_own() {
    let ran = check(&[
        "Krankenkasse Musterland",
        "--format",
        "json",
        "--fail-on",
        "possible",
    ]);
    assert_eq!(ran.code, 1);
    let finding = &ran.json()["findings"][0];
    assert_eq!(finding["verdict"], "possible");
    assert_eq!(
        finding["reason"],
        "Krankenkasse Musterland was open to access through its own MOVEit server; the organization itself said that no \
         outflow of data was established"
    );
    assert_eq!(finding["listings"][0]["outflow"], "not-established");
    assert_eq!(finding["steps"][0]["id"], "everyone-open");
    let text = finding["paths"][0]["text"].as_str().unwrap();
    assert!(text.ends_with(&format!("(open to access; {SAID})")), "{text}");
}

#[test]
fn a_declared_vendor_that_stood_open_reads_the_same() {
    let ran = check(&[
        "Acme GmbH",
        "--vendor",
        "Krankenkasse Musterland",
        "--format",
        "json",
    ]);
    let finding = &ran.json()["findings"][0];
    assert_eq!(finding["verdict"], "possible");
    let reason = finding["reason"].as_str().unwrap();
    assert!(
        reason
            .starts_with("not itself listed; its declared vendor Krankenkasse Musterland was open to access"),
        "{reason}"
    );
    assert_eq!(finding["steps"][0]["id"], "everyone-open");
}

#[test]
fn a_weak_match_is_first_held_against_the_name() {
    let ran = check(&["Krankenkasse Musterland", "--country", "FR", "--format", "json"]);
    let finding = &ran.json()["findings"][0];
    assert_eq!(finding["verdict"], "possible");
    assert_eq!(finding["steps"][0]["id"], "everyone-same-organization");
}

#[test]
fn a_csv_cell_names_no_data_that_is_not_known_to_have_left() {
    let ran = check(&["Krankenkasse Musterland", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(ran.out.as_bytes());
    let at = reader
        .headers()
        .unwrap()
        .iter()
        .position(|h| h == "data_types")
        .unwrap();
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(&row[at], "");
}

#[test]
fn show_says_it_and_what_a_name_needs() {
    let folder = folder();
    let text = OPEN.replace(
        "country = \"DE\"",
        "country = \"DE\"\nreviewed_on = \"2026-11-20\"\nname_standing = \"with-country\"\naliases = [{ name = \"Muster\", \
         kind = \"brand\", standing = \"with-domain\" }]",
    );
    let list = file(folder.path(), "own.toml", text);
    let out = run(&["show", "--dataset", list.to_str().unwrap(), "kasse-musterland"]).out;
    for text in [
        "Outflow: the organization itself said that no outflow of data was established",
        "Data within reach: health insurance details",
        "People within reach: members",
        "This name tells only with the country or a domain.",
        "Also known as: Muster (brand, tells only with a domain)",
        "Record reviewed on 2026-11-20",
        "read in full",
    ] {
        assert!(out.contains(text), "{text}:\n{out}");
    }
}

#[test]
fn a_common_word_alone_asks_for_a_look() {
    let folder = folder();
    let list = file(
        folder.path(),
        "own.jsonl",
        r#"{"id":"w","name":"Western Sample College","country":"US","domains":["wsc.example"],"aliases":[{"name":"Westerly","kind":"name","standing":"with-domain"}]}"#,
    );
    let list = list.to_str().unwrap();
    let fixed = [
        "check",
        "--offline",
        "--no-bundled",
        "--dataset",
        list,
        "--format",
        "jsonl",
        "--input",
        "-",
    ];
    let rows = "name,country,domain\nWesterly,US,\nWesterly,,wsc.example\n";
    let found = run_with_stdin(&fixed, rows.as_bytes()).lines();
    assert_eq!(found[0]["matches"][0]["strength"], "possible");
    assert_eq!(found[0]["matches"][0]["evidence"][1]["kind"], "common-name");
    assert_ne!(found[1]["matches"][0]["strength"], "possible");
}
