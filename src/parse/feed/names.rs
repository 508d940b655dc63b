//! The vocabulary of feeds: which element, under which of its many names, means what.

/// Namespaces that matter, whatever address or prefix a feed gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS of any version, Atom of any version, or none.
    Core,
    /// `content:encoded`.
    Content,
    /// Dublin Core elements and terms.
    Dublin,
    /// Media RSS.
    Media,
    /// Podcasts.
    Itunes,
    /// Comment counts of RSS.
    Slash,
    /// Comment counts of Atom.
    Thread,
    /// RDF syntax.
    Rdf,
    /// XHTML.
    Xhtml,
    /// Anything else.
    Other,
}

/// Parts of namespace addresses, first match wins; compared in lower case, so that `http`/`https`, `www.`, a missing
/// slash or a wrong year do not matter.
const ADDRESSES: &[(&str, Space)] = &[
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("purl.org/rss/1.0/modules/slash", Space::Slash),
    ("purl.org/rss/1.0/modules/", Space::Other),
    ("purl.org/dc/", Space::Dublin),
    ("purl.org/metadata/dublin_core", Space::Dublin),
    ("purl.org/syndication/thread", Space::Thread),
    ("purl.org/rss/", Space::Core),
    ("purl.org/atom/", Space::Core),
    ("w3.org/2005/atom", Space::Core),
    ("netscape.com/rdf/simple", Space::Core),
    ("netscape.com/publish", Space::Core),
    ("channel.netscape.com", Space::Core),
    ("backend.userland.com", Space::Core),
    ("blogs.law.harvard.edu", Space::Core),
    ("cyber.law.harvard.edu", Space::Core),
    ("cyber.harvard.edu", Space::Core),
    ("search.yahoo.com/mrss", Space::Media),
    ("video.search.yahoo.com", Space::Media),
    ("rssboard.org/media-rss", Space::Media),
    ("itunes.com/dtds", Space::Itunes),
    ("itunes.com/dtd", Space::Itunes),
    ("22-rdf-syntax-ns", Space::Rdf),
    ("w3.org/1999/xhtml", Space::Xhtml),
];

/// Prefixes as everybody uses them, for feeds that forgot to declare them.
const PREFIXES: &[(&str, Space)] = &[
    ("", Space::Core),
    ("rss", Space::Core),
    ("atom", Space::Core),
    ("a10", Space::Core),
    ("content", Space::Content),
    ("dc", Space::Dublin),
    ("dcterms", Space::Dublin),
    ("media", Space::Media),
    ("itunes", Space::Itunes),
    ("slash", Space::Slash),
    ("thr", Space::Thread),
    ("rdf", Space::Rdf),
    ("xhtml", Space::Xhtml),
];

/// The namespace an address means.
fn space_of_address(address: &str) -> Space {
    let address = address.trim().to_ascii_lowercase();
    ADDRESSES
        .iter()
        .find(|(part, _)| address.contains(part))
        .map_or(Space::Other, |(_, space)| *space)
}

/// Prefixes declared so far. A feed that gives one prefix two meanings is read with the later one.
#[derive(Clone, Debug, Default)]
pub(super) struct Spaces {
    declared: Vec<(String, Space)>,
}

/// More prefixes than this are an attack.
const MAX_PREFIXES: usize = 64;

impl Spaces {
    /// Takes note of `xmlns="…"` (with `prefix` empty) or `xmlns:prefix="…"`; gives whether the address had to be
    /// guessed at. All that matter were defined with `http`.
    pub(super) fn declare(&mut self, prefix: &str, address: &str) -> bool {
        let mut space = space_of_address(address);
        let mut guessed = space != Space::Other && address.trim_start().starts_with("https:");
        if space == Space::Other {
            // An address nobody knows: believe a prefix that everybody knows.
            space = conventional(prefix).unwrap_or(Space::Other);
            guessed = space != Space::Other;
        }
        if let Some(known) = self.declared.iter_mut().find(|(name, _)| name == prefix) {
            known.1 = space;
        } else if self.declared.len() < MAX_PREFIXES {
            self.declared.push((prefix.to_owned(), space));
        }
        guessed
    }

    /// Whether the prefix of a name was declared; no prefix need not be.
    pub(super) fn is_declared(&self, name: &str) -> bool {
        let Some((prefix, _)) = name.split_once(':') else {
            return true;
        };
        self.declared.iter().any(|(known, _)| known == prefix)
    }

    /// Namespace and local name of an element.
    pub(super) fn resolve<'n>(&self, name: &'n str) -> (Space, &'n str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let declared = self
            .declared
            .iter()
            .find(|(known, _)| known == prefix)
            .map(|(_, space)| *space);
        (
            declared.or_else(|| conventional(prefix)).unwrap_or(Space::Other),
            local,
        )
    }
}

fn conventional(prefix: &str) -> Option<Space> {
    PREFIXES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(prefix))
        .map(|(_, space)| *space)
}

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// `item`, `entry`.
    Item,
    /// `rss`, `feed`, `channel`, `RDF`, and wrappers whose children count as if they stood outside.
    Wrapper,
    /// A text, and how strong a claim this name has to the field: a weaker one never replaces a stronger one.
    Text(Field, u8),
    /// Atom's `link`, which has attributes, or RSS's, which has text.
    Link,
    /// `enclosure`.
    Enclosure,
    /// `category`, by attribute or text.
    Category,
    /// `author` with `name`, `uri` and `email`, or as text; and the strength of the claim.
    Person(u8),
    /// Elements of Media RSS: files, counts and what wraps them.
    Media(&'static str),
    /// Anything else, with all it holds.
    Unknown,
}

/// Fields that are texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Field {
    Title,
    Id,
    Summary,
    Content,
    Published,
    Updated,
    Comments,
    Language,
    Keywords,
    Ttl,
}

/// What an element of a feed or of one of its items is.
pub(super) fn element(space: Space, local: &str, in_item: bool) -> Element {
    let mut lower = [0_u8; 20];
    let Some(slot) = lower.get_mut(..local.len()) else {
        return Element::Unknown;
    };
    slot.copy_from_slice(local.as_bytes());
    slot.make_ascii_lowercase();
    let Ok(local) = std::str::from_utf8(slot) else {
        return Element::Unknown;
    };
    match space {
        Space::Core => core_element(local, in_item),
        Space::Content if local == "encoded" => Element::Text(Field::Content, 4),
        Space::Dublin => dublin_element(local),
        Space::Media => media_element(local),
        Space::Itunes => itunes_element(local),
        Space::Slash if local == "comments" => Element::Text(Field::Comments, 2),
        Space::Thread if local == "total" => Element::Text(Field::Comments, 3),
        Space::Rdf if local == "rdf" => Element::Wrapper,
        Space::Xhtml if in_item && matches!(local, "body" | "div") => Element::Text(Field::Content, 2),
        _ => Element::Unknown,
    }
}

fn core_element(local: &str, in_item: bool) -> Element {
    match local {
        "item" | "entry" => Element::Item,
        "rss" | "feed" | "channel" | "rdf" => Element::Wrapper,
        "title" => Element::Text(Field::Title, 4),
        "link" => Element::Link,
        "guid" | "id" => Element::Text(Field::Id, 4),
        "description" | "summary" => Element::Text(Field::Summary, 4),
        "subtitle" | "tagline" | "abstract" => Element::Text(Field::Summary, 2),
        "content" => Element::Text(Field::Content, 3),
        "body" | "fullitem" if in_item => Element::Text(Field::Content, 2),
        "pubdate" | "published" | "issued" => Element::Text(Field::Published, 4),
        "date" => Element::Text(Field::Published, 2),
        "created" => Element::Text(Field::Published, 1),
        "updated" | "modified" | "lastbuilddate" => Element::Text(Field::Updated, 4),
        "language" => Element::Text(Field::Language, 4),
        "ttl" if !in_item => Element::Text(Field::Ttl, 4),
        "author" => Element::Person(4),
        "category" => Element::Category,
        "enclosure" if in_item => Element::Enclosure,
        _ => Element::Unknown,
    }
}

fn dublin_element(local: &str) -> Element {
    match local {
        "title" => Element::Text(Field::Title, 3),
        "creator" | "author" => Element::Person(3),
        "description" => Element::Text(Field::Summary, 3),
        "issued" => Element::Text(Field::Published, 3),
        "date" => Element::Text(Field::Published, 2),
        "created" | "available" => Element::Text(Field::Published, 1),
        "modified" => Element::Text(Field::Updated, 3),
        "subject" => Element::Category,
        "language" => Element::Text(Field::Language, 3),
        _ => Element::Unknown,
    }
}

fn itunes_element(local: &str) -> Element {
    match local {
        "title" => Element::Text(Field::Title, 2),
        "author" => Element::Person(2),
        "summary" => Element::Text(Field::Summary, 1),
        "keywords" => Element::Text(Field::Keywords, 1),
        _ => Element::Unknown,
    }
}

fn media_element(local: &str) -> Element {
    match local {
        "group" => Element::Media("group"),
        "content" => Element::Media("content"),
        "community" => Element::Media("community"),
        "statistics" => Element::Media("statistics"),
        "starrating" => Element::Media("starrating"),
        "title" => Element::Text(Field::Title, 1),
        "description" => Element::Text(Field::Summary, 1),
        "keywords" => Element::Text(Field::Keywords, 1),
        "credit" => Element::Person(1),
        _ => Element::Unknown,
    }
}
