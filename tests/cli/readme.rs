//! The console blocks of the documents are run, and print what stands there.

#[test]
fn documents_show_what_the_program_prints() {
    trycmd::TestCases::new()
        .env("COLUMNS", "110")
        .env("NO_COLOR", "1")
        .case("README.md")
        .case("CONTRIBUTING.md")
        .run();
}
