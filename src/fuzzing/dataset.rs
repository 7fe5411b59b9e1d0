//! The list: records, and releases of it.

use std::sync::OnceLock;

use jiff::civil::date;

use crate::dataset::lint::{Completeness, Filed, lint, parse_header, parse_record};
use crate::dataset::model::Record;
use crate::dataset::release::{Manifest, lines};
use crate::dataset::signature::{PublicKey, verify};
use crate::dataset::{Dataset, read_bytes};

/// Records of a user's own, TOML or JSON Lines: what is read is written and read back as the same, whatever the rules
/// for records say of it.
pub(super) fn records(bytes: &[u8]) {
    let path = std::path::Path::new("own");
    let Ok((records, sha256)) = read_bytes(path, bytes) else {
        let _ = parse_header("list.toml", &String::from_utf8_lossy(bytes));
        return;
    };
    assert_eq!(sha256.len(), 64);
    for Filed { record, .. } in &records {
        let json = serde_json::to_string(record).unwrap();
        assert!(!json.contains(['\n', '\r']));
        assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), *record);
        let toml = toml::to_string(record).unwrap();
        assert_eq!(parse_record("own", &toml).unwrap(), *record);
    }
    let today = date(2026, 11, 24);
    for completeness in [Completeness::Full, Completeness::Matching] {
        for problem in lint(&records, completeness, today) {
            assert!(!problem.to_string().is_empty());
        }
    }
    let mut list = Dataset::empty();
    if list.add(path, (records, sha256), today).is_ok() {
        let index = crate::screening::index(&list);
        for record in list.records() {
            let _ = list.customers_of(&record.id);
        }
        assert_eq!(
            index.organizations().len(),
            list.records()
                .iter()
                .filter(|record| record.withdrawn.is_none())
                .count()
        );
        let _ = list.counts();
    }
}

/// A release: the manifest, and behind a NUL byte the list. What is accepted is what `data export` writes.
pub(super) fn manifest(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (manifest, content) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let Ok(manifest) = Manifest::read(manifest) else {
        return;
    };
    let written = manifest.to_bytes().unwrap();
    assert_eq!(Manifest::read(&written).unwrap(), manifest);
    assert!(!manifest.file.contains(['/', '\\']) && !manifest.file.starts_with('.'));
    let _ = manifest.check_date(date(2026, 11, 24));
    let _ = manifest.read_and_lint(content);
    // The fuzzer finds no hash, so the same once more with the right one.
    let fitting = Manifest {
        size: content.len() as u64,
        sha256: crate::dataset::sha256_hex(content),
        records: content.iter().filter(|byte| **byte == b'\n').count() as u64,
        ..manifest
    };
    if let Ok(mut records) = fitting.read_records(content) {
        assert_eq!(lines(&mut records).unwrap().as_bytes(), content);
        let _ = fitting.read_and_lint(content);
        assert_eq!(
            Dataset::installed(&fitting, records).sha256(),
            Some(fitting.sha256.as_str())
        );
    }
}

/// A signature: no bytes but the true ones fit, and a key reads as itself.
pub(super) fn signature(bytes: &[u8]) {
    // Made with minisign 0.11 for this; the secret key is gone.
    const KEY: &str = "RWR9ikKzWU8B7CWL1ddG6wx8fqniWyMv4QIOFQBkNjhj/7fwZufYf5yR";
    const MESSAGE: &[u8] = b"{\"schema\":1}\n";
    const SIGNED: &str = "RUR9ikKzWU8B7CBhZKm5zNoF8XXmEZTP4ggqLnfAT3DZS2ya229siJU1OweLWXYLUj7aD1kLSo7HfF4tkNk+nfZI4ZrnIrmPMg8=";
    static KEYS: OnceLock<Vec<PublicKey>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| PublicKey::from_key_or_file(KEY).unwrap());
    if let Ok(signed) = verify(MESSAGE, bytes, keys) {
        let text = String::from_utf8_lossy(bytes);
        assert!(text.contains(SIGNED), "{text}");
        assert_eq!(
            (signed.key.as_str(), signed.comment.as_str()),
            (KEY, "list of a test")
        );
    }
    assert!(verify(b"another", bytes, keys).is_err());
    let _ = PublicKey::keys_in(std::path::Path::new("keys.pub"), bytes);
}
