//! Proposes registry entries for leaders who are in print and not in the registry.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::person::MINISTRY;
use crate::article::labels::Role;

/// One article in which an unknown leader is named.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Occurrence {
    /// The name as printed.
    pub(crate) name: String,
    pub(crate) role: Option<Role>,
    /// The Vietnamese day of the article.
    pub(crate) day: Option<NaiveDate>,
    /// The article's id.
    pub(crate) article: String,
    /// The sentence that names the person.
    pub(crate) quote: String,
}

/// A proposed entry with what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Suggestion {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) first: Option<NaiveDate>,
    pub(crate) last: Option<NaiveDate>,
    pub(crate) articles: usize,
    /// Article id and sentence, the earliest first.
    pub(crate) quotes: Vec<(String, String)>,
    /// The entry in the registry's own form, ready for a user's file.
    pub(crate) toml: String,
}

/// Most quotes shown for one person.
const QUOTES_MAX: usize = 3;

/// Proposes an entry for each unknown person and rank, the most often printed first.
pub(crate) fn suggest(occurrences: &[Occurrence]) -> Vec<Suggestion> {
    let mut groups: BTreeMap<(&str, Role), Vec<&Occurrence>> = BTreeMap::new();
    for occurrence in occurrences {
        if let Some(role) = occurrence.role {
            groups.entry((&occurrence.name, role)).or_default().push(occurrence);
        }
    }
    let mut suggestions: Vec<Suggestion> =
        groups.into_iter().map(|((name, role), group)| propose(name, role, group)).collect();
    suggestions.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.name.cmp(&b.name)));
    suggestions
}

fn propose(name: &str, role: Role, mut group: Vec<&Occurrence>) -> Suggestion {
    group.sort_by(|a, b| (a.day, &a.article).cmp(&(b.day, &b.article)));
    let days = || group.iter().filter_map(|s| s.day);
    let (first, last) = (days().min(), days().max());
    let mut articles: Vec<&str> = group.iter().map(|s| s.article.as_str()).collect();
    articles.dedup();
    let quotes = group.iter().take(QUOTES_MAX).map(|s| (s.article.clone(), s.quote.clone())).collect();
    let toml = entry(name, role, first, last, articles.len());
    Suggestion { name: name.to_owned(), role, first, last, articles: articles.len(), quotes, toml }
}

/// The days of the articles only bound the post: it was held by the first and not over by the last.
fn entry(name: &str, role: Role, first: Option<NaiveDate>, last: Option<NaiveDate>, articles: usize) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let mut lines = vec!["[[person]]".to_owned(), format!("name = {}", quoted(name)), "[[person.post]]".to_owned()];
    lines.push(format!("role = {}", quoted(role.as_str())));
    lines.push(format!("body = {}", quoted(MINISTRY)));
    if let (Some(first), Some(last)) = (first, last) {
        lines.push(format!("from = {}", quoted(&format!("..{first}"))));
        lines.push(format!("to = {}", quoted(&format!("{last}.."))));
    }
    lines.push(format!(
        "source = {}",
        quoted(&format!("printed in {articles} article{} of the corpus", if articles == 1 { "" } else { "s" }))
    ));
    lines.push("confidence = \"low\"\n".to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::officials::{Lookup, Registry};

    fn occurrence(name: &str, day: &str, article: &str) -> Occurrence {
        Occurrence {
            name: name.to_owned(),
            role: Some(Role::ViceMinister),
            day: day.parse().ok(),
            article: article.to_owned(),
            quote: format!("Thứ trưởng Bộ Y tế {name} chủ trì."),
        }
    }

    #[test]
    fn a_suggestion_can_be_pasted_into_a_users_file() {
        let found = suggest(&[
            occurrence("Lê Minh \"A\"", "2027-01-01", "c"),
            occurrence("Phan Thị Mộc", "2027-03-02", "b"),
            occurrence("Phan Thị Mộc", "2027-02-01", "a"),
        ]);
        assert_eq!(found.len(), 2);
        let first = &found[0];
        assert_eq!((first.name.as_str(), first.articles), ("Phan Thị Mộc", 2));
        assert_eq!(first.quotes[0], ("a".to_owned(), "Thứ trưởng Bộ Y tế Phan Thị Mộc chủ trì.".to_owned()));
        assert!(first.toml.contains("from = \"..2027-02-01\""), "{}", first.toml);
        for suggestion in &found {
            let registry = Registry::with_user(&suggestion.toml).expect("the entry is in the registry's form");
            assert!(matches!(registry.find(&suggestion.name), Lookup::One(_)), "{}", suggestion.name);
        }
    }
}
