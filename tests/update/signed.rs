//! Releases that are signed, with the real minisign.

use crate::{Home, KeyPair, Release};

fn update(home: &Home, release: &Release, keys: &[&str]) -> crate::Ran {
    let mut args = vec!["data", "update", "--from", release.folder()];
    for key in keys {
        args.extend(["--public-key", key]);
    }
    home.run(&args)
}

#[test]
fn a_signed_release_is_installed_and_every_command_uses_it() {
    let (home, key) = (Home::new(), KeyPair::new());
    let release = Release::new("2099.12.1", "2099-12-01", &["quillfeather"]);
    release.sign(&key, &["-t", "list of December"]);
    assert_eq!(home.run(&["show", "quillfeather"]).code, 2);
    let ran = update(&home, &release, &[&key.public()]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains(&key.public()) && ran.out.contains("list of December"));
    assert_eq!(home.searched(), ("2099.12.1".to_owned(), "installed".to_owned()));

    assert_eq!(home.run(&["show", "quillfeather"]).code, 0);
    let listed = home.run(&["list", "--format", "json"]).json();
    assert_eq!(listed["dataset"]["version"], "2099.12.1");
    let explained = home.run(&["explain", "Quillfeather quillfeather", "--format", "json"]);
    assert_eq!(explained.code, 0, "{}", explained.err);
    let ran = home.run(&[
        "check",
        "--offline",
        "Quillfeather quillfeather",
        "--format",
        "json",
    ]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let report = ran.json();
    let manifest: serde_json::Value = serde_json::from_slice(&release.manifest()).unwrap();
    for field in ["version", "as_of", "sha256"] {
        assert_eq!(report["dataset"][field], manifest[field], "{field}");
    }
    // The hash is that of what `list` prints, as for the bundled list.
    let lines = home.run(&["list", "--format", "jsonl"]).out;
    assert_eq!(manifest["sha256"], crate::sha256(lines.as_bytes()).as_str());
    // And the bundled list is there for whoever wants it.
    assert_eq!(home.run(&["show", "quillfeather", "--no-installed"]).code, 2);
}

#[test]
fn a_key_is_given_as_text_as_a_file_or_in_the_environment() {
    let key = KeyPair::new();
    let release = Release::new("2099.12.1", "2099-12-01", &[]);
    release.sign(&key, &[]);
    let file = key.file();
    for given in [key.public(), file.to_str().unwrap().to_owned()] {
        assert_eq!(update(&Home::new(), &release, &[&given]).code, 0, "{given}");
        let home = Home::new();
        let ran = crate::finish(
            home.program()
                .args([
                    "data",
                    "update",
                    "--from",
                    release.folder(),
                    "--now",
                    "2099-12-10",
                ])
                .env("MOVEIT_EXPOSURE_PUBLIC_KEY", &given),
        );
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let other = KeyPair::new();
    assert_eq!(
        update(&Home::new(), &release, &[&other.public(), &key.public()]).code,
        0
    );
}

#[test]
fn another_key_is_refused() {
    let (home, key, other) = (Home::new(), KeyPair::new(), KeyPair::new());
    let release = Release::new("2099.12.1", "2099-12-01", &[]);
    release.sign(&other, &[]);
    let ran = update(&home, &release, &[&key.public()]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    assert!(ran.err.contains("signed with another key"), "{}", ran.err);
    assert_eq!(home.searched().1, "bundled");
}

#[test]
fn a_release_without_signature_is_refused() {
    let (home, key) = (Home::new(), KeyPair::new());
    let release = Release::new("2099.12.1", "2099-12-01", &[]);
    let ran = update(&home, &release, &[&key.public()]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    assert!(ran.err.contains("not signed"), "{}", ran.err);
    assert_eq!(home.searched().1, "bundled");
}

#[test]
fn a_manifest_that_was_changed_after_signing_is_refused() {
    let (home, key) = (Home::new(), KeyPair::new());
    let release = Release::new("2099.12.1", "2099-12-01", &[]);
    release.sign(&key, &[]).set("version", "2099.12.2");
    let ran = update(&home, &release, &[&key.public()]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    assert!(ran.err.contains("the signature does not fit"), "{}", ran.err);
    assert_eq!(home.searched().1, "bundled");
}

#[test]
fn a_comment_that_was_changed_after_signing_is_refused() {
    let (home, key) = (Home::new(), KeyPair::new());
    let release = Release::new("2099.12.1", "2099-12-01", &[]);
    release.sign(&key, &["-t", "list of December"]);
    let path = release.path("manifest.json.minisig");
    let signature = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, signature.replace("December", "January")).unwrap();
    let ran = update(&home, &release, &[&key.public()]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    assert!(ran.err.contains("the signature does not fit"), "{}", ran.err);
}

#[test]
fn a_signature_in_the_old_manner_is_refused() {
    let (home, key) = (Home::new(), KeyPair::new());
    let release = Release::new("2099.12.1", "2099-12-01", &[]);
    release.sign(&key, &["-l"]);
    let ran = update(&home, &release, &[&key.public()]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    assert!(ran.err.contains("old manner"), "{}", ran.err);
}

#[test]
fn what_is_no_signature_is_refused() {
    let (home, key) = (Home::new(), KeyPair::new());
    let release = Release::new("2099.12.1", "2099-12-01", &[]);
    for bytes in [
        &b""[..],
        b"\0\0\0\0",
        b"untrusted comment: a\nRUR\nb\nc\n",
        &[b'a'; 16 * 1024],
    ] {
        std::fs::write(release.path("manifest.json.minisig"), bytes).unwrap();
        let ran = update(&home, &release, &[&key.public()]);
        assert_eq!(ran.code, 4, "{}", ran.out);
        assert!(ran.err.contains("the signature cannot be read"), "{}", ran.err);
    }
    std::fs::write(release.path("manifest.json.minisig"), [b'a'; 16 * 1024 + 1]).unwrap();
    let ran = update(&home, &release, &[&key.public()]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    assert!(ran.err.contains("larger than 16 KiB"), "{}", ran.err);
    assert_eq!(home.searched().1, "bundled");
}

#[test]
fn a_signature_does_not_make_up_for_a_wrong_hash_nor_the_other_way_round() {
    let (home, key, other) = (Home::new(), KeyPair::new(), KeyPair::new());
    let release = Release::new("2099.12.1", "2099-12-01", &[]);
    release.sign(&key, &[]);
    let with = |key: &KeyPair, hash: &str| {
        home.run(&[
            "data",
            "update",
            "--from",
            release.folder(),
            "--public-key",
            &key.public(),
            "--sha256",
            hash,
        ])
        .code
    };
    assert_eq!(with(&key, &"0".repeat(64)), 4);
    assert_eq!(with(&other, &release.manifest_sha256()), 4);
    assert_eq!(with(&key, &release.manifest_sha256()), 0);
}

#[test]
fn an_unverified_list_is_not_installed() {
    let home = Home::new();
    let release = Release::new("2099.12.1", "2099-12-01", &[]);
    let ran = update(&home, &release, &[]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("not installed unverified") && ran.err.contains("--public-key"),
        "{}",
        ran.err
    );
    for (key, said) in [
        ("RWnonsense", "no minisign public key"),
        ("Cargo.toml", "Cargo.toml:1: not a minisign public key"),
    ] {
        let ran = update(&home, &release, &[key]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    assert_eq!(home.files(), []);
}
