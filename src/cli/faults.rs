//! Panic hook that reports panics in the same format as errors.
//!
//! The search engine trusts its files, and some damage makes it panic instead of returning an error. So
//! a panic in its code is reported as a damaged index (`tests/upstream.rs` checks that it still happens);
//! any other panic is a bug in this program.

use super::errors::{Exit, Failure, REBUILD};

/// The exit code of a panic in Rust.
const PANIC_CODE: i32 = 101;

/// Installs the hook. A panic then ends the process.
pub(crate) fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        let what = info.payload_as_str().unwrap_or("no details are known");
        let (file, line) = info.location().map_or(("", 0), |place| (place.file(), place.line()));
        // The folders of the machine that built the program don't matter.
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
        let (failure, code) = if file.contains("tantivy") {
            let failure = Failure::new(Exit::Damaged, "the index can't be read; it is probably damaged").hint(REBUILD);
            let code = i32::from(failure.exit.code());
            (failure, code)
        } else {
            let failure = Failure::new(Exit::Damaged, "this is a bug in byt; stored articles are safe")
                .hint("please report it, together with the command that you ran");
            (failure, PANIC_CODE)
        };
        failure.cause(format!("{what} ({name}, line {line})")).print();
        std::process::exit(code);
    }));
}
