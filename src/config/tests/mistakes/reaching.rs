//! Mistakes in campaigns, influencers, digests and mail.

/// See [`super::Case`].
pub(super) const CASES: &[super::Case] = &[
    (
        "T03 unknown key far from any",
        "[mail]\nfrom = \"a@b.example\"\ncolour = 1",
        "3:1: `mail.colour`: unknown key `colour` (known: `from`, `transport`, `dir`, `host`, `port`, `tls`, `username`, `password`, `program`, `operator`)",
    ),
    (
        "T05 missing",
        "[[source]]\nfeed = \"https://x.example/\"\n[[digest]]\nid = \"w\"\n[mail]\nfrom = \"a@b.example\"",
        "1:1: `source[0].name`: `name` is missing; expected a name, unique among the sources\n\
         3:1: `digest[0].schedule`: `schedule` is missing; expected a cron line such as `0 8 * * Mon`\n\
         3:1: `digest[0].to`: `to` is missing; expected a list of mail addresses",
    ),
    (
        "T07 table twice",
        "[http]\n[mail]\nfrom = \"a@b.example\"\n[http]",
        "4:2: `http` is given twice (keep one of them; tables that may be repeated are written `[[name]]`)",
    ),
    (
        "T18 money that is no number",
        "[estimate.cpm]\nx = { low = nan, value = inf, high = -inf }",
        "2:13: `estimate.cpm.x.low`: the number is out of bounds; expected 0 to 1000000, found nan\n\
         2:26: `estimate.cpm.x.value`: the number is out of bounds; expected 0 to 1000000, found inf\n\
         2:38: `estimate.cpm.x.high`: the number is out of bounds; expected 0 to 1000000, found -inf",
    ),
    (
        "T18 range out of order",
        "[estimate.cpm]\nx = { low = 9, value = 8, high = 7 }\nmyspace = { low = 1, value = 1, high = 1 }",
        "2:5: `estimate.cpm.x`: the range is out of order; expected `low` ≤ `value` ≤ `high`, found 9 / 8 / 7\n\
         3:1: `estimate.cpm.myspace`: there is no platform `myspace` (known: `web`, `forum`, `mastodon`, `bluesky`, `reddit`, `hackernews`, `youtube`, `github`, `x`, `instagram`, `threads`, `tiktok`, `facebook`, `linkedin`, `pinterest`, `snapchat`, `twitch`, `podcast`, `telegram`, `medium`, `substack`)",
    ),
    (
        "T18 emv of two bases",
        "[emv]\nmethod = \"engagement\"\nbase = \"impressions\"\nlike = -1",
        "3:8: `emv.base`: a base is chosen for `method = \"custom\"` only (every other method has a base of its own; leave the line out)\n\
         4:8: `emv.like`: the number is out of bounds; expected 0 to 1000000, found -1",
    ),
    (
        "T18 emv exchanged into itself",
        "currency = \"USD\"\n[emv]\nexchange = 0.92",
        "3:1: `emv.exchange`: published prices are in USD already, so nothing is exchanged (leave it out; it is what one US dollar is worth in another `currency`)",
    ),
    (
        "T18 emv at own prices without any",
        "[emv]\nmethod = \"custom\"\nbase = \"engagement\"",
        "1:1: `emv`: `method = \"custom\"` uses own prices only, and none is given; expected `like`, `comment` or `share`",
    ),
    (
        "T18 visits of no site",
        "[estimate]\nvisits = { \"big news\" = 7, \"a.example\" = -1 }\npeople = 3",
        "2:12: `estimate.visits.\"big news\"`: this is no domain; write e.g. `acme.example` (sites with a dot stand in quotes: `\"news.example\" = 120000`)\n\
         2:42: `estimate.visits.\"a.example\"`: the number is out of bounds; expected 0 to 1000000000000, found -1\n\
         3:10: `estimate.people`: the number is out of bounds; expected 1000 to 10000000000, found 3",
    ),
    (
        "T19 audience of no country",
        "CAMPAIGN\naudience = { countries = [\"Sweden\"] }",
        "6:27: `campaign[0].audience.countries[0]`: a country has two letters, as in ISO 3166 and in the addresses of its sites; expected a country code such as `se`, found `Sweden`",
    ),
    (
        "T19 goal of nothing",
        "CAMPAIGN\ngoals = [ { metric = \"reach\", target = 0 } ]",
        "6:40: `campaign[0].goals[0].target`: a target of 0 is reached before anything happens; expected a number above 0",
    ),
    (
        "T20 negative cost",
        "CAMPAIGN\ncosts = [ { what = \"fee\", amount = -5 }, { what = \"bribe\", amount = 5 }, { what = \"admin\", hours = 3 } ]",
        "6:36: `campaign[0].costs[0].amount`: the number is out of bounds; expected 0 to 1000000000000, found -5\n\
         6:51: `campaign[0].costs[1].what`: this is none of the values it may have; expected `fee`, `product`, `shipping`, `travel`, `agency`, `admin`, `commission`, `other`, found `bribe`\n\
         6:74: `campaign[0].costs[2]`: the cost is not clear; expected `amount`, or `planned` and `actual` or one of them, or `hours` and `rate`",
    ),
    (
        "T20 costs that contradict themselves",
        "CAMPAIGN\ncosts = [ { what = \"fee\", amount = 5, actual = 4 }, { what = \"fee\", amount = 5, percent = 3 },\n\
         { what = \"commission\", percent = 3, per_order = 2 }, { what = \"commission\", percent = 130 },\n\
         { what = \"fee\", amount = 5, currency = \"USD\" }, { what = \"fee\", amount = 5, exchange = 2 },\n\
         { what = \"fee\", amount = 5, influencer = \"kristal\", spread = \"reach\" }, { what = \"agency\", amount = 5, spread = \"reech\" } ]",
        "6:11: `campaign[0].costs[0]`: the cost is not clear; expected `amount`, or `planned` and `actual` or one of them, or `hours` and `rate`\n\
         6:81: `campaign[0].costs[1].percent`: only a commission follows from orders (write `what = \"commission\"`, or give an `amount`)\n\
         7:37: `campaign[0].costs[2].per_order`: a commission is reckoned in one way (keep `percent` or `per_order`; two commissions are two lines)\n\
         7:87: `campaign[0].costs[3].percent`: the number is out of bounds; expected 0 to 100, found 130\n\
         8:40: `campaign[0].costs[4].currency`: what one USD is worth in EUR is not said (add `exchange = …`, the rate of the day it was paid; rates are never guessed)\n\
         8:77: `campaign[0].costs[5].exchange`: from which currency is not said (add `currency = \"USD\"` or whichever it is, or leave `exchange` out)\n\
         9:42: `campaign[0].costs[6].influencer`: there is no influencer `kristal`\n\
         9:53: `campaign[0].costs[6].spread`: the cost is one influencer's, so there is nothing to spread (leave out `spread`, or `influencer` for a shared cost)\n\
         9:104: `campaign[0].costs[7].spread`: there is no `[[influencer]]` to spread it over\n\
         9:113: `campaign[0].costs[7].spread`: this is none of the values it may have; expected `equal`, `posts`, `reach`, `fee`, found `reech` (did you mean `reach`?)",
    ),
    (
        "T20 imports that cannot be",
        "[[import]]\nname = \"a\"\npreset = \"shopify-order-csv\"\npath = \"inbox/a.csv\"\n\
         [[import]]\nname = \"b\"\npreset = \"csv\"\npath = \"in*/b.csv\"\nmap = { at = \"Day\", mony = \"Sum\" }\n\
         [[import]]\nname = \"b\"\npreset = \"bitly\"\npath = \"inbox/c.csv\"\nwith = { lnik = \"bit.ly/a\" }\n\
         [[import]]\nname = \"d\"\npreset = \"form\"\npath = \"inbox/d.csv\"\nevery = \"1h\"\ndates = \"dym\"",
        "3:10: `import[0].preset`: there is no import preset `shopify-order-csv` (did you mean `shopify-orders-csv`?)\n\
         5:1: `import[1]`: no column tells the rows apart (add `id = \"…\"` to `map`, or `daily = true` if rows are counts of a day)\n\
         8:8: `import[1].path`: `*` may stand in the last part only; expected a path such as `inbox/orders*.csv`, found `in*/b.csv`\n\
         9:21: `import[1].map.mony`: there is no field of an outcome `mony` (did you mean `money`?)\n\
         11:8: `import[2].name`: this import's name is used twice, first on line 6\n\
         13:1: `import[2].path`: `bitly` is an API, it has no files (leave it out; `mentiond presets` lists the exports that come in files)\n\
         14:8: `import[2].with`: the import `bitly` needs the parameter `link` (the short link, without `https://`; e.g. `bit.ly/acme-kristal`)\n\
         14:8: `import[2].with`: the import `bitly` needs the parameter `token` (access token; e.g. `x`)\n\
         14:10: `import[2].with.lnik`: the import `bitly` has no parameter `lnik` (did you mean `link`?)\n\
         19:1: `import[3].every`: `form` comes in files, nothing is asked (leave it out)\n\
         20:9: `import[3].dates`: this is none of the values it may have; expected `dmy`, `mdy`, found `dym` (did you mean `dmy`?)",
    ),
    (
        "T20 influencers that share what tells them apart",
        "[[influencer]]\nid = \"a\"\nlanding = [\"/a/\"]\nskus = [\"X\"]\nutm = { source = \"s\" }\n\
         [[influencer]]\nid = \"b\"\nlanding = [\"https://acme.example/a?x\", \"/\"]\nskus = [\"X\"]\nutm = { source = \"S\" }",
        "8:11: `influencer[1].landing`: this landing page is used twice, first on line 3\n\
         8:40: `influencer[1].landing[1]`: the home page is everybody's; a landing page has a path such as `/kristal`; expected a path such as `/kristal`, found `/`\n\
         9:8: `influencer[1].skus`: this article is used twice, first on line 4\n\
         10:7: `influencer[1].utm`: this pair of UTM values is used twice, first on line 5",
    ),
    (
        "T21 end before start",
        "[[campaign]]\nid = \"s\"\nbrand = \"acme\"\nfrom = 2026-05-31\nto = 2026-03-02",
        "5:6: `campaign[0].to`: the campaign ends before it starts; expected a day from 2026-05-31 on, found 2026-03-02",
    ),
    (
        "T22 overlapping campaigns",
        "CAMPAIGN\n[[campaign]]\nid = \"t\"\nbrand = \"acme\"\nfrom = 2026-05-01\nto = 2026-07-31",
        "6:1: `campaign[1]`: it runs at the same time as `spring` for the same brand (what both cause cannot be told apart; give each its own hashtag, code or influencer)",
    ),
    (
        "T23 bad cron",
        "DIGEST\nschedule = \"61 8 * * Mon\"",
        "6:12: `digest[0].schedule`: in the minute field, `61` must be from 0 to 59; expected a cron line such as `0 8 * * Mon`",
    ),
    (
        "T24 both day fields",
        "DIGEST\nschedule = \"0 8 1 * Mon\"",
        "6:12: `digest[0].schedule`: day of month and day of week are both restricted, so it runs when either matches (`mentiond check` shows the next runs)",
    ),
    (
        "T25 never",
        "DIGEST\nschedule = \"0 0 30 2 *\"",
        "6:12: `digest[0].schedule`: the schedule never matches: no such day exists in those months; expected a cron line such as `0 8 * * Mon`",
    ),
    (
        "T27 a time where a day belongs",
        "[[campaign]]\nid = \"s\"\nbrand = \"acme\"\nfrom = 2026-03-29T02:30:00\nto = \"2026-05-31\"",
        "4:8: `campaign[0].from`: wrong type; expected a day such as 2026-03-02, found the time 2026-03-29T02:30:00 (write the day alone, without quotes and without a time)\n\
         5:6: `campaign[0].to`: wrong type; expected a day such as 2026-03-02, found the string \"2026-05-31\" (write the day alone, without quotes and without a time)",
    ),
    (
        "T38 address",
        "DIGEST_TO\nto = [\"pr@acme\", \"not an address\", \"a@b@c.example\"]",
        "6:18: `digest[0].to[1]`: this is no mail address; expected a mail address, found `not an address`\n\
         6:36: `digest[0].to[2]`: this is no mail address; expected a mail address, found `a@b@c.example`",
    ),
    (
        "T39 line break in a name",
        "[[brand]]\nid = \"a\"\nname = \"A\\r\\nBcc: x@y.example\"\nmatch = \"acme\"\n[mail]\nfrom = \"A\\nB <a@b.example>\"",
        "3:8: `brand[0].name`: a line break or another control character stands inside; expected a name, found `A��Bcc: x@y.example`\n\
         6:8: `mail.from`: a line break or another control character stands inside; expected a mailbox such as `Brand watch <watch@acme.example>`, found `A�B <a@b.example>`",
    ),
    (
        "T40 no recipients",
        "DIGEST_TO\nto = []",
        "6:6: `digest[0].to`: the digest has no recipients; expected at least one mail address",
    ),
    (
        "T42 file and credential",
        "[http]\ntoken = { file = \"nowhere\" }\n[mail]\nfrom = { credential = \"nothing\" }",
        "2:9: `http.token`: `nowhere` cannot be read: no such file (the first line of that file is taken; a relative path starts at this file's directory)\n\
         4:8: `mail.from`: there is no credential `nothing` (systemd provides it: `LoadCredential=NAME:/path` in the unit)",
    ),
    (
        "a trial as long as the campaign",
        "CAMPAIGN\nburst = \"52w\"",
        "6:9: `campaign[0].burst`: the trial lasts as long as the campaign, so nothing is left to decide (write less than the campaign's 91 days)",
    ),
    (
        "purchases",
        "CAMPAIGN\npurchase_window = \"30\"\nmargin = 55",
        "6:19: `campaign[0].purchase_window`: the duration has no unit; write e.g. `15m`, `2h` or `8w`; expected a duration such as `30d`, or `impulse`, `general`, `considered`, `big-ticket`, `b2b`, found `30`\n\
         7:10: `campaign[0].margin`: a margin is a part of the revenue; expected a number above 0, at most 1 (55 per cent is written `0.55`)",
    ),
    (
        "purchases: windows",
        "CAMPAIGN\npurchase_window = \"36h\"\nmargin = 0",
        "6:19: `campaign[0].purchase_window`: the window is not whole days; expected a duration such as `30d`, or `impulse`, `general`, `considered`, `big-ticket`, `b2b`, found `36h`\n\
         7:10: `campaign[0].margin`: a margin is a part of the revenue; expected a number above 0, at most 1",
    ),
    (
        "metrics that are no goal",
        "CAMPAIGN\nprimary = \"refunds\"",
        "6:11: `campaign[0].primary`: `refunds` is reported, but no goal can be set for it; expected one of `mentions`, `authors`, `reach`, `impressions`, `clicks`, `visits`, `leads`, `orders`, `revenue`, `new_customers`, `follows`, `conversion_rate`, `aov`, `roi`, `profit_roi`, `roas`, `cpa`, `cac`, `cpc`, `cpl`, `cpm`, `cpe`, `engagement`, `likes`, `comments`, `shares`, `engagement_rate`, `emv`, `net_sentiment`, `share_of_voice`, `backlinks`",
    ),
    (
        "unknown metric",
        "CAMPAIGN\nprimary = \"raech\"\ngoals = [ { metric = \"fame\", target = 5 } ]",
        "6:11: `campaign[0].primary`: there is no metric `raech` (did you mean `reach`?)\n\
         7:22: `campaign[0].goals[0].metric`: there is no metric `fame` (`mentiond metrics` lists them)",
    ),
    (
        "unknown references",
        "CAMPAIGN\ngoals = [ { metric = \"reach\", target = 5, influencer = \"kristel\" } ]\n[[influencer]]\nid = \"kristal\"\ncodes = [\"KRISTAL10\"]\n[[digest]]\nid = \"w\"\nschedule = \"0 8 * * Mon\"\nto = [\"a@b.example\"]\nbrands = [\"amce\"]\ncampaigns = [\"sprnig\"]\n[mail]\nfrom = \"a@b.example\"\n[[brand]]\nid = \"acme\"\nmatch = \"acme\"\n[[brand]]\nid = \"b\"\nmatch = \"b2b\"\ncompetitor_of = \"ame\"",
        "6:56: `campaign[0].goals[0].influencer`: there is no influencer `kristel` (did you mean `kristal`?)\n\
         14:11: `digest[0].brands[0]`: there is no brand `amce` (did you mean `acme`?)\n\
         15:14: `digest[0].campaigns[0]`: there is no campaign `sprnig` (did you mean `spring`?)\n\
         24:17: `brand[1].competitor_of`: there is no brand `ame` (did you mean `acme`?)",
    ),
    (
        "smtp",
        "[mail]\nfrom = \"a@b.example\"\ntransport = \"smtp\"\ntls = \"none\"\nhost = \"smtp.acme.example\"\nusername = \"me\"",
        "1:1: `mail.password`: `password` is missing; expected a password for the `username`\n\
         4:7: `mail.tls`: without encryption anyone on the way could read the mail and the password; expected `starttls` or `implicit`; `none` is for a server on this machine",
    ),
    (
        "smtp without host",
        "[mail]\nfrom = \"a@b.example\"\ntransport = \"smpt\"",
        "3:13: `mail.transport`: this is none of the values it may have; expected `file`, `smtp`, `sendmail`, found `smpt` (did you mean `smtp`?)",
    ),
    (
        "smtp keys without smtp",
        "[mail]\nfrom = \"a@b.example\"\nhost = \"smtp.acme.example\"",
        "3:1: `mail.host`: this has an effect only with `transport = \"smtp\"`",
    ),
    (
        "no sender",
        "[[digest]]\nid = \"w\"\nschedule = \"0 8 * * Mon\"\nto = [\"a@b.example\"]",
        "1:1: `mail.from` is missing; expected a mailbox that mails come from (add `from = \"Brand watch <watch@acme.example>\"` to `[mail]`)",
    ),
    (
        "language of a digest",
        "DIGEST\nschedule = \"0 8 * * Mon\"\nlanguage = \"sv\"\nwhen_empty = \"maybe\"",
        "7:12: `digest[0].language`: digests in `sv` are not supported yet; expected `en`, found `sv`\n\
         8:14: `digest[0].when_empty`: this is none of the values it may have; expected `send`, `skip`, found `maybe`",
    ),
    (
        "baseline",
        "CAMPAIGN\nbaseline = \"10d\"\nafter = \"36h\"",
        "6:12: `campaign[0].baseline`: a baseline is whole weeks, so that every weekday counts alike (write `\"2w\"`)\n\
         7:9: `campaign[0].after`: the time is not whole days",
    ),
    (
        "sentiment",
        "[sentiment]\npositive = { \"sold out\" = -1, fine = 9 }\nnegative = { fine = -1, sick = -1 }\nneutral = [\"sick\"]",
        "2:27: `sentiment.positive.\"sold out\"`: the number is out of bounds; expected 0.01 to 4, found -1\n\
         2:38: `sentiment.positive.fine`: the number is out of bounds; expected 0.01 to 4, found 9\n\
         3:25: `sentiment.negative.sick`: this word has two values: it stands in another list as well",
    ),
    (
        "neutral bands",
        "[sentiment.bands]\npost = [0.3]\nprose = [0.4, -0.1]\nreport = [-2, 0]\nmesage = [0, 1]",
        "2:8: `sentiment.bands.post`: a band has two ends; expected `[-0.2, 0.2]`: negative up to, positive from\n\
         3:9: `sentiment.bands.prose`: the band is out of order; expected the negative end first\n\
         4:11: `sentiment.bands.report[0]`: the number is out of bounds; expected -1 to 1, found -2\n\
         5:1: `sentiment.bands.mesage`: unknown key `mesage` (did you mean `message`?)",
    ),
    (
        "a brand's own words",
        "[[brand]]\nid = \"acme\"\nmatch = \"acme\"\nsentiment = { negative = { backfired = 2 }, neutral = [\"rocket\", \"\"], bands = {} }",
        "4:40: `brand[0].sentiment.negative.backfired`: the number is out of bounds; expected -4 to -0.01, found 2\n\
         4:66: `brand[0].sentiment.neutral[1]`: it is empty; expected a word or phrase, found ``\n\
         4:71: `brand[0].sentiment.bands`: unknown key `bands` (known: `positive`, `negative`, `neutral`)",
    ),
    (
        "shared marks",
        "[[influencer]]\nid = \"a\"\ncodes = [\"SAVE10\"]\n[[influencer]]\nid = \"b\"\ncodes = [\"save10\"]",
        "6:9: `influencer[1].codes`: this promo code is used twice, first on line 3",
    ),
    (
        "an influencer without marks",
        "[[influencer]]\nid = \"a\"",
        "1:1: `influencer[0]`: nothing but a byline can tell that this influencer spoke (add `handles`, `codes`, `links` or `utm`)",
    ),
];
