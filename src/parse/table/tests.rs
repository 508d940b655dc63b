use proptest::prelude::*;

use super::*;

fn rows(bytes: &[u8]) -> (Dialect, Vec<Row>) {
    let mut rows = Rows::new(bytes, &Wish::default()).unwrap();
    let mut found = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        found.push(row);
    }
    (rows.dialect, found)
}

fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    rows(bytes).1.into_iter().map(|row| row.cells).collect()
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let mark = std::iter::once(0xFEFF_u16);
    let units = mark.chain(text.encode_utf16());
    units
        .flat_map(|unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
        .collect()
}

#[test]
fn every_dialect_gives_the_same_table() {
    let want = [["Név", "Összeg"], ["Å, b", "1 234,50"], ["c", "0,99"]];
    let semicolons = "Név;Összeg\r\nÅ, b;1 234,50\r\nc;0,99\r\n";
    let tabs = semicolons.replace(';', "\t");
    let commas = "Név,Összeg\n\"Å, b\",\"1 234,50\"\nc,\"0,99\"";
    let mut latin = encoding_rs::WINDOWS_1252
        .encode(&semicolons.replace("Név", "Nev").replace("Összeg", "Osszeg"))
        .0
        .into_owned();
    latin.extend_from_slice(b"");
    for bytes in [
        semicolons.as_bytes().to_vec(),
        format!("\u{feff}{semicolons}").into_bytes(),
        format!("sep=;\n{semicolons}").into_bytes(),
        tabs.clone().into_bytes(),
        commas.as_bytes().to_vec(),
        utf16(&tabs, false),
        utf16(semicolons, true),
    ] {
        let (dialect, rows) = rows(&bytes);
        assert_eq!(dialect.decimal, Decimal::Comma);
        let found: Vec<&Vec<String>> = rows
            .iter()
            .map(|row| &row.cells)
            .filter(|cells| !cells[0].starts_with("sep="))
            .collect();
        assert_eq!(found, want.iter().collect::<Vec<_>>());
    }
    assert_eq!(cells(&latin)[1], ["Å, b", "1 234,50"]);
}

#[test]
fn quotes_hold_separators_line_ends_and_quotes() {
    let (_, rows) = rows(b"a,b,c\n\"x, \"\"y\"\"\",\"1\n2\", z \nlast,,\n\nend");
    let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [1, 2, 4, 5, 6]);
    assert_eq!(rows[1].cells, ["x, \"y\"", "1\n2", "z"]);
    assert_eq!(rows[2].cells, ["last", "", ""]);
    assert!(rows[3].cells.is_empty() && rows[3].is_blank());
}

#[test]
fn a_quote_that_is_never_closed_costs_its_line_only() {
    let (_, rows) = rows(b"a,b\n1,2\n3,\"open\n5,6\n7,8\n");
    let found: Vec<(u64, &str, bool)> = rows
        .iter()
        .map(|row| (row.line, row.cells[0].as_str(), row.fault.is_some()))
        .collect();
    assert_eq!(
        found,
        [
            (1, "a", false),
            (2, "1", false),
            (3, "3", true),
            (4, "5", false),
            (5, "7", false)
        ]
    );
    assert_eq!(rows[2].cells[1], "\"open");
}

#[test]
fn lines_without_end_are_cut_and_the_next_one_is_read() {
    let mut bytes = b"a,b\n".to_vec();
    bytes.extend(std::iter::repeat_n(b'x', 3 << 20));
    bytes.extend_from_slice(b"\n1,2\n");
    let (_, rows) = rows(&bytes);
    assert_eq!(rows.len(), 3);
    assert!(rows[1].fault.is_some() && rows[1].cells[0].len() <= 1 << 21);
    assert_eq!(
        (rows[2].line, rows[2].cells.as_slice()),
        (3, &["1".to_owned(), "2".to_owned()][..])
    );
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let (_, rows) = rows(&bytes);
        prop_assert!(rows.len() <= bytes.len() + 1);
    }

    #[test]
    fn tables_are_read_as_they_were_written(
        table in proptest::collection::vec(proptest::collection::vec("[a-zA-Zå\",;\n ]{1,12}", 3), 1..20),
    ) {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let text: Vec<String> = table
            .iter()
            .map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(","))
            .collect();
        let wish = Wish { separator: Some(','), ..Wish::default() };
        let text = text.join("\n");
        let mut rows = Rows::new(text.as_bytes(), &wish).unwrap();
        for row in &table {
            let found = rows.next_row().unwrap().unwrap();
            let trimmed: Vec<&str> = row.iter().map(|cell| cell.trim()).collect();
            prop_assert_eq!(found.cells, trimmed);
        }
        prop_assert_eq!(rows.next_row().unwrap(), None);
    }
}
