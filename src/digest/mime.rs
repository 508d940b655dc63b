//! Digest → the exact bytes of a mail. Rendered once and frozen in the outbox, so nothing here is random.

use jiff::Timestamp;
use lettre::message::header::{
    ContentDisposition, ContentId, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox, Message, MultiPart, MultiPartBuilder, SinglePart};
use xxhash_rust::xxh3::xxh3_128;

use super::Digest;

/// Who it goes to and what identifies it.
#[derive(Clone, Debug)]
pub struct Envelope<'a> {
    /// `From` as configured, e.g. `Brand watch <watch@acme.example>`.
    pub from: &'a str,
    /// Recipient address.
    pub to: &'a str,
    /// `Message-ID` with angle brackets.
    pub message_id: &'a str,
    /// `Date`.
    pub date: Timestamp,
    /// Identifies the list for `List-Id`, e.g. `weekly`.
    pub list: &'a str,
}

/// Builds the mail: `multipart/alternative` of plain text and (HTML with its inline pictures).
///
/// # Errors
/// When an address does not parse, in one sentence; the configuration has checked them before.
pub fn build(digest: &Digest, envelope: &Envelope<'_>) -> Result<Vec<u8>, String> {
    let boundary = |part: &str| {
        let seed = format!("{}\n{}\n{part}", envelope.message_id, digest.html);
        format!("{part}-{:032x}", xxh3_128(seed.as_bytes()))
    };
    let mut related = with_boundary(MultiPart::related(), &boundary("related"))
        .singlepart(text_part(ContentType::TEXT_HTML, &digest.html));
    for chart in &digest.charts {
        related = related.singlepart(picture(&chart.cid, &chart.png)?);
    }
    let body = with_boundary(MultiPart::alternative(), &boundary("alternative"))
        .singlepart(text_part(ContentType::TEXT_PLAIN, &digest.text))
        .multipart(related);
    message(&digest.subject, envelope, body)
}

/// Builds a plain-text mail, as the operator gets it.
///
/// # Errors
/// As [`build`].
pub fn build_plain(subject: &str, text: &str, envelope: &Envelope<'_>) -> Result<Vec<u8>, String> {
    let seed = format!("{}\n{text}", envelope.message_id);
    let boundary = format!("mixed-{:032x}", xxh3_128(seed.as_bytes()));
    let body =
        with_boundary(MultiPart::mixed(), &boundary).singlepart(text_part(ContentType::TEXT_PLAIN, text));
    message(subject, envelope, body)
}

fn message(subject: &str, envelope: &Envelope<'_>, body: MultiPart) -> Result<Vec<u8>, String> {
    let from = mailbox(envelope.from)?;
    let domain = from.email.domain().to_owned();
    let sender = from.email.to_string();
    let date = std::time::SystemTime::from(envelope.date);
    let list = format!("<{}.mentiond.{domain}>", envelope.list);
    let unsubscribe = format!("<mailto:{sender}?subject=unsubscribe%20{}>", envelope.list);
    let subject: String = subject.chars().filter(|c| !c.is_control()).collect();
    let message = Message::builder()
        .from(from)
        .to(mailbox(envelope.to)?)
        .subject(subject)
        .date(date)
        .message_id(Some(envelope.message_id.to_owned()))
        .raw_header(raw("List-Id", &list))
        .raw_header(raw("List-Unsubscribe", &unsubscribe))
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .raw_header(raw("X-Auto-Response-Suppress", "All"))
        .multipart(body)
        .map_err(|why| format!("the mail could not be put together: {why}"))?;
    Ok(message.formatted())
}

/// `Name <user@host>` or the address alone. The name is taken as it stands, whatever is in it: the mail quotes or encodes
/// it where its own syntax needs that.
fn mailbox(text: &str) -> Result<Mailbox, String> {
    let (name, address) = match text
        .trim()
        .strip_suffix('>')
        .and_then(|inner| inner.rsplit_once('<'))
    {
        Some((name, address)) => (name.trim(), address),
        None => ("", text.trim()),
    };
    let address = address
        .parse()
        .map_err(|why| format!("`{}` is no mail address: {why}", text.escape_debug()))?;
    Ok(Mailbox::new((!name.is_empty()).then(|| name.to_owned()), address))
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn with_boundary(builder: MultiPartBuilder, boundary: &str) -> MultiPartBuilder {
    builder.boundary(boundary)
}

fn text_part(kind: ContentType, text: &str) -> SinglePart {
    SinglePart::builder().header(kind).body(encoded(text))
}

/// Quoted-printable: 7-bit clean, short lines, and no server has a reason to re-encode it. Base64 only where that is shorter, as for
/// languages of which no letter is ASCII.
fn encoded(text: &str) -> Body {
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let encode = |encoding| Body::new_with_encoding(text.clone(), encoding).ok();
    let (quoted, base64) = (
        encode(ContentTransferEncoding::QuotedPrintable),
        encode(ContentTransferEncoding::Base64),
    );
    let either = [quoted, base64].into_iter().flatten();
    let shortest = either.min_by_key(|body| body.as_ref().len());
    shortest.unwrap_or_else(|| Body::new(text))
}

/// Bytes of a text as a mail carries it.
pub(super) fn sent_bytes(text: &str) -> usize {
    encoded(text).as_ref().len()
}

fn picture(cid: &str, png: &[u8]) -> Result<SinglePart, String> {
    let kind = ContentType::parse("image/png").map_err(|why| why.to_string())?;
    Ok(SinglePart::builder()
        .header(kind)
        .header(ContentDisposition::inline_with_name(&format!("{cid}.png")))
        .header(ContentId::from(format!("<{cid}>")))
        .body(png.to_vec()))
}

/// The HTML part of a mail as a page of its own: its pictures become `data:` addresses. `None` if there is none.
pub fn html_page(mail: &[u8]) -> Option<String> {
    use base64::Engine as _;
    use mail_parser::MimeHeaders as _;

    let message = mail_parser::MessageParser::default().parse(mail)?;
    let html = message
        .html_bodies()
        .find(|part| part.is_text_html())?
        .text_contents()?
        .to_owned();
    let pictures = message
        .attachments()
        .filter_map(|part| Some((part.content_id()?, part.contents())));
    Some(pictures.fold(html, |html, (cid, png)| {
        let data = base64::engine::general_purpose::STANDARD.encode(png);
        html.replace(&format!("cid:{cid}"), &format!("data:image/png;base64,{data}"))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_may_stand_before_an_address() {
        for (from, name) in [
            ("watch@acme.example", None),
            ("Brand watch <watch@acme.example>", Some("Brand watch")),
            ("Acme, Inc. <watch@acme.example>", Some("Acme, Inc.")),
            ("Acme (watch) <watch@acme.example>", Some("Acme (watch)")),
            (
                "Acme: [EU] \"best\" <watch@acme.example>",
                Some("Acme: [EU] \"best\""),
            ),
            ("Bränd, 東京 <watch@acme.example>", Some("Bränd, 東京")),
            ("a\\b; <watch@acme.example>", Some("a\\b;")),
        ] {
            let envelope = Envelope {
                from,
                to: from,
                message_id: "<1@acme.example>",
                date: Timestamp::UNIX_EPOCH,
                list: "weekly",
            };
            let bytes = build_plain("Subject", "text", &envelope).unwrap();
            let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
            for addresses in [mail.from(), mail.to()] {
                let one = addresses.and_then(mail_parser::Address::first).unwrap();
                assert_eq!(
                    (one.name(), one.address()),
                    (name, Some("watch@acme.example")),
                    "{from}"
                );
            }
        }
    }
}
