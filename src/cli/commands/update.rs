//! `byt update`: the daily job.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;
use serde_json::{Value, json};
use url::{Host, Url};

use crate::cli::config_file::{DELAY_SECONDS_MAX, Key};
use crate::cli::credentials::{has_credentials, with_scheme, without_credentials};
use crate::cli::errors::{Exit, Failure};
use crate::cli::finish::FinishedRun;
use crate::cli::layout::{Side, Table, Width, counted};
use crate::cli::messages::{self, Verbosity, note, status, warning};
use crate::cli::output;
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::view::day_and_time;
use crate::cli::{progress, signals, store, writing};
use crate::corpus::{Corpus, Failed, RECEIPT_ITEMS_MAX, Run, Stopped};
use crate::crawl::update::{self, Event, Ground, Plan, Report, Source, Stop};
use crate::crawl::{Intake, RunCounts};
use crate::fetch::{self, Client, Tls};

#[derive(Debug, Default, Args)]
#[command(before_help = "Examples:
  byt update                      the daily job
  byt update --full               read the whole list, not only what is new
  byt update --recheck 30         find edits and removals of the last 30 days
  byt update --plan               only show what would be fetched
  byt update --source archive     the years before 2026, from an archive
  byt update --source legacy --portal http://127.0.0.1:8080 --delay 0.2")]
pub(crate) struct UpdateArgs {
    #[arg(long, value_name = "SOURCE", help = Key::Source.help("Where to fetch from"))]
    pub(super) source: Option<Source>,
    #[arg(long, value_name = "URL", env = "BYT_PORTAL", hide_env_values = true,
          help = Key::Portal.help("Base address of the portal"))]
    pub(super) portal: Option<String>,
    #[arg(long, value_name = "URL", env = "BYT_ARCHIVE", hide_env_values = true,
          help = Key::Archive.help("Base address of the archive"))]
    pub(super) archive: Option<String>,
    /// Read the whole list of the section instead of stopping at known articles
    #[arg(long)]
    pub(super) full: bool,
    /// Also request the articles of the last DAYS days again, and missing ones, to find edits and removals
    #[arg(long, value_name = "DAYS")]
    pub(super) recheck: Option<u32>,
    /// Fetch at most N article pages in this run
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<u64>,
    #[arg(long, value_name = "SECONDS", value_parser = seconds, env = "BYT_DELAY", hide_env_values = true,
          help = Key::Delay.help("Minimum time between two requests to a host; fractions are allowed"))]
    pub(super) delay: Option<f64>,
    /// Show what would be fetched; request nothing but the list
    #[arg(long)]
    pub(super) plan: bool,
    /// Store without indexing
    #[arg(long)]
    pub(super) no_index: bool,
    /// Additional trusted certificates (PEM)
    #[arg(long, value_name = "FILE")]
    pub(super) ca: Option<PathBuf>,
    #[arg(long, value_name = "LIBRARY", help = Key::Tls.help("The TLS library"))]
    pub(super) tls: Option<Tls>,
    /// Where the portal's operators can reach you; part of the User-Agent
    #[arg(long, value_name = "ADDRESS", env = "BYT_CONTACT", hide_env_values = true)]
    pub(super) contact: Option<String>,
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    pub(super) json: bool,
}

/// Parses a delay in seconds.
fn seconds(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "use a number of seconds, such as 1 or 0.5".to_owned())?;
    if (0.0..=DELAY_SECONDS_MAX).contains(&value) {
        Ok(value)
    } else {
        Err(format!("use a number from 0 to {DELAY_SECONDS_MAX}"))
    }
}

/// The moment some days ago; of more days than the calendar has, its beginning.
fn since(now: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    now.checked_sub_signed(TimeDelta::days(days.into())).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

pub(super) fn run(args: &UpdateArgs, settings: &Settings) -> Result<Exit, Failure> {
    signals::listen();
    let begun = Instant::now();
    let source = settings.choice(args.source, Key::Source)?;
    let portal = match source {
        Source::Bridge | Source::Legacy => address(settings.text(args.portal.as_deref(), Key::Portal), Key::Portal)?,
        Source::Archive => address(settings.text(args.archive.as_deref(), Key::Archive), Key::Archive)?,
    };
    let client = Client::new(network(args, settings, &portal)?, signals::flag())?;
    let proxy = client.proxy_for(&portal);
    if let Some(proxy) = &proxy
        && settings.verbosity >= Verbosity::Verbose
    {
        status!("requests go through the proxy {proxy}, set in the environment");
    }
    let runs = Corpus::at(&settings.corpus).runs_in_ledger()?;
    let plan = Plan {
        source,
        ground: Ground::of(&runs, source, &portal),
        unlisted_asked: update::unlisted_asked(&runs, source, &portal),
        portal,
        full: args.full,
        recheck: args.recheck.map(|days| since(settings.now, days)),
        limit: args.limit,
        only_plan: args.plan,
    };
    if args.plan {
        store::require_not_lost(settings)?;
    }
    let labeller = store::labeller(settings)?;
    let mut intake = writing::intake(settings, &labeller)?;
    let report = run_with_progress(&plan, &client, &mut intake, settings)?;
    let stored = intake.counts();
    let receipt = Run { proxy, ..receipt(&plan, &report, &stored, settings) };
    let writer = intake.into_writer();
    if args.plan {
        print_plan(args, &report, settings)?;
        return exit(&report, false);
    }
    let failures = failures(&report);
    let finished = FinishedRun {
        run: &receipt,
        failures,
        skipped: None,
        unknown_keys: None,
        late: report.late.iter().map(|late| late.id.clone()).collect(),
        no_index: args.no_index,
        json: args.json,
        begun,
    };
    finished.finish(writer, true, &labeller, settings)?;
    exit(&report, stored.new + stored.updated > 0)
}

/// The base address that a key has; a bare host name means https.
fn address(text: &str, key: Key) -> Result<Url, Failure> {
    let parsed = Url::parse(&with_scheme(text)).ok();
    let url = parsed.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()).ok_or_else(|| {
        let example = format!("for example: {}", key.default().unwrap_or_default());
        Failure::usage(format!("“{}” isn't an address of a web server", without_credentials(text))).hint(example)
    })?;
    if has_credentials(&url) {
        let message = format!(
            "“{}” contains a user name or a password, and byt sends none; nothing was requested",
            without_credentials(text)
        );
        return Err(Failure::usage(message).hint(format!("leave out everything up to the @ in --{}", key.name())));
    }
    Ok(url)
}

fn network(args: &UpdateArgs, settings: &Settings, portal: &Url) -> Result<fetch::Settings, Failure> {
    let mut network = fetch::Settings { now: settings.fixed_now, ..fetch::Settings::default() };
    match settings.text(args.contact.as_deref(), Key::Contact) {
        "" if settings.verbosity >= Verbosity::Verbose => {
            note!("no contact address is set; use --contact to send one to the portal");
        }
        "" => {}
        contact => contact.clone_into(&mut network.contact),
    }
    let delay = args.delay.or(settings.file.number(Key::Delay));
    if let Some(delay) = delay {
        network.delay_min =
            Duration::try_from_secs_f64(delay).map_err(|e| Failure::usage("the delay can't be used").cause(e))?;
    }
    let certificates = args.ca.clone().or_else(|| settings.file.path(Key::Ca));
    network.certificates = certificates.iter().map(|path| certificate(path)).collect::<Result<_, _>>()?;
    network.tls = settings.choice(args.tls, Key::Tls)?;
    network.proxy = !is_loopback(portal);
    Ok(network)
}

fn certificate(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| Failure::io(format!("can't read the certificates {}", path.display()), &e))
}

/// Requests to this machine never use a proxy.
fn is_loopback(portal: &Url) -> bool {
    match portal.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Runs the update with progress bars and messages.
fn run_with_progress(
    plan: &Plan,
    client: &Client,
    intake: &mut Intake,
    settings: &Settings,
) -> Result<Report, Failure> {
    let bar = progress::items(settings.progress, None, "reading the list");
    let verbose = settings.verbosity >= Verbosity::Verbose;
    let watch = |event: Event<'_>| match event {
        Event::List { number, items, wanted } => {
            bar.inc(1);
            if verbose {
                bar.suspend(|| {
                    status!("list, request {number}: {}, {wanted} to fetch", counted(items as u64, "article"));
                });
            }
        }
        Event::Article { done, of, title } => {
            progress::turn_into_items(&bar, of, "fetching");
            bar.set_position(done);
            if verbose {
                bar.suspend(|| status!("{done} of {of}: {title}"));
            }
        }
        Event::Waiting { host, wait } if verbose && wait > Duration::from_secs(2) => {
            bar.suspend(|| status!("waiting {:.1} s before the next request to {host}", wait.as_secs_f64()));
        }
        Event::Waiting { .. } => {}
        Event::Retry { why, wait, attempt } => bar.suspend(|| {
            if settings.verbosity >= Verbosity::Normal {
                status!("{why}; attempt {} in {:.1} s", attempt + 1, wait.as_secs_f64());
            }
        }),
        Event::Failed(failure) => {
            bar.suspend(|| status!("failed: {} ({}): {}", failure.title, failure.url, failure.why));
        }
        Event::Warning(text) => bar.suspend(|| warning!("{text}")),
    };
    let report = update::update(plan, client, intake, &watch);
    bar.finish_and_clear();
    Ok(report?)
}

fn failures(report: &Report) -> Vec<Value> {
    report.failures.iter().map(|f| json!({ "title": f.title, "url": f.url, "reason": f.why })).collect()
}

/// The receipt of the run, for `runs.jsonl` and the summary.
fn receipt(plan: &Plan, report: &Report, counts: &RunCounts, settings: &Settings) -> Run {
    let traffic = report.traffic;
    Run {
        portal: Some(plan.portal.to_string()),
        seen: report.seen,
        new: report.new,
        updated: report.updated,
        unchanged: report.unchanged,
        failed: report.failed,
        listed: counts.listed,
        full: counts.full,
        requests: traffic.requests,
        bytes: traffic.bytes,
        complete: report.complete,
        stopped: report.stop.as_ref().map(|stop| stop.kind),
        retries: traffic.retries,
        waits: traffic.waits,
        waited_seconds: traffic.waited.as_secs_f64(),
        failures: report.failures.iter().map(|f| Failed::article(&f.title, &f.url, &f.why)).collect(),
        newest: report.newest,
        oldest: report.oldest,
        late: report.late.len() as u64,
        late_ids: report.late.iter().take(RECEIPT_ITEMS_MAX).map(|late| late.id.clone()).collect(),
        unlisted_ids: report.still_there.clone(),
        unlisted_asked_ids: report.unlisted_asked.clone(),
        ..Run::begun(plan.source.as_str(), settings.now, settings.ended())
    }
}

fn print_plan(args: &UpdateArgs, report: &Report, settings: &Settings) -> Result<(), Failure> {
    let most = args.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let planned = &report.planned[..report.planned.len().min(most)];
    if args.json {
        let wanted = planned.iter().map(
            |item| json!({ "title": item.title, "published": item.published.map(|m| m.to_rfc3339()), "url": item.url }),
        );
        return output::json(&json!({ "seen": report.seen, "wanted": wanted.collect::<Vec<_>>() }));
    }
    let mut table = Table::new(&[("date", Side::Left), ("title", Side::Left)]);
    for item in planned {
        let date = item.published.as_ref().map_or_else(|| "no date".to_owned(), day_and_time);
        table.row(vec![date], vec![safe(&item.title).into_owned()]);
    }
    output::text(&table.format(Width::of_stdout()))?;
    status!("{} of {} would be fetched", planned.len(), counted(report.seen, "listed article"));
    if !planned.is_empty() {
        messages::suggest(settings.verbosity, "run the same command without --plan to fetch them");
    }
    Ok(())
}

/// The exit code of the run, or the failure that stopped it. Stored articles stay stored either way.
fn exit(report: &Report, stored: bool) -> Result<Exit, Failure> {
    let Some(stop) = &report.stop else {
        return Ok(if report.failed > 0 { Exit::Partly } else { Exit::Done });
    };
    let exit = match stop.kind {
        Stopped::Interrupted => return Ok(Exit::Interrupted),
        Stopped::Limit => return Ok(if report.failed > 0 { Exit::Partly } else { Exit::Done }),
        Stopped::Refused => Exit::Refused,
        Stopped::Unreachable if stored => Exit::Partly,
        Stopped::Unreachable => Exit::Refused,
        Stopped::Unrecognised => Exit::Unrecognised,
    };
    Err(failure_of(stop, exit))
}

fn failure_of(stop: &Stop, exit: Exit) -> Failure {
    match &stop.reason {
        Some(reason) => Failure::new(exit, reason.to_string()).hint(reason.hint()),
        None => Failure::new(exit, format!("the run stopped: {}", stop.kind.as_str())),
    }
}
