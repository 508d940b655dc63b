//! A public page with repeating items: CSS mapping → documents.

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::{Context, Refusal, dom, fault, listing};
use crate::model::{Author, CssItems, Document, Issue, Link, PageItems};
use crate::text::{charset, date};

/// Most items of one page; more is not a list but an accident.
const MAX_ITEMS: usize = 2000;
/// Most links kept of one item.
const MAX_LINKS: usize = 500;

/// One `selector` or `selector@attribute`, compiled.
#[derive(Debug)]
struct Pick {
    /// `None`: the item itself.
    selector: Option<Selector>,
    attribute: Option<String>,
}

/// A whole mapping, compiled.
struct Mapping {
    each: Selector,
    title: Option<Pick>,
    link: Option<Pick>,
    date: Option<Pick>,
    author: Option<Pick>,
    text: Option<Pick>,
}

/// Checks one `selector` or `selector@attribute` of a configuration; the error says what is wrong with it.
pub fn check_selector(expression: &str) -> Result<(), String> {
    Pick::compile(expression).map(|_| ())
}

/// Reads the items of a list page.
pub fn items(
    bytes: &[u8],
    mapping: &PageItems,
    ctx: &Context<'_>,
) -> Result<(Vec<Document>, Vec<Issue>), Refusal> {
    items_within(bytes, mapping, ctx, &mut || true)
}

/// As [`items`], giving up building the tree when `keep_going` says no; what was built is read.
pub fn items_within(
    bytes: &[u8],
    items: &PageItems,
    ctx: &Context<'_>,
    keep_going: &mut dyn FnMut() -> bool,
) -> Result<(Vec<Document>, Vec<Issue>), Refusal> {
    let mapping = match items {
        PageItems::Css(mapping) => mapping,
        PageItems::Auto => return listing::items_within(bytes, ctx, keep_going),
    };
    let compiled = Mapping::compile(mapping).map_err(Refusal)?;
    let decoded = charset::decode(bytes, ctx.content_type);
    let page = dom::parse(&decoded.text, keep_going);
    let mut issues = Vec::new();
    if page.cut {
        issues.push(Issue(
            "the page is nested or built beyond all bounds; only its beginning was read".to_owned(),
        ));
    }
    let base = base_url(&page.html, ctx.base_url);
    let mut found = page.html.select(&compiled.each);
    let documents: Vec<Document> = found
        .by_ref()
        .take(MAX_ITEMS)
        .enumerate()
        .filter_map(|(at, item)| match compiled.read(item, base.as_ref(), ctx) {
            Ok((document, noticed)) => {
                issues.extend(noticed.map(|what| Issue(format!("item {}: {what}", at + 1))));
                Some(document)
            }
            Err(why) => {
                issues.push(Issue(format!("item {}: {why}", at + 1)));
                None
            }
        })
        .collect();
    if found.next().is_some() {
        issues.push(Issue(format!(
            "more than {MAX_ITEMS} items; the rest was left out"
        )));
    }
    if documents.is_empty() {
        if let Some(why) = fault::of_tree(&page.html) {
            return Err(Refusal(why.to_owned()));
        }
        issues.push(Issue(format!(
            "no element matches `{}`; has the page changed?",
            mapping.each
        )));
    }
    Ok((documents, issues))
}

/// The address that relative links of a page are resolved against: its `<base href>`, else where it was fetched.
pub(super) fn base_url(html: &Html, fetched: Option<&Url>) -> Option<Url> {
    let declared = Selector::parse("base[href]").ok().and_then(|selector| {
        html.select(&selector)
            .next()
            .and_then(|base| base.attr("href"))
            .map(str::trim)
    });
    match (declared, fetched) {
        (Some(href), Some(fetched)) => fetched.join(href).ok().or_else(|| Some(fetched.clone())),
        (Some(href), None) => Url::parse(href).ok(),
        (None, fetched) => fetched.cloned(),
    }
}

/// `href` made absolute, if it leads to a web page.
pub(super) fn absolute(href: &str, base: Option<&Url>) -> Option<String> {
    let href = href.trim();
    let url = base
        .map_or_else(|| Url::parse(href), |base| base.join(href))
        .ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

impl Pick {
    fn compile(expression: &str) -> Result<Self, String> {
        let (css, attribute) = split_attribute(expression);
        let css = css.trim();
        let attribute = attribute.map(str::trim).map(str::to_ascii_lowercase);
        if let Some(name) = &attribute
            && (name.is_empty()
                || name.contains(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))))
        {
            return Err(format!(
                "`{expression}`: `@` must be followed by the name of one attribute, e.g. `a@href`"
            ));
        }
        if css.is_empty() && attribute.is_none() {
            return Err("the selector is empty; write a CSS selector such as `h2 a@href`".to_owned());
        }
        let selector = (!css.is_empty() && css != ":scope")
            .then(|| selector(css))
            .transpose()?;
        Ok(Self { selector, attribute })
    }

    /// Value of the first element inside `item` that has one.
    fn read(&self, item: ElementRef<'_>) -> Option<String> {
        match &self.selector {
            None => self.value(item),
            Some(selector) => item.select(selector).find_map(|element| self.value(element)),
        }
    }

    fn value(&self, element: ElementRef<'_>) -> Option<String> {
        let value = match &self.attribute {
            Some(name) => element.attr(name)?.trim().to_owned(),
            None => dom::text_of(element),
        };
        (!value.is_empty()).then_some(value)
    }
}

/// Splits at the last `@` that stands outside brackets, quotes and parentheses.
fn split_attribute(expression: &str) -> (&str, Option<&str>) {
    let (mut depth, mut quote, mut at) = (0_i32, None, None);
    for (offset, c) in expression.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth -= 1,
            (None, '@') if depth <= 0 => at = Some(offset),
            _ => {}
        }
    }
    at.and_then(|offset| Some((expression.get(..offset)?, expression.get(offset + 1..))))
        .unwrap_or((expression, None))
}

fn selector(css: &str) -> Result<Selector, String> {
    Selector::parse(css).map_err(|error| {
        let what = error.to_string();
        format!(
            "`{css}` is not a CSS selector: {}",
            what.trim_end_matches('.').to_lowercase()
        )
    })
}

impl Mapping {
    fn compile(items: &CssItems) -> Result<Self, String> {
        let pick = |name: &str, expression: &Option<String>| {
            expression
                .as_deref()
                .map(|expression| {
                    Pick::compile(expression).map_err(|error| format!("`items.{name}`: {error}"))
                })
                .transpose()
        };
        Ok(Self {
            each: selector(&items.each).map_err(|error| format!("`items.each`: {error}"))?,
            title: pick("title", &items.title)?,
            link: pick("link", &items.link)?,
            date: pick("date", &items.date)?,
            author: pick("author", &items.author)?,
            text: pick("text", &items.text)?,
        })
    }

    /// One item; the second part of the result is something odd that was survived.
    fn read(
        &self,
        item: ElementRef<'_>,
        base: Option<&Url>,
        ctx: &Context<'_>,
    ) -> Result<(Document, Option<String>), String> {
        let take = |pick: &Option<Pick>| pick.as_ref().and_then(|pick| pick.read(item));
        let href = self
            .link
            .as_ref()
            .map_or_else(|| first_href(item), |pick| pick.href(item));
        let url = href.as_deref().and_then(|href| absolute(href, base));
        let text = match &self.text {
            Some(_) => take(&self.text).unwrap_or_default(),
            None => dom::text_of(item),
        };
        let title = take(&self.title)
            .map(|title| title.replace('\n', " "))
            .unwrap_or_default();
        if title.is_empty() && text.is_empty() {
            return Err("it has neither a title nor text".to_owned());
        }
        let dated = self.date.as_ref().and_then(|pick| pick.stamp(item));
        let published = dated.as_deref().and_then(date::parse);
        let noticed = match (&dated, &href) {
            (Some(value), _) if published.is_none() => {
                Some(format!("`{value}` is not a date that can be read"))
            }
            (_, Some(href)) if url.is_none() => Some(format!("`{href}` is not a web address")),
            _ => None,
        };
        let document = Document {
            source: ctx.source.clone(),
            id: None,
            url,
            title,
            text,
            links: links(item, base),
            author: Author {
                name: take(&self.author).map(|name| name.replace('\n', " ")),
                ..Author::default()
            },
            published,
            seen: ctx.seen,
            language: ctx.language.map(str::to_owned),
            platform: ctx.platform,
            ..Document::default()
        };
        Ok((document, noticed))
    }
}

impl Pick {
    /// An address: the attribute named, else the picked element's own `href` or that of a link inside it.
    fn href(&self, item: ElementRef<'_>) -> Option<String> {
        match (&self.attribute, &self.selector) {
            (Some(_), _) => self.read(item),
            (None, None) => first_href(item),
            (None, Some(selector)) => item.select(selector).find_map(first_href),
        }
    }

    /// A date: what machines are told (`<time datetime>`), unless an attribute was named, else the text.
    fn stamp(&self, item: ElementRef<'_>) -> Option<String> {
        let told = |element: ElementRef<'_>| element.attr("datetime").map(|value| value.trim().to_owned());
        let machine = match (&self.attribute, &self.selector) {
            (Some(_), _) => None,
            (None, None) => told(item),
            (None, Some(selector)) => item.select(selector).find_map(told),
        };
        machine
            .filter(|value| !value.is_empty())
            .or_else(|| self.read(item))
    }
}

fn first_href(element: ElementRef<'_>) -> Option<String> {
    element
        .attr("href")
        .or_else(|| {
            element
                .descendent_elements()
                .find(|el| el.value().name() == "a")?
                .attr("href")
        })
        .map(str::to_owned)
}

/// Every web link inside `item`.
fn links(item: ElementRef<'_>, base: Option<&Url>) -> Vec<Link> {
    item.descendent_elements()
        .filter(|element| element.value().name() == "a")
        .filter_map(|anchor| {
            Some(Link {
                url: absolute(anchor.attr("href")?, base)?,
                rel: rel(anchor.attr("rel")),
                text: dom::text_of(anchor).replace('\n', " "),
                in_main: true,
                resolved: None,
            })
        })
        .take(MAX_LINKS)
        .collect()
}

/// Tokens of a `rel` attribute, lower case.
pub(super) fn rel(value: Option<&str>) -> Vec<String> {
    value
        .unwrap_or_default()
        .split_ascii_whitespace()
        .map(str::to_ascii_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Platform, SourceName};

    const PAGE: &str = r#"<base href="/sub/"><ul>
        <li class=t><h2><a href="one">One &amp; all</a></h2><time datetime="2026-03-01T10:00:00Z">yesterday</time>
            <i class=by>Ann</i><p>First <a rel="nofollow UGC" href="https://acme.example/x">Acme</a></p></li>
        <li class=t><h2><a href="/two">Two</a></h2><time>2 March 2026</time></li>
        <li class=t><time>never</time><p>No title here</p></li>
        <li class=t></li></ul>"#;

    fn context<'a>(source: &'a SourceName, base: &'a Url) -> Context<'a> {
        Context {
            source,
            base_url: Some(base),
            content_type: Some("text/html; charset=utf-8"),
            seen: Timestamp::UNIX_EPOCH,
            platform: Platform::Forum,
            language: Some("en"),
        }
    }

    fn mapping() -> PageItems {
        css(CssItems {
            each: "li.t".to_owned(),
            title: Some("h2".to_owned()),
            link: Some("h2 a@href".to_owned()),
            date: Some("time".to_owned()),
            author: Some(".by".to_owned()),
            text: None,
        })
    }

    fn css(items: CssItems) -> PageItems {
        PageItems::Css(Box::new(items))
    }

    #[test]
    fn reads_items() {
        let (source, base) = (
            SourceName::from("forum"),
            Url::parse("https://forum.example/latest").unwrap(),
        );
        let (documents, issues) = items(PAGE.as_bytes(), &mapping(), &context(&source, &base)).unwrap();
        assert_eq!(documents.len(), 3);
        let first = documents.first().unwrap();
        assert_eq!(first.title, "One & all");
        assert_eq!(first.url.as_deref(), Some("https://forum.example/sub/one"));
        assert_eq!(first.published, Some("2026-03-01T10:00:00Z".parse().unwrap()));
        assert_eq!(first.author.name.as_deref(), Some("Ann"));
        let link = first.links.get(1).unwrap();
        assert_eq!(
            (link.url.as_str(), link.text.as_str()),
            ("https://acme.example/x", "Acme")
        );
        assert_eq!(link.rel, ["nofollow", "ugc"]);
        assert_eq!(documents[1].url.as_deref(), Some("https://forum.example/two"));
        assert_eq!(documents[2].url, None);
        assert_eq!(documents[2].text, "never\nNo title here");
        let issues: Vec<&str> = issues.iter().map(|issue| issue.0.as_str()).collect();
        assert_eq!(
            issues,
            [
                "item 3: `never` is not a date that can be read",
                "item 4: it has neither a title nor text"
            ]
        );
    }

    #[test]
    fn says_when_nothing_matches() {
        let (source, base) = (
            SourceName::from("forum"),
            Url::parse("https://forum.example/").unwrap(),
        );
        let wrong = css(CssItems {
            each: "article.topic".to_owned(),
            ..CssItems::default()
        });
        let (documents, issues) = items(PAGE.as_bytes(), &wrong, &context(&source, &base)).unwrap();
        assert!(documents.is_empty());
        assert!(issues[0].0.contains("article.topic"));
    }

    #[test]
    fn selectors_are_checked() {
        for good in [
            "h2",
            "h2 a@href",
            "a[href*='@']@href",
            "@data-id",
            ":scope@href",
            "li:nth-child(2) > b, i",
        ] {
            assert_eq!(check_selector(good), Ok(()), "{good}");
        }
        for bad in ["", "h2[", "a@", "a@b c", ">>", "a::b::", "div:has("] {
            let error = check_selector(bad).unwrap_err();
            assert!(!error.ends_with('.') && !error.is_empty(), "{error}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..600), each in "[a-z.#:>@\\[\\]= ]{0,12}") {
            let (source, base) = (SourceName::from("x"), Url::parse("https://x.example/").unwrap());
            let mapping = css(CssItems { each: each.clone(), link: Some("a@href".to_owned()), ..CssItems::default() });
            prop_assert!(items(&bytes, &mapping, &context(&source, &base)).is_ok_and(|(found, _)| found.len() <= 2000) || Selector::parse(&each).is_err());
        }
    }
}
