//! Days drawn by a seeded generator, for simulations that are the same every time.

/// `SplitMix64` (Steele, Lea and Flood 2014).
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// A generator of its own for each seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 (excluded) to 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 1.0) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Gamma of this shape and scale 1 (Marsaglia and Tsang 2000).
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.uniform().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    fn poisson(&mut self, mean: f64) -> f64 {
        // Knuth; means are small here, and halves keep the product away from 0.
        if mean > 30.0 {
            return self.poisson(mean / 2.0) + self.poisson(mean / 2.0);
        }
        let (limit, mut product, mut count) = ((-mean).exp(), self.uniform(), 0.0);
        while product > limit {
            product *= self.uniform();
            count += 1.0;
        }
        count
    }

    /// Events of a day: Poisson for φ = 1, else negative-binomial with variance φ times the mean.
    pub(crate) fn events(&mut self, mean: f64, phi: f64) -> f64 {
        if phi <= 1.0 {
            return self.poisson(mean);
        }
        let rate = self.gamma(mean / (phi - 1.0)) * (phi - 1.0);
        self.poisson(rate)
    }

    /// So many days.
    pub(crate) fn days(&mut self, number: usize, mean: f64, phi: f64) -> Vec<f64> {
        (0..number).map(|_| self.events(mean, phi)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Random;
    use crate::metrics::rate_ratio::overdispersion;

    #[test]
    fn days_have_the_mean_and_the_scatter_asked_for() {
        for (mean, phi) in [(0.5, 1.0), (3.0, 2.0), (5.0, 4.0), (40.0, 3.0)] {
            let days = Random::new(7).days(20_000, mean, phi);
            let found: f64 = days.iter().sum::<f64>() / 20_000.0;
            assert!((found / mean - 1.0).abs() < 0.05, "{mean} {found}");
            let scatter = overdispersion(&[&days]);
            assert!((scatter / phi - 1.0).abs() < 0.06, "{phi} {scatter}");
        }
    }
}
