//! Whether a document is news: where it stands, what came before its first sentence, and how news is worded.

use std::collections::HashSet;

use crate::{
    model::{Document, Platform},
    text::{url, words},
};

const LIST: &str = include_str!("news.txt");

/// How far into a text a dateline reaches, in bytes: `BRUSSELS, March 2 (Reuters) - …`.
const DATELINE_BYTES: usize = 90;
/// How much behind words that announce news is looked at for who tells them, in bytes.
const OPENING_BYTES: usize = 300;
/// How much of a text is looked at for who tells it, in bytes, and how often somebody speaks of himself in it who tells no news.
const PERSONAL_BYTES: usize = 600;
const PERSONAL: usize = 2;
/// Words of several, as editors use them too; and such as are common words of another language.
const OURS: [&str; 13] = [
    "we", "our", "wir", "unser", "unsere", "vår", "nous", "nuestro", "me", "ma", "mes", "mi", "mis",
];
/// Points from which a document is news.
const ENOUGH: i32 = 2;

/// The list, made ready.
#[derive(Clone, Debug)]
pub(super) struct News {
    names: Vec<&'static str>,
    paths: HashSet<&'static str>,
    wires: HashSet<&'static str>,
    labels: Vec<&'static str>,
    openings: Vec<&'static str>,
    selves: HashSet<&'static str>,
}

impl News {
    pub(super) fn new() -> Self {
        Self {
            names: section("[name]").collect(),
            paths: section("[path]").collect(),
            wires: section("[wire]").collect(),
            labels: section("[label]").collect(),
            openings: section("[opening]").collect(),
            selves: section("[self]").collect(),
        }
    }

    /// What speaks for news, if it is enough. `from_news` says that its source brings nothing else; `worded` are turns of
    /// phrase of news that were found in it, with their weights, the heaviest first.
    pub(super) fn judge(
        &self,
        document: &Document,
        from_news: bool,
        worded: &[(&str, i8)],
    ) -> Option<String> {
        let mut points = 0;
        let mut reasons: Vec<String> = Vec::new();
        let mut speaks = |by: i32, reason: String| {
            points += by;
            reasons.push(reason);
        };
        if let Some(wire) = self.wire(document) {
            speaks(3, format!("dateline or byline `{wire}`"));
        }
        if let Some(opening) = self.opening(document) {
            speaks(2, format!("it opens with `{opening}`"));
        }
        if document.platform == Platform::Web {
            if from_news {
                speaks(2, "a news source".to_owned());
            }
            let address = document.url.as_deref().and_then(url::parse_loose);
            if let Some(name) = address
                .as_ref()
                .and_then(|address| self.name(address.host_str()?))
            {
                speaks(2, format!("site `{name}`"));
            }
            if let Some(path) = address.as_ref().and_then(|address| self.path(address.path())) {
                speaks(1, format!("address `/{path}/`"));
            }
            // Who says where they work tells of themselves, however news are worded.
            let tells_of_self = worded.iter().any(|(_, weight)| *weight < 0)
                || !worded.is_empty() && self.is_personal(&document.text);
            for (words, weight) in worded.iter().take(if tells_of_self { 0 } else { 2 }) {
                speaks(i32::from(*weight), format!("`{}`", words.to_lowercase()));
            }
        }
        (points >= ENOUGH).then(|| reasons.join(", "))
    }

    /// A part of a host that is named as newspapers are.
    fn name<'h>(&self, host: &'h str) -> Option<&'h str> {
        // The last label is the top-level domain: `.news` too.
        host.split(['.', '-']).find(|part| {
            self.names
                .iter()
                .any(|name| part.starts_with(name) || part.ends_with(name))
        })
    }

    /// A segment of a path in which news stand, or a date.
    fn path<'p>(&self, path: &'p str) -> Option<&'p str> {
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        // The last one names the article.
        let named = segments
            .clone()
            .rev()
            .skip(1)
            .find(|segment| self.paths.contains(segment));
        let is_year =
            |segment: &&str| segment.len() == 4 && (segment.starts_with("20") || segment.starts_with("19"));
        named.or_else(|| {
            let year =
                segments.find(|segment| is_year(segment) && segment.bytes().all(|b| b.is_ascii_digit()))?;
            let month = segments.next()?.parse::<u8>().ok()?;
            (1..=12).contains(&month).then_some(year)
        })
    }

    /// Words that announce news, where nobody tells of themselves behind them (`Breaking: my lamp broke`).
    fn opening(&self, document: &Document) -> Option<&'static str> {
        [&document.title, &document.text].into_iter().find_map(|text| {
            let start = head(text, OPENING_BYTES).trim_start_matches(|c| !words::is_word(c));
            let folded = start.to_lowercase().replace('’', "'");
            let opening = self.openings.iter().find(|opening| {
                let behind = folded.strip_prefix(**opening);
                behind.is_some_and(|behind| !behind.starts_with(words::is_word))
            })?;
            // A small `i` is a preposition in Scandinavia.
            let tells_of_self = start.split_whitespace().any(|word| word == "I")
                || words::spans(&folded)
                    .any(|word| folded.get(word).is_some_and(|word| self.selves.contains(word)));
            (!tells_of_self).then_some(*opening)
        })
    }

    /// Whether somebody speaks of himself at the beginning of a text, outside of what is quoted there.
    fn is_personal(&self, text: &str) -> bool {
        let mut quoted = false;
        let own: String = head(text, PERSONAL_BYTES)
            .chars()
            .filter(|c| {
                match c {
                    '"' => quoted = !quoted,
                    '“' | '«' | '„' => quoted = true,
                    '”' | '»' => quoted = false,
                    _ => {}
                }
                !quoted
            })
            .collect();
        let folded = own.to_lowercase().replace('’', "'");
        let of_self = words::spans(&folded)
            .filter_map(|word| folded.get(word))
            .filter(|word| *word == "i" || self.selves.contains(word) && !OURS.contains(word));
        of_self.take(PERSONAL).count() == PERSONAL
    }

    /// A news agency in the dateline or the byline, or the label of a media release.
    fn wire(&self, document: &Document) -> Option<String> {
        let start = head(&document.text, DATELINE_BYTES).to_lowercase();
        let byline = document.author.name.as_deref().unwrap_or_default().to_lowercase();
        if let Some(label) = self.labels.iter().find(|label| start.contains(**label)) {
            return Some((*label).to_owned());
        }
        if self.wires.contains(byline.trim()) {
            return Some(byline.trim().to_owned());
        }
        // `(Reuters) -`, `(dpa)`, `PARIS (AFP)`: in brackets with no sentence before it.
        let (open, close) = (start.find('(')?, start.find(')')?);
        let (before, inside) = (start.get(..open)?, start.get(open + 1..close)?);
        let agency = inside.split(['/', '-', ',']).next().unwrap_or_default().trim();
        let is_dateline = before.split_whitespace().count() <= 6 && !before.contains(['!', '?']);
        (is_dateline && self.wires.contains(agency) && words::is_boundary(&start, open))
            .then(|| agency.to_owned())
    }
}

/// The first bytes of a text, at most so many, cut at a character's end.
fn head(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or_default()
}

/// The lines of a section of the list.
fn section(name: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = LIST.lines().skip_while(move |line| *line != name).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    lines.filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Author;

    #[test]
    fn news_are_told_by_where_they_stand_and_how_they_begin() {
        let page = |url: &str, text: &str, by: &str| Document {
            url: Some(url.into()),
            text: text.into(),
            author: Author {
                name: (!by.is_empty()).then(|| by.to_owned()),
                ..Author::default()
            },
            ..Document::default()
        };
        for (url, text, by, expected) in [
            ("https://www.rocketnews.example/a", "Acme opens a plant", "", true),
            ("https://daily-herald.example/a", "Acme opens a plant", "", true),
            (
                "https://acme-fans.example/a",
                "BRUSSELS, March 2 (Reuters) - Acme opens",
                "",
                true,
            ),
            ("https://acme-fans.example/a", "Berlin (dpa/lby) - Acme", "", true),
            (
                "https://acme-fans.example/a",
                "Acme opens a plant",
                "Reuters",
                true,
            ),
            (
                "https://acme-fans.example/a",
                "OSLO, /PRNewswire/ -- Acme opens",
                "",
                true,
            ),
            (
                "https://my.blog.example/2026/03/skates",
                "I tried the skates",
                "Ann",
                false,
            ),
            (
                "https://my.blog.example/skates",
                "I asked my friends (ap is one)",
                "",
                false,
            ),
            ("https://guitars.example/strings", "Acme strings", "", false),
        ] {
            let reason = News::new().judge(&page(url, text, by), false, &[]);
            assert_eq!(reason.is_some(), expected, "{url} {text}: {reason:?}");
        }
        let plain = page("https://x.example/business/acme", "Acme opens", "");
        assert!(News::new().judge(&plain, true, &[]).is_some());
        assert!(
            News::new()
                .judge(&plain, false, &[("said in a statement", 1), ("spokesperson", 1)])
                .is_some()
        );
        let own = [("announced on thursday", 2), ("i work for", -9)];
        assert!(News::new().judge(&plain, false, &own).is_none());
        let post = Document {
            platform: Platform::X,
            ..plain
        };
        for (text, expected) in [
            ("BREAKING: Lumio recalls 10,000 lamps in Sweden", true),
            ("🚨 Breaking news | Lumio recalls its lamps", true),
            ("FOR IMMEDIATE RELEASE Lumio opens a shop in Lund", true),
            ("Breaking: my Lumio fell off the table", false),
            ("Breaking: I bought a Lumio", false),
            ("Breaking a lamp is easy", false),
        ] {
            let post = Document {
                text: text.into(),
                ..post.clone()
            };
            assert_eq!(News::new().judge(&post, false, &[]).is_some(), expected, "{text}");
        }
        assert!(
            News::new()
                .judge(&post, true, &[("spokesperson", 1), ("according to", 1)])
                .is_none()
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(url in "\\PC{0,60}", text in "\\PC{0,120}") {
            let document = Document { url: Some(url), text, ..Document::default() };
            drop(News::new().judge(&document, false, &[]));
        }
    }
}
