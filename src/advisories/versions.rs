//! MOVEit's products and their versions: year numbers and internal numbers, in one total order.
//!
//! Since 2017 every release has two numbers: 2022.1.4 is 14.1.4, the internal major number being the year less 2008.
//! The two are one [`Version`] here; older releases have the internal number alone.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What to take from a year number to have the internal major number (2022.1.4 is 14.1.4).
const YEAR_LESS_INTERNAL: u32 = 2008;
/// The first release that was named after a year.
const FIRST_YEAR: u32 = 2017;
/// Above this a number is neither a year nor an internal number of MOVEit.
const LAST_YEAR: u32 = 2099;

/// A product of the MOVEit family that is installed and has versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    /// MOVEit Transfer, the server that was emptied in 2023 (once MOVEit DMZ, MOVEit File Transfer).
    Transfer,
    /// MOVEit Gateway, the proxy that stands before it.
    Gateway,
    /// MOVEit Automation, which runs transfers (once MOVEit Central).
    Automation,
}

impl Product {
    /// Every product.
    pub const ALL: [Self; 3] = [Self::Transfer, Self::Gateway, Self::Automation];

    /// The word that stands for it in machine-readable output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Gateway => "gateway",
            Self::Automation => "automation",
        }
    }

    /// Its name as the vendor writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transfer => "MOVEit Transfer",
            Self::Gateway => "MOVEit Gateway",
            Self::Automation => "MOVEit Automation",
        }
    }

    /// The product that a text such as `MOVEit Transfer` or `moveit_transfer` names, if it names exactly one.
    #[must_use]
    pub fn in_text(text: &str) -> Option<Self> {
        let folded: String = text
            .chars()
            .map(|c| {
                if c.is_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    ' '
                }
            })
            .collect();
        let words: Vec<&str> = folded.split_whitespace().collect();
        let mut found = words
            .windows(2)
            .filter(|pair| pair[0] == "moveit")
            .filter_map(|pair| Self::ALL.into_iter().find(|product| product.word() == pair[1]));
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A release line: what shares the first two parts of its number and gets fixes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Line {
    major: u32,
    minor: u32,
}

impl Line {
    /// The first version of the line.
    #[must_use]
    pub const fn first(self) -> Version {
        Version {
            major: self.major,
            minor: self.minor,
            patch: 0,
            build: 0,
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", outward_major(self.major), self.minor)
    }
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A version of a MOVEit product, ordered by its internal number.
///
/// ```
/// use moveit_exposure::advisories::Version;
/// let year = Version::parse("2022.1.4").unwrap();
/// assert_eq!(year, Version::parse("14.1.4").unwrap());
/// assert_eq!(year, Version::parse("2022.1.4 (14.1.4)").unwrap());
/// assert!(year < Version::parse("2022.1.10").unwrap());
/// assert_eq!(year.internal(), "14.1.4");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
    patch: u32,
    build: u32,
}

/// The text is no version of a MOVEit product.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// It is not made of numbers and dots.
    #[error("\"{0}\" is no MOVEit version: write the year number (2022.1.4) or the internal one (14.1.4)")]
    Unreadable(String),
    /// Its two numbers are not those of one version.
    #[error(
        "\"{0}\" gives two numbers that are not the same version: the internal major number is the year less 2008"
    )]
    Mismatch(String),
}

const fn outward_major(internal: u32) -> u32 {
    if internal + YEAR_LESS_INTERNAL >= FIRST_YEAR {
        internal + YEAR_LESS_INTERNAL
    } else {
        internal
    }
}

/// How a text is quoted in a message: short, and with nothing in it that a terminal would act on.
fn quoted(text: &str) -> String {
    text.chars()
        .take(60)
        .collect::<String>()
        .escape_debug()
        .to_string()
}

impl Version {
    /// Reads a year number, an internal number, or both (`2022.1.4 (14.1.4)`, with or without the space).
    ///
    /// Missing parts count as 0; a fourth part (the build) is kept.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        Self::parse_counting(text).map(|(version, _)| version)
    }

    /// The same, with the number of parts that were given.
    pub(crate) fn parse_counting(text: &str) -> Result<(Self, usize), VersionError> {
        let text = text.trim();
        let unreadable = || VersionError::Unreadable(quoted(text));
        let Some((first, rest)) = text.split_once('(') else {
            return Self::single(text).ok_or_else(unreadable);
        };
        let second = rest.strip_suffix(')').ok_or_else(unreadable)?;
        let (first, parts) = Self::single(first.trim()).ok_or_else(unreadable)?;
        let (second, second_parts) = Self::single(second.trim()).ok_or_else(unreadable)?;
        if (first.major, first.minor, first.patch) != (second.major, second.minor, second.patch) {
            return Err(VersionError::Mismatch(quoted(text)));
        }
        Ok((first.max(second), parts.max(second_parts)))
    }

    fn single(text: &str) -> Option<(Self, usize)> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let mut numbers = [0_u32; 4];
        let mut parts = 0;
        for part in text.split('.') {
            if part.is_empty() || part.len() > 6 || !part.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            *numbers.get_mut(parts)? = part.parse().ok()?;
            parts += 1;
        }
        let [major, minor, patch, build] = numbers;
        let major = match major {
            FIRST_YEAR..=LAST_YEAR => major - YEAR_LESS_INTERNAL,
            1..=91 => major,
            _ => return None,
        };
        let version = Self {
            major,
            minor,
            patch,
            build,
        };
        Some((version, parts))
    }

    /// Its release line.
    #[must_use]
    pub const fn line(self) -> Line {
        Line {
            major: self.major,
            minor: self.minor,
        }
    }

    /// The internal number (14.1.4 for 2022.1.4).
    #[must_use]
    pub fn internal(self) -> String {
        self.written(self.major)
    }

    fn written(self, major: u32) -> String {
        let mut text = format!("{major}.{}.{}", self.minor, self.patch);
        if self.build > 0 {
            text = format!("{text}.{}", self.build);
        }
        text
    }
}

impl fmt::Display for Version {
    /// The year number; for releases before 2017 the internal one, which is all they have.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(outward_major(self.major)))
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl JsonSchema for Version {
    fn schema_name() -> Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A version of a MOVEit product, by its year number.",
            "pattern": r"^\d+\.\d+\.\d+",
        })
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// What somebody runs: a product and its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Installed {
    /// The product.
    pub product: Product,
    /// Its version.
    pub version: Version,
    /// Whether the text gave the version down to the patch, or stopped before it.
    pub precision: Precision,
}

/// How far a version was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// Year, minor and patch number.
    Exact,
    /// The patch number, or more, is missing and was taken as 0: the oldest of its line.
    TakenAsFirstOfItsLine,
}

/// The text does not say which product in which version is installed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstalledError {
    /// No product, or several.
    #[error(
        "\"{0}\" does not name one MOVEit product: write it as \"MOVEit Transfer 2022.1.4\" (or MOVEit Gateway, MOVEit Automation)"
    )]
    Product(String),
    /// MOVEit Cloud has no version of the reader's own.
    #[error(
        "MOVEit Cloud is run and updated by Progress, so there is no version of your own to look up; ask Progress for its state"
    )]
    Cloud,
    /// No version.
    #[error(
        "\"{0}\" gives no version: write it as \"MOVEit Transfer 2022.1.4\" or \"MOVEit Transfer 14.1.4\""
    )]
    NoVersion(String),
    /// A version that cannot be.
    #[error(transparent)]
    Version(#[from] VersionError),
}

impl Installed {
    /// Reads `MOVEit Transfer 2022.1.4`, `transfer 14.1.4`, `MOVEit Gateway 2024.0.0 (16.0.0)` and the like.
    pub fn parse(text: &str) -> Result<Self, InstalledError> {
        let spaced: String = text
            .chars()
            .map(|c| {
                if matches!(c, '-' | '_' | '/' | ':' | '@' | ',' | '=') {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        let mut products = Vec::new();
        let mut number = String::new();
        for word in spaced.split_whitespace() {
            match word.to_lowercase().as_str() {
                "transfer" | "dmz" | "(dmz)" => products.push(Product::Transfer),
                "gateway" => products.push(Product::Gateway),
                "automation" | "central" => products.push(Product::Automation),
                "cloud" => return Err(InstalledError::Cloud),
                "progress" | "ipswitch" | "moveit" | "file" | "version" | "ver" | "ver." | "v" => {}
                _ => {
                    if !number.is_empty() {
                        number.push(' ');
                    }
                    number.push_str(word);
                }
            }
        }
        products.dedup();
        let [product] = products[..] else {
            return Err(InstalledError::Product(quoted(text)));
        };
        if number.is_empty() {
            return Err(InstalledError::NoVersion(quoted(text)));
        }
        let (version, parts) = Version::parse_counting(&number)?;
        Ok(Self {
            product,
            version,
            precision: if parts < 3 {
                Precision::TakenAsFirstOfItsLine
            } else {
                Precision::Exact
            },
        })
    }
}

impl fmt::Display for Installed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.product, self.version)?;
        if self.version.to_string() != self.version.internal() {
            write!(f, " ({})", self.version.internal())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn both_numbers_are_one_version() {
        for (year, internal) in [
            ("2017.0.0", "9.0.0"),
            ("2020.1.10", "12.1.10"),
            ("2021.0.6", "13.0.6"),
            ("2022.1.4", "14.1.4"),
            ("2023.1.0", "15.1.0"),
            ("2024.1.8", "16.1.8"),
            ("2026.0.1", "18.0.1"),
        ] {
            assert_eq!(version(year), version(internal));
            assert_eq!(version(year).internal(), internal);
            assert_eq!(version(internal).to_string(), year);
            assert_eq!(version(&format!("{year} ({internal})")), version(year));
            assert_eq!(version(&format!("{year}({internal})")), version(year));
        }
        assert_eq!(version("8.3.0").to_string(), "8.3.0");
        assert_eq!(version("15.0.1.39").to_string(), "2023.0.1.39");
    }

    #[test]
    fn what_is_no_version() {
        for text in [
            "",
            "n/a",
            "0",
            "2016.1.0",
            "2100.0",
            "92.0",
            "2022.1.x",
            "2022..1",
            "2022.1.4.5.6",
            "2022.1.4 (14.1.4",
            "2022.1.4)",
            "99999999999.1",
            "-1.0",
            "２０２２.1.4",
        ] {
            assert!(
                matches!(Version::parse(text), Err(VersionError::Unreadable(_))),
                "{text}"
            );
        }
        assert!(matches!(
            Version::parse("2022.1.4 (15.1.4)"),
            Err(VersionError::Mismatch(_))
        ));
    }

    /// Reflexive, antisymmetric, transitive and total over every pair and triple of a wide grid, numbers compared as
    /// numbers.
    #[test]
    fn the_order_is_total() {
        let mut grid = Vec::new();
        for major in [8, 9, 12, 15, 16] {
            for minor in [0, 1, 10] {
                for patch in [0, 2, 10] {
                    for build in [0, 1] {
                        grid.push(Version {
                            major,
                            minor,
                            patch,
                            build,
                        });
                    }
                }
            }
        }
        for (i, a) in grid.iter().enumerate() {
            for (j, b) in grid.iter().enumerate() {
                assert_eq!(a.cmp(b), i.cmp(&j), "{a} {b}");
                assert_eq!(a.cmp(b), b.cmp(a).reverse());
                assert_eq!(version(&a.internal()).cmp(&version(&b.to_string())), i.cmp(&j));
            }
        }
        assert!(version("2022.1.9") < version("2022.1.10"));
        assert!(version("2023.0.1") < version("15.0.1.39"));
        assert!(version("8.3.0") < version("2017.0.0"));
    }

    #[test]
    fn products_in_texts() {
        assert_eq!(
            Product::in_text("Progress MOVEit Transfer"),
            Some(Product::Transfer)
        );
        assert_eq!(Product::in_text("moveit_gateway"), Some(Product::Gateway));
        assert_eq!(Product::in_text("MOVEit Transfer and MOVEit Gateway"), None);
        assert_eq!(Product::in_text("file transfer"), None);
        assert_eq!(Product::in_text("n/a"), None);
    }

    #[test]
    fn what_is_installed_is_read_as_people_write_it() {
        for text in [
            "MOVEit Transfer 2022.1.4",
            "moveit transfer 14.1.4",
            "Transfer v2022.1.4",
            "Progress MOVEit Transfer version 2022.1.4 (14.1.4)",
            "MOVEit DMZ 14.1.4",
            "moveit-transfer/2022.1.4",
            "  MOVEit   Transfer   2022.1.4(14.1.4) ",
        ] {
            let installed = Installed::parse(text).unwrap();
            assert_eq!(installed.product, Product::Transfer, "{text}");
            assert_eq!(installed.version, version("2022.1.4"), "{text}");
            assert_eq!(installed.precision, Precision::Exact);
        }
        let short = Installed::parse("MOVEit Automation 2024.1").unwrap();
        assert_eq!(short.precision, Precision::TakenAsFirstOfItsLine);
        assert_eq!(short.version, version("2024.1.0"));
        assert_eq!(short.to_string(), "MOVEit Automation 2024.1.0 (16.1.0)");
    }

    #[test]
    fn what_is_installed_must_be_clear() {
        assert!(matches!(
            Installed::parse("2022.1.4"),
            Err(InstalledError::Product(_))
        ));
        assert!(matches!(
            Installed::parse("MOVEit Transfer and Gateway 2022.1.4"),
            Err(InstalledError::Product(_) | InstalledError::Version(_))
        ));
        assert!(matches!(
            Installed::parse("MOVEit Transfer"),
            Err(InstalledError::NoVersion(_))
        ));
        assert!(matches!(
            Installed::parse("MOVEit Transfer new"),
            Err(InstalledError::Version(_))
        ));
        assert!(matches!(
            Installed::parse("MOVEit Cloud"),
            Err(InstalledError::Cloud)
        ));
        assert!(matches!(Installed::parse(""), Err(InstalledError::Product(_))));
    }
}
