//! Steps of the program whose share of a whole is a goal, each under its own clock: `steps extract`,
//! `steps label`.

mod clock;
mod extract;
mod label;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["extract", rest @ ..] => extract::run(rest),
        ["label", rest @ ..] => label::run(rest),
        _ => Err("usage: steps extract|label …".into()),
    }
}
