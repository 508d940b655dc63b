//! Numbers, days and choices.

use jiff::civil::Date;
use toml::de::DeValue;

use super::{Place as _, Reader, Value, shown};
use crate::text::nearest::nearest;

impl Reader<'_> {
    /// A whole number between two bounds.
    pub(in crate::config) fn integer(&mut self, value: &Value<'_>, low: i64, high: i64) -> Option<i64> {
        let DeValue::Integer(integer) = value.node else {
            self.wrong_type(value, "a whole number");
            return None;
        };
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let inside = number.filter(|number| (low..=high).contains(number));
        if inside.is_none() {
            self.error(value, "the number is out of bounds")
                .expected(format!("{low} to {high}"))
                .found(shown(&integer.to_string()));
        }
        inside
    }

    /// A finite number, whole or not, between two bounds.
    pub(in crate::config) fn number(&mut self, value: &Value<'_>, low: f64, high: f64) -> Option<f64> {
        let written = match value.node {
            #[expect(clippy::cast_precision_loss, reason = "amounts and targets need no 64 bits")]
            DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
                .map_or(f64::INFINITY, |number| number as f64),
            DeValue::Float(float) => float.as_str().parse().unwrap_or(f64::NAN),
            _ => {
                self.wrong_type(value, "a number");
                return None;
            }
        };
        if written.is_finite() && (low..=high).contains(&written) {
            return Some(written);
        }
        let raw = self.text.get(value.span()).unwrap_or("").to_owned();
        self.error(value, "the number is out of bounds")
            .expected(format!("{low} to {high}"))
            .found(shown(&raw));
        None
    }

    /// `true` or `false`.
    pub(in crate::config) fn boolean(&mut self, value: &Value<'_>) -> Option<bool> {
        if let DeValue::Boolean(answer) = value.node {
            return Some(*answer);
        }
        self.wrong_type(value, "`true` or `false`");
        None
    }

    /// A day without a time.
    pub(in crate::config) fn date(&mut self, value: &Value<'_>) -> Option<Date> {
        let date = match value.node {
            DeValue::Datetime(when) if when.time.is_none() && when.offset.is_none() => when.date,
            _ => None,
        };
        let day = date.and_then(|date| {
            let (year, month) = (i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?);
            Date::new(year, month, i8::try_from(date.day).ok()?).ok()
        });
        if day.is_none() {
            self.wrong_type(value, "a day such as 2026-03-02")
                .help("write the day alone, without quotes and without a time");
        }
        day
    }

    /// One of a few words.
    pub(in crate::config) fn choice<T: Copy>(
        &mut self,
        value: &Value<'_>,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let text = self.string(value)?;
        if let Some((_, chosen)) = choices.iter().find(|(name, _)| *name == text) {
            return Some(*chosen);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let near = nearest(&text, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let problem = self.error(value, "this is none of the values it may have");
        problem
            .expected(quoted.join(", "))
            .found(format!("`{}`", shown(&text)));
        problem.help = near;
        None
    }
}
