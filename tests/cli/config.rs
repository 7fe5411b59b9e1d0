//! Settings by flag, environment and file: which goes first, where they are looked for, and what is said when they are
//! wrong.

use std::path::Path;
use std::process::{Command, Stdio};

use super::{Ran, file, finish, folder, run};

const NAME: &str = "moveit-exposure.toml";

/// The program in a folder, with no variable but these.
fn in_folder(folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_moveit-exposure"));
    command
        .env_clear()
        .envs(variables.iter().copied())
        .current_dir(folder)
        .stdin(Stdio::null())
        .args(args)
        .args(["--now", "2026-12-01"]);
    finish(&mut command)
}

/// What `config show` says of one key: its values, and where they come from.
#[track_caller]
fn shown(folder: &Path, variables: &[(&str, &str)], args: &[&str], key: &str) -> (Vec<String>, String) {
    let args = [&["config", "show", "--format", "json"], args].concat();
    let ran = in_folder(folder, variables, &args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let json = ran.json();
    let settings = json["settings"].as_array().unwrap();
    let row = settings
        .iter()
        .find(|row| row["key"] == key)
        .unwrap_or_else(|| panic!("{key} is not in {json:#}"));
    let values = row["values"].as_array().unwrap();
    let source = match row["source"]["from"].as_str().unwrap() {
        "file" => format!(
            "{}:{}",
            row["source"]["path"].as_str().unwrap(),
            row["source"]["line"]
        ),
        "environment" => row["source"]["variable"].as_str().unwrap().to_owned(),
        other => other.to_owned(),
    };
    (
        values.iter().map(|v| v.as_str().unwrap().to_owned()).collect(),
        source,
    )
}

/// Runs `check Boots --offline` and gives the exit code: 1 as it comes, 0 with `fail-on = "never"`.
fn code(folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> i32 {
    in_folder(
        folder,
        variables,
        &[&["check", "Boots", "--offline"], args].concat(),
    )
    .code
}

#[test]
fn flag_before_environment_before_file_before_default() {
    let plain = folder();
    let with_file = folder();
    file(with_file.path(), NAME, "fail-on = \"never\"\n");
    let never = [("MOVEIT_EXPOSURE_FAIL_ON", "never")];
    let affected = [("MOVEIT_EXPOSURE_FAIL_ON", "affected")];
    assert_eq!(code(plain.path(), &[], &[]), 1, "the default");
    assert_eq!(code(with_file.path(), &[], &[]), 0, "file before default");
    assert_eq!(code(plain.path(), &never, &[]), 0, "environment before default");
    assert_eq!(
        code(plain.path(), &[], &["--fail-on", "never"]),
        0,
        "flag before default"
    );
    assert_eq!(
        code(with_file.path(), &affected, &[]),
        1,
        "environment before file"
    );
    assert_eq!(
        code(with_file.path(), &[], &["--fail-on", "affected"]),
        1,
        "flag before file"
    );
    assert_eq!(
        code(plain.path(), &never, &["--fail-on", "affected"]),
        1,
        "flag before environment"
    );
    assert_eq!(
        code(with_file.path(), &never, &["--fail-on", "affected"]),
        1,
        "flag before both"
    );
}

#[test]
fn a_switch_can_be_switched_off_again() {
    let folder = folder();
    file(folder.path(), NAME, "strict = true\n");
    let args = ["check", "--offline", "Acme Widgets Ltd", "n/a"];
    let code = |variables: &[(&str, &str)], further: &[&str]| {
        in_folder(folder.path(), variables, &[&args, further].concat()).code
    };
    assert_eq!(code(&[], &[]), 3, "the file switches it on");
    assert_eq!(code(&[], &["--strict=false"]), 0);
    assert_eq!(code(&[], &["--strict=no"]), 0);
    for off in ["0", "false", "no", "off", "OFF", "False"] {
        assert_eq!(code(&[("MOVEIT_EXPOSURE_STRICT", off)], &[]), 0, "{off}");
    }
    for on in ["1", "true", "yes", "on", "TRUE"] {
        assert_eq!(
            code(&[("MOVEIT_EXPOSURE_STRICT", on)], &["--no-config"]),
            3,
            "{on}"
        );
    }
    assert_eq!(code(&[("MOVEIT_EXPOSURE_STRICT", "0")], &["--strict"]), 3);
    assert_eq!(
        code(&[("MOVEIT_EXPOSURE_STRICT", "")], &[]),
        3,
        "empty counts as none"
    );
    let wrong = in_folder(
        folder.path(),
        &[("MOVEIT_EXPOSURE_STRICT", "maybe")],
        &["check", "Boots"],
    );
    assert_eq!(wrong.code, 2);
    assert!(
        wrong
            .err
            .contains("MOVEIT_EXPOSURE_STRICT cannot be \"maybe\": write true, yes, on or 1"),
        "{}",
        wrong.err
    );
}

#[test]
fn what_is_given_several_times() {
    let folder = folder();
    file(
        folder.path(),
        NAME,
        "vendor = [\"Zellis\", \"Smith, Jones; Co: Ltd\"]\n",
    );
    let vendors = |variables: &[(&str, &str)], further: &[&str]| {
        let args = ["check", "--offline", "--format", "json", "Acme Widgets Ltd"];
        let ran = in_folder(folder.path(), variables, &[&args, further].concat());
        ran.json()["settings"]["vendors"].clone()
    };
    assert_eq!(
        vendors(&[], &[]),
        serde_json::json!(["Zellis", "Smith, Jones; Co: Ltd"])
    );
    assert_eq!(
        vendors(&[("MOVEIT_EXPOSURE_VENDOR", "Aon, Inc.; Ltd\r\n\nPBI\n")], &[]),
        serde_json::json!(["Aon, Inc.; Ltd", "PBI"]),
        "one a line"
    );
    assert_eq!(
        vendors(&[("MOVEIT_EXPOSURE_VENDOR", "Aon")], &["--vendor", "PBI"]),
        serde_json::json!(["PBI"]),
        "a flag takes the place of the whole list"
    );
    file(folder.path(), NAME, "vendor = \"Zellis\"\n");
    assert_eq!(
        vendors(&[], &[]),
        serde_json::json!(["Zellis"]),
        "one needs no list"
    );
}

#[test]
fn the_file_is_looked_for_upwards() {
    let outer = folder();
    file(outer.path(), NAME, "fail-on = \"never\"\n");
    let inner = outer.path().join("a/b");
    std::fs::create_dir_all(&inner).unwrap();
    let ran = in_folder(&inner, &[], &["check", "Boots", "--offline"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let path = outer.path().canonicalize().unwrap().join(NAME);
    assert!(
        ran.err
            .contains(&format!("note: {} sets fail-on\n", path.display())),
        "what is in force is said: {}",
        ran.err
    );
    // The nearest alone counts.
    file(&inner, NAME, "offline = true\n");
    assert_eq!(code(&inner, &[], &[]), 1);
}

#[test]
fn the_file_is_named_or_left_out() {
    let folder = folder();
    file(folder.path(), NAME, "fail-on = \"never\"\n");
    let other = file(folder.path(), "other.toml", "fail-on = \"affected\"\n");
    let (path, other) = (folder.path(), other.to_str().unwrap());
    assert_eq!(code(path, &[], &["--no-config"]), 1);
    assert_eq!(code(path, &[], &["--config", other]), 1);
    assert_eq!(code(path, &[("MOVEIT_EXPOSURE_CONFIG", other)], &[]), 1);
    assert_eq!(code(path, &[("MOVEIT_EXPOSURE_NO_CONFIG", "1")], &[]), 1);
    assert_eq!(code(path, &[("MOVEIT_EXPOSURE_NO_CONFIG", "0")], &[]), 0);
    assert_eq!(
        code(path, &[("MOVEIT_EXPOSURE_NO_CONFIG", "1")], &["--config", NAME]),
        0,
        "a flag goes before the environment"
    );
    assert_eq!(
        code(path, &[("MOVEIT_EXPOSURE_CONFIG", other)], &["--config", NAME]),
        0
    );
    assert_eq!(code(path, &[], &["--config", NAME, "--no-config"]), 2);
    assert_eq!(code(path, &[], &["--config", "no-such.toml"]), 2);
}

#[test]
fn tables_are_for_one_subcommand_and_go_first() {
    let folder = folder();
    file(
        folder.path(),
        NAME,
        "format = \"json\"\n[list]\nformat = \"jsonl\"\ncountry = \"IE\"\n[advisories]\noffline = true\n",
    );
    let path = folder.path();
    assert!(in_folder(path, &[], &["show", "zellis"]).out.starts_with('{'));
    let list = in_folder(path, &[], &["list"]);
    assert!(
        list.lines().iter().all(|record| record["country"] == "IE"),
        "{}",
        list.out
    );
    let variables = [
        ("MOVEIT_EXPOSURE_LIST_FORMAT", "json"),
        ("MOVEIT_EXPOSURE_FORMAT", "table"),
    ];
    assert!(in_folder(path, &variables, &["list"]).out.starts_with('{'));
    let source = shown(path, &[], &[], "advisories.offline");
    assert_eq!(source, (vec!["true".to_owned()], format!("{NAME}:6")));
    assert_eq!(
        shown(path, &[], &[], "advisories.show.offline").0,
        ["true"],
        "a table holds for what is below it too"
    );
    assert_eq!(shown(path, &[], &[], "check.offline").1, "default");
}

#[test]
fn the_country_of_subjects_does_not_shorten_the_list() {
    let folder = folder();
    file(folder.path(), NAME, "country = \"IE\"\nvendor = \"Zellis\"\n");
    let all = run(&["list"]).out;
    assert_eq!(in_folder(folder.path(), &[], &["list"]).out, all);
    let variables = [
        ("MOVEIT_EXPOSURE_COUNTRY", "IE"),
        ("MOVEIT_EXPOSURE_VENDOR", "Zellis"),
    ];
    assert_eq!(in_folder(folder.path(), &variables, &["list"]).out, all);
    let check = in_folder(
        folder.path(),
        &[],
        &["check", "Acme Widgets Ltd", "--offline", "--format", "json"],
    );
    assert_eq!(check.json()["settings"]["country"], "IE");
}

#[test]
fn a_format_that_only_check_has_is_left_to_check() {
    let folder = folder();
    file(folder.path(), NAME, "format = \"sarif\"\n");
    let show = in_folder(folder.path(), &[], &["show", "zellis"]);
    assert!(show.out.starts_with("Zellis\n"), "{}{}", show.out, show.err);
    let check = in_folder(folder.path(), &[], &["check", "Boots", "--offline"]);
    assert_eq!(check.json()["version"], "2.1.0");
    let variables = [("MOVEIT_EXPOSURE_FORMAT", "sarif")];
    assert_eq!(in_folder(folder.path(), &variables, &["show", "zellis"]).code, 0);
}

#[test]
fn a_list_in_the_file_waits_for_a_run_without_names() {
    let folder = folder();
    file(folder.path(), "names.csv", "supplier,no\nBBC,7\n");
    file(
        folder.path(),
        NAME,
        "input = \"names.csv\"\ncolumn = [\"key=no\"]\nsheet = 1\nformat = \"jsonl\"\n",
    );
    let below = folder.path().join("below");
    std::fs::create_dir(&below).unwrap();
    let rows = |ran: &Ran| -> Vec<String> {
        let name = |line: &serde_json::Value| line["subject"]["name"].as_str().unwrap().to_owned();
        ran.lines().iter().map(name).collect()
    };
    let named = in_folder(&below, &[], &["check", "--offline", "Boots"]);
    assert_eq!(rows(&named), ["Boots"], "{}", named.err);
    // The sheet is of no use for a CSV file, and the message says who asked for it.
    let listed = in_folder(&below, &[], &["check", "--offline"]);
    assert_eq!(listed.code, 2);
    let origin = folder.path().canonicalize().unwrap().join(NAME);
    let origin = format!("note: --sheet comes from {}, line 3", origin.display());
    assert!(listed.err.contains(&origin), "{}", listed.err);
    file(folder.path(), NAME, "input = \"names.csv\"\nformat = \"jsonl\"\n");
    let listed = in_folder(&below, &[], &["check", "--offline"]);
    assert_eq!(
        rows(&listed),
        ["BBC"],
        "from the folder of the file: {}",
        listed.err
    );
}

#[test]
fn options_that_exclude_each_other() {
    let folder = folder();
    let path = folder.path();
    file(path, NAME, "offline = true\n");
    let state = |variables: &[(&str, &str)], args: &[&str]| {
        let ran = in_folder(
            path,
            variables,
            &[&["check", "Boots", "--deadline", "0", "--format", "json"], args].concat(),
        );
        (ran.code, ran.err)
    };
    // The flag goes before the file: it is not offline, and fails for want of a network.
    let (_, err) = state(&[("HTTPS_PROXY", "http://127.0.0.1:1")], &["--require-live"]);
    assert!(err.contains("advisories not fetched"), "{err}");
    let (_, err) = state(
        &[
            ("HTTPS_PROXY", "http://127.0.0.1:1"),
            ("MOVEIT_EXPOSURE_REQUIRE_LIVE", "1"),
        ],
        &[],
    );
    assert!(
        err.contains("advisories not fetched"),
        "environment before file: {err}"
    );
    let (code, err) = state(&[], &["--offline", "--require-live"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("'--offline' cannot be used with '--require-live'"),
        "{err}"
    );
    assert_ne!(
        state(
            &[("HTTPS_PROXY", "http://127.0.0.1:1")],
            &["--offline=false", "--require-live"]
        )
        .0,
        2
    );
    file(path, NAME, "offline = true\nrequire-live = true\n");
    let (code, err) = state(&[], &[]);
    assert_eq!(code, 2);
    assert!(
        err.contains("--offline and --require-live exclude each other")
            && err.contains("line 1")
            && err.contains("line 2"),
        "{err}"
    );
    assert_ne!(state(&[], &["--require-live=false"]).0, 2);
    file(path, NAME, "no-bundled = true\n");
    let (code, err) = state(&[], &[]);
    assert_eq!(code, 2, "never an empty list that finds nothing");
    assert!(
        err.contains("note: --no-bundled comes from moveit-exposure.toml, line 1"),
        "{err}"
    );
}

#[test]
fn what_is_wrong_in_the_file_is_told_with_its_place_and_a_remedy() {
    let folder = folder();
    for (content, parts) in [
        (
            "\nfail_on = \"never\"\n",
            &[
                "moveit-exposure.toml:2:1: unknown key \"fail_on\"",
                "did you mean fail-on?",
            ][..],
        ),
        (
            "offlin = true",
            &["unknown key \"offlin\"", "did you mean offline?"],
        ),
        (
            "  max-data-aeg = 3",
            &["moveit-exposure.toml:1:3", "did you mean max-data-age?"],
        ),
        (
            "quux = 1",
            &["unknown key \"quux\"", "moveit-exposure schema config"],
        ),
        (
            "[chek]\n",
            &[
                "moveit-exposure.toml:1:2: unknown table [chek]",
                "did you mean [check]?",
            ],
        ),
        (
            "[report]\ncsv = \"out.csv\"",
            &["unknown table [report]", "write report = ..."],
        ),
        (
            "[list]\nfail-on = \"never\"",
            &[
                ":2:1: unknown key \"fail-on\" in [list]",
                "fail-on belongs to [check] or [diff]",
            ],
        ),
        (
            "[data.status]\ncolor = \"never\"",
            &["color belongs to the top of the file"],
        ),
        (
            "now = 2023-01-01",
            &["unknown key \"now\"", "--now or MOVEIT_EXPOSURE_NOW"],
        ),
        ("config = \"x\"", &["--config or MOVEIT_EXPOSURE_CONFIG"]),
        (
            "fail-on = \"evr\"",
            &["fail-on cannot be \"evr\": it takes affected, reported, via-vendor, possible, never"],
        ),
        (
            "offline = \"yes\"",
            &["offline cannot be \"yes\": write true or false, without quotes"],
        ),
        ("offline = 1", &["offline cannot be 1: write true or false"]),
        ("threads = \"2\"", &["write a whole number, without quotes"]),
        ("threads = 999", &["999 is not in 1..=256"]),
        ("max-data-age = -1", &["max-data-age cannot be -1"]),
        (
            "max-data-age = 99999999999999999999999999999999999999999",
            &["moveit-exposure.toml:1"],
        ),
        (
            "max-cache-age = 1.5",
            &["a number with a fraction: write it as text, in quotes"],
        ),
        (
            "cache-dir = true",
            &["cache-dir cannot be true: write it as text"],
        ),
        ("cache-dir = \"\"", &["cache-dir cannot be \"\""]),
        ("for = [\"hr\"]", &["it takes one value"]),
        ("dataset = [[\"x\"]]", &["write it as text, in quotes"]),
        (
            "country = \"Untied Kingdom\"",
            &["did you mean \"United Kingdom\" (GB)?"],
        ),
        ("report = [\"cvs=x\"]", &["\"cvs\" is no format"]),
        ("a = \n", &["moveit-exposure.toml:1:5: not TOML"]),
        (
            "offline = true\noffline = false\n",
            &["moveit-exposure.toml:2", "duplicate key"],
        ),
        ("\"\\u001b[31m\" = 1", &["\\u{1b}[31m"]),
    ] {
        file(folder.path(), NAME, content);
        for args in [
            &["check", "Boots", "--offline"][..],
            &["show", "zellis"],
            &["config", "show"],
        ] {
            let ran = in_folder(folder.path(), &[], args);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{content}\n{}", ran.err);
            assert!(
                ran.err.contains("\nhelp: ") && !ran.err.contains('\u{1b}'),
                "{content}\n{}",
                ran.err
            );
            for part in parts {
                assert!(ran.err.contains(part), "{content}\n{part}\n{}", ran.err);
            }
        }
        let without = in_folder(folder.path(), &[], &["show", "zellis", "--no-config"]);
        assert_eq!(without.code, 0, "{content}");
        // What is about the program itself does not depend on the file.
        for args in [
            &["--help"][..],
            &["check", "--help"],
            &["schema", "config"],
            &["init", "-"],
            &["man"],
        ] {
            assert_eq!(in_folder(folder.path(), &[], args).code, 0, "{args:?}");
        }
    }
}

#[test]
fn what_is_no_file_of_settings() {
    type Make<'a> = &'a dyn Fn(&Path);
    let cases: [(Make<'_>, &str); 5] = [
        (
            &|path| std::fs::create_dir(path).unwrap(),
            "no file of settings, but a folder",
        ),
        (
            &|path| std::fs::write(path, b"offline = true\n# \xff\n").unwrap(),
            "moveit-exposure.toml:2:3: not UTF-8",
        ),
        (
            &|path| std::fs::write(path, b"\xff\xfeo\0f\0").unwrap(),
            "not UTF-8",
        ),
        (
            &|path| std::fs::write(path, vec![b'#'; 2 << 20]).unwrap(),
            "larger than 1048576 bytes",
        ),
        (
            &|path| std::fs::write(path, "[".repeat(100_000)).unwrap(),
            "not TOML",
        ),
    ];
    for (make, message) in cases {
        let folder = folder();
        make(&folder.path().join(NAME));
        for args in [
            &["check", "Boots", "--offline"][..],
            &["check", "Boots", "--offline", "--config", NAME],
        ] {
            let ran = in_folder(folder.path(), &[], args);
            assert_eq!(ran.code, 2, "{message}\n{}", ran.err);
            assert!(
                ran.err.contains(message) && ran.err.contains("\nhelp: "),
                "{message}\n{}",
                ran.err
            );
        }
    }
    let folder = folder();
    let text = "\u{feff}fail-on = \"never\"\r\n";
    file(folder.path(), NAME, text);
    assert_eq!(code(folder.path(), &[], &[]), 0, "as Windows writes it");
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_named_is_not_waited_for() {
    let folder = folder();
    let made = Command::new("mkfifo").arg(folder.path().join(NAME)).status();
    if made.is_ok_and(|status| status.success()) {
        let ran = in_folder(folder.path(), &[], &["check", "Boots", "--offline"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
    }
    let broken = super::folder();
    std::os::unix::fs::symlink("nowhere", broken.path().join(NAME)).unwrap();
    assert_eq!(code(broken.path(), &[], &[]), 2, "a broken link is told");
}

#[test]
fn a_found_file_replaces_nothing_outside_of_its_folder() {
    let outer = folder();
    let inner = outer.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let absolute = outer.path().join("out.csv");
    for path in ["../out.csv", "sub/../../out.csv", absolute.to_str().unwrap()] {
        file(&inner, NAME, format!("report = [\"csv={path}\"]\n"));
        let ran = in_folder(&inner, &[], &["check", "Boots", "--offline"]);
        assert_eq!(ran.code, 2, "{path}");
        assert!(ran.err.contains("name the file with --config"), "{}", ran.err);
        assert!(!absolute.exists());
    }
    file(&inner, NAME, "report = [\"csv=../out.csv\"]\n");
    assert_eq!(code(&inner, &[], &["--config", NAME]), 1, "who names it means it");
    assert!(absolute.exists());
    file(&inner, NAME, "report = [\"csv=out.csv\"]\n");
    let below = inner.join("below");
    std::fs::create_dir(&below).unwrap();
    assert_eq!(code(&below, &[], &[]), 1);
    assert!(inner.join("out.csv").exists());
}

#[test]
fn a_variable_that_no_option_has_is_a_warning() {
    let folder = folder();
    let ran = in_folder(
        folder.path(),
        &[("MOVEIT_EXPOSURE_OFFLIN", "1")],
        &["show", "zellis"],
    );
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.contains("MOVEIT_EXPOSURE_OFFLIN")
            && ran.err.contains("did you mean MOVEIT_EXPOSURE_OFFLINE?"),
        "{}",
        ran.err
    );
    let wrong = in_folder(
        folder.path(),
        &[("MOVEIT_EXPOSURE_FAIL_ON", "nver")],
        &["check", "Boots", "--offline"],
    );
    assert_eq!(wrong.code, 2);
    assert!(
        wrong
            .err
            .contains("the variable MOVEIT_EXPOSURE_FAIL_ON cannot be \"nver\"")
            && wrong.err.contains("did you mean never?"),
        "{}",
        wrong.err
    );
    let unused = in_folder(
        folder.path(),
        &[("MOVEIT_EXPOSURE_FAIL_ON", "nver")],
        &["show", "zellis"],
    );
    assert_eq!(unused.code, 0, "what a run has no use for is not looked at");
}

#[test]
fn config_show_says_where_each_value_comes_from() {
    let folder = folder();
    let path = folder.path();
    file(
        path,
        NAME,
        "# ours\nfail-on = \"never\"\ndataset = [\"ours.toml\"]\n",
    );
    let variables = [("MOVEIT_EXPOSURE_OFFLINE", "1")];
    let of = |key: &str| shown(path, &variables, &[], key);
    assert_eq!(of("fail-on"), (vec!["never".to_owned()], format!("{NAME}:2")));
    assert_eq!(of("dataset"), (vec!["ours.toml".to_owned()], format!("{NAME}:3")));
    assert_eq!(
        of("offline"),
        (vec!["true".to_owned()], "MOVEIT_EXPOSURE_OFFLINE".to_owned())
    );
    assert_eq!(
        of("check.strict"),
        (vec!["false".to_owned()], "default".to_owned())
    );
    assert_eq!(shown(path, &[], &["--no-config"], "fail-on").1, "default");
    let text = in_folder(path, &variables, &["config", "show"]).out;
    assert!(
        text.starts_with("Configuration file: moveit-exposure.toml\n"),
        "{text}"
    );
    let line = |key: &str| -> Vec<String> {
        let line = text.lines().find(|line| line.starts_with(key)).unwrap();
        line.split("  ")
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(
        line("fail-on"),
        ["fail-on", "never", "moveit-exposure.toml, line 2"]
    );
    assert_eq!(
        line("offline"),
        ["offline", "true", "the variable MOVEIT_EXPOSURE_OFFLINE"]
    );
    assert_eq!(line("check.threads"), ["check.threads", "not set", "default"]);
    assert!(
        in_folder(path, &[], &["config", "show", "--no-config"])
            .out
            .starts_with("Configuration file: none\n")
    );
}

#[test]
fn a_salt_is_of_use_with_redact_alone_and_not_shown() {
    let folder = folder();
    let path = folder.path();
    let check = |variables: &[(&str, &str)], args: &[&str]| {
        in_folder(
            path,
            variables,
            &[&["check", "Boots", "--offline", "--format", "jsonl"], args].concat(),
        )
    };
    let alone = check(&[], &["--redact-salt", "pepper"]);
    assert_eq!((alone.code, alone.out.as_str()), (2, ""), "{}", alone.err);
    assert!(
        alone.err.contains("of no use without '--redact'"),
        "{}",
        alone.err
    );
    let salted = check(&[], &["--redact", "--redact-salt", "pepper"]).out;
    assert!(!salted.contains("\"name\":\"Boots\",\"row\""), "{salted}");
    file(path, NAME, "[check]\nredact = true\n");
    assert_eq!(check(&[], &["--redact-salt", "pepper"]).out, salted);
    let variables = [("MOVEIT_EXPOSURE_REDACT_SALT", "pepper")];
    assert_eq!(check(&variables, &[]).out, salted);
    assert_eq!(check(&[], &["--redact=false", "--redact-salt", "pepper"]).code, 2);
    let shown = in_folder(path, &variables, &["config", "show"]).out;
    assert!(
        !shown.contains("pepper") && shown.contains("(not shown)"),
        "{shown}"
    );
}

#[test]
fn init_writes_a_file_that_changes_nothing() {
    let folder = folder();
    let path = folder.path();
    let before = in_folder(path, &[], &["config", "show", "--no-config"]).out;
    let ran = in_folder(path, &[], &["init"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let after = in_folder(path, &[], &["config", "show"]).out;
    assert_eq!(
        after.split_once('\n').unwrap().1,
        before.split_once('\n').unwrap().1,
        "everything is commented out"
    );
    let check = in_folder(path, &[], &["check", "Boots", "--offline", "--format", "jsonl"]);
    assert_eq!(
        (check.code, check.err.as_str()),
        (1, "note: 1 subject: 1 affected\n")
    );

    std::fs::write(path.join(NAME), "# mine\n").unwrap();
    let refused = in_folder(path, &[], &["init"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--force"), "{}", refused.err);
    assert_eq!(std::fs::read_to_string(path.join(NAME)).unwrap(), "# mine\n");
    std::fs::write(path.join(NAME), "broken").unwrap();
    assert_eq!(
        in_folder(path, &[], &["init", "--force"]).code,
        0,
        "a broken file can be replaced"
    );
    assert!(
        std::fs::read_to_string(path.join(NAME))
            .unwrap()
            .contains("#fail-on = ")
    );
    assert_eq!(
        in_folder(path, &[("MOVEIT_EXPOSURE_FORCE", "1")], &["init"]).code,
        2,
        "only what is typed replaces a file"
    );
    assert_eq!(in_folder(path, &[], &["init", "no/such/folder.toml"]).code, 2);
}

/// Every line of `init`'s file, taken in, is one that the program accepts, and the schema too.
#[test]
fn every_example_of_init_is_accepted() {
    let folder = folder();
    let text = run(&["init", "-"]).out;
    let mut taken_in = 0;
    let mut table = String::new();
    for line in text.lines() {
        if line.starts_with('[') {
            line.clone_into(&mut table);
        }
        let Some(setting) = line
            .strip_prefix('#')
            .filter(|line| line.starts_with(char::is_lowercase))
        else {
            continue;
        };
        file(folder.path(), NAME, format!("{table}\n{setting}\n"));
        let ran = in_folder(folder.path(), &[], &["config", "show"]);
        assert_eq!(ran.code, 0, "{setting}\n{}", ran.err);
        taken_in += 1;
    }
    assert!(taken_in > 30, "{taken_in}");
}

/// The long options of every subcommand, from the help: what a reader is told must be what can be set.
fn long_options() -> Vec<(Vec<&'static str>, Vec<String>)> {
    let subcommands: [&[&str]; 11] = [
        &["check"],
        &["explain"],
        &["show"],
        &["list"],
        &["data", "status"],
        &["data", "lint"],
        &["advisories"],
        &["advisories", "show"],
        &["cache", "clear"],
        &["convert"],
        &["diff"],
    ];
    subcommands
        .into_iter()
        .map(|path| {
            let help = run(&[path, &["--help"]].concat()).out;
            let options = help
                .lines()
                .filter_map(|line| {
                    let flags = line.trim_start();
                    if !flags.starts_with('-') {
                        return None;
                    }
                    let (_, long) = flags.split_once("--")?;
                    Some(long.split([' ', '=', '[']).next().unwrap().to_owned())
                })
                .filter(|long| !["help", "version", "config", "no-config"].contains(&long.as_str()))
                .collect();
            (path.to_vec(), options)
        })
        .collect()
}

#[test]
fn file_flags_environment_and_documents_are_in_step() {
    let schema: serde_json::Value = serde_json::from_str(&run(&["schema", "config"]).out).unwrap();
    let template = run(&["init", "-"]).out;
    let manual = run(&["man"]).out.replace('\\', "");
    for (path, options) in long_options() {
        assert!(!options.is_empty());
        for long in options {
            let own = path.iter().fold(&schema, |at, name| &at["properties"][name]);
            let is_in = |at: &serde_json::Value| !at["properties"][&long].is_null();
            assert!(
                is_in(own) || is_in(&schema),
                "{long} of {path:?} is not in the schema"
            );
            assert!(
                template.contains(&format!("\n#{long} = ")),
                "{long} is not in what init writes"
            );
            let variable = format!("MOVEIT_EXPOSURE_{}", long.replace('-', "_").to_uppercase());
            assert!(manual.contains(&variable), "{variable} is not in the manual");
            // And the program knows both.
            let folder = folder();
            let ran = in_folder(folder.path(), &[(&variable, "")], &["config", "show"]);
            assert!(!ran.err.contains("no option has"), "{}", ran.err);
        }
    }
    assert!(
        manual.contains("MOVEIT_EXPOSURE_NOW"),
        "hidden options have variables too"
    );
    let document = include_str!("../../docs/configuration.md");
    for word in [
        NAME,
        "MOVEIT_EXPOSURE_FAIL_ON",
        "config show",
        "--no-config",
        "schema config",
    ] {
        assert!(document.contains(word), "{word} is not in docs/configuration.md");
    }
}

#[test]
fn the_schema_says_what_each_key_takes() {
    let schema: serde_json::Value = serde_json::from_str(&run(&["schema", "config"]).out).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    let check = &schema["properties"]["check"];
    assert_eq!(check["additionalProperties"], false);
    let check = &check["properties"];
    assert_eq!(check["strict"]["type"], "boolean");
    assert_eq!(check["threads"]["type"], "integer");
    assert_eq!(check["fail-on"]["enum"][4], "never");
    assert_eq!(check["fail-on"]["default"], "via-vendor");
    assert_eq!(check["vendor"]["anyOf"][1]["type"], "array");
    assert!(
        schema["properties"]["now"].is_null(),
        "a pinned day is for one run"
    );
    assert!(!schema["properties"]["advisories"]["properties"]["show"]["properties"]["format"].is_null());
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("config-schema", serde_json::to_string_pretty(&schema).unwrap());
        insta::assert_snapshot!("config-init", run(&["init", "-"]).out);
    });
}
