//! How a page is shown: its language, and where its links lead.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::params::{LANG, Params};
use crate::text;
pub(crate) use crate::wording::Language;

/// What stays as it is in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Language {
    /// The language that a browser prefers by its header `Accept-Language`; Vietnamese unless it asks for English.
    pub(super) fn preferred(header: &str) -> Language {
        let weight = |wanted: Language| {
            let range = |range: &str| {
                let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
                let primary = tag.trim().split('-').next().unwrap_or_default();
                let is_wanted = primary.eq_ignore_ascii_case(wanted.code());
                // A weight that isn't a number means no preference.
                let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse::<f32>().ok());
                is_wanted.then_some(weight).flatten()
            };
            header.split(',').filter_map(range).fold(0.0, f32::max)
        };
        if weight(Language::English) > weight(Language::Vietnamese) { Language::English } else { Language::Vietnamese }
    }
}

/// What a page must know to write its texts and links.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) language: Language,
    /// Whether the language was chosen in the address. Then links carry it on.
    pub(super) chosen: bool,
    /// The path below which all pages are: empty, or `/tin`.
    pub(super) base: &'a str,
    pub(super) medium: Medium,
}

/// What the pages are shown by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Medium {
    /// This program.
    Live,
    /// Files of any web server: there is no search. A page is this many folders below the first one.
    Files { depth: usize },
}

impl<'a> View<'a> {
    /// The text in the page's language.
    pub(super) fn t<'t>(&self, vietnamese: &'t str, english: &'t str) -> &'t str {
        self.language.pick(vietnamese, english)
    }

    /// The address of a page, from the segments of its path.
    pub(super) fn link(&self, segments: &[&str]) -> String {
        self.link_with(segments, &Params::default())
    }

    /// Whether the program itself answers, so that pages may have forms and links to answers.
    pub(super) fn is_live(&self) -> bool {
        self.medium == Medium::Live
    }

    /// The address of a page with parameters; empty if there is no such page among files.
    pub(super) fn link_with(&self, segments: &[&str], params: &Params) -> String {
        if let Medium::Files { depth } = self.medium {
            return file_of(segments, params).map_or_else(String::new, |file| "../".repeat(depth) + &file);
        }
        let params = match self.chosen {
            true if params.language().is_none() => Cow::Owned(params.with(LANG, self.language.code())),
            _ => Cow::Borrowed(params),
        };
        let mut link = self.path(segments);
        if !params.is_empty() {
            link += &format!("?{}", params.written());
        }
        link
    }

    /// The address of a page without any parameter: the target of a form.
    pub(super) fn path(&self, segments: &[&str]) -> String {
        if let Medium::Files { depth } = self.medium {
            return "../".repeat(depth) + &segments.join("/");
        }
        let path = segments.iter().map(|segment| utf8_percent_encode(segment, SEGMENT).to_string());
        format!("{}/{}", self.base, path.collect::<Vec<_>>().join("/"))
    }
}

/// The segment of a person's path: the name without accents, with dashes.
pub(super) fn slug(name: &str) -> String {
    text::folded(name).replace(' ', "-")
}

/// The file of a page; `None` if it isn't written. A search by one filter is a page of its own.
pub(super) fn file_of(segments: &[&str], params: &Params) -> Option<String> {
    let given: Vec<(&str, &str)> = params.each().filter(|(name, _)| *name != LANG && *name != "section").collect();
    let path = match (segments, given.as_slice()) {
        ([], []) => "index".to_owned(),
        (["search"], [("official", name)]) => format!("officials/{}", slug(name)),
        (["search"], [("topic", id)]) => format!("topics/{id}"),
        (["search"], [("on", month)]) => format!("coverage/{month}"),
        (["search", ..] | ["officials", "at", ..], _) => return None,
        (["article", _, "diff"], _) => segments[..2].join("/") + "/versions",
        (_, []) => segments.join("/"),
        _ => return None,
    };
    Some(path + ".html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_shown_to_those_who_prefer_it() {
        let check = |header: &str, expected: &str| assert_eq!(Language::preferred(header).code(), expected, "{header}");
        for header in
            ["", "*", "vi", "fr", "vi,en", "en;q=0.8,vi;q=0.9", "en;q=0", "en;q=x", "de-DE,de;q=0.9", "english"]
        {
            check(header, "vi");
        }
        for header in ["en", "en-US,en;q=0.9", "EN-gb", "vi;q=0.5, en;q=0.7", "fr, en;q=0.1", "en ; q=0.5"] {
            check(header, "en");
        }
    }

    #[test]
    fn links_are_below_the_base_and_carry_the_language_on() {
        let view = View { language: Language::English, chosen: true, base: "/tin", medium: Medium::Live };
        assert_eq!(view.link(&[]), "/tin/?lang=en");
        assert_eq!(view.link(&["article", "a/../b?"]), "/tin/article/a%2F..%2Fb%3F?lang=en");
        let params = Params::of(&[("q", "bảo & hiểm")]);
        let plain = View { chosen: false, base: "", ..view };
        assert_eq!(plain.link_with(&["search"], &params), "/search?q=b%E1%BA%A3o+%26+hi%E1%BB%83m");
        assert_eq!(view.link_with(&["search"], &Params::of(&[("lang", "vi")])), "/tin/search?lang=vi");
        assert_eq!(view.path(&["search"]), "/tin/search");
    }

    #[test]
    fn a_slug_is_the_name_without_accents() {
        assert_eq!(slug("Đỗ Xuân Tuyên"), "do-xuan-tuyen");
        assert_eq!(slug("Nguyễn Thị Liên Hương"), "nguyen-thi-lien-huong");
    }

    #[test]
    fn files_link_to_files_that_are_written() {
        let view = View { language: Language::Vietnamese, chosen: false, base: "", medium: Medium::Files { depth: 1 } };
        let check = |segments: &[&str], params: &[(&str, &str)], expected: &str| {
            assert_eq!(view.link_with(segments, &Params::of(params)), expected, "{segments:?} {params:?}");
        };
        check(&[], &[], "../index.html");
        check(&["article", "a"], &[], "../article/a.html");
        check(&["article", "a", "versions"], &[], "../article/a/versions.html");
        check(&["article", "a", "diff"], &[("from", "1"), ("to", "2")], "../article/a/versions.html");
        check(&["search"], &[("official", "Đỗ Xuân Tuyên")], "../officials/do-xuan-tuyen.html");
        check(&["search"], &[("topic", "duoc")], "../topics/duoc.html");
        check(&["search"], &[("on", "2026-01"), ("section", "all")], "../coverage/2026-01.html");
        check(&["search"], &[("q", "thuốc")], "");
        check(&["search"], &[], "");
        check(&["officials", "at", "2022-07-01"], &[], "");
        assert_eq!(view.path(&["byt.css"]), "../byt.css");
    }
}
