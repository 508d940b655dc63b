//! The daemon and its outside against a world that misbehaves on demand. One binary, so that it links once.
#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod fetch;
mod layers;
mod mail;
mod readme;
mod store;
