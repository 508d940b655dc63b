//! Items of a reply → texts by field, for what is no document.

use serde_json::Value;

use super::expression::{self, Expression, Path, Piece, Term};

/// Most values of a field that are kept.
const MAX_VALUES: usize = 200;

/// Where records are and what is taken of each, compiled.
#[derive(Debug)]
pub(crate) struct RecordMapping {
    items: Vec<Vec<Path>>,
    fields: Vec<(&'static str, Expression)>,
}

impl RecordMapping {
    /// Compiles a mapping of these fields.
    ///
    /// # Errors
    /// What is wrong, a sentence for each field.
    pub(crate) fn compile<'f>(
        items: &str,
        fields: impl IntoIterator<Item = (&'static str, &'f str)>,
    ) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        let items = expression::paths(items).unwrap_or_else(|error| {
            errors.push(format!("`items`: {error}"));
            Vec::new()
        });
        let mut compiled = Vec::new();
        for (name, source) in fields {
            match Expression::compile(source) {
                Ok(expression) => compiled.push((name, expression)),
                Err(error) => errors.push(format!("`{name}`: {error}")),
            }
        }
        if errors.is_empty() {
            Ok(Self {
                items,
                fields: compiled,
            })
        } else {
            Err(errors)
        }
    }

    /// Every record of a reply, of the first alternative that has any; `None` if the reply holds no list of them at all.
    pub(crate) fn records<'v>(&self, reply: &'v Value) -> Option<Vec<&'v Value>> {
        let found = self
            .items
            .iter()
            .map(|paths| paths.iter().flat_map(|path| path.all(reply)).collect::<Vec<_>>())
            .find(|found| !found.is_empty());
        let is_told = || {
            let told = |path: &Path| path.says_none(reply);
            self.items.iter().flatten().any(told) || reply.as_object().is_some_and(serde_json::Map::is_empty)
        };
        found.or_else(|| is_told().then(Vec::new))
    }

    /// What a record tells, field by field: every value of the first alternative that has one.
    pub(crate) fn read(&self, record: &Value, reply: &Value, tell: &mut dyn FnMut(&'static str, &str)) {
        let at = |path: &Path| path.all(if path.of_reply { reply } else { record });
        for (name, expression) in &self.fields {
            for terms in &expression.alternatives {
                let values: Vec<String> = terms.iter().flat_map(|term| values(term, &at)).collect();
                if !values.is_empty() {
                    values.iter().take(MAX_VALUES).for_each(|value| tell(name, value));
                    break;
                }
            }
        }
    }
}

fn values<'v>(term: &Term, at: &impl Fn(&Path) -> Vec<&'v Value>) -> Vec<String> {
    match term {
        Term::Path(path) => at(path).into_iter().flat_map(scalars).collect(),
        Term::Template(pieces) => template(pieces, at).into_iter().collect(),
        // Records of outcomes hold what they are about.
        Term::Lookup(_) => Vec::new(),
    }
}

fn template<'v>(pieces: &[Piece], at: &impl Fn(&Path) -> Vec<&'v Value>) -> Option<String> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => Some(text.clone()),
            Piece::Path(path) => at(path).into_iter().find_map(scalar),
            Piece::Last(path) => {
                let text = at(path).into_iter().find_map(scalar)?;
                text.rsplit('/').find(|part| !part.is_empty()).map(str::to_owned)
            }
            Piece::Field(_) => None,
        })
        .collect()
}

fn scalars(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(scalar).collect(),
        value => scalar(value).into_iter().collect(),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(answer) => Some(answer.to_string()),
        _ => None,
    }
}
