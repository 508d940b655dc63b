//! Spam: texts whose words are disguised with look-alike letters, pages made for search engines, and promotion that is not
//! about what it names.

mod care;
mod coupons;
mod farm;
mod lists;
mod page;
mod phrases;
mod shape;

use crate::{
    model::{Document, Language, Link, Platform, Spam, SpamLists},
    text::fold::mixed_script_tokens,
};

use super::language::Languages;
use care::Care;
use coupons::Coupons;
use page::{Page, Pages};
use phrases::{Excused, Phrases, Rule, plain};
use shape::Shape;

/// Scores from here on keep a mention out of all figures.
const SET_ASIDE: f32 = 0.5;

/// Longest text whose phrases are judged, in words: below every article stands «subscribe to our newsletter».
const POST_WORDS: usize = 150;
/// Longer ones are no posts whatever they are made of.
const POST_BYTES: usize = 8 * 1024;

/// Weight of the phrases that nobody uses but to promote.
const PLAIN: f32 = 0.5;

/// Fewer disguised words than this prove nothing: a Greek name in an English text is no fraud.
const FEWEST_DISGUISED: usize = 3;

/// What is known of a text beside its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// A post or comment by somebody who is neither the brand nor one of its influencers, so that promotion is judged.
    pub judge_promotion: bool,
    /// It may be a page by a stranger, so that how it was made is judged.
    pub judge_page: bool,
    /// It carries a link that we watch: a bare link may then be all it wants to say.
    pub known_link: bool,
    /// What it is, by which some of what promotion says is excused.
    pub speech: Speech,
}

/// What a text is, as far as it decides what its author may ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speech {
    /// A post or comment like any.
    #[default]
    Post,
    /// A post that names a watched brand: it may point to its author's review of it.
    AboutBrand,
    /// A post that complains about a watched brand: it may ask to be spread.
    Complaint,
    /// A video, an episode, a letter: its maker asks for followers and points to things as a matter of course.
    Work,
}

impl Speech {
    /// Of a document in which a watched brand may have been heard.
    pub fn of(document: &Document, is_about_brand: bool, complains: bool) -> Self {
        // Comments there have no titles.
        let has_works = matches!(
            document.platform,
            Platform::YouTube | Platform::Twitch | Platform::Podcast | Platform::Medium | Platform::Substack
        );
        match (is_about_brand, complains) {
            _ if has_works && !document.title.trim().is_empty() => Self::Work,
            (true, true) => Self::Complaint,
            (true, false) => Self::AboutBrand,
            (false, _) => Self::Post,
        }
    }

    /// Whether a rule does not count; `shows_review` tells that a review of one's own is pointed to.
    fn excuses(self, rule: &Rule, shows_review: bool) -> bool {
        match rule.excused {
            Excused::Never => false,
            Excused::Sign => true,
            Excused::Work => self == Self::Work,
            Excused::Complaint => matches!(self, Self::Complaint | Self::Work),
            Excused::Review => self == Self::Work || self != Self::Post && shows_review,
        }
    }
}

/// Judges spam; built once.
#[derive(Clone, Debug)]
pub struct Spams {
    phrases: Phrases,
    pages: Pages,
    coupons: Coupons,
    care: Care,
    lists: SpamLists,
}

impl Default for Spams {
    fn default() -> Self {
        Self::new()
    }
}

impl Spams {
    /// Reads the built-in phrases.
    pub fn new() -> Self {
        Self {
            phrases: Phrases::new(),
            pages: Pages::new(),
            coupons: Coupons::new(),
            care: Care::new(),
            lists: SpamLists::default(),
        }
    }

    /// With what the user has decided about who speaks.
    #[must_use]
    pub fn with_lists(mut self, lists: SpamLists) -> Self {
        self.lists = lists;
        self
    }

    /// Judges what a document says: by the user's lists, else by its text, its links and what stands around it on its page.
    /// `language` is that of the text, which `languages` compares with that of the page.
    pub fn judge_document(
        &self,
        document: &Document,
        said: &str,
        setting: Setting,
        (language, languages): (&Language, &Languages),
    ) -> Spam {
        if let Some(decided) = lists::judge(&self.lists, document) {
            return decided;
        }
        let mut clues = self.clues(said, &document.links, !document.chrome.is_empty(), setting);
        if setting.judge_page || setting.judge_promotion {
            self.bait(&document.title, said, &mut clues);
        }
        if setting.judge_page {
            let page = Page {
                document,
                said,
                language,
            };
            self.pages.judge(page, languages, &mut clues);
        }
        clues.verdict()
    }

    /// Judges a text. Signs are independent: `1 − Π(1 − weight)`.
    pub fn judge(&self, text: &str, setting: Setting) -> Spam {
        self.judge_linking(text, &[], setting)
    }

    /// The same for a text with links in its markup.
    pub fn judge_linking(&self, text: &str, links: &[Link], setting: Setting) -> Spam {
        let mut clues = self.clues(text, links, false, setting);
        if setting.judge_page || setting.judge_promotion {
            self.bait("", text, &mut clues);
        }
        clues.verdict()
    }

    /// Adds what speaks for a text that lies in wait for those who search: for promo codes, or for somebody to call.
    fn bait(&self, title: &str, said: &str, clues: &mut Clues) {
        let codes = self.coupons.judge(title, said);
        for (weight, reason) in codes.into_iter().chain(self.care.judge(title, said)) {
            clues.add(weight, reason);
        }
    }

    fn clues(&self, text: &str, links: &[Link], is_cut: bool, setting: Setting) -> Clues {
        let mut clues = Clues::default();
        disguised(text, &mut clues);
        if let Some(reason) = farm::judge(text, links, is_cut) {
            clues.add(farm::WEIGHT, reason);
        }
        if setting.judge_promotion {
            self.promotion(text, setting, &mut clues);
        }
        clues
    }

    fn promotion(&self, text: &str, setting: Setting, clues: &mut Clues) {
        if text.len() > POST_BYTES {
            return;
        }
        let shape = Shape::of(text, POST_WORDS);
        if shape.words + shape.links > POST_WORDS {
            return;
        }
        // What is said to somebody (`@acme please fix this https://…`) is no broadcast: only the plainest promotion counts.
        let is_addressed = text.trim_start().starts_with('@');
        let found: Vec<&Rule> = self.phrases.found(&plain(text)).collect();
        let shows_review = found.iter().any(|rule| rule.excused == Excused::Sign);
        for rule in found {
            if (!is_addressed || rule.weight >= PLAIN) && !setting.speech.excuses(rule, shows_review) {
                clues.add(rule.weight, rule.reason.to_owned());
            }
        }
        if setting.known_link || is_addressed {
            return;
        }
        if shape.hidden {
            clues.add(0.6, "hides an address from filters".to_owned());
        }
        links(shape, setting.speech, shows_review, clues);
        if shape.tags > 12 && shape.tags > shape.words {
            clues.add(0.4, format!("{} hashtags", shape.tags));
        }
    }
}

/// Adds what links say for spam. A work points to what it is about and to its maker.
fn links(shape: Shape, speech: Speech, shows_review: bool, clues: &mut Clues) {
    if speech == Speech::Work {
        return;
    }
    if shape.refers {
        clues.add(0.4, "an address that pays whoever brings visitors".to_owned());
    }
    // What is broken has to be shown, and one's own review is elsewhere.
    let needs_one = speech == Speech::Complaint || speech == Speech::AboutBrand && shows_review;
    if shape.links > 0 && shape.words <= 1 {
        clues.add(0.5, "nothing but a link".to_owned());
    } else if shape.links >= 2 && shape.links * 2 >= shape.words {
        clues.add(0.5, "hardly more than links".to_owned());
    } else if shape.links >= 3 && shape.links * 6 > shape.words {
        clues.add(0.4, format!("{} links", shape.links));
    } else if shape.links > 0 && !needs_one {
        clues.add(0.3, "a link to elsewhere".to_owned());
    }
}

#[derive(Debug, Default)]
struct Clues {
    weights: Vec<f32>,
    reasons: Vec<String>,
}

impl Clues {
    fn add(&mut self, weight: f32, reason: String) {
        self.weights.push(weight);
        self.reasons.push(reason);
    }

    fn verdict(self) -> Spam {
        let score = ((1.0 - self.innocence()) * 100.0).round() / 100.0;
        Spam {
            score,
            set_aside: score >= SET_ASIDE,
            reasons: self.reasons,
            weights: self.weights,
        }
    }

    fn innocence(&self) -> f32 {
        self.weights
            .iter()
            .map(|weight| 1.0 - weight.clamp(0.0, 1.0))
            .product()
    }
}

/// Words hidden behind look-alike letters: `0.7 · min(1, share / 2 %) + 0.3 · min(1, scripts / 3)`, if half of the words
/// are Latin ones. Measured on generated pages: all found from 5 % disguised words on, none of 57,000 clean texts.
fn disguised(text: &str, clues: &mut Clues) {
    if text.is_ascii() {
        return;
    }
    let found = mixed_script_tokens(text);
    if found.mixed < FEWEST_DISGUISED || found.latin * 2 < found.tokens {
        return;
    }
    let share = ratio(found.mixed, found.latin);
    let score = 0.7 * (share / 0.02).min(1.0) + 0.3 * (ratio(found.scripts, 3)).min(1.0);
    clues.add(
        score,
        format!(
            "{} of {} words hide look-alike letters of {} scripts",
            found.mixed, found.latin, found.scripts
        ),
    );
}

fn ratio(part: usize, whole: usize) -> f32 {
    let small = |n: usize| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    small(part) / small(whole).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMENT: Setting = Setting {
        judge_promotion: true,
        judge_page: true,
        known_link: false,
        speech: Speech::Post,
    };

    #[test]
    fn what_a_text_is_excuses_what_it_asks_for() {
        use Speech::{AboutBrand, Complaint, Post, Work};
        let spams = Spams::new();
        let video = "In this video I test the Lumio lamp for a month. Like and subscribe for more! Links: \
            https://shop.example/lumio https://me.example/ref/1 Follow me on https://me.example";
        let complaint =
            "My Lumio broke, here is the video, please share so they finally answer https://v.example/1";
        let review = "Check out my review of the Lumio lamp https://v.example/2";
        for (text, speech, expected) in [
            (video, Work, false),
            (video, AboutBrand, true),
            (video, Complaint, true),
            (complaint, Complaint, false),
            (complaint, Post, true),
            (review, AboutBrand, false),
            (review, Post, true),
            (
                "Schaut euch meinen Test der Lumio an https://v.example/2",
                AboutBrand,
                false,
            ),
            (
                "Check out my review of the Lumio and subscribe to my channel",
                AboutBrand,
                true,
            ),
            (
                "Nice lamp! Check out my new song https://v.example/3",
                AboutBrand,
                true,
            ),
            ("My Lumio broke. Subscribe to my channel, please", Complaint, true),
            (
                "Lumio game: free robux, easy money, no investment, click https://x.example",
                Work,
                true,
            ),
            ("delete the space: example .com/abc for free spins", Work, true),
        ] {
            let judged = spams.judge(text, Setting { speech, ..COMMENT });
            assert_eq!(judged.set_aside, expected, "{text} as {speech:?}: {judged:?}");
        }
    }

    #[test]
    fn works_are_told_by_their_title_where_comments_have_none() {
        for (platform, title, expected) in [
            (Platform::YouTube, "Lumio after a year", Speech::Work),
            (Platform::Podcast, "Episode 3", Speech::Work),
            (Platform::YouTube, "", Speech::AboutBrand),
            (Platform::Reddit, "Lumio after a year", Speech::AboutBrand),
        ] {
            let document = Document {
                platform,
                title: title.into(),
                ..Document::default()
            };
            assert_eq!(Speech::of(&document, true, false), expected, "{platform} {title}");
        }
    }

    #[test]
    fn ratings_and_claims_are_no_promotion() {
        let spams = Spams::new();
        for (text, reason) in [
            ("Lumio: 5 out of 5 stars", None),
            ("Lumio, 5 stars from me", None),
            ("Give us 5 stars!", Some("asks for a hand")),
            ("I want my money back, Lumio.", None),
            ("The best lamp or your money back", Some("sells")),
            ("30 days money-back guarantee", Some("sells")),
        ] {
            let judged = spams.judge(text, COMMENT);
            assert_eq!(judged.reasons.first().map(String::as_str), reason, "{text}");
        }
    }

    #[test]
    fn promotion_is_set_aside_and_praise_is_not() {
        let spams = Spams::new();
        for text in [
            "Nice rockets! Please subscribe to my channel, I sub back",
            "I make $4500 monthly with paid surveys, earn money from home today",
            "https://spam.example/ref?u=1",
            "www.shop.example/anna Glow by Anna www.shop.example",
        ] {
            assert!(spams.judge(text, COMMENT).set_aside, "{text}");
        }
        for text in [
            "I love my new Acme rockets, free shipping and they came in two days",
            "Acme launches skates https://news.example/acme-skates",
            "Subscribed to the newsletter of Acme last week",
            "",
        ] {
            assert!(
                !spams.judge(text, COMMENT).set_aside,
                "{text} {:?}",
                spams.judge(text, COMMENT)
            );
        }
    }

    #[test]
    fn the_brands_own_promotion_is_no_spam() {
        let spams = Spams::new();
        let text = "Please subscribe to my channel and check out my video";
        assert!(spams.judge(text, COMMENT).set_aside);
        assert!(!spams.judge(text, Setting::default()).set_aside);
        let known = Setting {
            known_link: true,
            ..COMMENT
        };
        assert!(!spams.judge("https://acme.example/", known).set_aside);
    }

    #[test]
    fn disguised_words_are_set_aside_and_foreign_ones_are_not() {
        let spams = Spams::new();
        let spun = "Tһе bеst wау tо mеаsurе yоur саmраign іs tо соunt thе сliсks";
        let judged = spams.judge(spun, Setting::default());
        assert!(judged.set_aside, "{judged:?}");
        for text in [
            "Ракеты Acme пришли вчера, и я очень доволен",
            "The Greek word ρόκα means rocket, say my friends Γιώργος and Ελένη",
            "Ça coûte très cher, où est l'été?",
        ] {
            assert_eq!(
                spams.judge(text, Setting::default()).reasons,
                Vec::<String>::new(),
                "{text}"
            );
        }
    }

    #[test]
    fn of_five_real_pages_only_the_spun_one_is_set_aside() {
        let Some(dir) = std::env::var_os("MENTIOND_CORPORA") else {
            eprintln!("skipped: MENTIOND_CORPORA is not set");
            return;
        };
        let seeds = std::path::Path::new(&dir).join("../seeds");
        let (spams, languages) = (Spams::new(), Languages::new());
        let mut seen = 0;
        for file in std::fs::read_dir(seeds).expect("seeds beside the corpora") {
            let path = file.expect("readable").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            let text = std::fs::read_to_string(&path).expect("text");
            let language = languages.judge(&text, None);
            let judged = spams.judge_document(&Document::default(), &text, COMMENT, (&language, &languages));
            // The spun page is found out by its letters, and with these put right by everything else about it.
            assert_eq!(judged.set_aside, name.starts_with("003"), "{name} {judged:?}");
            if !name.starts_with("003") {
                assert_eq!(judged.reasons, Vec::<String>::new(), "{name}");
            }
            assert_eq!(judged.reasons.len(), judged.weights.len());
            seen += 1;
        }
        assert_eq!(seen, 6);
    }
}
