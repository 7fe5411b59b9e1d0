//! `check --baseline`: what an earlier report knew is shown, and does not count for the exit code.

use std::path::Path;

use super::{Ran, file, finish, folder, program};

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/list.toml");

fn check(folder: &Path, list: &str, more: &[&str]) -> Ran {
    let args = [
        "check",
        "--offline",
        "--no-bundled",
        "--dataset",
        list,
        "--now",
        "2026-12-01",
    ];
    finish(program().current_dir(folder).args(args).args(more))
}

/// A report on these names, saved.
fn saved(folder: &Path, list: &str, names: &[&str]) {
    let ran = check(folder, list, &[names, &["--format", "json"]].concat());
    file(folder, "old.json", ran.out);
}

fn since(folder: &Path, list: &str, more: &[&str]) -> Ran {
    check(
        folder,
        list,
        &[more, &["--baseline", "old.json", "--format", "json"]].concat(),
    )
}

fn state(ran: &Ran, at: usize) -> String {
    ran.json()["findings"][at]["baseline"]["state"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn what_is_known_does_not_count_and_what_is_new_does() {
    let folder = folder();
    let at = folder.path();
    saved(at, LIST, &["Harbour Airways", "Nobody Known Ltd"]);

    let known = since(at, LIST, &["HARBOUR AIRWAYS", "Nobody Known Ltd"]);
    assert_eq!(
        (known.code, state(&known, 0).as_str()),
        (0, "known"),
        "{}",
        known.err
    );
    assert_eq!(
        known.json()["findings"][0]["verdict"],
        "affected",
        "it is still shown"
    );
    assert_eq!(state(&known, 1), "", "nothing is said of one without a finding");
    assert_eq!(known.json()["summary"]["exit_code"], 0);
    assert!(
        known
            .err
            .contains("since the baseline old.json: 0 new, 0 changed, 1 known, 0 gone"),
        "{}",
        known.err
    );

    let new = since(at, LIST, &["Harbour Airways", "Quarry Bank"]);
    assert_eq!((new.code, state(&new, 1).as_str()), (1, "new"), "{}", new.err);
    assert_eq!(new.json()["baseline"]["counting"], 1);
    assert_eq!(
        since(
            at,
            LIST,
            &["Harbour Airways", "Quarry Bank", "--fail-on", "affected"]
        )
        .code,
        0
    );
    assert_eq!(
        since(at, LIST, &["Nobody Known Ltd", "--vendor", "Northwind Payroll"]).code,
        1
    );

    let vanished = since(at, LIST, &["Nobody Known Ltd"]);
    assert_eq!(
        (vanished.code, &vanished.json()["baseline"]["not_asked"]),
        (0, &1.into())
    );
    assert!(
        vanished.err.contains("did not ask about: \"Harbour Airways\""),
        "{}",
        vanished.err
    );
    assert_eq!(
        since(at, LIST, &["n/a"]).code,
        3,
        "nothing to screen goes before it"
    );
}

#[test]
fn a_graver_verdict_counts_and_a_milder_one_or_a_fact_does_not() {
    let folder = folder();
    let at = folder.path();
    let text = std::fs::read_to_string(LIST).unwrap();
    let milder = text.replace(
        "status = \"confirmed\"\nroute = \"vendor\"\nacknowledged_by = \"organization\"",
        "status = \"reported\"\nroute = \"vendor\"\nacknowledged_by = \"press\"",
    );
    assert_ne!(milder, text);
    let milder = file(at, "milder.toml", milder);
    let milder = milder.to_str().unwrap();
    saved(at, milder, &["Harbour Airways"]);
    let worse = since(at, LIST, &["Harbour Airways"]);
    assert_eq!(
        (worse.code, state(&worse, 0).as_str()),
        (1, "changed"),
        "{}",
        worse.err
    );
    saved(at, LIST, &["Harbour Airways"]);
    let better = since(at, milder, &["Harbour Airways"]);
    assert_eq!(
        (better.code, state(&better, 0).as_str()),
        (0, "changed"),
        "{}",
        better.err
    );

    let none = text.replace("Harbour Airways", "Somebody Else");
    let none = file(at, "none.toml", none);
    let gone = since(at, none.to_str().unwrap(), &["Harbour Airways"]);
    assert_eq!((gone.code, state(&gone, 0).as_str()), (0, "gone"), "{}", gone.err);
}

#[test]
fn a_baseline_does_not_keep_an_expired_decision_alive() {
    let folder = folder();
    let at = folder.path();
    let add = [
        "accept",
        "add",
        "Harbour Airways",
        "--no-bundled",
        "--dataset",
        LIST,
        "--now",
        "2026-11-30",
    ];
    let decision = ["--reason", "r", "--owner", "o", "--until", "2026-12-01"];
    assert_eq!(finish(program().current_dir(at).args(add).args(decision)).code, 0);
    saved(at, LIST, &["Harbour Airways"]);
    assert_eq!(since(at, LIST, &["Harbour Airways"]).code, 0);
    let ran = since(at, LIST, &["Harbour Airways", "--no-ledger"]);
    assert_eq!((ran.code, state(&ran, 0).as_str()), (1, "changed"), "{}", ran.err);
}

#[test]
fn every_format_marks_what_is_known() {
    let folder = folder();
    let at = folder.path();
    saved(at, LIST, &["Harbour Airways"]);
    let asked = |format: &str| {
        check(
            at,
            LIST,
            &[
                "Harbour Airways",
                "Quarry Bank",
                "--baseline",
                "old.json",
                "--format",
                format,
            ],
        )
    };
    for (format, marks) in [
        ("table", &["(known)", "(new)", "Baseline: old.json"][..]),
        ("markdown", &["| affected (known) |", "| reported (new) |"]),
        ("html", &[">known<", ">new<"]),
        ("csv", &[",known,", ",new,"]),
        ("jsonl", &["\"state\":\"known\"", "\"counts\":true"]),
        (
            "sarif",
            &["\"baselineState\": \"unchanged\"", "\"baselineState\": \"new\""],
        ),
        (
            "junit",
            &[
                "failures=\"1\" skipped=\"1\"",
                "<skipped message=\"known since the baseline",
            ],
        ),
        (
            "github",
            &[
                "::notice title=affected (known)",
                "::warning title=reported (new)",
            ],
        ),
    ] {
        let ran = asked(format);
        assert_eq!(ran.code, 1, "{format}: {}", ran.err);
        for mark in marks {
            assert!(ran.out.contains(mark), "{mark} is not in {format}:\n{}", ran.out);
        }
    }
}

#[test]
fn a_baseline_that_is_none_ends_the_run() {
    let folder = folder();
    let at = folder.path();
    file(at, "old.json", "{\"schema_version\": \"1.0\"}");
    let ran = since(at, LIST, &["Harbour Airways"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    file(at, "old.json", "not json");
    assert_eq!(since(at, LIST, &["Harbour Airways"]).code, 2);
    std::fs::remove_file(at.join("old.json")).unwrap();
    assert_eq!(since(at, LIST, &["Harbour Airways"]).code, 2);
}
