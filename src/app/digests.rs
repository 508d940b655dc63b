//! Due digests: rendered once, frozen in the outbox together with the note that their period is done.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    frozen, operator,
    plan::Plan,
    reports::{self, Wanted},
};
use crate::{
    config::schedule::Schedule,
    digest::{self, Digest, RenderContext, mime},
    io::store::{Store, StoreError},
    model::{BrandId, DeliveryState, DigestId, DigestPlan, DigestState, Figure, OutboxEntry, Report, Window},
};

/// Most missed periods that are named in one late digest.
const MISSED_LIMIT: usize = 60;

/// How far in the future a period may seem to have been done before that is put down to a clock that was ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// A period that is owed.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// When it was due.
    pub at: Timestamp,
    /// Its key.
    pub period: String,
    /// Days reported; with missed periods folded in, from the first of them.
    pub window: Window,
    /// Days of earlier periods folded into it, oldest first.
    pub missed: Vec<Window>,
}

/// What is owed at `now`, if anything: the newest period not rendered yet, with the ones missed before it. A clock set
/// back owes nothing: periods at or before the newest one rendered are done for good.
pub fn owed(schedule: &Schedule, state: &DigestState, now: Timestamp, zone: &TimeZone) -> Option<Due> {
    let done = state.last_due.or(state.since)?;
    let at = schedule.latest_at_or_before(now, zone)?;
    if at <= done {
        return None;
    }
    let mut missed = Vec::new();
    let mut window = schedule.window(at, zone);
    let mut run = schedule.next_after(done, zone);
    while let Some(earlier) = run.filter(|earlier| *earlier < at && missed.len() < MISSED_LIMIT) {
        let days = schedule.window(earlier, zone);
        window.from = window.from.min(days.from);
        missed.push(days);
        run = schedule.next_after(earlier, zone);
    }
    Some(Due {
        at,
        period: schedule.period_key(at, zone),
        window,
        missed,
    })
}

/// What is known beside the time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    /// The clock is known to be right: a period that was done in the future was done by a clock that was ahead, and holds
    /// back nothing.
    pub confirmed: bool,
    /// Sources were not asked yet since the start: what is owed waits for them.
    pub held: bool,
}

/// Renders every digest that is owed into the outbox. A digest that was never seen before owes nothing older.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn render_owed(
    store: &Store,
    plan: &Arc<Plan>,
    now: Timestamp,
    standing: Standing,
) -> Result<usize, StoreError> {
    let zone = &plan.settings.timezone;
    let mut rendered = 0;
    for digest in &plan.settings.digests {
        let Some(schedule) = plan.schedules.get(&digest.id) else {
            continue;
        };
        let id = digest.id.clone();
        let known = store.read(move |store| store.digest_state(&id)).await?;
        let Some(mut state) = known else {
            let since = DigestState {
                since: Some(now),
                ..DigestState::default()
            };
            store.put_digest_state(&digest.id, since).await?;
            continue;
        };
        if standing.confirmed
            && state
                .last_due
                .is_some_and(|done| done.duration_since(now) > AHEAD)
        {
            tracing::warn!(
                digest = digest.id.as_str(),
                "was last sent by a clock that was ahead; what is due from now on is sent"
            );
            state.last_due = Some(now);
            store.put_digest_state(&digest.id, state.clone()).await?;
        }
        if standing.held {
            continue;
        }
        if let Some(due) = owed(schedule, &state, now, zone) {
            rendered += usize::from(render_one(store, plan, digest, &due, state, now).await?);
        }
    }
    Ok(rendered)
}

async fn render_one(
    store: &Store,
    plan: &Arc<Plan>,
    digest: &DigestPlan,
    due: &Due,
    state: DigestState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if is_resting(store, &digest.id, now).await? {
        return Ok(false);
    }
    let done = DigestState {
        last_period: Some(due.period.clone()),
        last_due: Some(due.at),
        ..state
    };
    // What is frozen already was made just before the daemon was stopped: the mail is made from the very same.
    let (reports, rendered) = match compose(store, plan, digest, due, true).await? {
        Ok(composed) => composed,
        Err(why) => return rest(store, plan, &digest.id, &why, now).await,
    };
    if is_empty(&reports) && !digest.send_when_empty {
        store.put_digest_state(&digest.id, done).await?;
        tracing::info!(
            digest = digest.id.as_str(),
            period = due.period,
            "nothing to report, digest skipped"
        );
        return Ok(false);
    }
    let mails = match mails(plan, digest, &rendered, due.at) {
        Ok(mails) => mails,
        Err(why) => return rest(store, plan, &digest.id, &why, now).await,
    };
    let recipients = mails.len();
    let solid = reports.iter().filter_map(|report| {
        let name = frozen::digest_name(&digest.id, &due.period, &report.brand, due.window);
        Some((name, frozen::solid(report.clone(), now)?))
    });
    store.freeze(solid.collect(), Vec::new()).await?;
    store.outbox_add(mails, Some((digest.id.clone(), done))).await?;
    tracing::info!(
        digest = digest.id.as_str(),
        period = due.period,
        recipients,
        "digest rendered"
    );
    Ok(true)
}

/// How long a digest that could not be made is left alone.
const REST: SignedDuration = SignedDuration::from_mins(15);

fn rest_notice(digest: &DigestId) -> String {
    format!("digest-rests/{digest}")
}

/// Whether the digest could not be made a moment ago.
async fn is_resting(store: &Store, digest: &DigestId, now: Timestamp) -> Result<bool, StoreError> {
    let name = rest_notice(digest);
    let noted = store.read(move |store| store.notice(&name)).await?;
    let since: Option<Timestamp> = noted.and_then(|value| serde_json::from_value(value).ok());
    Ok(since.is_some_and(|since| {
        let age = now.duration_since(since);
        age < REST && !age.is_negative()
    }))
}

/// Tells the operator that a digest could not be made, and leaves it alone for a while; it stays owed.
async fn rest(
    store: &Store,
    plan: &Plan,
    digest: &DigestId,
    why: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    tracing::error!(
        digest = digest.as_str(),
        why,
        "the digest could not be made; it is tried again"
    );
    let note = serde_json::to_value(now).ok();
    store.put_notice(&rest_notice(digest), note).await?;
    let text = format!(
        "The digest `{digest}` is due and could not be made:\n\n    {why}\n\nIt is tried again every quarter of an hour. \
         `mentiond digest {digest} --preview digest.html` shows it as soon as it can be made.\n"
    );
    let subject = format!("mentiond: digest {digest} could not be made");
    operator::tell(store, &plan.settings.mail, &subject, (&subject, &text), now).await?;
    Ok(false)
}

/// Reports and digest for one due period, from what was frozen of it if that is asked for (`is_past`). The outer error is the store's, the inner one the renderer's.
///
/// # Errors
/// When the store cannot be read.
pub async fn compose(
    store: &Store,
    plan: &Arc<Plan>,
    digest: &DigestPlan,
    due: &Due,
    is_past: bool,
) -> Result<Result<(Vec<Report>, Digest), String>, StoreError> {
    let mut reports = Vec::new();
    for brand in brands(plan, digest) {
        let name = frozen::digest_name(&digest.id, &due.period, &brand, due.window);
        if is_past && let Some(report) = store.read(move |store| frozen::thaw(store, &name)).await? {
            reports.push(report);
            continue;
        }
        let campaigns = (!digest.campaigns.is_empty()).then(|| digest.campaigns.clone());
        let wanted = Wanted {
            brand,
            campaigns,
            window: due.window,
            as_of: due.at,
        };
        reports.push(reports::build_async(store, plan, wanted).await?);
    }
    let context = RenderContext {
        due: due.at,
        zone: plan.settings.timezone.clone(),
        period: due.period.clone(),
        window: due.window,
        missed: due.missed.clone(),
    };
    Ok(digest::render(&reports, digest, &context).map(|rendered| (reports, rendered)))
}

/// The brands of a digest: those named, else every brand that is no competitor.
fn brands(plan: &Plan, digest: &DigestPlan) -> Vec<BrandId> {
    if !digest.brands.is_empty() {
        return digest.brands.clone();
    }
    let own = plan
        .settings
        .brands
        .iter()
        .filter(|brand| brand.competitor_of.is_none());
    own.map(|brand| brand.id.clone()).collect()
}

/// Whether it is known that nobody said anything. A count that is not known, or only in part, is no silence: exactly then
/// a reader must learn of it.
fn is_empty(reports: &[Report]) -> bool {
    reports.iter().all(|report| {
        let mentions = report.tiles.iter().find(|tile| tile.metric == "mentions");
        let silent =
            mentions.is_some_and(|tile| matches!(tile.value, Figure::Exact { value } if value < 0.5));
        silent && report.backlink_checks.changes.is_empty()
    })
}

/// One frozen mail per recipient.
///
/// # Errors
/// One sentence when an address does not parse.
pub fn mails(
    plan: &Plan,
    digest: &DigestPlan,
    rendered: &Digest,
    at: Timestamp,
) -> Result<Vec<(OutboxEntry, Vec<u8>)>, String> {
    let from = &plan.settings.mail.from;
    let sender = address_of(from);
    let domain = sender.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    digest
        .to
        .iter()
        .map(|to| {
            let who = recipient_hash(to);
            let message_id = format!("<digest.{}.{}.{who}@{domain}>", digest.id, rendered.period);
            let envelope = mime::Envelope {
                from,
                to,
                message_id: &message_id,
                date: at,
                list: digest.id.as_str(),
            };
            let bytes = mime::build(rendered, &envelope)?;
            let entry = OutboxEntry {
                id: format!("{}/{}/{who}", digest.id, rendered.period),
                digest: digest.id.clone(),
                period: rendered.period.clone(),
                to: address_of(to).to_owned(),
                from: sender.to_owned(),
                subject: rendered.subject.clone(),
                message_id: message_id.clone(),
                rendered_at: at,
                state: DeliveryState::Rendered,
                attempts: 0,
                last_reply: None,
            };
            Ok((entry, bytes))
        })
        .collect()
}

/// Names a recipient where the address itself must not stand.
pub fn recipient_hash(address: &str) -> String {
    format!("{:016x}", xxh3_64(address_of(address).to_lowercase().as_bytes()))
}

/// The bare address of `Name <user@host>`.
pub fn address_of(mailbox: &str) -> &str {
    let inner = mailbox
        .rsplit_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map(|(address, _)| address);
    inner.unwrap_or(mailbox).trim()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::report::{self, scene::Scene};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn weekly() -> (Schedule, TimeZone) {
        (
            Schedule::parse("0 8 * * Mon").unwrap(),
            TimeZone::get("Europe/Stockholm").unwrap(),
        )
    }

    #[test]
    fn a_new_digest_owes_nothing_older_than_itself() {
        let (schedule, zone) = weekly();
        let state = DigestState {
            since: Some(at("2026-11-18T12:00:00Z")),
            ..DigestState::default()
        };
        assert_eq!(owed(&schedule, &state, at("2026-11-22T12:00:00Z"), &zone), None);
        let due = owed(&schedule, &state, at("2026-11-23T07:00:00Z"), &zone).unwrap();
        assert_eq!((due.period.as_str(), due.missed.len()), ("2026-W48", 0));
    }

    #[test]
    fn five_weeks_down_is_one_late_digest() {
        let (schedule, zone) = weekly();
        let state = DigestState {
            last_due: Some(at("2026-10-19T06:00:00Z")),
            ..DigestState::default()
        };
        let due = owed(&schedule, &state, at("2026-11-24T00:00:00Z"), &zone).unwrap();
        let missed: Vec<String> = due.missed.iter().map(|days| days.from.to_string()).collect();
        assert_eq!(missed, ["2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09"]);
        assert_eq!(due.window.days(), 35);
        let done = DigestState {
            last_due: Some(due.at),
            ..state
        };
        assert_eq!(owed(&schedule, &done, at("2026-11-24T00:00:00Z"), &zone), None);
    }

    #[test]
    fn a_clock_set_back_sends_nothing_again() {
        let (schedule, zone) = weekly();
        let state = DigestState {
            last_due: Some(at("2026-11-23T07:00:00Z")),
            ..DigestState::default()
        };
        for now in [
            "2026-11-23T06:00:00Z",
            "2025-11-24T08:00:00Z",
            "2026-11-29T00:00:00Z",
        ] {
            assert_eq!(owed(&schedule, &state, at(now), &zone), None, "{now}");
        }
    }

    #[test]
    fn only_a_silence_that_was_heard_is_empty() {
        let scene = |polls: &[Option<u32>], mentions: u32| {
            let mut scene = Scene::new();
            scene.listen(date(2026, 11, 9), polls);
            scene.run(date(2026, 11, 17), &[mentions], false);
            report::build(&scene.inputs())
        };
        let heard = [Some(4); 15];
        let (mut gone, mut in_part) = (heard, heard);
        gone[7..].fill(Some(0));
        in_part[12..].fill(None);
        for (report, empty) in [
            (scene(&heard, 0), true),
            (scene(&heard, 1), false),
            (scene(&gone, 0), false),
            (scene(&in_part, 0), false),
        ] {
            let mentions = report.tiles.iter().find(|tile| tile.metric == "mentions");
            assert_eq!(is_empty(std::slice::from_ref(&report)), empty, "{mentions:?}");
        }
    }

    #[test]
    fn the_address_is_taken_out_of_a_mailbox() {
        assert_eq!(
            address_of("Brand watch <watch@acme.example>"),
            "watch@acme.example"
        );
        assert_eq!(address_of("pr@acme.example"), "pr@acme.example");
        assert_eq!(
            recipient_hash("PR@acme.example"),
            recipient_hash("Press <pr@acme.example>")
        );
    }
}
