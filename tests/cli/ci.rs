//! The shell parts of docs/ci.md are run as they stand there: on the suppliers of the fixtures, with the built program.

#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Stdio};

use super::folder;

const DOCUMENT: &str = include_str!("../../docs/ci.md");

/// The fenced blocks of a language, in order.
fn blocks(language: &str) -> Vec<String> {
    let (mut blocks, mut open) = (Vec::new(), None::<String>);
    for line in DOCUMENT.lines() {
        match &mut open {
            None if line == format!("```{language}") => open = Some(String::new()),
            None => {}
            Some(_) if line == "```" => blocks.extend(open.take()),
            Some(block) => block.push_str(&format!("{line}\n")),
        }
    }
    blocks
}

/// The block whose first line is a comment with that file name.
#[track_caller]
fn configuration(file: &str) -> String {
    let title = format!("# {file}\n");
    let found = blocks("yaml").into_iter().find(|block| block.starts_with(&title));
    found.unwrap_or_else(|| panic!("no block for {file}"))
}

/// The shell commands of a YAML text under a key: after it on its line, in a block (`|`), or as the items of a list.
fn commands(yaml: &str, key: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = yaml.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(value) = line
            .trim_start()
            .strip_prefix("- ")
            .unwrap_or(line.trim_start())
            .strip_prefix(key)
        else {
            continue;
        };
        let below = lines[at + 1..]
            .iter()
            .take_while(|next| indent(next) > indent(line));
        match value.strip_prefix(':').map(str::trim) {
            Some("|") => found.push(below.map(|next| format!("{}\n", next.trim())).collect()),
            Some("") => found.extend(
                below
                    .filter_map(|next| next.trim().strip_prefix("- "))
                    .map(str::to_owned),
            ),
            Some(value) => found.push(value.to_owned()),
            None => {}
        }
    }
    found
}

/// Runs a script as the runners of both forges do, with the program on the path; the exit code and the output.
fn shell(folder: &Path, script: &str) -> (i32, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_moveit-exposure"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let output = Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
        .current_dir(folder)
        .env_clear()
        .env("PATH", path)
        .env("CI", "true")
        .env("HOME", folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

/// A folder with the suppliers of the fixtures, as a repository of somebody's own.
fn suppliers() -> tempfile::TempDir {
    let folder = folder();
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/suppliers.csv");
    std::fs::copy(fixture, folder.path().join("suppliers.csv")).unwrap();
    folder
}

fn text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// Whether the program has to be there already: the part that installs it is no part of the trial.
fn installs(command: &str) -> bool {
    command.starts_with("cargo install --locked --path ")
}

#[test]
fn the_github_workflow() {
    let workflow = configuration(".github/workflows/suppliers.yml");
    let (install, run): (Vec<_>, Vec<_>) = commands(&workflow, "run").into_iter().partition(|c| installs(c));
    assert_eq!((install.len(), run.len()), (1, 1), "{run:?}");
    let folder = suppliers();
    let (code, said) = shell(folder.path(), &run[0]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("::error file=suppliers.csv,line="), "{said}");
    let sarif: serde_json::Value = serde_json::from_str(&text(folder.path(), "moveit.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 5);
    assert!(text(folder.path(), "moveit.xml").contains("failures=\"5\""));
    assert!(text(folder.path(), "moveit.html").contains("British Airways"));
    // What is uploaded is what was written.
    for file in [
        "sarif_file: moveit.sarif\n",
        "path: moveit.*\n",
        "hashFiles('moveit.sarif')",
    ] {
        assert!(workflow.contains(file), "{file}");
    }
}

#[test]
fn the_gitlab_job() {
    let job = configuration(".gitlab-ci.yml");
    let before = commands(&job, "before_script");
    assert!(before.len() == 1 && installs(&before[0]), "{before:?}");
    let folder = suppliers();
    let (code, said) = shell(folder.path(), &commands(&job, "script").join("\n"));
    assert_eq!(code, 1, "{said}");
    assert!(
        job.contains("exit_codes: [1]"),
        "findings alone do not stop the pipeline"
    );
    assert!(text(folder.path(), "moveit.xml").contains("<testsuites"));
    let report: serde_json::Value = serde_json::from_str(&text(folder.path(), "moveit.json")).unwrap();
    assert_eq!(report["summary"]["exit_code"], 1);
    for artifact in ["junit: moveit.xml", "- moveit.json"] {
        assert!(job.contains(artifact), "{artifact}");
    }
}

#[test]
fn the_hooks() {
    let entry = commands(&configuration(".pre-commit-config.yaml"), "entry");
    let folder = suppliers();
    let (code, said) = shell(folder.path(), &entry[0]);
    assert_eq!(code, 1, "{said}");

    let hook = blocks("bash")
        .into_iter()
        .find(|b| b.starts_with("#!/bin/sh\n"))
        .unwrap();
    let hooks = folder.path().join(".git/hooks");
    assert_eq!(shell(folder.path(), "git init -q .").0, 0);
    std::fs::create_dir_all(&hooks).unwrap();
    std::fs::write(hooks.join("pre-commit"), hook).unwrap();
    let commit =
        "chmod +x .git/hooks/pre-commit; git -c user.name=A -c user.email=a@b.example commit -qm suppliers";
    std::fs::write(folder.path().join("other.txt"), "no list").unwrap();
    let (code, said) = shell(folder.path(), &format!("git add other.txt; {commit}"));
    assert_eq!(code, 0, "{said}");
    let (code, said) = shell(folder.path(), &format!("git add suppliers.csv; {commit}"));
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("British Airways"), "{said}");
}

#[test]
fn a_baseline_lets_what_is_known_pass_and_nothing_new() {
    let scripts = blocks("bash");
    let make = scripts
        .iter()
        .find(|b| b.contains("json=moveit-baseline.json"))
        .unwrap();
    let hold = scripts
        .iter()
        .find(|b| b.contains("--baseline moveit-baseline.json"))
        .unwrap();
    let folder = suppliers();
    let (code, said) = shell(folder.path(), &format!("git init -q .\n{make}"));
    assert_eq!(code, 0, "{said}");
    let (code, said) = shell(folder.path(), hold);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("British Airways"), "{said}");
    let more = text(folder.path(), "suppliers.csv") + "S-2001,BBC,bbc.co.uk,GB,,1\n";
    std::fs::write(folder.path().join("suppliers.csv"), more).unwrap();
    let (code, said) = shell(folder.path(), hold);
    assert_eq!(code, 1, "{said}");
}

#[test]
fn scripts_that_insist_on_a_whole_text_or_go_on_after_findings() {
    let scripts = blocks("bash");
    let whole = scripts.iter().find(|b| b.contains("--run-line")).unwrap();
    let folder = suppliers();
    let (code, said) = shell(folder.path(), whole);
    assert_eq!(code, 0, "{said}");
    assert_eq!(text(folder.path(), "moveit.jsonl").lines().count(), 7);
    let cut = whole.replace(" --run-line", "");
    assert_ne!(shell(folder.path(), &cut).0, 0);

    let go_on = scripts.iter().find(|b| b.contains("case $code in")).unwrap();
    let (code, said) = shell(folder.path(), go_on);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("findings: see moveit.csv"), "{said}");
    std::fs::remove_file(folder.path().join("suppliers.csv")).unwrap();
    assert_eq!(shell(folder.path(), go_on).0, 2);
}

#[test]
fn every_script_and_every_exit_code_of_the_document_is_tried() {
    // A block that is added needs a test above.
    assert_eq!((blocks("yaml").len(), blocks("bash").len()), (3, 5));
    for status in moveit_exposure::exit::ExitStatus::ALL {
        assert!(
            DOCUMENT.contains(&format!("| {} | ", status.code())),
            "{status:?}"
        );
    }
}
