//! Data on standard output or in a file. (Messages on standard error are in [`super::messages`].)
//!
//! Text for people is made safe here again, so that no command can forget it. A closed pipe ends the
//! program without a message.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, MutexGuard, PoisonError};

use super::captured::{self, Destination};
use super::errors::{Exit, Failure};
use super::layout::Width;
use super::links::link_bytes;
use super::safe::safe_lines;
use crate::corpus::is_corpus;
use crate::disk;
use crate::index::is_index;

/// The destination of a command's data.
pub(crate) enum Out {
    Standard(BufWriter<io::StdoutLock<'static>>),
    /// What takes the place of standard output while this process uses the output itself.
    Captured(Destination),
    /// A device or a named pipe, which can't be replaced by a new file.
    Direct(BufWriter<std::fs::File>),
    /// A temporary file next to the target that replaces it at the end: written in full or not at all.
    File {
        file: BufWriter<tempfile::NamedTempFile>,
        target: PathBuf,
    },
}

impl Out {
    /// Opens standard output (also named `-`), or a file that [`Out::finish`] puts in place.
    pub(crate) fn open(target: Option<&Path>) -> Result<Out, Failure> {
        let target = match target {
            None => {
                let standard = || Out::Standard(BufWriter::new(io::stdout().lock()));
                return Ok(captured::destination().map_or_else(standard, Out::Captured));
            }
            Some(dash) if dash.as_os_str() == "-" => return Out::open(None),
            // A link is followed, so that it isn't replaced. A new file can't be resolved and keeps its name.
            Some(target) => target.canonicalize().unwrap_or_else(|_| target.to_owned()),
        };
        let name = || format!("can't write {}", target.display());
        if let Some(dir) = own_folder(&target) {
            let owner = format!("it is in {}, a folder that only byt itself writes to", dir.display());
            return Err(Failure::usage(name()).cause(owner).hint("choose a file in another folder"));
        }
        match std::fs::metadata(&target) {
            Ok(data) if data.is_dir() => return Err(Failure::usage(name()).cause("it is a folder")),
            Ok(data) if !data.is_file() => {
                let opened = std::fs::File::options().write(true).open(&target).map_err(|e| Failure::io(name(), &e))?;
                return Ok(Out::Direct(BufWriter::new(opened)));
            }
            _ => {}
        }
        let dir = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = new_file(dir, &target).map_err(|e| Failure::io(name(), &e))?;
        Ok(Out::File { file: BufWriter::new(file), target })
    }

    /// The destination of the same data in one more format, if a page wants it.
    pub(crate) fn beside(format: &str) -> Option<Out> {
        captured::beside(format).map(Out::Captured)
    }

    /// Whether people read it on a terminal, whatever `COLUMNS` says.
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self, Out::Standard(_)) && io::stdout().is_terminal()
    }

    /// The width of text for people.
    pub(crate) fn width(&self) -> Width {
        match self {
            Out::Standard(_) => Width::of_stdout(),
            Out::Captured(_) | Out::Direct(_) | Out::File { .. } => Width::ANY,
        }
    }

    /// Writes text that may contain colours, without them if nobody would see them.
    pub(crate) fn styled(&mut self, text: &str) -> io::Result<()> {
        let colours = matches!(self, Out::Standard(_)) && shows_colours();
        self.write_all(with_colours(text, colours).as_bytes())
    }

    /// Completes the output, and waits until it is on disk if it goes to a file.
    pub(crate) fn finish_durably(mut self) -> Result<(), Failure> {
        self.flush().map_err(Failure::from_output)?;
        let synced = match &self {
            Out::Standard(_) => sync_if_file(&io::stdout()),
            Out::Direct(out) => sync_if_file(out.get_ref()),
            Out::Captured(_) | Out::File { .. } => Ok(()),
        };
        synced.map_err(Failure::from_output)?;
        self.finish()
    }

    /// Completes the output. Fails if it can't be written.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self {
            Out::Standard(mut out) => out.flush().map_err(Failure::from_output),
            Out::Captured(out) => unpoisoned(&out).flush().map_err(Failure::from_output),
            Out::Direct(mut out) => out.flush().map_err(Failure::from_output),
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

/// Flushes what was written to disk if it goes to a regular file: a full disk may be noticed only then.
#[cfg(unix)]
fn sync_if_file(out: &impl std::os::fd::AsFd) -> io::Result<()> {
    let file = std::fs::File::from(out.as_fd().try_clone_to_owned()?);
    if file.metadata()?.is_file() { file.sync_all() } else { Ok(()) }
}

#[cfg(not(unix))]
fn sync_if_file<T>(_: &T) -> io::Result<()> {
    Ok(())
}

/// The destination. A panic ends the process, so no thread can have left it half written.
fn unpoisoned(out: &Destination) -> MutexGuard<'_, dyn Write + Send + 'static> {
    out.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The corpus or index that a file would be in.
pub(crate) fn own_folder(target: &Path) -> Option<PathBuf> {
    // A path that can't be resolved can't be written either.
    let target = disk::resolved(target).ok()?;
    target.ancestors().skip(1).find(|dir| is_corpus(dir) || is_index(dir)).map(Path::to_owned)
}

/// Whether standard output shows colours.
fn shows_colours() -> bool {
    static SHOWN: LazyLock<bool> =
        LazyLock::new(|| anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never);
    *SHOWN
}

/// Creates a temporary file with the target's permissions, or with those of a new file.
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
            Out::Captured(out) => unpoisoned(out).write(buf),
            Out::Direct(out) => out.write(buf),
            Out::File { file, .. } => file.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Standard(out) => out.flush(),
            Out::Captured(out) => unpoisoned(out).flush(),
            Out::Direct(out) => out.flush(),
            Out::File { file, .. } => file.flush(),
        }
    }
}

impl Failure {
    /// A failure to write data. `| head` closes the pipe early: that ends the program at once, without
    /// a message.
    #[expect(clippy::needless_pass_by_value, reason = "its only use is in map_err")]
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

/// Makes a text safe except for the program's own colours and links, which are kept if `wanted`.
pub(crate) fn with_colours(text: &str, wanted: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(ESCAPE, rest.as_bytes()) {
        out += &safe_lines(&rest[..at]);
        let (colour, after) = rest[at..].split_at(colour_bytes(&rest[at..]).max(link_bytes(&rest[at..])));
        if colour.is_empty() {
            out += &safe_lines(&after[..1]);
            rest = &after[1..];
        } else {
            out += if wanted { colour } else { "" };
            rest = after;
        }
    }
    out + &safe_lines(rest)
}

const ESCAPE: u8 = 0x1b;

/// The length in bytes of the colour sequence at the start of a text; 0 if there is none.
fn colour_bytes(text: &str) -> usize {
    const BEGIN: &str = "\u{1b}[";
    let Some(code) = text.strip_prefix(BEGIN) else { return 0 };
    let digits = code.bytes().take_while(|b| b.is_ascii_digit() || *b == b';').count();
    if code[digits..].starts_with('m') { BEGIN.len() + digits + 1 } else { 0 }
}

/// Prints text that may contain colours on standard output.
pub(crate) fn styled(text: &str) -> Result<(), Failure> {
    let mut out = Out::open(None)?;
    out.styled(text).map_err(Failure::from_output)?;
    out.finish()
}

/// Prints one JSON document on standard output.
pub(crate) fn json(value: &serde_json::Value) -> Result<(), Failure> {
    let mut out = Out::open(None)?;
    crate::export::write_pretty_json(&mut out, value).map_err(Failure::from_output)?;
    out.write_all(b"\n").map_err(Failure::from_output)?;
    out.finish()
}

/// Prints plain text on standard output.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    let mut out = Out::open(None)?;
    out.write_all(safe_lines(text).as_bytes()).map_err(Failure::from_output)?;
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_colours_are_kept() {
        let check = |text: &str, wanted, expected: &str| assert_eq!(with_colours(text, wanted), expected, "{text:?}");
        check("a\u{1b}[1mb\u{1b}[0m\n", true, "a\u{1b}[1mb\u{1b}[0m\n");
        check("a\u{1b}[1mb\u{1b}[0m\n", false, "ab\n");
        check("\u{1b}[2Ja\u{1b}]0;x\u{7}", true, "\u{fffd}[2Ja\u{fffd}]0;x\u{fffd}");
        check("\u{1b}[1", true, "\u{fffd}[1");
        let link = "\u{1b}]8;;https://a.vn/\u{1b}\\tin\u{1b}]8;;\u{1b}\\";
        check(link, true, link);
        check(link, false, "tin");
        check("\u{1b}]8;;javascript:a\u{1b}\\", true, "\u{fffd}]8;;javascript:a\u{fffd}\\");
        check("\u{1b}\u{1b}[1m\u{1b}", true, "\u{fffd}\u{1b}[1m\u{fffd}");
    }
}
