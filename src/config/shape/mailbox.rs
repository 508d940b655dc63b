//! Keys of a mailbox that is read.

use super::{REQUIRED, Shape, key};

pub(in crate::config) static MAILBOX: Shape = Shape {
    path: "source[].mailbox",
    keys: &[
        key("host", "host name", REQUIRED, "the IMAP server"),
        key("port", "integer", "993", "its port, with TLS from the first byte"),
        key("username", "string", REQUIRED, "account, often the mail address"),
        key(
            "password",
            "secret",
            REQUIRED,
            "its password; many providers want one made for programs (an app password)",
        ),
        key(
            "folder",
            "string",
            "\"INBOX\"",
            "the folder that is read; nothing in it is changed, marked or deleted",
        ),
    ],
};
