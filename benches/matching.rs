//! How long it takes to build the index over the bundled list, to screen a name, and to normalize one.

use divan::{Bencher, black_box};
use moveit_exposure::dataset::Dataset;
use moveit_exposure::dataset::model::AliasKind;
use moveit_exposure::matching::{Index, ListedName, ListedOrganization, Options, Query};
use moveit_exposure::names::fold;

const NAMES: [&str; 8] = [
    "British Airways P.L.C.",
    "Univ. of Missouri - Saint Louis",
    "Blue Cross and Blue Sheild of Texas",
    "Nordwind Bakery Supplies GmbH & Co. KG",
    "Serco Inc., 12930 Worldgate Drive, Herndon VA",
    "Lakeside Family Dental Center LLC",
    "Gesellschaft für Anlagenbau und Umwelttechnik mbH",
    "Министерство обороны США",
];

fn list() -> Vec<ListedOrganization> {
    let dataset = Dataset::bundled().expect("the bundled list is sound");
    dataset
        .records()
        .iter()
        .map(|record| ListedOrganization {
            id: record.id.clone(),
            names: std::iter::once(ListedName {
                name: record.name.clone(),
                kind: AliasKind::Name,
                standing: record.name_standing,
            })
            .chain(record.aliases.iter().map(|alias| ListedName {
                name: alias.name.clone(),
                kind: alias.kind,
                standing: alias.standing,
            }))
            .collect(),
            domains: record.domains.clone(),
            country: record.country,
            region: record.region.clone(),
        })
        .collect()
}

fn main() {
    divan::main();
}

#[divan::bench]
fn build_the_index(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(list).bench_values(Index::new);
}

#[divan::bench(args = NAMES)]
fn screen(bencher: Bencher<'_, '_>, name: &str) {
    let index = Index::new(list());
    let mut searcher = index.searcher(Options::default());
    let query = Query {
        name,
        ..Query::default()
    };
    bencher.bench_local(|| searcher.search(black_box(&query)));
}

#[divan::bench(args = NAMES)]
fn normalize(name: &str) -> String {
    fold(black_box(name))
}
