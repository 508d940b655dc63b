//! What the templates print: strings only, so that no number is formatted in a template and none is formatted twice.

mod campaign;
mod days;
mod links;
pub(crate) mod returns;
mod roster;
mod said;
mod shorten;
mod talk;
mod voices;

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, context, syntax::SyntaxConfig};
use serde::Serialize;

pub(crate) use self::campaign::goal_detail;
use self::{
    campaign::{CampaignView, campaign},
    days::{ChartView, around_posts, chart_view, unusual},
    links::{LinksView, links},
    roster::{LineView, RosterView, lines, rosters},
    said::{SaidView, said},
    talk::{TalkView, talk},
    voices::{VoiceView, automated, voice},
};
use super::{RenderContext, chart, show};
use crate::model::{
    CoverageRow, DigestPlan, Figure, InfluencerRow, PivotRow, Report, ShiftRow, Tile, TopRow, Window,
};
use crate::report;

/// Name of the HTML template; its values are escaped.
const HTML: &str = "digest.html";
/// Name of the plain-text template.
const TEXT: &str = "digest.txt";
/// The page for an influencer, as [`HTML`].
const INFLUENCER_HTML: &str = "influencer.html";
/// The same as [`TEXT`].
const INFLUENCER_TEXT: &str = "influencer.txt";

/// The two templates, compiled.
pub(super) struct Templates(Environment<'static>);

/// Compiles the embedded templates.
pub(super) fn templates() -> Result<Templates, String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|name| {
        if name == HTML || name == INFLUENCER_HTML {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(|why| format!("template syntax: {why}"))?;
    environment.set_syntax(syntax);
    for (name, source) in [
        (HTML, include_str!("../templates/digest.html.j2")),
        (TEXT, include_str!("../templates/digest.txt.j2")),
        (INFLUENCER_HTML, include_str!("../templates/influencer.html.j2")),
        (INFLUENCER_TEXT, include_str!("../templates/influencer.txt.j2")),
    ] {
        environment
            .add_template(name, source)
            .map_err(|why| format!("template `{name}`: {why:#}"))?;
    }
    Ok(Templates(environment))
}

impl Templates {
    pub(super) fn html(&self, page: &Page) -> Result<String, String> {
        self.print(HTML, page)
    }

    pub(super) fn text(&self, page: &Page) -> Result<String, String> {
        Ok(show::squeezed(&self.print(TEXT, page)?))
    }

    /// The page for an influencer; `page` is what its template prints.
    pub(super) fn influencer_html(&self, page: &Value) -> Result<String, String> {
        self.fill(INFLUENCER_HTML, context! { page })
    }

    /// The same as plain text.
    pub(super) fn influencer_text(&self, page: &Value) -> Result<String, String> {
        Ok(show::squeezed(&self.fill(INFLUENCER_TEXT, context! { page })?))
    }

    fn print(&self, name: &str, page: &Page) -> Result<String, String> {
        self.fill(name, Serde(page).into())
    }

    fn fill(&self, name: &str, values: Value) -> Result<String, String> {
        let template = self.0.get_template(name).map_err(|why| why.to_string())?;
        template
            .render(values)
            .map_err(|why| format!("template `{name}`: {why:#}"))
    }
}

/// Content id of the n-th brand's chart.
pub(super) fn chart_cid(n: usize) -> String {
    format!("mentions-{}", n + 1)
}

/// The whole mail.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) subject: String,
    language: String,
    digest: String,
    window: String,
    late: Vec<String>,
    due: String,
    brands: Vec<BrandView>,
    /// Brands that found no room.
    more_brands: usize,
}

#[derive(Debug, Serialize)]
struct BrandView {
    name: String,
    summary: Vec<String>,
    tiles: Vec<TileView>,
    campaigns: Vec<CampaignView>,
    influencers: Vec<InfluencerView>,
    rosters: Vec<RosterView>,
    platforms: Vec<PivotView>,
    tiers: Vec<PivotView>,
    chart: Option<ChartView>,
    unusual: Vec<String>,
    around_posts: Vec<String>,
    top: Vec<SaidView>,
    negative: Vec<SaidView>,
    talk: TalkView,
    links: LinksView,
    voices: Vec<VoiceView>,
    automated: String,
    hashtags: Vec<ShiftView>,
    languages: Vec<ShiftView>,
    coverage: Vec<CoverageView>,
    heard_well: usize,
    unasked: usize,
    set_aside: u32,
    /// How much was seen and what it would have cost: label and words.
    value: Vec<(&'static str, String)>,
    methods: Vec<String>,
    /// Blocks that found no room.
    left_out: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct TileView {
    label: String,
    value: String,
    range: String,
    change: String,
    baseline: String,
    why: String,
    spark: String,
}

#[derive(Debug, Serialize)]
struct InfluencerView {
    name: String,
    about: String,
    facts: Vec<(&'static str, String)>,
    lines: Vec<LineView>,
}

#[derive(Debug, Serialize)]
struct PivotView {
    name: String,
    mentions: String,
    reach: String,
    engagement: String,
    sentiment: String,
}

#[derive(Debug, Serialize)]
struct ShiftView {
    name: String,
    now: u32,
    before: u32,
}

#[derive(Debug, Serialize)]
struct CoverageView {
    source: String,
    share: String,
    state: String,
    missed: String,
    error: String,
}

/// Builds the view; `limit` bounds every list that can be shortened.
pub(super) fn page(reports: &[Report], plan: &DigestPlan, context: &RenderContext, limit: usize) -> Page {
    let subject = reports
        .first()
        .map_or_else(|| format!("Digest {}", plan.id), report::subject_line);
    Page {
        subject: show::clean(&subject, 180),
        language: plan.language.clone(),
        digest: plan.id.to_string(),
        window: show::window(context.window),
        late: late(&context.missed),
        due: show::moment(context.due, &context.zone),
        brands: reports
            .iter()
            .enumerate()
            .map(|(n, report)| brand(n, report, context, limit))
            .collect(),
        more_brands: 0,
    }
}

/// Names of the periods missed, as a person would say them; several runs of one day report the same days.
fn late(missed: &[Window]) -> Vec<String> {
    let mut names: Vec<String> = missed.iter().map(|days| report::period(*days)).collect();
    names.dedup();
    names
}

fn brand(n: usize, report: &Report, context: &RenderContext, limit: usize) -> BrandView {
    let deaf = |row: &CoverageRow| matches!(row.health.as_str(), "failing" | "blocked" | "gone");
    let troubled =
        |row: &&CoverageRow| row.slipped > 0 || row.share.map_or_else(|| deaf(row), |share| share < 0.995);
    let unasked = |row: &&CoverageRow| row.share.is_none() && !troubled(row);
    let said = |rows: &[TopRow]| {
        rows.iter()
            .take(limit)
            .map(|row| said(row, &report.stories, context))
            .collect()
    };
    BrandView {
        name: report.brand_name.clone(),
        summary: report::summary(report, &context.zone),
        tiles: report.tiles.iter().map(tile).collect(),
        campaigns: report.campaigns.iter().map(|c| campaign(c, report)).collect(),
        influencers: report
            .influencers
            .iter()
            .take(limit.max(5) * 2)
            .map(|row| InfluencerView {
                lines: lines(&row.id, report, &context.zone, limit),
                ..influencer(row, report)
            })
            .collect(),
        rosters: rosters(report, &context.zone, limit),
        platforms: report.platforms.iter().map(pivot).collect(),
        tiers: report.tiers.iter().map(pivot).collect(),
        chart: chart_view(n, report),
        unusual: unusual(report, limit),
        around_posts: around_posts(report, limit),
        top: said(&report.top),
        negative: said(&report.negative),
        talk: talk(report, [&report.negative, &report.top], context, limit),
        links: links(report, limit, context),
        voices: report.new_voices.iter().take(limit.min(5)).map(voice).collect(),
        automated: automated(&report.automated),
        hashtags: report.hashtags.iter().take(limit).map(shift).collect(),
        languages: report.languages.iter().take(limit).map(shift).collect(),
        coverage: report
            .coverage
            .iter()
            .filter(troubled)
            .take(limit * 2)
            .map(coverage)
            .collect(),
        heard_well: report
            .coverage
            .iter()
            .filter(|row| !troubled(row) && !unasked(row))
            .count(),
        unasked: report.coverage.iter().filter(unasked).count(),
        set_aside: report.set_aside,
        value: show::value(&report.value),
        methods: report.methods.clone(),
        left_out: Vec::new(),
    }
}

fn tile(tile: &Tile) -> TileView {
    TileView {
        label: tile.label.clone(),
        value: show::figure(&tile.value, &tile.unit),
        range: show::range(&tile.value, &tile.unit),
        change: tile.change_percent.map(show::change).unwrap_or_default(),
        baseline: match tile.baseline {
            Figure::Unknown { .. } => String::new(),
            Figure::Exact { .. } | Figure::Estimate { .. } => show::figure(&tile.baseline, &tile.unit),
        },
        why: show::why(&tile.value).to_owned(),
        spark: spark(&tile.spark),
    }
}

/// A spark line in block letters: it survives every mail client and a text terminal. A day without data is a dot.
fn spark(values: &[Option<f64>]) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let top = values.iter().flatten().copied().fold(0.0_f64, f64::max);
    if top <= 0.0 || values.len() < 2 {
        return String::new();
    }
    values
        .iter()
        .map(|value| {
            let Some(value) = value else { return '·' };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to 0..=7 first"
            )]
            let step = (value / top * 7.0).round().clamp(0.0, 7.0) as usize;
            BLOCKS.get(step).copied().unwrap_or('▁')
        })
        .collect()
}

/// `≈ 49,000 (44,000–57,000)`.
pub(super) fn with_range(figure: &Figure, unit: &str) -> String {
    let value = show::figure(figure, unit);
    match show::range(figure, "") {
        range if range.is_empty() => value,
        range => format!("{value} ({range})"),
    }
}

fn influencer(row: &InfluencerRow, report: &Report) -> InfluencerView {
    let emv_unit = report
        .tiles
        .iter()
        .find(|tile| tile.metric == "emv")
        .map_or("", |tile| tile.unit.as_str());
    let currency = row.cost.currency.to_string();
    let mut about: Vec<String> = row.tier.iter().map(|tier| tier.as_str().to_owned()).collect();
    about.extend(row.platforms.iter().map(ToString::to_string));
    let mut facts = vec![("Posts", row.posts.to_string())];
    facts.extend(returns::influencer_facts(&row.brought, &currency));
    let mut add = |label, figure: &Figure, unit: &str| {
        if figure.is_known() {
            facts.push((label, with_range(figure, unit)));
        }
    };
    add("Reach", &row.reach, "");
    add("Engagement", &row.engagement, "");
    add("Net sentiment", &row.net_sentiment, "");
    add("EMV", &row.emv, emv_unit);
    add("CPE", &row.cpe, &currency);
    add("CPM", &row.cpm, &currency);
    if let Some(rate) = row.engagement_rate.value() {
        let against = row
            .benchmark_rate
            .map(|b| format!(" (tier: {b:.1} %)"))
            .unwrap_or_default();
        facts.insert(1, ("Engagement rate", format!("{rate:.1} %{against}")));
    }
    if row.cost.amount_minor != 0 {
        facts.push(("Cost", show::money(row.cost)));
    }
    InfluencerView {
        name: row.name.clone(),
        about: about.join(", "),
        facts,
        lines: Vec::new(),
    }
}

fn pivot(row: &PivotRow) -> PivotView {
    PivotView {
        name: row.name.clone(),
        mentions: show::number(f64::from(row.mentions)),
        reach: show::figure(&row.reach, ""),
        engagement: show::figure(&row.engagement, ""),
        sentiment: show::figure(&row.net_sentiment, ""),
    }
}

fn shift(row: &ShiftRow) -> ShiftView {
    ShiftView {
        name: show::clean(&row.name, 40),
        now: row.now,
        before: row.before,
    }
}

fn coverage(row: &CoverageRow) -> CoverageView {
    CoverageView {
        source: show::clean(&row.source, 60),
        share: row.share.map_or_else(
            || "not asked yet".to_owned(),
            |share| format!("heard {:.0} %", (share * 100.0).floor()),
        ),
        state: row.health.clone(),
        missed: [
            match &row.missed {
                Figure::Unknown { .. } => String::new(),
                known if known.value().is_some_and(|value| value < 0.05) => String::new(),
                known => format!("{} mentions probably missed", with_range(known, "")),
            },
            match row.slipped {
                0 => String::new(),
                items => format!("about {items} items came and went between two polls"),
            },
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; "),
        // Readers of the digest see that a source was not heard; why is the operator's mail.
        error: String::new(),
    }
}
