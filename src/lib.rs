#![doc = include_str!("ARCHITECTURE.md")]

pub mod app;
pub mod classify;
pub mod cli;
pub mod config;
pub mod digest;
pub mod io;
pub mod metrics;
pub mod model;
pub mod parse;
pub mod presets;
pub mod report;
pub mod text;
pub mod watch;
