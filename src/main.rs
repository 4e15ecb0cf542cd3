//! The `byt` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    byt::run()
}
