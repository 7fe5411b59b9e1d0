//! What a file and the environment may set: the long options of every subcommand, as clap's definitions have them.

use std::any::TypeId;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, Command};

use crate::report::Format;

/// What every variable begins with.
pub(super) const PREFIX: &str = "MOVEIT_EXPOSURE_";

/// Subcommands that are about the program itself: what they do is only ever what was typed.
const TOOLING: [&str; 5] = ["init", "config", "completions", "man", "schema"];

/// Options that choose the file itself, and have a variable and no key.
pub(super) const ABOUT_THE_FILE: [&str; 2] = ["config", "no-config"];

/// Not for a file: with a day pinned there, the list would never look old.
const NOT_IN_A_FILE: [&str; 1] = ["now"];

/// What is not printed, by `config show` or a message: who knows the salt can try names against a redacted report.
const SECRET: [&str; 1] = ["redact-salt"];

/// Options that share a name with what `check` is told of its subjects, and mean something else: only the table or
/// variable of their own subcommand sets them, else a country set for `check` would shorten `list` unasked, or be taken
/// for that of the one subject whose finding is accepted.
const ONLY_OF_THEIR_OWN: [(&str, &[&str]); 2] = [
    ("list", &["country", "vendor"]),
    (
        "accept add",
        &["country", "vendor", "domain", "input", "sheet", "column"],
    ),
];

/// A subcommand that can be run, and the options that can be set for it.
#[derive(Debug, Clone)]
pub(super) struct Runnable {
    /// Its words: `advisories`, `show`.
    pub(super) path: Vec<String>,
    /// Its own options, then those of every subcommand.
    pub(super) settings: Vec<Setting>,
}

/// An option of a subcommand.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    /// clap's name for it.
    pub(super) id: String,
    /// Its long name, which is its key in the file too.
    pub(super) long: String,
    pub(super) kind: Kind,
    pub(super) times: Times,
    pub(super) holds: Holds,
    pub(super) reach: Reach,
    /// The words that it takes, where they are a closed set.
    pub(super) words: Vec<String>,
    /// Its help, in one line.
    pub(super) help: String,
    /// What stands for its value in the help.
    pub(super) placeholder: String,
    /// What holds when nobody says anything.
    pub(super) defaults: Vec<String>,
    /// The heading that it stands under.
    pub(super) heading: String,
    parser: ValueParser,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// On or off.
    Switch,
    /// A whole number.
    Number,
    /// Anything else.
    Text,
}

/// How often it may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    Once,
    Many,
}

/// What its value is, as far as a relative path in it has to be found from the folder of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// No path.
    NoPath,
    /// A path.
    Path,
    /// `FORMAT=PATH`, where a report is written.
    Report,
}

/// Which subcommands have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Every one: it can be set at the top level only.
    Everywhere,
    /// Its own: it can be set in its table, or for all that have it at the top level.
    Subcommand,
    /// Its own, and at the top level the name means something else.
    OwnTableOnly,
}

/// Every subcommand that can be run, with its settings.
pub(super) fn runnables(root: &Command) -> Vec<Runnable> {
    let everywhere: Vec<Setting> = root
        .get_arguments()
        .filter(|arg| arg.is_global_set())
        .filter(|arg| arg.get_long().is_some_and(|long| !ABOUT_THE_FILE.contains(&long)))
        .filter_map(|arg| Setting::new(arg, Reach::Everywhere))
        .collect();
    let mut found = Vec::new();
    for command in root.get_subcommands() {
        if !TOOLING.contains(&command.get_name()) {
            walk(command, &mut Vec::new(), &everywhere, &mut found);
        }
    }
    found
}

fn walk(command: &Command, path: &mut Vec<String>, everywhere: &[Setting], found: &mut Vec<Runnable>) {
    path.push(command.get_name().to_owned());
    if !command.is_subcommand_required_set() {
        let own = command
            .get_arguments()
            .filter(|arg| !arg.is_global_set())
            .filter_map(|arg| {
                let long = arg.get_long()?;
                let words = path.join(" ");
                let only = ONLY_OF_THEIR_OWN
                    .iter()
                    .any(|(of, options)| *of == words && options.contains(&long));
                Setting::new(
                    arg,
                    if only {
                        Reach::OwnTableOnly
                    } else {
                        Reach::Subcommand
                    },
                )
            });
        found.push(Runnable {
            path: path.clone(),
            settings: own.chain(everywhere.iter().cloned()).collect(),
        });
    }
    for below in command.get_subcommands() {
        walk(below, path, everywhere, found);
    }
    path.pop();
}

impl Setting {
    fn new(arg: &Arg, reach: Reach) -> Option<Self> {
        let kind = match arg.get_action() {
            ArgAction::SetTrue => Kind::Switch,
            ArgAction::Set | ArgAction::Append => {
                let id = arg.get_value_parser().type_id();
                if id == TypeId::of::<u16>() || id == TypeId::of::<u32>() || id == TypeId::of::<u64>() {
                    Kind::Number
                } else {
                    Kind::Text
                }
            }
            // --help and --version.
            _ => return None,
        };
        let id = arg.get_value_parser().type_id();
        let placeholder = arg.get_value_names().and_then(|names| names.first());
        Some(Self {
            id: arg.get_id().to_string(),
            long: arg.get_long()?.to_owned(),
            kind,
            times: match arg.get_action() {
                ArgAction::Append => Times::Many,
                _ => Times::Once,
            },
            holds: if id == TypeId::of::<PathBuf>() {
                Holds::Path
            } else if id == TypeId::of::<(Format, PathBuf)>() {
                Holds::Report
            } else {
                Holds::NoPath
            },
            reach,
            words: match kind {
                Kind::Switch => Vec::new(),
                _ => arg
                    .get_possible_values()
                    .iter()
                    .map(|value| value.get_name().to_owned())
                    .collect(),
            },
            help: arg.get_help().map(ToString::to_string).unwrap_or_default(),
            placeholder: placeholder.map(ToString::to_string).unwrap_or_default(),
            defaults: match kind {
                Kind::Switch => vec!["false".to_owned()],
                _ => arg
                    .get_default_values()
                    .iter()
                    .map(|value| value.to_string_lossy().into_owned())
                    .collect(),
            },
            heading: arg.get_help_heading().unwrap_or("Options").to_owned(),
            parser: match kind {
                Kind::Switch => switch_parser(),
                _ => arg.get_value_parser().clone(),
            },
        })
    }

    /// Whether it has a key in the file.
    pub(super) fn has_key(&self) -> bool {
        !NOT_IN_A_FILE.contains(&self.long.as_str())
    }

    /// Its values, as they may be printed.
    pub(super) fn shown(&self, values: &[String]) -> Vec<String> {
        if SECRET.contains(&self.long.as_str()) && !values.is_empty() {
            return vec!["(not shown)".to_owned()];
        }
        values.to_vec()
    }

    /// How many words of its subcommand's path may stand before it, in a file's table or a variable: the most first.
    pub(super) fn depths(&self, path: &[String]) -> impl Iterator<Item = usize> {
        let (least, most) = match self.reach {
            Reach::Everywhere => (0, 0),
            Reach::Subcommand => (0, path.len()),
            Reach::OwnTableOnly => (path.len(), path.len()),
        };
        (least..=most).rev()
    }

    /// What clap's own parser of the option says of values.
    pub(super) fn accepts(&self, values: &[String]) -> Result<(), String> {
        let probe = Command::new("probe").no_binary_name(true).arg(
            Arg::new("value")
                .long("value")
                .action(ArgAction::Append)
                .value_parser(self.parser.clone()),
        );
        let given = values.iter().map(|value| format!("--value={value}"));
        let Err(error) = probe.try_get_matches_from(given) else {
            return Ok(());
        };
        if self.kind == Kind::Switch {
            return Err("write true, yes, on or 1; or false, no, off or 0".to_owned());
        }
        if let Some(ContextValue::Strings(words)) = error.get(ContextKind::ValidValue)
            && !words.is_empty()
        {
            let near = match error.get(ContextKind::SuggestedValue) {
                Some(ContextValue::String(near)) => format!("; did you mean {near}?"),
                _ => String::new(),
            };
            return Err(format!("it takes {}{near}", words.join(", ")));
        }
        Err(std::error::Error::source(&error).map_or_else(
            || format!("it is no {}", self.placeholder),
            std::string::ToString::to_string,
        ))
    }
}

/// What switches read.
pub(super) fn switch_parser() -> ValueParser {
    clap::builder::BoolishValueParser::new().into()
}

/// The variable for an option, of all subcommands (no `scope`) or of one.
pub(super) fn variable(scope: &[String], long: &str) -> String {
    let words: Vec<&str> = scope.iter().map(String::as_str).chain([long]).collect();
    format!("{PREFIX}{}", words.join("_").replace('-', "_").to_uppercase())
}

/// The variables for the options of a subcommand and those below it, or of all: names, and what they set.
pub(crate) fn variables(of: &[String]) -> Vec<(String, String)> {
    let known = runnables(&<crate::cli::Cli as clap::CommandFactory>::command());
    let mut by_name: Vec<(String, Vec<(&Runnable, &Setting)>)> = Vec::new();
    for runnable in known.iter().filter(|runnable| runnable.path.starts_with(of)) {
        for setting in &runnable.settings {
            // The one that speaks to the most subcommands.
            let least = setting.depths(&runnable.path).last().unwrap_or(0);
            let name = variable(&runnable.path[..least], &setting.long);
            match by_name.iter_mut().find(|(known, _)| *known == name) {
                Some((_, same)) => same.push((runnable, setting)),
                None => by_name.push((name, vec![(runnable, setting)])),
            }
        }
    }
    let described = by_name.into_iter().map(|(name, same)| {
        let (_, first) = same[0];
        let mut help = if same.iter().all(|(_, setting)| setting.help == first.help) {
            first.help.clone()
        } else {
            let each: Vec<String> = same
                .iter()
                .map(|(runnable, setting)| format!("{}: {}", runnable.path.join(" "), setting.help))
                .collect();
            each.join(". ")
        };
        if first.times == Times::Many {
            help.push_str(". One a line");
        }
        (name, help)
    });
    let about_the_file = [
        ("config", "Read settings from this file, and look for no other"),
        ("no-config", "Read no configuration file"),
    ];
    described
        .chain(about_the_file.map(|(long, help)| (variable(&[], long), help.to_owned())))
        .collect()
}
