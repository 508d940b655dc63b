//! What `inspect text` and `inspect pairs` answer to one line.

use std::{collections::HashMap, ops::Range};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    model::{Author, Brand, Candour, Document, Kind, Language, Link, MediaKind, Sentiment, Spam},
    text::{fold, html},
    watch::{Heard, Watch},
};

use super::{
    judge::Judge,
    language::Reading,
    sentiment::{TextKind, Weighed},
    spam::{Setting, Speech},
    story,
    towards::opens_with_account,
};

/// Most phrases kept compiled at a time.
const PHRASES: usize = 1_000;

/// Most sources kept apart at a time.
const SOURCES: usize = 1_000;

/// One line of `inspect text`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct TextLine {
    /// Given back as it came.
    pub id: Value,
    /// The text; offsets in the answer point into it.
    pub text: String,
    /// Title.
    pub title: Option<String>,
    /// Markup of the text: its links are read from it, and the text itself where `text` is missing.
    pub html: Option<String>,
    /// Address of the document.
    pub url: Option<String>,
    /// Its author; an account if it begins with `@`.
    pub author: Option<String>,
    /// Language as the source declares it.
    pub language: Option<String>,
    /// What the sentiment is to be judged towards, as it stands in the text.
    pub target: Option<String>,
    /// Byte offset where the target begins; looked for when missing.
    pub target_start: Option<usize>,
    /// Byte offset where it ends.
    pub target_end: Option<usize>,
    /// A phrase to look for beside the configured brands.
    pub brand: Option<String>,
    /// Where it is from; lines that do not tell are from one source. At a source where people say what they feel hardly a text is
    /// neutral, which those before it tell.
    pub source: Option<String>,
}

/// The answer to a [`TextLine`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextVerdict {
    /// As given.
    pub id: Value,
    /// Judged language.
    pub language: Language,
    /// Languages of the text, as far as a tenth of its letters are in each; largest first.
    pub languages: Vec<LanguageLine>,
    /// Sentiment of the whole text.
    pub sentiment: Sentiment,
    /// Sentiment towards the target, if one was given.
    pub target_sentiment: Option<Sentiment>,
    /// Whether the whole text was judged as one of an outspoken source.
    pub outspoken: bool,
    /// What it is: question, complaint, review, news; each with the words that decided.
    pub kinds: Vec<KindLine>,
    /// Spam verdict.
    pub spam: Spam,
    /// Which brands were heard, and where.
    pub matches: Vec<MatchLine>,
    /// Hashtags without `#`.
    pub hashtags: Vec<String>,
    /// Handles without `@`.
    pub handles: Vec<String>,
    /// Links to the brands' domains.
    pub backlinks: Vec<LinkLine>,
    /// Promo codes of the roster.
    pub codes: Vec<String>,
    /// Fingerprint.
    pub story: String,
}

/// One language of a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LanguageLine {
    /// ISO 639-1 code.
    pub code: String,
    /// Share of the letters, 0 to 1.
    pub share: f32,
}

/// A kind of mention with what decided it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindLine {
    /// Which.
    pub kind: Kind,
    /// The words that decided.
    pub why: String,
}

/// A match as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MatchLine {
    /// Whose.
    pub brand: String,
    /// By which rule.
    pub rule: String,
    /// In which part of the document.
    pub field: String,
    /// Byte offset in that part.
    pub start: usize,
    /// Byte offset after it.
    pub end: usize,
    /// The words.
    pub matched: String,
}

/// A backlink as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkLine {
    /// Its address.
    pub url: String,
    /// Its `rel` tokens.
    pub rel: Vec<String>,
}

/// One line of `inspect pairs`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct PairLine {
    /// Given back as it came.
    pub id: Value,
    /// One text.
    pub a: String,
    /// The other.
    pub b: String,
}

/// The answer to a [`PairLine`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairVerdict {
    /// As given.
    pub id: Value,
    /// Whether they tell the same story.
    pub same_story: bool,
    /// Share of the shorter text's three-word runs that the other has.
    pub similarity: f64,
    /// Whether the texts are in different scripts and tell the same by their numbers, links and names; the similarity is then
    /// the share of these.
    pub across_scripts: bool,
}

/// Compares the two texts of a line.
pub fn pair_line(line: &PairLine) -> PairVerdict {
    let likeness = story::compare(&line.a, &line.b);
    PairVerdict {
        id: line.id.clone(),
        same_story: likeness.same_story,
        similarity: likeness.similarity,
        across_scripts: likeness.across_scripts,
    }
}

/// A text as heard by itself, before those of its source have told how freely people speak there.
#[derive(Debug)]
pub struct HeardText {
    id: Value,
    document: Document,
    source: Option<String>,
    heard: Heard,
    reading: Reading,
    weighed: Weighed,
    target_sentiment: Option<Sentiment>,
    story: String,
    outspoken: bool,
}

/// How freely people speak at each source, which every text is heard by and tells the next; so texts are told in their order.
#[derive(Debug, Default)]
pub struct Candours(HashMap<Option<String>, Candour>);

impl Candours {
    /// Has a text heard as one of its source.
    pub fn tell(&mut self, text: &mut HeardText) {
        if let Some(candour) = self.0.get_mut(&text.source) {
            text.outspoken = text.weighed.heard_at(candour);
            return;
        }
        if self.0.len() >= SOURCES {
            self.0.clear();
        }
        let candour = self.0.entry(text.source.clone()).or_default();
        text.outspoken = text.weighed.heard_at(candour);
    }
}

/// Judges texts line by line.
#[derive(Debug)]
pub struct Inspector<'c> {
    listener: Listener<'c>,
    candours: Candours,
}

impl<'c> Inspector<'c> {
    /// Of a configuration; an empty one watches no brands.
    pub fn new(watch: &'c Watch, judge: &'c Judge) -> Self {
        Self {
            listener: Listener::new(watch, judge),
            candours: Candours::default(),
        }
    }

    /// Judges one line.
    pub fn text_line(&mut self, line: TextLine) -> TextVerdict {
        let mut text = self.listener.hear(line);
        self.candours.tell(&mut text);
        self.listener.judge(text)
    }
}

/// What judging a line takes but for what the lines before it tell; remembers the phrases it was asked to look for. Several of them
/// may work beside each other.
#[derive(Debug)]
pub struct Listener<'c> {
    watch: &'c Watch,
    judge: &'c Judge,
    phrases: HashMap<String, Option<Watch>>,
}

impl<'c> Listener<'c> {
    /// Of a configuration; an empty one watches no brands.
    pub fn new(watch: &'c Watch, judge: &'c Judge) -> Self {
        Self {
            watch,
            judge,
            phrases: HashMap::new(),
        }
    }

    /// Hears one line by itself.
    pub fn hear(&mut self, line: TextLine) -> HeardText {
        let target = target(&line);
        let source = line.source.clone();
        let (id, phrase) = (line.id.clone(), line.brand.clone());
        let mut document = document(line);
        let mut heard = self.judge.hear(self.watch, &mut document);
        if let Some(phrase) = phrase.filter(|phrase| !phrase.trim().is_empty()) {
            self.hear_phrase(&phrase, &document, &mut heard);
        }
        let (text, declared) = (&document.text, document.language.as_deref());
        let reading = self.judge.reading(text, declared);
        let weighed = self
            .judge
            .weigh(kind(text, target.as_ref()), text, &reading, declared);
        let towards = |target| self.judge.towards(text, target, &reading.main, declared);
        HeardText {
            id,
            source,
            heard,
            weighed,
            target_sentiment: target.map(towards),
            story: story::fingerprint(text),
            outspoken: false,
            reading,
            document,
        }
    }

    /// Judges what was heard.
    pub fn judge(&self, text: HeardText) -> TextVerdict {
        let HeardText {
            document,
            reading,
            heard,
            outspoken,
            ..
        } = text;
        let sentiment = self
            .judge
            .settle(text.weighed, &document.text, &reading, outspoken);
        let languages = shares(&reading);
        let language = reading.main;
        let kinds = self
            .judge
            .kinds(&document, MediaKind::Earned, &sentiment, &language);
        let setting = Setting {
            judge_promotion: heard.publisher.is_none(),
            judge_page: heard.publisher.is_none(),
            known_link: !heard.backlinks.is_empty(),
            speech: Speech::of(
                &document,
                !heard.brands.is_empty(),
                kinds.iter().any(|(kind, _)| *kind == Kind::Complaint),
            ),
        };
        TextVerdict {
            id: text.id,
            sentiment,
            target_sentiment: text.target_sentiment,
            outspoken,
            kinds: kinds
                .into_iter()
                .map(|(kind, why)| KindLine { kind, why })
                .collect(),
            spam: self.judge.spam_of(&document, setting, &language),
            story: text.story,
            language,
            languages,
            matches: matches(&heard),
            hashtags: heard.hashtags,
            handles: heard.handles,
            backlinks: heard
                .backlinks
                .into_iter()
                .map(|backlink| shown(backlink.link))
                .collect(),
            codes: heard.codes,
        }
    }

    fn hear_phrase(&mut self, phrase: &str, document: &Document, heard: &mut Heard) {
        if self.phrases.len() >= PHRASES {
            self.phrases.clear();
        }
        if !self.phrases.contains_key(phrase) {
            self.phrases.insert(phrase.to_owned(), watch_for(phrase));
        }
        if let Some(Some(watch)) = self.phrases.get(phrase) {
            heard.matches.extend(watch.hear(document).matches);
        }
    }
}

/// A watch for one phrase, under the phrase itself as brand; `None` when nothing of it can be looked for.
fn watch_for(phrase: &str) -> Option<Watch> {
    let brand = Brand {
        id: phrase.into(),
        query: format!("\"{}\"", phrase.replace(['"', '\\'], " ")),
        lookalikes: true,
        ..Brand::default()
    };
    Watch::compile(&[brand], &[], &[]).ok()
}

fn document(line: TextLine) -> Document {
    let markup = line.html.as_deref();
    let text = match markup {
        Some(markup) if line.text.is_empty() => html::to_text(markup),
        _ => line.text,
    };
    let author = line.author.unwrap_or_default();
    let handle = author.strip_prefix('@').map(str::to_owned);
    Document {
        url: line.url,
        title: line.title.unwrap_or_default(),
        links: markup.map_or_else(Vec::new, |markup| html::links(markup, None)),
        html: line.html,
        author: Author {
            name: (handle.is_none() && !author.is_empty()).then_some(author),
            handle,
            ..Author::default()
        },
        language: line.language,
        text,
        ..Document::default()
    }
}

/// A text that opens with the account it is judged towards is a message to it.
fn kind(text: &str, target: Option<&Range<usize>>) -> Option<TextKind> {
    let opens = target.is_some_and(|target| opens_with_account(text, target.start));
    opens.then_some(TextKind::Message)
}

/// Where the target stands: as told, else where its words stand first in any case.
fn target(line: &TextLine) -> Option<Range<usize>> {
    if let (Some(start), Some(end)) = (line.target_start, line.target_end) {
        return Some(start.min(end)..end.max(start));
    }
    let target = line.target.as_deref().filter(|target| !target.is_empty())?;
    if let Some(start) = line.text.find(target) {
        return Some(start..start + target.len());
    }
    let folded = fold::fold(&line.text);
    let key = fold::fold_key(target);
    let found = folded
        .text
        .find(&key)
        .map(|start| folded.origin(start, start + key.len()));
    // Not named in so many words: everything said is as near as anything else.
    Some(found.map_or_else(|| 0..line.text.len().min(1), |(start, end)| start..end))
}

fn shares(reading: &Reading) -> Vec<LanguageLine> {
    reading
        .shares()
        .map(|(code, share)| LanguageLine {
            code: code.to_owned(),
            share,
        })
        .collect()
}

fn matches(heard: &Heard) -> Vec<MatchLine> {
    heard
        .matches
        .iter()
        .map(|found| MatchLine {
            brand: found.brand.as_str().to_owned(),
            rule: found.rule.clone(),
            field: found.field.clone(),
            start: found.start,
            end: found.end,
            matched: found.matched.clone(),
        })
        .collect()
}

fn shown(link: Link) -> LinkLine {
    LinkLine {
        url: link.url,
        rel: link.rel,
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::LazyLock};

    use proptest::prelude::*;

    use super::*;
    use crate::model::Polarity;

    static WATCH: LazyLock<Watch> = LazyLock::new(|| Watch::compile(&[], &[], &[]).expect("compiles"));
    static JUDGE: LazyLock<Judge> = LazyLock::new(|| Judge::new(&[], &[], &BTreeMap::new(), &[]));

    fn answer(line: &str) -> TextVerdict {
        Inspector::new(&WATCH, &JUDGE).text_line(serde_json::from_str(line).expect("a line"))
    }

    #[test]
    fn a_line_is_answered_in_the_promised_shape() {
        let verdict = answer(
            r#"{"id": 7, "text": "Acme is wonderful. Coyote is awful, really awful! #Skates @kristal", "target": "coyote", "brand": "Acme"}"#,
        );
        assert!(
            verdict.sentiment.words.len() >= 3,
            "{:?}",
            verdict.sentiment.words
        );
        assert_eq!(
            verdict.target_sentiment.as_ref().map(|s| s.label),
            Some(Polarity::Negative)
        );
        let heard: Vec<(&str, usize, usize)> = verdict
            .matches
            .iter()
            .map(|m| (m.matched.as_str(), m.start, m.end))
            .collect();
        assert_eq!(heard, [("Acme", 0, 4)]);
        assert_eq!(
            (verdict.hashtags.as_slice(), verdict.handles.as_slice()),
            (&["skates".to_owned()][..], &["kristal".to_owned()][..])
        );
        let json = serde_json::to_value(&verdict).expect("JSON");
        for key in [
            "id",
            "language",
            "languages",
            "sentiment",
            "target_sentiment",
            "kinds",
            "spam",
            "matches",
            "hashtags",
            "handles",
            "backlinks",
            "codes",
            "story",
        ] {
            assert!(json.get(key).is_some(), "{key}");
        }
        assert_eq!(json.get("id"), Some(&Value::from(7)));
    }

    #[test]
    fn a_line_tells_what_it_is() {
        let line = TextLine {
            text: "Does anybody know where the new Acme skates are in stock?".into(),
            ..TextLine::default()
        };
        let verdict = Inspector::new(&WATCH, &JUDGE).text_line(line);
        let kinds: Vec<(Kind, &str)> = verdict
            .kinds
            .iter()
            .map(|line| (line.kind, line.why.as_str()))
            .collect();
        assert!(
            matches!(kinds.as_slice(), [(Kind::Question, why)] if why.contains("in stock?")),
            "{kinds:?}"
        );
    }

    #[test]
    fn pairs_are_compared() {
        let line = PairLine {
            id: Value::Null,
            a: "Acme opens a shop in Lund on Monday".into(),
            b: "RT @x: ACME opens a shop in Lund on Monday!".into(),
        };
        let verdict = pair_line(&line);
        assert!(verdict.same_story && verdict.similarity > 0.99);
    }

    proptest! {
        #[test]
        fn any_line_is_answered(text in "\\PC{0,60}", target in "\\PC{0,6}", from in proptest::option::of(0_usize..70), to in proptest::option::of(0_usize..70)) {
            let line = TextLine { text: text.clone(), target: Some(target.clone()), target_start: from, target_end: to, brand: Some(target), ..TextLine::default() };
            let verdict = Inspector::new(&WATCH, &JUDGE).text_line(line);
            for found in verdict.matches.iter().filter(|found| found.field == "text") {
                prop_assert_eq!(text.get(found.start..found.end), Some(found.matched.as_str()));
            }
        }
    }
}
