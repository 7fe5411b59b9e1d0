//! `data update` and `data rollback`: a newer list in, or the one before back.

use super::{CommandError, Streams, store};
use crate::cli::{DataRollbackArgs, DataUpdateArgs};
use crate::dataset::Origin;
use crate::dataset::installed::{Proof, Rollback};
use crate::dataset::signature::PublicKey;
use crate::dataset::update::{Outcome, Place, Trust, update};
use crate::escape::terminal;
use crate::exit::ExitStatus;
use crate::settings::Common;

pub(super) fn run(
    args: &DataUpdateArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    if args.offline && matches!(args.from, Place::Url(_)) {
        return Err(CommandError::usage(
            "--offline leaves the network alone, and --from is an address",
            "give the path of a release on disk, or leave --offline out",
        ));
    }
    let mut keys = Vec::new();
    for given in &args.public_key {
        keys.extend(PublicKey::from_key_or_file(given).map_err(|error| {
            CommandError::usage(
                format!("--public-key cannot be used: {error}"),
                "give the key that the publisher of the list names, as minisign writes it: RW and 54 more characters, or a file such as minisign.pub",
            )
        })?);
    }
    let Some(trust) = Trust::new(keys, args.sha256.clone()) else {
        return Err(CommandError::usage(
            "a list is not installed unverified",
            "say whom you trust with --public-key KEY (or MOVEIT_EXPOSURE_PUBLIC_KEY), or give the manifest's SHA-256 with --sha256",
        ));
    };
    let store = store(&args.store)?;
    let installed = match update(&args.from, &trust, &store, args.deadline, common.now)? {
        Outcome::InUseAlready(manifest) => {
            writeln!(
                streams.out,
                "the list {}, as of {}, is in use already; nothing was changed",
                manifest.version, manifest.as_of
            )?;
            return Ok(ExitStatus::Nothing);
        }
        Outcome::New(installed) => installed,
    };
    let manifest = &installed.manifest;
    writeln!(
        streams.out,
        "the list {}, as of {}, with {} records is in use now",
        manifest.version, manifest.as_of, manifest.records
    )?;
    match &installed.proof {
        Proof::Signed(signed) => writeln!(
            streams.out,
            "signed with {}: {}",
            signed.key,
            terminal(&signed.comment)
        )?,
        Proof::ManifestSha256(hash) => {
            writeln!(streams.out, "trusted by the SHA-256 of its manifest, {hash}")?;
        }
    }
    let path = store.list_path(&installed).display().to_string();
    writeln!(
        streams.out,
        "kept in {}; data rollback goes back",
        terminal(&path)
    )?;
    Ok(ExitStatus::Nothing)
}

pub(super) fn roll_back(
    args: &DataRollbackArgs,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let how = if args.to_bundled {
        Rollback::ToBundled
    } else {
        Rollback::ToPrevious
    };
    let store = store(&args.store)?;
    store.lock()?.roll_back(how)?;
    let found = store.in_use()?;
    if let Some(note) = found.note {
        streams.note(&note)?;
    }
    let which = match found.list.origin() {
        Origin::Installed => "the list",
        Origin::Bundled | Origin::Own => "the bundled list",
    };
    if let Some(header) = found.list.header() {
        writeln!(
            streams.out,
            "{which} {}, as of {}, is in use now",
            header.version, header.as_of
        )?;
    }
    Ok(ExitStatus::Nothing)
}
