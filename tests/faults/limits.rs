//! Limits: docs/limits.md lists them all as the code has them, and each is met here or, for workbooks and releases, in the
//! tests of their own.

use std::fmt::Write as _;

use moveit_exposure::limits;

use crate::table::hold;
use crate::{Ran, check, file, finish, folder, run, sparse, with_little_memory};

/// The table of docs/limits.md is made from the constants that the code enforces.
#[test]
fn limits_that_are_told_and_those_that_hold() {
    let mut table = String::from("| of | at most | beyond it: exit code, or what happens |\n|---|--:|---|\n");
    for limit in limits::all() {
        let _ = writeln!(table, "| {} | {} | {} |", limit.what, limit.most, limit.beyond);
    }
    hold("docs/limits.md", "limits", &table);
}

fn most(what: &str) -> String {
    let found = limits::all()
        .into_iter()
        .find(|limit| limit.what.starts_with(what));
    found.unwrap().most
}

/// Exit code 2 with the row; one byte less is read.
#[test]
fn a_row_beyond_a_megabyte() {
    assert_eq!(most("a line"), "1 MiB");
    let folder = folder();
    let check = |name: &str, before: &str, length: usize, after: &str| -> Ran {
        let text = format!("{before}{}{after}", "a".repeat(length));
        check(&file(folder.path(), name, text))
    };
    let fits = (1 << 20) - 64;
    for (name, before, after) in [
        ("a.txt", "Boots\n", "\n"),
        ("a.csv", "name,note\nBoots,", "\n"),
        ("b.csv", "name,note\nBoots,\"", "\"\n"),
        (
            "a.jsonl",
            "{\"name\":\"Boots\"}\n{\"name\":\"BBC\",\"note\":\"",
            "\"}\n",
        ),
        ("a.json", "[{\"name\":\"BBC\",\"note\":\"", "\"}]"),
    ] {
        check(name, before, fits, after).ended_with(1);
        let ran = check(name, before, (1 << 20) + 1, after);
        ran.refused(2, &[name]);
        assert!(
            ran.err.contains("row 2") || ran.err.contains("row 1") || ran.err.contains("record"),
            "{}",
            ran.err
        );
        assert!(
            ran.err.contains("1048576 bytes") || ran.err.contains("not closed"),
            "{}",
            ran.err
        );
    }
}

/// 127 levels are read; at the next, exit code 2 with line, column and record.
#[test]
fn json_beyond_127_levels() {
    let folder = folder();
    let levels: usize = most("levels").parse().unwrap();
    // The list and the record are two of them.
    let record = |more: usize| {
        let inner = levels - 1 + more;
        format!(
            "[{{\"name\":\"Boots\",\"x\":{}{}}}]",
            "[".repeat(inner),
            "]".repeat(inner)
        )
    };
    check(&file(folder.path(), "a.json", record(0))).ended_with(1);
    check(&file(folder.path(), "a.json", record(1))).refused(
        2,
        &["a.json: line 1, column", "record 1", "deeper than 127 levels"],
    );
}

/// Exit code 2 at once, in little memory.
#[test]
fn files_that_are_too_large() {
    let folder = folder();
    for (what, args, mebibytes) in [
        ("a workbook", &["check", "--offline", "--input"][..], 100),
        ("a saved report", &["convert"], 512),
        (
            "a saved report",
            &["check", "--offline", "Boots", "--baseline"],
            512,
        ),
        ("a ledger", &["check", "--offline", "Boots", "--ledger"], 8),
        (
            "a configuration file",
            &["check", "--offline", "Boots", "--config"],
            1,
        ),
        (
            "a file of records",
            &["check", "--offline", "Boots", "--dataset"],
            64,
        ),
    ] {
        assert_eq!(most(what), format!("{mebibytes} MiB"));
        let path = sparse(folder.path(), "large", b"PK\x03\x04", (mebibytes << 20) + 1);
        let ran = finish(with_little_memory(500).args(args).arg(&path));
        ran.refused(2, &["large", "larger than"]);
    }
}

/// Exit code 2 or 4; nothing of them is used.
#[test]
fn parts_of_a_release_that_are_too_large() {
    let folder = folder();
    assert_eq!(
        (
            most("a manifest").as_str(),
            most("a file of a public key").as_str()
        ),
        ("64 KiB", "64 KiB")
    );
    let large = sparse(folder.path(), "manifest.json", b"{", (64 << 10) + 1);
    let large = large.to_str().unwrap();
    run(&["data", "update", "--from", large, "--sha256", &"0".repeat(64)])
        .refused(4, &["manifest", "larger"]);
    run(&["data", "update", "--from", large, "--public-key", large]).refused(2, &["manifest.json", "larger"]);
    let records = crate::folder();
    assert_eq!(most("the file of one record"), "1 MiB");
    sparse(records.path(), "a.toml", b"id = \"a\"", (1 << 20) + 1);
    run(&["data", "lint", records.path().to_str().unwrap()]).refused(2, &["a.toml", "larger than 1 MiB"]);
}

/// What is beyond is kept as it was given, and not compared.
#[test]
fn a_name_beyond_what_is_compared() {
    assert_eq!(most("what is compared"), "4096 characters, 40 words");
    let folder = folder();
    let name = format!("{} Boots", "word ".repeat(2_000).trim());
    let ran = check(&file(folder.path(), "a.txt", &name));
    ran.ended_with(0);
    let line: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(line["subject"]["name"], name);
}
