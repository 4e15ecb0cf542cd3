//! The settings: option, environment, configuration file, default, in this order.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::arguments::{Global, Source, Tls};
use super::{Failure, filters::nearest};
use crate::calendar::vietnam_offset;

/// How much a command says beside its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Talk {
    Quiet,
    Normal,
    Verbose,
}

/// What holds for every command.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) corpus: PathBuf,
    pub(crate) index: PathBuf,
    pub(crate) talk: Talk,
    pub(crate) progress: bool,
    pub(crate) file: ConfigFile,
    /// Folder that relative paths in the configuration file start from.
    file_dir: PathBuf,
    pub(crate) now: DateTime<Utc>,
    /// The moment that `BYT_NOW` puts in the place of the present.
    pub(crate) clock: Option<DateTime<Utc>>,
}

/// The configuration file. Its keys are named as the options.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfigFile {
    corpus: Option<PathBuf>,
    index: Option<PathBuf>,
    pub(crate) source: Option<String>,
    pub(crate) portal: Option<String>,
    pub(crate) archive: Option<String>,
    pub(crate) delay: Option<f64>,
    pub(crate) ca: Option<PathBuf>,
    tls: Option<String>,
    /// How the operator of the portal can reach whoever runs this: part of the User-Agent.
    pub(crate) contact: Option<String>,
    /// The user's additions to the registry of people.
    pub(crate) officials: Option<PathBuf>,
    /// The user's additions to the registry of topics.
    pub(crate) topics: Option<PathBuf>,
}

const KEYS: [&str; 11] =
    ["corpus", "index", "source", "portal", "archive", "delay", "ca", "tls", "contact", "officials", "topics"];
const CORPUS_DEFAULT: &str = "corpus";
const INDEX_DEFAULT: &str = "index";
const FILE_NAME: &str = "byt.toml";
pub(crate) const PORTAL_DEFAULT: &str = "https://moh.gov.vn";
pub(crate) const ARCHIVE_DEFAULT: &str = "https://web.archive.org";
pub(crate) const DELAY_DEFAULT: Duration = Duration::from_secs(1);

impl Settings {
    pub(crate) fn settle(global: &Global) -> Result<Settings, Failure> {
        let beside = global.corpus.as_deref().unwrap_or(Path::new(CORPUS_DEFAULT)).parent().unwrap_or(Path::new("."));
        let beside = beside.join(FILE_NAME);
        let path = match &global.config {
            Some(path) => Some(path.clone()),
            None => Some(beside).filter(|path| path.is_file()),
        };
        let file = path.as_deref().map(read_config).transpose()?.unwrap_or_default();
        let file_dir = path.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        let clock = clock()?;
        let in_file = |path: &Option<PathBuf>| path.as_ref().map(|p| file_dir.join(p));
        Ok(Settings {
            corpus: global.corpus.clone().or(in_file(&file.corpus)).unwrap_or_else(|| CORPUS_DEFAULT.into()),
            index: global.index.clone().or(in_file(&file.index)).unwrap_or_else(|| INDEX_DEFAULT.into()),
            talk: match (global.quiet, global.verbose) {
                (true, _) => Talk::Quiet,
                (_, true) => Talk::Verbose,
                _ => Talk::Normal,
            },
            progress: !global.no_progress && !global.quiet,
            file,
            file_dir,
            now: clock.unwrap_or_else(Utc::now),
            clock,
        })
    }

    /// The same settings with a corpus and an index elsewhere, as the demonstration needs.
    pub(crate) fn within(&self, dir: &Path) -> Settings {
        Settings { corpus: dir.join(CORPUS_DEFAULT), index: dir.join(INDEX_DEFAULT), ..self.clone() }
    }

    /// The end of a run that began at `now`: the present moment, unless the clock was put elsewhere.
    pub(crate) fn ended(&self) -> DateTime<Utc> {
        self.clock.unwrap_or_else(Utc::now)
    }

    /// Today in Vietnam.
    pub(crate) fn today(&self) -> NaiveDate {
        self.now.with_timezone(&vietnam_offset()).date_naive()
    }

    /// A path of the configuration file, seen from where the file lies.
    pub(crate) fn beside_file(&self, path: &Path) -> PathBuf {
        self.file_dir.join(path)
    }

    pub(crate) fn tls(&self, asked: Option<Tls>) -> Result<Tls, Failure> {
        match (asked, self.file.tls.as_deref()) {
            (Some(tls), _) => Ok(tls),
            (None, None) => Ok(Tls::Rustls),
            (None, Some(name)) => tls_by_name(name),
        }
    }

    pub(crate) fn source(&self, asked: Option<Source>) -> Result<Source, Failure> {
        match (asked, self.file.source.as_deref()) {
            (Some(source), _) => Ok(source),
            (None, None | Some("bridge")) => Ok(Source::Bridge),
            (None, Some("legacy")) => Ok(Source::Legacy),
            (None, Some("archive")) => Ok(Source::Archive),
            (None, Some(other)) => Err(Failure::usage(format!("the configuration names an unknown source “{other}”"))
                .hint("it is bridge, legacy or archive")),
        }
    }
}

/// The library that the configuration names.
fn tls_by_name(name: &str) -> Result<Tls, Failure> {
    <Tls as clap::ValueEnum>::from_str(name, false).map_err(|_| {
        Failure::usage(format!("the configuration names an unknown TLS library “{name}”"))
            .hint("it is rustls or native")
    })
}

/// `BYT_NOW` (RFC 3339) puts a moment in the place of the present, so that tests and reproductions
/// see the same day.
fn clock() -> Result<Option<DateTime<Utc>>, Failure> {
    let Ok(text) = std::env::var("BYT_NOW") else { return Ok(None) };
    let moment = DateTime::parse_from_rfc3339(&text)
        .map_err(|e| Failure::usage(format!("BYT_NOW is “{text}”, which is no moment as in RFC 3339")).cause(e))?;
    Ok(Some(moment.to_utc()))
}

fn read_config(path: &Path) -> Result<ConfigFile, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Failure::io(format!("can't read the configuration {}", path.display()), &e))?;
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| {
        Failure::usage(format!("the configuration {} is not valid TOML", path.display())).cause(e.message())
    })?;
    if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let failure = Failure::usage(format!("the configuration {} has an unknown key “{key}”", path.display()));
        return Err(match nearest(key, KEYS) {
            Some(near) => failure.hint(format!("did you mean “{near}”?")),
            None => failure.hint(format!("the keys are: {}", KEYS.join(", "))),
        });
    }
    table.try_into().map_err(|e: toml::de::Error| {
        Failure::usage(format!("the configuration {} can't be used", path.display())).cause(e.message())
    })
}
