//! `byt man`: the manual pages, from the same source as the help.

use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;
use roff::{Roff, bold, roman};

use crate::cli::arguments::{Arguments, Man};
use crate::cli::guide::{self, Guide};
use crate::cli::{Exit, Failure, output};

/// The day on which what is written here by hand was last changed: pages must not differ by when they
/// are made.
const DATE: &str = "2026-11-29";

/// What scripts may rely on: the same for every command.
const EXITS: [(&str, &str); 10] = [
    ("0", "done"),
    ("1", "nothing matched (search, show, export, count); stale (status --max-age); below what was asked (eval)"),
    ("2", "wrong use, or an input that could not be read"),
    ("3", "part of the work failed: the rest is stored, and what failed is named"),
    ("4", "the server refuses or can't be reached: nothing was forced"),
    ("5", "the pages no longer look as expected: nothing was stored as if it were right"),
    ("6", "another process is writing"),
    ("7", "the corpus or the index is damaged: nothing was thrown away"),
    ("8", "no room, or no permission to write"),
    ("130", "interrupted; what was done is kept"),
];
const ENVIRONMENT: [(&str, &str); 11] = [
    ("BYT_CORPUS", "folder of the corpus, where --corpus is not given"),
    ("BYT_INDEX", "folder of the index, where --index is not given"),
    ("BYT_PORTAL", "base address of the portal, where --portal is not given"),
    ("BYT_ARCHIVE", "base address of the archive, where --archive is not given"),
    ("BYT_CONTACT", "where the people of the portal can reach you, where --contact is not given"),
    ("BYT_PAGER, PAGER", "the pager of show; empty or cat for none; less where neither is set"),
    ("BYT_NOW", "a moment (RFC 3339) in the place of the present, to repeat what was done on a day"),
    ("BYT_COMPLETE", "set by completion scripts: names the shell that asks"),
    ("COLUMNS", "the width of what is printed for people, where it is not the terminal's own"),
    ("NO_COLOR", "no colours"),
    ("LESS", "options of less; FRX where it is not set"),
];
const FILES: [(&str, &str); 7] = [
    ("corpus/articles.jsonl", "the ledger: one line is one version of one article; it only grows"),
    ("corpus/pages/*.warc.gz", "the raw answers of servers"),
    ("corpus/runs.jsonl", "what each run did, and whether it was complete"),
    ("corpus/torn/", "what a power cut left of lines that were not yet stored"),
    ("index/", "computed from the ledger; may be deleted at any moment"),
    ("byt.toml", "settings, beside the corpus; byt config --init prints one to begin with"),
    ("/dev/stdin", "also as -, for import"),
];

pub(super) fn run(args: &Man) -> Result<Exit, Failure> {
    let mut whole = Arguments::command();
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
    std::fs::create_dir_all(dir).map_err(|e| Failure::io(format!("can't make {}", dir.display()), &e))?;
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

/// A command with all below it.
fn all(command: &Command) -> Vec<&Command> {
    std::iter::once(command).chain(below(command).flat_map(all)).collect()
}

/// The commands of a command.
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
        .and_then(|()| table("ENVIRONMENT", &ENVIRONMENT).to_writer(&mut out))
        .and_then(|()| table("FILES", &FILES).to_writer(&mut out))
        .and_then(|()| see_also(command, whole).to_writer(&mut out));
    written.expect("memory takes all that is written");
    let text = String::from_utf8(out).expect("roff is made of text");
    // clap_mangen breaks lines beside paragraphs, which formatters complain of.
    text.replace(".br\n\n.br\n", ".sp\n").replace("\n\n.br\n", "\n.sp\n").into_bytes()
}

/// What the help begins with, without its heading.
fn examples(command: &Command) -> Roff {
    let text = command.get_before_help().map(ToString::to_string).unwrap_or_default();
    as_it_stands("EXAMPLES", text.strip_prefix("Examples:\n").unwrap_or(&text))
}

/// What the help ends with; its first line is the heading where it is one.
fn more(command: &Command) -> Roff {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    match text.split_once(":\n") {
        Some((heading, rest)) if !heading.contains('\n') => as_it_stands(&heading.to_uppercase(), rest),
        _ => as_it_stands("NOTES", &text),
    }
}

/// A section whose lines stay as they are.
fn as_it_stands(heading: &str, text: &str) -> Roff {
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

/// The pages above and below.
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
