//! Releases that are refused, each for one reason: exit code 4, and not a byte of what is installed changes.

use crate::{Home, Release, bundled_lines, new_record};

/// A home in which a sound list of 30 November is installed.
fn home() -> Home {
    let home = Home::new();
    let ran = home.update(&Release::new("2099.11.30", "2099-11-30", &["first"]));
    assert_eq!(ran.code, 0, "{}", ran.err);
    home
}

/// Tries to install a release in a home with a sound list; it is refused with these words.
#[track_caller]
fn refused(release: &Release, words: &str) {
    let home = home();
    let before = home.files();
    let ran = home.update(release);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains(words), "{}", ran.err);
    assert!(ran.err.contains("nothing was changed"), "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);
    assert_eq!(home.files(), before);
    assert_eq!(home.searched(), ("2099.11.30".to_owned(), "installed".to_owned()));
}

/// A sound release, newer than what is installed.
fn sound() -> Release {
    Release::new("2099.12.1", "2099-12-01", &["first", "second"])
}

#[test]
fn a_sound_release_is_installed_in_the_same_setting() {
    let home = home();
    assert_eq!(home.update(&sound()).code, 0);
    assert_eq!(home.searched().0, "2099.12.1");
}

#[test]
fn another_manifest_than_the_one_given() {
    let (home, release) = (home(), sound());
    let hash = release.manifest_sha256();
    release.set("licence", "MIT");
    let ran = home.run(&["data", "update", "--from", release.folder(), "--sha256", &hash]);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("the manifest has SHA-256"), "{}", ran.err);
    assert_eq!(home.searched().0, "2099.11.30");
}

#[test]
fn an_older_version() {
    refused(
        &Release::new("2099.11.29", "2099-12-01", &["first"]),
        "an older one is not installed",
    );
}

#[test]
fn an_older_review() {
    refused(
        &Release::new("2099.12.1", "2099-11-29", &["first"]),
        "an older one is not installed",
    );
}

#[test]
fn the_same_version_with_another_content() {
    refused(
        &Release::new("2099.11.30", "2099-11-30", &["first", "second"]),
        "both call themselves 2099.11.30",
    );
}

#[test]
fn a_shrunken_list() {
    let lines = bundled_lines();
    // With the one more that is installed, this is just below nine tenths.
    let kept = (lines.len() + 1) * 9 / 10;
    let most = lines.len() + 1;
    refused(
        &Release::of_lines("2099.12.1", "2099-12-01", &lines[..kept]),
        &format!("the release has {kept} records, and the list in use has {most}"),
    );
}

#[test]
fn a_list_with_another_hash() {
    let release = sound();
    let path = release.path("list.jsonl");
    let list = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, list.replacen("Quillfeather", "Quillfaether", 1)).unwrap();
    refused(&release, "the list has SHA-256");
}

#[test]
fn a_list_with_another_size() {
    for cut in [true, false] {
        let release = sound();
        let path = release.path("list.jsonl");
        let mut list = std::fs::read(&path).unwrap();
        if cut {
            list.truncate(list.len() / 2);
        } else {
            list.extend(b"\n{}\n");
        }
        std::fs::write(&path, list).unwrap();
        refused(&release, "bytes, and the manifest says");
    }
}

#[test]
fn an_empty_list() {
    let release = sound();
    std::fs::write(release.path("list.jsonl"), "").unwrap();
    refused(&release, "the list has 0 bytes");
}

#[test]
fn another_number_of_records() {
    let release = sound();
    let count = bundled_lines().len() + 2;
    release.set("records", count + 1);
    refused(
        &release,
        &format!(
            "the list holds {count} records, and the manifest says {}",
            count + 1
        ),
    );
}

#[test]
fn a_schema_of_a_later_program() {
    let release = sound();
    release.set("schema", 2).set("a_new_field", true);
    refused(&release, "the release has schema 2");
}

#[test]
fn a_list_of_the_future() {
    refused(
        &Release::new("2099.12.11", "2099-12-11", &["first"]),
        "last reviewed on 2099-12-11, and today is 2099-12-10",
    );
}

#[test]
fn an_unknown_field() {
    let release = sound();
    release.set("\u{1b}[2J", "x");
    refused(&release, "unknown field");
}

#[test]
fn huge_numbers() {
    for (field, words) in [
        ("size", "size is 18446744073709551615 bytes"),
        ("records", "records is"),
    ] {
        let release = sound();
        release.set(field, u64::MAX);
        refused(&release, words);
    }
    let release = sound();
    let text = String::from_utf8(release.manifest()).unwrap();
    let text = text.replace("\"records\":", "\"records\":1e99");
    std::fs::write(release.path("manifest.json"), text).unwrap();
    refused(&release, "the manifest cannot be read");
}

#[test]
fn a_file_elsewhere() {
    for name in [
        "../list.jsonl",
        "/etc/passwd",
        "..\\list.jsonl",
        "a\0b.jsonl",
        "manifest.json",
        "",
    ] {
        let release = sound();
        release.set("file", name);
        refused(&release, "the manifest cannot be right: file is");
    }
}

#[test]
fn a_version_that_is_a_path() {
    let release = sound();
    release.set("version", "../../2099.12.1");
    refused(&release, "no version of a list");
}

#[test]
fn what_is_no_manifest() {
    for (bytes, words) in [
        (&b""[..], "the manifest is empty"),
        (b"\n", "the manifest is empty"),
        (b"\0\0\0\0\0\0", "the manifest cannot be read"),
        (b"[1,2,3]", "the manifest cannot be read"),
        (b"{\"schema\":1", "the manifest cannot be read"),
        (b"{\"schema\":\"1\"}", "the manifest cannot be read"),
        (
            b"<!doctype html><title>Sign in</title>",
            "the manifest cannot be read",
        ),
        (b"\xff\xfe{\0}\0", "the manifest cannot be read"),
        (&[b'['; 60_000], "the manifest cannot be read"),
        (&[b' '; 100_000], "larger than 64 KiB"),
    ] {
        let release = sound();
        std::fs::write(release.path("manifest.json"), bytes).unwrap();
        refused(&release, words);
    }
}

/// The lines of a sound list with one changed or added.
fn with(change: impl Fn(&mut Vec<String>)) -> Release {
    let mut lines = bundled_lines();
    change(&mut lines);
    Release::of_lines("2099.12.1", "2099-12-01", &lines)
}

#[test]
fn records_that_the_linter_refuses() {
    // Without a source, by the word of press alone, from the future, through a vendor that is no record.
    for (old, new, code) in [
        ("\"sources\":[", "\"sources\":[],\"x\":[", "unreadable-record"),
        (
            "\"supports\":[\"exposure\"]",
            "\"supports\":[\"data\"]",
            "no-source",
        ),
        (
            "\"acknowledged_by\":\"organization\"",
            "\"acknowledged_by\":\"press\"",
            "status-without-acknowledgement",
        ),
        (
            "\"acknowledged_by\":\"organization\"",
            "\"acknowledged_by\":\"organization\",\"disclosed_on\":\"2099-12-02\"",
            "future-date",
        ),
        (
            "\"route\":\"own-server\",\"acknowledged_by\":\"organization\"",
            "\"route\":\"vendor\",\"acknowledged_by\":\"organization\",\"chains\":[[{\"vendor\":\"nobody\"}]]",
            "unknown-vendor",
        ),
        (
            "\"name\":\"Quillfeather",
            "\"name\":\"\\u001b[2JQuillfeather",
            "bad-name",
        ),
    ] {
        let record = new_record("zzz");
        assert!(record.contains(old), "{old}");
        refused(&with(|lines| lines.push(record.replace(old, new))), code);
    }
}

#[test]
fn duplicate_ids() {
    refused(
        &with(|lines| lines.extend([new_record("zzz"), new_record("zzz").replace("feather", "pen")])),
        "repeated-id",
    );
}

#[test]
fn a_name_that_another_record_has() {
    refused(
        &with(|lines| lines.push(new_record("zzz").replace("Quillfeather zzz", "Zellis"))),
        "shared-alias",
    );
}

#[test]
fn a_list_that_is_not_written_as_export_writes_it() {
    refused(&with(|lines| lines.reverse()), "not-canonical");
    refused(
        &with(|lines| lines[7] = format!(" {}", lines[7])),
        "not-canonical",
    );
    refused(&with(|lines| lines.insert(3, String::new())), "unreadable-record");
    refused(
        &with(|lines| lines.insert(3, "\0".to_owned())),
        "unreadable-record",
    );
    refused(&with(|lines| lines[9] = "[".repeat(100_000)), "unreadable-record");
}

#[test]
fn a_release_that_is_not_there_is_wrong_usage() {
    let home = home();
    let before = home.files();
    let release = sound();
    std::fs::remove_file(release.path("list.jsonl")).unwrap();
    for (from, hash) in [
        ("/nonexistent/release", "0".repeat(64)),
        (release.folder(), release.manifest_sha256()),
    ] {
        let ran = home.run(&["data", "update", "--from", from, "--sha256", &hash]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("cannot read"), "{}", ran.err);
    }
    assert_eq!(home.files(), before);
}
