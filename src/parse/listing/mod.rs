//! A page with repeating items, found without being told where they are.
//!
//! The way of thinking is that of a reader: the items of a list are what repeats, leads somewhere, has a name of its own
//! and fills the page. Links are sorted by the path of elements that leads to them; each sort is judged by the pieces of
//! the page that its links stand for, and the best one tells the items. Everything is linear in the size of the page.

mod groups;
mod item;

use std::collections::BTreeSet;

use super::article::tree::Tree;
use super::{Context, Refusal, dom, fault};
use crate::model::{Document, Issue};
use crate::text::charset;

/// Reads the items of a list page, giving up building the tree when `keep_going` says no; what was built is read.
pub fn items_within(
    bytes: &[u8],
    ctx: &Context<'_>,
    keep_going: &mut dyn FnMut() -> bool,
) -> Result<(Vec<Document>, Vec<Issue>), Refusal> {
    let decoded = charset::decode(bytes, ctx.content_type);
    let page = dom::parse(&decoded.text, keep_going);
    let mut issues = Vec::new();
    if let Some(why) = fault::of_tree(&page.html).filter(|_| !page.cut) {
        return Err(Refusal(why.to_owned()));
    }
    if page.cut {
        issues.push(Issue(
            "the page is nested or built beyond all bounds; only its beginning was read".to_owned(),
        ));
    }
    let base = super::page::base_url(&page.html, ctx.base_url);
    let tree = Tree::new(&page.html);
    let found = groups::find(&tree);
    let reader = item::Reader::new(&tree, base.as_ref(), ctx, &found);
    let mut addresses = BTreeSet::new();
    let documents: Vec<Document> = found
        .iter()
        .filter_map(|item| reader.read(item))
        .filter(|document| {
            document
                .url
                .as_ref()
                .is_none_or(|url| addresses.insert(url.clone()))
        })
        .collect();
    if documents.is_empty() {
        issues.push(Issue(
            "no repeating items were found; name them by CSS: `items = { each = \"article\", title = \"h2\", link = \"h2 a@href\" }`"
                .to_owned(),
        ));
    }
    Ok((documents, issues))
}

#[cfg(test)]
mod tests;
