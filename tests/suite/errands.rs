//! What is to be done later about a mention: asked for with it, settled with its result, gone with it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use mentiond::{
    classify::story::Telling,
    io::store::{Asked, Candidate, Errand, ErrandKind, PollCommit, Remember, Settled, Store, Waiting},
    model::{Mention, MentionId, Platform, SourceState},
    watch::identity::Reappearance,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn at(minutes: i64) -> Timestamp {
    "2026-03-02T10:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

fn mention(n: u128) -> Mention {
    serde_json::from_value(json!({
        "id": MentionId(n), "source": "news", "at": at(0), "first_seen": at(0), "last_seen": at(0),
        "brands": ["acme"], "platform": Platform::Web, "engagement": { "likes": 1 },
    }))
    .unwrap()
}

fn asked(kind: ErrandKind, minutes: i64) -> Asked {
    Asked {
        kind,
        due: at(minutes),
        note: json!({ "point": minutes }),
    }
}

fn ingest(store: &Store, n: u128, errands: Vec<Asked>) {
    let candidate = Candidate {
        mention: mention(n),
        keys: vec![n],
        told: None,
        telling: Telling::default(),
        errands,
    };
    store
        .ingest(PollCommit {
            source: "wire".into(),
            state: SourceState::default(),
            candidates: vec![candidate],
            not_before: None,
            remember: Remember::default(),
            reappearance: Reappearance::default(),
            listed: None,
        })
        .wait()
        .unwrap();
}

fn due(store: &Store, kind: ErrandKind, minutes: i64) -> Vec<(u128, Timestamp)> {
    let found = store.errands_due(kind, at(minutes), usize::MAX).unwrap();
    found
        .iter()
        .map(|errand| (errand.mention.0, errand.due))
        .collect()
}

fn settled(errand: Errand, again: Option<(Timestamp, Value)>) -> Settled {
    Settled {
        errand,
        at: at(60),
        change: None,
        again,
    }
}

#[test]
fn errands_wait_for_their_time_and_are_done_with_what_came_of_them() {
    let store = Store::in_memory(TimeZone::UTC).unwrap();
    let kind = ErrandKind::Engagement;
    ingest(&store, 1, vec![asked(kind, 60), asked(ErrandKind::Backlinks, 90)]);
    ingest(&store, 2, vec![asked(kind, 30)]);
    // A later poll asks again: what waits stays.
    ingest(&store, 1, vec![asked(kind, 10)]);
    assert_eq!(due(&store, kind, 29), []);
    assert_eq!(due(&store, kind, 60), [(2, at(30)), (1, at(60))]);
    assert_eq!(due(&store, ErrandKind::Backlinks, 90), [(1, at(90))]);
    assert_eq!(store.errands_due(kind, at(99), 1).unwrap().len(), 1);
    let waiting = |count, next| Waiting { count, next };
    assert_eq!(store.errands_waiting(kind, 99).unwrap(), waiting(2, Some(at(30))));
    assert_eq!(store.errands_waiting(kind, 1).unwrap(), waiting(1, Some(at(30))));

    let mut todo = store.errands_due(kind, at(60), 9).unwrap();
    let (second, first) = (todo.remove(0), todo.remove(0));
    assert_eq!(
        (first.source.as_str(), &first.note),
        ("wire", &json!({ "point": 60 }))
    );
    let done = store.settle_errands(vec![
        Settled {
            change: Some(Box::new(|mention| {
                mention.engagement.likes = Some(50);
                mention.id = MentionId(99);
            })),
            ..settled(first.clone(), Some((at(360), json!("next"))))
        },
        settled(second, None),
    ]);
    assert_eq!(done.wait().unwrap(), 2);
    assert_eq!(due(&store, kind, 999), [(1, at(360))]);
    assert_eq!(
        store.errand(kind, MentionId(1)).unwrap().unwrap().note,
        json!("next")
    );
    assert_eq!(store.errand(kind, MentionId(2)).unwrap(), None);
    let kept = store.mention(MentionId(1)).unwrap().unwrap();
    assert_eq!(kept.engagement.likes, Some(50));
    let likes: Vec<_> = store.engagement(MentionId(1)).unwrap();
    let likes: Vec<_> = likes
        .iter()
        .map(|reading| (reading.at, reading.engagement.likes))
        .collect();
    assert_eq!(likes, [(at(0), Some(1)), (at(60), Some(50))]);
    // Settling once more what is settled changes nothing.
    assert_eq!(
        store.settle_errands(vec![settled(first, None)]).wait().unwrap(),
        0
    );
    assert_eq!(due(&store, kind, 999), [(1, at(360))]);
}

#[test]
fn totals_follow_what_an_errand_changed() {
    let store = Store::in_memory(TimeZone::UTC).unwrap();
    ingest(&store, 1, vec![asked(ErrandKind::Engagement, 60)]);
    let errand = store
        .errand(ErrandKind::Engagement, MentionId(1))
        .unwrap()
        .unwrap();
    store
        .settle_errands(vec![Settled {
            change: Some(Box::new(|mention| mention.engagement.likes = Some(50))),
            ..settled(errand, None)
        }])
        .wait()
        .unwrap();
    let window = mentiond::model::Window {
        from: "2026-03-02".parse().unwrap(),
        to: "2026-03-03".parse().unwrap(),
    };
    let subject = mentiond::model::Subject::Brand("acme".into());
    let totals = store.rollups(std::slice::from_ref(&subject), window).unwrap();
    let mut afresh = mentiond::model::Rollup::default();
    mentiond::metrics::rollup::add(&mut afresh, &store.mention(MentionId(1)).unwrap().unwrap());
    assert_eq!(totals[&(subject, window.from)], afresh);
}

/// What an async call answers.
fn wait<T>(answer: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(answer)
}

#[test]
fn errands_go_with_their_mention_and_come_back_from_a_wrong_clock() {
    let store = Store::in_memory(TimeZone::UTC).unwrap();
    let kind = ErrandKind::Backlinks;
    for n in 0..1_200 {
        let far = 5_000_000 + i64::try_from(n).unwrap();
        ingest(&store, n, vec![asked(kind, far)]);
    }
    ingest(&store, 5_000, vec![asked(kind, 40)]);
    let pull_in = || wait(store.pull_errands_in(kind, at(50))).unwrap();
    assert_eq!(pull_in(), 1_200);
    assert_eq!(due(&store, kind, 49), [(5_000, at(40))]);
    assert_eq!(due(&store, kind, 50).len(), 1_201);
    assert_eq!(pull_in(), 0);
    wait(store.expire(at(600), at(0))).unwrap();
    assert_eq!(store.stats().mentions, 0);
    assert_eq!(due(&store, kind, 999), []);
    assert_eq!(store.errand(kind, MentionId(1)).unwrap(), None);
}

#[test]
fn errands_survive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let open = || Store::open(dir.path(), TimeZone::UTC).unwrap();
    let store = open();
    ingest(&store, 1, vec![asked(ErrandKind::Engagement, 60)]);
    ingest(&store, 2, vec![asked(ErrandKind::Engagement, 50)]);
    drop(store);
    let store = open();
    let first = store
        .errands_due(ErrandKind::Engagement, at(60), 1)
        .unwrap()
        .remove(0);
    assert_eq!((first.mention, first.due), (MentionId(2), at(50)));
    store
        .settle_errands(vec![settled(first, Some((at(360), Value::Null)))])
        .wait()
        .unwrap();
    drop(store);
    assert_eq!(
        due(&open(), ErrandKind::Engagement, 999),
        [(1, at(60)), (2, at(360))]
    );
}

/// What may happen to errands.
#[derive(Clone, Debug)]
enum Step {
    /// A poll tells mention `n` and asks for an errand at a minute.
    Poll(u8, u16, bool),
    /// What is due by a minute is handed out, at most so many; each is done or put off by so much.
    Round(u16, u8, Option<u16>),
    /// Everything is closed and opened again.
    Reopen,
    /// Everything due after a minute is pulled in.
    PullIn(u16),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => (0_u8..12, 0_u16..600, any::<bool>()).prop_map(|(n, due, kind)| Step::Poll(n, due, kind)),
        3 => (0_u16..700, 0_u8..8, proptest::option::of(1_u16..300)).prop_map(|(t, n, by)| Step::Round(t, n, by)),
        1 => Just(Step::Reopen),
        1 => (0_u16..600).prop_map(Step::PullIn),
    ];
    proptest::collection::vec(step, 1..24)
}

fn kind(backlinks: bool) -> ErrandKind {
    if backlinks {
        ErrandKind::Backlinks
    } else {
        ErrandKind::Engagement
    }
}

/// What one would keep in a plain table, by kind and mention.
type Table = BTreeMap<(ErrandKind, u128), Timestamp>;

fn expected(table: &Table, of: ErrandKind, minutes: i64) -> Vec<(u128, Timestamp)> {
    let mut all: Vec<_> = table
        .iter()
        .filter(|((kind, _), due)| *kind == of && **due <= at(minutes))
        .map(|((_, n), due)| (*n, *due))
        .collect();
    all.sort_by_key(|(n, due)| (*due, *n));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn errands_are_as_a_plain_table_would_have_them(steps in steps()) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path(), TimeZone::UTC).unwrap();
        let mut table = Table::new();
        for step in steps {
            match step {
                Step::Poll(n, minute, backlinks) => {
                    ingest(&store, n.into(), vec![asked(kind(backlinks), minute.into())]);
                    table.entry((kind(backlinks), n.into())).or_insert_with(|| at(minute.into()));
                }
                Step::Round(minute, most, by) => {
                    let todo = store.errands_due(ErrandKind::Engagement, at(minute.into()), most.into()).unwrap();
                    for errand in &todo {
                        let key = (ErrandKind::Engagement, errand.mention.0);
                        match by {
                            Some(by) => table.insert(key, errand.due + SignedDuration::from_mins(by.into())),
                            None => table.remove(&key),
                        };
                    }
                    let again = |due: Timestamp| by.map(|by| (due + SignedDuration::from_mins(by.into()), Value::Null));
                    let results = todo.into_iter().map(|errand| { let again = again(errand.due); settled(errand, again) });
                    store.settle_errands(results.collect()).wait().unwrap();
                }
                Step::Reopen => {
                    drop(store);
                    store = Store::open(dir.path(), TimeZone::UTC).unwrap();
                }
                Step::PullIn(minute) => {
                    wait(store.pull_errands_in(ErrandKind::Backlinks, at(minute.into()))).unwrap();
                    for (_, due) in table.iter_mut().filter(|((kind, _), _)| *kind == ErrandKind::Backlinks) {
                        *due = (*due).min(at(minute.into()));
                    }
                }
            }
            for kind in ErrandKind::ALL {
                for minute in [100, 300, 2_000] {
                    prop_assert_eq!(due(&store, kind, minute), expected(&table, kind, minute));
                }
            }
        }
    }
}
