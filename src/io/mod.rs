//! Everything that touches the outside world.

pub mod clock;
pub mod customers;
pub mod disk;
pub mod fetch;
pub mod files;
pub mod http;
pub mod imap;
pub mod logs;
pub mod mail;
pub mod store;
pub mod systemd;
pub mod tail;
mod tls_words;
