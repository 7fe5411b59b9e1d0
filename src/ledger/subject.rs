//! For whom a decision holds: the very subject it was made for, and no other of the same name.
//!
//! A wrong acceptance hides a hit, so everything that tells two subjects apart must agree: the name, as the matcher folds
//! it (case, accents and punctuation go, words and legal forms stay); the host of the domain; the country. What one side
//! has and the other lacks does not agree. A decision with a row key holds for that key only; without one for any key,
//! since one supplier often has several rows.

use crate::country::Country;
use crate::names;

/// Stands behind a name while it is folded, and tells whether folding, which is bounded, came to the end of it.
const MARK: &str = "endofname";
/// A folded word of this length may have been cut.
const LONGEST_WORD: usize = 60;

/// What tells a subject from others, its row key aside.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    name: String,
    domain: String,
    country: Option<Country>,
}

impl Identity {
    /// Of a subject as the user wrote it.
    #[must_use]
    pub fn new(name: &str, domain: Option<&str>, country: Option<Country>) -> Self {
        Self {
            name: folded(name),
            domain: domain.map(host).unwrap_or_default(),
            country,
        }
    }

    /// The folded name; one that cannot be folded whole stands as it was written.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

fn folded(name: &str) -> String {
    let marked = names::fold(&format!("{name} {MARK}"));
    match marked.strip_suffix(MARK).map(str::trim_end) {
        Some(whole) if !whole.is_empty() && whole.split(' ').all(|word| word.len() < LONGEST_WORD) => {
            whole.to_owned()
        }
        _ => name.trim().to_owned(),
    }
}

/// The host, but for a mailbox at a provider for everybody, where the address before it tells more than the host.
fn host(domain: &str) -> String {
    match names::host(domain) {
        Some(host) if names::shared_host(&host).is_none() => host,
        _ => domain.trim().to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, domain: &str, country: &str) -> Identity {
        let domain = (!domain.is_empty()).then_some(domain);
        Identity::new(name, domain, Country::from_code(country).ok())
    }

    #[test]
    fn spelling_does_not_matter() {
        let boots = of("Boots UK Ltd", "boots.com", "GB");
        for (name, domain) in [
            ("BOOTS U.K. LTD.", "https://www.boots.com/"),
            ("  Boots  UK\tLtd", "someone@boots.com"),
            ("Bööts UK Ltd", "BOOTS.COM"),
        ] {
            assert_eq!(of(name, domain, "GB"), boots, "{name}");
        }
    }

    #[test]
    fn whatever_tells_two_apart_does() {
        let boots = of("Boots", "boots.com", "GB");
        for (name, domain, country) in [
            ("Boots Ltd", "boots.com", "GB"),
            ("Boots", "boots.example", "GB"),
            ("Boots", "shop.boots.com", "GB"),
            ("Boots", "", "GB"),
            ("Boots", "boots.com", "US"),
            ("Boots", "boots.com", ""),
        ] {
            assert_ne!(of(name, domain, country), boots, "{name} {domain} {country}");
        }
        assert_ne!(of("Boots", "ann@gmail.com", ""), of("Boots", "ben@gmail.com", ""));
        assert_ne!(of("???", "", ""), of("!!!", "", ""));
        assert_ne!(of("", "boots.com", ""), of("", "bbc.co.uk", ""));
    }

    #[test]
    fn endless_names_are_compared_to_their_end() {
        for piece in ["word ", "a ", "\u{fdfa}", "x"] {
            let long = piece.repeat(80);
            assert_ne!(
                of(&format!("{long} one"), "", ""),
                of(&format!("{long} two"), "", ""),
                "{piece}"
            );
            assert_ne!(
                of(&format!("{long}y"), "", ""),
                of(&format!("{long}z"), "", ""),
                "{piece}"
            );
        }
    }
}
