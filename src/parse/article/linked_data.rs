//! JSON-LD: what a page says of its article to machines.

use scraper::{Html, Selector};
use serde_json::Value;

/// Most objects looked at.
const MAX_OBJECTS: usize = 2000;

/// The article as JSON-LD describes it.
#[derive(Clone, Debug, Default)]
pub(super) struct LinkedData {
    pub(super) headline: Option<String>,
    pub(super) author: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) body: Option<String>,
}

/// Reads every JSON-LD block of a page; the first article in them is taken, gaps are filled from later ones.
pub(super) fn read(html: &Html) -> LinkedData {
    let mut data = LinkedData::default();
    let Ok(selector) = Selector::parse("script") else {
        return data;
    };
    for script in html.select(&selector) {
        let is_ld = script.attr("type").is_some_and(|kind| {
            kind.trim()
                .to_ascii_lowercase()
                .starts_with("application/ld+json")
        });
        if !is_ld {
            continue;
        }
        let source: String = script.text().collect();
        if let Some(value) = lenient(&source) {
            let mut left = MAX_OBJECTS;
            let root = value.clone();
            visit(&value, &root, &mut data, &mut left);
        }
    }
    data
}

/// JSON as sites write it: in comments or CDATA, with raw line breaks inside strings.
fn lenient(source: &str) -> Option<Value> {
    let source = source
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[");
    let source = source
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("]]>")
        .trim();
    serde_json::from_str(source).ok().or_else(|| {
        let clean: String = source
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let clean = clean.trim().trim_end_matches(';');
        serde_json::Deserializer::from_str(clean).into_iter().next()?.ok()
    })
}

fn visit(value: &Value, root: &Value, data: &mut LinkedData, left: &mut usize) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    match value {
        Value::Array(list) => list.iter().for_each(|one| visit(one, root, data, left)),
        Value::Object(object) => {
            if is_article(object.get("@type")) {
                take(value, root, data);
            }
            for key in [
                "@graph",
                "mainEntity",
                "mainEntityOfPage",
                "hasPart",
                "itemReviewed",
            ] {
                if let Some(inner) = object.get(key) {
                    visit(inner, root, data, left);
                }
            }
        }
        _ => {}
    }
}

fn is_article(kind: Option<&Value>) -> bool {
    let named = |kind: &str| {
        let kind = kind.rsplit(['/', '#']).next().unwrap_or(kind);
        kind.ends_with("Article")
            || matches!(
                kind,
                "BlogPosting"
                    | "Report"
                    | "Review"
                    | "Recipe"
                    | "WebPage"
                    | "ItemPage"
                    | "LiveBlogPosting"
                    | "SocialMediaPosting"
                    | "DiscussionForumPosting"
                    | "VideoObject"
                    | "PodcastEpisode"
            )
    };
    match kind {
        Some(Value::String(kind)) => named(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(named),
        _ => false,
    }
}

fn take(object: &Value, root: &Value, data: &mut LinkedData) {
    let text = |key: &str| object.get(key).and_then(text_of).filter(|text| !text.is_empty());
    let fill = |slot: &mut Option<String>, value: Option<String>| {
        if slot.is_none() {
            *slot = value;
        }
    };
    fill(&mut data.headline, text("headline"));
    fill(
        &mut data.published,
        text("datePublished")
            .or_else(|| text("dateCreated"))
            .or_else(|| text("uploadDate")),
    );
    fill(&mut data.modified, text("dateModified"));
    fill(&mut data.language, text("inLanguage"));
    fill(&mut data.body, text("articleBody").or_else(|| text("reviewBody")));
    fill(
        &mut data.author,
        object.get("author").and_then(|author| names(author, root)),
    );
    fill(
        &mut data.publisher,
        object
            .get("publisher")
            .and_then(|publisher| names(publisher, root)),
    );
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Array(list) => list.iter().find_map(text_of),
        Value::Object(object) => object
            .get("@value")
            .or_else(|| object.get("name"))
            .and_then(text_of),
        _ => None,
    }
}

/// Names of persons or organisations, joined; a bare `@id` is looked up in the same block.
fn names(value: &Value, root: &Value) -> Option<String> {
    let list = value
        .as_array()
        .map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
    let mut found: Vec<String> = Vec::new();
    for one in list.iter().take(10) {
        let name = match one {
            Value::String(name) => Some(name.trim().to_owned()),
            Value::Object(object) => object.get("name").and_then(text_of).or_else(|| {
                let id = object.get("@id")?.as_str()?;
                let graph = root.get("@graph")?.as_array()?;
                graph
                    .iter()
                    .find(|node| node.get("@id").and_then(Value::as_str) == Some(id))?
                    .get("name")
                    .and_then(text_of)
            }),
            _ => None,
        };
        found.extend(name.filter(|name| !name.is_empty() && !name.contains("://")));
    }
    found.dedup();
    (!found.is_empty()).then(|| found.join(", "))
}
