//! Which column means what: by the titles that people give them, or as `--column` says.

use std::fmt;
use std::str::FromStr;

use crate::nearest::nearest;

use super::error::{ColumnList, InputError, Quoted, Suggestion};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Column {
    /// The name of the organization.
    Name,
    /// Its domain, website or e-mail address.
    Domain,
    /// Its country.
    Country,
    /// Vendors that it uses.
    Vendors,
    /// The user's own key of the row.
    Key,
}

impl Column {
    /// Every role, in the order in which messages list them.
    pub const ALL: [Self; 5] = [Self::Name, Self::Domain, Self::Country, Self::Vendors, Self::Key];

    /// The word for it in `--column`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Domain => "domain",
            Self::Country => "country",
            Self::Vendors => "vendors",
            Self::Key => "key",
        }
    }

    /// The titles, folded, that usually mean it; the best first.
    const fn titles(self) -> &'static [&'static str] {
        match self {
            Self::Name => &NAME_TITLES,
            Self::Domain => &DOMAIN_TITLES,
            Self::Country => &COUNTRY_TITLES,
            Self::Vendors => &[],
            Self::Key => &KEY_TITLES,
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A plain `name` comes late: beside `company` or `employer` it is often a person's.
const NAME_TITLES: [&str; 39] = [
    "organizationname",
    "organisationname",
    "organization",
    "organisation",
    "org",
    "orgname",
    "suppliername",
    "supplier",
    "companyname",
    "company",
    "employername",
    "employer",
    "suppliers",
    "companies",
    "employers",
    "organizations",
    "organisations",
    "businessname",
    "business",
    "accountname",
    "customername",
    "clientname",
    "partnername",
    "thirdparty",
    "thirdpartyname",
    "institution",
    "institutionname",
    "entityname",
    "entity",
    "tradingname",
    "name",
    "names",
    "legalname",
    "legalentity",
    "legalentityname",
    "registeredname",
    "firma",
    "unternehmen",
    "lieferant",
];

/// These mean the name where nothing else does, and a vendor of the subject where something else is the name.
const NAME_OR_VENDOR_TITLES: [&str; 6] = [
    "vendorname",
    "vendor",
    "vendors",
    "vendornames",
    "serviceprovider",
    "provider",
];

const DOMAIN_TITLES: [&str; 25] = [
    "domain",
    "domainname",
    "domains",
    "emaildomain",
    "webdomain",
    "companydomain",
    "supplierdomain",
    "vendordomain",
    "website",
    "websiteurl",
    "companywebsite",
    "supplierwebsite",
    "vendorwebsite",
    "web",
    "webaddress",
    "weburl",
    "webpage",
    "homepage",
    "site",
    "url",
    "email",
    "emailaddress",
    "contactemail",
    "supplieremail",
    "mail",
];

const COUNTRY_TITLES: [&str; 17] = [
    "country",
    "countrycode",
    "countryname",
    "countryregion",
    "isocountry",
    "countryiso",
    "countryisocode",
    "companycountry",
    "suppliercountry",
    "vendorcountry",
    "registeredcountry",
    "countryofregistration",
    "nation",
    "land",
    "pays",
    "pais",
    "paese",
];

const KEY_TITLES: [&str; 35] = [
    "key",
    "id",
    "qid",
    "rowid",
    "supplierid",
    "suppliernumber",
    "supplierno",
    "suppliernr",
    "suppliercode",
    "supplierref",
    "supplierreference",
    "vendorid",
    "vendornumber",
    "vendorno",
    "vendornr",
    "vendorcode",
    "employerid",
    "employernumber",
    "companyid",
    "companycode",
    "organizationid",
    "organisationid",
    "accountid",
    "accountnumber",
    "externalid",
    "internalid",
    "ref",
    "reference",
    "referencenumber",
    "number",
    "no",
    "nr",
    "code",
    "companynumber",
    // Last, since the program's own reports call the listed record so: one that is screened again keeps the user's key.
    "recordid",
];

/// What ends the title of a column of vendors, longest first.
const VENDOR_ENDINGS: [&str; 14] = [
    "subprocessors",
    "subprocessor",
    "subcontractors",
    "subcontractor",
    "administrators",
    "administrator",
    "processors",
    "processor",
    "providers",
    "provider",
    "vendors",
    "vendor",
    "bureaus",
    "bureau",
];

/// What ends it only behind a service, since alone it means something else.
const SERVICE_ENDINGS: [&str; 6] = [
    "suppliers",
    "supplier",
    "company",
    "software",
    "system",
    "service",
];

/// Words before the ending that name no service.
const NO_SERVICE: [&str; 21] = [
    "",
    "sub",
    "data",
    "thirdparty",
    "third",
    "our",
    "the",
    "main",
    "primary",
    "secondary",
    "preferred",
    "other",
    "key",
    "critical",
    "service",
    "current",
    "known",
    "declared",
    "software",
    "external",
    "it",
];

/// Services as titles write them, folded, and the words that the list has for them.
const SERVICES: [(&str, &str); 17] = [
    ("payroll", "payroll"),
    ("pension", "pension-administration"),
    ("pensions", "pension-administration"),
    ("pensionscheme", "pension-administration"),
    ("benefit", "benefits-administration"),
    ("benefits", "benefits-administration"),
    ("employeebenefits", "benefits-administration"),
    ("claims", "claims-administration"),
    ("retirement", "retirement-services"),
    ("hr", "hr-services"),
    ("audit", "audit"),
    ("tax", "tax"),
    ("survey", "survey-administration"),
    ("payment", "payment-processing"),
    ("payments", "payment-processing"),
    ("legal", "legal-services"),
    ("insurance", "insurance"),
];

/// One `--column ROLE=TITLE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChoice {
    /// What the column holds.
    pub role: Column,
    /// Its title, as the input has it; case, spaces, hyphens and underscores do not matter.
    pub title: String,
}

/// A `--column` that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnChoiceError {
    /// There is no `=`.
    #[error(
        "{} is no choice of a column: write it as name=\"Supplier Name\"",
        Quoted(given)
    )]
    NoEquals {
        /// What was given.
        given: String,
    },
    /// The part before the `=` is no role.
    #[error("no role {} for a column{} name, domain, country, vendors, key", Quoted(given), nearest.map_or("; there are".to_owned(), |near| format!(": did you mean {near}? There are")))]
    UnknownRole {
        /// What was given.
        given: String,
        /// The nearest role, if one is near.
        nearest: Option<Column>,
    },
    /// Nothing follows the `=`.
    #[error("no title behind \"{role}=\": write it as {role}=\"Title of the column\"")]
    NoTitle {
        /// The role.
        role: Column,
    },
}

impl ColumnChoice {
    /// Reads `name=Supplier Name`.
    ///
    /// ```
    /// use moveit_exposure::input::{Column, ColumnChoice};
    /// let choice = ColumnChoice::parse("name=Supplier Name").unwrap();
    /// assert_eq!((choice.role, choice.title.as_str()), (Column::Name, "Supplier Name"));
    /// let error = ColumnChoice::parse("nmae=Supplier Name").unwrap_err();
    /// assert!(error.to_string().contains("did you mean name?"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, ColumnChoiceError> {
        let Some((role, title)) = text.split_once('=') else {
            return Err(ColumnChoiceError::NoEquals {
                given: text.to_owned(),
            });
        };
        let folded = fold(role);
        let known = match folded.as_str() {
            "vendor" => Some(Column::Vendors),
            "id" => Some(Column::Key),
            word => Column::ALL.into_iter().find(|column| column.word() == word),
        };
        let role = known.ok_or_else(|| ColumnChoiceError::UnknownRole {
            given: role.trim().to_owned(),
            nearest: nearest(&folded, Column::ALL, |column| column.word().to_owned()),
        })?;
        match title.trim() {
            "" => Err(ColumnChoiceError::NoTitle { role }),
            title => Ok(Self {
                role,
                title: title.to_owned(),
            }),
        }
    }
}

impl FromStr for ColumnChoice {
    type Err = ColumnChoiceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Where each part of a subject stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) name: usize,
    pub(super) key: Option<usize>,
    pub(super) country: Option<usize>,
    /// The first that is filled counts.
    pub(super) domains: Vec<usize>,
    pub(super) vendors: Vec<VendorColumn>,
}

impl Columns {
    /// What each of them is called.
    pub(super) fn used<'a>(&self, header: &'a [String]) -> Vec<(Column, &'a str)> {
        std::iter::once((Column::Name, self.name))
            .chain(self.domains.iter().map(|&at| (Column::Domain, at)))
            .chain(self.country.map(|at| (Column::Country, at)))
            .chain(self.vendors.iter().map(|vendor| (Column::Vendors, vendor.at)))
            .chain(self.key.map(|at| (Column::Key, at)))
            .map(|(role, at)| (role, header[at].as_str()))
            .collect()
    }
}

/// A column of vendors, and what they do for the subject where its title says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VendorColumn {
    pub(super) at: usize,
    pub(super) service: Option<String>,
}

/// Whether a title usually means the name.
pub(super) fn means_name(title: &str) -> bool {
    let folded = fold(title);
    NAME_TITLES.contains(&folded.as_str()) || NAME_OR_VENDOR_TITLES.contains(&folded.as_str())
}

/// What of a row are titles of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Known {
    /// Whether the column of the name is among them.
    pub(super) name: NameTitle,
    /// How many are; 0 without one for the name.
    pub(super) count: usize,
}

/// Whether a row has a title for the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NameTitle {
    Absent,
    /// A usual one, but `--column` names another.
    Another,
    /// The one that `--column` names, or, where it names none, a usual one.
    Wanted,
}

/// How many cells of a row are titles that are known or chosen.
pub(super) fn known_titles(cells: &[String], choices: &[ColumnChoice]) -> Known {
    let is_chosen = |choice: &ColumnChoice| !chosen(cells, &choice.title).is_empty();
    let name_choice = choices.iter().find(|choice| choice.role == Column::Name);
    let usual_name = cells.iter().any(|cell| means_name(cell));
    let name = match name_choice {
        Some(choice) if is_chosen(choice) => NameTitle::Wanted,
        Some(_) if usual_name => NameTitle::Another,
        None if usual_name || choices.iter().any(is_chosen) => NameTitle::Wanted,
        _ => NameTitle::Absent,
    };
    if name == NameTitle::Absent {
        return Known { name, count: 0 };
    }
    let is_usual = |cell: &&String| {
        let folded = fold(cell);
        let of = |column: Column| column.titles().contains(&folded.as_str());
        Column::ALL.into_iter().any(of) || means_name(cell) || vendor_service(cell).is_some()
    };
    let count = cells.iter().filter(is_usual).count().max(1);
    Known { name, count }
}

/// The columns that `title` chooses: those written exactly so, else those alike.
pub(super) fn chosen(header: &[String], title: &str) -> Vec<usize> {
    let find = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..header.len()).filter(|&at| fits(&header[at])).collect()
    };
    let exact = find(&|column| column.trim() == title);
    if exact.is_empty() {
        let folded = fold(title);
        find(&|column| !folded.is_empty() && fold(column) == folded)
    } else {
        exact
    }
}

/// Whether a column that `--column` names must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Yes: the header is the whole truth.
    MustExist,
    /// No: this is one JSON record of many. The name must still be there.
    MayBeAbsent,
}

/// Finds the columns of a header that stands on `row`.
pub(super) fn resolve(
    input: &str,
    row: u64,
    header: &[String],
    choices: &[ColumnChoice],
    chosen_columns: Chosen,
) -> Result<Columns, InputError> {
    let duplicate = |at: usize, role: Column| InputError::DuplicateColumn {
        input: input.to_owned(),
        row,
        column: header[at].trim().to_owned(),
        role,
    };
    let mut taken = vec![false; header.len()];
    let mut by_choice: Vec<(Column, usize)> = Vec::new();
    for choice in choices {
        match chosen(header, &choice.title)[..] {
            [at] => {
                taken[at] = true;
                by_choice.push((choice.role, at));
            }
            [at, ..] => return Err(duplicate(at, choice.role)),
            [] if chosen_columns == Chosen::MustExist || choice.role == Column::Name => {
                return Err(unknown(input, header, choice));
            }
            [] => {}
        }
    }
    let folded: Vec<String> = header.iter().map(|title| fold(title)).collect();
    let mut usual = |titles: &[&str], role: Column| -> Result<Vec<usize>, InputError> {
        let mut found = Vec::new();
        for title in titles {
            let mut fitting = (0..header.len()).filter(|&at| folded[at] == *title && !taken[at]);
            if let Some(at) = fitting.next() {
                if fitting.next().is_some() {
                    return Err(duplicate(at, role));
                }
                found.push(at);
                if role != Column::Domain {
                    break;
                }
            }
        }
        for &at in &found {
            taken[at] = true;
        }
        Ok(found)
    };
    let mut one_or_more = |role: Column| -> Result<Vec<usize>, InputError> {
        let chosen: Vec<usize> = by_choice
            .iter()
            .filter(|(r, _)| *r == role)
            .map(|(_, at)| *at)
            .collect();
        if choices.iter().any(|choice| choice.role == role) {
            return Ok(chosen);
        }
        usual(role.titles(), role)
    };
    let mut name = one_or_more(Column::Name)?.first().copied();
    let domains = one_or_more(Column::Domain)?;
    let country = one_or_more(Column::Country)?.first().copied();
    let key = one_or_more(Column::Key)?.first().copied();
    if name.is_none() {
        name = usual(&NAME_OR_VENDOR_TITLES, Column::Name)?.first().copied();
    }
    let Some(name) = name else {
        return Err(InputError::NoNameColumn {
            input: input.to_owned(),
            row,
            columns: ColumnList::new(header),
        });
    };
    let vendors_chosen = choices.iter().any(|choice| choice.role == Column::Vendors);
    let vendors = (0..header.len())
        .filter_map(|at| {
            let service = if vendors_chosen {
                by_choice
                    .contains(&(Column::Vendors, at))
                    .then(|| vendor_service(&header[at]).flatten())
            } else if taken[at] {
                None
            } else {
                vendor_service(&header[at])
            };
            service.map(|service| VendorColumn { at, service })
        })
        .collect();
    Ok(Columns {
        name,
        key,
        country,
        domains,
        vendors,
    })
}

/// A role with room for one column must not be given two.
pub(super) fn check_choices(choices: &[ColumnChoice]) -> Result<(), InputError> {
    for role in [Column::Name, Column::Country, Column::Key] {
        if choices.iter().filter(|choice| choice.role == role).count() > 1 {
            return Err(InputError::ChosenTwice { role });
        }
    }
    Ok(())
}

pub(super) fn unknown(input: &str, header: &[String], choice: &ColumnChoice) -> InputError {
    let titles = header.iter().filter(|title| !title.trim().is_empty()).take(1000);
    InputError::UnknownColumn {
        input: input.to_owned(),
        column: choice.title.clone(),
        role: choice.role,
        columns: Suggestion {
            nearest: nearest(&fold(&choice.title), titles, |title| fold(title)).cloned(),
            columns: ColumnList::new(header),
        },
    }
}

/// `Some` if the title means vendors of the subject; within it the service, if the title names one.
fn vendor_service(title: &str) -> Option<Option<String>> {
    let folded = fold(title);
    let folded = folded.trim_end_matches(|c: char| c.is_ascii_digit());
    let known = |service: &str| {
        SERVICES
            .iter()
            .find(|(title, _)| *title == service)
            .map(|(_, word)| *word)
    };
    if matches!(folded, "processedby" | "suppliedby") {
        return Some(None);
    }
    for ending in SERVICE_ENDINGS {
        if let Some(word) = folded.strip_suffix(ending).and_then(known) {
            return Some(Some(word.to_owned()));
        }
    }
    let service = VENDOR_ENDINGS
        .iter()
        .find_map(|ending| folded.strip_suffix(ending))?;
    if NO_SERVICE.contains(&service) {
        return Some(None);
    }
    if let Some(word) = known(service) {
        return Some(Some(word.to_owned()));
    }
    // The words of the title that lie within `service`, joined as the list writes services.
    let mut words = String::new();
    let mut length = 0;
    for word in title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let word = fold(word);
        length += word.len();
        if length > service.len() {
            break;
        }
        if !words.is_empty() {
            words.push('-');
        }
        words.push_str(&word);
    }
    Some(Some(if words.is_empty() {
        service.to_owned()
    } else {
        words
    }))
}

/// Letters and digits in lower case: `Supplier_Name`, `supplier-name` and `SUPPLIER NAME` are one.
fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(titles: &[&str], choices: &[&str]) -> Result<Columns, InputError> {
        let header: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        let choices: Vec<ColumnChoice> = choices
            .iter()
            .map(|choice| ColumnChoice::parse(choice).unwrap())
            .collect();
        resolve("x.csv", 1, &header, &choices, Chosen::MustExist)
    }

    #[test]
    fn usual_titles_in_any_writing() {
        let found = columns(
            &[
                "Vendor Number",
                "SUPPLIER_NAME",
                "E-Mail",
                "Website",
                "Country/Region",
            ],
            &[],
        )
        .unwrap();
        assert_eq!((found.name, found.key, found.country), (1, Some(0), Some(4)));
        assert_eq!(found.domains, [3, 2]);
        assert!(found.vendors.is_empty());
    }

    #[test]
    fn a_vendor_is_the_name_only_where_nothing_else_is() {
        assert_eq!(columns(&["Vendor", "Country"], &[]).unwrap().name, 0);
        let found = columns(&["Vendor", "Company"], &[]).unwrap();
        assert_eq!(found.name, 1);
        assert_eq!(found.vendors, [VendorColumn { at: 0, service: None }]);
    }

    #[test]
    fn a_company_comes_before_a_plain_name() {
        assert_eq!(columns(&["Name", "Employer"], &[]).unwrap().name, 1);
    }

    #[test]
    fn columns_of_vendors_and_their_service() {
        for (title, expected) in [
            ("Payroll provider", Some(Some("payroll"))),
            ("payroll_provider", Some(Some("payroll"))),
            ("Payroll company", Some(Some("payroll"))),
            ("Pension administrator", Some(Some("pension-administration"))),
            ("Medical billing vendor", Some(Some("medical-billing"))),
            ("Sub-processors", Some(None)),
            ("Data processor", Some(None)),
            ("Vendor(s)", Some(None)),
            ("Vendor 2", Some(None)),
            ("Vendor rating", None),
            ("Company", None),
            ("Spend", None),
        ] {
            let expected = expected.map(|service: Option<&str>| service.map(str::to_owned));
            assert_eq!(vendor_service(title), expected, "{title}");
        }
    }

    #[test]
    fn choices_win_over_usual_titles() {
        let found = columns(
            &["Name", "Trading as", "Ref", "Who pays"],
            &["name=trading-as", "vendors=Who pays"],
        )
        .unwrap();
        assert_eq!((found.name, found.key), (1, Some(2)));
        assert_eq!(found.vendors, [VendorColumn { at: 3, service: None }]);
    }

    #[test]
    fn errors_list_what_there_is() {
        let message = columns(&["Suplier", "Spend"], &[]).unwrap_err().to_string();
        assert!(
            message.contains("\"Suplier\", \"Spend\"") && message.contains("--column name="),
            "{message}"
        );
        let message = columns(&["Supplier Name", "Spend"], &["name=Suplier Name"])
            .unwrap_err()
            .to_string();
        assert!(message.contains("did you mean \"Supplier Name\"?"), "{message}");
        let message = columns(&["Name", "name"], &[]).unwrap_err().to_string();
        assert!(message.contains("two columns are called \"Name\""), "{message}");
        assert!(columns(&["Spend", "Spend", "Name"], &[]).is_ok());
        let exact = columns(&["Name", "name"], &["name=name"]).unwrap();
        assert_eq!(exact.name, 1);
    }

    #[test]
    fn a_choice_that_cannot_be_read() {
        assert!(matches!(
            ColumnChoice::parse("Supplier"),
            Err(ColumnChoiceError::NoEquals { .. })
        ));
        assert!(matches!(
            ColumnChoice::parse("name="),
            Err(ColumnChoiceError::NoTitle { .. })
        ));
        let message = ColumnChoice::parse("colour=x").unwrap_err().to_string();
        assert!(
            message.contains("no role \"colour\"") && message.contains("domain"),
            "{message}"
        );
        let twice = ["name=a", "name=b"].map(|c| ColumnChoice::parse(c).unwrap());
        assert!(matches!(
            check_choices(&twice),
            Err(InputError::ChosenTwice { role: Column::Name })
        ));
    }

    #[test]
    fn no_title_means_two_things() {
        let all = [
            &NAME_TITLES[..],
            &NAME_OR_VENDOR_TITLES,
            &DOMAIN_TITLES,
            &COUNTRY_TITLES,
            &KEY_TITLES,
        ]
        .concat();
        let once: std::collections::HashSet<&str> = all.iter().copied().collect();
        assert_eq!(once.len(), all.len());
        assert!(all.iter().all(|title| fold(title) == *title));
    }
}
