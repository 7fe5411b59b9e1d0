//! `data status` and `data verify`: which list is searched, what it holds, and that it is what it was.

use serde::Serialize;

use super::{CommandError, Streams, store};
use crate::cli::{DataStatusArgs, SimpleFormat, StoreArgs};
use crate::dataset::installed::{Installed, Proof, Store};
use crate::dataset::quality::Quality;
use crate::dataset::release::Manifest;
use crate::dataset::{Counts, Dataset, Origin, bundled_manifest, verify as verify_bundled};
use crate::escape::terminal;
use crate::exit::ExitStatus;
use crate::report::model::ListInfo;
use crate::report::text::{days, grouped};
use crate::settings::{self, Common, ListSettings};

/// What `data status --format json` prints.
#[derive(Serialize)]
struct Status {
    #[serde(flatten)]
    counts: Counts,
    dataset: ListInfo,
    lists: Lists,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<Quality>,
}

/// The lists that there are.
#[derive(Serialize)]
struct Lists {
    searched: Origin,
    bundled: Manifest,
    #[serde(skip_serializing_if = "Option::is_none")]
    installed: Option<Kept>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<Kept>,
}

/// An installed list, and the file that holds it.
#[derive(Serialize)]
struct Kept {
    path: String,
    manifest: Manifest,
    proof: Proof,
    from: String,
    installed_at: jiff::Timestamp,
}

impl Kept {
    fn of(store: &Store, installed: Installed) -> Self {
        Self {
            path: store.list_path(&installed).display().to_string(),
            manifest: installed.manifest,
            proof: installed.proof,
            from: installed.from,
            installed_at: installed.installed_at,
        }
    }
}

fn lists(args: &StoreArgs, list: &Dataset) -> Result<Lists, CommandError> {
    let bundled = bundled_manifest()?;
    let store = settings::store(args);
    // A folder that cannot be looked into was told when the list was loaded.
    let state = store.as_ref().and_then(|store| store.state().ok().flatten());
    let (installed, previous) = match (&store, state) {
        (Some(store), Some(state)) => (
            Some(Kept::of(store, state.current)),
            state.previous.map(|previous| Kept::of(store, previous)),
        ),
        _ => (None, None),
    };
    Ok(Lists {
        searched: list.origin(),
        bundled,
        installed,
        previous,
    })
}

pub(super) fn run(
    args: &DataStatusArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let list = super::super::load(&ListSettings::from(&args.list), common, streams)?;
    let status = Status {
        counts: list.counts(),
        dataset: ListInfo::of(&list, common.today()),
        lists: lists(&args.list.store, &list)?,
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
    rows.extend(origin(&status.lists));
    for (label, value) in rows {
        writeln!(streams.out, "{label:<21} {}", terminal(&value))?;
    }
    writeln!(streams.out, "\n{}", info.coverage)?;
    if let Some(quality) = &status.quality {
        write!(streams.out, "\n{}", crate::commands::quality::text(quality))?;
    }
    Ok(ExitStatus::Nothing)
}

/// Where the searched list is from, and which others there are.
fn origin(lists: &Lists) -> Vec<(&'static str, String)> {
    let edition = |manifest: &Manifest| format!("{}, as of {}", manifest.version, manifest.as_of);
    let mut rows = Vec::new();
    match (lists.searched, &lists.installed) {
        (Origin::Installed, Some(kept)) => {
            rows.push(("Searched", "the installed list".to_owned()));
            rows.push(("Kept in", kept.path.clone()));
            rows.push(("Came from", format!("{}, {}", kept.from, kept.installed_at)));
            match &kept.proof {
                Proof::Signed(signed) => {
                    rows.push(("Signed with", signed.key.clone()));
                    rows.push(("Signer's comment", signed.comment.clone()));
                }
                Proof::ManifestSha256(hash) => {
                    rows.push(("Trusted by", format!("the SHA-256 of its manifest, {hash}")));
                }
            }
            rows.push(("Bundled", edition(&lists.bundled)));
        }
        (Origin::Own, _) => rows.push(("Searched", "your own records alone".to_owned())),
        (_, None) => rows.push(("Searched", "the bundled list; no other is installed".to_owned())),
        (_, Some(kept)) => {
            rows.push(("Searched", "the bundled list".to_owned()));
            rows.push(("Installed", edition(&kept.manifest)));
        }
    }
    if let Some(kept) = &lists.previous {
        rows.push(("Before it", edition(&kept.manifest)));
    }
    rows
}

pub(super) fn verify(args: &StoreArgs, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    let found = verify_bundled();
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
    let Ok(store) = store(args) else {
        return Ok(ExitStatus::Nothing);
    };
    if let Some(state) = store.state()? {
        for installed in std::iter::once(&state.current).chain(&state.previous) {
            store.load(installed)?;
            writeln!(
                streams.out,
                "the installed list {} has the SHA-256 with which it was installed: {}",
                installed.manifest.version, installed.manifest.sha256
            )?;
        }
    }
    Ok(ExitStatus::Nothing)
}
