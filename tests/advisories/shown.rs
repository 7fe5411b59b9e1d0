//! `advisories`, `advisories show`, and what is wrong usage.

use crate::server::{Reply, Server, well};
use crate::{finish, program, run};

#[test]
fn the_list_offline() {
    let ran = finish(program().args(["advisories", "--offline"]));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("CVE-2023-34362") && ran.out.contains("CVE-2026-4670"));
    assert!(
        ran.out
            .ends_with("Sources: cve bundled, as of 2026-11-24; kev bundled, as of 2026-11-24\n"),
        "{}",
        ran.out
    );
}

#[test]
fn one_flaw() {
    let ran = finish(program().args(["advisories", "show", "cve-2023-34362", "--offline"]));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for part in [
        "CVE-2023-34362, MOVEit Transfer\n",
        "  Severity: CVSS 9.8, by CISA-ADP\n",
        "  CISA's catalogue: added 2023-06-02, to be fixed by 2023-06-23, known in ransomware campaigns\n",
        "    MOVEit Transfer: every version before 2021.0.6 (13.0.6)\n",
        "    MOVEit Transfer: from 2022.1.0 (14.1.0) to before 2022.1.5 (14.1.5)\n",
        "https://community.progress.com/s/article/MOVEit-Transfer-Critical-Vulnerability-31May2023\n",
        "not read; open it in a browser",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    let unknown = finish(program().args(["advisories", "show", "CVE-2020-0001", "--offline"]));
    assert_eq!(unknown.code, 2);
    assert!(
        unknown
            .err
            .contains("help: see the numbers with: moveit-exposure advisories")
    );
    assert_eq!(
        finish(program().args(["advisories", "show", "34362", "--offline"])).code,
        2
    );
}

#[test]
fn the_report_for_machines() {
    let server = Server::well();
    let cache = tempfile::tempdir().unwrap();
    let ran = run(
        &["advisories", "--refresh", "--format", "json"],
        cache.path(),
        &server.options(),
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let report = ran.json();
    assert_eq!(report["all_live"], true);
    let first = &report["advisories"][0];
    assert_eq!(first["cve"], "CVE-2023-34362");
    assert_eq!(first["product"], "transfer");
    assert_eq!(first["cvss"]["by"], "CISA-ADP");
    assert_eq!(first["ssvc_exploitation"], "active");
    assert_eq!(first["epss"]["probability"], 0.94);
    assert_eq!(first["exploited"]["extent"], "mass");
    assert_eq!(first["affected"][0]["ranges"][1]["from"], "2021.1.0");
    assert_eq!(first["affected"][0]["ranges"][1]["fixed"], "2021.1.4");
    assert_eq!(first["affected"][0]["ranges"][0]["from"], serde_json::Value::Null);
    let last = report["advisories"].as_array().unwrap().last().unwrap().clone();
    // The record was not read for the snapshot; now it was.
    assert_eq!(
        (&last["cve"], &last["basis"]),
        (&"CVE-2026-4670".into(), &"record".into())
    );
    assert_eq!(report["bulletins"][0]["text"]["kind"], "readable");
    assert_eq!(report["bulletins"][0]["title"], "Bulletin");
}

#[test]
fn a_flaw_that_only_the_catalogue_knows_is_added_and_looked_up() {
    let server = Server::start(|asked| match asked.path() {
        "/kev.json" => Reply::json(
            r#"{"vulnerabilities":[{"cveID":"CVE-2023-34362","product":"MOVEit Transfer","dateAdded":"2023-06-02"},
               {"cveID":"CVE-2026-90001","product":"MOVEit Gateway","dateAdded":"2026-11-30","shortDescription":"A new flaw."},
               {"cveID":"CVE-2026-90002","product":"MOVEit Transfer","dateAdded":"2026-11-30","shortDescription":"Another."}]}"#,
        ),
        "/cve/CVE-2026-90001" => Reply::json(
            r#"{"dataVersion":"5.2","cveMetadata":{"cveId":"CVE-2026-90001","state":"PUBLISHED","datePublished":"2026-11-29T10:00:00Z"},
               "containers":{"cna":{"descriptions":[{"lang":"en","value":"A new flaw of MOVEit Gateway, told at length."}],
               "affected":[{"product":"MOVEit Gateway","versions":[{"version":"0","lessThan":"2025.0.7","status":"affected"}]}]}}}"#,
        ),
        _ => well(asked),
    });
    let cache = tempfile::tempdir().unwrap();
    let ran = run(
        &["advisories", "--format", "json"],
        cache.path(),
        &server.options(),
    );
    assert!(ran.err.contains("CVE-2026-90001 is new"), "{}", ran.err);
    assert!(ran.err.contains("CVE-2026-90002 is new"), "{}", ran.err);
    let report = ran.json();
    let of = |cve: &str| {
        let advisories = report["advisories"].as_array().unwrap();
        advisories
            .iter()
            .find(|advisory| advisory["cve"] == cve)
            .unwrap()
            .clone()
    };
    let looked_up = of("CVE-2026-90001");
    assert_eq!(looked_up["listing"], "new");
    assert_eq!(looked_up["basis"], "record");
    assert_eq!(looked_up["affected"][0]["ranges"][0]["fixed"], "2025.0.7");
    assert_eq!(looked_up["exploited"]["extent"], "known");
    let unread = of("CVE-2026-90002");
    assert_eq!(
        (&unread["listing"], &unread["basis"]),
        (&"new".into(), &"catalogue-alone".into())
    );
    // Read from the cache, the same are known offline, and count.
    let offline = [server.options(), vec!["--offline".to_owned()]].concat();
    let gateway = run(
        &["advisories", "--installed", "MOVEit Gateway 2025.0.1"],
        cache.path(),
        &offline,
    );
    assert_eq!(gateway.code, 1);
    assert!(gateway.out.contains("CVE-2026-90001 (new)"), "{}", gateway.out);
    let transfer = run(
        &["advisories", "--installed", "MOVEit Transfer 2025.0.4"],
        cache.path(),
        &offline,
    );
    assert!(
        transfer
            .out
            .contains("Flaws whose affected versions are not known here: CVE-2026-90002."),
        "{}",
        transfer.out
    );
}

#[test]
fn a_record_that_is_not_understood_leaves_the_snapshots_versions_and_says_so() {
    let server = Server::start(|asked| match asked.path() {
        "/cve/CVE-2024-2291" => Reply::json(
            r#"{"dataVersion":"5.2","cveMetadata":{"cveId":"CVE-2024-2291","state":"PUBLISHED"},"containers":{"cna":{
               "descriptions":[{"lang":"en","value":"Told anew."}],"affected":[{"product":"MOVEit Transfer",
               "versions":[{"version":"the spring releases","status":"affected"}]}]}}}"#,
        ),
        "/cve/CVE-2024-6576" => Reply::json(
            r#"{"dataVersion":"5.2","cveMetadata":{"cveId":"CVE-2024-6576","state":"REJECTED"},"containers":{"cna":{}}}"#,
        ),
        _ => well(asked),
    });
    let cache = tempfile::tempdir().unwrap();
    let ran = run(
        &["advisories", "show", "CVE-2024-2291"],
        cache.path(),
        &server.options(),
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for part in [
        "from 2023.1.0 (15.1.0) to before 2023.1.4 (15.1.4)",
        "not understood: \"affected: the spring releases\"",
        "could not be understood, and is not used here",
        "As of: bundled, as of 2026-11-24",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    // A rejected record counts no more.
    let ran = run(
        &["advisories", "--installed", "MOVEit Transfer 2024.0.2"],
        cache.path(),
        &server.options(),
    );
    assert!(!ran.out.contains("CVE-2024-6576"), "{}", ran.out);
    let list = run(&["advisories"], cache.path(), &server.options());
    assert!(list.out.contains("CVE-2024-6576 (rejected)"), "{}", list.out);
}

#[test]
fn foreign_text_does_not_reach_the_terminal_raw() {
    let server = Server::start(|asked| {
        match asked.path() {
        "/kev.json" => Reply::json(
            "{\"vulnerabilities\":[{\"cveID\":\"CVE-2026-90002\",\"product\":\"MOVEit Transfer\",\"dateAdded\":\"2026-11-30\",
               \"shortDescription\":\"Another \\u001b[31m\\u202eflaw.\"}]}",
        ),
        _ => well(asked),
    }
    });
    let cache = tempfile::tempdir().unwrap();
    let ran = run(
        &["advisories", "show", "CVE-2026-90002"],
        cache.path(),
        &server.options(),
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        !ran.out.contains('\u{1b}') && !ran.out.contains('\u{202e}'),
        "{:?}",
        ran.out
    );
}

#[test]
fn wrong_usage() {
    for args in [
        &["advisories", "--refresh", "--offline"][..],
        &["advisories", "--require-live", "--offline"],
        &[
            "advisories",
            "--source-url",
            "kev=http://mirror.example/kev.json",
            "--offline",
        ],
        &[
            "advisories",
            "--source-url",
            "nvd=https://mirror.example/",
            "--offline",
        ],
        &[
            "advisories",
            "--source-url",
            "cve=https://mirror.example/",
            "--offline",
        ],
        &["advisories", "--max-cache-age", "soon", "--offline"],
    ] {
        let ran = finish(program().args(args));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
    }
}
