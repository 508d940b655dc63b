//! Report → the mail a person reads: subject, HTML, plain text and charts. Same inputs, same bytes.

pub mod alert;
mod chart;
pub mod delivery;
pub mod mime;
mod page;
pub mod show;
#[cfg(test)]
mod tests;
mod view;

pub use page::{influencer_html, influencer_text};
pub(crate) use view::{goal_detail, returns};

use jiff::{Timestamp, tz::TimeZone};

use crate::model::{DigestPlan, Report, Window};

/// A digest, rendered.
#[derive(Clone, Debug, PartialEq)]
pub struct Digest {
    /// Subject line, one line of plain text.
    pub subject: String,
    /// Self-contained HTML; charts are named `cid:…`.
    pub html: String,
    /// Plain text that stands by itself.
    pub text: String,
    /// Content id and PNG bytes of each chart, in order of use.
    pub charts: Vec<Chart>,
    /// Period key, see [`Schedule::period_key`](crate::config::schedule::Schedule::period_key).
    pub period: String,
    /// Days reported.
    pub window: Window,
}

/// One inline picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Content id without angle brackets.
    pub cid: String,
    /// PNG.
    pub png: Vec<u8>,
}

/// What a rendering depends on beside the reports.
#[derive(Clone, Debug)]
pub struct RenderContext {
    /// When the digest was due: printed as its date.
    pub due: Timestamp,
    /// Zone for every printed time.
    pub zone: TimeZone,
    /// Period key.
    pub period: String,
    /// Days reported.
    pub window: Window,
    /// Days of earlier periods that were missed and are folded into this one, oldest first.
    pub missed: Vec<Window>,
}

/// Largest mail in bytes as it is sent, its pictures not counted: Gmail clips a message near 102 KB.
pub const MAIL_LIMIT_BYTES: usize = 80 * 1024;
/// Of those, room for headers and boundaries.
const HEADER_BYTES: usize = 2 * 1024;
/// Length of lists.
const LIST_LENGTH: usize = 10;
/// Their lengths where there is less room, each tried in turn.
const SHORTER_LISTS: [usize; 7] = [8, 6, 5, 4, 3, 2, 1];

/// Renders one digest from the reports of its brands.
///
/// Lists are shortened until text and HTML, as they are sent, fit [`MAIL_LIMIT_BYTES`]; then whole blocks are left out, which the
/// mail says.
///
/// # Errors
/// Only when an embedded template is broken, which a test rules out.
pub fn render(reports: &[Report], plan: &DigestPlan, context: &RenderContext) -> Result<Digest, String> {
    let charts: Vec<Chart> = reports
        .iter()
        .enumerate()
        .filter(|(_, report)| !report.days.is_empty())
        .filter_map(|(n, report)| {
            chart::mentions_per_day(report).map(|png| Chart {
                cid: view::chart_cid(n),
                png,
            })
        })
        .collect();
    let templates = view::templates()?;
    let Printed { page, html, text } =
        printed(&templates, |length| view::page(reports, plan, context, length))?;
    Ok(Digest {
        subject: page.subject,
        // Of a brand that found no room there is no picture either.
        charts: charts
            .into_iter()
            .filter(|chart| html.contains(&format!("cid:{}", chart.cid)))
            .collect(),
        html,
        text,
        period: context.period.clone(),
        window: context.window,
    })
}

/// A mail as it would be sent.
struct Printed {
    page: view::Page,
    html: String,
    text: String,
}

impl Printed {
    fn of(templates: &view::Templates, page: view::Page) -> Result<Self, String> {
        let (html, text) = (templates.html(&page)?, templates.text(&page)?);
        Ok(Self { page, html, text })
    }

    fn fits(&self) -> bool {
        mime::sent_bytes(&self.html) + mime::sent_bytes(&self.text) + HEADER_BYTES <= MAIL_LIMIT_BYTES
    }
}

/// The longest page that fits, or the shortest there is.
fn printed(templates: &view::Templates, page: impl Fn(usize) -> view::Page) -> Result<Printed, String> {
    let mut shown = Printed::of(templates, page(LIST_LENGTH))?;
    for length in SHORTER_LISTS {
        if shown.fits() {
            return Ok(shown);
        }
        shown = Printed::of(templates, page(length))?;
    }
    while !shown.fits() && shown.page.shorten() {
        shown = Printed::of(templates, shown.page)?;
    }
    Ok(shown)
}

/// The HTML as a file of its own: charts become `data:` addresses, so that a browser shows them.
pub fn standalone_html(digest: &Digest) -> String {
    use base64::Engine as _;
    digest.charts.iter().fold(digest.html.clone(), |html, chart| {
        let data = base64::engine::general_purpose::STANDARD.encode(&chart.png);
        html.replace(
            &format!("cid:{}", chart.cid),
            &format!("data:image/png;base64,{data}"),
        )
    })
}
