//! Writes the corpus of the benchmarks: records, saved pages, questions.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use byt_bench::article::World;
use byt_bench::page::Furniture;
use byt_bench::questions;
use byt_bench::record::Record;

const USAGE: &str = "Examples:
  generate --docs 10000 > articles.jsonl           records, as byt import takes them
  generate --docs 20 --start 10000 > day.jsonl     what one more day brings
  generate --docs 2000 --html pages                saved pages of the old portal, some 100 KB each
  generate --docs 10000 --questions 200            arguments of byt, one JSON array a line

--seed N makes another corpus [default: 1].";

const BUFFER_BYTES: usize = 1 << 20;

struct Wanted {
    seed: u64,
    start: u64,
    docs: u64,
    html: Option<String>,
    questions: Option<usize>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(wanted) = wanted()? else {
        println!("{USAGE}");
        return Ok(());
    };
    let world = World::new(wanted.seed);
    let numbers = wanted.start..wanted.start + wanted.docs;
    let mut out = BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock());
    match (&wanted.html, wanted.questions) {
        (Some(dir), _) => {
            let furniture = Furniture::new(&world);
            fs::create_dir_all(dir)?;
            for number in numbers {
                let page = furniture.page(&world.article(number));
                File::create(Path::new(dir).join(format!("{number:07}.html")))?.write_all(page.as_bytes())?;
            }
        }
        (None, Some(count)) => {
            for question in questions::questions(&world, wanted.docs, count) {
                serde_json::to_writer(&mut out, &question)?;
                out.write_all(b"\n")?;
            }
        }
        (None, None) => {
            for number in numbers {
                Record::of(&world.article(number)).write(&mut out)?;
            }
        }
    }
    Ok(out.flush()?)
}

/// What the arguments ask for; nothing where they ask for help.
fn wanted() -> Result<Option<Wanted>, Box<dyn Error>> {
    let mut wanted = Wanted { seed: 1, start: 0, docs: 0, html: None, questions: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{name} needs a value"));
        match name.as_str() {
            "--seed" => wanted.seed = value()?.parse()?,
            "--start" => wanted.start = value()?.parse()?,
            "--docs" => wanted.docs = value()?.parse()?,
            "--html" => wanted.html = Some(value()?),
            "--questions" => wanted.questions = Some(value()?.parse()?),
            "--help" | "-h" => return Ok(None),
            _ => return Err(format!("there is no option {name}").into()),
        }
    }
    Ok(Some(wanted).filter(|wanted| wanted.docs > 0))
}
