//! `byt man`: the manual pages, from the same source as the help.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man as Page;
use roff::{Roff, bold, roman};

use crate::cli::errors::{Exit, Failure};
use crate::cli::guide::{self, Guide};
use crate::cli::output;
use crate::cli::variables::VARIABLES;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt man > byt.1 && man ./byt.1
  byt man search | man -l -
  byt man topics explain
  byt man query                              a guide
  byt man --dir ~/.local/share/man/man1      all pages, as in man byt-search")]
pub(crate) struct ManArgs {
    /// A command, with its subcommand if it has one, or a guide
    #[arg(value_name = "NAME", conflicts_with = "dir")]
    command: Vec<String>,
    /// Write the pages of all commands and guides into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// The date of the pages: when the tables below were last changed. It is fixed so that a build is
/// reproducible.
const DATE: &str = "2026-11-29";

/// The exit codes, which are the same for every command.
const EXITS: [(&str, &str); 10] = [
    ("0", "done"),
    ("1", "nothing matched (search, show, export, count); stale (status --max-age); below a limit (eval)"),
    ("2", "wrong usage, or an input that can't be read"),
    ("3", "part of the work failed; the rest is stored, and each failure is named"),
    ("4", "the server refuses or can't be reached"),
    ("5", "the pages don't look as expected; nothing doubtful was stored"),
    ("6", "another process is writing"),
    ("7", "the corpus or the index is damaged; no data was removed"),
    ("8", "no space on the disk, or no permission to write"),
    ("130", "interrupted; stored articles are kept"),
];
const FILES: [(&str, &str); 7] = [
    ("corpus/articles.jsonl", "the ledger: one line is one version of one article; lines are only appended"),
    ("corpus/pages/*.warc.gz", "the raw responses of servers"),
    ("corpus/runs.jsonl", "what each run did, and whether it was complete"),
    ("corpus/torn/", "unreadable ends of the ledger that a power failure left"),
    ("index/", "computed from the ledger; can be deleted at any time"),
    (
        "byt.toml",
        "settings, next to the corpus, in the current folder or above it; byt config --init prints one to start from",
    ),
    ("/dev/stdin", "also as -, for import"),
];

pub(super) fn run(args: &ManArgs, mut whole: Command) -> Result<Exit, Failure> {
    whole.build();
    if let Some(dir) = &args.dir {
        write_all(dir, &whole)?;
        return Ok(Exit::Done);
    }
    if let [name] = args.command.as_slice()
        && let Some(guide) = guide::named(name)
    {
        write(None, &guide_page(guide, &whole))?;
    } else {
        write(None, &page(named(&args.command, &whole)?, &whole))?;
    }
    Ok(Exit::Done)
}

/// Writes the pages of all commands and guides into a folder.
fn write_all(dir: &Path, whole: &Command) -> Result<(), Failure> {
    std::fs::create_dir_all(dir).map_err(|e| Failure::io(format!("can't create {}", dir.display()), &e))?;
    for command in all(whole) {
        write(Some(&dir.join(format!("{}.1", display_name(command)))), &page(command, whole))?;
    }
    for guide in guide::GUIDES {
        write(Some(&dir.join(format!("byt-{}.1", guide.name))), &guide_page(guide, whole))?;
    }
    Ok(())
}

/// Writes a page to a file, or to standard output.
fn write(path: Option<&Path>, page: &[u8]) -> Result<(), Failure> {
    let mut out = output::Out::open(path)?;
    io::Write::write_all(&mut out, page).map_err(Failure::from_output)?;
    out.finish()
}

/// The command with this path, as in `topics explain`.
fn named<'a>(names: &[String], whole: &'a Command) -> Result<&'a Command, Failure> {
    let mut command = whole;
    for name in names {
        let known: Vec<&str> = below(command).map(Command::get_name).collect();
        command = command.find_subcommand(name).ok_or_else(|| {
            let failure = Failure::usage(format!("there is no command “{}”", names.join(" ")));
            if known.is_empty() { failure } else { failure.hint(format!("one of: {}", known.join(", "))) }
        })?;
    }
    Ok(command)
}

fn guide_page(guide: Guide, whole: &Command) -> Vec<u8> {
    let version = whole.get_version().unwrap_or_default();
    guide::manual_page(guide, DATE, &format!("byt {version}")).into_bytes()
}

/// A command and all its subcommands.
fn all(command: &Command) -> Vec<&Command> {
    std::iter::once(command).chain(below(command).flat_map(all)).collect()
}

/// The subcommands of a command, except clap's own `help`.
fn below(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands()
}

fn display_name(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

/// One page, as roff.
fn page(command: &Command, whole: &Command) -> Vec<u8> {
    let name = display_name(command);
    let version = whole.get_version().unwrap_or_default();
    let man =
        Page::new(command.clone()).title(name.to_uppercase()).date(DATE).source(format!("byt {version}")).manual("byt");
    let mut out = Vec::new();
    let written = man
        .render_title(&mut out)
        .and_then(|()| man.render_name_section(&mut out))
        .and_then(|()| man.render_synopsis_section(&mut out))
        .and_then(|()| man.render_description_section(&mut out))
        .and_then(|()| examples(command).to_writer(&mut out))
        .and_then(|()| man.render_options_section(&mut out))
        .and_then(|()| commands(command).to_writer(&mut out))
        .and_then(|()| more(command).to_writer(&mut out))
        .and_then(|()| table("EXIT STATUS", &EXITS).to_writer(&mut out))
        .and_then(|()| table("ENVIRONMENT", &VARIABLES).to_writer(&mut out))
        .and_then(|()| table("FILES", &FILES).to_writer(&mut out))
        .and_then(|()| see_also(command, whole).to_writer(&mut out));
    written.expect("writing to memory can't fail");
    let text = String::from_utf8(out).expect("roff is text");
    // clap_mangen puts line breaks next to paragraph breaks; formatters warn about them.
    text.replace(".br\n\n.br\n", ".sp\n").replace("\n\n.br\n", "\n.sp\n").into_bytes()
}

/// The examples at the start of the help.
fn examples(command: &Command) -> Roff {
    let text = command.get_before_help().map(ToString::to_string).unwrap_or_default();
    verbatim("EXAMPLES", text.strip_prefix("Examples:\n").unwrap_or(&text))
}

/// The text at the end of the help. Its first line is the heading if it ends in a colon.
fn more(command: &Command) -> Roff {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    match text.split_once(":\n") {
        Some((heading, rest)) if !heading.contains('\n') => verbatim(&heading.to_uppercase(), rest),
        _ => verbatim("NOTES", &text),
    }
}

/// A section whose lines are kept as they are.
fn verbatim(heading: &str, text: &str) -> Roff {
    let mut roff = Roff::new();
    if text.is_empty() {
        return roff;
    }
    roff.control("SH", [heading]).control("nf", []);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff
}

fn commands(command: &Command) -> Roff {
    let mut roff = Roff::new();
    if below(command).next().is_none() {
        return roff;
    }
    roff.control("SH", ["COMMANDS"]);
    for sub in below(command) {
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        roff.control("TP", []).text([bold(format!("{}(1)", display_name(sub)))]).text([roman(about)]);
    }
    roff
}

fn table(heading: &str, rows: &[(&str, &str)]) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    for (name, meaning) in rows {
        roff.control("TP", []).text([bold(*name)]).text([roman(*meaning)]);
    }
    roff
}

/// The pages of the parent and the subcommands.
fn see_also(command: &Command, whole: &Command) -> Roff {
    let mut names: Vec<&str> = all(whole)
        .into_iter()
        .filter(|other| {
            let above = other.get_subcommands().any(|sub| display_name(sub) == display_name(command));
            above || command.get_subcommands().any(|sub| display_name(sub) == display_name(other))
        })
        .map(display_name)
        .collect();
    names.sort_unstable();
    let mut roff = Roff::new();
    let mut names: Vec<String> = names.iter().map(|name| format!("{name}(1)")).collect();
    if command.get_name() == whole.get_name() {
        names.extend(guide::GUIDES.iter().map(|guide| format!("byt-{}(1)", guide.name)));
    }
    let list = names.join(", ");
    roff.control("SH", ["SEE ALSO"]).text([roman(list)]);
    roff
}
