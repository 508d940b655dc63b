//! Adding a mention to the day total of a subject, and taking it out again: exact inverses, in any order.
//!
//! Sums stay exact because every addend is a whole number below 2^53. The only bounded parts are [`Rollup::top`] and
//! [`Rollup::drawn`]: a mention that was pushed out of a full list does not come back when a better one is withdrawn.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use xxhash_rust::xxh3::xxh3_64;

use super::{drawn, own_rates, range, tones};
use crate::model::{
    Audience, Cell, CellKey, Kind, MediaKind, Mention, Platform, Polarity, Range, Rollup, Subject, TopMention,
};
use crate::watch::byline;

/// The subjects a mention counts for: its brands, then its campaigns.
pub fn subjects(mention: &Mention) -> Vec<Subject> {
    let brands = mention.brands.iter().cloned().map(Subject::Brand);
    let campaigns = mention.campaigns.iter().cloned().map(Subject::Campaign);
    brands.chain(campaigns).collect()
}

/// Counts a mention in, by what it says as a whole.
pub fn add(rollup: &mut Rollup, mention: &Mention) {
    apply(rollup, mention, mention.polarity(), true);
}

/// Counts a mention in for a subject, by what it says towards it.
pub fn add_for(rollup: &mut Rollup, mention: &Mention, subject: &Subject) {
    apply(rollup, mention, mention.polarity_for(subject), true);
}

/// Takes a mention out that was counted in with the same content.
pub fn remove(rollup: &mut Rollup, mention: &Mention) {
    apply(rollup, mention, mention.polarity(), false);
}

/// Takes a mention out that was counted in for a subject with the same content.
pub fn remove_for(rollup: &mut Rollup, mention: &Mention, subject: &Subject) {
    apply(rollup, mention, mention.polarity_for(subject), false);
}

fn apply(rollup: &mut Rollup, mention: &Mention, polarity: Polarity, adding: bool) {
    if !mention.counts() {
        step(&mut rollup.set_aside, 1, adding);
        return;
    }
    apply_cell(&mut rollup.cells, mention, polarity, adding);
    for (author, _) in authors(mention) {
        bump(rollup.authors.tree(), author, adding);
        if mention.automated {
            bump(&mut rollup.automated, author, adding);
        }
    }
    apply_audience(rollup.audiences.tree(), mention, adding);
    if let Some(code) = &mention.language.code {
        bump(&mut rollup.languages, code.clone(), adding);
    }
    for tag in &mention.hashtags {
        bump(&mut rollup.hashtags, tag.clone(), adding);
    }
    if let Some(site) = &mention.site {
        bump(rollup.sites.tree(), site.clone(), adding);
    }
    bump(&mut rollup.sources, mention.source.as_str().to_owned(), adding);
    apply_backlinks(&mut rollup.backlinks, mention, adding);
    for code in &mention.codes {
        bump(&mut rollup.codes, code.clone(), adding);
    }
    if !mention.story.is_empty() {
        bump(rollup.stories.tree(), mention.story.clone(), adding);
    }
    tones::apply(rollup, mention, polarity, adding);
    own_rates::apply(rollup, mention, adding);
    drawn::apply(&mut rollup.drawn, mention, adding);
    apply_top(&mut rollup.top, mention, polarity, adding);
}

fn step(count: &mut u32, by: u32, adding: bool) {
    *count = if adding {
        count.saturating_add(by)
    } else {
        count.saturating_sub(by)
    };
}

fn step_wide(count: &mut u64, by: u64, adding: bool) {
    *count = if adding {
        count.saturating_add(by)
    } else {
        count.saturating_sub(by)
    };
}

/// One up or one down; a count of 0 leaves the map.
fn bump<K: Ord>(map: &mut BTreeMap<K, u32>, key: K, adding: bool) {
    match map.entry(key) {
        Entry::Occupied(mut entry) => {
            step(entry.get_mut(), 1, adding);
            if *entry.get() == 0 {
                entry.remove();
            }
        }
        Entry::Vacant(entry) if adding => {
            entry.insert(1);
        }
        Entry::Vacant(_) => {}
    }
}

fn sum(total: &mut Range, part: Option<Range>, adding: bool) {
    let part = part.map_or_else(Range::default, whole);
    let sign = if adding { 1.0 } else { -1.0 };
    *total = range::add_linear(*total, range::scale(part, sign));
    // −0 would survive a round trip through 0 and break equality of bytes.
    *total = range::add_linear(*total, Range::default());
}

fn whole(part: Range) -> Range {
    Range {
        low: part.low.round(),
        value: part.value.round(),
        high: part.high.round(),
    }
}

fn apply_cell(cells: &mut Vec<Cell>, mention: &Mention, polarity: Polarity, adding: bool) {
    let key = cell_key(mention, polarity);
    match cells.binary_search_by(|cell| cell.key.cmp(&key)) {
        Ok(at) => {
            if let Some(cell) = cells.get_mut(at) {
                fill_cell(cell, mention, adding);
                if cell.mentions == 0 {
                    cells.remove(at);
                }
            }
        }
        Err(at) if adding => {
            let mut cell = empty_cell(key);
            fill_cell(&mut cell, mention, true);
            cells.insert(at, cell);
        }
        Err(_) => {}
    }
}

/// What the cell of a mention is keyed by that is meant in this way.
pub fn cell_key(mention: &Mention, polarity: Polarity) -> CellKey {
    CellKey {
        platform: mention.platform,
        influencer: mention.influencer.clone(),
        tier: mention.tier,
        media: mention.media,
        sentiment: polarity,
        provenance: mention.exposure.provenance,
        basis: mention.exposure.basis.as_str().into(),
    }
}

/// A cell with nothing in it yet.
pub fn empty_cell(key: CellKey) -> Cell {
    Cell {
        key,
        mentions: 0,
        unexposed: 0,
        impressions: Range::default(),
        reach: Range::default(),
        engaged: 0,
        told: (0, 0, 0),
        likes: 0,
        comments: 0,
        shares: 0,
        views: 0,
        engaged_followers: 0,
        engaged_actions: 0,
        links: BTreeMap::new(),
    }
}

fn fill_cell(cell: &mut Cell, mention: &Mention, adding: bool) {
    let engagement = mention.engagement;
    step(&mut cell.mentions, 1, adding);
    if mention.exposure.impressions.is_none() {
        step(&mut cell.unexposed, 1, adding);
    }
    sum(&mut cell.impressions, mention.exposure.impressions, adding);
    sum(&mut cell.reach, mention.exposure.reach, adding);
    step(&mut cell.told.0, u32::from(engagement.likes.is_some()), adding);
    step(&mut cell.told.1, u32::from(engagement.comments.is_some()), adding);
    step(&mut cell.told.2, u32::from(engagement.shares.is_some()), adding);
    step_wide(&mut cell.likes, engagement.likes.unwrap_or(0), adding);
    step_wide(&mut cell.comments, engagement.comments.unwrap_or(0), adding);
    step_wide(&mut cell.shares, engagement.shares.unwrap_or(0), adding);
    step_wide(&mut cell.views, engagement.views.unwrap_or(0), adding);
    if let Some(actions) = engagement.actions() {
        step(&mut cell.engaged, 1, adding);
        if let Some(followers) = mention.followers.filter(|n| *n > 0) {
            step_wide(&mut cell.engaged_followers, followers, adding);
            step_wide(&mut cell.engaged_actions, actions, adding);
        }
    }
    for backlink in &mention.backlinks {
        bump(&mut cell.links, backlink.brand.clone(), adding);
    }
}

/// Hash of who wrote it: platform and account, else platform, site and byline; `None` when nobody is named.
pub fn author_key(mention: &Mention) -> Option<u64> {
    let (kind, who) = match (&mention.author.handle, &mention.author.name) {
        (Some(handle), _) if !handle.is_empty() => ("@", handle),
        (_, Some(name)) if !name.is_empty() => ("", name),
        _ => return None,
    };
    // A byline names a person of one site; an account is known on its whole platform.
    let site = match (kind, &mention.site) {
        ("", Some(site)) => site.as_str(),
        _ => "",
    };
    Some(named_key(mention.platform, site, kind, who))
}

/// Everybody who wrote it, by their [`author_key`]: of people who signed one byline each, with the name, as if they had signed
/// alone.
pub fn authors(mention: &Mention) -> Vec<(u64, Option<String>)> {
    let has_account = mention
        .author
        .handle
        .as_deref()
        .is_some_and(|handle| !handle.is_empty());
    let byline = mention.author.name.as_deref().filter(|_| !has_account);
    let people = byline.map(byline::people).unwrap_or_default();
    if people.is_empty() {
        return author_key(mention)
            .map(|author| (author, None))
            .into_iter()
            .collect();
    }
    let site = mention.site.as_deref().unwrap_or_default();
    people
        .into_iter()
        .map(|name| (named_key(mention.platform, site, "", &name), Some(name)))
        .collect()
}

fn named_key(platform: Platform, site: &str, kind: &str, who: &str) -> u64 {
    let who = who.to_lowercase();
    xxh3_64(format!("{platform}\u{1f}{site}\u{1f}{kind}{who}").as_bytes())
}

/// [`author_key`] of an account.
pub fn account_key(platform: Platform, handle: &str) -> u64 {
    named_key(platform, "", "@", handle)
}

/// Whether readers come for the site rather than for the author.
pub fn is_site(platform: Platform) -> bool {
    matches!(platform, Platform::Web | Platform::Forum)
}

/// Who gathers the audience: the site on the web and on boards, else the author, else the mention alone.
pub fn audience_key(mention: &Mention) -> u64 {
    let site = mention.site.as_deref().filter(|_| is_site(mention.platform));
    site.map(|site| xxh3_64(format!("site\u{1f}{site}").as_bytes()))
        .or_else(|| author_key(mention))
        .unwrap_or_else(|| xxh3_64(&mention.id.0.to_be_bytes()))
}

fn apply_audience(audiences: &mut BTreeMap<u64, Audience>, mention: &Mention, adding: bool) {
    let exposure = &mention.exposure;
    if exposure.reach.is_none() {
        return;
    }
    let author = audience_key(mention);
    let people = exposure.audience.unwrap_or(0);
    let name = format!(
        "{author:x}\u{1f}{}\u{1f}{:?}\u{1f}{:?}\u{1f}{:?}\u{1f}{}\u{1f}{}",
        mention.platform,
        mention.influencer,
        mention.tier,
        exposure.provenance,
        people > 0,
        exposure.basis
    );
    let entry = audiences.entry(xxh3_64(name.as_bytes()));
    let mut audience = match entry {
        Entry::Occupied(entry) => entry,
        Entry::Vacant(entry) if adding => entry.insert_entry(Audience {
            author,
            platform: mention.platform,
            influencer: mention.influencer.clone(),
            tier: mention.tier,
            followers: 0,
            posts: 0,
            reach: Range::default(),
            provenance: exposure.provenance,
            basis: exposure.basis.as_str().into(),
        }),
        Entry::Vacant(_) => return,
    };
    let total = audience.get_mut();
    step(&mut total.posts, 1, adding);
    step_wide(&mut total.followers, people, adding);
    sum(&mut total.reach, exposure.reach, adding);
    if audience.get().posts == 0 {
        audience.remove();
    }
}

fn apply_backlinks(map: &mut BTreeMap<String, (u32, u32)>, mention: &Mention, adding: bool) {
    let site = mention.site.as_deref().unwrap_or("unknown");
    for backlink in &mention.backlinks {
        let key = format!("{} {site}", backlink.brand);
        let counts = map.entry(key.clone()).or_default();
        let count = if followed(&backlink.link.rel) {
            &mut counts.0
        } else {
            &mut counts.1
        };
        step(count, 1, adding);
        if *counts == (0, 0) {
            map.remove(&key);
        }
    }
}

/// Whether search engines may count a link with these `rel` tokens.
pub fn followed(rel: &[String]) -> bool {
    !rel.iter()
        .any(|token| matches!(token.as_str(), "nofollow" | "ugc" | "sponsored"))
}

/// How much a mention matters to a reader: logarithms of its reach and reactions, a rostered author, strong words;
/// the brand's own posts come last.
pub fn weight(mention: &Mention) -> f64 {
    let reach = mention.exposure.reach.map_or(0.0, |r| r.value);
    #[expect(clippy::cast_precision_loss, reason = "a weight needs no exact counts")]
    let actions = mention.engagement.actions().unwrap_or(0) as f64;
    let roster = if mention.influencer.is_some() { 2.0 } else { 0.0 };
    let own = if mention.media == MediaKind::Owned {
        -8.0
    } else {
        0.0
    };
    let weight = reach.ln_1p() + actions.ln_1p() + roster + own + f64::from(mention.sentiment.score.abs());
    // In steps of 2⁻¹⁰, which decimal digits hold exactly: a stored weight reads back as the same number.
    (weight * 1024.0).round() / 1024.0
}

fn apply_top(top: &mut Vec<TopMention>, mention: &Mention, polarity: Polarity, adding: bool) {
    top.retain(|candidate| candidate.id != mention.id);
    if !adding {
        return;
    }
    let candidate = TopMention {
        id: mention.id,
        weight: weight(mention),
        sentiment: polarity,
        story: mention.story.clone(),
        backlinks: !mention.backlinks.is_empty(),
        question: mention.kinds.contains(&Kind::Question),
        complaint: mention.kinds.contains(&Kind::Complaint),
    };
    let at = top.partition_point(|other| ranks_before(other, &candidate));
    top.insert(at, candidate);
    trim(top);
}

/// Heavier first; equal weights by id, so that the order never depends on arrival.
pub fn ranks_before(a: &TopMention, b: &TopMention) -> bool {
    a.weight
        .total_cmp(&b.weight)
        .reverse()
        .then(a.id.cmp(&b.id))
        .is_lt()
}

/// Keeps the best [`Rollup::TOP`] of all, of the negative ones and of those that link to a brand, and the best
/// [`Rollup::TOP_OF_KIND`] questions and complaints.
fn trim(top: &mut Vec<TopMention>) {
    if top.len() <= Rollup::TOP {
        return;
    }
    let (mut all, mut negative, mut linking, mut asking, mut complaining) = (0, 0, 0, 0, 0);
    top.retain(|candidate| {
        let kept = [
            is_among(true, &mut all, Rollup::TOP),
            is_among(
                candidate.sentiment == Polarity::Negative,
                &mut negative,
                Rollup::TOP,
            ),
            is_among(candidate.backlinks, &mut linking, Rollup::TOP),
            is_among(candidate.question, &mut asking, Rollup::TOP_OF_KIND),
            is_among(candidate.complaint, &mut complaining, Rollup::TOP_OF_KIND),
        ];
        kept.contains(&true)
    });
}

/// Whether one that belongs to a list is among its first; counts it.
fn is_among(belongs: bool, seen: &mut usize, most: usize) -> bool {
    *seen += usize::from(belongs);
    belongs && *seen <= most
}

#[cfg(test)]
mod tests {
    use super::{add, remove, subjects};
    use crate::metrics::sample::mention;
    use crate::model::{
        Backlink, BrandId, CampaignId, Engagement, Exposure, InfluencerId, Kind, Link, MediaKind, Mention,
        Platform, Polarity, Provenance, Range, Rollup, Subject, Tiers,
    };
    use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

    fn whole() -> impl Strategy<Value = Range> {
        (0_u32..1_000_000, 1_u32..5).prop_map(|(value, factor)| Range {
            low: f64::from(value / factor),
            value: f64::from(value),
            high: f64::from(value * factor),
        })
    }

    fn exposures() -> impl Strategy<Value = Exposure> {
        let basis = prop_oneof![Just("rate a"), Just("rate b")];
        let audience = proptest::option::of(0_u64..100_000);
        (proptest::option::of(whole()), audience, basis, any::<bool>()).prop_map(
            |(range, audience, basis, seen)| Exposure {
                impressions: range,
                reach: range,
                audience,
                provenance: if seen {
                    Provenance::Observed
                } else {
                    Provenance::Estimated
                },
                basis: basis.to_owned(),
            },
        )
    }

    fn mentions() -> impl Strategy<Value = Mention> {
        let count = || proptest::option::of(0_u64..10_000);
        let engagement =
            (count(), count(), count(), count()).prop_map(|(likes, comments, shares, views)| Engagement {
                likes,
                comments,
                shares,
                views,
            });
        let who = (
            0_u128..12,
            any::<bool>(),
            proptest::option::of(0_u64..2_000_000),
            0_u8..4,
        );
        (who, engagement, exposures(), any::<(bool, bool, u8)>()).prop_map(
            |((id, rostered, followers, kind), engagement, exposure, (spam, web, tone))| {
                let mut mention = mention(id, "2026-11-17T12:00:00Z");
                mention.influencer = rostered.then(|| InfluencerId::new("kristal"));
                mention.followers = followers;
                mention.automated = kind == 1;
                mention.tier = followers.map(|followers| Tiers::default().of(followers));
                mention.engagement = engagement;
                mention.exposure = exposure;
                mention.spam.set_aside = spam && kind == 0;
                mention.platform = if web { Platform::Web } else { Platform::Mastodon };
                mention.media = [MediaKind::Earned, MediaKind::Owned, MediaKind::Paid][usize::from(kind % 3)];
                mention.sentiment.label =
                    [Polarity::Positive, Polarity::Neutral, Polarity::Negative][usize::from(tone % 3)];
                mention.sentiment.score = f32::from(tone) / 255.0;
                mention.hashtags = vec![format!("tag{}", tone % 4)];
                mention.language.code = (tone > 100).then(|| "en".to_owned());
                mention.story = format!("story{kind}");
                mention.kinds = Kind::ALL.into_iter().take(usize::from(kind)).collect();
                mention.topics = (tone > 100).then(|| format!("topic{kind}")).into_iter().collect();
                mention.backlinks = vec![
                    Backlink {
                        brand: BrandId::new("acme"),
                        link: Link {
                            rel: vec![if web { "nofollow" } else { "me" }.to_owned()],
                            ..Link::default()
                        },
                        ..Backlink::default()
                    };
                    usize::from(tone % 3)
                ];
                mention
            },
        )
    }

    /// Distinct ids, as the store guarantees.
    fn distinct(mut mentions: Vec<Mention>) -> Vec<Mention> {
        for (n, mention) in (0_u128..).zip(&mut mentions) {
            mention.id.0 = n;
        }
        mentions
    }

    fn add_all(day: &mut Rollup, mentions: &[Mention]) {
        for mention in mentions {
            add(day, mention);
        }
    }

    proptest! {
        #[test]
        fn removing_undoes_adding(base in proptest::collection::vec(mentions(), 0..20), extra in mentions()) {
            let mut day = Rollup::default();
            for mention in &distinct(base) {
                add(&mut day, mention);
            }
            let before = serde_json::to_string(&day).unwrap();
            let mut extra = extra;
            extra.id.0 = 1_000;
            add(&mut day, &extra);
            prop_assert!(serde_json::to_string(&day).unwrap() != before);
            remove(&mut day, &extra);
            prop_assert_eq!(serde_json::to_string(&day).unwrap(), before);
        }

        #[test]
        fn order_does_not_matter(all in proptest::collection::vec(mentions(), 0..90), turn in 0_usize..90) {
            let mut all = distinct(all);
            let mut forward = Rollup::default();
            add_all(&mut forward, &all);
            let turn = turn.min(all.len());
            all.rotate_left(turn);
            all.reverse();
            let mut backward = Rollup::default();
            add_all(&mut backward, &all);
            prop_assert_eq!(&forward, &backward);
            let read: Rollup = serde_json::from_str(&serde_json::to_string(&forward).unwrap()).unwrap();
            prop_assert_eq!(read, forward);
        }

        #[test]
        fn removing_all_leaves_nothing(all in proptest::collection::vec(mentions(), 0..40)) {
            let all = distinct(all);
            let mut day = Rollup::default();
            add_all(&mut day, &all);
            for mention in &all {
                remove(&mut day, mention);
            }
            prop_assert_eq!(day, Rollup::default());
        }
    }

    #[test]
    fn a_mention_counts_for_its_brands_and_campaigns() {
        let mut mention = mention(1, "2026-11-17T12:00:00Z");
        mention.campaigns = vec![CampaignId::new("spring")];
        assert_eq!(
            subjects(&mention),
            [
                Subject::Brand(BrandId::new("acme")),
                Subject::Campaign(CampaignId::new("spring"))
            ]
        );
    }

    #[test]
    fn spam_is_counted_apart_only() {
        let mut spam = mention(1, "2026-11-17T12:00:00Z");
        spam.spam.set_aside = true;
        let mut day = Rollup::default();
        add(&mut day, &spam);
        assert_eq!(
            day,
            Rollup {
                set_aside: 1,
                ..Rollup::default()
            }
        );
    }

    #[test]
    fn full_lists_keep_negative_and_linking_mentions() {
        let mut day = Rollup::default();
        for n in 0..200_u32 {
            let mut mention = mention(n.into(), "2026-11-17T12:00:00Z");
            mention.exposure.reach = Some(Range::point(f64::from(n)));
            if n < 3 {
                mention.sentiment.label = Polarity::Negative;
            }
            if n == 5 {
                mention.backlinks.push(Backlink::default());
            }
            add(&mut day, &mention);
        }
        assert_eq!(day.top.len(), Rollup::TOP + 4);
        assert!(day.top.windows(2).all(|pair| pair[0].weight >= pair[1].weight));
    }
}
