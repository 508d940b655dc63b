//! The report, put together.

use super::Inputs;
use crate::model::Report;

/// Computes the report.
pub fn build(inputs: &Inputs<'_>) -> Report {
    Report {
        brand: inputs.brand.clone(),
        brand_name: inputs.brand.to_string(),
        window: inputs.window,
        as_of: inputs.as_of,
        timezone: inputs.timezone_name.to_owned(),
        tiles: Vec::new(),
        days: Vec::new(),
        campaigns: Vec::new(),
        influencers: Vec::new(),
        platforms: Vec::new(),
        tiers: Vec::new(),
        top: Vec::new(),
        negative: Vec::new(),
        backlinks: Vec::new(),
        new_voices: Vec::new(),
        hashtags: Vec::new(),
        languages: Vec::new(),
        coverage: Vec::new(),
        set_aside: 0,
        methods: Vec::new(),
    }
}
