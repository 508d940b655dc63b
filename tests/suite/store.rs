//! The store: what it promises about identity, totals, crashes and damage.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use mentiond::{
    classify::story::Telling,
    io::store::{
        Ack, Asked, Batch, Candidate, Engine, ErrandKind, Filter, Health, Ingested, KeyRange, Memory, Order,
        PollCommit, Remember, Store, StoreError, Visit,
    },
    metrics::rollup,
    model::{
        BrandId, DeliveryState, DigestId, DigestState, Document, Engagement, Exposure, Kind, Language,
        MediaKind, Mention, MentionId, OutboxEntry, Platform, Polarity, PollDay, Rollup, Sentiment,
        SourceName, SourceState, Spam, Subject, Window, day_of,
    },
    watch::identity::Reappearance,
};
use proptest::prelude::*;

const START: &str = "2026-03-02T10:00:00Z";

fn at(hours: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
}

fn mention(n: u128) -> Mention {
    let document = Document::default();
    Mention {
        id: MentionId(n),
        source: "news".into(),
        published_id: Some(format!("guid-{n}")),
        url: Some(format!("https://news.example/{n}")),
        title: format!("Title {n}"),
        text: format!(
            "Acme rockets are loud, says reader {n}. {}",
            "More words. ".repeat(30)
        ),
        author: document.author,
        platform: Platform::Web,
        site: Some("news.example".into()),
        at: at(i64::try_from(n % 200).unwrap()),
        first_seen: at(300),
        last_seen: at(300),
        brands: vec!["acme".into()],
        campaigns: if n.is_multiple_of(3) {
            vec!["spring".into()]
        } else {
            Vec::new()
        },
        matches: Vec::new(),
        hashtags: vec![format!("tag{}", n % 5)],
        handles: Vec::new(),
        backlinks: Vec::new(),
        codes: Vec::new(),
        language: Language::default(),
        sentiment: Sentiment::default(),
        influencer: None,
        influencer_by: None,
        tier: None,
        followers: None,
        media: MediaKind::default(),
        spam: Spam::default(),
        story: format!("story{}", n % 7),
        engagement: Engagement {
            likes: Some(u64::try_from(n % 11).unwrap()),
            ..Engagement::default()
        },
        towards: BTreeMap::new(),
        corrections: Vec::new(),
        kinds: Vec::new(),
        topics: Vec::new(),
        automated: false,
        evidence: BTreeMap::new(),
        gone: None,
        exposure: Exposure::default(),
    }
}

fn candidate(n: u128) -> Candidate {
    Candidate {
        mention: mention(n),
        keys: vec![n, n + (1 << 64)],
        told: None,
        telling: Telling::default(),
        errands: Vec::new(),
    }
}

fn commit(source: &str, candidates: Vec<Candidate>) -> PollCommit {
    PollCommit {
        source: source.into(),
        state: SourceState {
            last_success: Some(at(300)),
            ..SourceState::default()
        },
        candidates,
        remember: Remember::default(),
        not_before: None,
        reappearance: Reappearance::default(),
        listed: None,
    }
}

fn ingest(store: &Store, candidates: Vec<Candidate>) -> Ingested {
    store.ingest(commit("news", candidates)).wait().unwrap()
}

fn everything(store: &Store) -> Vec<Mention> {
    let mut all = store.mentions(&Filter::default()).unwrap();
    all.sort_by_key(|mention| mention.id);
    all
}

fn always() -> Window {
    Window {
        from: "2020-01-01".parse().unwrap(),
        to: "2030-01-01".parse().unwrap(),
    }
}

fn subjects() -> Vec<Subject> {
    vec![
        Subject::Brand("acme".into()),
        Subject::Brand("coyote".into()),
        Subject::Campaign("spring".into()),
    ]
}

fn totals(store: &Store) -> BTreeMap<(Subject, Date), Rollup> {
    store.rollups(&subjects(), always()).unwrap()
}

/// The totals as they come out when every stored mention is counted afresh.
fn recount(store: &Store) -> BTreeMap<(Subject, Date), Rollup> {
    let mut totals: BTreeMap<(Subject, Date), Rollup> = BTreeMap::new();
    for mention in everything(store) {
        for subject in rollup::subjects(&mention) {
            let day = day_of(mention.at, &TimeZone::UTC);
            rollup::add(totals.entry((subject, day)).or_default(), &mention);
        }
    }
    totals
}

fn memory() -> Store {
    Store::in_memory(TimeZone::UTC).unwrap()
}

fn on_disk(dir: &Path) -> Store {
    Store::open(dir, TimeZone::UTC).unwrap()
}

#[test]
fn storing_the_same_documents_again_changes_nothing() {
    let store = memory();
    let first = ingest(&store, (0..50).map(candidate).collect());
    assert_eq!((first.new.len(), first.updated), (50, 0));
    let (mentions, sums) = (everything(&store), totals(&store));
    for _ in 0..3 {
        let again = ingest(&store, (0..50).map(candidate).collect());
        assert_eq!((again.new.len(), again.updated), (0, 0));
    }
    assert_eq!(everything(&store), mentions);
    assert_same_but_top(totals(&store), sums);
    assert_same_but_top(totals(&store), recount(&store));
    assert_eq!(store.stats().mentions, 50);
}

#[test]
fn the_strongest_known_key_decides_and_every_key_is_remembered() {
    let store = memory();
    ingest(&store, vec![candidate(1), candidate(2)]);
    let with = |id: u128, keys: &[u128]| Candidate {
        mention: Mention {
            id: MentionId(id),
            ..mention(1)
        },
        keys: keys.to_vec(),
        told: None,
        telling: Telling::default(),
        errands: Vec::new(),
    };
    // The guid changed, the link is known.
    assert_eq!(ingest(&store, vec![with(90, &[90, 1 + (1 << 64)])]).new, []);
    // The new guid is known from then on.
    assert_eq!(ingest(&store, vec![with(90, &[90, 91])]).new, []);
    assert_eq!(ingest(&store, vec![with(92, &[91])]).new, []);
    // A link that another item has does not pull this one over.
    assert_eq!(ingest(&store, vec![with(1, &[1, 2 + (1 << 64)])]).new, []);
    assert_eq!(ingest(&store, vec![with(77, &[2 + (1 << 64)])]).new, []);
    assert_eq!(store.stats().mentions, 2);
    // Two of one batch that are one.
    let twins = ingest(&store, vec![with(5, &[5, 6]), with(7, &[7, 6])]);
    assert_eq!(twins.new, [MentionId(5)]);
}

/// Keys tell of what kind they are by their last two bits: 0 an id, 1 a link, 2 title and day, 3 the text.
#[test]
fn title_and_day_do_not_lead_to_a_mention_with_another_id() {
    let store = memory();
    let review = |id: u128, day_and_title: u128| Candidate {
        mention: Mention {
            id: MentionId(id * 4),
            published_id: Some(id.to_string()),
            url: None,
            title: format!("Title {day_and_title}"),
            text: String::new(),
            ..mention(1)
        },
        keys: vec![id * 4, day_and_title * 4 + 2],
        told: None,
        telling: Telling::default(),
        errands: Vec::new(),
    };
    let ids = |wanted: &[u128]| wanted.iter().map(|id| MentionId(id * 4)).collect::<Vec<_>>();
    assert_eq!(ingest(&store, vec![review(1, 1), review(2, 2)]).new, ids(&[1, 2]));
    assert_eq!(ingest(&store, vec![review(3, 1), review(2, 2)]).new, ids(&[3]));
    assert_eq!(ingest(&store, vec![review(4, 1), review(5, 2)]).new, ids(&[4, 5]));
    // An edit of one of them goes where its id leads.
    let mut edited = review(3, 1);
    edited.mention.text = "More about it.".into();
    assert_eq!(ingest(&store, vec![edited]).updated, 1);
    assert_eq!(
        store.mention(MentionId(12)).unwrap().unwrap().text,
        "More about it."
    );
    assert_eq!(store.mention(MentionId(4)).unwrap().unwrap().text, "");
    // Where ids are new with every poll they do not double what is stored.
    let batch = |from: u128| (0..4).map(|n| review(from + n, 10 + n)).collect::<Vec<_>>();
    assert_eq!(ingest(&store, batch(20)).new.len(), 4);
    for poll in 3..30 {
        assert_eq!(ingest(&store, batch(poll * 10)).new, [], "poll {poll}");
    }
    assert_eq!(store.stats().mentions, 9);
}

#[test]
fn ids_that_change_with_every_poll_neither_double_mentions_nor_pile_up() {
    let store = memory();
    for poll in 0..200 {
        let mut changed = candidate(1);
        changed.keys = vec![1_000 + poll, 1 + (1 << 64)];
        changed.mention.id = MentionId(1_000 + poll);
        changed.mention.published_id = Some(format!("token-{poll}"));
        changed.mention.last_seen = at(300) + SignedDuration::from_mins(15 * i64::try_from(poll).unwrap());
        let done = ingest(&store, vec![changed]);
        assert_eq!(done.updated, 0, "poll {poll}");
    }
    assert_eq!(store.stats().mentions, 1);
    let last_seen = everything(&store)[0].last_seen;
    assert!(last_seen >= at(300 + 48), "{last_seen}");
}

#[test]
fn edits_and_reactions_are_taken_over_and_totals_follow() {
    let store = memory();
    ingest(&store, (0..10).map(candidate).collect());
    let mut edited = candidate(3);
    edited.mention.title = "Corrected".into();
    edited.mention.sentiment.label = Polarity::Negative;
    edited.mention.engagement.likes = Some(99);
    edited.mention.engagement.comments = Some(4);
    edited.mention.brands = vec!["coyote".into()];
    edited.mention.at = at(9_999);
    edited.mention.last_seen = at(301);
    assert_eq!(ingest(&store, vec![edited.clone()]).updated, 1);
    edited.mention.engagement = Engagement {
        shares: Some(1),
        ..Engagement::default()
    };
    edited.mention.last_seen = at(302);
    assert_eq!(ingest(&store, vec![edited.clone()]).updated, 1);
    assert_eq!(ingest(&store, vec![edited]).updated, 0);

    let now = store.mention(MentionId(3)).unwrap().unwrap();
    assert_eq!((now.title.as_str(), now.at), ("Corrected", mention(3).at));
    assert_eq!(
        now.engagement.likes,
        Some(99),
        "what is no longer told stays known"
    );
    assert_eq!(now.engagement.shares, Some(1));
    let likes: Vec<_> = store
        .engagement(MentionId(3))
        .unwrap()
        .iter()
        .map(|reading| (reading.at, reading.engagement.likes))
        .collect();
    assert_eq!(
        likes,
        [(at(300), Some(3)), (at(302), Some(99))],
        "between two ages the first and the newest are kept"
    );
    assert_same_but_top(totals(&store), recount(&store));
    let brand = |brand: &str| Filter {
        brand: Some(brand.into()),
        ..Filter::default()
    };
    assert_eq!(store.mentions(&brand("coyote")).unwrap().len(), 1);
    assert_eq!(store.mentions(&brand("acme")).unwrap().len(), 9);
}

#[test]
fn another_channel_adds_subjects_but_rewrites_nothing() {
    let store = memory();
    ingest(&store, vec![candidate(1)]);
    let mut other = candidate(1);
    other.mention.source = "wire".into();
    other.mention.published_id = Some("elsewhere".into());
    other.mention.text = "Cut short…".into();
    other.mention.brands = vec!["acme".into(), "coyote".into()];
    other.mention.engagement = Engagement {
        likes: Some(0),
        views: Some(7),
        ..Engagement::default()
    };
    for expected in [1, 0] {
        let done = store.ingest(commit("wire", vec![other.clone()])).wait().unwrap();
        assert_eq!((done.new.len(), done.updated), (0, expected));
    }
    let now = store.mention(MentionId(1)).unwrap().unwrap();
    assert_eq!(now.text, mention(1).text);
    assert_eq!(now.brands, [BrandId::from("acme"), BrandId::from("coyote")]);
    assert_eq!((now.engagement.likes, now.engagement.views), (Some(1), Some(7)));
    assert_same_but_top(totals(&store), recount(&store));
}

#[test]
fn a_poll_stores_its_source_state_with_the_new_mentions_counted() {
    let store = memory();
    let day = PollDay {
        day: "2026-03-02".parse().unwrap(),
        good: 1,
        all: 1,
        mentions: 2,
    };
    let mut poll = commit("news", vec![candidate(1), candidate(2)]);
    poll.state.days = vec![day];
    let done = store.ingest(poll).wait().unwrap();
    assert_eq!(done.state.days[0].mentions, 4);
    assert_eq!(
        store.source_state(&"news".into()).unwrap(),
        Some(done.state.clone())
    );
    assert_eq!(
        store.source_states().unwrap(),
        BTreeMap::from([("news".into(), done.state)])
    );
    assert_eq!(store.source_state(&"other".into()).unwrap(), None);
}

#[test]
fn documents_outside_retention_are_not_taken_but_known_ones_stay_known() {
    let store = memory();
    ingest(&store, vec![candidate(1)]);
    let mut poll = commit("news", (0..10).map(candidate).collect());
    poll.not_before = Some(mention(5).at);
    let done = store.ingest(poll).wait().unwrap();
    let new: Vec<u128> = done.new.iter().map(|id| id.0).collect();
    assert_eq!(new, [5, 6, 7, 8, 9]);
}

#[test]
fn filters_hold_together_and_list_newest_first() {
    let store = memory();
    let mut all: Vec<Candidate> = (0..500).map(candidate).collect();
    all[7].mention.sentiment.label = Polarity::Negative;
    all[7].mention.language.code = Some("sv".into());
    all[7].mention.influencer = Some("kristal".into());
    all[7].mention.source = "forum".into();
    all[7].mention.text = "ÅTERKALLAT nu".into();
    ingest(&store, all);
    let count = |filter: Filter| store.mentions(&filter).unwrap().len();
    let none = Filter::default;
    assert_eq!(count(none()), 500);
    assert_eq!(
        count(Filter {
            limit: Some(3),
            ..none()
        }),
        3
    );
    assert_eq!(
        count(Filter {
            limit: Some(0),
            ..none()
        }),
        0
    );
    assert_eq!(
        count(Filter {
            campaign: Some("spring".into()),
            ..none()
        }),
        167
    );
    assert_eq!(
        count(Filter {
            brand: Some("acm".into()),
            ..none()
        }),
        0
    );
    let seven = Filter {
        brand: Some("acme".into()),
        influencer: Some("kristal".into()),
        source: Some("forum".into()),
        sentiment: Some(Polarity::Negative),
        language: Some("sv".into()),
        text: Some("återkallat".into()),
        since: Some(at(7)),
        until: Some(at(8)),
        ..none()
    };
    assert_eq!(store.mentions(&seven).unwrap()[0].id, MentionId(7));
    assert_eq!(
        count(Filter {
            since: Some(at(8)),
            ..seven.clone()
        }),
        0
    );
    assert_eq!(
        count(Filter {
            until: Some(at(7)),
            ..seven
        }),
        0
    );
    let times: Vec<_> = store
        .mentions(&none())
        .unwrap()
        .iter()
        .map(|mention| mention.at)
        .collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
}

#[test]
fn followings_are_remembered_with_their_date() {
    let store = memory();
    let mut said = candidate(1);
    said.mention.author.handle = Some("@Kristal".into());
    said.mention.author.followers = Some(48_200);
    ingest(&store, vec![said.clone()]);
    let known = store.author(Platform::Web, "kristal").unwrap().unwrap();
    assert_eq!((known.followers, known.at), (48_200, at(300)));
    said.mention.author.followers = Some(50_000);
    said.mention.last_seen = at(290);
    ingest(&store, vec![said.clone()]);
    assert_eq!(
        store.author(Platform::Web, "Kristal").unwrap().unwrap().followers,
        48_200
    );
    said.mention.last_seen = at(310);
    ingest(&store, vec![said]);
    assert_eq!(
        store
            .author(Platform::Web, "@kristal")
            .unwrap()
            .unwrap()
            .followers,
        50_000
    );
}

fn mail(id: &str) -> OutboxEntry {
    OutboxEntry {
        id: id.into(),
        digest: "weekly".into(),
        period: "2026-W10".into(),
        to: "reader@acme.example".into(),
        from: "watch@acme.example".into(),
        subject: "Acme".into(),
        message_id: "<1@acme.example>".into(),
        rendered_at: at(0),
        state: DeliveryState::Rendered,
        attempts: 0,
        last_reply: None,
    }
}

#[test]
fn the_outbox_freezes_bytes_and_keeps_them_through_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let store = on_disk(dir.path());
    let bytes: Vec<u8> = (0..100_000_u32)
        .map(|n| u8::try_from(n.wrapping_mul(n) % 251).unwrap())
        .collect();
    let state = DigestState {
        last_period: Some("2026-W10".into()),
        ..DigestState::default()
    };
    let digest = DigestId::from("weekly");
    store
        .outbox_add(
            vec![(mail("weekly/2026-W10/a"), bytes.clone())],
            Some((digest.clone(), state.clone())),
        )
        .wait()
        .unwrap();
    let mut sent = mail("weekly/2026-W10/a");
    sent.state = DeliveryState::Sent { at: at(1) };
    store
        .outbox_update(vec![sent.clone(), mail("unknown")], None)
        .wait()
        .unwrap();
    // Rendering again must not replace what is frozen.
    store
        .outbox_add(vec![(mail("weekly/2026-W10/a"), Vec::new())], None)
        .wait()
        .unwrap();
    drop(store);
    let store = on_disk(dir.path());
    assert_eq!(store.outbox().unwrap(), [sent]);
    assert_eq!(store.outbox_bytes("weekly/2026-W10/a").unwrap().unwrap(), bytes);
    assert_eq!(store.digest_state(&digest).unwrap(), Some(state));
    assert!(store.outbox_remove("weekly/2026-W10/a").wait().unwrap());
    assert!(!store.outbox_remove("weekly/2026-W10/a").wait().unwrap());
    assert_eq!(store.outbox_bytes("weekly/2026-W10/a").unwrap(), None);
}

#[test]
fn baselines_freeze_once_and_notices_come_and_go() {
    let store = memory();
    let spring = "spring".into();
    assert!(
        store
            .put_baseline(&spring, serde_json::json!({"n": 1}))
            .wait()
            .unwrap()
    );
    assert!(
        !store
            .put_baseline(&spring, serde_json::json!({"n": 2}))
            .wait()
            .unwrap()
    );
    assert_eq!(
        store.baseline(&spring).unwrap(),
        Some(serde_json::json!({"n": 1}))
    );
    store
        .put_notice("a", Some(serde_json::json!([1])))
        .wait()
        .unwrap();
    assert_eq!(store.notice("a").unwrap(), Some(serde_json::json!([1])));
    store.put_notice("a", None).wait().unwrap();
    assert_eq!(store.notice("a").unwrap(), None);
}

#[test]
fn retention_drops_mentions_blanks_texts_and_leaves_totals() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = memory();
    // 600 mentions over 200 hours, all last seen at hour 300.
    ingest(&store, (0..600).map(candidate).collect());
    let sums = totals(&store);
    let expired = runtime.block_on(store.expire(at(250), at(100))).unwrap();
    assert_eq!(
        (expired.mentions, expired.texts),
        (0, 300),
        "what is still seen is kept"
    );
    let again = runtime.block_on(store.expire(at(250), at(100))).unwrap();
    assert_eq!(again.texts, 0);
    assert_eq!(
        store
            .mentions(&Filter::default())
            .unwrap()
            .iter()
            .filter(|m| m.text.is_empty())
            .count(),
        300
    );
    // Seen again, the texts stay away.
    assert_eq!(ingest(&store, (0..600).map(candidate).collect()).updated, 0);
    // Half of them are seen later on.
    let later = (0..600).filter(|n| n % 2 == 0).map(|n| {
        let mut candidate = candidate(n);
        candidate.mention.last_seen = at(400);
        candidate
    });
    ingest(&store, later.collect());
    let expired = runtime.block_on(store.expire(at(350), at(0))).unwrap();
    assert_eq!(expired.mentions, 300);
    assert_eq!(store.stats().mentions, 300);
    assert_eq!(everything(&store).len(), 300);
    assert_same_but_top(totals(&store), sums);
    let brand = Filter {
        brand: Some("acme".into()),
        ..Filter::default()
    };
    assert_eq!(store.mentions(&brand).unwrap().len(), 300);
}

#[test]
fn the_day_of_a_mention_stays_when_the_zone_changes() {
    let store = memory();
    let mut late = candidate(1);
    late.mention.at = "2026-03-02T23:30:00Z".parse().unwrap();
    ingest(&store, vec![late.clone()]);
    store.set_zone(TimeZone::get("Europe/Stockholm").unwrap());
    late.mention.title = "Edited".into();
    ingest(&store, vec![late]);
    let days: Vec<Date> = totals(&store).into_keys().map(|(_, day)| day).collect();
    assert_eq!(days, ["2026-03-02".parse::<Date>().unwrap()]);
}

#[test]
fn a_second_process_is_refused_by_name_and_the_first_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let store = on_disk(dir.path());
    let error = Store::open(dir.path(), TimeZone::UTC).unwrap_err();
    assert!(matches!(&error, StoreError::InUse { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains(&std::process::id().to_string()), "{text}");
    assert!(text.contains(&dir.path().display().to_string()), "{text}");
    assert_eq!(ingest(&store, vec![candidate(1)]).new.len(), 1);
}

#[test]
fn a_closed_store_says_so() {
    let store = memory();
    let ack: Ack<()> = store.close();
    ack.wait().unwrap();
    assert!(matches!(store.mention(MentionId(1)), Err(StoreError::Closed)));
    assert!(matches!(
        store.ingest(commit("news", Vec::new())).wait(),
        Err(StoreError::Closed)
    ));
}

/// An engine whose disk fills up when told.
#[derive(Clone, Default)]
struct Flaky {
    disk: Arc<Memory>,
    full: Arc<AtomicBool>,
    opened: Arc<AtomicUsize>,
}

impl Flaky {
    fn trouble(&self) -> Result<(), StoreError> {
        if self.full.load(Ordering::SeqCst) {
            return Err(std::io::Error::from(std::io::ErrorKind::StorageFull).into());
        }
        Ok(())
    }
}

impl Engine for Flaky {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.disk.get(key)
    }
    fn scan(&self, range: &KeyRange, order: Order, visit: Visit<'_>) -> Result<(), StoreError> {
        self.disk.scan(range, order, visit)
    }
    fn apply(&self, batch: &Batch) -> Result<(), StoreError> {
        self.trouble()?;
        self.disk.apply(batch)
    }
    fn sync(&self) -> Result<(), StoreError> {
        self.trouble()
    }
    fn bytes(&self) -> Result<u64, StoreError> {
        Ok(0)
    }
}

#[test]
fn a_full_disk_degrades_the_store_until_there_is_space() {
    let flaky = Flaky::default();
    let disk = flaky.clone();
    let store = Store::with_engine(
        move || {
            disk.opened.fetch_add(1, Ordering::SeqCst);
            disk.trouble()?;
            Ok(Box::new(disk.clone()))
        },
        TimeZone::UTC,
    )
    .unwrap();
    ingest(&store, vec![candidate(1)]);
    flaky.full.store(true, Ordering::SeqCst);
    let refused = store.ingest(commit("news", vec![candidate(2)])).wait();
    assert!(matches!(refused, Err(StoreError::Io(_))), "{refused:?}");
    assert!(matches!(store.health(), Health::Degraded { .. }));
    assert!(matches!(
        store.mention(MentionId(1)),
        Err(StoreError::Degraded(_))
    ));
    let refused = store.ingest(commit("news", vec![candidate(2)])).wait();
    assert!(matches!(refused, Err(StoreError::Degraded(_))), "{refused:?}");
    flaky.full.store(false, Ordering::SeqCst);
    let mut waited = Duration::ZERO;
    while store.health() != Health::Ready {
        assert!(waited < Duration::from_secs(10), "reopened by itself");
        std::thread::sleep(Duration::from_millis(50));
        waited += Duration::from_millis(50);
    }
    assert!(flaky.opened.load(Ordering::SeqCst) >= 3);
    assert_eq!(
        ingest(&store, vec![candidate(1), candidate(2)]).new,
        [MentionId(2)]
    );
    assert_same_but_top(totals(&store), recount(&store));
}

#[test]
fn reopening_on_disk_keeps_everything() {
    let dir = tempfile::tempdir().unwrap();
    let store = on_disk(dir.path());
    ingest(&store, (0..100).map(candidate).collect());
    let sums = totals(&store);
    drop(store);
    let store = on_disk(dir.path());
    assert_same_but_top(totals(&store), sums);
    assert_eq!(
        ingest(&store, (0..101).map(candidate).collect()).new,
        [MentionId(100)]
    );
}

#[test]
fn a_newer_layout_is_refused() {
    let newer = Arc::new(Memory::default());
    let schema = Batch::from([(b"kschema".to_vec(), Some(b"\x0199".to_vec()))]);
    newer.apply(&schema).unwrap();
    let flaky = Flaky {
        disk: newer,
        ..Flaky::default()
    };
    let refused = Store::with_engine(move || Ok(Box::new(flaky.clone())), TimeZone::UTC);
    assert!(
        matches!(refused, Err(StoreError::Newer { found: 99, .. })),
        "{refused:?}"
    );
}

/// A store with 300 mentions, closed, and how it is damaged next.
fn damaged(damage: impl Fn(&Path)) -> (Result<Store, StoreError>, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let store = on_disk(dir.path());
        ingest(&store, (0..300).map(candidate).collect());
        drop(store);
    }
    damage(&dir.path().join("store"));
    (Store::open(dir.path(), TimeZone::UTC), dir)
}

fn snapshot(dir: &Path) -> std::path::PathBuf {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_string_lossy().starts_with("snap."))
        .expect("a snapshot")
}

#[test]
fn what_a_crash_leaves_behind_is_healed_with_all_rows() {
    type Damage = (&'static str, fn(&Path));
    let cases: [Damage; 6] = [
        ("half a snapshot that was being written", |dir| {
            fs::write(dir.join("snap.00000000000000FF.generating"), b"half").unwrap();
        }),
        ("an empty snapshot", |dir| fs::write(snapshot(dir), b"").unwrap()),
        ("a torn snapshot", |dir| {
            let path = snapshot(dir);
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("a flipped bit in a snapshot", |dir| {
            let path = snapshot(dir);
            let mut bytes = fs::read(&path).unwrap();
            bytes[5] ^= 0x10;
            fs::write(&path, bytes).unwrap();
        }),
        ("no snapshot", |dir| fs::remove_file(snapshot(dir)).unwrap()),
        ("half a conf", |dir| {
            fs::write(dir.join("conf"), b"segment_size: 52").unwrap();
        }),
    ];
    for (name, damage) in cases {
        let (store, _dir) = damaged(damage);
        let store = store.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(everything(&store).len(), 300, "{name}");
        assert_same_but_top(totals(&store), recount(&store));
        assert_eq!(ingest(&store, vec![candidate(1_000)]).new.len(), 1, "{name}");
    }
}

#[test]
fn a_store_that_lost_acknowledged_commits_is_never_taken_for_a_new_one() {
    type Damage = (&'static str, fn(&Path));
    let cases: [Damage; 3] = [
        ("an emptied log", |dir| {
            fs::write(dir.join("db"), b"").unwrap();
            fs::remove_file(snapshot(dir)).unwrap();
        }),
        ("a removed store", |dir| fs::remove_dir_all(dir).unwrap()),
        ("a log cut short", |dir| {
            let db = dir.join("db");
            let bytes = fs::read(&db).unwrap();
            fs::write(&db, &bytes[..bytes.len() / 3]).unwrap();
        }),
    ];
    for (name, damage) in cases {
        let (refused, _dir) = damaged(damage);
        assert!(
            matches!(refused, Err(StoreError::Damaged { .. })),
            "{name}: {refused:?}"
        );
    }
}

/// A mention of one of nine sites that tells one of forty stories.
fn told(n: u128) -> Candidate {
    let mut candidate = candidate(n);
    let mention = &mut candidate.mention;
    mention.text = mention
        .text
        .replace(&format!("reader {n}"), &format!("reader {}", n % 40));
    mention.site = Some(format!("site{}.example", n % 9));
    candidate.telling = Telling::of(&mention.text);
    mention.story = candidate.telling.story();
    candidate
}

/// Not a test by itself: the process that [`kill_at_any_moment_loses_nothing_acknowledged`] kills.
#[test]
fn crash_child() {
    let Some(dir) = std::env::var_os("MENTIOND_CRASH_DIR") else {
        return;
    };
    let store = on_disk(Path::new(&dir));
    let mut next = u128::from(std::process::id()) << 32;
    loop {
        // Polls in parallel, so that groups form; some documents are known already and change.
        let polls: Vec<_> = (0..3_u128)
            .map(|source| {
                let from = next + source * 5;
                let mut batch: Vec<Candidate> = (from..from + 5).map(told).collect();
                if next % 2 == 0 {
                    let mut known = candidate(from % 64);
                    known.mention.engagement.likes = Some(u64::try_from(next % 1_000).unwrap());
                    batch.push(known);
                }
                let ids: Vec<u128> = batch.iter().map(|candidate| candidate.mention.id.0).collect();
                (ids, store.ingest(commit(&format!("source {source}"), batch)))
            })
            .collect();
        for (ids, ack) in polls {
            ack.wait().unwrap();
            let ids: Vec<String> = ids.iter().map(|id| format!("{id:x}")).collect();
            println!("acked {}", ids.join(" "));
        }
        next += 15;
    }
}

#[test]
fn kill_at_any_moment_loses_nothing_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    for round in 0..20_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::crash_child", "--nocapture"])
            .env("MENTIOND_CRASH_DIR", dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = child.stdout.take().unwrap();
        let (started, start) = std::sync::mpsc::channel();
        let reader = std::thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines
                .inspect(|line| {
                    if line.contains("acked ") {
                        started.send(()).unwrap_or_default();
                    }
                })
                .collect::<Vec<_>>()
        });
        // Every fourth round ends while the store is still being opened.
        if round % 4 != 3 {
            start.recv_timeout(Duration::from_secs(30)).unwrap();
        }
        std::thread::sleep(Duration::from_millis(round * 37 % 200));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in reader.join().unwrap() {
            let Some((_, ids)) = line.split_once("acked ") else {
                continue;
            };
            acknowledged.extend(ids.split(' ').map(|id| u128::from_str_radix(id, 16).unwrap()));
        }
        if round % 5 == 4 {
            check_after_kill(dir.path(), &acknowledged);
        }
    }
    assert!(
        acknowledged.len() > 100,
        "the child got somewhere: {}",
        acknowledged.len()
    );
}

fn check_after_kill(dir: &Path, acknowledged: &BTreeSet<u128>) {
    let store = on_disk(dir);
    let kept: BTreeSet<u128> = everything(&store).iter().map(|mention| mention.id.0).collect();
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "{} of {} lost", lost.len(), acknowledged.len());
    assert_eq!(store.stats().mentions, u64::try_from(kept.len()).unwrap());
    assert_same_but_top(totals(&store), recount(&store));
    let looked = store.verify(&mut |_| ()).unwrap();
    assert_eq!((looked.faults, looked.told), (0, Vec::new()));
    for mention in everything(&store) {
        let listed = store.story(&mention.story, usize::MAX).unwrap();
        let is_listed = listed.iter().any(|other| other.id == mention.id);
        assert!(
            is_listed || !mention.kinds.contains(&Kind::Copy),
            "{}",
            mention.id
        );
    }
}

/// The list of best candidates is bounded and its weights are not whole numbers, so it may depend on the order of
/// arrival; everything else is a sum.
fn assert_same_but_top(
    mut left: BTreeMap<(Subject, Date), Rollup>,
    mut right: BTreeMap<(Subject, Date), Rollup>,
) {
    for total in left.values_mut().chain(right.values_mut()) {
        total.top.clear();
    }
    assert_eq!(left, right);
}

/// One step of a random history.
#[derive(Clone, Debug)]
enum Step {
    Poll(Vec<(u8, u8)>),
    Reopen,
}

fn histories() -> impl Strategy<Value = Vec<Step>> {
    let poll = proptest::collection::vec((0_u8..40, 0_u8..4), 0..12).prop_map(Step::Poll);
    proptest::collection::vec(prop_oneof![6 => poll, 1 => Just(Step::Reopen)], 1..12)
}

/// Document `n` in one of its versions.
fn version(n: u8, version: u8) -> Candidate {
    let mut candidate = candidate(u128::from(n));
    candidate.mention.engagement.likes = Some(u64::from(version));
    if version == 3 {
        candidate.mention.brands = vec!["coyote".into()];
        candidate.mention.spam.set_aside = true;
    }
    candidate
}

fn replay(mut store: Store, history: &[Step], mut reopen: impl FnMut(Store) -> Store) {
    let mut last = BTreeMap::new();
    for step in history {
        match step {
            Step::Poll(items) => {
                ingest(&store, items.iter().map(|(n, v)| version(*n, *v)).collect());
                last.extend(items.iter().copied());
            }
            Step::Reopen => store = reopen(store),
        }
        assert_same_but_top(totals(&store), recount(&store));
    }
    assert_eq!(store.stats().mentions, u64::try_from(last.len()).unwrap());
    for (n, v) in last {
        let kept = store.mention(MentionId(u128::from(n))).unwrap().unwrap();
        assert_eq!(kept.engagement.likes, Some(u64::from(v)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn totals_equal_a_recount_after_any_history(history in histories()) {
        let disk = Arc::new(Memory::default());
        let flaky = Flaky { disk, ..Flaky::default() };
        let full = Arc::clone(&flaky.full);
        let store = Store::with_engine(move || Ok(Box::new(flaky.clone())), TimeZone::UTC).unwrap();
        // An error in the middle: what was not written out by then is recounted.
        replay(store, &history, |store| {
            full.store(true, Ordering::SeqCst);
            assert!(store.ingest(commit("other", Vec::new())).wait().is_err());
            full.store(false, Ordering::SeqCst);
            assert_eq!(store.health(), Health::Ready);
            store
        });
    }

    #[test]
    fn the_order_of_documents_and_of_polls_does_not_matter(
        order in Just((0_u8..30).collect::<Vec<_>>()).prop_shuffle(),
        cut in 0_usize..30,
    ) {
        let straight = memory();
        ingest(&straight, (0..30).map(|n| version(n, n % 4)).collect());
        let shuffled = memory();
        let (first, second) = order.split_at(cut);
        for part in [first, second, first] {
            ingest(&shuffled, part.iter().map(|n| version(*n, n % 4)).collect());
        }
        prop_assert_eq!(everything(&shuffled), everything(&straight));
        assert_same_but_top(totals(&shuffled), totals(&straight));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn the_same_holds_on_disk(history in histories()) {
        let dir = tempfile::tempdir().unwrap();
        replay(on_disk(dir.path()), &history, |store| {
            drop(store);
            on_disk(dir.path())
        });
    }
}

#[test]
fn many_polls_at_once_share_commits() {
    let dir = tempfile::tempdir().unwrap();
    let store = on_disk(dir.path());
    let acks: Vec<_> = (0..200_u128)
        .map(|poll| {
            let source = SourceName::new(format!("source {poll}"));
            let mut poll = commit("", (poll * 30..poll * 30 + 30).map(candidate).collect());
            poll.source = source;
            store.ingest(poll)
        })
        .collect();
    let new: usize = acks.into_iter().map(|ack| ack.wait().unwrap().new.len()).sum();
    assert_eq!(new, 6_000);
    assert_same_but_top(totals(&store), recount(&store));
    assert_eq!(store.source_states().unwrap().len(), 200);
}

#[test]
fn a_look_through_everything_finds_what_is_broken() {
    let flaky = Flaky::default();
    let disk = flaky.clone();
    let store = Store::with_engine(move || Ok(Box::new(disk.clone())), TimeZone::UTC).unwrap();
    ingest(&store, (1..=700).map(candidate).collect());
    let later = Asked {
        kind: ErrandKind::Engagement,
        due: at(900),
        note: serde_json::json!(null),
    };
    let with_errand = Candidate {
        errands: vec![later],
        ..candidate(6)
    };
    ingest(&store, vec![with_errand]);
    let mut told = Vec::new();
    let sound = store.verify(&mut |entries| told.push(entries)).unwrap();
    assert_eq!((sound.mentions, sound.faults, &sound.told), (700, 0, &Vec::new()));
    assert!(told.len() > 2 && told.is_sorted() && told.last() == Some(&sound.entries));
    let id = |n: u128| n.to_be_bytes().to_vec();
    let key = |kind: u8, rest: Vec<u8>| [vec![kind], rest].concat();
    for (changes, faults, words) in [
        (
            vec![(key(b'm', id(7)), Some(b"\x01{".to_vec()))],
            1,
            "does not decode",
        ),
        // Gone: two identity keys, three lists, an errand and the count lead nowhere.
        (vec![(key(b'm', id(6)), None)], 7, "leads to no mention"),
        (
            vec![(key(b'a', id(9)), Some(id(8)))],
            1,
            "is not found by its identity key",
        ),
        (
            vec![(key(b's', b"news".to_vec()), Some(b"\x02".to_vec()))],
            1,
            "does not decode",
        ),
    ] {
        let before: Vec<_> = changes
            .iter()
            .map(|(key, _)| (key.clone(), flaky.disk.get(key).unwrap()))
            .collect();
        assert!(before.iter().all(|(_, value)| value.is_some()), "{words}");
        flaky.disk.apply(&changes.into_iter().collect()).unwrap();
        let found = store.verify(&mut |_| {}).unwrap();
        assert_eq!(found.faults, faults, "{found:?}");
        assert!(found.told.iter().any(|told| told.contains(words)), "{found:?}");
        flaky.disk.apply(&before.into_iter().collect()).unwrap();
    }
}
