//! Forms that a string may have: durations, sizes, names, addresses. Each refusal is one sentence.

use std::time::Duration;

use url::{Host, Url};

use crate::model::{Handle, Platform};

use crate::text::{nearest::suggestion, url::special_network};
use crate::watch::profile;

/// Longest name for people, in characters.
const NAME_CHARS: usize = 120;
/// Longest id, in bytes.
const ID_BYTES: usize = 64;

/// `15m`, `1h30m`, `8w`: whole numbers with `ms`, `s`, `m`, `h`, `d` or `w`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err("the duration is empty".to_owned());
    }
    if rest.starts_with('-') {
        return Err("a duration is not negative".to_owned());
    }
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let (number, behind) = split_number(rest);
        let unit_end = behind
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(behind.len());
        let (unit, next) = behind.split_at_checked(unit_end).unwrap_or((behind, ""));
        let millis: u64 = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 604_800_000,
            "" => return Err("the duration has no unit; write e.g. `15m`, `2h` or `8w`".to_owned()),
            _ => {
                return Err(format!(
                    "`{unit}` is no unit of time; there are `ms`, `s`, `m`, `h`, `d` and `w`"
                ));
            }
        };
        if number.is_empty() {
            return Err("the duration needs a whole number before its unit".to_owned());
        }
        total = number
            .parse::<u64>()
            .ok()
            .and_then(|count| count.checked_mul(millis))
            .and_then(|millis| total.checked_add(Duration::from_millis(millis)))
            .ok_or("the duration is too long")?;
        rest = next.trim_start();
    }
    Ok(total)
}

/// A duration as a person would write it.
pub(super) fn duration_text(duration: Duration) -> String {
    let units = [(604_800, "w"), (86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let secs = duration.as_secs();
    if duration.subsec_millis() != 0 {
        return format!("{}ms", duration.as_millis());
    }
    units
        .iter()
        .find(|(unit, _)| secs >= *unit && secs.is_multiple_of(*unit))
        .map_or_else(
            || format!("{secs}s"),
            |(unit, name)| format!("{}{name}", secs / unit),
        )
}

/// `8MiB`, `500kB`, `1000000B`.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = split_number(text.trim());
    let scale: u64 = match unit.trim() {
        "B" => 1,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "" => return Err("the size has no unit; write e.g. `8MiB`".to_owned()),
        other => {
            return Err(format!(
                "`{other}` is no unit of size; there are `B`, `kB`, `MB`, `KiB`, `MiB` and `GiB`"
            ));
        }
    };
    if number.is_empty() {
        return Err("the size needs a whole number before its unit".to_owned());
    }
    let count = number.parse::<u64>().ok();
    let bytes = count.and_then(|count| count.checked_mul(scale));
    bytes.ok_or_else(|| "the size is too large".to_owned())
}

fn split_number(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// A short name that may stand in addresses, file names and message ids.
pub(super) fn id(text: &str) -> Result<String, String> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if text.is_empty() {
        return Err("the id is empty".to_owned());
    }
    if text.len() > ID_BYTES
        || !text.chars().all(good)
        || !text.starts_with(|c: char| c.is_ascii_alphanumeric())
    {
        return Err(
            "an id has letters a to z, digits, `-`, `_` and `.`, and begins with a letter or digit"
                .to_owned(),
        );
    }
    Ok(text.to_owned())
}

/// A name or note for people: something visible, no line breaks, not endless.
pub(super) fn name(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) {
        return Err("a line break or another control character stands inside".to_owned());
    }
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err("it is empty".to_owned());
    }
    if trimmed.chars().count() > NAME_CHARS {
        return Err(format!("it is longer than {NAME_CHARS} characters"));
    }
    Ok(trimmed.to_owned())
}

/// A mail address, without the name of its owner.
pub(super) fn address(text: &str) -> Result<String, String> {
    let (_, address) = mailbox_parts(text)?;
    Ok(address)
}

/// A mail address, with or without the name of its owner: `Brand watch <watch@acme.example>`.
pub(super) fn mailbox(text: &str) -> Result<String, String> {
    let (owner, address) = mailbox_parts(text)?;
    Ok(if owner.is_empty() {
        address
    } else {
        format!("{owner} <{address}>")
    })
}

fn mailbox_parts(text: &str) -> Result<(String, String), String> {
    if text.chars().any(char::is_control) {
        return Err("a line break or another control character stands inside".to_owned());
    }
    let (owner, address) = match text
        .trim()
        .strip_suffix('>')
        .and_then(|inner| inner.rsplit_once('<'))
    {
        Some((owner, address)) => (owner.trim(), address),
        None => ("", text.trim()),
    };
    let owner = owner
        .strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(owner);
    if owner.contains(['<', '>']) || owner.chars().count() > NAME_CHARS {
        return Err("the name before the address has `<` or `>` inside, or is too long".to_owned());
    }
    let parsed: Result<lettre::Address, _> = address.parse();
    match parsed {
        Ok(address) if !address.to_string().contains(char::is_whitespace) => {
            Ok((owner.to_owned(), address.to_string()))
        }
        _ => Err("this is no mail address".to_owned()),
    }
}

/// An http or https address.
pub(super) fn http_url(text: &str) -> Result<Url, String> {
    if text.chars().any(|c| c.is_control() || c == ' ') {
        return Err("an address has no spaces, line breaks or control characters inside".to_owned());
    }
    let url = Url::parse(text).map_err(|why| match why {
        url::ParseError::RelativeUrlWithoutBase => {
            "the address does not begin with `https://` or `http://`".to_owned()
        }
        why => format!("this is no address: {why}"),
    })?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        other => Err(format!(
            "`{other}:` addresses are not read; only http and https are"
        )),
    }
}

/// Where an address leads that must not be contacted unless its source says so. A name is judged again at every poll,
/// by what it resolves to.
pub(super) fn private(url: &Url) -> Option<&'static str> {
    match url.host()? {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let loopback = name == "localhost" || name.ends_with(".localhost");
            loopback.then_some("this machine")
        }
        Host::Ipv4(ip) => special_network(ip.into()),
        Host::Ipv6(ip) => special_network(ip.into()),
    }
}

/// A domain such as `shop.acme.example`: lower case, no scheme, no path; other letters in their ASCII form.
pub(super) fn domain(text: &str) -> Result<String, String> {
    let text = text.trim();
    if let Some(host) = Url::parse(text)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
    {
        return Err(format!(
            "a domain has no `http://` before it and nothing behind it; write `{host}`"
        ));
    }
    let host = match Host::parse(text) {
        Ok(Host::Domain(host)) if !text.contains(['/', ':', ' ', '@', '*']) => host,
        Ok(Host::Ipv4(ip)) => ip.to_string(),
        _ => return Err("this is no domain; write e.g. `acme.example`".to_owned()),
    };
    let host = host.trim_end_matches('.').to_owned();
    let labels_fit = host.len() <= 253 && host.split('.').all(|label| (1..=63).contains(&label.len()));
    if !labels_fit {
        return Err("this is no domain; write e.g. `acme.example`".to_owned());
    }
    Ok(host)
}

/// `platform:name`, or a bare domain for the web.
pub(super) fn handle(text: &str) -> Result<Handle, String> {
    let text = text.trim();
    if text.contains("://") {
        return profile::of_profile(text).ok_or_else(|| {
            "this is no profile of a known platform; write `platform:name`, or a site without `https://`"
                .to_owned()
        });
    }
    let Some((platform, account)) = text.split_once(':') else {
        if text.starts_with('@') || !text.contains('.') {
            return Err(
                "an account needs its platform before it: `mastodon:`, `instagram:`, `x:` …".to_owned(),
            );
        }
        return Ok(Handle {
            platform: Platform::Web,
            name: domain(text)?,
        });
    };
    let Ok(platform) = platform.trim().to_ascii_lowercase().parse::<Platform>() else {
        let known: Vec<&str> = Platform::ALL.iter().map(|platform| platform.as_str()).collect();
        let help = suggestion(platform, &known).unwrap_or_default();
        return Err(format!("there is no platform `{platform}`; {help}"));
    };
    let account = account.trim().trim_start_matches('@').to_lowercase();
    if account.is_empty()
        || account
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '/')
    {
        return Err("the account's name is empty or has spaces or `/` inside".to_owned());
    }
    if platform == Platform::Web {
        return Ok(Handle {
            platform,
            name: domain(&account)?,
        });
    }
    Ok(Handle {
        platform,
        name: account,
    })
}

/// A hashtag without its `#`, folded.
pub(super) fn hashtag(text: &str) -> Result<String, String> {
    let tag = text.trim().trim_start_matches(['#', '＃']);
    let good = |c: char| c.is_alphanumeric() || c == '_' || !c.is_ascii();
    if tag.is_empty() {
        return Err("the hashtag is empty".to_owned());
    }
    if tag
        .chars()
        .any(|c| !good(c) || c.is_whitespace() || c.is_control())
    {
        return Err("a hashtag has letters, digits and `_` only".to_owned());
    }
    Ok(crate::text::fold::fold_key(tag))
}

/// A promo code, upper case.
pub(super) fn code(text: &str) -> Result<String, String> {
    let code = text.trim();
    if code.is_empty() || code.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("a promo code is one word".to_owned());
    }
    if code.chars().count() < 2 {
        return Err("a promo code of one character would be found everywhere".to_owned());
    }
    Ok(code.to_uppercase())
}

/// A link given out, without scheme: `bit.ly/acme-kristal`.
pub(super) fn link(text: &str) -> Result<String, String> {
    let text = text.trim();
    let whole = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let url = http_url(&whole)?;
    let host = url.host_str().unwrap_or_default();
    if !host.contains('.') && host != "localhost" {
        return Err("the link has no domain; write e.g. `bit.ly/acme`".to_owned());
    }
    let (_, bare) = whole.split_once("://").unwrap_or(("", &whole));
    Ok(bare.trim_end_matches('/').to_owned())
}

/// A landing page of the shop: its path, without `/` at the end; host and query do not matter.
pub(super) fn landing(text: &str) -> Result<String, String> {
    let text = text.trim();
    let path = if text.starts_with('/') {
        text.to_owned()
    } else {
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        http_url(&whole)?.path().to_owned()
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = crate::text::url::percent_decoded(path.trim_end_matches('/'));
    if path.is_empty() {
        return Err("the home page is everybody's; a landing page has a path such as `/kristal`".to_owned());
    }
    if path.contains(char::is_whitespace) || path.chars().any(char::is_control) {
        return Err("a path has no spaces or line breaks inside".to_owned());
    }
    Ok(path)
}

/// A language code: `en`, `pt-BR`; the region is dropped, and codes of one meaning (`no`, `nb`) become one.
pub(super) fn language(text: &str) -> Result<String, String> {
    crate::text::language::checked(text).map_err(|unknown| {
        let help = unknown.help();
        let help = help.map(|help| format!("this is no language code; {help}"));
        help.unwrap_or_else(|| "a language is its ISO 639-1 code, e.g. `en` or `sv`".to_owned())
    })
}

/// A value that may stand in an HTTP header.
pub(super) fn header_value(text: &str) -> Result<String, String> {
    let good = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if good && !text.trim().is_empty() && text.len() <= 512 {
        Ok(text.trim().to_owned())
    } else {
        Err("a header's value is visible ASCII, on one line".to_owned())
    }
}

/// The name of an HTTP header.
pub(super) fn header_name(text: &str) -> Result<String, String> {
    let good = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if text.is_empty() || text.len() > 64 || !text.bytes().all(good) {
        return Err("a header's name has letters, digits and `-` only".to_owned());
    }
    let ours = [
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "accept-encoding",
        "cookie",
    ];
    if ours.contains(&text.to_ascii_lowercase().as_str()) {
        return Err(format!("the header `{text}` is set by the daemon itself"));
    }
    Ok(text.to_owned())
}
