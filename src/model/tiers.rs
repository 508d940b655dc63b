//! Where the follower tiers begin.

use super::Tier;

/// Lower bounds of the tiers, in followers; below `micro` everybody is nano.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// From here on micro.
    pub micro: u64,
    /// From here on mid.
    pub mid: u64,
    /// From here on macro.
    pub macro_: u64,
    /// From here on mega.
    pub mega: u64,
}

impl Default for Tiers {
    /// Bounds seen most often (Mediakix): 10,000, 50,000, 500,000, 1,000,000. Others draw them elsewhere: set your own.
    fn default() -> Self {
        Self {
            micro: 10_000,
            mid: 50_000,
            macro_: 500_000,
            mega: 1_000_000,
        }
    }
}

impl Tiers {
    /// The tier of a follower count.
    pub fn of(&self, followers: u64) -> Tier {
        match followers {
            n if n >= self.mega => Tier::Mega,
            n if n >= self.macro_ => Tier::Macro,
            n if n >= self.mid => Tier::Mid,
            n if n >= self.micro => Tier::Micro,
            _ => Tier::Nano,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_begin_a_tier() {
        let tiers = Tiers::default();
        for (followers, tier) in [
            (0, Tier::Nano),
            (9_999, Tier::Nano),
            (10_000, Tier::Micro),
            (50_000, Tier::Mid),
            (500_000, Tier::Macro),
            (1_000_000, Tier::Mega),
        ] {
            assert_eq!(tiers.of(followers), tier, "{followers}");
        }
        let own = Tiers {
            micro: 5_000,
            ..tiers
        };
        assert_eq!(own.of(9_999), Tier::Micro);
    }
}
