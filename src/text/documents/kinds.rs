//! The kinds of official documents: what each is called and how numbers abbreviate it.

use std::sync::LazyLock;

use crate::text::digits::is_word;
use crate::text::lexer::{Token, tokens};

/// A kind of document.
#[derive(Debug)]
pub(super) struct Kind {
    /// Abbreviation in numbers, folded; also the first part of short keys.
    pub(super) code: &'static str,
    /// The names it goes by in running text.
    names: &'static [&'static str],
    /// Whether a name before a number surely means a document. Others are common words too: "kế
    /// hoạch 5 năm", "thông báo 3 ca mắc".
    pub(super) firm: bool,
}

const fn firm(code: &'static str, names: &'static [&'static str]) -> Kind {
    Kind { code, names, firm: true }
}

const fn loose(code: &'static str, names: &'static [&'static str]) -> Kind {
    Kind { code, names, firm: false }
}

/// Decree 30/2020/NĐ-CP lists the abbreviations of the state, instruction 36-HD/VPTW those of the
/// party, which writes QĐ for "quy định" too.
static KINDS: [Kind; 22] = [
    firm("nq", &["nghị quyết"]),
    firm("ct", &["chỉ thị"]),
    firm("tt", &["thông tư"]),
    firm("ttlt", &["thông tư liên tịch"]),
    firm("nd", &["nghị định"]),
    firm("pl", &["pháp lệnh"]),
    firm("cd", &["công điện"]),
    firm("nqlt", &["nghị quyết liên tịch"]),
    loose("qd", &["quyết định", "quy định"]),
    loose("kh", &["kế hoạch"]),
    loose("kl", &["kết luận"]),
    loose("cv", &["công văn"]),
    loose("tb", &["thông báo"]),
    loose("hd", &["hướng dẫn"]),
    loose("luat", &["luật"]),
    loose("ttr", &["tờ trình"]),
    loose("bc", &["báo cáo"]),
    loose("ctr", &["chương trình"]),
    loose("da", &["đề án"]),
    loose("qc", &["quy chế"]),
    loose("pa", &["phương án"]),
    loose("vbhn", &["văn bản hợp nhất"]),
];

/// A name of a kind, cut into words.
struct Name {
    kind: &'static Kind,
    words: Vec<Token>,
}

/// Longest names first: "thông tư liên tịch" before "thông tư".
static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
    let mut names: Vec<Name> =
        KINDS.iter().flat_map(|kind| kind.names.iter().map(move |name| Name { kind, words: tokens(name) })).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.words.len()));
    names
});

/// The kind with this folded abbreviation. Laws are signed "L" or "Luật".
pub(super) fn by_code(code: &str) -> Option<&'static Kind> {
    let code = if code == "l" { "luat" } else { code };
    KINDS.iter().find(|kind| kind.code == code)
}

/// The most words that a name has.
pub(super) const NAME_WORDS_MAX: usize = 4;

/// Whether a word is the last one of any name.
pub(super) fn may_end_name(word: &Token) -> bool {
    NAMES.iter().filter_map(|name| name.words.last()).any(|last| is_word(word, &last.term, &last.fold))
}

/// The kind whose name the words end with, and how many words that name has.
pub(super) fn named_at_end(words: &[Token]) -> Option<(&'static Kind, usize)> {
    NAMES.iter().find_map(|name| {
        let from = words.len().checked_sub(name.words.len())?;
        let same =
            words[from..].iter().zip(&name.words).all(|(word, wanted)| is_word(word, &wanted.term, &wanted.fold));
        same.then_some((name.kind, name.words.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_and_codes_are_unique() {
        assert_eq!(NAMES.first().map(|name| name.words.len()), Some(NAME_WORDS_MAX));
        for kind in &KINDS {
            assert!(std::ptr::eq(by_code(kind.code).unwrap(), kind), "{}", kind.code);
            assert!(kind.names.iter().all(|name| may_end_name(tokens(name).last().unwrap())));
        }
    }
}
