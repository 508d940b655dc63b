//! What the daemon does with everything below.

pub mod asked;
pub mod board;
pub mod cadence;
pub mod daemon;
pub mod deliver;
pub mod digests;
mod discover;
mod follow;
pub mod lifecycle;
pub mod listed;
pub mod listing;
pub mod moved;
mod notices;
pub mod operator;
pub mod plan;
pub mod poll;
pub mod preview;
mod pulse;
pub mod push;
mod read;
pub mod reckoning;
pub mod reports;
mod ripen;
mod site;
pub mod status;
mod turn;
mod wall;
