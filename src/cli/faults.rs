//! The last net: what no code has foreseen is told in the form of every other error.
//!
//! The engine trusts its files, and some damage makes it panic where it should give an error. Anything
//! else that panics is a fault of this program.

use super::{Exit, Failure};

/// Exit code of a fault, as Rust itself has it.
const FAULT: i32 = 101;

/// Tells panics from now on as errors, and ends the process.
pub(crate) fn tell_from_now_on() {
    std::panic::set_hook(Box::new(|info| {
        let what = info.payload_as_str().unwrap_or("no more is known");
        let (file, line) = info.location().map_or(("", 0), |place| (place.file(), place.line()));
        // Folders of whoever built the program are of no interest.
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
        let failure = if file.contains("tantivy") {
            Failure::new(Exit::Damaged, "the index can't be read, and is probably damaged")
                .hint("`byt index --rebuild` makes the index anew from the corpus")
        } else {
            Failure::new(Exit::Damaged, "this is a fault of byt, not yours; what was stored is kept")
                .hint("please report it with the command that led here")
        };
        let exit = if file.contains("tantivy") { i32::from(failure.exit.code()) } else { FAULT };
        failure.cause(format!("{what} ({name}, line {line})")).tell();
        std::process::exit(exit);
    }));
}
