//! The settings: option, environment, configuration file, default, in this order.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Failure;
use super::arguments::{Global, OfEnvironment, Source, Tls};
use super::config_file::{self, ConfigFile, KEYS};
use crate::calendar::vietnam_offset;
use chrono::{DateTime, NaiveDate, Utc};

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
    /// Where the file lies, when there is one.
    pub(crate) file_path: Option<PathBuf>,
    /// What of corpus and index was asked for by an option or the environment.
    asked: (bool, bool, OfEnvironment),
    /// Folder that relative paths in the configuration file start from.
    file_dir: PathBuf,
    pub(crate) now: DateTime<Utc>,
    /// The moment that `BYT_NOW` puts in the place of the present.
    pub(crate) clock: Option<DateTime<Utc>>,
}

const CORPUS_DEFAULT: &str = "corpus";
const INDEX_DEFAULT: &str = "index";
const FILE_NAME: &str = "byt.toml";
pub(crate) const PORTAL_DEFAULT: &str = "https://moh.gov.vn";
pub(crate) const ARCHIVE_DEFAULT: &str = "https://web.archive.org";
pub(crate) const DELAY_DEFAULT: Duration = Duration::from_secs(1);

/// Where a setting comes from, in the order in which they go before one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Option,
    Environment,
    File,
    Default,
}

impl Origin {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Origin::Option => "option",
            Origin::Environment => "environment",
            Origin::File => "file",
            Origin::Default => "default",
        }
    }
}

/// A setting as it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) key: &'static str,
    /// `None` where it is not set and nothing holds without it.
    pub(crate) value: Option<String>,
    pub(crate) origin: Origin,
    /// The variable that it comes from.
    pub(crate) variable: Option<&'static str>,
}

impl Settings {
    pub(crate) fn settle(global: &Global) -> Result<Settings, Failure> {
        let beside = global.corpus.as_deref().unwrap_or(Path::new(CORPUS_DEFAULT)).parent().unwrap_or(Path::new("."));
        let beside = beside.join(FILE_NAME);
        let path = match &global.config {
            Some(path) => Some(path.clone()),
            None => Some(beside).filter(|path| path.is_file()),
        };
        let file = path.as_deref().map(config_file::read).transpose()?.unwrap_or_default();
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
            asked: (global.corpus.is_some(), global.index.is_some(), global.of_environment),
            file_path: path,
            file_dir,
            now: clock.unwrap_or_else(Utc::now),
            clock,
        })
    }

    /// Every setting of the configuration file, as it holds, and where it comes from. Options of
    /// `byt update` go before all this, for that one run.
    pub(crate) fn origins(&self) -> Vec<Setting> {
        KEYS.iter().map(|key| self.origin(key)).collect()
    }

    fn origin(&self, key: &config_file::Key) -> Setting {
        let (corpus, index, of_environment) = self.asked;
        let (given, from_environment) = match key.name {
            "corpus" => (corpus.then(|| self.corpus.display().to_string()), of_environment.corpus),
            "index" => (index.then(|| self.index.display().to_string()), of_environment.index),
            _ => (key.variable.and_then(|name| std::env::var(name).ok()), true),
        };
        let setting = |value, origin, variable| Setting { key: key.name, value, origin, variable };
        match (given, self.in_file(key.name)) {
            (Some(value), _) if from_environment => setting(Some(value), Origin::Environment, key.variable),
            (Some(value), _) => setting(Some(value), Origin::Option, None),
            (None, Some(value)) => setting(Some(value), Origin::File, None),
            (None, None) => setting(key.default.map(str::to_owned), Origin::Default, None),
        }
    }

    /// What the file says for a key; paths as seen from here.
    fn in_file(&self, key: &str) -> Option<String> {
        let file = &self.file;
        let path = |path: &Option<PathBuf>| path.as_deref().map(|path| self.beside_file(path).display().to_string());
        match key {
            "corpus" => path(&file.corpus),
            "index" => path(&file.index),
            "ca" => path(&file.ca),
            "officials" => path(&file.officials),
            "topics" => path(&file.topics),
            "source" => file.source.clone(),
            "portal" => file.portal.clone(),
            "archive" => file.archive.clone(),
            "tls" => file.tls.clone(),
            "contact" => file.contact.clone(),
            "delay" => file.delay.map(|seconds| seconds.to_string()),
            _ => None,
        }
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
