//! `byt update`: the daily job.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};
use url::{Host, Url};

use super::ending::Ending;
use super::{import, store};
use crate::cli::arguments::{self, Update};
use crate::cli::layout::{Side, Table, Width, counted};
use crate::cli::output::{self, safe};
use crate::cli::settings::{ARCHIVE_DEFAULT, DELAY_DEFAULT, PORTAL_DEFAULT, Settings, Talk};
use crate::cli::view::printed;
use crate::cli::{Exit, Failure, progress, signals};
use crate::corpus::{Corpus, Failed, RECEIPT_ITEMS_MAX, Run, Stopped};
use crate::crawl::RunCounts;
use crate::crawl::update::{self, Event, Ground, Plan, Report, Source, Stop};
use crate::fetch::{self, Client};

pub(super) fn run(args: &Update, settings: &Settings) -> Result<Exit, Failure> {
    signals::listen();
    let begun = Instant::now();
    let source = match settings.source(args.source)? {
        arguments::Source::Bridge => Source::Bridge,
        arguments::Source::Legacy => Source::Legacy,
        arguments::Source::Archive => Source::Archive,
    };
    let address = match source {
        Source::Bridge | Source::Legacy => {
            args.portal.as_deref().or(settings.file.portal.as_deref()).unwrap_or(PORTAL_DEFAULT)
        }
        Source::Archive => args.archive.as_deref().or(settings.file.archive.as_deref()).unwrap_or(ARCHIVE_DEFAULT),
    };
    let portal = portal(address)?;
    let client = Client::new(network(args, settings, &portal)?, signals::flag())?;
    let plan = Plan {
        source,
        ground: Ground::of(&Corpus::at(&settings.corpus).runs_in_ledger()?, source, &portal),
        portal,
        full: args.full,
        recheck: args.recheck.map(|days| settings.now - TimeDelta::days(days.into())),
        limit: args.limit,
        only_plan: args.plan,
    };
    if args.plan {
        store::not_gone(settings)?;
    }
    let labeller = store::labeller(settings)?;
    let mut intake = import::open(settings, &labeller)?;
    let report = watched(&plan, &client, &mut intake, settings)?;
    let stored = intake.counts();
    let receipt = receipt(&plan, &report, &stored, settings);
    let writer = intake.into_writer();
    if args.plan {
        tell_plan(args, &report, settings)?;
        return exit(&report, false);
    }
    let failures = failures(&report);
    let ending = Ending { run: &receipt, failures, no_index: args.no_index, json: args.json, begun };
    ending.end(writer, true, &labeller, settings)?;
    exit(&report, stored.new + stored.updated > 0)
}

/// The base address; a bare host name means https.
fn portal(address: &str) -> Result<Url, Failure> {
    let whole = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    Url::parse(&whole).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()).ok_or_else(|| {
        Failure::usage(format!("“{address}” is no address of a portal")).hint(format!("such as {PORTAL_DEFAULT}"))
    })
}

fn network(args: &Update, settings: &Settings, portal: &Url) -> Result<fetch::Settings, Failure> {
    let mut network = fetch::Settings { now: settings.clock, ..fetch::Settings::default() };
    match args.contact.as_ref().or(settings.file.contact.as_ref()) {
        Some(contact) => network.contact.clone_from(contact),
        None if settings.talk >= Talk::Verbose => {
            output::say!("note: no contact address is set; --contact gives one to the portal");
        }
        None => {}
    }
    let delay = args.delay.or(settings.file.delay);
    network.delay_min = delay
        .map_or(Ok(DELAY_DEFAULT), Duration::try_from_secs_f64)
        .map_err(|e| Failure::usage("the delay can't be used").cause(e))?;
    let certificates = args.ca.clone().or(settings.file.ca.as_deref().map(|path| settings.beside_file(path)));
    network.certificates = certificates.iter().map(|path| certificate(path)).collect::<Result<_, _>>()?;
    network.tls = match settings.tls(args.tls)? {
        arguments::Tls::Rustls => fetch::Tls::Rustls,
        arguments::Tls::Native => fetch::Tls::Native,
    };
    network.proxy = !is_loopback(portal);
    Ok(network)
}

fn certificate(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| Failure::io(format!("can't read the certificates {}", path.display()), &e))
}

/// A portal on this machine is never asked through a proxy.
fn is_loopback(portal: &Url) -> bool {
    match portal.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Runs an update with bars and sentences for whoever watches.
pub(super) fn watched(
    plan: &Plan,
    client: &Client,
    intake: &mut crate::crawl::Intake,
    settings: &Settings,
) -> Result<Report, Failure> {
    let bar = progress::items(settings.progress, None, "reading the list");
    let verbose = settings.talk >= Talk::Verbose;
    let watch = |event: Event<'_>| match event {
        Event::List { number, items, wanted } => {
            bar.inc(1);
            if verbose {
                bar.suspend(|| {
                    output::say!("list, request {number}: {}, {wanted} wanted", counted(items as u64, "article"));
                });
            }
        }
        Event::Article { done, of, title } => {
            progress::turn_into_items(&bar, of, "fetching");
            bar.set_position(done);
            if verbose {
                bar.suspend(|| output::say!("{done} of {of}: {title}"));
            }
        }
        Event::Waiting { host, wait } if verbose && wait > Duration::from_secs(2) => {
            bar.suspend(|| output::say!("waiting {:.1} s before asking {host} again", wait.as_secs_f64()));
        }
        Event::Waiting { .. } => {}
        Event::Retry { why, wait, attempt } => bar.suspend(|| {
            if settings.talk >= Talk::Normal {
                output::say!("{why}; attempt {} in {:.1} s", attempt + 1, wait.as_secs_f64());
            }
        }),
        Event::Failed(failure) => {
            bar.suspend(|| output::say!("failed: {} ({}): {}", failure.title, failure.url, failure.why));
        }
        Event::Warning(text) => bar.suspend(|| output::say!("warning: {text}")),
    };
    let report = update::update(plan, client, intake, &watch);
    bar.finish_and_clear();
    let report = report?;
    if settings.talk >= Talk::Normal {
        for late in report.late.iter().take(RECEIPT_ITEMS_MAX) {
            output::say!("found late: {}  {}  {}", late.id, printed(&late.published), safe(&late.title));
        }
    }
    Ok(report)
}

pub(super) fn failures(report: &Report) -> Vec<Value> {
    report.failures.iter().map(|f| json!({ "title": f.title, "url": f.url, "reason": f.why })).collect()
}

/// What the run did, for `runs.jsonl` and the summary.
pub(super) fn receipt(plan: &Plan, report: &Report, tally: &RunCounts, settings: &Settings) -> Run {
    let traffic = report.traffic;
    Run {
        portal: Some(plan.portal.to_string()),
        seen: report.seen,
        new: report.new,
        updated: report.updated,
        unchanged: report.unchanged,
        failed: report.failed,
        listed: tally.listed,
        full: tally.full,
        requests: traffic.requests,
        bytes: traffic.bytes,
        complete: report.complete,
        stopped: report.stop.as_ref().map(|stop| stop.kind),
        retries: traffic.retries,
        waits: traffic.waits,
        waited_seconds: traffic.waited.as_secs_f64(),
        failures: report.failures.iter().map(|f| Failed::article(&f.title, &f.url, &f.why)).collect(),
        newest: report.newest,
        late: report.late.len() as u64,
        late_ids: report.late.iter().take(RECEIPT_ITEMS_MAX).map(|late| late.id.clone()).collect(),
        ..Run::begun(plan.source.as_str(), settings.now, settings.ended())
    }
}

fn tell_plan(args: &Update, report: &Report, settings: &Settings) -> Result<(), Failure> {
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
        let date = item.published.as_ref().map_or_else(|| "no date".to_owned(), printed);
        table.row(vec![date], vec![safe(&item.title).into_owned()]);
    }
    output::text(&table.set(Width::of_output()))?;
    output::say!("{} of {} would be fetched", planned.len(), counted(report.seen, "listed article"));
    if !planned.is_empty() {
        output::talk_next(settings, "the same command without --plan fetches them");
    }
    Ok(())
}

/// How the run ends for scripts. What was stored stays stored.
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
    Err(explained(stop, exit))
}

fn explained(stop: &Stop, exit: Exit) -> Failure {
    match &stop.reason {
        Some(reason) => Failure::new(exit, reason.to_string()).hint(reason.hint()),
        None => Failure::new(exit, format!("the run stopped: {}", stop.kind.as_str())),
    }
}
