//! Which report is asked for, in the words of a person: the same for the command and the endpoint.

use super::{plan::Plan, reckoning::Reckoning, reports::Wanted};
use crate::metrics::{self, Metric};
use crate::text::nearest::suggestion;

/// A report in words; everything may be left out.
#[derive(Clone, Debug, Default)]
pub struct Question<'a> {
    /// A brand; the first one of the configuration by default.
    pub brand: Option<&'a str>,
    /// A campaign, which brings its brand and its days.
    pub campaign: Option<&'a str>,
    /// First day.
    pub since: Option<&'a str>,
    /// Day after the last one.
    pub until: Option<&'a str>,
    /// The instant to reckon from.
    pub as_of: Option<&'a str>,
}

/// The metric of that name.
///
/// # Errors
/// One sentence with the name that was probably meant.
pub fn metric(name: &str) -> Result<&'static Metric, String> {
    metrics::get(name).ok_or_else(|| {
        let known: Vec<&str> = metrics::ALL.iter().map(|metric| metric.name).collect();
        let help = suggestion(name, &known).map_or_else(String::new, |help| format!("; {help}"));
        format!(
            "there is no metric `{}`{help}; `mentiond metrics` lists them",
            name.escape_debug()
        )
    })
}

impl Question<'_> {
    /// The report that is meant.
    ///
    /// # Errors
    /// One sentence that says what is not known or not understood, and what was probably meant.
    pub fn wanted(&self, plan: &Plan, clock: &Reckoning) -> Result<Wanted, String> {
        let settings = &plan.settings;
        let as_of = self
            .as_of
            .map_or_else(|| Ok(clock.now()), |text| clock.instant(text))?;
        let mut window = clock.window(self.since, self.until, as_of)?;
        let Some(id) = self.campaign else {
            let brand = match self.brand {
                Some(id) => settings.brands.iter().find(|brand| brand.id.as_str() == id),
                None => settings.brands.first(),
            };
            let brand = brand.ok_or_else(|| {
                let known: Vec<&str> = settings.brands.iter().map(|brand| brand.id.as_str()).collect();
                unknown("brand", self.brand.unwrap_or_default(), &known)
            })?;
            return Ok(Wanted {
                brand: brand.id.clone(),
                campaigns: None,
                window,
                as_of,
            });
        };
        let campaign = settings
            .campaigns
            .iter()
            .find(|campaign| campaign.id.as_str() == id);
        let campaign = campaign.ok_or_else(|| {
            let known: Vec<&str> = settings
                .campaigns
                .iter()
                .map(|campaign| campaign.id.as_str())
                .collect();
            unknown("campaign", id, &known)
        })?;
        if self.since.is_none() && self.until.is_none() && campaign.window.from < window.to {
            window.from = campaign.window.from;
            window.to = window.to.min(campaign.window.to);
        }
        Ok(Wanted {
            brand: campaign.brand.clone(),
            campaigns: Some(vec![campaign.id.clone()]),
            window,
            as_of,
        })
    }
}

/// Says that a name is not known, and which one was probably meant.
pub fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    let help = suggestion(name, known).map_or_else(String::new, |help| format!("; {help}"));
    format!(
        "there is no {what} `{}` in the configuration{help}",
        name.escape_debug()
    )
}
