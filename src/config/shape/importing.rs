//! Keys of `[[import]]`.

use super::{REQUIRED, Shape, key};

pub(in crate::config) static IMPORT: Shape = Shape {
    path: "import[]",
    keys: &[
        key(
            "name",
            "string",
            REQUIRED,
            "its name: with a row's id it says which outcome this is, so leave it as it is",
        ),
        key(
            "preset",
            "import preset",
            REQUIRED,
            "which export or API; `csv` and `json` are mapped by `map`",
        ),
        key(
            "path",
            "path",
            "",
            "files that are read once they lie still, e.g. `inbox/orders*.csv`; starts in the data directory",
        ),
        key("with", "table", "", "parameters of an API"),
        key(
            "map",
            "table",
            "",
            "field = column or place, or several of which the first that is there counts; `'text'` is meant itself",
        ),
        key("items", "JSONPath", "", "where the records of JSON files are"),
        key(
            "separator",
            "`,`, `;`, `|` or tab",
            "",
            "what separates the cells of a table; default: found out",
        ),
        key(
            "decimal",
            "`.` or `,`",
            "",
            "what stands before the decimals of a number; default: found out",
        ),
        key(
            "dates",
            "`dmy` or `mdy`",
            "",
            "whether 03/04/2026 is in April or in March; without it such days are refused",
        ),
        key(
            "currency",
            "currency",
            "",
            "currency of money that tells none; default: the top one",
        ),
        key(
            "daily",
            "boolean",
            "",
            "whether rows are counts of a day, told apart by what they are about, not by an id",
        ),
        key(
            "provenance",
            "`imported`, `self_reported`, `observed` or `estimated`",
            "",
            "how what it tells is known; default: as the preset says",
        ),
        key(
            "brand",
            "brand id",
            "",
            "whose outcomes it tells; default: every brand that is no competitor",
        ),
        key(
            "counts",
            "boolean",
            "",
            "`true` adds what it tells to what others tell, `false` leaves it out; default: what two imports tell counts once",
        ),
        key(
            "covers",
            "`rows`, `name` or `written`",
            "\"rows\"",
            "to which day a file tells everything, where it does not say so: its last row, the last day in its name, or the day before it was written",
        ),
        key("every", "duration", "\"6h\"", "how often an API is asked"),
        key(
            "allow_private",
            "boolean",
            "false",
            "whether the API may lie in a private network",
        ),
    ],
};
