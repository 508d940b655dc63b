//! What the names that authors give to parts of a page say about them.

use scraper::node::Element;

use super::tree::{Node, What};
use super::vocabulary::{self, Says};

/// Attributes whose values name a part of a page.
const NAMES: [&str; 5] = ["class", "id", "role", "data-component", "data-testid"];
/// Longest beginning of a name that is looked at, in characters.
const MAX_NAME: usize = 400;

/// Class, id and role of an element, cut into lower-case words at signs and changes of case.
pub(in crate::parse) fn words(node: &Node<'_>) -> Vec<String> {
    let mut words = Vec::new();
    let mut buffer = String::new();
    for name in NAMES {
        if let Some(value) = node.attr(name) {
            each_word(value, &mut buffer, |word| words.push(word.to_owned()));
        }
    }
    words
}

/// Cuts a name into words; `buffer` is scratch space.
fn each_word(name: &str, buffer: &mut String, mut see: impl FnMut(&str)) {
    buffer.clear();
    let mut lower = false;
    for c in name.chars().take(MAX_NAME) {
        let ends = !c.is_alphanumeric() || (lower && c.is_uppercase());
        if ends && !buffer.is_empty() {
            see(buffer);
            buffer.clear();
        }
        if c.is_ascii_alphanumeric() {
            buffer.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            buffer.extend(c.to_lowercase());
        }
        lower = c.is_lowercase();
    }
    if !buffer.is_empty() {
        see(buffer);
        buffer.clear();
    }
}

/// Everything the names of a node say; nothing for text.
pub(super) fn says(node: &Node<'_>) -> Says {
    let What::Element(element) = node.what else {
        return Says::default();
    };
    let (mut of_words, mut of_roles) = (Says::default(), Says::default());
    let mut buffer = String::new();
    for (name, value) in element.attrs() {
        match name {
            "role" => of_roles.add(role(value)),
            "itemprop" => of_roles.add(property(value)),
            "class" | "id" if is_body(value) => of_roles.add(Says::BODY),
            _ => {}
        }
        if NAMES.contains(&name) {
            each_word(value, &mut buffer, |word| of_words.add(vocabulary::of_word(word)));
        }
    }
    if is_entry(element) {
        of_words.drop(Says::BESIDE);
        of_words.drop(Says::OVER);
        of_words.drop(Says::REPLIES);
    }
    of_words.add(of_roles);
    of_words
}

fn role(value: &str) -> Says {
    match value {
        "navigation" | "complementary" | "contentinfo" | "search" | "menu" => Says::BESIDE,
        "dialog" | "alertdialog" => Says::OVER,
        _ => Says::default(),
    }
}

/// What a property of schema.org says.
fn property(value: &str) -> Says {
    let mut says = Says::default();
    if matches!(value, "description" | "abstract" | "alternativeHeadline") {
        says.add(Says::LEAD);
    }
    let is_body =
        |word: &str| word.eq_ignore_ascii_case("articleBody") || word.eq_ignore_ascii_case("reviewBody");
    if value.split_ascii_whitespace().any(is_body) {
        says.add(Says::DECLARED_BODY);
    }
    says
}

/// Whether a class or id names the body of an article.
fn is_body(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    value.split_ascii_whitespace().any(vocabulary::names_body)
}

/// Whether an element is a whole entry of a blog; its class then lists the entry's own tags and categories.
fn is_entry(element: &Element) -> bool {
    element.attrs().any(|(name, value)| {
        name == "class"
            && value
                .split_ascii_whitespace()
                .any(|one| matches!(one, "hentry" | "h-entry" | "type-post" | "type-page"))
    })
}
