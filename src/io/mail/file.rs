//! Mail into files: the mail itself, and its HTML part as a page that a browser shows.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use super::{Outgoing, SendOutcome};
use crate::digest::mime::html_page;

/// Longest file name made of a mail's name.
const NAME_CHARS: usize = 120;

/// Writes both files. They are complete or absent whenever the machine stops.
pub(super) async fn send(dir: &Path, mail: &Outgoing<'_>) -> SendOutcome {
    let (dir, name, bytes) = (dir.to_path_buf(), stem(mail.name), mail.bytes.to_vec());
    let shown = dir.join(format!("{name}.eml")).display().to_string();
    let written = tokio::task::spawn_blocking(move || {
        if let Some(page) = html_page(&bytes) {
            write(&dir, &format!("{name}.html"), page.as_bytes())?;
        }
        write(&dir, &format!("{name}.eml"), &bytes)
    });
    match written.await {
        Ok(Ok(())) => SendOutcome::Accepted(format!("written to `{shown}`")),
        Ok(Err(error)) => SendOutcome::NotSent(format!("could not write `{shown}`: {error}")),
        Err(_) => SendOutcome::NotSent(format!("writing `{shown}` was stopped")),
    }
}

/// Whether the directory can be written to.
pub(super) async fn check(dir: &Path) -> Result<(), String> {
    let tried = dir.to_path_buf();
    let done = tokio::task::spawn_blocking(move || {
        fs::create_dir_all(&tried)?;
        let probe = tried.join(".mentiond-probe");
        fs::write(&probe, b"")?;
        fs::remove_file(&probe)
    });
    match done.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(format!("`{}` cannot be written to: {error}", dir.display())),
        Err(_) => Err(format!("`{}` could not be tried", dir.display())),
    }
}

/// Written aside, synced, renamed, and the directory synced: then it counts.
fn write(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let aside = dir.join(format!(".{name}.part"));
    let mut file = File::create(&aside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&aside, dir.join(name))?;
    File::open(dir)?.sync_all()
}

/// A file name that cannot leave its directory.
fn stem(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        })
        .take(NAME_CHARS)
        .collect();
    let name = name.trim_matches(['.', '-']);
    if name.is_empty() {
        "mail".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside_their_directory() {
        for (name, file) in [
            ("weekly/2026-W47/ab12", "weekly-2026-W47-ab12"),
            ("../../etc/passwd", "etc-passwd"),
            ("", "mail"),
            ("…", "mail"),
        ] {
            assert_eq!(stem(name), file);
        }
    }

    #[tokio::test]
    async fn the_html_part_becomes_a_page_with_its_pictures() {
        let bytes = "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n \
            boundary=\"outer\"\r\n\r\n--outer\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nplain\r\n--outer\r\n\
            Content-Type: multipart/related; boundary=inner; type=\"text/html\"\r\n\r\n--inner\r\nContent-Type: \
            text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>gr=C3=BC=C3=9Fe <img \
            src=3D\"cid:chart@m\"> lo=\r\nng</p>\r\n--inner\r\nContent-Type: image/png\r\nContent-ID: <chart@m>\r\n\
            Content-Transfer-Encoding: base64\r\n\r\niVBO\r\nRw==\r\n--inner--\r\n--outer--\r\n";
        let dir = tempfile::tempdir().unwrap();
        let mail = Outgoing {
            name: "weekly/1",
            from: "a@b.example",
            to: "c@d.example",
            bytes: bytes.as_bytes(),
        };
        assert!(matches!(send(dir.path(), &mail).await, SendOutcome::Accepted(_)));
        assert_eq!(
            fs::read_to_string(dir.path().join("weekly-1.html"))
                .unwrap()
                .trim(),
            "<p>grüße <img src=\"data:image/png;base64,iVBORw==\"> long</p>"
        );
    }

    #[tokio::test]
    async fn the_mail_is_written_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let outbox = dir.path().join("outbox");
        let mail = Outgoing {
            name: "weekly/1",
            from: "a@b.example",
            to: "c@d.example",
            bytes: b"Subject: x\r\n\r\nplain\r\n",
        };
        assert!(matches!(send(&outbox, &mail).await, SendOutcome::Accepted(_)));
        assert_eq!(fs::read(outbox.join("weekly-1.eml")).unwrap(), mail.bytes);
        assert_eq!(fs::read_dir(&outbox).unwrap().count(), 1);
        assert!(check(&outbox).await.is_ok());
        let blocked = outbox.join("weekly-1.eml");
        assert!(check(&blocked).await.is_err());
        assert!(matches!(send(&blocked, &mail).await, SendOutcome::NotSent(_)));
    }
}
