//! TOML → checked [`Settings`]; every error at once, with line, key and help.

mod cron_fields;
pub mod schedule;
mod settings;

pub use settings::*;
