//! `byt demo`: the whole job against a small portal that the program itself serves on loopback.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;
use url::Url;

use super::ending::Ending;
use super::{import, store, update};
use crate::cli::arguments::{self, Demo, Format};
use crate::cli::layout::counted;
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure, output, signals};
use crate::crawl::update::{Plan, Source};
use crate::demo::{Portal, pieces};
use crate::fetch::{self, Client};

/// What the four questions show, and how they are asked.
const QUESTIONS: [(&str, &[&str]); 4] = [
    ("Words, typed without accents", &["bao hiem y te", "--limit", "2"]),
    ("What one vice-minister did in a year", &["--official", "do xuan tuyen", "--on", "2025", "--limit", "2"]),
    ("Whoever was minister on the day", &["--role", "minister", "--topic", "hop-tac-quoc-te", "--limit", "2"]),
    ("A document by its number, in any typing", &["72 nq tw", "--limit", "2"]),
];

pub(super) fn run(args: &Demo, settings: &Settings) -> Result<Exit, Failure> {
    signals::listen();
    let begun = Instant::now();
    let dir = folder(args)?;
    let settings = settings.within(&dir);
    let portal = Portal::start(pieces(), Vec::new()).map_err(|e| Failure::io("can't listen on loopback", &e))?;
    output::say!("a small portal of both generations listens on {}", portal.address());
    output::say!("corpus and index are in {}", dir.display());

    let mut receipts = Vec::new();
    for source in [Source::Bridge, Source::Legacy] {
        let plan = Plan {
            source,
            portal: Url::parse(&portal.address()).expect("the address of a socket is a URL"),
            full: false,
            recheck: None,
            limit: None,
            only_plan: false,
            ground: None,
        };
        let network = fetch::Settings {
            delay_min: Duration::ZERO,
            proxy: false,
            now: settings.clock,
            ..fetch::Settings::default()
        };
        let client = Client::new(network, signals::flag())?;
        let labeller = store::labeller(&settings)?;
        let mut intake = import::open(&settings, &labeller)?;
        let report = update::watched(&plan, &client, &mut intake, &settings)?;
        let receipt = update::receipt(&plan, &report, &intake.counts(), &settings);
        let writer = intake.into_writer();
        output::say!("");
        let command = format!("$ byt update --source {} --portal {} --delay 0", source.as_str(), portal.address());
        output::talk_whole(&command);
        Ending { run: &receipt, failures: update::failures(&report), no_index: false, json: false, begun }
            .end(writer, true, &labeller, &settings)?;
        receipts.push(receipt);
        if signals::interrupted() {
            return Ok(Exit::Interrupted);
        }
    }
    for (what, question) in QUESTIONS {
        ask(what, question, &settings, args.json)?;
    }
    if args.json {
        output::json(&json!({
            "dir": dir, "runs": receipts, "seconds": begun.elapsed().as_secs_f64(),
        }))?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    output::say!("");
    output::say!("{} and {} in {seconds:.1} s", counted(2, "update"), counted(4, "question"));
    output::talk_whole(&format!("go on: byt --corpus {0}/corpus --index {0}/index status", dir.display()));
    Ok(Exit::Done)
}

/// The folder of its own: a new one, or the one that was asked for, which must not hold anything.
fn folder(args: &Demo) -> Result<PathBuf, Failure> {
    let Some(dir) = &args.dir else {
        let made = tempfile::Builder::new().prefix("byt-demo-").tempdir();
        return Ok(made.map_err(|e| Failure::io("can't make a folder for the demonstration", &e))?.keep());
    };
    std::fs::create_dir_all(dir).map_err(|e| Failure::io(format!("can't make {}", dir.display()), &e))?;
    if is_empty(dir).map_err(|e| Failure::io(format!("can't read {}", dir.display()), &e))? {
        return Ok(dir.clone());
    }
    Err(Failure::usage(format!("{} is not empty", dir.display())).hint("the demonstration needs a folder of its own"))
}

fn is_empty(dir: &Path) -> std::io::Result<bool> {
    Ok(std::fs::read_dir(dir)?.next().is_none())
}

/// Asks as a user would, through the same arguments and the same command.
fn ask(what: &str, question: &[&str], settings: &Settings, quiet: bool) -> Result<(), Failure> {
    let shown: Vec<String> =
        question.iter().map(|word| if word.contains(' ') { format!("'{word}'") } else { (*word).to_owned() }).collect();
    output::say!("");
    output::say!("{what}:");
    output::talk_whole(&format!("$ byt search {}", shown.join(" ")));
    let mut search = arguments::search(question);
    let answers = tempfile::NamedTempFile::new().map_err(|e| Failure::io("can't make a temporary file", &e))?;
    if quiet {
        // With --json standard output belongs to the summary.
        search.out.format = Some(Format::Ids);
        search.out.output = Some(answers.path().to_owned());
    }
    super::search::run(&search, settings)?;
    Ok(())
}
