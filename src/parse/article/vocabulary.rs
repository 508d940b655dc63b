//! The words that authors name parts of a page with, and what each says.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What the names of an element say of it, one bit for each thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::parse) struct Says(u16);

impl Says {
    /// It stands beside the article.
    pub(super) const BESIDE: Self = Self(1);
    /// It is laid over the page.
    pub(super) const OVER: Self = Self(1 << 1);
    /// It holds readers' replies.
    pub(super) const REPLIES: Self = Self(1 << 2);
    /// It is the lead of an article.
    pub(super) const LEAD: Self = Self(1 << 3);
    /// It is probably the body of an article.
    pub(super) const BODY: Self = Self(1 << 4);
    /// It is the body of an article, in a vocabulary for machines.
    pub(super) const DECLARED_BODY: Self = Self(1 << 5);
    /// Dates in it are not the article's.
    pub(super) const APART: Self = Self(1 << 6);
    /// It holds the date of publication.
    pub(super) const PUBLISHED: Self = Self(1 << 7);
    /// It may hold a date.
    pub(super) const DATED: Self = Self(1 << 8);
    /// It names the author.
    pub(super) const BYLINE: Self = Self(1 << 9);

    /// Whether anything of `other` is said.
    pub(super) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Says this too.
    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Does not say this after all.
    pub(super) fn drop(&mut self, other: Self) {
        self.0 &= !other.0;
    }
}

/// What one word says; lower case.
pub(super) fn of_word(word: &str) -> Says {
    let mut says = WORDS.get(word).copied().unwrap_or_default();
    if has_prefix(word, BESIDE_PREFIXES) {
        says.add(Says::BESIDE);
    }
    says
}

/// Whether a whole class or id names the body of an article, alone, at its beginning or at its end; lower case.
pub(super) fn names_body(name: &str) -> bool {
    has_prefix(name, BODY)
        || (BODY_ENDS.iter().any(|end| name.ends_with(end)) && BODY.iter().any(|body| name.ends_with(body)))
}

/// Whether `text` begins with one of `prefixes`, which are sorted and none of which begins another.
fn has_prefix(text: &str, prefixes: &[&str]) -> bool {
    let after = prefixes.partition_point(|prefix| *prefix <= text);
    after
        .checked_sub(1)
        .and_then(|at| prefixes.get(at))
        .is_some_and(|prefix| text.starts_with(prefix))
}

static WORDS: LazyLock<HashMap<&str, Says>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Says> = HashMap::new();
    for (list, says) in LISTS {
        for word in list {
            words.entry(word).or_default().add(says);
        }
    }
    words
});

const LISTS: [(&[&str], Says); 8] = [
    (BESIDE, Says::BESIDE),
    (OVER, Says::OVER),
    (REPLIES, Says::REPLIES),
    (LEAD, Says::LEAD),
    (APART, Says::APART),
    (PUBLISHED, Says::PUBLISHED),
    (DATED, Says::DATED),
    (BYLINE, Says::BYLINE),
];

/// Words that mark parts beside the article, wherever they stand in a class or id.
const BESIDE: &[&str] = &[
    "ad",
    "adbox",
    "addthis",
    "addtoany",
    "ads",
    "adsense",
    "adslot",
    "advert",
    "advertisement",
    "advertising",
    "adverts",
    "authorbox",
    "banner",
    "banners",
    "bio",
    "bookmark",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "caption",
    "carousel",
    "comment",
    "commentlist",
    "comments",
    "complementary",
    "cookie",
    "cookies",
    "copyright",
    "credits",
    "crosslinks",
    "dateline",
    "disclaimer",
    "disqus",
    "donate",
    "dropdown",
    "feedback",
    "flyout",
    "follow",
    "footer",
    "gdpr",
    "hidden",
    "impressum",
    "infobox",
    "jobs",
    "jp",
    "kommentar",
    "kommentare",
    "legal",
    "login",
    "marquee",
    "masthead",
    "menu",
    "meta",
    "metadata",
    "modal",
    "more",
    "nav",
    "navbar",
    "navi",
    "navigation",
    "newsletter",
    "noprint",
    "notice",
    "notification",
    "outbrain",
    "overlay",
    "pager",
    "pagination",
    "paging",
    "partner",
    "paywall",
    "popular",
    "popup",
    "postmeta",
    "print",
    "promo",
    "promoted",
    "promotion",
    "rating",
    "ratings",
    "recent",
    "recirc",
    "recommend",
    "recommendations",
    "recommended",
    "register",
    "related",
    "relatedposts",
    "replies",
    "reply",
    "respond",
    "share",
    "sharebar",
    "sharedaddy",
    "shares",
    "sharing",
    "shop",
    "shoutbox",
    "sidebar",
    "sidebars",
    "signin",
    "signup",
    "similar",
    "skip",
    "skyscraper",
    "slider",
    "sociable",
    "social",
    "socials",
    "sponsor",
    "sponsored",
    "sponsors",
    "subnav",
    "subscribe",
    "subscription",
    "syndication",
    "taboola",
    "tag",
    "tagcloud",
    "taglist",
    "tags",
    "teaser",
    "teasers",
    "ticker",
    "timestamp",
    "toc",
    "toolbar",
    "tools",
    "tooltip",
    "topbar",
    "trackback",
    "trackbacks",
    "trending",
    "upsell",
    "utility",
    "voting",
    "weiterlesen",
    "widget",
    "widgets",
];
/// Beginnings of words that do so where words are run together (`relatedarticles`).
const BESIDE_PREFIXES: &[&str] = &[
    "aboutauthor",
    "advert",
    "authorbio",
    "breadcrumb",
    "comment",
    "cookie",
    "disqus",
    "footer",
    "mostpopular",
    "mostread",
    "navbar",
    "navigation",
    "newsletter",
    "outbrain",
    "pagin",
    "recommend",
    "related",
    "sharebutton",
    "sharelink",
    "sharetool",
    "sharing",
    "sidebar",
    "social",
    "sponsor",
    "subscri",
    "taboola",
    "teaser",
    "verwandt",
];
/// Words that mark boxes laid over the page, however much text they hold.
const OVER: &[&str] = &[
    "cookie", "cookies", "gdpr", "consent", "modal", "popup", "lightbox", "overlay",
];
/// Words that mark what readers wrote below the article, which is often longer than the article.
const REPLIES: &[&str] = &[
    "comments",
    "commentlist",
    "comment",
    "disqus",
    "kommentare",
    "kommentar",
    "commentaires",
    "comentarios",
    "commenti",
    "respond",
    "replies",
    "commentarea",
    "commentsection",
    "commentswrap",
    "commentswrapper",
    "reacties",
];
/// Words that mark the lead above the body of an article.
const LEAD: &[&str] = &[
    "lead",
    "lede",
    "leadin",
    "standfirst",
    "summary",
    "intro",
    "introduction",
    "dek",
    "subtitle",
    "subheadline",
    "subhead",
    "subheading",
    "vorspann",
    "chapeau",
    "entradilla",
    "ingress",
    "abstract",
    "excerpt",
    "deck",
    "sapo",
    "sommario",
    "occhiello",
];
/// Words of places whose dates are of other things: side columns, comments, teasers, calendars.
const APART: &[&str] = &[
    "sidebar",
    "comment",
    "comments",
    "commentlist",
    "related",
    "widget",
    "recent",
    "footer",
    "teaser",
    "teasers",
    "archive",
    "calendar",
    "event",
    "events",
    "popular",
    "navtop",
    "navbar",
    "topbar",
    "topnav",
];
/// Words that mark the date of publication.
const PUBLISHED: &[&str] = &[
    "published",
    "publish",
    "pubdate",
    "postdate",
    "dateline",
    "entrydate",
    "datepublished",
    "articledate",
    "pubtime",
    "publishdate",
    "posted",
];
/// Words that mark places where a date may stand.
const DATED: &[&str] = &[
    "date",
    "datum",
    "time",
    "timestamp",
    "datetime",
    "fecha",
    "meta",
    "byline",
    "info",
    "postmeta",
    "submitted",
    "posttime",
    "created",
    "author",
    "detail",
    "details",
    "header",
    "tagline",
    "metadata",
    "dato",
];
/// Words that mark the author's name.
const BYLINE: &[&str] = &["byline", "author", "autor", "auteur", "authorname"];
/// Whole class or id values, or runs in them, that name the body of an article.
const BODY: &[&str] = &[
    "article-body",
    "article-content",
    "article-main",
    "article-page__content",
    "article-text",
    "article__body",
    "article__content",
    "article__text",
    "article_body",
    "article_content",
    "article_text",
    "articlebody",
    "articlecontent",
    "articletext",
    "blog-content",
    "blogcontent",
    "body-content",
    "bodycontent",
    "content-body",
    "content-text",
    "content__body",
    "contentbody",
    "entry-body",
    "entry-content",
    "entry_content",
    "entrycontent",
    "field-name-body",
    "main-content",
    "maincontent",
    "news-body",
    "news-content",
    "news-text",
    "newsbody",
    "newstext",
    "page-content",
    "post-body",
    "post-content",
    "post-entry",
    "post-text",
    "post__content",
    "post__text",
    "post_body",
    "post_content",
    "postbody",
    "postcontent",
    "posttext",
    "rich-text",
    "single-content",
    "story-body",
    "story-content",
    "story-text",
    "story__body",
    "story__content",
    "storybody",
    "storycontent",
    "storytext",
    "td-post-content",
    "text-content",
];
/// How each of these ends.
const BODY_ENDS: [&str; 5] = ["body", "content", "text", "entry", "main"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_can_be_searched_by_halves() {
        for list in [BESIDE_PREFIXES, BODY] {
            for pair in list.windows(2) {
                assert!(pair[0] < pair[1] && !pair[1].starts_with(pair[0]), "{pair:?}");
            }
        }
        for body in BODY {
            assert!(BODY_ENDS.iter().any(|end| body.ends_with(end)), "{body}");
        }
    }

    #[test]
    fn a_word_says_what_its_lists_say() {
        let comments = of_word("comments");
        for says in [Says::BESIDE, Says::REPLIES, Says::APART] {
            assert!(comments.any(says));
        }
        assert!(!comments.any(Says::LEAD));
        assert!(of_word("relatedarticles").any(Says::BESIDE));
        assert_eq!(of_word("relation"), Says::default());
        assert!(of_word("date").any(Says::DATED) && !of_word("date").any(Says::PUBLISHED));
    }

    #[test]
    fn a_body_is_named_alone_before_or_behind_something() {
        for name in [
            "article-body",
            "article-body__first",
            "js-article-body",
            "td-post-content",
        ] {
            assert!(names_body(name), "{name}");
        }
        for name in ["", "body", "content", "my-article-bodyguard-x"] {
            assert!(!names_body(name), "{name}");
        }
    }
}
