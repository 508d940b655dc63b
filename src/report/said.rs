//! What was said: the mentions that mattered most, each story once, and the negative ones that need an answer.

use std::collections::BTreeSet;

use super::excerpt::{self, Excerpt};
use super::growing;
use super::ledger::Ledger;
use crate::metrics::rollup;
use crate::model::{
    BrandId, Figure, Kind, MediaKind, Mention, Polarity, Provenance, Sentiment, SentimentWord, ThemeExample,
    TopRow, day_of,
};

/// Most rows of what mattered.
const TOP_ROWS: usize = 10;
/// Most negative rows.
const NEGATIVE_ROWS: usize = 5;
/// Most questions, and most complaints.
const KIND_ROWS: usize = 10;
/// Words of sentiment shown.
const WORDS: usize = 6;
/// Least value of a word that is told, on the −4 … 4 scale.
const LEAST_TOLD: f32 = 0.4;
/// How bad the worst word of a complaint is at least: a bare denial (`it doesn't open on Sundays`, −1) stays below.
const LEAST_BLAME: f32 = 1.1;

/// The lists.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) top: Vec<TopRow>,
    pub(super) negative: Vec<TopRow>,
    pub(super) asked: Vec<TopRow>,
    pub(super) complained: Vec<TopRow>,
}

/// Mentions of the window that the caller loaded and that count, heaviest first.
pub(super) fn candidates<'a>(ledger: &Ledger<'a>) -> Vec<&'a Mention> {
    let (inputs, window) = (ledger.inputs, ledger.clip(ledger.inputs.window));
    let mut mentions: Vec<&Mention> = inputs
        .top_mentions
        .values()
        .filter(|mention| mention.counts() && mention.brands.contains(inputs.brand))
        .filter(|mention| window.contains(day_of(mention.at, inputs.timezone)))
        .collect();
    mentions.sort_by(|a, b| {
        rollup::weight(b)
            .total_cmp(&rollup::weight(a))
            .then_with(|| a.id.cmp(&b.id))
    });
    mentions
}

/// Builds the lists; a mention shown as negative is not repeated among those that mattered.
pub(super) fn rows(ledger: &Ledger<'_>) -> Said {
    let mut stories = BTreeSet::new();
    let leading: Vec<&Mention> = candidates(ledger)
        .into_iter()
        .filter(|mention| mention.story.is_empty() || stories.insert(&mention.story))
        .collect();
    let is_complaint = |mention: &Mention| {
        mention.polarity_towards(ledger.inputs.brand) == Polarity::Negative
            && mention.media != MediaKind::Owned
            && says_why(mention, ledger.inputs.brand)
    };
    let of_kind = |kind: Kind| -> Vec<TopRow> {
        let those = leading
            .iter()
            .filter(|mention| mention.kinds.contains(&kind) && !mention.automated);
        those
            .take(KIND_ROWS)
            .map(|mention| row(ledger, mention))
            .collect()
    };
    let mut said = Said {
        asked: of_kind(Kind::Question),
        complained: of_kind(Kind::Complaint),
        ..Said::default()
    };
    for mention in leading {
        let list = if is_complaint(mention) && said.negative.len() < NEGATIVE_ROWS {
            &mut said.negative
        } else if said.top.len() < TOP_ROWS {
            &mut said.top
        } else {
            continue;
        };
        list.push(row(ledger, mention));
    }
    // A question among the complaints waits for an answer; the order is otherwise kept.
    said.negative.sort_by_key(|row| !row.question);
    said
}

pub(super) fn row(ledger: &Ledger<'_>, mention: &Mention) -> TopRow {
    let Excerpt { text, marks } = excerpt_of(ledger, mention);
    let brand = ledger.inputs.brand;
    let judged = mention.towards.get(brand).unwrap_or(&mention.sentiment);
    let copies = ledger.copies(&mention.story).max(1);
    TopRow {
        id: mention.id,
        title: mention.title.clone(),
        question: asks(mention, &text),
        kinds: mention.kinds.clone(),
        excerpt: text,
        marks,
        place: place(mention),
        platform: mention.platform,
        author: author(mention),
        at: mention.at,
        url: mention.url.clone(),
        sentiment: mention.polarity_towards(brand),
        words: telling_words(judged, mention.polarity_towards(brand)),
        reach: reach(mention),
        engagement: mention.engagement.actions(),
        copies: copies.saturating_sub(1),
        story: mention.story.clone(),
        seen_percent: growing::seen_percent(mention, ledger.inputs.as_of),
        readings: ledger
            .inputs
            .readings
            .get(&mention.id)
            .cloned()
            .unwrap_or_default(),
    }
}

/// Whether a reader can be shown why it is negative: a person said so, its text is gone, or a word of it speaks. What
/// only leans by many small weights counts in the figures but asks for no answer.
fn says_why(mention: &Mention, brand: &BrandId) -> bool {
    let judged = mention.towards.get(brand).unwrap_or(&mention.sentiment);
    !mention.corrections.is_empty()
        || judged.words.is_empty()
        || judged.words.iter().any(|word| word.value <= -LEAST_BLAME)
}

/// The words that speak most for a verdict, in the order of the text; those that only lean, or lean the other way, say
/// nothing to a reader.
fn telling_words(judged: &Sentiment, verdict: Polarity) -> Vec<String> {
    let speaks = |word: &&SentimentWord| match verdict {
        Polarity::Positive => word.value >= LEAST_TOLD,
        Polarity::Negative => word.value <= -LEAST_TOLD,
        Polarity::Neutral => word.value.abs() >= LEAST_TOLD,
    };
    let mut words: Vec<&SentimentWord> = judged.words.iter().filter(speaks).collect();
    words.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
    words.truncate(WORDS);
    words.sort_by_key(|word| word.start);
    words.into_iter().map(|word| word.word.clone()).collect()
}

/// Whether it asks something; of a mention whose kinds were never judged its marks tell.
fn asks(mention: &Mention, excerpt: &str) -> bool {
    if mention.kinds.is_empty() && mention.evidence.is_empty() {
        return excerpt::asks(excerpt) || excerpt::asks(&mention.title);
    }
    mention.kinds.contains(&Kind::Question)
}

/// A mention as the example of a theme.
pub(super) fn example(ledger: &Ledger<'_>, mention: &Mention) -> ThemeExample {
    ThemeExample {
        id: mention.id,
        excerpt: excerpt_of(ledger, mention).text,
        place: place(mention),
        url: mention.url.clone(),
    }
}

/// Around the first match in the text; a mention without text is quoted by its title.
fn excerpt_of(ledger: &Ledger<'_>, mention: &Mention) -> Excerpt {
    let (field, words) = if mention.text.trim().is_empty() {
        ("title", &mention.title)
    } else {
        ("text", &mention.text)
    };
    let ours = mention
        .matches
        .iter()
        .filter(|found| found.field == field && found.brand == *ledger.inputs.brand);
    let spans: Vec<(usize, usize)> = ours.map(|found| (found.start, found.end)).collect();
    excerpt::cut(words, &spans)
}

/// Where it was said, for people.
pub(super) fn place(mention: &Mention) -> String {
    let site = mention.site.clone().filter(|site| !site.is_empty());
    site.unwrap_or_else(|| mention.source.to_string())
}

/// Who wrote it, for people.
pub(super) fn author(mention: &Mention) -> Option<String> {
    let author = &mention.author;
    let name = author.name.clone().filter(|name| !name.trim().is_empty());
    name.or_else(|| author.handle.as_ref().map(|handle| format!("@{handle}")))
}

/// How many people it reached, as far as is known.
pub(super) fn reach(mention: &Mention) -> Figure {
    let exposure = &mention.exposure;
    match exposure.reach {
        None => Figure::unknown(exposure.basis.clone()),
        Some(range)
            if exposure.provenance == Provenance::Observed
                && (range.high - range.low).abs() < f64::EPSILON =>
        {
            Figure::exact(range.value)
        }
        Some(range) => Figure::Estimate {
            low: range.low,
            value: range.value,
            high: range.high,
            basis: exposure.basis.clone(),
        },
    }
}
