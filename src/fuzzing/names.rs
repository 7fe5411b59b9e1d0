//! Names: folding, domains, matching and screening against the bundled list.

use std::sync::OnceLock;

use crate::country::Country;
use crate::dataset::Dataset;
use crate::exposure::Verdict;
use crate::guidance::{Guidance, Reader};
use crate::input::{DeclaredVendor, Subject};
use crate::matching::{Index, Options, Query, Strength};
use crate::names::{fold, host, registrable, shared_host};
use crate::screening::{self, Screening, ScreeningOptions};

/// More words than a folded name has, and more bytes than they and the spaces between them have.
const MOST_WORDS: usize = 40;
const MOST_BYTES: usize = MOST_WORDS * 65;

/// A folded name is bounded, plain, and stays as it is when it is folded again; so does a host.
pub(super) fn names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let once = fold(&text);
    assert!(once.len() <= MOST_BYTES && once.split(' ').count() <= MOST_WORDS);
    assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
    assert!(
        !once.chars().any(|c| c.is_control() || c.is_ascii_uppercase()),
        "{once:?}"
    );
    assert_eq!(fold(&once), once, "{text:?}");
    let spaced = format!("  {text}\t\u{a0}");
    assert_eq!(fold(&spaced), once, "{text:?}");

    if let Some(found) = host(&text) {
        assert!(
            found.is_ascii() && found.len() <= 253 && found.contains('.'),
            "{found}"
        );
        assert!(
            !found
                .bytes()
                .any(|b| b.is_ascii_uppercase() || b.is_ascii_whitespace())
        );
        assert_eq!(host(&found).as_deref(), Some(found.as_str()), "{text:?}");
        if let Some(registrable) = registrable(&found) {
            assert!(found.ends_with(registrable));
        }
        let _ = shared_host(&found);
    }
    if let Ok(country) = Country::parse(&text) {
        assert_eq!(Country::parse(country.code()), Ok(country));
    }
}

fn list() -> &'static Dataset {
    static LIST: OnceLock<Dataset> = OnceLock::new();
    LIST.get_or_init(|| Dataset::bundled().unwrap())
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| screening::index(list()))
}

/// Lines: a name, a domain, a country, vendors. Matches are in order, within their bounds and the same in every run,
/// and a finding agrees with them.
pub(super) fn matching(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines();
    let mut filled = || lines.next().filter(|line| !line.is_empty());
    let (name, domain, country) = (filled().unwrap_or_default(), filled(), filled());
    let country = country.and_then(|text| Country::parse(text).ok());
    let vendors: Vec<&str> = lines.take(3).collect();
    let query = Query {
        name,
        country,
        domain,
    };
    let options = Options::default();
    let mut searcher = index().searcher(options);
    let found = searcher.search(&query);
    assert_eq!(searcher.search(&query), found, "{query:?}");
    if let Ok(matches) = &found {
        assert!(matches.len() <= options.limit);
        assert!(
            matches.iter().all(|m| (0.0..=1.0).contains(&m.score)),
            "{matches:?}"
        );
        assert!(
            matches.windows(2).all(|two| two[0].strength >= two[1].strength),
            "{query:?}: {matches:?}"
        );
        for evidence in matches.iter().flat_map(|m| &m.evidence) {
            assert!(!evidence.sentence().is_empty());
        }
    }
    let explanation = index().explain(&query, options);
    assert!(!format!("{explanation:?}").is_empty());

    let guidance = Guidance::for_reader(Reader::Hr).unwrap();
    let screening = Screening::new(list(), index(), &guidance, ScreeningOptions::new(Reader::Hr));
    let finding = screening.screener().screen(Subject {
        domain: domain.map(str::to_owned),
        country,
        vendors: vendors
            .iter()
            .map(|name| DeclaredVendor {
                name: (*name).to_owned(),
                service: None,
            })
            .collect(),
        ..Subject::named(name, 1)
    });
    if vendors.is_empty() {
        assert_eq!(
            finding.verdict == Verdict::Unscreened,
            found.is_err(),
            "{query:?}"
        );
    }
    if matches!(finding.verdict, Verdict::Affected | Verdict::Reported) {
        assert!(finding.matches[0].strength >= Strength::Strong, "{query:?}");
    }
    if let Ok(matches) = found {
        assert_eq!(matches.len(), finding.matches.len());
    }
}
