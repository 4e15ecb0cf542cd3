//! The languages that results are shown in, and the names of posts and relations in them.
//!
//! The command line and the pages use the same names. Records have codes instead, which are the same in every language.

use crate::article::labels::{Relation, Role};

/// A language in which results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Language {
    Vietnamese,
    English,
}

impl Language {
    /// Both languages; Vietnamese is the default of the pages.
    pub(crate) const ALL: [Language; 2] = [Language::Vietnamese, Language::English];

    /// The code of the language: `vi` or `en`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Language::Vietnamese => "vi",
            Language::English => "en",
        }
    }

    /// The language with a code.
    pub(crate) fn named(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The language of a locale such as `vi_VN.UTF-8`; English for all but Vietnamese ones.
    pub(crate) fn of_locale(locale: &str) -> Language {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("vi") { Language::Vietnamese } else { Language::English }
    }

    /// The text in this language.
    pub(crate) fn pick<'t>(self, vietnamese: &'t str, english: &'t str) -> &'t str {
        match self {
            Language::Vietnamese => vietnamese,
            Language::English => english,
        }
    }
}

/// A sentence that people may read on a page: in English and, where one can meet it on a page, in Vietnamese. The command
/// line prints errors in English.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) english: Box<str>,
    pub(crate) vietnamese: Option<Box<str>>,
}

impl Sentence {
    /// A sentence in both languages.
    pub(crate) fn new(english: impl Into<String>, vietnamese: impl Into<String>) -> Sentence {
        Sentence { vietnamese: Some(vietnamese.into().into()), ..english.into().into() }
    }

    /// The sentence as well as it is known in this language, and the language that it is in.
    pub(crate) fn in_language(&self, language: Language) -> (&str, Language) {
        match (&self.vietnamese, language) {
            (Some(vietnamese), Language::Vietnamese) => (vietnamese, language),
            _ => (&self.english, Language::English),
        }
    }
}

/// A sentence in English only.
impl<T: Into<String>> From<T> for Sentence {
    fn from(english: T) -> Sentence {
        Sentence { english: english.into().into(), vietnamese: None }
    }
}

/// Fields of a record and parts of an article: code, Vietnamese, English.
const FIELDS: [(&str, &str, &str); 16] = [
    ("title", "tiêu đề", "title"),
    ("abstract", "tóm tắt", "abstract"),
    ("body", "nội dung", "text"),
    ("caption", "chú thích ảnh", "caption"),
    ("captions", "chú thích ảnh", "captions"),
    ("published", "ngày đăng", "date of publication"),
    ("date_source", "nguồn của ngày đăng", "source of the date"),
    ("status", "mức độ đầy đủ", "completeness"),
    ("section", "chuyên mục", "section"),
    ("url", "địa chỉ", "address"),
    ("aliases", "tên gọi khác", "other names"),
    ("abstract_truncated", "tóm tắt bị cắt", "abstract cut"),
    ("source", "nguồn tin", "source"),
    ("missing_since", "không thấy từ", "missing since"),
    ("gone", "đã bị gỡ", "removed"),
    ("withdrawn", "đã rút", "withdrawn"),
];

/// The name of a post, beginning with a capital letter.
pub(crate) fn role(role: Role, language: Language) -> &'static str {
    let (vietnamese, english) = match role {
        Role::Minister => ("Bộ trưởng", "Minister"),
        Role::ActingMinister => ("Quyền Bộ trưởng", "Acting minister"),
        Role::PermanentViceMinister => ("Thứ trưởng Thường trực", "Permanent vice-minister"),
        Role::ViceMinister => ("Thứ trưởng", "Vice-minister"),
        Role::InCharge => ("Phụ trách Bộ", "In charge of the ministry"),
    };
    language.pick(vietnamese, english)
}

/// What a person did.
pub(crate) fn relation(relation: Relation, language: Language) -> &'static str {
    let vietnamese = match relation {
        Relation::Chaired => "chủ trì",
        Relation::Led => "dẫn đầu",
        Relation::Received => "tiếp",
        Relation::Attended => "dự",
        Relation::Visited => "thăm",
        Relation::Spoke => "phát biểu",
        Relation::Acted => "hoạt động",
        Relation::Mentioned => "được nhắc đến",
    };
    language.pick(vietnamese, relation.as_str())
}

/// The name of a post by its code; an unknown code is returned as it is.
pub(crate) fn role_by_code(code: &str, language: Language) -> &str {
    Role::ALL.into_iter().find(|known| known.as_str() == code).map_or(code, |known| role(known, language))
}

/// What a person did by its code; an unknown code is returned as it is.
pub(crate) fn relation_by_code(code: &str, language: Language) -> &str {
    Relation::ALL.into_iter().find(|known| known.as_str() == code).map_or(code, |known| relation(known, language))
}

/// A day of the week by its number, from 1 for Monday; another text is returned as it is.
pub(crate) fn weekday(number: &str, language: Language) -> &str {
    const DAYS: [(&str, &str); 7] = [
        ("thứ Hai", "Monday"),
        ("thứ Ba", "Tuesday"),
        ("thứ Tư", "Wednesday"),
        ("thứ Năm", "Thursday"),
        ("thứ Sáu", "Friday"),
        ("thứ Bảy", "Saturday"),
        ("Chủ nhật", "Sunday"),
    ];
    // What isn't a number of a day is shown as it is.
    let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    at.and_then(|at| DAYS.get(at)).map_or(number, |(vietnamese, english)| language.pick(vietnamese, english))
}

/// A field of a record, or a part of an article, by its code; an unknown code is returned as it is.
pub(crate) fn field(code: &str, language: Language) -> &str {
    let row = FIELDS.iter().find(|(known, _, _)| *known == code);
    row.map_or(code, |(_, vietnamese, english)| language.pick(vietnamese, english))
}

/// A number with its thousands apart: `12.345` in Vietnamese, `12,345` in English.
pub(crate) fn number(number: u64, language: Language) -> String {
    grouped(&number.to_string(), language)
}

/// A number with this many digits after the point: `1.234,5` in Vietnamese, `1,234.5` in English.
pub(crate) fn decimal(number: f64, digits: usize, language: Language) -> String {
    let text = format!("{number:.digits$}");
    // −0 is 0.
    let is_zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (if is_zero { "" } else { "-" }, rest),
        None => ("", text.as_str()),
    };
    match text.split_once('.') {
        Some((whole, rest)) => format!("{sign}{}{}{rest}", grouped(whole, language), language.pick(",", ".")),
        None => format!("{sign}{}", grouped(text, language)),
    }
}

fn grouped(digits: &str, language: Language) -> String {
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out += language.pick(".", ",");
        }
        out.push(digit);
    }
    out
}

/// A number of articles: `58 bài`, `1 article`.
pub(crate) fn articles(count: u64, language: Language) -> String {
    let noun = if count == 1 { "article" } else { "articles" };
    format!("{} {}", number(count, language), language.pick("bài", noun))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_have_a_language() {
        let check = |locale: &str, vietnamese: bool| {
            let expected = if vietnamese { Language::Vietnamese } else { Language::English };
            assert_eq!(Language::of_locale(locale), expected, "{locale}");
        };
        for locale in ["vi", "vi_VN", "vi_VN.UTF-8", "vi_VN@euro", "vi.UTF-8", "VI_vn", "vi-VN"] {
            check(locale, true);
        }
        for locale in ["", "C", "POSIX", "C.UTF-8", "en_US.UTF-8", "fr_FR", "vie", "en_VN"] {
            check(locale, false);
        }
    }

    #[test]
    fn every_code_has_a_name_of_its_own_in_both_languages() {
        for language in Language::ALL {
            let roles = Role::ALL.map(|code| role(code, language));
            let relations = Relation::ALL.map(|code| relation(code, language));
            for names in [&roles[..], &relations[..]] {
                assert!(names.iter().all(|name| names.iter().filter(|other| other == &name).count() == 1), "{names:?}");
            }
        }
        assert_eq!(role_by_code("vice-minister", Language::Vietnamese), "Thứ trưởng");
        assert_eq!(relation_by_code("received", Language::Vietnamese), "tiếp");
        assert_eq!(
            (role_by_code("king", Language::English), relation_by_code("sang", Language::Vietnamese)),
            ("king", "sang")
        );
    }
}
