//! From labelled texts to a table: which keys, which weights, how they are written.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use mentiond::classify::sentiment::{
    Sentiments,
    evidence::{Evidence, Scope},
    weights::STEPS,
};

use crate::{
    model::{Model, Row},
    recipe::{NAMES, Recipe, VERSION},
    rows,
};

/// Weights below so many steps are left out: they tell little and would clutter what is shown.
const LEAST_STEPS: i8 = 1;

/// The same of words with their pieces: nearly every word tells a little, and what decides shall be seen at a glance.
const LEAST_STEPS_OF_WHOLE: i8 = 3;

/// How often a word must stand in the texts for its pieces to be told of it.
const LEAST_SEEN: u32 = 3;

/// Texts of one language with what can be learnt from them.
pub(crate) struct Rows<'r> {
    recipe: &'r Recipe,
    from: Vec<String>,
    texts: Vec<(String, usize, Evidence)>,
}

/// The keys that are learnt of, and the rows over them.
struct Numbered {
    keys: Vec<String>,
    rows: Vec<Row>,
}

impl<'r> Rows<'r> {
    /// Reads the files of a recipe.
    pub(crate) fn read(dir: &Path, recipe: &'r Recipe) -> std::io::Result<Self> {
        let sentiments = Sentiments::new(&BTreeMap::new(), &[]);
        let scope = Scope {
            letters: recipe.letters.map(|(least, most)| least..=most),
            capital_nouns: recipe.capital_nouns,
        };
        let (mut from, mut texts) = (Vec::new(), Vec::new());
        for file in recipe.files {
            let (read, hash) = rows::read(dir, file)?;
            from.push(format!("{file} {} rows xxh3 {hash:016x}", read.len()));
            texts.extend(read.into_iter().map(|row| {
                let evidence = if recipe.posts {
                    sentiments.evidence_of_posts(&row.text, recipe.code, &scope)
                } else {
                    sentiments.evidence(&row.text, recipe.code, &scope)
                };
                (row.id, row.label, evidence)
            }));
        }
        if recipe.posts {
            drop_pieces_of_subjects(&mut texts, recipe);
        }
        Ok(Self { recipe, from, texts })
    }

    /// Learns from all rows and writes the table.
    pub(crate) fn table(&self) -> String {
        let (keys, model) = self.learn(|_| true);
        let learnt = keys.iter().map(String::as_str).zip(model.weights.iter().copied());
        let (told, least): (Vec<(&str, f32)>, i8) = if self.recipe.posts {
            (self.whole_words(&learnt.collect()), LEAST_STEPS_OF_WHOLE)
        } else {
            (learnt.collect(), LEAST_STEPS)
        };
        let mut groups: BTreeMap<i8, Vec<&str>> = BTreeMap::new();
        for (key, weight) in told {
            let steps = (weight / model.rules * self.recipe.share * STEPS)
                .round()
                .clamp(-127.0, 127.0) as i8;
            if steps.abs() >= least {
                groups.entry(steps).or_default().push(key);
            }
        }
        let mut out = String::new();
        out += &format!(
            "# Steps of 1/{STEPS} on the −4 … 4 scale of words, then the keys that have them: a word, two neighbours joined by\n\
             # `_`, `¬` before a word that is negated, `~` before a piece of a word. Written by tests/learn; do not edit.\n\
             # recipe: {VERSION}\n# learnt from: {}\n# licence: {}\n# thresholds: {:.3} {:.3}\n",
            self.from.join("; "),
            self.recipe.licence,
            model.low / model.rules,
            model.high / model.rules
        );
        if let Some((least, most)) = self.recipe.letters.filter(|_| !self.recipe.posts) {
            out += &format!("# letters: {least}-{most}\n");
        }
        if self.recipe.capital_nouns {
            out.push_str("# capital nouns: yes\n");
        }
        for (steps, mut keys) in groups {
            keys.sort_unstable();
            out += &format!("{steps}\t{}\n", keys.join(" "));
        }
        out
    }

    /// Words and pairs with what they and their pieces weigh together. Pieces tell of a seldom word what kindred words mean; a word
    /// that no text held, such as a brand, is told nothing by them.
    fn whole_words<'w>(&'w self, weights: &HashMap<&'w str, f32>) -> Vec<(&'w str, f32)> {
        let (mut pieces, mut seen): (BTreeMap<&str, f32>, HashMap<&str, u32>) = Default::default();
        for (_, _, evidence) in &self.texts {
            let mut keys = evidence.keys.iter().map(|(key, _)| key.as_str()).peekable();
            while let Some(key) = keys.next() {
                let mut sum = 0.0;
                while let Some(piece) = keys.next_if(|next| !is_word(next)) {
                    // What denies is no key, but has pieces.
                    if piece.starts_with('~') && ends(key).contains(piece.trim_start_matches('~')) {
                        sum += weights.get(piece).unwrap_or(&0.0);
                    }
                }
                *seen.entry(key).or_default() += 1;
                pieces.insert(key, sum);
            }
        }
        let evidence: Vec<&Evidence> = self.texts.iter().map(|(_, _, evidence)| evidence).collect();
        let is_name = mostly_names(&evidence, NAMES);
        let is_seen = |word: &str| seen.get(word).is_some_and(|seen| *seen >= LEAST_SEEN);
        pieces.retain(|word, _| is_word(word) && is_seen(word) && !is_name(word));
        let words = pieces
            .iter()
            .map(|(word, sum)| (*word, sum + weights.get(word).unwrap_or(&0.0)));
        let pairs = weights.iter().filter(|(key, _)| key.contains('_'));
        words.chain(pairs.map(|(key, weight)| (*key, *weight))).collect()
    }

    /// Learns from four fifths, tells macro-F1 on the last.
    pub(crate) fn score(&self) {
        let held = |id: &str| xxhash_rust::xxh3::xxh3_64(id.as_bytes()).is_multiple_of(5);
        let (keys, model) = self.learn(|id| !held(id));
        let index: HashMap<&str, u32> = keys
            .iter()
            .enumerate()
            .map(|(at, key)| (key.as_str(), at as u32))
            .collect();
        let judged = |rules_only: bool, take: &dyn Fn(&str) -> bool| -> Vec<(f32, usize)> {
            let texts = self.texts.iter().filter(|(id, _, _)| take(id));
            texts
                .map(|(_, label, evidence)| {
                    let row = numbered(evidence, *label, &index);
                    let sum = if rules_only {
                        row.rules
                    } else {
                        model.sum(&row) / model.rules
                    };
                    (sum, *label)
                })
                .collect()
        };
        let kept = model.weights.iter().filter(|weight| **weight != 0.0).count();
        println!(
            "{}: {} keys, rules {:.3} logits",
            self.recipe.name(),
            kept,
            model.rules
        );
        for (name, rules_only) in [("rules", true), ("learnt", false)] {
            let (low, high) = best_band(&judged(rules_only, &|id| !held(id)));
            let f1 = macro_f1(&judged(rules_only, &held), low, high);
            println!(
                "{} {name}: band {low:.2} … {high:.2}, macro-F1 {f1:.4} on the held fifth",
                self.recipe.name()
            );
        }
    }

    fn learn(&self, take: impl Fn(&str) -> bool) -> (Vec<String>, Model) {
        let first = self.number(&take, None);
        let (hold, passes) = (self.recipe.hold, self.recipe.passes);
        let model = Model::learn(&first.rows, first.keys.len(), hold, passes);
        let strengths = match self.recipe.steady {
            Some(least) => {
                let texts = self.texts.iter().filter(|(id, _, _)| take(id));
                let known: HashSet<&str> = texts.flat_map(|row| &row.2.known).map(String::as_str).collect();
                let least = |key: &str| {
                    let known = key
                        .split('_')
                        .any(|word| known.contains(word.trim_start_matches('¬')));
                    if known { least.0 } else { least.1 }
                };
                steady(&first, &model, self.recipe, least)
            }
            None => model.weights.iter().map(|weight| weight.abs()).collect(),
        };
        let mut ranked: Vec<(&String, f32)> = first.keys.iter().zip(strengths).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        ranked.truncate(self.recipe.keep);
        let kept: Vec<String> = ranked
            .into_iter()
            .filter(|(_, weight)| *weight > 0.0)
            .map(|(key, _)| key.clone())
            .collect();
        let second = self.number(&take, Some(kept));
        let mut model = Model::learn(&second.rows, second.keys.len(), (0.0, hold.1), passes);
        if self.recipe.of_feeling {
            let is_of_feeling = self.is_of_feeling(&take);
            let weights = model.weights.iter_mut().zip(&second.keys);
            for (weight, _) in weights.filter(|(_, key)| !is_of_feeling(key)) {
                *weight = 0.0;
            }
        }
        (second.keys, model)
    }

    /// Tells the keys of words that have a value in the lexicon, and of pairs of such a word and one that it knows.
    fn is_of_feeling(&self, take: &impl Fn(&str) -> bool) -> impl Fn(&str) -> bool {
        let texts = || self.texts.iter().filter(|(id, _, _)| take(id)).map(|row| &row.2);
        let known: HashSet<&str> = texts().flat_map(|one| &one.known).map(String::as_str).collect();
        let feeling: HashSet<&str> = texts().flat_map(|one| &one.feeling).map(String::as_str).collect();
        move |key: &str| {
            let words = || key.split('_').map(|word| word.trim_start_matches('¬'));
            words().any(|word| feeling.contains(word)) && words().all(|word| known.contains(word))
        }
    }

    fn number(&self, take: &impl Fn(&str) -> bool, kept: Option<Vec<String>>) -> Numbered {
        let texts: Vec<_> = self.texts.iter().filter(|(id, _, _)| take(id)).collect();
        let mut keys = kept.unwrap_or_else(|| frequent(&texts, self.recipe));
        keys.sort_unstable();
        let index: HashMap<&str, u32> = keys
            .iter()
            .enumerate()
            .map(|(at, key)| (key.as_str(), at as u32))
            .collect();
        let mut counts = [0.0_f32; 3];
        for (_, label, _) in &texts {
            counts[*label] += 1.0;
        }
        let mean = counts.iter().sum::<f32>() / 3.0;
        let mut rows: Vec<Row> = texts
            .iter()
            .map(|(_, label, evidence)| numbered(evidence, *label, &index))
            .collect();
        for row in &mut rows {
            row.weight = (mean / counts[row.label]).sqrt();
        }
        Numbered { keys, rows }
    }
}

/// Parts of the rows that must agree on the sign of a weight, and how many must.
const PARTS: (usize, usize) = (4, 3);

/// Neighbouring rows in one part: they were gathered subject by subject.
const SUBJECT_ROWS: usize = 500;

/// What is known before any row, as the second derivative of a penalty.
const RIDGE: f32 = 8.0;

/// The strengths of weights that are sure and have the same sign in most parts of the rows; 0 for all others.
fn steady(all: &Numbered, model: &Model, recipe: &Recipe, least: impl Fn(&str) -> f32) -> Vec<f32> {
    let mut signs = vec![0_usize; all.keys.len()];
    for part in 0..PARTS.0 {
        let rows = all.rows.iter().enumerate();
        let rows: Vec<Row> = rows
            .filter(|(at, _)| at / SUBJECT_ROWS % PARTS.0 == part)
            .map(|(_, row)| row.clone())
            .collect();
        let here = Model::learn(&rows, all.keys.len(), recipe.hold, recipe.passes);
        for ((agreed, here), all) in signs.iter_mut().zip(&here.weights).zip(&model.weights) {
            *agreed += usize::from(here * all > 0.0);
        }
    }
    let sure = model.sureness(&all.rows, RIDGE);
    let each = model.weights.iter().zip(sure).zip(signs).zip(&all.keys);
    each.map(|(((weight, sure), agreed), key)| {
        if sure >= least(key) && agreed >= PARTS.1 {
            weight.abs()
        } else {
            0.0
        }
    })
    .collect()
}

/// Keys in at least so many texts, of words that are not mostly names.
fn frequent(texts: &[&(String, usize, Evidence)], recipe: &Recipe) -> Vec<String> {
    let plain = plain(recipe);
    let is_plain = |word: &str| {
        let word = word.trim_start_matches('¬');
        plain.contains(word)
    };
    // A pair says how a feeling is meant; where the lexicon is not asked which pairs do, a name in it is enough to drop it.
    let says = |key: &str| {
        let mut words = key.split('_');
        if recipe.steady.is_some() {
            !words.all(is_plain)
        } else {
            !words.any(is_plain)
        }
    };
    let mut seen: HashMap<&str, u32> = HashMap::new();
    for (_, _, evidence) in texts {
        let mut once: Vec<&str> = evidence.keys.iter().map(|(key, _)| key.as_str()).collect();
        once.sort_unstable();
        once.dedup();
        for key in once {
            *seen.entry(key).or_default() += 1;
        }
    }
    let evidence: Vec<&Evidence> = texts.iter().map(|(_, _, evidence)| evidence).collect();
    let is_name = mostly_names(&evidence, recipe.names);
    let language = |key: &str| key.starts_with('~') || !key.split('_').any(&is_name);
    let enough = seen
        .iter()
        .filter(|(key, count)| **count >= recipe.least && language(key) && says(key));
    enough.map(|(key, _)| (*key).to_owned()).collect()
}

/// Drops the pieces of words that are mostly names or say what a text is about: a piece of them would say the same.
fn drop_pieces_of_subjects(texts: &mut [(String, usize, Evidence)], recipe: &Recipe) {
    let plain = plain(recipe);
    let subjects: HashSet<String> = {
        let evidence: Vec<&Evidence> = texts.iter().map(|(_, _, evidence)| evidence).collect();
        let is_name = mostly_names(&evidence, recipe.names);
        let keys = evidence.iter().flat_map(|one| &one.keys);
        keys.map(|(key, _)| key)
            .filter(|key| is_word(key) && (is_name(key) || plain.contains(key.trim_start_matches('¬'))))
            .cloned()
            .collect()
    };
    for (_, _, evidence) in texts {
        let mut of_subject = false;
        evidence.keys.retain(|(key, _)| {
            if is_word(key) {
                of_subject = subjects.contains(key);
            }
            !(of_subject && key.starts_with('~'))
        });
    }
}

/// Words that say nothing by themselves or only what a text is about.
fn plain(recipe: &Recipe) -> HashSet<&'static str> {
    let lines = recipe.plain.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .filter(|(class, _)| recipe.classes.is_empty() || recipe.classes.contains(class))
        .flat_map(|(_, words)| words.split(' '))
        .chain(recipe.silent.split_whitespace())
        .collect()
}

/// A word between the signs for its ends.
fn ends(word: &str) -> String {
    format!("^{}$", word.trim_start_matches('¬'))
}

/// Whether a key is a word by itself, negated or not.
fn is_word(key: &str) -> bool {
    !key.starts_with('~') && !key.contains('_')
}

/// Tells the words that name something in such a share of their uses that they are names.
pub(crate) fn mostly_names<'e>(evidence: &[&'e Evidence], share: f32) -> impl Fn(&str) -> bool + use<'e> {
    let (mut words, mut names): (HashMap<&str, u32>, HashMap<&str, u32>) = (HashMap::new(), HashMap::new());
    for one in evidence {
        for (key, _) in &one.keys {
            *words.entry(key.trim_start_matches('¬')).or_default() += 1;
        }
        for name in &one.names {
            *names.entry(name).or_default() += 1;
        }
    }
    move |word: &str| {
        let word = word.trim_start_matches('¬');
        let uses = words.get(word).copied().unwrap_or(0) as f32;
        let named = names.get(word).copied().unwrap_or(0) as f32;
        named >= share * (uses + named).max(1.0)
    }
}

fn numbered(evidence: &Evidence, label: usize, index: &HashMap<&str, u32>) -> Row {
    let found = evidence
        .keys
        .iter()
        .filter_map(|(key, left)| Some((*index.get(key.as_str())?, *left)));
    Row {
        rules: evidence.rules,
        moved: moved(&evidence.marks),
        keys: found.collect(),
        label,
        weight: 1.0,
    }
}

/// How far the marks of a text move what blame and praise must reach while weights are learnt, in sums of words.
fn moved(marks: &[&str]) -> (f32, f32) {
    marks.iter().fold((0.0, 0.0), |(blame, praise), mark| {
        let (more_blame, more_praise) = match *mark {
            "wordless" => (1.2, 0.2),
            "link" => (0.8, 0.2),
            "asks" => (-0.3, 0.8),
            "exclaims" => (0.2, -1.7),
            "personal" => (-0.1, -0.8),
            "casual" => (-0.6, 0.8),
            "day" => (0.9, -0.5),
            "mixed" => (-1.2, 0.1),
            _ => (0.0, 0.0),
        };
        (blame + more_blame, praise + more_praise)
    })
}

/// The band between negative and positive with the best macro-F1.
pub(crate) fn best_band(judged: &[(f32, usize)]) -> (f32, f32) {
    let grid: Vec<f32> = (-60..=60).map(|step| step as f32 * 0.1).collect();
    let mut best = (-1.0, 0.0, 0.0);
    let mut high = 0.5;
    for _ in 0..3 {
        for low in &grid {
            let f1 = macro_f1(judged, *low, high);
            if f1 > best.0 {
                best = (f1, *low, high);
            }
        }
        let floor = best.1;
        for top in grid.iter().filter(|top| **top > floor) {
            let f1 = macro_f1(judged, best.1, *top);
            if f1 > best.0 {
                best = (f1, best.1, *top);
            }
        }
        high = best.2;
    }
    (best.1, best.2)
}

/// Mean F1 of the three labels.
pub(crate) fn macro_f1(judged: &[(f32, usize)], low: f32, high: f32) -> f32 {
    let verdicts = judged.iter().map(|(sum, label)| {
        let verdict = if *sum <= low {
            0
        } else if *sum >= high {
            2
        } else {
            1
        };
        (verdict, *label)
    });
    macro_f1_of(&verdicts.collect::<Vec<_>>())
}

/// Mean F1 of the three labels, of verdicts beside labels.
pub(crate) fn macro_f1_of(judged: &[(usize, usize)]) -> f32 {
    let (mut right, mut said, mut true_) = ([0.0_f32; 3], [0.0_f32; 3], [0.0_f32; 3]);
    for (verdict, label) in judged {
        said[*verdict] += 1.0;
        true_[*label] += 1.0;
        if verdict == label {
            right[*verdict] += 1.0;
        }
    }
    (0..3)
        .map(|at| 2.0 * right[at] / (said[at] + true_[at]).max(1.0))
        .sum::<f32>()
        / 3.0
}
