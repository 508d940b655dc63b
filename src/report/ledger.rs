//! The inputs, asked: totals and metrics of a subject over the days that are known.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiff::{Span, civil::Date};

use super::hearing::Hearing;
use super::inputs::next_day;
use super::of_roster::{OfRoster, Theirs};
use super::{Inputs, brought};
use crate::metrics::attribution::Attribution;
use crate::metrics::costs::CostSheet;
use crate::metrics::own_rates::{self, OwnRates};
use crate::metrics::{self, ALL, Facts, Metric, Prices, Scope, Totals};
use crate::model::{
    BrandId, Brought, CampaignId, Figure, InfluencerId, Platform, Range, Rollup, Subject, Window, day_of,
};

/// Age in days of posts whose views are taken as final: beyond five half-lives on every platform where posts do not live on,
/// but on YouTube, where nine tenths have come by then.
const GROWN_DAYS: i64 = 21;

/// Totals of spans up to this many days are kept until the next span is asked for.
pub(super) const SHORT_DAYS: u32 = 14;

/// A report's inputs with what follows from them once and for all.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    /// The inputs.
    pub(super) inputs: &'a Inputs<'a>,
    /// What a thousand views cost.
    pub(super) prices: Prices<'a>,
    /// Brands that compete with the one reported.
    pub(super) competitors: Vec<BrandId>,
    /// Which days are known.
    pub(super) hearing: Hearing,
    /// The day of `as_of`.
    pub(super) today: Date,
    /// Outcomes of the brand, led back.
    pub(super) attribution: Attribution,
    /// What each campaign of the brand costs, spread over its roster.
    pub(super) sheets: BTreeMap<CampaignId, CostSheet>,
    /// Every metric of the brand on every day with a roll-up, in the order of [`ALL`], by published rates: charts, baselines
    /// and tests all read them.
    brand_days: BTreeMap<Date, Vec<Figure>>,
    /// View rates as own posts have moved them.
    own_rates: OwnRates,
    /// What is the roster's, which is little of a day: each of them is asked for by several spans.
    of_roster: OfRoster<'a>,
    /// Totals of spans that were asked for, everybody's: a year of a large campaign is added up once.
    added_up: RefCell<BTreeMap<(Subject, Date, Date), Rc<Totals>>>,
    /// What was brought in spans that were asked for: campaign, influencer, platform, first day and the day after the last.
    pub(super) led_back: RefCell<BTreeMap<Question, Brought>>,
}

/// What was asked of attribution.
type Question = (
    Option<CampaignId>,
    Option<InfluencerId>,
    Option<Platform>,
    Date,
    Date,
);

/// A metric day by day, ready for a mean or a test.
#[derive(Debug)]
pub(super) struct Series {
    /// Each known day; one on which nothing tells the metric counts 0.
    pub(super) days: Vec<Range>,
    /// Whether some day's figure is a lower bound, so that the mean is one too.
    pub(super) is_bound: bool,
}

impl Series {
    /// Central values.
    pub(super) fn values(&self) -> Vec<f64> {
        self.days.iter().map(|day| day.value).collect()
    }
}

impl<'a> Ledger<'a> {
    pub(super) fn new(inputs: &'a Inputs<'a>) -> Self {
        let mut ledger = Self {
            inputs,
            prices: Prices {
                currency: inputs.currency,
                configured: inputs.cpm,
                emv: inputs.emv,
            },
            competitors: inputs
                .brands
                .iter()
                .filter(|other| other.competitor_of.as_ref() == Some(inputs.brand))
                .map(|other| other.id.clone())
                .collect(),
            hearing: Hearing::new(inputs),
            today: day_of(inputs.as_of, inputs.timezone),
            attribution: brought::attribution(inputs),
            sheets: BTreeMap::new(),
            brand_days: BTreeMap::new(),
            own_rates: OwnRates::new(),
            of_roster: OfRoster::of(inputs.rollups),
            added_up: RefCell::default(),
            led_back: RefCell::default(),
        };
        ledger.sheets = brought::sheets(&ledger);
        ledger.brand_days = ledger.every_brand_day();
        ledger.own_rates = ledger.learnt();
        // What was added up so far was so by published rates alone.
        ledger.added_up.take();
        ledger
    }

    fn every_brand_day(&self) -> BTreeMap<Date, Vec<Figure>> {
        let brand = self.brand();
        let all = (brand.clone(), Date::MIN)..(brand.clone(), next_day(self.today));
        let days = self.inputs.rollups.range(all).map(|((_, day), _)| *day);
        let days: BTreeSet<Date> = days.chain(self.attribution.days().map(|(day, _)| day)).collect();
        days.into_iter()
            .filter(|day| *day <= self.today)
            .map(|day| {
                let figures = self.measure_all(&brand, one_day(day));
                (day, figures.into_iter().map(|(_, figure)| figure).collect())
            })
            .collect()
    }

    /// The brand reported, as a subject.
    pub(super) fn brand(&self) -> Subject {
        Subject::Brand(self.inputs.brand.clone())
    }

    /// The part of a window that is not after `as_of`.
    pub(super) fn clip(&self, window: Window) -> Window {
        Window {
            from: window.from,
            to: window.to.min(next_day(self.today)).max(window.from),
        }
    }

    /// The part of a window whose days are over.
    pub(super) fn complete(&self, window: Window) -> Window {
        Window {
            from: window.from,
            to: window.to.min(self.today).max(window.from),
        }
    }

    /// Roll-ups of a subject in a window, as far as there are any.
    pub(super) fn days(
        &self,
        subject: &Subject,
        window: Window,
    ) -> impl Iterator<Item = &'a Rollup> + use<'a> {
        let window = self.clip(window);
        let days = (subject.clone(), window.from)..(subject.clone(), window.to);
        self.inputs.rollups.range(days).map(|(_, rollup)| rollup)
    }

    /// Totals of a subject in a window.
    pub(super) fn totals(&self, subject: &Subject, window: Window, scope: Scope<'_>) -> Rc<Totals> {
        let window = self.clip(window);
        if scope.is_narrow() {
            return Rc::new(self.by_own_rates(subject, window, scope));
        }
        let key = (subject.clone(), window.from, window.to);
        let mut known = self.added_up.borrow_mut();
        if let Some(totals) = known.get(&key) {
            return Rc::clone(totals);
        }
        let totals = Rc::new(self.by_own_rates(subject, window, scope));
        // Every day of a year need not stay: what is asked of a short span is asked at once.
        known.retain(|(_, from, to), _| Window { from: *from, to: *to }.days() > SHORT_DAYS);
        known.insert(key, Rc::clone(&totals));
        totals
    }

    /// Only the cells of the totals: enough for counts of mentions and for rates of what they tell.
    pub(super) fn cells(&self, subject: &Subject, window: Window, scope: Scope<'_>) -> Totals {
        Totals::cells_of(self.days(subject, window), scope)
    }

    fn by_own_rates(&self, subject: &Subject, window: Window, scope: Scope<'_>) -> Totals {
        let mut totals = self.by_the_table(subject, window, scope);
        own_rates::move_to(&mut totals, &self.own_rates);
        totals
    }

    /// The same by published rates alone: a comparison of days must not be moved by rates that were learnt in between.
    pub(super) fn by_the_table(&self, subject: &Subject, window: Window, scope: Scope<'_>) -> Totals {
        let mut totals = if scope.influencer.is_some() {
            self.of_somebody(subject, window, scope)
        } else {
            Totals::of(self.days(subject, window), scope)
        };
        totals.people = self.inputs.people;
        totals
    }

    /// Totals of one of the roster.
    fn of_somebody(&self, subject: &Subject, window: Window, scope: Scope<'_>) -> Totals {
        let window = self.clip(window);
        let days: Vec<&Theirs<'_>> = match scope.influencer {
            Some(influencer) => self.of_roster.days(subject, influencer, window).collect(),
            None => Vec::new(),
        };
        let cells = days.iter().flat_map(|theirs| theirs.cells.iter().copied());
        let audiences = days.iter().flat_map(|theirs| theirs.audiences.iter().copied());
        Totals::picked(cells, audiences, scope)
    }

    /// Copies of a story in the reported window.
    pub(super) fn copies(&self, story: &str) -> u32 {
        let days = self.days(&self.brand(), self.inputs.window);
        let copies = days.filter_map(|day| day.stories.get(story));
        copies.fold(0, u32::saturating_add)
    }

    /// Rates moved by the posts of the brand and its competitors that are old enough to be grown.
    fn learnt(&self) -> OwnRates {
        let grown = Window {
            from: Date::MIN,
            to: self
                .today
                .checked_sub(Span::new().days(GROWN_DAYS))
                .unwrap_or(Date::MIN),
        };
        let brands = std::iter::once(self.inputs.brand).chain(&self.competitors);
        own_rates::of(brands.flat_map(|brand| self.days(&Subject::Brand(brand.clone()), grown)))
    }

    /// Each competitor's totals in a window.
    pub(super) fn competitors(&self, window: Window) -> Vec<Totals> {
        let subjects = self.competitors.iter().cloned().map(Subject::Brand);
        subjects
            .map(|subject| self.by_own_rates(&subject, window, Scope::default()))
            .collect()
    }

    /// The first day that is known of the brand and all its competitors; with the brand it hangs on.
    pub(super) fn all_since(&self) -> Option<(Date, &BrandId)> {
        let brands = std::iter::once(self.inputs.brand).chain(&self.competitors);
        let since: Option<Vec<(Date, &BrandId)>> = brands
            .map(|brand| Some((self.hearing.since(brand)?, brand)))
            .collect();
        since?.into_iter().max()
    }

    /// One metric of totals already added up, of which no outcomes are looked up.
    pub(super) fn compute(&self, metric: &Metric, totals: &Totals, competitors: &[Totals]) -> Figure {
        self.compute_with(metric, totals, competitors, &Brought::default())
    }

    /// One metric of totals and outcomes already added up.
    pub(super) fn compute_with(
        &self,
        metric: &Metric,
        totals: &Totals,
        competitors: &[Totals],
        brought: &Brought,
    ) -> Figure {
        (metric.compute)(&Facts {
            competitors,
            ..self.facts(totals, brought)
        })
    }

    /// What metrics of these totals and outcomes are computed from, without competitors.
    pub(super) fn facts<'t>(&'t self, totals: &'t Totals, brought: &'t Brought) -> Facts<'t> {
        Facts {
            brand: self.inputs.brand,
            totals,
            competitors: &[],
            prices: &self.prices,
            brought,
        }
    }

    /// One metric of a subject in a window, over the days of it that are known. Share of voice is always the whole
    /// brand's.
    pub(super) fn measure(
        &self,
        metric: &Metric,
        subject: &Subject,
        window: Window,
        scope: Scope<'_>,
    ) -> Figure {
        if metrics::outcomes::is_outcome(metric) {
            let totals = if metrics::outcomes::kind_of(metric).is_some() {
                Rc::default()
            } else {
                self.totals(subject, window, scope)
            };
            return self.compute_with(metric, &totals, &[], &self.brought(subject, window, scope));
        }
        if let Some(why) = self.unheard(window) {
            return Figure::unknown(why);
        }
        if is_share_of_voice(metric) {
            return self.share_of_voice(metric, window);
        }
        let figure = self.compute(metric, &self.totals(subject, window, scope), &[]);
        self.in_part(metric, figure, window, window)
    }

    /// Every metric of a subject in a window, in the order of [`ALL`].
    pub(super) fn measure_all(&self, subject: &Subject, window: Window) -> Vec<(&'static Metric, Figure)> {
        let why = self.unheard(window);
        let totals = self.totals(subject, window, Scope::default());
        let brought = self.brought(subject, window, Scope::default());
        ALL.iter()
            .map(|metric| {
                let figure = match &why {
                    _ if metrics::outcomes::is_outcome(metric) => {
                        self.compute_with(metric, &totals, &[], &brought)
                    }
                    Some(why) => Figure::unknown(why.clone()),
                    None if is_share_of_voice(metric) => self.share_of_voice(metric, window),
                    None => self.in_part(metric, self.compute(metric, &totals, &[]), window, window),
                };
                (metric, figure)
            })
            .collect()
    }

    /// Share of voice over the days that are known of all who speak.
    fn share_of_voice(&self, metric: &Metric, window: Window) -> Figure {
        let Some((since, last)) = self.all_since() else {
            return Figure::unknown("nothing has been heard yet");
        };
        if window.to <= since {
            return Figure::unknown(format!("nothing was heard of {last} before {since}"));
        }
        let common = Window {
            from: window.from.max(since),
            to: window.to,
        };
        // It is a share of mentions: who wrote them need not be added up.
        let ours = self.cells(&self.brand(), common, Scope::default());
        let theirs = self.competitors.iter().cloned().map(Subject::Brand);
        let theirs: Vec<Totals> = theirs
            .map(|subject| self.cells(&subject, common, Scope::default()))
            .collect();
        let figure = self.compute(metric, &ours, &theirs);
        self.in_part(metric, figure, common, window)
    }

    /// A figure over the known days of `counted`, for a window of which some days may not be known: what was counted is
    /// a lower bound then, and what was estimated says so.
    fn in_part(&self, metric: &Metric, figure: Figure, counted: Window, window: Window) -> Figure {
        let (known, days) = (self.known_days(counted), self.clip(window).days());
        if known >= days {
            return figure;
        }
        let note = format!("heard on {known} of {days} days");
        match figure {
            Figure::Exact { value } if metric.additive => Figure::at_least(value, &note),
            Figure::Estimate {
                low,
                value,
                high,
                basis,
            } => Figure::Estimate {
                low,
                value,
                high,
                basis: format!("{basis}; {note}"),
            },
            figure => figure,
        }
    }

    /// The brand's figure of one day.
    pub(super) fn brand_day(&self, metric: &Metric, day: Date) -> Figure {
        let at = ALL.iter().position(|other| other.name == metric.name);
        let stored = self.brand_days.get(&day).zip(at);
        match stored.and_then(|(figures, at)| figures.get(at)) {
            Some(figure) => figure.clone(),
            None => self.measure(metric, &self.brand(), one_day(day), Scope::default()),
        }
    }

    /// One metric of the brand day by day; a day without data gives `None`.
    pub(super) fn brand_daily(&self, metric: &Metric, window: Window) -> Vec<Option<Range>> {
        let days = window.iter();
        days.map(|day| range_of(&self.brand_day(metric, day))).collect()
    }

    /// The known days of a window; `None` when data is missing for most of its mentions, or no day is known, so that a
    /// silence of the sources is never taken for a silence of the people.
    pub(super) fn brand_series(&self, metric: &Metric, window: Window) -> Option<Series> {
        let brand = self.inputs.brand;
        let mut series = Series {
            days: Vec::new(),
            is_bound: false,
        };
        if metrics::outcomes::is_outcome(metric) {
            return self.outcome_series(metric, window);
        }
        let (mut known, mut all, mut any) = (0.0, 0.0, false);
        for day in window.iter().filter(|day| self.hearing.knows(brand, *day)) {
            let figure = self.brand_day(metric, day);
            let mentions = self
                .brand_day(&metrics::mentions::METRIC, day)
                .value()
                .unwrap_or(0.0);
            let range = range_of(&figure);
            all += mentions;
            known += if range.is_some() { mentions } else { 0.0 };
            any |= range.is_some();
            series.is_bound |= range.is_none() || figure.bound().is_some();
            series.days.push(range.unwrap_or_default());
        }
        (any && known * 2.0 >= all).then_some(series)
    }

    /// One metric of any subject on the days of a window of which it is known.
    pub(super) fn daily(
        &self,
        metric: &Metric,
        subject: &Subject,
        window: Window,
        scope: Scope<'_>,
    ) -> Vec<Range> {
        let days = window.iter();
        days.filter_map(|day| range_of(&self.measure(metric, subject, one_day(day), scope)))
            .collect()
    }

    /// Why nothing is known of the brand in a window, if so.
    pub(super) fn unheard(&self, window: Window) -> Option<String> {
        self.hearing.why_unknown(self.inputs.brand, window)
    }

    /// Days of a window that are known of the brand.
    pub(super) fn known_days(&self, window: Window) -> u32 {
        self.hearing.known_days(self.inputs.brand, window)
    }

    /// The part of a window from the first day that is known of the brand.
    pub(super) fn heard(&self, window: Window) -> Window {
        let since = self.hearing.since(self.inputs.brand);
        let from = since.map_or(window.to, |since| window.from.max(since));
        Window {
            from: from.min(window.to),
            to: window.to,
        }
    }
}

fn is_share_of_voice(metric: &Metric) -> bool {
    metric.name == metrics::share_of_voice::METRIC.name
}

/// A window of one day.
pub(super) fn one_day(day: Date) -> Window {
    Window {
        from: day,
        to: next_day(day),
    }
}

/// A figure's range, if it has a number.
pub(super) fn range_of(figure: &Figure) -> Option<Range> {
    let (value, (low, high)) = (figure.value()?, figure.range()?);
    Some(Range { low, value, high })
}
