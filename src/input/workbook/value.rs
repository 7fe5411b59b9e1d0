//! What a cell holds, and the text that its user sees there, as far as it does not hang on the country: a number
//! without a needless `.0`, a date as ISO 8601, the value that a formula had when the workbook was saved.

use std::fmt::Write as _;

use calamine::{Data, DataRef, ExcelDateTime};

/// What a cell that is not empty holds.
#[derive(Debug)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Number {
        value: f64,
        /// With zeros before it up to so many digits, as a format such as `00000` shows it.
        digits: usize,
    },
    Boolean(bool),
    Moment(ExcelDateTime),
    /// A date, with or without a time, in ISO 8601.
    IsoMoment(&'a str),
    /// A time or duration in ISO 8601, such as `PT14H30M00S`.
    IsoDuration(&'a str),
    /// An error such as `#N/A`.
    Error(String),
}

impl<'a> Value<'a> {
    /// Of a cell as `calamine` gives it; `None` if it is empty.
    pub(super) fn of_data(data: &'a Data) -> Option<Self> {
        Some(match data {
            Data::Empty => return None,
            Data::Int(number) => Self::number(*number as f64),
            Data::Float(number) => Self::number(*number),
            Data::String(text) => Self::Text(text),
            Data::Bool(value) => Self::Boolean(*value),
            Data::DateTime(moment) => Self::Moment(*moment),
            Data::DateTimeIso(text) => Self::IsoMoment(text),
            Data::DurationIso(text) => Self::IsoDuration(text),
            Data::Error(error) => Self::Error(error.to_string()),
        })
    }

    /// The same for the borrowing form.
    pub(super) fn of_data_ref(data: &'a DataRef<'_>) -> Option<Self> {
        Some(match data {
            DataRef::Empty => return None,
            DataRef::Int(number) => Self::number(*number as f64),
            DataRef::Float(number) => Self::number(*number),
            DataRef::String(text) => Self::Text(text),
            DataRef::SharedString(text) => Self::Text(text),
            DataRef::Bool(value) => Self::Boolean(*value),
            DataRef::DateTime(moment) => Self::Moment(*moment),
            DataRef::DateTimeIso(text) => Self::IsoMoment(text),
            DataRef::DurationIso(text) => Self::IsoDuration(text),
            DataRef::Error(error) => Self::Error(error.to_string()),
        })
    }

    pub(super) fn number(value: f64) -> Self {
        Self::Number { value, digits: 0 }
    }

    /// Whether its user sees nothing.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    /// Adds the text.
    pub(super) fn write(&self, into: &mut String) {
        match self {
            Self::Text(text) => into.push_str(text),
            Self::Number { value, digits } => write_number(*value, *digits, into),
            Self::Boolean(value) => into.push_str(if *value { "TRUE" } else { "FALSE" }),
            Self::Moment(moment) => write_moment(*moment, into),
            Self::IsoMoment(text) => into.push_str(text.strip_suffix("T00:00:00").unwrap_or(text)),
            Self::IsoDuration(text) => match clock(text) {
                Some((hours, minutes, seconds)) => {
                    let _ = write!(into, "{hours:02}:{minutes:02}:{seconds:02}");
                }
                None => into.push_str(text),
            },
            Self::Error(error) => into.push_str(error),
        }
    }
}

/// Fifteen digits are what spreadsheets show and keep: 0.1 + 0.2 is 0.3 there.
fn write_number(value: f64, digits: usize, into: &mut String) {
    let shown = format!("{value:.14e}").parse().unwrap_or(value);
    // No "-0".
    let shown = if shown == 0.0 { 0.0 } else { shown };
    let _ = if shown.fract() == 0.0 && shown.abs() < 1e15 {
        write!(into, "{:0digits$}", shown as i64)
    } else {
        write!(into, "{shown}")
    };
}

fn write_moment(moment: ExcelDateTime, into: &mut String) {
    let days = moment.as_f64();
    let _ = if moment.is_duration() {
        let seconds = (days * 86_400.0).round().max(0.0) as u64;
        let (minutes, hours) = (seconds / 60 % 60, seconds / 3600);
        write!(into, "{hours:02}:{minutes:02}:{:02}", seconds % 60)
    } else {
        let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
        match (hour, minute, second) {
            _ if (0.0..1.0).contains(&days) => write!(into, "{hour:02}:{minute:02}:{second:02}"),
            (0, 0, 0) => write!(into, "{year:04}-{month:02}-{day:02}"),
            _ => write!(
                into,
                "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
            ),
        }
    };
}

/// Hours, minutes and seconds of `PT14H30M00S`; fractions of a second are left out.
fn clock(text: &str) -> Option<(u64, u64, u64)> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?.split(['.', ',']).next()?;
    Some((hours.parse().ok()?, minutes.parse().ok()?, seconds.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    fn written(value: &Value<'_>) -> String {
        let mut text = String::new();
        value.write(&mut text);
        text
    }

    #[test]
    fn numbers_as_seen() {
        for (value, digits, expected) in [
            (42.0, 0, "42"),
            (-3.0, 0, "-3"),
            (-0.0, 0, "0"),
            (0.1 + 0.2, 0, "0.3"),
            (1234.5, 0, "1234.5"),
            (42.0, 5, "00042"),
            (123_456.0, 5, "123456"),
            (1e20, 0, "100000000000000000000"),
            (f64::NAN, 0, "NaN"),
        ] {
            assert_eq!(written(&Value::Number { value, digits }), expected);
        }
    }

    #[test]
    fn moments_as_iso() {
        let moment = |days, kind| written(&Value::Moment(ExcelDateTime::new(days, kind, false)));
        for (days, expected) in [
            (45_077.0, "2023-05-31"),
            (45_077.604_166_666_7, "2023-05-31T14:30:00"),
            (0.5, "12:00:00"),
            (f64::MAX, "9999-12-31"),
        ] {
            assert_eq!(moment(days, ExcelDateTimeType::DateTime), expected);
        }
        assert_eq!(moment(1.5, ExcelDateTimeType::TimeDelta), "36:00:00");
        assert_eq!(written(&Value::IsoMoment("2023-05-31T00:00:00")), "2023-05-31");
        assert_eq!(written(&Value::IsoDuration("PT14H30M00.5S")), "14:30:00");
        assert_eq!(written(&Value::IsoDuration("P1D")), "P1D");
    }

    #[test]
    fn truth_and_errors() {
        assert_eq!(written(&Value::Boolean(true)), "TRUE");
        assert_eq!(written(&Value::Error("#N/A".to_owned())), "#N/A");
    }
}
