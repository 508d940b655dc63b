//! What a query asks about a document beside its words: where it stands, who wrote it, how many heard it.

use super::Scene;
use crate::model::Document;
use crate::text::fold::fold_key;
use crate::text::language::code_of;
use crate::text::url::{canonical, host_matches, host_of, percent_decoded};
use crate::text::words::is_word;
use crate::watch::addresses::{addresses_of, written_hosts};
use crate::watch::defanged::Meant;
use crate::watch::glob::Glob;
use crate::watch::patterns::{Field, Shape, fits};
use crate::watch::query::{Fact, Figure, Place, shape_of};

impl Scene<'_> {
    pub(super) fn fact_holds(&self, fact: &Fact) -> bool {
        match fact {
            Fact::Site(place) => self.doc.url.as_deref().is_some_and(|url| is_at(url, place)),
            Fact::Link(place) => self.link_to(place).is_some(),
            Fact::Url(letters) => self
                .doc
                .url
                .as_deref()
                .is_some_and(|url| has_letters(url, letters)),
            Fact::Lang(code) => primary_language(self.doc).as_deref() == Some(code),
            Fact::Figure(figure, ordering, bound) => {
                figure_of(self.doc, *figure).is_some_and(|value| ordering.holds(value, *bound))
            }
            // Bound as names.
            Fact::Author(_) | Fact::Source(_) => false,
        }
    }

    /// The first link to a place: field, byte range in it, and the address as it stands.
    pub(super) fn link_to(&self, place: &Place) -> Option<(&'static str, usize, usize, String)> {
        let links = self.doc.links.iter();
        let mut links = links.filter(|link| is_at(&link.url, place) || is_at(link.target(), place));
        if let Some(link) = links.next() {
            return Some(("link", 0, link.url.len(), link.url.clone()));
        }
        let written = |field| self.written_link(field, place);
        [Field::Title, Field::Text].into_iter().find_map(written)
    }

    /// An address written out in a field, plainly or so that nobody follows it (`acme[.]com`).
    fn written_link(&self, field: Field, place: &Place) -> Option<(&'static str, usize, usize, String)> {
        let folded = self.folded(field);
        let hosts = written_hosts(&place.host);
        let stands = |start: usize, end: usize| {
            let (start, end) = folded.origin(start, end);
            let written = self.part(field).get(start..end)?;
            Some((field.as_str(), start, end, written.to_owned()))
        };
        let plain = hosts
            .iter()
            .flat_map(|host| addresses_of(&folded.text, host))
            .filter_map(|range| stands(range.start, range.end))
            .find(|(.., written)| is_at(written, place));
        plain.or_else(|| {
            let meant = Meant::of(&folded.text)?;
            let mut addresses = hosts.iter().flat_map(|host| addresses_of(&meant.text, host));
            let range = addresses.find(|range| {
                meant
                    .text
                    .get(range.clone())
                    .is_some_and(|address| is_at(address, place))
            })?;
            stands(meant.written_at(range.start), meant.written_at(range.end))
        })
    }
}

fn is_at(url: &str, place: &Place) -> bool {
    if !host_of(url).is_some_and(|own| host_matches(&own, &place.host)) {
        return false;
    }
    place.path.is_empty()
        || canonical(url).is_some_and(|key| {
            let own = key.find('/').and_then(|at| key.get(at..)).unwrap_or_default();
            own.strip_prefix(place.path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        })
}

/// Whether an address holds letters, as written or with its percent signs undone.
fn has_letters(url: &str, letters: &str) -> bool {
    url.to_lowercase().contains(letters)
        || (url.contains('%') && percent_decoded(url).to_lowercase().contains(letters))
}

fn figure_of(doc: &Document, figure: Figure) -> Option<u64> {
    match figure {
        Figure::Followers => doc.author.followers,
        Figure::Engagement => doc.engagement.actions(),
        Figure::Likes => doc.engagement.likes,
        Figure::Comments => doc.engagement.comments,
        Figure::Shares => doc.engagement.shares,
        Figure::Views => doc.engagement.views,
    }
}

/// Words in a row that a name must have.
#[derive(Clone, Debug)]
pub(in crate::watch) struct Names {
    words: Vec<Word>,
    of_source: bool,
}

#[derive(Clone, Debug)]
enum Word {
    Plain(String, Shape),
    Glob(Glob),
}

impl Names {
    pub(super) fn author(words: &[String]) -> Self {
        Self::new(words, false)
    }

    pub(super) fn source(words: &[String]) -> Self {
        Self::new(words, true)
    }

    fn new(words: &[String], of_source: bool) -> Self {
        let last = words.len().saturating_sub(1);
        let words = words.iter().enumerate().map(|(n, word)| {
            let (shape, folded) = (shape_of(word, n == last), fold_key(word));
            match Glob::new(&folded).filter(|_| shape == Shape::Glob) {
                Some(glob) => Word::Glob(glob),
                None => Word::Plain(folded.trim_end_matches('*').to_owned(), shape),
            }
        });
        Self {
            words: words.collect(),
            of_source,
        }
    }

    /// The name that has the words: field and name.
    pub(in crate::watch) fn find(&self, doc: &Document) -> Option<(&'static str, String)> {
        if self.of_source {
            let name = doc.source.as_str();
            return self
                .stand_in(&fold_key(name))
                .then(|| ("source", name.to_owned()));
        }
        let names = [&doc.author.name, &doc.author.handle].into_iter().flatten();
        let mut names = names.filter(|name| self.stand_in(&fold_key(name)));
        names.next().map(|name| ("author", name.clone()))
    }

    fn stand_in(&self, text: &str) -> bool {
        let Some((first, rest)) = self.words.split_first() else {
            return false;
        };
        first.places(text).any(|(_, end)| {
            let mut end = end;
            rest.iter().all(|word| {
                let next = text
                    .get(end..)
                    .and_then(|tail| tail.find(is_word))
                    .map(|gap| end + gap);
                let found = next.and_then(|at| word.at(text, at));
                end = found.unwrap_or(end);
                found.is_some()
            })
        })
    }
}

impl Word {
    /// Every place of the word in a folded text.
    fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        let letters = match self {
            Self::Plain(letters, _) => letters.as_str(),
            Self::Glob(glob) => glob.anchor(),
        };
        // Overlapping ones too: the first place of a piece need not be the one that fits.
        let begins =
            move |(at, _): &(usize, char)| text.get(*at..).is_some_and(|rest| rest.starts_with(letters));
        text.char_indices().filter(begins).filter_map(move |(at, _)| {
            let end = at + letters.len();
            match self {
                Self::Plain(_, shape) => fits(text, at, end, *shape).then_some((at, end)),
                Self::Glob(glob) => glob.around(text, at, end),
            }
        })
    }

    /// Where the word ends if it begins at a place.
    fn at(&self, text: &str, at: usize) -> Option<usize> {
        match self {
            Self::Plain(letters, shape) => {
                let end = at + letters.len();
                let stands = text.get(at..)?.starts_with(letters.as_str()) && fits(text, at, end, *shape);
                stands.then_some(end)
            }
            Self::Glob(_) => self
                .places(text)
                .find(|(start, _)| *start == at)
                .map(|(_, end)| end),
        }
    }
}

/// Code of the language a document declares, one for all of its meaning.
pub(in crate::watch) fn primary_language(doc: &Document) -> Option<String> {
    doc.language.as_deref().and_then(code_of)
}
