//! The ledger of decisions.

use std::path::Path;

use jiff::civil::date;

use crate::ledger::{Editor, Ledger};

/// A ledger: what is read is written and read back as the same, and decisions can be added to it and taken away.
pub(super) fn ledger(bytes: &[u8]) {
    let (path, today) = (Path::new("ledger.toml"), date(2026, 11, 24));
    let Ok(text) = String::from_utf8(bytes.to_vec()) else {
        return;
    };
    let Ok(ledger) = Ledger::parse(path, text, today) else {
        return;
    };
    let decisions =
        |ledger: &Ledger| -> Vec<_> { ledger.entries().iter().map(|e| e.decision.clone()).collect() };
    let Ok(mut editor) = Editor::open(&ledger) else {
        return;
    };
    // Each decision once more changes nothing.
    for entry in ledger.entries() {
        editor.add(&entry.decision);
    }
    let again = Ledger::parse(path, editor.text(), today).unwrap();
    assert_eq!(decisions(&again), decisions(&ledger));

    let Some(first) = ledger.entries().first() else {
        return;
    };
    let mut editor = Editor::open(&again).unwrap();
    let gone = editor.remove(|entry| entry.decision == first.decision);
    assert_eq!(gone.len(), 1);
    let without = Ledger::parse(path, editor.text(), today).unwrap();
    assert_eq!(decisions(&without), decisions(&ledger)[1..]);
    let mut editor = Editor::open(&without).unwrap();
    editor.add(&first.decision);
    let with = Ledger::parse(path, editor.text(), today).unwrap();
    assert_eq!(with.entries().len(), ledger.entries().len());
    assert!(decisions(&with).contains(&first.decision));
}
