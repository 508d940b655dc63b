//! What a mail server's refusals mean, as outcomes whose sentences say what to do.

use std::io;

use async_imap::error::Error;

use super::meter::Unbounded;
use crate::{model::Outcome, text::plain};

/// How long a server is left alone that asks for it.
const PAUSE_SECS: u64 = 900;
/// Most characters of what a server says that are shown.
const TOLD_CHARS: usize = 160;
/// Response codes (RFC 5530, RFC 9051, and what servers are seen to say) that ask for patience.
const PATIENCE: [&str; 7] = [
    "LIMIT",
    "THROTTLED",
    "UNAVAILABLE",
    "INUSE",
    "OVERQUOTA",
    "SERVERBUG",
    "CONTACTADMIN",
];

/// What was being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Waiting for the greeting.
    Greeting,
    /// Logging in.
    Login,
    /// Opening the folder.
    Folder,
    /// Anything behind that.
    Reading,
}

/// A session's failures in words.
#[derive(Debug)]
pub(super) struct Words<'a> {
    /// Server, for people.
    pub(super) at: &'a str,
    /// What nobody may read: replies may repeat it.
    pub(super) password: &'a str,
}

impl Words<'_> {
    /// How a poll ends on an error; `farewell` is what the server said when it hung up.
    pub(super) fn outcome(&self, step: Step, error: &Error, farewell: &str) -> Outcome {
        match error {
            Error::No(said) | Error::Bad(said) => self.refused(step, said),
            Error::Validate(_) => blocked(
                "user name, password or folder hold a character that IMAP cannot carry (a line break); check them",
            ),
            Error::Io(why) => match unbounded(why) {
                Some(why) => failed(format!("`{}` was hung up on: {why}", self.at)),
                None if why.to_string().contains("during parsing of") => self.improper(step),
                None if farewell.is_empty() => failed(format!(
                    "the connection to `{}` broke off {}",
                    self.at,
                    while_doing(step)
                )),
                None => self.refused(step, farewell),
            },
            Error::ConnectionLost if !farewell.is_empty() => self.refused(step, farewell),
            Error::ConnectionLost => failed(format!("`{}` hung up {}", self.at, while_doing(step))),
            _ => self.improper(step),
        }
    }

    fn improper(&self, step: Step) -> Outcome {
        failed(format!(
            "`{}` answers {} in a way that is not proper IMAP; is the port that of IMAP with TLS (993)?",
            self.at,
            while_doing(step)
        ))
    }

    /// A refusal, by its response code before its step.
    pub(super) fn refused(&self, step: Step, said: &str) -> Outcome {
        let code = |name: &str| has_code(said, name);
        let told = self.told(said);
        if code("AUTHENTICATIONFAILED") || code("AUTHORIZATIONFAILED") || code("EXPIRED") {
            return self.login_refused(&told);
        }
        if code("PRIVACYREQUIRED") {
            return blocked(format!(
                "`{}` wants a safer connection than this one{told}",
                self.at
            ));
        }
        if PATIENCE.iter().any(|name| code(name)) {
            return Outcome::Throttled {
                retry_after_secs: Some(PAUSE_SECS),
                status: 0,
            };
        }
        match step {
            Step::Login => self.login_refused(&told),
            Step::Greeting => failed(format!("`{}` wants nothing to do with us{told}", self.at)),
            Step::Folder => failed(format!("the folder cannot be opened{told}")),
            Step::Reading => failed(format!("`{}` refuses to go on{told}", self.at)),
        }
    }

    fn login_refused(&self, told: &str) -> Outcome {
        blocked(format!(
            "`{}` refuses the login: check `username` and `password`; many providers take no account password from \
             programs, but one made in the account's security settings (an app password), and IMAP may have to be \
             switched on there{told}",
            self.at
        ))
    }

    /// No answer in time.
    pub(super) fn late(&self, step: Step, secs: f64) -> Outcome {
        failed(format!(
            "`{}` did not answer within the `timeout` of {secs} s {}",
            self.at,
            while_doing(step)
        ))
    }

    /// What the server says, without the password, nor control characters.
    fn told(&self, said: &str) -> String {
        let said = match said.rsplit_once("info") {
            Some((_, info)) => info.split_once("Some(\"").map_or("", |(_, info)| info),
            None => said,
        };
        let said = said.trim_end_matches([' ', '}', ')', '"']);
        let said = if self.password.is_empty() {
            said.to_owned()
        } else {
            said.replace(self.password, "•••")
        };
        let words: Vec<&str> = said
            .split_whitespace()
            .map(|word| if word.contains('@') { "…" } else { word })
            .collect();
        let said = plain::clean(&words.join(" "), TOLD_CHARS);
        if said.is_empty() {
            said
        } else {
            format!("; it says “{said}”")
        }
    }
}

/// Whether a reply carries a response code, however the client shows it: `[INUSE]`, `Other("INUSE")`.
fn has_code(said: &str, name: &str) -> bool {
    let upper = said.to_ascii_uppercase();
    upper.match_indices(name).any(|(at, _)| {
        let before = upper.get(..at).and_then(|before| before.chars().next_back());
        let after = upper
            .get(at + name.len()..)
            .and_then(|after| after.chars().next());
        matches!(before, Some('[' | '"' | '(')) && matches!(after, Some(']' | '"' | ')' | ' '))
    })
}

fn while_doing(step: Step) -> &'static str {
    match step {
        Step::Greeting => "before it had greeted",
        Step::Login => "at the login",
        Step::Folder => "while the folder was opened",
        Step::Reading => "while mails were read",
    }
}

fn unbounded(error: &io::Error) -> Option<&'static str> {
    let inner = error.get_ref()?;
    let direct = inner.downcast_ref::<Unbounded>();
    direct
        .or_else(|| inner.source()?.downcast_ref::<Unbounded>())
        .map(|Unbounded(why)| *why)
}

/// A failure in one sentence.
pub(super) fn failed(why: impl Into<String>) -> Outcome {
    Outcome::Failed {
        why: why.into(),
        retry_after_secs: None,
    }
}

/// A refusal in one sentence.
pub(super) fn blocked(why: impl Into<String>) -> Outcome {
    Outcome::Blocked { why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart_by_code_and_step() {
        let words = Words {
            at: "imap.example",
            password: "hunter2secret",
        };
        let refused = |step, said: &str| words.refused(step, said);
        for code in ["LIMIT", "THROTTLED", "UNAVAILABLE", "INUSE"] {
            let said = format!("code: None, info: Some(\"[{code}] not now\")");
            assert!(
                matches!(refused(Step::Login, &said), Outcome::Throttled { .. }),
                "{code}"
            );
        }
        assert!(matches!(
            refused(Step::Reading, "[UNAVAILABLE] later\r\n"),
            Outcome::Throttled { .. }
        ));
        let Outcome::Blocked { why } = refused(
            Step::Login,
            "code: None, info: Some(\"[AUTHENTICATIONFAILED] hunter2secret is wrong for jo@acme.example\")",
        ) else {
            panic!()
        };
        assert!(
            why.contains("app password") && why.contains("••• is wrong for …”"),
            "{why}"
        );
        assert!(!why.contains("hunter2"), "{why}");
        assert!(matches!(
            refused(Step::Login, "code: None, info: Some(\"no\")"),
            Outcome::Blocked { .. }
        ));
        let Outcome::Failed { why, .. } = refused(Step::Reading, "code: None, info: None") else {
            panic!()
        };
        assert_eq!(why, "`imap.example` refuses to go on");
        assert!(matches!(
            refused(Step::Reading, "the limit of something"),
            Outcome::Failed { .. }
        ));
    }
}
