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

/// Largest HTML part in bytes before transfer encoding. Gmail clips a message near 102 KB; quoted-printable adds
/// about a tenth to English text, so that 64 KiB stay under the 80 KiB we allow for the encoded body.
pub const HTML_LIMIT_BYTES: usize = 64 * 1024;

/// Renders one digest from the reports of its brands.
///
/// Lists are shortened until the HTML fits [`HTML_LIMIT_BYTES`].
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
    let mut subject = String::new();
    let (mut html, mut text) = (String::new(), String::new());
    for limit in [10_usize, 6, 3, 1] {
        let page = view::page(reports, plan, context, limit);
        subject.clone_from(&page.subject);
        html = templates.html(&page)?;
        text = templates.text(&page)?;
        if html.len() <= HTML_LIMIT_BYTES {
            break;
        }
    }
    Ok(Digest {
        subject,
        html,
        text,
        charts,
        period: context.period.clone(),
        window: context.window,
    })
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
