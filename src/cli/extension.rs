//! The format that the extension of an output file promises.

use std::path::Path;

use clap::ValueEnum;

use super::messages::{Verbosity, note};

/// Extensions, each with the names of the formats that fit it; the first is the format that it means.
const EXTENSIONS: [(&str, &[&str]); 15] = [
    ("txt", &["text", "ids"]),
    ("json", &["json", "csl"]),
    ("jsonl", &["jsonl"]),
    ("ndjson", &["jsonl"]),
    ("csv", &["csv"]),
    ("tsv", &["tsv"]),
    ("tab", &["tsv"]),
    ("md", &["markdown"]),
    ("markdown", &["markdown"]),
    ("html", &["html"]),
    ("htm", &["html"]),
    ("bib", &["bibtex"]),
    ("ris", &["ris"]),
    ("atom", &["atom"]),
    ("svg", &["svg"]),
];

/// The formats that fit the extension of a file; `None` if there is no file or its extension is none of these.
fn promised(file: Option<&Path>) -> Option<(&'static str, &'static [&'static str])> {
    let extension = file?.extension()?.to_str()?.to_ascii_lowercase();
    EXTENSIONS.into_iter().find(|(known, _)| *known == extension)
}

/// The format that the extension of a file means, if a command has it.
pub(crate) fn format<F: ValueEnum>(file: Option<&Path>) -> Option<F> {
    let (_, names) = promised(file)?;
    F::from_str(names.first()?, false).ok()
}

/// Prints a note if the extension of a file promises another format than the one of this name.
pub(crate) fn note_contradiction(file: Option<&Path>, format: &str, verbosity: Verbosity) {
    let (Some(file), Some((extension, names))) = (file, promised(file)) else { return };
    if verbosity >= Verbosity::Normal && !names.contains(&format) {
        note!("{} ends in .{extension}, but its format is {format}", file.display());
    }
}

#[cfg(test)]
mod tests {
    use super::super::formats::OutputFormat;
    use super::*;

    #[test]
    fn an_extension_stands_for_a_format() {
        let check =
            |file: &str, expected| assert_eq!(format::<OutputFormat>(Some(Path::new(file))), expected, "{file}");
        check("a.csv", Some(OutputFormat::Csv));
        check("a/b.JSONL", Some(OutputFormat::Jsonl));
        check("a.b.bib", Some(OutputFormat::Bibtex));
        check("a.md", Some(OutputFormat::Markdown));
        check("a.txt", Some(OutputFormat::Text));
        for none in ["a", "-", ".csv", "a.", "a.atom", "a.csv.gz", "csv", "a.xlsx"] {
            check(none, None);
        }
        assert_eq!(format::<OutputFormat>(None), None);
    }
}
