//! Mistakes in what is agreed with influencers.

use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        "agreed: nobody",
        "CAMPAIGN\ndeliverables = [ { posts = 3 } ]",
        "6:18: `campaign[0].deliverables[0].influencer`: `influencer` is missing; expected a known influencer's id",
    ),
    (
        "agreed: unknown influencer",
        "CAMPAIGN\ndeliverables = [ { influencer = \"kris\", posts = 3 } ]\n[[influencer]]\nid = \"kristal\"\nlinks = [\"bit.ly/x\"]",
        "6:33: `campaign[0].deliverables[0].influencer`: there is no influencer `kris` (known: `kristal`)",
    ),
    (
        "agreed: nothing",
        "CAMPAIGN\ndeliverables = [ { influencer = \"kristal\", posts = 0 } ]\n[[influencer]]\nid = \"kristal\"\nlinks = [\"bit.ly/x\"]",
        "6:18: `campaign[0].deliverables[0]`: nothing is promised here; expected `posts = 3`, `stories = 2`, or both",
    ),
    (
        "agreed: a code of nobody, a bad tag, a bad link",
        "CAMPAIGN\ndeliverables = [ { influencer = \"kristal\", posts = 1, must = [\"KRISTAL11\", \"#two words\", \"@\", \"#ad\", \"#ad\"] } ]\n[[influencer]]\nid = \"kristal\"\ncodes = [\"KRISTAL10\"]",
        "6:63: `campaign[0].deliverables[0].must[0]`: this looks like a promo code, but not like one of this influencer: its codes are `KRISTAL10`; expected `#tag`, `@account`, a promo code, a link or site, `disclosure`, or words, found `KRISTAL11`\n\
         6:76: `campaign[0].deliverables[0].must[1]`: a hashtag has letters, digits and `_` only; expected `#tag`, `@account`, a promo code, a link or site, `disclosure`, or words, found `#two words`\n\
         6:90: `campaign[0].deliverables[0].must[2]`: an account is one word after `@`; expected `#tag`, `@account`, a promo code, a link or site, `disclosure`, or words, found `@`\n\
         6:102: `campaign[0].deliverables[0].must[4]`: this stands here twice",
    ),
    (
        "agreed: too early, stories where there are none",
        "CAMPAIGN\ndeliverables = [ { influencer = \"kristal\", stories = 1, platform = \"youtube\", by = 2026-02-01 } ]\n[[influencer]]\nid = \"kristal\"\nhandles = [\"youtube:@kristal\"]",
        "6:68: `campaign[0].deliverables[0].platform`: there are no stories on youtube (name the platform of the stories in a line of its own, or count them as `posts`)\n\
         6:84: `campaign[0].deliverables[0].by`: it is due before the campaign starts; expected a day from 2026-03-02 on",
    ),
    (
        "agreed: no account there",
        "CAMPAIGN\ndeliverables = [ { influencer = \"kristal\", posts = 1, platform = \"tiktok\" } ]\n[[influencer]]\nid = \"kristal\"\nhandles = [\"youtube:@kristal\"]",
        "6:66: `campaign[0].deliverables[0].platform`: no account of this influencer on tiktok is known, so that a post there is told by links and codes only (add `tiktok:NAME` to the influencer's `handles`)",
    ),
    (
        "asked: unknown figure, unknown influencer, unknown standing",
        "CAMPAIGN\nasks = [\"impressoins\"]\ndata = { kris = \"provided\", kristal = \"waiting\" }\n[[influencer]]\nid = \"kristal\"\nlinks = [\"bit.ly/x\"]",
        "6:9: `campaign[0].asks[0]`: there is no figure `impressoins` (did you mean `impressions`?)\n\
         7:10: `campaign[0].data.kris`: there is no influencer `kris` (known: `kristal`)\n\
         7:39: `campaign[0].data.kristal`: this is none of the values it may have; expected `provided`, `partial`, `withheld`, found `waiting`",
    ),
    (
        "score: no weight",
        "[score]\ncontribution = 0\ncost = 0\nengagement = 0\nsentiment = 0\ndata = 0",
        "1:1: `score`: every weight is 0, so there is nothing to score (leave `[score]` out for the usual weights)",
    ),
    (
        "score: below 0",
        "[score]\ncost = -1",
        "2:8: `score.cost`: the number is out of bounds; expected 0 to 1000, found -1",
    ),
];
