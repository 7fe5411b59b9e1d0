//! Compiles the records of the list into one embedded file, and refuses a bad record with file and reason.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sha2::{Digest, Sha256};

#[allow(
    dead_code,
    unreachable_pub,
    reason = "shared with the library, which uses all of it"
)]
#[path = "src/country.rs"]
mod country;
#[allow(
    dead_code,
    unreachable_pub,
    reason = "shared with the library, which uses all of it"
)]
#[path = "src/dataset/lint.rs"]
mod lint;
#[allow(
    dead_code,
    unreachable_pub,
    reason = "shared with the library, which uses all of it"
)]
#[path = "src/dataset/model.rs"]
mod model;

#[path = "src/names/frequency_format.rs"]
mod frequency_format;
#[allow(dead_code, reason = "shared with the library, which uses all of it")]
#[path = "src/names/key.rs"]
mod key;

const FREQUENCIES: &str = "src/names/tables/word-frequencies.txt";
const HEADER: &str = "src/dataset/list.toml";
const RECORDS: &str = "src/dataset/records";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={HEADER}");
    println!("cargo::rerun-if-changed={RECORDS}");
    println!("cargo::rerun-if-changed={FREQUENCIES}");
    match compile().and_then(|()| compile_frequencies()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Vec<String> {
    vec![format!("{}: {error}", path.display())]
}

/// The word frequencies in the layout that the matcher reads in place.
fn compile_frequencies() -> Result<(), Vec<String>> {
    let text = std::fs::read_to_string(FREQUENCIES).map_err(|e| unreadable(Path::new(FREQUENCIES), &e))?;
    let table = frequency_format::compile(&text, key::key)
        .map_err(|problem| vec![format!("{FREQUENCIES}: {problem}")])?;
    let path = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("word-frequencies.bin");
    std::fs::write(&path, table).map_err(|e| unreadable(&path, &e))
}

fn compile() -> Result<(), Vec<String>> {
    let text = std::fs::read_to_string(HEADER).map_err(|e| unreadable(Path::new(HEADER), &e))?;
    let header = lint::parse_header(HEADER, &text).map_err(|p| vec![p.to_string()])?;

    let directory = Path::new(RECORDS);
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory)
        .map_err(|e| unreadable(directory, &e))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();

    let mut records = Vec::with_capacity(files.len());
    let mut problems = Vec::new();
    for path in &files {
        let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
        let file = path.display().to_string();
        match lint::parse_record(&file, &text) {
            Ok(record) => records.push(lint::Filed { file, record }),
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(lint::lint(&records, lint::Completeness::Full, header.as_of));
    if !problems.is_empty() {
        return Err(problems.iter().map(ToString::to_string).collect());
    }

    // One record a line, in the order of the ids: what `list --format jsonl` prints, so that anybody can recompute the hash.
    records.sort_by(|a, b| a.record.id.cmp(&b.record.id));
    let mut lines = String::new();
    for filed in &records {
        lines += &serde_json::to_string(&filed.record).map_err(|e| vec![e.to_string()])?;
        lines.push('\n');
    }
    let hash: String = Sha256::digest(lines.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();

    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let write = |name: &str, content: &str| {
        let path = out.join(name);
        std::fs::write(&path, content).map_err(|e| unreadable(&path, &e))
    };
    write("list.jsonl", &lines)?;
    write(
        "list.json",
        &serde_json::to_string(&header).map_err(|e| vec![e.to_string()])?,
    )?;
    // Cargo hands it to the program too when it runs it: a name that no setting could have.
    println!("cargo::rustc-env=BUNDLED_LIST_SHA256={hash}");
    Ok(())
}
