//! Today's portal: what to ask its bridge for, and what its answers say.
//!
//! The pages themselves hold no data. No page or offset is known: a list is the N newest articles,
//! and to read deeper is to ask for a larger N.

mod answer;
mod cut;
mod fields;
mod request;
mod strings;
mod tree;

pub(super) use answer::read;
pub(crate) use answer::{ArticleAnswer, read_article, read_list};
pub(crate) use request::{article_request, list_request};

/// The list that is this section: "Tin hoạt động (Tin lãnh đạo Bộ)".
pub(crate) const SECTION_CATEGORY: &str = "8351";

/// Whether a list of that name is this section: the response for one article may name its lists and not number them.
fn is_section(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "tin hoạt động" || name.contains("tin lãnh đạo bộ")
}
