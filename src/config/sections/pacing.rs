//! The limits that APIs are known to have: no source asks more often than its own allows, and sources that spend one
//! allowance together are told so.

use std::time::Duration;

use url::Url;

use super::again;
use crate::config::{
    reader::{Reader, Table, Value},
    shape, values,
};
use crate::model::{ApiAuth, Cadence, Pacing, Source, SourceKind};

/// Sources that spend one allowance, each with its place in the list.
struct Allowance {
    preset: String,
    host: String,
    auth: ApiAuth,
    pacing: Pacing,
    members: Vec<usize>,
}

/// Raises the intervals of sources whose API allows no shorter ones, and warns of those that ask for more together than
/// their API allows. `apis` are the values of `api` with the place of their source.
pub(super) fn keep_limits(r: &mut Reader<'_>, apis: &[(Value<'_>, usize)], sources: &mut [Source]) {
    for allowance in allowances(apis, sources) {
        warn(r, &allowance, apis, sources);
        let members = allowance.members.iter().filter_map(|at| sources.get(*at));
        let shared = members.filter(|source| again::shares(source)).count() > 0;
        let alone = allowance.pacing.per / allowance.pacing.requests.max(1);
        // What is kept for asking again is not there for polls.
        let shortest = if shared {
            alone * again::SHARE / (again::SHARE - 1)
        } else {
            alone
        };
        let members = u32::try_from(allowance.members.len()).unwrap_or(u32::MAX);
        for at in &allowance.members {
            if let Some(source) = sources.get_mut(*at) {
                lengthen(&mut source.cadence, shortest);
                again::keep(source, members);
            }
        }
    }
    // Mappings by hand know no limit but their budget.
    for source in sources {
        if source.again_every == Some(Duration::ZERO) {
            again::keep(source, 1);
        }
    }
}

fn lengthen(cadence: &mut Cadence, shortest: Duration) {
    cadence.min_every = cadence.min_every.max(shortest);
    cadence.every = cadence.every.max(shortest);
    cadence.max_every = cadence.max_every.max(shortest);
}

/// Reads `budget`.
pub(super) fn budget(r: &mut Reader<'_>, table: &Table<'_>) -> Option<Pacing> {
    let budget = table
        .get("budget")
        .and_then(|value| r.table(&value, &shape::BUDGET))?;
    for key in ["requests", "per"] {
        if !budget.has(key) {
            r.missing(&budget, key, "`budget = { requests = 100, per = \"day\" }`");
        }
    }
    let requests = budget
        .get("requests")
        .and_then(|value| r.integer(&value, 1, 10_000_000));
    let spans = [
        ("hour", Duration::from_hours(1)),
        ("day", Duration::from_hours(24)),
    ];
    let per = budget.get("per").and_then(|value| r.choice(&value, &spans));
    Some(Pacing {
        requests: u32::try_from(requests?).ok()?,
        per: per?,
    })
}

/// Raises the intervals of sources with a budget so far that it is never exceeded, whatever one poll takes.
///
/// With at most `p` requests a poll and polls at least `per · p / (requests − p)` apart, any stretch of `per` holds at most
/// `(requests − p) / p + 1` polls, which is `requests` requests. The interval is kept across restarts.
pub(super) fn keep_budgets(sources: &mut [Source]) {
    for source in sources {
        if let Some(Pacing { requests, per }) = source.budget {
            let poll = source.kind.most_requests();
            let requests = requests - again::reserved(source);
            let shortest = match requests.checked_sub(poll).filter(|left| *left > 0) {
                Some(left) => rounded_up(per * poll / left),
                // One poll spends it all.
                None => per * poll.div_ceil(requests.max(1)),
            };
            lengthen(&mut source.cadence, shortest);
        }
    }
}

/// Limits hold for a credential; without one, for whoever asks a server.
fn allowances(apis: &[(Value<'_>, usize)], sources: &[Source]) -> Vec<Allowance> {
    let mut found: Vec<Allowance> = Vec::new();
    for (_, at) in apis {
        let Some(SourceKind::Api(plan)) = sources.get(*at).map(|source| &source.kind) else {
            continue;
        };
        let Some(pacing) = plan.pacing else { continue };
        let url: Option<Url> = plan.request.url.parse().ok();
        let host = url
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default();
        let known = found
            .iter_mut()
            .find(|known| known.preset == plan.preset && known.host == host && known.auth == plan.auth);
        match known {
            Some(known) => known.members.push(*at),
            None => found.push(Allowance {
                preset: plan.preset.clone(),
                host,
                auth: plan.auth.clone(),
                pacing,
                members: vec![*at],
            }),
        }
    }
    found
}

fn warn(r: &mut Reader<'_>, allowance: &Allowance, apis: &[(Value<'_>, usize)], sources: &[Source]) {
    let Pacing { requests, per } = allowance.pacing;
    let every = |at: &usize| sources.get(*at).map(|source| source.cadence.every);
    let wanted: f64 = allowance
        .members
        .iter()
        .filter_map(every)
        .map(|every| per.as_secs_f64() / every.as_secs_f64().max(1.0))
        .sum();
    let last = allowance.members.last();
    let Some((value, _)) = apis.iter().find(|(_, at)| Some(at) == last) else {
        return;
    };
    if wanted <= f64::from(requests) {
        return;
    }
    let count = u32::try_from(allowance.members.len()).unwrap_or(u32::MAX);
    let span = if per == Duration::from_hours(24) {
        "a day".to_owned()
    } else {
        format!("in {}", values::duration_text(per))
    };
    let who = match (count, &allowance.auth) {
        (1, _) => "this source would make".to_owned(),
        (_, ApiAuth::None) => format!("{count} sources that ask `{}` make together", allowance.host),
        _ => format!(
            "{count} sources of `{}` with one credential make together",
            allowance.preset
        ),
    };
    let enough = values::duration_text(rounded_up(per * count / requests.max(1)));
    let help = if count == 1 {
        format!("it is asked no more often than that; write `every = \"{enough}\"` or more")
    } else {
        format!("write `every = \"{enough}\"` or more for each of them")
    };
    r.warn(
        value,
        format!("{who} {wanted:.0} requests {span}, of which its API allows {requests}"),
    )
    .help(help);
}

/// To whole minutes, or whole seconds below one.
fn rounded_up(duration: Duration) -> Duration {
    let secs = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    Duration::from_secs(if secs > 60 { secs.div_ceil(60) * 60 } else { secs })
}
