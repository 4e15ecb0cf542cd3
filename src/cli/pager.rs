//! A pager for what is longer than a screen: `BYT_PAGER`, `PAGER`, else `less`. Only where standard
//! output is a terminal; where no pager can be run, the text is printed as it is.

use std::io::IsTerminal;

use super::output::{self, with_colours};
use super::{Failure, signals};

/// Shows a text that may hold colours.
pub(crate) fn show(text: &str, wanted: bool) -> Result<(), Failure> {
    let pager = (wanted && std::io::stdout().is_terminal()).then(command).flatten();
    if pager.is_some_and(|pager| run(&pager, text)) {
        return Ok(());
    }
    output::styled(text)
}

/// The pager as a line for the shell; `None` where none is wanted: an empty name, or `cat`.
fn command() -> Option<String> {
    /// What nearly every system other than Windows has.
    const DEFAULT: Option<&str> = if cfg!(unix) { Some("less") } else { None };
    let asked = ["BYT_PAGER", "PAGER"].into_iter().find_map(|name| std::env::var(name).ok());
    let pager = asked.or(DEFAULT.map(str::to_owned))?;
    Some(pager.trim().to_owned()).filter(|pager| !pager.is_empty() && pager != "cat")
}

/// Whether the pager took the text. It may be left before the end of it: that is no fault.
fn run(pager: &str, text: &str) -> bool {
    /// How a shell says that there is no such program, or that it can't be run.
    const NOT_RUN: [i32; 2] = [127, 126];
    let mut command = in_shell(pager);
    // As git sets them: end at once when the text fits, pass colours, leave the screen as it is.
    for (name, value) in [("LESS", "FRX"), ("LESSCHARSET", "utf-8")] {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    let Ok(mut child) = command.stdin(std::process::Stdio::piped()).spawn() else { return false };
    signals::leave_to_the_pager();
    let colours = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let read = child.stdin.take().is_some_and(|mut input| {
        // Whoever has read enough closes the pager, and the pipe with it.
        std::io::Write::write_all(&mut input, with_colours(text, colours).as_bytes()).is_ok()
    });
    let ended = child.wait();
    !ended.is_ok_and(|status| status.code().is_some_and(|code| NOT_RUN.contains(&code) || (code != 0 && !read)))
}

#[cfg(unix)]
fn in_shell(pager: &str) -> std::process::Command {
    let mut command = std::process::Command::new("sh");
    // The shell's own word about a missing pager says nothing that the text doesn't.
    command.args(["-c", pager]).stderr(std::process::Stdio::null());
    command
}

#[cfg(not(unix))]
fn in_shell(pager: &str) -> std::process::Command {
    let mut words = pager.split_whitespace();
    let mut command = std::process::Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}
