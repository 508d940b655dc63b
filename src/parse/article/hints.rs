//! What the names that authors give to parts of a page say about them.

use super::tree::Node;

/// Words that mark parts beside the article, wherever they stand in a class or id.
const BESIDE: &[&str] = &[
    "ad",
    "jobs",
    "slider",
    "carousel",
    "recent",
    "marquee",
    "ticker",
    "adbox",
    "ads",
    "advert",
    "adverts",
    "advertisement",
    "advertising",
    "adsense",
    "adslot",
    "banner",
    "banners",
    "bio",
    "bookmark",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "comments",
    "commentlist",
    "comment",
    "complementary",
    "cookie",
    "cookies",
    "copyright",
    "copy-right",
    "credits",
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
    "impressum",
    "kommentare",
    "kommentar",
    "legal",
    "login",
    "masthead",
    "menu",
    "metadata",
    "meta",
    "modal",
    "more",
    "nav",
    "navbar",
    "navi",
    "navigation",
    "newsletter",
    "noprint",
    "notification",
    "notice",
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
    "promotion",
    "promoted",
    "rating",
    "ratings",
    "recirc",
    "recommend",
    "recommended",
    "recommendations",
    "register",
    "related",
    "relatedposts",
    "replies",
    "respond",
    "reply",
    "share",
    "shares",
    "sharedaddy",
    "sharing",
    "sharebar",
    "shop",
    "shoutbox",
    "sidebar",
    "sidebars",
    "signup",
    "signin",
    "similar",
    "skip",
    "skyscraper",
    "social",
    "socials",
    "sociable",
    "sponsor",
    "sponsored",
    "sponsors",
    "subscribe",
    "subscription",
    "subnav",
    "syndication",
    "taboola",
    "tag",
    "tagcloud",
    "taglist",
    "tags",
    "teaser",
    "teasers",
    "timestamp",
    "toc",
    "toolbar",
    "tools",
    "tooltip",
    "topbar",
    "trackback",
    "trackbacks",
    "trending",
    "utility",
    "widget",
    "widgets",
    "jp",
    "addtoany",
    "addthis",
    "infobox",
    "hidden",
    "authorbox",
    "crosslinks",
    "upsell",
    "voting",
    "weiterlesen",
    "caption",
];
/// Beginnings of words that do so where words are run together (`relatedarticles`).
const BESIDE_PREFIXES: &[&str] = &[
    "advert",
    "breadcrumb",
    "comment",
    "cookie",
    "disqus",
    "footer",
    "newsletter",
    "outbrain",
    "pagin",
    "recommend",
    "related",
    "sharing",
    "sharebutton",
    "sharetool",
    "sharelink",
    "sidebar",
    "social",
    "sponsor",
    "subscri",
    "taboola",
    "teaser",
    "mostread",
    "mostpopular",
    "navigation",
    "navbar",
    "authorbio",
    "aboutauthor",
    "verwandt",
];
/// Whole class or id values, or runs in them, that name the body of an article.
const BODY: &[&str] = &[
    "articlebody",
    "article-body",
    "article_body",
    "article-content",
    "article_content",
    "articlecontent",
    "article-text",
    "article_text",
    "articletext",
    "article__body",
    "article__content",
    "article__text",
    "body-content",
    "bodycontent",
    "content-body",
    "content__body",
    "content-text",
    "contentbody",
    "entry-content",
    "entry_content",
    "entrycontent",
    "main-content",
    "maincontent",
    "news-text",
    "newstext",
    "page-content",
    "post-body",
    "post-content",
    "post_content",
    "post-entry",
    "post-text",
    "post__content",
    "post__text",
    "postcontent",
    "posttext",
    "story-body",
    "story-content",
    "story-text",
    "storybody",
    "storycontent",
    "storytext",
    "story__body",
    "story__content",
    "text-content",
    "entry-body",
    "rich-text",
    "field-name-body",
    "blog-content",
    "blogcontent",
    "single-content",
    "td-post-content",
    "postbody",
    "post_body",
    "article-main",
    "news-content",
    "news-body",
    "newsbody",
    "article-page__content",
];

/// Class, id and role of an element, cut into lower-case words at signs and changes of case.
pub(in crate::parse) fn words(node: &Node<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for name in ["class", "id", "role", "data-component", "data-testid"] {
        let Some(value) = node.attr(name) else { continue };
        let mut word = String::new();
        let mut lower = false;
        for c in value.chars().take(400) {
            let ends = !c.is_alphanumeric() || (lower && c.is_uppercase());
            if ends && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
            lower = c.is_lowercase();
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

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

/// What the names of an element say it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Something beside the article.
    pub(super) beside: bool,
    /// Something laid over the page.
    pub(super) over: bool,
    /// Readers' replies.
    pub(super) replies: bool,
}

/// Reads the names of an element.
pub(super) fn marks(node: &Node<'_>) -> Marks {
    let role = node.attr("role").unwrap_or_default();
    let mut marks = Marks {
        beside: matches!(
            role,
            "navigation" | "complementary" | "contentinfo" | "search" | "menu"
        ),
        over: matches!(role, "dialog" | "alertdialog"),
        replies: false,
    };
    if is_entry(node) {
        return marks;
    }
    for word in words(node) {
        let word = word.as_str();
        marks.over |= OVER.contains(&word);
        marks.replies |= REPLIES.contains(&word);
        marks.beside |=
            BESIDE.contains(&word) || BESIDE_PREFIXES.iter().any(|prefix| word.starts_with(prefix));
    }
    marks
}

/// Whether an element is a whole entry of a blog; its class then lists the entry's own tags and categories.
fn is_entry(node: &Node<'_>) -> bool {
    node.attr("class").is_some_and(|class| {
        class
            .split_ascii_whitespace()
            .any(|one| matches!(one, "hentry" | "h-entry" | "type-post" | "type-page"))
    })
}

/// Whether the names of an element mark it as the lead of an article.
pub(super) fn is_lead(node: &Node<'_>) -> bool {
    node.attr("itemprop")
        .is_some_and(|value| matches!(value, "description" | "abstract" | "alternativeHeadline"))
        || words(node).iter().any(|word| LEAD.contains(&word.as_str()))
}

/// Whether the names of an element mark it as the body of an article: 2 surely, 1 probably, 0 not.
pub(super) fn is_body(node: &Node<'_>) -> u8 {
    if node.attr("itemprop").is_some_and(|value| {
        value
            .split_ascii_whitespace()
            .any(|word| word.eq_ignore_ascii_case("articleBody") || word.eq_ignore_ascii_case("reviewBody"))
    }) {
        return 2;
    }
    let named = ["class", "id"]
        .iter()
        .filter_map(|name| node.attr(name))
        .any(|value| {
            let value = value.to_ascii_lowercase();
            value.split_ascii_whitespace().any(|one| {
                BODY.iter()
                    .any(|body| one == *body || one.ends_with(body) || one.starts_with(body))
            })
        });
    u8::from(named)
}
