//! The command-line tool: start, exit code, broken pipe. Everything else is in the library.

use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use moveit_exposure::cli::{self, Cli, Stop, Surroundings};
use moveit_exposure::commands::{self, CommandError, Streams};
use moveit_exposure::escape::terminal_lines;
use moveit_exposure::exit::ExitStatus;
use moveit_exposure::interrupt::{self, Output};

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let ended = panic::catch_unwind(AssertUnwindSafe(|| {
        match cli::parse(&args, &Surroundings::of_this_process()) {
            Ok(cli) => run(&cli),
            Err(stop) => tell(&stop),
        }
    }));
    ended.unwrap_or_else(|_| {
        let _ = writeln!(
            io::stderr(),
            "error: this is a bug in moveit-exposure\nhelp: please report it with the lines above"
        );
        ExitStatus::Bug.into()
    })
}

/// Help, or why there is nothing to run.
fn tell(stop: &Stop) -> ExitCode {
    match stop {
        Stop::CommandLine(error) => {
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
        Stop::Configuration { problem, help } => {
            let _ = writeln!(io::stderr(), "error: {problem}\nhelp: {help}");
            ExitStatus::Usage.into()
        }
    }
}

fn run(cli: &Cli) -> ExitCode {
    let mut out = Output::stdout();
    // Where a process may not say what a signal does, the signal ends it as ever.
    let _ = interrupt::heed(&out);
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
            // An option that nobody typed is not to be looked for on the command line.
            let message = format!("{error} {}", error.help().unwrap_or_default());
            for origin in cli.layers.origins_of_options_in(&message) {
                let _ = writeln!(err, "note: {origin}");
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
