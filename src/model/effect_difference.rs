//! A change of a metric whose days do not add up.

use serde::{Deserialize, Serialize};

use super::{ControlBy, Figure};

/// What an effect changed a share, a rate or a mean by; the values before, during and after are then those of whole windows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectDifference {
    /// Unit of the values for people: `points`, `%`, or a currency.
    pub value_unit: String,
    /// Unit of the differences: `points`, or a currency.
    pub unit: String,
    /// During less before, with its 95 % range; unknown when too few.
    pub during: Figure,
    /// After less before, once there is an after.
    pub after: Figure,
    /// The same change measured against something the campaign did not touch.
    #[serde(default)]
    pub controls: Vec<DifferenceControl>,
}

/// A difference measured against a control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DifferenceControl {
    /// What the control is.
    pub by: ControlBy,
    /// What the control itself changed by.
    pub change: f64,
    /// Our difference less the control's, with its 95 % range.
    pub adjusted: Figure,
    /// Two-sided p of it.
    pub p_value: f64,
}
