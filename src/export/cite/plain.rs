//! A reference as a sentence.

use super::reference::{AUTHOR, PUBLISHER, Reference};

pub(super) fn reference(reference: &Reference<'_>) -> String {
    let day = reference.published.map_or_else(|| "n.d.".to_owned(), |m| m.format("%Y-%m-%d").to_string());
    let stop = if reference.title.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    let url = reference.url.as_ref().map(|url| format!(" {url}")).unwrap_or_default();
    format!("{AUTHOR} ({day}). {}{stop} {PUBLISHER}.{url} [{}; {}]\n", reference.title, reference.note(), reference.key)
}

#[cfg(test)]
mod tests {
    use super::super::reference::tests::{article, bare, check};
    use super::*;

    #[test]
    fn a_sentence_says_it_all() {
        check(
            reference,
            &article(),
            "Bộ Y tế Việt Nam (2026-01-21). 50% {thuốc} & vật_tư #1: “a” \\ $x^2~. Cổng thông tin điện tử Bộ Y tế. \
             https://moh.gov.vn/a_b%20c?x=1&y=%7Bz%7D#t [retrieved 2026-02-01T01:00:00Z; version 2; \
             SHA-256 of the raw answer: ab12; byt-20260121-3f9c01d2ab47]\n",
        );
        let mut asking = bare();
        asking.title = "Họp gì?".into();
        asking.sha256 = Some("cd".into());
        check(
            reference,
            &asking,
            "Bộ Y tế Việt Nam (n.d.). Họp gì? Cổng thông tin điện tử Bộ Y tế. \
             [version 1; SHA-256 of the raw answer: cd; byt-a]\n",
        );
    }
}
