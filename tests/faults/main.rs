//! What breaks programs: full disks, kills, endless inputs, wrong clocks, curious networks. What comes of each is told
//! in docs/faults.md, which is made from the tests (`table.rs`).
//!
//! No test here reaches out of this machine.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed; the lint's exception covers test functions alone"
)]
#![allow(
    clippy::print_stderr,
    reason = "a skipped test says loudly that it was skipped, and why"
)]
#![cfg(unix)]

mod dates;
mod disk;
#[path = "../support/environment.rs"]
mod environment;
#[path = "../support/files.rs"]
mod files;
mod inputs;
mod interrupted;
mod killed;
mod limits;
mod places;
mod privacy;
#[path = "../advisories/server.rs"]
#[allow(
    dead_code,
    reason = "shared with the tests of advisories, which use all of it"
)]
mod server;
mod table;

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::{Duration, Instant};

use files::{file, folder};

/// The program's file.
const PROGRAM: &str = env!("CARGO_BIN_EXE_moveit-exposure");

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a run ended.
struct Ran {
    /// `None` where a signal ended it.
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    /// Wrong usage, bad data or nothing to screen, told with these words and without a panic.
    #[track_caller]
    fn refused(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        for text in words {
            assert!(self.err.contains(text), "{text:?} is not in: {}", self.err);
        }
        self.is_no_bug();
    }

    #[track_caller]
    fn is_no_bug(&self) {
        assert!(
            self.code.is_some_and(|code| (0..=5).contains(&code)) && !self.err.contains("panicked"),
            "{:?}\n{}",
            self.code,
            self.err
        );
    }

    #[track_caller]
    fn ended_with(&self, code: i32) {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// An environment of its own, with no cache of whoever runs the tests and the commands of this machine.
fn of_its_own(command: Command) -> Command {
    let mut command = environment::of_its_own(command);
    command
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", "/nonexistent")
        .env("XDG_CACHE_HOME", "/nonexistent/cache");
    command
}

fn program() -> Command {
    of_its_own(Command::new(PROGRAM))
}

/// A shell command in which `$P` is the program.
fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    let mut command = of_its_own(command);
    command.env("P", PROGRAM);
    command
}

/// The program with so many megabytes of address space, a part of which its threads take for their stacks.
fn with_little_memory(megabytes: u64) -> Command {
    let mut command = shell(&format!("ulimit -v {}; exec \"$P\" \"$@\"", megabytes * 1024));
    command.arg("sh");
    command
}

fn finish(command: &mut Command) -> Ran {
    command.output().unwrap().into()
}

fn run<S: AsRef<OsStr>>(args: &[S]) -> Ran {
    finish(program().args(args).args(["--now", "2026-12-01"]))
}

/// `check --offline` of one input.
fn check(input: &Path) -> Ran {
    finish(
        with_little_memory(400)
            .args([
                "check",
                "--offline",
                "--format",
                "jsonl",
                "--now",
                "2026-12-01",
                "--input",
            ])
            .arg(input),
    )
}

/// A file that is as long as told and takes no room.
fn sparse(folder: &Path, name: &str, head: &[u8], length: u64) -> PathBuf {
    let path = folder.join(name);
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(head).unwrap();
    file.set_len(length).unwrap();
    path
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Waits until something is so.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits for the end of a process, and ends it if that does not come.
#[track_caller]
fn end_of(child: &mut Child) -> std::process::ExitStatus {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if Instant::now() > end {
            child.kill().unwrap();
            panic!("it did not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a command can be run here; where not, the test that needs it is skipped with a word about it.
fn can(tool: &str, args: &[&str], so_that: &str) -> bool {
    let works = of_its_own(Command::new(tool))
        .args(args)
        .output()
        .is_ok_and(|output| output.status.success());
    if !works {
        eprintln!(
            "SKIPPED: {tool} {} does not work here, so that {so_that} is not proven",
            args.join(" ")
        );
    }
    works
}
