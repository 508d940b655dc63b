//! Customers as keyed hashes.

use std::fmt;

use ring::hmac;

use crate::model::CustomerHash;

/// The key of this installation.
#[derive(Clone)]
pub struct CustomerKey(hmac::Key);

impl fmt::Debug for CustomerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomerKey(•••)")
    }
}

impl CustomerKey {
    /// Length of a key in bytes.
    pub const BYTES: usize = 32;

    /// The key of these random bytes.
    pub fn new(bytes: &[u8; Self::BYTES]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The hash of an address or number: HMAC-SHA-256, its first 128 bits. Case and blanks around it do not matter.
    pub fn hash(&self, who: &str) -> CustomerHash {
        let tag = hmac::sign(&self.0, who.trim().to_lowercase().as_bytes());
        let first = tag.as_ref().first_chunk::<16>();
        CustomerHash(first.map_or(0, |bytes| u128::from_be_bytes(*bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_hash_and_another_key_gives_another() {
        let key = CustomerKey::new(&[7; 32]);
        assert_eq!(key.hash("Ann@Shop.example "), key.hash("ann@shop.example"));
        assert_ne!(key.hash("ann@shop.example"), key.hash("bob@shop.example"));
        assert_ne!(
            key.hash("ann@shop.example"),
            CustomerKey::new(&[8; 32]).hash("ann@shop.example")
        );
        assert!(!format!("{key:?}").contains('7'));
    }
}
