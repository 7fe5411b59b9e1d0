//! One test per exit code: they are a public contract.

use super::{check_file, file, finish, folder, program, run, run_with_stdin};

#[test]
fn code_0_nothing_at_or_above_fail_on() {
    let ran = run(&["check", "--offline", "Acme Widgets Ltd"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("no-record") && text.contains("Absence from the list proves nothing"),
        "{text}"
    );
    assert_eq!(
        run(&["check", "--offline", "Boots", "--fail-on", "never"]).code,
        0
    );
}

#[test]
fn code_1_findings() {
    for (args, code) in [
        (vec!["Boots"], 1),
        (vec!["Boots", "--fail-on", "affected"], 1),
        (vec!["Acme Widgets Ltd", "--vendor", "Zellis"], 1),
        (
            vec![
                "Acme Widgets Ltd",
                "--vendor",
                "Zellis",
                "--fail-on",
                "via-vendor",
            ],
            1,
        ),
        (
            vec!["Acme Widgets Ltd", "--vendor", "Zellis", "--fail-on", "reported"],
            0,
        ),
        (vec!["BA"], 0),
        (vec!["BA", "--fail-on", "possible"], 1),
    ] {
        let ran = run(&[&["check", "--offline"], args.as_slice()].concat());
        assert_eq!(ran.code, code, "{args:?}\n{}\n{}", ran.out, ran.err);
    }
}

#[test]
fn code_2_usage() {
    for args in [
        &["check", "Boots", "--format", "papyrus"][..],
        &["check", "Boots", "--country", "Atlantis"],
        &["check", "Boots", "--fail-on", "sometimes"],
        &["check", "Boots", "BBC", "--domain", "bbc.co.uk"],
        &["check", "--input", "no-such-file.csv"],
        &["check", "Boots", "--dataset", "no-such-file.toml"],
        &["chekc", "Boots"],
        &["show", "no-such-organization-anywhere"],
        &[],
    ] {
        let ran = run(args);
        assert_eq!(ran.code, 2, "{args:?}\n{}", ran.err);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{args:?}");
    }
}

#[test]
fn code_3_nothing_to_screen() {
    assert_eq!(run(&["check"]).code, 3);
    assert_eq!(check_file("a.csv", "name\n").code, 3);
    assert_eq!(run_with_stdin(&["check", "--input", "-"], b"").code, 3);
    assert_eq!(
        run(&["check", "--offline", "n/a"]).code,
        3,
        "nothing could be looked up"
    );
    assert_eq!(run(&["check", "--offline", "n/a", "Acme Widgets Ltd"]).code, 0);
    assert_eq!(
        run(&["check", "--offline", "n/a", "Acme Widgets Ltd", "--strict"]).code,
        3
    );
    assert_eq!(
        run(&["check", "--offline", "n/a", "Boots", "--strict"]).code,
        3,
        "3 goes before 1"
    );
}

#[test]
fn code_4_data() {
    let folder = folder();
    let bad = file(
        folder.path(),
        "bad.toml",
        "id = \"a\"\nname = \"A\"\ncountry = \"Atlantis\"\n",
    );
    let ran = run(&["check", "--offline", "Boots", "--dataset", bad.to_str().unwrap()]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(
        ran.err.contains("bad.toml:3") && ran.err.contains("Atlantis"),
        "{}",
        ran.err
    );

    let old = finish(program().args([
        "check",
        "--offline",
        "Boots",
        "--max-data-age",
        "30",
        "--now",
        "2030-01-01",
    ]));
    assert_eq!(old.code, 4, "{}", old.err);
    assert!(old.err.contains("--max-data-age"), "{}", old.err);
    let fresh = run(&["check", "--offline", "Boots", "--max-data-age", "30"]);
    assert_eq!(fresh.code, 1, "{}", fresh.err);
}

#[test]
fn every_code_stands_in_the_help() {
    let help = run(&["--help"]).out;
    for status in moveit_exposure::exit::ExitStatus::ALL {
        let line = format!("{:>4}  {}", status.code(), status.meaning());
        assert!(help.contains(&line), "{line:?} is not in\n{help}");
    }
}
