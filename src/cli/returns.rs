//! What campaigns and influencers brought, printed.

use super::{Out, report::block};
use crate::{
    digest::{returns, show},
    model::{CampaignReport, Report},
};

/// The three areas of a campaign, and whose its orders are.
pub(super) fn campaign(row: &CampaignReport, out: &mut Out) -> anyhow::Result<()> {
    let Some(brought) = row.brought.as_ref().filter(|brought| returns::is_told(brought)) else {
        return Ok(());
    };
    let mut rows = vec![["what it brought", "figure", "value"].map(str::to_owned).to_vec()];
    for (name, figures) in returns::areas(brought) {
        for figure in figures.iter().filter(|row| row.value.is_known()) {
            rows.push(vec![
                name.to_owned(),
                figure.label.clone(),
                returns::amount(&figure.value, &figure.unit),
            ]);
        }
    }
    block("", &rows, out)?;
    for line in returns::return_lines(row) {
        out.line(&line)?;
    }
    out.line("")?;
    Ok(())
}

/// What each influencer brought, where anything is told.
pub(super) fn influencers(report: &Report, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = vec![
        [
            "influencer",
            "clicks",
            "orders",
            "revenue",
            "cost",
            "CPA",
            "ROI",
            "assists",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for row in &report.influencers {
        let told = &row.brought;
        if !told.orders.is_known() && !told.clicks.is_known() {
            continue;
        }
        let currency = row.cost.currency.as_str();
        rows.push(vec![
            row.name.clone(),
            show::figure(&told.clicks, ""),
            show::figure(&told.orders, ""),
            show::figure(&told.revenue, currency),
            show::money(row.cost),
            show::figure(&told.cpa, currency),
            returns::amount(&told.roi, "%"),
            told.assists.to_string(),
        ]);
    }
    block("", &rows, out)
}
