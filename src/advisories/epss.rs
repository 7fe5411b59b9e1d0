//! FIRST's exploit prediction scores: one request for all flaws of the list.

use jiff::civil::Date;
use serde_json::Value;

use super::bundled::Snapshot;
use super::model::{CveId, Epss};
use super::source::{Reading, Request, ShapeError, Source, SourceName, SourceUrl};
use crate::http::Media;

const SERVICE: &str = "https://api.first.org/data/v1/epss";

/// The source.
pub(crate) struct Scores;

/// The estimate for one flaw.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Score {
    pub(crate) cve: CveId,
    pub(crate) epss: Epss,
}

impl Source for Scores {
    fn requests(&self, snapshot: &Snapshot, elsewhere: Option<&SourceUrl>) -> Vec<Request> {
        let url = elsewhere.map_or_else(
            || reqwest::Url::parse(SERVICE).map_err(|error| error.to_string()),
            |place| place.for_id(""),
        );
        let ids: Vec<&str> = snapshot.ids().map(CveId::as_str).collect();
        url.into_iter()
            .map(|mut url| {
                url.query_pairs_mut().append_pair("cve", &ids.join(","));
                Request {
                    source: SourceName::Epss,
                    subject: "scores".to_owned(),
                    url,
                    media: Media::Json,
                }
            })
            .collect()
    }

    fn read(&self, _subject: &str, body: &[u8]) -> Result<Reading, ShapeError> {
        let answer: Value =
            serde_json::from_slice(body).map_err(|_| ShapeError("it is not the scores' JSON".to_owned()))?;
        let rows = answer
            .get("data")
            .and_then(Value::as_array)
            .ok_or_else(|| ShapeError("it holds no list of scores".to_owned()))?;
        rows.iter()
            .map(score)
            .collect::<Result<Vec<_>, _>>()
            .map(Reading::Scores)
    }
}

/// The numbers are written as texts in the real answers.
fn number(row: &Value, field: &str) -> Option<f64> {
    let value = row.get(field)?;
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    (0.0..=1.0).contains(&number).then_some(number)
}

fn score(row: &Value) -> Result<Score, ShapeError> {
    let shape = || ShapeError("a score lacks its CVE number, probability or percentile".to_owned());
    Ok(Score {
        cve: row
            .get("cve")
            .and_then(Value::as_str)
            .and_then(|text| CveId::parse(text).ok())
            .ok_or_else(shape)?,
        epss: Epss {
            probability: number(row, "epss").ok_or_else(shape)?,
            percentile: number(row, "percentile").ok_or_else(shape)?,
            on: row
                .get("date")
                .and_then(Value::as_str)
                .and_then(|text| text.parse::<Date>().ok()),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_texts_or_numbers() {
        let body = br#"{"status":"OK","data":[
            {"cve":"CVE-2023-34362","epss":"0.944000000","percentile":"0.999600000","date":"2026-11-23"},
            {"cve":"CVE-2024-2291","epss":0.002,"percentile":0.4}]}"#;
        let Reading::Scores(scores) = Scores.read("scores", body).unwrap() else {
            panic!("scores expected")
        };
        assert_eq!(scores.len(), 2);
        assert!((scores[0].epss.probability - 0.944).abs() < 1e-9);
        assert_eq!(scores[1].epss.on, None);
    }

    #[test]
    fn nonsense_is_refused() {
        for body in [
            "{}",
            "[1]",
            r#"{"data":[{"cve":"CVE-2024-2291","epss":"7","percentile":"0"}]}"#,
            "x",
        ] {
            assert!(Scores.read("scores", body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn one_request_for_all() {
        let requests = Scores.requests(super::super::bundled::snapshot(), None);
        assert_eq!(requests.len(), 1);
        let query = requests[0].url.query().unwrap();
        assert!(query.contains("CVE-2023-34362") && query.contains("CVE-2026-4670"));
    }
}
