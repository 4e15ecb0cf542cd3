//! BibTeX, and biblatex with the same entry.
//!
//! Text keeps its Vietnamese letters (UTF-8). Characters that are special to TeX are written as the command
//! that prints them. BibTeX counts braces even after a backslash, so unbalanced ones are written as
//! commands.

use std::fmt::Write as _;

use chrono::Datelike;

use super::reference::{AUTHOR, PUBLISHER, Reference};

/// The month macros that every style defines.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

pub(super) fn reference(reference: &Reference<'_>) -> String {
    let mut out = format!("@misc{{{},\n", reference.key);
    let mut field = |name: &str, value: String| {
        // Writing to a String can't fail.
        let _ = writeln!(out, "  {name:<12} = {value},");
    };
    // Double braces: the name isn't a person's, and the title keeps its capitals.
    field("author", format!("{{{{{}}}}}", escaped(AUTHOR)));
    field("title", format!("{{{{{}}}}}", escaped(&reference.title)));
    if let Some(at) = reference.published {
        field("year", format!("{{{}}}", at.year()));
        field("month", MONTHS[at.month0() as usize].to_owned());
        field("date", format!("{{{}}}", at.format("%Y-%m-%d")));
    }
    field("howpublished", format!("{{{}}}", escaped(PUBLISHER)));
    field("publisher", format!("{{{}}}", escaped(AUTHOR)));
    if let Some(url) = &reference.url {
        // The field is verbatim: no escapes.
        field("url", format!("{{{url}}}"));
    }
    if let Some(at) = reference.fetched {
        field("urldate", format!("{{{}}}", at.format("%Y-%m-%d")));
    }
    field("language", "{vietnamese}".to_owned());
    field("version", format!("{{{}}}", reference.version));
    if !reference.topics.is_empty() {
        field("keywords", format!("{{{}}}", escaped(&reference.topics.join(", "))));
    }
    field("note", format!("{{{}}}", escaped(&reference.note())));
    out + "}\n\n"
}

fn escaped(text: &str) -> String {
    let paired = braces_pair(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' if !paired => out += if c == '{' { "\\textbraceleft{}" } else { "\\textbraceright{}" },
            '{' | '}' | '%' | '&' | '_' | '#' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out += "\\textbackslash{}",
            '~' => out += "\\textasciitilde{}",
            '^' => out += "\\textasciicircum{}",
            c => out.push(c),
        }
    }
    out
}

fn braces_pair(text: &str) -> bool {
    let mut open = 0u32;
    for c in text.chars() {
        match c {
            '{' => open += 1,
            '}' if open == 0 => return false,
            '}' => open -= 1,
            _ => {}
        }
    }
    open == 0
}

#[cfg(test)]
mod tests {
    use super::super::reference::tests::{article, bare, check};
    use super::*;

    #[test]
    fn characters_special_to_tex_are_escaped() {
        check(
            reference,
            &article(),
            r"@misc{byt-20260121-3f9c01d2ab47,
  author       = {{Bộ Y tế Việt Nam}},
  title        = {{50\% \{thuốc\} \& vật\_tư \#1: “a” \textbackslash{} \$x\textasciicircum{}2\textasciitilde{}}},
  year         = {2026},
  month        = jan,
  date         = {2026-01-21},
  howpublished = {Cổng thông tin điện tử Bộ Y tế},
  publisher    = {Bộ Y tế Việt Nam},
  url          = {https://moh.gov.vn/a_b%20c?x=1&y=%7Bz%7D#t},
  urldate      = {2026-02-01},
  language     = {vietnamese},
  version      = {2},
  note         = {retrieved 2026-02-01T01:00:00Z; version 2; SHA-256 of the raw answer: ab12},
}

",
        );
    }

    #[test]
    fn unbalanced_braces_are_written_as_commands() {
        for (text, expected) in [
            ("{a}{{b}}", r"\{a\}\{\{b\}\}"),
            ("{a", r"\textbraceleft{}a"),
            ("}a{", r"\textbraceright{}a\textbraceleft{}"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }

    #[test]
    fn unknown_fields_are_omitted() {
        let mut bare = bare();
        bare.sha256 = Some("cd".into());
        check(
            reference,
            &bare,
            "@misc{byt-a,
  author       = {{Bộ Y tế Việt Nam}},
  title        = {{Họp}},
  howpublished = {Cổng thông tin điện tử Bộ Y tế},
  publisher    = {Bộ Y tế Việt Nam},
  language     = {vietnamese},
  version      = {1},
  note         = {version 1; SHA-256 of the raw answer: cd},
}

",
        );
    }
}
