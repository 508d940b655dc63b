//! What words say of somebody named near them in an article, learnt from labelled sentences by the recipe in `tests/learn`:
//! praise and blame apart, since a word can make either likelier, or both less likely where it only reports.

use std::sync::LazyLock;

use super::{Key, STEPS, Steps};

/// Weights of praise and of blame.
#[derive(Clone, Debug, Default)]
pub struct NamedWeights {
    steps: Steps<(i8, i8)>,
    head: Vec<(String, String)>,
}

const ENGLISH: &str = include_str!("en.named.txt");

static READ: LazyLock<NamedWeights> = LazyLock::new(|| NamedWeights::parse(ENGLISH));

impl NamedWeights {
    /// The built-in table of a language, `None` where there is none.
    pub fn for_language(code: &str) -> Option<&'static Self> {
        (code == "en").then(|| &*READ)
    }

    /// Reads a table: like [`super::Weights::parse`], but each line has the steps of praise, a space and those of blame before its
    /// tab.
    pub fn parse(table: &str) -> Self {
        Self {
            head: super::head(table),
            steps: super::steps(table, |told| {
                let (praise, blame) = told.split_once(' ')?;
                Some((praise.parse().ok()?, blame.parse().ok()?))
            }),
        }
    }

    /// What the head says under a name.
    pub fn told(&self, name: &str) -> Option<&str> {
        let found = self.head.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// How much a key adds to praise and to blame, on the −4 … 4 scale of words; `None` when it adds nothing.
    pub fn weight(&self, key: Key) -> Option<(f32, f32)> {
        let (praise, blame) = self.steps.get(&key.0)?;
        Some((f32::from(*praise) / STEPS, f32::from(*blame) / STEPS))
    }

    /// How many keys it holds.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_line_by_line() {
        let table = NamedWeights::parse("# recipe: 1\n-6 20\t>accused <blamed for_lying\n7\tx\na b\ty\n");
        let weight = |key: &str| table.weight(Key::spelt(key));
        assert_eq!(weight(">accused"), Some((-0.3, 1.0)));
        assert_eq!(weight("for_lying"), Some((-0.3, 1.0)));
        assert_eq!(
            (weight("accused"), weight("<accused"), weight("x")),
            (None, None, None)
        );
        assert_eq!((table.len(), table.told("recipe")), (3, Some("1")));
    }

    #[test]
    fn the_shipped_table_is_small_and_knows_where_it_comes_from() {
        let table = NamedWeights::for_language("en").unwrap();
        assert!(ENGLISH.len() <= 64 * 1024, "{} bytes", ENGLISH.len());
        let keys = ENGLISH.lines().filter(|line| !line.starts_with('#'));
        let written: usize = keys
            .map(|line| line.split('\t').nth(1).map_or(0, |keys| keys.split(' ').count()))
            .sum();
        assert_eq!(table.len(), written, "two keys share a hash");
        for name in ["recipe", "learnt from", "licence"] {
            assert!(table.told(name).is_some(), "{name}");
        }
        assert!(NamedWeights::for_language("xx").is_none());
    }
}
