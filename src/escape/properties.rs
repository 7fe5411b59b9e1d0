//! What every escape promises, for any text: what is read back on the other side is the text and nothing else.

use proptest::prelude::*;

use super::*;

/// Texts of marks that act somewhere, with letters and any other character in between.
fn texts() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(
        "=+-@\t\r\n \"'`\\$!;|&<>[](){}*_#~%:,./wW\u{0}\u{1b}\u{7f}\u{85}\u{200b}\u{202e}\u{feff}\u{fffe}\u{e0041}＝＋－＠äß東"
            .chars()
            .collect::<Vec<_>>(),
    );
    prop::collection::vec(prop_oneof![3 => marks, 1 => any::<char>()], 0..40)
        .prop_map(|chars| chars.into_iter().collect())
}

/// Reads `\u{1b}` and the like back.
fn shown(text: &str, unsafe_here: impl Fn(char) -> bool) -> String {
    let mut out = String::new();
    visible(text, unsafe_here, &mut out);
    out
}

proptest! {
    #[test]
    fn a_terminal_gets_one_line_without_anything_that_acts(text in texts()) {
        let safe = terminal(&text);
        prop_assert!(!safe.chars().any(is_unsafe_on_a_terminal), "{safe:?}");
        if !text.chars().any(is_unsafe_on_a_terminal) {
            prop_assert_eq!(safe.as_ref(), text.as_str());
        }
        prop_assert_eq!(terminal(&safe), safe.as_ref());
    }

    #[test]
    fn lines_for_a_terminal_stay_lines(text in texts()) {
        let safe = terminal_lines(&text);
        prop_assert!(!safe.chars().any(|c| c != '\n' && is_unsafe_on_a_terminal(c)), "{safe:?}");
        prop_assert_eq!(safe.matches('\n').count(), text.lines().count().saturating_sub(1));
    }

    #[test]
    fn a_short_text_is_as_short_as_asked(text in texts(), limit in 1_usize..30) {
        let safe = terminal_short(&text, limit);
        prop_assert!(safe.chars().count() <= limit);
        prop_assert!(!safe.chars().any(is_unsafe_on_a_terminal), "{safe:?}");
    }

    #[test]
    fn a_csv_cell_is_read_back_as_one_text_and_no_formula(text in texts(), before in texts()) {
        // A mark at the start of a file is none of its text.
        let cells = [csv_cell(before.trim_start_matches('\u{feff}')), csv_cell(&text)];
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(cells.iter().map(|cell| cell.as_bytes())).unwrap();
        let written = writer.into_inner().unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(rows.len(), 1);
        prop_assert_eq!(&rows[0], vec![cells[0].as_ref(), cells[1].as_ref()]);
        let begins = rows[0][1].trim_start_matches('\u{feff}');
        prop_assert!(!begins.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']));
        prop_assert!(!rows[0][1].chars().any(is_control_but_white_space));
        let own = rows[0][1].strip_prefix('\'').unwrap_or(&rows[0][1]);
        let given = shown(&text, is_control_but_white_space);
        prop_assert_eq!(own, given.strip_prefix('\'').unwrap_or(&given));
    }

    #[test]
    fn a_cell_of_a_workbook_holds_what_xml_can(text in texts()) {
        let safe = xlsx_cell(&text);
        prop_assert!(!safe.chars().any(is_no_character_of_a_workbook), "{safe:?}");
        prop_assert_eq!(safe.as_ref(), shown(&text, is_no_character_of_a_workbook));
    }

    #[test]
    fn xml_is_read_back_as_the_text(text in texts()) {
        use quick_xml::events::Event;
        let safe = xml(&text);
        let document = format!("<a b=\"{safe}\">{safe}</a>");
        let mut reader = quick_xml::Reader::from_str(&document);
        let (mut elements, mut found, mut attribute) = (0, String::new(), String::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    elements += 1;
                    for found in start.attributes() {
                        attribute = found.unwrap().value.into_owned();
                    }
                }
                Event::Text(part) => found.push_str(&part),
                Event::GeneralRef(reference) => {
                    found.push_str(&format!("&{};", &*reference));
                }
                Event::End(_) => {}
                Event::Eof => break,
                other => prop_assert!(false, "{other:?} in {document}"),
            }
        }
        prop_assert_eq!(elements, 1);
        prop_assert_eq!(&found, &safe);
        prop_assert_eq!(&attribute, &safe);
        let unescaped = quick_xml::escape::unescape(&safe).unwrap().into_owned();
        let acts = |c: char| {
            !matches!(c, '\t' | '\n' | '\r') && is_unsafe_on_a_terminal(c) || matches!(c, '\u{fffe}' | '\u{ffff}')
        };
        prop_assert_eq!(unescaped, shown(&text, acts));
    }

    #[test]
    fn markdown_is_the_text_once_its_marks_are_taken_off(text in texts()) {
        let safe = markdown(&text);
        let mut taken_off = String::new();
        let mut rest = safe.chars();
        while let Some(c) = rest.next() {
            if c == '\\' {
                taken_off.extend(rest.next());
                continue;
            }
            prop_assert!(!"`*_[]<>|&#!~@$".contains(c), "{c} stands bare in {safe}");
            taken_off.push(c);
        }
        prop_assert_eq!(taken_off, terminal(&text).into_owned());
        prop_assert!(!safe.starts_with(['-', '+', '=']) && !safe.contains("://"));
        prop_assert!(!safe.to_ascii_lowercase().contains("www."), "{}", safe);
    }

    #[test]
    fn a_workflow_command_is_one_line_and_reads_back(text in texts()) {
        let given = shown(&text, |c| !matches!(c, '\r' | '\n') && is_unsafe_on_a_terminal(c));
        let message = workflow_message(&text);
        let property = workflow_property(&text);
        for safe in [&message, &property] {
            prop_assert!(!safe.chars().any(is_unsafe_on_a_terminal), "{safe:?}");
        }
        prop_assert!(!property.contains([':', ',']));
        let back = |safe: &str| {
            safe.replace("%3A", ":").replace("%2C", ",").replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
        };
        prop_assert_eq!(back(&property), given.clone());
        prop_assert_eq!(
            message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%"),
            given
        );
    }
}

#[cfg(unix)]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_shell_takes_a_word_for_the_text(text in texts()) {
        prop_assume!(!text.contains('\0'));
        let command = format!("printf '<%s>' {} end", shell_word(&text));
        let output = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
        prop_assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("<{text}><end>"));
    }
}
