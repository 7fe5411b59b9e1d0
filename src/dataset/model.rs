//! What a record of the list holds. One record is one organization, one TOML file.
//!
//! The same types read the record files (TOML), the embedded list and a user's own additions (TOML or JSON Lines).
//! What is not known is absent: never zero, never an empty text.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::country::Country;

/// Declares an enum whose values stand in records and reports under one kebab-case word each.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident => $word:literal, $plain:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word that stands for it in records, options and machine-readable output.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The same in plain English, for a sentence.
            #[must_use]
            pub const fn plain(self) -> &'static str {
                match self { $(Self::$variant => $plain,)+ }
            }

            /// The value for its word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

vocabulary! {
    /// What kind of name an alias is.
    AliasKind {
        /// A name in use.
        Name => "name", "name";
        /// A name that the organization no longer uses.
        Former => "former", "former name";
        /// Its name in another language, or the one used in its own country.
        Local => "local", "local name";
        /// A shortening made of initials or syllables; several organizations may share it.
        Acronym => "acronym", "acronym";
        /// A brand, product or unit of the organization.
        Brand => "brand", "brand";
    }
}

vocabulary! {
    /// Whether a name tells the organization by itself. A common word (Western, Delta, Progress) does not: alone it is
    /// never more than a possible match.
    #[derive(Default)]
    Standing {
        /// It tells the organization by itself.
        #[default]
        Alone => "alone", "tells by itself";
        /// In the organization's country people mean it by this name, elsewhere they do not: the country or a domain
        /// must agree.
        WithCountry => "with-country", "tells only with the country or a domain";
        /// Others in its own country go by this name too: a domain must agree.
        WithDomain => "with-domain", "tells only with a domain";
    }
}

impl Standing {
    fn is_alone(&self) -> bool {
        matches!(self, Self::Alone)
    }
}

vocabulary! {
    /// What an organization does.
    Sector {
        /// Banks, asset managers, credit unions.
        BankingAndFinance => "banking-and-finance", "banking and finance";
        /// Schools, colleges, universities and their systems.
        Education => "education", "education";
        /// Energy, water and other utilities.
        EnergyAndUtilities => "energy-and-utilities", "energy and utilities";
        /// Governments, agencies and public programmes.
        Government => "government", "government";
        /// Hospitals, practices, health registries.
        Healthcare => "healthcare", "healthcare";
        /// Human resources and payroll services.
        HrAndPayroll => "hr-and-payroll", "human resources and payroll";
        /// Insurers, health plans.
        Insurance => "insurance", "insurance";
        /// Law firms.
        Legal => "legal", "legal services";
        /// Makers of goods.
        Manufacturing => "manufacturing", "manufacturing";
        /// Broadcasters, publishers, games, entertainment.
        MediaAndEntertainment => "media-and-entertainment", "media and entertainment";
        /// Associations and charities.
        Nonprofit => "nonprofit", "nonprofit";
        /// Pension funds and benefit administrators.
        PensionAndBenefits => "pension-and-benefits", "pensions and benefits";
        /// Accountants, consultants, outsourcers.
        ProfessionalServices => "professional-services", "professional services";
        /// Property and construction.
        RealEstateAndConstruction => "real-estate-and-construction", "real estate and construction";
        /// Shops and consumer goods.
        RetailAndConsumer => "retail-and-consumer", "retail and consumer goods";
        /// Software, hardware and services around them.
        Technology => "technology", "technology";
        /// Telephone and network operators.
        Telecommunications => "telecommunications", "telecommunications";
        /// Airlines, hotels, carriers, transit.
        TransportAndTravel => "transport-and-travel", "transport and travel";
    }
}

vocabulary! {
    /// How sure the listing is.
    Status {
        /// By the organization itself, a regulator or its vendor.
        Confirmed => "confirmed", "confirmed";
        /// On the word of press or researchers alone.
        Reported => "reported", "reported";
        /// The sources point to it without settling it.
        Possible => "possible", "possible";
    }
}

vocabulary! {
    /// How the data was reached.
    Route {
        /// Through the organization's own MOVEit server.
        OwnServer => "own-server", "its own MOVEit server";
        /// Through the server of a vendor, or of a vendor's vendor.
        Vendor => "vendor", "a vendor";
        /// The sources do not say.
        Unknown => "unknown", "a route that the sources do not tell";
    }
}

vocabulary! {
    /// What was acknowledged of data that left. That a server or a vendor stood open is one fact, that data was taken from
    /// there is another; a listing must not turn the first into the second.
    #[derive(Default)]
    Outflow {
        /// Data left.
        #[default]
        Acknowledged => "acknowledged", "data left";
        /// Access happened or was possible; that data left was not established.
        NotEstablished => "not-established", "no outflow of data was established";
        /// Access happened or was possible; whoever acknowledged it says that no data left.
        Denied => "denied", "no data left";
    }
}

impl Outflow {
    /// Whether it is acknowledged that data left.
    #[must_use]
    pub const fn is_acknowledged(&self) -> bool {
        matches!(self, Self::Acknowledged)
    }
}

vocabulary! {
    /// Who said publicly that the organization was exposed.
    AcknowledgedBy {
        /// The organization itself.
        Organization => "organization", "the organization itself";
        /// A vendor of it.
        Vendor => "vendor", "its vendor";
        /// A regulator or authority.
        Regulator => "regulator", "a regulator or authority";
        /// A newspaper, broadcaster or news site.
        Press => "press", "the press";
        /// A researcher.
        Researcher => "researcher", "a researcher";
    }
}

vocabulary! {
    /// Whose data it was.
    Population {
        /// People paid out as survivors, heirs or claimants.
        Beneficiaries => "beneficiaries", "beneficiaries";
        /// People served by a public body.
        Citizens => "citizens", "citizens";
        /// Customers.
        Customers => "customers", "customers";
        /// Family members who are covered through somebody else.
        Dependants => "dependants", "dependants";
        /// Present employees.
        Employees => "employees", "employees";
        /// Past employees.
        FormerEmployees => "former-employees", "former employees";
        /// Members of a plan, fund or programme.
        Members => "members", "members";
        /// Patients.
        Patients => "patients", "patients";
        /// Holders of an insurance policy.
        Policyholders => "policyholders", "policyholders";
        /// Students and alumni.
        Students => "students", "students";
        /// Suppliers and agents.
        Suppliers => "suppliers", "suppliers";
    }
}

vocabulary! {
    /// A kind of personal data.
    DataType {
        /// Account number, IBAN, sort code.
        BankAccount => "bank-account", "bank details";
        /// Day of birth.
        DateOfBirth => "date-of-birth", "date of birth";
        /// Gender, ethnicity, language, marital status and the like.
        Demographics => "demographics", "demographic details";
        /// Driving licence number or image.
        DriversLicence => "drivers-licence", "driving licence";
        /// E-mail address.
        Email => "email", "e-mail address";
        /// Number that an employer gives.
        EmployeeId => "employee-id", "employee number";
        /// Membership, plan, claim numbers.
        HealthInsurance => "health-insurance", "health insurance details";
        /// Diagnoses, treatments, images, prescriptions.
        HealthInformation => "health-information", "health information";
        /// Postal address.
        HomeAddress => "home-address", "home address";
        /// Name.
        Name => "name", "name";
        /// Social Security, National Insurance, PPS, social insurance number and the like.
        NationalId => "national-id", "national identity or social security number";
        /// What the sources name and no other kind covers.
        Other => "other", "other data";
        /// Passport number or image.
        Passport => "passport", "passport";
        /// Card number.
        PaymentCard => "payment-card", "payment card";
        /// Pension or policy number and amounts.
        PensionAndPolicy => "pension-and-policy", "pension or policy details";
        /// Telephone number.
        Phone => "phone", "phone number";
        /// Pay and payroll entries.
        SalaryAndPayroll => "salary-and-payroll", "pay and payroll details";
        /// Enrolment, grades, degrees.
        StudentRecords => "student-records", "student records";
        /// Tax number or filings.
        TaxId => "tax-id", "tax number or records";
        /// Registration, title or vehicle number.
        Vehicle => "vehicle", "vehicle details";
    }
}

vocabulary! {
    /// What kind of publication a source is.
    SourceKind {
        /// Filing or docket of a court.
        CourtFiling => "court-filing", "court filing";
        /// Statement or notice of the organization.
        OrganizationStatement => "organization-statement", "statement of the organization";
        /// News.
        Press => "press", "press";
        /// Filing with, or notice of, a regulator.
        RegulatorFiling => "regulator-filing", "filing with a regulator";
        /// Researchers and trackers.
        Research => "research", "research";
        /// Filing under securities law.
        SecuritiesFiling => "securities-filing", "securities filing";
        /// Statement of the organization's vendor.
        VendorStatement => "vendor-statement", "statement of the vendor";
    }
}

vocabulary! {
    /// How far a source was read when the record was made.
    Seen {
        /// Its whole text was read.
        Full => "full", "read in full";
        /// An excerpt of its text was read.
        Excerpt => "excerpt", "read in excerpt";
        /// It is cited by another source and was not read itself.
        Cited => "cited", "cited, not read";
    }
}

vocabulary! {
    /// What a source bears out.
    Support {
        /// That the organization was exposed.
        Exposure => "exposure", "the exposure";
        /// Through whom.
        Via => "via", "the route";
        /// How many people.
        People => "people", "the number of people";
        /// Which kinds of data.
        Data => "data", "the kinds of data";
    }
}

vocabulary! {
    /// Why an organization stands on the list.
    ListedAs {
        /// Its own data, or data that it holds, was exposed.
        Exposed => "exposed", "an exposed organization";
        /// It makes MOVEit; its listing says nothing of data taken from it.
        Maker => "maker", "the maker of MOVEit";
    }
}

impl ListedAs {
    fn is_exposed(&self) -> bool {
        matches!(self, Self::Exposed)
    }
}

/// A date as precise as the sources give it: a year, a month or a day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// The text is no date of the form `2023`, `2023-06` or `2023-06-05`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotADate(String);

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is no date: write 2023, 2023-06 or 2023-06-05",
            self.0.escape_debug()
        )
    }
}

impl std::error::Error for NotADate {}

impl PartialDate {
    /// Reads `2023`, `2023-06` or `2023-06-05`; the day must exist.
    pub fn parse(text: &str) -> Result<Self, NotADate> {
        let fail = || NotADate(text.chars().take(40).collect());
        let digits = |part: &str, length: usize| {
            if part.len() == length && part.bytes().all(|b| b.is_ascii_digit()) {
                part.parse::<i16>().map_err(|_| fail())
            } else {
                Err(fail())
            }
        };
        let small = |part: &str| digits(part, 2).and_then(|n| i8::try_from(n).map_err(|_| fail()));
        let parts: Vec<&str> = text.split('-').collect();
        let date = match parts[..] {
            [year] => Self {
                year: digits(year, 4)?,
                month: None,
                day: None,
            },
            [year, month] => Self {
                year: digits(year, 4)?,
                month: Some(small(month)?),
                day: None,
            },
            [year, month, day] => Self {
                year: digits(year, 4)?,
                month: Some(small(month)?),
                day: Some(small(day)?),
            },
            _ => return Err(fail()),
        };
        date.first_day().ok_or_else(fail)?;
        Ok(date)
    }

    /// The last day that the date may mean.
    #[must_use]
    pub fn last_day(&self) -> Option<jiff::civil::Date> {
        let day = self.first_day()?;
        match (self.month, self.day) {
            (None, _) => Some(day.last_of_year()),
            (_, None) => Some(day.last_of_month()),
            _ => Some(day),
        }
    }

    /// The first day that the date may mean.
    #[must_use]
    pub fn first_day(&self) -> Option<jiff::civil::Date> {
        jiff::civil::Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()
    }
}

impl From<jiff::civil::Date> for PartialDate {
    fn from(date: jiff::civil::Date) -> Self {
        Self {
            year: date.year(),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl JsonSchema for PartialDate {
    fn schema_name() -> Cow<'static, str> {
        "PartialDate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A date as precise as known: a year, a month or a day.",
            "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$",
        })
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A further name of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(transform = or_bare_name)]
pub struct Alias {
    /// The name as written.
    pub name: String,
    /// What kind of name it is.
    pub kind: AliasKind,
    /// Whether it tells the organization by itself.
    #[serde(default, skip_serializing_if = "Standing::is_alone")]
    pub standing: Standing,
}

/// What can be read is wider than what is written: a name alone is an alias too.
fn or_bare_name(table: &mut Schema) {
    *table = json_schema!({
        "description": table.remove("description"),
        "anyOf": [{ "type": "string" }, table.clone()],
    });
}

impl<'de> Deserialize<'de> for Alias {
    /// A table `{ name, kind, standing }`, the last of which may be left out, or a text alone, which is an alias of kind
    /// `name`.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> serde::de::Visitor<'de> for Either {
            type Value = Alias;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name, or a table with name and kind")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Alias, E> {
                Ok(Alias {
                    name: name.to_owned(),
                    kind: AliasKind::Name,
                    standing: Standing::Alone,
                })
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Alias, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Table {
                    name: String,
                    kind: AliasKind,
                    #[serde(default)]
                    standing: Standing,
                }
                let table = Table::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Alias {
                    name: table.name,
                    kind: table.kind,
                    standing: table.standing,
                })
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// One step of a chain: the vendor, and what it does for the party before it, where the sources say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hop {
    /// The id of the vendor's record.
    pub vendor: String,
    /// The service of this very relationship; absent: what the vendor offers in general applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
}

/// What an organization does for its customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VendorRole {
    /// Services in kebab-case (`payroll`, `pension-administration`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
}

/// The acknowledged fact: by which route, through whom, whose and which data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exposure {
    /// How sure the listing is.
    pub status: Status,
    /// How the data was reached.
    pub route: Route,
    /// Who said so publicly.
    pub acknowledged_by: AcknowledgedBy,
    /// What was acknowledged of data that left; absent: that it did.
    #[serde(default, skip_serializing_if = "Outflow::is_acknowledged")]
    pub outflow: Outflow,
    /// When it was first said publicly, as precise as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disclosed_on: Option<PartialDate>,
    /// People whose data was taken. Not additive: a vendor's people are its customers' people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_affected: Option<u64>,
    /// Whose data it was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub populations: Vec<Population>,
    /// Which kinds of data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_types: Vec<DataType>,
    /// Through which vendors: each chain runs from the organization's own vendor to the one whose server was hit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chains: Vec<Vec<Hop>>,
}

/// Where a fact stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its address.
    pub url: String,
    /// Who published it.
    pub publisher: String,
    /// When, as precise as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<PartialDate>,
    /// What kind of publication it is.
    pub kind: SourceKind,
    /// How far it was read.
    pub seen: Seen,
    /// What it bears out.
    pub supports: Vec<Support>,
}

impl Source {
    /// Publisher and date, as a reader names a source.
    #[must_use]
    pub fn label(&self) -> String {
        match self.published_on {
            Some(date) => format!("{}, {date}", self.publisher),
            None => self.publisher.clone(),
        }
    }
}

/// A listing that does not hold: kept, with its reason, instead of deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// Since when.
    pub on: PartialDate,
    /// Why.
    pub reason: String,
}

/// A row of the list: an acknowledged exposed party, a vendor, or both.
///
/// Of a user's own additions, `id` and `name` are enough for matching; the bundled list needs country, sector,
/// exposure, sources and a note too (see [`crate::dataset::lint`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Stable id in kebab-case; the file's name.
    pub id: String,
    /// The name that reports print.
    pub name: String,
    /// Whether that name tells the organization by itself; absent: it does.
    #[serde(default, skip_serializing_if = "Standing::is_alone")]
    pub name_standing: Standing,
    /// The name in the register of companies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_name: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// State, province or the like, by its English name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// The id of the organization that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Its own internet domains.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
    /// Why it stands on the list.
    #[serde(default = "exposed", skip_serializing_if = "ListedAs::is_exposed")]
    pub listed_as: ListedAs,
    /// The day on which somebody last held the record against its sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub reviewed_on: Option<jiff::civil::Date>,
    /// One or two sentences of our own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Further names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Alias>,
    /// What it does for others, where others use it as a vendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<VendorRole>,
    /// The acknowledged fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exposure: Option<Exposure>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Present where the listing does not hold any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
}

impl Record {
    /// What was acknowledged of data that left; of a record without exposure nothing is said.
    #[must_use]
    pub fn outflow(&self) -> Outflow {
        self.exposure
            .as_ref()
            .map_or(Outflow::Acknowledged, |e| e.outflow)
    }
}

fn exposed() -> ListedAs {
    ListedAs::Exposed
}

/// What the list says of itself (`list.toml` beside the records).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListHeader {
    /// Version of the list.
    pub version: String,
    /// When its records were last reviewed.
    #[schemars(with = "String")]
    pub as_of: jiff::civil::Date,
    /// Licence of the data, SPDX.
    pub licence: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_precision() {
        for text in ["2023", "2023-06", "2023-06-05"] {
            assert_eq!(PartialDate::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "23",
            "2023-13",
            "2023-02-30",
            "2023-6-5",
            "2023-06-05-01",
            "２０２３",
            "-023",
        ] {
            assert!(PartialDate::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_alias_may_be_a_bare_text() {
        let record: Record =
            serde_json::from_str(r#"{"id":"a","name":"A","aliases":["B",{"name":"C","kind":"acronym"}]}"#)
                .unwrap();
        assert_eq!(record.aliases[0].kind, AliasKind::Name);
        assert_eq!(record.aliases[1].kind, AliasKind::Acronym);
    }

    #[test]
    fn an_unknown_field_or_word_is_refused() {
        assert!(serde_json::from_str::<Record>(r#"{"id":"a","name":"A","colour":"red"}"#).is_err());
        assert!(serde_json::from_str::<Record>(r#"{"id":"a","name":"A","sector":"magic"}"#).is_err());
        assert!(serde_json::from_str::<Record>(r#"{"id":"a","name":"A","country":"XX"}"#).is_err());
    }
}
