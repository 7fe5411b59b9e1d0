//! Inputs that nobody should have: each is read in bounded memory (400 MB of address space), or refused with its place
//! and what to do.

use std::io::Write as _;
use std::process::Stdio;

use crate::{Ran, check, file, finish, folder, program, run, shell, sparse, with_little_memory};

/// What inputs are called here, one for each way in which they are read.
const KINDS: [&str; 6] = ["a.csv", "a.txt", "a.json", "a.jsonl", "a.xlsx", "a"];

/// Exit code 3: it is empty, so there is nothing to screen.
#[test]
fn a_file_of_no_bytes() {
    let folder = folder();
    for name in KINDS {
        check(&file(folder.path(), name, "")).refused(3, &[name, "empty"]);
    }
}

/// Refused at its first NUL byte, or as larger than a workbook may be.
#[test]
fn a_sparse_file_of_4_gigabytes() {
    let folder = folder();
    for name in KINDS {
        check(&sparse(folder.path(), name, b"", 4 << 30)).refused(2, &[name]);
    }
    check(&sparse(folder.path(), "b.xlsx", b"PK\x03\x04", 4 << 30))
        .refused(2, &["b.xlsx", "larger than 100 MiB", "save the sheet as CSV"]);
    check(&sparse(folder.path(), "b.csv", b"name\nBoots\n", 4 << 30)).refused(2, &["b.csv", "row 3", "NUL"]);
    check(&sparse(folder.path(), "b.json", b"[\"Boots\",", 4 << 30)).refused(2, &["b.json"]);
}

/// Refused at the first row.
#[test]
fn dev_zero_as_input() {
    check("/dev/zero".as_ref()).refused(2, &["/dev/zero", "NUL"]);
}

/// Refused; the run ends.
#[test]
fn dev_urandom_as_input() {
    check("/dev/urandom".as_ref()).refused(2, &["/dev/urandom"]);
}

/// Exit code 3.
#[test]
fn dev_null_as_input() {
    check("/dev/null".as_ref()).refused(3, &["/dev/null", "empty"]);
}

/// Refused as too large, or as no such file, at once and in bounded memory.
#[test]
fn dev_zero_as_any_other_file() {
    for args in [
        &["check", "--offline", "Boots", "--dataset", "/dev/zero"][..],
        &["check", "--offline", "Boots", "--ledger", "/dev/zero"],
        &["check", "--offline", "Boots", "--config", "/dev/zero"],
        &["accept", "list", "--ledger", "/dev/zero"],
        &[
            "data",
            "update",
            "--from",
            "/dev/zero",
            "--sha256",
            &"0".repeat(64),
        ],
        &["data", "update", "--from", "src", "--public-key", "/dev/zero"],
        &["data", "diff", "bundled", "/dev/zero"],
    ] {
        let ran = finish(with_little_memory(700).args(args));
        assert!(!ran.err.contains("memory allocation"), "{args:?}: {}", ran.err);
        ran.is_no_bug();
        assert!(ran.code >= Some(2), "{args:?}: {:?} {}", ran.code, ran.err);
    }
}

/// Read like a file, once.
#[test]
fn a_fifo_as_input() {
    let folder = folder();
    let ran = finish(
        shell(
            "mkfifo \"$1\" && { printf 'name,country\\nBoots,GB\\n' >\"$1\" & \
             \"$P\" check --offline --input \"$1\" --format jsonl; }",
        )
        .arg("sh")
        .arg(folder.path().join("fifo.csv")),
    );
    ran.ended_with(1);
    assert!(ran.out.contains("\"affected\""), "{}", ran.out);
}

/// Refused at the row that is too long.
#[test]
fn lines_without_end() {
    let endless = |generator: &str| {
        finish(&mut shell(&format!(
            "ulimit -v 400000; {generator} | \"$P\" check --offline --input -"
        )))
    };
    endless("tr '\\0' a </dev/zero").refused(2, &["row 1"]);
    endless("{ printf 'name,country\\n\"'; tr '\\0' a </dev/zero; }").refused(2, &["row 2"]);
    endless("{ printf '[\"'; tr '\\0' a </dev/zero; }").refused(2, &["row 1"]);
    endless("{ printf 'name'; yes ,column | tr -d '\\n'; }").refused(2, &["row 1"]);
}

/// Screened a few at a time: 100 MB of them, and their lines, fit into 250 MB of address space.
#[test]
fn rows_of_almost_a_megabyte() {
    let ran = finish(&mut shell(
        "ulimit -v 250000; tr '\\0' a </dev/zero | fold -w 1000000 | head -n 100 | \
         \"$P\" check --offline --input - --format jsonl --fail-on never | cut -c 1-100 | wc -l",
    ));
    ran.ended_with(0);
    assert_eq!(ran.out.trim(), "100", "{}", ran.err);
}

/// Read as lines; no name keeps a carriage return.
#[test]
fn carriage_returns_at_the_ends_of_lines() {
    let folder = folder();
    for (name, content) in [
        ("a.csv", "name,country\r\nBoots,GB\r\n"),
        ("a.txt", "Boots\r\n"),
        ("a.jsonl", "{\"name\":\"Boots\"}\r\n"),
        ("mixed.txt", "Boots\r\nBoots\nBoots\r\n"),
    ] {
        let ran = check(&file(folder.path(), name, content));
        ran.ended_with(1);
        for line in ran.out.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(line["subject"]["name"], "Boots", "{name}");
        }
    }
    let settings = file(
        folder.path(),
        "a.toml",
        "country = \"GB\"\r\n\r\n[check]\r\noffline = true\r\n",
    );
    let settings = settings.to_str().unwrap();
    finish(
        program()
            .env_remove("MOVEIT_EXPOSURE_NO_CONFIG")
            .args(["check", "Boots", "--config", settings]),
    )
    .ended_with(1);
}

/// Refused with its row; in JSON, where it can be written as an escape, shown as one.
#[test]
fn nul_bytes() {
    let folder = folder();
    let check = |name: &str, content: &[u8]| check(&file(folder.path(), name, content));
    check("a.csv", b"name\nBoots\nBo\0ots\n").refused(2, &["a.csv", "row 3", "NUL"]);
    check("a.txt", b"Boots\nBo\0ots\n").refused(2, &["a.txt", "row 2", "NUL"]);
    check("a.json", b"[\"Boots\",\"Bo\0ots\"]").refused(2, &["a.json"]);
    let ran = check("b.json", br#"["Bo\u0000ots"]"#);
    ran.is_no_bug();
    assert!(
        !ran.out.contains('\0') && ran.out.contains("\\u0000"),
        "{}",
        ran.out
    );
    for args in [
        &["check", "--offline", "Boots", "--ledger"][..],
        &["check", "--offline", "Boots", "--config"],
        &["check", "--offline", "Boots", "--dataset"],
        &["check", "--offline", "Boots", "--baseline"],
        &["convert"],
    ] {
        let path = file(folder.path(), "nul.toml", b"id = \"a\0b\"\n\0");
        let ran = finish(program().args(args).arg(path));
        assert!(ran.code == Some(2) || ran.code == Some(4), "{args:?} {}", ran.err);
        assert!(
            ran.err.contains("nul.toml") && !ran.err.contains('\0'),
            "{args:?} {}",
            ran.err
        );
    }
}

/// A row in Windows-1252 among UTF-8 is read and warned of; what is neither is refused with row and byte.
#[test]
fn several_encodings_in_one_file() {
    let folder = folder();
    let check = |content: &[u8]| check(&file(folder.path(), "a.csv", content));
    let text = "name\n".to_owned() + &"Boots Zürich\n".repeat(2000);
    let ran = check(&[text.as_bytes(), b"Z\xfcrich AG\n"].concat());
    ran.is_no_bug();
    assert!(ran.err.contains("row 2002: not valid UTF-8"), "{}", ran.err);
    assert!(ran.out.contains("Zürich AG"));
    check(&[text.as_bytes(), b"\x81\x8d\n"].concat())
        .refused(2, &["row 2002, byte 1", "save the file as UTF-8"]);
    let mut utf16: Vec<u8> = "\u{feff}name\nBoots\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    utf16.extend_from_slice(b"BBC\n");
    let ran = check(&utf16);
    ran.is_no_bug();
}

/// Nothing to screen: exit code 3, or the names that were given.
#[test]
fn standard_input_that_is_closed() {
    let closed = |args: &str| finish(&mut shell(&format!("\"$P\" {args} <&-")));
    let ran = closed("check --offline --input -");
    assert!(
        ran.code == Some(2) || ran.code == Some(3),
        "{:?} {}",
        ran.code,
        ran.err
    );
    ran.is_no_bug();
    closed("check --offline Boots").ended_with(1);
}

/// As if nobody read it: the exit code is that of the findings.
#[test]
fn standard_output_that_is_closed() {
    for args in [
        "check --offline Boots",
        "list",
        "--help",
        "man",
        "completions bash",
    ] {
        let ran = finish(&mut shell(&format!("\"$P\" {args} >&-")));
        assert!(
            ran.code.is_some_and(|code| code <= 2),
            "{args}: {:?} {}",
            ran.code,
            ran.err
        );
        assert!(!ran.err.contains("panicked"), "{args}: {}", ran.err);
    }
}

/// The result is printed all the same, with the exit code of its findings.
#[test]
fn standard_error_that_is_closed() {
    let ran = finish(&mut shell(
        "\"$P\" check --offline --input fixtures/employers.txt --format jsonl 2>&-",
    ));
    assert!(ran.code == Some(1), "{:?} {}", ran.code, ran.err);
    assert_eq!(ran.out.lines().count(), 7);
}

/// No error: whoever read it has had enough.
#[test]
fn a_reader_that_stops_early() {
    for args in [
        &["list", "--format", "jsonl"][..],
        &[
            "check",
            "--offline",
            "--input",
            "src/matching/labelled.csv",
            "--format",
            "jsonl",
        ],
    ] {
        let mut child = program()
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert!(
            !ran.err.contains("panicked") && !ran.err.contains("cannot write"),
            "{}",
            ran.err
        );
        assert!(ran.code.is_some(), "{}", ran.err);
    }
}

/// Refused with the place of the limit; 127 levels are read.
#[test]
fn json_nested_a_thousand_deep() {
    let folder = folder();
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    for depth in [1_000, 1_000_000] {
        let text = format!("[{{\"name\":\"Boots\",\"x\":{}}}]", nested(depth / 2));
        let ran = check(&file(folder.path(), "a.json", text));
        assert!(ran.code == Some(2) || ran.code == Some(1), "{depth} {}", ran.err);
        ran.is_no_bug();
        for args in [&["convert"][..], &["check", "--offline", "Boots", "--baseline"]] {
            let path = file(folder.path(), "report.json", nested(depth));
            finish(program().args(args).arg(path)).refused(2, &["report.json"]);
        }
        let records = file(folder.path(), "own.jsonl", nested(depth));
        run(&[
            "check",
            "--offline",
            "Boots",
            "--dataset",
            records.to_str().unwrap(),
        ])
        .refused(4, &["own.jsonl:1"]);
        for args in [
            &["check", "--offline", "Boots", "--config"][..],
            &["check", "--offline", "Boots", "--ledger"],
            &["check", "--offline", "Boots", "--dataset"],
        ] {
            let path = file(folder.path(), "deep.toml", format!("id = {}", nested(depth / 4)));
            let ran = finish(program().args(args).arg(path));
            assert!(
                ran.code == Some(2) || ran.code == Some(4),
                "{args:?} {:?} {}",
                ran.code,
                ran.err
            );
            assert!(!ran.err.contains("panicked"), "{}", ran.err);
        }
    }
}

/// Told as what they are: a folder, a path that leads nowhere, a name that is no text.
#[test]
fn paths_that_are_no_files() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = folder();
    check(folder.path()).refused(2, &["directory"]);
    std::os::unix::fs::symlink("loop", folder.path().join("loop")).unwrap();
    check(&folder.path().join("loop")).refused(2, &["loop"]);
    std::os::unix::fs::symlink("nowhere", folder.path().join("dangling")).unwrap();
    check(&folder.path().join("dangling")).refused(2, &["no such file"]);
    let odd = folder
        .path()
        .join(std::ffi::OsStr::from_bytes(b"odd-\xff\xfe.txt"));
    std::fs::File::create(&odd)
        .unwrap()
        .write_all(b"Boots\n")
        .unwrap();
    check(&odd).ended_with(1);
    check(&folder.path().join("x".repeat(5000))).refused(2, &["xxx"]);
}
