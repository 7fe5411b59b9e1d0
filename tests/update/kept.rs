//! Installed lists afterwards: damaged, gone back from, outlived by the bundled one, killed half-way, and all at once.

use std::path::{Path, PathBuf};

use crate::{Home, Release};

/// The file of the list in use.
fn list_file(home: &Home) -> PathBuf {
    let status = home
        .run(&["data", "status", "--format", "json", "--no-installed"])
        .json();
    PathBuf::from(status["lists"]["installed"]["path"].as_str().unwrap())
}

fn installed(version: &str, as_of: &str) -> (Home, Release) {
    let (home, release) = (Home::new(), Release::new(version, as_of, &["first"]));
    let ran = home.update(&release);
    assert_eq!(ran.code, 0, "{}", ran.err);
    (home, release)
}

const COMMANDS: [&[&str]; 6] = [
    &["check", "--offline", "Boots", "--fail-on", "never"],
    &["explain", "Boots"],
    &["show", "boots"],
    &["list"],
    &["data", "status"],
    &["data", "verify"],
];

type Damage = fn(&Path);

#[test]
fn a_damaged_list_is_told_and_never_replaced_by_the_bundled_one_unasked() {
    let damages: [(Damage, &str); 5] = [
        (
            |path| {
                let list = std::fs::read_to_string(path).unwrap();
                std::fs::write(path, list.replacen("Boots", "Roots", 1)).unwrap();
            },
            "has SHA-256",
        ),
        (|path| std::fs::write(path, "").unwrap(), "0 bytes"),
        (
            |path| {
                let mut list = std::fs::read(path).unwrap();
                list.push(b'\n');
                std::fs::write(path, list).unwrap();
            },
            "it is larger than",
        ),
        (|path| std::fs::remove_file(path).unwrap(), "is damaged"),
        (
            |path| {
                std::fs::remove_file(path).unwrap();
                std::fs::create_dir(path).unwrap();
            },
            "is damaged",
        ),
    ];
    for (damage, words) in damages {
        let (home, release) = installed("2099.12.1", "2099-12-01");
        damage(&list_file(&home));
        for command in COMMANDS {
            let ran = home.run(command);
            assert_eq!(ran.code, 4, "{command:?} {}", ran.err);
            assert!(
                ran.err.contains("the installed list 2099.12.1") && ran.err.contains(words),
                "{}",
                ran.err
            );
            assert!(
                ran.err.contains("moveit-exposure data update") && ran.err.contains("data rollback"),
                "{}",
                ran.err
            );
        }
        assert_eq!(
            home.run(&["check", "--offline", "Boots", "--no-installed"]).code,
            1
        );
        // Each of the ways that the message names mends it.
        let ran = home.update(&release);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(home.searched().0, "2099.12.1");
        damage(&list_file(&home));
        assert_eq!(home.run(&["data", "rollback"]).code, 0);
        assert_eq!(home.searched().1, "bundled");
    }
}

#[test]
fn a_damaged_note_of_what_is_installed_is_told_too() {
    let edit = |from: &'static str, to: &'static str| {
        move |text: String| {
            assert!(text.contains(from), "{from} {text}");
            text.replacen(from, to, 1)
        }
    };
    let damages: Vec<Box<dyn Fn(String) -> String>> = vec![
        Box::new(|_| String::new()),
        Box::new(|_| "\0\0\0".to_owned()),
        Box::new(|_| "{}".to_owned()),
        Box::new(|text| text[..text.len() / 2].to_owned()),
        Box::new(|text| " ".repeat(300_000) + &text),
        Box::new(edit("\"layout\": 1", "\"layout\": 2")),
        Box::new(edit("\"folder\": \"", "\"folder\": \"../../")),
        Box::new(edit("\"folder\": \"2099.12.1-", "\"folder\": \"/")),
        Box::new(edit("\"size\": ", "\"size\": 99999999999")),
        Box::new(edit("\"layout\": 1", "\"layout\": 1, \"more\": 1")),
    ];
    for damage in damages {
        let (home, release) = installed("2099.12.1", "2099-12-01");
        let path = home.data().join("installed.json");
        let damaged = damage(std::fs::read_to_string(&path).unwrap());
        std::fs::write(&path, &damaged).unwrap();
        for command in COMMANDS {
            let ran = home.run(command);
            assert_eq!(ran.code, 4, "{command:?} {damaged} {}", ran.err);
            assert!(ran.err.contains("data rollback --to-bundled"), "{}", ran.err);
        }
        assert_eq!(
            home.update(&release).code,
            4,
            "nothing is known to compare it with"
        );
        assert_eq!(home.run(&["data", "rollback", "--to-bundled"]).code, 0);
        assert_eq!(home.searched().1, "bundled");
        assert_eq!(home.files(), []);
        assert_eq!(home.update(&release).code, 0);
    }
}

#[test]
fn rollback_goes_back_one_list_and_then_to_the_bundled_one() {
    let (home, first) = installed("2099.12.1", "2099-12-01");
    assert_eq!(
        home.update(&Release::new("2099.12.2", "2099-12-02", &["first"]))
            .code,
        0
    );
    assert_eq!(
        home.update(&Release::new("2099.12.3", "2099-12-03", &["first"]))
            .code,
        0
    );
    // The one in use and the one before it are kept, and no more.
    assert_eq!(std::fs::read_dir(home.data().join("lists")).unwrap().count(), 2);
    let ran = home.run(&["data", "rollback"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("the list 2099.12.2"), "{}", ran.out);
    assert_eq!(home.searched().0, "2099.12.2");
    assert_eq!(home.update(&first).code, 4, "an older one is not installed");
    let ran = home.run(&["data", "rollback"]);
    assert!(ran.out.contains("the bundled list"), "{}", ran.out);
    assert_eq!(home.searched().1, "bundled");
    let ran = home.run(&["data", "rollback"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no list is installed"), "{}", ran.err);
    assert_eq!(home.files(), []);
}

#[test]
fn a_damaged_predecessor_is_not_gone_back_to() {
    let (home, _) = installed("2099.12.1", "2099-12-01");
    let first = list_file(&home);
    assert_eq!(
        home.update(&Release::new("2099.12.2", "2099-12-02", &["first"]))
            .code,
        0
    );
    std::fs::write(first, "x").unwrap();
    assert_eq!(home.run(&["data", "rollback"]).code, 4);
    assert_eq!(home.run(&["data", "verify"]).code, 4);
    assert_eq!(home.searched().0, "2099.12.2");
    assert_eq!(home.run(&["data", "rollback", "--to-bundled"]).code, 0);
    assert_eq!(home.searched().1, "bundled");
}

#[test]
fn the_bundled_list_is_the_floor() {
    let (home, _) = installed("2099.12.1", "2099-12-01");
    // As if the program had been replaced by one with a newer list.
    let path = home.data().join("installed.json");
    for (from, to) in [("2099.12.1\"", "2023.12.1\""), ("2099-12-01", "2023-12-01")] {
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace(from, to)).unwrap();
        let ran = home.run(&["check", "--offline", "Boots", "--format", "json"]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(
            ran.err.contains("note: the installed list")
                && ran.err.contains("not newer than the bundled one"),
            "{}",
            ran.err
        );
        assert_eq!(home.searched().1, "bundled");
    }
}

#[test]
fn the_age_of_the_list_is_that_of_the_installed_one() {
    let (home, _) = installed("2099.12.9", "2099-12-09");
    assert_eq!(home.run(&["list", "--max-data-age", "1"]).code, 0);
    let ran = home.run(&["list", "--max-data-age", "1", "--no-installed"]);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("data update"), "{}", ran.err);
}

#[test]
fn a_users_own_records_alone_are_just_that() {
    let (home, _) = installed("2099.12.1", "2099-12-01");
    let status = home
        .run(&[
            "data",
            "status",
            "--no-bundled",
            "--dataset",
            "fixtures/list.toml",
            "--format",
            "json",
        ])
        .json();
    assert_eq!(status["lists"]["searched"], "own");
    assert_eq!(status["records"], 3);
    let status = home
        .run(&[
            "data",
            "status",
            "--dataset",
            "fixtures/list.toml",
            "--format",
            "json",
        ])
        .json();
    assert_eq!(status["lists"]["searched"], "installed");
    // Withdrawn records are kept, and counted apart.
    let counted = |field: &str| status[field].as_u64().unwrap();
    assert_eq!(
        counted("records") + counted("withdrawn"),
        crate::bundled_lines().len() as u64 + 1 + 3
    );
}

#[test]
fn a_folder_is_chosen_with_data_dir() {
    let (home, release) = (Home::new(), Release::new("2099.12.1", "2099-12-01", &[]));
    let folder = home.path().join("elsewhere");
    let folder = folder.to_str().unwrap();
    let hash = release.manifest_sha256();
    let ran = home.run(&[
        "data",
        "update",
        "--from",
        release.folder(),
        "--sha256",
        &hash,
        "--data-dir",
        folder,
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(home.searched().1, "bundled");
    let status = home.run(&["data", "status", "--data-dir", folder]);
    assert!(status.out.contains("the installed list"), "{}", status.out);
    // Where a folder cannot be, nothing is kept, and nothing is searched but the bundled list.
    let file = home.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let file = file.to_str().unwrap();
    let ran = home.run(&[
        "data",
        "update",
        "--from",
        release.folder(),
        "--sha256",
        &hash,
        "--data-dir",
        file,
    ]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("cannot keep a list in"), "{}", ran.err);
    assert_eq!(home.run(&["list", "--data-dir", file]).code, 0);
}

/// Each waits for its turn; an older one is refused, and the newest is in use.
#[test]
fn updates_at_the_same_time_leave_one_whole_list() {
    let home = Home::new();
    let releases: Vec<Release> = (1..=5)
        .map(|day| Release::new(&format!("2099.12.{day}"), &format!("2099-12-0{day}"), &["first"]))
        .collect();
    std::thread::scope(|scope| {
        for release in &releases {
            let home = &home;
            scope.spawn(move || {
                let ran = home.update(release);
                // Whoever comes after a newer one is refused.
                assert!(ran.code == 0 || ran.code == 4, "{} {}", ran.code, ran.err);
                assert!(ran.code == 0 || ran.err.contains("older"), "{}", ran.err);
            });
        }
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..6 {
                    let ran = home.run(&["data", "status"]);
                    assert_eq!(ran.code, 0, "{}", ran.err);
                }
            });
        }
    });
    assert_eq!(home.searched().0, "2099.12.5");
    assert_eq!(home.run(&["data", "verify"]).code, 0);
    assert!(std::fs::read_dir(home.data().join("lists")).unwrap().count() <= 2);
}

/// Whether strace can run a program here and kill it at a system call.
#[cfg(target_os = "linux")]
fn can_kill() -> bool {
    let ran = std::process::Command::new("strace")
        .args(["-qq", "-e", "trace=execve", "true"])
        .output();
    ran.is_ok_and(|output| output.status.success())
}

/// Kills an update at each system call that changes a folder, one after the other: whichever it is, the old list or the
/// new one is in use, whole, and the next update succeeds.
#[cfg(target_os = "linux")]
#[test]
fn a_killed_update_leaves_the_old_list_or_the_new_one() {
    assert!(
        can_kill(),
        "this test needs strace, and the right to trace: apt-get install strace"
    );
    let new = Release::new("2099.12.2", "2099-12-02", &["first", "second"]);
    let hash = new.manifest_sha256();
    let (mut killed, mut seen) = (0, std::collections::BTreeSet::new());
    for call in [
        "mkdir",
        "rename",
        "fsync",
        "rmdir,unlink,unlinkat",
        "chmod,fchmod",
        "write",
    ] {
        for nth in 1..60 {
            let (home, _) = installed("2099.12.1", "2099-12-01");
            // A third list, so that there is one to sweep.
            assert_eq!(
                home.update(&Release::new("2099.12.1.1", "2099-12-01", &["first"]))
                    .code,
                0
            );
            let mut command = std::process::Command::new("strace");
            command
                .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}")])
                .args(["-e", &format!("inject={call}:signal=KILL:when={nth}")])
                .arg(home.program().get_program())
                .args([
                    "data",
                    "update",
                    "--from",
                    new.folder(),
                    "--sha256",
                    &hash,
                    "--now",
                    "2099-12-10",
                ])
                .env("XDG_DATA_HOME", home.path().join("data"));
            let ran = crate::finish(&mut command);
            let (version, origin) = home.searched();
            assert_eq!(origin, "installed");
            assert!(
                version == "2099.12.1.1" || version == "2099.12.2",
                "{call} {nth}: {version}"
            );
            assert_eq!(home.run(&["data", "verify"]).code, 0, "{call} {nth}");
            if ran.code == 0 {
                break;
            }
            killed += 1;
            seen.insert(version);
            assert_eq!(home.update(&new).code, 0, "{call} {nth}");
            assert_eq!(home.searched().0, "2099.12.2");
            let lists = std::fs::read_dir(home.data().join("lists")).unwrap().count();
            assert!(lists <= 3, "{call} {nth}: {lists} lists are kept");
        }
    }
    assert!(killed > 12, "{killed}");
    assert_eq!(
        seen.len(),
        2,
        "killed before and after the list came into use: {seen:?}"
    );
}
