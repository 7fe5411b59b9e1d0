//! `list`: organizations, filtered.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;

use super::{CommandError, Streams};
use crate::cli::{ListCommandArgs, SimpleFormat};
use crate::dataset::model::Record;
use crate::escape::terminal;
use crate::exit::ExitStatus;
use crate::report::model::ListInfo;
use crate::report::text::{days, grouped};
use crate::settings::{Common, ListSettings};

/// What `list --format json` prints.
#[derive(Serialize)]
struct Listed<'a> {
    dataset: ListInfo,
    organizations: Vec<&'a Record>,
}

pub(super) fn run(
    args: &ListCommandArgs,
    common: &Common,
    streams: &mut Streams<'_>,
) -> Result<ExitStatus, CommandError> {
    let list = super::load(&ListSettings::from(&args.list), common, streams)?;
    let vendor = args
        .vendor
        .as_deref()
        .map(|asked| super::show::find(&list, asked))
        .transpose()?;
    let customers: Option<Vec<&Record>> =
        vendor.map(|v| list.customers_of(&v.id).into_iter().map(|c| c.record).collect());
    let since = args.since.and_then(|date| date.first_day());
    let organizations: Vec<&Record> = customers
        .unwrap_or_else(|| list.records().iter().collect())
        .into_iter()
        .filter(|r| args.country.is_none_or(|country| r.country == Some(country)))
        .filter(|r| args.sector.is_none_or(|sector| r.sector == Some(sector)))
        .filter(|r| {
            args.status
                .is_none_or(|status| r.exposure.as_ref().is_some_and(|e| e.status == status))
        })
        .filter(|r| {
            since.is_none_or(|since| {
                let day = r
                    .exposure
                    .as_ref()
                    .and_then(|e| e.disclosed_on)
                    .and_then(|d| d.first_day());
                day.is_some_and(|day| day >= since)
            })
        })
        .collect();

    match args.format {
        SimpleFormat::Jsonl => {
            for record in &organizations {
                serde_json::to_writer(&mut *streams.out, record)?;
                streams.out.write_all(b"\n")?;
            }
        }
        SimpleFormat::Json => {
            let listed = Listed {
                dataset: ListInfo::of(&list, common.today()),
                organizations,
            };
            streams
                .out
                .write_all((serde_json::to_string_pretty(&listed)? + "\n").as_bytes())?;
        }
        SimpleFormat::Text => {
            let width = u16::try_from(common.layout.width.min(200)).unwrap_or(200);
            for line in table(&organizations, width).to_string().lines() {
                writeln!(streams.out, "{}", line.trim_end())?;
            }
            let info = ListInfo::of(&list, common.today());
            let of = if organizations.len() == info.records {
                String::new()
            } else {
                format!(" of {}", info.records)
            };
            writeln!(
                streams.out,
                "\n{}{of} organizations. {}",
                organizations.len(),
                info.coverage
            )?;
            if let (Some(version), Some(as_of), Some(age), Some(hash)) =
                (&info.version, &info.as_of, info.age_in_days, &info.sha256)
            {
                writeln!(
                    streams.out,
                    "List {version}, as of {as_of}, {}; SHA-256 {hash}",
                    days(age)
                )?;
            }
        }
    }
    Ok(ExitStatus::Nothing)
}

fn table(organizations: &[&Record], width: u16) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        .set_header([
            "id",
            "name",
            "country",
            "sector",
            "status",
            "disclosed",
            "people",
            "through",
        ]);
    for record in organizations {
        let exposure = record.exposure.as_ref();
        let mut through: Vec<&str> = exposure
            .iter()
            .flat_map(|e| &e.chains)
            .filter_map(|chain| chain.first())
            .map(|hop| hop.vendor.as_str())
            .collect();
        through.dedup();
        let status = match (&record.withdrawn, exposure) {
            (Some(_), _) => "withdrawn",
            (None, Some(exposure)) => exposure.status.word(),
            (None, None) => "",
        };
        table.add_row([
            record.id.clone(),
            terminal(&record.name).into_owned(),
            record.country.map_or_else(String::new, |c| c.code().to_owned()),
            record.sector.map_or_else(String::new, |s| s.word().to_owned()),
            status.to_owned(),
            exposure
                .and_then(|e| e.disclosed_on)
                .map_or_else(String::new, |d| d.to_string()),
            exposure
                .and_then(|e| e.people_affected)
                .map_or_else(String::new, grouped),
            through.join(", "),
        ]);
    }
    table
}
