//! `data export`: the list as a release that anybody can host.

use super::lint::no_records;
use super::{CommandError, Streams};
use crate::cli::DataExportArgs;
use crate::dataset::export::write;
use crate::dataset::model::{ListHeader, Record};
use crate::dataset::release::ListVersion;
use crate::dataset::{DatasetError, folder};
use crate::escape::terminal;
use crate::exit::ExitStatus;
use crate::settings::{Common, ListSettings};

/// What is written, with what its list says of itself.
struct Content {
    records: Vec<Record>,
    header: Option<ListHeader>,
    altered: bool,
}

pub(super) fn run(
    args: &DataExportArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let content = content(args, common, streams)?;
    let (header, version) = header(args, &content)?;
    let exported = write(&args.to, &header, version, content.records)?;
    let manifest = &exported.manifest;
    let path = exported.path.display().to_string();
    let path = terminal(&path);
    writeln!(
        streams.out,
        "wrote the list {}, as of {}: {} records, {} bytes, SHA-256 {}",
        manifest.version, manifest.as_of, manifest.records, manifest.size, manifest.sha256
    )?;
    writeln!(
        streams.out,
        "its manifest is {path}, SHA-256 {}",
        exported.manifest_sha256
    )?;
    writeln!(streams.out, "sign it with: minisign -S -m {path}")?;
    if let Some(signature) = exported.stale_signature {
        streams.warn(&format!(
            "{} is the signature of an earlier manifest; sign anew",
            signature.display()
        ))?;
    }
    Ok(ExitStatus::Nothing)
}

fn content(
    args: &DataExportArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<Content, CommandError> {
    let Some(path) = &args.records else {
        let list = super::super::load(&ListSettings::from(&args.list), common, streams)?;
        return Ok(Content {
            records: list.records().to_vec(),
            header: list.header().cloned(),
            altered: !list.additions().is_empty(),
        });
    };
    let read = folder::read(path)?;
    if !read.problems.is_empty() {
        return Err(DatasetError::Invalid(read.problems).into());
    }
    if read.records.is_empty() {
        return Err(no_records(path));
    }
    Ok(Content {
        records: read.records.into_iter().map(|filed| filed.record).collect(),
        header: read.header.map(|(_, header)| header),
        altered: false,
    })
}

/// What the release will say of itself: what was typed, else what the list says.
fn header(args: &DataExportArgs, content: &Content) -> Result<(ListHeader, ListVersion), CommandError> {
    let of_list = content.header.as_ref();
    if content.altered && args.list_version.is_none() {
        return Err(CommandError::usage(
            "a list with records of your own is not the list of that version any more",
            "give the release a version of its own with --list-version, such as 2026.12.1",
        ));
    }
    let missing = |what: &str| {
        CommandError::usage(
            format!("the list does not say its {what}"),
            "give --list-version, --as-of and --licence",
        )
    };
    let version = match (&args.list_version, of_list) {
        (Some(version), _) => version.clone(),
        (None, Some(header)) => {
            header
                .version
                .parse()
                .map_err(|error: crate::dataset::release::NotAVersion| {
                    CommandError::usage(error.to_string(), "give another with --list-version")
                })?
        }
        (None, None) => return Err(missing("version")),
    };
    let as_of = args.as_of.or(of_list.map(|header| header.as_of));
    let licence = args
        .licence
        .clone()
        .or(of_list.map(|header| header.licence.clone()));
    Ok((
        ListHeader {
            version: version.to_string(),
            as_of: as_of.ok_or_else(|| missing("date"))?,
            licence: licence.ok_or_else(|| missing("licence"))?,
        },
        version,
    ))
}
