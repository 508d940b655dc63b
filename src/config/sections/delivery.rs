//! `[http]`, `[mail]` and `[[digest]]`: who is shown what, and how.

use std::{net::SocketAddr, path::PathBuf};

use crate::config::{
    HttpSettings, Listen, MailSettings, MailTransport, SmtpTls,
    reader::{Reader, Table},
    schedule::Schedule,
    shape, values,
};
use crate::model::{Brand, BrandId, Campaign, CampaignId, DigestId, DigestPlan, Secret};

use super::reading::{Known, Taken, all_parsed, id, parsed};

/// Where the status endpoint listens when nothing is said.
const LISTEN: &str = "127.0.0.1:8787";
/// Digest id that operator mails use.
pub(super) const RESERVED_ID: &str = "operator";
/// Languages that digests are written in.
const LANGUAGES: [&str; 1] = ["en"];

/// Reads `[http]`.
pub(in crate::config) fn http(r: &mut Reader<'_>, top: &Table<'_>) -> HttpSettings {
    let default = listen(LISTEN).unwrap_or_else(|_| Listen::Tcp(SocketAddr::from(([127, 0, 0, 1], 8787))));
    let Some(table) = top.get("http").and_then(|value| r.table(&value, &shape::HTTP)) else {
        return HttpSettings {
            listen: default,
            hosts: Vec::new(),
            token: None,
        };
    };
    let token = table.get("token").and_then(|value| r.secret(&value));
    let read = parsed(
        r,
        &table,
        "listen",
        "`127.0.0.1:8787` or `unix:/run/mentiond/http.sock`",
        listen,
    );
    let listen = read.unwrap_or(default);
    if let (Listen::Tcp(address), Some(value), false) = (&listen, table.get("listen"), table.has("token"))
        && !address.ip().is_loopback()
    {
        r.error(
            &value,
            "off loopback everyone who can reach the port could read everything, so a token is required",
        )
        .help("add `token = { credential = \"http-token\" }`, or listen on 127.0.0.1");
    }
    let hosts = all_parsed(
        r,
        &table,
        "hosts",
        "names such as `watch.acme.example`",
        values::domain,
    );
    HttpSettings { listen, hosts, token }
}

fn listen(text: &str) -> Result<Listen, String> {
    if let Some(path) = text.strip_prefix("unix:") {
        let fits = path.starts_with('/') && path.len() < 108 && !path.chars().any(char::is_control);
        return fits
            .then(|| Listen::Unix(PathBuf::from(path)))
            .ok_or_else(|| "the path of a socket is absolute and shorter than 108 bytes".to_owned());
    }
    let named = text
        .strip_prefix("localhost:")
        .map(|port| format!("127.0.0.1:{port}"));
    named
        .as_deref()
        .unwrap_or(text)
        .parse()
        .map(Listen::Tcp)
        .map_err(|_| "this is no address to listen on: an IP address and a port are needed".to_owned())
}

/// Reads `[mail]`.
pub(in crate::config) fn mail(r: &mut Reader<'_>, top: &Table<'_>) -> MailSettings {
    let outbox = r
        .state_directory()
        .map_or_else(|| PathBuf::from("outbox"), |dir| dir.join("outbox"));
    let Some(table) = top.get("mail").and_then(|value| r.table(&value, &shape::MAIL)) else {
        return MailSettings {
            from: String::new(),
            transport: MailTransport::File { dir: outbox },
            operator: Vec::new(),
        };
    };
    let choices = [("file", "file"), ("smtp", "smtp"), ("sendmail", "sendmail")];
    let transport = table
        .get("transport")
        .and_then(|value| r.choice(&value, &choices));
    let transport_name = transport.unwrap_or("file");
    warn_unused(r, &table, transport_name);
    let smtp = smtp(r, &table, transport_name == "smtp");
    let dir = parsed(r, &table, "dir", "a directory", path).unwrap_or(outbox);
    let program = parsed(r, &table, "program", "a program's path", path);
    let transport = match (transport_name, smtp) {
        ("smtp", Some(smtp)) => smtp,
        ("sendmail", _) => MailTransport::Sendmail {
            program: program.unwrap_or_else(|| PathBuf::from("/usr/sbin/sendmail")),
        },
        _ => MailTransport::File { dir },
    };
    MailSettings {
        from: parsed(
            r,
            &table,
            "from",
            "a mailbox such as `Brand watch <watch@acme.example>`",
            values::mailbox,
        )
        .unwrap_or_default(),
        transport,
        operator: all_parsed(r, &table, "operator", "a mail address", values::address),
    }
}

/// A path: not empty, nothing invisible in it.
pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err("the path is empty or has control characters inside".to_owned());
    }
    Ok(PathBuf::from(text))
}

/// Keys of other transports are read but have no effect.
fn warn_unused(r: &mut Reader<'_>, table: &Table<'_>, transport: &str) {
    let owners = [
        ("smtp", ["host", "port", "tls", "username", "password"].as_slice()),
        ("sendmail", &["program"]),
        ("file", &["dir"]),
    ];
    for (owner, keys) in owners.iter().filter(|(owner, _)| *owner != transport) {
        for value in keys.iter().filter_map(|key| table.get(key)) {
            r.warn(
                &value.key_place(),
                format!("this has an effect only with `transport = \"{owner}\"`"),
            );
        }
    }
}

fn smtp(r: &mut Reader<'_>, table: &Table<'_>, used: bool) -> Option<MailTransport> {
    let choices = [
        ("starttls", SmtpTls::StartTls),
        ("implicit", SmtpTls::Implicit),
        ("none", SmtpTls::None),
    ];
    let tls = table
        .get("tls")
        .and_then(|value| r.choice(&value, &choices))
        .unwrap_or(SmtpTls::StartTls);
    let host = parsed(r, table, "host", "a host name", host);
    let port = table.get("port").and_then(|value| r.integer(&value, 1, 65_535));
    let login = login(r, table);
    if used && !table.has("host") {
        r.missing(table, "host", "host name of the SMTP server");
    }
    if let (Some(value), Some(host), SmtpTls::None) = (table.get("tls"), host.as_deref(), tls)
        && !is_loopback(host)
    {
        r.error(
            &value,
            "without encryption anyone on the way could read the mail and the password",
        )
        .expected("`starttls` or `implicit`; `none` is for a server on this machine");
    }
    let default_port = match tls {
        SmtpTls::StartTls => 587,
        SmtpTls::Implicit => 465,
        SmtpTls::None => 25,
    };
    Some(MailTransport::Smtp {
        host: host?,
        port: port
            .and_then(|port| u16::try_from(port).ok())
            .unwrap_or(default_port),
        tls,
        login,
    })
}

/// A host name, an address or `localhost`.
pub(super) fn host(text: &str) -> Result<String, String> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    if bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok() {
        return Ok(bare.to_owned());
    }
    values::domain(text).map_err(|_| "this is no host name; a port stands in `port`".to_owned())
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// `username` and `password`: both or neither.
pub(super) fn login(r: &mut Reader<'_>, table: &Table<'_>) -> Option<(String, Secret)> {
    let username = parsed(r, table, "username", "a user name", values::name);
    let password = table.get("password").and_then(|value| r.secret(&value));
    match (table.has("username"), table.has("password")) {
        (true, false) => {
            r.missing(table, "password", "password for the `username`");
        }
        (false, true) => {
            r.missing(table, "username", "user name for the `password`");
        }
        _ => {}
    }
    username.zip(password)
}

/// Reads every digest.
pub(in crate::config) fn digests(
    r: &mut Reader<'_>,
    top: &Table<'_>,
    brands: &[Brand],
    campaigns: &[Campaign],
) -> Vec<DigestPlan> {
    let tables = r.tables(top, "digest", &shape::DIGEST);
    let mut taken = Taken::default();
    let mut digests = Vec::with_capacity(tables.len());
    for table in &tables {
        let digest = digest(r, table, brands, campaigns);
        if let Some(value) = table.get("id") {
            taken.take(r, &value, "this digest's id", digest.id.as_str());
            if digest.id.as_str() == RESERVED_ID {
                r.error(&value, "`operator` names the mails to the operator");
            }
        }
        digests.push(digest);
    }
    require_sender(r, top, !tables.is_empty());
    digests
}

fn digest(r: &mut Reader<'_>, table: &Table<'_>, brands: &[Brand], campaigns: &[Campaign]) -> DigestPlan {
    let id = id(r, table);
    let when_empty = [("send", true), ("skip", false)];
    let language = parsed(r, table, "language", "`en`", digest_language);
    let brands = reported_brands(r, table, brands);
    DigestPlan {
        id: DigestId::new(id.unwrap_or_default()),
        schedule: schedule(r, table),
        to: recipients(r, table),
        campaigns: reported_campaigns(r, table, campaigns, &brands),
        brands,
        language: language.unwrap_or_else(|| "en".to_owned()),
        send_when_empty: table
            .get("when_empty")
            .and_then(|value| r.choice(&value, &when_empty))
            .unwrap_or(true),
    }
}

fn digest_language(text: &str) -> Result<String, String> {
    let language = values::language(text)?;
    if LANGUAGES.contains(&language.as_str()) {
        return Ok(language);
    }
    Err(format!("digests in `{language}` are not supported yet"))
}

fn schedule(r: &mut Reader<'_>, table: &Table<'_>) -> String {
    let Some(value) = table.get("schedule") else {
        r.missing(table, "schedule", "cron line such as `0 8 * * Mon`");
        return String::new();
    };
    let Some(text) = r.string(&value) else {
        return String::new();
    };
    match Schedule::parse(&text) {
        Ok(schedule) => {
            if schedule.either_day() {
                r.warn(
                    &value,
                    "day of month and day of week are both restricted, so it runs when either matches",
                )
                .help("`mentiond check` shows the next runs");
            }
            schedule.as_str().to_owned()
        }
        Err(why) => {
            r.error(&value, why).expected("a cron line such as `0 8 * * Mon`");
            String::new()
        }
    }
}

fn recipients(r: &mut Reader<'_>, table: &Table<'_>) -> Vec<String> {
    let Some(value) = table.get("to") else {
        r.missing(table, "to", "list of mail addresses");
        return Vec::new();
    };
    if r.array(&value).is_empty() && value.is_array() {
        r.error(&value, "the digest has no recipients")
            .expected("at least one mail address");
    }
    all_parsed(r, table, "to", "a mail address", values::address)
}

fn reported_brands(r: &mut Reader<'_>, table: &Table<'_>, brands: &[Brand]) -> Vec<BrandId> {
    let known = Known {
        what: "brand",
        names: brands.iter().map(|brand| brand.id.as_str()).collect(),
    };
    if table.has("brands") {
        return known
            .references(r, table, "brands")
            .into_iter()
            .map(BrandId::new)
            .collect();
    }
    let own = brands.iter().filter(|brand| brand.competitor_of.is_none());
    own.map(|brand| brand.id.clone()).collect()
}

fn reported_campaigns(
    r: &mut Reader<'_>,
    table: &Table<'_>,
    campaigns: &[Campaign],
    brands: &[BrandId],
) -> Vec<CampaignId> {
    let known = Known {
        what: "campaign",
        names: campaigns.iter().map(|campaign| campaign.id.as_str()).collect(),
    };
    if table.has("campaigns") {
        return known
            .references(r, table, "campaigns")
            .into_iter()
            .map(CampaignId::new)
            .collect();
    }
    let theirs = campaigns
        .iter()
        .filter(|campaign| brands.contains(&campaign.brand));
    theirs.map(|campaign| campaign.id.clone()).collect()
}

/// A mail needs a sender as soon as anyone is to get one.
pub(super) fn require_sender(r: &mut Reader<'_>, top: &Table<'_>, digests: bool) {
    let mail = top.get("mail").and_then(|value| value.as_table());
    let operator = mail.as_ref().is_some_and(|mail| mail.has("operator"));
    let from = mail.as_ref().is_some_and(|mail| mail.has("from"));
    if (digests || operator) && !from {
        let help = "add `from = \"Brand watch <watch@acme.example>\"` to `[mail]`";
        match mail {
            Some(mail) => r
                .missing(&mail, "from", "mailbox that mails come from")
                .help(help),
            None => r
                .error(top, "`mail.from` is missing")
                .expected("a mailbox that mails come from")
                .help(help),
        };
    }
}
