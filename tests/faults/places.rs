//! Surroundings that are not what they should be: no home, no locale, no rights.

use std::process::Command;

use crate::{can, finish, folder, of_its_own, program, shell};

/// Names are read and written in UTF-8 all the same.
#[test]
fn the_locale_c() {
    for locale in ["C", "POSIX", "xx_XX.nonsense", ""] {
        let ran = finish(program().env("LC_ALL", locale).env("LANG", locale).args([
            "check",
            "--offline",
            "Güneş Bäckerei GmbH",
            "--format",
            "jsonl",
        ]));
        ran.ended_with(0);
        assert!(ran.out.contains("Güneş Bäckerei GmbH"), "{}", ran.out);
    }
}

/// Everything but keeping works, and the run says what it could not keep.
#[test]
fn no_home() {
    let here = folder();
    for home in [None, Some(""), Some("relative"), Some("/dev/null")] {
        let with = |args: &[&str]| {
            let mut command = program();
            command
                .env_remove("HOME")
                .env_remove("XDG_DATA_HOME")
                .env_remove("XDG_CACHE_HOME");
            if let Some(home) = home {
                command.env("HOME", home);
            }
            finish(command.current_dir(here.path()).args(args))
        };
        with(&["check", "--offline", "Boots"]).ended_with(1);
        with(&["advisories", "--offline"]).ended_with(0);
        for args in [
            &["data", "status"][..],
            &["data", "verify"],
            &["data", "rollback"],
            &["cache", "clear"],
            &["explain", "Boots"],
            &["config", "show"],
        ] {
            with(args).is_no_bug();
        }
    }
}

/// Said with what to do; a name needs no folder to stand in.
#[test]
fn a_working_directory_that_is_gone() {
    let ran = finish(&mut shell(
        "d=$(mktemp -d) && cd \"$d\" && rmdir \"$d\" && exec \"$P\" check --offline Boots",
    ));
    assert!(
        ran.code == Some(1) || ran.code == Some(2),
        "{:?} {}",
        ran.code,
        ran.err
    );
    ran.is_no_bug();
}

/// Exit code 2 and the variable by its name, or no effect; no panic.
#[test]
fn variables_that_hold_nonsense() {
    use std::os::unix::ffi::OsStrExt as _;
    let odd = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    for name in [
        "COLUMNS",
        "TERM",
        "NO_COLOR",
        "LANG",
        "HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "MOVEIT_EXPOSURE_COUNTRY",
        "MOVEIT_EXPOSURE_FAIL_ON",
        "MOVEIT_EXPOSURE_THREADS",
        "MOVEIT_EXPOSURE_NOW",
        "HTTPS_PROXY",
        "SSL_CERT_FILE",
    ] {
        for value in [odd, "99999999999999999999\u{1b}[31m".as_ref()] {
            let ran = finish(program().env(name, value).args(["check", "--offline", "Boots"]));
            assert!(
                ran.code == Some(1) || ran.code == Some(2),
                "{name}: {:?} {}",
                ran.code,
                ran.err
            );
            assert!(
                !ran.err.contains("panicked") && !ran.err.contains('\u{1b}'),
                "{name}: {}",
                ran.err
            );
            if ran.code == Some(2) {
                assert!(ran.err.contains(name), "{name}: {}", ran.err);
            }
        }
    }
}

/// Screened by fewer threads, or by the one that there is; every row is there.
#[test]
fn a_system_that_has_no_thread_to_give() {
    if !can(
        "strace",
        &["-f", "-qq", "-e", "inject=clone3:error=EAGAIN", "true"],
        "what happens without threads",
    ) {
        return;
    }
    let folder = folder();
    let input = crate::file(folder.path(), "a.txt", "Boots\n".repeat(2000));
    for from in 1..=5 {
        let mut command = of_its_own(Command::new("strace"));
        command
            .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=clone,clone3"])
            .args(["-e", &format!("inject=clone,clone3:error=EAGAIN:when={from}+")])
            .arg(crate::PROGRAM)
            .args([
                "check",
                "--offline",
                "--threads",
                "3",
                "--format",
                "jsonl",
                "--input",
            ])
            .arg(&input);
        let ran = finish(&mut command);
        ran.ended_with(1);
        assert_eq!(ran.out.lines().count(), 2000, "{from}: {}", ran.err);
    }
}
