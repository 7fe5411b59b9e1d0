//! Clocks that are wrong by years, and dates that do not exist, in every field that has one.

use std::path::Path;

use crate::server::Server;
use crate::{Ran, file, finish, folder, program, run};

/// Days on which nobody runs this, and on which it must still end in order.
const CLOCKS: [&str; 5] = [
    "-009999-01-03T00:00:00Z",
    "9999-12-30",
    "0001-01-01",
    "1969-12-31T23:59:59Z",
    "2262-04-12",
];

/// No days.
const NO_DATES: [&str; 12] = [
    "2026-02-30",
    "2026-13-01",
    "2026-00-10",
    "2025-02-29",
    "0000-00-00",
    "99999-01-01",
    "-0001-01-01",
    "9999-99-99",
    "20261301",
    "yesterday",
    "1e9",
    "2026-12-01T25:61:61Z",
];

fn at(now: &str, args: &[&str]) -> Ran {
    finish(program().args(args).arg(format!("--now={now}")))
}

/// The result is the same; what is too old or not yet made says so.
#[test]
fn a_clock_that_is_wrong_by_years() {
    let folder = folder();
    let ledger = folder.path().join("ledger.toml");
    let ledger = ledger.to_str().unwrap();
    for now in [CLOCKS[0], CLOCKS[1]] {
        for format in [
            "json", "jsonl", "csv", "html", "xlsx", "sarif", "junit", "markdown",
        ] {
            at(
                now,
                &["check", "--offline", "Boots", "--no-ledger", "--format", format],
            )
            .ended_with(1);
        }
    }
    for now in CLOCKS {
        at(now, &["check", "--offline", "Boots", "--no-ledger"]).ended_with(1);
        for args in [
            &["advisories", "--offline"][..],
            &["explain", "Boots"],
            &["show", "zellis"],
            &["data", "status"],
            &["data", "status", "--quality"],
            &["data", "verify"],
            &["data", "lint"],
            &["list", "--since", "2023"],
            &["letter", "--to", "employer", "Boots"],
            &["check", "--offline", "Boots", "--ledger", "fixtures/ledger.toml"],
            &["check", "--offline", "Boots", "--max-data-age", "4294967295"],
            &["check", "--offline", "Boots", "--max-data-age", "0"],
            &["accept", "list", "--ledger", "fixtures/ledger.toml"],
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
                "--ledger",
                ledger,
            ],
            &["accept", "prune", "--ledger", ledger],
        ] {
            let ran = at(now, args);
            assert!(
                ran.code.is_some_and(|code| code <= 4),
                "{now} {args:?}: {:?} {}",
                ran.code,
                ran.err
            );
            assert!(!ran.err.contains("panicked"), "{now} {args:?}: {}", ran.err);
        }
    }
}

/// Refused with the option and how a date is written.
#[test]
fn no_dates_in_options() {
    for date in NO_DATES {
        for args in [
            &["check", "--offline", "Boots", "--now"][..],
            &["list", "--since"],
            &[
                "accept",
                "add",
                "Boots",
                "--reason",
                "r",
                "--owner",
                "o",
                "--ledger",
                "/dev/null/l",
                "--until",
            ],
            &["data", "export", "--to", "/dev/null/folder", "--as-of"],
        ] {
            let (option, args) = args.split_last().unwrap();
            let ran = finish(program().args(args).arg(format!("{option}={date}")));
            ran.refused(2, &[option]);
        }
    }
}

/// Refused with the option, or taken as the longest time that there is.
#[test]
fn spans_that_are_too_long() {
    for span in [
        "99999999999999999999d",
        "18446744073709551616",
        "-1",
        "1e99d",
        "36500000d",
        "x",
        "",
    ] {
        for option in ["--deadline", "--max-cache-age"] {
            let ran = finish(
                program()
                    .args(["advisories", "--offline"])
                    .arg(format!("{option}={span}")),
            );
            ran.is_no_bug();
            assert!(
                ran.code == Some(0) || ran.err.contains(option),
                "{option}={span}: {}",
                ran.err
            );
        }
        let ran = finish(
            program()
                .args(["check", "--offline", "Boots"])
                .arg(format!("--max-data-age={span}")),
        );
        ran.refused(2, &["--max-data-age"]);
    }
}

/// A text with one date of it replaced.
fn with_date(text: &str, key: &str, quote: &str, date: &str) -> String {
    let at = text.find(key).unwrap_or_else(|| panic!("{key} is not in {text}")) + key.len();
    let old_end = at + text[at..].find(['\n', ',', '}']).unwrap();
    format!("{}{quote}{date}{quote}{}", &text[..at], &text[old_end..])
}

#[track_caller]
fn refuses(what: &str, ran: &Ran, file: &str) {
    assert!(
        ran.code == Some(2) || ran.code == Some(4),
        "{what}: {:?} {}",
        ran.code,
        ran.err
    );
    assert!(
        ran.err.contains(file) && !ran.err.contains("panicked"),
        "{what}: {}",
        ran.err
    );
}

const RECORD: &str = "id = \"quillfeather\"\nname = \"Quillfeather\"\ncountry = \"GB\"\nreviewed_on = \"2026-11-24\"\n\
    [exposure]\nstatus = \"confirmed\"\nacknowledged_by = \"organization\"\nroute = \"own-server\"\ndisclosed_on = \"2023-06-05\"\n\
    [[sources]]\nurl = \"https://a.example/\"\npublisher = \"p\"\nkind = \"press\"\npublished_on = \"2023-06-05\"\nseen = \"full\"\nsupports = [\"exposure\"]\n\
    [withdrawn]\non = \"2026-11-24\"\nreason = \"r\"\n";

/// Refused with file and line, in every field.
#[test]
fn no_dates_in_records() {
    let folder = folder();
    let sound = file(folder.path(), "own.toml", RECORD);
    run(&[
        "check",
        "--offline",
        "Boots",
        "--dataset",
        sound.to_str().unwrap(),
    ])
    .ended_with(1);
    for date in NO_DATES {
        for key in ["reviewed_on = ", "disclosed_on = ", "published_on = ", "\non = "] {
            let path = file(folder.path(), "own.toml", with_date(RECORD, key, "\"", date));
            let ran = run(&["check", "--offline", "Boots", "--dataset", path.to_str().unwrap()]);
            refuses(&format!("{key}{date}"), &ran, "own.toml:");
        }
    }
}

/// Refused by the linter, with the file.
#[test]
fn no_date_of_review_of_a_list() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("records")).unwrap();
    std::fs::copy(
        "src/dataset/records/boots.toml",
        folder.path().join("records/boots.toml"),
    )
    .unwrap();
    let header = std::fs::read_to_string("src/dataset/list.toml").unwrap();
    for date in NO_DATES {
        file(
            folder.path(),
            "list.toml",
            with_date(&header, "as_of = ", "\"", date),
        );
        let ran = run(&["data", "lint", folder.path().join("records").to_str().unwrap()]);
        refuses(date, &ran, "list.toml");
    }
}

/// Refused with file and line; none of the decisions is used.
#[test]
fn no_dates_in_a_ledger() {
    let ledger = std::fs::read_to_string("fixtures/ledger.toml").unwrap();
    let folder = folder();
    for date in NO_DATES {
        for key in ["accepted_on = ", "until = "] {
            for quote in ["", "\""] {
                let path = file(folder.path(), "ledger.toml", with_date(&ledger, key, quote, date));
                let ran = run(&["check", "--offline", "Boots", "--ledger", path.to_str().unwrap()]);
                refuses(&format!("{key}{date}"), &ran, "ledger.toml:");
            }
        }
    }
}

/// Refused with file and line, or with the option that the key stands for.
#[test]
fn no_dates_in_settings() {
    let folder = folder();
    for date in NO_DATES {
        for (args, table, key) in [
            (&["list"][..], "[list]\n", "since"),
            (&["advisories", "--offline"], "[advisories]\n", "max-cache-age"),
            (&["data", "status"], "", "max-data-age"),
        ] {
            let path = file(
                folder.path(),
                "settings.toml",
                format!("{table}{key} = \"{date}\"\n"),
            );
            let ran = finish(program().args(args).arg("--config").arg(path));
            refuses(&format!("{key} {date}"), &ran, "settings.toml");
        }
    }
}

/// Refused with the file, in every field.
#[test]
fn no_dates_in_a_saved_report() {
    let report = run(&["check", "--offline", "Boots", "--format", "json"]).out;
    let folder = folder();
    for key in ["generated_at", "as_of", "disclosed_on", "published_on"] {
        let key = format!("\"{key}\": ");
        for date in NO_DATES {
            let path = file(folder.path(), "report.json", with_date(&report, &key, "\"", date));
            let path = path.to_str().unwrap();
            for args in [
                &["convert", path, "--format", "html"][..],
                &["convert", path, "--format", "markdown"],
                &["convert", path, "--format", "xlsx"],
                &["diff", path, path],
                &["check", "--offline", "Boots", "--baseline", path],
            ] {
                let ran = run(args);
                ran.refused(2, &["report.json"]);
            }
        }
    }
}

/// Refused with the manifest; the list in use stays.
#[test]
fn no_dates_in_a_manifest() {
    let folder = folder();
    let to = folder.path().to_str().unwrap();
    run(&["data", "export", "--to", to, "--list-version", "2099.1.1"]).ended_with(0);
    let path = folder.path().join("manifest.json");
    let manifest = std::fs::read_to_string(&path).unwrap();
    let update = |text: &str| {
        use sha2::Digest as _;
        std::fs::write(&path, text).unwrap();
        let hash = sha2::Sha256::digest(text.as_bytes());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let data = crate::folder();
        run(&[
            "data",
            "update",
            "--from",
            to,
            "--sha256",
            &hash,
            "--data-dir",
            data.path().to_str().unwrap(),
        ])
    };
    update(&manifest).ended_with(0);
    for date in NO_DATES.iter().chain(&["2026-12-02", "9999-12-31"]) {
        update(&with_date(&manifest, "\"as_of\": ", "\"", date)).refused(4, &["manifest.json"]);
    }
    // Before the list in use.
    update(&with_date(&manifest, "\"as_of\": ", "\"", "0001-01-01")).refused(4, &["0001-01-01"]);
}

fn entries(cache: &Path) -> Vec<std::path::PathBuf> {
    let folder = cache.join("advisories");
    crate::names(&folder)
        .iter()
        .map(|name| folder.join(name))
        .collect()
}

/// Entries that were fetched after today, or on no day, are not taken for fresh: they are fetched anew, or shown as they are.
#[test]
fn cache_entries_of_the_future() {
    let server = Server::well();
    let cache = folder();
    let advisories = |now: &str, further: &[&str]| {
        finish(
            program()
                .args(["advisories", "--format", "json", "--cache-dir"])
                .arg(cache.path())
                .args(server.options())
                .args(["--now", now])
                .args(further),
        )
    };
    advisories("2030-01-01", &[]).ended_with(0);
    let sent = server.asked().len();
    advisories("2030-01-01", &[]).ended_with(0);
    assert_eq!(server.asked().len(), sent, "fresh entries are not fetched");
    // Four years before they were fetched.
    advisories("2026-01-01", &["--offline"]).ended_with(0);
    assert_eq!(server.asked().len(), sent);
    advisories("2026-01-01", &[]).ended_with(0);
    assert_eq!(
        server.asked().len(),
        2 * sent,
        "entries of the future are fetched anew"
    );
    for date in NO_DATES
        .iter()
        .chain(&["9999-12-30T22:00:00Z", "-009999-01-03T00:00:00Z"])
    {
        for path in entries(cache.path()) {
            let bytes = std::fs::read(&path).unwrap();
            let end = bytes.iter().position(|byte| *byte == b'\n').unwrap();
            let head = std::str::from_utf8(&bytes[..end]).unwrap();
            let head = with_date(head, "\"fetched_at\":", "\"", date);
            std::fs::write(&path, [head.as_bytes(), &bytes[end..]].concat()).unwrap();
        }
        let ran = advisories("2026-01-01", &[]);
        ran.ended_with(0);
        assert!(!ran.err.contains("panicked"), "{date}: {}", ran.err);
        let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(json["all_live"], true, "{date}: {}", ran.err);
    }
}
