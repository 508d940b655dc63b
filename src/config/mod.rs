//! TOML → checked [`Settings`]; every error at once, with line, key and help.

mod settings;

pub use settings::*;
