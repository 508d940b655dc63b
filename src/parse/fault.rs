//! Pages that a server sends instead of the one that was asked for: challenges, consent walls, login forms, shells that
//! only scripts fill, refusals with status 200. They are faults of the source, never a change of the page.
//!
//! Every sign is general (what such pages are made of), and none counts on a page that has something to read.

use ego_tree::iter::Edge;
use scraper::{Html, Node, node::Element};

use super::{Context, Refusal, dom};
use crate::text::charset;

/// A page with more readable text than this (characters without white space) is none of these.
const MAX_WALL_CHARS: usize = 2500;
/// A page with more links than this is none of these.
const MAX_WALL_LINKS: usize = 25;
/// Most text beside a consent dialog, a login form or an empty shell: a name, a slogan, an imprint.
const MAX_BESIDE_CHARS: usize = 160;
/// Least text of a consent dialog; below it is a hint beside the content.
const MIN_CONSENT_CHARS: usize = 80;
/// Most text of a page that refuses us in its title.
const MAX_REFUSAL_CHARS: usize = 900;

const CHALLENGE: &str = "a challenge that tells people from programs (captcha) is shown instead of the page; ask the site for a feed or \
     an API, or poll less often";
const CONSENT: &str = "a consent dialog is shown instead of the page; look for a feed or an API of the site, or an address behind \
     the dialog";
const LOGIN: &str =
    "a login form is shown instead of the page; give the source an `auth`, or an address that is open to all";
const SCRIPTED: &str = "the page has no content until scripts build it, and mentiond runs none; look for a feed or for the API that \
     the page itself asks";
const REFUSED: &str = "the server answered 200 with a page that says it refuses us; poll less often, or ask the site for a feed or \
     an API";
const EMPTY: &str = "the server answered 200 with an empty page; open the address in a browser, and if it is empty there too, \
     correct it";

/// Parts of ids, classes, addresses and script variables that challenges are made of.
const CHALLENGE_SIGNS: &[&str] = &[
    "captcha",
    "challenge",
    "turnstile",
    "_cf_chl",
    "cf-browser-verification",
    "_incapsula_resource",
    "awswaf",
    "aws-waf",
    "ddos-guard",
    "sucuri_cloudproxy",
    "bm-verify",
    "sec-if-cpt",
    "distil_r",
    "botdetect",
    "human-verif",
    "bot-check",
    "proof-of-work",
    "proofofwork",
];
/// What titles and headings of challenges say.
const CHALLENGE_SAYS: &[&str] = &[
    "just a moment",
    "attention required",
    "verify you are human",
    "are you human",
    "are you a human",
    "not a robot",
    "a robot",
    "security check",
    "checking your browser",
    "one more step",
    "bot verification",
    "human verification",
    "ein roboter",
    "sicherheitsüberprüfung",
    "vérification de sécurité",
    "un robot",
    "не робот",
    "проверка браузера",
    "making sure you",
    "un momento",
    "einen moment",
    "un instant",
];
/// What titles and headings of refusals say.
const REFUSED_SAYS: &[&str] = &[
    "access denied",
    "access to this page has been denied",
    "forbidden",
    "request blocked",
    "you have been blocked",
    "too many requests",
    "request rejected",
    "unusual traffic",
    "service unavailable",
    "zugriff verweigert",
    "accès refusé",
    "acceso denegado",
    "accesso negato",
    "доступ запрещен",
    "доступ запрещён",
    "rate limit",
    "temporarily unavailable",
    "bad gateway",
];
/// Words of class, id and form address of consent dialogs.
const CONSENT_SIGNS: &[&str] = &[
    "consent",
    "cookie",
    "gdpr",
    "cmp-",
    "cmpbox",
    "dsgvo",
    "onetrust",
    "privacy-wall",
];

/// What one pass over the tree tells.
#[derive(Debug, Default)]
struct Signs {
    chars: usize,
    links: usize,
    /// Text in titles and headings, lower case.
    says: String,
    is_challenge: bool,
    consent_chars: usize,
    form_chars: usize,
    asks_password: bool,
    scripts: usize,
    noscript: String,
}

/// Why the page is not the one that was asked for, as a sentence that says what to do; `None` if it seems to be.
pub fn page_fault(html: &str) -> Option<&'static str> {
    dom::with(html, |html, cut| (!cut).then(|| of_tree(html)).flatten())
}

/// Refuses bytes that are such a page. `keep_going` is asked while the tree is built.
pub fn check(bytes: &[u8], ctx: &Context<'_>, keep_going: &mut dyn FnMut() -> bool) -> Result<(), Refusal> {
    let page = dom::parse(&charset::decode(bytes, ctx.content_type).text, keep_going);
    match of_tree(&page.html).filter(|_| !page.cut) {
        Some(why) => Err(Refusal(why.to_owned())),
        None => Ok(()),
    }
}

/// As [`page_fault`], of a page that is parsed already.
pub(super) fn of_tree(html: &Html) -> Option<&'static str> {
    let signs = Signs::of(html);
    if signs.chars > MAX_WALL_CHARS || signs.links > MAX_WALL_LINKS {
        return None;
    }
    let says = |words: &[&str]| words.iter().any(|word| signs.says.contains(word));
    let beside = |part: usize| signs.chars.saturating_sub(part);
    if (signs.is_challenge || says(CHALLENGE_SAYS)) && signs.chars <= MAX_REFUSAL_CHARS {
        return Some(CHALLENGE);
    }
    if says(REFUSED_SAYS) && signs.chars <= MAX_REFUSAL_CHARS {
        return Some(REFUSED);
    }
    if signs.consent_chars >= MIN_CONSENT_CHARS && beside(signs.consent_chars) <= MAX_BESIDE_CHARS {
        return Some(CONSENT);
    }
    if signs.asks_password && beside(signs.form_chars) <= MAX_BESIDE_CHARS {
        return Some(LOGIN);
    }
    let is_shell =
        signs.noscript.contains("javascript") || signs.noscript.chars().count() > MIN_CONSENT_CHARS;
    if signs.chars <= MAX_BESIDE_CHARS && signs.links < 5 && is_shell {
        return Some(SCRIPTED);
    }
    match (signs.chars, signs.scripts) {
        (0, 0) => Some(EMPTY),
        (0, _) => Some(SCRIPTED),
        _ => None,
    }
}

impl Signs {
    fn of(html: &Html) -> Self {
        let mut signs = Self::default();
        // How many open elements are unseen, of a consent dialog, a form, a heading, a `noscript`.
        let (mut unseen, mut consent, mut form, mut heading, mut noscript) =
            (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
        for edge in html.tree.root().traverse() {
            let (node, opens) = match edge {
                Edge::Open(node) => (node.value(), true),
                Edge::Close(node) => (node.value(), false),
            };
            match node {
                Node::Element(element) => {
                    let name = element.name();
                    let count = |depth: &mut u32, is: bool| {
                        if is && opens {
                            *depth += 1;
                        } else if is {
                            *depth = depth.saturating_sub(1);
                        }
                    };
                    count(&mut unseen, dom::is_unseen(name));
                    count(&mut consent, is_consent(element));
                    count(&mut form, name == "form");
                    count(&mut heading, matches!(name, "title" | "h1" | "h2"));
                    count(&mut noscript, name == "noscript");
                    if opens {
                        signs.open(element);
                    }
                }
                Node::Text(text) if opens => {
                    if heading > 0 && signs.says.len() < 2000 {
                        signs
                            .says
                            .push_str(&text.chars().take(200).collect::<String>().to_lowercase());
                        signs.says.push('\n');
                    }
                    if noscript > 0 && signs.noscript.len() < 2000 {
                        signs
                            .noscript
                            .push_str(&text.chars().take(1000).collect::<String>().to_lowercase());
                    }
                    if unseen == 0 {
                        let chars = text.chars().filter(|c| !c.is_whitespace()).count();
                        signs.chars += chars;
                        signs.consent_chars += if consent > 0 { chars } else { 0 };
                        signs.form_chars += if form > 0 { chars } else { 0 };
                    }
                }
                _ => {}
            }
        }
        signs
    }

    fn open(&mut self, element: &Element) {
        let name = element.name();
        self.links += usize::from(name == "a" && element.attr("href").is_some());
        self.scripts += usize::from(name == "script");
        self.asks_password |= name == "input"
            && element
                .attr("type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("password"));
        // A challenge is what the page itself holds: a form, a frame, a box or a script of its own.
        self.is_challenge |= matches!(
            name,
            "form" | "iframe" | "div" | "script" | "input" | "img" | "noscript" | "section"
        ) && ["id", "class", "src", "action", "name"]
            .iter()
            .filter_map(|name| element.attr(name))
            .any(|value| holds_any(value, CHALLENGE_SIGNS));
    }
}

fn is_consent(element: &Element) -> bool {
    !matches!(element.name(), "html" | "body" | "script" | "link" | "head")
        && ["id", "class", "action"]
            .iter()
            .filter_map(|name| element.attr(name))
            .any(|value| holds_any(value, CONSENT_SIGNS))
}

fn holds_any(value: &str, words: &[&str]) -> bool {
    let value: String = value.chars().take(300).collect::<String>().to_ascii_lowercase();
    words.iter().any(|word| value.contains(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn walls_are_told_from_pages() {
        let list = "<li><a href=/t>A topic of some length that many talk about</a> by Ann, yesterday</li>"
            .repeat(30);
        let article = "A sentence of an article that people came to read. ".repeat(12);
        for (page, want) in [
            (
                "<title>Just a moment...</title><p>Checking your connection</p><script src=/x.js></script>",
                Some(CHALLENGE),
            ),
            (
                "<h1>Hello</h1><form id=challenge-form action=/v><input name=t></form>",
                Some(CHALLENGE),
            ),
            (
                "<p>Please solve this</p><div class='g-recaptcha'></div>",
                Some(CHALLENGE),
            ),
            (
                "<title>Access denied</title><p>You do not have permission. Reference 18.2f</p>",
                Some(REFUSED),
            ),
            (
                "<p>Rocket News</p><div id=cookie-consent>We and our 847 partners store and read information on your device \
                 to show advertisements. <button>Accept all</button> <a href=/p>Privacy</a></div>",
                Some(CONSENT),
            ),
            (
                "<h1>Sign in</h1><form action=/in><label>Name <input name=u></label><input type=password name=p></form>",
                Some(LOGIN),
            ),
            (
                "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript><script src=/a.js></script>",
                Some(SCRIPTED),
            ),
            ("<div id=app></div><script>boot()</script>", Some(SCRIPTED)),
            ("", Some(EMPTY)),
            ("<html><body>  </body></html>", Some(EMPTY)),
            ("<h1>Topics</h1><p>Nothing was found.</p>", None),
        ] {
            assert_eq!(page_fault(page), want, "{page}");
            for content in [list.as_str(), article.as_str()] {
                let whole = format!("{page}<main>{content}{content}</main>");
                assert_eq!(page_fault(&whole), None, "{whole}");
            }
        }
    }

    #[test]
    fn sentences_say_what_to_do() {
        for sentence in [CHALLENGE, CONSENT, LOGIN, SCRIPTED, REFUSED, EMPTY] {
            assert!(
                sentence.contains(';') && !sentence.ends_with('.') && !sentence.contains("  "),
                "{sentence}"
            );
        }
    }

    proptest! {
        #[test]
        fn never_panics(page in "(<|</|>|<form>|<div id=consent>|<noscript>|</noscript>|<title>|İ|captcha|é|word ){0,100}") {
            page_fault(&page);
        }
    }
}
