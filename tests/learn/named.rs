//! The table of what words say of somebody named near them: praise and blame each have a weight, found by a logistic model of
//! three outcomes in which «neither» is the base. Learnt from `NewsMTSC` (MIT), sentences of articles labelled towards one name.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use mentiond::classify::sentiment::{Sentiments, evidence::Evidence, weights::STEPS};

use crate::{
    model::shuffle,
    recipe::{ENGLISH, NAMED, NAMES, VERSION},
    rows,
    table::{macro_f1_of, mostly_names},
};

/// Sentences with what can be learnt from them.
pub(crate) struct Sentences {
    from: String,
    rows: Vec<(usize, Evidence)>,
}

/// A sentence as numbers.
struct Row {
    rules: f32,
    keys: Vec<(usize, f32)>,
    label: usize,
    weight: f32,
}

/// What is learnt, in logits against «neither»: of praise, of blame.
#[derive(Clone, Debug, Default)]
struct Model {
    weights: [Vec<f32>; 2],
    /// Per unit of the rules' sum; it speaks against blame.
    rules: [f32; 2],
    least: [f32; 2],
}

/// Passes over the rows, step of the weights, and how strongly they are held back, by their square.
const PASSES: usize = 10;
const RATE: f32 = 0.1;
const HOLD: f32 = 5.0;

impl Model {
    fn sums(&self, row: &Row) -> [f32; 2] {
        [0, 1].map(|side| {
            let keys = row.keys.iter().map(|(key, left)| self.weights[side][*key] * left);
            let rules = if side == 0 { row.rules } else { -row.rules };
            keys.sum::<f32>() + self.rules[side] * rules - self.least[side]
        })
    }

    fn shares(&self, row: &Row) -> [f32; 2] {
        let [praise, blame] = self.sums(row).map(|sum| sum.clamp(-20.0, 20.0).exp());
        let all = 1.0 + praise + blame;
        [praise / all, blame / all]
    }

    fn learn(rows: &[Row], keys: usize) -> Self {
        let mut model = Self {
            weights: [vec![0.0; keys], vec![0.0; keys]],
            rules: [0.5; 2],
            least: [0.5; 2],
        };
        let mut sums = [vec![0.0_f32; keys], vec![0.0_f32; keys]];
        let mut squares = sums.clone();
        let mut free = [[0.0_f32; 2]; 2];
        let mut order: Vec<usize> = (0..rows.len()).collect();
        for pass in 0..PASSES {
            shuffle(&mut order, pass as u64 + 1);
            for row in order.iter().filter_map(|at| rows.get(*at)) {
                let shares = model.shares(row);
                for side in [0, 1] {
                    let is = row.label == [2, 0][side];
                    let slope = (shares[side] - f32::from(u8::from(is))) * row.weight;
                    for (key, left) in &row.keys {
                        let (g, n) = (slope * left, &mut squares[side][*key]);
                        let sigma = ((*n + g * g).sqrt() - n.sqrt()) / RATE;
                        sums[side][*key] += g - sigma * model.weights[side][*key];
                        *n += g * g;
                        model.weights[side][*key] = -sums[side][*key] / ((1.0 + n.sqrt()) / RATE + HOLD);
                    }
                    let rules = if side == 0 { row.rules } else { -row.rules };
                    let slopes = [slope * rules, -slope];
                    let values = [&mut model.rules[side], &mut model.least[side]];
                    for ((value, slope), seen) in values.into_iter().zip(slopes).zip(&mut free[side]) {
                        *seen += slope * slope;
                        *value -= 0.05 * slope / (1.0 + seen.sqrt());
                    }
                }
            }
        }
        model
    }
}

impl Sentences {
    pub(crate) fn read(dir: &Path) -> std::io::Result<Self> {
        let sentiments = Sentiments::new(&BTreeMap::new(), &[]);
        let (read, hash) = rows::read_towards(dir, NAMED.file)?;
        let from = format!("{} {} rows xxh3 {hash:016x}", NAMED.file, read.len());
        let judged = read.into_iter().filter_map(|row| {
            let evidence = sentiments.evidence_towards(&row.text, row.target, "en")?;
            Some((row.label, evidence))
        });
        Ok(Self {
            from,
            rows: judged.collect(),
        })
    }

    /// Learns from all rows and writes the table.
    pub(crate) fn table(&self) -> String {
        let (keys, model) = self.learn(&|_| true);
        let mut groups: BTreeMap<[i8; 2], Vec<&str>> = BTreeMap::new();
        for (at, key) in keys.iter().enumerate() {
            let steps = [0, 1].map(|side| {
                let weight = model.weights[side][at] / model.rules[side] * NAMED.share;
                (weight * STEPS).round().clamp(-127.0, 127.0) as i8
            });
            if steps != [0, 0] {
                groups.entry(steps).or_default().push(key);
            }
        }
        let mut out = format!(
            "# Steps of 1/{STEPS} on the −4 … 4 scale of words, for praise and for blame, then the keys that have them: a word, two\n\
             # neighbours joined by `_`, `¬` before a word that is negated, `<` and `>` before what stands before or after the name.\n\
             # Written by tests/learn; do not edit.\n\
             # recipe: {VERSION}\n# learnt from: {}\n# licence: {}\n",
            self.from, NAMED.licence,
        );
        for ([praise, blame], mut keys) in groups {
            keys.sort_unstable();
            out += &format!("{praise} {blame}\t{}\n", keys.join(" "));
        }
        out
    }

    /// Learns from four of five parts, each of neighbouring rows, and tells macro-F1 on the fifth, in turn.
    pub(crate) fn score(&self) {
        let part = |at: usize| at / NEIGHBOURS % PARTS;
        let (mut rules, mut learnt) = (Vec::new(), Vec::new());
        for held in 0..PARTS {
            let (keys, model) = self.learn(&|at| part(at) != held);
            let index = index(&keys);
            for (at, (label, evidence)) in self.rows.iter().enumerate() {
                if part(at) == held {
                    let row = row(*label, evidence, &index);
                    let by_words = [0, 1].map(|side| {
                        let words = row
                            .keys
                            .iter()
                            .map(|(key, left)| model.weights[side][*key] * left);
                        let sign = if side == 0 { 1.0 } else { -1.0 };
                        row.rules * sign + words.sum::<f32>() / model.rules[side] * NAMED.share - BAND
                    });
                    learnt.push((verdict(by_words), *label));
                    rules.push((verdict([row.rules - BAND, -row.rules - BAND]), *label));
                }
            }
        }
        let (rules, learnt) = (macro_f1_of(&rules), macro_f1_of(&learnt));
        println!(
            "named: macro-F1 {rules:.4} by rules, {learnt:.4} with the table, on parts that it was not learnt from"
        );
    }

    fn learn(&self, take: &impl Fn(usize) -> bool) -> (Vec<String>, Model) {
        let rows = || {
            self.rows
                .iter()
                .enumerate()
                .filter(|(at, _)| take(*at))
                .map(|(_, row)| row)
        };
        let evidence: Vec<&Evidence> = rows().map(|(_, evidence)| evidence).collect();
        let mut keys = frequent(&evidence);
        keys.sort_unstable();
        let first = numbered(rows(), &keys);
        let model = Model::learn(&first, keys.len());
        let mut seen = vec![0.0_f32; keys.len()];
        for (key, left) in first.iter().flat_map(|row| &row.keys) {
            seen[*key] += left * left;
        }
        let strength =
            |at: usize| (model.weights[0][at].abs() + model.weights[1][at].abs()) * seen[at].sqrt();
        let mut ranked: Vec<usize> = (0..keys.len()).collect();
        ranked.sort_by(|a, b| strength(*b).total_cmp(&strength(*a)).then(a.cmp(b)));
        ranked.truncate(NAMED.keep);
        ranked.sort_unstable();
        let kept: Vec<String> = ranked.into_iter().map(|at| keys[at].clone()).collect();
        let second = numbered(rows(), &kept);
        let model = Model::learn(&second, kept.len());
        (kept, model)
    }
}

/// Rows that stand together are of one event: they are held out together.
const NEIGHBOURS: usize = 300;
const PARTS: usize = 5;
/// What praise and blame must reach, as `kind::towards` has it for edited texts.
const BAND: f32 = 0.35;

fn verdict([praise, blame]: [f32; 2]) -> usize {
    match (praise < 0.0 && blame < 0.0, praise >= blame) {
        (true, _) => 1,
        (false, true) => 2,
        (false, false) => 0,
    }
}

/// Keys in enough sentences, of words that are neither function words nor mostly names.
fn frequent(evidence: &[&Evidence]) -> Vec<String> {
    let silent: HashSet<&str> = ENGLISH.split_whitespace().collect();
    let mut seen: HashMap<&str, u32> = HashMap::new();
    for one in evidence {
        let once: HashSet<&str> = one.keys.iter().map(|(key, _)| key.as_str()).collect();
        for key in once {
            *seen.entry(key).or_default() += 1;
        }
    }
    let is_name = mostly_names(evidence, NAMES);
    let plain = |key: &str| key.trim_start_matches(['<', '>', '¬']).to_owned();
    let says = |key: &str| {
        let key = plain(key);
        !key.split('_').all(|word| silent.contains(word)) && !key.split('_').any(&is_name)
    };
    let enough = seen
        .iter()
        .filter(|(key, count)| **count >= NAMED.least && says(key));
    enough.map(|(key, _)| (*key).to_owned()).collect()
}

fn index(keys: &[String]) -> HashMap<&str, usize> {
    keys.iter()
        .enumerate()
        .map(|(at, key)| (key.as_str(), at))
        .collect()
}

fn row(label: usize, evidence: &Evidence, index: &HashMap<&str, usize>) -> Row {
    let keys = evidence.keys.iter();
    Row {
        rules: evidence.rules,
        keys: keys
            .filter_map(|(key, left)| Some((*index.get(key.as_str())?, *left)))
            .collect(),
        label,
        weight: 1.0,
    }
}

fn numbered<'r>(rows: impl Iterator<Item = &'r (usize, Evidence)>, keys: &[String]) -> Vec<Row> {
    let index = index(keys);
    let mut rows: Vec<Row> = rows
        .map(|(label, evidence)| row(*label, evidence, &index))
        .collect();
    let mut counts = [0.0_f32; 3];
    for row in &rows {
        counts[row.label] += 1.0;
    }
    let mean = counts.iter().sum::<f32>() / 3.0;
    for row in &mut rows {
        row.weight = mean / counts[row.label];
    }
    rows
}
