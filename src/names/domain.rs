//! Domains: what a web address, a host or an e-mail address says about whose it is.
//!
//! A listed domain covers itself and every host under it, the longest listed one first: `health.example.gov` before
//! `example.gov`. Providers of mail and pages for everybody, and the domains that a whole government shares, prove
//! nothing for the hosts under them.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;

const SHARED: &str = include_str!("tables/shared-hosts.csv");

/// Why a domain proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SharedHost {
    /// Anybody can have an address there.
    FreeMail,
    /// Written where no domain is known.
    Placeholder,
    /// Pages and services of many organizations.
    SharedHost,
    /// The domain of a whole government, with many bodies under it.
    Government,
}

fn shared() -> &'static FxHashMap<&'static str, SharedHost> {
    static TABLE: OnceLock<FxHashMap<&'static str, SharedHost>> = OnceLock::new();
    TABLE.get_or_init(|| {
        SHARED
            .lines()
            .skip(1)
            .filter_map(|line| {
                let (domain, kind) = line.split_once(',')?;
                let kind = match kind {
                    "free-mail" => SharedHost::FreeMail,
                    "placeholder" => SharedHost::Placeholder,
                    "government" => SharedHost::Government,
                    _ => SharedHost::SharedHost,
                };
                Some((domain, kind))
            })
            .collect()
    })
}

/// The host in what somebody gave as a domain: a host, a web address or an e-mail address; in lower case, as ASCII,
/// without `www.`.
///
/// ```
/// use moveit_exposure::names::host;
/// assert_eq!(host("https://www.Example.co.uk:8080/about").as_deref(), Some("example.co.uk"));
/// assert_eq!(host("Jane Doe <jane@mail.example.org>").as_deref(), Some("mail.example.org"));
/// assert_eq!(host("bücher.example").as_deref(), Some("xn--bcher-kva.example"));
/// assert_eq!(host("no domain"), None);
/// ```
#[must_use]
pub fn host(given: &str) -> Option<String> {
    if given.len() > 2_048 {
        return None;
    }
    let mut rest = given.trim().trim_matches(['<', '>', '"', '\'']);
    if let Some((_, after)) = rest.split_once("://") {
        rest = after;
    } else if let Some(after) = rest.strip_prefix("mailto:") {
        rest = after;
    }
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    rest = &rest[..end];
    if let Some((_, after)) = rest.rsplit_once('@') {
        rest = after;
    }
    rest = rest.split([':', '>', ' ', ',', ';']).next().unwrap_or(rest);
    let rest = rest.trim_matches('.');
    if rest.is_empty() || !rest.contains('.') {
        return None;
    }
    let ascii = idna::domain_to_ascii(rest).ok()?;
    let mut plain = ascii.trim_end_matches('.');
    while let Some(after) = plain.strip_prefix("www.").filter(|after| after.contains('.')) {
        plain = after;
    }
    let fits = plain.contains('.')
        && plain.len() <= 253
        && plain.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        });
    let is_address = plain
        .split('.')
        .next_back()
        .is_some_and(|label| label.bytes().all(|b| b.is_ascii_digit()));
    (fits && !is_address).then(|| plain.to_owned())
}

/// The host of what stands in place of a name and is a web or e-mail address as a whole.
///
/// ```
/// use moveit_exposure::names::host_alone;
/// assert_eq!(host_alone(" hr@example.co.uk ").as_deref(), Some("example.co.uk"));
/// assert_eq!(host_alone("Example.com Ltd"), None);
/// ```
#[must_use]
pub fn host_alone(name: &str) -> Option<String> {
    let name = name.trim();
    if !name.contains('.') || name.contains(char::is_whitespace) {
        return None;
    }
    host(name)
}

/// The registrable part of a host (`example.co.uk` of `mail.example.co.uk`); nothing for a public suffix alone.
#[must_use]
pub fn registrable(host: &str) -> Option<&str> {
    psl::domain_str(host)
}

/// Why this very host proves nothing, if so.
#[must_use]
pub fn shared_host(host: &str) -> Option<SharedHost> {
    if let Some(&kind) = shared().get(host) {
        return Some(kind);
    }
    // Mail providers and page hosts also stand for the hosts under them; governments do not: each body has its own.
    let registrable = registrable(host)?;
    match shared().get(registrable) {
        Some(&kind @ (SharedHost::FreeMail | SharedHost::Placeholder | SharedHost::SharedHost)) => Some(kind),
        _ => None,
    }
}

/// The host itself and each parent that could be listed for it, longest first, down to the registrable domain.
/// Parents that many bodies share are left out.
pub(crate) fn covering(host: &str) -> impl Iterator<Item = &str> {
    let shortest = registrable(host).map_or(host.len(), str::len);
    let mut rest = Some(host);
    std::iter::from_fn(move || {
        let current = rest?;
        rest = current
            .split_once('.')
            .map(|(_, parent)| parent)
            .filter(|parent| parent.len() >= shortest);
        Some(current)
    })
    .filter(|domain| shared_host(domain).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(host: &str) -> Vec<&str> {
        covering(host).collect()
    }

    #[test]
    fn hosts_of_addresses() {
        for (given, expected) in [
            ("WWW.PWC.COM.AU", Some("pwc.com.au")),
            ("first.last@kirkland.com", Some("kirkland.com")),
            ("https://www.se.com/fr/fr/", Some("se.com")),
            ("http://user:secret@example.org/", Some("example.org")),
            ("example.org.", Some("example.org")),
            ("www.com", Some("www.com")),
            ("www.www.example.org", Some("example.org")),
            ("192.168.0.1", None),
            ("", None),
            ("n/a", None),
            ("@", None),
        ] {
            assert_eq!(host(given).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn a_body_of_a_government_is_not_the_government() {
        assert_eq!(covered("dmv.ca.gov"), ["dmv.ca.gov"]);
        assert_eq!(covered("health.nsw.gov.au"), ["health.nsw.gov.au"]);
        assert_eq!(covered("csail.mit.edu"), ["csail.mit.edu", "mit.edu"]);
        assert_eq!(covered("uk.ey.com"), ["uk.ey.com", "ey.com"]);
        assert_eq!(covered("schools.nyc.gov"), ["schools.nyc.gov"]);
    }

    #[test]
    fn mail_for_everybody_proves_nothing() {
        assert!(covered("gmail.com").is_empty());
        assert!(covered("someone.blogspot.example.facebook.com").is_empty());
        assert!(covered("ca.gov").is_empty());
    }

    #[test]
    fn the_table_is_sound() {
        let mut seen = std::collections::HashSet::new();
        for line in SHARED.lines().skip(1) {
            let (domain, kind) = line.split_once(',').unwrap();
            assert!(seen.insert(domain), "{domain} twice");
            assert!(
                ["free-mail", "placeholder", "shared-host", "government"].contains(&kind),
                "{line}"
            );
            assert_eq!(domain, domain.to_lowercase());
        }
    }
}
