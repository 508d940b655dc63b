//! One pass over one document.

mod links;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::patterns::{Field, Layer, Owner, Places, Seen};
use super::rules::{Found, Scene, in_layer, primary_language};
use super::{Heard, MAX_MATCHES, MAX_TAGS, Subject, Watch, tag_key};
use crate::model::{Document, Match, Platform};
use crate::text::fold::{Folded, Names, fold_key, fold_read, hides_letters};
use crate::text::url::host_of;
use crate::text::words::{handles, hashtags};

impl Watch {
    /// What a document says about the watched brands and campaigns.
    pub fn hear(&self, doc: &Document) -> Heard {
        let unmasked = Folds::unmasked(doc, &self.names);
        // Without disguises both folded forms are one text: a single pass serves both.
        let layers: &[Layer] = match unmasked {
            Some(_) => &[Layer::Plain],
            None => &[Layer::Plain, Layer::Unmasked],
        };
        let folds = Folds::of(doc, Layer::Plain);
        let plain = folds.read(self, layers);
        let mut ear = Ear::new(self, doc, &plain);
        if let Some(folds) = unmasked {
            ear.judge(&folds.read(self, &[Layer::Unmasked]));
        }
        if self.patterns.has_exact() {
            let folds = Folds::of(doc, Layer::Exact);
            ear.judge(&folds.read(self, &[Layer::Exact]));
        }
        ear.words();
        ear.tags();
        ear.names();
        ear.links();
        ear.verdict()
    }

    /// Which queries hold in a text that is folded already, by their order in the configuration (brands, then campaigns):
    /// the matching alone, without tags, links and places. `doc` answers what a query asks beyond the text.
    pub fn holding(&self, doc: &Document, text: &Folded) -> Vec<usize> {
        let title = Folded::default();
        let layers = [Layer::Plain, Layer::Unmasked];
        let seen = self.patterns.read(&title.text, &text.text, &layers);
        let mut candidates = seen.candidates();
        candidates.extend(&self.unanchored);
        let scene = Scene::new(doc, &title, text, &seen);
        candidates.retain(|&index| {
            let rule = self.rules.get(index);
            rule.is_some_and(|rule| rule.layer != Layer::Exact) && self.holds(index, &scene, &seen)
        });
        candidates
    }

    /// Whether a query holds for a document of which this was seen.
    fn holds(&self, rule: usize, scene: &Scene<'_>, seen: &Seen<'_>) -> bool {
        let whole = || self.rules.get(rule).is_some_and(|rule| scene.holds(&rule.node));
        self.outlines.truth(rule, seen).unwrap_or_else(whole)
    }
}

/// One form of a document's title and text.
struct Folds {
    title: Folded,
    text: Folded,
}

impl Folds {
    fn of(doc: &Document, layer: Layer) -> Self {
        Self {
            title: in_layer(&doc.title, layer),
            text: in_layer(&doc.text, layer),
        }
    }

    /// With look-alikes and names in disguise read as what they stand for; `None` where there are none.
    fn unmasked(doc: &Document, names: &Names) -> Option<Self> {
        let (title, text) = (names.find(&doc.title), names.find(&doc.text));
        let hides =
            !title.is_empty() || !text.is_empty() || hides_letters(&doc.title) || hides_letters(&doc.text);
        hides.then(|| Self {
            title: fold_read(&doc.title, true, &title),
            text: fold_read(&doc.text, true, &text),
        })
    }

    fn read<'a>(&'a self, watch: &'a Watch, layers: &'a [Layer]) -> Form<'a> {
        Form {
            folds: self,
            layers,
            seen: watch.patterns.read(&self.title.text, &self.text.text, layers),
        }
    }
}

/// One form of a document, with what stands in it.
struct Form<'a> {
    folds: &'a Folds,
    /// The literals of these are compared with it.
    layers: &'a [Layer],
    seen: Seen<'a>,
}

impl Form<'_> {
    fn scene<'a>(&'a self, doc: &'a Document) -> Scene<'a> {
        Scene::new(doc, &self.folds.title, &self.folds.text, &self.seen)
    }

    fn folded(&self, field: Field) -> &Folded {
        match field {
            Field::Title => &self.folds.title,
            Field::Text => &self.folds.text,
        }
    }

    /// Whoever but queries wants to know of something that stands here, with the literal.
    fn others<'a>(&'a self, watch: &'a Watch) -> impl Iterator<Item = (u32, Owner)> + 'a {
        let standing = if watch.patterns.has_others() {
            self.seen.standing()
        } else {
            &[]
        };
        standing
            .iter()
            .flat_map(|&literal| watch.patterns.others(literal).map(move |owner| (literal, owner)))
    }
}

/// Everything heard so far about one document.
struct Ear<'a> {
    watch: &'a Watch,
    doc: &'a Document,
    heard: Heard,
    plain: &'a Form<'a>,
    /// Host of the document's own address; asked for only when a link leads to a brand.
    home: OnceCell<Option<String>>,
    brands: BTreeSet<usize>,
    /// Campaigns that a hashtag, code or link marks: they bring their brand along.
    marked: BTreeSet<usize>,
    /// Campaigns whose query holds.
    queried: BTreeSet<usize>,
    /// Influencers whose code or link it carries.
    carried: BTreeSet<usize>,
    /// Values of `utm_campaign`, folded, and influencers told by UTM, of links to brands.
    utm_campaigns: BTreeSet<(usize, String)>,
    utm_influencers: BTreeSet<usize>,
}

impl<'a> Ear<'a> {
    fn new(watch: &'a Watch, doc: &'a Document, plain: &'a Form<'a>) -> Self {
        Self {
            watch,
            doc,
            heard: Heard::default(),
            plain,
            home: OnceCell::new(),
            brands: BTreeSet::new(),
            marked: BTreeSet::new(),
            queried: BTreeSet::new(),
            carried: BTreeSet::new(),
            utm_campaigns: BTreeSet::new(),
            utm_influencers: BTreeSet::new(),
        }
    }

    /// Queries over the plain form.
    fn words(&mut self) {
        let plain = self.plain;
        self.judge(plain);
        self.codes();
    }

    /// Whether a query of a layer is judged in a form: in its own, and where that is not read, in the plain one.
    fn is_judged_in(&self, own: Layer, form: &Form<'_>) -> bool {
        let unread = own == Layer::Exact && !self.watch.patterns.has_exact();
        form.layers.contains(&own) || unread && form.layers.contains(&Layer::Plain)
    }

    /// Every query one of whose anchors stands in this form, and those that need no word.
    fn judge(&mut self, form: &Form<'_>) {
        let scene = form.scene(self.doc);
        for &index in &self.watch.unanchored {
            let own = self.watch.rules.get(index).map(|rule| rule.layer);
            if own.is_some_and(|own| self.is_judged_in(own, form)) {
                self.judge_rule(index, &scene, &form.seen);
            }
        }
        for index in form.seen.candidates() {
            let rule = self.watch.rules.get(index);
            let fits = rule.is_some_and(|rule| form.layers.contains(&rule.layer));
            if fits {
                self.judge_rule(index, &scene, &form.seen);
            }
        }
    }

    fn judge_rule(&mut self, index: usize, scene: &Scene<'_>, seen: &Seen<'_>) {
        let (Some(rule), Some(subject)) = (self.watch.rules.get(index), self.watch.subjects.get(index))
        else {
            return;
        };
        if !self.watch.holds(index, scene, seen) {
            return;
        }
        match *subject {
            Subject::Campaign(campaign) => {
                self.queried.insert(campaign);
            }
            Subject::Brand(brand) if self.listens(brand) => {
                self.brands.insert(brand);
                let mut found = Vec::new();
                scene.reasons(&rule.node, &mut found);
                found.sort_by_key(|one| match one {
                    Found::Place(span) => (0, span.field, span.start, span.end),
                    Found::Site => (1, Field::Text, 0, 0),
                    Found::Author => (2, Field::Text, 0, 0),
                    Found::Beside(..) => (3, Field::Text, 0, 0),
                });
                found.dedup();
                for one in found.into_iter().take(MAX_MATCHES) {
                    self.note_found(brand, one, scene);
                }
            }
            Subject::Brand(_) => {}
        }
    }

    fn note_found(&mut self, brand: usize, found: Found, scene: &Scene<'_>) {
        match found {
            Found::Place(span) => {
                let (start, end) = scene.folded(span.field).origin(span.start, span.end);
                self.note(brand, "query", span.field.as_str(), start, end);
            }
            Found::Site => {
                let url = self.doc.url.as_deref().unwrap_or_default();
                let host = self.home().unwrap_or_default().to_owned();
                let start = url.to_ascii_lowercase().find(&host).unwrap_or(0);
                let end = if start == 0 { url.len() } else { start + host.len() };
                self.note(brand, "query", "url", start, end);
            }
            Found::Author => self.note(brand, "query", "author", 0, author_shown(self.doc).len()),
            Found::Beside(field, start, end, words) => {
                self.note_as(brand, "query", field, (start, end), words);
            }
        }
    }

    /// Whether a brand is watched in the document's language; an undeclared language is no reason to look away.
    fn listens(&self, brand: usize) -> bool {
        self.watch.brands.get(brand).is_some_and(|brand| {
            brand.languages.is_empty()
                || primary_language(self.doc).is_none_or(|language| brand.languages.contains(&language))
        })
    }

    fn home(&self) -> Option<&str> {
        let home = self
            .home
            .get_or_init(|| self.doc.url.as_deref().and_then(host_of));
        home.as_deref()
    }

    fn note(&mut self, brand: usize, rule: &str, field: &str, start: usize, end: usize) {
        let part = match field {
            "title" => self.doc.title.as_str(),
            "text" => self.doc.text.as_str(),
            "url" => self.doc.url.as_deref().unwrap_or_default(),
            _ => author_shown(self.doc),
        };
        let matched = part.get(start..end).unwrap_or_default().to_owned();
        self.note_as(brand, rule, field, (start, end), matched);
    }

    fn note_as(&mut self, brand: usize, rule: &str, field: &str, place: (usize, usize), matched: String) {
        let Some(watched) = self.watch.brands.get(brand) else {
            return;
        };
        if self.heard.matches.len() < MAX_MATCHES {
            self.heard.matches.push(Match {
                brand: watched.id.clone(),
                rule: rule.to_owned(),
                field: field.to_owned(),
                start: place.0,
                end: place.1,
                matched,
            });
        }
    }

    /// Promo codes, and what they mark.
    fn codes(&mut self) {
        let (plain, watch) = (self.plain, self.watch);
        for (literal, owner) in plain.others(watch) {
            let Owner::Code(index) = owner else { continue };
            let Some((code, influencer)) = watch.codes.get(index) else {
                continue;
            };
            if !self.heard.codes.contains(code) {
                self.heard.codes.push(code.clone());
            }
            self.carried.insert(*influencer);
            let brands = self.brands_served_by(*influencer);
            for hit in plain.seen.hits_of(literal) {
                let (start, end) = plain.folded(hit.field).origin(hit.start, hit.end);
                for &brand in &brands {
                    self.note(brand, "code", hit.field.as_str(), start, end);
                }
            }
        }
    }

    /// Brands whose campaigns an influencer works for.
    fn brands_served_by(&self, influencer: usize) -> BTreeSet<usize> {
        let campaigns = self.watch.campaigns.iter();
        campaigns
            .filter(|campaign| campaign.influencers.contains(&influencer))
            .map(|campaign| campaign.brand)
            .filter(|brand| self.listens(*brand))
            .collect()
    }

    fn tags(&mut self) {
        let doc = self.doc;
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for (field, part) in [(Field::Title, &doc.title), (Field::Text, &doc.text)] {
            for tag in hashtags(part).into_iter().take(MAX_TAGS) {
                let key = tag_key(tag.name);
                self.tag(
                    &key,
                    field.as_str(),
                    (tag.range.start, tag.range.end),
                    part.get(tag.range),
                );
                seen.insert(key);
            }
        }
        let social = !matches!(
            doc.platform,
            Platform::Web | Platform::Forum | Platform::Podcast | Platform::GitHub
        );
        for category in doc.categories.iter().take(MAX_TAGS) {
            let key = tag_key(category);
            let watched = self.watch.tags.contains_key(&key);
            if watched && !seen.contains(&key) {
                self.tag(&key, "category", (0, category.len()), Some(category));
            }
            // A blog's categories are no hashtags; a platform's tags are.
            if (social || watched) && !key.is_empty() {
                seen.insert(key);
            }
        }
        self.heard.hashtags = seen.into_iter().take(MAX_TAGS).collect();
    }

    fn tag(&mut self, key: &str, field: &str, place: (usize, usize), matched: Option<&str>) {
        for subject in self.watch.tags.get(key).into_iter().flatten() {
            let brand = match *subject {
                Subject::Brand(brand) => brand,
                Subject::Campaign(campaign) => {
                    self.marked.insert(campaign);
                    let Some(watched) = self.watch.campaigns.get(campaign) else {
                        continue;
                    };
                    watched.brand
                }
            };
            if self.listens(brand) && !self.has_match("hashtag", field, place, brand) {
                self.brands.insert(brand);
                self.note_as(
                    brand,
                    "hashtag",
                    field,
                    place,
                    matched.unwrap_or_default().to_owned(),
                );
            }
        }
    }

    fn has_match(&self, rule: &str, field: &str, place: (usize, usize), brand: usize) -> bool {
        let id = self.watch.brands.get(brand).map(|brand| &brand.id);
        self.heard.matches.iter().any(|known| {
            Some(&known.brand) == id
                && known.rule == rule
                && known.field == field
                && (known.start, known.end) == place
        })
    }

    /// Handles in the text, and the author's own.
    fn names(&mut self) {
        let doc = self.doc;
        for (field, part) in [(Field::Title, &doc.title), (Field::Text, &doc.text)] {
            for tag in handles(part).into_iter().take(MAX_TAGS) {
                let name = tag.name.to_lowercase();
                for brand in self.watch.accounts.named(&name, doc) {
                    if self.listens(brand) {
                        self.brands.insert(brand);
                        self.note(brand, "handle", field.as_str(), tag.range.start, tag.range.end);
                    }
                }
                if self.heard.handles.len() < MAX_TAGS && !self.heard.handles.contains(&name) {
                    self.heard.handles.push(name);
                }
            }
        }
        for brand in self.watch.accounts.published_by(doc) {
            if self.listens(brand) {
                self.brands.insert(brand);
                self.note(brand, "handle", "author", 0, author_shown(doc).len());
            }
        }
    }

    /// Puts brands and campaigns together.
    fn verdict(mut self) -> Heard {
        let publisher = self
            .watch
            .roster
            .publisher(self.doc, &self.heard.codes, &self.heard.backlinks);
        let author = publisher.as_ref().map(|(index, _)| *index);
        let mut campaigns = BTreeSet::new();
        for (index, campaign) in self.watch.campaigns.iter().enumerate() {
            if !self.listens(campaign.brand) {
                continue;
            }
            let of = |set: &BTreeSet<usize>| campaign.influencers.iter().any(|one| set.contains(one));
            let marked = self.marked.contains(&index) || of(&self.carried);
            if marked {
                self.brands.insert(campaign.brand);
            }
            let by_author = author.is_some_and(|author| campaign.influencers.contains(&author));
            let by_utm = self
                .utm_campaigns
                .contains(&(campaign.brand, fold_key(campaign.id.as_str())));
            let belongs =
                marked || self.queried.contains(&index) || by_author || by_utm || of(&self.utm_influencers);
            if belongs && self.brands.contains(&campaign.brand) {
                campaigns.insert(campaign.id.clone());
            }
        }
        let ids = self
            .brands
            .iter()
            .filter_map(|&brand| self.watch.brands.get(brand));
        self.heard.brands = ids.map(|brand| brand.id.clone()).collect();
        self.heard.brands.sort();
        self.heard.campaigns = campaigns.into_iter().collect();
        self.heard.codes.sort();
        self.heard.publisher = publisher.map(|(_, publisher)| publisher);
        self.heard
    }
}

/// The author's name as shown, else the handle: what offsets of the field `author` point into.
fn author_shown(doc: &Document) -> &str {
    let author = &doc.author;
    author
        .name
        .as_deref()
        .or(author.handle.as_deref())
        .unwrap_or_default()
}
