//! What a user would build with the search engine alone, as one program: `raw-tantivy build`, `query`,
//! `add`, `export`.

mod add;
mod build;
mod export;
mod query;

use byt_bench::engine::Result;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["build", rest @ ..] => build::run(rest),
        ["query", rest @ ..] => query::run(rest),
        ["add", rest @ ..] => add::run(rest),
        ["export", rest @ ..] => export::run(rest),
        _ => Err("usage: raw-tantivy build|query|add|export …".into()),
    }
}
