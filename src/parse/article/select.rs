//! Which blocks of the container belong to the article.

use super::content::{self, Block};
use super::tree::Tree;
use super::vocabulary::Says;

/// How short lines begin that stand where an article has ended. Lower case, without signs.
const ENDS: &[&str] = &[
    "about the author",
    "comments",
    "commentaires",
    "comentarios",
    "commenti",
    "diesen artikel teilen",
    "discussion",
    "join the conversation",
    "join the discussion",
    "kommentare",
    "kommentar schreiben",
    "kommentar verfassen",
    "leave a comment",
    "leave a reply",
    "load comments",
    "mehr von",
    "more from",
    "more stories",
    "mehr artikel",
    "most popular",
    "most read",
    "most viewed",
    "meistgelesen",
    "neueste artikel",
    "neueste beiträge",
    "post a comment",
    "post navigation",
    "privacy overview",
    "read next",
    "reader comments",
    "reacties",
    "recent posts",
    "schreibe einen kommentar",
    "schreiben sie einen kommentar",
    "schreib einen kommentar",
    "share this",
    "subscribe to",
    "tell us what you think",
    "top rated comments",
    "top stories",
    "trending",
    "weitere artikel",
    "weitere beiträge",
    "weitere themen",
    "weitere meldungen",
    "what do you think",
    "über den autor",
    "über die autorin",
    "artikel teilen",
    "beitrag teilen",
    "antwort schreiben",
    "antworten abbrechen",
    "deine meinung",
    "ihre meinung",
    "laisser un commentaire",
    "deja un comentario",
    "deja una respuesta",
    "lascia un commento",
    "lämna ett svar",
    "hinterlasse",
    "related articles",
    "related posts",
    "related stories",
    "related content",
    "verwandte artikel",
    "verwandte beiträge",
    "ähnliche artikel",
    "ähnliche beiträge",
    "articles liés",
    "artículos relacionados",
    "noticias relacionadas",
    "articoli correlati",
    "das könnte sie auch",
    "das könnte dich auch",
    "you may also",
    "you might also",
    "auch interessant",
    "dies könnte",
    "te puede interesar",
    "potrebbe interessarti",
];
/// How short lines begin that point to another article, also in the middle of one.
const POINTERS: &[&str] = &[
    "also read",
    "read also",
    "read more",
    "lesen sie auch",
    "lesen sie mehr",
    "lesen sie dazu",
    "lesetipp",
    "lire aussi",
    "à lire aussi",
    "lire également",
    "leggi anche",
    "lees ook",
    "läs också",
    "läs mer",
    "les også",
    "mehr zum thema",
    "mehr zu diesem thema",
    "mehr dazu",
    "more on this",
    "see also",
    "see more",
    "siehe auch",
    "related",
    "recommended",
    "sur le même",
    "zum thema",
    "don t miss",
    "weiterlesen",
    "advertisement",
    "advert",
    "anzeige",
    "werbung",
    "publicidad",
    "pubblicità",
    "publicité",
    "sign up for",
    "click here to",
    "like this story",
    "follow us",
    "folgen sie uns",
    "teilen",
    "share",
    "tweet",
    "drucken",
    "print",
    "ver también",
    "más información",
];

/// Blocks of the lead that stands above the container: named as one and of a sentence at least.
pub(super) fn lead(tree: &Tree<'_>, body: usize, container: usize, gone: &[bool]) -> Vec<Block> {
    let mut found = Vec::new();
    let top = tree
        .ancestors(container)
        .take(4)
        .take_while(|up| *up > body)
        .last();
    let Some(top) = top else { return found };
    let mut at = top + 1;
    while at < container {
        let node = tree.node(at);
        let whole = node.end <= container && !gone.get(at).copied().unwrap_or(true);
        if whole
            && !node.tag().is_empty()
            && (60..1200).contains(&tree.chars(at))
            && tree.says(at, Says::LEAD)
        {
            found.extend(
                content::blocks(tree, at, gone)
                    .into_iter()
                    .filter(|block| !block.is_heading() && block.chars >= 60 && block.link_density() < 0.3),
            );
            at = node.end.max(at + 1);
        } else {
            at += 1;
        }
    }
    found
}

/// Keeps the blocks that belong to the article.
pub(super) fn keep(blocks: Vec<Block>, titles: &[String]) -> Vec<Block> {
    let total: f64 = blocks.iter().map(Block::weight).sum();
    let (mut seen, mut pointing) = (0.0, false);
    let mut kept: Vec<Block> = Vec::new();
    for block in blocks {
        if seen > total * 0.25 && begins(&block, ENDS) {
            break;
        }
        seen += block.weight();
        let pointed = std::mem::replace(&mut pointing, begins(&block, POINTERS));
        if pointing || (pointed && block.link_density() > 0.5) {
            continue;
        }
        if belongs(&block, titles) {
            kept.push(block);
        }
    }
    while kept.last().is_some_and(Block::is_heading) {
        kept.pop();
    }
    kept
}

fn belongs(block: &Block, titles: &[String]) -> bool {
    let density = block.link_density();
    if block.is_heading() {
        return density < 0.8 && !titles.iter().any(|title| content::same(&block.text, title));
    }
    if is_pointer(block) {
        return false;
    }
    match block.tag {
        "p" | "blockquote" | "pre" => density < 0.9 || block.chars > 200,
        "li" => density < 0.7,
        _ => density < 0.5,
    }
}

/// "Read more: another article": all link but for a few words before a colon.
fn is_pointer(block: &Block) -> bool {
    let own = block.chars.saturating_sub(block.link_chars);
    block.link_chars > 15
        && own < 30
        && block
            .text
            .split_once(':')
            .is_some_and(|(before, _)| before.chars().filter(|c| !c.is_whitespace()).count() <= own)
}

/// Whether a block is a short line that begins with one of `phrases`.
fn begins(block: &Block, phrases: &[&str]) -> bool {
    if block.chars > 45 {
        return false;
    }
    let line = block.text.to_lowercase();
    let words: Vec<&str> = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    phrases.iter().any(|phrase| {
        line.strip_prefix(phrase).is_some_and(|rest| {
            rest.is_empty() || (rest.starts_with(' ') && (block.is_heading() || words.len() <= 5))
        })
    })
}
