//! A folder of mails that are read as documents.

use url::Url;

use super::Secret;

/// Most mails fetched in one poll of a mailbox.
pub const MAIL_LIMIT: usize = 50;

/// Port of IMAP within TLS (RFC 8314).
pub const IMAPS_PORT: u16 = 993;

/// Where mails are read, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// Host name or address of the IMAP server.
    pub host: String,
    /// Its port; TLS is spoken from the first byte.
    pub port: u16,
    /// Account.
    pub username: String,
    /// Password, often one made for this program.
    pub password: Secret,
    /// Folder, as its owner reads its name.
    pub folder: String,
    /// Addresses and domains (lower case) whose mails are read; empty: everybody's.
    pub from: Vec<String>,
    /// Whether each mail gives the items that it lists, rather than being one document.
    pub listed: bool,
}

impl Mailbox {
    /// Server and port, written like an address of the web: what guard and pace go by.
    pub fn address(&self) -> Option<Url> {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        Url::parse(&format!("https://{host}:{}/", self.port)).ok()
    }

    /// Whether mails of this sender are read: an address counts as itself, a domain with all below it.
    pub fn hears(&self, sender: &str) -> bool {
        let sender = sender.trim().to_lowercase();
        let host = sender.rsplit_once('@').map_or("", |(_, host)| host);
        let is = |wanted: &String| match wanted.strip_prefix('@').unwrap_or(wanted) {
            address if address.contains('@') => sender == address,
            domain => {
                let below = host.strip_suffix(domain);
                below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
            }
        };
        self.from.is_empty() || self.from.iter().any(is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_told_by_address_or_domain() {
        let mailbox = |from: &[&str]| Mailbox {
            host: "::1".to_owned(),
            port: IMAPS_PORT,
            username: String::new(),
            password: Secret::new(String::new()),
            folder: "INBOX".to_owned(),
            from: from.iter().map(|&from| from.to_owned()).collect(),
            listed: false,
        };
        for (from, sender, heard) in [
            (&[][..], "", true),
            (&["news.example"], "Jo@News.example", true),
            (&["news.example"], "jo@a.news.example", true),
            (&["@news.example"], "jo@news.example", true),
            (&["news.example"], "jo@fakenews.example", false),
            (&["news.example"], "news.example@evil.example", false),
            (&["jo@news.example"], "JO@news.example", true),
            (&["jo@news.example"], "bo@jo@news.example", false),
            (&["a.example", "jo@news.example"], "jo@news.example", true),
            (&["news.example"], "", false),
        ] {
            assert_eq!(mailbox(from).hears(sender), heard, "{from:?} {sender}");
        }
        assert_eq!(mailbox(&[]).address().unwrap().as_str(), "https://[::1]:993/");
    }
}
