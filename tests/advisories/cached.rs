//! What is kept between runs.

use std::fs;
use std::path::{Path, PathBuf};

use crate::server::{Reply, Server, well};
use crate::{finish, program, run, run_at};

const JSON: [&str; 3] = ["advisories", "--format", "json"];

fn entries(cache: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(cache.join("advisories"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    paths.sort();
    paths
}

fn freshness(report: &serde_json::Value) -> Vec<String> {
    let mut kinds: Vec<String> = report["advisories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|advisory| advisory["freshness"]["kind"].as_str().unwrap().to_owned())
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[test]
fn within_its_age_the_cache_is_enough_and_nothing_is_sent() {
    let server = Server::well();
    let cache = tempfile::tempdir().unwrap();
    let first = run_at("2026-12-01T12:00:00Z", &JSON, cache.path(), &server.options());
    assert_eq!((first.code, first.err.as_str()), (0, ""));
    assert_eq!(freshness(&first.json()), ["live"]);
    let sent = server.asked().len();
    assert_eq!(sent, 21 + 1 + 16 + 1);
    assert_eq!(entries(cache.path()).len(), sent);

    let second = run_at("2026-12-02T11:59:00Z", &JSON, cache.path(), &server.options());
    assert_eq!(server.asked().len(), sent);
    let report = second.json();
    assert_eq!(freshness(&report), ["cached"]);
    assert_eq!(
        report["advisories"][0]["freshness"]["since"],
        "2026-12-01T12:00:00Z"
    );
    assert_eq!(report["all_live"], false);
    // But for how fresh it is, the report is the same.
    let bare = |mut report: serde_json::Value| {
        for advisory in report["advisories"].as_array_mut().unwrap() {
            advisory["freshness"].take();
        }
        report["advisories"].take()
    };
    assert_eq!(bare(report), bare(first.json()));
}

#[test]
fn past_its_age_the_cache_is_confirmed() {
    let server = Server::well();
    let cache = tempfile::tempdir().unwrap();
    run_at("2026-12-01T12:00:00Z", &JSON, cache.path(), &server.options());
    let sent = server.asked().len();
    let later = run_at("2026-12-02T12:00:01Z", &JSON, cache.path(), &server.options());
    assert_eq!(freshness(&later.json()), ["live"]);
    let asked = server.asked();
    assert_eq!(asked.len(), 2 * sent);
    assert!(
        asked[sent..]
            .iter()
            .all(|asked| asked.header("if-none-match") == Some("\"one\""))
    );
    assert!(
        asked[..sent]
            .iter()
            .all(|asked| asked.header("if-none-match").is_none())
    );
    // Confirmed is as good as fetched: the age starts anew.
    run_at("2026-12-03T12:00:00Z", &JSON, cache.path(), &server.options());
    assert_eq!(server.asked().len(), 2 * sent);
    // An age of one's own, and a refresh, ask again.
    let mut options = server.options();
    options.extend(["--max-cache-age".to_owned(), "1h".to_owned()]);
    run_at("2026-12-03T12:00:00Z", &JSON, cache.path(), &options);
    assert_eq!(server.asked().len(), 3 * sent);
    let refreshed = run_at(
        "2026-12-03T12:00:01Z",
        &["advisories", "--refresh"],
        cache.path(),
        &server.options(),
    );
    assert_eq!(refreshed.code, 0);
    assert_eq!(server.asked().len(), 4 * sent);
}

#[test]
fn a_kept_answer_outlives_a_bad_network() {
    let cache = tempfile::tempdir().unwrap();
    let options = {
        let server = Server::well();
        run_at("2026-12-01T12:00:00Z", &JSON, cache.path(), &server.options());
        server.options()
    };
    // The server is gone.
    let ran = run_at("2026-12-09T12:00:00Z", &JSON, cache.path(), &options);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.contains("using the cache"), "{}", ran.err);
    assert_eq!(freshness(&ran.json()), ["cached"]);
    let offline = run_at(
        "2026-12-09T12:00:00Z",
        &JSON,
        cache.path(),
        &[options, vec!["--offline".to_owned()]].concat(),
    );
    assert_eq!(offline.err, "");
    assert_eq!(offline.json()["advisories"], ran.json()["advisories"]);
}

/// One request, for that entry.
#[test]
fn a_damaged_entry_is_discarded_with_a_warning_and_fetched_anew() {
    let server = Server::well();
    let cache = tempfile::tempdir().unwrap();
    run(&JSON, cache.path(), &server.options());
    let sent = server.asked().len();
    let victim = entries(cache.path())
        .into_iter()
        .find(|path| path.to_string_lossy().contains("kev-"))
        .unwrap();
    let mut bytes = fs::read(&victim).unwrap();
    *bytes.last_mut().unwrap() ^= 0x20;
    fs::write(&victim, bytes).unwrap();
    let ran = run(&JSON, cache.path(), &server.options());
    assert!(
        ran.err
            .contains("warning: a damaged cache entry was discarded: catalogue"),
        "{}",
        ran.err
    );
    assert_eq!(server.asked().len(), sent + 1);
    assert_eq!(run(&JSON, cache.path(), &server.options()).err, "");
    assert_eq!(server.asked().len(), sent + 1);
}

/// Every entry is whole, and no run says a word.
#[test]
fn two_processes_share_a_cache() {
    let server = Server::well();
    let cache = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let ran = run(
                    &["advisories", "--refresh", "--format", "json"],
                    cache.path(),
                    &server.options(),
                );
                assert_eq!((ran.code, ran.err.as_str()), (0, ""));
            });
        }
    });
    assert_eq!(entries(cache.path()).len(), 39);
    let offline = run(
        &JSON,
        cache.path(),
        &[server.options(), vec!["--offline".to_owned()]].concat(),
    );
    assert_eq!(offline.err, "");
    assert_eq!(freshness(&offline.json()), ["cached"]);
}

/// One warning; the answers are live.
#[test]
fn a_cache_that_cannot_be_written_is_said_and_does_no_harm() {
    let server = Server::well();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a-file");
    fs::write(&file, "").unwrap();
    let ran = run(&JSON, &file, &server.options());
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.starts_with("warning: advisories could not be cached"),
        "{}",
        ran.err
    );
    assert_eq!(ran.err.lines().count(), 1);
    assert_eq!(freshness(&ran.json()), ["live"]);
}

#[test]
fn the_cache_is_cleared() {
    let server = Server::well();
    let cache = tempfile::tempdir().unwrap();
    run(&JSON, cache.path(), &server.options());
    let clear = || {
        finish(
            program()
                .args(["cache", "clear", "--cache-dir"])
                .arg(cache.path()),
        )
    };
    let cleared = clear();
    assert_eq!(cleared.code, 0);
    assert!(cleared.out.starts_with("removed 39 files, "), "{}", cleared.out);
    assert!(!cache.path().join("advisories").exists());
    assert!(clear().out.starts_with("nothing was kept in "));
}

#[test]
fn the_users_cache_folder_is_the_default() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::well();
    let ran = finish(
        program()
            .env("HOME", home.path())
            .env("XDG_CACHE_HOME", home.path().join("caches"))
            .arg("advisories")
            .args(server.options()),
    );
    assert_eq!(ran.code, 0);
    if cfg!(target_os = "linux") {
        assert!(home.path().join("caches/moveit-exposure/advisories").is_dir());
    }
}

#[test]
fn a_refusal_is_kept_too() {
    let cache = tempfile::tempdir().unwrap();
    let refusing = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let refuses = std::sync::Arc::clone(&refusing);
    let server = Server::start(move |asked| {
        if asked.path().starts_with("/progress") && refuses.load(std::sync::atomic::Ordering::Relaxed) {
            return Reply::status("403 Forbidden");
        }
        well(asked)
    });
    let at = |now: &str| run_at(now, &JSON, cache.path(), &server.options()).json()["bulletins"][0].clone();
    let first = at("2026-12-01T12:00:00Z");
    refusing.store(true, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(at("2026-12-03T12:00:00Z")["text"]["status"], 403);
    let sent = server.asked().len();
    let again = at("2026-12-03T13:00:00Z");
    assert_eq!(
        (&again["text"]["status"], &again["freshness"]["kind"]),
        (&403.into(), &"cached".into())
    );
    assert_eq!(server.asked().len(), sent);
    // Let in again, it is known whether the text is still the same.
    refusing.store(false, std::sync::atomic::Ordering::Relaxed);
    let last = at("2026-12-05T12:00:00Z");
    assert_eq!(
        (&last["text_sha256"], &last["changed_at"]),
        (&first["text_sha256"], &serde_json::Value::Null)
    );
}

#[test]
fn a_refusal_from_the_first_is_kept_too() {
    let server = Server::start(|asked| {
        if asked.path().starts_with("/progress") {
            return Reply::status("403 Forbidden");
        }
        well(asked)
    });
    let cache = tempfile::tempdir().unwrap();
    let first = run(&JSON, cache.path(), &server.options());
    let sent = server.asked().len();
    let second = run(&JSON, cache.path(), &server.options());
    assert_eq!((first.err.as_str(), second.err.as_str()), ("", ""));
    assert_eq!(server.asked().len(), sent);
    assert_eq!(
        second.json()["bulletins"][0]["text"],
        first.json()["bulletins"][0]["text"]
    );
}

#[test]
fn a_bulletin_that_changed_is_told_even_later() {
    let cache = tempfile::tempdir().unwrap();
    let changed = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = std::sync::Arc::clone(&changed);
    let server = Server::start(move |asked| {
        if asked.path().starts_with("/progress") && seen.load(std::sync::atomic::Ordering::Relaxed) {
            let text = "Other words of the bulletin. ".repeat(40);
            return Reply::html(
                "200 OK",
                &format!("<html><title>Bulletin</title><p>{text}</p></html>"),
            );
        }
        well(asked)
    });
    let at = |now: &str| {
        let report = run_at(now, &JSON, cache.path(), &server.options()).json();
        let bulletin = report["bulletins"][0].clone();
        (bulletin["changed_at"].clone(), bulletin["text_sha256"].clone())
    };
    let (before, first_hash) = at("2026-12-01T12:00:00Z");
    assert!(before.is_null());
    changed.store(true, std::sync::atomic::Ordering::Relaxed);
    let (now, second_hash) = at("2026-12-03T12:00:00Z");
    assert_eq!(now, "2026-12-03T12:00:00Z");
    assert_ne!(first_hash, second_hash);
    assert_eq!(at("2026-12-03T13:00:00Z").0, "2026-12-03T12:00:00Z");
    assert_eq!(at("2026-12-05T13:00:00Z"), (now, second_hash));
}
