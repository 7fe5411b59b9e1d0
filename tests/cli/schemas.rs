//! The published JSON Schemas hold for what the program really writes and reads.

use jsonschema::Validator;
use serde_json::Value;

use super::{Ran, file, folder, run};

fn schema(of: &str) -> Validator {
    let schema = run(&["schema", of]).json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::validator_for(&schema).unwrap()
}

#[track_caller]
fn assert_valid(validator: &Validator, value: &Value) {
    let problems: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}\n{value:#}");
}

fn check(format: &str, more: &[&str]) -> Ran {
    let mut args = vec!["check", "--offline", "--format", format];
    args.extend(more);
    run(&args)
}

/// Runs that between them fill every part of a report.
const RUNS: [&[&str]; 5] = [
    &["Boots", "BBC", "--ledger", "fixtures/ledger.toml"],
    &[
        "--no-bundled",
        "--dataset",
        "fixtures/list.toml",
        "--input",
        "fixtures/reports.csv",
    ],
    &[
        "Boots",
        "BBC",
        "University of Nowhere",
        "n/a",
        "--for",
        "security",
        "--country",
        "GB",
    ],
    &["Acme", "--vendor", "Zellis", "--vendor", "Nobody", "--for", "hr"],
    &["--domain", "ba.com", "--min-strength", "strong", "--no-fuzzy"],
];

#[test]
fn reports_are_as_their_schema_says() {
    let validator = schema("report");
    for more in RUNS {
        assert_valid(&validator, &check("json", more).json());
    }
    let mut report = check("json", RUNS[0]).json();
    report["findings"][0]["verdict"] = "safe".into();
    assert!(!validator.is_valid(&report), "a word that is no verdict");
    report["findings"][0].as_object_mut().unwrap().remove("verdict");
    assert!(!validator.is_valid(&report), "a finding without a verdict");
}

#[test]
fn lines_are_as_their_schema_says() {
    let validator = schema("line");
    for more in RUNS {
        let plain = check("jsonl", more).lines();
        let with_run = check("jsonl", &[more, &["--run-line"]].concat()).lines();
        for line in with_run.iter().chain(&plain) {
            assert_valid(&validator, line);
        }
        let (end, findings) = with_run.split_last().unwrap();
        assert_eq!(end["run"]["summary"]["subjects"], findings.len());
        assert_eq!(
            plain, findings,
            "without the option there is a line for each subject and no other"
        );
    }
    assert!(!validator.is_valid(&serde_json::json!({ "run": {} })));
}

/// The rules of the schema that OASIS publishes for SARIF 2.1.0, without its descriptions, and with the unbalanced bracket in
/// its pattern of a language mended.
fn sarif_schema() -> Validator {
    let schema = std::fs::read_to_string("fixtures/sarif-2.1.0.json").unwrap();
    jsonschema::options()
        .should_validate_formats(true)
        .build(&serde_json::from_str(&schema).unwrap())
        .unwrap()
}

#[test]
fn sarif_is_as_its_published_schema_says() {
    let validator = sarif_schema();
    let folder = folder();
    let baseline = file(folder.path(), "old.json", check("json", RUNS[0]).out);
    let with_baseline = ["Boots", "Aer Lingus", "--baseline", baseline.to_str().unwrap()];
    let hostile = [
        "\u{1b}[31mBoots",
        "Boots\u{202e}",
        "]]><script>",
        "%0A::error::",
        "Boots\"\\",
    ];
    for more in RUNS.iter().copied().chain([&with_baseline[..], &hostile[..]]) {
        assert_valid(&validator, &check("sarif", more).json());
    }
    let odd = file(folder.path(), "a b%20#?ü [1].csv", "name\nBoots\n");
    let mut log = check("sarif", &["--input", odd.to_str().unwrap()]).json();
    assert_valid(&validator, &log);
    log["runs"][0]["artifacts"][0]["location"]["uri"] = "a b".into();
    assert!(!validator.is_valid(&log), "an address with a space in it");
    log["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&log), "a level that is none");
}

#[test]
fn differences_are_as_their_schema_says() {
    let folder = folder();
    let saved = |name: &str, more| file(folder.path(), name, check("json", more).out);
    let (old, new) = (saved("old.json", RUNS[2]), saved("new.json", RUNS[1]));
    let ran = run(&[
        "diff",
        old.to_str().unwrap(),
        new.to_str().unwrap(),
        "--format",
        "json",
    ]);
    assert!(ran.json()["changes"].as_array().unwrap().len() > 1);
    assert_valid(&schema("diff"), &ran.json());
}

#[test]
fn records_are_as_their_schema_says() {
    let validator = schema("record");
    let out = run(&["list", "--format", "jsonl"]).out;
    assert!(out.lines().count() > 400);
    for line in out.lines() {
        assert_valid(&validator, &serde_json::from_str(line).unwrap());
    }
    let own = std::fs::read_to_string("fixtures/list.toml").unwrap();
    let own: Value = toml::from_str(&own).unwrap();
    for record in own["record"].as_array().unwrap() {
        assert_valid(&validator, record);
    }
    assert_valid(
        &validator,
        &serde_json::json!({ "id": "a", "name": "A", "aliases": ["B", { "name": "C", "kind": "acronym" }] }),
    );
    for bad in [
        serde_json::json!({ "id": "a" }),
        serde_json::json!({ "id": "a", "name": "A", "colour": "red" }),
        serde_json::json!({ "id": "a", "name": "A", "country": "Britain" }),
        serde_json::json!({ "id": "a", "name": "A", "aliases": [{ "name": "C", "kind": "nick" }] }),
    ] {
        assert!(!validator.is_valid(&bad), "{bad}");
    }
}
