//! Whether a score reads as a probability: on labelled names, the share of right matches in each band of scores is about
//! the mean score.
//!
//! `labelled.csv` holds organizations of the Research Organization Registry and the list of .gov domains (both CC0 1.0)
//! with their names, and names to screen with the organization that each means, or none: names of the same registers,
//! some with the slips, abbreviations and additions of everyday lists. The weights were fitted on other organizations
//! of these registers as well as on some of these.

use super::*;
use crate::Country;
use crate::dataset::model::{AliasKind, Standing};

const LABELLED: &str = include_str!("labelled.csv");

#[test]
fn a_score_reads_as_a_probability() {
    let mut reader = csv::Reader::from_reader(LABELLED.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut list: Vec<ListedOrganization> = Vec::new();
    for row in rows.iter().filter(|row| &row[0] == "listed") {
        let name = ListedName {
            name: row[2].to_owned(),
            kind: AliasKind::Name,
            standing: Standing::Alone,
        };
        match list.last_mut() {
            Some(last) if last.id == row[1] => last.names.push(name),
            _ => list.push(ListedOrganization {
                id: row[1].to_owned(),
                names: vec![name],
                country: Country::parse(&row[3]).ok(),
                ..ListedOrganization::default()
            }),
        }
    }
    let index = Index::new(list);
    let mut searcher = index.searcher(Options::default());
    // Bands of scores: number of matches, sum of scores, right ones.
    let edges = [0.0, 0.78, 0.86, 0.96, 1.01];
    let mut bands = [(0.0_f64, 0.0_f64, 0.0_f64); 4];
    let (mut positives, mut found_right) = (0, 0);
    for row in rows.iter().filter(|row| &row[0] == "query") {
        positives += usize::from(!row[1].is_empty());
        let query = Query {
            name: &row[2],
            ..Query::default()
        };
        let Ok(matches) = searcher.search(&query) else {
            continue;
        };
        let Some(first) = matches.first() else { continue };
        let band = edges
            .windows(2)
            .position(|edge| (edge[0]..edge[1]).contains(&first.score))
            .unwrap();
        let right = index.organizations()[first.organization].id == row[1];
        bands[band].0 += 1.0;
        bands[band].1 += first.score;
        bands[band].2 += f64::from(u8::from(right));
        found_right += usize::from(right);
    }
    for (at, (count, scores, right)) in bands.into_iter().enumerate() {
        assert!(count > 5.0, "band {at} has {count} matches");
        let (mean, share) = (scores / count, right / count);
        // A match that is held back shows 0.85 at most, however likely: on the safe side.
        let tolerance = if count < 60.0 { 0.25 } else { 0.15 };
        assert!(
            share > mean - tolerance && share < mean + tolerance + 0.05,
            "band {at}: {count} matches, mean score {mean:.3}, share right {share:.3}"
        );
    }
    assert!(
        found_right * 100 >= positives * 93,
        "{found_right} of {positives} found"
    );
}
