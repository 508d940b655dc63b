//! Several accounts of one person, in words.

use super::clean;
use crate::model::VoiceRow;

/// `one person with @anna on x: the profile of Anna on a.example is @anna on x`; empty where there is one account.
pub fn one_person(row: &VoiceRow) -> String {
    if row.joined.is_empty() {
        return String::new();
    }
    let others = row
        .accounts
        .iter()
        .filter(|account| (account.platform, &account.name) != (row.platform, &row.name));
    let others: Vec<String> = others
        .map(|account| format!("{} on {}", clean(&account.name, 40), account.platform))
        .collect();
    format!(
        "one person with {}: {}",
        others.join(" and "),
        clean(&row.joined.join("; "), 240)
    )
}
