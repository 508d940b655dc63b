//! What else is asked of an effect before it is believed.

use serde::{Deserialize, Serialize};

use super::{Figure, Finding};

/// The checks of one before / during / after.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EffectChecks {
    /// p once it counts that several metrics were tested (Holm); the primary metric was named beforehand and is tested
    /// alone. The finding goes by it.
    pub p_adjusted: Option<f64>,
    /// Metrics tested together with it, itself included.
    pub tested_together: u32,
    /// The same change measured against something the campaign did not touch.
    pub controls: Vec<EffectControl>,
    /// After against before, once there is an after.
    pub after: Option<AfterEffect>,
    /// How many more than usual came during the campaign, and how many of them it can be seen behind.
    pub lift: Option<Lift>,
}

/// A change measured against a control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectControl {
    /// What the control is.
    pub by: ControlBy,
    /// Its own rate during over its rate before.
    pub control_ratio: f64,
    /// Our ratio over the control's, with its 95 % range.
    pub adjusted: Figure,
    /// Two-sided p of it.
    pub p_value: f64,
}

/// What a change is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlBy {
    /// Competitors over the same days.
    Competitors,
    /// The brand itself over the same weeks a year before.
    YearAgo,
}

/// After the campaign against before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AfterEffect {
    /// Days after it that are known.
    pub days: u32,
    /// Rate after over rate before, with its 95 % range.
    pub ratio: Figure,
    /// Two-sided p.
    pub p_value: f64,
    /// What that says: a rise is a lift that lasts.
    pub finding: Finding,
    /// The campaign's own mentions that came after its end.
    pub late: Option<u32>,
}

/// Events beyond what was usual.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lift {
    /// How many more than usual, with its 95 % range.
    pub extra: Figure,
    /// How many of all can be led back to the campaign.
    pub tracked: f64,
    /// What is left of the extra ones: possibly its effect too, never added to it.
    pub possible: Figure,
}
