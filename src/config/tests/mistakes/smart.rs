//! Goals that are allowed, and not wise.

use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        "not specific",
        "[[campaign]]\nid = \"goals\"\nbrand = \"acme\"\nfrom = 2026-03-02\nto = 2026-05-31\n\
         [[campaign]]\nid = \"b\"\nbrand = \"acme\"\nfrom = 2026-06-02\nto = 2026-07-31\nprimary = \"reach\"\n\
         goals = [ { metric = \"mentions\", target = 5 } ]",
        "1:1: `campaign[0]`: not specific: the campaign has no goals, so nothing says whether it worked (add `goals = [ { metric = \"…\", target = … } ]`: what is to be reached, and how much of it)\n\
         11:11: `campaign[1].primary`: not specific: the number one metric, reach, has no target (set a goal for it, or name a metric that has one)",
    ),
    (
        "not measurable",
        "[[source]]\nname = \"News\"\nfeed = \"https://news.example/feed\"\n\
         [[influencer]]\nid = \"kristal\"\nhandles = [\"instagram:kristal\"]\n\
         [[campaign]]\nid = \"s\"\nbrand = \"acme\"\nfrom = 2026-03-02\nto = 2026-05-31\ngoals = [\n\
         { metric = \"mentions\", target = 5, platform = \"tiktok\" },\n\
         { metric = \"mentions\", target = 5, platform = \"web\", influencer = \"kristal\" },\n\
         { metric = \"mentions\", target = 5, influencer = \"kristal\" },\n\
         { metric = \"mentions\", target = 5, requires = [\"clicks\"] },\n]",
        "13:47: `campaign[0].goals[0].platform`: not measurable: no `[[source]]` listens to tiktok (add one: `mentiond presets` lists what listens to tiktok, or give a source `platform = \"tiktok\"`)\n\
         14:47: `campaign[0].goals[1].platform`: not measurable: `kristal` has no handle on web (add `\"web:…\"` to the influencer's `handles`)\n\
         15:49: `campaign[0].goals[2].influencer`: not measurable: no `[[source]]` listens where `kristal` speaks (add a source for one of the platforms of the influencer's `handles`)\n\
         16:47: `campaign[0].goals[3].requires`: a step is missing: no `[[import]]` tells `clicks` (without it nobody can tell where people were lost; `mentiond presets` lists what tells it)",
    ),
    (
        "a hook may bring anything",
        "[[source]]\nname = \"CRM\"\nhook = { token = \"0123456789abcdef0123\" }\n\
         [[campaign]]\nid = \"s\"\nbrand = \"acme\"\nfrom = 2026-03-02\nto = 2026-05-31\ngoals = [\n\
         { metric = \"mentions\", target = 5, platform = \"tiktok\" } ]",
        "",
    ),
    (
        "not relevant",
        "CAMPAIGN\nobjective = \"sales\"\ngoals = [ { metric = \"likes\", target = 5 }, { metric = \"reach\", target = 5 } ]",
        "6:13: `campaign[0].objective`: not relevant: likes and views do not mirror revenue, and no goal counts clicks, leads or orders (set a goal for one of `orders`, `revenue`, `leads`, `clicks`, or change the objective)",
    ),
    (
        "not relevant to reputation",
        "CAMPAIGN\nobjective = \"reputation\"\ngoals = [ { metric = \"emv\", target = 5 } ]",
        "6:13: `campaign[0].objective`: not relevant: no goal tells whether the objective, reputation, is met (set a goal for one of `net_sentiment`, `share_of_voice`, or change the objective)",
    ),
    (
        "sales of a campaign for awareness",
        "[[import]]\nname = \"Shop\"\npreset = \"shopify-orders-csv\"\npath = \"inbox/o.csv\"\n\
         [[campaign]]\nid = \"s\"\nbrand = \"acme\"\nfrom = 2026-03-02\nto = 2026-05-31\nobjective = \"awareness\"\nprimary = \"orders\"\n\
         goals = [ { metric = \"orders\", target = 5 }, { metric = \"reach\", target = 5 } ]",
        "11:11: `campaign[0].primary`: not relevant: sales judge a campaign for awareness wrongly (they come later and for many reasons: lead with a metric of the objective, or make it a campaign of its own with `objective = \"sales\"`)\n\
         12:22: `campaign[0].goals[0].metric`: a step is missing: nothing tells clicks or visits, by which people come to orders (import them too (bitly, ga4, plausible, matomo, umami …), or say `requires = []` if nobody clicks)",
    ),
    (
        "relevant",
        "CAMPAIGN\nobjective = \"engagement\"\ngoals = [ { bundle = \"a\", metrics = { likes = 1, comments = 3 }, target = 5 } ]",
        "",
    ),
    (
        "not timed",
        "CAMPAIGN\nbaseline = \"2w\"\nafter = \"2w\"\ngoals = [\n\
         { metric = \"mentions\", target = 5, by = 2026-06-15 },\n\
         { metric = \"mentions\", target = 5, horizon = \"long\" },\n]",
        "6:12: `campaign[0].baseline`: 14 days before are few to tell what is normal, so that little can be proved (write `\"4w\"` or more; `\"8w\"` is the default)\n\
         9:41: `campaign[0].goals[0].by`: not timed: the campaign is followed until 2026-06-14 only (set an earlier day, or follow the campaign longer with `after`)\n\
         10:46: `campaign[0].goals[1].horizon`: not timed: a long-term goal shows after 6 or 12 months, and this one is due on 2026-05-31 (write `by = 2026-09-02` or later, or make it a short-term goal)",
    ),
];
