//! Documents in files of every arrangement, and what is between them.

use std::ops::ControlFlow;

use proptest::prelude::*;

use crate::crawl::json_documents::{FilePlace, Piece, each};

/// What is found, one a line: `line: document` or `line! reason`; places in arrays have a `#`.
fn found(text: &str, bytes_max: usize) -> String {
    let mut lines = String::new();
    each(text.as_bytes(), bytes_max, &mut |place, found| {
        let place = match place {
            FilePlace::Line(line) => line.to_string(),
            FilePlace::Item { number, .. } => format!("#{number}"),
        };
        lines += &match found {
            Piece::Document(bytes) => format!("{place}: {}\n", String::from_utf8(bytes).unwrap()),
            Piece::Fault(reason) => format!("{place}! {reason}\n"),
        };
        ControlFlow::Continue(())
    })
    .unwrap();
    lines
}

fn check(text: &str, expected: &str) {
    assert_eq!(found(text, 1 << 20).trim_end(), expected, "{text}");
}

#[test]
fn documents_are_found_however_they_are_arranged() {
    check("", "");
    check("{\"a\":1}\n{\"b\":[2]}\n", "1: {\"a\":1}\n2: {\"b\":[2]}");
    check("\u{feff}{\"a\":1}{\"b\":2} {\"c\":3}", "1: {\"a\":1}\n1: {\"b\":2}\n1: {\"c\":3}");
    check(
        "{\n \"a\": {\n \"b\": \"}\\\"\"\n}\n}\n\n{\"c\":3}",
        "1: {\n \"a\": {\n \"b\": \"}\\\"\"\n}\n}\n7: {\"c\":3}",
    );
    check("[{\"a\":1},{\"b\":2}]\n[[{\"c\":3}]]", "#1: {\"a\":1}\n#2: {\"b\":2}\n#3: {\"c\":3}");
    check(
        "{\"total\":2,\"articles\" : [{\"a\":1}\n,{\"b\":2}],\"x\":{\"articles\":[{}]}}{\"c\":3}",
        "#1: {\"a\":1}\n#2: {\"b\":2}\n2: {\"c\":3}",
    );
    check("{\"a\":1},\n{\"b\":2},\n", "1: {\"a\":1}\n2: {\"b\":2}");
    check("\u{1e}{\"a\":1}\n\u{1e}{\"b\":2}\n", "1: {\"a\":1}\n2: {\"b\":2}");
    check("{\"d\":[\n{\"a\":1},\n{\"b\":2}\n]}", "1: {\"d\":[\n{\"a\":1},\n{\"b\":2}\n]}");
    check("{\"a\":\"x\ny\"}\n{\"b\":2}", "1: {\"a\":\"x\ny\"}\n3: {\"b\":2}");
}

#[test]
fn what_is_no_json_costs_no_document() {
    check("# see {\"x\":1}\n{\"a\":1}\n", "1! this isn't JSON: “# see {\"x\":1}”\n2: {\"a\":1}");
    check(
        "{\"a\":1} and so on {\"b\":2} end",
        "1: {\"a\":1}\n1! this isn't JSON: “and so on”\n1: {\"b\":2}\n1! this isn't JSON: “end”",
    );
    check(
        "[{\"a\":1},7,\"x,]\",null,{\"b\":2}]",
        "#1: {\"a\":1}\n#2! this isn't an article record: “7”\n#3! this isn't an article record: “\"x,]\"”\n#4! this isn't an article record: “null”\n#5: {\"b\":2}",
    );
    check("{\"a\":\n\n{\"b\":2}\n{\"c\":3}\n", "1! the JSON ends in the middle\n3: {\"b\":2}\n4: {\"c\":3}");
    check("{\"a\":\"x\n{\"b\":2}\n", "1! the JSON ends in the middle\n2: {\"b\":2}");
    check("{\"a\":{\"x\":1}\n{\"b\":2}\n", "1! the JSON ends in the middle\n2: {\"b\":2}");
    check("{\"a\":1]\n{\"b\":2}\n", "1! its brackets don't match\n2: {\"b\":2}");
    check("[\n{\"a\":1},\n{\"b\":2,\n{\"c\":3}\n]\n", "#1: {\"a\":1}\n#2! the JSON ends in the middle\n#3: {\"c\":3}");
    check("{\"a\":1}\n{\"b\":", "1: {\"a\":1}\n2! the JSON ends in the middle");
    check("[{\"a\":1}", "#1: {\"a\":1}\n1! the JSON ends in the middle");
    check("[{\"a\":1},{\"b\"", "#1: {\"a\":1}\n#2! the JSON ends in the middle");
    check("}\n{\"a\":1}", "1! this isn't JSON: “}”\n2: {\"a\":1}");
}

#[test]
fn long_and_deep_documents_are_passed_over() {
    let long = format!("{{\"a\":\"{}[\"}}", "x".repeat(2 << 20));
    check(&format!("{long}\n{{\"b\":2}}"), "1! it is larger than 1 MiB\n2: {\"b\":2}");
    check(
        &format!("[{long},{long},{{\"b\":2}}]"),
        "#1! it is larger than 1 MiB\n#2! it is larger than 1 MiB\n#3: {\"b\":2}",
    );
    let deep = |n: usize| format!("{{\"a\":{}{}}}", "[".repeat(n), "]".repeat(n));
    check(&deep(127), &format!("1: {}", deep(127)));
    for n in [128, 100_000] {
        let text = format!("{}{{\"b\":2}}\n{{\"c\":3}}", deep(n));
        check(&text, "1! it has more than 128 brackets inside one another\n1: {\"b\":2}\n2: {\"c\":3}");
    }
    let arrays = "[".repeat(100_000);
    assert!(found(&format!("{arrays}\n{{\"b\":2}}"), 1 << 20).contains("{\"b\":2}"));
}

#[test]
fn a_million_broken_lines_take_no_longer_than_others() {
    let begun = std::time::Instant::now();
    for line in ["{\"a\":\n", "{\"a\":\"x\n", "{\"a\":[\n", "[\n", "[{\"a\":1,\n", "x\n"] {
        found(&line.repeat(20_000), 1 << 20);
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

proptest! {
    #[test]
    fn any_bytes_are_split(text in "[\\[\\]{}\",:a1\\\\\n \u{1e}]{0,60}") {
        found(&text, 16);
    }

    #[test]
    fn documents_survive_what_is_between_them(
        between in proptest::collection::vec("[a-z #/:,;<>.-]{0,12}|\\{\"x\":\"|\\}|\\[\\{\"y\"", 1..6),
    ) {
        let text: String = between.iter().map(|junk| format!("{junk}\n{{\"a\":1}}\n")).collect();
        prop_assert_eq!(found(&text, 1 << 20).matches(": {\"a\":1}\n").count(), between.len(), "{}", text);
    }
}
