//! What a mail's header says: sender, time, language, and where it can be read on the web.

use jiff::Timestamp;
use mail_parser::{HeaderName, HeaderValue, Message};

use super::LINE_CHARS;
use crate::{
    model::{Author, Link},
    text::{html, plain},
};

/// Longest anchor text of a link to the mail itself.
const ANCHOR_CHARS: usize = 80;
/// Words for the program that shows pages, in the languages newsletters are written in.
const BROWSER: [&str; 15] = [
    "browser",
    "navigateur",
    "navegador",
    "webbläsare",
    "nettleser",
    "selaime",
    "przeglądar",
    "prohlížeč",
    "böngésző",
    "tarayıcı",
    "браузер",
    "ブラウザ",
    "브라우저",
    "浏览器",
    "瀏覽器",
];
/// What one does there with a mail.
const VIEW: [&str; 41] = [
    "view",
    "open",
    "read",
    "see ",
    "display",
    "ansehen",
    "anzeigen",
    "öffnen",
    "lesen",
    "voir",
    "afficher",
    "lire",
    "ouvrir",
    "ver ",
    "abrir",
    "leer",
    "visualizza",
    "visualizar",
    "apri",
    "leggi",
    "visa",
    "öppna",
    "läs",
    "bekijk",
    "lees",
    "vis ",
    "åpne",
    "åbn",
    "avaa",
    "lue",
    "otwórz",
    "zobacz",
    "zobrazit",
    "otevřít",
    "megnyit",
    "görüntüle",
    "откры",
    "просмотр",
    "посмотр",
    "表示",
    "查看",
];
/// Whole phrases for the mail's own page.
const OWN_PAGE: [&str; 12] = [
    "web version",
    "webversion",
    "web-version",
    "online version",
    "onlineversion",
    "online-version",
    "version en ligne",
    "versión web",
    "versão web",
    "versione web",
    "read online",
    "view online",
];

/// The first address that the mail says it is from.
pub(super) fn sender<'m>(message: &'m Message<'_>) -> Option<&'m str> {
    let from = message.from().or_else(|| message.sender())?;
    from.iter().find_map(|one| one.address.as_deref())
}

/// Name and address of whom it is from.
pub(super) fn author(message: &Message<'_>) -> Author {
    let from = message.from().or_else(|| message.sender());
    let first = from.and_then(|from| from.iter().next());
    let tidy = |text: &str| Some(plain::clean(text, LINE_CHARS)).filter(|text| !text.is_empty());
    Author {
        name: first.and_then(|one| one.name.as_deref()).and_then(tidy),
        handle: sender(message)
            .and_then(tidy)
            .map(|address| address.to_lowercase()),
        ..Author::default()
    }
}

/// When it was sent; else when the last server took it.
pub(super) fn published(message: &Message<'_>) -> Option<Timestamp> {
    let sent = message.date().filter(|date| date.is_valid());
    let taken = || message.received().and_then(mail_parser::Received::date);
    let date = sent
        .copied()
        .or_else(taken)
        .filter(mail_parser::DateTime::is_valid)?;
    Timestamp::from_second(date.to_timestamp()).ok()
}

/// The language it declares, where that is one (RFC 3282).
pub(super) fn language(message: &Message<'_>) -> Option<String> {
    let languages: Vec<&str> = match message.header(HeaderName::ContentLanguage)? {
        HeaderValue::Text(text) => text.split(',').collect(),
        HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
        _ => return None,
    };
    let [only] = languages.as_slice() else {
        return None;
    };
    let tag = only.trim().split('-').next()?.to_ascii_lowercase();
    let fits = (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase());
    fits.then_some(tag)
}

/// Where an archive keeps it (RFC 5064). The archive of its list, which holds all others too, is no address of it.
pub(super) fn archived(message: &Message<'_>) -> Option<String> {
    let raw = message.header_raw("Archived-At")?;
    let address = raw.trim().trim_start_matches('<');
    let address = address.split(['>', ' ', '\r', '\n']).next()?;
    html::absolute(address, None).map(String::from)
}

/// The link that shows the mail on the web, if one is clearly marked as such.
pub(super) fn in_browser(links: &[Link]) -> Option<String> {
    let shows = |text: &str| {
        let text = format!("{} ", text.to_lowercase());
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        text.chars().count() <= ANCHOR_CHARS && (has(&OWN_PAGE) || (has(&BROWSER) && has(&VIEW)))
    };
    let link = links.iter().find(|link| shows(&link.text))?;
    Some(link.url.clone())
}
