//! Hashtags and accounts as tokens: found by their first letters, proved as the platforms read them.

use super::{Scene, Span};
use crate::model::Platform;
use crate::text::fold::fold_key;
use crate::watch::glob;
use crate::watch::patterns::Field;
use crate::watch::query::Sign;

/// A hashtag or an account that a query asks for.
#[derive(Clone, Debug)]
pub(in crate::watch) struct WantedTag {
    /// Sign and first letters.
    pub(in crate::watch) literal: Option<u32>,
    pub(super) sign: Sign,
    /// In the form of the rule's layer.
    pub(super) name: String,
    /// Folded, for what the platform keeps beside the text.
    pub(super) key: String,
    pub(super) within: Option<Field>,
    /// Whether what is kept beside the text counts.
    pub(in crate::watch) wide: bool,
}

impl WantedTag {
    /// Whether a tag as read is this one; an account without server is looked for on all of them.
    fn is(&self, wanted: &str, read: &str) -> bool {
        let read = read.trim_start_matches(['#', '＃']);
        glob::whole(wanted, read)
            || (self.sign == Sign::At
                && !wanted.contains('@')
                && read
                    .split_once('@')
                    .is_some_and(|(user, _)| glob::whole(wanted, user)))
    }
}

impl Scene<'_> {
    /// Places of a tag in title and text.
    pub(super) fn tag_places(&self, tag: &WantedTag) -> Vec<Span> {
        let hits = tag.literal.map_or_else(Vec::new, |literal| self.hits_of(literal));
        let mut found: Vec<Span> = Vec::new();
        for hit in hits
            .iter()
            .filter(|hit| tag.within.is_none_or(|field| field == hit.field))
        {
            let tags = self.tags(hit.field, tag.sign);
            let at = tags.partition_point(|known| known.range.start < hit.start);
            if let Some(known) = tags.get(at).filter(|known| known.range.start == hit.start)
                && tag.is(&tag.name, known.name)
            {
                found.push(Span {
                    field: hit.field,
                    start: known.range.start,
                    end: known.range.end,
                });
            }
        }
        found
    }

    /// What the platform keeps beside the text: its own tags, the author's account. Field and words.
    pub(super) fn tag_beside(&self, tag: &WantedTag) -> Option<(&'static str, String)> {
        if !tag.wide {
            return None;
        }
        match tag.sign {
            Sign::Hash => {
                // A blog's categories are no hashtags; a platform's tags are. Asked for by name, both count.
                let mut categories = self.doc.categories.iter();
                let found = categories.find(|category| {
                    let key: String = fold_key(category).split_whitespace().collect();
                    tag.is(&tag.key, &key)
                });
                found.map(|category| ("category", category.clone()))
            }
            Sign::At => {
                let handle = self
                    .doc
                    .author
                    .handle
                    .as_ref()
                    .filter(|_| self.doc.platform != Platform::Web)?;
                let read = handle.trim_start_matches('@').to_lowercase();
                tag.is(&tag.key, &read).then(|| ("author", handle.clone()))
            }
        }
    }
}
