//! Whether a text says itself that it was paid for: by the hashtags and words that authors use for it in many countries.

mod labels;

use std::collections::HashMap;

use crate::{
    model::{Document, Platform},
    text::{fold::fold_key, words},
};

use super::cues::Cues;
use labels::Labels;

const TAGS: &str = include_str!("tags.txt");
const PHRASES: &str = include_str!("phrases.txt");

/// Marks and emoji that may stand before the words that open a line, in bytes.
const MOST_ORNAMENT: usize = 24;

/// The words by which a text discloses that it was paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Disclosed {
    /// As they stand there, or the tag with `#`.
    pub words: String,
    /// Whether a regulator of the country takes them as sufficient.
    pub clear: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tag {
    at_edge_only: bool,
    clear: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start { clear: bool },
    Anywhere,
}

/// Whether a hashtag (folded, without `#`) discloses in a way that regulators take as sufficient.
pub fn is_disclosure(hashtag: &str) -> bool {
    let tags = TAGS.lines().filter(|line| !line.starts_with('#'));
    tags.filter_map(tag)
        .any(|(name, tag)| tag.clear && name == hashtag)
}

/// Finds disclosures; built once.
#[derive(Clone, Debug)]
pub(super) struct Disclosures {
    tags: HashMap<String, Tag>,
    phrases: Cues<Place>,
    labels: Labels,
}

impl Disclosures {
    /// Reads the built-in tables.
    pub(super) fn new() -> Self {
        let tags = TAGS.lines().filter(|line| !line.starts_with('#'));
        let place = |name: &str| match name {
            "start" => Some(Place::Start { clear: true }),
            "start weak" => Some(Place::Start { clear: false }),
            "anywhere" => Some(Place::Anywhere),
            _ => None,
        };
        Self {
            tags: tags.filter_map(tag).collect(),
            phrases: Cues::read(&[PHRASES], place),
            labels: Labels::new(),
        }
    }

    /// The first sufficient disclosure, else the first insufficient one. `hashtags` are those of the document, folded.
    pub(super) fn find(&self, document: &Document, hashtags: &[String]) -> Option<Disclosed> {
        let mut found: Option<Disclosed> = None;
        for name in hashtags {
            let Some(tag) = self.tags.get(name.as_str()) else {
                continue;
            };
            if (!tag.at_edge_only || stands_apart(document, name))
                && found.as_ref().is_none_or(|known| tag.clear && !known.clear)
            {
                found = Some(Disclosed {
                    words: format!("#{name}"),
                    clear: tag.clear,
                });
            }
        }
        if found.as_ref().is_some_and(|known| known.clear) {
            return found;
        }
        let worded = [self.in_words(document), self.labels.find(document)];
        let worded = worded.into_iter().flatten().min_by_key(|said| !said.clear);
        worded.or(found)
    }

    fn in_words(&self, document: &Document) -> Option<Disclosed> {
        [&document.title, &document.text].into_iter().find_map(|text| {
            let mut phrases = self.phrases.find(text);
            let counts = phrases.find(|cue| cue.section == Place::Anywhere || opens_line(text, cue.start))?;
            Some(Disclosed {
                words: counts.words.to_owned(),
                clear: counts.section != Place::Start { clear: false },
            })
        })
    }
}

/// A line of the table; insufficient tags that prove nothing are left out.
fn tag(line: &str) -> Option<(String, Tag)> {
    let mut columns = line.split('\t');
    let (name, place, form) = (columns.next()?, columns.next()?, columns.next()?);
    (form != "unclear").then(|| {
        let tag = Tag {
            at_edge_only: place == "edge",
            clear: form == "clear",
        };
        (fold_key(name), tag)
    })
}

/// Whether nothing but blanks, marks and emoji stands before an offset in its line.
fn opens_line(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    // Of a line without a break the end is enough to tell that it is too long.
    let near = before.floor_char_boundary(before.len().saturating_sub(MOST_ORNAMENT + 1));
    let near = before.get(near..).unwrap_or_default();
    let line = near.rsplit('\n').next().unwrap_or_default();
    line.len() <= MOST_ORNAMENT && !line.chars().any(words::is_word)
}

/// Whether a tag stands among the tags, names, links and emoji at an edge of a line, rather than as a word of a sentence.
/// One that the text does not have at all was given beside it, as networks do; categories of pages are no tags.
fn stands_apart(document: &Document, name: &str) -> bool {
    let mut in_text = false;
    for text in [&document.title, &document.text] {
        for line in text.lines() {
            let is_it = |word: &&str| {
                words::hashtags(word)
                    .first()
                    .is_some_and(|tag| fold_key(tag.name) == name)
            };
            if line
                .split_whitespace()
                .take_while(|word| is_label(word))
                .any(|word| is_it(&word))
                || line
                    .split_whitespace()
                    .rev()
                    .take_while(|word| is_label(word))
                    .any(|word| is_it(&word))
            {
                return true;
            }
            in_text |= line.split_whitespace().any(|word| is_it(&word));
        }
    }
    let tagged = !matches!(
        document.platform,
        Platform::Web | Platform::Forum | Platform::Podcast | Platform::YouTube | Platform::GitHub
    );
    tagged && !in_text
}

/// A tag, a name, a link, or marks and emoji.
fn is_label(word: &str) -> bool {
    word.starts_with(['#', '＃', '@']) || word.contains("://") || !word.chars().any(words::is_word)
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
        let hashtags: Vec<String> = words::hashtags(text)
            .iter()
            .map(|tag| fold_key(tag.name))
            .collect();
        let found = Disclosures::new().find(&document, &hashtags);
        found.map(|found| (found.words, found.clear))
    }

    #[test]
    fn the_tables_are_well_formed() {
        for line in TAGS.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 4, "{line}");
            assert!(["any", "edge"].contains(&columns[1]), "{line}");
            assert!(["clear", "weak", "unclear"].contains(&columns[2]), "{line}");
            assert!(!columns[3].is_empty(), "{line}");
        }
    }

    #[test]
    fn authors_disclose_in_many_languages() {
        for text in [
            "I love my skates #ad",
            "#Ad I love my skates",
            "I love my skates #ad\n\nMore in the link",
            "My skates ✨ #acme #ad @acme https://acme.example",
            "Meine neuen Schuhe #werbung sind da",
            "Anzeige | Meine neuen Schuhe",
            "[Anzeige] Meine neuen Schuhe",
            "Nya skor! #reklam",
            "Reklam för Acme. Nya skor!",
            "✨ Betalt samarbete med Acme ✨",
            "Nye sko #reklame",
            "Uudet kengät #kaupallinenyhteistyö",
            "Collaboration commerciale avec Acme",
            "Mes chaussures #pub",
            "Mis zapatos #publi #acme",
            "As minhas sapatilhas #pub",
            "Le mie scarpe #adv",
            "Mijn schoenen #adv",
            "Buty #współpracareklamowa",
            "Ayakkabı #işbirliği",
            "Мои коньки. Реклама. ООО «Акме», erid: 2VtzqwX",
            "새 스케이트 #협찬",
            "이 글은 업체로부터 제품을 제공받아 작성되었습니다",
            "新しい靴【PR】",
            "【PR】新しい靴",
            "新鞋 #广告",
            "This video is sponsored by Acme",
            "Kindly gifted by Acme",
            "Reklam/ Nya skor",
            "提供：Acme",
        ] {
            assert!(found(text, Platform::Instagram).is_some(), "{text}");
        }
    }

    #[test]
    fn words_of_a_sentence_disclose_nothing() {
        for text in [
            "Why the #ad industry is broken, and what to do",
            "Au #pub ce soir avec Acme",
            "The race is sponsored by Acme",
            "Adventure with my skates #adventure",
            "Adding skates to the list",
            "Die Werbung von Acme nervt",
            "Reklamen var sämst i år",
            "Acme is looking for a #PR manager in Paris",
            "#collab with my friends",
            "They ran an ad: it was poor",
            "Unbezahlte Werbung #unbezahltewerbung",
        ] {
            assert_eq!(found(text, Platform::X), None, "{text}");
        }
    }

    #[test]
    fn who_says_that_nobody_paid_discloses_nothing() {
        for text in [
            "This video is not sponsored, I bought the lamp",
            "Not sponsored by Acme, I just like it",
            "Not an ad, I just love my skates",
            "(not an ad) I love my skates",
            "Unbezahlt: keine Werbung, nur meine Meinung",
            "Keine Anzeige, nur meine Meinung",
            "Inget samarbete, jag har betalt själv",
            "Ej reklam: nya skor",
            "Ceci n'est pas une publicité",
            "No es publicidad, me gusta",
            "Non sponsorizzato, comprato da me",
            "I wish this was sponsored by Acme",
            "Acme is a sponsor of the race",
        ] {
            assert_eq!(found(text, Platform::Instagram), None, "{text}");
        }
        for text in [
            "Paid partnership with Acme: my new skates",
            "In paid partnership with Acme",
            "Ad: my new skates",
            "My new skates (ad)",
            "Sponsored post: my new skates",
            "Annonce pour Acme : mes patins #sponsorisé",
            "Betald annons för Acme: nya skridskor",
            "Bezahlte Partnerschaft mit Acme",
            "Colaboración pagada con Acme",
            "Partenariat rémunéré avec Acme",
            "Betaald partnerschap met Acme",
            "Parceria paga com Acme",
        ] {
            assert!(found(text, Platform::Instagram).is_some(), "{text}");
        }
    }

    #[test]
    fn insufficient_forms_are_told_from_sufficient_ones() {
        assert_eq!(
            found("My skates #spon", Platform::X),
            Some(("#spon".into(), false))
        );
        assert_eq!(
            found("My skates #gifted #ad", Platform::X),
            Some(("#ad".into(), true))
        );
        assert_eq!(
            found("Werbung: skates #gesponsert", Platform::X),
            Some(("Werbung:".into(), true))
        );
    }

    #[test]
    fn tags_given_beside_the_text_count_on_networks_only() {
        let tagged = |platform| {
            let document = Document {
                text: "My skates".into(),
                platform,
                ..Document::default()
            };
            Disclosures::new().find(&document, &["ad".to_owned()]).is_some()
        };
        assert!(tagged(Platform::TikTok));
        assert!(!tagged(Platform::Web));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,120}") {
            drop(found(&text, Platform::X));
        }
    }
}
