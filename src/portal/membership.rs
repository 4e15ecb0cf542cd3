//! Does the article that is shown below a list belong to that list?
//!
//! On the legacy portal a page may show the section's list and, under "Xuất bản thông tin", an
//! article from anywhere on the site. It belongs to the section if its slug is in the list,
//! or its title and minute do. "Tin liên quan" proves nothing: it holds the newest items of any kind.

use crate::article::{Key, Sighting};

/// The item of a list that is the same article.
pub(super) fn item_of<'a>(article: &Sighting, items: &'a [Sighting]) -> Option<&'a Sighting> {
    let slug = article.keys.iter().find(|key| matches!(key, Key::Slug(_)));
    let by_slug = slug.and_then(|slug| items.iter().find(|item| item.keys.contains(slug)));
    by_slug.or_else(|| items.iter().find(|item| is_same(article, item)))
}

fn is_same(article: &Sighting, item: &Sighting) -> bool {
    let minutes_agree = match (article.published, item.published) {
        (Some(a), Some(b)) => a == b,
        // One of them prints no date: the title has to do.
        _ => true,
    };
    minutes_agree && article.title.to_lowercase() == item.title.to_lowercase()
}

/// Marks an article of the list as such, and sets the list's address if it has none.
pub(super) fn adopt(article: &mut Sighting, items: &[Sighting]) {
    let Some(item) = item_of(article, items) else { return };
    article.section |= item.section;
    if article.keys.is_empty() {
        article.keys.clone_from(&item.keys);
    }
    if article.url.is_none() {
        article.url.clone_from(&item.url);
    }
}
