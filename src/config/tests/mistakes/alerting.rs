//! Mistakes in alerts.

/// See [`super::Case`].
pub(super) const CASES: &[super::Case] = &[
    (
        "alert of nothing",
        "[[alert]]\nwhen = \"spik\"",
        "1:1: `alert[0].id`: `id` is missing; expected a short name, e.g. `id = \"acme\"`\n\
         1:1: `alert[0].to`: `to` is missing; expected a list of mail addresses, or a `webhook`\n\
         1:1: `alert[0].brand`: `brand` is missing; expected a brand's id\n\
         2:8: `alert[0].when`: this is none of the values it may have; expected `spike`, `negative-spike`, `influencer`, `keyword`, `lost-backlink`, `silence`, found `spik` (did you mean `spike`?)",
    ),
    (
        "alert with keys of others",
        "[mail]\nfrom = \"a@b.example\"\n[[alert]]\nid = \"x\"\nwhen = \"silence\"\nbrand = \"acme\"\nmatch = \"recall\"\nfollowers = 5\nto = []",
        "7:1: `alert[0].match`: `match` has no meaning for an alert of `silence` (leave it out; it belongs to `keyword`)\n\
         8:1: `alert[0].followers`: `followers` has no meaning for an alert of `silence` (leave it out; it belongs to `influencer`)\n\
         9:6: `alert[0].to`: the alert has no recipients; expected at least one mail address (leave `to` out if the webhook is enough)",
    ),
    (
        "alert that asks for no words",
        "[mail]\nfrom = \"a@b.example\"\n[[alert]]\nid = \"operator\"\nwhen = \"keyword\"\nbrand = \"acm\"\nquiet = \"1s\"\nto = [\"a@b.example\"]",
        "3:1: `alert[0].match`: `match` is missing; expected a query, e.g. `match = \"recall OR lawsuit\"`\n\
         4:6: `alert[0].id`: `operator` names the mails to the operator\n\
         6:9: `alert[0].brand`: there is no brand `acm` (did you mean `acme`?)\n\
         7:9: `alert[0].quiet`: the duration is out of bounds: `5m` to `31d`; expected a duration such as `15m`, found `1s`",
    ),
    (
        "alert named as a digest",
        "DIGEST\nschedule = \"0 8 * * Mon\"\n[[alert]]\nid = \"w\"\nwhen = \"spike\"\nbrand = \"acme\"\ninfluencer = \"kristal\"\nto = [\"a@b.example\"]",
        "8:6: `alert[0].id`: a digest has this id; mails of both stand in one outbox (give one of the two another name)\n\
         11:14: `alert[0].influencer`: there is no influencer `kristal`",
    ),
    (
        "webhook in the open",
        "[[alert]]\nid = \"x\"\nwhen = \"spike\"\nbrand = \"acme\"\nwebhook = \"http://chat.example/hooks/canary\"\n[[alert]]\nid = \"y\"\nwhen = \"spike\"\nbrand = \"acme\"\nwebhook = \"https://10.0.0.1/canary\"\n[[alert]]\nid = \"z\"\nwhen = \"spike\"\nbrand = \"acme\"\nwebhook = \"chat.example\"",
        "5:11: `alert[0].webhook`: without encryption anyone on the way could read the alert and call the address; expected an address that begins with `https://` (`allow_private = true` is for a server of your own in a private network)\n\
         10:11: `alert[1].webhook`: the address leads to a private network (add `allow_private = true` if it is meant so)\n\
         15:11: `alert[2].webhook`: the address does not begin with `https://` or `http://`; expected an address that begins with `https://`",
    ),
    (
        "mail without a sender",
        "[[alert]]\nid = \"x\"\nwhen = \"spike\"\nbrand = \"acme\"\nto = [\"a@b.example\"]",
        "1:1: `mail.from` is missing; expected a mailbox that mails come from (add `from = \"Brand watch <watch@acme.example>\"` to `[mail]`)",
    ),
];
