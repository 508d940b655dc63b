//! Which of its literals a query is looked at for.
//!
//! A query holds only where all operands of an `AND` do: one of them is enough to look for, and the rarest costs least. Of
//! an `OR`, each operand may be the one that holds.

use super::patterns::{Collector, GUARD_WORDS, Owner};
use super::rules::{Node, Rule};

/// Literals one of which stands wherever a query holds, and what looking for them costs.
#[derive(Debug, Default)]
struct Anchors {
    cost: f32,
    literals: Vec<u32>,
}

/// Has every rule told where its anchors stand; gives those that can hold without any literal, by index.
pub(super) fn place(rules: &[Rule], collector: &mut Collector) -> Vec<usize> {
    let mut unanchored = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let Some(anchors) = of(&rule.node, collector) else {
            unanchored.push(index);
            continue;
        };
        for &literal in &anchors.literals {
            let beside = beside(&rule.node, &anchors.literals);
            collector.watch(literal, Owner::Rule(index), beside.as_deref().unwrap_or_default());
        }
    }
    unanchored
}

/// The cheapest anchors of a query; `None` if it may hold where none of its literals stands.
fn of(node: &Node, collector: &Collector) -> Option<Anchors> {
    let of = |node: &Node| of(node, collector);
    match node {
        Node::Words { steps, .. } | Node::Raw { steps, .. } => {
            // Words of which folding left nothing never hold: nothing is to be looked for.
            let each = steps.iter().map(|step| one(step.literal, collector));
            Some(cheapest(each).unwrap_or_default())
        }
        // What the platform keeps beside the text stands nowhere in it.
        Node::Tag(tag) if tag.wide => None,
        Node::Tag(tag) => Some(
            tag.literal
                .map_or_else(Anchors::default, |literal| one(literal, collector)),
        ),
        Node::Near { left, right, .. } => cheapest([of(left), of(right)].into_iter().flatten()),
        Node::Count(_, inner) => of(inner),
        Node::And(all) => cheapest(all.iter().filter_map(of)),
        Node::Or(any) => {
            let each = any.iter().map(of).collect::<Option<Vec<Anchors>>>()?;
            Some(Anchors {
                cost: each.iter().map(|one| one.cost).sum(),
                literals: each.into_iter().flat_map(|one| one.literals).collect(),
            })
        }
        Node::Not(_) | Node::Names(_) | Node::Fact(_) => None,
    }
}

fn one(literal: u32, collector: &Collector) -> Anchors {
    Anchors {
        cost: collector.cost(literal),
        literals: vec![literal],
    }
}

/// Few words one of which a query needs wherever it holds, other than its anchors.
fn beside(node: &Node, anchors: &[u32]) -> Option<Vec<u32>> {
    match node {
        Node::Words { steps, .. } | Node::Raw { steps, .. } => {
            let literals = steps.iter().map(|step| step.literal);
            literals
                .filter(|literal| !anchors.contains(literal))
                .map(|literal| vec![literal])
                .next()
        }
        Node::Tag(tag) => tag
            .literal
            .filter(|literal| !tag.wide && !anchors.contains(literal))
            .map(|literal| vec![literal]),
        Node::Count(_, inner) => beside(inner, anchors),
        Node::And(all) => all
            .iter()
            .filter_map(|one| beside(one, anchors))
            .min_by_key(Vec::len),
        Node::Near { left, right, .. } => [left, right]
            .into_iter()
            .filter_map(|one| beside(one, anchors))
            .min_by_key(Vec::len),
        Node::Or(any) => {
            let each = any
                .iter()
                .map(|one| beside(one, anchors))
                .collect::<Option<Vec<_>>>()?;
            let words = each.concat();
            (words.len() <= GUARD_WORDS).then_some(words)
        }
        Node::Not(_) | Node::Names(_) | Node::Fact(_) => None,
    }
}

fn cheapest(all: impl Iterator<Item = Anchors>) -> Option<Anchors> {
    all.min_by(|one, other| one.cost.total_cmp(&other.cost))
}
