//! `show`, `list` and `data` on the real list.

use super::{file, folder, run};

#[test]
fn show_tells_everything_on_a_vendor() {
    let out = run(&["show", "zellis"]).out;
    for text in [
        "Zellis",
        "payroll",
        "Exposed through Zellis:",
        "British Airways",
        "Boots",
        "Sources",
        "https://",
        "as of",
    ] {
        assert!(out.contains(text), "{text}:\n{out}");
    }
    let json = run(&["show", "zellis", "--format", "json"]).json();
    assert_eq!(json["record"]["id"], "zellis");
    assert!(json["exposed_through_it"].as_array().unwrap().len() >= 4);
}

#[test]
fn show_finds_by_name_and_asks_back_when_it_is_not_sure() {
    assert!(
        run(&["show", "British Airways plc"])
            .out
            .starts_with("British Airways")
    );
    let unsure = run(&["show", "UD"]);
    assert_eq!(unsure.code, 2);
    assert!(
        unsure.err.contains("university-of-dayton") && unsure.err.contains("university-of-delaware"),
        "{}",
        unsure.err
    );
}

#[test]
fn show_tells_of_chains_with_two_vendors() {
    let out = run(&["show", "pbi-research-services"]).out;
    assert!(out.contains(", through TIAA"), "{out}");
}

#[test]
fn list_is_filtered() {
    let count = |args: &[&str]| {
        let all = [&["list", "--format", "json"], args].concat();
        run(&all).json()["organizations"].as_array().unwrap().len()
    };
    assert!(count(&[]) >= 438);
    assert!(count(&["--vendor", "pbi-research-services"]) >= 20);
    assert_eq!(
        count(&["--vendor", "PBI Research Services"]),
        count(&["--vendor", "pbi-research-services"])
    );
    assert!(count(&["--country", "DE"]) >= 23);
    assert_eq!(count(&["--country", "Germany"]), count(&["--country", "de"]));
    assert!(count(&["--sector", "education"]) >= 90);
    let by_status: usize = ["confirmed", "reported", "possible"]
        .iter()
        .map(|s| count(&["--status", s]))
        .sum();
    assert_eq!(by_status, count(&[]));
    let late = count(&["--since", "2023-09"]);
    assert!(0 < late && late < count(&["--since", "2023-06"]), "{late}");
    assert_eq!(count(&["--vendor", "zellis", "--country", "IE"]), 1);
}

#[test]
fn the_lists_hash_can_be_recomputed_from_what_list_prints() {
    use sha2::Digest;
    let lines = run(&["list", "--format", "jsonl"]).out;
    let hash: String = sha2::Sha256::digest(lines.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let status = run(&["data", "status", "--format", "json"]).json();
    assert_eq!(status["dataset"]["sha256"], hash);
    assert!(run(&["data", "verify"]).out.contains(&hash));
}

#[test]
fn status_counts_the_list() {
    let ran = run(&["data", "status"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for label in [
        "Records",
        "Vendors",
        "Vendor relationships",
        "Sources",
        "Countries",
        "Version",
        "As of",
        "Age",
        "SHA-256",
    ] {
        assert!(ran.out.contains(label), "{label}:\n{}", ran.out);
    }
    let json = run(&["data", "status", "--format", "json"]).json();
    assert!(
        json["records"].as_u64().unwrap() >= 438 && json["sources"].as_u64().unwrap() >= 965,
        "{json}"
    );
}

#[test]
fn status_measures_how_well_the_records_are_borne_out() {
    let out = run(&["data", "status", "--quality"]).out;
    for label in [
        "Primary source, read",
        "Two independent sources",
        "Kinds of data",
        "Number of people",
        "Domain",
        "Legal name",
        "Listing only possible",
        "Route not told",
        "Hops with a service",
        "Reviewed, with the day",
        " %",
    ] {
        assert!(out.contains(label), "{label}:\n{out}");
    }
    assert!(!run(&["data", "status"]).out.contains("Primary source"));
    let json = run(&["data", "status", "--quality", "--format", "json"]).json();
    let quality = &json["quality"];
    assert_eq!(
        quality["records"].as_array().unwrap().len() as u64,
        json["records"].as_u64().unwrap()
    );
    let zellis = quality["records"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["id"] == "zellis")
        .unwrap();
    assert_eq!(zellis["route"], "own-server");
    assert!(quality["reviews"]["missing"].is_u64());
    assert!(run(&["data", "status", "--format", "json"]).json()["quality"].is_null());
}

#[test]
fn status_measures_a_users_own_list_too() {
    let folder = folder();
    let list = file(
        folder.path(),
        "own.jsonl",
        r#"{"id":"a","name":"A","reviewed_on":"2026-11-20"}"#,
    );
    let args = ["data", "status", "--quality", "--no-bundled", "--dataset"];
    let ran = run(&[&args[..], &[list.to_str().unwrap()]].concat());
    assert!(
        ran.out
            .contains("Last reviews from 2026-11-20 to 2026-11-20; 0 records do not say"),
        "{}",
        ran.out
    );
}

#[test]
fn lint_passes_the_records_and_refuses_a_bad_one() {
    let ran = run(&["data", "lint"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let folder = folder();
    file(folder.path(), "a.toml", "id = \"b\"\nname = \"B\"\n");
    file(folder.path(), "c.toml", "id = \"c\"\nname = 1\n");
    let ran = run(&["data", "lint", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 4);
    for text in [
        "a.toml",
        "id-is-not-file-name",
        "no-source",
        "missing-field",
        "c.toml:2",
    ] {
        assert!(ran.err.contains(text), "{text}: {}", ran.err);
    }
}
