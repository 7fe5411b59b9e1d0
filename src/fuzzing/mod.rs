//! What the fuzz targets under `fuzz/` run: one function a target, over any bytes. Each panics where something that
//! must hold for every input does not.
//!
//! It is built for cargo-fuzz, which sets `cfg(fuzzing)`, and for the tests, which run every target over its corpus. No
//! other build has it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a target says what is wrong by a panic, and is called by nobody else"
)]

mod dataset;
mod input;
mod ledger;
mod names;
mod patched;
#[cfg(test)]
mod properties;
mod reports;

/// A target, by its name under `fuzz/fuzz_targets/` and `fuzz/corpus/`.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 17] = [
    ("names", names::names),
    ("matching", names::matching),
    ("delimited", input::text),
    ("json_input", input::json),
    ("workbook", input::workbook),
    ("workbook_parts", input::workbook_parts),
    ("records", dataset::records),
    ("manifest", dataset::manifest),
    ("signature", dataset::signature),
    ("cve", crate::advisories::fuzzing::cve),
    ("kev", crate::advisories::fuzzing::kev),
    ("bulletin", crate::advisories::fuzzing::bulletin),
    ("cached", crate::advisories::fuzzing::cached),
    ("report", reports::convert),
    ("diff", reports::diff),
    ("ledger", ledger::ledger),
    ("config", crate::cli::layers::fuzzing::config),
];

/// Runs one target.
///
/// # Panics
/// There is no such target, or something does not hold for these bytes.
pub fn run(name: &str, bytes: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
    target(bytes);
}

/// Fails where a text that goes to a terminal holds what acts on one; line ends are its own.
pub(crate) fn assert_safe_on_a_terminal(text: &str) {
    for line in text.split('\n') {
        assert_eq!(crate::escape::terminal(line), line);
    }
}

#[cfg(test)]
#[allow(
    clippy::print_stdout,
    reason = "cargo test shows it only where a target does not hold, and it names the file"
)]
mod tests {
    use std::path::Path;

    use super::*;

    fn fuzz(below: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(below)
    }

    /// The files of a folder, in the order of their names. The package is published without `fuzz/`.
    fn files(folder: &Path) -> Vec<std::path::PathBuf> {
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
        files.sort();
        files
    }

    #[test]
    fn every_target_holds_for_its_corpus() {
        if !fuzz("").exists() {
            return;
        }
        for (name, target) in TARGETS {
            let corpus = files(&fuzz("corpus").join(name));
            assert!(!corpus.is_empty(), "{name} has no corpus");
            for path in corpus {
                println!("{}", path.display());
                target(&std::fs::read(&path).unwrap());
            }
        }
    }

    #[test]
    fn every_target_holds_for_the_corpora_of_the_others_cut_short() {
        if !fuzz("").exists() {
            return;
        }
        for (folder, _) in TARGETS {
            for path in files(&fuzz("corpus").join(folder)).iter().take(3) {
                let bytes = std::fs::read(path).unwrap();
                for (name, target) in TARGETS {
                    println!("{name} {}", path.display());
                    target(&bytes[..bytes.len() / 2]);
                }
            }
        }
    }

    #[test]
    fn every_target_is_built_by_cargo_fuzz() {
        if !fuzz("").exists() {
            return;
        }
        let mut names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        let stems = |below: &str| -> Vec<String> {
            files(&fuzz(below))
                .iter()
                .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(stems("fuzz_targets"), names);
        assert_eq!(stems("corpus"), names);
        let manifest = std::fs::read_to_string(fuzz("Cargo.toml")).unwrap();
        for name in names {
            let path = format!("fuzz_targets/{name}.rs");
            let binary = format!("[[bin]]\nname = \"{name}\"\npath = \"{path}\"\n");
            assert!(manifest.contains(&binary), "{name}");
            let call = format!("|data: &[u8]| moveit_exposure::fuzzing::run(\"{name}\", data)");
            assert!(
                std::fs::read_to_string(fuzz(&path)).unwrap().contains(&call),
                "{name}"
            );
        }
    }
}
