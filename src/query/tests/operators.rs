//! Operators that join nothing.

use super::fixture::Known;
use crate::query::parse;

#[test]
fn an_operator_that_joins_nothing_is_named_and_ignored() {
    let check = |text: &str, expected: &[&str]| {
        let query = parse(text, &Known).unwrap();
        assert_eq!(query.dangling, expected, "{text}");
    };
    check("y tế OR", &["OR"]);
    check("OR y tế", &["OR"]);
    check("y tế AND", &["AND"]);
    check("thuốc NOT", &["NOT"]);
    check("thuốc OR OR bệnh", &["OR"]);
    check("thuốc OR AND bệnh", &["OR"]);
    check("(thuốc OR) bệnh", &["OR"]);
    check("(OR thuốc) bệnh NOT ", &["OR", "NOT"]);
    check("topic:duoc OR", &["OR"]);
    for whole in
        ["", "y tế", "thuốc OR bệnh", "thuốc AND bệnh", "NOT thuốc", "thuốc OR NOT bệnh", "thuốc AND NOT (bệnh OR y)"]
    {
        check(whole, &[]);
    }
    // Words, not operators.
    for words in ["OR", "NOT", "AND OR", "y tế or", "\"y tế OR\"", "ORS", "y tế OR-"] {
        check(words, &[]);
    }
}
