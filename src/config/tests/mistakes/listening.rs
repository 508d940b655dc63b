//! Mistakes in sources.

/// See [`super::Case`].
pub(super) const CASES: &[super::Case] = &[
    (
        "T07 single brackets",
        "[source]\nname = \"x\"",
        "1:2: `source`: `source` may be given several times, so it is an array of tables; expected `[[source]]`, found `[source]`",
    ),
    (
        "T33 selector",
        "SOURCE\npage = \"https://x.example/\"\nitems = { each = \"article[\", title = \"h2@\" }",
        "4:18: `source[0].items.each`: `article[` is not a CSS selector: unexpected eol; expected a CSS selector, found `article[`\n\
         4:38: `source[0].items.title`: `h2@`: `@` must be followed by the name of one attribute, e.g. `a@href`; expected a CSS selector, found `h2@`",
    ),
    (
        "T34 file address",
        "SOURCE\nfeed = \"file:///etc/passwd\"",
        "3:8: `source[0].feed`: `file:` addresses are not read; only http and https are; expected an address such as `https://news.example/feed.xml`, found `file:///etc/passwd`",
    ),
    (
        "T34 no address",
        "SOURCE\nfeed = \"x.example/feed\"",
        "3:8: `source[0].feed`: the address does not begin with `https://` or `http://`; expected an address such as `https://news.example/feed.xml`, found `x.example/feed`",
    ),
    (
        "T35 password in address",
        "SOURCE\nfeed = \"https://me:hunter22@x.example/feed?api_key=abcdef\"",
        "3:8: `source[0].feed`: a password stands in the address (write it as `auth = { username = …, password = { credential = … } }`)",
    ),
    (
        "T36 private",
        "SOURCE\nfeed = \"http://127.0.0.1:8080/feed\"",
        "3:8: `source[0].feed`: the address leads to this machine (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 private in another dress",
        "SOURCE\nfeed = \"http://0x7f.1/feed\"",
        "3:8: `source[0].feed`: the address leads to this machine (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 private in v6",
        "SOURCE\nfeed = \"http://[::ffff:10.0.0.1]/feed\"",
        "3:8: `source[0].feed`: the address leads to a private network (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 benchmarks",
        "SOURCE\nfeed = \"http://198.18.0.1/feed\"",
        "3:8: `source[0].feed`: the address leads to a reserved network (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 documentation",
        "SOURCE\nfeed = \"http://203.0.113.7/feed\"",
        "3:8: `source[0].feed`: the address leads to a reserved network (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 6to4",
        "SOURCE\nfeed = \"http://[2002:7f00:1::]/feed\"",
        "3:8: `source[0].feed`: the address leads to this machine (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 NAT64",
        "SOURCE\nfeed = \"http://[64:ff9b::10.0.0.1]/feed\"",
        "3:8: `source[0].feed`: the address leads to a private network (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T36 localhost",
        "SOURCE\nfeed = \"http://localhost/feed\"",
        "3:8: `source[0].feed`: the address leads to this machine (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "T37 twice",
        "SOURCE\nfeed = \"https://x.example/feed\"\n[[source]]\nname = \"x\"\nfeed = \"https://X.example:443/feed\"",
        "5:8: `source[1].name`: this source's name is used twice, first on line 2\n\
         6:8: `source[1].feed`: this address is used twice, first on line 3",
    ),
    (
        "paths of a sitemap",
        "SOURCE\nsitemap = \"https://x.example/\"\ninclude = [\"/blog/*\", \"!/blog/tag/\", \"shop\"]",
        "4:38: `source[0].include[2]`: a path begins with `/`, or with `*` for anything; expected a path such as `/blog/*`, or `!/blog/tag/` for what is left out, found `shop`",
    ),
    (
        "the path of a log",
        "SOURCE\nlog = { path = \"access.log\", site = \"https://acme.example/x\" }",
        "3:16: `source[0].log.path`: the path of a log begins with `/`; expected a path such as `/var/log/nginx/access.log*`, found `access.log`\n\
         3:37: `source[0].log.site`: a domain has no `http://` before it and nothing behind it; write `acme.example`; expected a domain such as `acme.example`, found `https://acme.example/x`",
    ),
    (
        "a star in the directory of a log",
        "SOURCE\nlog = { path = \"/var/log/*/access.log\" }\ntimeout = \"5s\"",
        "3:16: `source[0].log.path`: `*` may stand in the file's name only; expected a path such as `/var/log/nginx/access.log*`, found `/var/log/*/access.log`\n\
         4:1: `source[0].timeout`: `timeout` has no meaning for a source with `log`",
    ),
    (
        "a hook without a token",
        "SOURCE\nhook = {}",
        "3:8: `source[0].hook.token`: `token` is missing; expected a secret, e.g. `{ credential = \"hook\" }`",
    ),
    (
        "a hook is not polled",
        "SOURCE\nhook = { token = \"s3cret-token\" }\nevery = \"1h\"",
        "4:1: `source[0].every`: `every` has no meaning for a source with `hook`",
    ),
    (
        "a mailbox without an account",
        "SOURCE\nmailbox = { host = \"imap.x.example:993\" }",
        "3:11: `source[0].mailbox.username`: `username` is missing; expected a user name, often the mail address\n3:11: `source[0].mailbox.password`: `password` is missing; expected a password, e.g. `{ credential = \"imap\" }`\n3:20: `source[0].mailbox.host`: this is no host name; a port stands in `port`; expected a host name such as `imap.acme.example`, found `imap.x.example:993`",
    ),
    (
        "half a login, an odd sender, mapped mails",
        "SOURCE\nmailbox = { host = \"imap.x.example\", username = \"jo\" }\nfrom = [\"not a domain\"]\nitems = { each = \"p\" }\nrobots = true",
        "3:11: `source[0].mailbox.password`: `password` is missing; expected a password for the `username`\n4:9: `source[0].from[0]`: this is no domain; write e.g. `acme.example`; expected an address such as `alerts@news.example`, or a domain, found `not a domain`\n5:9: `source[0].items`: the items of mails are found, not mapped; expected `\"auto\"`; without `items` each mail is one document\n6:1: `source[0].robots`: `robots` has no meaning for a source with `mailbox`",
    ),
    (
        "a mailbox on this machine",
        "SOURCE\nmailbox = { host = \"127.0.0.1\", username = \"jo\", password = \"s3cret-word\" }",
        "3:11: `source[0].mailbox`: the address leads to this machine (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "senders of a feed",
        "SOURCE\nfeed = \"https://x.example/feed\"\nfrom = \"x.example\"",
        "4:1: `source[0].from`: `from` has no meaning for a source with `feed`",
    ),
    (
        "paths of a feed",
        "SOURCE\nfeed = \"https://x.example/feed\"\ninclude = \"/blog/*\"",
        "4:1: `source[0].include`: `include` has no meaning for a source with `feed`",
    ),
    (
        "paging of a page",
        "SOURCE\npage = \"https://x.example/\"\nitems = \"auto\"\npaging = { page_param = \"p\", max_pages = 3 }",
        "5:12: `source[0].paging.page_param`: `page_param` has no meaning for the paging of a page (its next page is found by its links; only `max_pages` can be given)",
    ),
    (
        "unknown preset",
        "SOURCE\napi = \"mastodon-tags\"\nwith = { tag = \"x\" }",
        "3:7: `source[0].api`: there is no preset `mastodon-tags` (did you mean `mastodon-tag`?)",
    ),
    (
        "unknown parameter",
        "SOURCE\napi = \"mastodon-tag\"\nwith = { instnce = \"m.example\", tag = \"x\" }",
        "4:8: `source[0].with`: the preset `mastodon-tag` needs the parameter `instance` (the server to ask; e.g. `mastodon.social`)\n\
         4:10: `source[0].with.instnce`: the preset `mastodon-tag` has no parameter `instnce` (did you mean `instance`?)",
    ),
    (
        "private instance",
        "SOURCE\napi = \"mastodon-tag\"\nwith = { instance = \"http://127.0.0.1:9\", tag = \"x\" }",
        "3:7: `source[0].api`: the address leads to this machine (if that is meant, add `allow_private = true` to this source)",
    ),
    (
        "mapping by hand",
        "SOURCE\napi = \"json\"\nrequest = { url = \"https://x.example/\", bearer = \"hunter22\" }\npaging = { nxt = \"$.n\" }\nitems = \"$.r[*\"\nfields = { id = \"$.id\", liks = \"$.l\" }",
        "5:12: `source[0].paging.nxt`: unknown key `nxt` (did you mean `next`?)",
    ),
    (
        "mapping by hand, paths",
        "SOURCE\napi = \"json\"\nrequest = { url = \"https://x.example/\" }\npaging = { next = \"$.[\" }\nitems = \"$.r[*\"\nfields = { id = \"$.id\", liks = \"$.l\" }",
        "5:19: `source[0].paging.next`: `paging.next`: `$.[` is not a JSONPath (RFC 9535): it cannot be read at character 3\n\
         6:9: `source[0].items`: `items`: `$.r[*` is not a JSONPath (RFC 9535): it cannot be read at character 5\n\
         7:10: `source[0].fields`: `fields` maps none of `text`, `escaped`, `html` and `title`; there would be nothing to listen to\n\
         7:32: `source[0].fields.liks`: `fields.liks` is not a field of a document; did you mean `likes`?",
    ),
    (
        "a server that is not known yet",
        "SOURCE\napi = \"json\"\nrequest = { url = \"https://{cursor}/\" }\nitems = \"$.r[*]\"\nfields = { title = \"$.t\" }",
        "3:7: `source[0].api`: the server of the request cannot be told (placeholders stand in the path, the query or the body, not in the server's name)",
    ),
    (
        "two ways to listen",
        "SOURCE\nfeed = \"https://x.example/\"\npage = \"https://x.example/p\"",
        "1:1: `source[0]`: a source is asked in one way only; expected one of `feed`, `page`, `sitemap`, `log`, `hook`, `mailbox` and `api`, found `feed` and `page`",
    ),
    (
        "no way to listen",
        "SOURCE\nfed = \"https://x.example/\"",
        "1:1: `source[0]`: nothing says what to poll; expected one of `feed`, `page`, `sitemap`, `log`, `hook`, `mailbox` and `api`\n\
         3:1: `source[0].fed`: unknown key `fed` (did you mean `feed`?)",
    ),
    (
        "keys of another kind",
        "SOURCE\nfeed = \"https://x.example/\"\nfollow = true\nwith = { tag = \"x\" }",
        "4:1: `source[0].follow`: `follow` has no meaning for a source with `feed`\n\
         5:1: `source[0].with`: `with` has no meaning for a source with `feed`",
    ),
    (
        "login",
        "SOURCE\nfeed = \"https://x.example/\"\nauth = { bearer = \"hunter22\", username = \"me\" }",
        "4:8: `source[0].auth.password`: `password` is missing; expected a password for the `username`\n\
         4:8: `source[0].auth`: only one kind of login can be sent; expected `bearer`, or `username` and `password`, or `header`",
    ),
    (
        "a secret beside a mistake",
        "SOURCE\nfeed = \"https://x.example/\"\nauth = { bearer = \"hunter22\", colour = 1 }",
        "4:26: `source[0].auth.colour`: unknown key `colour` (known: `bearer`, `username`, `password`, `header`)",
    ),
];
