//! Kills: whenever the program is killed, files are old or new and never half of each.

use crate::server::Server;
use crate::{Ran, can, finish, folder, names, of_its_own, program, run};
use std::process::Command;

fn can_kill() -> bool {
    can(
        "strace",
        &["-qq", "-e", "trace=execve", "true"],
        "what a kill leaves",
    )
}

/// The program, killed when it makes that system call for the nth time.
fn killed_at(call: &str, nth: usize) -> Command {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}")])
        .args(["-e", &format!("inject={call}:signal=KILL:when={nth}")])
        .arg(crate::PROGRAM);
    of_its_own(command)
}

/// The old reports or the new ones stand, whole; what was unfinished is left under a name of its own.
#[test]
fn a_kill_while_reports_are_written() {
    if !can_kill() {
        return;
    }
    let reference = folder();
    let reports = |folder: &std::path::Path| {
        ["csv", "html", "json"]
            .map(|format| format!("{format}={}", folder.join(format!("r.{format}")).display()))
    };
    let args = |folder: &std::path::Path| {
        let mut args: Vec<String> = [
            "check",
            "--offline",
            "--input",
            "fixtures/suppliers.csv",
            "--format",
            "jsonl",
            "--now",
            "2026-12-01",
        ]
        .map(str::to_owned)
        .to_vec();
        for report in reports(folder) {
            args.extend(["--report".to_owned(), report]);
        }
        args
    };
    finish(program().args(args(reference.path()))).ended_with(1);
    let whole = |name: &str| std::fs::read(reference.path().join(name)).unwrap();
    let (mut killed, mut old, mut new) = (0, 0, 0);
    for (call, most) in [("rename", 3), ("fsync", 3), ("chmod,fchmod", 2), ("write", 6)] {
        for nth in 1..=most {
            let folder = folder();
            for name in ["r.csv", "r.html", "r.json"] {
                crate::file(folder.path(), name, "old");
            }
            let ran = finish(killed_at(call, nth).args(args(folder.path())));
            killed += usize::from(ran.code != Some(1));
            for name in ["r.csv", "r.html", "r.json"] {
                let found = std::fs::read(folder.path().join(name)).unwrap();
                if found == b"old" {
                    old += 1;
                } else {
                    assert!(found == whole(name), "{call} {nth}: half of {name}");
                    new += 1;
                }
            }
            let mut left = names(folder.path())
                .into_iter()
                .filter(|name| !name.starts_with("r."));
            assert!(
                left.all(|name| name.starts_with(".moveit-exposure-")),
                "{call} {nth}"
            );
        }
    }
    assert!(killed >= 8 && old > 0 && new > 0, "{killed} {old} {new}");
}

/// What is in the cache afterwards is whole, the next run mends the rest, and `cache clear` removes what was unfinished.
#[test]
fn a_kill_while_the_cache_is_written() {
    if !can_kill() {
        return;
    }
    let server = Server::well();
    let mut killed = 0;
    for (call, nth) in [
        ("rename", 1),
        ("rename", 2),
        ("rename", 20),
        ("write", 6),
        ("write", 25),
        ("write", 60),
    ] {
        let cache = folder();
        let advisories = |command: &mut Command, further: &[&str]| -> Ran {
            finish(
                command
                    .args(["advisories", "--now", "2026-12-01", "--cache-dir"])
                    .arg(cache.path())
                    .args(server.options())
                    .args(further),
            )
        };
        killed += usize::from(advisories(&mut killed_at(call, nth), &[]).code != Some(0));
        for further in [&["--offline"][..], &[], &["--offline"]] {
            let ran = advisories(&mut program(), further);
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{call} {nth}");
        }
        finish(
            program()
                .args(["cache", "clear", "--cache-dir"])
                .arg(cache.path()),
        )
        .ended_with(0);
        assert_eq!(names(cache.path()), [""; 0], "{call} {nth}");
    }
    assert!(killed >= 4, "{killed}");
}

/// The old ledger or the new one stands, whole.
#[test]
fn a_kill_while_the_ledger_is_written() {
    if !can_kill() {
        return;
    }
    let decision = |subject: &'static str| {
        [
            "accept",
            "add",
            subject,
            "--reason",
            "r",
            "--owner",
            "o",
            "--until",
            "2027-06-30",
            "--now",
            "2026-12-01",
        ]
    };
    let mut killed = 0;
    for (call, nth) in [
        ("rename", 1),
        ("fsync", 1),
        ("chmod,fchmod", 1),
        ("write", 1),
        ("write", 2),
    ] {
        let folder = folder();
        let path = folder.path().join("ledger.toml");
        finish(program().args(decision("Boots")).arg("--ledger").arg(&path)).ended_with(0);
        let old = std::fs::read_to_string(&path).unwrap();
        let ran = finish(
            killed_at(call, nth)
                .args(decision("BBC"))
                .arg("--ledger")
                .arg(&path),
        );
        killed += usize::from(ran.code != Some(0));
        let found = std::fs::read_to_string(&path).unwrap();
        assert!(found == old || found.contains("BBC"), "{call} {nth}: {found}");
        run(&["accept", "list", "--ledger", path.to_str().unwrap()]).ended_with(0);
    }
    assert!(killed >= 2, "{killed}");
}
