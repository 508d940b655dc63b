//! Plain data that every layer shares: no I/O, no clock, no behaviour beyond each type's own invariants.

mod again;
mod brand;
mod campaign;
mod delivery;
mod document;
mod figure;
mod ids;
mod influencer;
mod mention;
mod money;
mod platform;
mod report;
mod ripening;
mod rollup;
mod secret;
mod source;
mod source_state;
mod window;

pub use again::*;
pub use brand::*;
pub use campaign::*;
pub use delivery::*;
pub use document::*;
pub use figure::*;
pub use ids::*;
pub use influencer::*;
pub use mention::*;
pub use money::*;
pub use platform::*;
pub use report::*;
pub use ripening::*;
pub use rollup::*;
pub use secret::*;
pub use source::*;
pub use source_state::*;
pub use window::*;
