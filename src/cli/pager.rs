//! Shows long text in a pager if standard output is a terminal: `BYT_PAGER`, `PAGER`, or `less`. If
//! no pager can be run, the text is printed.

use std::io::IsTerminal;
use std::path::Path;

use super::errors::Failure;
use super::layout::Width;
use super::output::{self, Out, with_colours};
use super::signals;

/// Where text for people goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) file: Option<&'a Path>,
    /// Whether a pager may be used.
    pub(crate) pager: bool,
}

/// Writes the text that `format` makes for the width of the target.
pub(crate) fn write(target: Target<'_>, format: &dyn Fn(Width) -> String) -> Result<(), Failure> {
    let mut out = Out::open(target.file)?;
    let text = format(out.width());
    if matches!(out, Out::Standard(_)) {
        // The pager takes over standard output, so the lock must be released.
        drop(out);
        return show(&text, target.pager);
    }
    out.styled(&text).map_err(Failure::from_output)?;
    out.finish()
}

/// Shows text that was made for the width of standard output.
pub(crate) fn show(text: &str, wanted: bool) -> Result<(), Failure> {
    let pager = (wanted && std::io::stdout().is_terminal()).then(command).flatten();
    if pager.is_some_and(|pager| run(&pager, text)) {
        return Ok(());
    }
    output::styled(text)
}

/// The pager's command line; `None` if it is empty or `cat`.
fn command() -> Option<String> {
    /// Nearly every system except Windows has it.
    const DEFAULT: Option<&str> = if cfg!(unix) { Some("less") } else { None };
    let asked = ["BYT_PAGER", "PAGER"].into_iter().find_map(|name| std::env::var(name).ok());
    let pager = asked.or(DEFAULT.map(str::to_owned))?;
    Some(pager.trim().to_owned()).filter(|pager| !pager.is_empty() && pager != "cat")
}

/// Runs the pager and returns whether it worked. Quitting it before the end is fine.
fn run(pager: &str, text: &str) -> bool {
    /// The shell's exit codes for a program that doesn't exist or can't be run.
    const NOT_RUN: [i32; 2] = [127, 126];
    let mut command = in_shell(pager);
    // As in git: exit if the text fits on the screen, pass colours through, don't clear the screen.
    for (name, value) in [("LESS", "FRX"), ("LESSCHARSET", "utf-8")] {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    let Ok(mut child) = command.stdin(std::process::Stdio::piped()).spawn() else { return false };
    signals::leave_to_the_pager();
    let colours = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let read = child.stdin.take().is_some_and(|mut input| {
        // Quitting the pager closes the pipe.
        std::io::Write::write_all(&mut input, with_colours(text, colours).as_bytes()).is_ok()
    });
    let ended = child.wait();
    !ended.is_ok_and(|status| status.code().is_some_and(|code| NOT_RUN.contains(&code) || (code != 0 && !read)))
}

#[cfg(unix)]
fn in_shell(pager: &str) -> std::process::Command {
    let mut command = std::process::Command::new("sh");
    // The text is printed if there is no pager, so the shell's message isn't needed.
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
