//! Saved reports: put into other formats, held against each other, and refused where they do not hold.

use serde_json::{Value, json};

use super::formats::FORMATS;
use super::{Ran, file, folder, run, run_with_stdin};

/// The report of a run on the small list.
fn report(names: &[&str]) -> Ran {
    let mut args = vec![
        "check",
        "--offline",
        "--no-bundled",
        "--dataset",
        "fixtures/list.toml",
        "--format",
        "json",
    ];
    args.extend(names);
    run(&args)
}

fn diff(old: &str, new: &str, more: &[&str]) -> Ran {
    let folder = folder();
    let old = file(folder.path(), "old.json", old);
    let new = file(folder.path(), "new.json", new);
    let mut args = vec!["diff", old.to_str().unwrap(), new.to_str().unwrap()];
    args.extend(more);
    run(&args)
}

#[test]
fn a_converted_report_is_the_report_that_check_prints() {
    let folder = folder();
    let names = [
        "Harbour Airways",
        "Nobody Ltd",
        "n/a",
        "--vendor",
        "Northwind Payroll",
    ];
    let saved = file(folder.path(), "report.json", report(&names).out);
    for format in FORMATS {
        let mut args = vec![
            "check",
            "--offline",
            "--no-bundled",
            "--dataset",
            "fixtures/list.toml",
        ];
        args.extend(names);
        args.extend(["--format", format]);
        let converted = run(&["convert", saved.to_str().unwrap(), "--format", format]);
        assert_eq!((converted.code, converted.err.as_str()), (0, ""), "{format}");
        assert_eq!(converted.out, run(&args).out, "{format}");
    }
    let from_stdin = run_with_stdin(
        &["convert", "-", "--format", "json"],
        report(&names).out.as_bytes(),
    );
    assert_eq!(from_stdin.out, report(&names).out);
}

#[test]
fn a_report_that_does_not_hold_is_refused() {
    let whole = report(&["Harbour Airways", "Nobody Ltd"]).json();
    let with = |path: &str, value: Value| {
        let mut report = whole.clone();
        *report.pointer_mut(path).unwrap() = value;
        report.to_string()
    };
    let text = whole.to_string();
    let cases = [
        (String::new(), "EOF"),
        ("[]".to_owned(), "is no report of this program"),
        ("{}".to_owned(), "schema_version"),
        (text[..text.len() / 2].to_owned(), "EOF"),
        (
            with("/schema_version", json!("2.0")),
            "has the schema version 2.0",
        ),
        (with("/schema_version", json!("\u{1b}[31m2")), "schema version"),
        (
            with("/findings/0/verdict", json!("safe")),
            "unknown variant `safe`",
        ),
        (
            with("/findings/0/verdict", json!("no-record")),
            "contradicts itself",
        ),
        (with("/findings", json!([])), "contradicts itself"),
        (with("/summary/subjects", json!(7)), "contradicts itself"),
        (
            with("/summary/exit_code", json!(9)),
            "9 is none of the exit codes",
        ),
        (with("/findings/0/subject/row", json!(-1)), "invalid value"),
        ("[".repeat(5000), "is no report of this program"),
        (
            text.replacen("{", &format!("{{\"deep\": {},", "[".repeat(5000)), 1),
            "recursion",
        ),
    ];
    for (saved, wanted) in cases {
        let folder = folder();
        let path = file(folder.path(), "report.json", saved);
        for args in [
            vec!["convert", path.to_str().unwrap()],
            vec!["diff", path.to_str().unwrap(), path.to_str().unwrap()],
        ] {
            let ran = run(&args);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{wanted}: {}", ran.err);
            assert!(ran.err.contains(wanted), "{wanted} is not in {}", ran.err);
            assert!(
                ran.err.contains("report.json") && ran.err.contains("\nhelp: "),
                "{}",
                ran.err
            );
            assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);
        }
    }
    let missing = run(&["convert", "no-such-report.json"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.err.contains("cannot read no-such-report.json"),
        "{}",
        missing.err
    );
}

#[test]
fn an_input_that_the_report_does_not_name_is_refused() {
    let mut report = report(&["Harbour Airways"]).json();
    report["findings"][0]["subject"]["input"] = json!(3);
    let ran = run_with_stdin(&["convert", "-"], report.to_string().as_bytes());
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("finding 1 is of an input"), "{}", ran.err);
}

#[test]
fn nothing_new_ends_with_0_and_says_what_that_means() {
    let old = report(&["Harbour Airways", "Nobody Ltd"]).out;
    let ran = diff(&old, &old, &[]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(
        ran.out.starts_with("New: 0\n\nChanged: 0\n\nGone: 0\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("As they were: 1 finding."), "{}", ran.out);
    assert!(ran.out.contains("proves nothing"), "{}", ran.out);
}

#[test]
fn a_new_exposure_ends_with_1() {
    let old = report(&["Nobody Ltd"]).out;
    let new = report(&["Nobody Ltd", "Harbour Airways"]).out;
    let ran = diff(&old, &new, &["--format", "json"]);
    assert_eq!(ran.code, 1);
    let diff_json = ran.json();
    let changes = diff_json["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0]["kind"], "new");
    assert_eq!(changes[0]["subject"]["name"], "Harbour Airways");
    assert_eq!(
        (&changes[0]["new"], changes[0].get("old")),
        (&json!("affected"), None)
    );
    assert_eq!(diff_json["subjects_added"], 1);
    assert_eq!(diff(&old, &new, &["--fail-on", "never"]).code, 0);
    // The other way round it is gone, which is no exposure.
    let gone = diff(&new, &old, &["--format", "json"]);
    assert_eq!(
        (gone.code, &gone.json()["changes"][0]["kind"]),
        (0, &json!("gone"))
    );
}

#[test]
fn names_are_the_same_but_for_case_and_marks_and_keys_outlive_names() {
    let old = report(&["HARBOUR AIRWAYS!"]).out;
    let new = report(&["Harbour Airways"]).out;
    assert!(diff(&old, &new, &[]).out.contains("New: 0 subjects."));

    let rows = |text: &str| {
        let folder = folder();
        let path = file(folder.path(), "list.csv", text);
        report(&["--input", path.to_str().unwrap()]).out
    };
    let old = rows("id,name\nS-1,Harbour Airways\nS-2,Nobody Ltd\n");
    let new = rows("id,name\nS-1,Harbour Airways plc\nS-2,Nobody At All Ltd\n");
    let ran = diff(&old, &new, &[]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(
        ran.out
            .contains("New: 0 subjects. Not asked about any more: 0 subjects."),
        "{}",
        ran.out
    );
}

#[test]
fn a_changed_fact_is_told_and_is_no_new_exposure() {
    let mut new = report(&["Harbour Airways"]).json();
    let old = new.to_string();
    new["findings"][0]["listings"][0]["people_affected"] = json!(123_456);
    let ran = diff(&old, &new.to_string(), &[]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("Changed: 1"), "{}", ran.out);
    assert!(
        ran.out.contains("people of harbour-airways: was ") && ran.out.contains(", is 123456"),
        "{}",
        ran.out
    );
}

#[test]
fn a_graver_verdict_and_a_further_record_are_new_exposures() {
    let new = report(&["Harbour Airways"]).json();
    let mut old = new.clone();
    old["findings"][0]["verdict"] = json!("reported");
    old["summary"]["verdicts"]["affected"] = json!(0);
    old["summary"]["verdicts"]["reported"] = json!(1);
    let ran = diff(&old.to_string(), &new.to_string(), &[]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("was reported, is affected"), "{}", ran.out);

    let mut old = new.clone();
    old["findings"][0]["listings"] = json!([]);
    let ran = diff(&old.to_string(), &new.to_string(), &[]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("record harbour-airways is new"), "{}", ran.out);
}

#[test]
fn other_settings_are_told_for_they_may_account_for_changes() {
    let old = report(&["Harbour Airways"]).out;
    let new = report(&["Harbour Airways", "--no-fuzzy"]).out;
    assert!(diff(&old, &new, &[]).out.contains("The settings differ"));
    assert!(
        diff(&old, &new, &["--format", "markdown"])
            .out
            .contains("# What is new")
    );
}

#[test]
fn hostile_names_do_nothing_in_a_difference() {
    let old = report(&["Nobody Ltd"]).out;
    let mut new = report(&["Harbour Airways"]).json();
    new["findings"][0]["subject"]["name"] = json!("\u{1b}[31m<script>|*x*\r\n\u{202e}=1");
    for format in ["text", "markdown"] {
        let out = diff(&old, &new.to_string(), &["--format", format]).out;
        assert!(!out.contains(['\u{1b}', '\r', '\u{202e}']), "{out}");
        assert!(format == "text" || out.contains("\\<script"), "{out}");
    }
}

#[test]
fn standard_input_is_read_once() {
    let ran = run(&["diff", "-", "-"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("standard input can be read once"));
}
