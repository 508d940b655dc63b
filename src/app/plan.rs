//! A configuration made ready for work: queries compiled, lexicon loaded, schedules parsed. Swapped whole on reload.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    classify::Judge,
    config::{Settings, schedule::Schedule},
    model::{DigestId, Source, SourceName},
    watch::Watch,
};

/// Everything compiled from one configuration file.
#[derive(Debug)]
pub struct Plan {
    /// The checked configuration.
    pub settings: Settings,
    /// Whom we listen for.
    pub watch: Watch,
    /// How it is judged.
    pub judge: Judge,
    /// When each digest is due.
    pub schedules: BTreeMap<DigestId, Schedule>,
    sources: BTreeMap<SourceName, Arc<Source>>,
}

impl Plan {
    /// Compiles a checked configuration.
    ///
    /// # Errors
    /// One sentence per query or schedule that does not compile; a configuration that passed `check` has none.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let watch = Watch::compile(&settings.brands, &settings.influencers, &settings.campaigns).map_err(
            |errors| {
                let lines = errors
                    .iter()
                    .map(|(owner, error)| format!("the query of `{owner}`: {}", error.message));
                lines.collect::<Vec<_>>().join("; ")
            },
        )?;
        let judge = Judge::new(
            &settings.brands,
            &settings.influencers,
            &settings.campaigns,
            &settings.sentiment.values,
            &settings.sentiment.neutral,
        );
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
        Ok(Self {
            settings,
            watch,
            judge,
            schedules,
            sources,
        })
    }

    /// A source by name.
    pub fn source(&self, name: &SourceName) -> Option<&Arc<Source>> {
        self.sources.get(name)
    }

    /// All sources by name.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.sources.values()
    }
}
