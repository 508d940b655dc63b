//! Ten invented weeks: what people say about Tindra, who makes cordless lamps, and Glimt, who does too.
//!
//! Nobody in it exists. The same day gives the same story; days are counted back from the moment the demo starts.

mod spun;
mod update;

use jiff::{SignedDuration, Timestamp};

/// Days of the story.
pub(super) const DAYS: u32 = 70;
/// The campaign began on the Monday this many weeks before this week's.
pub(super) const CAMPAIGN_WEEKS_AGO: i64 = 5;

/// Where a post appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    News,
    Design,
    Kitchen,
    Gadget,
    Maja,
    Forum,
    Mastodon,
    HackerNews,
    Bluesky,
    YouTube,
    Reddit,
    Reviews,
    Coupons,
}

/// One post.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub(super) id: u32,
    pub(super) place: Place,
    pub(super) at: Timestamp,
    pub(super) author: &'static str,
    pub(super) handle: &'static str,
    pub(super) followers: u32,
    pub(super) title: String,
    pub(super) text: String,
    /// Address and anchor of a link in it.
    pub(super) link: Option<(String, &'static str)>,
    pub(super) likes: u32,
    pub(super) comments: u32,
    pub(super) shares: u32,
    pub(super) views: u32,
}

/// All posts, oldest first.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) posts: Vec<Post>,
    pub(super) now: Timestamp,
}

const PEOPLE: [(&str, &str, u32); 10] = [
    ("Anders Lind", "anderslind", 410),
    ("Beatriz Prado", "beaprado", 2_300),
    ("Chidi Okafor", "chidi_o", 870),
    ("Dana Weiss", "danaweiss", 15_400),
    ("Elif Aydin", "elifa", 640),
    ("Femke de Boer", "femkedb", 1_250),
    ("Goran Petrov", "goranp", 3_900),
    ("Hanna Virtanen", "hannav", 720),
    ("Ivo Marek", "ivomarek", 190),
    ("June Park", "junepark", 6_800),
];

const GOOD: [&str; 10] = [
    "I love how warm the light is",
    "The battery easily lasts a week, really impressed",
    "Gorgeous on the dining table, best lamp I have bought",
    "Great build quality and a lovely dimmer",
    "So happy with it, the kids love it too",
    "Beautiful design, and it charges fast",
    "Perfect for the balcony, everybody asked about it",
    "Excellent support: they replaced a scratched shade for free",
    "A delightful little lamp, works great at the cabin",
    "It made our dark kitchen corner cosy, brilliant idea",
];

const PLAIN: [&str; 10] = [
    "Comes in four colours and two sizes",
    "It has a USB-C port and a touch dimmer",
    "The shade is made of recycled glass",
    "We put three of them in the hallway",
    "There is a new version with a lower foot",
    "The box holds the lamp, a cable and a card",
    "It stands about thirty centimetres tall",
    "You can buy it online or in two shops in town",
    "The old model used a different charger",
    "I measured nine hours on the middle setting",
];

const BAD: [&str; 8] = [
    "The touch button is annoying and keeps failing",
    "Mine arrived broken and support never answered, terrible",
    "Disappointed: the battery died after two evenings",
    "Too expensive for a flimsy plastic foot",
    "The light flickers, which is awful for reading",
    "Delivery was a mess and two weeks late",
    "It scratches far too easily, poor finish",
    "I regret buying it, the glare is horrible",
];

const OPENINGS: [&str; 9] = [
    "Unpacked the Tindra lamp today.",
    "Two weeks with a Tindra now.",
    "Tindra again, because people asked.",
    "Our Tindra lamps are up.",
    "Short note on Tindra.",
    "Borrowed a Tindra from a friend.",
    "My second Tindra lamp.",
    "Finally bought a Tindra.",
    "About the Tindra on my desk.",
];

/// People who speak up once something happens.
const CROWD: [(&str, &str, u32); 14] = [
    ("Karin Bos", "karinbos", 46_000),
    ("Luis Ferrer", "luisferrer", 1_900),
    ("Mei Tan", "meitan", 12_600),
    ("Nils Aas", "nilsaas", 540),
    ("Oona Salo", "oonasalo", 260),
    ("Pavel Dvorak", "pdvorak", 4_100),
    ("Quentin Roy", "quentinroy", 980),
    ("Rosa Conti", "rosaconti", 2_700),
    ("Sven Holm", "svenholm", 150),
    ("Tara Singh", "tarasingh", 7_300),
    ("Uma Rao", "umarao", 610),
    ("Viktor Nagy", "vnagy", 430),
    ("Wanda Zielinska", "wandaz", 1_100),
    ("Yusuf Kaya", "yusufkaya", 890),
];

/// A charging cable that gets hot, and everybody asks whether theirs does.
const SCARE: [&str; 14] = [
    "My Tindra charging cable got so hot that I pulled the plug. Not good.",
    "Is it normal that the charging cable of a Tindra gets hot? Slightly worried.",
    "Saw the photo of the melted charging cable. Checked my Tindra at once: warm as well.",
    "Unplugged the Tindra for now, the charging cable is hot to the touch. Bad surprise.",
    "Anyone else with a hot charging cable? Our Tindra is two months old.",
    "That charging cable photo worries me, we leave our Tindra on overnight.",
    "The Tindra charging cable smells burnt. Terrible, I expected better.",
    "Asked Tindra about the hot charging cable and wait for an answer.",
    "The lamp is fine, the charging cable is awful: hot after ten minutes. Tindra, please.",
    "Swapped the Tindra charging cable for another one and it stays cool. So it is the cable.",
    "Disappointed: a hot charging cable on a lamp at this price, Tindra?",
    "Read about the charging cable this morning, now every Tindra owner at work checks theirs.",
    "Hot charging cable here too. Tindra should say something today.",
    "Our shop puts the Tindra aside until the charging cable is cleared up.",
];

/// The maker answers, and most are content.
const RELIEF: [&str; 14] = [
    "Tindra swaps every charging cable for free, no questions asked. Well done.",
    "Got the mail: a new Tindra charging cable is on its way. Great support.",
    "That was quick. Tindra sends new cables to everybody.",
    "Happy with how Tindra handles the cable: honest and fast.",
    "New charging cable ordered with two clicks, thank you Tindra.",
    "Tindra admits that one batch of cables was bad and replaces all. Respect.",
    "So the charging cable it was. A new one comes on Friday, says Tindra.",
    "Excellent reaction by Tindra, I keep the lamp.",
    "Tindra pays the postage for the old cable as well. Nice.",
    "My Tindra cable is from the good batch, still glad that they checked.",
    "Tindra's answer about the charging cable is a lovely piece of plain speech.",
    "Our shop sells the Tindra again, with new cables in the box.",
    "Cable swapped, lamp loved. Thanks, Tindra.",
    "Took a week, but the Tindra cable story ends well.",
];

const RIVAL: [&str; 6] = [
    "Glimt lamps are on sale at the corner shop.",
    "Trying a Glimt lamp for the reading chair.",
    "The new Glimt One is smaller than expected.",
    "Glimt announced a floor lamp.",
    "Our Glimt lamps from last year still work.",
    "Glimt changed its packaging.",
];

const QUESTIONS: [&str; 4] = [
    "Does anyone know whether the Tindra dimmer works with gloves on?",
    "How do I reset a Tindra lamp that stays dark?",
    "Is the Tindra mini bright enough to read by?",
    "Where can I get a spare shade for a Tindra?",
];

/// Pseudo-random numbers that are the same on every machine (the constants of Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(sides.max(1))).unwrap_or(0)
    }

    fn pick<T: Copy>(&mut self, from: &[T], otherwise: T) -> T {
        let n = usize::try_from(self.roll(u32::try_from(from.len()).unwrap_or(1))).unwrap_or(0);
        from.get(n).copied().unwrap_or(otherwise)
    }
}

impl Story {
    /// The story of the seventy days up to `now`.
    pub(super) fn until(now: Timestamp) -> Self {
        let mut story = Self {
            posts: Vec::new(),
            now,
        };
        let mut dice = Dice(20_261_122);
        for ago in (0..DAYS).rev() {
            story.day(ago, &mut dice);
        }
        story.posts.retain(|post| post.at <= now);
        story.posts.sort_by_key(|post| (post.at, post.id));
        story
    }

    /// Posts of one place, newest first.
    pub(super) fn of(&self, place: Place) -> impl Iterator<Item = &Post> {
        self.posts.iter().rev().filter(move |post| post.place == place)
    }

    fn day(&mut self, ago: u32, dice: &mut Dice) {
        let campaign = ago < 37;
        let usual = if campaign {
            4 + dice.roll(4)
        } else {
            1 + dice.roll(4)
        };
        for _ in 0..usual {
            self.chatter(ago, campaign, dice);
        }
        if dice.roll(3) == 0 {
            self.rival(ago, dice);
        }
        match ago {
            36 | 22 | 11 => self.maja(ago, dice),
            33 | 15 => self.tom(ago),
            30 | 19 | 8 | 3 => self.priya(ago, dice),
            24 => self.storm(ago, dice),
            7 => self.crowd(ago, "The Tindra cable", &SCARE),
            1 => self.crowd(ago, "Tindra swaps the cables", &RELIEF),
            5 => self.spun(ago),
            _ => {}
        }
        if ago % 9 == 4 {
            self.article(ago, dice);
        }
        update::told(self, ago);
    }

    fn add(
        &mut self,
        ago: u32,
        place: Place,
        who: (&'static str, &'static str, u32),
        title: &str,
        text: String,
        dice: &mut Dice,
    ) {
        let id = u32::try_from(self.posts.len()).unwrap_or(0) + 1000;
        let hours = i64::from(ago) * 24 + i64::from(dice.roll(20));
        let at = self
            .now
            .checked_sub(SignedDuration::from_mins(hours * 60 + i64::from(dice.roll(60))))
            .unwrap_or(self.now);
        let warmth = 1 + who.2 / 400;
        self.posts.push(Post {
            id,
            place,
            at,
            author: who.0,
            handle: who.1,
            followers: who.2,
            title: title.to_owned(),
            text,
            link: None,
            likes: dice.roll(6) + dice.roll(warmth),
            comments: dice.roll(4),
            shares: dice.roll(3),
            views: 0,
        });
    }

    /// What people say by themselves.
    fn chatter(&mut self, ago: u32, campaign: bool, dice: &mut Dice) {
        let who = dice.pick(&PEOPLE, PEOPLE[0]);
        let places = [
            Place::Mastodon,
            Place::Bluesky,
            Place::Reddit,
            Place::Forum,
            Place::HackerNews,
            Place::Reviews,
        ];
        let place = dice.pick(&places, Place::Forum);
        let opening = dice.pick(&OPENINGS, "Tindra.");
        let mood = dice.roll(10);
        let body = match mood {
            0..5 => format!("{opening} {}. {}.", dice.pick(&GOOD, ""), dice.pick(&PLAIN, "")),
            5..8 => format!("{opening} {}. {}.", dice.pick(&PLAIN, ""), dice.pick(&PLAIN, "")),
            8 => format!("{opening} {}. {}.", dice.pick(&BAD, ""), dice.pick(&PLAIN, "")),
            _ => format!("{} {}.", dice.pick(&QUESTIONS, ""), dice.pick(&PLAIN, "")),
        };
        let tagged = campaign && dice.roll(3) == 0;
        let body = if tagged {
            format!("{body} #TindraLights")
        } else {
            body
        };
        let title = match place {
            Place::Reddit | Place::Forum | Place::Reviews | Place::HackerNews => {
                opening.trim_end_matches('.').to_owned()
            }
            _ => String::new(),
        };
        self.add(ago, place, who, &title, body, dice);
    }

    fn rival(&mut self, ago: u32, dice: &mut Dice) {
        let who = dice.pick(&PEOPLE, PEOPLE[0]);
        let text = format!("{} {}.", dice.pick(&RIVAL, "Glimt."), dice.pick(&PLAIN, ""));
        let place = dice.pick(&[Place::Bluesky, Place::Forum, Place::Gadget], Place::Forum);
        self.add(ago, place, who, "Glimt news", text, dice);
    }

    /// Maja, who writes a blog and posts on Mastodon: long articles, links with UTM, a code.
    fn maja(&mut self, ago: u32, dice: &mut Dice) {
        let who = ("Maja Ek", "majaek", 38_000);
        let text = "Advertisement with Tindra. I spent an evening with the new Tindra Lights series at the cabin, and I \
                    love the warm glow: it is the first cordless lamp that makes winter evenings feel cosy. The dimmer is \
                    smooth, the battery lasted all weekend. Use my code MAJA15 in their shop. #ad #TindraLights"
            .to_owned();
        self.add(
            ago,
            Place::Maja,
            who,
            "Winter evenings with Tindra Lights",
            text,
            dice,
        );
        if let Some(post) = self.posts.last_mut() {
            post.link = Some((
                format!(
                    "https://tindra.example/lights?utm_source=maja&utm_medium=influencer&utm_campaign=winter&utm_content=post{ago}"
                ),
                "the new Tindra series",
            ));
        }
        let text = "New on the blog: a winter weekend by the light of Tindra. So lovely! Code MAJA15. #ad #TindraLights";
        self.add(ago, Place::Mastodon, who, "", text.to_owned(), dice);
        if let Some(post) = self.posts.last_mut() {
            (post.likes, post.comments, post.shares) = (420 + ago, 63, 88);
        }
    }

    /// Tom, who makes videos.
    fn tom(&mut self, ago: u32) {
        let mut dice = Dice(u64::from(ago));
        let text = "Sponsored by Tindra. I take the Tindra lamp apart, measure the battery and put it back together. Honest \
                    result: solid build, great value, one screw I do not like. Links in the description. #ad #TindraLights";
        let title = if ago > 20 {
            "I took a Tindra lamp apart"
        } else {
            "Tindra after three weeks: still great?"
        };
        self.add(
            ago,
            Place::YouTube,
            ("Tom Ashby", "tomfixes", 212_000),
            title,
            text.to_owned(),
            &mut dice,
        );
        if let Some(post) = self.posts.last_mut() {
            (post.views, post.likes, post.comments) = (41_300 + ago * 900, 2_140 + ago * 31, 310);
        }
    }

    /// Priya, who posts on Bluesky and forgets to say that it is advertising.
    fn priya(&mut self, ago: u32, dice: &mut Dice) {
        let mood = dice.pick(&GOOD, "Nice");
        let text = format!("{mood}: my Tindra shelf, part {}. #TindraLights", 40 - ago);
        self.add(
            ago,
            Place::Bluesky,
            ("Priya Nair", "priyanair.example", 9_400),
            "",
            text,
            dice,
        );
        if let Some(post) = self.posts.last_mut() {
            (post.likes, post.comments, post.shares) = (180 + ago * 2, 24, 19);
            post.link = Some((
                "https://tindra.example/lights".to_owned(),
                "tindra.example/lights",
            ));
        }
    }

    /// A bad day.
    fn storm(&mut self, ago: u32, dice: &mut Dice) {
        for bad in BAD.iter().take(6) {
            let who = dice.pick(&PEOPLE, PEOPLE[0]);
            let place = dice.pick(&[Place::Mastodon, Place::Reddit, Place::Forum], Place::Reddit);
            let text = format!("Tindra, what happened to your quality? {bad}.");
            self.add(ago, place, who, "What happened to Tindra?", text, dice);
        }
    }

    /// Around noon of a day, which is the same day in most zones.
    fn at_noon(&self, ago: u32, minutes: u32) -> Timestamp {
        let now = self.now.as_second();
        let today = now - now.rem_euclid(24 * 3600);
        let at = today - i64::from(ago) * 24 * 3600 + 9 * 3600 + i64::from(minutes) * 60;
        Timestamp::from_second(at).unwrap_or(self.now)
    }

    /// A day on which everybody talks of one thing; its own dice, so that the rest of the story stays as it is.
    fn crowd(&mut self, ago: u32, title: &str, says: &[&'static str]) {
        let mut dice = Dice(u64::from(ago) + 77);
        for (n, text) in says.iter().enumerate() {
            let who = CROWD.get(n % CROWD.len()).copied().unwrap_or(CROWD[0]);
            // Whoever begins is widely read.
            let place = match n {
                0 => Place::Mastodon,
                _ => dice.pick(&[Place::Mastodon, Place::Reddit, Place::Bluesky], Place::Mastodon),
            };
            self.add(ago, place, who, title, (*text).to_owned(), &mut dice);
            let at = self.at_noon(ago, dice.roll(300));
            if let Some(post) = self.posts.last_mut() {
                post.at = at;
            }
        }
    }

    /// News that three places print in the same words.
    fn article(&mut self, ago: u32, dice: &mut Dice) {
        let number = 12 + ago;
        let text = format!(
            "The lamp maker Tindra opened workshop number {number} this week, where customers can have old lamps repaired. \
             The company says that every part is available for ten years. Local designers praised the idea, while the \
             consumer council asked for clear prices. Tindra sells cordless lamps in nine countries."
        );
        for place in [Place::News, Place::Design, Place::Gadget] {
            let who = ("Editorial desk", "desk", 0);
            self.add(
                ago,
                place,
                who,
                &format!("Tindra opens repair workshop number {number}"),
                text.clone(),
                dice,
            );
            if let Some(post) = self.posts.last_mut() {
                post.link = Some(("https://tindra.example/repair".to_owned(), "Tindra's repair page"));
            }
        }
        let text = format!(
            "{}. A slow recipe for dark evenings, lit by a Tindra lamp number {number}.",
            dice.pick(&GOOD, "")
        );
        self.add(
            ago,
            Place::Kitchen,
            ("Kitchen Table", "kitchentable", 0),
            "Soup by lamplight",
            text,
            dice,
        );
    }
}
