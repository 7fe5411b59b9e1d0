//! Pages of the manual: what `--help` says, and sections on exit codes, variables and files.

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use roff::{Roff, bold, roman};

use super::{Cli, layers};
use crate::dataset::Dataset;
use crate::exit::ExitStatus;

/// There is no such subcommand.
#[derive(Debug, thiserror::Error)]
#[error("there is no subcommand \"{}\"", crate::escape::terminal(&asked.join(" ")))]
pub(crate) struct NoSuchPage {
    asked: Vec<String>,
}

/// Variables that other programs know too, and what they do here.
const COMMON_VARIABLES: [(&str, &str); 6] = [
    (
        "NO_COLOR, CLICOLOR, CLICOLOR_FORCE",
        "Whether text is coloured, where --color is auto",
    ),
    ("COLUMNS", "How wide text is laid out"),
    (
        "CI, TERM",
        "Where CI is set, or TERM is dumb, no progress is shown",
    ),
    (
        "XDG_CACHE_HOME",
        "Where the cache folder lies, without --cache-dir",
    ),
    (
        "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY",
        "The proxy for fetches",
    ),
    (
        "SSL_CERT_FILE, SSL_CERT_DIR",
        "The certificates that are trusted, instead of the system's",
    ),
];

/// The date of a page: the day as of which the list in the program stands. Without a date its place is taken by the version.
fn reviewed_on() -> String {
    let list = Dataset::bundled().ok();
    let header = list.as_ref().and_then(Dataset::header);
    header.map_or_else(String::new, |header| header.as_of.to_string())
}

/// The page of the program, or of a subcommand.
///
/// # Errors
/// There is no such subcommand.
pub(crate) fn page(subcommand: &[String]) -> Result<Vec<u8>, NoSuchPage> {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    let mut command = &root;
    for word in subcommand {
        command = command
            .get_subcommands()
            .find(|below| below.get_name() == word)
            .ok_or_else(|| NoSuchPage {
                asked: subcommand.to_owned(),
            })?;
    }
    let examples = examples(command);
    let man = Man::new(command.clone())
        .manual("moveit-exposure")
        .date(reviewed_on());
    let mut out = Vec::new();
    // Writing into memory does not fail.
    let _ = man.render_title(&mut out);
    let _ = man.render_name_section(&mut out);
    let _ = man.render_synopsis_section(&mut out);
    let _ = man.render_description_section(&mut out);
    let _ = man.render_options_section(&mut out);
    if command.has_subcommands() {
        let _ = man.render_subcommands_section(&mut out);
    }
    let mut further = Roff::new();
    exit_codes(&mut further);
    environment(&mut further, subcommand);
    files(&mut further);
    further.control("SH", ["EXAMPLES"]);
    further.control("nf", []);
    for line in &examples {
        further.text([roman(line)]);
    }
    further.control("fi", []);
    let _ = further.to_writer(&mut out);
    Ok(out)
}

/// The commands of a subcommand's examples.
fn examples(command: &Command) -> Vec<String> {
    let help = command
        .get_after_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    help.lines()
        .skip(1)
        .take_while(|line| line.starts_with(' '))
        .map(|line| line.trim().to_owned())
        .collect()
}

fn entry(page: &mut Roff, term: &str, text: &str) {
    page.control("TP", []);
    page.text([bold(term)]);
    page.text([roman(text)]);
}

fn exit_codes(page: &mut Roff) {
    page.control("SH", ["EXIT CODES"]);
    for status in ExitStatus::ALL {
        entry(page, &status.code().to_string(), status.meaning());
    }
    page.control("PP", []);
    page.text([roman(
        "Where several apply, the order is 2, 4, 3, 1, 5; an interrupt goes before all.",
    )]);
}

fn environment(page: &mut Roff, subcommand: &[String]) {
    page.control("SH", ["ENVIRONMENT"]);
    page.text([roman(
        "A variable goes before the configuration file and after the command line; an empty one counts as none. A switch \
         is 1, true, yes or on, or 0, false, no or off. An option that may be given several times takes one value a line. \
         With the name of a subcommand in it, as in MOVEIT_EXPOSURE_LIST_FORMAT, a variable holds for that one alone.",
    )]);
    for (name, help) in layers::variables(subcommand) {
        entry(page, &name, &help);
    }
    for (name, help) in COMMON_VARIABLES {
        entry(page, name, help);
    }
}

fn files(page: &mut Roff) {
    page.control("SH", ["FILES"]);
    entry(
        page,
        layers::NAME,
        "Settings, in the working directory or the nearest folder above it; see moveit-exposure init.",
    );
    entry(
        page,
        "$XDG_CACHE_HOME/moveit-exposure",
        "Advisories that were fetched; ~/.cache/moveit-exposure without that variable. See moveit-exposure cache clear.",
    );
}
