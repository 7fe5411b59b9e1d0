//! `config`: what is set outside of the command line.

use serde::Serialize;

use super::{CommandError, Streams};
use crate::cli::layers::{Layers, Origin};
use crate::cli::{ConfigCommand, SimpleFormat};
use crate::escape::terminal;
use crate::exit::ExitStatus;

/// What `config show --format json` prints.
#[derive(Serialize)]
struct Shown<'a> {
    file: Option<String>,
    settings: Vec<Setting<'a>>,
}

#[derive(Serialize)]
struct Setting<'a> {
    key: &'a str,
    values: &'a [String],
    source: Source<'a>,
}

#[derive(Serialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
enum Source<'a> {
    File { path: String, line: usize },
    Environment { variable: &'a str },
    Default,
}

pub(super) fn run(
    command: &ConfigCommand,
    layers: &Layers,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let ConfigCommand::Show(args) = command;
    let rendered = match args.format {
        SimpleFormat::Text => text(layers),
        SimpleFormat::Json | SimpleFormat::Jsonl => json(layers)?,
    };
    streams.out.write_all(rendered.as_bytes())?;
    Ok(ExitStatus::Nothing)
}

fn text(layers: &Layers) -> String {
    let shown = layers.shown();
    let mut out = match &shown.file {
        Some(file) => format!(
            "Configuration file: {}\n\n",
            terminal(&file.display().to_string())
        ),
        None => "Configuration file: none\n\n".to_owned(),
    };
    let rows: Vec<[String; 3]> = shown
        .rows
        .iter()
        .map(|row| {
            let value = match row.values.as_slice() {
                [] => "not set".to_owned(),
                values => values.join(", "),
            };
            let origin = row
                .origin
                .as_ref()
                .map_or_else(|| "default".to_owned(), ToString::to_string);
            [row.key.clone(), terminal(&value).into_owned(), origin]
        })
        .collect();
    // A long value does not push the others away.
    const WIDEST: usize = 40;
    let width = |at: usize| {
        let widths = rows.iter().map(|row| textwrap::core::display_width(&row[at]));
        widths.filter(|width| *width <= WIDEST).max().unwrap_or(0)
    };
    let (keys, values) = (width(0), width(1));
    for [key, value, origin] in &rows {
        let room = values.saturating_sub(textwrap::core::display_width(value));
        out.push_str(&format!("{key:<keys$}  {value}{:room$}  {origin}\n", ""));
    }
    out
}

fn json(layers: &Layers) -> Result<String, CommandError> {
    let shown = layers.shown();
    let settings = shown.rows.iter().map(|row| Setting {
        key: &row.key,
        values: &row.values,
        source: match &row.origin {
            Some(Origin::File { path, line }) => Source::File {
                path: path.display().to_string(),
                line: *line,
            },
            Some(Origin::Variable(variable)) => Source::Environment { variable },
            None => Source::Default,
        },
    });
    Ok(serde_json::to_string_pretty(&Shown {
        file: shown.file.as_ref().map(|file| file.display().to_string()),
        settings: settings.collect(),
    })? + "\n")
}
