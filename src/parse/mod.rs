//! Bytes → documents. Parsing never fails as a whole: what could be read comes with what was noticed.

pub mod article;
pub mod dom;
pub mod feed;
pub mod json;
pub mod page;
