//! Ctrl-C: the program ends at once with 130, no half-written file is left, and output that was cut short says so.
//!
//! The signal is waited for by a thread of its own, so that it is heeded whatever the program waits for: a pipe that
//! nobody fills, a server that does not answer, a reader that does not read.

use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::exit::ExitStatus;

/// How long a reader of the output may take to make room for its end.
const PATIENCE: Duration = Duration::from_millis(250);

/// What ends JSON Lines that were cut short; see `schema line`.
pub(crate) const MARK_OF_LINES: &str = "{\"incomplete\":\"interrupted\"}\n";
/// What ends CSV that was cut short: a row of one cell, which no reader of tables takes for one of the others.
pub(crate) const MARK_OF_ROWS: &str = "incomplete: interrupted; the rows after this one are missing\n";

/// Files that are being written.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
/// What the output ends with if it ends now.
static MARK: Mutex<Option<&'static str>> = Mutex::new(None);

/// Whether the output is being ended: nothing is written to it any more but its end.
static ENDING: AtomicBool = AtomicBool::new(false);

/// What a thread that panicked left is as good as it was.
fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is removed on an interrupt, for as long as this stands.
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    pub(crate) fn file(path: &Path) -> Self {
        lock(&UNFINISHED).push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        lock(&UNFINISHED).retain(|path| *path != self.0);
    }
}

/// Output that is written row by row: if it is cut short, it ends with a mark.
pub(crate) struct RowByRow;

impl RowByRow {
    pub(crate) fn ends_with(mark: &'static str) -> Self {
        *lock(&MARK) = Some(mark);
        Self
    }
}

impl Drop for RowByRow {
    fn drop(&mut self) {
        *lock(&MARK) = None;
    }
}

/// Standard output, which is written by the program and ended by an interrupt; never both at the same time.
#[derive(Clone)]
pub struct Output(Arc<Mutex<BufWriter<Stdout>>>);

impl Output {
    /// The standard output of this process.
    #[must_use]
    pub fn stdout() -> Self {
        Self(Arc::new(Mutex::new(BufWriter::with_capacity(
            1 << 16,
            io::stdout(),
        ))))
    }

    fn with<T>(&self, write: impl FnOnce(&mut BufWriter<Stdout>) -> T) -> T {
        // Whoever writes without a pause would take the lock again before the end gets it. The process ends meanwhile.
        while ENDING.load(Ordering::SeqCst) {
            thread::park();
        }
        write(&mut lock(&self.0))
    }

    /// Writes what is ready, and the mark if there is more to come.
    fn end_early(&self) -> io::Result<()> {
        ENDING.store(true, Ordering::SeqCst);
        let mut out = lock(&self.0);
        let mark = *lock(&MARK);
        out.write_all(mark.unwrap_or_default().as_bytes())?;
        out.flush()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|out| out.write(bytes))
    }

    /// Whole: an interrupt falls in between two of these and never into one.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.with(|out| out.write_all(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.with(BufWriter::flush)
    }
}

/// Heeds Ctrl-C from now on.
///
/// # Errors
/// The system does not let a process say what a signal does.
pub fn heed(output: &Output) -> Result<(), ctrlc::Error> {
    let output = output.clone();
    ctrlc::try_set_handler(move || end(&output))
}

fn end(output: &Output) {
    let (ended, wait) = channel();
    let output = output.clone();
    // A reader that does not read holds its pipe up, and must not hold up the end.
    let ending = thread::Builder::new().spawn(move || {
        let _ = ended.send(output.end_early());
    });
    if ending.is_ok() {
        let _ = wait.recv_timeout(PATIENCE);
    }
    for path in lock(&UNFINISHED).drain(..) {
        let _ = fs::remove_file(path);
    }
    let mut err = io::stderr();
    // Where progress may stand on the line.
    let line_end = if err.is_terminal() { "\n" } else { "" };
    let _ = writeln!(
        err,
        "{line_end}error: interrupted; what was printed is not whole, and no report file was finished after this"
    );
    #[allow(
        clippy::exit,
        reason = "the program may be waiting where nothing else ends it"
    )]
    std::process::exit(ExitStatus::Interrupted.code().into());
}
