//! One file per part of the configuration: table → checked settings.

pub(super) mod again;
pub(super) mod alert;
mod api;
mod audience;
pub(super) mod brand;
pub(super) mod campaign;
mod costs;
pub(super) mod delivery;
pub(super) mod emv;
pub(super) mod goals;
pub(super) mod import;
pub(super) mod influencer;
mod mailbox;
mod opml;
mod pacing;
mod purchases;
pub(super) mod query;
pub(super) mod rates;
pub(super) mod reading;
pub(super) mod score;
mod site;
pub(super) mod source;
pub(super) mod spam;
mod terms;
pub(super) mod tiers;
pub(super) mod top;
pub(super) mod topic;
