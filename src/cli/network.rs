//! Help heading "Network": whether, where and how long advisories are fetched.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

/// Whether, where and how long advisories are fetched. What is asked of the network never depends on what is looked up.
#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
pub struct NetworkArgs {
    /// Leave the network alone: use the cache and the bundled advisories
    #[arg(long, conflicts_with = "require_live")]
    pub offline: bool,

    /// Exit with 5 unless every advisory was read live in this run
    #[arg(long)]
    pub require_live: bool,

    /// Where fetched advisories are kept [default: the user's cache folder]
    #[arg(long, value_name = "FOLDER")]
    pub cache_dir: Option<PathBuf>,

    /// How long they count as fresh: 90s, 30m, 24h, 7d
    #[arg(long, value_name = "AGE", default_value = "24h", value_parser = parse_duration)]
    pub max_cache_age: Duration,

    /// The longest wait for advisories [default: 5s, or 30s when they must be live]
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub deadline: Option<Duration>,

    /// Read a source elsewhere: cve, kev, progress or epss ({id} stands for the CVE number). May be given several times
    #[arg(long, value_name = "NAME=URL")]
    pub source_url: Vec<String>,
}

/// Reads `90s`, `30m`, `24h`, `7d`, `500ms` or `0`.
pub(super) fn parse_duration(text: &str) -> Result<Duration, String> {
    let wrong = || "write it as 90s, 30m, 24h or 7d".to_owned();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let milliseconds: u64 = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "" if number == 0 => 1,
        _ => return Err(wrong()),
    };
    let total = number.checked_mul(milliseconds).ok_or_else(wrong)?;
    // A century is longer than anybody means, and short enough for every clock.
    if total > 100 * 366 * 86_400_000 {
        return Err(wrong());
    }
    Ok(Duration::from_millis(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(parse_duration("24h"), Ok(Duration::from_secs(86_400)));
        assert_eq!(parse_duration("1500ms"), Ok(Duration::from_millis(1500)));
        assert_eq!(parse_duration("0"), Ok(Duration::ZERO));
        for wrong in [
            "",
            "24",
            "h",
            "-1s",
            "1.5h",
            "99999999999999999d",
            "40000d",
            "1 h",
        ] {
            assert!(parse_duration(wrong).is_err(), "{wrong}");
        }
    }
}
