//! What the daemon does with everything below.

pub mod cadence;
