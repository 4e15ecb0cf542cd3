//! The command line of this process, as people would type it.

use std::borrow::Cow;

/// Longest command line that is kept, in characters: every article that it withdraws keeps a copy.
const CHARS_MAX: usize = 300;

/// The command line, with quotes where a shell needs them. A long one is cut and ends in "…".
pub(crate) fn typed() -> String {
    let arguments = std::env::args_os().skip(1);
    let words: Vec<String> = arguments.map(|word| word.to_string_lossy().into_owned()).collect();
    shown(&words)
}

/// The program as it was started, as people would type it: `byt`, or a path.
pub(crate) fn program() -> String {
    std::env::args_os().next().map_or_else(|| "byt".to_owned(), |word| quoted(&word.to_string_lossy()).into_owned())
}

fn shown(words: &[String]) -> String {
    let mut line = "byt".to_owned();
    for word in words {
        line += " ";
        line += &quoted(word);
    }
    match line.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// A word as a shell reads it as one.
pub(crate) fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_=+./:,@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into();
    }
    format!("'{}'", word.replace('\'', r"'\''")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_and_long_lines_cut() {
        let check = |words: &[&str], expected: &str| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(shown(&words), expected);
        };
        check(&["withdraw", "20260121-3f9c01d2ab47"], "byt withdraw 20260121-3f9c01d2ab47");
        check(&["withdraw", "a", "--reason", "bài rác"], "byt withdraw a --reason 'bài rác'");
        check(&["--reason=it's", ""], r"byt '--reason=it'\''s' ''");
        check(&["https://moh.gov.vn/a?b=1&c", "$HOME"], "byt 'https://moh.gov.vn/a?b=1&c' '$HOME'");
        let long = "a".repeat(CHARS_MAX);
        check(&[&long], &format!("byt {}…", &long[..CHARS_MAX - 4]));
    }
}
