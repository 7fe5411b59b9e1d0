//! `data`: status, hash and linter of the list.

use std::path::Path;

use serde::Serialize;

use super::{CommandError, Streams};
use crate::cli::{DataCommand, DataStatusArgs, SimpleFormat};
use crate::dataset::lint::{Completeness, Filed, Problem, lint, parse_header, parse_record};
use crate::dataset::quality::Quality;
use crate::dataset::{Counts, DatasetError, verify};
use crate::exit::ExitStatus;
use crate::report::model::ListInfo;
use crate::report::text::{days, grouped};
use crate::settings::{Common, ListSettings};

pub(super) fn run(
    command: &DataCommand,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    match command {
        DataCommand::Status(args) => status(args, common, streams),
        DataCommand::Verify => {
            let found = verify();
            if !found.holds() {
                return Err(CommandError::HashDiffers {
                    expected: found.expected,
                    found: found.found,
                });
            }
            writeln!(
                streams.out,
                "the bundled list has the SHA-256 that the build wrote down: {}",
                found.found
            )?;
            Ok(ExitStatus::Nothing)
        }
        DataCommand::Lint(args) => lint_folder(&args.folder, common, streams),
    }
}

/// What `data status --format json` prints.
#[derive(Serialize)]
struct Status {
    #[serde(flatten)]
    counts: Counts,
    dataset: ListInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<Quality>,
}

fn status(
    args: &DataStatusArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let list = ListSettings::from(&args.list).load(common)?;
    let status = Status {
        counts: list.counts(),
        dataset: ListInfo::of(&list, common.today()),
        quality: args.quality.then(|| Quality::of(&list)),
    };
    if args.format != SimpleFormat::Text {
        streams
            .out
            .write_all((serde_json::to_string_pretty(&status)? + "\n").as_bytes())?;
        return Ok(ExitStatus::Nothing);
    }
    let (counts, info) = (&status.counts, &status.dataset);
    let mut rows = vec![
        ("Records", grouped(counts.records as u64)),
        ("Vendors", grouped(counts.vendors as u64)),
        ("Vendor relationships", grouped(counts.relationships as u64)),
        ("Sources", grouped(counts.sources as u64)),
        ("Countries", grouped(counts.countries as u64)),
        ("Withdrawn", grouped(counts.withdrawn as u64)),
    ];
    if let Some(header) = list.header() {
        rows.push(("Version", header.version.clone()));
        rows.push(("As of", header.as_of.to_string()));
        rows.push(("Age", info.age_in_days.map_or_else(String::new, days)));
        rows.push(("Licence", header.licence.clone()));
    }
    if let Some(hash) = &info.sha256 {
        rows.push(("SHA-256", hash.clone()));
    }
    for (label, value) in rows {
        writeln!(streams.out, "{label:<21} {value}")?;
    }
    writeln!(streams.out, "\n{}", info.coverage)?;
    if let Some(quality) = &status.quality {
        write!(streams.out, "\n{}", super::quality::text(quality))?;
    }
    Ok(ExitStatus::Nothing)
}

fn lint_folder(
    folder: &Path,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |error| CommandError::Dataset(DatasetError::Unreadable { path, error })
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(CommandError::usage(
            format!("{} holds no record file", folder.display()),
            "give the folder of the records, such as src/dataset/records",
        ));
    }

    let mut records = Vec::new();
    let mut problems: Vec<Problem> = Vec::new();
    for path in &files {
        let file = path.display().to_string();
        let bytes = std::fs::read(path).map_err(unreadable(path))?;
        let parsed = match String::from_utf8(bytes) {
            Ok(text) => parse_record(&file, &text),
            Err(_) => Err(Problem {
                place: file.clone(),
                code: "not-utf-8",
                reason: "not UTF-8; save the file as UTF-8".to_owned(),
            }),
        };
        match parsed {
            Ok(record) => records.push(Filed { file, record }),
            Err(problem) => problems.push(problem),
        }
    }
    // The list's own header, which stands beside the folder, says how late a date may be.
    let header = folder
        .parent()
        .map(|parent| parent.join("list.toml"))
        .filter(|path| path.is_file());
    let mut latest = common.today();
    if let Some(path) = header {
        let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
        match parse_header(&path.display().to_string(), &text) {
            Ok(header) if header.as_of <= latest => latest = header.as_of,
            Ok(header) => problems.push(Problem {
                place: path.display().to_string(),
                code: "future-date",
                reason: format!("as_of {} lies in the future", header.as_of),
            }),
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(lint(&records, Completeness::Full, latest));
    if problems.is_empty() {
        writeln!(streams.out, "{} records, no problem", records.len())?;
        return Ok(ExitStatus::Nothing);
    }
    Err(CommandError::Dataset(DatasetError::Invalid(problems)))
}
