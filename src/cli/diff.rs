//! Differences by words, for people: `[-old-]{+new+}`, coloured on a terminal.

use anstyle::{AnsiColor, Color, Style};
use similar::{ChangeTag, TextDiff};

use super::layout::{Width, wrap};
use super::output::safe;

const OLD: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red)));
const NEW: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));
/// Stands for lines that are the same.
const SAME_LINES: &str = "…";
const INDENT: &str = "  ";

/// A stretch of text that stayed, or was taken out and what came in its place.
#[derive(Debug, PartialEq)]
enum Run {
    Same(String),
    Other { old: String, new: String },
}

/// What changed from one text to another, line by line; lines that stayed are left out.
pub(crate) fn told(old: &str, new: &str, width: Width) -> String {
    let mut text = String::new();
    let mut elided = false;
    for line in lines(&runs(old, new)) {
        if line.is_empty() {
            continue;
        }
        if line.iter().all(|run| matches!(run, Run::Same(_))) {
            if !std::mem::replace(&mut elided, true) {
                text += &format!("{INDENT}{SAME_LINES}\n");
            }
            continue;
        }
        elided = false;
        let line: String = line.iter().map(marked).collect();
        text += &(wrap(&line, width, INDENT, INDENT).join("\n") + "\n");
    }
    text
}

/// A stretch with its marks. Colours are not counted as width where lines are broken.
fn marked(run: &Run) -> String {
    let (old, new) = match run {
        Run::Same(text) => return safe(text).into_owned(),
        Run::Other { old, new } => (safe(old), safe(new)),
    };
    let old = if old.is_empty() { String::new() } else { format!("{OLD}[-{old}-]{OLD:#}") };
    let new = if new.is_empty() { String::new() } else { format!("{NEW}{{+{new}+}}{NEW:#}") };
    old + &new
}

/// Compares two texts word by word. A blank between two changes is part of both: one change of
/// three words reads better than three of one.
fn runs(old: &str, new: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for change in TextDiff::from_words(old, new).iter_all_changes() {
        let text = change.value();
        match (change.tag(), runs.last_mut()) {
            (ChangeTag::Equal, Some(Run::Same(same))) => same.push_str(text),
            (ChangeTag::Equal, _) => runs.push(Run::Same(text.to_owned())),
            (ChangeTag::Delete, Some(Run::Other { old, .. })) => old.push_str(text),
            (ChangeTag::Insert, Some(Run::Other { new, .. })) => new.push_str(text),
            (ChangeTag::Delete, _) => runs.push(Run::Other { old: text.to_owned(), new: String::new() }),
            (ChangeTag::Insert, _) => runs.push(Run::Other { old: String::new(), new: text.to_owned() }),
        }
    }
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    let mut rest = runs.into_iter().peekable();
    while let Some(run) = rest.next() {
        match (joined.last_mut(), run) {
            (Some(Run::Other { old, new }), Run::Same(blank))
                if !blank.is_empty() && blank.bytes().all(|b| b == b' ') && rest.peek().is_some() =>
            {
                old.push_str(&blank);
                new.push_str(&blank);
            }
            (Some(Run::Other { old, new }), Run::Other { old: more_old, new: more_new }) => {
                old.push_str(&more_old);
                new.push_str(&more_new);
            }
            (_, run) => joined.push(run),
        }
    }
    joined
}

/// Cuts runs at line breaks. A change of several lines becomes one of each.
fn lines(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut lines = vec![Vec::new()];
    let mut push = |n: usize, run: Run| {
        if n > 0 {
            lines.push(Vec::new());
        }
        lines.last_mut().expect("begins with one").push(run);
    };
    for run in runs {
        match run {
            Run::Same(text) => {
                for (n, part) in text.split('\n').enumerate() {
                    push(n, Run::Same(part.to_owned()));
                }
            }
            Run::Other { old, new } => {
                let (mut olds, mut news) = (old.split('\n'), new.split('\n'));
                let mut n = 0;
                loop {
                    let (old, new) = (olds.next(), news.next());
                    if old.is_none() && new.is_none() {
                        break;
                    }
                    let [old, new] = [old, new].map(|text| text.unwrap_or_default().to_owned());
                    push(n, Run::Other { old, new });
                    n += 1;
                }
            }
        }
    }
    // A change that is only a line break leaves empty pieces behind.
    let is_empty = |run: &Run| match run {
        Run::Same(text) => text.is_empty(),
        Run::Other { old, new } => old.is_empty() && new.is_empty(),
    };
    for line in &mut lines {
        line.retain(|run| !is_empty(run));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: &str) {
        let text = told(old, new, Width::ANY);
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), expected, "{old:?} {new:?}");
    }

    #[test]
    fn changes_are_marked_by_words_and_the_rest_is_left_out() {
        check("Bộ trưởng họp", "Bộ trưởng họp", "  …\n");
        check("Bộ trưởng trả lời cử tri", "Bộ trưởng gặp gỡ cử tri", "  Bộ trưởng [-trả lời-]{+gặp gỡ+} cử tri\n");
        check("", "mới", "  {+mới+}\n");
        check("cũ", "", "  [-cũ-]\n");
        check("Một.\n\nHai.\n\nBa.", "Một.\n\nHai hơn.\n\nBa.", "  …\n  [-Hai.-]{+Hai hơn.+}\n  …\n");
        check("Một.\n\nBa.", "Một.\n\nHai.\n\nBa.", "  …\n  {+Hai.+}\n  …\n");
        check("Một.\n\nHai.", "Khác.\n\nHẳn.", "  [-Một.-]{+Khác.+}\n  [-Hai.-]{+Hẳn.+}\n");
    }

    #[test]
    fn colours_are_no_width() {
        let text = told("một hai ba", "một hai bốn năm sáu", Width(Some(24)));
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain, "  một hai [-ba-]{+bốn\n  năm sáu+}\n");
    }

    #[test]
    fn nothing_of_a_text_steers_the_terminal() {
        check("a", "\u{1b}[2J", "  [-a-]{+\u{fffd}[2J+}\n");
    }
}
