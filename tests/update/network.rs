//! Releases that are fetched from a server of this machine: what is asked for, and what goes wrong on the way.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::server::{Asked, Reply, Server};
use crate::{Home, KeyPair, Ran, Release};

fn file(bytes: Vec<u8>) -> Reply {
    Reply::Whole(
        "200 OK",
        vec!["Content-Type: application/octet-stream".to_owned()],
        bytes,
    )
}

/// A server of the files of a release; the function may answer otherwise.
fn serve(release: &Release, otherwise: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static) -> Server {
    let files: Arc<Vec<(String, Vec<u8>)>> = Arc::new(
        ["manifest.json", "manifest.json.minisig", "list.jsonl"]
            .into_iter()
            .filter_map(|name| Some((format!("/lists/{name}"), std::fs::read(release.path(name)).ok()?)))
            .collect(),
    );
    Server::start(move |asked| {
        otherwise(asked).unwrap_or_else(|| {
            let path = asked.path().split('?').next().unwrap_or("");
            files.iter().find(|(name, _)| name == path).map_or_else(
                || Reply::status("404 Not Found"),
                |(_, bytes)| file(bytes.clone()),
            )
        })
    })
}

fn update(home: &Home, from: &str, key: &KeyPair, further: &[&str]) -> Ran {
    let public = key.public();
    let args = [
        &["data", "update", "--from", from, "--public-key", &public][..],
        further,
    ]
    .concat();
    home.run(&args)
}

/// A home with a list of 30 November, and a newer release that is signed.
fn setting() -> (Home, KeyPair, Release) {
    let (home, key) = (Home::new(), KeyPair::new());
    assert_eq!(
        home.update(&Release::new("2099.11.30", "2099-11-30", &[])).code,
        0
    );
    let release = Release::new("2099.12.1", "2099-12-01", &["second"]);
    release.sign(&key, &[]);
    (home, key, release)
}

#[test]
fn a_signed_release_is_fetched_and_installed() {
    let (home, key, release) = setting();
    let server = serve(&release, |_| None);
    let from = format!("{}/lists/", server.address());
    let ran = update(&home, &from, &key, &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert_eq!(home.searched().0, "2099.12.1");
    let paths: Vec<String> = server
        .asked()
        .iter()
        .map(|asked| asked.path().to_owned())
        .collect();
    assert_eq!(
        paths,
        [
            "/lists/manifest.json",
            "/lists/manifest.json.minisig",
            "/lists/list.jsonl"
        ]
    );
    // Requests say nothing but the program's name and version.
    for asked in server.asked() {
        let mut names: Vec<String> = asked
            .headers
            .iter()
            .map(|line| line.split(':').next().unwrap().to_ascii_lowercase())
            .collect();
        names.sort();
        assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
    }
    // What is in use is not fetched again.
    let ran = update(&home, &from, &key, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("in use already"), "{}", ran.out);
    assert_eq!(server.count("/lists/list.jsonl"), 1);
}

#[test]
fn a_query_is_sent_and_not_written_down() {
    let (home, key, release) = setting();
    let server = serve(&release, |_| None);
    let from = format!("{}/lists/manifest.json?token=hush", server.address());
    let ran = update(&home, &from, &key, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        server
            .asked()
            .iter()
            .all(|asked| asked.path().ends_with("?token=hush"))
    );
    for (path, _) in home.files() {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        assert!(!text.contains("hush"), "{}", path.display());
    }
    assert!(!home.run(&["data", "status"]).out.contains("hush"));
    let server = Server::start(|_| Reply::status("404 Not Found"));
    let from = format!("{}/lists/manifest.json?token=hush", server.address());
    assert!(!update(&home, &from, &key, &[]).err.contains("hush"));
}

/// Each of these fails with this code and words, and the list of 30 November stays.
#[track_caller]
fn fails(code: i32, words: &str, otherwise: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static) {
    let (home, key, release) = setting();
    let before = home.files();
    let server = serve(&release, otherwise);
    let from = format!("{}/lists/manifest.json", server.address());
    let ran = update(&home, &from, &key, &["--deadline", "2s"]);
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains(words), "{}", ran.err);
    assert!(ran.err.contains("nothing was changed"), "{}", ran.err);
    assert_eq!(home.files(), before);
    assert_eq!(home.searched().0, "2099.11.30");
}

fn on(path: &'static str, reply: Reply) -> impl Fn(&Asked) -> Option<Reply> + Send + Sync {
    move |asked| (asked.path() == path).then(|| reply.clone())
}

const MANIFEST: &str = "/lists/manifest.json";
const SIGNATURE: &str = "/lists/manifest.json.minisig";
const LIST: &str = "/lists/list.jsonl";

#[test]
fn a_release_that_is_not_there() {
    fails(5, "answered 404", on(MANIFEST, Reply::status("404 Not Found")));
    fails(5, "answered 404", on(LIST, Reply::status("404 Not Found")));
}

#[test]
fn a_release_without_signature() {
    fails(4, "not signed", on(SIGNATURE, Reply::status("404 Not Found")));
    fails(
        5,
        "answered 500",
        on(SIGNATURE, Reply::status("500 Internal Server Error")),
    );
}

#[test]
fn a_log_in_page_in_its_place() {
    fails(
        5,
        "the answer is text/html",
        on(MANIFEST, Reply::html("200 OK", "<title>Sign in</title>")),
    );
}

#[test]
fn an_answer_that_breaks_off() {
    fails(5, "broke off", on(LIST, Reply::Truncated));
    for path in [MANIFEST, SIGNATURE, LIST] {
        fails(5, "cannot fetch", on(path, Reply::Reset));
    }
}

#[test]
fn an_answer_that_never_ends() {
    for announced in [true, false] {
        for (path, words) in [
            (MANIFEST, "larger than 64 KiB"),
            (SIGNATURE, "larger than 16 KiB"),
            (LIST, "the list has more bytes"),
        ] {
            fails(4, words, on(path, Reply::Endless { announced }));
        }
    }
}

#[test]
fn an_answer_that_does_not_come() {
    let started = Instant::now();
    fails(5, "the time for fetching ran out", on(LIST, Reply::SlowBody));
    fails(5, "cannot fetch", on(MANIFEST, Reply::SlowHeaders));
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn a_list_that_swells_when_it_is_unpacked() {
    use std::io::Write as _;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b'a'; 64 * 1024 * 1024]).unwrap();
    let reply = file(packed.finish().unwrap()).with("Content-Encoding: gzip");
    fails(4, "the list has more bytes", on(LIST, reply));
}

#[test]
fn a_list_that_was_tampered_with_on_the_way() {
    let release = Release::new("2099.12.1", "2099-12-01", &["second"]);
    let list = std::fs::read_to_string(release.path("list.jsonl")).unwrap();
    let other = list.replacen("Quillfeather", "Quillfaether", 1);
    fails(4, "the list has SHA-256", on(LIST, file(other.into_bytes())));
}

#[test]
fn a_redirect_away_from_this_machine() {
    let away = |to: &str| Reply::status("302 Found").with(&format!("Location: {to}"));
    fails(
        5,
        "redirect",
        on(MANIFEST, away("http://192.0.2.1/manifest.json")),
    );
    fails(5, "redirect", on(MANIFEST, away("/lists/manifest.json")));
}

#[test]
fn no_server_at_all() {
    let (home, key, _) = setting();
    let ran = update(
        &home,
        "http://127.0.0.1:9/manifest.json",
        &key,
        &["--deadline", "2s"],
    );
    assert_eq!(ran.code, 5, "{}", ran.err);
    assert!(ran.err.contains("no connection to 127.0.0.1"), "{}", ran.err);
    assert_eq!(home.searched().0, "2099.11.30");
}

#[test]
fn addresses_that_are_not_asked() {
    let (home, key, _) = setting();
    for (from, words) in [
        ("http://lists.example/", "must begin with https://"),
        ("ftp://lists.example/", "must begin with https://"),
        ("file:///etc/passwd", "must begin with https://"),
        ("https://me:secret@lists.example/", "user name or password"),
        ("https://", "cannot be read"),
    ] {
        let ran = update(&home, from, &key, &[]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}

#[test]
fn offline_takes_a_path_and_no_address() {
    let (home, key, release) = setting();
    let server = serve(&release, |_| None);
    let ran = update(
        &home,
        &format!("{}/lists/", server.address()),
        &key,
        &["--offline"],
    );
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("--offline"), "{}", ran.err);
    assert!(server.asked().is_empty());
    let ran = update(&home, release.folder(), &key, &["--offline"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn an_update_that_is_killed_in_the_download_changes_nothing() {
    let (home, key, release) = setting();
    let before = home.files();
    let server = serve(&release, on(LIST, Reply::SlowBody));
    let mut child = home
        .program()
        .args([
            "data",
            "update",
            "--from",
            &format!("{}{MANIFEST}", server.address()),
        ])
        .args(["--public-key", &key.public(), "--now", "2099-12-10"])
        .spawn()
        .unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    while server.count(LIST) == 0 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(server.count(LIST), 1);
    assert_eq!(home.files(), before);
    assert_eq!(home.searched().0, "2099.11.30");
}

#[cfg(target_os = "linux")]
#[test]
fn an_installed_list_opens_no_socket() {
    let (home, key, release) = setting();
    assert_eq!(update(&home, release.folder(), &key, &[]).code, 0);
    for args in [
        &["check", "--offline", "Quillfeather second"][..],
        &["data", "status"],
        &["data", "verify"],
        &[
            "data",
            "update",
            "--from",
            release.folder(),
            "--sha256",
            &release.manifest_sha256(),
        ],
    ] {
        let trace = home.path().join("trace");
        let mut command = crate::trace::strace(&trace);
        command
            .arg(home.program().get_program())
            .args(args)
            .args(["--now", "2099-12-10"])
            .env("XDG_DATA_HOME", home.path().join("data"));
        let ran = crate::finish(&mut command);
        assert_eq!(ran.err, "", "{args:?}");
        assert!(ran.code < 2, "{args:?}");
        assert_eq!(crate::trace::calls(&trace), [""; 0], "{args:?}");
    }
}
