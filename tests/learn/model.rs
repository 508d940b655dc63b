//! An ordered logistic model: one sum per text, two thresholds that part negative from neutral and neutral from positive.
//! Weights are found by `FTRL-Proximal` («Ad click prediction», KDD 2013), rows in a fixed order, so that the same rows make the same
//! weights.

/// A text as numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// The rules' own sum.
    pub(crate) rules: f32,
    /// How far its marks move what blame and praise must reach, on the scale of `rules`.
    pub(crate) moved: (f32, f32),
    /// Keys, with what is left of each.
    pub(crate) keys: Vec<(u32, f32)>,
    /// 0 negative, 1 neutral, 2 positive.
    pub(crate) label: usize,
    /// How much the row counts.
    pub(crate) weight: f32,
}

/// What is learnt.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// Per key, in logits.
    pub(crate) weights: Vec<f32>,
    /// Logits per unit of the rules' sum.
    pub(crate) rules: f32,
    /// Sum below which a text is rather negative than not.
    pub(crate) low: f32,
    /// Sum above which it is rather positive than not.
    pub(crate) high: f32,
}

/// Step of the weights.
const RATE: f32 = 0.15;

impl Model {
    /// The sum of a row, in logits.
    pub(crate) fn sum(&self, row: &Row) -> f32 {
        let weight = |(key, left): &(u32, f32)| self.weights.get(*key as usize).unwrap_or(&0.0) * left;
        self.rules * row.rules + row.keys.iter().map(weight).sum::<f32>()
    }

    /// Learns from rows with `keys` different keys in so many passes; `hold` is how strongly weights are held back.
    pub(crate) fn learn(rows: &[Row], keys: usize, hold: (f32, f32), passes: usize) -> Self {
        let mut model = Self {
            weights: vec![0.0; keys],
            rules: 0.5,
            low: -1.0,
            high: 1.0,
        };
        let (mut z, mut n) = (vec![0.0_f32; keys], vec![0.0_f32; keys]);
        let mut steps = [0.0_f32; 3];
        let mut order: Vec<usize> = (0..rows.len()).collect();
        for pass in 0..passes {
            shuffle(&mut order, pass as u64 + 1);
            for row in order.iter().filter_map(|at| rows.get(*at)) {
                for (key, _) in &row.keys {
                    let at = *key as usize;
                    model.weights[at] = settled(z[at], n[at], hold);
                }
                let (slope, low, high) = model.slopes(row);
                for (key, left) in &row.keys {
                    let (at, g) = (*key as usize, slope * left);
                    let sigma = ((n[at] + g * g).sqrt() - n[at].sqrt()) / RATE;
                    z[at] += g - sigma * model.weights[at];
                    n[at] += g * g;
                }
                let (blame, praise) = row.moved;
                let slopes = [slope * row.rules - low * blame + high * praise, low, high];
                let free = [&mut model.rules, &mut model.low, &mut model.high];
                for ((value, slope), seen) in free.into_iter().zip(slopes).zip(&mut steps) {
                    *seen += slope * slope;
                    *value -= 0.05 * slope / (1.0 + seen.sqrt());
                }
            }
        }
        for at in 0..keys {
            model.weights[at] = settled(z[at], n[at], hold);
        }
        model
    }

    /// How likely a row is negative, and positive.
    fn shares(&self, row: &Row) -> (f32, f32) {
        let (sum, (blame, praise)) = (self.sum(row), row.moved);
        let (low, high) = (self.low - self.rules * blame, self.high + self.rules * praise);
        let high = high.max(low + 0.05);
        (logistic(low - sum), logistic(sum - high))
    }

    /// How sure the rows are of each weight: its size in standard errors, `ridge` standing for what is known before.
    pub(crate) fn sureness(&self, rows: &[Row], ridge: f32) -> Vec<f32> {
        let mut curved = vec![ridge; self.weights.len()];
        for row in rows {
            let (below, above) = self.shares(row);
            let bend = row.weight * (below * (1.0 - below) + above * (1.0 - above));
            for (key, left) in &row.keys {
                curved[*key as usize] += bend * left * left;
            }
        }
        let each = self.weights.iter().zip(curved);
        each.map(|(weight, curved)| weight.abs() * curved.sqrt())
            .collect()
    }

    /// Slopes of the loss by the sum and by the two thresholds.
    fn slopes(&self, row: &Row) -> (f32, f32, f32) {
        let (below, above) = self.shares(row);
        let (by_low, by_high) = match row.label {
            0 => (below - 1.0, 0.0),
            2 => (0.0, 1.0 - above),
            _ => {
                let neutral = (1.0 - below - above).max(1e-4);
                (below * (1.0 - below) / neutral, -above * (1.0 - above) / neutral)
            }
        };
        let (by_low, by_high) = (by_low * row.weight, by_high * row.weight);
        (-by_low - by_high, by_low, by_high)
    }
}

fn settled(z: f32, n: f32, (absolute, square): (f32, f32)) -> f32 {
    if z.abs() <= absolute {
        return 0.0;
    }
    -(z - z.signum() * absolute) / ((1.0 + n.sqrt()) / RATE + square)
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

pub(crate) fn shuffle(order: &mut [usize], seed: u64) {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for at in (1..order.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, (state >> 33) as usize % (at + 1));
    }
}
