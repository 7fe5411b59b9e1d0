//! Supplier lists and lists of organizations of any size, always the same for the same size, made for the measurements.
//!
//! ```sh
//! rustc -O --edition 2024 -o generate benches/generate.rs
//! ./generate list 10000 >list.jsonl
//! ./generate rows 1000000 list.jsonl >rows.csv
//! ./generate rows 1000000 list.jsonl new >rows.csv
//! ./generate count <rows.csv
//! ```
//!
//! Rows have the columns `id,name,country,payroll provider`. Of a hundred, about one is a listed name as it stands (`listed`)
//! and one a listed name that was changed: a legal form, a branch, a slip, capitals (`changed`); eight are put together from
//! words of listed names (`near`); thirty are one of 50,000 suppliers that come again and again, most with a branch, a place
//! or a number behind them (`known`); sixty are new, of two to four words and a legal form (`new`). Two in a hundred have a
//! payroll provider, seldom a listed one; of the kind `vendor`, all have a listed one. With a kind, all rows are of it. Listed
//! names are those of the file, which `list` makes here and `moveit-exposure list --format jsonl` prints.
//!
//! Words are drawn as often as a word of their rank is in real text (Zipf): first the words that names of organizations
//! really have, then invented ones. The records of a list have a name, an acronym or a former name here and there, a country,
//! an exposure and a source; one in fifty is a vendor, and half of the rest were exposed through one.
//!
//! `count` reads CSV as fast as one core can, byte by byte, and counts its rows and cells: what reading alone costs.
//!
//! It uses the standard library alone, so that `rustc` makes it in seconds.

use std::collections::HashSet;
use std::io::{self, BufWriter, Read, Write};
use std::process::ExitCode;

/// Words that names of organizations have, the commonest first.
const COMMON: &str = "of the and services group university health international bank solutions county city global \
    school medical center systems management insurance national technologies college state consulting holdings company \
    american energy capital financial community first united hospital engineering department association logistics \
    construction partners institute transport trust security digital credit union software foundation north south west \
    east general central new care research development industries media water power union foods pharma retail motors \
    district council authority board public federal royal northern southern western eastern industrial trading supply \
    packaging cleaning catering design legal travel marketing education training electric gas oil steel glass paper print \
    textile garden farm dairy bakery brewery hotel marine aviation rail automotive laboratory dental clinic pharmacy \
    vision family green blue red black silver golden lake river hill valley park bridge church saint london berlin paris \
    boston dublin texas california ontario ohio georgia virginia oxford cambridge york washington alliance summit pioneer \
    premier quality advanced applied modern classic direct express rapid smart open data net cloud cyber bio nano eco";
const LEGAL_FORMS: [&str; 20] = [
    "Ltd", "Limited", "Inc", "Inc.", "LLC", "GmbH", "plc", "S.A.", "B.V.", "Pty Ltd", "AG", "Corp", "Co",
    "SARL", "KG", "", "", "", "", "",
];
const COUNTRIES: [&str; 12] = [
    "US", "US", "US", "GB", "GB", "DE", "CA", "AU", "IE", "NL", "FR", "",
];
const SYLLABLES: [&str; 40] = [
    "ba", "ber", "bo", "cal", "co", "da", "del", "den", "do", "fa", "fer", "ga", "gen", "hal", "har", "ka",
    "ker", "la", "len", "lo", "mar", "me", "mon", "na", "nor", "pa", "per", "ra", "ri", "ros", "sa", "sen",
    "so", "ta", "ter", "to", "va", "vel", "wa", "zen",
];
/// Invented words, which stand behind the common ones.
const INVENTED: u64 = 200_000;
/// Suppliers that come again and again.
const KNOWN_SUPPLIERS: u64 = 50_000;

/// Numbers that look random and are always the same (SplitMix64).
#[derive(Clone)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn listed<'l>(&mut self, all: &'l [Listed]) -> &'l Listed {
        &all[usize::try_from(self.below(all.len() as u64)).unwrap_or(0)]
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap_or(0)]
    }
}

/// The words that names are made of.
struct Words {
    common: Vec<&'static str>,
    ranks: f64,
}

impl Words {
    fn new() -> Self {
        let common: Vec<&str> = COMMON.split_whitespace().collect();
        let ranks = (common.len() as u64 + INVENTED) as f64;
        Self { common, ranks }
    }

    /// Adds a word, drawn by its rank, with a capital.
    fn push(&self, random: &mut Random, name: &mut String) {
        // Log-uniform in the rank: twice the rank is half as frequent.
        let rank = self.ranks.powf(random.share()) as usize - 1;
        if let Some(word) = self.common.get(rank) {
            push_capitalized(name, word);
        } else {
            // The rank decides the word.
            let mut own = Random(rank as u64);
            let mut word = String::new();
            for _ in 0..2 + own.below(2) {
                word.push_str(own.one_of(&SYLLABLES));
            }
            word.push_str(own.one_of(&["", "", "n", "x", "tec", "ix"]));
            push_capitalized(name, &word);
        }
    }

    /// A name of two to four words, the same for the same number.
    fn name(&self, number: u64) -> String {
        let mut random = Random(number);
        let mut name = String::new();
        let words = 2 + random.below(3);
        for at in 0..words {
            if at > 0 {
                name.push(' ');
            }
            self.push(&mut random, &mut name);
        }
        name
    }
}

fn push_capitalized(name: &mut String, word: &str) {
    let start = name.len();
    name.push_str(word);
    name[start..=start].make_ascii_uppercase();
}

/// A listed name and its organization's country.
struct Listed {
    name: String,
    country: String,
}

/// The names of records, each record a line of JSON.
fn listed(file: &str) -> Result<Vec<Listed>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let listed: Vec<Listed> = text
        .lines()
        .flat_map(|record| {
            let country = values(record, "\"country\":\"").next().unwrap_or("");
            values(record, "\"name\":\"").map(|name| Listed {
                name: name.to_owned(),
                country: country.to_owned(),
            })
        })
        .filter(|listed| listed.name.len() > 1)
        .collect();
    if listed.is_empty() {
        return Err(format!("{file} has no names"));
    }
    Ok(listed)
}

/// The texts that stand behind a key and hold nothing escaped.
fn values<'t>(record: &'t str, key: &'t str) -> impl Iterator<Item = &'t str> {
    record
        .split(key)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|value| !value.contains('\\'))
}

/// What a row is made of.
#[derive(Clone, Copy)]
enum Kind {
    Listed,
    Changed,
    Near,
    Known,
    New,
    Vendor,
}

impl Kind {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "listed" => Self::Listed,
            "changed" => Self::Changed,
            "near" => Self::Near,
            "known" => Self::Known,
            "new" => Self::New,
            "vendor" => Self::Vendor,
            _ => return None,
        })
    }

    /// As often as the kinds come in a supplier list.
    fn drawn(random: &mut Random) -> Self {
        match random.below(100) {
            0 => Self::Listed,
            1 => Self::Changed,
            2..10 => Self::Near,
            10..40 => Self::Known,
            _ => Self::New,
        }
    }
}

fn rows(count: u64, listed: &[Listed], only: Option<Kind>, out: &mut impl Write) -> io::Result<()> {
    let words = Words::new();
    let mut random = Random(1);
    writeln!(out, "id,name,country,payroll provider")?;
    for id in 1..=count {
        let kind = only.unwrap_or_else(|| Kind::drawn(&mut random));
        let mut country = random.one_of(&COUNTRIES).to_owned();
        let mut name = String::new();
        match kind {
            Kind::Listed => {
                let hit = random.listed(listed);
                (name, country) = (hit.name.clone(), hit.country.clone());
            }
            Kind::Changed => {
                let hit = random.listed(listed);
                (name, country) = (changed(&hit.name, &mut random), hit.country.clone());
            }
            Kind::Near => {
                for _ in 0..2 {
                    let parts: Vec<&str> = random.listed(listed).name.split(' ').collect();
                    name.push_str(random.one_of(&parts));
                    name.push(' ');
                }
                words.push(&mut random, &mut name);
            }
            Kind::Known => {
                let supplier = random.below(KNOWN_SUPPLIERS);
                name = words.name(supplier);
                match random.below(4) {
                    0 => {}
                    1 => {
                        name.push_str(" (");
                        words.push(&mut random, &mut name);
                        name.push(')');
                    }
                    2 => name.push_str(&format!(" No. {}", random.below(100_000))),
                    _ => {
                        name.push_str(", ");
                        words.push(&mut random, &mut name);
                        name.push_str(" Branch");
                    }
                }
            }
            Kind::New | Kind::Vendor => {
                name = words.name(KNOWN_SUPPLIERS + random.next() / 2);
                let form = random.one_of(&LEGAL_FORMS);
                if !form.is_empty() {
                    name.push(' ');
                    name.push_str(form);
                }
            }
        }
        let vendor = match (kind, random.below(1000)) {
            (Kind::Vendor, _) | (_, 0) => random.listed(listed).name.as_str(),
            (_, 1..20) => random.one_of(&["ADP", "Sage", "in house", "Ceridian", "Paychex", "IRIS Payroll"]),
            _ => "",
        };
        writeln!(out, "{id},{},{country},{}", quoted(&name), quoted(vendor))?;
    }
    Ok(())
}

/// A listed name as somebody else may write it.
fn changed(name: &str, random: &mut Random) -> String {
    match random.below(4) {
        0 => format!("{name} {}", random.one_of(&["Ltd", "Inc.", "LLC", "plc", "GmbH"])),
        1 => format!(
            "{name} - {} Branch",
            random.one_of(&["North", "Leeds", "Ohio", "Plant 7"])
        ),
        2 => name.to_uppercase(),
        _ => {
            // Two neighbouring letters change places.
            let mut letters: Vec<char> = name.chars().collect();
            let at = usize::try_from(random.below(letters.len() as u64 - 1)).unwrap_or(0);
            letters.swap(at, at + 1);
            letters.into_iter().collect()
        }
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn list(count: u64, out: &mut impl Write) -> io::Result<()> {
    let words = Words::new();
    let mut random = Random(2);
    let mut taken = HashSet::new();
    let vendors = (count / 50).max(1);
    for number in 0..count {
        let mut fresh = || {
            loop {
                let name = words.name(random.next());
                if taken.insert(name.to_lowercase()) {
                    return name;
                }
            }
        };
        let name = fresh();
        let mut aliases = Vec::new();
        let initials: String = name.split(' ').filter_map(|word| word.chars().next()).collect();
        if number % 10 == 0 && initials.len() > 2 {
            aliases.push(format!(r#"{{"name":"{initials}","kind":"acronym"}}"#));
        }
        if number % 3 == 0 {
            aliases.push(format!(r#"{{"name":"{}","kind":"former"}}"#, fresh()));
        }
        let country = match random.one_of(&COUNTRIES) {
            "" => "US",
            country => country,
        };
        let (status, by) = random.one_of(&[
            ("confirmed", "organization"),
            ("confirmed", "vendor"),
            ("reported", "press"),
        ]);
        let (vendor, route) = if number < vendors {
            (
                r#","vendor":{"services":["payroll"]}"#,
                r#""route":"own-server""#.to_owned(),
            )
        } else if random.below(2) == 0 {
            let through = random.below(vendors);
            (
                "",
                format!(r#""route":"vendor","chains":[[{{"vendor":"made-{through}","service":"payroll"}}]]"#),
            )
        } else {
            ("", r#""route":"unknown""#.to_owned())
        };
        writeln!(
            out,
            r#"{{"id":"made-{number}","name":"{name}","country":"{country}","aliases":[{}],"domains":["made-{number}.example"],"sector":"technology"{vendor},"exposure":{{"status":"{status}",{route},"acknowledged_by":"{by}","disclosed_on":"2023-06-{:02}","populations":["employees"],"data_types":["name","home-address"]}},"sources":[{{"url":"https://made-{number}.example/notice","publisher":"{name}","published_on":"2023-06","kind":"organization-statement","seen":"full","supports":["exposure","data"]}}]}}"#,
            aliases.join(","),
            1 + random.below(28),
        )?;
    }
    Ok(())
}

/// Rows and cells of the CSV on standard input; what stands in quotes separates nothing.
fn count(out: &mut impl Write) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut buffer = vec![0; 1 << 16];
    let (mut rows, mut cells, mut in_quotes) = (0_u64, 0_u64, false);
    loop {
        let read = input.read(&mut buffer)?;
        if read == 0 {
            return writeln!(out, "{rows} rows, {cells} cells");
        }
        for &byte in &buffer[..read] {
            in_quotes ^= byte == b'"';
            let row = u64::from(byte == b'\n' && !in_quotes);
            rows += row;
            cells += row + u64::from(byte == b',' && !in_quotes);
        }
    }
}

fn run() -> Result<(), String> {
    const USAGE: &str = "usage: generate rows COUNT LIST.jsonl [KIND] | generate list COUNT | generate count";
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<u64>().map_err(|_| USAGE.to_owned());
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let written = match arguments[..] {
        ["rows", wanted, file] => rows(number(wanted)?, &listed(file)?, None, &mut out),
        ["rows", wanted, file, kind] => {
            let kind = Kind::parse(kind).ok_or_else(|| USAGE.to_owned())?;
            rows(number(wanted)?, &listed(file)?, Some(kind), &mut out)
        }
        ["list", organizations] => list(number(organizations)?, &mut out),
        ["count"] => count(&mut out),
        _ => return Err(USAGE.to_owned()),
    };
    written
        .and_then(|()| out.flush())
        .map_err(|error| error.to_string())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}
