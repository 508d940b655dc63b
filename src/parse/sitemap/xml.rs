//! Url sets and sitemap indices, damaged or not, in one pass.

use jiff::Timestamp;
use url::Url;

use super::{Child, MAX_ENTRIES, Page, ParsedSitemap, address};
use crate::model::Issue;
use crate::parse::Context;
use crate::parse::feed::value::{BadReferences, Entities, unescape};
use crate::parse::markup::{Piece, Pieces};
use crate::text::date;
use crate::text::html::tags::Tag;

/// Most keywords of one page that are kept.
const MAX_KEYWORDS: usize = 50;
/// Longest title that is kept, in characters.
const MAX_TITLE_CHARS: usize = 1_000;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Page,
    Child,
}

/// Which vocabulary a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    /// The sitemap's own.
    Own,
    News,
    /// Images and videos.
    Media,
}

/// A field of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Loc,
    Changed,
    Published,
    /// The title of the page (news) or of something on it.
    Title,
    Part,
    Language,
    /// Several, with commas between them.
    Keywords,
    Tag,
}

/// Reads a sitemap; `None` if there is no sign of one.
pub(super) fn read(text: &str, ctx: &Context<'_>) -> Option<ParsedSitemap> {
    let mut reader = Reader::new(text, ctx.base_url);
    while reader.is_wanted && reader.count <= MAX_ENTRIES {
        let Some((piece, start, end)) = reader.pieces.next_piece() else {
            reader.cut |= reader.entry.is_some() || (reader.root.is_some() && !reader.ended);
            break;
        };
        match piece {
            Piece::Start(tag) => reader.start(tag, start, end),
            Piece::End(tag) => reader.end(tag, start),
            Piece::Doctype(doctype) if reader.root.is_none() => reader.entities.read(doctype),
            _ => {}
        }
    }
    (reader.is_wanted && reader.root.is_some()).then(|| reader.finish())
}

struct Reader<'a> {
    text: &'a str,
    pieces: Pieces<'a>,
    base: Option<&'a Url>,
    entities: Entities,
    /// `false` once the first element shows that this is something else.
    is_wanted: bool,
    /// The element that shows that this is a sitemap.
    root: Option<&'a str>,
    ended: bool,
    entry: Option<Entry>,
    group: Group,
    /// The field that is open: its name as written, and where its value begins.
    open: Option<(Field, &'a str, usize)>,
    count: usize,
    found: ParsedSitemap,
    cut: bool,
    unclosed: bool,
    odd: usize,
}

/// An entry that is still open.
struct Entry {
    kind: Kind,
    loc: Option<String>,
    changed: Option<Timestamp>,
    published: Option<Timestamp>,
    title: String,
    part_title: String,
    language: Option<String>,
    keywords: Vec<String>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, base: Option<&'a Url>) -> Self {
        Self {
            text,
            pieces: Pieces::new(text),
            base,
            entities: Entities::default(),
            is_wanted: true,
            root: None,
            ended: false,
            entry: None,
            group: Group::Own,
            open: None,
            count: 0,
            found: ParsedSitemap::default(),
            cut: false,
            unclosed: false,
            odd: 0,
        }
    }

    fn start(&mut self, tag: Tag<'a>, start: usize, end: usize) {
        let (prefix, local) = parts(tag.name);
        let kind = match local.as_str() {
            "url" => Some(Kind::Page),
            "sitemap" => Some(Kind::Child),
            _ => None,
        };
        if self.root.is_none() {
            let is_root = matches!(local.as_str(), "urlset" | "sitemapindex");
            if !is_root && kind.is_none() {
                // Anything else in front is passed over, but a feed or page is read by others.
                self.is_wanted &= !matches!(
                    local.as_str(),
                    "rss" | "rdf" | "feed" | "channel" | "html" | "body"
                );
                return;
            }
            self.root = Some(tag.name);
        }
        if let Some(kind) = kind.filter(|_| group_of(&prefix).is_none()) {
            if self.entry.is_some() {
                self.unclosed = true;
                self.close(start);
                self.finish_entry();
            }
            self.entry = (!tag.empty).then(|| Entry::new(kind));
            return;
        }
        if self.entry.is_none() || tag.empty {
            return;
        }
        let group = group_of(&prefix).unwrap_or(self.group);
        match local.as_str() {
            "news" => self.group = Group::News,
            "image" | "video" => self.group = Group::Media,
            _ => {
                if let Some(field) = field(group, &local) {
                    if self.open.is_some() {
                        self.unclosed = true;
                        self.close(start);
                    }
                    self.open = Some((field, tag.name, end));
                }
            }
        }
    }

    fn end(&mut self, tag: Tag<'a>, start: usize) {
        if self
            .open
            .is_some_and(|(_, name, _)| name.eq_ignore_ascii_case(tag.name))
        {
            self.close(start);
            return;
        }
        let (prefix, local) = parts(tag.name);
        match local.as_str() {
            "news" | "image" | "video" => {
                self.close(start);
                self.group = Group::Own;
            }
            "url" | "sitemap" if group_of(&prefix).is_none() => {
                self.close(start);
                self.finish_entry();
            }
            "urlset" | "sitemapindex" => {
                self.close(start);
                self.finish_entry();
                self.ended = true;
            }
            _ => {}
        }
    }

    /// Takes the value of the open field, which ends before byte `end`.
    fn close(&mut self, end: usize) {
        let Some((field, _, from)) = self.open.take() else {
            return;
        };
        let value = plain(self.text.get(from..end).unwrap_or_default(), &self.entities);
        if let Some(entry) = &mut self.entry {
            entry.take(field, value.trim());
        }
    }

    fn finish_entry(&mut self) {
        self.group = Group::Own;
        let Some(entry) = self.entry.take() else {
            return;
        };
        self.count += 1;
        if self.count > MAX_ENTRIES {
            return;
        }
        let loc = entry.loc.as_deref();
        let Some(url) = loc.and_then(|loc| address(loc, self.base)) else {
            self.odd += 1;
            return;
        };
        match entry.kind {
            Kind::Page => self.found.pages.push(entry.page(url)),
            Kind::Child => self.found.children.push(Child {
                url,
                changed: entry.changed,
            }),
        }
    }

    fn finish(mut self) -> ParsedSitemap {
        // A value that never ends may be half an address.
        self.open = None;
        self.finish_entry();
        let mut notice = |is: bool, what: &str| {
            if is {
                self.found.issues.push(Issue(what.to_owned()));
            }
        };
        notice(self.cut, "the sitemap breaks off; what came before was read");
        notice(
            self.unclosed || self.pieces.damage.bare_angles > 0,
            "elements that are not closed, or stray angle brackets, were passed over",
        );
        notice(
            self.count > MAX_ENTRIES,
            "the sitemap lists more than 50,000 entries, which the protocol does not allow; the rest was not read",
        );
        if self.odd > 0 {
            let odd = self.odd;
            self.found
                .issues
                .push(Issue(format!("{odd} entries have no address that can be read")));
        }
        self.found
    }
}

impl Entry {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            loc: None,
            changed: None,
            published: None,
            title: String::new(),
            part_title: String::new(),
            language: None,
            keywords: Vec::new(),
        }
    }

    fn page(self, url: Url) -> Page {
        let named = !self.title.is_empty();
        Page {
            url,
            changed: self.changed,
            published: self.published,
            title: if named { self.title } else { self.part_title },
            language: self.language,
            keywords: self.keywords,
        }
    }

    /// Keeps a value; the first of its kind counts.
    fn take(&mut self, field: Field, value: &str) {
        if value.is_empty() {
            return;
        }
        match field {
            Field::Loc => {
                self.loc.get_or_insert_with(|| value.to_owned());
            }
            Field::Changed => self.changed = self.changed.or_else(|| date::parse(value)),
            Field::Published => self.published = self.published.or_else(|| date::parse(value)),
            Field::Title if self.title.is_empty() => self.title = one_line(value),
            Field::Part if self.part_title.is_empty() => self.part_title = one_line(value),
            Field::Title | Field::Part => {}
            Field::Language => {
                self.language = self.language.take().or_else(|| language(value));
            }
            Field::Keywords => {
                for keyword in value.split([',', ';']) {
                    add_keyword(&mut self.keywords, keyword);
                }
            }
            Field::Tag => add_keyword(&mut self.keywords, value),
        }
    }
}

fn add_keyword(keywords: &mut Vec<String>, keyword: &str) {
    let keyword = one_line(keyword);
    if !keyword.is_empty() && keywords.len() < MAX_KEYWORDS && !keywords.contains(&keyword) {
        keywords.push(keyword);
    }
}

/// Prefix and local name, both in lower case.
fn parts(name: &str) -> (String, String) {
    let (prefix, local) = name.rsplit_once(':').unwrap_or(("", name));
    (prefix.to_ascii_lowercase(), local.to_ascii_lowercase())
}

/// The vocabulary that a prefix stands for by custom; `None` for the sitemap's own and whatever else.
fn group_of(prefix: &str) -> Option<Group> {
    match prefix {
        "news" | "n" => Some(Group::News),
        "image" | "video" | "media" => Some(Group::Media),
        _ => None,
    }
}

fn field(group: Group, local: &str) -> Option<Field> {
    Some(match (group, local) {
        (Group::Own, "loc") => Field::Loc,
        (Group::Own, "lastmod") => Field::Changed,
        (Group::News | Group::Media, "publication_date") => Field::Published,
        (Group::News, "title") => Field::Title,
        (Group::Media, "title") => Field::Part,
        (Group::News, "language") => Field::Language,
        (Group::News, "keywords") => Field::Keywords,
        (Group::Media, "tag") => Field::Tag,
        _ => return None,
    })
}

/// Primary tag of a language, lower case: `zh-cn` → `zh`.
fn language(value: &str) -> Option<String> {
    let primary = value.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    let is_code = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    is_code.then_some(primary)
}

/// The text of an element: references resolved once, CDATA taken as it is, tags left out.
fn plain(inner: &str, entities: &Entities) -> String {
    let mut out = String::new();
    let mut pieces = Pieces::new(inner);
    while let Some((piece, start, end)) = pieces.next_piece() {
        let raw = inner.get(start..end).unwrap_or_default();
        match piece {
            Piece::Text => out.push_str(&unescape(raw, entities, &mut BadReferences::default())),
            Piece::CData => {
                let body = raw.strip_prefix("<![CDATA[").unwrap_or(raw);
                out.push_str(body.strip_suffix("]]>").unwrap_or(body));
            }
            _ => {}
        }
    }
    out
}

/// On one line, at most [`MAX_TITLE_CHARS`] long.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(MAX_TITLE_CHARS).collect()
}
