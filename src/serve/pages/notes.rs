//! What a command remarks on what its data mean.

use maud::{Markup, html};

use crate::serve::shown::line;

/// A list of remarks, which are in the page's language; nothing if there are none.
pub(super) fn list(remarks: &[String]) -> Markup {
    html! { @if !remarks.is_empty() { ul.notes { @for remark in remarks { li { (sentence(remark)) } } } } }
}

/// A remark as a sentence: with a capital letter, and with a full stop if it ends in none.
pub(super) fn sentence(remark: &str) -> Markup {
    let mut letters = remark.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if remark.ends_with(['.', '?', '!', '…']) { "" } else { "." };
    html! { (line(&format!("{first}{}{end}", letters.as_str()))) }
}
