//! The bundled list as a whole, and the linter on one bad record of each kind.

use crate::dataset::model::Route;

use super::lint::{Completeness, Filed, lint, parse_record};
use super::*;

const GOOD: &str = r#"
id = "a-corp"
name = "A Corp"
country = "US"
sector = "technology"
note = "A note."
[exposure]
status = "confirmed"
route = "own-server"
acknowledged_by = "organization"
disclosed_on = "2023-06-05"
[[sources]]
url = "https://example.org/a"
publisher = "Example"
kind = "press"
seen = "excerpt"
supports = ["exposure"]
"#;

/// Where a field of the record, and one of the exposure, can be put in.
const AFTER_NAME: &str = "note =";
const SOURCE: &str = "[[sources]]";

fn filed(text: &str) -> Filed {
    let record = parse_record("x.toml", text).unwrap();
    Filed {
        file: format!("records/{}.toml", record.id),
        record,
    }
}

fn codes(records: &[Filed]) -> Vec<&'static str> {
    let latest = jiff::civil::date(2026, 11, 24);
    lint(records, Completeness::Full, latest)
        .into_iter()
        .map(|p| p.code)
        .collect()
}

#[test]
fn nothing_of_the_researched_facts_is_lost() {
    let counts = Dataset::bundled().unwrap().counts();
    assert!(counts.records + counts.withdrawn >= 438, "{counts:?}");
    assert!(counts.sources >= 965, "{counts:?}");
    assert!(counts.vendors >= 58, "{counts:?}");
    assert!(counts.countries >= 18, "{counts:?}");
}

#[test]
fn the_hash_is_that_of_the_embedded_lines() {
    assert!(verify().holds());
    assert_eq!(
        BUNDLED_RECORDS.lines().count(),
        Dataset::bundled().unwrap().records().len()
    );
}

#[test]
fn the_embedded_list_passes_its_own_linter() {
    let list = Dataset::bundled().unwrap();
    let records: Vec<Filed> = list
        .records()
        .iter()
        .map(|record| Filed {
            file: format!("{}.toml", record.id),
            record: record.clone(),
        })
        .collect();
    assert_eq!(
        lint(&records, Completeness::Full, list.header().unwrap().as_of),
        []
    );
}

#[test]
fn every_route_through_a_vendor_ends_at_one() {
    let list = Dataset::bundled().unwrap();
    for record in list.records() {
        let Some(exposure) = record
            .exposure
            .as_ref()
            .filter(|e| e.route == model::Route::Vendor)
        else {
            continue;
        };
        assert!(
            exposure
                .chains
                .iter()
                .flatten()
                .all(|hop| list.record(&hop.vendor).is_some()),
            "{}",
            record.id
        );
    }
}

#[test]
fn customers_of_a_vendor_are_found_near_and_far() {
    let list = Dataset::bundled().unwrap();
    let zellis: Vec<&str> = list
        .customers_of("zellis")
        .iter()
        .map(|c| c.record.id.as_str())
        .collect();
    assert!(
        ["bbc", "boots", "british-airways", "aer-lingus"]
            .iter()
            .all(|id| zellis.contains(id))
    );
    let pbi = list.customers_of("pbi-research-services");
    assert!(pbi.iter().any(|c| c.record.id == "calpers" && !c.indirect));
    assert!(
        pbi.iter()
            .any(|c| c.record.id == "portland-state-university" && c.indirect)
    );
}

#[test]
fn a_good_record_passes() {
    assert_eq!(codes(&[filed(GOOD)]), [] as [&str; 0]);
}

#[test]
fn what_may_be_left_out_or_said_passes() {
    for (old, new) in [
        ("note =", "reviewed_on = \"2026-11-24\"\nnote ="),
        ("\"2023-06-05\"", "\"2023-05\""),
        ("seen = \"excerpt\"", "seen = \"full\""),
        ("[[sources]]", "outflow = \"not-established\"\n[[sources]]"),
        ("supports = [\"exposure\"]", "supports = [\"exposure\", \"data\"]"),
        ("[[sources]]", "outflow = \"denied\"\n[[sources]]"),
        (
            "note =",
            "name_standing = \"with-domain\"\naliases = [{ name = \"B\", kind = \"name\", standing = \"with-country\" }]\nnote =",
        ),
    ] {
        assert!(GOOD.contains(old), "{old}");
        assert_eq!(
            codes(&[filed(&GOOD.replacen(old, new, 1))]),
            [] as [&str; 0],
            "{new}"
        );
    }
}

/// What is changed in a good record, what it becomes, and the code that refuses it.
const BAD: [(&str, &str, &str); 66] = [
    ("id = \"a-corp\"", "id = \"A_Corp\"", "bad-id"),
    ("id = \"a-corp\"", "id = \"\"", "bad-id"),
    ("id = \"a-corp\"", "id = \"a--corp\"", "bad-id"),
    ("name = \"A Corp\"", "name = \" A Corp\"", "bad-name"),
    ("name = \"A Corp\"", "name = \"\"", "bad-name"),
    ("name = \"A Corp\"", "name = \"A\\nCorp\"", "bad-name"),
    (AFTER_NAME, "aliases = [\"B \"]\nnote =", "bad-name"),
    (AFTER_NAME, "legal_name = \" A Corp, Inc.\"\nnote =", "bad-name"),
    (AFTER_NAME, "aliases = [\"A Corp\"]\nnote =", "repeated-name"),
    (AFTER_NAME, "aliases = [\"B\", \"B\"]\nnote =", "repeated-name"),
    ("name = \"A Corp\"", "name = \"Progress\"", "common-word"),
    (AFTER_NAME, "aliases = [\"Western\"]\nnote =", "common-word"),
    (
        AFTER_NAME,
        "aliases = [{ name = \"DELTA\", kind = \"brand\" }]\nnote =",
        "common-word",
    ),
    (AFTER_NAME, "aliases = [\"AC\"]\nnote =", "unmarked-acronym"),
    (
        AFTER_NAME,
        "aliases = [{ name = \"ACOR\", kind = \"former\" }]\nnote =",
        "unmarked-acronym",
    ),
    (
        "name = \"A Corp\"\ncountry = \"US\"",
        "name = \"A Corp\"\nname_standing = \"with-country\"",
        "standing-without-country",
    ),
    (
        AFTER_NAME,
        "domains = [\"https://a.example\"]\nnote =",
        "bad-domain",
    ),
    (AFTER_NAME, "domains = [\"www.a.example\"]\nnote =", "bad-domain"),
    (AFTER_NAME, "domains = [\"A.example\"]\nnote =", "bad-domain"),
    (AFTER_NAME, "domains = [\"a.example/b\"]\nnote =", "bad-domain"),
    (AFTER_NAME, "domains = [\"a..example\"]\nnote =", "bad-domain"),
    (AFTER_NAME, "domains = [\"example\"]\nnote =", "bad-domain"),
    (
        AFTER_NAME,
        "domains = [\"a.example\", \"a.example\"]\nnote =",
        "repeated-value",
    ),
    ("country = \"US\"\n", "", "missing-field"),
    ("sector = \"technology\"\n", "", "missing-field"),
    ("note = \"A note.\"\n", "", "missing-field"),
    ("note = \"A note.\"", "note = \" \"", "bad-text"),
    ("note = \"A note.\"", "note = \"A note. \"", "bad-text"),
    ("note = \"A note.\"", "note = \"A\\u0007note.\"", "bad-text"),
    (AFTER_NAME, "region = \"\"\nnote =", "bad-text"),
    (AFTER_NAME, "region = \" Ohio\"\nnote =", "bad-text"),
    (AFTER_NAME, "reviewed_on = \"2031-01-01\"\nnote =", "future-date"),
    (AFTER_NAME, "parent = \"nobody\"\nnote =", "unknown-parent"),
    (AFTER_NAME, "parent = \"a-corp\"\nnote =", "cycle"),
    ("2023-06-05", "2031-06-05", "future-date"),
    ("2023-06-05", "2027", "future-date"),
    ("2023-06-05", "2023-05-26", "before-the-thefts"),
    ("2023-06-05", "2023-04", "before-the-thefts"),
    ("2023-06-05", "2022", "before-the-thefts"),
    ("\"organization\"", "\"press\"", "status-without-acknowledgement"),
    (
        "\"organization\"",
        "\"researcher\"",
        "status-without-acknowledgement",
    ),
    ("\"confirmed\"", "\"reported\"", "status-without-acknowledgement"),
    ("\"own-server\"", "\"vendor\"", "route-without-chain"),
    (SOURCE, "chains = [[]]\n[[sources]]", "empty-chain"),
    (
        SOURCE,
        "chains = [[{ vendor = \"b\" }]]\n[[sources]]",
        "chain-without-route",
    ),
    (
        SOURCE,
        "chains = [[{ vendor = \"b\" }], [{ vendor = \"b\" }]]\n[[sources]]",
        "repeated-chain",
    ),
    (
        SOURCE,
        "chains = [[{ vendor = \"nobody\" }]]\n[[sources]]",
        "unknown-vendor",
    ),
    (
        SOURCE,
        "chains = [[{ vendor = \"a-corp\" }]]\n[[sources]]",
        "cycle",
    ),
    (
        SOURCE,
        "chains = [[{ vendor = \"b\", service = \"Pay roll\" }]]\n[[sources]]",
        "bad-service",
    ),
    (
        "[exposure]",
        "[vendor]\nservices = [\"Pay Roll\"]\n[exposure]",
        "bad-service",
    ),
    (
        "[exposure]",
        "[vendor]\nservices = [\"payroll\", \"payroll\"]\n[exposure]",
        "repeated-value",
    ),
    (SOURCE, "people_affected = 0\n[[sources]]", "zero-people"),
    (
        SOURCE,
        "outflow = \"not-established\"\npeople_affected = 7\n[[sources]]",
        "people-without-outflow",
    ),
    (
        SOURCE,
        "outflow = \"denied\"\npeople_affected = 7\n[[sources]]",
        "people-without-outflow",
    ),
    (
        SOURCE,
        "data_types = [\"name\", \"name\"]\n[[sources]]",
        "repeated-value",
    ),
    (SOURCE, "data_types = [\"name\"]\n[[sources]]", "unsupported-fact"),
    (SOURCE, "people_affected = 7\n[[sources]]", "unsupported-fact"),
    ("\"own-server\"", "\"vendor\"", "unsupported-fact"),
    (
        "[exposure]",
        "[withdrawn]\non = \"2024\"\nreason = \"\"\n[exposure]",
        "withdrawn-without-reason",
    ),
    (
        "[exposure]",
        "[withdrawn]\non = \"2031\"\nreason = \"It was another.\"\n[exposure]",
        "future-date",
    ),
    ("https://example.org/a", "example.org", "bad-source"),
    ("https://example.org/a", "ftp://example.org/a", "bad-source"),
    ("https://example.org/a", "https://example.org/a b", "bad-source"),
    ("publisher = \"Example\"", "publisher = \" \"", "bad-source"),
    ("publisher = \"Example\"", "publisher = \"Example \"", "bad-text"),
    ("supports = [\"exposure\"]", "supports = []", "bad-source"),
];

/// The same for sources, dates and files, where more than one place of the record is changed.
fn bad_in_several_places() -> Vec<(Filed, &'static str)> {
    let source = &GOOD[GOOD.find(SOURCE).unwrap()..];
    let early = GOOD
        .replace("note =", "reviewed_on = \"2024-01-01\"\nnote =")
        .replace("kind =", "published_on = \"2024-01-02\"\nkind =");
    let mut elsewhere = filed(GOOD);
    elsewhere.file = "records/b.toml".to_owned();
    vec![
        (filed(&GOOD.replace(source, "")), "no-source"),
        (
            filed(&GOOD.replace("supports = [\"exposure\"]", "supports = [\"data\"]")),
            "no-source",
        ),
        (
            filed(&GOOD.replace("seen = \"excerpt\"", "seen = \"cited\"")),
            "no-read-source",
        ),
        (filed(&format!("{GOOD}{source}")), "repeated-source"),
        (
            filed(&GOOD.replace("kind =", "published_on = \"2023-01\"\nkind =")),
            "before-the-thefts",
        ),
        (filed(&early), "reviewed-before-source"),
        (elsewhere, "id-is-not-file-name"),
    ]
}

#[test]
fn each_kind_of_bad_record_is_refused() {
    for (old, new, code) in BAD {
        assert!(GOOD.contains(old), "{old}");
        let found = codes(&[filed(&GOOD.replacen(old, new, 1))]);
        assert!(found.contains(&code), "{new:?} gave {found:?}, not {code}");
    }
    for (record, code) in bad_in_several_places() {
        assert_eq!(codes(&[record]), [code]);
    }
}

/// A rule that no bad record breaks could be lost without anybody noticing.
#[test]
fn every_rule_of_the_linter_has_its_bad_record() {
    let rules = include_str!("lint.rs");
    let several = bad_in_several_places();
    let tested: std::collections::BTreeSet<&str> = BAD
        .iter()
        .map(|&(_, _, code)| code)
        .chain(several.iter().map(|&(_, code)| code))
        // Between two records, or before there is one: see the tests below.
        .chain([
            "repeated-id",
            "shared-alias",
            "shared-domain",
            "unreadable-record",
            "unreadable-header",
        ])
        .collect();
    let word = |text: &'static str| text.split('"').nth(1).filter(|word| word.contains('-'));
    let named: std::collections::BTreeSet<&str> = rules
        .split("self.problem(")
        .skip(1)
        .filter_map(|call| word(call.get(..60)?))
        .chain(
            rules
                .split("code: ")
                .skip(1)
                .filter_map(|field| word(field.get(..40)?)),
        )
        .chain(["cycle"])
        .collect();
    assert_eq!(named, tested);
}

#[test]
fn a_header_without_its_version_is_refused() {
    let problem = super::lint::parse_header("list.toml", "as_of = \"2026-11-24\"").unwrap_err();
    assert_eq!(problem.code, "unreadable-header");
    assert_eq!(problem.place, "list.toml");
}

#[test]
fn what_is_said_of_a_withdrawn_record_needs_no_further_source() {
    let withdrawn = GOOD
        .replace(
            "[exposure]",
            "[withdrawn]\non = \"2024\"\nreason = \"It was another.\"\n[exposure]",
        )
        .replace(SOURCE, "data_types = [\"name\"]\n[[sources]]");
    assert_eq!(codes(&[filed(&withdrawn)]), [] as [&str; 0]);
}

#[test]
fn an_unreadable_record_is_refused_with_its_line() {
    for (old, new) in [
        ("\"US\"", "\"Atlantis\""),
        ("\"technology\"", "\"magic\""),
        ("\"2023-06-05\"", "\"5 June\""),
        ("[[sources]]", "outflow = \"maybe\"\n[[sources]]"),
        (
            "note =",
            "aliases = [{ name = \"B\", kind = \"name\", standing = \"never\" }]\nnote =",
        ),
        ("note =", "reviewed_on = \"2024\"\nnote ="),
        ("note =", "nota ="),
    ] {
        let problem = parse_record("a.toml", &GOOD.replacen(old, new, 1)).unwrap_err();
        assert_eq!(problem.code, "unreadable-record", "{problem}");
        assert!(problem.place.starts_with("a.toml"), "{problem}");
    }
}

#[test]
fn names_and_domains_belong_to_one_record() {
    let second = |name: &str, extra: &str| {
        filed(
            &GOOD
                .replace("a-corp", "b-corp")
                .replace("name = \"A Corp\"", &format!("name = \"{name}\"\n{extra}")),
        )
    };
    let with =
        |extra: &str| filed(&GOOD.replace("name = \"A Corp\"", &format!("name = \"A Corp\"\n{extra}")));
    assert_eq!(codes(&[filed(GOOD), second("A. Corp", "")]), ["shared-alias"]);
    assert_eq!(
        codes(&[
            with("domains = [\"a.example\"]"),
            second("B", "domains = [\"a.example\"]")
        ]),
        ["shared-domain"]
    );
    let acronym = "aliases = [{ name = \"AC\", kind = \"acronym\" }]";
    assert_eq!(codes(&[with(acronym), second("B", acronym)]), [] as [&str; 0]);
    assert_eq!(
        codes(&[with(acronym), second("B", "aliases = [\"A.C.\"]")]),
        ["shared-alias"]
    );
    let common = "aliases = [{ name = \"Western\", kind = \"name\", standing = \"with-domain\" }]";
    assert_eq!(codes(&[with(common), second("B", common)]), [] as [&str; 0]);
    assert_eq!(
        codes(&[
            with(common),
            second("B", &common.replace("with-domain", "with-country"))
        ]),
        ["shared-alias"]
    );
    assert_eq!(codes(&[filed(GOOD), filed(GOOD)])[0], "repeated-id");
}

#[test]
fn a_circle_of_three_is_found() {
    let link = |id: &str, to: &str| {
        filed(
            &GOOD
                .replace("a-corp", id)
                .replace("A Corp", id)
                .replace("\"own-server\"", "\"vendor\"")
                .replace("[\"exposure\"]", "[\"exposure\", \"via\"]")
                .replace(
                    "[[sources]]",
                    &format!("chains = [[{{ vendor = \"{to}\" }}]]\n[[sources]]"),
                ),
        )
    };
    assert_eq!(
        codes(&[link("a", "b"), link("b", "c"), link("c", "a")]),
        ["cycle"]
    );
    assert_eq!(
        codes(&[
            link("a", "b"),
            link("b", "c"),
            filed(&GOOD.replace("a-corp", "c").replace("A Corp", "c"))
        ]),
        [] as [&str; 0]
    );
}

fn add(name: &str, content: &str) -> Result<Dataset, DatasetError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let mut list = Dataset::bundled().unwrap();
    list.add_file(&path, jiff::civil::date(2026, 11, 24))
        .map(|()| list)
}

#[test]
fn a_users_records_are_added_or_take_the_place_of_others() {
    let list = add(
        "own.jsonl",
        "{\"id\":\"acme\",\"name\":\"Acme\"}\n\n{\"id\":\"boots\",\"name\":\"Boots 2\"}\n",
    )
    .unwrap();
    assert_eq!(list.record("boots").unwrap().name, "Boots 2");
    assert_eq!(
        (list.additions()[0].records, list.additions()[0].overrides),
        (2, 1)
    );
    let toml =
        "[[record]]\nid = \"a\"\nname = \"A\"\naliases = [\"B\"]\n[[record]]\nid = \"c\"\nname = \"C\"\n";
    assert!(add("own.toml", toml).unwrap().record("c").is_some());
    assert!(
        add("own", "id = \"a\"\nname = \"A\"")
            .unwrap()
            .record("a")
            .is_some()
    );
    let namesakes = "{\"id\":\"a\",\"name\":\"A\",\"domains\":[\"a.example\"]}\n{\"id\":\"b\",\"name\":\"A\",\"domains\":[\"a.example\"]}";
    assert_eq!(add("own.jsonl", namesakes).unwrap().additions()[0].records, 2);
    let chain = "[exposure]\nstatus = \"possible\"\nroute = \"vendor\"\nacknowledged_by = \"press\"\nchains = [[{ vendor = \"zellis\" }]]";
    assert!(add("own.toml", &format!("id = \"a\"\nname = \"A\"\n{chain}")).is_ok());
}

#[test]
fn a_bad_addition_names_file_line_and_reason() {
    for (name, content, place, code) in [
        (
            "a.jsonl",
            "{\"id\":\"a\",\"name\":\"A\"}\n{\"id\":",
            "a.jsonl:2",
            "unreadable-record",
        ),
        (
            "a.jsonl",
            "{\"id\":\"a\",\"name\":\"A\",\"shoe\":1}",
            "a.jsonl:1",
            "unreadable-record",
        ),
        ("a.toml", "id = \"a\"\nname = 3", "a.toml:2", "unreadable-record"),
        (
            "a.toml",
            "[[record]]\nid = \"a\"\nname = \"A\"\n[[record]]\nid = \"b\"\n",
            "a.toml:4",
            "unreadable-record",
        ),
        (
            "a.toml",
            "id = \"a\"\nname = \"A\"\nparent = \"nobody\"",
            "a.toml",
            "unknown-parent",
        ),
        ("a.jsonl", "", "a.jsonl", "no-records"),
    ] {
        let Err(DatasetError::Invalid(problems)) = add(name, content) else {
            panic!("{content}")
        };
        assert_eq!(problems[0].code, code, "{}", problems[0]);
        assert!(problems[0].place.contains(place), "{}", problems[0]);
    }
}

/// `exposure.status` and the like, of every field that a record can have.
fn fields_of_the_schema() -> std::collections::BTreeSet<String> {
    fn walk(
        schema: &serde_json::Value,
        root: &serde_json::Value,
        path: &str,
        fields: &mut std::collections::BTreeSet<String>,
    ) {
        match schema {
            serde_json::Value::Object(object) => {
                if let Some(name) = object.get("$ref").and_then(|r| r.as_str()) {
                    let name = name.rsplit('/').next().unwrap();
                    walk(&root["$defs"][name], root, path, fields);
                }
                for (name, field) in object
                    .get("properties")
                    .and_then(|p| p.as_object())
                    .into_iter()
                    .flatten()
                {
                    let path = if path.is_empty() {
                        name.clone()
                    } else {
                        format!("{path}.{name}")
                    };
                    walk(field, root, &path, fields);
                    fields.insert(path);
                }
                for part in ["items", "anyOf", "oneOf", "allOf"] {
                    if let Some(part) = object.get(part) {
                        walk(part, root, path, fields);
                    }
                }
            }
            serde_json::Value::Array(parts) => {
                for part in parts {
                    walk(part, root, path, fields);
                }
            }
            _ => {}
        }
    }
    let root = serde_json::to_value(crate::schema::SchemaName::Record.schema()).unwrap();
    let mut fields = std::collections::BTreeSet::new();
    walk(&root, &root, "", &mut fields);
    fields
}

const GUIDE: &str = include_str!("../../docs/list.md");

#[test]
fn the_guide_to_the_list_has_every_field_and_no_other() {
    let table = GUIDE.split("## The fields of a record").nth(1).unwrap();
    let told: std::collections::BTreeSet<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(told, fields_of_the_schema());
}

#[test]
fn the_guide_to_the_list_knows_every_word_that_judges() {
    use super::model::{
        AcknowledgedBy, AliasKind, ListedAs, Outflow, Seen, SourceKind, Standing, Status, Support,
    };
    let words = [
        AliasKind::ALL.iter().map(|w| w.word()).collect::<Vec<_>>(),
        Standing::ALL.iter().map(|w| w.word()).collect(),
        Status::ALL.iter().map(|w| w.word()).collect(),
        Route::ALL.iter().map(|w| w.word()).collect(),
        AcknowledgedBy::ALL.iter().map(|w| w.word()).collect(),
        Outflow::ALL.iter().map(|w| w.word()).collect(),
        SourceKind::ALL.iter().map(|w| w.word()).collect(),
        Seen::ALL.iter().map(|w| w.word()).collect(),
        Support::ALL.iter().map(|w| w.word()).collect(),
        ListedAs::ALL.iter().map(|w| w.word()).collect(),
    ];
    for word in words.concat() {
        assert!(GUIDE.contains(&format!("`{word}`")), "{word}");
    }
}

const SAMPLE: &str = include_str!("../../docs/sample-review.md");

/// Id, claim and "seen again" of each row of the sample.
fn sample() -> Vec<(&'static str, &'static str, &'static str)> {
    SAMPLE
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            (
                cells[0].trim_matches('`'),
                cells[1],
                cells[3].trim_end_matches('|').trim(),
            )
        })
        .collect()
}

#[test]
fn the_sample_is_the_draw_that_it_says_it_is() {
    use sha2::{Digest, Sha256};
    let ids: Vec<&str> = sample().iter().map(|&(id, _, _)| id).collect();
    let mut drawn = ids.clone();
    drawn.sort_by_key(|id| Sha256::digest(format!("forty-2026-11-24/{id}")).to_vec());
    assert_eq!((ids.len(), &ids), (40, &drawn));
    let seen = |word: &str| sample().iter().filter(|&&(_, _, seen)| seen == word).count();
    assert_eq!(seen("yes") + seen("in part") + seen("no"), 40);
    assert!(
        SAMPLE.contains("twenty-nine were borne out again and five in part; for six")
            && (seen("yes"), seen("in part"), seen("no")) == (29, 5, 6),
        "the last paragraph of the sample counts otherwise than its table"
    );
}

#[test]
fn what_the_sample_claims_stands_in_the_records() {
    use super::model::{Outflow, Status};
    let list = Dataset::bundled().unwrap();
    for (id, claim, _) in sample() {
        let record = list.record(id).unwrap_or_else(|| panic!("{id}"));
        assert!(record.withdrawn.is_none(), "{id}");
        let exposure = record.exposure.as_ref().unwrap();
        for (word, holds) in [
            ("own server", exposure.route == Route::OwnServer),
            ("through ", exposure.route == Route::Vendor),
            ("way unknown", exposure.route == Route::Unknown),
            ("possible", exposure.status == Status::Possible),
            ("reported", exposure.status == Status::Reported),
            (
                "outflow not established",
                exposure.outflow == Outflow::NotEstablished,
            ),
        ] {
            assert!(holds || !claim.contains(word), "{id}: {claim}");
        }
        assert!(
            claim.contains("possible") || exposure.status != Status::Possible,
            "{id} is only possible"
        );
        for unit in [" people", " patients", " pupils"] {
            let Some((before, _)) = claim.split_once(unit) else {
                continue;
            };
            let count: String = before
                .rsplit(' ')
                .next()
                .unwrap()
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            assert_eq!(
                exposure.people_affected,
                Some(count.parse().unwrap()),
                "{id}: {claim}"
            );
        }
    }
}
