//! What an installed version still lacks, by what the advisories say.

use jiff::civil::Date;
use serde::Serialize;

use super::model::{Advisory, Affected, CveId, RecordState, UnlistedOlder};
use super::versions::{Installed, Line, Product, Version};

/// What one advisory says of one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It is affected.
    Open,
    /// Its line is listed and it is at or past the fix, or it is later than all that is listed.
    Fixed,
    /// Its line is older than, or lies between, the lines that are listed.
    NotStated,
}

/// A flaw that the installed version is open to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lacking {
    /// The flaw.
    pub cve: CveId,
    /// The first version of the same line that fixes it.
    pub fixed_in_line: Option<Version>,
    /// The first version of any line, not older than the installed one, that fixes it.
    pub fixed_in: Option<Version>,
}

/// Whether the line of the installed version still gets fixes, as far as the records tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum LineSupport {
    /// The newest advisory names a fix in it.
    Fixed {
        /// The newest fix.
        newest_fix: Version,
    },
    /// Later advisories name fixes in other lines and none in this one: out of support, as far as the records tell.
    LeftBehind {
        /// The last version of the line that is named as a fix, if any ever was.
        last_fix: Option<Version>,
        /// The first advisory that left it without a fix.
        by: CveId,
        /// When that was published.
        since: Option<Date>,
    },
    /// It is later than every line that the records name.
    LaterThanAll,
    /// No record speaks of it.
    NotStated,
}

/// What an installed version lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assessment {
    /// What is installed.
    pub installed: Installed,
    /// Its release line.
    pub line: Line,
    /// The flaws that it is open to, in the order in which they were published.
    pub open: Vec<Lacking>,
    /// Flaws of the product whose records do not speak of this line.
    pub not_stated: Vec<CveId>,
    /// Flaws of which nobody could yet read which versions are affected.
    pub unknown: Vec<CveId>,
    /// The first version of the line with every fix that is known; absent where the line has no such version.
    pub first_fixed_in_line: Option<Version>,
    /// The first version of any line, not older than the installed one, with every fix that is known.
    pub first_fixed: Option<Version>,
    /// Whether the line still gets fixes.
    pub support: LineSupport,
}

impl Assessment {
    /// Whether the installed version is open to anything, or may be to something that is not known yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.open.is_empty()
    }
}

impl Affected {
    /// The lines in which a fix is named.
    fn fixed_lines(&self) -> impl Iterator<Item = Version> + '_ {
        self.ranges.iter().filter_map(|range| range.fixed)
    }

    /// The latest version that the ranges speak of.
    fn latest(&self) -> Option<Version> {
        self.ranges
            .iter()
            .filter_map(|range| range.fixed.or(range.through).or(range.from))
            .max()
    }

    fn standing(&self, version: Version) -> Standing {
        if self.ranges.iter().any(|range| range.contains(version)) {
            return Standing::Open;
        }
        let line = version.line();
        let names_line = |named: Option<Version>| named.is_some_and(|named| named.line() == line);
        let listed = self
            .ranges
            .iter()
            .any(|range| names_line(range.from) || names_line(range.fixed) || names_line(range.through));
        if listed || self.latest().is_none_or(|latest| version > latest) {
            return Standing::Fixed;
        }
        match self.unlisted_older {
            UnlistedOlder::Affected => Standing::Open,
            UnlistedOlder::NotStated => Standing::NotStated,
        }
    }
}

/// What the advisories that count say of one product, in the order in which they were published.
struct Relevant<'a> {
    items: Vec<(&'a Advisory, &'a Affected)>,
    unknown: Vec<CveId>,
}

impl<'a> Relevant<'a> {
    fn new(wanted: Product, advisories: &'a [Advisory]) -> Self {
        let mut items = Vec::new();
        let mut unknown = Vec::new();
        for advisory in advisories
            .iter()
            .filter(|advisory| advisory.state == RecordState::Published)
        {
            let of_product = || {
                let affected = advisory.affected.iter();
                // Where a record does not say which product, it may be this one.
                affected.filter(|affected| affected.product.is_none_or(|product| product == wanted))
            };
            items.extend(of_product().map(|affected| (advisory, affected)));
            let may_be_of_product = advisory.product.is_none_or(|product| product == wanted);
            if may_be_of_product && advisory.affected.is_empty() {
                unknown.push(advisory.cve.clone());
            }
        }
        items.sort_by_key(|(advisory, _)| advisory.published_order());
        Self { items, unknown }
    }

    fn open_to(&self, version: Version) -> impl Iterator<Item = &(&'a Advisory, &'a Affected)> {
        self.items
            .iter()
            .filter(move |(_, affected)| affected.standing(version) == Standing::Open)
    }

    fn is_open(&self, version: Version) -> bool {
        self.open_to(version).next().is_some()
    }

    /// The first named fix, not older than a version and in a line if one is given, at which nothing is open.
    fn first_fixed(&self, version: Version, line: Option<Line>) -> Option<Version> {
        self.items
            .iter()
            .flat_map(|(_, affected)| affected.fixed_lines())
            .filter(|fix| *fix >= version && line.is_none_or(|line| fix.line() == line))
            .filter(|fix| !self.is_open(*fix))
            .min()
    }

    fn support(&self, line: Line) -> LineSupport {
        let latest = self
            .items
            .iter()
            .filter_map(|(_, affected)| affected.latest())
            .max();
        if latest.is_none_or(|latest| line > latest.line()) {
            return if latest.is_some() {
                LineSupport::LaterThanAll
            } else {
                LineSupport::NotStated
            };
        }
        let in_line = |affected: &Affected| affected.fixed_lines().filter(|fix| fix.line() == line).max();
        let newest_fix = self
            .items
            .iter()
            .filter_map(|(_, affected)| in_line(affected))
            .max();
        let last_named = self
            .items
            .iter()
            .rposition(|(_, affected)| in_line(affected).is_some());
        // Evidence that the line was left behind: after its last fix, an advisory that fixes later lines and not it.
        let left_by = self
            .items
            .iter()
            .skip(last_named.map_or(0, |at| at + 1))
            .find(|(_, affected)| {
                let skips = affected.fixed_lines().any(|fix| fix.line() > line);
                let touches = last_named.is_some() || affected.standing(line.first()) == Standing::Open;
                skips && touches
            });
        match (left_by, newest_fix) {
            (Some((advisory, _)), last_fix) => LineSupport::LeftBehind {
                last_fix,
                by: advisory.cve.clone(),
                since: advisory.published,
            },
            (None, Some(newest_fix)) => LineSupport::Fixed { newest_fix },
            (None, None) => LineSupport::NotStated,
        }
    }
}

/// The first version of each line of a product at which nothing is open, the oldest line first: what to ask for at
/// least. Lines that have no such version are not named.
#[must_use]
pub fn fixed_versions(product: Product, advisories: &[Advisory]) -> Vec<Version> {
    let relevant = Relevant::new(product, advisories);
    let mut fixes: Vec<Version> = relevant
        .items
        .iter()
        .flat_map(|(_, affected)| affected.fixed_lines())
        .collect();
    fixes.retain(|fix| !relevant.is_open(*fix));
    fixes.sort();
    fixes.dedup_by_key(|fix| fix.line());
    fixes
}

/// What to ask somebody who runs a product, in one sentence; absent where no version is known to have every fix.
#[must_use]
pub fn version_question(product: Product, advisories: &[Advisory]) -> Option<String> {
    let versions = fixed_versions(product, advisories);
    let (first, later) = versions.split_first()?;
    let later: String = later
        .iter()
        .map(|version| format!(", or of the line {} before {version}", version.line()))
        .collect();
    let comma = if later.is_empty() { "" } else { "," };
    Some(format!(
        "Ask for the version of {product}: anything before {first}{later}{comma} is open to a flaw that is on record."
    ))
}

/// Says what an installed version lacks.
#[must_use]
pub fn assess(installed: Installed, advisories: &[Advisory]) -> Assessment {
    let relevant = Relevant::new(installed.product, advisories);
    let version = installed.version;
    let line = version.line();
    let open: Vec<Lacking> = relevant
        .open_to(version)
        .map(|(advisory, affected)| Lacking {
            cve: advisory.cve.clone(),
            fixed_in_line: affected
                .fixed_lines()
                .filter(|fix| fix.line() == line && *fix > version)
                .min(),
            fixed_in: affected
                .fixed_lines()
                .filter(|fix| *fix > version && affected.standing(*fix) == Standing::Fixed)
                .min(),
        })
        .collect();
    let not_stated: Vec<CveId> = relevant
        .items
        .iter()
        .filter(|(_, affected)| affected.standing(version) == Standing::NotStated)
        .map(|(advisory, _)| advisory.cve.clone())
        .collect();
    Assessment {
        installed,
        line,
        first_fixed_in_line: relevant.first_fixed(version, Some(line)),
        first_fixed: relevant.first_fixed(version, None),
        support: relevant.support(line),
        open,
        not_stated,
        unknown: relevant.unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advisories::bundled::snapshot;

    fn assessed(text: &str) -> Assessment {
        assess(Installed::parse(text).unwrap(), &snapshot().advisories())
    }

    fn shown(version: Option<Version>) -> String {
        version.map_or_else(|| "-".to_owned(), |version| version.to_string())
    }

    #[test]
    fn the_fix_of_the_line_and_the_fix_of_all() {
        let old = assessed("MOVEit Transfer 2022.1.4");
        assert_eq!(old.open[0].cve.as_str(), "CVE-2023-34362");
        assert_eq!(shown(old.open[0].fixed_in_line), "2022.1.5");
        assert_eq!(shown(old.open[0].fixed_in), "2022.1.5");
        let last = old.open.last().unwrap();
        assert_eq!(
            (last.cve.as_str(), shown(last.fixed_in_line)),
            ("CVE-2025-13147", "-".to_owned())
        );
        assert_eq!(shown(last.fixed_in), "2024.1.8");
        assert_eq!(shown(old.first_fixed_in_line), "-");
        assert_eq!(shown(old.first_fixed), "2024.1.8");

        let current = assessed("MOVEit Transfer 2025.0.2");
        assert_eq!(shown(current.first_fixed_in_line), "2025.0.4");
        assert_eq!(current.open.len(), 2);
        let fixed = assessed("MOVEit Transfer 2025.0.4");
        assert!(!fixed.is_open());
        assert_eq!(shown(fixed.first_fixed_in_line), "2025.0.4");
    }

    #[test]
    fn support_as_far_as_the_records_tell() {
        let support = |text: &str| assessed(text).support;
        let left_by = |text: &str| match support(text) {
            LineSupport::LeftBehind { by, last_fix, .. } => format!("{by} after {}", shown(last_fix)),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(
            left_by("MOVEit Transfer 2022.1.4"),
            "CVE-2024-5806 after 2022.1.12"
        );
        assert_eq!(
            left_by("MOVEit Transfer 2023.0.12"),
            "CVE-2025-2324 after 2023.0.12"
        );
        assert_eq!(
            left_by("MOVEit Transfer 2023.1.16"),
            "CVE-2025-13147 after 2023.1.16"
        );
        assert_eq!(
            left_by("MOVEit Transfer 2024.0.8"),
            "CVE-2025-10932 after 2024.0.8"
        );
        assert_eq!(left_by("MOVEit Transfer 2019.2.0"), "CVE-2023-34362 after -");
        assert_eq!(
            left_by("MOVEit Automation 2024.0.0"),
            "CVE-2026-4670 after 2024.0.0"
        );
        let newest_fix = |text: &str| match support(text) {
            LineSupport::Fixed { newest_fix } => newest_fix.to_string(),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(newest_fix("MOVEit Transfer 2024.1.0"), "2024.1.8");
        assert_eq!(newest_fix("MOVEit Transfer 2025.0.4"), "2025.0.4");
        assert_eq!(newest_fix("MOVEit Automation 2025.1.0"), "2025.1.5");
        assert_eq!(newest_fix("MOVEit Gateway 2024.0.0"), "2024.0.1");
        assert_eq!(support("MOVEit Transfer 2025.1.0"), LineSupport::LaterThanAll);
        assert_eq!(support("MOVEit Gateway 2023.0.0"), LineSupport::NotStated);
    }

    #[test]
    fn a_record_that_does_not_speak_of_a_line_is_named() {
        let old = assessed("MOVEit Transfer 2022.1.12");
        assert!(old.not_stated.iter().any(|cve| cve.as_str() == "CVE-2024-5806"));
        let gateway = assessed("MOVEit Gateway 2023.0.0");
        assert!(!gateway.is_open());
        assert_eq!(gateway.not_stated.len(), 1);
    }

    #[test]
    fn the_versions_to_ask_for() {
        let all = snapshot().advisories();
        let shown = |product| {
            let versions = fixed_versions(product, &all);
            versions
                .iter()
                .map(Version::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(shown(Product::Transfer), "2024.1.8 2025.0.4");
        assert_eq!(shown(Product::Automation), "2024.1.8 2025.0.9 2025.1.5");
        assert_eq!(shown(Product::Gateway), "2024.0.1");
        assert_eq!(
            version_question(Product::Transfer, &all).unwrap(),
            "Ask for the version of MOVEit Transfer: anything before 2024.1.8, or of the line 2025.0 before 2025.0.4, is \
             open to a flaw that is on record."
        );
        assert_eq!(
            version_question(Product::Gateway, &all).unwrap(),
            "Ask for the version of MOVEit Gateway: anything before 2024.0.1 is open to a flaw that is on record."
        );
        assert_eq!(version_question(Product::Gateway, &[]), None);
    }

    #[test]
    fn a_rejected_record_counts_no_more_and_an_unread_one_is_unknown() {
        let mut advisories = snapshot().advisories();
        for advisory in &mut advisories {
            advisory.state = RecordState::Rejected;
        }
        let installed = Installed::parse("MOVEit Transfer 2019.0.0").unwrap();
        assert!(!assess(installed, &advisories).is_open());
        let mut advisories = snapshot().advisories();
        advisories[0].affected.clear();
        assert_eq!(
            assess(installed, &advisories).unknown,
            [advisories[0].cve.clone()]
        );
    }
}
