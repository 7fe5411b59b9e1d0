//! Advisories as a user meets them: the program is run against a server on this machine that answers well or badly.
//!
//! No test here reaches out of this machine: every run is offline, sends its sources to 127.0.0.1 or to names that
//! cannot exist, or has no network at all.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed; the lint's exception covers test functions alone"
)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a skipped test says loudly that it was skipped, and why"
)]

mod cached;
#[path = "../support/environment.rs"]
mod environment;
mod faults;
mod installed;
mod privacy;
mod server;
mod shown;
mod tls;
mod trace;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How a run ended.
struct Ran {
    code: i32,
    out: String,
    err: String,
    took: Duration,
}

impl Ran {
    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.out, self.err))
    }
}

/// The program in an environment of its own.
fn program() -> Command {
    let mut command = environment::of_its_own(Command::new(env!("CARGO_BIN_EXE_moveit-exposure")));
    command
        // Not the cache of whoever runs the tests.
        .env("HOME", "/nonexistent")
        .env("XDG_CACHE_HOME", "/nonexistent/cache");
    command
}

fn finish(command: &mut Command) -> Ran {
    let started = Instant::now();
    let output = command.output().unwrap();
    Ran {
        took: started.elapsed(),
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs it on a pinned day with a cache folder.
fn run(args: &[&str], cache: &Path, further: &[String]) -> Ran {
    run_at("2026-12-01T12:00:00Z", args, cache, further)
}

/// Runs it at a moment with a cache folder.
fn run_at(now: &str, args: &[&str], cache: &Path, further: &[String]) -> Ran {
    finish(
        program()
            .args(args)
            .arg("--cache-dir")
            .arg(cache)
            .args(further)
            .args(["--now", now]),
    )
}
