//! What other products write, and look-alikes of our own signs: read as words they would silently ask for something else.

use std::borrow::Cow;

use super::QueryError;
use super::expr::Figure;
use super::fields;
use crate::text::words::is_word;

/// Operators of other products in capitals, by themselves or with a number behind, and what to write instead. Words that are
/// names as well, such as `NEXT`, mean an operator only where a number follows.
const OPERATORS: &[(&str, Form, &str)] = &[
    ("ANDNOT", Form::Bare, "acme NOT clinic"),
    ("AND-NOT", Form::Bare, "acme NOT clinic"),
    ("AND_NOT", Form::Bare, "acme NOT clinic"),
    ("BUTNOT", Form::Bare, "acme NOT clinic"),
    ("NOR", Form::Bare, "NOT acme NOT clinic"),
    ("XOR", Form::Bare, "(acme OR rocket) NOT (acme AND rocket)"),
    ("ADJ", Form::Any, "acme ONEAR/0 rockets"),
    ("WITHIN", Form::Any, "acme NEAR/5 rockets"),
    ("NEXT", Form::Numbered, "acme ONEAR/5 rockets"),
    ("BEFORE", Form::Numbered, "acme ONEAR/5 rockets"),
    ("AFTER", Form::Numbered, "rockets ONEAR/5 acme"),
];

/// How an operator is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// By itself.
    Bare,
    /// With a number: `NEXT/3`, `NEXT3`.
    Numbered,
    Any,
}

/// Refuses a run that means something elsewhere, before it is read as a comparison or a word.
pub(super) fn refuse(run: &str, span: (usize, usize)) -> Result<(), QueryError> {
    operator(run, span)?;
    hashtags(run, span)?;
    exclamation(run, span)?;
    bracket(run, span)?;
    colon(run, span)?;
    comparison(run, span)
}

fn operator(run: &str, span: (usize, usize)) -> Result<(), QueryError> {
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    let known = OPERATORS.iter().find(|(name, form, _)| {
        let rest = run.strip_prefix(*name);
        rest.is_some_and(|rest| {
            let numbered = is_number(rest.strip_prefix(['/', ':']).unwrap_or(rest));
            rest.is_empty() && *form != Form::Numbered || numbered && *form != Form::Bare
        })
    });
    known.map_or(Ok(()), |(_, _, instead)| {
        let message = format!("`{run}` is no operator here");
        let help = format!("write for example `{instead}`, or `\"{run}\"` for the word");
        Err(QueryError::new(message, span, help))
    })
}

/// Hashtags without a space between them, which nobody writes as one.
fn hashtags(run: &str, span: (usize, usize)) -> Result<(), QueryError> {
    let tags = || run.split('#').skip(1);
    let is_tag = |tag: &str| !tag.is_empty() && tag.chars().all(|c| is_word(c) || c == '_');
    if !run.starts_with('#') || tags().nth(1).is_none() || !tags().all(is_tag) {
        return Ok(());
    }
    let message = format!("`{run}` is more than one hashtag");
    if tags().nth(MAX_SHOWN).is_some() {
        return Err(QueryError::new(message, span, "write them with spaces between"));
    }
    let row: Vec<String> = tags().map(|tag| format!("#{tag}")).collect();
    let help = format!(
        "write `{}` for both, `{}` for either",
        row.join(" "),
        row.join(" OR ")
    );
    Err(QueryError::new(message, span, help))
}

/// A phrase in single quotes, which would be read as words anywhere: `'a phrase'`. A quote that closes within its word is an
/// apostrophe or stands around that word, as in `rock 'n' roll`. `rest` begins with the run.
pub(super) fn single_quotes(rest: &str, at: usize) -> Result<(), QueryError> {
    let Some(inner) = rest.strip_prefix(['\'', '‘', '‚', '`']) else {
        return Ok(());
    };
    let open = rest.len() - inner.len();
    let closes = |c: char| matches!(c, '\'' | '’' | '‘' | '`' | '´');
    let before = |at: usize| inner.get(..at).unwrap_or_default();
    let after = |(at, c): (usize, char)| inner.get(at + c.len_utf8()..).unwrap_or_default();
    let ends = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '(' | ')');
    // Where a quote opens again, the one before stood for letters: `'tis the 'bus`. Looking no further keeps many cheap.
    let opens = |(at, c): (usize, char)| closes(c) && before(at).ends_with(char::is_whitespace);
    let close = inner
        .char_indices()
        .take_while(|&place| !ends(place.1) && !opens(place))
        .find(|&place| closes(place.1) && !after(place).starts_with(is_word));
    let Some((close, sign)) = close else {
        return Ok(());
    };
    let words = before(close);
    // What stands on both sides of an operator is no phrase, either: `'tis OR dogs'`.
    if words.split_whitespace().any(is_operator) || !words.trim().contains(char::is_whitespace) {
        return Ok(());
    }
    let help = format!("write `\"{words}\"` with double quotes");
    let span = (at, at + open + close + sign.len_utf8());
    Err(QueryError::new("single quotes hold no phrase", span, help))
}

/// The value of a field with a space before its colon: `title :acme`. `before` is the word in front of it.
pub(super) fn parted_field(before: &str, run: &str, span: (usize, usize)) -> Result<(), QueryError> {
    match run.strip_prefix(':') {
        Some(value) if value.starts_with(is_word) && fields::find(before).is_some() => {
            let message = format!("`{run}` stands apart from its field");
            let help = format!("write `{before}{run}` without the space");
            Err(QueryError::new(message, span, help))
        }
        _ => Ok(()),
    }
}

/// `!word`, which excludes a word elsewhere.
fn exclamation(run: &str, span: (usize, usize)) -> Result<(), QueryError> {
    let Some(word) = run.strip_prefix(['!', '¬']) else {
        return Ok(());
    };
    let help = match word.trim_start_matches(['!', '¬']) {
        "" => "write `NOT` to take something out, as in `acme NOT clinic`".to_owned(),
        word => format!("write `NOT {word}` to take it out, or `raw:\"{run}\"` to look for it as it stands"),
    };
    Err(QueryError::new(format!("`{run}` excludes nothing"), span, help))
}

/// Parentheses and quotes of other keyboards around words, which would group nothing.
fn bracket(run: &str, span: (usize, usize)) -> Result<(), QueryError> {
    let found = run.char_indices().find_map(|(at, c)| {
        let meant = match c {
            '（' | '⦅' | '❨' | '﹙' => '(',
            '）' | '⦆' | '❩' | '﹚' => ')',
            '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉' | '‹' | '›' | '＂' => '"',
            _ => return None,
        };
        Some((at, c, meant))
    });
    found.map_or(Ok(()), |(at, c, meant)| {
        let what = if meant == '"' { "quote" } else { "parenthesis" };
        let start = span.0 + at;
        let help = format!("write a plain `{meant}`");
        Err(QueryError::new(
            format!("`{c}` is no {what}"),
            (start, start + c.len_utf8()),
            help,
        ))
    })
}

/// A field before a sign that only looks like a colon.
fn colon(run: &str, span: (usize, usize)) -> Result<(), QueryError> {
    let Some((name, sign)) = letters_and_sign(run, |c| matches!(c, '：' | '﹕' | '︰' | '∶' | '꞉' | 'ː'))
    else {
        return Ok(());
    };
    let is_figure = Figure::ALL
        .iter()
        .any(|(known, _)| name.eq_ignore_ascii_case(known));
    if fields::find(name).is_none() && !is_figure {
        return Ok(());
    }
    let value = run.get(name.len() + sign.len_utf8()..).unwrap_or_default();
    let help = if is_figure {
        format!("write for example `{name}>1000`")
    } else {
        format!("write `{name}:{value}` with a plain colon")
    };
    Err(QueryError::new(format!("`{sign}` is no colon"), span, help))
}

/// A figure before a sign that compares it elsewhere.
fn comparison(run: &str, span: (usize, usize)) -> Result<(), QueryError> {
    let signs = [
        ('≥', ">="),
        ('⩾', ">="),
        ('≧', ">="),
        ('≤', "<="),
        ('⩽', "<="),
        ('≦', "<="),
        ('＞', ">"),
        ('＜', "<"),
        ('＝', "="),
        ('≠', "!="),
        ('!', "!="),
        ('！', "!="),
        ('~', "="),
        ('≈', "="),
    ];
    let Some((name, sign)) = letters_and_sign(run, |c| signs.iter().any(|(own, _)| *own == c)) else {
        return Ok(());
    };
    if !Figure::ALL
        .iter()
        .any(|(known, _)| name.eq_ignore_ascii_case(known))
    {
        return Ok(());
    }
    let rest = run.get(name.len() + sign.len_utf8()..).unwrap_or_default();
    let value = rest.trim_start_matches(['=', '＝']);
    let shown = run.get(name.len()..run.len() - value.len()).unwrap_or_default();
    let value = if value.is_empty() { "1000" } else { value };
    let meant = signs
        .iter()
        .find(|(own, _)| *own == sign)
        .map_or("=", |(_, meant)| meant);
    let help = match meant {
        "!=" => format!("write `NOT {name}={value}`"),
        ">" | "<" if shown.len() > sign.len_utf8() => format!("write `{name}{meant}={value}`"),
        meant => format!("write `{name}{meant}{value}`"),
    };
    Err(QueryError::new(format!("`{shown}` compares nothing"), span, help))
}

/// The letters a run begins with, and the sign that ends them, if it is one of these.
fn letters_and_sign(run: &str, is_sign: impl Fn(char) -> bool) -> Option<(&str, char)> {
    let end = run.find(|c: char| !c.is_ascii_alphabetic() && c != '_')?;
    let (name, rest) = (run.get(..end)?, run.get(end..)?);
    let sign = rest.chars().next().filter(|c| is_sign(*c))?;
    (!name.is_empty()).then_some((name, sign))
}

/// Signs that hold the entries of a list apart, with or without a space behind them.
const LIST_SIGNS: [char; 11] = [',', ';', '，', '、', '；', '､', '،', '؛', '|', '¦', '•'];
/// Most entries of a list that are written out as they should be.
const MAX_SHOWN: usize = 4;

/// A list without spaces, which would be read as one long word: `acme,rocket`, `lang:en,sv`. Digits keep their signs
/// (`1,000`). `field` is the field whose value it is.
pub(super) fn list(run: &str, field: Option<&str>, at: usize) -> Result<(), QueryError> {
    let Some((start, sign)) = list_sign(run) else {
        return Ok(());
    };
    let entries: Vec<&str> = run
        .split(|c| LIST_SIGNS.contains(&c) || c == '&' && sign == "&&")
        .filter(|entry| entry.contains(is_word))
        .collect();
    let shown = if entries.len() > MAX_SHOWN {
        "one OR another".to_owned()
    } else {
        entries.join(" OR ")
    };
    let span = (at + start, at + start + sign.len());
    let help = match (field, sign) {
        _ if entries.iter().any(|entry| is_operator(entry)) => format!("write `{}`", entries.join(" ")),
        (Some(field), _) => format!("write `{field}:({shown})`"),
        (None, "&&") => format!("write `{}` with spaces", shown.replace(" OR ", " AND ")),
        (None, "|" | "||") => format!("write `{shown}` with spaces"),
        (None, _) => {
            let row = shown.replace(" OR ", " ");
            format!("write `{shown}` for any of them, `\"{row}\"` for the words in a row")
        }
    };
    Err(QueryError::new(
        format!("`{sign}` separates nothing in a query"),
        span,
        help,
    ))
}

fn is_operator(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT")
}

/// Quoted words with the signs of lists as spaces, so that the words are a row: `"acme,rocket"`.
pub(super) fn unlisted(written: &str) -> Cow<'_, str> {
    let (mut rest, mut found) = (written, list_sign(written));
    if found.is_none() {
        return Cow::Borrowed(written);
    }
    let mut spaced = String::with_capacity(written.len());
    while let Some((at, sign)) = found {
        spaced.push_str(rest.get(..at).unwrap_or_default());
        spaced.push(' ');
        rest = rest.get(at + sign.len()..).unwrap_or_default();
        found = list_sign(rest);
    }
    Cow::Owned(spaced + rest)
}

/// The first sign of a list between two entries and where it stands.
fn list_sign(run: &str) -> Option<(usize, &str)> {
    // Most words are letters alone.
    let may_hold = |byte: u8| !byte.is_ascii() || matches!(byte, b',' | b';' | b'|' | b'&');
    if !run.bytes().any(may_hold) {
        return None;
    }
    let last = run.rfind(is_word)?;
    let (mut begun, mut before) = (false, ' ');
    for (at, c) in run.char_indices().take_while(|(at, _)| *at < last) {
        let rest = run.get(at..).unwrap_or_default();
        let doubled = ["&&", "||"].into_iter().find(|sign| rest.starts_with(sign));
        if begun && (doubled.is_some() || LIST_SIGNS.contains(&c)) {
            let sign = rest.get(..doubled.map_or_else(|| c.len_utf8(), str::len))?;
            let next = rest.strip_prefix(sign).and_then(|after| after.chars().next());
            if !(before.is_numeric() && next.is_some_and(char::is_numeric)) {
                return Some((at, sign));
            }
        }
        begun |= is_word(c);
        before = c;
    }
    None
}

/// Operators of other products, which would silently be read as words.
pub(super) fn foreign(run: &str, span: (usize, usize)) -> Result<(), QueryError> {
    let refuse = |message: String, help: &str| Err(QueryError::new(message, span, help));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let after = |prefix: &str| run.strip_prefix(prefix).is_some_and(digits);
    if after("~") || after("NEAR") || after("W/") || after("w/") {
        return refuse(
            format!("`{run}` is no distance here"),
            "write for example `rocket NEAR/5 skates`",
        );
    }
    if after("ONEAR") || after("PRE/") || after("FBY/") {
        return refuse(
            format!("`{run}` is no distance here"),
            "write for example `rocket ONEAR/5 skates`",
        );
    }
    if after("ATLEAST") {
        return refuse(
            format!("`{run}` is no count here"),
            "write for example `ATLEAST/3 acme`",
        );
    }
    if run.len() > 2
        && run.starts_with('/')
        && run.ends_with('/')
        && run.contains(['*', '[', '\\', '^', '$', '+'])
    {
        let help = "write `*` for any letters of a word and `?` for one, as in `organi?e`";
        return refuse("regular expressions are not understood".to_owned(), help);
    }
    let is_strange = |c: char| matches!(c, '[' | ']' | '{' | '}' | '~' | '^' | '\\');
    // Most words have none of these signs.
    if !run.contains(is_strange) {
        return Ok(());
    }
    let dotted = ["[.]", "{.}", "[dot]", "{dot}"]
        .iter()
        .fold(run.to_owned(), |run, dot| run.replace(dot, "."));
    if let Some(sign) = dotted.chars().find(|c| is_strange(*c)) {
        let help = format!("leave it out, or write `raw:\"{run}\"` to look for it as it stands");
        return refuse(format!("`{sign}` means nothing in a query"), &help);
    }
    Ok(())
}
