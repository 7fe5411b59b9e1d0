//! `explain`: why a name matches, or what held the nearest records back.

use super::{CommandError, Streams};
use crate::cli::ExplainArgs;
use crate::exit::ExitStatus;
use crate::matching::Query;
use crate::screening;
use crate::settings::{Common, ListSettings, matching};

pub(super) fn run(
    args: &ExplainArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let list = ListSettings::from(&args.list).load(common)?;
    let index = screening::index(&list);
    let query = Query {
        name: &args.name,
        country: args.country,
        domain: args.domain.as_deref(),
    };
    let explanation = index.explain(&query, matching(&args.matching));
    streams
        .out
        .write_all((serde_json::to_string_pretty(&explanation)? + "\n").as_bytes())?;
    Ok(ExitStatus::Nothing)
}
