//! Values of fields: hosts, languages, letters of an address, numbers.

use super::QueryError;
use super::expr::{Fact, Figure, Ordering, Place, Raw};
use crate::text::language;
use crate::text::nearest::nearest;
use crate::text::url::{ascii_host, canonical};
use crate::text::words::is_word;
use crate::watch::defanged::plain_dots;
use crate::watch::patterns::Field;

/// Fewest letters of an address that are looked for.
const MIN_URL_LETTERS: usize = 3;
/// Longest text that is compared as it stands, in bytes.
const MAX_RAW_BYTES: usize = 500;

/// `site:` and `link:`: a host, with a path if given.
pub(super) fn place(field: &str, value: &str, span: (usize, usize)) -> Result<Place, QueryError> {
    let refused = |message: String| {
        let help = format!("write a host or a host and path, as in `{field}:jobs.example`");
        QueryError::new(message, span, help)
    };
    if value.contains(['*', '?']) && !value.contains('/') {
        let message = format!("`{field}:` takes no wildcards");
        let help = format!(
            "a host stands for everything below it: `{field}:acme.example` finds `shop.acme.example` too"
        );
        return Err(QueryError::new(message, span, help));
    }
    let value = plain_dots(value);
    let key = canonical(&value);
    let bare = value.split("://").last().unwrap_or(&value);
    let host = bare.split(['/', '?', '#']).next().and_then(ascii_host);
    let Some(host) = host.filter(|host| host.contains('.') && key.is_some()) else {
        return Err(refused(format!("`{value}` is no host name")));
    };
    let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    let path = key.and_then(|key| key.find('/').and_then(|at| key.get(at..)).map(str::to_owned));
    Ok(Place {
        host,
        path: path.unwrap_or_default(),
    })
}

/// `lang:`: a language code, of which the first part counts; in the form that all of one meaning share.
pub(super) fn language(value: &str, span: (usize, usize)) -> Result<Fact, QueryError> {
    language::checked(value).map(Fact::Lang).map_err(|unknown| {
        let message = format!("`{value}` is no language code");
        let help = unknown.help();
        let help = help.unwrap_or_else(|| "use a two-letter code, as in `lang:sv`".to_owned());
        QueryError::new(message, span, help)
    })
}

/// `url:`: letters that the address holds.
pub(super) fn letters(value: &str, span: (usize, usize)) -> Result<Fact, QueryError> {
    if value.contains('*') {
        let help = "`url:` finds the letters anywhere in the address: leave the `*` out";
        return Err(QueryError::new("`url:` takes no wildcards", span, help));
    }
    if value.chars().count() < MIN_URL_LETTERS {
        let message = format!("`url:{value}` would match too much");
        let help = "give at least three letters of the address, as in `url:/careers/`";
        return Err(QueryError::new(message, span, help));
    }
    Ok(Fact::Url(value.to_lowercase()))
}

/// `raw:`: a text exactly as it stands.
pub(super) fn raw(value: &str, within: Option<Field>, span: (usize, usize)) -> Result<Raw, QueryError> {
    let letters = value.chars().filter(|&c| is_word(c)).count();
    if letters < 1 && value.chars().count() < 2 && value.is_ascii() {
        let message = format!("`{value}` alone would match too much");
        let help = "give a letter beside it, or two signs at least, as in `raw:\"C++\"`";
        return Err(QueryError::new(message, span, help));
    }
    if value.len() > MAX_RAW_BYTES {
        let message = format!("a text of {} bytes is looked for as it stands", value.len());
        let help = format!("at most {MAX_RAW_BYTES} bytes are compared; give the part that matters");
        return Err(QueryError::new(message, span, help));
    }
    Ok(Raw {
        text: value.to_owned(),
        within,
    })
}

/// `followers>1000`; `None` if it is no comparison.
pub(super) fn figure(run: &str, span: (usize, usize)) -> Option<Result<Fact, QueryError>> {
    let at = run.find(['<', '>', '='])?;
    let (name, rest) = (run.get(..at)?, run.get(at..)?);
    if !name.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let (sign, ordering) = Ordering::ALL.iter().find(|(sign, _)| rest.starts_with(sign))?;
    let value = rest.get(sign.len()..)?;
    Some(compared(name, *ordering, value, span))
}

fn compared(name: &str, ordering: Ordering, value: &str, span: (usize, usize)) -> Result<Fact, QueryError> {
    let lower = name.to_ascii_lowercase();
    let known = Figure::ALL.map(|(known, _)| known);
    if lower.is_empty() {
        let help = "write the figure and its bound without spaces, as in `followers>1000`";
        return Err(QueryError::new(
            "this comparison has no figure before it",
            span,
            help,
        ));
    }
    let Some((_, figure)) = Figure::ALL.iter().find(|(known, _)| *known == lower) else {
        let help = nearest(&lower, known).map_or_else(
            || format!("known are `{}`", known.join("`, `")),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(QueryError::new(
            format!("there is no figure `{name}`"),
            span,
            help,
        ));
    };
    let Some(bound) = number(value) else {
        let message = if value.is_empty() {
            format!("`{lower}` is compared with nothing")
        } else {
            format!("`{value}` is no whole number")
        };
        let help = format!("write it without spaces, as in `{lower}>1000` or `{lower}>=10k`");
        return Err(QueryError::new(message, span, help));
    };
    Ok(Fact::Figure(*figure, ordering, bound))
}

/// `1000`, `1_000`, `1,000`, `10k`, `2M`.
fn number(value: &str) -> Option<u64> {
    let (digits, unit) = match value.chars().next_back()? {
        'k' | 'K' => (value.get(..value.len() - 1)?, 1_000),
        'm' | 'M' => (value.get(..value.len() - 1)?, 1_000_000),
        _ => (value, 1),
    };
    let plain: String = digits.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let whole = digits.starts_with(|c: char| c.is_ascii_digit());
    plain.parse::<u64>().ok().filter(|_| whole)?.checked_mul(unit)
}
