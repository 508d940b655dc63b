//! One item, or the feed's own header, as it is written anew.

use std::borrow::Cow;

use url::Url;

use super::names::{Element, Field};
use super::person;
use super::repairs::Repairs;
use super::rewrite::Family;
use super::value::{
    Entities, Kind, MAX_TEXT_BYTES, cut, from_base64, kind_of, push_attribute, push_cdata, unescape, value_of,
};
use crate::model::Author;
use crate::text::date;
use crate::text::html::tags::{Tag, attributes};
use crate::text::html::{decoded, to_text};

/// Number of [`Field`]s.
const FIELDS: usize = 10;
/// Most categories, links and media elements of one item.
const MAX_REPEATED: u32 = 500;
/// Most authors of one item.
const MAX_AUTHORS: usize = 8;

/// What is known of an item beside its clean XML.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    /// `isPermaLink` of the guid, if given.
    pub(super) permalink: Option<bool>,
    /// Address of the item as published, made absolute.
    pub(super) url: Option<String>,
    /// Base of relative links in the body.
    pub(super) base: Option<Url>,
    /// Declared language.
    pub(super) language: Option<String>,
    /// Number of comments.
    pub(super) comments: Option<u64>,
    /// Views as Media RSS counts them.
    pub(super) views: Option<u64>,
    /// Number of ratings.
    pub(super) ratings: Option<u64>,
    /// Who wrote it.
    pub(super) authors: Vec<Author>,
}

/// What a part needs to know of the feed.
#[derive(Debug)]
pub(super) struct Context<'c> {
    pub(super) family: Family,
    pub(super) in_item: bool,
    pub(super) base: Option<&'c Url>,
    pub(super) entities: &'c Entities,
    pub(super) repairs: &'c mut Repairs,
}

/// Clean XML as it grows, with how strong a claim each field has been filled by.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) xml: String,
    pub(super) facts: Facts,
    claims: [u8; FIELDS],
    link_claim: u8,
    author_claim: u8,
    base: Option<Url>,
    repeated: u32,
}

impl Part {
    /// `rdf:about`, `xml:lang`, `xml:base` and CDF's `href` of an item.
    pub(super) fn item_attributes(&mut self, tag: Tag<'_>, ctx: &mut Context<'_>) {
        for attribute in attributes(tag.attributes) {
            let (_, local) = attribute.name.rsplit_once(':').unwrap_or(("", attribute.name));
            match (attribute.name, local) {
                ("xml:lang", _) => self.facts.language = Some(attribute.value.to_owned()),
                ("xml:base", _) => self.base = ctx.repairs.base(ctx.base, attribute.value),
                (_, "about") => {
                    let about = unescape(attribute.value, ctx.entities, &mut ctx.repairs.references);
                    self.text(Field::Id, 1, about.trim(), Kind::Plain, ctx);
                }
                (_, "href" | "HREF") => {
                    let href = unescape(attribute.value, ctx.entities, &mut ctx.repairs.references);
                    self.address(&href, 1, ctx);
                }
                _ => {}
            }
        }
    }

    /// An element with its inner markup.
    pub(super) fn value(
        &mut self,
        element: Element,
        tag: Tag<'_>,
        inner: &str,
        tags: bool,
        ctx: &mut Context<'_>,
    ) {
        ctx.repairs.cut_texts += u32::from(inner.len() > MAX_TEXT_BYTES);
        match element {
            Element::Link => self.link(tag, Some(inner), ctx),
            Element::Category => self.category(tag, inner, tags, ctx),
            Element::Person(claim) => self.person(claim, inner, tags, ctx),
            Element::Text(field, claim) => self.text_element(field, claim, tag, inner, tags, ctx),
            _ => {}
        }
    }

    fn text_element(
        &mut self,
        field: Field,
        claim: u8,
        tag: Tag<'_>,
        inner: &str,
        tags: bool,
        ctx: &mut Context<'_>,
    ) {
        if self.claims.get(field as usize).is_none_or(|held| *held >= claim) {
            return;
        }
        let (mut media_type, mut mode) = (None, None);
        for attribute in attributes(tag.attributes) {
            match attribute.name {
                "type" => media_type = Some(attribute.value),
                "mode" => mode = Some(attribute.value),
                "xml:base" => {
                    let around = self.base.as_ref().or(ctx.base);
                    self.base = ctx.repairs.base(around, attribute.value);
                }
                "xml:lang" if ctx.in_item && matches!(field, Field::Content | Field::Summary) => {
                    self.facts.language = Some(attribute.value.to_owned());
                }
                "isPermaLink" | "ispermalink" if field == Field::Id => {
                    self.facts.permalink = Some(attribute.value.trim().eq_ignore_ascii_case("true"));
                }
                _ => {}
            }
        }
        let (value, found) = value_of(inner, tags, ctx.entities, &mut ctx.repairs.references);
        let packed =
            mode.is_some_and(|mode| mode.eq_ignore_ascii_case("base64")) || media_type.is_some_and(is_binary);
        let value = if packed && !tags {
            from_base64(&value).map_or(value, Cow::Owned)
        } else {
            value
        };
        // Atom's default is plain text, everybody else's is markup.
        let default = if ctx.family == Family::Atom {
            Kind::Plain
        } else {
            Kind::Html
        };
        ctx.repairs.odd_type |= ctx.family == Family::Atom && media_type.is_some_and(is_no_type);
        let kind = found.or_else(|| kind_of(media_type)).unwrap_or(default);
        self.text(field, claim, &value, kind, ctx);
    }

    /// Fills a field, unless a stronger claim has.
    fn text(&mut self, field: Field, claim: u8, value: &str, kind: Kind, ctx: &mut Context<'_>) {
        let value = value.trim();
        let Some(held) = self
            .claims
            .get_mut(field as usize)
            .filter(|held| **held < claim && !value.is_empty())
        else {
            return;
        };
        let written = value;
        let value = if matches!(field, Field::Published | Field::Updated) {
            date_in(value)
        } else {
            Some(Cow::Borrowed(value))
        };
        let Some(value) = value else {
            ctx.repairs.odd_date(written);
            return;
        };
        let value = &*value;
        *held = claim;
        match field {
            Field::Comments => self.facts.comments = value.parse().ok(),
            Field::Language => self.facts.language = Some(value.to_owned()),
            Field::Keywords => {
                for keyword in value.split(',') {
                    self.push_category(keyword, ctx.family);
                }
            }
            _ => self.push(field, value, kind, ctx.family),
        }
    }

    /// Writes a text element under its standard name.
    fn push(&mut self, field: Field, value: &str, kind: Kind, family: Family) {
        let atom = family == Family::Atom;
        let name = match field {
            Field::Title => "title",
            Field::Id if atom => "id",
            Field::Id => "guid",
            Field::Summary if atom => "summary",
            Field::Summary => "description",
            Field::Content if atom => "content",
            Field::Content => "content:encoded",
            Field::Published if atom => "published",
            Field::Published => "pubDate",
            Field::Updated => "updated",
            Field::Ttl => "ttl",
            _ => return,
        };
        self.xml.push('<');
        self.xml.push_str(name);
        match (field, kind) {
            (Field::Title | Field::Summary | Field::Content, Kind::Plain) if atom => {
                self.xml.push_str(" type=\"text\"");
            }
            (Field::Title | Field::Summary | Field::Content, Kind::Html) if atom => {
                self.xml.push_str(" type=\"html\"");
            }
            _ => {}
        }
        self.xml.push('>');
        push_cdata(&mut self.xml, value);
        self.xml.push_str("</");
        self.xml.push_str(name);
        self.xml.push('>');
    }

    /// RSS's `<link>address</link>` or Atom's `<link href="address" rel="…"/>`.
    pub(super) fn link(&mut self, tag: Tag<'_>, inner: Option<&str>, ctx: &mut Context<'_>) {
        self.repeated += 1;
        if self.repeated > MAX_REPEATED {
            return;
        }
        if let Some(inner) = inner {
            let (value, _) = value_of(inner, false, ctx.entities, &mut ctx.repairs.references);
            return self.address(value.trim(), 4, ctx);
        }
        let (mut href, mut rel, mut media_type, mut base) = ("", "alternate", None, None);
        for attribute in attributes(tag.attributes) {
            match attribute.name {
                "href" | "HREF" => href = attribute.value,
                "rel" if !attribute.value.trim().is_empty() => rel = attribute.value.trim(),
                "type" => media_type = Some(attribute.value),
                "xml:base" => {
                    let around = self.base.as_ref().or(ctx.base);
                    base = ctx.repairs.base(around, attribute.value);
                }
                _ => {}
            }
        }
        let rel = rel
            .strip_prefix("http://www.iana.org/assignments/relation/")
            .unwrap_or(rel);
        let href = unescape(href, ctx.entities, &mut ctx.repairs.references);
        let href = absolute(&href, base.as_ref().or(self.base.as_ref()).or(ctx.base));
        if rel.eq_ignore_ascii_case("alternate") {
            let readable = media_type.is_none_or(|media_type| media_type.contains("html"));
            return self.address(&href, if readable { 3 } else { 2 }, ctx);
        }
        let rel = rel.to_ascii_lowercase();
        match ctx.family {
            Family::Rss if rel == "enclosure" => self.push_enclosure("enclosure", "url", &href, tag, None),
            Family::Rss => {}
            Family::Atom => self.push_enclosure("link", "href", &href, tag, Some(&rel)),
        }
    }

    /// An address of the item or feed itself.
    fn address(&mut self, href: &str, claim: u8, ctx: &Context<'_>) {
        if href.trim().is_empty() || self.link_claim >= claim {
            return;
        }
        self.link_claim = claim;
        let href = absolute(href, self.base.as_ref().or(ctx.base)).into_owned();
        match ctx.family {
            Family::Rss => {
                self.xml.push_str("<link>");
                push_cdata(&mut self.xml, &href);
                self.xml.push_str("</link>");
            }
            Family::Atom => {
                self.xml.push_str("<link rel=\"alternate\"");
                push_attribute(&mut self.xml, "href", &href);
                self.xml.push_str("/>");
            }
        }
        self.facts.url = Some(href);
    }

    /// RSS's `<enclosure url type length>`.
    pub(super) fn enclosure(&mut self, tag: Tag<'_>, ctx: &mut Context<'_>) {
        self.repeated += 1;
        let url =
            attributes(tag.attributes).find(|attribute| matches!(attribute.name, "url" | "href" | "URL"));
        let Some(url) = url.filter(|_| self.repeated <= MAX_REPEATED) else {
            return;
        };
        let url = unescape(url.value, ctx.entities, &mut ctx.repairs.references);
        let url = absolute(&url, self.base.as_ref().or(ctx.base));
        match ctx.family {
            Family::Rss => self.push_enclosure("enclosure", "url", &url, tag, None),
            Family::Atom => self.push_enclosure("link", "href", &url, tag, Some("enclosure")),
        }
    }

    fn push_enclosure(&mut self, name: &str, address_name: &str, url: &str, tag: Tag<'_>, rel: Option<&str>) {
        self.xml.push('<');
        self.xml.push_str(name);
        if let Some(rel) = rel {
            push_attribute(&mut self.xml, "rel", rel);
        }
        push_attribute(&mut self.xml, address_name, url);
        for attribute in attributes(tag.attributes) {
            if matches!(attribute.name, "type" | "length" | "title") && !attribute.value.is_empty() {
                push_attribute(&mut self.xml, attribute.name, attribute.value.trim());
            }
        }
        self.xml.push_str("/>");
    }

    /// `<category term label/>` or `<category>text</category>`.
    pub(super) fn category(&mut self, tag: Tag<'_>, inner: &str, tags: bool, ctx: &mut Context<'_>) {
        let (mut term, mut label) = ("", "");
        for attribute in attributes(tag.attributes) {
            match attribute.name {
                "term" => term = attribute.value,
                "label" => label = attribute.value,
                _ => {}
            }
        }
        let written = [label, term]
            .into_iter()
            .find(|name| !name.trim().is_empty())
            .unwrap_or(inner);
        let (value, _) = value_of(written, tags, ctx.entities, &mut ctx.repairs.references);
        self.push_category(&value, ctx.family);
    }

    fn push_category(&mut self, name: &str, family: Family) {
        let name = name.trim();
        self.repeated += 1;
        if name.is_empty() || self.repeated > MAX_REPEATED {
            return;
        }
        match family {
            Family::Rss => {
                self.xml.push_str("<category>");
                push_cdata(&mut self.xml, name);
                self.xml.push_str("</category>");
            }
            Family::Atom => {
                self.xml.push_str("<category");
                push_attribute(&mut self.xml, "term", name);
                self.xml.push_str("/>");
            }
        }
    }

    fn person(&mut self, claim: u8, inner: &str, tags: bool, ctx: &mut Context<'_>) {
        let author = person::read(cut(inner), tags, ctx);
        let Some(author) = author.filter(|_| claim >= self.author_claim) else {
            return;
        };
        if claim > self.author_claim {
            self.author_claim = claim;
            self.facts.authors.clear();
        }
        if self.facts.authors.len() < MAX_AUTHORS && !self.facts.authors.contains(&author) {
            self.facts.authors.push(author);
        }
    }

    /// An element of Media RSS: a file is passed on, counts are noted, and what wraps them counts for nothing.
    pub(super) fn media(&mut self, name: &str, tag: Tag<'_>) {
        self.repeated += 1;
        if self.repeated > MAX_REPEATED {
            return;
        }
        let number = |name: &str| {
            let found = attributes(tag.attributes).find(|attribute| attribute.name == name)?;
            found.value.trim().parse::<u64>().ok()
        };
        match name {
            "statistics" => self.facts.views = self.facts.views.or_else(|| number("views")),
            "starrating" => self.facts.ratings = self.facts.ratings.or_else(|| number("count")),
            "content" => {
                self.xml.push_str("<media:content");
                for attribute in attributes(tag.attributes) {
                    if matches!(attribute.name, "url" | "type" | "fileSize") {
                        push_attribute(&mut self.xml, attribute.name, &decoded(attribute.value));
                    }
                }
                self.xml.push_str("/>");
            }
            _ => {}
        }
    }

    /// Adds the XML to `out` and empties the part for the next item.
    pub(super) fn finish(&mut self, out: &mut String, feed_base: Option<&Url>) -> Facts {
        out.push_str(&self.xml);
        let mut xml = std::mem::take(&mut self.xml);
        xml.clear();
        let mut facts = std::mem::take(&mut self.facts);
        facts.base = self.base.take().or_else(|| feed_base.cloned());
        *self = Self {
            xml,
            ..Self::default()
        };
        facts
    }
}

/// Whether a `type` is neither one of Atom's words nor a media type.
fn is_no_type(written: &str) -> bool {
    let written = written.trim();
    let known = ["text", "html", "xhtml", "plain"]
        .iter()
        .any(|known| written.eq_ignore_ascii_case(known));
    !written.is_empty() && !known && !written.contains('/')
}

/// Whether Atom wants content of this type in base64 (RFC 4287 4.1.3.3).
fn is_binary(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    media_type.contains('/')
        && !media_type.starts_with("text/")
        && !["xml", "html"].iter().any(|t| media_type.contains(t))
}

/// A date, also where a template left `<time datetime="…">` around it; `None` if it cannot be understood.
fn date_in(value: &str) -> Option<Cow<'_, str>> {
    if date::parse(value).is_some() {
        return Some(Cow::Borrowed(value));
    }
    let opening = value.get(value.find('<')?..)?;
    let written = attributes(opening)
        .find(|attribute| attribute.name == "datetime")
        .map(|attribute| attribute.value);
    let written = written.map_or_else(|| to_text(value), str::to_owned);
    date::parse(&written).map(|_| Cow::Owned(written))
}

/// An address as written if it is absolute, else joined to the base.
fn absolute<'a>(href: &'a str, base: Option<&Url>) -> Cow<'a, str> {
    let href = href.trim();
    let scheme = href.split([':', '/', '?', '#']).next().unwrap_or_default();
    if href.as_bytes().get(scheme.len()) == Some(&b':') && !scheme.is_empty() {
        return Cow::Borrowed(href);
    }
    base.and_then(|base| base.join(href).ok())
        .map_or(Cow::Borrowed(href), |url| Cow::Owned(url.into()))
}
