//! Abbreviations and other writings of one name, both ways, for queries.
//!
//! The table is data (`abbreviations.toml`); texts are indexed as they are written.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::lexer::tokens;
use super::token::Token;

/// Writings of names, as the table has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Abbreviations {
    #[serde(rename = "group")]
    groups: Vec<Group>,
}

/// The writings of one name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    #[serde(default)]
    forms: Vec<String>,
    #[serde(default)]
    capitals: Vec<String>,
}

/// Writings cut into words, by what they begin with.
#[derive(Debug, Default)]
struct Writings {
    groups: Vec<Vec<Form>>,
    /// First fold of a form to the forms that begin so, as (group, form).
    by_first: HashMap<String, Vec<(usize, usize)>>,
}

/// One writing of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    /// Exact terms, to be found as a phrase.
    pub(crate) terms: Vec<String>,
    /// The same without accents.
    pub(crate) folds: Vec<String>,
    /// Whether it means this only where it is written in capitals ("AI"): terms alone can't tell, so
    /// a hit on it is sure only when the text is looked at.
    pub(crate) capitals: bool,
}

/// Other writings of a part of a query.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Alternative {
    /// The tokens of the query that the others may stand for.
    pub(crate) tokens: Range<usize>,
    /// Whether the form was typed with its accents, rather than folded.
    pub(crate) exact: bool,
    /// All other writings of the name.
    pub(crate) forms: Vec<Form>,
}

/// An abbreviation table that can't be used.
#[derive(Debug, thiserror::Error)]
enum TableError {
    #[error("“{0}” stands for nothing else: a group needs two forms")]
    Lonely(String),
    #[error("“{0}” has no letters")]
    Empty(String),
    #[error("“{0}” is in two groups")]
    Twice(String),
}

const CHECKED: &str = "the built-in table is checked by a test";

static BUILT_IN: LazyLock<Abbreviations> =
    LazyLock::new(|| toml::from_str(include_str!("abbreviations.toml")).expect(CHECKED));

/// The built-in table, cut into words.
static WRITINGS: LazyLock<Writings> = LazyLock::new(|| Writings::read(BUILT_IN.groups.iter()).expect(CHECKED));

impl Abbreviations {
    /// The table that comes with the program.
    pub(crate) fn built_in() -> &'static Abbreviations {
        &BUILT_IN
    }

    /// All writings that mean the same in every context, as the table has them.
    pub(crate) fn written(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().flat_map(|group| group.forms.iter().map(String::as_str))
    }

    /// The parts of a query that have other writings, longest first from the left, without overlaps.
    /// `found` are the tokens of `query`.
    pub(crate) fn alternatives(&self, query: &str, found: &[Token]) -> Vec<Alternative> {
        WRITINGS.alternatives(query, found)
    }
}

impl Group {
    /// The writings, each with whether it means this in capitals only.
    fn written(&self) -> impl Iterator<Item = (&String, bool)> {
        self.forms.iter().map(|form| (form, false)).chain(self.capitals.iter().map(|form| (form, true)))
    }
}

impl Writings {
    /// Cuts groups into words. Forms of a group with equal terms ("TP.HCM", "TP HCM") are one.
    fn read<'g>(groups: impl Iterator<Item = &'g Group>) -> Result<Writings, TableError> {
        let mut read = Writings::default();
        let mut owners: HashMap<Vec<String>, usize> = HashMap::new();
        for (number, group) in groups.enumerate() {
            let mut forms: Vec<Form> = Vec::new();
            for (written, capitals) in group.written() {
                let form = Form::read(written, capitals);
                let first = form.folds.first().ok_or_else(|| TableError::Empty(written.clone()))?;
                match owners.insert(form.terms.clone(), number) {
                    Some(owner) if owner != number => return Err(TableError::Twice(written.clone())),
                    Some(_) => continue,
                    None => read.by_first.entry(first.clone()).or_default().push((number, forms.len())),
                }
                forms.push(form);
            }
            if forms.len() < 2 {
                return Err(TableError::Lonely(group.forms.join(", ") + &group.capitals.join(", ")));
            }
            read.groups.push(forms);
        }
        Ok(read)
    }

    /// See [`Abbreviations::alternatives`].
    fn alternatives(&self, query: &str, found: &[Token]) -> Vec<Alternative> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < found.len() {
            match self.longest_at(query, found, at) {
                Some((group, form, exact)) => {
                    let typed = &self.groups[group][form];
                    let tokens = at..at + typed.terms.len();
                    let forms = self.groups[group].iter().filter(|form| *form != typed).cloned().collect();
                    at = tokens.end;
                    out.push(Alternative { tokens, exact, forms });
                }
                None => at += 1,
            }
        }
        out
    }

    fn longest_at(&self, query: &str, found: &[Token], at: usize) -> Option<(usize, usize, bool)> {
        self.by_first
            .get(&found[at].fold)?
            .iter()
            .filter_map(|&(group, form)| Some((group, form, self.groups[group][form].matches(query, found, at)?)))
            // Of equally long forms the one typed exactly wins.
            .max_by_key(|&(group, form, exact)| (self.groups[group][form].terms.len(), exact))
    }
}

impl Form {
    fn read(written: &str, capitals: bool) -> Form {
        let (terms, folds) = tokens(&super::clean(written)).into_iter().map(|token| (token.term, token.fold)).unzip();
        Form { terms, folds, capitals }
    }

    /// Whether the tokens from `at` on are this form; true when exactly, false when folded. What
    /// counts in capitals only must also have its accents: nobody means TƯ by "tu".
    fn matches(&self, query: &str, found: &[Token], at: usize) -> Option<bool> {
        let span = found.get(at..at + self.terms.len())?;
        let together = span.windows(2).all(|pair| pair[1].position == pair[0].position + 1);
        if !together || (self.capitals && !capitals_mean_something(query, found, span)) {
            return None;
        }
        let exact = span.iter().zip(&self.terms).all(|(token, term)| token.term == *term);
        let folded = span.iter().zip(&self.folds).all(|(token, fold)| !token.accented && token.fold == *fold);
        (exact || (folded && !self.capitals)).then_some(exact)
    }
}

/// Whether a span is alone in its query, or in capitals that set it apart from the rest.
fn capitals_mean_something(query: &str, found: &[Token], span: &[Token]) -> bool {
    let written = |token: &Token| &query[token.start..token.end];
    let has_small = |token: &Token| written(token).contains(char::is_lowercase);
    let has_letters = |token: &Token| written(token).contains(char::is_alphabetic);
    // Neighbouring numbers have no capitals, so they decide nothing.
    let words = found.iter().filter(|token| has_letters(token)).count();
    found.len() == span.len() || (!span.iter().any(has_small) && (words == span.len() || found.iter().any(has_small)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each alternative as "typed words [exact] = form | form".
    fn shown(query: &str) -> Vec<String> {
        let found = tokens(query);
        let alternatives = Abbreviations::built_in().alternatives(query, &found);
        let show = |a: &Alternative| {
            let typed = &query[found[a.tokens.start].start..found[a.tokens.end - 1].end];
            let forms: Vec<_> = a.forms.iter().map(|form| form.terms.join(" ")).collect();
            format!("{typed}{} = {}", if a.exact { "" } else { " (folded)" }, forms.join(" | "))
        };
        alternatives.iter().map(show).collect()
    }

    #[test]
    fn both_ways() {
        let cases: [(&str, &[&str]); 26] = [
            ("quỹ BHYT", &["BHYT = bao3 hiêm3 y tê1"]),
            ("quỹ bhyt", &["bhyt = bao3 hiêm3 y tê1"]),
            ("thẻ bảo hiểm y tế mới", &["bảo hiểm y tế = bhyt"]),
            ("the bao hiem y te", &["bao hiem y te (folded) = bhyt"]),
            ("bão hiểm y tế", &[]),
            ("HDND", &["HDND (folded) = hôi5 đông2 nhân dân"]),
            ("uỷ ban nhân dân", &["uỷ ban nhân dân = ubnd"]),
            ("chăm sóc sức khoẻ ban đầu", &["chăm sóc sức khoẻ ban đầu = csskbđ"]),
            ("TPHCM", &["TPHCM = tp hcm | tp hô2 chi1 minh | thanh2 phô1 hô2 chi1 minh"]),
            ("TP.HCM", &["TP.HCM = tphcm | tp hô2 chi1 minh | thanh2 phô1 hô2 chi1 minh"]),
            ("tp hcm", &["tp hcm = tphcm | tp hô2 chi1 minh | thanh2 phô1 hô2 chi1 minh"]),
            ("TP. Hồ Chí Minh", &["TP. Hồ Chí Minh = tphcm | tp hcm | thanh2 phô1 hô2 chi1 minh"]),
            ("vắc-xin", &["vắc-xin = văcxin | văcxin1 | vaccine | vaccin | vacxin"]),
            ("Ngân hàng thế giới", &["Ngân hàng thế giới = wb | world bank"]),
            ("Liên hiệp quốc", &["Liên hiệp quốc = liên hơp5 quôc1 | lhq"]),
            ("khám, chữa bệnh", &["khám, chữa bệnh = kcb | kham1 bênh5 chưa4 bênh5"]),
            ("TƯ Đảng, tw", &["TƯ = tw | trung ương", "tw = trung ương | tư"]),
            ("Tư pháp, thứ tư, tu", &[]),
            ("tu", &[]),
            ("AI", &["AI = tri1 tuê5 nhân tao5"]),
            ("ai", &["ai = tri1 tuê5 nhân tao5"]),
            ("AI 2026", &["AI = tri1 tuê5 nhân tao5"]),
            ("ai 2026", &[]),
            ("ứng dụng AI trong y tế", &["AI = tri1 tuê5 nhân tao5"]),
            ("ai là bộ trưởng", &[]),
            ("AI LÀ BỘ TRƯỞNG", &[]),
        ];
        for (query, expected) in cases {
            assert_eq!(shown(query), expected, "{query}");
        }
    }

    #[test]
    fn a_clause_end_is_inside_of_no_form() {
        assert!(shown("bảo hiểm. Y tế").is_empty());
    }

    #[test]
    fn some_mean_too_much() {
        for written in ["TT", "CT", "KH", "BS", "BC"] {
            assert!(shown(written).is_empty(), "{written}");
        }
    }

    #[test]
    fn the_table_has_no_mistakes() {
        assert!(Writings::read(BUILT_IN.groups.iter()).is_ok_and(|all| all.groups.len() == BUILT_IN.groups.len()));
    }

    /// What is not cut into words for a query has nothing to say to it.
    #[test]
    fn all_of_the_table_says_what_a_part_of_it_does() {
        let all = Writings::read(BUILT_IN.groups.iter()).unwrap();
        let forms = BUILT_IN.groups.iter().flat_map(Group::written).map(|(form, _)| form.clone());
        for query in forms.flat_map(|form| [form.to_uppercase(), form.to_lowercase(), format!("ở {form} nay"), form])
        {
            let found = tokens(&query);
            assert_eq!(BUILT_IN.alternatives(&query, &found), all.alternatives(&query, &found), "{query}");
        }
    }

    #[test]
    fn bad_tables_are_refused() {
        for (table, expected) in [
            ("[[group]]\nforms = [\"BHYT\"]", "stands for nothing else"),
            ("[[group]]\nforms = [\"TP.HCM\", \"TP HCM\"]", "stands for nothing else"),
            ("[[group]]\nforms = [\"a\", \"-\"]", "has no letters"),
            ("[[group]]\nforms = [\"a\", \"b\"]\n[[group]]\nforms = [\"b\", \"c\"]", "in two groups"),
        ] {
            let groups = toml::from_str::<Abbreviations>(table).unwrap().groups;
            let error = Writings::read(groups.iter()).expect_err(table).to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert!(toml::from_str::<Abbreviations>("[[group]]\nform = [\"a\", \"b\"]").is_err());
    }
}
