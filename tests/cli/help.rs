//! What the program says of itself: help, the manual, completions.

use std::process::Command;

use super::{finish, program, run};

/// Every subcommand that the help names, found by asking for it.
fn subcommands(path: &[String]) -> Vec<Vec<String>> {
    let help = finish(program().args(path).arg("--help")).out;
    let listed = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest);
    let mut found = vec![path.to_vec()];
    for line in listed.lines().take_while(|line| line.starts_with("  ")) {
        match line.split_whitespace().next() {
            Some(name) if name != "help" && line.starts_with("  ") && !line.starts_with("   ") => {
                found.extend(subcommands(&[path, &[name.to_owned()]].concat()));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn help_of_every_subcommand() {
    let all = subcommands(&[]);
    assert!(all.len() > 15, "{all:?}");
    for path in all {
        let ran = finish(program().args(&path).arg("--help"));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{path:?}");
        let name = if path.is_empty() {
            "help".to_owned()
        } else {
            format!("help-{}", path.join("-"))
        };
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, ran.out);
        });
        assert!(
            ran.out.contains("Examples:\n  moveit-exposure"),
            "{path:?} has no example"
        );
        for line in ran.out.lines() {
            assert!(line.chars().count() <= 110, "{path:?}: {line}");
        }
    }
}

/// The examples of the help are held against the parser: none may name an option that is no more.
#[test]
fn examples_can_be_typed_as_they_are() {
    let folder = super::folder();
    for path in subcommands(&[]) {
        let help = finish(program().args(&path).arg("--help")).out;
        let examples = help.split_once("Examples:\n").map_or("", |(_, rest)| rest);
        for line in examples.lines().take_while(|line| line.starts_with("  ")) {
            // Nothing is fetched and nothing written outside of the folder; only the usage is of interest here.
            let words: Vec<String> = words(line)
                .into_iter()
                .skip(1)
                .take_while(|word| word != ">" && word != "|")
                .collect();
            let ran = finish(
                program()
                    .current_dir(folder.path())
                    .args(&words)
                    .args(["--color", "never"])
                    .env("XDG_CACHE_HOME", folder.path())
                    .env("HTTPS_PROXY", "http://127.0.0.1:1"),
            );
            for wrong in [
                "unexpected argument",
                "unrecognized subcommand",
                "invalid value",
                "required",
            ] {
                assert!(!ran.err.contains(wrong), "{line}\n{}", ran.err);
            }
        }
    }
}

/// A line as a shell splits it, as far as examples go.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for c in line.trim().chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words
}

#[test]
fn slips_get_suggestions() {
    for (args, meant) in [
        (&["chekc", "Boots"][..], "'check'"),
        (&["check", "Boots", "--of-line"], "'--offline'"),
        (&["check", "Boots", "--format", "jsnl"], "'jsonl'"),
        (
            &["check", "Boots", "--column", "nmae=Supplier"],
            "did you mean name?",
        ),
        (
            &["check", "Boots", "--country", "Untied Kingdom"],
            "did you mean \"United Kingdom\" (GB)?",
        ),
        (
            &[
                "check",
                "--input",
                "fixtures/suppliers.xlsx",
                "--sheet",
                "Supplires",
            ],
            "did you mean \"Suppliers\"?",
        ),
        (
            &[
                "check",
                "--input",
                "fixtures/suppliers.csv",
                "--column",
                "name=Suplier Name",
            ],
            "did you mean \"Supplier Name\"?",
        ),
        (&["show", "zelis"], "did you mean zellis?"),
        (&["show", "zelisss"], "did you mean zellis?"),
        (&["list", "--vendor", "zelliz"], "did you mean zellis?"),
        (&["man", "chekc"], "there is no subcommand \"chekc\""),
        (&["completions", "bsh"], "'bash'"),
    ] {
        let ran = run(args);
        assert_eq!(ran.code, 2, "{args:?}");
        assert!(ran.err.contains(meant), "{args:?}: {}", ran.err);
    }
}

#[test]
fn what_a_message_repeats_cannot_act_on_a_terminal() {
    let ran = run(&["show", "\u{1b}[31mnobody\u{202e}"]);
    assert!(!ran.err.contains(['\u{1b}', '\u{202e}']), "{:?}", ran.err);
}

#[test]
fn the_manual_has_its_sections() {
    let page = run(&["man"]).out;
    for section in [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "OPTIONS",
        "SUBCOMMANDS",
        "\"EXIT CODES\"",
        "ENVIRONMENT",
        "FILES",
        "EXAMPLES",
    ] {
        assert!(page.contains(&format!("\n.SH {section}\n")), "{section}\n{page}");
    }
    for status in moveit_exposure::exit::ExitStatus::ALL {
        assert!(
            page.contains(&format!("\\fB{}\\fR\n", status.code())),
            "{status:?}"
        );
    }
    let title = page.lines().find(|line| line.starts_with(".TH ")).unwrap();
    let parts: Vec<&str> = title.split(' ').collect();
    assert!(parts[3].parse::<jiff::civil::Date>().is_ok(), "{title}");
    let check = run(&["man", "check"]).out;
    for part in [
        "moveit\\-exposure check",
        "\\-\\-fail\\-on",
        "MOVEIT_EXPOSURE_FAIL_ON",
        ".SH EXAMPLES",
    ] {
        assert!(check.contains(part), "{part}");
    }
    assert!(!check.contains("MOVEIT_EXPOSURE_LIST_COUNTRY"));
    assert!(run(&["man", "advisories", "show"]).out.contains("CVE"));
}

#[test]
fn completions_for_every_shell_name_subcommands_and_options() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&["completions", shell]);
        assert_eq!(ran.code, 0);
        for word in ["check", "fail-on", "advisories"] {
            assert!(ran.out.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn bash_completes() {
    if Command::new("bash").arg("--version").output().is_err() {
        return;
    }
    let script = run(&["completions", "bash"]).out;
    let asked = format!(
        "{script}\nCOMP_WORDS=(moveit-exposure che); COMP_CWORD=1; _moveit__exposure moveit-exposure che moveit-exposure; echo \"${{COMPREPLY[@]}}\""
    );
    let output = Command::new("bash")
        .args(["--norc", "-c", &asked])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "check");
}

#[test]
fn no_progress_where_nobody_watches() {
    let rows: String = (0..3000).map(|n| format!("Green Kettle {n} Ltd\n")).collect();
    let ran = super::check_file("a.txt", rows);
    assert!(!ran.err.contains(['\r', '\u{1b}']), "{:?}", ran.err);
}
