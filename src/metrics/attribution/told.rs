//! Which days are told: a day of which no import tells is no day without orders.

use jiff::{Span, civil::Date};

use crate::model::Window;

/// Days of which some import tells, as spans that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told(Vec<Window>);

impl Told {
    /// From spans in any order.
    pub fn of(mut spans: Vec<Window>) -> Self {
        spans.sort_unstable();
        let mut joined: Vec<Window> = Vec::new();
        for span in spans {
            match joined.last_mut().filter(|last| last.to >= span.from) {
                Some(last) => last.to = last.to.max(span.to),
                None => joined.push(span),
            }
        }
        Self(joined)
    }

    /// Whether a day is told.
    pub fn knows(&self, day: Date) -> bool {
        self.0.iter().any(|span| span.contains(day))
    }

    /// How many days of a window are told.
    pub fn days_of(&self, window: Window) -> u32 {
        let parts = self.0.iter().map(|span| Window {
            from: span.from.max(window.from),
            to: span.to.min(window.to),
        });
        parts.map(|part| part.days()).fold(0, u32::saturating_add)
    }

    /// First and last day told.
    pub fn ends(&self) -> Option<(Date, Date)> {
        let (first, last) = (self.0.first()?, self.0.last()?);
        let last = last.to.checked_sub(Span::new().days(1)).unwrap_or(last.from);
        Some((first.from, last))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn spans_are_joined_and_counted() {
        let span = |from: i8, to: i8| Window {
            from: date(2026, 3, from),
            to: date(2026, 3, to),
        };
        let told = Told::of(vec![span(10, 12), span(1, 4), span(3, 6), span(6, 7)]);
        assert_eq!(told, Told(vec![span(1, 7), span(10, 12)]));
        assert_eq!(told.days_of(span(1, 31)), 8);
        assert_eq!(told.days_of(span(8, 10)), 0);
        assert!(told.knows(date(2026, 3, 6)) && !told.knows(date(2026, 3, 7)));
        assert_eq!(told.ends(), Some((date(2026, 3, 1), date(2026, 3, 11))));
        assert_eq!(Told::default().ends(), None);
    }
}
