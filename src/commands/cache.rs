//! `cache`: the advisories that were fetched earlier.

use super::{CommandError, Streams};
use crate::advisories;
use crate::cli::CacheCommand;
use crate::exit::ExitStatus;
use crate::settings;

pub(super) fn run(command: &CacheCommand, streams: &mut Streams<'_>) -> Result<ExitStatus, CommandError> {
    let CacheCommand::Clear(args) = command;
    let Some(folder) = args.cache_dir.clone().or_else(settings::cache_dir) else {
        return Err(CommandError::usage(
            "this system tells no cache folder",
            "name it with --cache-dir FOLDER",
        ));
    };
    let cleared = advisories::clear_cache(&folder).map_err(|error| {
        CommandError::usage(
            format!("cannot clear the cache in {}: {error}", folder.display()),
            "check the folder and its permissions",
        )
    })?;
    let shown = folder.display().to_string();
    let shown = crate::escape::terminal(&shown);
    if cleared.files == 0 {
        writeln!(streams.out, "nothing was kept in {shown}")?;
    } else {
        let files = if cleared.files == 1 { "file" } else { "files" };
        writeln!(
            streams.out,
            "removed {} {files}, {} KB, from {shown}",
            cleared.files,
            cleared.bytes.div_ceil(1024)
        )?;
    }
    Ok(ExitStatus::Nothing)
}
