//! `/`: a page that a marketer can read. No script, nothing from elsewhere.

use std::{collections::BTreeMap, sync::Arc};

use axum::{extract::State, http::StatusCode, response::Response};
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use minijinja::{AutoEscape, Environment, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;

use super::{
    alerts,
    alerts::AlertLine,
    campaigns::{CampaignBox, boxes},
    facts, html, notes, store_problem,
};
use crate::{
    app::{
        daemon::Daemon,
        plan::Plan,
        reports::{self, Wanted},
    },
    digest::show,
    io::{
        http::problem,
        store::{Filter, Health, StoreError},
    },
    model::{BrandId, Mention, Report, SourceHealth, Window, day_of},
};

/// Mentions listed on the page.
const NEWEST: usize = 12;
/// Sources listed on the page; `/sources` has them all.
const SOURCES: usize = 200;

#[derive(Debug, Serialize)]
struct Page {
    version: &'static str,
    now: String,
    trouble: Vec<String>,
    alerts: Vec<AlertLine>,
    brands: Vec<BrandBox>,
    newest: Vec<Line>,
    sources: Vec<SourceLine>,
    /// Sources that are not listed.
    more_sources: usize,
    digests: Vec<DigestLine>,
    mentions: u64,
}

#[derive(Debug, Serialize)]
struct BrandBox {
    id: String,
    name: String,
    window: String,
    tiles: Vec<TileBox>,
    notes: Vec<notes::Note>,
    campaigns: Vec<CampaignBox>,
    stories: Vec<StoryLine>,
}

#[derive(Debug, Serialize)]
struct StoryLine {
    id: String,
    title: String,
    about: String,
}

#[derive(Debug, Serialize)]
struct TileBox {
    label: String,
    value: String,
    range: String,
    change: String,
}

#[derive(Debug, Serialize)]
struct Line {
    at: String,
    title: String,
    place: String,
    url: Option<String>,
    sentiment: &'static str,
    corrected: bool,
    brands: String,
}

#[derive(Debug, Serialize)]
struct SourceLine {
    name: String,
    kind: &'static str,
    state: &'static str,
    heard: String,
    last: String,
    next: String,
    mentions: u32,
    error: String,
    repairs: String,
    moved: String,
}

#[derive(Debug, Serialize)]
struct DigestLine {
    id: String,
    last: String,
    next: String,
}

pub(super) async fn index(State(daemon): State<Daemon>) -> Response {
    let page = match gather(&daemon).await {
        Ok(page) => page,
        Err(error) => return store_problem(&error),
    };
    match render(&page) {
        Ok(body) => html(body),
        Err(why) => problem(StatusCode::INTERNAL_SERVER_ERROR, &why),
    }
}

fn render(page: &Page) -> Result<String, String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(|e| e.to_string())?;
    environment.set_syntax(syntax);
    environment
        .add_template("status.html", include_str!("templates/status.html.j2"))
        .map_err(|e| format!("{e:#}"))?;
    let template = environment
        .get_template("status.html")
        .map_err(|e| e.to_string())?;
    template.render(Serde(page)).map_err(|e| format!("{e:#}"))
}

async fn gather(daemon: &Daemon) -> Result<Page, StoreError> {
    let (plan, now) = (daemon.board.plan(), daemon.clock().now());
    let zone = plan.settings.timezone.clone();
    let moment = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), |at| show::moment(at, &zone));
    let stats = daemon.store().read(|store| Ok(store.stats())).await?;
    let readable = daemon.store().health() == Health::Ready;
    let alerts = if readable {
        alerts::newest(daemon, &zone).await?
    } else {
        Vec::new()
    };
    let (newest, brands) = if readable {
        let newest = daemon.store().read(|store| {
            store.mentions(&Filter {
                limit: Some(NEWEST),
                ..Filter::default()
            })
        });
        (newest.await?, brands(daemon, &plan, now, &zone).await?)
    } else {
        (Vec::new(), Vec::new())
    };
    let (sources, standings) = facts::some_sources(daemon, SOURCES);
    let all: usize = standings.values().sum();
    let digests = facts::digests(daemon).await?;
    Ok(Page {
        version: env!("CARGO_PKG_VERSION"),
        now: moment(Some(now)),
        trouble: trouble(daemon, &standings),
        alerts,
        brands,
        newest: newest.iter().map(|mention| line(mention, &zone)).collect(),
        more_sources: all.saturating_sub(sources.len()),
        sources: sources
            .into_iter()
            .map(|source| source_line(source, &zone))
            .collect(),
        digests: digests
            .into_iter()
            .map(|digest| DigestLine {
                id: digest.id.to_string(),
                last: moment(digest.last_sent),
                next: moment(digest.next_due),
            })
            .collect(),
        mentions: stats.mentions,
    })
}

fn source_line(source: facts::SourceFacts, zone: &TimeZone) -> SourceLine {
    SourceLine {
        name: show::clean(&source.name, 60),
        kind: source.kind,
        state: source.state,
        heard: source.coverage_7d.map_or_else(
            || "–".to_owned(),
            |share| format!("{:.0} %", (share * 100.0).floor()),
        ),
        last: source
            .last_success
            .map_or_else(|| "never".to_owned(), |at| show::moment(at, zone)),
        next: match source.next_due {
            Some(at) => show::moment(at, zone),
            None if source.kind == "hook" => "when pushed".to_owned(),
            None => "now".to_owned(),
        },
        mentions: source.mentions_7d,
        repairs: show::clean(&noticed(&source).join("; "), 200),
        moved: moved(&source),
        error: source
            .last_error
            .map(|why| show::clean(&why, 200))
            .unwrap_or_default(),
    }
}

/// Where it moved to, and what to do.
fn moved(source: &facts::SourceFacts) -> String {
    let Some(to) = &source.moved_to else {
        return String::new();
    };
    let asked = if source.asked_where_moved {
        " and asked there"
    } else {
        ""
    };
    let to = show::clean(to, 200);
    format!("moved to {to}{asked}; change `{}`", source.kind)
}

/// Repairs, and what slipped by.
fn noticed(source: &facts::SourceFacts) -> Vec<String> {
    let slipped = (source.slipped_7d > 0).then(|| {
        format!(
            "about {} items came and went between two polls: poll sooner",
            source.slipped_7d
        )
    });
    source.issues.iter().cloned().chain(slipped).collect()
}

/// What a person should know first.
fn trouble(daemon: &Daemon, standings: &BTreeMap<SourceHealth, usize>) -> Vec<String> {
    let mut trouble = Vec::new();
    if let Health::Degraded { why } = daemon.store().health() {
        trouble.push(format!("Nothing is stored at the moment: {why}"));
    }
    if let (_, Some(why)) = daemon.board.config_state() {
        trouble.push(format!(
            "The newest configuration was refused, the one before is in force: {}",
            show::clean(&why, 300)
        ));
    }
    let not_heard = [SourceHealth::Failing, SourceHealth::Blocked, SourceHealth::Gone];
    let deaf: usize = not_heard.iter().filter_map(|health| standings.get(health)).sum();
    if deaf > 0 {
        let verb = if deaf == 1 { "is" } else { "are" };
        trouble.push(format!(
            "{deaf} of {} sources {verb} not heard; see below.",
            standings.values().sum::<usize>()
        ));
    }
    trouble
}

async fn brands(
    daemon: &Daemon,
    plan: &Arc<Plan>,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<BrandBox>, StoreError> {
    let today = day_of(now, zone);
    let to = today.tomorrow().unwrap_or(today);
    let window = Window {
        from: to.checked_sub(Span::new().days(7)).unwrap_or(Date::MIN),
        to,
    };
    let mut boxes = Vec::new();
    for brand in plan
        .settings
        .brands
        .iter()
        .filter(|brand| brand.competitor_of.is_none())
    {
        let wanted = Wanted {
            brand: brand.id.clone(),
            campaigns: None,
            window,
            as_of: now,
        };
        let report = reports::build_async(daemon.store(), plan, wanted).await?;
        boxes.push(brand_box(&report, zone));
    }
    Ok(boxes)
}

/// Stories told more than once that are shown.
const STORIES: usize = 5;

fn brand_box(report: &Report, zone: &TimeZone) -> BrandBox {
    let stories = report.stories.iter().take(STORIES).map(|story| StoryLine {
        id: story.id.clone(),
        title: show::clean(&story.title, 90),
        about: format!(
            "{} mentions in {}, first: {} on {}",
            story.mentions,
            match story.places {
                1 => "one place".to_owned(),
                places => format!("{places} places"),
            },
            show::clean(&story.first.place, 60),
            show::moment(story.first.at, zone)
        ),
    });
    let tiles = report.tiles.iter().map(|tile| TileBox {
        label: tile.label.clone(),
        value: show::figure(&tile.value, &tile.unit),
        range: match show::why(&tile.value) {
            "" => show::range(&tile.value, &tile.unit),
            why => why.to_owned(),
        },
        change: tile.change_percent.map(show::change).unwrap_or_default(),
    });
    BrandBox {
        id: report.brand.to_string(),
        name: report.brand_name.clone(),
        window: show::window(report.window),
        tiles: tiles.collect(),
        notes: notes::notes(report),
        campaigns: boxes(report),
        stories: stories.collect(),
    }
}

fn line(mention: &Mention, zone: &TimeZone) -> Line {
    let title = if mention.title.is_empty() {
        &mention.text
    } else {
        &mention.title
    };
    let brands: Vec<&str> = mention.brands.iter().map(BrandId::as_str).collect();
    Line {
        at: show::moment(mention.at, zone),
        title: show::clean(title, 120),
        place: show::clean(
            mention.site.as_deref().unwrap_or_else(|| mention.source.as_str()),
            50,
        ),
        url: show::safe_url(mention.url.as_deref()),
        sentiment: mention.polarity_listed(None).as_str(),
        corrected: !mention.corrections.is_empty(),
        brands: brands.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::report::{build, scene::Scene};

    #[test]
    fn a_goal_without_data_has_no_bar() {
        let mut scene = Scene::new();
        let goals = vec![Scene::goal("mentions", 20.0), Scene::goal("reach", 1e6)];
        scene.campaign(date(2026, 11, 2), 28, goals);
        scene.run(date(2026, 11, 2), &[1; 10], true);
        let page = Page {
            version: "0",
            now: String::new(),
            trouble: Vec::new(),
            alerts: Vec::new(),
            brands: vec![brand_box(&build(&scene.inputs()), &TimeZone::UTC)],
            newest: Vec::new(),
            sources: Vec::new(),
            more_sources: 0,
            digests: Vec::new(),
            mentions: 10,
        };
        let shown = render(&page).unwrap();
        assert!(shown.contains("Reach: unknown of"), "{shown}");
        assert!(shown.contains("50 % reached"), "{shown}");
        assert_eq!(shown.matches("% reached").count(), 1, "{shown}");
        assert!(shown.contains("% likely · forecast"), "{shown}");
        assert!(shown.contains("Kristal Sky <b"), "{shown}");
    }
}
