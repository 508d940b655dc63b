//! What programs push to a hook: documents as JSON, one or many, as JSON lines, or as a feed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Context, feed, json::Mapping};
use crate::model::{Document, Issue, Platform};
use crate::text::nearest::nearest;

/// Most documents of one push: more are more than can be judged while somebody waits.
pub const MAX_DOCUMENTS: usize = 5_000;
/// Most lines whose faults are told one by one.
const MAX_TOLD: usize = 50;
/// Most unknown fields that are named.
const MAX_NAMED: usize = 20;

/// Fields of a pushed document: name, where its value is looked for, meaning.
const FIELDS: &[(&str, &str, &str)] = &[
    (
        "id",
        "$.id",
        "id, unique within the hook: the same one again is the same document",
    ),
    ("url", "$.url", "address where a person can read it"),
    ("title", "$.title", "title, plain text"),
    ("text", "$.text", "body, plain text"),
    (
        "html",
        "$.html",
        "body as HTML; gives text and links, unless `text` is there too",
    ),
    (
        "author",
        "$.author.name | $.author",
        "name shown, or an object with `name`, `handle`, `url`, `followers` and `bot`",
    ),
    (
        "author_handle",
        "$.author.handle | $.author_handle",
        "account name, unless `author` is an object",
    ),
    (
        "author_url",
        "$.author.url | $.author_url",
        "profile address, likewise",
    ),
    (
        "followers",
        "$.author.followers | $.followers",
        "followers of the author",
    ),
    (
        "listed",
        "$.author.listed | $.listed",
        "lists the author is on, or subscribers to its feed",
    ),
    ("bot", "$.author.bot | $.bot", "whether the account is automated"),
    (
        "published",
        "$.published",
        "when it was published: RFC 3339, RFC 2822, Unix seconds or milliseconds",
    ),
    ("updated", "$.updated", "when it was last changed, same forms"),
    ("language", "$.language", "language code"),
    (
        "links",
        "$.links | $.links[*].url",
        "addresses it points to, or objects with `url`; those in `text` and `html` are found",
    ),
    ("tags", "$.tags", "tags or categories"),
    ("likes", "$.likes", "likes, favourites, up-votes, score"),
    ("comments", "$.comments", "comments, replies"),
    ("shares", "$.shares", "shares, boosts, reposts, quotes"),
    ("views", "$.views", "views, plays"),
    (
        "platform",
        "$.platform",
        "where it was said, if not on the `platform` of the hook",
    ),
    ("paid", "$.paid", "whether it is flagged as paid partnership"),
];

/// Why nothing of a push was taken, in a sentence for whoever pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It cannot be read.
    Unreadable(String),
    /// It holds more than [`MAX_DOCUMENTS`].
    TooMany(String),
}

/// Fields of a pushed document with their meaning.
pub fn fields() -> impl Iterator<Item = (&'static str, &'static str)> {
    FIELDS.iter().map(|(name, _, meaning)| (*name, *meaning))
}

/// Reads what was pushed. A row that is no document costs itself only.
///
/// # Errors
/// When it is neither JSON nor a feed, or too much.
pub fn parse(bytes: &[u8], ctx: &Context<'_>) -> Result<(Vec<Document>, Vec<Issue>), NotTaken> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (documents, issues) = match bytes.trim_ascii_start().first() {
        Some(b'{' | b'[') => json(bytes, ctx)?,
        Some(_) => feed(bytes, ctx)?,
        None => return Err(NotTaken::Unreadable("the body is empty".to_owned())),
    };
    enough(documents.len())?;
    Ok((documents, issues))
}

fn enough(count: usize) -> Result<(), NotTaken> {
    if count > MAX_DOCUMENTS {
        return Err(NotTaken::TooMany(format!(
            "{count} documents in one push; send at most {MAX_DOCUMENTS} at a time"
        )));
    }
    Ok(())
}

fn feed(bytes: &[u8], ctx: &Context<'_>) -> Result<(Vec<Document>, Vec<Issue>), NotTaken> {
    match feed::parse(bytes, ctx) {
        Ok(feed) => Ok((feed.documents, feed.issues)),
        Err(why) => Err(NotTaken::Unreadable(format!(
            "neither JSON nor a feed: {why}; send a JSON object or array, one JSON object per line, or RSS, Atom or JSON Feed"
        ))),
    }
}

fn json(bytes: &[u8], ctx: &Context<'_>) -> Result<(Vec<Document>, Vec<Issue>), NotTaken> {
    let mut issues = Vec::new();
    let rows = match serde_json::from_slice(bytes) {
        Ok(value) if is_json_feed(&value) => return feed(bytes, ctx),
        Ok(Value::Array(rows)) => rows,
        Ok(Value::Object(mut one)) => match one.remove("documents") {
            Some(Value::Array(rows)) => rows,
            documents => {
                one.extend(documents.map(|documents| ("documents".to_owned(), documents)));
                vec![Value::Object(one)]
            }
        },
        Ok(_) => Vec::new(),
        Err(why) => lines(bytes, &mut issues)
            .ok_or_else(|| NotTaken::Unreadable(format!("the JSON cannot be read: {why}")))?,
    };
    enough(rows.len())?;
    if rows.is_empty() {
        return Ok((Vec::new(), issues));
    }
    unknown_fields(&rows, &mut issues);
    let fields: BTreeMap<String, String> = FIELDS
        .iter()
        .map(|(name, path, _)| ((*name).to_owned(), (*path).to_owned()))
        .collect();
    let mapping = Mapping::compile("$[*]", &fields).map_err(|why| NotTaken::Unreadable(why.join("; ")))?;
    let (documents, more) = mapping.documents(&Value::Array(rows), ctx);
    issues.extend(more);
    Ok((documents, issues))
}

fn is_json_feed(value: &Value) -> bool {
    let version = value.get("version").and_then(Value::as_str);
    version.is_some_and(|version| version.contains("jsonfeed.org"))
}

/// One value per line; `None` if the first line is none, so that this is something else.
fn lines(bytes: &[u8], issues: &mut Vec<Issue>) -> Option<Vec<Value>> {
    let (mut rows, mut bad) = (Vec::new(), 0_usize);
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let mut lines = lines.filter(|(_, line)| !line.trim_ascii().is_empty()).peekable();
    let (_, first) = lines.peek()?;
    serde_json::from_slice::<Value>(first).ok()?;
    for (at, line) in lines {
        match serde_json::from_slice(line) {
            Ok(row) => rows.push(row),
            Err(why) => {
                bad += 1;
                if bad <= MAX_TOLD {
                    // The place within the line is told; that it is line 1 would mislead.
                    let why = why.to_string().replace(" at line 1 column", " at column");
                    issues.push(Issue(format!("line {}: {why}", at + 1)));
                }
            }
        }
    }
    if bad > MAX_TOLD {
        issues.push(Issue(format!("{} further lines are no JSON", bad - MAX_TOLD)));
    }
    Some(rows)
}

/// Names fields that say nothing to us, and platforms that are none.
fn unknown_fields(rows: &[Value], issues: &mut Vec<Issue>) {
    let (mut unknown, mut platforms): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = Default::default();
    for row in rows.iter().filter_map(Value::as_object) {
        for name in row.keys() {
            if FIELDS.iter().all(|(known, _, _)| known != name)
                && (unknown.len() < MAX_NAMED || unknown.contains_key(name.as_str()))
            {
                *unknown.entry(name).or_default() += 1;
            }
        }
        let platform = row.get("platform").and_then(Value::as_str).unwrap_or_default();
        if !platform.is_empty() && platform.parse::<Platform>().is_err() && platforms.len() < MAX_NAMED {
            *platforms.entry(platform).or_default() += 1;
        }
    }
    let told = |what: &str, name: &str, count: usize, known: &[&str]| {
        let meant = nearest(name, known.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
        let short: String = name.escape_debug().take(60).collect();
        let meant = meant.unwrap_or_default();
        Issue(format!(
            "the {what} `{short}` of {count} documents is not known and was left out{meant}"
        ))
    };
    let fields: Vec<&str> = FIELDS.iter().map(|(name, _, _)| *name).collect();
    let known: Vec<&str> = Platform::ALL.iter().map(|platform| platform.as_str()).collect();
    issues.extend(
        unknown
            .iter()
            .map(|(name, count)| told("field", name, *count, &fields)),
    );
    issues.extend(
        platforms
            .iter()
            .map(|(name, count)| told("platform", name, *count, &known)),
    );
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::model::SourceName;

    fn pushed(body: &[u8]) -> Result<(Vec<Document>, Vec<Issue>), NotTaken> {
        let source = SourceName::new("hook");
        let context = Context {
            source: &source,
            base_url: None,
            content_type: None,
            seen: Timestamp::UNIX_EPOCH,
            platform: Platform::Web,
            language: None,
        };
        parse(body, &context)
    }

    fn titles(body: &str) -> Vec<String> {
        let (documents, _) = pushed(body.as_bytes()).unwrap();
        documents.into_iter().map(|document| document.title).collect()
    }

    #[test]
    fn every_form_is_read() {
        for (body, want) in [
            (r#"{"id":1,"title":"a"}"#, &["a"][..]),
            (" [{\"title\":\"a\"},{\"title\":\"b\"}]", &["a", "b"]),
            (r#"{"documents":[{"title":"a"}]}"#, &["a"]),
            ("{\"title\":\"a\"}\n\n{\"title\":\"b\"}\r\n", &["a", "b"]),
            ("{\"title\":\"a\"}\nnonsense\n{\"title\":\"b\"}", &["a", "b"]),
            ("\u{feff}[{\"title\":\"a\"},7,{\"title\":\"b\"}]", &["a", "b"]),
            ("[]", &[]),
            (
                r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"a"}]}"#,
                &["a"],
            ),
            (
                "<rss version='2.0'><channel><item><title>a</title></item></channel></rss>",
                &["a"],
            ),
            (
                "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>a</title></entry></feed>",
                &["a"],
            ),
        ] {
            assert_eq!(titles(body), want, "{body}");
        }
    }

    #[test]
    fn every_field_is_kept() {
        let body = r#"{"id":"n-1","url":"https://a.example/1","title":"T","html":"<p>See <a href='https://b.example/'>b</a></p>",
            "author":{"name":"Ann","handle":"@ann","url":"https://a.example/ann","followers":12,"bot":true},
            "published":"2026-03-01T10:00:00Z","updated":1772362800,"language":"sv-SE","links":[{"url":"https://c.example/"}],
            "tags":["x"],"likes":1,"comments":2,"shares":3,"views":"4","platform":"forum","paid":true}"#;
        let (documents, issues) = pushed(body.as_bytes()).unwrap();
        assert_eq!(issues, []);
        let document = &documents[0];
        assert_eq!(document.id.as_deref(), Some("n-1"));
        assert_eq!((document.text.as_str(), document.links.len()), ("See b", 2));
        let author = &document.author;
        assert_eq!(
            (author.name.as_deref(), author.handle.as_deref()),
            (Some("Ann"), Some("ann"))
        );
        assert_eq!((author.followers, author.bot), (Some(12), true));
        assert_eq!(document.engagement.views, Some(4));
        assert_eq!((document.platform, document.paid_flag), (Platform::Forum, true));
        assert_eq!(document.language.as_deref(), Some("sv"));
        assert!(document.published.is_some() && document.updated.is_some());
        let plain = r#"{"title":"T","author":"Ann","author_handle":"ann","followers":7}"#;
        let author = pushed(plain.as_bytes()).unwrap().0.remove(0).author;
        assert_eq!((author.name.as_deref(), author.followers), (Some("Ann"), Some(7)));
    }

    #[test]
    fn faults_are_told_and_cost_themselves_only() {
        let body = r#"[{"title":"a","autor":"x","likes":"many"},{"id":""},{"title":"b","autor":"y","platform":"forun"}]"#;
        let (documents, issues) = pushed(body.as_bytes()).unwrap();
        let told: Vec<&str> = issues.iter().map(|issue| issue.0.as_str()).collect();
        assert_eq!(documents.len(), 2);
        assert_eq!(
            told,
            [
                "the field `autor` of 2 documents is not known and was left out; did you mean `author`?",
                "the platform `forun` of 1 documents is not known and was left out; did you mean `forum`?",
                "item 1: `likes` is a text, not a number",
                "item 2: it has none of id, url, title and text",
            ]
        );
        let (_, issues) = pushed(b"{\"title\":\"a\"}\n{\"title\":").unwrap();
        assert!(issues[0].0.starts_with("line 2: EOF"), "{issues:?}");
    }

    #[test]
    fn what_cannot_be_read_is_refused_whole() {
        for (body, words) in [
            (&b""[..], "empty"),
            (b"[{\"title\":\"a\"},{", "cannot be read: EOF"),
            (b"title=a", "neither JSON nor a feed"),
            (b"<html><body>x</body></html>", "neither JSON nor a feed"),
        ] {
            match pushed(body) {
                Err(NotTaken::Unreadable(why)) => assert!(why.contains(words), "{why}"),
                other => panic!("{other:?}"),
            }
        }
        let many = format!("[{}]", vec![r#"{"title":"a"}"#; MAX_DOCUMENTS + 1].join(","));
        assert!(matches!(pushed(many.as_bytes()), Err(NotTaken::TooMany(_))));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            drop(pushed(&bytes));
            drop(pushed(&[b"{\"title\":\"a\"}\n".as_slice(), &bytes].concat()));
            drop(pushed(&[b"[{\"title\":\"".as_slice(), &bytes, b"\"}]"].concat()));
        }
    }
}
