//! Messages on standard error: status, notes, warnings and hints. Every line is made safe for a
//! terminal, and long lines are wrapped on one.

use std::io::Write;

use super::captured;
use super::layout::{Width, wrap};
use super::safe::safe;
use super::texts::Texts;

/// How many messages a command prints besides its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    Quiet,
    Normal,
    Verbose,
}

/// The indent of continuation lines.
pub(crate) const CONTINUED: &str = "  ";

/// Prints a text as it is.
pub(crate) fn print(text: &str) {
    // If standard error is closed, nobody can be informed of that either.
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Prints one line. Text from pages can't add a line of its own.
pub(crate) fn print_line(text: &str) {
    if !captured::take_message(text, None) {
        print_wrapped(text);
    }
}

fn print_wrapped(text: &str) {
    let lines = wrap(&safe(text), Width::of_stderr().text(), "", CONTINUED);
    print(&(lines.join("\n") + "\n"));
}

/// Prints one line that people copy, and so never wraps it.
pub(crate) fn print_unwrapped(text: &str) {
    print(&format!("{}\n", safe(text)));
}

/// Suggests a next step. Only people see it: a nightly job needs no advice.
pub(crate) fn suggest(verbosity: Verbosity, text: &str) {
    if verbosity >= Verbosity::Normal && is_read_on_a_terminal() {
        print_line(&format!("hint: {text}"));
    }
}

/// Suggests a next step in the language of results.
pub(crate) fn suggest_in(texts: Texts, verbosity: Verbosity, text: &str) {
    if verbosity >= Verbosity::Normal && is_read_on_a_terminal() {
        print_line(&texts.hint(text));
    }
}

/// Whether messages go to a terminal, and not to a page that the program makes.
fn is_read_on_a_terminal() -> bool {
    Width::of_stderr().is_limited() && captured::destination().is_none()
}

/// Prints a note in the language of results.
pub(crate) fn remark(texts: Texts, text: &str) {
    let line = texts.note(text);
    if !captured::take_message(&line, Some(text)) {
        print_wrapped(&line);
    }
}

/// Prints a status line, formatted as by `format!`.
macro_rules! status {
    ($($arg:tt)*) => { $crate::cli::messages::print_line(&format!($($arg)*)) };
}

/// Prints a line that begins with "note: ".
macro_rules! note {
    ($($arg:tt)*) => { $crate::cli::messages::print_line(&format!("note: {}", format_args!($($arg)*))) };
}

/// Prints a line that begins with "warning: ".
macro_rules! warning {
    ($($arg:tt)*) => { $crate::cli::messages::print_line(&format!("warning: {}", format_args!($($arg)*))) };
}

pub(crate) use {note, status, warning};
