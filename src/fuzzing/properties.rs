//! Properties from the fuzz targets, for inputs that proptest makes: close enough to real ones to get past the parsers.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{input, ledger, names, reports};

/// A value of a report that becomes another: which one, what kind, and a text that may do harm.
fn patch() -> impl Strategy<Value = Vec<u8>> {
    let harm = prop_oneof![
        Just("\u{1b}[31m\u{202e}".to_owned()),
        Just("=HYPERLINK(\"x\")".to_owned()),
        Just("</td><script>".to_owned()),
        Just("%0A::error::".to_owned()),
        Just("[a](javascript:b)|\r\n# c".to_owned()),
        Just("no-record".to_owned()),
        Just("-0.1e300".to_owned()),
        "\\PC{0,40}",
    ];
    (1_u8.., any::<u8>(), 1_u8..8, harm).prop_map(|(low, high, kind, text)| {
        let mut piece = vec![low, high, kind];
        piece.extend(text.bytes().filter(|byte| *byte != 0));
        piece.push(0);
        piece
    })
}

fn patches() -> impl Strategy<Value = Vec<u8>> {
    vec(patch(), 0..6).prop_map(|pieces| pieces.concat())
}

/// A list with quotes, delimiters and line ends where they are hard.
fn list() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        "[a-z]{0,6}",
        "\"[a-z,;\n]{0,5}\"",
        "\"[a-z]\"\"[a-z]\"",
        " ?\"",
        "é\r?"
    ];
    let row = vec(cell, 1..5).prop_map(|cells| cells.join(","));
    (
        prop_oneof![
            Just("Supplier,Country,Id"),
            Just("sep=,\nname,id"),
            Just("x;Supplier;Website"),
            Just("")
        ],
        vec(row, 0..8),
        prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
    )
        .prop_map(|(header, rows, end)| format!("{header}{end}{}", rows.join(end)))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_report_renders_in_every_format_and_reads_back(bytes in patches()) {
        reports::convert(&bytes);
    }

    #[test]
    fn changed_reports_are_held_against_each_other(old in patches(), new in patches()) {
        reports::diff(&[old, vec![0, 0], new].concat());
    }

    #[test]
    fn no_row_of_a_list_is_lost(list in list()) {
        input::text(list.as_bytes());
    }

    #[test]
    fn folding_and_hosts_are_stable(name in "\\PC{0,60}", host in "(https?://)?(www\\.)?[a-zA-Zäß-]{1,8}(\\.[a-z0-9-]{1,5}){0,3}[/:@ .]{0,2}") {
        names::names(name.as_bytes());
        names::names(host.as_bytes());
    }

    #[test]
    fn decisions_are_written_as_they_are_read(subject in "[^\"\\\\\\p{C}]{1,20}", reason in "\\PC{1,40}", comment in "[a-z ]{0,10}") {
        let decision = |name: &str| format!(
            "# {comment}\n[[accepted]]\nsubject = \"{name}\"\nverdict = \"affected\"\nrecords = [\"boots\"]\nreason = {}\nowner = \"o\"\n\
             accepted_on = \"2026-11-24\"\nuntil = 2027-01-01 # {comment}\nfingerprint = \"v1-1cbb98277ad631afadca97d5092a2e45\"\n\n",
            toml::Value::from(reason.as_str())
        );
        ledger::ledger(format!("# head\n\n{}{}", decision(&subject), decision("Zzz")).as_bytes());
    }
}
