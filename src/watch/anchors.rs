//! Which of its literals a query is looked at for.
//!
//! A query holds only where all operands of an `AND` do: one of them is enough to look for, and the rarest costs least; what
//! the others need must stand beside it. Of an `OR`, each operand may be the one that holds.

use std::collections::HashMap;

use super::patterns::{Collector, Need, Owner};
use super::rules::{Node, Rule, Step};

/// What stands wherever a query, or an operand of it, holds.
#[derive(Debug)]
struct Anchor {
    literal: u32,
    /// The word after it, if both together are looked for.
    next: Option<u32>,
    /// What must stand beside it then.
    needs: Vec<Need>,
}

/// Literals one of which stands wherever a query holds, and what looking for them costs.
#[derive(Debug, Default)]
struct Anchors {
    cost: f32,
    each: Vec<Anchor>,
}

/// Has every rule told where its anchors stand; gives those that can hold without any literal, by index.
pub(super) fn place(rules: &[Rule], collector: &mut Collector) -> Vec<usize> {
    let mut unanchored = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let Some(anchors) = of(&rule.node, collector) else {
            unanchored.push(index);
            continue;
        };
        for anchor in without_covered(anchors.each, collector) {
            let owner = Owner::Rule(index);
            match anchor.next {
                None => collector.watch(anchor.literal, owner, &anchor.needs),
                Some(next) => collector.watch_bigram(anchor.literal, next, owner, &anchor.needs),
            }
        }
    }
    unanchored
}

/// Without those that stand only where another does: of `acme`, `#acme` and `@acme` the word alone.
fn without_covered(mut all: Vec<Anchor>, collector: &Collector) -> Vec<Anchor> {
    let own = |anchor: &Anchor| collector.hash(anchor.literal).filter(|_| anchor.next.is_none());
    let is_word = |anchor: &Anchor| collector.is_word(anchor.literal);
    if all.iter().all(|anchor| is_word(anchor) || own(anchor).is_none()) {
        return all;
    }
    let words: HashMap<u32, Vec<Need>> = all
        .iter()
        .filter(|anchor| is_word(anchor))
        .filter_map(|anchor| Some((own(anchor)?, anchor.needs.clone())))
        .collect();
    all.retain(|anchor| {
        let word = own(anchor).and_then(|hash| words.get(&hash));
        is_word(anchor) || word.is_none_or(|needs| *needs != anchor.needs)
    });
    all
}

/// The cheapest anchors of a query; `None` if it may hold where none of its literals stands.
fn of(node: &Node, collector: &Collector) -> Option<Anchors> {
    match node {
        // Words of which folding left nothing never hold: nothing is to be looked for.
        Node::Words { steps, .. } | Node::Raw { steps, .. } => {
            Some(of_row(steps, collector).unwrap_or_default())
        }
        // What the platform keeps beside the text stands nowhere in it.
        Node::Tag(tag) if tag.wide => None,
        Node::Tag(tag) => Some(
            tag.literal
                .map_or_else(Anchors::default, |literal| one(literal, Vec::new(), collector)),
        ),
        Node::Near { left, right, .. } => of_all(&[left, right], collector),
        Node::Count(_, inner) => of(inner, collector),
        Node::And(all) => of_all(&all.iter().collect::<Vec<_>>(), collector),
        Node::Or(any) => {
            let each = any.iter().map(|node| of(node, collector));
            let each = each.collect::<Option<Vec<Anchors>>>()?;
            Some(Anchors {
                cost: each.iter().map(|one| one.cost).sum(),
                each: each.into_iter().flat_map(|one| one.each).collect(),
            })
        }
        Node::Not(_) | Node::Names(_) | Node::Fact(_) => None,
    }
}

fn one(literal: u32, needs: Vec<Need>, collector: &Collector) -> Anchors {
    Anchors {
        cost: collector.cost(literal),
        each: vec![Anchor {
            literal,
            next: None,
            needs,
        }],
    }
}

/// The rarest word of a row, or the rarest two; what else is in the row stands beside them.
fn of_row(steps: &[Step], collector: &Collector) -> Option<Anchors> {
    let costs = steps.iter().map(|step| collector.cost(step.literal));
    let (at, rarest) = costs
        .enumerate()
        .min_by(|(_, one), (_, other)| one.total_cmp(other))?;
    let bigrams = steps
        .array_windows()
        .enumerate()
        .filter_map(|(n, [first, second])| {
            // Between the labels of an address there may be a word: `acme dot com`.
            let cost = collector
                .bigram_cost(first.literal, second.literal)
                .filter(|_| !second.dot)?;
            Some((n, cost))
        });
    let bigram = bigrams.min_by(|(_, one), (_, other)| one.total_cmp(other));
    let bigram = bigram.filter(|(_, cost)| *cost < rarest);
    let (at, cost) = bigram.unwrap_or((at, rarest));
    let end = if bigram.is_some() { at + 2 } else { at + 1 };
    let others = steps.iter().enumerate().filter(|(n, _)| !(at..end).contains(n));
    let needs = others.map(|(n, step)| {
        if n + 1 == at || n == end {
            let next = if n == end { Some(step) } else { steps.get(at) };
            Need::Neighbour {
                literal: step.literal,
                after: n == end,
                // Between the labels of an address there may be a word.
                close: next.is_some_and(|next| !next.dot),
            }
        } else {
            Need::Any(vec![step.literal])
        }
    });
    Some(Anchors {
        cost,
        each: vec![Anchor {
            literal: steps.get(at)?.literal,
            next: bigram.and_then(|_| steps.get(at + 1)).map(|step| step.literal),
            needs: needs.collect(),
        }],
    })
}

/// The cheapest of several that must all hold, with what the others need.
fn of_all(all: &[&Node], collector: &Collector) -> Option<Anchors> {
    let each = all.iter().enumerate();
    let (at, mut cheapest) = each
        .filter_map(|(at, node)| Some((at, of(node, collector)?)))
        .min_by(|(_, one), (_, other)| one.cost.total_cmp(&other.cost))?;
    let others = all.iter().enumerate().filter(|(n, _)| *n != at);
    let needs: Vec<Need> = others.flat_map(|(_, node)| needs(node, collector)).collect();
    for anchor in &mut cheapest.each {
        anchor.needs.extend_from_slice(&needs);
    }
    Some(cheapest)
}

/// What stands somewhere wherever a query holds, as far as literals tell.
fn needs(node: &Node, collector: &Collector) -> Vec<Need> {
    let needs = |node: &Node| needs(node, collector);
    let tells = |literal: u32| collector.hash(literal).is_some();
    match node {
        Node::Words { steps, .. } | Node::Raw { steps, .. } => {
            let literals = steps.iter().map(|step| step.literal);
            literals
                .filter(|one| tells(*one))
                .map(|one| Need::Any(vec![one]))
                .collect()
        }
        Node::Tag(tag) => {
            let literal = tag.literal.filter(|one| !tag.wide && tells(*one));
            literal.map(|one| Need::Any(vec![one])).into_iter().collect()
        }
        Node::Count(_, inner) => needs(inner),
        Node::And(all) => all.iter().flat_map(needs).collect(),
        Node::Near { left, right, .. } => [needs(left), needs(right)].concat(),
        // Of each operand the need that is met least often.
        Node::Or(any) => {
            let cost = |literals: &Vec<u32>| literals.iter().map(|one| collector.cost(*one)).sum::<f32>();
            let each = any.iter().map(|node| {
                let choices = needs(node).into_iter().filter_map(|need| match need {
                    Need::Any(literals) => Some(literals),
                    Need::Neighbour { .. } => None,
                });
                choices.min_by(|one, other| cost(one).total_cmp(&cost(other)))
            });
            let each: Option<Vec<Vec<u32>>> = each.collect();
            each.map(|each| Need::Any(each.concat())).into_iter().collect()
        }
        Node::Not(_) | Node::Names(_) | Node::Fact(_) => Vec::new(),
    }
}
