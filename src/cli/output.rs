//! What the program writes: data to standard output or a file, talk to standard error.
//!
//! Whatever is written for people passes [`safe`] here once more, so that no command can forget it. A
//! closed pipe ends the program quietly.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::layout::{Width, wrap};
pub(crate) use super::safe::safe;
use super::safe::safe_lines;
use super::settings::{Settings, Talk};
use super::{Exit, Failure};
use crate::disk;

/// Where a command's data goes.
pub(crate) enum Out {
    Standard(BufWriter<io::StdoutLock<'static>>),
    /// A device or a pipe: written through, for it can't be replaced.
    Through(BufWriter<std::fs::File>),
    /// Written beside the target and renamed at the end: whole or not at all.
    File {
        file: BufWriter<tempfile::NamedTempFile>,
        target: PathBuf,
    },
}

impl Out {
    /// Standard output (also as `-`), or a file that appears when [`Out::finish`] is reached.
    pub(crate) fn open(target: Option<&Path>) -> Result<Out, Failure> {
        let target = match target {
            None => return Ok(Out::Standard(BufWriter::new(io::stdout().lock()))),
            Some(dash) if dash.as_os_str() == "-" => return Out::open(None),
            // A link stands for what it leads to; what is not there yet is its own name.
            Some(target) => target.canonicalize().unwrap_or_else(|_| target.to_owned()),
        };
        let name = || format!("can't write {}", target.display());
        match std::fs::metadata(&target) {
            Ok(data) if data.is_dir() => return Err(Failure::usage(name()).cause("it is a folder")),
            Ok(data) if !data.is_file() => {
                let opened = std::fs::File::options().write(true).open(&target).map_err(|e| Failure::io(name(), &e))?;
                return Ok(Out::Through(BufWriter::new(opened)));
            }
            _ => {}
        }
        let dir = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = new_file(dir, &target).map_err(|e| Failure::io(name(), &e))?;
        Ok(Out::File { file: BufWriter::new(file), target })
    }

    /// How wide what is written for people may be.
    pub(crate) fn width(&self) -> Width {
        match self {
            Out::Standard(_) => Width::of_output(),
            Out::Through(_) | Out::File { .. } => Width::ANY,
        }
    }

    /// Writes text that may hold colours; they are left out where nobody would see them.
    pub(crate) fn styled(&mut self, text: &str) -> io::Result<()> {
        let colours = matches!(self, Out::Standard(_)) && shows_colours();
        self.write_all(with_colours(text, colours).as_bytes())
    }

    /// Ends the output well.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self {
            Out::Standard(mut out) => out.flush().map_err(Failure::from_output),
            Out::Through(mut out) => out.flush().map_err(Failure::from_output),
            Out::File { file, target } => {
                let name = || format!("can't write {}", target.display());
                let file = file.into_inner().map_err(|e| Failure::io(name(), e.error()))?;
                file.as_file().sync_all().map_err(|e| Failure::io(name(), &e))?;
                file.persist(&target).map_err(|e| Failure::io(name(), &e.error))?;
                Ok(())
            }
        }
    }
}

/// Whether standard output is to have colours; asked of the terminal once.
fn shows_colours() -> bool {
    static SHOWN: LazyLock<bool> =
        LazyLock::new(|| anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never);
    *SHOWN
}

/// A temporary file with the permissions that the target has, or that a new file gets.
fn new_file(dir: &Path, target: &Path) -> io::Result<tempfile::NamedTempFile> {
    let file = disk::temporary_file(dir, ".byt-")?;
    if let Ok(data) = std::fs::metadata(target) {
        file.as_file().set_permissions(data.permissions())?;
    }
    Ok(file)
}

impl Write for Out {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Out::Standard(out) => out.write(buf),
            Out::Through(out) => out.write(buf),
            Out::File { file, .. } => file.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Standard(out) => out.flush(),
            Out::Through(out) => out.flush(),
            Out::File { file, .. } => file.flush(),
        }
    }
}

impl Failure {
    /// Writing data failed. A closed pipe is how `| head` ends a program: quietly, at once.
    #[expect(clippy::needless_pass_by_value, reason = "so that map_err takes it as it is")]
    pub(crate) fn from_output(source: io::Error) -> Failure {
        if source.kind() == io::ErrorKind::BrokenPipe {
            std::process::exit(i32::from(Exit::Done.code()));
        }
        let mut failure = Failure::io("can't write the output", &source);
        if failure.exit == Exit::Usage {
            failure.exit = Exit::NoRoom;
        }
        failure
    }
}

/// Makes a text safe but for the colours that the program has put in, which stay where they are wanted.
pub(crate) fn with_colours(text: &str, wanted: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(ESCAPE, rest.as_bytes()) {
        out += &safe_lines(&rest[..at]);
        let (colour, behind) = rest[at..].split_at(colour_bytes(&rest[at..]));
        if colour.is_empty() {
            out += &safe_lines(&behind[..1]);
            rest = &behind[1..];
        } else {
            out += if wanted { colour } else { "" };
            rest = behind;
        }
    }
    out + &safe_lines(rest)
}

const ESCAPE: u8 = 0x1b;

/// The length of the colour that a text begins with; 0 where it is none.
fn colour_bytes(text: &str) -> usize {
    const BEGIN: &str = "\u{1b}[";
    let Some(code) = text.strip_prefix(BEGIN) else { return 0 };
    let digits = code.bytes().take_while(|b| b.is_ascii_digit() || *b == b';').count();
    if code[digits..].starts_with('m') { BEGIN.len() + digits + 1 } else { 0 }
}

/// Text that may hold colours on standard output.
pub(crate) fn styled(text: &str) -> Result<(), Failure> {
    let mut out = Out::open(None)?;
    out.styled(text).map_err(Failure::from_output)?;
    out.finish()
}

/// One JSON document on standard output.
pub(crate) fn json(value: &serde_json::Value) -> Result<(), Failure> {
    let mut out = Out::open(None)?;
    crate::export::write_pretty_json(&mut out, value).map_err(Failure::from_output)?;
    out.write_all(b"\n").map_err(Failure::from_output)?;
    out.finish()
}

/// Plain text on standard output.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    let mut out = Out::open(None)?;
    out.write_all(safe_lines(text).as_bytes()).map_err(Failure::from_output)?;
    out.finish()
}

/// Says something on standard error as it stands. When even that is closed there is nobody left to tell.
pub(crate) fn talk(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Says one line, made safe: what comes from pages can't forge a line of its own. On a terminal a
/// long one is broken at blanks.
pub(crate) fn talk_safely(text: &str) {
    /// Before what goes on in another line.
    const CONTINUED: &str = "  ";
    let lines = wrap(&safe(text), Width::of_talk().text(), "", CONTINUED);
    talk(&(lines.join("\n") + "\n"));
}

/// Says what one may do next. Only to people: a job that runs every night needs no advice.
pub(crate) fn talk_next(settings: &Settings, text: &str) {
    if settings.talk >= Talk::Normal && Width::of_talk().is_limited() {
        talk_safely(&format!("hint: {text}"));
    }
}

/// Says one line that is there to be copied, and so never broken.
pub(crate) fn talk_whole(text: &str) {
    talk(&format!("{}\n", safe(text)));
}

/// Says one line in the way of `format!`.
macro_rules! say {
    ($($arg:tt)*) => { $crate::cli::output::talk_safely(&format!($($arg)*)) };
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_colours_pass() {
        let check = |text: &str, wanted, expected: &str| assert_eq!(with_colours(text, wanted), expected, "{text:?}");
        check("a\u{1b}[1mb\u{1b}[0m\n", true, "a\u{1b}[1mb\u{1b}[0m\n");
        check("a\u{1b}[1mb\u{1b}[0m\n", false, "ab\n");
        check("\u{1b}[2Ja\u{1b}]0;x\u{7}", true, "\u{fffd}[2Ja\u{fffd}]0;x\u{fffd}");
        check("\u{1b}[1", true, "\u{fffd}[1");
        check("\u{1b}\u{1b}[1m\u{1b}", true, "\u{fffd}\u{1b}[1m\u{fffd}");
    }
}
