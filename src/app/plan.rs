//! A configuration made ready for work: queries compiled, lexicon loaded, schedules parsed. Swapped whole on reload.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use crate::{
    classify::Judge,
    config::{Settings, schedule::Schedule},
    model::{
        DigestId, Identity, Mention, Source, SourceHealth, SourceKind, SourceName, SourceState, Topic,
        Validators,
    },
    presets,
    watch::{Topics, Watch, short::ShortLinks},
};

/// Everything compiled from one configuration file.
#[derive(Debug)]
pub struct Plan {
    /// The checked configuration.
    pub settings: Settings,
    /// Whom we listen for.
    pub watch: Watch,
    /// Which links must be asked where they lead.
    pub short_links: ShortLinks,
    /// What alerts look for in words, by the alert's id.
    pub alert_words: Box<Topics>,
    /// How it is judged.
    pub judge: Judge,
    /// When each digest is due.
    pub schedules: BTreeMap<DigestId, Schedule>,
    sources: BTreeMap<SourceName, Arc<Source>>,
    listening_for: u64,
}

/// Sources whose API brings nothing but news.
fn news_sources(sources: &[Source]) -> impl Iterator<Item = SourceName> + '_ {
    let brings_news = |source: &&Source| match &source.kind {
        SourceKind::Api(api) => presets::get(&api.preset).is_some_and(|preset| preset.news),
        _ => false,
    };
    sources
        .iter()
        .filter(brings_news)
        .map(|source| source.name.clone())
}

/// The queries of alerts, as topics of their brands.
fn alert_words(settings: &Settings) -> Result<Topics, String> {
    let words: Vec<Topic> = settings
        .alerts
        .iter()
        .filter(|alert| !alert.query.is_empty())
        .map(|alert| Topic {
            id: alert.id.to_string(),
            name: alert.id.to_string(),
            query: alert.query.clone(),
            brand: Some(alert.brand.clone()),
        })
        .collect();
    Topics::compile(&settings.library(), &words).map_err(|errors| {
        let lines = errors
            .iter()
            .map(|(alert, error)| format!("the query of alert `{alert}`: {}", error.message));
        lines.collect::<Vec<_>>().join("; ")
    })
}

impl Plan {
    /// Visits a month of the site of a mention: those of the site, else those that its source is said to have.
    pub fn visits(&self, mention: &Mention, of_source: Option<u64>) -> Option<u64> {
        let site = mention.site.as_deref();
        let known = site.and_then(|site| self.settings.site_visits.get(site));
        known.copied().or(of_source)
    }

    /// Compiles a checked configuration.
    ///
    /// # Errors
    /// One sentence per query or schedule that does not compile; a configuration that passed `check` has none.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let library = settings.library();
        let watch = Watch::compile_with(
            &library,
            &settings.brands,
            &settings.influencers,
            &settings.campaigns,
        )
        .map_err(|errors| {
            let lines = errors
                .iter()
                .map(|(owner, error)| format!("the query of `{owner}`: {}", error.message));
            lines.collect::<Vec<_>>().join("; ")
        })?;
        let topics = Topics::compile(&library, &settings.topics).map_err(|errors| {
            let lines = errors
                .iter()
                .map(|(topic, error)| format!("the query of topic `{topic}`: {}", error.message));
            lines.collect::<Vec<_>>().join("; ")
        })?;
        let alert_words = Box::new(alert_words(&settings)?);
        let short_links = ShortLinks::new(
            &settings.polling.short_hosts,
            &settings.brands,
            &settings.influencers,
        );
        let judge = Judge::new(
            &settings.brands,
            &settings.campaigns,
            &settings.sentiment.values,
            &settings.sentiment.neutral,
        )
        .with_spam_lists(settings.spam.clone())
        .with_topics(topics)
        .with_tiers(settings.tiers)
        .with_news_sources(news_sources(&settings.sources))
        .with_bands(settings.sentiment.bands);
        let mut schedules = BTreeMap::new();
        for digest in &settings.digests {
            let schedule = Schedule::parse(&digest.schedule)
                .map_err(|why| format!("the schedule of digest `{}`: {why}", digest.id))?;
            schedules.insert(digest.id.clone(), schedule);
        }
        let sources = settings
            .sources
            .iter()
            .map(|s| (s.name.clone(), Arc::new(s.clone())))
            .collect();
        let what = format!(
            "{:?}\n{:?}\n{:?}\n{:?}",
            settings.brands, settings.influencers, settings.campaigns, settings.polling.short_hosts
        );
        let mut what = match settings.topics.as_slice() {
            // As it was before there were topics: nothing need be heard again for them.
            [] => what,
            topics => format!("{what}\n{topics:?}"),
        };
        // Only where there are any: what was heard before there was such a table need not be heard again.
        if !settings.queries.is_empty() {
            what = format!("{what}\n{:?}", settings.queries);
        }
        let listening_for = xxh3_64(what.as_bytes());
        Ok(Self {
            settings,
            watch,
            short_links,
            alert_words,
            judge,
            schedules,
            sources,
            listening_for,
        })
    }

    /// A source by name.
    pub fn source(&self, name: &SourceName) -> Option<&Arc<Source>> {
        self.sources.get(name)
    }

    /// Hash of everything that decides what of a source becomes a mention: whom we listen for and how it is read.
    pub fn fingerprint(&self, source: &Source) -> u64 {
        let how = format!(
            "{}\n{:?}\n{:?}\n{:?}\n{}",
            self.listening_for, source.kind, source.platform, source.language, source.manners.resolve_links
        );
        // Only where it was said: what was heard before there was such a key need not be heard again.
        let how = match source.identity {
            Identity::Ladder => how,
            identity => format!("{how}\n{identity:?}"),
        };
        xxh3_64(how.as_bytes())
    }

    /// The state to poll a source with. What it showed to another configuration is heard again: then the state's
    /// validators and cursor are forgotten, and so is when it was due, if it answered well.
    #[must_use]
    pub fn renewed(&self, source: &Source, mut state: SourceState, now: Timestamp) -> SourceState {
        let fingerprint = self.fingerprint(source);
        if state.heard_for != Some(fingerprint) {
            state.validators = Validators::default();
            (state.body_hash, state.newest, state.found_feed) = (None, None, None);
            state.heard_for = Some(fingerprint);
            state.next_due = if state.health == SourceHealth::Ok {
                Some(now)
            } else {
                state.next_due
            };
        }
        state
    }

    /// All sources by name.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.sources.values()
    }
}
