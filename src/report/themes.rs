//! Themes: terms that set what was said in the window apart from what was said before.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Span;
use jiff::civil::Date;

use super::ledger::Ledger;
use super::{Rollups, said};
use crate::classify::terms::Terms;
use crate::metrics::keyness::{self, Usage};
use crate::metrics::rollup::{author_key, weight};
use crate::model::{BrandId, Mention, MentionId, Polarity, Subject, ThemeRow, Themes, Window, day_of};
use crate::text::fold::fold_key;
use crate::text::words;

/// Days before the window that it is compared with.
const BEFORE_DAYS: i64 = 56;
/// Most mentions read of the window, and of the days before.
const READ: usize = 1_500;
/// Authors who must use a term, now or before.
const SUPPORT: u32 = 3;
/// Authors below which nothing can be compared.
const FEWEST_AUTHORS: u32 = 8;
/// Most terms shown that rise, and that fall.
const ROWS: (usize, usize) = (8, 3);
/// Share of a term's authors who also use one that is shown, from which it is the same theme.
const SAME: f64 = 0.6;

/// The days that a window's themes are compared with.
pub fn days_before(window: Window) -> Window {
    Window {
        from: window
            .from
            .checked_sub(Span::new().days(BEFORE_DAYS))
            .unwrap_or(Date::MIN),
        to: window.from,
    }
}

/// The mentions whose texts the caller must load for the themes of a window: an even share of each day's sample.
pub fn needed_texts(rollups: &Rollups, brand: &BrandId, window: Window) -> Vec<MentionId> {
    let drawn = |window: Window| -> Vec<MentionId> {
        let subject = Subject::Brand(brand.clone());
        let days = (subject.clone(), window.from)..(subject, window.to.max(window.from));
        let days: Vec<_> = rollups.range(days).map(|(_, rollup)| rollup).collect();
        let share = READ / days.len().max(1);
        let of_day = days.into_iter().flat_map(|day| {
            // Days from before samples were drawn have only their heaviest.
            let heaviest = day.top.iter().map(|top| top.id).filter(|_| day.drawn.is_empty());
            day.drawn.iter().copied().chain(heaviest).take(share.max(1))
        });
        of_day.take(READ).collect()
    };
    let all = drawn(window).into_iter().chain(drawn(days_before(window)));
    all.collect::<BTreeSet<_>>().into_iter().collect()
}

/// One side of the comparison: who used which term.
#[derive(Default)]
struct Side<'a> {
    authors: BTreeSet<u64>,
    terms: HashMap<String, BTreeSet<u64>>,
    mentions: Vec<(&'a Mention, BTreeSet<String>)>,
}

/// The themes of the window.
pub(super) fn themes(ledger: &Ledger<'_>) -> Themes {
    let terms = Terms::new();
    let known = known_words(ledger);
    let window = ledger.clip(ledger.inputs.window);
    let (now, before) = (
        Side::read(ledger, window, &terms, &known),
        Side::read(ledger, days_before(window), &terms, &known),
    );
    let (of_now, of_before) = (count(now.authors.len()), count(before.authors.len()));
    if of_now < FEWEST_AUTHORS || of_before < FEWEST_AUTHORS {
        return Themes {
            rows: Vec::new(),
            basis: format!(
                "too few spoke to compare: {of_now} authors in the window, {of_before} in the eight weeks before"
            ),
        };
    }
    let tested = tested(&now, &before, of_now, of_before);
    let standing: Vec<&(&str, Usage, f64)> = tested
        .iter()
        .filter(|(_, _, likelihood)| keyness::stands_out(*likelihood, tested.len()))
        .collect();
    let mut rows = Vec::new();
    for (rising, most) in [(true, ROWS.0), (false, ROWS.1)] {
        let side = if rising { &now } else { &before };
        let mut shown: Vec<&BTreeSet<u64>> = Vec::new();
        for (term, usage, likelihood) in standing
            .iter()
            .copied()
            .filter(|(_, usage, _)| usage.rises() == rising)
        {
            let Some(authors) = side.terms.get(*term) else {
                continue;
            };
            if shown.len() >= most {
                break;
            }
            if shown.iter().any(|other| is_same(authors, other)) {
                continue;
            }
            shown.push(authors);
            rows.push(row(ledger, term, *usage, *likelihood, &now));
        }
    }
    Themes {
        rows,
        basis: format!(
            "{of_now} authors in the window against {of_before} in the eight weeks before; log-likelihood of authors who \
             use a term, 5 % level among {} terms (Bonferroni)",
            tested.len()
        ),
    }
}

impl<'a> Side<'a> {
    fn read(ledger: &Ledger<'a>, window: Window, terms: &Terms, known: &HashSet<String>) -> Self {
        let inputs = ledger.inputs;
        let mut side = Self::default();
        let mut stories: HashSet<&str> = HashSet::new();
        let of_window = inputs.texts.values().filter(|mention| {
            mention.counts()
                && !mention.automated
                && mention.brands.contains(inputs.brand)
                && window.contains(day_of(mention.at, inputs.timezone))
        });
        for mention in of_window {
            if !mention.story.is_empty() && !stories.insert(&mention.story) {
                continue;
            }
            let author = author_key(mention).unwrap_or_else(|| anonymous(mention.id));
            let language = mention.language.code.as_deref();
            let mut found = terms.of(&mention.title, language, known);
            found.extend(terms.of(&mention.text, language, known));
            side.authors.insert(author);
            for term in &found {
                side.terms.entry(term.clone()).or_default().insert(author);
            }
            side.mentions.push((mention, found));
        }
        side
    }
}

/// An author of their own for each mention that names none.
fn anonymous(id: MentionId) -> u64 {
    let bytes = id.0.to_be_bytes();
    bytes
        .chunks_exact(8)
        .fold(0, |sum, half| sum ^ half.try_into().map_or(0, u64::from_be_bytes))
}

/// Words that say nothing in talk about this brand: its own names, as they were matched and as it is called.
fn known_words(ledger: &Ledger<'_>) -> HashSet<String> {
    let inputs = ledger.inputs;
    let brand = inputs.brands.iter().find(|brand| brand.id == *inputs.brand);
    let mut names: Vec<String> = vec![inputs.brand.to_string()];
    if let Some(brand) = brand {
        names.push(brand.name.clone());
        names.extend(brand.hashtags.iter().cloned());
        names.extend(brand.handles.iter().map(|handle| handle.name.clone()));
    }
    let mut known = HashSet::new();
    for name in names {
        for span in words::spans(&name) {
            known.extend(name.get(span).map(fold_key));
        }
    }
    known
}

/// Every term that enough authors use, with its usage and likelihood, the most certain first.
fn tested<'s>(
    now: &'s Side<'_>,
    before: &'s Side<'_>,
    of_now: u32,
    of_before: u32,
) -> Vec<(&'s str, Usage, f64)> {
    let of = |side: &Side<'_>, term: &str| side.terms.get(term).map_or(0, |authors| count(authors.len()));
    let all: BTreeSet<&String> = now.terms.keys().chain(before.terms.keys()).collect();
    let mut tested: Vec<(&str, Usage, f64)> = all
        .into_iter()
        .map(|term| {
            let usage = Usage {
                now: of(now, term),
                of_now,
                before: of(before, term),
                of_before,
            };
            (term.as_str(), usage, usage.log_likelihood())
        })
        .filter(|(_, usage, _)| usage.now.max(usage.before) >= SUPPORT)
        .collect();
    // A pair of words tells more than one of them alone.
    let pairs_first = |term: &str| !term.contains(' ');
    tested.sort_by(|a, b| {
        b.2.total_cmp(&a.2)
            .then_with(|| pairs_first(a.0).cmp(&pairs_first(b.0)))
            .then_with(|| a.0.cmp(b.0))
    });
    tested
}

/// Whether those who use one term are mostly those who use the other.
fn is_same(authors: &BTreeSet<u64>, other: &BTreeSet<u64>) -> bool {
    let both = count(authors.intersection(other).count());
    f64::from(both) >= SAME * f64::from(count(authors.len().min(other.len())))
}

fn row(ledger: &Ledger<'_>, term: &str, usage: Usage, likelihood: f64, now: &Side<'_>) -> ThemeRow {
    let with: Vec<&Mention> = now
        .mentions
        .iter()
        .filter(|(_, terms)| terms.contains(term))
        .map(|(mention, _)| *mention)
        .collect();
    let tone = |label: Polarity| {
        count(
            with.iter()
                .filter(|m| m.polarity_towards(ledger.inputs.brand) == label)
                .count(),
        )
    };
    let heaviest = with
        .iter()
        .max_by(|a, b| weight(a).total_cmp(&weight(b)).then_with(|| b.id.cmp(&a.id)));
    ThemeRow {
        term: term.to_owned(),
        rising: usage.rises(),
        authors: usage.now,
        share_percent: rounded(usage.share_now() * 100.0),
        before_percent: rounded(usage.share_before() * 100.0),
        log_likelihood: rounded(likelihood),
        mentions: count(with.len()),
        positive: tone(Polarity::Positive),
        negative: tone(Polarity::Negative),
        example: heaviest.map(|mention| said::example(ledger, mention)),
    }
}

fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::report::scene::Scene;

    /// Twelve authors on days before the window, and twelve in it, of whom `late` complain of late parcels.
    fn scene(late: u32, one_author: bool) -> Scene {
        let mut scene = Scene::new();
        for n in 0..12_u32 {
            let day = i8::try_from(n).unwrap() + 1;
            scene.say(date(2026, 10, day), |mention| {
                mention.title = String::new();
                mention.text = format!("Acme skates are fast on ice {n}");
                mention.author.handle = Some(format!("old{n}"));
            });
            scene.say(date(2026, 11, 17), |mention| {
                mention.title = String::new();
                mention.author.handle = Some(format!("new{n}"));
                mention.text = "Acme skates are fast on ice".to_owned();
                if n < late {
                    mention.text = "The late parcel from Acme had no skates in it".to_owned();
                    mention.sentiment.label = Polarity::Negative;
                    if one_author {
                        mention.author.handle = Some("same".to_owned());
                    }
                }
            });
        }
        scene
    }

    fn found(scene: &Scene) -> Themes {
        let inputs = scene.inputs();
        themes(&Ledger::new(&inputs))
    }

    #[test]
    fn what_many_say_that_few_said_before_is_a_theme() {
        let themes = found(&scene(9, false));
        let first = themes.rows.first().unwrap_or_else(|| panic!("{}", themes.basis));
        assert_eq!(first.term, "late parcel");
        assert!(first.rising);
        assert_eq!(
            (first.authors, first.mentions, first.negative, first.positive),
            (9, 9, 9, 0)
        );
        assert!((first.share_percent - 75.0).abs() < 0.01 && first.before_percent.abs() < 0.01);
        assert!(first.example.as_ref().unwrap().excerpt.contains("late parcel"));
        let rising = themes.rows.iter().filter(|row| row.rising).count();
        assert_eq!(
            rising, 1,
            "one theme, not one for each of its words: {:?}",
            themes.rows
        );
        let falling: Vec<&str> = themes
            .rows
            .iter()
            .filter(|row| !row.rising)
            .map(|row| row.term.as_str())
            .collect();
        assert!(falling.len() == 1 && falling[0].contains("fast"), "{falling:?}");
        assert!(
            themes.basis.contains("12 authors in the window against 12"),
            "{}",
            themes.basis
        );
        assert!(
            !themes.rows.iter().any(|row| row.term.contains("acme")),
            "{:?}",
            themes.rows
        );
    }

    #[test]
    fn one_who_repeats_himself_is_no_theme() {
        let themes = found(&scene(9, true));
        assert!(!themes.rows.iter().any(|row| row.rising), "{:?}", themes.rows);
    }

    #[test]
    fn copies_of_one_story_count_once() {
        let mut copied = scene(9, false);
        let mut copied_mentions = std::mem::take(&mut copied.mentions);
        for mention in copied_mentions
            .values_mut()
            .filter(|mention| mention.text.contains("parcel"))
        {
            mention.story = "one".to_owned();
        }
        copied.mentions = copied_mentions;
        assert!(
            !found(&copied)
                .rows
                .iter()
                .any(|row| row.term.contains("parcel") && row.rising)
        );
    }

    #[test]
    fn with_too_little_to_compare_there_is_none() {
        let mut scene = Scene::new();
        scene.run(date(2026, 11, 16), &[1; 3], false);
        let themes = found(&scene);
        assert!(themes.rows.is_empty());
        assert!(themes.basis.starts_with("too few spoke"), "{}", themes.basis);
    }

    #[test]
    fn texts_are_asked_for_evenly() {
        let mut scene = scene(3, false);
        for n in 0..400_u32 {
            scene.say(date(2026, 11, 18), |mention| {
                mention.author.handle = Some(format!("many{n}"));
            });
        }
        let texts = needed_texts(&scene.rollups, &scene.brand, scene.window);
        assert_eq!(texts.len(), 12 + 12 + crate::model::Rollup::DRAWN);
    }
}
