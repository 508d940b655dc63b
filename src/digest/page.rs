//! The page for one influencer as text and as HTML: one file without scripts or anything remote, for screen and paper.

use jiff::tz::TimeZone;
use minijinja::value::Serde;
use serde::Serialize;

use super::show;
use super::view::{self, with_range};
use crate::model::{DataStanding, Figure, GoalRow, InfluencerPage, PageFigure, ToldRow, Verdict};

/// Posts shown.
const POSTS: usize = 20;

#[derive(Debug, Serialize)]
struct PageView {
    title: String,
    brand: String,
    campaign: String,
    window: String,
    as_of: String,
    name: String,
    goals: Vec<GoalView>,
    promised: Vec<LineView>,
    seen: Vec<(String, String)>,
    brought: Vec<(String, String)>,
    posts: Vec<PostView>,
    put_right: Vec<LineView>,
    told: Vec<ToldView>,
    data: String,
    ask: Vec<String>,
    form: String,
    asked: Vec<AskedView>,
}

#[derive(Debug, Serialize)]
struct GoalView {
    label: String,
    text: String,
    verdict: &'static str,
    tone: &'static str,
}

#[derive(Debug, Serialize)]
struct LineView {
    word: String,
    text: String,
    tone: &'static str,
}

#[derive(Debug, Serialize)]
struct PostView {
    title: String,
    about: String,
    url: Option<String>,
}

#[derive(Debug, Serialize)]
struct ToldView {
    what: String,
    told: String,
    seen: String,
}

#[derive(Debug, Serialize)]
struct AskedView {
    text: String,
    about: String,
    url: Option<String>,
}

/// The page as HTML.
///
/// # Errors
/// Only when the embedded template is broken, which a test rules out.
pub fn influencer_html(page: &InfluencerPage, zone: &TimeZone) -> Result<String, String> {
    view::templates()?.influencer_html(&Serde(page_view(page, zone)).into())
}

/// The page as plain text.
///
/// # Errors
/// Only when the embedded template is broken, which a test rules out.
pub fn influencer_text(page: &InfluencerPage, zone: &TimeZone) -> Result<String, String> {
    view::templates()?.influencer_text(&Serde(page_view(page, zone)).into())
}

fn page_view(page: &InfluencerPage, zone: &TimeZone) -> PageView {
    let line = |line: show::Line| LineView {
        word: line.word,
        text: line.text,
        tone: line.tone.as_str(),
    };
    let posts = page.posts.iter().take(POSTS);
    let (data, ask) = data(page);
    PageView {
        title: format!("{} and {}: {}", page.name, page.brand, page.campaign_name),
        brand: page.brand.clone(),
        campaign: page.campaign_name.clone(),
        window: show::window(page.window),
        as_of: show::moment(page.as_of, zone),
        name: page.name.clone(),
        goals: page.goals.iter().map(goal).collect(),
        promised: page
            .deliverables
            .iter()
            .map(show::deliverable)
            .map(line)
            .collect(),
        seen: page.seen.iter().map(figure).collect(),
        brought: page.brought.iter().map(figure).collect(),
        posts: posts
            .map(|post| PostView {
                title: show::clean(&post.title, 100),
                about: show::post(post, "", zone),
                url: show::safe_url(post.url.as_deref()),
            })
            .collect(),
        put_right: show::slips(&page.slips, zone).into_iter().map(line).collect(),
        told: page.told.iter().map(told).collect(),
        data,
        ask,
        form: format!("{}-{}", page.campaign, page.influencer),
        asked: page
            .asked
            .iter()
            .map(|row| AskedView {
                text: show::clean(&row.excerpt, 240),
                about: [
                    row.author.as_deref().unwrap_or_default(),
                    &row.place,
                    &show::moment(row.at, zone),
                ]
                .iter()
                .map(|part| show::clean(part, 60))
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
                url: show::safe_url(row.url.as_deref()),
            })
            .collect(),
    }
}

fn figure(one: &PageFigure) -> (String, String) {
    (one.label.clone(), with_range(&one.value, &one.unit))
}

fn goal(goal: &GoalRow) -> GoalView {
    GoalView {
        label: goal.label.clone(),
        text: format!(
            "{} of {} by {}",
            with_range(&goal.actual, ""),
            show::figure(&Figure::exact(goal.target), ""),
            show::day(goal.by)
        ),
        verdict: goal.verdict.as_words(),
        tone: match goal.verdict {
            Verdict::Reached | Verdict::OnTrack => "good",
            Verdict::AtRisk => "warn",
            Verdict::Unlikely | Verdict::Missed => "bad",
            Verdict::TooEarly | Verdict::NoData | Verdict::Progress => "plain",
        },
    }
}

fn told(row: &ToldRow) -> ToldView {
    #[expect(clippy::cast_precision_loss, reason = "counts of a post stay far below 2^53")]
    let number = |count: u64| show::number(count as f64);
    let post = row
        .post
        .as_deref()
        .map(|post| format!(", {}", show::clean(post, 60)));
    let place = row.platform.map(|platform| format!(" on {platform}"));
    ToldView {
        what: format!(
            "{}{}{}",
            row.what.replace('_', " "),
            place.unwrap_or_default(),
            post.unwrap_or_default()
        ),
        told: number(row.told),
        seen: row.seen.map_or_else(|| "not seen from here".to_owned(), number),
    }
}

/// What was handed over, and what is still asked for.
fn data(page: &InfluencerPage) -> (String, Vec<String>) {
    let data = &page.data;
    let came = if data.came.is_empty() {
        String::new()
    } else {
        format!("Thank you for {}.", data.came.join(", "))
    };
    let by_hand = data.by_hand && data.standing == Some(DataStanding::Provided);
    if by_hand {
        return (came, Vec::new());
    }
    let ask = data.missing.iter().chain(&data.by_person).cloned();
    (came, ask.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::influencer_page;

    #[test]
    fn the_page_is_about_one_influencer_only_and_escapes_what_strangers_wrote() {
        let (report, zone) = crate::report::roster_scene();
        let page = influencer_page(&report, &"spring".into(), &"kristal".into()).unwrap();
        let html = influencer_html(&page, &zone).unwrap();
        let text = influencer_text(&page, &zone).unwrap();
        let json = serde_json::to_string(&page).unwrap();
        for shown in [&html, &text, &json] {
            for others in ["Tom", "tom", "1,500", "150000", "replace", "verdict\":\"keep"] {
                assert!(!shown.contains(others), "{others} in {shown}");
            }
            assert!(shown.contains("Kristal Sky"), "{shown}");
        }
        assert!(
            !html.contains("<script>") && html.contains("&lt;script&gt;"),
            "{html}"
        );
        assert!(
            !html.contains("http://") || !html.contains("src="),
            "nothing remote"
        );
        for told in [
            "3 posts",
            "lacks",
            "story views",
            "PUT RIGHT",
            "WHAT WE ASK OF YOU",
        ] {
            assert!(text.contains(told), "{told} in {text}");
        }
        assert!(influencer_page(&report, &"spring".into(), &"nobody".into()).is_err());
    }
}
