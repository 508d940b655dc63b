//! Whether a post carries what was agreed.

use crate::classify::told::{Disclosure, disclosure};
use crate::model::{Mention, Must};
use crate::text::{fold::fold_key, url};

/// What of `musts` a post lacks, for people. What cannot be told any more, because the text is gone, is not lacking.
pub(super) fn lacks(post: &Mention, musts: &[Must]) -> Vec<String> {
    let missing = musts.iter().filter(|must| carries(post, must) == Some(false));
    missing.map(Must::as_words).collect()
}

/// Whether a post carries something; `None` if that cannot be told.
fn carries(post: &Mention, must: &Must) -> Option<bool> {
    match must {
        Must::Hashtag(tag) => Some(post.hashtags.contains(tag)),
        Must::Handle(name) => Some(post.handles.iter().any(|handle| names(handle, name))),
        Must::Code(code) => {
            let code = fold_key(code);
            Some(post.codes.iter().any(|seen| fold_key(seen) == code))
        }
        Must::Link(link) => Some(
            post.backlinks
                .iter()
                .any(|seen| leads_to(&seen.link.url, link) || leads_to(seen.link.target(), link)),
        ),
        Must::Disclosure(_) => match disclosure(post) {
            Disclosure::Clear => Some(true),
            Disclosure::Weak | Disclosure::None => Some(false),
            Disclosure::Unknown => None,
        },
        Must::Words(words) => {
            let words = fold_key(words);
            let known = !post.text.is_empty() || !post.title.is_empty();
            let says = |text: &str| fold_key(text).contains(&words);
            known.then(|| says(&post.title) || says(&post.text))
        }
    }
}

/// Whether a handle is that account: `acme`, `acme@server` and `acme.bsky.social` are all named `acme`.
fn names(handle: &str, name: &str) -> bool {
    let handle = fold_key(handle);
    let short = |full: &str| full.split('@').next().unwrap_or_default().to_owned();
    handle == *name || (!name.contains('@') && short(&handle) == *name)
}

/// Whether an address is on a site, or on a page or below it.
fn leads_to(address: &str, link: &str) -> bool {
    let Some(host) = url::host_of(address) else {
        return false;
    };
    let (site, path) = link.split_once('/').unwrap_or((link, ""));
    if !url::host_matches(&host, site.trim_start_matches("www.")) {
        return false;
    }
    let seen = url::parse_loose(address).map(|seen| seen.path().trim_matches('/').to_lowercase());
    let wanted = path.split(['?', '#']).next().unwrap_or_default();
    let wanted = wanted.trim_matches('/').to_lowercase();
    seen.is_some_and(|seen| {
        let below = seen.strip_prefix(&wanted);
        wanted.is_empty() || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::sample;
    use crate::model::{Backlink, Link, MediaKind};

    fn post() -> Mention {
        let mut post = sample::mention(1, "2026-11-17T12:00:00Z");
        post.text = "My new skates are the best of the year".to_owned();
        post.hashtags = vec!["acmelaunch".to_owned()];
        post.handles = vec!["acme.rockets".to_owned(), "acme@fjord.example".to_owned()];
        post.codes = vec!["KRISTAL10".to_owned()];
        post.backlinks = vec![Backlink {
            brand: "acme".into(),
            link: Link {
                url: "https://shop.acme.example/kristal?utm_source=x".to_owned(),
                ..Link::default()
            },
            ..Backlink::default()
        }];
        post
    }

    #[test]
    fn what_a_post_carries_is_ticked_off() {
        let has = |must: Must| carries(&post(), &must);
        for (must, carried) in [
            (Must::Hashtag("acmelaunch".to_owned()), true),
            (Must::Hashtag("acme".to_owned()), false),
            (Must::Handle("acme.rockets".to_owned()), true),
            (Must::Handle("acme".to_owned()), true),
            (Must::Handle("acme@elsewhere.example".to_owned()), false),
            (Must::Code("kristal10".to_owned()), true),
            (Must::Code("TOM10".to_owned()), false),
            (Must::Link("acme.example".to_owned()), true),
            (Must::Link("acme.example/kristal".to_owned()), true),
            (Must::Link("acme.example/kris".to_owned()), false),
            (Must::Link("notacme.example".to_owned()), false),
            (Must::Words("New Skates".to_owned()), true),
            (Must::Words("old skates".to_owned()), false),
        ] {
            assert_eq!(has(must.clone()), Some(carried), "{must:?}");
        }
    }

    #[test]
    fn a_disclosure_is_any_clear_one() {
        let must = Must::Disclosure("#ad".to_owned());
        let mut paid = post();
        assert_eq!(lacks(&paid, std::slice::from_ref(&must)), ["#ad"]);
        paid.media = MediaKind::Paid;
        for (why, lacking) in [
            ("it says `#reklam`", 0),
            ("it says `#spon`, which regulators do not take as sufficient", 1),
            ("paid by the campaign `spring`", 1),
        ] {
            paid.evidence = [("paid".to_owned(), why.to_owned())].into();
            assert_eq!(lacks(&paid, std::slice::from_ref(&must)).len(), lacking, "{why}");
        }
    }

    #[test]
    fn a_text_that_is_gone_lacks_no_words() {
        let mut gone = post();
        gone.text.clear();
        gone.title.clear();
        assert_eq!(carries(&gone, &Must::Words("skates".to_owned())), None);
    }
}
