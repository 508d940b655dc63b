//! One file per part of the configuration: table → checked settings.

pub(super) mod again;
pub(super) mod alert;
mod api;
pub(super) mod brand;
mod bundle;
pub(super) mod campaign;
mod costs;
pub(super) mod delivery;
pub(super) mod goals;
pub(super) mod import;
pub(super) mod influencer;
mod mailbox;
mod opml;
mod pacing;
mod plan;
mod purchases;
pub(super) mod query;
pub(super) mod rates;
pub(super) mod reading;
mod site;
pub(super) mod smart;
pub(super) mod source;
pub(super) mod spam;
pub(super) mod tiers;
pub(super) mod top;
pub(super) mod topic;
