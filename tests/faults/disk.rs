//! Places that cannot be written: the run says so, ends with 2 where a file was asked for, and old files stand.

use std::path::Path;

use crate::server::Server;
use crate::{Ran, can, file, finish, folder, names, program, run, shell};

/// Whether a file system of this test's own can be mounted here.
fn can_mount() -> bool {
    can(
        "unshare",
        &["-rm", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"],
        "what happens on a full disk",
    )
}

/// Runs a script with a small file system on `$D`, which goes with it; `$P` is the program.
fn on_a_disk_of(kilobytes: u32, script: &str, args: &[String]) -> Ran {
    let folder = folder();
    let mut command =
        shell("exec unshare -rm sh -c \"mount -t tmpfs -o size='$K'k none '$D' && $SCRIPT\" sh \"$@\"");
    command
        .env("K", kilobytes.to_string())
        .env("SCRIPT", script)
        .env("D", folder.path())
        .arg("sh")
        .args(args);
    finish(&mut command)
}

/// Exit code 2 and why; the old report stands and nothing unfinished is left.
#[test]
fn a_report_on_a_full_disk() {
    if !can_mount() {
        return;
    }
    for format in ["html", "csv", "xlsx", "json"] {
        let ran = on_a_disk_of(
            8,
            &format!(
                "echo old >$D/r; $P check --offline --input fixtures/suppliers.csv --input fixtures/employers.txt \
                 --input fixtures/vendors.tsv --format jsonl --report {format}=$D/r >/dev/null; echo code $?; cat $D/r; ls -A $D"
            ),
            &[],
        );
        assert_eq!(ran.out, "code 2\nold\nr\n", "{format}: {}", ran.err);
        assert!(
            ran.err.contains("cannot write the report") && ran.err.contains("has room"),
            "{}",
            ran.err
        );
    }
}

/// Exit code 2 and why, as on any disk that has room for no more than 20 kB of a file.
#[test]
fn a_report_beyond_the_limit_of_the_shell() {
    let folder = folder();
    let path = file(folder.path(), "r.html", "old");
    let mut command = shell(
        "trap '' XFSZ; ulimit -f 40; exec \"$P\" check --offline --input fixtures/suppliers.csv --format jsonl \
         --report html=\"$1\"",
    );
    let ran = finish(command.arg("sh").arg(&path));
    ran.refused(2, &["cannot write the report", "has room"]);
    assert_eq!(std::fs::read_to_string(path).unwrap(), "old");
    assert_eq!(names(folder.path()), ["r.html"]);
}

/// A warning; the result is live and the exit code that of the findings. What was kept is whole.
#[test]
fn a_cache_on_a_full_disk() {
    if !can_mount() {
        return;
    }
    let server = Server::well();
    let ran = on_a_disk_of(
        64,
        "$P advisories --cache-dir $D --now 2026-12-01 \"$@\" >/dev/null; echo code $?; \
         $P advisories --offline --cache-dir $D --now 2026-12-01 >/dev/null; echo code $?; \
         find $D -name '*.unfinished' | wc -l",
        &server.options(),
    );
    assert_eq!(ran.out, "code 0\ncode 0\n0\n", "{}", ran.err);
    assert!(
        ran.err.contains("warning: advisories could not be cached"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("damaged"), "{}", ran.err);
}

/// Exit code 2 and why; the list in use stays in use.
#[test]
fn an_update_on_a_full_disk() {
    if !can_mount() {
        return;
    }
    let release = folder();
    let to = release.path().to_str().unwrap();
    run(&["data", "export", "--to", to, "--list-version", "2099.1.1"]).ended_with(0);
    let ran = on_a_disk_of(
        64,
        &format!(
            "$P data update --from {to} --sha256 $(sha256sum {to}/manifest.json | cut -c 1-64) --data-dir $D; \
             echo code $?; $P data status --data-dir $D | grep Searched; ls $D/lists | wc -l"
        ),
        &[],
    );
    assert!(
        ran.out.starts_with("code 2\n") && ran.out.contains("the bundled list"),
        "{} {}",
        ran.out,
        ran.err
    );
    assert!(ran.out.ends_with("\n0\n"), "{}", ran.out);
    assert!(ran.err.contains("its room"), "{}", ran.err);
}

/// Exit code 2 and why; no half of a file is left.
#[test]
fn a_ledger_and_settings_on_a_full_disk() {
    if !can_mount() {
        return;
    }
    let ran = on_a_disk_of(
        64,
        "head -c 60000 /dev/zero >$D/fill; head -c 60000 /dev/zero >$D/more 2>/dev/null; \
         $P accept add Boots --reason r --owner o --until 2027-01-01 --now 2026-12-01 --ledger $D/l.toml; echo code $?; \
         cd $D; $P init; echo code $?; ls -A $D",
        &[],
    );
    assert_eq!(ran.out, "code 2\ncode 2\nfill\nmore\n", "{}", ran.err);
}

/// Exit code 2: "No space left on device".
#[test]
fn dev_full_as_output_and_as_report() {
    for args in [
        "check --offline Boots",
        "list",
        "list --format json",
        "schema report",
        "man",
        "completions bash",
    ] {
        let ran = finish(&mut shell(&format!("\"$P\" {args} >/dev/full")));
        ran.refused(2, &["cannot write", "No space left"]);
    }
    run(&["check", "--offline", "Boots", "--report", "csv=/dev/full"])
        .refused(2, &["cannot write the report /dev/full", "No space left"]);
}

/// A warning; the result is live, and what lies in the cache is still read.
#[test]
fn a_cache_that_is_read_only() {
    let server = Server::well();
    let cache = folder();
    let args = ["advisories", "--now", "2026-12-01"];
    let online = |cache: &std::path::Path| {
        finish(
            program()
                .args(args)
                .arg("--cache-dir")
                .arg(cache)
                .args(server.options()),
        )
    };
    online(cache.path()).ended_with(0);
    // Root may write anywhere but where nobody may.
    let nowhere = online("/proc/moveit-exposure".as_ref());
    nowhere.ended_with(0);
    assert!(
        nowhere.err.contains("warning: advisories could not be cached"),
        "{}",
        nowhere.err
    );
    if !can(
        "unshare",
        &["-rm", "sh", "-c", "mount -t tmpfs -o ro none /mnt"],
        "what happens with a read-only cache",
    ) {
        return;
    }
    let mut command = shell(
        "exec unshare -rm sh -c 'mount --bind \"$C\" \"$C\" && mount -o remount,ro,bind \"$C\" && \"$P\" \"$@\"' sh \"$@\"",
    );
    let ran = finish(
        command
            .env("C", cache.path())
            .arg("sh")
            .args(args)
            .args(["--offline", "--format", "json", "--cache-dir"])
            .arg(cache.path()),
    );
    ran.ended_with(0);
    assert!(
        ran.out.contains("\"cached\"") && ran.err.is_empty(),
        "{}",
        ran.err
    );
}

/// Exit code 2 before the work starts, with the path.
#[test]
fn reports_that_cannot_be_written() {
    let folder = folder();
    for path in [
        "/proc/report.csv",
        folder.path().to_str().unwrap(),
        "/dev/null/x",
        "",
    ] {
        let ran = run(&["check", "--offline", "Boots", "--report", &format!("csv={path}")]);
        ran.refused(2, &[path]);
        assert_eq!(ran.out, "", "{path}");
    }
}

fn boots_into(report: &Path) -> Ran {
    let report = format!("csv={}", report.display());
    run(&["check", "--offline", "Boots", "--report", &report])
}

/// The link stays, and the file that it points to is replaced.
#[test]
fn a_symlink_as_report() {
    let folder = folder();
    let real = file(folder.path(), "real.csv", "old");
    let link = folder.path().join("link.csv");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    boots_into(&link).ended_with(1);
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert!(std::fs::read_to_string(&real).unwrap().contains("Boots"));
    assert_eq!(names(folder.path()), ["link.csv", "real.csv"]);
}

/// A link that leads nowhere is replaced by the report; one that leads into a circle, or to a folder, is refused.
#[test]
fn a_symlink_to_nothing_as_report() {
    let folder = folder();
    let report = |name: &str, to: &str| {
        let link = folder.path().join(name);
        std::os::unix::fs::symlink(to, &link).unwrap();
        boots_into(&link)
    };
    report("dangling.csv", "nowhere/at/all").ended_with(1);
    assert!(folder.path().join("dangling.csv").metadata().unwrap().is_file());
    report("loop.csv", "loop.csv").refused(2, &["loop.csv"]);
    report("folder.csv", ".").refused(2, &["folder.csv"]);
    report("device.csv", "/dev/null").ended_with(1);
    assert!(
        folder
            .path()
            .join("device.csv")
            .symlink_metadata()
            .unwrap()
            .is_symlink()
    );
}

/// Each run writes a whole report; the last one stands.
#[test]
fn two_runs_that_write_the_same_report() {
    let folder = folder();
    let path = folder.path().join("r.csv");
    let report = format!("csv={}", path.display());
    std::thread::scope(|scope| {
        for input in [
            "fixtures/employers.txt",
            "fixtures/suppliers.csv",
            "fixtures/vendors.tsv",
        ] {
            let report = &report;
            scope.spawn(move || {
                run(&[
                    "check",
                    "--offline",
                    "--format",
                    "jsonl",
                    "--input",
                    input,
                    "--report",
                    report,
                ])
                .is_no_bug();
            });
        }
    });
    assert_eq!(names(folder.path()), ["r.csv"]);
    let mut reader = csv::Reader::from_path(path).unwrap();
    assert!(reader.records().all(|record| record.is_ok()));
}
