//! The daemon and its outside against a world that misbehaves on demand. One binary, so that it links once.
#![cfg(test)]
#![expect(clippy::string_slice, reason = "tests slice text that they wrote")]

#[path = "../support/mod.rs"]
mod support;

mod alarms;
mod asking_again;
mod attribution;
mod backlinks;
mod compared;
mod correcting;
mod covering;
mod doctor;
mod endpoint;
mod errands;
mod example;
mod feelings;
mod fetch;
mod freezing;
mod goals;
mod hooks;
mod hostile;
mod inspect;
mod judging;
mod kinds;
mod layers;
mod links;
mod lists;
mod logs;
mod mail;
mod mailboxes;
mod mishaps;
mod moving;
mod outcomes;
mod post_counts;
mod presets;
mod program;
mod quality;
mod readme;
mod real_pages;
mod reappearing;
mod recordings;
mod refunds;
mod replay;
mod ripening;
mod robots;
mod rosters;
mod scheduling;
mod sitemaps;
mod store;
mod stories;
mod talk;
mod turning;
mod world;
