//! A mail that is still too long with the shortest lists: whole blocks are left out, the least needed first, and what is missing is
//! named.

use super::{BrandView, Page};

/// A block of a brand that can be left out.
struct Block {
    /// Its name for the reader.
    name: &'static str,
    /// Takes it out; whether there was anything.
    take: fn(&mut BrandView) -> bool,
}

/// The first ones go first: what was measured how stands in the report too, what to answer is what the mail is for.
const BLOCKS: &[Block] = &[
    block("how this was measured", |brand| empty(&mut brand.methods)),
    block("hashtags and languages", |brand| {
        empty(&mut brand.hashtags) | empty(&mut brand.languages)
    }),
    block("channels and tiers", |brand| {
        empty(&mut brand.platforms) | empty(&mut brand.tiers)
    }),
    block("what it would have cost", |brand| empty(&mut brand.value)),
    block("the roster's posts and days that stand out", |brand| {
        empty(&mut brand.around_posts) | empty(&mut brand.unusual)
    }),
    block("questions, complaints and themes", |brand| brand.talk.leave_out()),
    block("new voices", |brand| empty(&mut brand.voices)),
    block("links", |brand| brand.links.leave_out()),
    block("where the budget works", |brand| empty(&mut brand.rosters)),
    block("influencers", |brand| empty(&mut brand.influencers)),
    block("what was said", |brand| empty(&mut brand.top)),
    block("before, during and after, and what campaigns brought", |brand| {
        let campaigns = brand.campaigns.iter_mut();
        campaigns.fold(false, |any, campaign| campaign.only_goals() | any)
    }),
    block("sources that were not heard", |brand| empty(&mut brand.coverage)),
    block("campaigns", |brand| empty(&mut brand.campaigns)),
    block("what needs an answer", |brand| empty(&mut brand.negative)),
];

const fn block(name: &'static str, take: fn(&mut BrandView) -> bool) -> Block {
    Block { name, take }
}

fn empty<T>(list: &mut Vec<T>) -> bool {
    let any = !list.is_empty();
    list.clear();
    any
}

impl Page {
    /// Leaves out one more block of every brand, and once none is left the last brand; false if there is nothing more to leave out.
    pub(in crate::digest) fn shorten(&mut self) -> bool {
        for block in BLOCKS {
            let mut any = false;
            for brand in &mut self.brands {
                if (block.take)(brand) {
                    brand.left_out.push(block.name);
                    any = true;
                }
            }
            if any {
                return true;
            }
        }
        if self.brands.len() < 2 {
            return false;
        }
        self.more_brands += usize::from(self.brands.pop().is_some());
        true
    }
}
