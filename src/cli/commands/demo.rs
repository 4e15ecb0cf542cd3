//! `byt demo`: all steps with a small portal that the program itself serves on this machine.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use super::officials::{self, OfficialsArgs, OfficialsCommand};
use super::search::{self, SearchArgs};
use super::show::{self, ShowArgs};
use super::update::{self, UpdateArgs};
use crate::cli::answerer::EngineArgs;
use crate::cli::errors::{Exit, Failure};
use crate::cli::filters::FilterArgs;
use crate::cli::formats::ListFormat;
use crate::cli::messages::{Verbosity, print_unwrapped, status};
use crate::cli::query_args::QueryArgs;
use crate::cli::settings::Settings;
use crate::cli::{captured, command_line, output, signals};
use crate::corpus::Corpus;
use crate::crawl::update::Source;
use crate::demo::{Fault, Portal, Rule, pieces};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt demo
  byt demo --dir try-it       keep corpus and index in this folder
  byt demo --keep             keep the portal running, to try `byt update`")]
pub(crate) struct DemoArgs {
    /// Folder for corpus and index; must be empty or new [default: a temporary folder]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Keep the portal running until Ctrl-C
    #[arg(long, conflicts_with = "json")]
    keep: bool,
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    json: bool,
}

/// Articles that the first run fetches before it is killed.
const FETCHED_BEFORE_KILL: usize = 25;
/// Articles that the portal publishes at the end, for an update by hand.
const PUBLISHED_AT_END: usize = 2;
/// Days back that are checked again for edits and removals: all articles.
const RECHECK_DAYS: u32 = 3650;
/// Part of the address at which today's portal serves an article.
const ARTICLE_CALL: &str = "layChiTietBaiViet";
/// The title of the article that is edited, and what is replaced in it.
const EDITED: &str = "Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên chúc Tết bà con xã đảo Cô Nhạn";
const EDIT: (&str, &str) = ("sáu mươi phần quà", "tám mươi phần quà");
/// The title of the article that is removed.
const REMOVED: &str = "Quán triệt Nghị quyết số 72-NQ/TW";

/// A demonstration with its portal, corpus and index.
struct Demo<'a> {
    portal: Portal,
    dir: PathBuf,
    settings: Settings,
    /// With --json, standard output only contains the summary.
    args: &'a DemoArgs,
}

pub(super) fn run(args: &DemoArgs, settings: &Settings) -> Result<Exit, Failure> {
    signals::listen();
    let begun = Instant::now();
    let dir = folder(args)?;
    let portal = Portal::start(pieces(), Vec::new()).map_err(|e| Failure::io("can't listen on this machine", &e))?;
    portal.withhold(PUBLISHED_AT_END);
    let demo = Demo { portal, settings: settings.for_demo(&dir), dir, args };
    demo.say(format_args!("A small portal with invented articles runs at {}", demo.portal.address()));
    demo.say(format_args!("Corpus and index are in {}", demo.dir.display()));
    for step in [Demo::resume, Demo::old_portal, Demo::changes, Demo::questions] {
        let exit = step(&demo)?;
        if exit != Exit::Done {
            return Ok(exit);
        }
    }
    if args.json {
        let receipts = Corpus::at(&demo.settings.corpus).runs()?;
        output::json(&json!({ "dir": demo.dir, "runs": receipts, "seconds": begun.elapsed().as_secs_f64() }))?;
    }
    demo.say(format_args!(""));
    demo.say(format_args!("That took {:.1} s.", begun.elapsed().as_secs_f64()));
    demo.next_steps();
    Ok(Exit::Done)
}

impl Demo<'_> {
    /// Kills a first run in the middle, and lets a second one continue.
    fn resume(&self) -> Result<Exit, Failure> {
        self.heading("1. A run that is killed loses nothing: the next one continues");
        self.print_command("update", &self.update_words(Source::Bridge, &[]));
        self.killed_update()?;
        self.say(format_args!("(killed while it fetched article {} of {})", FETCHED_BEFORE_KILL + 1, self.listed()));
        let with_text = self.with_text()?;
        let exit = self.update(Source::Bridge, UpdateArgs::default(), &[])?;
        self.say(format_args!(
            "“updated” means that a known article got a new version. The first run stored the whole list, and {with_text} \
             articles with their text; the second run only fetched the other texts."
        ));
        Ok(exit)
    }

    /// Fetches the same articles from the older portal.
    fn old_portal(&self) -> Result<Exit, Failure> {
        self.heading("2. The same articles on the old portal are recognised");
        let exit = self.update(Source::Legacy, UpdateArgs::default(), &[])?;
        self.say(format_args!(
            "They are “updated” again, because the old portal adds the addresses of its pages. No article is stored twice."
        ));
        Ok(exit)
    }

    /// Edits one article on the portal and removes another.
    fn changes(&self) -> Result<Exit, Failure> {
        let aid_of =
            |title: &str| pieces().into_iter().find(|piece| piece.title.starts_with(title)).map(|piece| piece.aid);
        let [edited, removed] = [EDITED, REMOVED].map(|title| aid_of(title).unwrap_or_default());
        self.portal.edit(|articles| {
            articles.retain(|article| article.aid != removed);
            for article in articles.iter_mut().filter(|article| article.aid == edited) {
                for text in std::iter::once(&mut article.lead).chain(&mut article.paragraphs) {
                    *text = text.replacen(EDIT.0, EDIT.1, 1);
                }
            }
        });
        self.heading("3. The portal edits one article and removes another; byt keeps all versions");
        let recheck = UpdateArgs { recheck: Some(RECHECK_DAYS), ..UpdateArgs::default() };
        let exit = self.update(Source::Bridge, recheck, &["--recheck", &RECHECK_DAYS.to_string()])?;
        self.show(
            &[&edited, "--diff"],
            ShowArgs { ids: vec![edited.clone()], diff: Some(String::new()), ..ShowArgs::default() },
        )?;
        self.show(
            &[&removed, "--versions"],
            ShowArgs { ids: vec![removed.clone()], versions: true, ..ShowArgs::default() },
        )?;
        Ok(exit)
    }

    /// Asks what only a corpus with people, posts and document numbers can answer.
    fn questions(&self) -> Result<Exit, Failure> {
        if self.args.json {
            return Ok(Exit::Done);
        }
        self.heading("4. A phrase, typed without accents");
        let phrase = "\"bao hiem y te\"";
        self.search(&[phrase], SearchArgs { query: QueryArgs::of(phrase), ..SearchArgs::default() })?;
        self.heading("5. What one vice-minister did in a year");
        let filters = FilterArgs {
            official: vec!["do xuan tuyen".to_owned()],
            on: Some("2025".to_owned()),
            ..FilterArgs::default()
        };
        let words = ["--official", "do xuan tuyen", "--on", "2025"];
        self.search(&words, SearchArgs { filters, ..SearchArgs::default() })?;
        self.heading("6. A document number, in any notation");
        let number = "72 nq tw";
        self.search(&[number], SearchArgs { query: QueryArgs::of(number), ..SearchArgs::default() })?;
        self.heading("7. Who was minister on an earlier day");
        let day = "2021-07-15";
        self.print_command("officials", &["at".to_owned(), day.to_owned()]);
        let at = OfficialsArgs {
            engine: EngineArgs::default(),
            command: Some(OfficialsCommand::At { date: vec![day.to_owned()], engine: EngineArgs::default() }),
            name: Vec::new(),
            suggest: false,
            format: ListFormat::Text,
        };
        officials::run(&at, &self.settings)
    }

    /// Says how to go on; with --keep, serves the portal until Ctrl-C.
    fn next_steps(&self) {
        // As it was started: after `cargo run`, `byt` isn't among the programs that the shell finds.
        let program = command_line::program();
        let [corpus, index] = [&self.settings.corpus, &self.settings.index].map(|dir| dir.to_string_lossy());
        let byt =
            format!("{program} --corpus {} --index {}", command_line::quoted(&corpus), command_line::quoted(&index));
        self.say(format_args!(""));
        if self.settings.verbosity == Verbosity::Quiet && !self.args.keep {
            return;
        }
        if !self.args.keep {
            self.say(format_args!(
                "Next: search this corpus, run an update by hand, or start your own corpus with `byt update`:"
            ));
            print_unwrapped(&format!("  {byt} search 'chuyển đổi số'"));
            print_unwrapped(&format!("  {program} demo --keep"));
            return;
        }
        self.portal.publish(PUBLISHED_AT_END);
        self.say(format_args!(
            "The portal has just published {PUBLISHED_AT_END} more articles. Run this in another terminal:"
        ));
        print_unwrapped(&format!("  {byt} update --portal {} --delay 0", self.portal.address()));
        self.say(format_args!("The portal runs until you press Ctrl-C."));
        while !signals::interrupted() {
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Runs `byt update` in a process of its own, and kills it when the portal has sent some articles.
    fn killed_update(&self) -> Result<(), Failure> {
        /// How long the process may take to get there, and to bring the articles to disk.
        const START_MAX: Duration = Duration::from_secs(10);
        const STORE: Duration = Duration::from_millis(400);
        let stall = Rule::on(ARTICLE_CALL, Fault::StallBeforeHead).after(FETCHED_BEFORE_KILL);
        self.portal.misbehave(vec![stall]);
        let failed = |e: io::Error| Failure::io("can't run byt", &e);
        let program = std::env::current_exe().map_err(failed)?;
        let mut child = std::process::Command::new(program)
            .arg("--corpus")
            .arg(&self.settings.corpus)
            .arg("--index")
            .arg(&self.settings.index)
            .args(["update", "--quiet", "--no-index"])
            .args(self.update_words(Source::Bridge, &[]))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let begun = Instant::now();
        let sent = || self.portal.seen().iter().filter(|seen| seen.target.contains(ARTICLE_CALL)).count();
        while sent() <= FETCHED_BEFORE_KILL && begun.elapsed() < START_MAX && !signals::interrupted() {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(STORE);
        child.kill().map_err(failed)?;
        child.wait().map_err(failed)?;
        self.portal.misbehave(Vec::new());
        Ok(())
    }

    /// How many articles the corpus has with their text; 0 if it doesn't exist yet.
    fn with_text(&self) -> Result<usize, Failure> {
        let Some(mut ledger) = Corpus::at(&self.settings.corpus).ledger()? else { return Ok(0) };
        let mut ids = std::collections::HashSet::new();
        for line in ledger.lines(0)? {
            let article = line?.article;
            if article.body.is_some() {
                ids.insert(article.id.to_string());
            }
        }
        Ok(ids.len())
    }

    /// How many articles the portal's list shows.
    fn listed(&self) -> usize {
        pieces().iter().filter(|piece| piece.section).count() - PUBLISHED_AT_END
    }

    fn update_words(&self, source: Source, more: &[&str]) -> Vec<String> {
        let portal = self.portal.address();
        let words = ["--source", source.as_str(), "--portal", &portal, "--delay", "0"];
        words.iter().chain(more).map(|word| (*word).to_owned()).collect()
    }

    fn update(&self, source: Source, args: UpdateArgs, more: &[&str]) -> Result<Exit, Failure> {
        self.print_command("update", &self.update_words(source, more));
        let portal = Some(self.portal.address());
        let args = UpdateArgs { source: Some(source), portal, delay: Some(0.0), ..args };
        if self.settings.verbosity >= Verbosity::Normal {
            return update::run(&args, &self.settings);
        }
        // A warning about what the demonstration does to its portal is no problem.
        let (exit, messages) =
            captured::run(&[], Arc::new(Mutex::new(io::sink())), Vec::new(), || update::run(&args, &self.settings));
        if !matches!(exit, Ok(Exit::Done)) {
            messages.iter().for_each(|message| status!("{}", message.line));
        }
        exit
    }

    fn search(&self, words: &[&str], args: SearchArgs) -> Result<Exit, Failure> {
        const LIMIT: usize = 2;
        let limit = LIMIT.to_string();
        let words: Vec<String> = words.iter().chain(&["--limit", &limit]).map(|word| (*word).to_owned()).collect();
        self.print_command("search", &words);
        search::run(&SearchArgs { limit: LIMIT, no_pager: true, ..args }, &self.settings)
    }

    fn show(&self, words: &[&str], args: ShowArgs) -> Result<(), Failure> {
        if self.args.json {
            return Ok(());
        }
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        self.print_command("show", &words);
        show::run(&ShowArgs { no_pager: true, ..args }, &self.settings).map(drop)
    }

    /// Prints a line about the demonstration, unless only problems are to be printed.
    fn say(&self, text: fmt::Arguments<'_>) {
        if self.settings.verbosity >= Verbosity::Normal {
            status!("{text}");
        }
    }

    fn heading(&self, text: &str) {
        self.say(format_args!(""));
        self.say(format_args!("{text}"));
    }

    /// Prints the command that is run, as it can be typed.
    fn print_command(&self, name: &str, words: &[String]) {
        if self.settings.verbosity == Verbosity::Quiet {
            return;
        }
        let quoted = |word: &String| if word.contains([' ', '"']) { format!("'{word}'") } else { word.clone() };
        let words: Vec<String> = words.iter().map(quoted).collect();
        print_unwrapped(&format!("$ byt {name} {}", words.join(" ")));
    }
}

/// The folder for corpus and index. Fails if it isn't empty.
fn folder(args: &DemoArgs) -> Result<PathBuf, Failure> {
    let Some(dir) = &args.dir else {
        let created = tempfile::Builder::new().prefix("byt-demo-").tempdir();
        return Ok(created.map_err(|e| Failure::io("can't create a temporary folder", &e))?.keep());
    };
    std::fs::create_dir_all(dir).map_err(|e| Failure::io(format!("can't create {}", dir.display()), &e))?;
    if is_empty(dir).map_err(|e| Failure::io(format!("can't read {}", dir.display()), &e))? {
        return Ok(dir.clone());
    }
    Err(Failure::usage(format!("{} is not empty", dir.display())).hint("give an empty or new folder"))
}

fn is_empty(dir: &Path) -> io::Result<bool> {
    Ok(std::fs::read_dir(dir)?.next().is_none())
}
