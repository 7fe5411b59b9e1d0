//! Drives the program as its readers do: arguments, files and pipes in; exit code, output and messages out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_input;
mod baseline;
mod check;
mod ci;
mod config;
#[path = "../support/environment.rs"]
mod environment;
mod exit_codes;
#[path = "../support/files.rs"]
mod files;
mod formats;
mod help;
mod inputs;
mod ledger;
mod letters;
mod list;
mod outflow;
mod readme;
mod redact;
mod saved;
mod scale;
mod schemas;
mod sheets;
mod slips;

use std::io::Write;
use std::process::{Command, Stdio};

use environment::of_its_own;
use files::{file, folder};

/// How a run ended.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    /// The output as one JSON value.
    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}\n{}\n{}", self.out, self.err))
    }

    /// The output as one JSON value a line.
    #[track_caller]
    fn lines(&self) -> Vec<serde_json::Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

/// The program in an environment of its own, on a pinned day.
fn program() -> Command {
    of_its_own(Command::new(env!("CARGO_BIN_EXE_moveit-exposure")))
}

fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs it with `--now 2026-12-01`.
fn run<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Ran {
    finish(program().args(args).args(["--now", "2026-12-01"]))
}

/// Runs it with something on standard input.
fn run_with_stdin(args: &[&str], stdin: &[u8]) -> Ran {
    let mut child = program()
        .args(args)
        .args(["--now", "2026-12-01"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let bytes = stdin.to_vec();
    let feeder = std::thread::spawn(move || {
        // The program may well stop reading before the end.
        let _ = pipe.write_all(&bytes);
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs `check --offline` on a file with that content.
fn check_file(name: &str, content: impl AsRef<[u8]>) -> Ran {
    let folder = folder();
    let path = file(folder.path(), name, content);
    run(&[
        "check",
        "--offline",
        "--format",
        "jsonl",
        "--input",
        path.to_str().unwrap(),
    ])
}
