//! Labels: words of advertising that stand apart from what is said, as `(ad)` at the end of a line or `Sponsored by Acme.`

use crate::{
    classify::cues::{Cues, Found},
    model::{Document, Platform},
    text::words,
};

use super::{Disclosed, is_label, opens_line};

const LABELS: &str = include_str!("labels.txt");

/// Most words of whoever paid, behind `sponsored by`: more are a sentence about something else.
const MOST_NAME: usize = 5;
/// Most bytes between the two parts of `this video was … sponsored`.
const MOST_BETWEEN: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Word,
    Phrase,
    By { clear: bool },
    Opener,
    Closer,
}

/// Finds labels; built once.
#[derive(Clone, Debug)]
pub(super) struct Labels {
    cues: Cues<Place>,
}

impl Labels {
    /// Reads the built-in list.
    pub(super) fn new() -> Self {
        let place = |name: &str| match name {
            "word" => Some(Place::Word),
            "phrase" => Some(Place::Phrase),
            "by" => Some(Place::By { clear: true }),
            "by weak" => Some(Place::By { clear: false }),
            "opener" => Some(Place::Opener),
            "closer" => Some(Place::Closer),
            _ => None,
        };
        Self {
            cues: Cues::read(&[LABELS], place),
        }
    }

    /// The first sufficient label, else the first insufficient one.
    pub(super) fn find(&self, document: &Document) -> Option<Disclosed> {
        let title = self.in_text(&document.title, false);
        if title.as_ref().is_some_and(|title| title.clear) {
            return title;
        }
        // On pages `Advertisement` and `Sponsored` stand between paragraphs and belong to others' advertisements.
        let text = self.in_text(&document.text, document.platform == Platform::Web);
        match text {
            Some(text) if text.clear || title.is_none() => Some(text),
            _ => title,
        }
    }

    fn in_text(&self, text: &str, only_at_start: bool) -> Option<Disclosed> {
        let mut found: Option<Disclosed> = None;
        let mut opener: Option<Found<'_, Place>> = None;
        for cue in self.cues.find(text) {
            if only_at_start && !opens_text(text, &cue) {
                continue;
            }
            let clear = cue.section != Place::By { clear: false };
            let counts = match cue.section {
                Place::Word => is_apart(text, &cue),
                Place::Phrase => {
                    is_apart(text, &cue)
                        || is_sentence(text, &cue)
                        || opener.is_some_and(|opener| closes(text, &opener, &cue))
                }
                Place::By { .. } => names_who_paid(text, &cue),
                Place::Closer => opener.is_some_and(|opener| closes(text, &opener, &cue)),
                Place::Opener => {
                    opener = Some(cue);
                    false
                }
            };
            if counts && found.as_ref().is_none_or(|known| clear && !known.clear) {
                found = Some(Disclosed {
                    words: cue.words.to_owned(),
                    clear,
                });
            }
            if found.as_ref().is_some_and(|found| found.clear) {
                break;
            }
        }
        found
    }
}

/// What stands before and behind a label in its line.
fn around<'t>(text: &'t str, cue: &Found<'_, Place>) -> (&'t str, &'t str) {
    let before = text.get(..cue.start).unwrap_or_default();
    let after = text.get(cue.start + cue.words.len()..).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (line, after.split('\n').next().unwrap_or_default())
}

/// Whether a label is the first of a text, with more to follow in its line.
fn opens_text(text: &str, cue: &Found<'_, Place>) -> bool {
    let before = text.get(..cue.start).unwrap_or_default();
    let (_, after) = around(text, cue);
    !before.chars().any(words::is_word) && after.chars().any(words::is_word)
}

fn is_apart(text: &str, cue: &Found<'_, Place>) -> bool {
    let (before, after) = around(text, cue);
    let ends_line = after.split_whitespace().all(is_label);
    if opens_line(text, cue.start) {
        return is_set_off(after) || is_capital_label(cue.words, after) || is_enclosed(before, after);
    }
    // `- ad`, `| ad`, but not `pop-ad`.
    let dashed = before.ends_with(char::is_whitespace)
        && before.trim_end().ends_with(['-', '–', '—', '|', '~', '•', '·']);
    ends_line && (dashed || is_enclosed(before, after))
}

/// Whether brackets or stars stand around a label.
fn is_enclosed(before: &str, after: &str) -> bool {
    let pairs = [
        ('(', ')'),
        ('[', ']'),
        ('*', '*'),
        ('（', '）'),
        ('【', '】'),
        ('<', '>'),
    ];
    pairs
        .into_iter()
        .any(|(open, close)| before.ends_with(open) && after.starts_with(close))
}

/// Whether a mark sets a label at the beginning of a line off from what follows.
fn is_set_off(after: &str) -> bool {
    let rest = after.trim_start();
    let blank_follows = |mark: char| {
        let behind = rest.strip_prefix(mark);
        behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(char::is_whitespace))
    };
    rest.starts_with([':', '：', '|']) || blank_follows('.')
}

/// `ADVERTISEMENT My lamp`: in capitals, and what follows is not.
fn is_capital_label(label: &str, after: &str) -> bool {
    const FEWEST_LETTERS: usize = 5;
    label.chars().count() >= FEWEST_LETTERS
        && !label.chars().any(char::is_lowercase)
        && after.starts_with(char::is_whitespace)
        && after.chars().any(char::is_lowercase)
}

/// Whether a sentence begins at a label.
fn opens_sentence(text: &str, cue: &Found<'_, Place>) -> bool {
    let (before, _) = around(text, cue);
    let last = before.trim_end().chars().next_back();
    opens_line(text, cue.start) || last.is_some_and(|last| matches!(last, '.' | '!' | '?' | '…' | '|'))
}

/// How many words stand between a label and the end of its sentence, without tags; `None` where a comma does.
fn words_behind(after: &str) -> Option<usize> {
    let mut count = 0;
    for word in after.split_whitespace() {
        if word.starts_with(['#', '＃']) {
            break;
        }
        count += usize::from(word.chars().any(words::is_word));
        if word.ends_with(',') {
            return None;
        }
        if word.ends_with(['.', '!', '?', ':', ';', '|', ')', ']', '*', '…']) {
            break;
        }
    }
    Some(count)
}

fn is_sentence(text: &str, cue: &Found<'_, Place>) -> bool {
    let (_, after) = around(text, cue);
    let ends = after.split_whitespace().all(is_label) || is_set_off(after) || after.starts_with(['!', '|']);
    opens_sentence(text, cue) && ends
}

fn names_who_paid(text: &str, cue: &Found<'_, Place>) -> bool {
    let (_, after) = around(text, cue);
    opens_sentence(text, cue) && words_behind(after).is_some_and(|words| (1..=MOST_NAME).contains(&words))
}

/// Whether an opener and a closer stand in one sentence.
fn closes(text: &str, opener: &Found<'_, Place>, closer: &Found<'_, Place>) -> bool {
    let between = text.get(opener.start + opener.words.len()..closer.start);
    between.is_some_and(|between| {
        between.len() <= MOST_BETWEEN && !between.contains(['\n', '!', '?', '。']) && !between.contains(". ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, platform: Platform) -> Option<(String, bool)> {
        let document = Document {
            text: text.into(),
            platform,
            ..Document::default()
        };
        let found = Labels::new().find(&document);
        found.map(|found| (found.words, found.clear))
    }

    #[test]
    fn labels_disclose_where_they_stand_apart() {
        for (text, words) in [
            ("Sponsored by Lumio. I take my lamp everywhere", "Sponsored by"),
            ("My new lamp! Sponsored by Lumio", "Sponsored by"),
            ("Sponsored. Lumio lamp", "Sponsored"),
            ("Lumio lamp. Sponsored", "Sponsored"),
            ("Lumio lamp (ad)", "ad"),
            ("Lumio lamp - ad", "ad"),
            ("Lumio lamp – AD ✨ #lamp https://lumio.example", "AD"),
            ("Lumio lamp [Anzeige]\nI like it", "Anzeige"),
            ("Paid promotion: the Lumio lamp", "Paid promotion"),
            ("ADVERTISEMENT Lumio lamp", "ADVERTISEMENT"),
            ("Paid ad. The Lumio lamp is here", "Paid ad"),
            (
                "Ma lampe Lumio. Collaboration commerciale",
                "Collaboration commerciale",
            ),
            (
                "Ma lampe. Collaboration commerciale avec Lumio",
                "Collaboration commerciale avec",
            ),
            ("gesponsert von Lumio", "gesponsert von"),
            ("Dieses Video wird von Lumio gesponsert", "gesponsert"),
            ("Dieses Video wird von Lumio unterstützt.", "unterstützt"),
            ("*Werbung* Meine Lampe", "Werbung"),
            ("Meine Lampe *Werbung*", "Werbung"),
            ("Reclame: mijn lamp", "Reclame"),
            ("Betald annons: min lampa", "Betald annons"),
            ("本视频由 Lumio 赞助", "赞助"),
            ("本视频由Lumio赞助", "赞助"),
        ] {
            assert_eq!(found(text, Platform::X), Some((words.to_owned(), true)), "{text}");
        }
        assert_eq!(
            found("In samenwerking met Lumio", Platform::X),
            Some(("In samenwerking met".into(), false))
        );
    }

    #[test]
    fn words_of_a_sentence_are_no_labels() {
        for text in [
            "I saw the ad for Lumio",
            "They ran an ad",
            "Ad-free for a year",
            "AD sync of the Lumio app is broken",
            "Sponsored by the city council, the marathon of Lund starts on Sunday",
            "Sponsored by the city council the marathon of Lund starts on Sunday",
            "The race, sponsored by Lumio.",
            "The race is sponsored by Lumio",
            "Not sponsored",
            "Not sponsored. I just like the Lumio lamp",
            "My lamp (not sponsored)",
            "Die Anzeige der Lampe flackert",
            "ADVERTISEMENT FOR A LAMP WAS BAD",
            "Warum so teuer? Werbung",
            "Paid promotion is what they live from",
            "In samenwerking met de gemeente opent Lumio volgende week een nieuwe winkel",
            "Das Team wird von Lumio gesponsert",
            "Une collaboration commerciale avec Lumio est annoncée",
        ] {
            assert_eq!(found(text, Platform::X), None, "{text}");
        }
    }

    #[test]
    fn on_pages_only_what_opens_the_text_belongs_to_it() {
        for (text, expected) in [
            ("Sponsored by Lumio. I take my lamp everywhere", true),
            (
                "The fair opens on Sunday.\nSponsored by Lumio.\nBring a friend",
                false,
            ),
            ("The fair opens on Sunday.\nAdvertisement\nBring a friend", false),
            ("Advertisement\nThe fair opens on Sunday", false),
            ("The fair opens on Sunday (ad)", false),
        ] {
            assert_eq!(found(text, Platform::Web).is_some(), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[ -~\\n()*äé：。]{0,60}(ad|sponsored by|dieses video wird von|gesponsert)\\PC{0,30}") {
            drop(found(&text, Platform::X));
        }
    }
}
