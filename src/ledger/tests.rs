//! Ledgers as people write them, and what they come to.

use std::path::Path;

use jiff::civil::{Date, date};

use super::fingerprint::Fingerprint;
use super::register::{NoticeKind, Ruling, change};
use super::subject::Identity;
use super::*;
use crate::country::Country;
use crate::dataset::Dataset;
use crate::dataset::model::{DataType, PartialDate, Status};
use crate::exposure::Verdict;
use crate::guidance::{Guidance, Reader};
use crate::input::{DeclaredVendor, Subject};
use crate::matching::Options;
use crate::report::model::{Finding, ReopenedBecause};
use crate::screening::{self, Screening, ScreeningOptions};

const TODAY: Date = date(2026, 12, 1);

fn small_list() -> Dataset {
    let mut list = Dataset::empty();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/list.toml");
    list.add_file(Path::new(file), TODAY).unwrap();
    list
}

fn finding(list: &Dataset, subject: Subject) -> Finding {
    let index = screening::index(list);
    let guidance = Guidance::for_reader(Reader::Hr).unwrap();
    let options = ScreeningOptions {
        reader: Reader::Hr,
        country: None,
        vendors: Vec::new(),
        matching: Options::default(),
    };
    let screening = Screening::new(list, &index, &guidance, options);
    screening.screener().screen(subject)
}

fn airways(list: &Dataset) -> Finding {
    finding(list, Subject::named("Harbour Airways", 1))
}

/// A decision on a finding, as `accept add` makes it.
fn decision(finding: &Finding, until: Date) -> Decision {
    Decision {
        subject: finding.subject.name.clone(),
        domain: finding.subject.domain.clone(),
        country: finding.subject.country,
        key: finding.subject.key.clone(),
        vendors: Vec::new(),
        verdict: finding.verdict,
        records: register::records_behind(finding),
        reason: "They answered.".to_owned(),
        owner: "Dana".to_owned(),
        accepted_on: TODAY,
        until,
        fingerprint: Fingerprint::of(finding),
    }
}

fn path() -> &'static Path {
    Path::new("ledger.toml")
}

fn with(decisions: &[Decision]) -> Ledger {
    let mut ledger = Ledger::new(path());
    for decision in decisions {
        let mut editor = Editor::open(&ledger).unwrap();
        editor.add(decision);
        ledger = Ledger::parse(path(), editor.text(), TODAY).unwrap();
    }
    ledger
}

fn problems(text: &str) -> Vec<(usize, String)> {
    match Ledger::parse(path(), text.to_owned(), TODAY) {
        Err(LedgerError::Invalid(problems)) => problems.into_iter().map(|p| (p.line, p.reason)).collect(),
        other => panic!("{other:?}"),
    }
}

const GOOD: &str = r#"# Ours.

[[accepted]]
subject = "Harbour Airways"
verdict = "affected"
records = ["harbour-airways"]
reason = "They answered."
owner = "Dana"
accepted_on = "2026-12-01"
until = "2027-06-01"
fingerprint = "v1-00112233445566778899aabbccddeeff"
"#;

#[test]
fn a_good_one_reads_with_dates_in_quotes_or_bare() {
    let ledger = Ledger::parse(path(), GOOD.to_owned(), TODAY).unwrap();
    assert_eq!(ledger.entries()[0].line, 3);
    let bare = GOOD.replace("\"2027-06-01\"", "2027-06-01");
    assert_ne!(bare, GOOD);
    let ledger = Ledger::parse(path(), bare, TODAY).unwrap();
    assert_eq!(ledger.entries()[0].decision.until, date(2027, 6, 1));
    let marked = format!("\u{feff}{GOOD}");
    assert_eq!(Ledger::parse(path(), marked, TODAY).unwrap().entries()[0].line, 3);
}

#[test]
fn what_cannot_stand_is_told_with_its_line() {
    for (from, to, line, told) in [
        ("reason = \"They answered.\"\n", "", 3, "missing field `reason`"),
        ("owner = \"Dana\"\n", "", 3, "missing field `owner`"),
        ("until = \"2027-06-01\"\n", "", 3, "missing field `until`"),
        ("They answered.", "", 7, "the reason is empty"),
        ("They answered.", "  ", 7, "the reason is empty"),
        ("They answered.", "a\\nb", 7, "line break"),
        ("They answered.", "a\\u001b[31mb", 7, "control character"),
        ("They answered.", "a\\u202eb", 7, "invisible"),
        ("\"Dana\"", "\"Dana\\u0000\"", 8, "control character"),
        ("\"Harbour Airways\"", "\"\"", 4, "the name is empty"),
        (
            "subject = \"Harbour Airways\"\n",
            "",
            3,
            "neither subject nor domain",
        ),
        ("\"affected\"", "\"no-record\"", 5, "none that can be accepted"),
        ("\"affected\"", "\"accepted\"", 5, "none that can be accepted"),
        ("[\"harbour-airways\"]", "[]", 6, "records must name"),
        ("[\"harbour-airways\"]", "[\"../x\"]", 6, "records must name"),
        ("[\"harbour-airways\"]", "[\"a\", \"a\"]", 6, "twice"),
        ("\"2027-06-01\"", "\"2027-02-30\"", 10, "is no date"),
        ("\"2027-06-01\"", "\"tomorrow\"", 10, "is no date"),
        ("\"2027-06-01\"", "2027-06-01T10:00:00Z", 10, "is no date"),
        ("\"2027-06-01\"", "20270601", 10, "invalid type"),
        ("\"2027-06-01\"", "\"2029-01-01\"", 10, "more than two years"),
        ("\"2027-06-01\"", "\"9999-12-31\"", 10, "more than two years"),
        (
            "\"2027-06-01\"",
            "\"2026-11-30\"",
            10,
            "before the day of the decision",
        ),
        ("\"2026-12-01\"", "\"2026-12-03\"", 9, "yet to come"),
        ("v1-0011", "v2-0011", 11, "not of the kind"),
        ("v1-0011", "v1-001", 11, "32 hexadecimal digits"),
        ("owner = ", "ownr = ", 8, "unknown field `ownr`"),
        ("[[accepted]]", "[[acepted]]", 3, "unknown field `acepted`"),
        ("[[accepted]]", "[[accepted]", 3, ""),
        ("owner = ", "reason = ", 8, "duplicate key"),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let text = GOOD.replacen(from, to, 1);
        let found = problems(&text);
        assert!(
            found
                .iter()
                .any(|(at, reason)| *at == line && reason.contains(told)),
            "{from} -> {to}: {found:?}"
        );
    }
    let long = problems(&GOOD.replace("They answered.", &"x".repeat(1001)));
    assert!(long[0].1.contains("longer than 1000"), "{long:?}");
}

#[test]
fn every_problem_is_told_at_once() {
    let text = format!(
        "{}{}",
        GOOD.replace("\"Dana\"", "\"\""),
        GOOD.replace("# Ours.\n", "").replace("They answered.", "")
    );
    let found = problems(&text);
    assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [8, 17]);
}

#[test]
fn two_decisions_on_one_subject_are_refused_however_it_is_written() {
    let second = GOOD
        .replace("# Ours.\n", "")
        .replace("Harbour Airways", "HARBOUR  Airways");
    let found = problems(&format!("{GOOD}{second}"));
    assert_eq!(found.len(), 1);
    assert!(
        found[0].0 == 13 && found[0].1.contains("after that of line 3"),
        "{found:?}"
    );
    let other = second.replace("verdict", "key = \"S-1\"\nverdict");
    assert!(Ledger::parse(path(), format!("{GOOD}{other}"), TODAY).is_ok());
}

#[test]
fn files_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str| Ledger::read(&folder.path().join(name), TODAY);
    assert!(matches!(
        Ledger::read(folder.path(), TODAY),
        Err(LedgerError::NotAFile(_))
    ));
    assert!(matches!(read("none.toml"), Err(LedgerError::Unreadable { .. })));
    std::fs::write(folder.path().join("latin.toml"), b"# a\n# \xe4\n").unwrap();
    let Err(LedgerError::Invalid(problems)) = read("latin.toml") else {
        panic!("read")
    };
    assert_eq!(problems[0].line, 2);
    std::fs::write(folder.path().join("huge.toml"), vec![b'#'; (8 << 20) + 1]).unwrap();
    assert!(matches!(read("huge.toml"), Err(LedgerError::TooLarge { .. })));
    std::fs::write(folder.path().join("empty.toml"), "").unwrap();
    assert!(read("empty.toml").unwrap().entries().is_empty());
}

#[test]
fn a_decision_runs_from_new_to_soon_to_expired() {
    let list = small_list();
    let found = airways(&list);
    let ledger = with(&[decision(&found, date(2027, 3, 1))]);
    let on = |day: Date| {
        let register = Register::open(&ledger, day);
        let ruling = register.rule(&found, None).unwrap();
        let kinds: Vec<NoticeKind> = register.notices(&list).iter().map(|n| n.kind).collect();
        (ruling, kinds)
    };
    for (day, kinds) in [
        (TODAY, vec![]),
        (date(2027, 1, 29), vec![]),
        (date(2027, 1, 30), vec![NoticeKind::ExpiresSoon]),
        (date(2027, 3, 1), vec![NoticeKind::ExpiresSoon]),
    ] {
        let (ruling, told) = on(day);
        assert!(matches!(ruling, Ruling::Accepted(_)), "{day}");
        assert_eq!(told, kinds, "{day}");
    }
    let (ruling, told) = on(date(2027, 3, 2));
    let Ruling::Reopened(reopened) = ruling else {
        panic!("{ruling:?}")
    };
    assert_eq!(reopened.because, ReopenedBecause::Expired);
    assert_eq!(told, [NoticeKind::Expired]);
}

#[test]
fn only_its_very_subject_is_accepted() {
    let list = small_list();
    let mut subject = Subject::named("Harbour Airways", 1);
    subject.domain = Some("harbour-airways.example".to_owned());
    subject.key = Some("S-1".to_owned());
    let found = finding(&list, subject);
    let mut keyless = decision(&found, date(2027, 3, 1));
    keyless.key = None;
    let keyed = decision(&found, date(2027, 3, 1));
    let rule = |decisions: &[Decision], change: &dyn Fn(&mut Finding), country: Option<&str>| {
        let ledger = with(decisions);
        let register = Register::open(&ledger, TODAY);
        let mut found = found.clone();
        change(&mut found);
        let country = country.map(|code| Country::from_code(code).unwrap());
        let ruled = register.rule(&found, country).is_some();
        (ruled, register.notices(&list).first().map(|n| n.kind))
    };
    let other_key = |f: &mut Finding| f.subject.key = Some("S-2".to_owned());
    assert_eq!(rule(std::slice::from_ref(&keyed), &|_| {}, None), (true, None));
    let not_it = (false, Some(NoticeKind::SameName));
    assert_eq!(rule(std::slice::from_ref(&keyed), &other_key, None), not_it);
    assert_eq!(
        rule(std::slice::from_ref(&keyless), &other_key, None),
        (true, None)
    );
    assert_eq!(rule(std::slice::from_ref(&keyless), &|_| {}, Some("US")), not_it);
    assert_eq!(
        rule(std::slice::from_ref(&keyless), &|f| f.subject.domain = None, None),
        not_it
    );
    assert_eq!(
        rule(
            std::slice::from_ref(&keyless),
            &|f| f.subject.domain = Some("other.example".to_owned()),
            None
        ),
        not_it
    );
    assert_eq!(
        rule(
            &[keyless],
            &|f| f.subject.name = "Harbor Airways".to_owned(),
            None
        ),
        (false, Some(NoticeKind::Unused))
    );
}

#[test]
fn a_decision_for_the_row_goes_before_one_for_any() {
    let list = small_list();
    let mut subject = Subject::named("Harbour Airways", 1);
    subject.key = Some("S-1".to_owned());
    let found = finding(&list, subject);
    let mut any = decision(&found, date(2027, 3, 1));
    any.key = None;
    let row = decision(&found, date(2026, 12, 31));
    let ledger = with(&[any, row]);
    let register = Register::open(&ledger, date(2027, 1, 1));
    assert!(
        matches!(register.rule(&found, None), Some(Ruling::Reopened(_))),
        "the row's own has expired"
    );
}

#[test]
fn facts_reopen_and_wording_does_not() {
    let list = small_list();
    let accepted = decision(&airways(&list), date(2027, 3, 1));
    let changed = |change_record: &dyn Fn(&mut crate::dataset::model::Record)| {
        let mut record = list.record("harbour-airways").unwrap().clone();
        change_record(&mut record);
        let mut text = String::new();
        for id in ["northwind-payroll", "harbour-airways", "quarry-bank"] {
            let own = if id == record.id {
                &record
            } else {
                list.record(id).unwrap()
            };
            text += &serde_json::to_string(own).unwrap();
            text.push('\n');
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("list.jsonl");
        std::fs::write(&file, text).unwrap();
        let mut list = Dataset::empty();
        list.add_file(&file, TODAY).unwrap();
        change(&accepted, &airways(&list))
    };
    assert_eq!(changed(&|_| {}), None);
    assert_eq!(changed(&|r| r.note = Some("Said otherwise.".to_owned())), None);
    assert_eq!(changed(&|r| r.aliases.clear()), None);
    assert_eq!(
        changed(&|r| r.sources[0].url = "https://news.example/moved".to_owned()),
        None
    );
    let day = |r: &mut crate::dataset::model::Record| {
        r.exposure.as_mut().unwrap().disclosed_on = PartialDate::parse("2023-06-05").ok();
    };
    assert_eq!(changed(&day), None);
    let exposed = |change: fn(&mut crate::dataset::model::Exposure)| {
        changed(&move |r| change(r.exposure.as_mut().unwrap())).unwrap()
    };
    for facts in [
        exposed(|e| e.data_types.push(DataType::Passport)),
        exposed(|e| e.people_affected = Some(34_000)),
        exposed(|e| e.populations.clear()),
        exposed(|e| e.acknowledged_by = crate::dataset::model::AcknowledgedBy::Vendor),
        changed(&|r| r.country = None).unwrap(),
    ] {
        assert!(
            facts.contains("what the list says of harbour-airways has changed"),
            "{facts}"
        );
    }
    assert_eq!(
        exposed(|e| {
            e.status = Status::Reported;
            e.acknowledged_by = crate::dataset::model::AcknowledgedBy::Press;
        }),
        "the verdict was affected when it was accepted, and is reported"
    );
}

#[test]
fn another_vendor_or_an_edited_entry_reopens() {
    let list = small_list();
    let alone = decision(&airways(&list), date(2027, 3, 1));
    let mut subject = Subject::named("Harbour Airways", 1);
    subject.vendors = vec![DeclaredVendor {
        name: "Northwind Payroll".to_owned(),
        service: None,
    }];
    let with_vendor = finding(&list, subject);
    assert_eq!(
        change(&alone, &with_vendor).unwrap(),
        "it rested on harbour-airways when it was accepted, and rests on harbour-airways, northwind-payroll"
    );
    let edited = Decision {
        verdict: Verdict::Possible,
        ..alone
    };
    assert!(change(&edited, &airways(&list)).is_some());
}

#[test]
fn what_is_not_used_or_rests_on_nothing_is_told() {
    let list = small_list();
    let found = airways(&list);
    let mut gone = decision(&found, date(2027, 3, 1));
    gone.subject = "Gone Ltd".to_owned();
    gone.records = vec!["gone".to_owned()];
    let mut idle = decision(&found, date(2027, 3, 1));
    idle.subject = "Idle Ltd".to_owned();
    let ledger = with(&[gone, idle]);
    let register = Register::open(&ledger, TODAY);
    assert_eq!(register.rule(&found, None), None);
    let told: Vec<(NoticeKind, String)> = register
        .notices(&list)
        .into_iter()
        .map(|n| (n.kind, n.text))
        .collect();
    assert_eq!(told[0].0, NoticeKind::UnknownRecord);
    assert!(told[0].1.contains("\"gone\""), "{told:?}");
    assert_eq!(told[1].0, NoticeKind::Unused);
    assert_eq!(register.info(&register.notices(&list)).notices.len(), 2);
}

#[test]
fn a_new_one_goes_to_its_place_and_comments_stay() {
    let list = small_list();
    let found = airways(&list);
    let named = |name: &str| Decision {
        subject: name.to_owned(),
        ..decision(&found, date(2027, 3, 1))
    };
    let text = GOOD
        .replace("[[accepted]]", "# Asked twice.\n[[accepted]]")
        .replace("owner = \"Dana\"", "owner = \"Dana\" # since March");
    let add = |text: &str, decision: &Decision| {
        let ledger = Ledger::parse(path(), text.to_owned(), TODAY).unwrap();
        let mut editor = Editor::open(&ledger).unwrap();
        let added = editor.add(decision);
        (editor.text(), added)
    };
    let (first, added) = add(&text, &named("Alpha"));
    assert_eq!(added, Added::New);
    assert!(
        first.starts_with("# Ours.\n\n[[accepted]]\nsubject = \"Alpha\"\n"),
        "{first}"
    );
    assert!(
        first.contains("\"\n\n# Asked twice.\n[[accepted]]\nsubject = \"Harbour Airways\"\n"),
        "{first}"
    );
    let (both, _) = add(&first, &named("Zeta"));
    let order: Vec<&str> = both
        .lines()
        .filter_map(|l| l.strip_prefix("subject = "))
        .collect();
    assert_eq!(order, ["\"Alpha\"", "\"Harbour Airways\"", "\"Zeta\""]);
    assert!(both.starts_with(&first));

    let again = Decision {
        owner: "Robin".to_owned(),
        ..named("HARBOUR airways")
    };
    let (renewed, added) = add(&both, &again);
    assert!(matches!(added, Added::InPlaceOf(old) if old.owner == "Dana"));
    assert!(renewed.contains("owner = \"Robin\" # since March\n"), "{renewed}");
    assert!(renewed.contains("# Asked twice.\n"), "{renewed}");

    let ledger = Ledger::parse(path(), both, TODAY).unwrap();
    let mut editor = Editor::open(&ledger).unwrap();
    let removed = editor.remove(|entry| entry.decision.subject != "Zeta");
    assert_eq!(removed.len(), 2);
    let rest = editor.text();
    assert!(
        rest.starts_with("# Ours.\n\n[[accepted]]\nsubject = \"Zeta\"\n"),
        "{rest}"
    );
    assert!(
        !rest.contains("Asked twice"),
        "its comment goes with a decision: {rest}"
    );

    let ledger = Ledger::parse(path(), rest, TODAY).unwrap();
    let mut editor = Editor::open(&ledger).unwrap();
    editor.remove(|_| true);
    let nothing = editor.text();
    assert_eq!(nothing, "# Ours.\n\n");
    let (back, _) = add(&nothing, &named("Beta"));
    assert!(
        back.starts_with("# Ours.\n\n[[accepted]]\nsubject = \"Beta\"\n"),
        "{back}"
    );
}

#[test]
fn what_is_written_reads_back_the_same() {
    let list = small_list();
    let found = airways(&list);
    for text in [
        "plain",
        "with \"quotes\" and \\ and '",
        "Ünïcödé 東京",
        "# [[accepted]]",
        "'''",
    ] {
        let mut decision = decision(&found, date(2027, 3, 1));
        decision.subject = text.to_owned();
        decision.reason = text.to_owned();
        decision.owner = text.to_owned();
        decision.key = Some(text.to_owned());
        decision.vendors = vec![text.to_owned()];
        let ledger = with(std::slice::from_ref(&decision));
        assert_eq!(ledger.entries()[0].decision, decision);
    }
}

#[test]
fn a_ledger_that_others_changed_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.toml");
    std::fs::write(&file, GOOD).unwrap();
    let ledger = Ledger::read(&file, TODAY).unwrap();
    std::fs::write(&file, "# theirs\n").unwrap();
    let editor = Editor::open(&ledger).unwrap();
    assert!(matches!(editor.save(TODAY), Err(LedgerError::Changed(_))));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "# theirs\n");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn an_array_in_one_piece_is_read_and_not_edited() {
    let entry = r#"{ subject = "A", verdict = "affected", records = ["a"], reason = "r", owner = "o", accepted_on = "2026-12-01", until = "2027-01-01", fingerprint = "v1-00112233445566778899aabbccddeeff" }"#;
    let ledger = Ledger::parse(path(), format!("accepted = [{entry}]\n"), TODAY).unwrap();
    assert_eq!(ledger.entries().len(), 1);
    assert!(matches!(Editor::open(&ledger), Err(LedgerError::Invalid(_))));
}

#[test]
fn a_subject_is_found_by_domain_alone_too() {
    let identity = Identity::new("", Some("https://harbour-airways.example/"), None);
    let list = small_list();
    let mut subject = Subject::named("", 1);
    subject.domain = Some("harbour-airways.example".to_owned());
    let found = finding(&list, subject);
    assert!(found.verdict.gravity() > 0);
    let ledger = with(&[decision(&found, date(2027, 3, 1))]);
    assert_eq!(ledger.find(&identity, None), file::Found::For(0));
}
