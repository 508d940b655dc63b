//! Any feed → the same feed in clean XML, piece by piece, for feed-rs to read.
//!
//! feed-rs is strict: one bare `&`, one unclosed tag, one unknown namespace costs it the whole feed, deep nesting its
//! stack, and an author's odd mail address a panic. So it never sees a publisher's XML. Each item is written anew, two
//! levels deep, with every text in CDATA and every name in its standard form. What feed-rs has no field for (whether the
//! guid is a link, comment counts, `xml:base`, languages, who wrote it) is noted beside the item.

use url::Url;

use super::names::{Element, Field, Space, Spaces, element};
use super::part::{Context as PartContext, Facts, Part};
use super::repairs::Repairs;
use super::value::Entities;
use crate::parse::markup::{Piece, Pieces};
use crate::text::html::tags::{Tag, attributes, spaced_tag};

/// Most items of a feed that are read.
pub(super) const MAX_ITEMS: usize = 20_000;
/// Items are handed on when this many bytes have come together.
const BATCH_BYTES: usize = 64 * 1024;

/// The two families of feeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Family {
    /// RSS 0.9x, 1.0 (RDF) and 2.0.
    #[default]
    Rss,
    /// Atom 0.3 and 1.0.
    Atom,
}

/// Some items in clean XML.
#[derive(Clone, Debug, Default)]
pub(super) struct Batch {
    /// `<item>…</item>` or `<entry>…</entry>`, one after the other.
    pub(super) xml: String,
    /// Where each item ends in `xml`, and what else is known of it.
    pub(super) items: Vec<(usize, Facts)>,
}

/// What an element that is still open is for.
#[derive(Clone, Debug)]
enum Open<'a> {
    /// Its inner markup is a value.
    Value {
        tag: Tag<'a>,
        element: Element,
        inner: usize,
        nested: u32,
        tags: bool,
    },
    /// Nothing in it matters.
    Ignored { name: &'a str, nested: u32 },
}

/// The reader of a damaged feed and writer of a clean one.
#[derive(Debug)]
pub(super) struct Rewriter<'a> {
    text: &'a str,
    pieces: Pieces<'a>,
    spaces: Spaces,
    entities: Entities,
    open: Option<Open<'a>>,
    in_item: bool,
    item: Part,
    batch: Batch,
    count: usize,
    declarations: u32,
    /// Whether the root element has ended.
    ended: bool,
    /// Whether an HTML page began before the feed.
    pub(super) in_page: bool,
    /// Name of the root element as written; `None` until it is found.
    pub(super) root: Option<&'a str>,
    /// Name of the first element, whatever it is.
    pub(super) first_element: Option<&'a str>,
    /// Which family the root belongs to.
    pub(super) family: Family,
    /// Elements of the feed itself.
    pub(super) header: Part,
    /// Base of the feed's relative links.
    base: Option<Url>,
    /// What had to be repaired.
    pub(super) repairs: Repairs,
}

impl<'a> Rewriter<'a> {
    /// A rewriter for a decoded body whose relative links start from `base`.
    pub(super) fn new(text: &'a str, base: Option<&Url>) -> Self {
        Self {
            text,
            pieces: Pieces::new(text),
            spaces: Spaces::default(),
            entities: Entities::default(),
            open: None,
            in_item: false,
            item: Part::default(),
            batch: Batch::default(),
            count: 0,
            declarations: 0,
            ended: false,
            in_page: false,
            root: None,
            first_element: None,
            family: Family::Rss,
            header: Part::default(),
            base: base.cloned(),
            repairs: Repairs::default(),
        }
    }

    /// The next items; `None` when there are no more.
    pub(super) fn next_batch(&mut self) -> Option<Batch> {
        while self.batch.xml.len() < BATCH_BYTES {
            if self.count > MAX_ITEMS {
                self.repairs.too_many_items = true;
                break;
            }
            let Some((piece, start, end)) = self.pieces.next_piece() else {
                self.end_of_text();
                break;
            };
            self.piece(piece, start, end);
        }
        let batch = std::mem::take(&mut self.batch);
        (!batch.items.is_empty()).then_some(batch)
    }

    fn end_of_text(&mut self) {
        if self.in_item {
            self.repairs.cut_short = true;
            self.close_open(self.text.len());
            self.finish_item();
        }
        self.repairs.cut_short |= self.root.is_some() && !self.ended;
        self.repairs.damage(self.pieces.damage);
    }

    fn piece(&mut self, piece: Piece<'a>, start: usize, end: usize) {
        match piece {
            Piece::Start(tag) => self.start(tag, start, end),
            Piece::End(tag) => self.end(tag, start),
            Piece::Doctype(doctype) if self.root.is_none() => self.entities.read(doctype),
            Piece::Declaration if self.open.is_none() => {
                self.declarations += 1;
                self.repairs.extra_declaration |= self.declarations > 1 || self.root.is_some();
            }
            Piece::Text if self.root.is_none() => {
                let blank = self
                    .text
                    .get(start..end)
                    .is_none_or(|text| text.trim_matches('\u{feff}').trim().is_empty());
                self.repairs.junk_before |= !blank;
            }
            Piece::Text if self.open.is_none() => self.text_between(start, end),
            Piece::Text | Piece::CData | Piece::Doctype(_) | Piece::Declaration => {}
        }
    }

    /// Text where elements are expected: a tag with blanks behind its `<`, or what a server wrote after the feed.
    fn text_between(&mut self, start: usize, end: usize) {
        let text = self.text.get(start..end).unwrap_or_default();
        self.repairs.junk_after |= self.ended && !text.trim().is_empty();
        if let Some(tag) = spaced_tag(text).filter(|tag| !tag.closing) {
            self.pieces.damage.bare_angles = self.pieces.damage.bare_angles.saturating_sub(1);
            self.repairs.spaced_tag = true;
            self.start(tag, start, start + tag.bytes);
        }
    }

    fn start(&mut self, tag: Tag<'a>, start: usize, end: usize) {
        if self.open.is_some() {
            if !self.ends_open(tag) {
                self.start_inside(tag);
                return;
            }
            self.repairs.unclosed = true;
            self.close_open(start);
        }
        let element = self.understand(tag);
        if self.root.is_none() && !self.is_root(tag, element) {
            return;
        }
        self.repairs.junk_after |= self.ended && !matches!(element, Element::Item | Element::Wrapper);
        match element {
            Element::Item => self.start_item(tag),
            Element::Wrapper => self.wrapper(tag),
            Element::Media(name) if self.in_item => self.item.media(name, tag),
            Element::Link if has_attribute(tag, "href") => self.part(|part, ctx| part.link(tag, None, ctx)),
            Element::Enclosure => self.part(|part, ctx| part.enclosure(tag, ctx)),
            Element::Category if tag.empty => self.part(|part, ctx| part.category(tag, "", false, ctx)),
            _ if tag.empty => {}
            Element::Unknown | Element::Media(_) => {
                self.open = Some(Open::Ignored {
                    name: tag.name,
                    nested: 0,
                });
            }
            _ => {
                self.open = Some(Open::Value {
                    tag,
                    element,
                    inner: end,
                    nested: 0,
                    tags: false,
                });
            }
        }
    }

    /// What an element is. Namespaces it declares are noted first; a default namespace counts for the whole feed only
    /// where the feed's own structure declares it, so that inline XHTML does not change what follows.
    fn understand(&mut self, tag: Tag<'a>) -> Element {
        let mut own_default = None;
        if tag.attributes.contains("xmlns") {
            for attribute in attributes(tag.attributes) {
                if attribute.name == "xmlns" {
                    own_default = Some(attribute.value);
                } else if let Some(prefix) = attribute.name.strip_prefix("xmlns:") {
                    self.repairs.odd_namespace |= self.spaces.declare(prefix, attribute.value);
                }
            }
        }
        let (mut space, local) = self.spaces.resolve(tag.name);
        self.repairs.undeclared_prefix |=
            self.root.is_some() && space != Space::Other && !self.spaces.is_declared(tag.name);
        if let Some(address) = own_default.filter(|_| !tag.name.contains(':')) {
            let mut own = Spaces::default();
            own.declare("", address);
            (space, _) = own.resolve(local);
            let structure = matches!(
                element(Space::Core, local, self.in_item),
                Element::Wrapper | Element::Item
            );
            if structure || self.root.is_none() {
                self.repairs.odd_namespace |= self.spaces.declare("", address);
            }
        }
        element(space, local, self.in_item)
    }

    /// Whether the feed begins here.
    fn is_root(&mut self, tag: Tag<'a>, element: Element) -> bool {
        let (_, local) = tag.name.rsplit_once(':').unwrap_or(("", tag.name));
        self.in_page |= local.eq_ignore_ascii_case("html");
        let known = match element {
            Element::Wrapper => !self.in_page || !local.eq_ignore_ascii_case("channel"),
            Element::Item => !self.in_page,
            _ => false,
        };
        if known {
            let atom = local.eq_ignore_ascii_case("feed") || local.eq_ignore_ascii_case("entry");
            self.family = if atom { Family::Atom } else { Family::Rss };
            self.root = Some(tag.name);
            self.repairs.junk_before |= self.first_element.is_some();
            self.repairs.letter_case |=
                !matches!(local, "rss" | "feed" | "RDF" | "channel" | "item" | "entry");
            let version = has_attribute(tag, "version");
            self.repairs.no_version |= local.eq_ignore_ascii_case("rss") && !version;
        }
        self.first_element = self.first_element.or(Some(tag.name));
        known
    }

    fn wrapper(&mut self, tag: Tag<'a>) {
        for attribute in attributes(tag.attributes) {
            match attribute.name {
                "xml:lang" => self.header.facts.language = Some(attribute.value.to_owned()),
                "xml:base" => {
                    self.base = self.repairs.base(self.base.as_ref(), attribute.value);
                }
                _ => {}
            }
        }
    }

    fn start_item(&mut self, tag: Tag<'a>) {
        if self.in_item {
            self.repairs.unclosed = true;
            self.finish_item();
        }
        self.in_item = true;
        let (_, local) = tag.name.rsplit_once(':').unwrap_or(("", tag.name));
        self.repairs.letter_case |= !matches!(local, "item" | "entry");
        self.part(|part, ctx| part.item_attributes(tag, ctx));
        if tag.empty {
            self.finish_item();
        }
    }

    /// A start tag while a value or an ignored element is open.
    fn start_inside(&mut self, inside: Tag<'a>) {
        match &mut self.open {
            Some(Open::Value {
                tag, nested, tags, ..
            }) => {
                *tags = true;
                *nested += u32::from(tag.name == inside.name && !inside.empty);
            }
            Some(Open::Ignored { name, nested }) => {
                *nested += u32::from(*name == inside.name && !inside.empty);
            }
            None => {}
        }
    }

    /// Whether a start tag shows that the open element should have ended: an item begins, or another field of the feed
    /// that is no element of HTML, or, in a field that is never long, a link.
    fn ends_open(&self, tag: Tag<'a>) -> bool {
        let (space, local) = self.spaces.resolve(tag.name);
        if space != Space::Core {
            return false;
        }
        let next = element(space, local, self.in_item);
        if next == Element::Item {
            return true;
        }
        let Some(Open::Value {
            tag: open,
            element: opened,
            ..
        }) = &self.open
        else {
            return false;
        };
        let short = match opened {
            Element::Text(field, _) => !matches!(field, Field::Summary | Field::Content),
            Element::Link | Element::Category => true,
            _ => false,
        };
        let field = matches!(
            next,
            Element::Text(..) | Element::Link | Element::Category | Element::Enclosure
        );
        let html = crate::text::html::elements::role(local).is_some();
        field && open.name != tag.name && (!html || (short && local.eq_ignore_ascii_case("link")))
    }

    fn end(&mut self, tag: Tag<'a>, start: usize) {
        let closes = match &mut self.open {
            Some(Open::Value {
                tag: Tag { name, .. },
                nested,
                tags,
                ..
            }) => {
                let same = *name == tag.name || name.eq_ignore_ascii_case(tag.name);
                let outermost = *nested == 0;
                *tags |= !(same && outermost);
                *nested -= u32::from(same && !outermost);
                same && outermost
            }
            Some(Open::Ignored { name, nested }) => {
                let same = *name == tag.name;
                let outermost = *nested == 0;
                *nested -= u32::from(same && !outermost);
                same && outermost
            }
            None => false,
        };
        if closes {
            self.close_open(start);
            return;
        }
        let (space, local) = self.spaces.resolve(tag.name);
        let ended = element(space, local, self.in_item);
        self.repairs.stray_end |= self.in_item && self.open.is_none() && ended == Element::Unknown;
        if !matches!(space, Space::Core | Space::Rdf) {
            return;
        }
        if self.in_item && matches!(ended, Element::Item | Element::Wrapper) {
            self.repairs.unclosed |= self.open.is_some() || ended == Element::Wrapper;
            self.close_open(start);
            self.finish_item();
        }
        self.ended |= self.root.is_some_and(|root| root.eq_ignore_ascii_case(tag.name));
    }

    /// Ends the open element before byte `end` and takes its value.
    fn close_open(&mut self, end: usize) {
        if let Some(Open::Value {
            tag,
            element,
            inner,
            tags,
            ..
        }) = self.open.take()
        {
            let inner = self.text.get(inner..end).unwrap_or_default();
            self.part(|part, ctx| part.value(element, tag, inner, tags, ctx));
        }
    }

    /// Runs something on the item, or on the feed's header outside items.
    fn part(&mut self, run: impl FnOnce(&mut Part, &mut PartContext<'_>)) {
        let mut context = PartContext {
            family: self.family,
            in_item: self.in_item,
            base: self.base.as_ref(),
            entities: &self.entities,
            repairs: &mut self.repairs,
        };
        run(
            if self.in_item {
                &mut self.item
            } else {
                &mut self.header
            },
            &mut context,
        );
    }

    fn finish_item(&mut self) {
        self.in_item = false;
        self.open = None;
        self.count += 1;
        let (open, close) = match self.family {
            Family::Rss => ("<item>", "</item>\n"),
            Family::Atom => ("<entry>", "</entry>\n"),
        };
        self.batch.xml.push_str(open);
        let facts = self.item.finish(&mut self.batch.xml, self.base.as_ref());
        self.batch.xml.push_str(close);
        self.batch.items.push((self.batch.xml.len(), facts));
    }
}

/// An address made absolute; `None` if that cannot be.
pub(super) fn joined(base: Option<&Url>, address: &str) -> Option<Url> {
    let address = address.trim();
    match base {
        Some(base) => base.join(address).ok(),
        None => Url::parse(address).ok(),
    }
}

/// Whether a tag has an attribute that is not blank.
fn has_attribute(tag: Tag<'_>, name: &str) -> bool {
    attributes(tag.attributes)
        .any(|attribute| attribute.name.eq_ignore_ascii_case(name) && !attribute.value.is_empty())
}
