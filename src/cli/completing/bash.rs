//! bash: it passes words as typed, with their quotes and split at `=` and `:`, and inserts the answer
//! without quoting it.

use super::candidate::Candidate;

/// A quote that was opened and not closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Single,
    Double,
}

/// Returns one quoted candidate per line. `candidates` returns them for complete words.
pub(super) fn answer(words: &[String], candidates: &dyn Fn(&[String]) -> Vec<Candidate>) -> String {
    let (joined, cut) = joined(words);
    let (mut plain, mut open) = (Vec::new(), None);
    for word in &joined {
        let (text, ending) = unquoted(word);
        plain.push(text);
        open = ending;
    }
    let found = candidates(&plain);
    // bash only replaces what follows the character at which it split the word.
    let begun = plain.last().map_or(0, |word| if cut { word.find(['=', ':']).map_or(0, |at| at + 1) } else { 0 });
    let lead = plain.last().and_then(|word| word.get(..begun)).unwrap_or_default().to_owned();
    let values: Vec<&str> = found.iter().map(|c| c.value.strip_prefix(&lead).unwrap_or(&c.value)).collect();
    let mut lines: Vec<String> = values.iter().map(|value| quoted(value, open)).collect();
    let typed = crate::text::folded(plain.last().map_or("", |word| &word[begun..]));
    if lines.len() > 1 && values.iter().any(|value| !crate::text::folded(value).starts_with(&typed)) {
        // bash would replace the word by the common prefix of the candidates, which may not contain what
        // was typed. A space among the candidates leaves no common prefix.
        lines.push(" ".to_owned());
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Joins the words that bash split at `=` and `:`. Returns whether the last word was split.
fn joined(words: &[String]) -> (Vec<String>, bool) {
    let is_cut = |word: &str| !word.is_empty() && word.chars().all(|c| matches!(c, '=' | ':'));
    let mut joined: Vec<String> = Vec::new();
    let mut goes_on = false;
    for word in words {
        let cuts = is_cut(word);
        match joined.last_mut() {
            Some(last) if goes_on || (cuts && (last.starts_with("--") || word.starts_with(':'))) => last.push_str(word),
            _ => {
                joined.push(word.clone());
                goes_on = false;
                continue;
            }
        }
        goes_on = cuts;
    }
    let last = words.len().checked_sub(2).map(|n| &words[n]);
    let cut = words.last().is_some_and(|word| is_cut(word)) || last.is_some_and(|word| is_cut(word));
    (joined.clone(), cut && joined.len() < words.len())
}

/// The words without their quotes.
pub(super) fn unquoted_all(words: &[String]) -> Vec<String> {
    words.iter().map(|word| unquoted(word).0).collect()
}

/// A word without its quotes, and the quote that is open at its end.
fn unquoted(word: &str) -> (String, Option<Open>) {
    let mut plain = String::new();
    let mut open = None;
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        match (open, c) {
            (None, '\'') => open = Some(Open::Single),
            (None, '"') => open = Some(Open::Double),
            (Some(Open::Single), '\'') | (Some(Open::Double), '"') => open = None,
            (None, '\\') => plain.extend(chars.next()),
            (Some(Open::Double), '\\') if chars.peek().is_some_and(|c| "\\\"$`".contains(*c)) => {
                plain.extend(chars.next());
            }
            (_, c) => plain.push(c),
        }
    }
    (plain, open)
}

/// A value quoted for the line, after an open quote.
fn quoted(value: &str, open: Option<Open>) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    match open {
        Some(Open::Single) => value.replace('\'', "'\\''"),
        Some(Open::Double) => {
            value.chars().flat_map(|c| "\\\"$`".contains(c).then_some('\\').into_iter().chain([c])).collect()
        }
        None if value.chars().all(plain) => value.to_owned(),
        None => format!("'{}'", value.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// People, after an option or alone.
    fn people(words: &[String]) -> Vec<Candidate> {
        let word = words.last().unwrap();
        let (lead, typed) = word.split_once('=').map_or(("", word.as_str()), |(lead, typed)| (lead, typed));
        let lead = if lead.is_empty() { String::new() } else { format!("{lead}=") };
        let fits = |name: &&str| name.to_lowercase().contains(&typed.to_lowercase());
        let names = ["Phan Văn Mộc", "Mai Thị Phan", "An'h"];
        let candidate = |name: &str| Candidate { value: format!("{lead}{name}"), about: String::new() };
        names.into_iter().filter(fits).map(candidate).collect()
    }

    fn check(words: &[&str], expected: &[&str]) {
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        assert_eq!(answer(&words, &people).lines().collect::<Vec<_>>(), expected, "{words:?}");
    }

    #[test]
    fn names_come_quoted_as_the_line_needs_them() {
        check(&["byt", "search", "--official", "mai"], &["'Mai Thị Phan'"]);
        check(&["byt", "search", "--official", "\"mai"], &["Mai Thị Phan"]);
        check(&["byt", "search", "--official", "'mai"], &["Mai Thị Phan"]);
        check(&["byt", "search", "--official", "\"an'"], &["An'h"]);
    }

    #[test]
    fn split_words_are_joined_and_only_their_end_is_returned() {
        check(&["byt", "search", "--official", "=", "mai"], &["'Mai Thị Phan'"]);
        check(&["byt", "search", "--official", "=", "\"mai"], &["Mai Thị Phan"]);
        check(&["byt", "search", "--official=mai"], &["'--official=Mai Thị Phan'"]);
    }

    #[test]
    fn candidates_that_do_not_begin_with_the_word_have_no_common_prefix() {
        check(&["byt", "search", "--official", "phan"], &["'Phan Văn Mộc'", "'Mai Thị Phan'", " "]);
        check(&["byt", "search", "--official", "an"], &["'Phan Văn Mộc'", "'Mai Thị Phan'", "'An'\\''h'", " "]);
    }
}
