//! Ctrl-C: the program ends at once with 130, wherever it waits, and says that its output is not whole.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::server::{Reply, Server};
use crate::{end_of, finish, folder, names, program, shell, wait_until};

/// Less than any of the waits that it is meant to end.
const AT_ONCE: Duration = Duration::from_secs(5);

fn interrupt(child: &Child) {
    let sent = finish(shell("kill -INT \"$1\"").args(["sh", &child.id().to_string()]));
    assert_eq!(sent.code, Some(0), "{}", sent.err);
}

/// Waits until the program heeds Ctrl-C; before, the signal ends it as any other.
fn heeds(child: &Child) {
    let status = format!("/proc/{}/status", child.id());
    if !std::path::Path::new(&status).exists() {
        return std::thread::sleep(Duration::from_secs(2));
    }
    wait_until("a handler", || {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        // SIGINT is the second.
        caught.is_some_and(|mask| u64::from_str_radix(mask.trim(), 16).is_ok_and(|mask| mask & 2 != 0))
    });
}

/// Ends it with Ctrl-C, and gives its standard error.
#[track_caller]
fn ends_at_once(child: &mut Child) -> String {
    let started = Instant::now();
    interrupt(child);
    let status = end_of(child);
    assert!(started.elapsed() < AT_ONCE, "{:?}", started.elapsed());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(status.code(), Some(130), "{err}");
    assert!(err.contains("error: interrupted"), "{err}");
    err
}

fn spawn(command: &mut Command) -> Child {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Gives a run more names than it takes at once, waits for its first line, ends it, and gives what it printed.
fn cut_short(args: &[&str]) -> String {
    let mut child = spawn(program().args(["check", "--offline", "--input", "-"]).args(args));
    let mut pipe = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        for _ in 0..20_000 {
            if pipe.write_all(b"Boots\n").is_err() {
                break;
            }
        }
        // Open until the end: more may come.
        pipe
    });
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    out.read_line(&mut text).unwrap();
    let rest = std::thread::spawn(move || {
        let mut text = String::new();
        out.read_to_string(&mut text).unwrap();
        text
    });
    let pipe = feeder.join().unwrap();
    ends_at_once(&mut child);
    drop(pipe);
    text + &rest.join().unwrap()
}

/// Every line is whole; the last is `{"incomplete":"interrupted"}`, as `schema line` has it.
#[test]
fn json_lines_that_ctrl_c_cuts_short() {
    let schema: serde_json::Value =
        serde_json::from_str(&finish(program().args(["schema", "line"])).out).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let text = cut_short(&["--format", "jsonl"]);
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (last, rows) = lines.split_last().unwrap();
    assert_eq!(*last, serde_json::json!({"incomplete": "interrupted"}));
    assert!(schema.is_valid(last));
    assert!(!rows.is_empty() && rows.iter().all(|row| row["verdict"] == "affected"));
}

/// Every row is whole; the last has one cell, which says that the rest is missing.
#[test]
fn csv_that_ctrl_c_cuts_short() {
    let text = cut_short(&["--format", "csv"]);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().len();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let (last, rows) = rows.split_last().unwrap();
    assert_eq!(
        last,
        vec!["incomplete: interrupted; the rows after this one are missing"]
    );
    assert!(!rows.is_empty() && rows.iter().all(|row| row.len() == columns));
}

/// No report appears, the old one stands, and nothing unfinished is left beside it.
#[test]
fn report_files_that_ctrl_c_comes_before() {
    let folder = folder();
    let old = crate::file(folder.path(), "old.csv", "old");
    let new = folder.path().join("new.html");
    cut_short(&[
        "--format",
        "jsonl",
        "--report",
        &format!("csv={}", old.display()),
        "--report",
        &format!("html={}", new.display()),
    ]);
    assert_eq!(names(folder.path()), ["old.csv"]);
    assert_eq!(std::fs::read_to_string(old).unwrap(), "old");
}

/// 130 at once, and nothing is printed.
#[test]
fn ctrl_c_while_a_pipe_is_waited_for() {
    let folder = folder();
    let fifo = folder.path().join("fifo");
    assert_eq!(finish(shell("mkfifo \"$1\"").arg("sh").arg(&fifo)).code, Some(0));
    for input in ["-", fifo.to_str().unwrap()] {
        let mut child = spawn(program().args(["check", "--offline", "--input", input]));
        heeds(&child);
        ends_at_once(&mut child);
        let mut out = String::new();
        child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        assert_eq!(out, "");
    }
}

/// 130 at once, long before the deadline.
#[test]
fn ctrl_c_while_a_server_does_not_answer() {
    let server = Server::start(|_| Reply::SlowHeaders);
    let cache = folder();
    let mut child = spawn(
        program()
            .args(["advisories", "--refresh", "--cache-dir"])
            .arg(cache.path())
            .args(server.options()),
    );
    wait_until("a request", || !server.asked().is_empty());
    ends_at_once(&mut child);
}

/// 130 at once, although the pipe is full and nobody reads it.
#[test]
fn ctrl_c_while_nobody_reads_the_output() {
    let mut child = spawn(program().args(["list", "--format", "json"]));
    let mut out = child.stdout.take().unwrap();
    let mut first = [0];
    out.read_exact(&mut first).unwrap();
    ends_at_once(&mut child);
}
