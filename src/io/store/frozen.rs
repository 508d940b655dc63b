//! Reports as they were told once: kept whole, so that what comes in later moves nothing in them.

use serde_json::Value;

use super::{Ack, Result, Store, keys};

impl Store {
    /// What is frozen under a name.
    pub fn frozen(&self, name: &str) -> Result<Option<Value>> {
        self.value(b'F', name)
    }

    /// Freezes values under their names and lets go of others, in one commit. What is frozen already stays as it is.
    pub fn freeze(&self, values: Vec<(String, Value)>, let_go: Vec<String>) -> Ack<()> {
        self.write(move |tx| {
            for (name, value) in values {
                let key = keys::named(b'F', &name);
                if tx.get(&key)?.is_none() {
                    tx.put(&key, &value)?;
                }
            }
            for name in let_go {
                tx.unset(keys::named(b'F', &name));
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_frozen_stays_until_it_is_let_go() {
        let store = Store::in_memory(TimeZone::UTC).unwrap();
        let freeze = |value: Value, gone: Vec<String>| {
            let values = vec![("week 47".to_owned(), value)];
            store.freeze(values, gone).wait().unwrap();
        };
        assert_eq!(store.frozen("week 47").unwrap(), None);
        freeze(json!({ "reach": 0.1 }), Vec::new());
        freeze(json!({ "reach": 7.0 }), Vec::new());
        assert_eq!(store.frozen("week 47").unwrap(), Some(json!({ "reach": 0.1 })));
        assert_eq!(store.frozen("week 4").unwrap(), None);
        freeze(json!({ "reach": 9.0 }), vec!["week 47".to_owned()]);
        assert_eq!(store.frozen("week 47").unwrap(), None);
        assert_eq!(store.verify(&mut |_| {}).unwrap().faults, 0);
    }
}
