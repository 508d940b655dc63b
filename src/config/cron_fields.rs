//! The fields of a Unix cron line, read with our own words for what is wrong and written back as plain lists.

use std::collections::BTreeSet;

/// One field of a cron line: its name, its bounds and the names its values may have.
pub(super) struct Field {
    /// Its name in messages.
    pub(super) name: &'static str,
    min: u32,
    /// Highest value that may be written; 7 for weekdays, where it means Sunday like 0.
    max: u32,
    /// Highest value that `*` stands for.
    star_max: u32,
    /// Full names in order of value, starting at `min`.
    names: &'static [&'static str],
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

pub(super) const SECOND: Field = Field::numeric("second", 0, 59);
pub(super) const MINUTE: Field = Field::numeric("minute", 0, 59);
pub(super) const HOUR: Field = Field::numeric("hour", 0, 23);
pub(super) const DAY: Field = Field::numeric("day of month", 1, 31);
pub(super) const YEAR: Field = Field::numeric("year", 1970, 2100);
pub(super) const MONTH: Field = Field {
    names: &MONTHS,
    ..Field::numeric("month", 1, 12)
};
pub(super) const WEEKDAY: Field = Field {
    max: 7,
    names: &WEEKDAYS,
    ..Field::numeric("day of week", 0, 6)
};

/// The values a field stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Values {
    /// Every value.
    pub(super) set: BTreeSet<u32>,
    /// Whether the field begins with `*` or `?`; cron then does not let it widen the other day field.
    pub(super) star: bool,
    /// Whether it restricts nothing.
    pub(super) all: bool,
}

impl Values {
    /// As a list for the `cron` crate.
    pub(super) fn list(&self) -> String {
        if self.all {
            return "*".to_owned();
        }
        let numbers: Vec<String> = self.set.iter().map(u32::to_string).collect();
        numbers.join(",")
    }

    /// Weekdays as names: the crate counts them from Sunday = 1, Unix from Sunday = 0.
    pub(super) fn weekday_list(&self) -> String {
        if self.all {
            return "*".to_owned();
        }
        let names = self
            .set
            .iter()
            .filter_map(|day| WEEKDAYS.get(usize::try_from(*day).ok()?)?.get(..3));
        names.collect::<Vec<_>>().join(",")
    }
}

impl Field {
    const fn numeric(name: &'static str, min: u32, max: u32) -> Self {
        Self {
            name,
            min,
            max,
            star_max: max,
            names: &[],
        }
    }

    /// Reads a comma-separated list of `*`, values, ranges and steps.
    pub(super) fn parse(&self, text: &str) -> Result<Values, String> {
        let mut set = BTreeSet::new();
        for part in text.split(',') {
            self.part(part, &mut set)
                .map_err(|why| format!("in the {} field, {why}", self.name))?;
        }
        let all = (self.min..=self.star_max).all(|value| set.contains(&value));
        let star = text.starts_with(['*', '?']);
        Ok(Values { set, star, all })
    }

    fn part(&self, part: &str, set: &mut BTreeSet<u32>) -> Result<(), String> {
        let (range, step) = part
            .split_once('/')
            .map_or((part, None), |(range, step)| (range, Some(step)));
        let step = step.map_or(Ok(1), |text| {
            text.parse::<usize>()
                .ok()
                .filter(|step| *step > 0)
                .ok_or_else(|| format!("the step `{text}` must be a whole number from 1"))
        })?;
        let (first, last) = self.bounds(range, part.contains('/'))?;
        let values: Vec<u32> = if first <= last {
            (first..=last).collect()
        } else {
            // `Fri-Mon` and `22-2` run over the end.
            (first..=self.star_max).chain(self.min..=last).collect()
        };
        let wrapped = values.into_iter().step_by(step);
        set.extend(wrapped.map(|value| if value > self.star_max { self.min } else { value }));
        Ok(())
    }

    fn bounds(&self, range: &str, stepped: bool) -> Result<(u32, u32), String> {
        if range == "*" || range == "?" {
            return Ok((self.min, self.star_max));
        }
        if let Some((first, last)) = range.split_once('-') {
            let (first, last) = (self.value(first)?, self.value(last)?);
            if first > last && self.name == "year" {
                return Err("a range ends before it starts".to_owned());
            }
            return Ok((first, last));
        }
        let value = self.value(range)?;
        Ok((value, if stepped { self.star_max } else { value }))
    }

    fn value(&self, text: &str) -> Result<u32, String> {
        let lower = text.to_ascii_lowercase();
        if lower.len() >= 3
            && let Some(at) = self.names.iter().position(|name| name.starts_with(&lower))
        {
            return Ok(self.min + u32::try_from(at).unwrap_or(0));
        }
        match text.parse::<u32>() {
            Ok(value) if (self.min..=self.max).contains(&value) => Ok(value),
            _ => Err(self.refusal(text)),
        }
    }

    fn refusal(&self, text: &str) -> String {
        let (min, max) = (self.min, self.max);
        if text.is_empty() {
            return "a part is empty".to_owned();
        }
        if text.contains(['L', 'W', '#']) && !text.chars().any(|c| c.is_ascii_lowercase()) {
            return format!("`{text}` is not supported; neither are other uses of `L`, `W` and `#`");
        }
        match self.names.first().and_then(|name| name.get(..3)) {
            Some(name) => format!("`{text}` must be from {min} to {max} or a name such as `{name}`"),
            None => format!("`{text}` must be from {min} to {max}"),
        }
    }
}
