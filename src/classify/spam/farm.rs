//! Link farms: pages that exist for their links.

use std::collections::BTreeSet;

use crate::{
    model::Link,
    text::url::{host_of, registrable_domain},
};

/// Different sites linked from which on a page may be a farm: a news page of headlines links to its own.
const SITES: usize = 15;
/// Words for each of them that make it something to read: a list of links with a sentence about each.
const WORDS_A_SITE: usize = 8;
/// How much it speaks for spam.
pub(super) const WEIGHT: f32 = 0.6;

/// Why a page is a farm, if it is: it links to many sites and says next to nothing about them. Of a page whose text was cut
/// out of what stands around it (`is_cut`) the links around it do not count either: a short article stands beside a long
/// list of friends, too.
pub(super) fn judge(text: &str, links: &[Link], is_cut: bool) -> Option<String> {
    if links.len() < SITES {
        return None;
    }
    let sites: BTreeSet<String> = links
        .iter()
        .filter(|link| link.in_main || !is_cut)
        .filter_map(|link| host_of(&link.url))
        .map(|host| registrable_domain(&host).unwrap_or(host))
        .collect();
    let few = sites.len() * WORDS_A_SITE;
    let words = text.split_whitespace().take(few).count();
    (sites.len() >= SITES && words < few)
        .then(|| format!("{words} words around links to {} sites", sites.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(sites: usize, each: usize) -> Vec<Link> {
        (0..sites * each)
            .map(|n| Link {
                url: format!("https://site{}.example/{n}", n % sites),
                ..Link::default()
            })
            .collect()
    }

    #[test]
    fn many_sites_and_few_words_are_a_farm() {
        let short = "cheap rockets best skates buy now ".repeat(8);
        let long = "a sentence about each of those sites that one may want to see ".repeat(20);
        for (text, links, is_farm) in [
            (&short, links(30, 1), true),
            (&long, links(20, 1), false),
            (&short, links(2, 40), false),
            (&short, links(5, 1), false),
        ] {
            assert_eq!(judge(text, &links, false).is_some(), is_farm);
            assert!(judge(text, &links, true).is_none(), "links around the text");
        }
    }
}
