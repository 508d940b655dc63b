//! Mistakes in what a campaign is compared with.

use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        "nothing is said of a channel",
        "CAMPAIGN\ncompare = [ { name = \"Ads\", amount = 5 }, { channels = [\"google / cpc\"], orders = 3 } ]",
        "6:13: `campaign[0].compare[0]`: nothing says what it brought (add `channels = [\"google / cpc\"]`, as imports tell source and medium, or its figures, e.g. `orders = 12`)\n\
         6:43: `campaign[0].compare[1].name`: `name` is missing; expected a name, such as `Search ads`\n\
         6:43: `campaign[0].compare[1]`: the cost is not clear; expected `amount`, or `planned` and `actual` or one of them, or `hours` and `rate`",
    ),
    (
        "a channel at no cost, at no worth, and twice",
        "CAMPAIGN\ncompare = [\n{ name = \"Ads\", channels = [\"Google/CPC\"], amount = 0, quality = 0 },\n\
         { name = \"More ads\", channels = [\"google / cpc\"], hours = 2, rate = 30, order = 1 },\n]",
        "7:1: `campaign[0].compare[0]`: what costs nothing cannot be compared by its cost (give what it costs over the campaign; work counts too: `hours` and `rate`)\n\
         7:66: `campaign[0].compare[0].quality`: outcomes that are worth nothing cannot be compared; expected a number above 0, such as `0.5` if two are as good as one of an influencer\n\
         8:1: `campaign[0].compare[1]`: `google / cpc` is compared twice (each channel belongs to one line; add its costs up)\n\
         8:73: `campaign[0].compare[1].order`: unknown key `order` (did you mean `orders`?)",
    ),
];
