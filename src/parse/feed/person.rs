//! Who wrote it, in the many ways feeds say so.

use super::part::Context;
use super::value::value_of;
use crate::model::Author;
use crate::parse::markup::{Piece, Pieces};
use crate::text::html::to_text_if_markup;

/// Longer names are cut: papers list hundreds of authors.
const MAX_NAME_CHARS: usize = 300;

/// Reads Atom's `name`, `uri` and `email`, or a text that may hold all of them.
pub(super) fn read(inner: &str, tags: bool, ctx: &mut Context<'_>) -> Option<Author> {
    if !tags {
        let (text, _) = value_of(inner, false, ctx.entities, &mut ctx.repairs.references);
        return from_text(&text);
    }
    let (mut name, mut url, mut email) = (None, None, None);
    for (local, value) in children(inner) {
        let (value, _) = value_of(value, false, ctx.entities, &mut ctx.repairs.references);
        let value = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        match local.to_ascii_lowercase().as_str() {
            "name" => name = name.or(value),
            "uri" | "url" | "homepage" => url = url.or(value),
            "email" => email = email.or(value),
            _ => {}
        }
    }
    let mut author = match name.or(email) {
        Some(name) => from_text(&name)?,
        None => from_text(&to_text_if_markup(inner))?,
    };
    author.url = url
        .and_then(|url| crate::text::html::absolute(&url, ctx.base))
        .map(String::from);
    Some(author)
}

/// Local names of the elements directly inside, with their inner markup.
fn children(inner: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut pieces = Pieces::new(inner);
    let mut open: Option<(&str, usize)> = None;
    std::iter::from_fn(move || {
        while let Some((piece, start, end)) = pieces.next_piece() {
            match piece {
                Piece::Start(tag) if open.is_none() && !tag.empty => open = Some((tag.name, end)),
                Piece::End(tag) => {
                    if let Some((name, from)) = open.take_if(|(name, _)| *name == tag.name) {
                        let (_, local) = name.rsplit_once(':').unwrap_or(("", name));
                        return Some((local, inner.get(from..start)?));
                    }
                }
                _ => {}
            }
        }
        None
    })
}

/// `Jo Doe`, `jo@example.com (Jo Doe)`, `Jo Doe <jo@example.com>`, `jo@example.com`, `/u/jo`, `@jo`.
pub(super) fn from_text(text: &str) -> Option<Author> {
    let start: String = text.chars().take(4 * MAX_NAME_CHARS).collect();
    let text = to_text_if_markup(&start);
    let text = text.trim();
    let name = match address_in(text) {
        Some((start, end)) => {
            let (before, after) = (
                text.get(..start).unwrap_or_default(),
                text.get(end..).unwrap_or_default(),
            );
            let longer = [before, after]
                .map(trimmed)
                .into_iter()
                .max_by_key(|part| part.len())
                .unwrap_or_default();
            let address = text.get(start..end).unwrap_or_default();
            if longer.is_empty() {
                address.strip_prefix("mailto:").unwrap_or(address)
            } else {
                longer
            }
        }
        None => trimmed(text),
    };
    if name.is_empty() {
        return None;
    }
    let name: String = name.chars().take(MAX_NAME_CHARS).collect();
    let handle = name
        .strip_prefix("/u/")
        .or_else(|| name.strip_prefix("u/"))
        .or_else(|| name.strip_prefix('@'));
    let handle = handle.filter(|handle| !handle.is_empty() && !handle.contains(char::is_whitespace));
    Some(Author {
        handle: handle.map(str::to_owned),
        name: Some(name),
        ..Author::default()
    })
}

/// Brackets and punctuation around a name.
fn trimmed(name: &str) -> &str {
    name.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '(' | ')' | '<' | '>' | '[' | ']' | ',' | ';' | '"' | '（' | '）' | '，'
            )
    })
}

/// Where a mail address stands.
fn address_in(text: &str) -> Option<(usize, usize)> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | ':');
    let at = text.find('@')?;
    let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
    let start = before.len()
        - before
            .chars()
            .rev()
            .take_while(|c| part(*c))
            .map(char::len_utf8)
            .sum::<usize>();
    let end = at
        + 1
        + after
            .chars()
            .take_while(|c| part(*c))
            .map(char::len_utf8)
            .sum::<usize>();
    let domain = text.get(at + 1..end)?;
    (start < at && domain.contains('.')).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::from_text;

    #[test]
    fn every_way_to_sign_is_understood() {
        for (text, name, handle) in [
            ("Jo Doe", "Jo Doe", None),
            ("jo@example.com (Jo Doe)", "Jo Doe", None),
            ("Jo Doe <jo@example.com>", "Jo Doe", None),
            ("jo@example.com（喬）", "喬", None),
            ("名前，foo@example.com", "名前", None),
            ("mailto:jo@example.com", "jo@example.com", None),
            ("/u/jo", "/u/jo", Some("jo")),
            ("@jo", "@jo", Some("jo")),
            ("Jo &amp; Al", "Jo & Al", None),
        ] {
            let author = from_text(text).unwrap();
            assert_eq!(
                (author.name.as_deref(), author.handle.as_deref()),
                (Some(name), handle),
                "{text}"
            );
        }
        assert_eq!(from_text("  ()"), None);
    }
}
