//! The registry: who held which post of the ministry, and when.
//!
//! It is data, embedded and correctable by a user's file of the same form. A person of that file who
//! is known already gets the file's posts in place of the embedded ones, and its spellings in
//! addition; `remove = true` takes a person out.

use chrono::{Datelike, NaiveDate};

use super::person::{Person, Post};
use super::rows::{self, RegistryError, Row, Rows};
use super::tenure::Tenure;
use crate::article::labels::Role;
use crate::text::tokens;

pub(super) const EMBEDDED: &str = include_str!("officials.toml");

/// A post and its holder on some day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Holding<'r> {
    pub(crate) person: &'r Person,
    pub(crate) post: &'r Post,
    /// Whether the day lies within the known bounds.
    pub(crate) certain: bool,
}

/// All persons of the registry, checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Registry {
    people: Vec<Person>,
    as_of: NaiveDate,
}

impl Registry {
    /// The registry that comes with the program.
    pub(crate) fn embedded() -> Registry {
        let mut registry = Registry { people: Vec::new(), as_of: NaiveDate::MIN };
        registry.take(EMBEDDED).expect("the embedded registry is checked by a test");
        registry
    }

    /// The embedded registry, added to and corrected by a user's text of the same form.
    pub(crate) fn with_user(toml_text: &str) -> Result<Registry, RegistryError> {
        let mut registry = Registry::embedded();
        registry.take(toml_text)?;
        Ok(registry)
    }

    pub(crate) fn people(&self) -> &[Person] {
        &self.people
    }

    /// The last day that the registry is known to be complete for: whoever holds a post on it without
    /// an end is only presumed to hold it later.
    pub(crate) fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The person of this canonical name.
    pub(crate) fn person(&self, name: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.name == name)
    }

    /// The first day of the month from which it knows a holder of any post; `None` if it is empty.
    pub(crate) fn first_day(&self) -> Option<NaiveDate> {
        let known = |post: &Post| match post.from.earliest {
            // "or earlier": the latest possible first day is all that is known.
            NaiveDate::MIN => post.from.latest,
            earliest => earliest,
        };
        self.people.iter().flat_map(|person| &person.posts).map(known).min()?.with_day(1)
    }

    /// Everybody in a post on a day, the highest rank first.
    ///
    /// There is one minister at a time: where one is certain, those who are only perhaps still (or
    /// already) minister are left out.
    pub(crate) fn posts_on(&self, day: NaiveDate) -> Vec<Holding<'_>> {
        let mut held: Vec<Holding<'_>> = self
            .people
            .iter()
            .flat_map(|person| person.posts.iter().map(move |post| (person, post)))
            .filter_map(|(person, post)| match post.on(day) {
                Tenure::Not => None,
                tenure => Some(Holding { person, post, certain: tenure == Tenure::Held }),
            })
            .collect();
        let heads = |role| Role::Minister.includes(role);
        if held.iter().any(|h| h.certain && heads(h.post.role)) {
            held.retain(|h| h.certain || !heads(h.post.role));
        }
        held.sort_by_key(|h| (h.post.role, !h.certain));
        held
    }

    /// The one person who held a rank on a day; `None` when nobody did, or more than one.
    ///
    /// [`Role::Minister`] is also held by an acting minister.
    pub(crate) fn holder(&self, role: Role, day: NaiveDate) -> Option<Holding<'_>> {
        let mut held = self.posts_on(day).into_iter().filter(|h| role.includes(h.post.role));
        let first = held.next()?;
        held.all(|other| other.person.name == first.person.name).then_some(first)
    }

    fn take(&mut self, text: &str) -> Result<(), RegistryError> {
        let Rows { as_of, rows } = rows::read(text)?;
        self.as_of = as_of.unwrap_or(self.as_of);
        for row in rows {
            match row {
                Row::Gone(name) => self.people.retain(|person| !same_name(&person.name, &name)),
                Row::There { person, line } => self.take_person(person, line)?,
            }
        }
        Ok(())
    }

    fn take_person(&mut self, new: Person, line: usize) -> Result<(), RegistryError> {
        match self.people.iter_mut().find(|person| same_name(&person.name, &new.name)) {
            Some(known) => {
                let more = new.spellings.into_iter().filter(|s| !known.spellings.contains(s));
                let more: Vec<String> = more.collect();
                known.spellings.extend(more);
                if !new.posts.is_empty() {
                    known.posts = new.posts;
                }
            }
            None if new.posts.is_empty() => {
                let problem = "a new person needs at least one [[person.post]]".to_owned();
                return Err(RegistryError::Inconsistent { line, name: new.name, problem });
            }
            None => self.people.push(new),
        }
        Ok(())
    }
}

/// Whether two names are one, however the tone marks are placed.
fn same_name(a: &str, b: &str) -> bool {
    let terms = |name: &str| tokens(name).into_iter().map(|token| token.term).collect::<Vec<_>>();
    terms(a) == terms(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::officials::Lookup;
    use crate::officials::person::MINISTRY;
    use crate::text::table::Mistake;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn the_embedded_registry_is_consistent() {
        let registry = Registry::embedded();
        assert!(registry.people().len() >= 17);
        for person in registry.people() {
            assert!(!person.posts.is_empty(), "{}", person.name);
            assert_eq!(registry.people().iter().filter(|other| same_name(&other.name, &person.name)).count(), 1);
            for post in &person.posts {
                assert!(!post.source.is_empty() && post.body == MINISTRY, "{}: {post:?}", person.name);
                let ends = post.to.as_ref().map_or(NaiveDate::MAX, |to| to.latest);
                assert!(post.from.earliest <= ends, "{}: {post:?}", person.name);
            }
            // The posts of one person follow one another, apart from being in charge beside a post.
            let ranked: Vec<&Post> = person.posts.iter().filter(|post| post.role != Role::InCharge).collect();
            for pair in ranked.windows(2) {
                let ends = pair[0].to.as_ref().expect("only the last post is open").latest;
                assert!(ends < pair[1].from.earliest, "{}: {pair:?}", person.name);
            }
        }
    }

    #[test]
    fn there_is_never_more_than_one_minister() {
        let registry = Registry::embedded();
        let mut at = day("2011-01-01");
        while at < day("2027-01-01") {
            let ministers: Vec<_> =
                registry.posts_on(at).into_iter().filter(|h| Role::Minister.includes(h.post.role)).collect();
            assert!(ministers.len() <= 1, "{at}: {ministers:?}");
            at = at.succ_opt().expect("far from the end of time");
        }
    }

    #[test]
    fn handovers_of_the_minister_one_day_either_side() {
        let registry = Registry::embedded();
        let cases = [
            ("2011-08-02", "Nguyễn Quốc Triệu", "minister"),
            ("2011-08-03", "Nguyễn Thị Kim Tiến", "minister"),
            ("2011-08-04", "Nguyễn Thị Kim Tiến", "minister"),
            ("2019-11-21", "Nguyễn Thị Kim Tiến", "minister"),
            ("2019-11-22", "Nguyễn Thị Kim Tiến", "minister"),
            ("2019-11-23", "", ""),
            ("2020-07-06", "", ""),
            ("2020-07-07", "Nguyễn Thanh Long", "acting-minister"),
            ("2020-07-08", "Nguyễn Thanh Long", "acting-minister"),
            ("2020-11-11", "Nguyễn Thanh Long", "acting-minister"),
            ("2020-11-12", "Nguyễn Thanh Long", "minister"),
            ("2020-11-13", "Nguyễn Thanh Long", "minister"),
            ("2022-06-06", "Nguyễn Thanh Long", "minister"),
            ("2022-06-07", "Nguyễn Thanh Long", "minister"),
            ("2022-06-08", "", ""),
            ("2022-07-14", "", ""),
            ("2022-07-15", "Đào Hồng Lan", "acting-minister"),
            ("2022-07-16", "Đào Hồng Lan", "acting-minister"),
            ("2022-10-20", "Đào Hồng Lan", "acting-minister"),
            ("2022-10-21", "Đào Hồng Lan", "minister"),
            ("2022-10-22", "Đào Hồng Lan", "minister"),
            ("2026-04-07", "Đào Hồng Lan", "minister"),
            ("2026-04-08", "Đào Hồng Lan", "minister"),
            ("2026-04-09", "Đào Hồng Lan", "minister"),
        ];
        for (at, name, role) in cases {
            let held = registry.holder(Role::Minister, day(at));
            let found = held.map(|h| (h.person.name.as_str(), h.post.role.as_str())).unwrap_or_default();
            assert_eq!(found, (name, role), "{at}");
        }
        let in_charge = |at| registry.holder(Role::InCharge, day(at)).map(|h| h.person.name.as_str());
        assert_eq!(in_charge("2020-02-01"), Some("Vũ Đức Đam"));
        assert_eq!(in_charge("2020-07-07"), None);
        assert_eq!(in_charge("2022-06-20"), Some("Đỗ Xuân Tuyên"));
    }

    #[test]
    fn who_held_which_post_on_a_day() {
        let registry = Registry::embedded();
        let on = |at: &str| {
            let shown = registry.posts_on(day(at)).into_iter().map(|h| {
                let doubt = if h.certain { "" } else { "?" };
                format!("{} {}{doubt}", h.person.name, h.post.role.as_str())
            });
            shown.collect::<Vec<_>>()
        };
        assert_eq!(
            on("2026-01-20"),
            [
                "Đào Hồng Lan minister",
                "Vũ Mạnh Hà permanent-vice-minister",
                "Đỗ Xuân Tuyên vice-minister",
                "Trần Văn Thuấn vice-minister",
                "Nguyễn Thị Liên Hương vice-minister",
                "Nguyễn Tri Thức vice-minister",
                "Lê Đức Luận vice-minister?",
            ]
        );
        assert!(on("2020-03-08").contains(&"Nguyễn Thanh Long vice-minister".to_owned()));
        assert!(on("2020-03-09").contains(&"Nguyễn Thanh Long permanent-vice-minister".to_owned()));
        assert!(on("2019-01-05").iter().all(|held| !held.starts_with("Nguyễn Thanh Long")));
        assert!(registry.holder(Role::ViceMinister, day("2026-01-20")).is_none(), "there are several");
    }

    #[test]
    fn a_users_text_adds_and_corrects_and_takes_out() {
        let text = r#"
            [[person]]
            name = "Phan Văn Mộc"
            [[person.post]]
            role = "vice-minister"
            from = "2027-02-01"
            source = "the reader"
            confidence = "low"

            [[person]]
            name = "Lê Đức Luận"
            spellings = ["Lê Đức Luân"]
            [[person.post]]
            role = "vice-minister"
            from = "2022-12-01"
            to = "2025-10-31"
            source = "the reader"
            confidence = "high"

            [[person]]
            name = "Vũ Đức Đam"
            remove = true
        "#;
        let text = &format!("as_of = \"2027-03-01\"\n{text}");
        let registry = Registry::with_user(text).expect("a good file");
        let held = |name: &str, at: &str| registry.person(name).and_then(|p| p.post_on(day(at))).is_some();
        assert!(held("Phan Văn Mộc", "2027-02-01") && !held("Phan Văn Mộc", "2027-01-31"));
        assert!(held("Lê Đức Luận", "2025-10-31") && !held("Lê Đức Luận", "2025-11-01"));
        assert!(registry.person("Vũ Đức Đam").is_none());
        assert_eq!(registry.as_of(), day("2027-03-01"));
        assert!(Registry::embedded().as_of() >= day("2026-04-08"));
        assert!(matches!(registry.find("Lê Đức Luân"), Lookup::One(person) if person.name == "Lê Đức Luận"));
        assert_eq!(Registry::with_user("").expect("an empty file"), Registry::embedded());
    }

    #[test]
    fn a_mistake_is_told_with_its_line_and_the_nearest_right_word() {
        let cases = [
            ("[[person]]\nname = \"A B\"\nspeling = []", "line 3: unknown key “speling”; did you mean “spellings”?"),
            ("as_of = \"2026\"\n", "line 1: as_of = “2026” is not a day (2020-07-07)"),
            ("[[persn]]\n", "line 1: unknown key “persn”; did you mean “person”?"),
            (
                "[[person]]\nname = \"A B\"\n[[person.post]]\nrole = \"vice minister\"\nsource = \"x\"\nconfidence = \"low\"",
                "line 3: role = “vice minister” is not a role; nearest: “vice-minister”",
            ),
            (
                "[[person]]\nname = \"A B\"\n[[person.post]]\nrole = \"minister\"\nfrom = \"3/2020\"\nsource = \"x\"\nconfidence = \"low\"",
                "line 3: from = “3/2020” is not a day, month or year (2020-07-07, 2018-10, 2022) or a span of them (2022..2023)",
            ),
            (
                "[[person]]\nname = \"A B\"\n[[person.post]]\nrole = \"minister\"\nfrom = \"2020\"\nto = \"2019\"\nsource = \"x\"\nconfidence = \"low\"",
                "line 3: A B: a post ends before it begins",
            ),
            (
                "[[person]]\nname = \"A B\"\n[[person.post]]\nrole = \"minister\"\nsource = \" \"\nconfidence = \"low\"",
                "line 3: A B: a post needs a source",
            ),
            ("[[person]]\nname = \"A B\"", "line 1: A B: a new person needs at least one [[person.post]]"),
            ("[[person]]\nname = \"Lan\"", "line 1: name = “Lan” is not a name of two syllables or more"),
        ];
        for (text, expected) in cases {
            assert_eq!(Registry::with_user(text).expect_err(text).to_string(), expected, "{text}");
        }
        assert!(matches!(Registry::with_user("[[person"), Err(RegistryError::Table(Mistake::Syntax { line: 1, .. }))));
    }
}
