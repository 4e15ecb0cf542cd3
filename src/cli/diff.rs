//! Differences word by word, for people: `[-old-]{+new+}`, coloured on a terminal.

use anstyle::{AnsiColor, Color, Style};
use similar::{ChangeTag, TextDiff};

use super::layout::{Width, wrap};
use super::safe::safe;

const OLD: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red)));
const NEW: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));
/// Replaces unchanged lines.
const SAME_LINES: &str = "…";
const INDENT: &str = "  ";

/// Unchanged text, or text that was replaced.
#[derive(Debug, PartialEq)]
enum Segment {
    Same(String),
    Changed { old: String, new: String },
}

/// Formats what changed from one text to another, line by line, without unchanged lines.
pub(crate) fn text(old: &str, new: &str, width: Width) -> String {
    let mut out = String::new();
    let mut elided = false;
    for line in lines(&runs(old, new)) {
        if line.is_empty() {
            continue;
        }
        if line.iter().all(|run| matches!(run, Segment::Same(_))) {
            if !std::mem::replace(&mut elided, true) {
                out += &format!("{INDENT}{SAME_LINES}\n");
            }
            continue;
        }
        elided = false;
        let line: String = line.iter().map(marked).collect();
        out += &(wrap(&line, width, INDENT, INDENT).join("\n") + "\n");
    }
    out
}

/// A segment with its marks. Colours don't count as width when lines are wrapped.
fn marked(run: &Segment) -> String {
    let (old, new) = match run {
        Segment::Same(text) => return safe(text).into_owned(),
        Segment::Changed { old, new } => (safe(old), safe(new)),
    };
    let old = if old.is_empty() { String::new() } else { format!("{OLD}[-{old}-]{OLD:#}") };
    let new = if new.is_empty() { String::new() } else { format!("{NEW}{{+{new}+}}{NEW:#}") };
    old + &new
}

/// Compares two texts word by word. A space between two changes becomes part of the change: one
/// change of three words reads better than three changes.
fn runs(old: &str, new: &str) -> Vec<Segment> {
    let mut runs: Vec<Segment> = Vec::new();
    for change in TextDiff::from_words(old, new).iter_all_changes() {
        let text = change.value();
        match (change.tag(), runs.last_mut()) {
            (ChangeTag::Equal, Some(Segment::Same(same))) => same.push_str(text),
            (ChangeTag::Equal, _) => runs.push(Segment::Same(text.to_owned())),
            (ChangeTag::Delete, Some(Segment::Changed { old, .. })) => old.push_str(text),
            (ChangeTag::Insert, Some(Segment::Changed { new, .. })) => new.push_str(text),
            (ChangeTag::Delete, _) => runs.push(Segment::Changed { old: text.to_owned(), new: String::new() }),
            (ChangeTag::Insert, _) => runs.push(Segment::Changed { old: String::new(), new: text.to_owned() }),
        }
    }
    let mut joined: Vec<Segment> = Vec::with_capacity(runs.len());
    let mut rest = runs.into_iter().peekable();
    while let Some(run) = rest.next() {
        match (joined.last_mut(), run) {
            (Some(Segment::Changed { old, new }), Segment::Same(blank))
                if !blank.is_empty() && blank.bytes().all(|b| b == b' ') && rest.peek().is_some() =>
            {
                old.push_str(&blank);
                new.push_str(&blank);
            }
            (Some(Segment::Changed { old, new }), Segment::Changed { old: more_old, new: more_new }) => {
                old.push_str(&more_old);
                new.push_str(&more_new);
            }
            (_, run) => joined.push(run),
        }
    }
    joined
}

/// Splits segments at line breaks. A change of several lines becomes one change per line.
fn lines(runs: &[Segment]) -> Vec<Vec<Segment>> {
    let mut lines = vec![Vec::new()];
    let mut push = |n: usize, run: Segment| {
        if n > 0 {
            lines.push(Vec::new());
        }
        lines.last_mut().expect("begins with one").push(run);
    };
    for run in runs {
        match run {
            Segment::Same(text) => {
                for (n, part) in text.split('\n').enumerate() {
                    push(n, Segment::Same(part.to_owned()));
                }
            }
            Segment::Changed { old, new } => {
                let (mut olds, mut news) = (old.split('\n'), new.split('\n'));
                let mut n = 0;
                loop {
                    let (old, new) = (olds.next(), news.next());
                    if old.is_none() && new.is_none() {
                        break;
                    }
                    let [old, new] = [old, new].map(|text| text.unwrap_or_default().to_owned());
                    push(n, Segment::Changed { old, new });
                    n += 1;
                }
            }
        }
    }
    // A change of only a line break leaves empty segments.
    let is_empty = |run: &Segment| match run {
        Segment::Same(text) => text.is_empty(),
        Segment::Changed { old, new } => old.is_empty() && new.is_empty(),
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
        let text = text(old, new, Width::ANY);
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), expected, "{old:?} {new:?}");
    }

    #[test]
    fn changed_words_are_marked_and_unchanged_lines_are_left_out() {
        check("Bộ trưởng họp", "Bộ trưởng họp", "  …\n");
        check("Bộ trưởng trả lời cử tri", "Bộ trưởng gặp gỡ cử tri", "  Bộ trưởng [-trả lời-]{+gặp gỡ+} cử tri\n");
        check("", "mới", "  {+mới+}\n");
        check("cũ", "", "  [-cũ-]\n");
        check("Một.\n\nHai.\n\nBa.", "Một.\n\nHai hơn.\n\nBa.", "  …\n  [-Hai.-]{+Hai hơn.+}\n  …\n");
        check("Một.\n\nBa.", "Một.\n\nHai.\n\nBa.", "  …\n  {+Hai.+}\n  …\n");
        check("Một.\n\nHai.", "Khác.\n\nHẳn.", "  [-Một.-]{+Khác.+}\n  [-Hai.-]{+Hẳn.+}\n");
    }

    #[test]
    fn colours_do_not_count_as_width() {
        let text = text("một hai ba", "một hai bốn năm sáu", Width(Some(24)));
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain, "  một hai [-ba-]{+bốn\n  năm sáu+}\n");
    }

    #[test]
    fn text_cannot_control_the_terminal() {
        check("a", "\u{1b}[2J", "  [-a-]{+\u{fffd}[2J+}\n");
    }
}
