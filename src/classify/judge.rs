//! Every classifier in turn: a document that was heard becomes a mention.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;

use crate::{
    model::{
        Brand, BrandId, Campaign, Candour, Document, Exposure, Kind, Language, Match, MediaKind, Mention,
        MentionId, Platform, Sentiment, SourceName, Spam, SpamLists, Tiers,
    },
    text::url,
    watch::{Heard, Topics, Watch},
};

use super::{
    bot::Bots,
    kind::{Circumstances, Kinds},
    language::{Languages, Reading},
    media::Media,
    sentiment::{Bands, Sentiments, TextKind, Weighed},
    spam::{Setting, Spams, Speech},
    story::Telling,
    tier,
    towards::{self, Said},
};

/// Confidence from which a language that nobody declared decides which words carry sentiment.
const SURE_LANGUAGE: f32 = 0.6;

/// Judges documents; built once per configuration, immutable, to be shared.
#[derive(Clone, Debug)]
pub struct Judge {
    languages: Languages,
    sentiments: Sentiments,
    /// Of the brands that have words of their own.
    by_brand: BTreeMap<BrandId, Sentiments>,
    media: Media,
    spams: Spams,
    kinds: Kinds,
    bots: Bots,
    tiers: Tiers,
    news_sources: HashSet<SourceName>,
    topics: Topics,
}

impl Judge {
    /// Prepares every classifier. `words` (about −4 to 4) and `neutral` are the user's own sentiment words.
    pub fn new(
        brands: &[Brand],
        campaigns: &[Campaign],
        words: &BTreeMap<String, f32>,
        neutral: &[String],
    ) -> Self {
        Self {
            languages: Languages::new(),
            sentiments: Sentiments::new(words, neutral),
            by_brand: towards::own_words(brands, words, neutral),
            media: Media::new(brands, campaigns),
            spams: Spams::new(),
            kinds: Kinds::new(),
            bots: Bots::new(),
            tiers: Tiers::default(),
            news_sources: HashSet::new(),
            topics: Topics::default(),
        }
    }

    /// The same with other neutral bands.
    #[must_use]
    pub fn with_bands(self, bands: Bands) -> Self {
        let with = |(brand, sentiments): (BrandId, Sentiments)| (brand, sentiments.with_bands(bands));
        Self {
            sentiments: self.sentiments.with_bands(bands),
            by_brand: self.by_brand.into_iter().map(with).collect(),
            ..self
        }
    }

    /// The same with the user's lists of whose texts are spam and whose never.
    #[must_use]
    pub fn with_spam_lists(mut self, lists: SpamLists) -> Self {
        self.spams = self.spams.with_lists(lists);
        self
    }

    /// With tiers that begin elsewhere.
    #[must_use]
    pub fn with_tiers(mut self, tiers: Tiers) -> Self {
        self.tiers = tiers;
        self
    }

    /// With the topics that mentions may be about.
    #[must_use]
    pub fn with_topics(mut self, topics: Topics) -> Self {
        self.topics = topics;
        self
    }

    /// With the sources that bring news only.
    #[must_use]
    pub fn with_news_sources(mut self, sources: impl IntoIterator<Item = SourceName>) -> Self {
        self.news_sources.extend(sources);
        self
    }

    /// Judges a document by what was heard in it. Everything is filled in but the exposure, which metrics estimate.
    pub fn judge(&self, document: Document, heard: Heard, id: MentionId, now: Timestamp) -> Mention {
        self.judge_told(document, heard, id, now, &mut Candour::default())
            .0
    }

    /// The same, with what texts that tell the same are found by. `candour` is how freely people speak at the document's source,
    /// and learns from it.
    pub fn judge_told(
        &self,
        document: Document,
        mut heard: Heard,
        id: MentionId,
        now: Timestamp,
        candour: &mut Candour,
    ) -> (Mention, Telling) {
        let publisher = heard.publisher.take();
        let configured = publisher
            .as_ref()
            .and_then(|publisher| publisher.configured_followers);
        let (followers, tier) = tier::judge(document.author.followers, configured, &self.tiers);
        let who = publisher.as_ref().map(|publisher| &publisher.id);
        let (media, why_media) =
            self.media
                .judge(&document, &heard.brands, &heard.campaigns, &heard.hashtags, who);
        let said = said(&document);
        let reading = self.reading(said, document.language.as_deref());
        let source = *candour;
        let weighed = self.weigh(
            towards::kind(&document, &heard, said),
            said,
            &reading,
            document.language.as_deref(),
        );
        let is_outspoken = weighed.heard_at(candour);
        let sentiment = self.settle(weighed, said, &reading, is_outspoken);
        let kinds = self.kinds(&document, media, &sentiment, &reading.main);
        let by_stranger = who.is_none() && media == MediaKind::Earned;
        let complains = kinds.iter().any(|(kind, _)| *kind == Kind::Complaint);
        let setting = Setting {
            judge_promotion: by_stranger && document.platform != Platform::Web,
            judge_page: by_stranger && matches!(document.platform, Platform::Web | Platform::Forum),
            known_link: !heard.backlinks.is_empty(),
            speech: Speech::of(&document, !heard.brands.is_empty(), complains),
        };
        let spam = self
            .spams
            .judge_document(&document, said, setting, (&reading.main, &self.languages));
        let telling = Telling::of(said);
        // The brand's own programs and the roster's are known by name.
        let known = media == MediaKind::Owned || who.is_some();
        let automated = if known { None } else { self.bots.judge(&document) };
        let mut evidence = evidence(media, why_media, &kinds);
        let is_automated = automated.is_some();
        evidence.extend(automated.map(|why| ("automated".to_owned(), why)));
        if is_outspoken {
            evidence.insert("outspoken".to_owned(), outspoken(source));
        }
        let topics = self.topics(&document, &heard.brands, &reading.main);
        let towards = towards::verdicts(
            &towards::Judges {
                all: &self.sentiments,
                by_brand: &self.by_brand,
            },
            &heard,
            &Said {
                text: said,
                is_title: document.text.trim().is_empty(),
                language: self.heard(said, &reading.main, document.language.as_deref()),
                whole: &sentiment,
            },
        );
        let at = document.at(now);
        let site = document
            .url
            .as_deref()
            .and_then(url::host_of)
            .map(|host| url::registrable_domain(&host).unwrap_or(host));
        let kept = kept_bytes(&document.text);
        let mention = Mention {
            id,
            source: document.source,
            published_id: document.id,
            url: document.url,
            title: document.title,
            text: cut(document.text, kept),
            author: document.author,
            platform: document.platform,
            site,
            at,
            first_seen: now,
            last_seen: now,
            brands: heard.brands,
            campaigns: heard.campaigns,
            matches: inside(heard.matches, kept),
            hashtags: heard.hashtags,
            handles: heard.handles,
            backlinks: heard.backlinks,
            codes: heard.codes,
            language: reading.main,
            sentiment: within(sentiment, kept),
            influencer_by: publisher.as_ref().map(|publisher| publisher.by.to_owned()),
            influencer: publisher.map(|publisher| publisher.id),
            tier,
            followers,
            media,
            spam,
            story: telling.story(),
            engagement: document.engagement,
            towards: towards
                .into_iter()
                .map(|(brand, verdict)| (brand, within(verdict, kept)))
                .collect(),
            corrections: Vec::new(),
            kinds: kinds.into_iter().map(|(kind, _)| kind).collect(),
            topics,
            automated: is_automated,
            evidence,
            gone: None,
            exposure: Exposure::default(),
        };
        (mention, telling)
    }

    /// What a document says about the watched brands. Where a query asks for a language that the document does not declare,
    /// it is judged first; a doubtful one is none.
    pub fn hear(&self, watch: &Watch, document: &mut Document) -> Heard {
        let undeclared = document.language.is_none() && watch.asks_language();
        if undeclared {
            document.language = self.spoken_in(document);
        }
        let heard = watch.hear(document);
        if undeclared {
            document.language = None;
        }
        heard
    }

    /// Code of the language of a document that declares none; `None` where it is doubtful.
    pub fn spoken_in(&self, document: &Document) -> Option<String> {
        let judged = self.language(said(document), None);
        spoken(&judged, None).map(str::to_owned)
    }

    /// Judges the language of a text; `declared` is what its source says.
    pub fn language(&self, text: &str, declared: Option<&str>) -> Language {
        self.languages.judge(text, declared)
    }

    /// Judges the language of a text and of each of its sentences.
    pub fn reading(&self, text: &str, declared: Option<&str>) -> Reading {
        self.languages.read(text, declared)
    }

    /// The first half of judging the sentiment of a text, each sentence by the words of its own language; by its marks where its kind
    /// is not told: all that does not depend on the texts before it.
    pub fn weigh(
        &self,
        kind: Option<TextKind>,
        text: &str,
        reading: &Reading,
        declared: Option<&str>,
    ) -> Weighed {
        let is_told = spoken(&reading.main, declared).is_some();
        let heard = self.heard(text, &reading.main, declared);
        // Where the language was guessed, so were those of its sentences.
        let by_sentence = is_told || heard.is_none();
        self.sentiments
            .weigh(kind, text, heard, Some(reading).filter(|_| by_sentence))
    }

    /// The second half, with the text and the reading that it was weighed with.
    pub fn settle(&self, weighed: Weighed, text: &str, reading: &Reading, outspoken: bool) -> Sentiment {
        self.sentiments.settle(weighed, text, reading, outspoken)
    }

    /// Judges the sentiment towards the bytes `target` of a text.
    pub fn towards(
        &self,
        text: &str,
        target: std::ops::Range<usize>,
        language: &Language,
        declared: Option<&str>,
    ) -> Sentiment {
        self.sentiments
            .towards(text, target, self.heard(text, language, declared))
    }

    /// The language whose words are looked up in a text: a guess that nobody confirms where only its words say something.
    fn heard<'l>(&self, text: &str, language: &'l Language, declared: Option<&str>) -> Option<&'l str> {
        spoken(language, declared).or_else(|| self.sentiments.heard_in(text, language.code.as_deref()))
    }

    /// The topics of a document; a query may ask for its language, which is then the judged one unless it declares one.
    fn topics(&self, document: &Document, brands: &[BrandId], language: &Language) -> Vec<String> {
        let judged =
            spoken(language, None).filter(|_| document.language.is_none() && self.topics.asks_language());
        match judged {
            None => self.topics.of(document, brands),
            Some(code) => {
                let spoken = Document {
                    language: Some(code.to_owned()),
                    ..document.clone()
                };
                self.topics.of(&spoken, brands)
            }
        }
    }

    /// Judges what a document is, with what decided.
    pub fn kinds(
        &self,
        document: &Document,
        media: MediaKind,
        sentiment: &Sentiment,
        language: &Language,
    ) -> Vec<(Kind, String)> {
        // A list of the wrong language finds nothing; all lists at once find too much.
        let around = Circumstances {
            language: language.code.as_deref(),
            media,
            polarity: sentiment.label,
            from_news: self.news_sources.contains(&document.source),
        };
        self.kinds.judge(document, around)
    }

    /// Judges whether a document, whose text is in `language`, is spam.
    pub fn spam_of(&self, document: &Document, setting: Setting, language: &Language) -> Spam {
        self.spams
            .judge_document(document, &document.text, setting, (language, &self.languages))
    }
}

/// What decided, by the name of what was judged.
fn evidence(
    media: MediaKind,
    why_media: Option<String>,
    kinds: &[(Kind, String)],
) -> BTreeMap<String, String> {
    let media = why_media.map(|why| (media.as_str().to_owned(), why));
    let kinds = kinds
        .iter()
        .map(|(kind, why)| (kind.as_str().to_owned(), why.clone()));
    media.into_iter().chain(kinds).collect()
}

/// Why a text was judged as one of an outspoken source.
fn outspoken(source: Candour) -> String {
    format!(
        "of the last {} texts of its source {} were neutral by the usual bands",
        source.texts, source.neutral
    )
}

/// What a document says: its text as far as it is kept, or its title where it has no text.
fn said(document: &Document) -> &str {
    let whole = if document.text.trim().is_empty() {
        &document.title
    } else {
        &document.text
    };
    whole.get(..kept_bytes(whole)).unwrap_or(whole)
}

/// The language whose words are looked up; a guess that nobody confirms is none.
fn spoken<'l>(language: &'l Language, declared: Option<&str>) -> Option<&'l str> {
    let code = language.code.as_deref()?;
    let confirmed = language.confidence >= SURE_LANGUAGE || declared.is_some_and(|tag| tag.starts_with(code));
    confirmed.then_some(code)
}

/// How many bytes of a text are kept, at a character's end.
fn kept_bytes(text: &str) -> usize {
    let mut end = text.len().min(Mention::TEXT_LIMIT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

fn cut(mut text: String, kept: usize) -> String {
    text.truncate(kept);
    text
}

/// Matches whose place is still there.
fn inside(mut matches: Vec<Match>, kept: usize) -> Vec<Match> {
    matches.retain(|found| found.field != "text" || found.end <= kept);
    matches
}

fn within(mut sentiment: Sentiment, kept: usize) -> Sentiment {
    if kept > 0 {
        sentiment.words.retain(|word| word.end <= kept);
    }
    sentiment
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Influencer;
    use crate::model::{Author, Handle, Polarity, Tier};

    #[test]
    fn a_query_for_a_language_hears_texts_that_declare_none() {
        let brand = Brand {
            query: "acme lang:sv".into(),
            ..acme()
        };
        let watch = Watch::compile(std::slice::from_ref(&brand), &[], &[]).expect("compiles");
        let judge = Judge::new(&[brand], &[], &BTreeMap::new(), &[]);
        for (text, declared, heard) in [
            (
                "Den här lampan från Acme är underbar och helt fantastisk, tycker jag",
                None,
                1,
            ),
            (
                "This lamp by Acme is wonderful, and I would buy it again at once",
                None,
                0,
            ),
            ("Acme!", None, 0),
            ("Acme!", Some("sv-SE"), 1),
        ] {
            let mut document = Document {
                text: text.into(),
                language: declared.map(str::to_owned),
                ..Document::default()
            };
            let found = judge.hear(&watch, &mut document).brands.len();
            assert_eq!((found, document.language.as_deref()), (heard, declared), "{text}");
        }
    }

    fn acme() -> Brand {
        Brand {
            id: "acme".into(),
            query: "acme".into(),
            lookalikes: true,
            domains: vec!["acme.example".into()],
            ..Brand::default()
        }
    }

    fn kristal() -> Influencer {
        Influencer {
            id: "kristal".into(),
            name: "Kristal Sky".into(),
            handles: vec![Handle {
                platform: Platform::Instagram,
                name: "kristalsky".into(),
            }],
            followers: [(Platform::Instagram, 48_200)].into(),
            ..Influencer::default()
        }
    }

    fn judged(document: Document) -> Mention {
        let watch = Watch::compile(&[acme()], &[kristal()], &[]).expect("compiles");
        let judge = Judge::new(&[acme()], &[], &BTreeMap::new(), &[]);
        let heard = watch.hear(&document);
        judge.judge(document, heard, MentionId(1), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_document_becomes_a_mention() {
        let mention = judged(Document {
            text: "I really love my new Acme skates, they are great! #ad".into(),
            url: Some("https://www.instagram.com/p/abc/".into()),
            platform: Platform::Instagram,
            author: Author {
                handle: Some("kristalsky".into()),
                ..Author::default()
            },
            ..Document::default()
        });
        assert_eq!(mention.brands, [BrandId::from("acme")]);
        assert_eq!(mention.sentiment.label, Polarity::Positive);
        assert_eq!(mention.language.code.as_deref(), Some("en"));
        assert_eq!(mention.influencer, Some("kristal".into()));
        assert_eq!(mention.influencer_by.as_deref(), Some("handle"));
        assert_eq!(
            (mention.tier, mention.followers),
            (Some(Tier::Micro), Some(48_200))
        );
        assert_eq!(mention.media, MediaKind::Paid);
        assert_eq!(mention.site.as_deref(), Some("instagram.com"));
        assert!(!mention.spam.set_aside && !mention.story.is_empty());
    }

    #[test]
    fn videos_complaints_and_reviews_of_the_brand_are_not_set_aside() {
        let video = "In this video I test the Acme lamp for a month. Like and subscribe for more! Links: \
            https://shop.example/1 https://me.example/2";
        for (platform, title, text, expected) in [
            (Platform::YouTube, "A month with a lamp", video, false),
            (Platform::Podcast, "Episode 12", video, false),
            (Platform::Web, "A month with a lamp", video, false),
            (Platform::YouTube, "", video, true),
            (
                Platform::X,
                "",
                "My Acme broke, here is the video, please share so they finally answer https://v.example/1",
                false,
            ),
            (
                Platform::X,
                "",
                "Check out my review of the Acme lamp https://v.example/2",
                false,
            ),
            (
                Platform::X,
                "",
                "Acme! Check out my new song and subscribe to my channel https://v.example/2",
                true,
            ),
        ] {
            let mention = judged(Document {
                title: title.into(),
                text: text.into(),
                platform,
                ..Document::default()
            });
            assert_eq!(
                mention.spam.set_aside, expected,
                "{platform} {text}: {:?}",
                mention.spam
            );
        }
    }

    #[test]
    fn a_title_alone_is_judged_too() {
        let mention = judged(Document {
            title: "Acme skates are a terrible disappointment".into(),
            ..Document::default()
        });
        assert_eq!(mention.sentiment.label, Polarity::Negative);
        assert_eq!(mention.media, MediaKind::Earned);
        assert_eq!((mention.tier, mention.influencer), (None, None));
    }

    #[test]
    fn long_texts_are_cut_with_everything_that_points_into_them() {
        let text = "å acme is good. ".repeat(4_000);
        let mention = judged(Document {
            text,
            ..Document::default()
        });
        assert!(mention.text.len() <= Mention::TEXT_LIMIT_BYTES);
        for word in &mention.sentiment.words {
            assert_eq!(mention.text.get(word.start..word.end), Some(word.word.as_str()));
        }
        for found in mention.matches.iter().filter(|found| found.field == "text") {
            assert_eq!(
                mention.text.get(found.start..found.end),
                Some(found.matched.as_str())
            );
        }
    }
}
