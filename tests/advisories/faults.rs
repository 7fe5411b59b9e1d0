//! Whatever the network does: the report is whole, the exit code is right, the time is kept.

use std::io::Write;
use std::time::Duration;

use serde_json::Value;

use crate::server::{Asked, Reply, Server, options_for, well};
use crate::{Ran, finish, program, run};

/// How long a run may take whose network hangs.
const DEADLINE: Duration = Duration::from_millis(1500);
/// How long a run may take that fails by itself: so long that a busy machine does not turn one failure into another.
const AMPLE: Duration = Duration::from_secs(20);
/// How much later than the deadline a run may end on a busy machine: its start, the reading of the list, its end.
const SLACK: Duration = Duration::from_millis(1500);

fn with_deadline(mut options: Vec<String>, deadline: Duration) -> Vec<String> {
    options.extend(["--deadline".to_owned(), format!("{}ms", deadline.as_millis())]);
    options
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The state of one source in a report.
fn state<'a>(report: &'a Value, source: &str) -> &'a Value {
    let states = report["sources"].as_array().unwrap();
    states.iter().find(|state| state["source"] == source).unwrap()
}

/// The kinds of failure that a source had, each once.
fn kinds(report: &Value, source: &str) -> Vec<String> {
    let failures = state(report, source)["failures"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut kinds: Vec<String> = failures
        .iter()
        .map(|failure| failure["kind"].as_str().unwrap().to_owned())
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// What is said of an installed version, without how fresh it is.
fn assessment(ran: &Ran) -> Value {
    ran.json()["assessment"].clone()
}

/// Runs of [`fails`] that ask the sources: two of `advisories`, three of `check`.
const RUNS: usize = 5;

/// Runs against sources that all misbehave in one way, and checks what holds for every way: the answer is that of an
/// offline run, the failure stands in the report and on one line of standard error, the exit code is 0, or 5 where
/// live data is required, and the deadline is kept.
#[track_caller]
fn fails(options: &[String], kind: &[&str]) -> Ran {
    fails_within(options, kind, AMPLE)
}

#[track_caller]
fn fails_within(options: &[String], kind: &[&str], deadline: Duration) -> Ran {
    let cache = tempfile::tempdir().unwrap();
    let options = with_deadline(options.to_vec(), deadline);
    let ran = run(&["advisories", "--format", "json"], cache.path(), &options);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.took < deadline + SLACK, "{:?}", ran.took);
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(
        lines[0].starts_with("note: advisories not fetched: "),
        "{}",
        lines[0]
    );
    let report = ran.json();
    assert_eq!(report["all_live"], false);
    for source in ["cve", "kev"] {
        let found = kinds(&report, source);
        assert!(
            !found.is_empty() && found.iter().all(|found| kind.contains(&found.as_str())),
            "{source}: {found:?}, expected {kind:?}: {}",
            ran.err
        );
    }
    assert_eq!(state(&report, "cve")["freshness"]["kind"], "bundled");
    let offline = run(
        &["advisories", "--format", "json"],
        cache.path(),
        &["--offline".to_owned()],
    );
    assert_eq!(report["advisories"], offline.json()["advisories"]);

    // What is said of an installed version does not change, and required live data fails.
    let ask = [
        "advisories",
        "--installed",
        "MOVEit Transfer 2025.0.4",
        "--format",
        "json",
    ];
    let mut required = options.clone();
    required.push("--require-live".to_owned());
    let required = run(&ask, cache.path(), &required);
    assert_eq!(required.code, 5, "{}", required.err);
    assert!(required.took < deadline + SLACK, "{:?}", required.took);
    assert_eq!(
        assessment(&required),
        assessment(&run(&ask, cache.path(), &["--offline".to_owned()]))
    );
    check_is_as_offline(&options, cache.path(), deadline);
    ran
}

/// `check` beside failing sources: the findings of an offline run, one quiet line, and the deadline kept.
#[track_caller]
fn check_is_as_offline(options: &[String], cache: &std::path::Path, deadline: Duration) {
    let check = ["check", "Boots", "Acme Widgets Ltd", "--format", "json"];
    let ran = run(&check, cache, options);
    let offline = run(&check, cache, &["--offline".to_owned()]);
    assert_eq!((ran.code, offline.code), (1, 1), "{}", ran.err);
    assert!(ran.took < deadline + SLACK, "{:?}", ran.took);
    let (report, expected) = (ran.json(), offline.json());
    assert_eq!(report["findings"], expected["findings"]);
    assert_eq!(
        report["advisories"]["advisories"],
        expected["advisories"]["advisories"]
    );
    let failed = |source: &Value| {
        source["failures"]
            .as_array()
            .is_some_and(|failures| !failures.is_empty())
    };
    assert!(
        report["advisories"]["sources"]
            .as_array()
            .unwrap()
            .iter()
            .any(failed),
        "{report}"
    );
    assert_eq!(
        ran.err.matches("advisories not fetched").count(),
        1,
        "{}",
        ran.err
    );

    let required = [options, &["--require-live".to_owned()]].concat();
    assert_eq!(run(&["check", "Acme Widgets Ltd"], cache, &required).code, 5);
    assert_eq!(
        run(&check, cache, &required).code,
        1,
        "findings go before the network"
    );
}

fn all_answer(reply: Reply) -> Server {
    Server::start(move |_: &Asked| reply.clone())
}

#[track_caller]
fn all_fail(reply: Reply, kind: &[&str]) -> (Server, Ran) {
    let server = all_answer(reply);
    let ran = fails(&server.sources(), kind);
    (server, ran)
}

/// As [`all_fail`], for what never ends by itself.
#[track_caller]
fn hangs(reply: Reply) {
    let server = all_answer(reply);
    let ran = fails_within(&server.sources(), &["deadline"], DEADLINE);
    assert!(
        ran.took >= DEADLINE - Duration::from_millis(400),
        "{:?}",
        ran.took
    );
}

#[test]
fn forbidden() {
    let (server, ran) = all_fail(Reply::status("403 Forbidden"), &["status"]);
    assert!(ran.err.contains("answered 403"), "{}", ran.err);
    // Not tried again: one request in each run.
    assert_eq!(server.count("/kev.json"), RUNS);
    // For the vendor's pages a refusal is an answer.
    let report = ran.json();
    assert_eq!(kinds(&report, "progress"), Vec::<String>::new());
    assert_eq!(report["bulletins"][0]["text"]["kind"], "refused");
    assert_eq!(report["bulletins"][0]["text"]["status"], 403);
}

#[test]
fn not_found() {
    let (server, _) = all_fail(Reply::status("404 Not Found"), &["status"]);
    assert_eq!(server.count("/kev.json"), RUNS);
}

#[test]
fn internal_error() {
    let (server, ran) = all_fail(Reply::status("500 Internal Server Error"), &["status"]);
    assert_eq!(server.count("/kev.json"), RUNS);
    assert_eq!(kinds(&ran.json(), "progress"), ["status"]);
}

#[test]
fn unavailable_is_tried_again() {
    let (server, _) = all_fail(Reply::status("503 Service Unavailable"), &["status"]);
    assert_eq!(server.count("/kev.json"), 3 * RUNS);
}

#[test]
fn too_many_requests_with_a_long_wait_gives_up_at_once() {
    let (server, _) = all_fail(
        Reply::status("429 Too Many Requests").with("Retry-After: 3600"),
        &["status"],
    );
    assert_eq!(server.count("/kev.json"), RUNS);
}

#[test]
fn too_many_requests_with_a_short_wait_is_waited_for() {
    let first = std::sync::Mutex::new(None);
    let server = Server::start(move |asked| {
        let mut first = first.lock().unwrap();
        if asked.path() == "/kev.json" && first.is_none() {
            *first = Some(std::time::Instant::now());
            return Reply::status("429 Too Many Requests").with("Retry-After: 1");
        }
        if asked.path() == "/kev.json" {
            assert!(
                first.unwrap().elapsed() >= Duration::from_secs(1),
                "came back too early"
            );
        }
        well(asked)
    });
    let cache = tempfile::tempdir().unwrap();
    let ran = run(
        &["advisories", "--refresh", "--format", "json"],
        cache.path(),
        &server.options(),
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(server.count("/kev.json"), 2);
    assert!(ran.took >= Duration::from_secs(1));
}

#[test]
fn slow_headers() {
    hangs(Reply::SlowHeaders);
}

#[test]
fn slow_body() {
    hangs(Reply::SlowBody);
}

#[test]
fn truncated_body() {
    all_fail(Reply::Truncated, &["broken-off"]);
}

#[test]
fn connection_reset() {
    all_fail(Reply::Reset, &["broken-off"]);
}

#[test]
fn wrong_content_type() {
    let (_, ran) = all_fail(
        Reply::Whole(
            "200 OK",
            vec!["Content-Type: text/plain".to_owned()],
            b"{}".to_vec(),
        ),
        &["wrong-content-type"],
    );
    assert!(ran.err.contains("text/plain"), "{}", ran.err);
}

#[test]
fn no_content_type() {
    all_fail(
        Reply::Whole("200 OK", Vec::new(), b"{}".to_vec()),
        &["wrong-content-type"],
    );
}

#[test]
fn html_instead_of_json() {
    all_fail(
        Reply::html("200 OK", "<html><p>Sign in to this network</p></html>"),
        &["wrong-content-type"],
    );
}

#[test]
fn html_that_calls_itself_json() {
    all_fail(
        Reply::json("<html><p>Sign in to this network</p></html>"),
        &["wrong-shape"],
    );
}

#[test]
fn invalid_json() {
    all_fail(Reply::json("{\"vulnerabilities\": ["), &["wrong-shape"]);
}

#[test]
fn json_of_something_else() {
    all_fail(Reply::json("{\"message\": \"ok\"}"), &["wrong-shape"]);
}

#[test]
fn unchanged_although_nothing_is_kept() {
    all_fail(
        Reply::Whole("304 Not Modified", Vec::new(), Vec::new()),
        &["status"],
    );
}

#[test]
fn redirect_to_elsewhere() {
    let (_, ran) = all_fail(
        Reply::status("302 Found").with("Location: https://elsewhere.invalid/kev.json"),
        &["redirect"],
    );
    assert!(ran.err.contains("elsewhere.invalid"), "{}", ran.err);
}

#[test]
fn redirect_loop() {
    let server = Server::start(|asked| {
        let back = format!("Location: {}", asked.path());
        Reply::status("302 Found").with(&back)
    });
    fails(&server.sources(), &["redirect"]);
    // The first request and five redirects, in each run.
    assert_eq!(server.count("/kev.json"), 6 * RUNS);
}

#[test]
fn redirect_within_the_server_is_followed() {
    let server = Server::start(|asked| match asked.path().strip_prefix("/moved") {
        None => {
            let there = format!("Location: /moved{}", asked.path());
            Reply::status("301 Moved Permanently").with(&there)
        }
        Some(path) => well(&Asked {
            line: format!("GET {path} HTTP/1.1"),
            headers: asked.headers.clone(),
        }),
    });
    let cache = tempfile::tempdir().unwrap();
    let ran = run(&["advisories", "--refresh"], cache.path(), &server.options());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn gzip_bomb() {
    let bomb = gzip(&vec![b' '; 100 * 1024 * 1024]);
    assert!(bomb.len() < 2 * 1024 * 1024);
    all_fail(Reply::json(bomb).with("Content-Encoding: gzip"), &["too-large"]);
}

#[test]
fn gzip_is_understood() {
    let server = Server::start(|asked| match well(asked) {
        Reply::Whole(status, headers, body)
            if asked
                .header("accept-encoding")
                .is_some_and(|e| e.contains("gzip")) =>
        {
            Reply::Whole(status, headers, gzip(&body)).with("Content-Encoding: gzip")
        }
        other => other,
    });
    let cache = tempfile::tempdir().unwrap();
    let ran = run(&["advisories", "--refresh"], cache.path(), &server.options());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn a_hundred_megabytes_announced() {
    all_fail(Reply::Endless { announced: true }, &["too-large"]);
}

#[test]
fn a_hundred_megabytes_unannounced() {
    all_fail(Reply::Endless { announced: false }, &["too-large"]);
}

#[test]
fn nobody_listens() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    fails(
        &options_for(&format!("http://127.0.0.1:{port}")),
        &["not-connected"],
    );
}

#[test]
fn a_name_that_does_not_resolve() {
    // Where a machine has no CA certificates there is no client for https, and no name is looked up.
    let ran = fails(
        &options_for("https://moveit-exposure.invalid"),
        &["name-not-resolved", "no-client"],
    );
    let cache = tempfile::tempdir().unwrap();
    let offline = run(
        &["advisories", "--format", "json"],
        cache.path(),
        &["--offline".to_owned()],
    );
    assert!(
        ran.took < offline.took + Duration::from_millis(1000),
        "{:?}",
        ran.took
    );
}

/// Names that hang: in a namespace of its own whose name server takes every question and answers none.
#[test]
fn a_name_whose_look_up_hangs() {
    let folder = tempfile::tempdir().unwrap();
    let resolver = folder.path().join("resolv.conf");
    std::fs::write(&resolver, "nameserver 127.0.0.1\n").unwrap();
    let script = format!(
        "ip link set lo up && mount --bind {} /etc/resolv.conf && exec \"$0\" --exact faults::inside_the_namespace --ignored",
        resolver.display()
    );
    let ran = std::process::Command::new("unshare")
        .args(["-rnm", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env("INSIDE_THE_NAMESPACE", "1")
        .output();
    let told = ran
        .as_ref()
        .map(|ran| String::from_utf8_lossy(&ran.stdout).into_owned())
        .unwrap_or_default();
    if !told.contains("running 1 test") {
        eprintln!("SKIPPED: no network namespace with a name server of its own can be made here: {ran:?}");
        return;
    }
    assert!(ran.unwrap().status.success(), "{told}");
}

#[test]
#[ignore = "run by a_name_whose_look_up_hangs, inside a namespace"]
fn inside_the_namespace() {
    if std::env::var_os("INSIDE_THE_NAMESPACE").is_none() {
        eprintln!("SKIPPED: this is not the namespace");
        return;
    }
    // Bound and never read: questions are taken and not answered.
    let _silent = std::net::UdpSocket::bind("127.0.0.1:53").unwrap();
    let ran = fails_within(
        &options_for("https://moveit-exposure.invalid"),
        &["deadline", "no-client"],
        DEADLINE,
    );
    if !ran.err.contains("client could not be set up") {
        assert!(
            ran.took >= DEADLINE - Duration::from_millis(400),
            "{:?}",
            ran.took
        );
    }
    println!("names that hang: {:?} with a deadline of {DEADLINE:?}", ran.took);
}

#[test]
fn one_bad_source_leaves_the_others_live() {
    let server = Server::start(|asked| {
        if asked.path() == "/kev.json" {
            Reply::status("500 Internal Server Error")
        } else {
            well(asked)
        }
    });
    let cache = tempfile::tempdir().unwrap();
    let ran = run(
        &["advisories", "--refresh", "--format", "json"],
        cache.path(),
        &server.options(),
    );
    assert_eq!(ran.code, 5);
    assert!(ran.err.contains("kev (127.0.0.1 answered 500)"), "{}", ran.err);
    let report = ran.json();
    assert_eq!(state(&report, "cve")["live"], 21);
    assert_eq!(state(&report, "cve")["freshness"]["kind"], "live");
    // The catalogue's facts come from the snapshot.
    assert_eq!(report["advisories"][0]["kev"]["due"], "2023-06-23");
}

#[test]
fn scores_are_an_extra_and_never_fail_a_run() {
    let server = Server::start(|asked| {
        if asked.path().starts_with("/epss") {
            Reply::status("500 Internal Server Error")
        } else {
            well(asked)
        }
    });
    let cache = tempfile::tempdir().unwrap();
    let ran = run(
        &["advisories", "--refresh", "--format", "json"],
        cache.path(),
        &server.options(),
    );
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("epss"), "{}", ran.err);
}

#[test]
fn at_most_four_requests_to_a_host_at_the_same_time() {
    let server = Server::start(|asked| {
        std::thread::sleep(Duration::from_millis(15));
        well(asked)
    });
    let cache = tempfile::tempdir().unwrap();
    let ran = run(&["advisories", "--refresh"], cache.path(), &server.options());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(server.most_at_once() <= 4, "{}", server.most_at_once());
}

#[test]
fn odd_deadlines() {
    let server = Server::well();
    let with = |deadline: &str| {
        let cache = tempfile::tempdir().unwrap();
        let options = [
            server.sources(),
            vec!["--deadline".to_owned(), deadline.to_owned()],
        ]
        .concat();
        run(&["advisories", "--format", "json"], cache.path(), &options)
    };
    let none = with("0");
    assert_eq!(none.code, 0);
    assert_eq!(kinds(&none.json(), "cve"), ["deadline"]);
    let ages = with("36500d");
    assert_eq!((ages.code, ages.err.as_str()), (0, ""));
    assert_eq!(ages.json()["all_live"], true);
}

#[test]
fn proxies_are_honoured_for_the_network_and_not_for_this_machine() {
    let proxy = Server::start(|_| Reply::status("502 Bad Gateway"));
    let sources = Server::well();
    let cache = tempfile::tempdir().unwrap();
    let with_proxy = |options: &[String]| {
        finish(
            program()
                .env("HTTPS_PROXY", proxy.address())
                .env("HTTP_PROXY", proxy.address())
                .args(["advisories", "--refresh", "--deadline", "10s", "--cache-dir"])
                .arg(cache.path())
                .args(options),
        )
    };
    let ran = with_proxy(&sources.sources());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(proxy.asked().is_empty());

    let ran = with_proxy(&options_for("https://moveit-exposure.invalid"));
    assert_eq!(ran.code, 5);
    let asked = proxy.asked();
    if !ran.err.contains("client could not be set up") {
        assert!(!asked.is_empty(), "{}", ran.err);
        assert!(
            asked
                .iter()
                .all(|asked| asked.line.starts_with("CONNECT moveit-exposure.invalid:443 "))
        );
    }
}
