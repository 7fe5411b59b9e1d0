//! clap's definitions, changed for layers: switches that take values, options that nobody need type, other defaults.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory as _};

use super::values::{is_no, is_yes};
use super::{Layered, settings};
use crate::cli::Cli;
use crate::escape::terminal;

/// The subcommand that was asked for, and what was typed for it.
pub(super) fn leaf(matches: &ArgMatches) -> (Vec<String>, &ArgMatches) {
    let (mut path, mut at) = (Vec::new(), matches);
    while let Some((name, below)) = at.subcommand() {
        path.push(name.to_owned());
        at = below;
    }
    (path, at)
}

/// Refuses options that exclude each other, both typed. clap would count `--offline=false` as asking for it.
pub(super) fn refuse_conflicts(
    conflicts: &[(String, String)],
    typed: &ArgMatches,
    root: &Command,
) -> Result<(), clap::Error> {
    let asked_for = |id: &str| is_typed(typed, id) && is_on_when_typed(typed, id);
    match conflicts.iter().find(|(a, b)| asked_for(a) && asked_for(b)) {
        None => Ok(()),
        Some((a, b)) => Err(root.clone().error(
            ErrorKind::ArgumentConflict,
            format!("the argument '{}' cannot be used with '{}'", flag(a), flag(b)),
        )),
    }
}

/// Options that are of no use without another, by clap's names. The other may come from the file or the environment,
/// which clap's own `requires` cannot see.
const OF_USE_WITH: [(&str, &str); 1] = [("redact_salt", "redact")];

/// Refuses what is typed and of no use: somebody would believe that it does something.
pub(super) fn refuse_useless(
    typed: &ArgMatches,
    layered: &[Layered],
    root: &Command,
) -> Result<(), clap::Error> {
    let holds = |id: &str| {
        if is_typed(typed, id) {
            is_on_when_typed(typed, id)
        } else {
            layered.iter().any(|layered| layered.id == id && layered.is_on())
        }
    };
    match OF_USE_WITH
        .into_iter()
        .find(|(option, with)| is_typed(typed, option) && !holds(with))
    {
        None => Ok(()),
        Some((option, with)) => Err(root.clone().error(
            ErrorKind::MissingRequiredArgument,
            format!("'{}' is of no use without '{}'", flag(option), flag(with)),
        )),
    }
}

fn flag(id: &str) -> String {
    format!("--{}", id.replace('_', "-"))
}

/// Lets every switch be written with a value as well, as in `--offline=false`: what the file switches on can be
/// switched off.
pub(super) fn with_values_for_switches(command: Command) -> Command {
    command
        .mut_args(|arg| {
            let arg = if arg.is_global_set() {
                arg
            } else {
                // Looked after by this module.
                arg.conflicts_with(clap::builder::Resettable::<clap::Id>::Reset)
            };
            let arg = if OF_USE_WITH.iter().any(|(option, _)| arg.get_id() == option) {
                arg.requires(clap::builder::Resettable::<clap::Id>::Reset)
            } else {
                arg
            };
            if !matches!(arg.get_action(), ArgAction::SetTrue) {
                return arg;
            }
            arg.action(ArgAction::Set)
                .num_args(0..=1)
                .require_equals(true)
                .value_parser(settings::switch_parser())
                .default_missing_value("true")
                .default_value("false")
        })
        .mut_subcommands(with_values_for_switches)
}

/// Asks for no option: the file or the environment may give it.
pub(super) fn all_optional(command: Command) -> Command {
    command
        .mut_args(|arg| {
            let is_option = arg.get_long().is_some();
            if is_option { arg.required(false) } else { arg }
        })
        .mut_subcommands(all_optional)
}

/// Help as the definitions have it, without the values that switches can also be given.
pub(super) fn in_plain_words(error: clap::Error, args: &[OsString]) -> clap::Error {
    if error.kind() == ErrorKind::InvalidSubcommand {
        return with_what_a_name_needs(error, args);
    }
    if error.use_stderr() && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return error;
    }
    let bare = args.iter().map(|arg| match arg.to_str() {
        Some(text) if text.starts_with("--") => match text.split_once('=') {
            Some((switch, value)) if is_yes(&[value.to_owned()]) || is_no(&[value.to_owned()]) => {
                OsString::from(switch)
            }
            _ => arg.clone(),
        },
        _ => arg.clone(),
    });
    match Cli::command().try_get_matches_from(bare) {
        Err(plain) if plain.kind() == error.kind() => plain,
        _ => error,
    }
}

/// Whoever types a name where the subcommand belongs is told which one looks names up, where no subcommand is near.
fn with_what_a_name_needs(mut error: clap::Error, args: &[OsString]) -> clap::Error {
    if error.get(ContextKind::SuggestedSubcommand).is_some() {
        return error;
    }
    if let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand)
        && args.get(1).is_some_and(|first| first.to_str() == Some(name))
    {
        let tip = format!("to look a name up: moveit-exposure check \"{}\"", terminal(name));
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

/// Puts what the layers say where clap looks when nothing is typed.
pub(super) fn with_defaults(command: Command, path: &[String], layered: &[Layered]) -> Command {
    let command = command.mut_args(|arg| match of_arg(&arg, layered) {
        Some(found) if path.is_empty() || arg.is_global_set() => {
            arg.default_values(found.values.clone()).required(false)
        }
        _ => arg,
    });
    match path {
        [] => command,
        [first, rest @ ..] => command.mut_subcommand(first, |below| with_defaults(below, rest, layered)),
    }
}

pub(super) fn of_arg<'a>(arg: &Arg, layered: &'a [Layered]) -> Option<&'a Layered> {
    layered.iter().find(|layered| arg.get_id() == layered.id.as_str())
}

/// Pairs of options that exclude each other, wherever they stand.
pub(super) fn conflicts(command: &Command) -> Vec<(String, String)> {
    let own = command
        .get_arguments()
        .filter(|arg| !arg.is_global_set())
        .flat_map(|arg| {
            command
                .get_arg_conflicts_with(arg)
                .into_iter()
                .map(move |other| (arg.get_id().to_string(), other.get_id().to_string()))
        });
    own.chain(command.get_subcommands().flat_map(conflicts)).collect()
}

pub(super) fn is_typed(matches: &ArgMatches, id: &str) -> bool {
    matches.try_contains_id(id).is_ok() && matches.value_source(id) == Some(ValueSource::CommandLine)
}

/// Whether what was typed asks for anything: a switch that is typed as off does not.
pub(super) fn is_on_when_typed(typed: &ArgMatches, id: &str) -> bool {
    !matches!(typed.try_get_one::<bool>(id), Ok(Some(false)))
}
