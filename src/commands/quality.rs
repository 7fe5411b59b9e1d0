//! `data status --quality`: the measures of a list in words.

use std::fmt::Write as _;

use crate::dataset::quality::{Measures, Quality};
use crate::report::text::grouped;

/// The measures as text, with shares of the records.
pub(super) fn text(quality: &Quality) -> String {
    let Measures {
        records,
        primary_source,
        two_independent_sources,
        data_types,
        people,
        populations,
        domain,
        legal_name,
        status_possible,
        route_unknown,
        without_outflow,
        relationship_services,
        through_vendor,
        hops,
        hops_with_service,
    } = quality.measures;
    let reviews = quality.reviews;
    let mut out = format!(
        "How well the {} records are borne out\n\n",
        grouped(records as u64)
    );
    for (label, count, of) in [
        ("Primary source, read", primary_source, records),
        ("Two independent sources", two_independent_sources, records),
        ("Kinds of data", data_types, records),
        ("Number of people", people, records),
        ("Whose data", populations, records),
        ("Domain", domain, records),
        ("Legal name", legal_name, records),
        ("Listing only possible", status_possible, records),
        ("Route not told", route_unknown, records),
        ("Access, no outflow known", without_outflow, records),
        ("Service told, all hops", relationship_services, through_vendor),
        ("Hops with a service", hops_with_service, hops),
        ("Reviewed, with the day", records - reviews.missing, records),
    ] {
        let _ = writeln!(
            out,
            "  {label:<25} {:>6} of {:>6} {:>8}",
            grouped(count as u64),
            grouped(of as u64),
            share(count, of)
        );
    }
    out.push('\n');
    let _ = match (reviews.oldest, reviews.newest) {
        (Some(oldest), Some(newest)) => writeln!(
            out,
            "  Last reviews from {oldest} to {newest}; {} records do not say",
            grouped(reviews.missing as u64)
        ),
        _ => writeln!(out, "  No record says when it was last reviewed"),
    };
    out.push_str(
        "\nA primary source is a notice of the organization, a filing with a regulator or exchange, or a statement of the vendor.\n\
         Independent sources differ in publisher and domain; a reprint counts as one more. Each record: --format json\n",
    );
    out
}

/// `23.7 %`, cut and not rounded, so that nothing short of all reads 100.0.
fn share(count: usize, of: usize) -> String {
    if of == 0 {
        return String::new();
    }
    let tenths = count * 1000 / of;
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_cut_and_nothing_of_nothing_is_blank() {
        assert_eq!(share(1, 3), "33.3 %");
        assert_eq!(share(999_999, 1_000_000), "99.9 %");
        assert_eq!(share(4, 4), "100.0 %");
        assert_eq!(share(0, 0), "");
    }
}
