//! The console blocks of the documents are run, and print what stands there.

#[test]
fn documents_show_what_the_program_prints() {
    trycmd::TestCases::new()
        .env("COLUMNS", "110")
        .env("NO_COLOR", "1")
        .env("MOVEIT_EXPOSURE_NO_CONFIG", "1")
        .env("XDG_CACHE_HOME", "/nonexistent/cache")
        .env("XDG_DATA_HOME", "/nonexistent/data")
        .case("README.md")
        .case("CONTRIBUTING.md")
        .run();
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
