//! The console blocks of the documents are run, and print what stands there.

use std::path::Path;

use super::folder;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Cases in which nothing of whoever runs the tests plays a part.
fn cases() -> trycmd::TestCases {
    let cases = trycmd::TestCases::new();
    cases
        .env("NO_COLOR", "1")
        .env("MOVEIT_EXPOSURE_NO_CONFIG", "1")
        .env("XDG_CACHE_HOME", "/nonexistent/cache")
        .env("XDG_DATA_HOME", "/nonexistent/data");
    cases
}

#[test]
fn documents_show_what_the_program_prints() {
    cases()
        .env("COLUMNS", "110")
        .case("README.md")
        .case("CONTRIBUTING.md")
        .case("docs/*.md")
        .run();
}

/// The suppliers of the fixtures as a workbook with a title over its header.
fn workbook(path: &Path) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Suppliers").unwrap();
    sheet.write_string(0, 0, "Approved suppliers").unwrap();
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(Path::new(ROOT).join("fixtures/suppliers.csv"))
        .unwrap();
    for (row, record) in (2u32..).zip(rows.records()) {
        for (column, cell) in (0u16..).zip(record.unwrap().iter()) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    workbook.save(path).unwrap();
}

/// Each session runs in a folder of its own, which has the lists that it names. `TRYCMD=overwrite` writes what was printed.
#[test]
fn sessions_run_as_they_were_written_down() {
    let folder = folder();
    let suppliers = std::fs::read_to_string(Path::new(ROOT).join("fixtures/suppliers.csv")).unwrap();
    let sessions = Path::new(ROOT).join("docs/sessions");
    let names = ["individual", "hr-team", "pipeline"];
    for name in names {
        let session = folder.path().join(name);
        std::fs::copy(
            sessions.join(name).with_extension("md"),
            session.with_extension("md"),
        )
        .unwrap();
        // The session runs in the folder that is called as it is.
        let lists = session.with_extension("in");
        std::fs::create_dir(&lists).unwrap();
        match name {
            "hr-team" => workbook(&lists.join("suppliers.xlsx")),
            "pipeline" => {
                let more = suppliers.clone() + "S-1007,BBC,bbc.co.uk,GB,,2100.00\n";
                std::fs::write(lists.join("suppliers.csv"), &suppliers).unwrap();
                std::fs::write(lists.join("suppliers-december.csv"), more).unwrap();
            }
            _ => {}
        }
    }
    cases()
        .env("COLUMNS", "100")
        .env("MOVEIT_EXPOSURE_NOW", "2026-12-01")
        .case(folder.path().join("*.md"))
        .run();
    if std::env::var_os("TRYCMD").is_some_and(|mode| mode == "overwrite") {
        for name in names {
            let file = Path::new(name).with_extension("md");
            std::fs::copy(folder.path().join(&file), sessions.join(&file)).unwrap();
        }
    }
    let written = std::fs::read_dir(sessions).unwrap().count();
    assert_eq!(written, names.len(), "every session is replayed");
}

#[test]
fn the_readme_lists_every_exit_code_and_verdict() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for status in moveit_exposure::exit::ExitStatus::ALL {
        let row = format!("| {} | {} |", status.code(), status.meaning());
        assert!(readme.contains(&row), "{row}");
    }
    for verdict in moveit_exposure::exposure::Verdict::ALL {
        let row = format!("| `{verdict}` | {} |", verdict.meaning());
        assert!(readme.contains(&row), "{row}");
    }
}

/// The headings of a Markdown text as the forge makes addresses of them.
fn anchors(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| {
            line.strip_prefix('#')
                .map(|rest| rest.trim_start_matches('#').trim())
        })
        .map(|heading| {
            let kept = heading.to_lowercase();
            kept.chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

#[test]
fn links_between_documents_lead_somewhere() {
    let root = Path::new(ROOT);
    let mut documents: Vec<_> = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]
        .map(|name| root.join(name))
        .into();
    for folder in ["docs", "docs/sessions"] {
        let entries = std::fs::read_dir(root.join(folder)).unwrap();
        documents.extend(entries.map(|entry| entry.unwrap().path()));
    }
    for document in documents.iter().filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(document).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") || link.contains(' ') {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                document.clone()
            } else {
                document.parent().unwrap().join(file)
            };
            assert!(target.exists(), "{}: {link}", document.display());
            if !anchor.is_empty() {
                let text = std::fs::read_to_string(target).unwrap();
                assert!(
                    anchors(&text).iter().any(|a| a == anchor),
                    "{}: {link}",
                    document.display()
                );
            }
        }
    }
}
