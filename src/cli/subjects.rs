//! Help heading "Whom to look up".

use clap::Args;

use super::{one_of, parse_country};
use crate::country::Country;
use crate::guidance::Reader;
use crate::input::ColumnChoice;

/// Whom to look up, and for whom.
#[derive(Debug, Args)]
#[command(next_help_heading = "Whom to look up")]
pub struct SubjectArgs {
    /// Names of employers, suppliers or other organizations
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,

    /// A list of names: XLSX, XLS, ODS, CSV, TSV, text, JSON or JSON Lines; - for standard input. May be given several times
    #[arg(long, short, value_name = "FILE|-")]
    pub input: Vec<std::path::PathBuf>,

    /// Which sheet of a workbook to read, by name or number [default: the first that has a header with a name column]
    #[arg(long, value_name = "NAME|NUMBER")]
    pub sheet: Option<String>,

    /// Which column holds what, when its header is not a usual one: name="Supplier Name", domain=, country=, vendors=, key=
    #[arg(long, value_name = "WHAT=HEADER", value_parser = ColumnChoice::parse)]
    pub column: Vec<ColumnChoice>,

    /// A vendor that each of them uses, such as a payroll provider. May be given several times
    #[arg(long, value_name = "NAME")]
    pub vendor: Vec<String>,

    /// Country of those that come without one, also for the next steps (GB, "United Kingdom")
    #[arg(long, value_name = "CC", value_parser = parse_country)]
    pub country: Option<Country>,

    /// Domain, web address or e-mail address of the one organization that you name
    #[arg(long, value_name = "D")]
    pub domain: Option<String>,

    /// For whom the next steps are: individual, hr or security [default: individual; hr with --input]
    #[arg(long = "for", value_name = "READER", value_parser = one_of(&Reader::ALL, Reader::word), hide_possible_values = true)]
    pub reader: Option<Reader>,
}
