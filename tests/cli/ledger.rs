//! Decisions as their owners make them: accepted, renewed, run out, reopened, removed; and what every format says of them.

use std::path::Path;
use std::process::Command;

use super::{Ran, file, finish, folder, formats::FORMATS, program};

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/list.toml");
const LEDGER: &str = "moveit-exposure-ledger.toml";

/// The program in a folder of its own, on a day.
fn on(day: &str, folder: &Path, args: &[&str]) -> Ran {
    let mut command: Command = program();
    finish(command.current_dir(folder).args(args).args(["--now", day]))
}

fn small<'a>(command: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [command, &["--no-bundled", "--dataset", LIST], more].concat()
}

fn check(day: &str, folder: &Path, more: &[&str]) -> Ran {
    on(day, folder, &small(&["check", "--offline"], more))
}

fn accept(day: &str, folder: &Path, subject: &[&str], until: &str) -> Ran {
    let decision = [
        "--reason",
        "They answered.",
        "--owner",
        "Dana Reyes",
        "--until",
        until,
    ];
    on(
        day,
        folder,
        &small(&["accept", "add"], &[subject, &decision].concat()),
    )
}

fn ledger(folder: &Path) -> String {
    std::fs::read_to_string(folder.join(LEDGER)).unwrap()
}

#[test]
fn a_finding_is_accepted_runs_out_and_is_accepted_again() {
    let folder = folder();
    let at = folder.path();
    let asked = ["Harbour Airways", "--format", "jsonl"];
    let verdict = |ran: &Ran| ran.lines()[0]["verdict"].as_str().unwrap().to_owned();

    let before = check("2026-12-01", at, &asked);
    assert_eq!((before.code, verdict(&before).as_str()), (1, "affected"));
    assert!(!before.err.contains("ledger"), "{}", before.err);

    let added = accept("2026-12-01", at, &["Harbour Airways"], "2027-03-31");
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(
        added
            .out
            .contains("Accepted until 2027-03-31: Harbour Airways, affected"),
        "{}",
        added.out
    );

    let held = check("2026-12-01", at, &asked);
    assert_eq!(
        (held.code, verdict(&held).as_str()),
        (0, "accepted"),
        "{}",
        held.err
    );
    assert!(
        held.err
            .contains("ledger moveit-exposure-ledger.toml is in force, with 1 decision"),
        "{}",
        held.err
    );
    assert!(!held.err.contains("warning"), "{}", held.err);
    let accepted = &held.lines()[0]["accepted"];
    assert_eq!(accepted["verdict"], "affected");
    assert_eq!(accepted["owner"], "Dana Reyes");
    assert_eq!(accepted["until"], "2027-03-31");
    assert_eq!(
        check(
            "2026-12-01",
            at,
            &[&asked[..], &["--fail-on", "possible"]].concat()
        )
        .code,
        0
    );

    let soon = check("2027-03-20", at, &asked);
    assert_eq!((soon.code, verdict(&soon).as_str()), (0, "accepted"));
    assert!(
        soon.err.contains(&format!(
            "{LEDGER}:4: the decision of Dana Reyes on \"Harbour Airways\" expires in 11 days"
        )) && soon
            .err
            .contains("renew it: moveit-exposure accept add \"Harbour Airways\" --reason WHY"),
        "{}",
        soon.err
    );

    let expired = check("2027-04-01", at, &asked);
    assert_eq!((expired.code, verdict(&expired).as_str()), (1, "affected"));
    assert_eq!(expired.lines()[0]["reopened"]["because"], "expired");
    assert!(
        expired
            .err
            .contains("expired on 2027-03-31, and its finding counts again")
            && expired.err.contains("or remove it: moveit-exposure accept prune"),
        "{}",
        expired.err
    );

    let again = accept("2027-04-01", at, &["HARBOUR airways"], "2027-09-30");
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(
        again
            .out
            .contains("In place of the decision of Dana Reyes, made on 2026-12-01"),
        "{}",
        again.out
    );
    assert_eq!(ledger(at).matches("[[accepted]]").count(), 1);
    assert_eq!(check("2027-04-01", at, &asked).code, 0);
    assert_eq!(
        check("2027-04-01", at, &[&asked[..], &["--no-ledger"]].concat()).code,
        1
    );
}

#[test]
fn a_changed_record_reopens_its_finding() {
    let folder = folder();
    let at = folder.path();
    accept("2026-12-01", at, &["Harbour Airways"], "2027-03-31");
    let text = std::fs::read_to_string(LIST).unwrap();
    let run = |from: &str, to: &str| {
        assert!(text.contains(from));
        let list = file(at, "list.toml", text.replacen(from, to, 1));
        let list = list.to_str().unwrap();
        on(
            "2026-12-01",
            at,
            &[
                "check",
                "--offline",
                "--no-bundled",
                "--dataset",
                list,
                "Harbour Airways",
                "--format",
                "json",
            ],
        )
    };
    let worded = run("The airline told its staff", "The airline said to its staff");
    assert_eq!(
        (worded.code, worded.json()["findings"][0]["verdict"].as_str()),
        (0, Some("accepted"))
    );
    let changed = run(
        "populations = [\"employees\", \"former-employees\"]",
        "populations = [\"customers\"]",
    );
    let report = changed.json();
    assert_eq!(
        (changed.code, &report["findings"][0]["reopened"]["because"]),
        (1, &"changed".into())
    );
    assert_eq!(report["ledger"]["notices"][0]["kind"], "changed");
    assert!(
        changed
            .err
            .contains("what the list says of harbour-airways has changed since it was accepted")
            && changed
                .err
                .contains("accept it anew: moveit-exposure accept add \"Harbour Airways\""),
        "{}",
        changed.err
    );
}

#[test]
fn decisions_that_do_nothing_are_told_and_pruned() {
    let folder = folder();
    let at = folder.path();
    for (subject, until) in [("Harbour Airways", "2026-12-31"), ("Quarry Bank", "2027-12-31")] {
        assert_eq!(accept("2026-12-01", at, &[subject], until).code, 0);
    }
    let text = ledger(at).replace("records = [\"quarry-bank\"]", "records = [\"quarry-bnak\"]");
    file(at, LEDGER, &text);
    let ran = check("2027-02-01", at, &["Nobody Known Ltd"]);
    assert!(
        ran.err.contains("on \"Harbour Airways\" expired on 2026-12-31")
            && ran
                .err
                .contains("rests on \"quarry-bnak\", which the list does not have; remove it: "),
        "{}",
        ran.err
    );
    let listed = on(
        "2027-02-01",
        at,
        &small(&["accept", "list"], &["--format", "json"]),
    )
    .json();
    assert_eq!(
        (&listed[0]["stands"], &listed[1]["stands"]),
        (&"expired".into(), &"unknown-record".into())
    );

    let prune = |more: &[&str]| on("2027-02-01", at, &small(&["accept", "prune"], more));
    let dry = prune(&["--dry-run"]);
    assert_eq!((dry.code, dry.out.lines().count()), (0, 2), "{}", dry.out);
    assert_eq!(ledger(at), text);
    let wrong = prune(&["Nobody"]);
    assert_eq!((wrong.code, ledger(at)), (2, text), "{}", wrong.err);
    let pruned = prune(&[]);
    assert_eq!(
        (pruned.code, pruned.out.matches("Removed, ").count()),
        (0, 2),
        "{}",
        pruned.out
    );
    assert!(!ledger(at).contains("[[accepted]]") && ledger(at).starts_with("# Findings"));
    assert!(prune(&[]).out.contains("Nothing to remove"));

    accept("2027-02-01", at, &["Quarry Bank"], "2027-12-31");
    let unused = check("2027-02-01", at, &["Harbour Airways"]);
    assert!(
        unused
            .err
            .contains("note: 1 of 1 decisions in moveit-exposure-ledger.toml were not used")
            && unused.err.contains("accept prune \"Quarry Bank\""),
        "{}",
        unused.err
    );
    assert!(prune(&[]).out.contains("Nothing to remove"), "it is not expired");
    assert!(
        prune(&["quarry BANK"])
            .out
            .contains("Removed, as asked: Quarry Bank")
    );
}

#[test]
fn the_very_subject_of_a_row_is_accepted() {
    let folder = folder();
    let at = folder.path();
    let rows = "Supplier number,Supplier,Country,Payroll provider\n\
        S-1,\"Fennel, Dill & Sons\",GB,Northwind Payroll\nS-2,\"Fennel, Dill & Sons\",GB,Northwind Payroll\n\
        S-3,\"Fennel, Dill & Sons\",US,Northwind Payroll\n";
    file(at, "suppliers.csv", rows);
    let verdicts = || -> Vec<String> {
        check(
            "2026-12-01",
            at,
            &["--input", "suppliers.csv", "--format", "jsonl"],
        )
        .lines()
        .iter()
        .map(|line| line["verdict"].as_str().unwrap().to_owned())
        .collect()
    };
    let from_row = |more: &[&str]| {
        accept(
            "2026-12-01",
            at,
            &[&["--input", "suppliers.csv"], more].concat(),
            "2027-03-31",
        )
    };
    assert_eq!(from_row(&["--key", "S-9"]).code, 2, "no such row");
    assert_eq!(
        from_row(&["fennel, dill and sons"]).code,
        2,
        "two different ones are named so"
    );
    assert_eq!(from_row(&[]).code, 2, "no row is named");
    let added = from_row(&["--key", "S-1"]);
    assert_eq!(added.code, 0, "{}", added.err);
    assert_eq!(verdicts(), ["accepted", "via-vendor", "via-vendor"]);
    let bare = accept(
        "2026-12-01",
        at,
        &["Fennel, Dill & Sons", "--vendor", "Northwind Payroll"],
        "2027-03-31",
    );
    assert_eq!(bare.code, 0, "{}", bare.err);
    assert_eq!(
        verdicts(),
        ["accepted", "via-vendor", "via-vendor"],
        "it has no country, and each row has one"
    );
    assert_eq!(
        accept(
            "2026-12-01",
            at,
            &[
                "Fennel, Dill & Sons",
                "--vendor",
                "Northwind Payroll",
                "--country",
                "GB"
            ],
            "2027-03-31"
        )
        .code,
        0
    );
    assert_eq!(verdicts(), ["accepted", "accepted", "via-vendor"]);
}

#[test]
fn what_cannot_be_accepted_is_refused_and_nothing_is_written() {
    let folder = folder();
    let at = folder.path();
    let add = |subject: &str, reason: &str, owner: &str, until: &str| {
        on(
            "2026-12-01",
            at,
            &small(
                &["accept", "add", subject],
                &["--reason", reason, "--owner", owner, "--until", until],
            ),
        )
    };
    for (subject, reason, owner, until, told) in [
        ("Nobody Known Ltd", "r", "o", "2027-01-01", "nothing to accept"),
        ("n/a", "r", "o", "2027-01-01", "nothing to accept"),
        ("Harbour Airways", " ", "o", "2027-01-01", "the reason is empty"),
        ("Harbour Airways", "a\nb", "o", "2027-01-01", "line break"),
        (
            "Harbour Airways",
            "r",
            "\u{1b}[31m",
            "2027-01-01",
            "control character",
        ),
        (
            "Harbour Airways",
            "r",
            "o",
            "2026-11-30",
            "is before the day of the decision",
        ),
        ("Harbour Airways", "r", "o", "2029-01-01", "more than two years"),
        ("Harbour Airways", "r", "o", "soon", "is no date"),
    ] {
        let ran = add(subject, reason, owner, until);
        assert_eq!(ran.code, 2, "{subject} {until}: {}", ran.err);
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
        assert!(!ran.err.contains('\u{1b}'));
    }
    assert!(!at.join(LEDGER).exists());
    assert_eq!(
        on("2026-12-01", at, &["accept", "add", "Boots"]).code,
        2,
        "reason, owner and day are required"
    );
    assert_eq!(
        add("Harbour\nAirways", "r", "o", "2026-12-01").code,
        0,
        "the last day may be today"
    );
    assert!(ledger(at).contains("subject = \"Harbour Airways\"\n"));
}

#[test]
fn a_broken_ledger_ends_the_run() {
    let folder = folder();
    let at = folder.path();
    accept("2026-12-01", at, &["Harbour Airways"], "2027-03-31");
    let good = ledger(at);
    for (from, to, told) in [
        ("owner = \"Dana Reyes\"\n", "", ":4: missing field `owner`"),
        ("until = \"2027-03-31\"", "until = \"2027-13-31\"", "is no date"),
        ("reason = ", "raison = ", "unknown field"),
        ("v1-", "v9-", "fingerprint"),
        ("[[accepted]]", "[[accepted]", ":4: "),
        (
            "They answered.",
            "a\\u001b[2Jb",
            ":8: the reason has a line break",
        ),
    ] {
        assert!(good.contains(from), "{from}\n{good}");
        file(at, LEDGER, good.replacen(from, to, 1));
        for args in [
            &["check", "--offline", "Boots"][..],
            &["accept", "list"],
            &["accept", "prune"],
            &[
                "accept",
                "add",
                "Boots",
                "--reason",
                "r",
                "--owner",
                "o",
                "--until",
                "2027-01-01",
            ],
        ] {
            let ran = on("2026-12-01", at, args);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
            assert!(
                ran.err.contains(told) && ran.err.contains(LEDGER),
                "{args:?}: {}",
                ran.err
            );
            assert!(!ran.err.contains('\u{1b}'));
        }
        assert_eq!(
            on("2026-12-01", at, &["check", "--offline", "Boots", "--no-ledger"]).code,
            1
        );
    }
    file(
        at,
        LEDGER,
        format!("{good}\n{}", &good[good.find("[[accepted]]").unwrap()..]),
    );
    let twice = on("2026-12-01", at, &["check", "--offline", "Boots"]);
    assert_eq!(twice.code, 2);
    assert!(
        twice
            .err
            .contains("a second decision on \"Harbour Airways\", after that of line 4"),
        "{}",
        twice.err
    );
    std::fs::remove_file(at.join(LEDGER)).unwrap();
    std::fs::create_dir(at.join(LEDGER)).unwrap();
    assert_eq!(
        on("2026-12-01", at, &["check", "--offline", "Boots"]).code,
        2,
        "a folder"
    );
    std::fs::remove_dir(at.join(LEDGER)).unwrap();
    assert_eq!(
        on(
            "2026-12-01",
            at,
            &["check", "--offline", "Boots", "--ledger", "none.toml"]
        )
        .code,
        2
    );
    assert!(
        on("2026-12-01", at, &["accept", "list"])
            .out
            .contains("No decisions")
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere.toml", at.join(LEDGER)).unwrap();
        assert_eq!(
            on("2026-12-01", at, &["check", "--offline", "Boots"]).code,
            2,
            "a link into nowhere"
        );
    }
}

#[test]
fn every_format_tells_who_accepted_it_why_and_until_when() {
    let folder = folder();
    let at = folder.path();
    accept("2026-12-01", at, &["Harbour Airways"], "2027-03-31");
    accept("2026-12-01", at, &["Quarry Bank"], "2026-12-01");
    for format in FORMATS {
        let ran = check(
            "2026-12-05",
            at,
            &["Harbour Airways", "Quarry Bank", "--format", format],
        );
        assert_eq!(ran.code, 1, "{format}: {}", ran.err);
        let text = ran
            .out
            .replace("\\", "")
            .split(['│', '┆'])
            .collect::<Vec<_>>()
            .join(" ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for told in [
            "accepted",
            "Dana Reyes",
            "They answered",
            "2027-03-31",
            "affected",
        ] {
            assert!(text.contains(told), "{told} is not in {format}:\n{text}");
        }
        if !matches!(format, "csv" | "jsonl") {
            assert!(
                text.contains(LEDGER),
                "{format} does not name the ledger:\n{text}"
            );
        }
    }
    let sarif = check(
        "2026-12-05",
        at,
        &["Harbour Airways", "Quarry Bank", "--format", "sarif"],
    )
    .json();
    let results = &sarif["runs"][0]["results"];
    assert_eq!(results[0]["ruleId"], "moveit-exposure/affected");
    assert_eq!(results[0]["suppressions"][0]["kind"], "external");
    assert_eq!(results[0]["suppressions"][0]["status"], "accepted");
    assert_eq!(results[1]["suppressions"], serde_json::json!([]));
    let junit = check(
        "2026-12-05",
        at,
        &["Harbour Airways", "Quarry Bank", "--format", "junit"],
    )
    .out;
    assert!(junit.contains("failures=\"1\" skipped=\"1\""), "{junit}");
    let csv = check("2026-12-05", at, &["Harbour Airways", "--format", "csv"]).out;
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let at = rows
        .headers()
        .unwrap()
        .iter()
        .position(|t| t == "accepted_until")
        .unwrap();
    assert_eq!(&rows.records().next().unwrap().unwrap()[at], "2027-03-31");
}

#[test]
fn a_named_ledger_is_used_from_any_folder_and_written_whole() {
    let folder = folder();
    let at = folder.path();
    std::fs::create_dir(at.join("decisions")).unwrap();
    let named = ["--ledger", "decisions/ours.toml"];
    let added = accept(
        "2026-12-01",
        at,
        &[&["Harbour Airways"][..], &named].concat(),
        "2026-12-20",
    );
    assert_eq!(added.code, 0, "{}", added.err);
    assert_eq!(std::fs::read_dir(at.join("decisions")).unwrap().count(), 1);
    let ran = check("2026-12-01", at, &[&["Harbour Airways"][..], &named].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("--ledger decisions/ours.toml"),
        "the command names it: {}",
        ran.err
    );
    assert_eq!(
        check("2026-12-01", at, &["Harbour Airways"]).code,
        1,
        "it is not the usual one"
    );
    let nowhere = [&["Harbour Airways"][..], &["--ledger", "no/such/folder/l.toml"]].concat();
    assert_eq!(accept("2026-12-01", at, &nowhere, "2026-12-20").code, 2);
}
