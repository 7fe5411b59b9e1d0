//! Updates of the list as a user meets them: releases on disk and on a server of this machine, sound and hostile.
//!
//! Signatures are made with the real minisign. No test here reaches out of this machine.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed; the lint's exception covers test functions alone"
)]

mod kept;
mod network;
mod refused;
#[path = "../advisories/server.rs"]
#[allow(
    dead_code,
    reason = "shared with the tests of advisories, which use all of it"
)]
mod server;
mod shown;
mod signed;
#[path = "../advisories/trace.rs"]
mod trace;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

/// How a run ended.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.out, self.err))
    }
}

/// A home of its own for the program: no list is installed in it.
struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where the program keeps installed lists.
    fn data(&self) -> PathBuf {
        self.path().join("data/moveit-exposure")
    }

    /// The program, in an environment of its own.
    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_moveit-exposure"));
        command
            .env_clear()
            .env("HOME", "/nonexistent")
            .env("XDG_CACHE_HOME", self.path().join("cache"))
            .env("XDG_DATA_HOME", self.path().join("data"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null());
        command
    }

    /// Runs it on a pinned day.
    fn run(&self, args: &[&str]) -> Ran {
        finish(self.program().args(args).args(["--now", "2099-12-10"]))
    }

    /// Installs a release whose manifest is pinned by its hash.
    fn update(&self, release: &Release) -> Ran {
        let (from, hash) = (release.folder().to_owned(), release.manifest_sha256());
        self.run(&["data", "update", "--from", &from, "--sha256", &hash])
    }

    /// The version of the list that is searched, and where it is from.
    #[track_caller]
    fn searched(&self) -> (String, String) {
        let ran = self.run(&["data", "status", "--format", "json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let status = ran.json();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        (
            text(&status["dataset"]["version"]),
            text(&status["lists"]["searched"]),
        )
    }

    /// Every file of the data folder with its hash, but for the lock.
    fn files(&self) -> Vec<(PathBuf, String)> {
        let mut files = Vec::new();
        let mut folders = vec![self.data()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.file_name().unwrap() != "lock" {
                    let hash = sha256(&std::fs::read(&path).unwrap());
                    files.push((path, hash));
                }
            }
        }
        files.sort();
        files
    }
}

fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// The records of the bundled list, one a line.
fn bundled_lines() -> Vec<String> {
    static LINES: OnceLock<Vec<String>> = OnceLock::new();
    let read = || {
        let lines = Home::new()
            .run(&["list", "--format", "jsonl", "--no-installed"])
            .out;
        lines.lines().map(str::to_owned).collect()
    };
    LINES.get_or_init(read).clone()
}

/// A record of an organization that no list holds.
fn new_record(id: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"name\":\"Quillfeather {id}\",\"country\":\"GB\",\"sector\":\"technology\",\
         \"note\":\"It said so.\",\"exposure\":{{\"status\":\"confirmed\",\"route\":\"own-server\",\
         \"acknowledged_by\":\"organization\"}},\"sources\":[{{\"url\":\"https://example.org/{id}\",\
         \"publisher\":\"Example\",\"kind\":\"organization-statement\",\"seen\":\"excerpt\",\
         \"supports\":[\"exposure\"]}}]}}"
    )
}

/// A release in a folder.
struct Release {
    home: tempfile::TempDir,
}

impl Release {
    /// A release of the bundled records and some more, sound in every way.
    fn new(version: &str, as_of: &str, more: &[&str]) -> Self {
        let mut lines = bundled_lines();
        lines.extend(more.iter().map(|id| new_record(id)));
        let id = |line: &String| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            record["id"].as_str().unwrap().to_owned()
        };
        lines.sort_by_key(id);
        Self::of_lines(version, as_of, &lines)
    }

    /// A release of these lines, whatever they are.
    fn of_lines(version: &str, as_of: &str, lines: &[String]) -> Self {
        let release = Self {
            home: tempfile::tempdir().unwrap(),
        };
        release.write_list(version, as_of, lines);
        release
    }

    fn write_list(&self, version: &str, as_of: &str, lines: &[String]) {
        let content: String = lines.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(self.path("list.jsonl"), &content).unwrap();
        let manifest = serde_json::json!({
            "schema": 1, "version": version, "as_of": as_of, "licence": "CC0-1.0", "records": lines.len(),
            "file": "list.jsonl", "size": content.len(), "sha256": sha256(content.as_bytes()),
        });
        std::fs::write(self.path("manifest.json"), manifest.to_string()).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn folder(&self) -> &str {
        self.home.path().to_str().unwrap()
    }

    fn manifest(&self) -> Vec<u8> {
        std::fs::read(self.path("manifest.json")).unwrap()
    }

    fn manifest_sha256(&self) -> String {
        sha256(&self.manifest())
    }

    /// Changes a field of the manifest, or adds it.
    fn set(&self, field: &str, value: impl Into<serde_json::Value>) -> &Self {
        let mut manifest: serde_json::Value = serde_json::from_slice(&self.manifest()).unwrap();
        manifest[field] = value.into();
        std::fs::write(self.path("manifest.json"), manifest.to_string()).unwrap();
        self
    }

    /// Signs the manifest with minisign.
    fn sign(&self, key: &KeyPair, options: &[&str]) -> &Self {
        let signature = self.path("manifest.json.minisig");
        let _ = std::fs::remove_file(&signature);
        minisign(
            &[
                &["-S", "-s", key.secret().to_str().unwrap(), "-m"],
                &[self.path("manifest.json").to_str().unwrap()][..],
                options,
            ]
            .concat(),
        );
        assert!(signature.exists());
        self
    }
}

/// A pair of keys that minisign made.
struct KeyPair {
    folder: tempfile::TempDir,
}

impl KeyPair {
    fn new() -> Self {
        let pair = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        minisign(&[
            "-G",
            "-W",
            "-p",
            pair.file().to_str().unwrap(),
            "-s",
            pair.secret().to_str().unwrap(),
        ]);
        pair
    }

    fn secret(&self) -> PathBuf {
        self.folder.path().join("minisign.key")
    }

    /// The file of the public key.
    fn file(&self) -> PathBuf {
        self.folder.path().join("minisign.pub")
    }

    /// The public key itself.
    fn public(&self) -> String {
        let file = std::fs::read_to_string(self.file()).unwrap();
        file.lines().nth(1).unwrap().to_owned()
    }
}

fn minisign(args: &[&str]) {
    let ran = Command::new("minisign").args(args).stdin(Stdio::null()).output();
    let ran = ran.expect("this test needs minisign: apt-get install minisign, or brew install minisign");
    assert!(
        ran.status.success(),
        "minisign {args:?}: {}",
        String::from_utf8_lossy(&ran.stderr)
    );
}
