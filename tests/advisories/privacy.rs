//! What leaves the machine: the same requests whatever is asked about, and nothing at all offline.

use std::process::Command;

use crate::server::{Asked, Server};
use crate::trace::{calls, strace};
use crate::{finish, program, run};

fn asked_by(args: &[&str]) -> Vec<Asked> {
    let server = Server::well();
    let cache = tempfile::tempdir().unwrap();
    let ran = run(args, cache.path(), &server.options());
    assert!(!ran.err.contains("not fetched"), "{}", ran.err);
    let own = server.address();
    let mut asked = server.asked();
    for request in &mut asked {
        // The port differs from server to server.
        for header in &mut request.headers {
            *header = header.replace(own.trim_start_matches("http://"), "server");
        }
    }
    asked.sort();
    asked
}

/// The same 39 requests for every subcommand, name, country, vendor, file and installed version.
#[test]
fn the_requests_do_not_depend_on_what_is_asked_about() {
    let first = asked_by(&["advisories", "--installed", "MOVEit Transfer 2022.1.4"]);
    assert_eq!(first.len(), 39);
    assert_eq!(
        first,
        asked_by(&[
            "advisories",
            "--installed",
            "MOVEit Automation 2025.1.5",
            "--format",
            "json"
        ])
    );
    assert_eq!(first, asked_by(&["advisories", "show", "CVE-2024-5806"]));
    assert_eq!(first, asked_by(&["advisories"]));
    // Nor on whom `check` looks up, in which country, with which vendors, for whom.
    for check in [
        &["check", "British Airways", "--fail-on", "never"][..],
        &[
            "check",
            "Hush Secret Holdings",
            "--vendor",
            "Quiet Payroll",
            "--country",
            "DE",
            "--for",
            "security",
        ],
        &["check", "--domain", "someone@secret.example", "--format", "jsonl"],
        &["check", "--input", "fixtures/suppliers.csv", "--format", "csv"],
    ] {
        assert_eq!(first, asked_by(check), "{check:?}");
    }
}

/// `Accept`, `Accept-Encoding`, `Host` and `User-Agent`, and no other header.
#[test]
fn requests_are_plain() {
    for asked in asked_by(&["advisories"]) {
        assert!(
            asked.line.starts_with("GET /") && asked.line.ends_with(" HTTP/1.1"),
            "{}",
            asked.line
        );
        let mut names: Vec<String> = asked
            .headers
            .iter()
            .map(|line| line.split(':').next().unwrap().to_ascii_lowercase())
            .collect();
        names.sort();
        assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
        assert_eq!(
            asked.header("user-agent"),
            Some(concat!("moveit-exposure/", env!("CARGO_PKG_VERSION")))
        );
    }
}

/// Whether a tool can be run here.
fn works(tool: &str, args: &[&str]) -> bool {
    Command::new(tool)
        .args(args)
        .output()
        .is_ok_and(|output| output.status.success())
}

const OFFLINE: [&[&str]; 4] = [
    &["check", "--offline", "Acme Widgets Ltd"],
    &["advisories", "--offline"],
    &[
        "advisories",
        "--offline",
        "--installed",
        "MOVEit Transfer 2025.0.4",
    ],
    &["advisories", "show", "CVE-2023-34362", "--offline"],
];

/// No system call on the network, and the same result in a namespace without one.
#[test]
fn offline_opens_no_socket() {
    let traced = works("strace", &["-f", "-e", "trace=%network", "true"]);
    let alone = works("unshare", &["-rn", "true"]);
    if !traced && !alone {
        eprintln!(
            "SKIPPED: neither strace nor unshare works here, so that no socket is opened offline is not proven"
        );
        return;
    }
    let exe = program().get_program().to_owned();
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    for args in OFFLINE {
        if traced {
            let ran = finish(strace(&trace).arg(&exe).args(args));
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
            assert_eq!(calls(&trace), [""; 0], "{args:?}");
        }
        if alone {
            let ran = finish(Command::new("unshare").arg("-rn").arg(&exe).args(args));
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
        }
    }
}

/// The trace does see sockets: without `--offline` there are some.
#[test]
fn online_opens_sockets_that_the_trace_sees() {
    if !works("strace", &["-f", "-e", "trace=%network", "true"]) {
        eprintln!("SKIPPED: strace does not work here");
        return;
    }
    let server = Server::well();
    let exe = program().get_program().to_owned();
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let ran = finish(
        strace(&trace)
            .arg(&exe)
            .arg("advisories")
            .args(server.options())
            .env_clear()
            .env("PATH", "/usr/bin:/bin"),
    );
    assert_eq!(ran.code, 0);
    let calls = calls(&trace);
    assert!(
        calls.iter().any(|call| call.contains("socket(AF_INET")),
        "{calls:?}"
    );
}
