//! Whether a program posted it: what the platform says, how the account is named, what the text says of itself. Conservative:
//! a person taken for a program is lost as a voice, a program taken for a person is only counted as one.
//!
//! What a program posts counts as a mention, with its reach: people read it. It counts neither as a voice nor among those who
//! asked for an answer, and reports name such accounts apart.

pub mod habits;

use std::collections::HashSet;

use crate::model::{Document, Platform};

use super::cues::Cues;

/// From here on a program is taken to have posted it.
pub const ENOUGH: f32 = 0.5;

/// Finds programs; built once.
#[derive(Clone, Debug)]
pub struct Bots {
    names: HashSet<&'static str>,
    phrases: Cues<()>,
}

impl Default for Bots {
    fn default() -> Self {
        Self::new()
    }
}

impl Bots {
    /// Reads the built-in lists.
    pub fn new() -> Self {
        let names = include_str!("names.txt").lines();
        Self {
            names: names.filter(|line| !line.starts_with('#')).collect(),
            phrases: Cues::read(&[include_str!("phrases.txt")], |name| {
                (name == "says").then_some(())
            }),
        }
    }

    /// What speaks for a program, if it is enough. Signs are independent: `1 − Π(1 − weight)`.
    pub fn judge(&self, document: &Document) -> Option<String> {
        let mut signs: Vec<(f32, String)> = Vec::new();
        if document.author.bot {
            signs.push((1.0, "marked by the platform".to_owned()));
        }
        signs.extend(self.name(document));
        // The end of a comment is where programs introduce themselves; what others quote of them is not.
        let said = self
            .phrases
            .find(&document.text)
            .filter(|_| document.platform != Platform::Web);
        signs.extend(
            said.map(|cue| (f32::from(cue.weight) / 10.0, format!("it says `{}`", cue.words)))
                .next(),
        );
        let doubt: f32 = signs.iter().map(|(weight, _)| 1.0 - weight).product();
        let reasons: Vec<String> = signs.into_iter().map(|(_, reason)| reason).collect();
        (1.0 - doubt >= ENOUGH).then(|| reasons.join(", "))
    }

    fn name(&self, document: &Document) -> Option<(f32, String)> {
        let handle = document
            .author
            .handle
            .as_deref()
            .filter(|handle| !handle.is_empty())?;
        let user = handle.split('@').next().unwrap_or(handle);
        let lower = user.to_lowercase();
        let code_host = document.platform == Platform::GitHub;
        let weight = if lower.ends_with("[bot]") || self.names.contains(lower.as_str()) {
            1.0
        } else if user.ends_with("Bot") && user.len() > 3 && document.platform == Platform::Reddit {
            // Reddit's own advice to those who write programs is to name them so.
            0.6
        } else if ["-bot", "_bot", ".bot"]
            .iter()
            .any(|ending| lower.ends_with(ending))
        {
            if code_host || document.platform == Platform::Reddit {
                0.7
            } else {
                0.5
            }
        } else if ["bot_", "bot-"].iter().any(|start| lower.starts_with(start))
            || [
                "newsbot",
                "feedbot",
                "rssbot",
                "weatherbot",
                "quotebot",
                "jobsbot",
            ]
            .iter()
            .any(|end| lower.ends_with(end))
        {
            0.5
        } else if document
            .author
            .name
            .as_deref()
            .is_some_and(|name| name.contains('🤖'))
        {
            0.3
        } else {
            return None;
        };
        Some((weight, format!("named `{user}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Author;

    #[test]
    fn programs_are_told_by_flag_name_and_words() {
        let bots = Bots::new();
        let post = |platform, handle: &str, text: &str| Document {
            platform,
            text: text.into(),
            author: Author {
                handle: Some(handle.into()),
                ..Author::default()
            },
            ..Document::default()
        };
        for (platform, handle, text, automated) in [
            (Platform::GitHub, "dependabot[bot]", "Bumps acme", true),
            (Platform::GitHub, "acme-ci[bot]", "Bumps acme", true),
            (Platform::Reddit, "AutoModerator", "Welcome to r/acme", true),
            (Platform::Reddit, "AcmePriceBot", "Acme costs 3", true),
            (Platform::Mastodon, "acme_bot@social.example", "Acme", true),
            (Platform::X, "talbot", "Acme", false),
            (Platform::X, "abbot", "Acme", false),
            (Platform::X, "RobotFan", "Acme", false),
            (Platform::Reddit, "MrRoboto", "Acme", false),
            (
                Platform::Reddit,
                "ann",
                "Acme. I am a bot, and this action was performed automatically.",
                true,
            ),
            (
                Platform::X,
                "ann",
                "Acme replied with an automated message",
                false,
            ),
            (
                Platform::Web,
                "ann",
                "The sentence «I am a bot» is on Acme's page",
                false,
            ),
        ] {
            let reason = bots.judge(&post(platform, handle, text));
            assert_eq!(reason.is_some(), automated, "{handle}: {text} {reason:?}");
        }
        let mut flagged = post(Platform::Mastodon, "news", "Acme");
        flagged.author.bot = true;
        assert_eq!(bots.judge(&flagged).as_deref(), Some("marked by the platform"));
    }
}
