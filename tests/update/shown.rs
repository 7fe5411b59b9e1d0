//! `data export` and `data diff`: a release that comes out the same every time, and what changed between two.

use crate::{Home, KeyPair, Release, new_record, sha256};

fn export(home: &Home, to: &str, further: &[&str]) -> crate::Ran {
    home.run(&[&["data", "export", "--to", to][..], further].concat())
}

#[test]
fn an_export_is_the_same_every_time_and_from_the_records_too() {
    let home = Home::new();
    let folder = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let ran = export(&home, &folder("a"), &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("minisign -S -m"), "{}", ran.out);
    assert_eq!(export(&home, &folder("b"), &[]).code, 0);
    assert_eq!(
        export(&home, &folder("c"), &["--records", "src/dataset/records"]).code,
        0
    );
    let read = |name: &str, file: &str| std::fs::read(home.path().join(name).join(file)).unwrap();
    for file in ["list.jsonl", "manifest.json"] {
        assert_eq!(read("a", file), read("b", file), "{file}");
        assert_eq!(read("a", file), read("c", file), "{file}");
    }
    assert_eq!(std::fs::read_dir(folder("a")).unwrap().count(), 2);
    assert!(ran.out.contains(&sha256(&read("a", "manifest.json"))));
    let status = home.run(&["data", "status", "--format", "json"]).json();
    assert_eq!(
        status["dataset"]["sha256"],
        sha256(&read("a", "list.jsonl")).as_str()
    );
}

#[test]
fn what_is_exported_can_be_signed_hosted_and_installed() {
    let (home, key) = (Home::new(), KeyPair::new());
    let own = home.path().join("own.jsonl");
    std::fs::write(&own, new_record("ours")).unwrap();
    let release = Release {
        home: tempfile::tempdir().unwrap(),
    };
    let own = own.to_str().unwrap();
    // A list with records of one's own is another list.
    let ran = export(&home, release.folder(), &["--dataset", own]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--list-version"), "{}", ran.err);
    let further = [
        "--dataset",
        own,
        "--list-version",
        "2099.12.1",
        "--as-of",
        "2099-12-01",
    ];
    let ran = export(&home, release.folder(), &further);
    assert_eq!(ran.code, 0, "{}", ran.err);
    release.sign(&key, &[]);
    let ran = home.run(&[
        "data",
        "update",
        "--from",
        release.folder(),
        "--public-key",
        &key.public(),
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(home.run(&["show", "ours"]).code, 0);
    // And from there again, the same bytes.
    let again = home.path().join("again");
    assert_eq!(export(&home, again.to_str().unwrap(), &[]).code, 0);
    assert_eq!(
        std::fs::read(again.join("manifest.json")).unwrap(),
        release.manifest()
    );
    // A signature that no longer fits is told.
    let ran = export(&home, release.folder(), &["--no-installed"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("earlier manifest"), "{}", ran.err);
}

#[test]
fn an_export_that_would_be_refused_is_not_written() {
    let home = Home::new();
    let own = home.path().join("own.jsonl");
    std::fs::write(&own, "{\"id\":\"ours\",\"name\":\"Ours\"}").unwrap();
    let to = home.path().join("release");
    let ran = export(
        &home,
        to.to_str().unwrap(),
        &["--dataset", own.to_str().unwrap(), "--list-version", "2099.12.1"],
    );
    assert_eq!(ran.code, 4);
    assert!(
        ran.err.contains("ours") && ran.err.contains("no-source") && ran.err.contains("missing-field"),
        "{}",
        ran.err
    );
    assert!(!to.exists());
    let ran = export(&home, to.to_str().unwrap(), &["--licence", "\u{1b}[2J"]);
    assert_eq!(ran.code, 4);
    let ran = export(
        &home,
        to.to_str().unwrap(),
        &["--no-bundled", "--dataset", own.to_str().unwrap()],
    );
    assert_eq!(ran.code, 2);
    assert!(!to.exists());
}

#[test]
fn a_diff_tells_what_was_added_changed_withdrawn_and_removed() {
    let home = Home::new();
    let lines = |list: &[String]| list.to_vec();
    let mut records = vec![new_record("aaa"), new_record("bbb"), new_record("ccc")];
    let before = Release::of_lines("2099.12.1", "2099-12-01", &lines(&records));
    records[1] = records[1].replace("\"confirmed\"", "\"possible\"");
    let end = records[2].len() - 1;
    records[2].insert_str(
        end,
        ",\"withdrawn\":{\"on\":\"2099-12-02\",\"reason\":\"Another of that name.\"}",
    );
    records.push(new_record("ddd"));
    records.remove(0);
    let after = Release::of_lines("2099.12.2", "2099-12-02", &lines(&records));
    let ran = home.run(&["data", "diff", before.folder(), after.folder()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let first = ran.out.lines().next().unwrap();
    assert!(
        first.ends_with("1 added, 1 changed, 1 withdrawn, 1 removed")
            && first.contains("2099.12.1, 3 records"),
        "{first}"
    );
    for line in [
        "  Quillfeather ddd (ddd)",
        "  Quillfeather bbb (bbb): exposure.status confirmed → possible",
        "  Quillfeather ccc (ccc), 2099-12-02: Another of that name.",
        "  Quillfeather aaa (aaa)",
    ] {
        assert!(ran.out.lines().any(|l| l == line), "{line}\n{}", ran.out);
    }
    let json = home
        .run(&[
            "data",
            "diff",
            before.folder(),
            after.folder(),
            "--format",
            "json",
        ])
        .json();
    assert_eq!(json["changed"][0]["fields"][0]["field"], "exposure.status");
    assert_eq!(json["changed"][0]["fields"][0]["before"], "confirmed");
    assert_eq!(json["withdrawn"][0]["reason"], "Another of that name.");
    assert_eq!(json["removed"][0]["id"], "aaa");
    assert_eq!(json["after"]["version"], "2099.12.2");
}

#[test]
fn a_diff_takes_every_kind_of_list() {
    let home = Home::new();
    let release = Release::new("2099.12.1", "2099-12-01", &["first"]);
    let manifest = release.path("manifest.json");
    let list = release.path("list.jsonl");
    let added = |before: &str, after: &str| {
        let ran = home.run(&["data", "diff", before, after, "--format", "json"]);
        assert_eq!(ran.code, 0, "{before} {after} {}", ran.err);
        ran.json()["added"].as_array().unwrap().len()
    };
    for list in [
        release.folder(),
        manifest.to_str().unwrap(),
        list.to_str().unwrap(),
    ] {
        assert_eq!(added("bundled", list), 1);
        assert_eq!(added(list, "src/dataset/records"), 0);
    }
    assert_eq!(added("bundled", "src/dataset/records"), 0);
    assert_eq!(added("bundled", "fixtures/list.toml"), 3);
    let ran = home.run(&["data", "diff", "bundled", "installed"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no list is installed"), "{}", ran.err);
    assert_eq!(home.update(&release).code, 0);
    assert_eq!(added("bundled", "installed"), 1);
}

#[test]
fn a_diff_of_what_is_no_list_fails() {
    let home = Home::new();
    let release = Release::new("2099.12.1", "2099-12-01", &["first"]);
    release.set("records", 3);
    for (path, code) in [
        (release.folder(), 4),
        ("/nonexistent", 2),
        ("src/cli", 2),
        ("Cargo.lock", 4),
    ] {
        let ran = home.run(&["data", "diff", "bundled", path]);
        assert_eq!(ran.code, code, "{path} {}", ran.err);
    }
}

#[test]
fn status_says_which_list_is_searched_and_who_signed_it() {
    let (home, key) = (Home::new(), KeyPair::new());
    let out = home.run(&["data", "status"]).out;
    assert!(out.contains("the bundled list; no other is installed"), "{out}");
    let release = Release::new("2099.12.1", "2099-12-01", &["first"]);
    release.sign(&key, &["-t", "December \u{1b}[2J"]);
    let public = key.public();
    home.run(&[
        "data",
        "update",
        "--from",
        release.folder(),
        "--public-key",
        &public,
    ]);
    let out = home.run(&["data", "status"]).out;
    for text in [
        "Searched              the installed list",
        "2099.12.1",
        &public,
        release.folder(),
        "December",
        "Bundled               ",
    ] {
        assert!(out.contains(text), "{text}\n{out}");
    }
    assert!(!out.contains('\u{1b}'), "{out}");
    let json = home.run(&["data", "status", "--format", "json"]).json();
    assert_eq!(
        json["lists"]["installed"]["proof"]["signed"]["key"],
        public.as_str()
    );
}
