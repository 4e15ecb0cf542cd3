//! Differences word by word, for people: `[-old-]{+new+}`, coloured on a terminal.

use anstyle::{AnsiColor, Color, Style};

use super::layout::{Width, wrap};
use super::safe::safe;
use crate::text::word_diff::{Segment, changed_lines};

const OLD: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red)));
const NEW: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));
/// Replaces unchanged lines.
const SAME_LINES: &str = "…";
const INDENT: &str = "  ";

/// Formats what changed from one text to another, line by line, without unchanged lines.
pub(crate) fn text(old: &str, new: &str, width: Width) -> String {
    let mut out = String::new();
    let mut elided = false;
    for line in changed_lines(old, new) {
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
