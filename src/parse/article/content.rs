//! Where the article is, and which of its blocks belong to it.

use super::select;
use super::tree::{Tree, What};
use super::vocabulary::Says;
use crate::parse::dom;

/// Signs that sentences have and menus have not.
const SENTENCE: [char; 12] = ['.', '!', '?', '…', '。', '！', '？', '।', '،', '؟', ':', ','];

/// A run of text that a reader sees as one paragraph, heading, list entry or cell.
#[derive(Debug)]
pub(super) struct Block {
    /// Node of the element that makes it a block.
    pub(super) at: usize,
    /// One past its last node.
    pub(super) end: usize,
    pub(super) tag: &'static str,
    pub(super) text: String,
    pub(super) chars: usize,
    pub(super) link_chars: usize,
    /// First node of its text.
    pub(super) first: usize,
    /// Whether it holds a sign that sentences have.
    sentence: bool,
}

impl Block {
    #[expect(clippy::cast_precision_loss, reason = "a ratio of counts far below 2^52")]
    pub(super) fn link_density(&self) -> f64 {
        self.link_chars as f64 / self.chars.max(1) as f64
    }

    pub(super) fn is_heading(&self) -> bool {
        matches!(self.tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
    }

    /// How much it weighs as running text.
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    pub(super) fn weight(&self) -> f64 {
        if self.is_heading() || self.link_density() > 0.5 {
            return 0.0;
        }
        let prose = (self.chars - self.link_chars.min(self.chars)) as f64;
        match (self.tag, self.chars) {
            (_, 0..20) => 0.0,
            (_, 20..50) if !self.sentence => 0.0,
            ("p" | "pre" | "blockquote", _) => prose,
            ("li" | "td" | "dd" | "dt", _) => prose * 0.5,
            (_, 0..80) => prose * 0.4,
            _ => prose * 0.9,
        }
    }
}

/// The blocks of an article with what was chosen.
#[derive(Debug)]
pub(super) struct Main {
    pub(super) blocks: Vec<Block>,
}

/// Finds the article in a page.
pub(super) fn find(tree: &Tree<'_>, titles: &[String]) -> Main {
    let body = tree.tagged("body").next().unwrap_or(0);
    let weights = Weights::new(tree, body, &vec![false; tree.nodes.len()]);
    let main = find_within(tree, body, titles, &beside(tree, body, &weights, true));
    // Names may lie: where going by them leaves next to nothing of a page full of text, only tags are believed.
    if main.weight() < weights.of(tree, body) * 0.12 {
        let loose = find_within(tree, body, titles, &beside(tree, body, &weights, false));
        if main.weight() < loose.weight() * 0.3 {
            return loose;
        }
    }
    main
}

fn find_within(tree: &Tree<'_>, body: usize, titles: &[String], gone: &[bool]) -> Main {
    let weights = Weights::new(tree, body, gone);
    let container = container(tree, body, &weights);
    let mut blocks = select::lead(tree, body, container, gone);
    blocks.extend(select::keep(self::blocks(tree, container, gone), titles));
    Main { blocks }
}

impl Main {
    fn weight(&self) -> f64 {
        self.blocks.iter().map(Block::weight).sum()
    }
}

/// Weight of running text before each node.
struct Weights(Vec<f64>);

impl Weights {
    fn new(tree: &Tree<'_>, root: usize, gone: &[bool]) -> Self {
        let mut at_node = vec![0.0; tree.nodes.len() + 1];
        for block in cut(tree, root, gone, false) {
            if let Some(place) = at_node.get_mut(block.first) {
                *place += block.weight();
            }
        }
        let mut sum = 0.0;
        let mut sums = Vec::with_capacity(at_node.len() + 1);
        sums.push(0.0);
        for weight in at_node {
            sum += weight;
            sums.push(sum);
        }
        Self(sums)
    }

    fn of(&self, tree: &Tree<'_>, at: usize) -> f64 {
        let get = |at: usize| self.0.get(at).or_else(|| self.0.last()).copied().unwrap_or(0.0);
        get(tree.node(at).end) - get(at)
    }
}

/// Marks what stands beside the article: navigation, comments, teasers, boxes. What holds most of the page's running
/// text is never beside it, whatever its name.
fn beside(tree: &Tree<'_>, body: usize, weights: &Weights, by_name: bool) -> Vec<bool> {
    let total = weights.of(tree, body).max(1.0);
    let mut gone = vec![false; tree.nodes.len()];
    let mut at = body + 1;
    while at < tree.node(body).end {
        let node = tree.node(at);
        let share = weights.of(tree, at) / total;
        let drop = match node.tag() {
            "article" => by_name && share < 0.25 && tree.says(at, Says::BESIDE),
            "ul" | "ol" if share < 0.45 && !in_article(tree, at) && is_teaser_list(tree, at) => true,
            "" | "body" | "main" | "p" | "html" | "a" | "em" | "strong" | "b" | "i" => false,
            "nav" | "footer" | "menu" | "dialog" => share < 0.5,
            "aside" => share < 0.4,
            "form" | "fieldset" | "figcaption" | "figure" => share < 0.3,
            "header" => share < 0.2 && !in_article(tree, at),
            _ if share >= 0.85 => false,
            _ => {
                let body = |at| tree.says(at, Says::BODY) || tree.says(at, Says::DECLARED_BODY);
                tree.says(at, Says::REPLIES)
                    || by_name && share < 0.6 && tree.says(at, Says::OVER)
                    || by_name && share < 0.4 && tree.says(at, Says::BESIDE) && !body(at)
            }
        };
        if drop {
            for inside in tree.range(at) {
                if let Some(flag) = gone.get_mut(inside) {
                    *flag = true;
                }
            }
            at = node.end.max(at + 1);
        } else {
            at += 1;
        }
    }
    gone
}

/// Whether a list holds headlines of other texts: at least three entries, nearly all begin with a whole line of link.
fn is_teaser_list(tree: &Tree<'_>, list: usize) -> bool {
    let (mut entries, mut teasers) = (0_usize, 0_usize);
    for entry in tree
        .children(list)
        .filter(|child| tree.node(*child).tag() == "li")
        .take(200)
    {
        entries += 1;
        let first = tree
            .range(entry)
            .find(|inside| tree.node(*inside).tag().is_empty() && tree.chars(*inside) > 0);
        let Some(first) = first else { continue };
        let link = tree
            .ancestors(first)
            .take_while(|up| *up > entry)
            .find(|up| tree.node(*up).tag() == "a");
        let is_headline =
            link.is_some_and(|link| tree.chars(link) >= 25 && tree.chars(entry) > 15 + tree.chars(link));
        teasers += usize::from(is_headline);
    }
    entries >= 3 && teasers * 10 >= entries * 8
}

fn in_article(tree: &Tree<'_>, at: usize) -> bool {
    tree.ancestors(at)
        .any(|up| matches!(tree.node(up).tag(), "article" | "main"))
}

/// The element that holds the article: what the page names as such if it holds most of the running text, else the
/// deepest element that does.
fn container(tree: &Tree<'_>, body: usize, weights: &Weights) -> usize {
    let total = weights.of(tree, body).max(1.0);
    let mut best = (0.0, None);
    for at in tree.range(body) {
        let node = tree.node(at);
        let share = weights.of(tree, at) / total;
        if share <= 0.4 {
            continue;
        }
        let trust = match node.tag() {
            _ if tree.says(at, Says::DECLARED_BODY) => 1.6,
            _ if tree.says(at, Says::BODY) => 1.4,
            "article" => 1.25,
            "main" => 1.05,
            _ if node.attr("role") == Some("main") => 1.05,
            _ => continue,
        };
        if share * trust > best.0 {
            best = (share * trust, Some(at));
        }
    }
    let from = best.1.unwrap_or(body);
    descend(tree, from, weights)
}

/// Goes down while one child holds nearly all the running text.
fn descend(tree: &Tree<'_>, from: usize, weights: &Weights) -> usize {
    let mut at = from;
    loop {
        let whole = weights.of(tree, at);
        let heaviest = tree
            .children(at)
            .map(|child| (weights.of(tree, child), child))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match heaviest {
            Some((weight, child))
                if weight > 0.0 && weight >= whole * 0.85 && !is_leaf(tree.node(child).tag()) =>
            {
                at = child;
            }
            _ => return at,
        }
    }
}

fn is_leaf(tag: &str) -> bool {
    matches!(
        tag,
        "p" | "li"
            | "td"
            | "th"
            | "tr"
            | "blockquote"
            | "pre"
            | "span"
            | "a"
            | "em"
            | "strong"
            | "b"
            | "i"
            | ""
    )
}

/// Cuts a subtree into blocks.
pub(super) fn blocks(tree: &Tree<'_>, root: usize, gone: &[bool]) -> Vec<Block> {
    cut(tree, root, gone, true)
}

/// As [`blocks`]; their text is left out unless it is wanted, since weighing a page takes none.
fn cut(tree: &Tree<'_>, root: usize, gone: &[bool], with_text: bool) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let mut lines = dom::Lines::default();
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut link_end = 0;
    let mut flush = |open: &mut Option<Block>, lines: &mut dom::Lines, end: usize| {
        if let Some(mut block) = open.take() {
            block.text = std::mem::take(lines).finish();
            block.end = end;
            if block.chars > 0 {
                found.push(block);
            }
        }
    };
    for at in tree.range(root) {
        while ends.last().is_some_and(|(_, end)| *end <= at) {
            ends.pop();
            flush(&mut open, &mut lines, at);
        }
        if gone.get(at).copied().unwrap_or(false) {
            flush(&mut open, &mut lines, at);
            continue;
        }
        let node = tree.node(at);
        match node.what {
            What::Element(element) => {
                let tag = element.name();
                if tag == "br" {
                    lines.end_line();
                } else if dom::is_block(tag) || matches!(tag, "td" | "th") {
                    flush(&mut open, &mut lines, at);
                    ends.push((at, node.end));
                } else if tag == "a" {
                    link_end = link_end.max(node.end);
                }
            }
            What::Text(text) => {
                let count = text.chars().filter(|c| !c.is_whitespace()).count();
                let holder = ends.last().map_or(root, |(holder, _)| *holder);
                if count == 0 && open.is_none() {
                    continue;
                }
                let block = open.get_or_insert_with(|| Block {
                    at: holder,
                    end: at,
                    tag: known(tree.node(holder).tag()),
                    text: String::new(),
                    chars: 0,
                    link_chars: 0,
                    first: at,
                    sentence: false,
                });
                block.chars += count;
                if at < link_end {
                    block.link_chars += count;
                }
                block.sentence = block.sentence || text.contains(SENTENCE);
                if with_text {
                    lines.push(text);
                }
            }
        }
    }
    flush(&mut open, &mut lines, tree.node(root).end);
    found
}

fn known(tag: &str) -> &'static str {
    const KNOWN: [&str; 16] = [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "td",
        "th",
        "pre",
        "blockquote",
        "dd",
        "dt",
        "caption",
        "summary",
    ];
    KNOWN
        .iter()
        .find(|known| **known == tag)
        .copied()
        .unwrap_or("div")
}

/// Whether two texts are the same but for case and signs.
pub(super) fn same(a: &str, b: &str) -> bool {
    let key = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    !a.is_empty() && key(a) == key(b)
}
