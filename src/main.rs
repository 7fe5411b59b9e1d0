//! The command-line tool: start, exit code, broken pipe. Everything else is in the library.

use std::io::{self, BufWriter, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::Parser;
use moveit_exposure::cli::Cli;
use moveit_exposure::commands::{self, CommandError, Streams};
use moveit_exposure::escape::terminal_lines;
use moveit_exposure::exit::ExitStatus;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let ended = panic::catch_unwind(AssertUnwindSafe(|| run(&cli)));
    ended.unwrap_or_else(|_| {
        let _ = writeln!(
            io::stderr(),
            "error: this is a bug in moveit-exposure\nhelp: please report it with the lines above"
        );
        ExitStatus::Bug.into()
    })
}

fn run(cli: &Cli) -> ExitCode {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut err = io::stderr();
    let result = commands::run(
        cli,
        &mut Streams {
            out: &mut out,
            err: &mut err,
        },
    )
    .and_then(|status| out.flush().map(|()| status).map_err(CommandError::from));
    match result {
        Ok(status) => status.into(),
        Err(error) if is_broken_pipe(&error) => ExitStatus::Nothing.into(),
        Err(error) => {
            // A reader that went away cannot be told; the exit code still says it.
            let _ = writeln!(err, "error: {}", terminal_lines(&error.to_string()));
            if let Some(help) = error.help() {
                let _ = writeln!(err, "help: {}", terminal_lines(help));
            }
            error.exit_status().into()
        }
    }
}

/// Whoever read the output has had enough: that is no failure.
fn is_broken_pipe(error: &CommandError) -> bool {
    match error {
        CommandError::Output(error) => error.kind() == io::ErrorKind::BrokenPipe,
        CommandError::Json(error) => error.io_error_kind() == Some(io::ErrorKind::BrokenPipe),
        _ => false,
    }
}
