//! A picture of how many articles there are in each month, with the numbers as a table for those who can't see it.

use maud::{Markup, html};

use crate::serve::documents::Group;
use crate::serve::view::View;
use crate::serve::wording::number;

/// Units of the picture's own coordinates.
const HEIGHT: u64 = 80;
const STEP: u64 = 10;
const BAR: u64 = 8;
const LABELS: u64 = 14;
/// The scale reaches at least this number, so that a month with one article doesn't look like a peak.
const MOST_MIN: u64 = 4;

/// Bars for periods in order; those that nobody knows a number for stay empty.
pub(super) fn months(view: View<'_>, months: &[Group], what: &str) -> Markup {
    let most = months.iter().filter_map(|month| month.articles).max().unwrap_or(0).max(MOST_MIN);
    let width = (months.len() as u64 * STEP).max(STEP * 12);
    let years = months.iter().zip(0..).filter(|(month, at)| *at == 0 || month.key.ends_with("-01"));
    html! {
        figure.bars {
            svg viewBox=(format!("0 0 {width} {}", HEIGHT + LABELS)) role="img" aria-label=(what)
                preserveAspectRatio="xMinYMid meet" width=(width * 2) {
                @for (month, at) in months.iter().zip(0u64..) {
                    @if let Some(count) = month.articles.filter(|count| *count > 0) {
                        @let height = (count * HEIGHT).div_ceil(most);
                        rect x=(at * STEP) y=(HEIGHT - height) width=(BAR) height=(height) {
                            title { (month.key) ": " (number(count, view.language)) }
                        }
                    }
                }
                line x1="0" x2=(width) y1=(HEIGHT) y2=(HEIGHT) {}
                line.scale x1="0" x2=(width) y1="0.5" y2="0.5" {}
                text.scale x=(width) y="10" text-anchor="end" { (number(most, view.language)) }
                @for (month, at) in years {
                    text x=(at * STEP) y=(HEIGHT + LABELS - 3) { (month.key.get(..4).unwrap_or(&month.key)) }
                }
            }
            details {
                summary { (view.t("Bảng số liệu", "The numbers as a table")) }
                table {
                    thead { tr { th scope="col" { (view.t("Tháng", "Month")) } th.number scope="col" { (view.t("Số bài", "Articles")) } } }
                    tbody {
                        @for month in months {
                            tr {
                                th scope="row" { (month.key) }
                                td.number {
                                    @match month.articles {
                                        Some(count) => (number(count, view.language)),
                                        None => (view.t("chưa thu thập", "not collected")),
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
