//! Progress on standard error, for a person who waits: how far a run is, how fast, and how long it still takes.
//!
//! It is drawn a few times a second whatever the number of rows, shows up only when a run takes longer than a moment,
//! and is wiped before anything else is written.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::report::text::grouped;

/// Whether progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// To a person at a terminal.
    Shown,
    /// Not at all.
    Hidden,
}

/// How soon it shows up: what is done by then needs no progress.
const DELAY: Duration = Duration::from_millis(500);

/// How often it is drawn at most.
const DRAWS_A_SECOND: u8 = 8;

/// How long what it says stays the same.
const INTERVAL: Duration = Duration::from_millis(1000 / DRAWS_A_SECOND as u64);

/// Units of the whole that the bar counts.
const WHOLE: u64 = 10_000;

impl Progress {
    /// Shown where standard error is a terminal that can be drawn on, and nobody says otherwise: neither the user, nor
    /// a CI service, which sets `CI` and keeps every line.
    #[must_use]
    pub fn choose(asked: Self) -> Self {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let is_quiet = variable("CI").is_some_and(|value| value != "false")
            || variable("TERM").is_some_and(|value| value == "dumb");
        if is_quiet || !std::io::stderr().is_terminal() {
            Self::Hidden
        } else {
            asked
        }
    }

    /// The same, hidden where results are written to a terminal while the work goes on.
    #[must_use]
    pub fn beside_rows_on_standard_output(self) -> Self {
        if std::io::stdout().is_terminal() {
            Self::Hidden
        } else {
            self
        }
    }
}

/// How much of the inputs is read: told by the thread that reads, and looked at by the one that draws.
#[derive(Debug)]
pub(crate) struct Reading {
    bytes: AtomicU64,
    all: Option<u64>,
}

impl Reading {
    /// Of so many bytes, where that is known.
    pub(crate) fn of(all: Option<u64>) -> Self {
        Self {
            bytes: AtomicU64::new(0),
            all: all.filter(|all| *all > 0),
        }
    }

    pub(crate) fn is_at(&self, bytes: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
    }

    /// Which part is read, from 0 to 1, where that can be told.
    pub(crate) fn part(&self) -> Option<f64> {
        let all = self.all?;
        Some((self.bytes.load(Ordering::Relaxed) as f64 / all as f64).min(1.0))
    }
}

/// A line of progress.
pub(crate) struct Meter {
    progress: Progress,
    started: Instant,
    drawn: Instant,
    bar: Option<ProgressBar>,
}

impl Meter {
    pub(crate) fn new(progress: Progress) -> Self {
        let now = Instant::now();
        Self {
            progress,
            started: now,
            drawn: now,
            bar: None,
        }
    }

    /// Whether it is time to draw again; cheap enough to ask often.
    pub(crate) fn is_due(&self) -> bool {
        self.progress == Progress::Shown
            && self.started.elapsed() >= DELAY
            && (self.bar.is_none() || self.drawn.elapsed() >= INTERVAL)
    }

    /// Rows that are done, and which part of all of the input is, where that can be told.
    pub(crate) fn rows(&mut self, rows: u64, part: Option<f64>) {
        let elapsed = self.started.elapsed();
        self.draw(part, &rows_so_far(rows, part, elapsed));
    }

    /// Requests that were sent and answered, and how long they are waited for at most.
    pub(crate) fn requests(&mut self, answered: usize, asked: usize, most: Duration) {
        let elapsed = self.started.elapsed();
        let part = (asked > 0).then(|| answered as f64 / asked as f64);
        self.draw(part, &requests_so_far(answered, asked, elapsed, most));
    }

    fn draw(&mut self, part: Option<f64>, message: &str) {
        if self.progress == Progress::Hidden {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(
                Some(WHOLE),
                ProgressDrawTarget::stderr_with_hz(DRAWS_A_SECOND),
            );
            bar.set_style(style(part));
            bar
        });
        bar.set_message(message.to_owned());
        // A part between 0 and 1, so that nothing is cut off.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to what fits"
        )]
        bar.set_position((part.unwrap_or(0.0).clamp(0.0, 1.0) * WHOLE as f64) as u64);
        self.drawn = Instant::now();
    }

    /// Wipes the line, so that what is written next stands alone.
    pub(crate) fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.finish();
    }
}

fn style(part: Option<f64>) -> ProgressStyle {
    let template = if part.is_some() {
        "[{bar:24}] {percent:>3}%  {msg}"
    } else {
        "{spinner}  {msg}"
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}

fn rows_so_far(rows: u64, part: Option<f64>, elapsed: Duration) -> String {
    let mut text = format!(
        "{} rows, {} a second",
        grouped(rows),
        grouped(rate(rows, elapsed))
    );
    if let Some(part) = part {
        text.push_str(&format!(", {} left", span(left(part, elapsed))));
    }
    text
}

fn requests_so_far(answered: usize, asked: usize, elapsed: Duration, most: Duration) -> String {
    if asked == 0 {
        return format!("advisories, at most {} left", span(most));
    }
    let part = answered as f64 / asked as f64;
    let left = left(part, elapsed).min(most);
    format!(
        "advisories: {answered} of {asked}, {} a second, {} left",
        grouped(rate(answered as u64, elapsed)),
        span(left)
    )
}

fn rate(count: u64, elapsed: Duration) -> u64 {
    let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    count.saturating_mul(1000) / milliseconds
}

/// How long the rest takes if it goes on like this.
fn left(part: f64, elapsed: Duration) -> Duration {
    if part <= 0.0 {
        return Duration::MAX;
    }
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * (1.0 - part).max(0.0) / part).unwrap_or(Duration::MAX)
}

/// A span of time, as one says it.
fn span(time: Duration) -> String {
    match time.as_secs() {
        0..=59 => format!("{} s", time.as_secs_f64().ceil()),
        60..=3599 => format!("{} min", time.as_secs().div_ceil(60)),
        3600..=359_999 => format!("{} h", time.as_secs().div_ceil(3600)),
        _ => "a long time".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_how_fast_and_how_long_still() {
        let second = Duration::from_secs(1);
        assert_eq!(
            rows_so_far(250_000, Some(0.25), second),
            "250,000 rows, 250,000 a second, 3 s left"
        );
        assert_eq!(rows_so_far(5_000, None, 2 * second), "5,000 rows, 2,500 a second");
        assert_eq!(
            requests_so_far(10, 40, second, 30 * second),
            "advisories: 10 of 40, 10 a second, 3 s left"
        );
        assert_eq!(
            requests_so_far(0, 40, second, 4 * second),
            "advisories: 0 of 40, 0 a second, 4 s left",
            "never longer than the deadline"
        );
        assert_eq!(span(Duration::from_secs(61)), "2 min");
        assert_eq!(span(Duration::MAX), "a long time");
    }

    #[test]
    fn nothing_is_due_in_the_first_moment_or_when_hidden() {
        assert!(!Meter::new(Progress::Shown).is_due());
        let mut meter = Meter::new(Progress::Hidden);
        meter.started -= 10 * DELAY;
        assert!(!meter.is_due());
    }
}
