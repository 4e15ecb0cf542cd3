//! Panic hook that reports panics in the same format as errors.
//!
//! The search engine trusts its files, and some damage makes it panic instead of returning an error. So
//! a panic in its code is reported as a damaged index (`tests/upstream.rs` checks that it still happens);
//! any other panic is a bug in this program.

use std::time::SystemTime;

use super::errors::{Exit, Failure, REBUILD};

/// The exit code of a panic in Rust.
const PANIC_CODE: i32 = 101;

/// In the paths of the search engine's source files, and of the libraries that decode its files.
const OF_THE_ENGINE: [&str; 3] = ["tantivy", "ownedbytes", "bitpacking"];
/// How the standard library's panics begin when the system gives no thread, no random bytes or no end of a folder.
const OF_THE_SYSTEM: [&str; 4] =
    ["failed to spawn thread", "failed to generate random data", "getrandom", "unexpected error during closedir"];

/// Returns a failure if the clock shows a time before 1970, with which no time can be computed.
pub(crate) fn wrong_clock() -> Option<Failure> {
    let before_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).is_err();
    before_1970.then(|| Failure::usage("the clock of this machine shows a time before 1970").hint("set the clock"))
}

/// Installs the hook. A panic then ends the process.
pub(crate) fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        let what = info.payload_as_str().unwrap_or("no details are known");
        let (file, line) = info.location().map_or(("", 0), |place| (place.file(), place.line()));
        // The folders of the machine that built the program don't matter.
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
        let system = OF_THE_SYSTEM.iter().any(|known| what.contains(known));
        let (failure, code) = if system {
            let failure = Failure::new(Exit::NoRoom, "the system refused what this program needs to run")
                .hint("check the limits of this process with `ulimit -a`; what was stored is safe");
            let code = i32::from(failure.exit.code());
            (failure, code)
        } else if OF_THE_ENGINE.iter().any(|name| file.contains(name)) {
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
