//! What the tests share.

pub(crate) mod imap;
pub(crate) mod smtp;
pub(crate) mod web;
pub(crate) mod world;
