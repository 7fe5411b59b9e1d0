//! Subcommands about the program itself: its configuration file, its manual, its completions, its schemas.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory as _, Subcommand};

use crate::schema::SchemaName;

use super::{SimpleFormat, examples, one_of};

/// `init`
#[derive(Debug, Args)]
#[command(after_help = examples::INIT)]
pub struct InitArgs {
    /// Where to write it
    #[arg(value_name = "FILE", default_value = super::layers::NAME)]
    pub file: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    pub force: bool,
}

/// `config`
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Show every setting in force, and where it comes from
    Show(ConfigShowArgs),
}

/// `config show`
#[derive(Debug, Args)]
#[command(after_help = examples::CONFIG_SHOW)]
pub struct ConfigShowArgs {
    /// text or json
    #[arg(long, value_name = "F", default_value = "text", value_parser = one_of(&SimpleFormat::ONE, SimpleFormat::word),
          hide_possible_values = true)]
    pub format: SimpleFormat,
}

/// `completions`
#[derive(Debug, Args)]
#[command(after_help = examples::COMPLETIONS)]
pub struct CompletionsArgs {
    /// For which shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// The completions for a shell.
pub(crate) fn completions(args: &CompletionsArgs) -> Vec<u8> {
    let mut command = super::Cli::command();
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut command, "moveit-exposure", &mut out);
    out
}

/// `man`
#[derive(Debug, Args)]
#[command(after_help = examples::MAN)]
pub struct ManArgs {
    /// The words of a subcommand, for its own page; without, the page of the program
    #[arg(value_name = "SUBCOMMAND", num_args = 0..=3)]
    pub subcommand: Vec<String>,
}

/// `schema`
#[derive(Debug, Args)]
#[command(after_help = examples::SCHEMA)]
pub struct SchemaArgs {
    /// report (check --format json), line (a line of --format jsonl), diff (diff --format json), record (an
    /// organization of the list) or config (moveit-exposure.toml)
    #[arg(value_name = "OF", value_parser = schemas(), hide_possible_values = true)]
    pub of: SchemaOf,
}

/// What has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaOf {
    /// What the program writes, or reads of the list.
    Data(SchemaName),
    /// The configuration file.
    Config,
}

fn schemas() -> impl TypedValueParser<Value = SchemaOf> {
    let words = SchemaName::ALL
        .map(SchemaName::word)
        .into_iter()
        .chain(["config"]);
    PossibleValuesParser::new(words).map(|given| {
        let named = SchemaName::ALL.into_iter().find(|name| name.word() == given);
        named.map_or(SchemaOf::Config, SchemaOf::Data)
    })
}
