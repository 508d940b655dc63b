//! What the templates print: strings only, so that no number is formatted in a template and none is formatted twice.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, syntax::SyntaxConfig};
use serde::Serialize;

use super::{RenderContext, chart, show};
use crate::model::{
    BacklinkRow, CampaignReport, CoverageRow, DigestPlan, EffectRow, Figure, Finding, GoalRow, InfluencerRow,
    PivotRow, Polarity, Report, ShiftRow, Tile, TopRow, Verdict, VoiceRow,
};
use crate::report;

/// Name of the HTML template; its values are escaped.
const HTML: &str = "digest.html";
/// Name of the plain-text template.
const TEXT: &str = "digest.txt";

/// The two templates, compiled.
pub(super) struct Templates(Environment<'static>);

/// Compiles the embedded templates.
pub(super) fn templates() -> Result<Templates, String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|name| {
        if name == HTML {
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
        (HTML, include_str!("templates/digest.html.j2")),
        (TEXT, include_str!("templates/digest.txt.j2")),
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

    /// Plain text has no markup to escape, but blank lines add up: at most one in a row is kept.
    pub(super) fn text(&self, page: &Page) -> Result<String, String> {
        let raw = self.print(TEXT, page)?;
        let mut out = String::with_capacity(raw.len());
        let mut blank = true;
        for line in raw.lines() {
            let line = line.trim_end();
            if !(line.is_empty() && blank) {
                out.push_str(line);
                out.push('\n');
            }
            blank = line.is_empty();
        }
        Ok(out)
    }

    fn print(&self, name: &str, page: &Page) -> Result<String, String> {
        let template = self.0.get_template(name).map_err(|why| why.to_string())?;
        template
            .render(Serde(page))
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
    period: String,
    late: Vec<String>,
    status_url: Option<String>,
    due: String,
    brands: Vec<BrandView>,
}

#[derive(Debug, Serialize)]
struct BrandView {
    name: String,
    summary: Vec<String>,
    tiles: Vec<TileView>,
    campaigns: Vec<CampaignView>,
    influencers: Vec<InfluencerView>,
    platforms: Vec<PivotView>,
    tiers: Vec<PivotView>,
    chart: Option<ChartView>,
    top: Vec<SaidView>,
    negative: Vec<SaidView>,
    backlinks: Vec<LinkView>,
    more_backlinks: usize,
    voices: Vec<VoiceView>,
    hashtags: Vec<ShiftView>,
    languages: Vec<ShiftView>,
    coverage: Vec<CoverageView>,
    heard_well: usize,
    unasked: usize,
    set_aside: u32,
    methods: Vec<String>,
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
struct CampaignView {
    name: String,
    phase: &'static str,
    window: String,
    baseline: String,
    goals: Vec<GoalView>,
    effects: Vec<EffectView>,
    cost: String,
    cost_lines: Vec<(String, String)>,
    unit_costs: Vec<(String, String)>,
    events: Vec<(String, String)>,
}

#[derive(Debug, Serialize)]
struct GoalView {
    label: String,
    actual: String,
    target: String,
    by: String,
    filled: u32,
    mark: u32,
    verdict: &'static str,
    tone: &'static str,
    detail: String,
}

#[derive(Debug, Serialize)]
struct EffectView {
    label: String,
    before: String,
    during: String,
    after: String,
    finding: String,
}

#[derive(Debug, Serialize)]
struct InfluencerView {
    name: String,
    about: String,
    facts: Vec<(&'static str, String)>,
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
struct ChartView {
    cid: String,
    alt: String,
    first: String,
    last: String,
    tallest: String,
    weeks: Vec<WeekView>,
    marks: Vec<String>,
    positive: String,
    neutral: String,
    negative: String,
}

#[derive(Debug, Serialize)]
struct WeekView {
    from: String,
    positive: u32,
    neutral: u32,
    negative: u32,
}

#[derive(Debug, Serialize)]
struct SaidView {
    title: String,
    parts: Vec<(String, bool)>,
    excerpt: String,
    about: String,
    url: Option<String>,
    sentiment: &'static str,
    words: String,
    copies: u32,
    question: bool,
}

#[derive(Debug, Serialize)]
struct LinkView {
    site: String,
    from: Option<String>,
    to: String,
    anchor: String,
    notes: String,
}

#[derive(Debug, Serialize)]
struct VoiceView {
    name: String,
    url: Option<String>,
    about: String,
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
        period: context.period.clone(),
        late: context.missed_periods.clone(),
        status_url: show::safe_url(context.status_url.as_deref()),
        due: show::moment(context.due, &context.zone),
        brands: reports
            .iter()
            .enumerate()
            .map(|(n, report)| brand(n, report, context, limit))
            .collect(),
    }
}

fn brand(n: usize, report: &Report, context: &RenderContext, limit: usize) -> BrandView {
    let deaf = |row: &CoverageRow| matches!(row.health.as_str(), "failing" | "blocked" | "gone");
    let troubled = |row: &&CoverageRow| row.share.map_or_else(|| deaf(row), |share| share < 0.995);
    let unasked = |row: &&CoverageRow| row.share.is_none() && !troubled(row);
    let said = |rows: &[TopRow]| rows.iter().take(limit).map(|row| said(row, context)).collect();
    BrandView {
        name: report.brand_name.clone(),
        summary: report::summary(report),
        tiles: report.tiles.iter().map(tile).collect(),
        campaigns: report.campaigns.iter().map(|c| campaign(c, report)).collect(),
        influencers: report
            .influencers
            .iter()
            .take(limit.max(5) * 2)
            .map(|row| influencer(row, report))
            .collect(),
        platforms: report.platforms.iter().map(pivot).collect(),
        tiers: report.tiers.iter().map(pivot).collect(),
        chart: chart_view(n, report),
        top: said(&report.top),
        negative: said(&report.negative),
        backlinks: report.backlinks.iter().take(limit).map(link).collect(),
        more_backlinks: report.backlinks.len().saturating_sub(limit),
        voices: report.new_voices.iter().take(limit.min(5)).map(voice).collect(),
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
        methods: report.methods.clone(),
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
        why: match &tile.value {
            Figure::Unknown { why } => why.clone(),
            Figure::Exact { .. } | Figure::Estimate { .. } => String::new(),
        },
        spark: spark(&tile.spark),
    }
}

/// A spark line in block letters: it survives every mail client and a text terminal.
fn spark(values: &[f64]) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let top = values.iter().copied().fold(0.0_f64, f64::max);
    if top <= 0.0 || values.len() < 2 {
        return String::new();
    }
    values
        .iter()
        .map(|value| {
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

fn campaign(row: &CampaignReport, report: &Report) -> CampaignView {
    let unit = row.cost.currency.to_string();
    CampaignView {
        name: row.name.clone(),
        phase: match row.phase {
            crate::model::Phase::Before => "not begun",
            crate::model::Phase::Running => "running",
            crate::model::Phase::After => "over",
        },
        window: show::window(row.window),
        baseline: row
            .baseline
            .map_or_else(|| "no baseline".to_owned(), show::window),
        goals: row.goals.iter().map(|goal| goal_view(goal, report)).collect(),
        effects: row.effects.iter().map(effect).collect(),
        cost: if row.cost_lines.is_empty() {
            String::new()
        } else {
            show::money(row.cost)
        },
        cost_lines: row
            .cost_lines
            .iter()
            .map(|line| (line.what.clone(), show::money(line.amount)))
            .collect(),
        unit_costs: row
            .unit_costs
            .iter()
            .filter(|(_, figure)| figure.is_known())
            .map(|(name, figure)| (name.to_uppercase(), with_range(figure, &unit)))
            .collect(),
        events: row
            .events
            .iter()
            .map(|event| (show::day(event.on), event.note.clone()))
            .collect(),
    }
}

/// `≈ 49,000 (44,000–57,000)`.
fn with_range(figure: &Figure, unit: &str) -> String {
    let value = show::figure(figure, unit);
    match show::range(figure, "") {
        range if range.is_empty() => value,
        range => format!("{value} ({range})"),
    }
}

fn goal_view(goal: &GoalRow, report: &Report) -> GoalView {
    let unit = report
        .tiles
        .iter()
        .find(|tile| tile.metric == goal.metric)
        .map_or("", |tile| tile.unit.as_str());
    let share = |value: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..=100 first"
        )]
        let percent = (value / goal.target * 100.0).round().clamp(0.0, 100.0) as u32;
        percent
    };
    GoalView {
        label: goal.label.clone(),
        actual: with_range(&goal.actual, unit),
        target: show::figure(&Figure::exact(goal.target), unit),
        by: show::day(goal.by),
        filled: goal.actual.value().map_or(0, share),
        mark: share(goal.expected),
        verdict: goal.verdict.as_words(),
        tone: match goal.verdict {
            Verdict::Reached | Verdict::OnTrack => "good",
            Verdict::AtRisk => "warn",
            Verdict::Unlikely | Verdict::Missed => "bad",
            Verdict::TooEarly | Verdict::NoData | Verdict::Progress => "plain",
        },
        detail: goal_detail(goal, unit),
    }
}

/// What the bar cannot show: chance, forecast and what closes the gap.
fn goal_detail(goal: &GoalRow, unit: &str) -> String {
    let mut parts = Vec::new();
    if let Figure::Unknown { why } = &goal.actual {
        parts.push(why.clone());
    }
    if let Some(probability) = goal.probability {
        parts.push(format!("{:.0} % likely", probability * 100.0));
    }
    if goal.forecast.is_known() && !matches!(goal.verdict, Verdict::Reached | Verdict::Missed) {
        parts.push(format!("forecast {}", with_range(&goal.forecast, unit)));
    }
    if let (Some(needed), Some(rate)) = (goal.needed_per_day, goal.rate_per_day)
        && needed > rate
        && !matches!(goal.verdict, Verdict::Reached | Verdict::Missed)
    {
        let (needed, rate) = (show::about(needed), show::about(rate));
        parts.push(format!("needs {needed} a day, now {rate}"));
    }
    parts.join(" · ")
}

fn effect(row: &EffectRow) -> EffectView {
    let per_day = |figure: &Figure| match figure {
        Figure::Unknown { .. } => "–".to_owned(),
        Figure::Exact { value } | Figure::Estimate { value, .. } => format!("{} /day", show::about(*value)),
    };
    let ratio = match &row.ratio {
        Figure::Estimate { low, value, high, .. } => format!(
            "{}× (95 % range {}–{})",
            show::about(*value),
            show::about(*low),
            show::about(*high)
        ),
        Figure::Exact { value } => format!("{}×", show::about(*value)),
        Figure::Unknown { .. } => String::new(),
    };
    let verdict = match row.finding {
        Finding::Rise => "a real rise",
        Finding::Fall => "a real fall",
        Finding::NoChange => "not distinguishable from normal",
        Finding::TooFew => "too few to tell",
        Finding::NoBaseline => "no baseline to compare with",
    };
    let retained = row
        .retained_percent
        .map(|p| format!("; {p:.0} % of the lift remains"))
        .unwrap_or_default();
    let sep = if ratio.is_empty() { "" } else { ": " };
    EffectView {
        label: row.label.clone(),
        before: per_day(&row.before),
        during: per_day(&row.during),
        after: per_day(&row.after),
        finding: format!("{ratio}{sep}{verdict}{retained}"),
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

fn chart_view(n: usize, report: &Report) -> Option<ChartView> {
    let (first, last) = (report.days.first()?, report.days.last()?);
    let total = |d: &crate::model::DayCount| d.positive + d.neutral + d.negative;
    let tallest = report.days.iter().map(total).max().unwrap_or(0);
    let weeks = report.days.rchunks(7).rev().map(|days| WeekView {
        from: days.first().map(|d| show::day(d.day)).unwrap_or_default(),
        positive: days.iter().map(|d| d.positive).sum(),
        neutral: days.iter().map(|d| d.neutral).sum(),
        negative: days.iter().map(|d| d.negative).sum(),
    });
    let mut marks: Vec<String> = Vec::new();
    for campaign in &report.campaigns {
        marks.push(format!(
            "blue line: {} starts {}",
            campaign.name,
            show::day(campaign.window.from)
        ));
        marks.extend(
            campaign
                .events
                .iter()
                .map(|e| format!("dashed: {} {}", show::day(e.on), e.note)),
        );
    }
    let colour = |[r, g, b]: [u8; 3]| format!("#{r:02x}{g:02x}{b:02x}");
    Some(ChartView {
        cid: chart_cid(n),
        alt: format!(
            "Mentions per day from {} to {}, most on one day: {tallest}. The numbers by week follow.",
            show::day(first.day),
            show::day(last.day)
        ),
        first: show::day(first.day),
        last: show::day(last.day),
        tallest: tallest.to_string(),
        weeks: weeks.collect(),
        marks,
        positive: colour(chart::POSITIVE),
        neutral: colour(chart::NEUTRAL),
        negative: colour(chart::NEGATIVE),
    })
}

fn said(row: &TopRow, context: &RenderContext) -> SaidView {
    let mut about = vec![show::clean(&row.place, 60)];
    about.extend(row.author.as_deref().map(|author| show::clean(author, 60)));
    about.push(show::moment(row.at, &context.zone));
    if row.reach.is_known() {
        about.push(format!("reach {}", show::figure(&row.reach, "")));
    }
    about.extend(row.engagement.map(|n| format!("{n} reactions")));
    let parts = marked(&row.excerpt, &row.marks);
    SaidView {
        title: show::clean(&row.title, 140),
        excerpt: parts.iter().map(|(text, _)| text.as_str()).collect(),
        parts,
        about: about.join(" · "),
        url: show::safe_url(row.url.as_deref()),
        sentiment: row.sentiment.as_str(),
        words: row
            .words
            .iter()
            .map(|w| show::clean(w, 30))
            .collect::<Vec<_>>()
            .join(", "),
        copies: row.copies,
        question: row.question && row.sentiment != Polarity::Positive,
    }
}

/// Cuts the excerpt at its marks; marks that do not fit the text are ignored.
fn marked(excerpt: &str, marks: &[(usize, usize)]) -> Vec<(String, bool)> {
    let mut parts = Vec::new();
    let mut at = 0;
    for &(start, end) in marks {
        if start < at || end <= start {
            continue;
        }
        if let (Some(before), Some(hit)) = (excerpt.get(at..start), excerpt.get(start..end)) {
            parts.push((spaced(before), false));
            parts.push((spaced(hit), true));
            at = end;
        }
    }
    parts.push((spaced(excerpt.get(at..).unwrap_or_default()), false));
    parts.retain(|(text, _)| !text.is_empty());
    parts
}

/// As [`show::clean`], but keeps the blanks at the edges: they separate the parts.
fn spaced(text: &str) -> String {
    text.chars()
        .filter(|c| !show::is_direction_mark(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn link(row: &BacklinkRow) -> LinkView {
    let mut notes = vec![if row.followed {
        "followed".to_owned()
    } else {
        "not followed".to_owned()
    }];
    notes.extend(
        row.rel
            .iter()
            .filter(|rel| rel.as_str() != "noopener" && rel.as_str() != "noreferrer")
            .cloned(),
    );
    notes.push(if row.utm {
        "with UTM".to_owned()
    } else {
        "without UTM".to_owned()
    });
    LinkView {
        site: show::clean(&row.site, 60),
        from: show::safe_url(row.from.as_deref()),
        to: show::clean(&row.to, 90),
        anchor: show::clean(&row.anchor, 60),
        notes: notes.join(", "),
    }
}

fn voice(row: &VoiceRow) -> VoiceView {
    let mut about = vec![row.platform.to_string(), format!("{} mentions", row.mentions)];
    about.extend(
        row.followers
            .map(|n| format!("{} followers", show::number(lossy(n)))),
    );
    about.extend(
        row.engagement
            .map(|n| format!("{} reactions", show::number(lossy(n)))),
    );
    VoiceView {
        name: show::clean(&row.name, 60),
        url: show::safe_url(row.url.as_deref()),
        about: about.join(" · "),
    }
}

#[expect(clippy::cast_precision_loss, reason = "printed with at most a few digits")]
fn lossy(n: u64) -> f64 {
    n as f64
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
            || "not asked".to_owned(),
            |share| format!("{:.0} %", (share * 100.0).floor()),
        ),
        state: row.health.clone(),
        missed: match &row.missed {
            Figure::Unknown { .. } => String::new(),
            known => format!("{} mentions probably missed", with_range(known, "")),
        },
        // Readers of the digest see that a source was not heard; why is the operator's mail.
        error: String::new(),
    }
}
