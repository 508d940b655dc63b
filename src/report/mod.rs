//! From roll-ups, goals and baselines to the numbers of one report: same inputs, same report, to the byte.

mod alarm;
mod baseline;
mod brought;
mod build;
mod campaign;
mod channels;
mod control;
mod coverage;
mod effect_words;
mod effects;
mod excerpt;
mod explained;
mod goals;
mod hearing;
mod influencer_page;
mod influencer_return;
mod influencers;
mod inputs;
mod lasting;
mod leaks;
mod ledger;
mod links;
mod methods;
mod returns;
mod roster;
mod said;
#[cfg(test)]
pub(crate) mod scene;
mod season;
mod select;
mod shifts;
mod stories;
mod talk;
#[cfg(test)]
mod tests;
mod themes;
mod tiles;
mod told;
mod unusual;
mod unusual_words;
mod voices;
mod warnings;
mod words;

pub use alarm::{About, LISTED, lost_links, posts, quiet, spike};
pub use baseline::{FrozenBaseline, freeze};
pub use build::build;
pub use control::year_ago_windows;
pub use effect_words::checks_words;
pub use influencer_page::influencer_page;
pub use inputs::{Inputs, Looked, Rollups, needed_days, needed_subjects};
pub use leaks::leak_words;
pub use links::link_standing;
pub use roster::Dossier;
#[cfg(test)]
pub(crate) use roster::tests::roster_scene;
pub use select::needed_mentions;
pub use stories::needed_stories;
pub use themes::{days_before, needed_texts};
pub use told::{Told, told};
pub use unusual::{silence, unusual_days, watched_window};
pub use unusual_words::unusual_words;
pub use words::{period, subject_line, summary};
