//! What the demo's shop and its link tracker export: orders with codes, refunds and returning customers, clicks by link.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::Context as _;
use jiff::{ToSpan as _, civil::Date};

/// Days before the campaign of which the shop tells.
const BEFORE: i64 = 28;
/// By influencer: code, link, and what each day of a week brings, in clicks and orders.
const BROUGHT: [(&str, &str, u64, [u64; 7]); 3] = [
    ("MAJA15", "tindra.example/maja", 34, [2, 1, 2, 1, 3, 2, 1]),
    ("TOM10", "tindra.example/tom", 61, [0, 1, 0, 1, 0, 1, 1]),
    ("PRIYA10", "tindra.example/priya", 12, [1, 0, 1, 0, 1, 0, 0]),
];
/// Orders of everybody else, each day of a week.
const USUAL: [u64; 7] = [2, 3, 2, 2, 3, 4, 3];
/// Prices of the shop, in euros.
const PRICES: [u64; 5] = [39, 59, 79, 129, 59];
const ORDERS: &str =
    "Name,Email,Financial Status,Currency,Total,Discount Code,Created at,Lineitem sku,Refunded Amount\n";

/// Writes the exports of the campaign that began on a day, up to the day before `today`, into the inbox of a data directory.
///
/// # Errors
/// When they cannot be written.
pub(super) fn export(data: &Path, from: Date, today: Date) -> anyhow::Result<()> {
    let inbox = data.join("inbox");
    fs::create_dir_all(&inbox).with_context(|| format!("cannot create `{}`", inbox.display()))?;
    let (orders, clicks) = exports(from, today)?;
    fs::write(inbox.join("orders.csv"), orders)?;
    fs::write(inbox.join("clicks.csv"), clicks)?;
    Ok(())
}

/// The two files.
fn exports(from: Date, today: Date) -> anyhow::Result<(String, String)> {
    let (mut orders, mut clicks) = (ORDERS.to_owned(), "Day,Link,Clicks\n".to_owned());
    let (mut day, mut number) = (from.checked_sub(BEFORE.days())?, 0_u64);
    while day < today {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset())?;
        let of = |week: &[u64; 7]| week.get(weekday).copied().unwrap_or(0);
        for _ in 0..of(&USUAL) {
            number += 1;
            order(&mut orders, number, day, "");
        }
        for (code, link, usual, week) in BROUGHT.iter().filter(|_| day >= from) {
            for _ in 0..of(week) {
                number += 1;
                order(&mut orders, number, day, code);
            }
            // Writing into a string cannot fail.
            writeln!(clicks, "{day},https://{link},{}", usual + number % 9).ok();
        }
        day = day.tomorrow()?;
    }
    Ok((orders, clicks))
}

fn order(rows: &mut String, number: u64, day: Date, code: &str) {
    // Every fourth customer has bought before; every nineteenth order comes back.
    let customer = if number.is_multiple_of(4) {
        number / 4
    } else {
        number
    };
    let price = usize::try_from(number)
        .ok()
        .and_then(|n| PRICES.get(n % PRICES.len()));
    let price = price.copied().unwrap_or(59);
    let refunded = if number.is_multiple_of(19) { price } else { 0 };
    writeln!(
        rows,
        "#{number},customer{customer}@mail.example,paid,EUR,{price}.00,{code},{day} 10:{:02}:00 +0000,L-{price},{refunded}",
        number % 60
    )
    .ok();
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_same_days_give_the_same_exports_without_today() {
        let (from, today) = (date(2026, 10, 5), date(2026, 11, 2));
        let (orders, clicks) = exports(from, today).unwrap();
        assert_eq!(exports(from, today).unwrap(), (orders.clone(), clicks.clone()));
        assert!(!orders.contains("2026-11-02") && orders.contains("2026-09-07"));
        assert_eq!(clicks.lines().count(), 1 + 3 * 28);
        assert_eq!(orders.matches(",MAJA15,").count(), 4 * 12);
    }
}
