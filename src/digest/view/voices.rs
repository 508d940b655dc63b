//! Who is new, and which programs spoke, made printable.

use serde::Serialize;

use super::show;
use crate::model::{Automated, VoiceRow};

/// Programs that are named.
const NAMED: usize = 3;

#[derive(Debug, Serialize)]
pub(super) struct VoiceView {
    name: String,
    url: Option<String>,
    about: String,
    reason: String,
    doubts: String,
    example: Option<String>,
}

pub(super) fn voice(row: &VoiceRow) -> VoiceView {
    let mut about = vec![row.platform.to_string()];
    about.extend(row.tier.map(|tier| tier.as_str().to_owned()));
    about.extend(row.followers.map(|n| show::counted(n, "follower")));
    about.extend(row.engagement.map(|n| show::counted(n, "reaction")));
    if row.reach.is_known() {
        about.push(format!("reach {}", show::figure(&row.reach, "")));
    }
    VoiceView {
        name: show::clean(&row.name, 60),
        url: show::safe_url(row.url.as_deref()),
        about: about.join(" · "),
        reason: [row.reason.as_str(), &show::one_person(row)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
        doubts: row.doubts.join("; "),
        example: show::safe_url(row.example_url.as_deref()),
    }
}

/// `2 accounts of programs spoke 31 times and are no voices: newsbot (marked by the platform)`; empty without any.
pub(super) fn automated(found: &Automated) -> String {
    if found.accounts == 0 {
        return String::new();
    }
    let named: Vec<String> = found
        .named
        .iter()
        .take(NAMED)
        .map(|row| {
            format!(
                "{} ({})",
                show::clean(&row.name, 40),
                show::clean(&row.reason, 80)
            )
        })
        .collect();
    let (accounts, are) = if found.accounts == 1 {
        ("account of a program", "is no voice")
    } else {
        ("accounts of programs", "are no voices")
    };
    let times = if found.mentions == 1 {
        "once".to_owned()
    } else {
        format!("{} times", found.mentions)
    };
    format!(
        "{} {accounts} spoke {times} and {are}: {}",
        found.accounts,
        named.join(", ")
    )
}
