//! One item of a reply → one document.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::expression::{Expression, Lookup, Path, Piece, Term};
use crate::model::{Author, Document, Engagement, Link, Platform};
use crate::parse::Context;
use crate::text::{date, html};

/// A reply with what items look up in it.
#[derive(Debug)]
pub(super) struct Reply<'v> {
    root: &'v Value,
    /// Records by key, by the table's name.
    tables: HashMap<&'v str, HashMap<String, &'v Value>>,
}

impl<'v> Reply<'v> {
    /// The reply with one table per lookup of the fields.
    pub(super) fn new(root: &'v Value, fields: &'v Fields) -> Self {
        let mut tables: HashMap<&str, HashMap<String, &Value>> = HashMap::new();
        let terms = fields
            .values()
            .flat_map(|field| field.alternatives.iter().flatten());
        for lookup in terms.filter_map(|term| match term {
            Term::Lookup(lookup) => Some(lookup),
            _ => None,
        }) {
            tables.entry(&lookup.table).or_insert_with(|| {
                let records = lookup.records.all(root).into_iter();
                records
                    .filter_map(|record| Some((scalar(record.get(&lookup.member)?)?, record)))
                    .collect()
            });
        }
        Self { root, tables }
    }

    fn record(&self, lookup: &Lookup, key: &str) -> Option<&'v Value> {
        self.tables.get(lookup.table.as_str())?.get(key).copied()
    }
}

/// Fields by name.
pub(super) type Fields = BTreeMap<&'static str, Expression>;

/// Most values of a list field that are kept.
const MAX_LIST: usize = 200;
/// How deep a template may refer to fields that are templates.
const MAX_REFERENCE: u8 = 4;

/// Reads one item. What was noticed and survived goes to `noticed`; an error costs the item.
pub(super) fn read(
    fields: &Fields,
    item: &Value,
    reply: &Reply<'_>,
    ctx: &Context<'_>,
    noticed: &mut Vec<String>,
) -> Result<Document, String> {
    if !item.is_object() {
        return Err(format!("it is {}, not an object", kind(item)));
    }
    let reader = Reader { fields, item, reply };
    let mut document = Document {
        source: ctx.source.clone(),
        id: reader.text("id"),
        url: reader.text("url").and_then(|url| absolute(&url, ctx.base_url)),
        title: reader
            .text("title")
            .map(|title| html::decode_entities(&title))
            .unwrap_or_default(),
        author: reader.author(ctx.base_url),
        engagement: reader.engagement(noticed),
        published: reader.time("published", noticed),
        updated: reader.time("updated", noticed),
        seen: ctx.seen,
        language: reader
            .text("language")
            .or_else(|| ctx.language.map(str::to_owned))
            .and_then(|tag| primary(&tag)),
        categories: reader
            .list("tags")
            .into_iter()
            .map(|tag| tag.trim_start_matches('#').to_owned())
            .collect(),
        platform: reader
            .text("platform")
            .and_then(|name| name.parse().ok())
            .unwrap_or(ctx.platform),
        paid_flag: reader.flag("paid"),
        ..Document::default()
    };
    document.again = if fields.contains_key("again") {
        reader.text("again")
    } else {
        document.id.clone()
    };
    document.gone = fields.contains_key("gone") && reader.text("gone").is_some();
    body(&reader, &mut document, ctx);
    if document.platform == Platform::Mastodon {
        qualify(&mut document.author, document.url.as_deref());
    }
    if document.id.is_none()
        && document.url.is_none()
        && document.text.is_empty()
        && document.title.is_empty()
    {
        return Err("it has none of id, url, title and text".to_owned());
    }
    Ok(document)
}

/// Text, markup and links. An explicit text wins over the markup's, the links of both are kept.
fn body(reader: &Reader<'_>, document: &mut Document, ctx: &Context<'_>) {
    let base = document.url.as_deref().and_then(|url| Url::parse(url).ok());
    let base = base.as_ref().or(ctx.base_url);
    document.html = reader.text("html");
    if let Some(markup) = &document.html {
        (document.text, document.links) = html::text_and_links(markup, base);
    }
    let escaped = || Some(html::decode_entities(&reader.text("escaped")?));
    if let Some(text) = reader.text("text").or_else(escaped) {
        document.text = text;
    }
    let named = reader.list("links");
    let bare = bare_links(&document.text);
    for address in named.iter().map(String::as_str).chain(bare) {
        let Some(url) = absolute(address, None) else {
            continue;
        };
        if document.links.len() < MAX_LIST && !document.links.iter().any(|link| link.url == url) {
            document.links.push(Link {
                url,
                rel: Vec::new(),
                text: String::new(),
                in_main: true,
                resolved: None,
            });
        }
    }
}

/// Addresses that stand in running text or Markdown.
fn bare_links(text: &str) -> impl Iterator<Item = &str> {
    ["https://", "http://"].into_iter().flat_map(move |scheme| {
        text.match_indices(scheme).filter_map(move |(at, _)| {
            let rest = text.get(at..)?;
            let end = rest
                .find(|c: char| {
                    c.is_whitespace() || c.is_control() || "<>\"`{}|\\^'“”’«»、。）】".contains(c)
                })
                .unwrap_or(rest.len());
            let mut address = rest
                .get(..end)?
                .trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '~']);
            while let Some((shorter, tail)) = address.split_at_checked(address.len().saturating_sub(1))
                && matches!(
                    (tail, shorter.contains('('), shorter.contains('[')),
                    (")", false, _) | ("]", _, false)
                )
            {
                address = shorter;
            }
            // `[text](https://…) more`: the closing bracket ends a Markdown target.
            let address = if address.contains('(') {
                address
            } else {
                address.split(')').next().unwrap_or(address)
            };
            (address.len() > scheme.len()).then_some(address)
        })
    })
}

/// Mastodon names local accounts without their server; ours always carry it.
fn qualify(author: &mut Author, url: Option<&str>) {
    let Some(handle) = &mut author.handle else { return };
    if handle.contains('@') {
        return;
    }
    let host = [author.url.as_deref(), url]
        .into_iter()
        .flatten()
        .find_map(|url| Some(Url::parse(url).ok()?.host_str()?.to_owned()));
    if let Some(host) = host {
        handle.push('@');
        handle.push_str(&host);
    }
}

struct Reader<'a> {
    fields: &'a Fields,
    item: &'a Value,
    reply: &'a Reply<'a>,
}

impl Reader<'_> {
    /// Every value at a path of the item or, where it begins with `$$`, of the reply.
    fn at(&self, path: &Path) -> Vec<&Value> {
        path.all(if path.of_reply { self.reply.root } else { self.item })
    }

    /// Every value that a path or a lookup leads to.
    fn values(&self, term: &Term) -> Vec<&Value> {
        match term {
            Term::Path(path) => self.at(path),
            Term::Lookup(lookup) => self
                .at(&lookup.key)
                .into_iter()
                .filter_map(|key| self.reply.record(lookup, &scalar(key)?))
                .flat_map(|record| lookup.place.all(record))
                .collect(),
            Term::Template(_) => Vec::new(),
        }
    }

    fn author(&self, base: Option<&Url>) -> Author {
        let handle = self
            .text("author_handle")
            .map(|handle| handle.trim_start_matches('@').to_owned());
        Author {
            name: self.text("author").or_else(|| handle.clone()),
            handle,
            url: self.text("author_url").and_then(|url| absolute(&url, base)),
            followers: self.count("followers", &mut Vec::new()),
            listed: self.count("listed", &mut Vec::new()),
            bot: self.flag("bot"),
        }
    }

    fn engagement(&self, noticed: &mut Vec<String>) -> Engagement {
        Engagement {
            likes: self.count("likes", noticed),
            comments: self.count("comments", noticed),
            shares: self.count("shares", noticed),
            views: self.count("views", noticed),
        }
    }

    fn text(&self, field: &str) -> Option<String> {
        self.text_within(field, MAX_REFERENCE)
    }

    fn text_within(&self, field: &str, depth: u8) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        self.fields.get(field)?.alternatives.iter().find_map(|terms| {
            let joined: Vec<String> = terms
                .iter()
                .filter_map(|term| self.term_text(term, depth))
                .collect();
            let text = joined.join(" ");
            (!text.is_empty()).then_some(text)
        })
    }

    fn term_text(&self, term: &Term, depth: u8) -> Option<String> {
        match term {
            Term::Path(_) | Term::Lookup(_) => self.values(term).into_iter().find_map(scalar),
            Term::Template(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => Some(text.clone()),
                    Piece::Field(name) => self.text_within(name, depth),
                    Piece::Path(path) => self.at(path).into_iter().find_map(scalar),
                    Piece::Last(path) => {
                        let text = self.at(path).into_iter().find_map(scalar)?;
                        text.rsplit('/').find(|part| !part.is_empty()).map(str::to_owned)
                    }
                })
                .collect::<Option<String>>(),
        }
    }

    fn list(&self, field: &str) -> Vec<String> {
        let Some(expression) = self.fields.get(field) else {
            return Vec::new();
        };
        let mut values: Vec<String> = Vec::new();
        for terms in &expression.alternatives {
            for term in terms {
                match term {
                    Term::Path(_) | Term::Lookup(_) => values.extend(
                        self.values(term)
                            .into_iter()
                            .flat_map(|value| {
                                value
                                    .as_array()
                                    .map_or_else(|| std::slice::from_ref(value), Vec::as_slice)
                            })
                            .filter_map(scalar),
                    ),
                    Term::Template(_) => values.extend(self.term_text(term, MAX_REFERENCE)),
                }
            }
            if !values.is_empty() {
                break;
            }
        }
        values.truncate(MAX_LIST);
        values
    }

    /// A count; terms are added up, terms that are not there add nothing unless none is.
    fn count(&self, field: &str, noticed: &mut Vec<String>) -> Option<u64> {
        self.fields.get(field)?.alternatives.iter().find_map(|terms| {
            let mut sum = None;
            for value in terms.iter().filter_map(|term| self.term_value(term)) {
                match number(&value) {
                    Some(number) => sum = Some(sum.unwrap_or(0_u64).saturating_add(number)),
                    None => noticed.push(format!("`{field}` is {}, not a number", kind(&value))),
                }
            }
            sum
        })
    }

    fn term_value(&self, term: &Term) -> Option<Value> {
        match term {
            Term::Path(_) | Term::Lookup(_) => self
                .values(term)
                .into_iter()
                .find(|value| !value.is_null())
                .cloned(),
            Term::Template(_) => self.term_text(term, MAX_REFERENCE).map(Value::String),
        }
    }

    fn time(&self, field: &str, noticed: &mut Vec<String>) -> Option<Timestamp> {
        let value = self
            .fields
            .get(field)?
            .alternatives
            .iter()
            .flatten()
            .find_map(|term| self.term_value(term).filter(|value| scalar(value).is_some()))?;
        let time = timestamp(&value);
        if time.is_none() {
            noticed.push(format!(
                "`{field}` is `{}`, not a time",
                scalar(&value).unwrap_or_default()
            ));
        }
        time
    }

    fn flag(&self, field: &str) -> bool {
        let Some(expression) = self.fields.get(field) else {
            return false;
        };
        expression
            .alternatives
            .iter()
            .flatten()
            .find_map(|term| self.term_value(term))
            .is_some_and(|value| match value {
                Value::Bool(flag) => flag,
                Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
                Value::String(text) => !matches!(text.trim(), "" | "0" | "false" | "no"),
                Value::Array(list) => !list.is_empty(),
                Value::Object(_) => true,
                Value::Null => false,
            })
    }
}

/// Text of a string or number; nothing for empty strings and anything else.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A count: a whole number ≥ 0, also as a string or with decimals; scores below 0 count as 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range before"
)]
fn number(value: &Value) -> Option<u64> {
    let real = match value {
        Value::Number(number) => match number.as_u64() {
            Some(whole) => return Some(whole),
            None => number.as_f64()?,
        },
        Value::String(text) => {
            let digits: String = text
                .chars()
                .filter(|c| !matches!(c, ',' | '_' | ' ' | '\u{a0}' | '\u{202f}'))
                .collect();
            digits.parse::<f64>().ok()?
        }
        _ => return None,
    };
    real.is_finite().then(|| real.clamp(0.0, 9.0e15) as u64)
}

/// A time: Unix seconds, milliseconds or microseconds told apart by size, else any written form.
fn timestamp(value: &Value) -> Option<Timestamp> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse::<f64>().ok().filter(|number| *number > 1.0e8),
        _ => None,
    };
    match (number, value) {
        (Some(number), _) => unix(number),
        (None, Value::String(text)) => text.trim().parse().ok().or_else(|| date::parse(text.trim())),
        _ => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "bounded before: below 10^15 microseconds"
)]
fn unix(number: f64) -> Option<Timestamp> {
    let seconds = if number.abs() < 1.0e11 {
        number
    } else if number.abs() < 1.0e14 {
        number / 1.0e3
    } else {
        number / 1.0e6
    };
    (number.is_finite() && seconds.abs() < 1.0e11)
        .then(|| Timestamp::from_microsecond((seconds * 1.0e6).round() as i64).ok())
        .flatten()
}

fn absolute(address: &str, base: Option<&Url>) -> Option<String> {
    let url = Url::parse(address)
        .or_else(|error| base.map_or(Err(error), |base| base.join(address)))
        .ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// Primary tag of a language code, lower case: `en` of `en-GB` and `en_US`.
fn primary(tag: &str) -> Option<String> {
    let tag = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    ((2..=3).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_lowercase())).then_some(tag)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
