//! System calls on the network that strace saw.

use std::path::Path;
use std::process::Command;

/// The options that have the calls written into a file.
pub(crate) fn strace(into: &Path) -> Command {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o"])
        .arg(into);
    command
}

/// The calls in a trace. A thread that strace lets go of in the middle of another call leaves a line without one.
pub(crate) fn calls(trace: &Path) -> Vec<String> {
    let trace = std::fs::read(trace).unwrap();
    String::from_utf8_lossy(&trace)
        .lines()
        .filter(|line| line.contains('(') || line.contains(" resumed>"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_thread_that_was_let_go_is_no_call() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    std::fs::write(
        &trace,
        "12 socket(AF_INET, SOCK_STREAM, 0) = 3\n13  <detached ...>\n14 <... connect resumed>) = 0\n",
    )
    .unwrap();
    assert_eq!(calls(&trace).len(), 2);
}
