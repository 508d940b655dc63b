//! Report → mail: what a person reads, and how its delivery goes.

pub mod delivery;
