//! What the program writes: data to standard output or a file, talk to standard error.
//!
//! No control character or direction mark from a page ever reaches a terminal: see [`safe`]. A closed
//! pipe ends the program quietly.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Exit, Failure};

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

    /// Writes text that may hold colours; they are left out where nobody would see them.
    pub(crate) fn styled(&mut self, text: &[u8]) -> io::Result<()> {
        let colours = matches!(self, Out::Standard(_))
            && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        if colours {
            return self.write_all(text);
        }
        anstream::adapter::strip_bytes(text).try_for_each(|plain| self.write_all(plain))
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

/// A temporary file with the permissions that the target has, or that a new file gets.
fn new_file(dir: &Path, target: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".byt-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The process's mask takes away from this what it takes away from every new file.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(dir)?;
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

/// One JSON document on standard output.
pub(crate) fn json(value: &serde_json::Value) -> Result<(), Failure> {
    let mut out = Out::open(None)?;
    serde_json::to_writer_pretty(&mut out, value).map_err(|e| Failure::from_output(e.into()))?;
    out.write_all(b"\n").map_err(Failure::from_output)?;
    out.finish()
}

/// Plain text on standard output.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    let mut out = Out::open(None)?;
    out.write_all(text.as_bytes()).map_err(Failure::from_output)?;
    out.finish()
}

/// A text with blanks up to a width in columns; longer ones stay whole.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(unicode_width::UnicodeWidthStr::width(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// Says something on standard error. When even that is closed there is nobody left to tell.
pub(crate) fn talk(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Says one line, made safe: what comes from pages can't forge a line of its own.
pub(crate) fn talk_safely(text: &str) {
    talk(&format!("{}\n", safe(text)));
}

/// Says one line in the way of `format!`.
macro_rules! say {
    ($($arg:tt)*) => { $crate::cli::output::talk_safely(&format!($($arg)*)) };
}
pub(crate) use say;

/// A text without what could steer a terminal: control characters and the format characters that
/// turn the direction of writing become U+FFFD; line breaks and tabs become blanks.
pub(crate) fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let replace = |c: char| match c {
        '\n' | '\t' | '\r' => ' ',
        c if steers(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    Cow::Owned(text.chars().map(replace).collect())
}

/// Control characters (C0, DEL, C1), line and paragraph separators, and category Cf.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}'
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(safe("Bộ Y tế"), "Bộ Y tế");
        assert_eq!(safe("a\u{1b}[31mb\nc\u{202e}d\u{9b}e"), "a\u{fffd}[31mb c\u{fffd}d\u{fffd}e");
        assert!(
            (0..0x100).filter_map(char::from_u32).filter(|c| c.is_control()).all(|c| !safe(&c.to_string()).contains(c))
        );
    }
}
