//! From what a user types to a person: `--official "thu truong do xuan tuyen"`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::person::Person;
use super::registry::Registry;
use crate::article::labels::Role;
use crate::text::{Token, abbreviated_titles, best, folded, holds_words, similarity, tokens};

/// What a typed name leads to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Lookup<'r> {
    One(&'r Person),
    /// All that fit, in the registry's order.
    Several(Vec<&'r Person>),
    /// The nearest names, best first; empty when nothing is near.
    Nobody(Vec<&'r str>),
}

/// Most names that a failed lookup suggests.
const SUGGESTIONS_MAX: usize = 3;
/// Least similarity (0 to 1) of a suggested name.
const SUGGESTION_SIMILARITY_MIN: f64 = 0.8;

/// What a typed beginning of a part of a name counts ("lie" for "Liên Hương").
const BEGINNING_SIMILARITY: f64 = 0.95;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    titles: Vec<String>,
}

/// Words before a name that are no part of it, without accents.
static TITLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lists: Lists = toml::from_str(include_str!("lookup.toml")).expect("the embedded titles are checked by a test");
    lists.titles.into_iter().chain(abbreviated_titles().map(folded)).collect()
});

impl Registry {
    /// Finds the person whom a typed name means: accents, case and titles are optional, and a part
    /// of a name will do while it is one person. A syllable typed with accents must agree exactly.
    pub(crate) fn find(&self, text: &str) -> Lookup<'_> {
        let wanted = without_titles(tokens(text));
        if wanted.is_empty() {
            return Lookup::Nobody(Vec::new());
        }
        for fits in [whole, part, scattered] {
            let found: Vec<&Person> =
                self.people().iter().filter(|person| person.names().any(|name| fits(&wanted, &tokens(name)))).collect();
            match found.as_slice() {
                [] => {}
                [one] => return Lookup::One(one),
                _ => return Lookup::Several(found),
            }
        }
        Lookup::Nobody(self.nearest_names(&wanted))
    }

    fn nearest_names(&self, wanted: &[Token]) -> Vec<&str> {
        let wanted = joined_folds(wanted);
        let scored = self.people().iter().map(|person| {
            let similarity = |name: &str| name_similarity(&wanted, &joined_folds(&tokens(name)));
            (person.names().map(similarity).fold(0.0, f64::max), person.name.as_str())
        });
        best(scored, SUGGESTION_SIMILARITY_MIN, SUGGESTIONS_MAX)
    }
}

/// The ranks that an option may name, with their Vietnamese names.
pub(crate) const ROLES: [(Role, &str); 5] = [
    (Role::Minister, "Bộ trưởng"),
    (Role::ActingMinister, "Quyền Bộ trưởng"),
    (Role::PermanentViceMinister, "Thứ trưởng Thường trực"),
    (Role::ViceMinister, "Thứ trưởng"),
    (Role::InCharge, "Phụ trách"),
];

/// The rank that an option names: an id ("vice-minister") or Vietnamese words, accents optional.
pub(crate) fn role_named(text: &str) -> Option<Role> {
    let wanted = joined_folds(&tokens(text));
    let role = match wanted.trim_end_matches(" bo y te") {
        "minister" | "bo truong" => Role::Minister,
        "acting minister" | "quyen bo truong" => Role::ActingMinister,
        "permanent vice minister" | "thu truong thuong truc" => Role::PermanentViceMinister,
        "vice minister" | "deputy minister" | "thu truong" => Role::ViceMinister,
        "in charge" | "phu trach" => Role::InCharge,
        _ => return None,
    };
    Some(role)
}

/// A whole name against a whole name, and against its end, since a part is what people type. A part
/// that agrees but for its accents is the nearest of all.
fn name_similarity(wanted: &str, name: &str) -> f64 {
    if holds_words(name, wanted) {
        return 1.0;
    }
    if !wanted.is_empty() && format!(" {name}").contains(&format!(" {wanted}")) {
        return BEGINNING_SIMILARITY;
    }
    let given = name.split_once(' ').map_or(name, |(_, given)| given);
    similarity(wanted, name).max(similarity(wanted, given))
}

fn joined_folds(tokens: &[Token]) -> String {
    tokens.iter().map(|t| t.fold.as_str()).collect::<Vec<_>>().join(" ")
}

fn without_titles(mut words: Vec<Token>) -> Vec<Token> {
    loop {
        let folds = joined_folds(&words);
        let title = TITLES.iter().find(|title| folds == **title || folds.starts_with(&format!("{title} ")));
        match title {
            // "Bà" and the like could be a name's own syllable only if nothing followed.
            Some(title) => drop(words.drain(..title.split(' ').count())),
            None => return words,
        }
    }
}

fn agree(wanted: &Token, name: &Token) -> bool {
    if wanted.accented { wanted.term == name.term } else { wanted.fold == name.fold }
}

fn whole(wanted: &[Token], name: &[Token]) -> bool {
    wanted.len() == name.len() && wanted.iter().zip(name).all(|(w, n)| agree(w, n))
}

fn part(wanted: &[Token], name: &[Token]) -> bool {
    name.windows(wanted.len()).any(|window| whole(wanted, window))
}

/// All syllables in their order, others between them: "Nguyễn Hương".
fn scattered(wanted: &[Token], name: &[Token]) -> bool {
    let mut rest = name.iter();
    wanted.iter().all(|w| rest.any(|n| agree(w, n)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &str) {
        let registry = Registry::embedded();
        let found = match registry.find(typed) {
            Lookup::One(person) => person.name.clone(),
            Lookup::Several(people) => {
                format!("several: {}", people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", "))
            }
            Lookup::Nobody(names) => format!("nobody: {}", names.join(", ")),
        };
        assert_eq!(found, expected, "{typed:?}");
    }

    #[test]
    fn accents_case_and_titles_are_optional() {
        check("Đỗ Xuân Tuyên", "Đỗ Xuân Tuyên");
        check("thu truong do xuan tuyen", "Đỗ Xuân Tuyên");
        check("THỨ TRƯỞNG BỘ Y TẾ TRẦN VĂN THUẤN", "Trần Văn Thuấn");
        check("PGS.TS. Nguyễn Tri Thức", "Nguyễn Tri Thức");
        check("bà Đào Hồng Lan", "Đào Hồng Lan");
        check("Quyền Bộ trưởng Nguyễn Thanh Long", "Nguyễn Thanh Long");
        check("Thứ trưởng Thường trực Vũ Mạnh Hà", "Vũ Mạnh Hà");
    }

    #[test]
    fn a_part_will_do_while_it_is_one_person() {
        check("Thuấn", "Trần Văn Thuấn");
        check("lan", "Đào Hồng Lan");
        check("Liên Hương", "Nguyễn Thị Liên Hương");
        check("nguyen huong", "Nguyễn Thị Liên Hương");
        check("Cường", "several: Lê Quang Cường, Trương Quốc Cường");
        check("Nguyễn Thị", "several: Nguyễn Thị Kim Tiến, Nguyễn Thị Xuyên, Nguyễn Thị Liên Hương");
        check("tien", "several: Nguyễn Thị Kim Tiến, Nguyễn Viết Tiến");
        check("Tiền", "nobody: Nguyễn Thị Kim Tiến, Nguyễn Viết Tiến");
    }

    #[test]
    fn nobody_comes_with_the_nearest_names() {
        check("Dao Hong Lam", "nobody: Đào Hồng Lan");
        check("thứ trưởng", "nobody: ");
        check("", "nobody: ");
        check("Đỗ Xuân Tuyền", "nobody: Đỗ Xuân Tuyên");
    }

    #[test]
    fn roles_have_ids_and_vietnamese_names() {
        let cases = [
            ("minister", Some(Role::Minister)),
            ("Bộ trưởng", Some(Role::Minister)),
            ("Thứ trưởng", Some(Role::ViceMinister)),
            ("thu truong bo y te", Some(Role::ViceMinister)),
            ("permanent-vice-minister", Some(Role::PermanentViceMinister)),
            ("Thứ trưởng Thường trực", Some(Role::PermanentViceMinister)),
            ("Quyền Bộ trưởng", Some(Role::ActingMinister)),
            ("in-charge", Some(Role::InCharge)),
            ("giám đốc", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(role_named(text), expected, "{text}");
        }
        for (role, name) in ROLES {
            assert_eq!((role_named(role.as_str()), role_named(name)), (Some(role), Some(role)), "{name}");
        }
    }
}
