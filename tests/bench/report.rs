//! A year's campaign reported from the store: 1,000,000 mentions, 50 influencers, 100,000 orders and as many days of clicks as
//! there are influencers. What it takes to read it and to compute it, on one core.
//!
//! `cargo bench --bench report [-- MENTIONS ORDERS [--store=FOLDER]]`. The store is the real one, on disk; everything goes through
//! it as polls and imports do. A store that is named is kept, and used again when it is there already.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark measures time, prints its table and stops at the first surprise"
)]

mod usage;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
    time::Instant,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use mentiond::{
    app::{
        plan::Plan,
        reports::{self, Wanted},
    },
    config::{self, SecretSource},
    io::store::{Candidate, PollCommit, Remember, Store},
    model::{
        Author, BrandId, CampaignId, CampaignOutcome, Currency, CustomerHash, Engagement, Exposure,
        InfluencerId, Language, Marks, MediaKind, Mention, MentionId, Money, OutcomeKind, Platform, Polarity,
        Provenance, Sentiment, SourceName, SourceState, Spam, Window,
    },
    watch::identity::Reappearance,
};

const INFLUENCERS: u64 = 50;
const DAYS: u64 = 364;
/// First instant of the campaign.
const FROM: &str = "2025-11-17T00:00:00Z";
const RUNS: u32 = 5;

struct NoSecrets;

impl SecretSource for NoSecrets {
    fn env(&self, _: &str) -> Option<String> {
        None
    }

    fn file(&self, _: &Path) -> Result<String, String> {
        Err("no files here".to_owned())
    }

    fn credential(&self, name: &str) -> Result<String, String> {
        Err(format!("there is no credential `{name}`"))
    }
}

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<u64>().ok());
    let mentions = numbers.next().unwrap_or(1_000_000);
    let orders = numbers.next().unwrap_or(100_000);
    let kept = std::env::args().find_map(|argument| argument.strip_prefix("--store=").map(PathBuf::from));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(measure(mentions, orders, kept));
}

async fn measure(mentions: u64, orders: u64, kept: Option<PathBuf>) {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = kept.as_deref().unwrap_or_else(|| temporary.path());
    let is_there = folder.join("store").exists();
    let text = configuration(folder);
    let settings = config::load(&text, "bench.toml", &NoSecrets)
        .expect("a configuration")
        .settings;
    let plan = Plan::new(settings).expect("a plan");
    let store = Store::open(&folder.join("store"), TimeZone::UTC).expect("a store");
    if !is_there {
        fill(&store, mentions, orders).await;
    }
    let from: Timestamp = FROM.parse().expect("an instant");
    let as_of = from + SignedDuration::from_hours(24 * 358 + 7);
    let window = Window {
        from: "2026-11-02".parse().expect("a day"),
        to: "2026-11-09".parse().expect("a day"),
    };
    let wanted = Wanted {
        brand: BrandId::new("acme"),
        campaigns: None,
        window,
        as_of,
    };
    let whole = Window {
        from: "2025-09-01".parse().expect("a day"),
        to: "2026-12-01".parse().expect("a day"),
    };
    println!("{:>28} {:>9}", "", "seconds");
    let began = Instant::now();
    let days = store.outcome_days(whole).expect("outcomes");
    let cells: usize = days.values().map(|day| day.cells().count()).sum();
    println!(
        "{:>28} {:>9.3}   {cells} cells",
        "read outcomes",
        began.elapsed().as_secs_f64()
    );
    let mut spent = Vec::new();
    for _ in 0..RUNS {
        let (cpu, began) = (usage::cpu_secs(), Instant::now());
        let report = reports::build(&store, &plan, &wanted).expect("a report");
        spent.push(began.elapsed().as_secs_f64());
        println!(
            "{:>28} {:>9.3}   {:.2} s of processor, {} influencers, revenue {:?}",
            "report",
            began.elapsed().as_secs_f64(),
            usage::cpu_secs() - cpu,
            report.influencers.len(),
            report
                .campaigns
                .first()
                .and_then(|row| row.totals.iter().find(|(name, _)| name == "revenue"))
                .and_then(|(_, figure)| figure.value()),
        );
    }
    let best = spent.iter().copied().fold(f64::MAX, f64::min);
    println!("{:>28} {best:>9.3}   peak {:.0} MiB", "best", usage::peak_mib());
    store.close().await.expect("closed");
}

async fn fill(store: &Store, mentions: u64, orders: u64) {
    let began = Instant::now();
    say(store, mentions).await;
    let said = began.elapsed();
    let began = Instant::now();
    sell(store, orders).await;
    println!(
        "stored {mentions} mentions in {:.0} s, {orders} orders and the clicks in {:.1} s",
        said.as_secs_f64(),
        began.elapsed().as_secs_f64()
    );
}

fn configuration(folder: &Path) -> String {
    let mut text = format!(
        "timezone = \"UTC\"\ncurrency = \"EUR\"\ndata_dir = \"{}\"\n[mail]\nfrom = \"a@acme.example\"\ntransport = \"file\"\n\
         [[brand]]\nid = \"acme\"\nname = \"Acme\"\nmatch = \"acme\"\n",
        folder.display()
    );
    for n in 0..INFLUENCERS {
        // Writing into a string cannot fail.
        writeln!(
            text,
            "[[influencer]]\nid = \"i{n}\"\nhandles = [\"instagram:account{n}\"]\ncodes = [\"CODE{n}X\"]\nlinks = [\"bit.ly/acme-{n}x\"]"
        )
        .ok();
    }
    text.push_str(
        "[[campaign]]\nid = \"year\"\nbrand = \"acme\"\nobjective = \"sales\"\nprimary = \"revenue\"\nfrom = 2025-11-17\nto = 2026-11-15\n\
         margin = 0.5\ngoals = [ { metric = \"orders\", target = 90000 } ]\ncosts = [ { what = \"agency\", amount = 5000, spread = \"reach\" },\n",
    );
    for n in 0..INFLUENCERS {
        writeln!(
            text,
            "{{ what = \"fee\", influencer = \"i{n}\", amount = 1000 }}, {{ what = \"commission\", influencer = \"i{n}\", percent = 5 }},"
        )
        .ok();
    }
    text.push_str(
        "]\n[[import]]\nname = \"Shop\"\npreset = \"shopify-orders-csv\"\npath = \"inbox/o*.csv\"\n\
         [[import]]\nname = \"Clicks\"\npreset = \"csv\"\npath = \"inbox/c*.csv\"\ndaily = true\nmap = { at = \"Day\", link = \"Link\", clicks = \"Clicks\" }\n",
    );
    text
}

fn instant(share: u64, of: u64) -> Timestamp {
    let from: Timestamp = FROM.parse().expect("an instant");
    let secs = DAYS * 86_400 * share / of.max(1);
    from + SignedDuration::from_secs(i64::try_from(secs).expect("a year"))
}

/// Mentions in the order of time, a tenth of them by influencers.
async fn say(store: &Store, mentions: u64) {
    let mut waiting = std::collections::VecDeque::new();
    for first in (0..mentions).step_by(5_000) {
        let part = first..(first + 5_000).min(mentions);
        let candidates = part.map(|n| candidate(n, mentions)).collect();
        waiting.push_back(store.ingest(PollCommit {
            source: SourceName::new("News"),
            state: SourceState::default(),
            candidates,
            not_before: None,
            remember: Remember::default(),
            reappearance: Reappearance::default(),
            listed: None,
        }));
        if waiting.len() > 4 {
            waiting.pop_front().expect("one").await.expect("stored");
        }
    }
    for commit in waiting {
        commit.await.expect("stored");
    }
}

fn candidate(n: u64, of: u64) -> Candidate {
    let at = instant(n, of);
    let by = n
        .is_multiple_of(10)
        .then(|| InfluencerId::new(format!("i{}", n / 10 % INFLUENCERS)));
    let mut mention = Mention {
        id: MentionId(u128::from(n) + 1),
        source: SourceName::new("News"),
        published_id: None,
        url: Some(format!("https://news.example/{n}")),
        title: format!("Item {n}"),
        text: String::new(),
        author: Author::default(),
        platform: [Platform::Instagram, Platform::TikTok, Platform::Web, Platform::X]
            [usize::try_from(n % 4).expect("small")],
        site: Some(format!("site{}.example", n % 5_000)),
        at,
        first_seen: at,
        last_seen: at,
        brands: vec![BrandId::new("acme")],
        campaigns: vec![CampaignId::new("year")],
        matches: Vec::new(),
        hashtags: Vec::new(),
        handles: Vec::new(),
        backlinks: Vec::new(),
        codes: Vec::new(),
        language: Language::default(),
        sentiment: Sentiment::default(),
        influencer: by,
        influencer_by: None,
        tier: None,
        followers: Some(1_000 + n % 90_000),
        media: MediaKind::Earned,
        spam: Spam::default(),
        story: String::new(),
        engagement: Engagement {
            likes: Some(n % 300),
            comments: Some(n % 20),
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
    };
    mention.author.handle = Some(format!("writer{}", n % 40_000));
    mention.sentiment.label =
        [Polarity::Positive, Polarity::Neutral, Polarity::Negative][usize::try_from(n % 3).expect("small")];
    mention.exposure = mentiond::metrics::exposure::estimate(&mention, None);
    Candidate {
        keys: vec![u128::from(n) + 1],
        told: None,
        telling: mentiond::classify::story::Telling::default(),
        errands: Vec::new(),
        mention,
    }
}

/// Orders in the order of time: three of four by a code, each with a landing page of a hundred, and every influencer's clicks.
async fn sell(store: &Store, orders: u64) {
    for first in (0..orders).step_by(1_000) {
        let part = first..(first + 1_000).min(orders);
        let told = part.map(|n| order(n, orders)).collect();
        store.put_outcomes(told, None).await.expect("stored");
    }
    for day in 0..DAYS {
        let told = (0..INFLUENCERS).map(|who| clicks(day, who)).collect();
        store.put_outcomes(told, None).await.expect("stored");
    }
}

fn order(n: u64, of: u64) -> CampaignOutcome {
    let marks = Marks {
        codes: if n.is_multiple_of(4) {
            Vec::new()
        } else {
            vec![format!("CODE{}X", n % INFLUENCERS)]
        },
        landing: Some(format!("/page-{}", n % 97)),
        ..Marks::default()
    };
    CampaignOutcome {
        source: "Shop".to_owned(),
        external_id: format!("#{n}"),
        at: instant(n, of),
        kind: OutcomeKind::Order,
        count: Some(1),
        money: Some(Money {
            amount_minor: i64::try_from(2_000 + n * 7_919 % 12_000).expect("small"),
            currency: Currency::default(),
        }),
        marks,
        customer: Some(CustomerHash(u128::from(n * 48_271 % 60_000))),
        provenance: Provenance::Imported,
        ..CampaignOutcome::default()
    }
}

fn clicks(day: u64, who: u64) -> CampaignOutcome {
    let at = instant(day, DAYS);
    CampaignOutcome {
        source: "Clicks".to_owned(),
        external_id: format!("{day}/{who}"),
        at,
        day: Some(at.to_zoned(TimeZone::UTC).date()),
        kind: OutcomeKind::Click,
        count: Some(day * who % 90),
        marks: Marks {
            link: Some(format!("bit.ly/acme-{who}x")),
            ..Marks::default()
        },
        provenance: Provenance::Imported,
        ..CampaignOutcome::default()
    }
}
