//! Replaying a query over what is stored: which mentions of a brand it would keep, lose and gain.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;

use crate::{
    config::Settings,
    model::{BrandId, Document, Link, Match, Mention, MentionId, SourceName, day_of},
    watch::{Watch, query::QueryError},
};

/// Longest excerpt of a sample, in characters.
const EXCERPT_CHARS: usize = 160;
/// Most words quoted of a sample.
const QUOTED: usize = 5;

/// What cannot be known from a store, said with every result.
pub const LIMITS: &str =
    "documents that matched no brand are not stored: what of them the query would gain is not known";

/// A query in the place of a brand's own, and what the replay came to so far.
#[derive(Debug)]
pub struct Backtest {
    brand: BrandId,
    zone: TimeZone,
    samples: usize,
    /// Whom the configuration listens for, as it is and with the new query.
    present: Watch,
    new: Watch,
    outcome: Outcome,
    weeks: BTreeMap<Date, Counts>,
}

/// Mentions by what the query does to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Of the brand, and would be.
    pub kept: u64,
    /// Stored for others, would be the brand's too.
    pub gained: u64,
    /// Of the brand, and would not be.
    pub lost: u64,
}

/// One week, from Monday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Week {
    /// Its Monday.
    pub week: Date,
    /// What the query does to its mentions.
    #[serde(flatten)]
    pub counts: Counts,
}

/// A mention that shows what the query does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// The mention.
    pub id: MentionId,
    /// When it counts.
    pub at: Timestamp,
    /// Where it stands.
    pub url: Option<String>,
    /// The source that found it.
    pub source: SourceName,
    /// Its title, else the beginning of its text.
    pub excerpt: String,
    /// The words that decide: of a gain those the new query finds, of a loss those the present one does.
    pub words: Vec<String>,
}

/// What a replay came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Stored mentions that were asked.
    pub asked: u64,
    /// All of them together.
    #[serde(flatten)]
    pub counts: Counts,
    /// Of the brand, but nothing that is stored of them says so any more: their text is no longer kept, or the
    /// configuration has changed. They are neither kept nor lost.
    pub unknown: u64,
    /// By week, oldest first.
    pub weeks: Vec<Week>,
    /// The newest that would be gained.
    pub gained_samples: Vec<Sample>,
    /// The newest that would be lost.
    pub lost_samples: Vec<Sample>,
}

impl Backtest {
    /// Puts a query in the place of a brand's own.
    ///
    /// # Errors
    /// Why the query is not understood.
    pub fn new(
        settings: &Settings,
        brand: &BrandId,
        query: &str,
        samples: usize,
    ) -> Result<Self, QueryError> {
        let library = settings.library();
        let compiled = |query: Option<&str>| {
            let mut brands = settings.brands.clone();
            for one in brands.iter_mut().filter(|one| one.id == *brand) {
                query.unwrap_or(&one.query.clone()).clone_into(&mut one.query);
            }
            Watch::compile_with(&library, &brands, &settings.influencers, &settings.campaigns).map_err(
                |errors| {
                    let first = errors.into_iter().next();
                    first.map_or_else(
                        || QueryError::nowhere("the query cannot be compiled"),
                        |(_, error)| error,
                    )
                },
            )
        };
        Ok(Self {
            brand: brand.clone(),
            zone: settings.timezone.clone(),
            samples,
            present: compiled(None)?,
            new: compiled(Some(query))?,
            outcome: Outcome::default(),
            weeks: BTreeMap::new(),
        })
    }

    /// Asks one stored mention; newest first, so that the samples are the newest.
    pub fn ask(&mut self, mention: &Mention) {
        // What is set aside counts nowhere.
        if !mention.counts() {
            return;
        }
        self.outcome.asked += 1;
        let doc = document(mention);
        let was = mention.brands.contains(&self.brand);
        let heard = self.new.hear(&doc);
        let is = heard.brands.contains(&self.brand);
        match (was, is) {
            (false, false) => {}
            (true, true) => self.count(mention, |counts| &mut counts.kept),
            (false, true) => {
                self.count(mention, |counts| &mut counts.gained);
                if self.outcome.gained_samples.len() < self.samples {
                    let sample = self.sample(mention, &heard.matches);
                    self.outcome.gained_samples.push(sample);
                }
            }
            (true, false) => {
                let heard = self.present.hear(&doc);
                if !heard.brands.contains(&self.brand) {
                    self.outcome.unknown += 1;
                    return;
                }
                self.count(mention, |counts| &mut counts.lost);
                if self.outcome.lost_samples.len() < self.samples {
                    let sample = self.sample(mention, &heard.matches);
                    self.outcome.lost_samples.push(sample);
                }
            }
        }
    }

    /// What it came to.
    pub fn outcome(mut self) -> Outcome {
        let weeks = self.weeks.into_iter();
        self.outcome.weeks = weeks.map(|(week, counts)| Week { week, counts }).collect();
        self.outcome
    }

    fn count(&mut self, mention: &Mention, which: impl Fn(&mut Counts) -> &mut u64) {
        *which(&mut self.outcome.counts) += 1;
        let week = monday(day_of(mention.at, &self.zone));
        *which(self.weeks.entry(week).or_default()) += 1;
    }

    fn sample(&self, mention: &Mention, matches: &[Match]) -> Sample {
        let words = if mention.title.is_empty() {
            &mention.text
        } else {
            &mention.title
        };
        let mut deciding: Vec<String> = Vec::new();
        for found in matches.iter().filter(|found| found.brand == self.brand) {
            if deciding.len() < QUOTED && !deciding.contains(&found.matched) {
                deciding.push(found.matched.clone());
            }
        }
        Sample {
            id: mention.id,
            at: mention.at,
            url: mention.url.clone(),
            source: mention.source.clone(),
            excerpt: words
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(EXCERPT_CHARS)
                .collect(),
            words: deciding,
        }
    }
}

/// What is stored of a mention, as the document it came from: its own links and its categories are not kept, those that
/// led to brands and those that are hashtags are.
pub(super) fn document(mention: &Mention) -> Document {
    Document {
        source: mention.source.clone(),
        id: mention.published_id.clone(),
        url: mention.url.clone(),
        title: mention.title.clone(),
        text: mention.text.clone(),
        links: mention
            .backlinks
            .iter()
            .map(|backlink| Link::clone(&backlink.link))
            .collect(),
        author: mention.author.clone(),
        engagement: mention.engagement,
        published: Some(mention.at),
        seen: mention.first_seen,
        language: mention.language.code.clone(),
        categories: mention.hashtags.clone(),
        platform: mention.platform,
        ..Document::default()
    }
}

fn monday(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(jiff::Span::new().days(back)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load;
    use crate::metrics::sample;

    struct Nothing;

    impl crate::config::SecretSource for Nothing {
        fn env(&self, _: &str) -> Option<String> {
            None
        }

        fn file(&self, path: &std::path::Path) -> Result<String, String> {
            Err(format!("no {}", path.display()))
        }

        fn credential(&self, name: &str) -> Result<String, String> {
            Err(format!("no {name}"))
        }
    }

    const CONFIG: &str = r#"
        timezone = "Europe/Stockholm"
        [[query]]
        id = "namesakes"
        match = "clinic OR hotel"
        [[brand]]
        id = "acme"
        match = "acme"
        hashtags = ["acmelaunch"]
        [[brand]]
        id = "coyote"
        match = "coyote"
        [[source]]
        name = "feed"
        feed = "https://feed.example/"
    "#;

    fn told(id: u128, at: &str, brand: &str, text: &str) -> Mention {
        let mut mention = sample::mention(id, at);
        mention.brands = vec![BrandId::from(brand)];
        text.clone_into(&mut mention.text);
        mention.title.clear();
        mention.hashtags.clear();
        mention.backlinks.clear();
        mention
    }

    #[test]
    fn what_a_query_would_gain_and_lose_is_told_by_week() {
        let settings = load(CONFIG, "mentiond.toml", &Nothing).unwrap().settings;
        let acme = BrandId::from("acme");
        let query = "(acme OR rocket) NOT query:namesakes";
        let mut backtest = Backtest::new(&settings, &acme, query, 1).unwrap();
        let mut aside = told(8, "2026-03-01T08:00:00Z", "acme", "acme clinic");
        aside.spam.set_aside = true;
        for mention in [
            // Sunday evening in UTC is Monday in Stockholm.
            told(1, "2026-03-08T23:30:00Z", "acme", "the Acme clinic"),
            told(2, "2026-03-04T08:00:00Z", "acme", "Acme hotel"),
            told(3, "2026-03-03T08:00:00Z", "acme", "Acme rockets"),
            told(4, "2026-03-03T07:00:00Z", "acme", "#acmelaunch at the hotel"),
            told(5, "2026-03-02T08:00:00Z", "coyote", "coyote has a rocket"),
            told(6, "2026-03-02T07:00:00Z", "coyote", "coyote"),
            told(7, "2026-03-02T06:00:00Z", "acme", ""),
            aside,
        ] {
            backtest.ask(&mention);
        }
        let outcome = backtest.outcome();
        let counts = |kept, gained, lost| Counts { kept, gained, lost };
        assert_eq!((outcome.asked, outcome.unknown), (7, 1));
        assert_eq!(outcome.counts, counts(2, 1, 2));
        let weeks: Vec<_> = outcome
            .weeks
            .iter()
            .map(|week| (week.week.to_string(), week.counts))
            .collect();
        assert_eq!(
            weeks,
            [
                ("2026-03-02".to_owned(), counts(2, 1, 1)),
                ("2026-03-09".to_owned(), counts(0, 0, 1))
            ]
        );
        assert_eq!(outcome.lost_samples.len(), 1);
        assert_eq!(outcome.lost_samples[0].words, ["Acme"]);
        assert_eq!(outcome.gained_samples[0].words, ["rocket"]);
        let error = Backtest::new(&settings, &acme, "acme NOT query:namesake", 1).unwrap_err();
        assert_eq!(error.help, "did you mean `namesakes`?");
    }
}
