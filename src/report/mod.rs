//! From roll-ups, goals and baselines to the numbers of one report: same inputs, same report, to the byte.

mod baseline;
mod build;
mod inputs;
mod select;
mod words;

pub use baseline::{FrozenBaseline, freeze};
pub use build::build;
pub use inputs::{Inputs, Rollups, needed_days, needed_subjects};
pub use select::needed_mentions;
pub use words::{subject_line, summary};
