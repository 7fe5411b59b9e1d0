//! The surroundings that a program under test is run in.

use std::process::{Command, Stdio};

/// The command in an environment of its own, in the project's folder and with nothing to read.
pub(crate) fn of_its_own(mut command: Command) -> Command {
    command
        .env_clear()
        // Not the settings of whoever runs the tests.
        .env("MOVEIT_EXPOSURE_NO_CONFIG", "1")
        // Not the list that whoever runs the tests has installed.
        .env("XDG_DATA_HOME", "/nonexistent/data")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null());
    command
}
