//! Keys of what a campaign is compared with.

use super::{REQUIRED, Shape, key};

pub(in crate::config) static COMPARE: Shape = Shape {
    path: "campaign[].compare[]",
    keys: &[
        key("name", "string", REQUIRED, "name for people, e.g. `Search ads`"),
        key(
            "channels",
            "strings",
            "[]",
            "which channels it is, as imports tell source and medium: `google / cpc`",
        ),
        key(
            "amount",
            "number",
            "",
            "what it costs over the campaign; or `planned` and `actual`, or `hours` and `rate`",
        ),
        key("planned", "number", "", "what it was planned to cost"),
        key("actual", "number", "", "what it came to; counts once it is known"),
        key("hours", "number", "", "hours worked"),
        key("planned_hours", "number", "", "hours planned; default: `hours`"),
        key("rate", "number", "", "cost of an hour"),
        key(
            "currency",
            "currency",
            "",
            "currency of this line's amounts; default: the top one",
        ),
        key(
            "exchange",
            "number",
            "",
            "what one unit of that currency is worth; required with another currency",
        ),
        key(
            "quality",
            "number",
            "1",
            "what one of its outcomes is worth beside one of an influencer: `0.5` if two are as good as one",
        ),
        key(
            "orders",
            "number",
            "",
            "orders it brought, where no import tells them",
        ),
        key("leads", "number", "", "leads it brought, likewise"),
        key("follows", "number", "", "followers it brought, likewise"),
        key("clicks", "number", "", "clicks or visits it brought, likewise"),
        key("revenue", "number", "", "what its orders left, likewise"),
    ],
};
