//! Mistakes in goals and in what a campaign plans.

use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        "bundles that cannot be",
        "CAMPAIGN\ngoals = [\n\
         { bundle = \"a\", metrics = {}, target = 5 },\n\
         { bundle = \"b\", metrics = { lieks = 1, likes = 0 }, target = 5 },\n\
         { bundle = \"c\", metrics = { likes = 1, reach = { weight = 1, target = 5 } } },\n\
         { bundle = \"d\", metrics = { net_sentiment = 1, likes = 1 }, target = 5 },\n\
         { bundle = \"e\", metric = \"likes\", target = 5 },\n\
         { bundle = \"f\", metrics = { likes = { weight = 1, target = 5 } }, target = 151 },\n]",
        "7:27: `campaign[0].goals[0].metrics`: the bundle has no metrics; expected metrics with their weights, e.g. `{ likes = 1, comments = 3 }`\n\
         8:29: `campaign[0].goals[1].metrics.lieks`: there is no metric `lieks` (did you mean `likes`?)\n\
         8:48: `campaign[0].goals[1].metrics.likes`: a weight of 0 counts nothing (leave the metric out, or give it a number above 0)\n\
         9:27: `campaign[0].goals[2].metrics`: some metrics of the bundle have a target of their own and some have not (give all of them one for a score in per cent, or none for a weighted sum)\n\
         10:27: `campaign[0].goals[3].metrics`: `net_sentiment` is a level, so it cannot be added to others (give each metric a target of its own: `{ weight = 1, target = … }` makes a score)\n\
         11:1: `campaign[0].goals[4].metrics`: `metrics` is missing; expected a table such as `{ likes = 1, comments = 3 }`\n\
         11:17: `campaign[0].goals[4].metric`: a goal has one metric or a bundle of them, not both (leave out `metric`, or `bundle` and `metrics`)\n\
         12:76: `campaign[0].goals[5].target`: it cannot be more than 150, so the goal can never be reached",
    ),
    (
        "goals without metric or target, or out of bounds",
        "CAMPAIGN\ngoals = [\n{ target = 5 },\n{ metric = \"reach\" },\n{ metric = \"share_of_voice\", target = 101 },\n\
         { metric = \"mentions\", target = 5, from = 2026-06-01 },\n\
         { metric = \"mentions\", target = 5, from = 2026-04-01, by = 2026-03-15 },\n\
         { metric = \"mentions\", target = 5, stage = \"sale\", requires = [\"clikcs\"] },\n]",
        "7:1: `campaign[0].goals[0].metric`: `metric` is missing; expected a metric\n\
         8:1: `campaign[0].goals[1].target`: `target` is missing; expected a number\n\
         9:39: `campaign[0].goals[2].target`: it cannot be more than 100, so the goal can never be reached\n\
         10:43: `campaign[0].goals[3].from`: the goal's first day is not one of the campaign's; expected a day from 2026-03-02 to 2026-05-31\n\
         11:43: `campaign[0].goals[4].from`: the goal is due before its first day\n\
         12:44: `campaign[0].goals[5].stage`: this is none of the values it may have; expected `awareness`, `interest`, `consideration`, `purchase`, `loyalty`, found `sale`\n\
         12:64: `campaign[0].goals[5].requires[0]`: there is no metric `clikcs` (did you mean `clicks`?)",
    ),
    (
        "goals by source",
        "[[source]]\nname = \"News\"\nfeed = \"https://news.example/feed\"\n\
         [[campaign]]\nid = \"spring\"\nbrand = \"acme\"\nfrom = 2026-03-02\nto = 2026-05-31\ngoals = [\n\
         { metric = \"reach\", target = 5, source = \"News\" },\n\
         { metric = \"mentions\", target = 5, source = \"News\", platform = \"web\" },\n\
         { metric = \"mentions\", target = 5, source = \"Nws\" },\n]",
        "10:42: `campaign[0].goals[0].source`: only `mentions` are counted by source (leave `source` out, or narrow the goal by `platform` or `influencer`)\n\
         11:45: `campaign[0].goals[1].source`: mentions of a source are not counted by platform or influencer (leave out `source`, or `platform` and `influencer`)\n\
         12:45: `campaign[0].goals[2].source`: there is no source `Nws` (did you mean `News`?)",
    ),
    (
        "plans that cannot be",
        "CAMPAIGN\nlifespan = \"forever\"\norder_value = 0\n\
         curve = [ { by = 2026-03-10, percent = 50 }, { by = 2026-03-09, percent = 60 }, { by = 2026-07-01, percent = 70 }, { percent = 101 } ]\n\
         posts = [ { influencer = \"kristal\", platform = \"insta\", posts = 0 }, {} ]\n\
         notes = [ { on = 2026-03-10 } ]",
        "6:12: `campaign[0].lifespan`: this is none of the values it may have; expected `evergreen`, `timely`, found `forever`\n\
         7:15: `campaign[0].order_value`: the number is out of bounds; expected 0.01 to 1000000000, found 0\n\
         8:46: `campaign[0].curve[1]`: days and percentages of the course must rise from line to line\n\
         8:81: `campaign[0].curve[2]`: the day is not one of the campaign's\n\
         8:116: `campaign[0].curve[3].by`: `by` is missing; expected a day such as `2026-03-15`\n\
         8:128: `campaign[0].curve[3].percent`: the number is out of bounds; expected 0 to 100, found 101\n\
         9:26: `campaign[0].posts[0].influencer`: there is no influencer `kristal`\n\
         9:48: `campaign[0].posts[0].platform`: there is no platform `insta` (known: `web`, `forum`, `mastodon`, `bluesky`, `reddit`, `hackernews`, `youtube`, `github`, `x`, `instagram`, `threads`, `tiktok`, `facebook`, `linkedin`, `pinterest`, `snapchat`, `twitch`, `podcast`, `telegram`, `medium`, `substack`)\n\
         9:65: `campaign[0].posts[0].posts`: the number is out of bounds; expected 1 to 10000, found 0\n\
         9:70: `campaign[0].posts[1].influencer`: `influencer` is missing; expected a known influencer's id\n\
         9:70: `campaign[0].posts[1].platform`: `platform` is missing; expected a platform\n\
         10:11: `campaign[0].notes[0].note`: `note` is missing; expected a note",
    ),
];
