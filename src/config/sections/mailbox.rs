//! What a source with `mailbox` says: the account, whose mails are read, and how.

use crate::config::{
    reader::{Reader, Table, Value},
    shape, values,
};
use crate::model::{IMAPS_PORT, Mailbox, SourceKind};

use super::delivery::{host, login};
use super::reading::parsed;

/// Reads the account with what the source says of its mails.
pub(super) fn kind(r: &mut Reader<'_>, source: &Table<'_>, value: &Value<'_>) -> Option<SourceKind> {
    let table = r.table(value, &shape::MAILBOX)?;
    for (key, what) in [
        ("host", "host name of the IMAP server"),
        ("username", "user name, often the mail address"),
        ("password", "password, e.g. `{ credential = \"imap\" }`"),
    ] {
        // One of the two without the other is told by `login`.
        if !table.has(key) && (key == "host" || !(table.has("username") || table.has("password"))) {
            r.missing(&table, key, what);
        }
    }
    let host = parsed(r, &table, "host", "a host name such as `imap.acme.example`", host);
    let port = table.get("port").and_then(|value| r.integer(&value, 1, 65_535));
    let login = login(r, &table);
    let folder = parsed(r, &table, "folder", "a folder such as `INBOX`", values::name);
    let from = senders(r, source);
    let listed = source.get("items").is_some_and(|value| {
        let auto = value.plain() == Some("auto");
        if !auto {
            r.error(&value, "the items of mails are found, not mapped")
                .expected("`\"auto\"`; without `items` each mail is one document");
        }
        auto
    });
    let (username, password) = login?;
    Some(SourceKind::Mailbox(Box::new(Mailbox {
        host: host?,
        port: port
            .and_then(|port| u16::try_from(port).ok())
            .unwrap_or(IMAPS_PORT),
        username,
        password,
        folder: folder.unwrap_or_else(|| "INBOX".to_owned()),
        from,
        listed,
    })))
}

/// What makes two of them the same.
pub(super) fn what_is_asked(mailbox: &Mailbox) -> String {
    let Mailbox {
        host,
        port,
        username,
        folder,
        from,
        ..
    } = mailbox;
    format!("{username} {host}:{port} {folder} {}", from.join(" "))
}

/// `from`: one address or domain, or several.
fn senders(r: &mut Reader<'_>, source: &Table<'_>) -> Vec<String> {
    let Some(value) = source.get("from") else {
        return Vec::new();
    };
    let values = if value.is_string_like() {
        vec![value]
    } else {
        r.array(&value)
    };
    values
        .iter()
        .filter_map(|value| {
            r.parsed(
                value,
                "an address such as `alerts@news.example`, or a domain",
                sender,
            )
        })
        .collect()
}

fn sender(text: &str) -> Result<String, String> {
    let text = text.trim();
    let sender = match text.strip_prefix('@').unwrap_or(text) {
        address if address.contains('@') => values::address(address)?,
        domain => values::domain(domain)?,
    };
    Ok(sender.to_lowercase())
}
