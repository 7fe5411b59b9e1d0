//! What stands at the end of each `--help`: examples that can be typed as they are.

/// The program itself.
pub(super) const PROGRAM: &str = "\
Examples:
  moveit-exposure check \"British Airways\"
  moveit-exposure check \"Acme Ltd\" --vendor Zellis --country GB
  moveit-exposure check --input suppliers.xlsx --sheet 2022 --for hr
  moveit-exposure check --input suppliers.csv --format json
  moveit-exposure show zellis
  moveit-exposure letter --to employer Boots
  moveit-exposure list --vendor pbi-research-services

Settings: every option can also stand in moveit-exposure.toml, in the working directory or above, and in a variable of \
the environment: --fail-on is the key fail-on and the variable MOVEIT_EXPOSURE_FAIL_ON. What is typed goes first, then \
the environment, then the file. A switch takes a value too, as in --offline=false. See: moveit-exposure init, \
moveit-exposure config show.

Exit codes:
   0  nothing at or above --fail-on; this does not say that anybody is safe
   1  findings at or above --fail-on
   2  wrong usage or configuration, or an input that cannot be read
   3  nothing to screen, or, with --strict, a row that could not be screened
   4  the list is corrupt, fails its hash or signature, or is older than --max-data-age
   5  a network step that was required failed
  70  a bug in the program
 130  interrupted (Ctrl-C); what was printed is not whole";

pub(super) const CHECK: &str = "\
Examples:
  moveit-exposure check \"British Airways\"
  moveit-exposure check \"Acme Ltd\" --vendor Zellis --country GB
  moveit-exposure check --domain bbc.co.uk
  moveit-exposure check --input suppliers.xlsx --report csv=out.csv --report html=report.html
  moveit-exposure check --input suppliers.csv --column name=\"Supplier Name\" --country DE
  moveit-exposure check --input suppliers.csv --offline --format sarif --fail-on affected";

pub(super) const EXPLAIN: &str = "\
Examples:
  moveit-exposure explain \"Brittish Airways plc\"
  moveit-exposure explain BA --country GB
  moveit-exposure explain Boots --domain boots.com --format json";

pub(super) const SHOW: &str = "\
Examples:
  moveit-exposure show zellis
  moveit-exposure show \"Aer Lingus\" --format json";

pub(super) const LIST: &str = "\
Examples:
  moveit-exposure list --vendor zellis
  moveit-exposure list --country DE --status confirmed
  moveit-exposure list --since 2023-09 --format jsonl";

pub(super) const DATA: &str = "\
Examples:
  moveit-exposure data status
  moveit-exposure data verify
  moveit-exposure data lint src/dataset/records";

pub(super) const DATA_STATUS: &str = "\
Examples:
  moveit-exposure data status
  moveit-exposure data status --dataset our-records.toml --format json";

pub(super) const DATA_VERIFY: &str = "\
Examples:
  moveit-exposure data verify";

pub(super) const DATA_LINT: &str = "\
Examples:
  moveit-exposure data lint
  moveit-exposure data lint our-records";

pub(super) const ADVISORIES: &str = "\
Examples:
  moveit-exposure advisories
  moveit-exposure advisories --installed \"MOVEit Transfer 2022.1.4\"
  moveit-exposure advisories --refresh --deadline 60s
  moveit-exposure advisories show CVE-2023-34362";

pub(super) const ADVISORIES_SHOW: &str = "\
Examples:
  moveit-exposure advisories show CVE-2023-34362
  moveit-exposure advisories show CVE-2023-34362 --offline --format json";

pub(super) const CACHE: &str = "\
Examples:
  moveit-exposure cache clear";

pub(super) const CACHE_CLEAR: &str = "\
Examples:
  moveit-exposure cache clear
  moveit-exposure cache clear --cache-dir cache";

pub(super) const CONVERT: &str = "\
Examples:
  moveit-exposure convert report.json --format html > report.html
  moveit-exposure check --input suppliers.csv --format json | moveit-exposure convert - --format markdown
  moveit-exposure convert report.json --report csv=out.csv --report xlsx=out.xlsx";

pub(super) const DIFF: &str = "\
Examples:
  moveit-exposure diff last-week.json today.json
  moveit-exposure diff last-week.json today.json --fail-on possible --format markdown";

pub(super) const INIT: &str = "\
Examples:
  moveit-exposure init
  moveit-exposure init ci/moveit-exposure.toml
  moveit-exposure init --force";

pub(super) const CONFIG: &str = "\
Examples:
  moveit-exposure config show";

pub(super) const CONFIG_SHOW: &str = "\
Examples:
  moveit-exposure config show
  moveit-exposure config show --config ci/moveit-exposure.toml
  moveit-exposure config show --no-config --format json";

pub(super) const COMPLETIONS: &str = "\
Examples:
  moveit-exposure completions bash > ~/.local/share/bash-completion/completions/moveit-exposure
  moveit-exposure completions zsh > ~/.zfunc/_moveit-exposure
  moveit-exposure completions fish > ~/.config/fish/completions/moveit-exposure.fish";

pub(super) const MAN: &str = "\
Examples:
  moveit-exposure man > moveit-exposure.1
  moveit-exposure man check > moveit-exposure-check.1
  moveit-exposure man advisories show > moveit-exposure-advisories-show.1";

pub(super) const SCHEMA: &str = "\
Examples:
  moveit-exposure schema report > report.schema.json
  moveit-exposure schema config > moveit-exposure.schema.json";

pub(super) const ACCEPT: &str = "\
Examples:
  moveit-exposure accept add Boots --reason \"Answered 3 March\" --owner Dana --until 2027-03-31
  moveit-exposure accept add --input a.csv --key S-7 --reason Left --owner Dana --until 2027-03-31
  moveit-exposure accept list
  moveit-exposure accept prune
  moveit-exposure accept prune Boots

A decision is for the very subject it was made for: the same name (case, accents and punctuation aside), the same \
domain and the same country; with --key, for that row only. An accepted finding is still shown, as accepted, with \
reason and owner, and does not count for --fail-on.

A decision holds until its last day, and while the verdict, the records behind it and what they say happened stay \
the same: status, who acknowledged it, whether data left, route, vendors, people, kinds of data, country. A new \
wording, source or date of a record does not reopen it.";

pub(super) const ACCEPT_ADD: &str = "\
Examples:
  moveit-exposure accept add Boots --reason \"Answered 3 March\" --owner Dana --until 2027-03-31
  moveit-exposure accept add --input a.csv --key S-7 --reason Left --owner Dana --until 2027-03-31";

pub(super) const ACCEPT_LIST: &str = "\
Examples:
  moveit-exposure accept list
  moveit-exposure accept list --ledger decisions.toml --format json";

pub(super) const ACCEPT_PRUNE: &str = "\
Examples:
  moveit-exposure accept prune --dry-run
  moveit-exposure accept prune Boots";

pub(super) const LETTER: &str = "\
What you add yourself is marked [[ like this ]]; your name and numbers are never asked for here.
Read the letter before you send it; it is no legal advice. Where it claims a right, it names the law and its text.

Examples:
  moveit-exposure letter --to employer Boots
  moveit-exposure letter --to vendor Zellis --customer \"Acme Widgets Ltd\" --country IE
  moveit-exposure letter --to supplier Majorel --country DE --format markdown > letter.md";

pub(super) const DATA_UPDATE: &str = "\
Examples:
  moveit-exposure data update --from https://lists.example/moveit/ --public-key lists.pub
  moveit-exposure data update --from release/ --public-key lists.pub --offline";

pub(super) const DATA_ROLLBACK: &str = "\
Examples:
  moveit-exposure data rollback
  moveit-exposure data rollback --to-bundled";

pub(super) const DATA_EXPORT: &str = "\
Examples:
  moveit-exposure data export --to release
  moveit-exposure data export --to release --records src/dataset/records --list-version 2026.12.1";

pub(super) const DATA_DIFF: &str = "\
Examples:
  moveit-exposure data diff bundled installed
  moveit-exposure data diff release/ src/dataset/records --format json";
