//! The HTML part of a mail as one page, its pictures inside.
//!
//! Reads what [`crate::digest`] writes: nested multiparts, quoted-printable or base64. A mail of another make simply
//! gives no page.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Deepest nesting of parts that is followed.
const DEPTH: usize = 6;

/// One part without parts of its own.
struct Leaf<'a> {
    media_type: String,
    content_id: Option<&'a str>,
    encoding: String,
    body: &'a str,
}

/// The page, if the mail has an HTML part.
pub(super) fn of(mail: &[u8]) -> Option<String> {
    let mail = std::str::from_utf8(mail).ok()?;
    let mut leaves = Vec::new();
    collect(mail, DEPTH, &mut leaves);
    let html = leaves.iter().find(|leaf| leaf.media_type == "text/html")?;
    let mut page = String::from_utf8(html.decoded()).ok()?;
    for leaf in &leaves {
        if let Some(id) = leaf.content_id
            && leaf.media_type.starts_with("image/")
        {
            let data = format!(
                "data:{};base64,{}",
                leaf.media_type,
                STANDARD.encode(leaf.decoded())
            );
            page = page.replace(&format!("cid:{id}"), &data);
        }
    }
    Some(page)
}

fn collect<'a>(part: &'a str, depth: usize, into: &mut Vec<Leaf<'a>>) {
    let Some((head, body)) = part.split_once("\r\n\r\n") else {
        return;
    };
    let content_type = header(head, "content-type").unwrap_or("text/plain");
    let media_type = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if !media_type.starts_with("multipart/") {
        into.push(Leaf {
            media_type,
            content_id: header(head, "content-id").map(|id| id.trim().trim_matches(['<', '>'])),
            encoding: header(head, "content-transfer-encoding")
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
            body,
        });
        return;
    }
    let Some(boundary) = boundary(content_type) else {
        return;
    };
    if depth == 0 {
        return;
    }
    let delimiter = format!("--{boundary}");
    for piece in body.split(&delimiter).skip(1) {
        if piece.starts_with("--") {
            break;
        }
        if let Some(piece) = piece.strip_prefix("\r\n") {
            collect(piece, depth - 1, into);
        }
    }
}

/// The value of a header, continuation lines included.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = head;
    loop {
        let mut end = 0;
        loop {
            end += rest.get(end..)?.find("\r\n").unwrap_or(rest.len() - end);
            let continued = rest
                .get(end + 2..)
                .is_some_and(|next| next.starts_with([' ', '\t']));
            if !continued {
                break;
            }
            end += 2;
        }
        let line = rest.get(..end)?;
        if let Some((key, value)) = line.split_once(':')
            && key.eq_ignore_ascii_case(name)
        {
            return Some(value.trim());
        }
        rest = rest.get(end + 2..)?;
    }
}

fn boundary(content_type: &str) -> Option<&str> {
    let parameter = content_type
        .split(';')
        .map(str::trim)
        .find(|parameter| parameter.to_ascii_lowercase().starts_with("boundary="))?;
    let (_, value) = parameter.split_once('=')?;
    Some(value.trim_matches('"')).filter(|value| !value.is_empty())
}

impl Leaf<'_> {
    fn decoded(&self) -> Vec<u8> {
        match self.encoding.as_str() {
            "base64" => {
                let digits: String = self.body.split_ascii_whitespace().collect();
                STANDARD.decode(digits).unwrap_or_default()
            }
            "quoted-printable" => unquote(self.body),
            _ => self.body.as_bytes().to_vec(),
        }
    }
}

/// Quoted-printable (RFC 2045 section 6.7); what is not an escape stays as it is.
fn unquote(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        if let Some(tail) = rest.strip_prefix(b"\r\n") {
            rest = tail;
            continue;
        }
        let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|n| u8::try_from(n).ok());
        match rest {
            [high, low, tail @ ..] => match (digit(high), digit(low)) {
                (Some(high), Some(low)) => {
                    out.push(high * 16 + low);
                    rest = tail;
                }
                _ => out.push(byte),
            },
            _ => out.push(byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MAIL: &str = "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n \
        boundary=\"outer\"\r\n\r\n--outer\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nplain\r\n--outer\r\n\
        Content-Type: multipart/related; boundary=inner; type=\"text/html\"\r\n\r\n--inner\r\nContent-Type: \
        text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>gr=C3=BC=C3=9Fe <img \
        src=3D\"cid:chart@m\"> lo=\r\nng</p>\r\n--inner\r\nContent-Type: image/png\r\nContent-ID: <chart@m>\r\n\
        Content-Transfer-Encoding: base64\r\n\r\niVBO\r\nRw==\r\n--inner--\r\n--outer--\r\n";

    #[test]
    fn the_html_part_becomes_a_page_with_its_pictures() {
        let page = of(MAIL.as_bytes()).unwrap();
        assert_eq!(
            page.trim(),
            "<p>grüße <img src=\"data:image/png;base64,iVBORw==\"> long</p>"
        );
    }

    #[test]
    fn a_mail_without_html_gives_no_page() {
        for mail in [
            "",
            "Subject: x\r\n\r\nplain",
            "Content-Type: multipart/mixed\r\n\r\n--\r\n",
        ] {
            assert_eq!(of(mail.as_bytes()), None, "{mail:?}");
        }
    }

    proptest! {
        #[test]
        fn anything_is_read_without_panic(cut in 0_usize..900, junk in any::<Vec<u8>>()) {
            let cut = cut.min(MAIL.len());
            if let Some(part) = MAIL.get(cut..) {
                drop(of(part.as_bytes()));
                drop(of(&[part.as_bytes(), &junk].concat()));
            }
            drop(of(&junk));
        }
    }
}
