//! The settings. An option overrides the environment, the environment overrides the configuration
//! file, and the file overrides the default.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::config_file::{ConfigFile, Key};
use super::config_place;
use super::credentials::without_credentials;
use super::errors::Failure;
use super::global::{FromEnvironment, Global};
use super::messages::Verbosity;
use super::snapshot::Snapshot;
use super::texts::Texts;
use super::written_path;
use crate::calendar::vietnam_offset;
use crate::crawl::update::Source;
use crate::fetch::Tls;
use crate::wording::Language;

/// What applies to every command.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) corpus: PathBuf,
    pub(crate) index: PathBuf,
    pub(crate) verbosity: Verbosity,
    /// What is printed about results.
    pub(crate) texts: Texts,
    /// Whether progress bars are shown.
    pub(crate) progress: bool,
    pub(crate) file: ConfigFile,
    /// The path of the configuration file, if there is one.
    pub(crate) file_path: Option<PathBuf>,
    /// Whether corpus and index were set by an option or the environment.
    given: (bool, bool),
    /// The language that an option or the environment sets.
    lang: Option<Language>,
    from_environment: FromEnvironment,
    /// The moment at which the command started, or that of `BYT_NOW`.
    pub(crate) now: DateTime<Utc>,
    /// The moment in `BYT_NOW`, which replaces the present.
    pub(crate) fixed_now: Option<DateTime<Utc>>,
    /// The state that commands read instead of opening corpus and index, if a server runs them.
    pub(crate) snapshot: Option<Arc<Snapshot>>,
}

/// Where a setting comes from; the first that sets it wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SettingOrigin {
    Option,
    Environment,
    File,
    Default,
}

impl SettingOrigin {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            SettingOrigin::Option => "option",
            SettingOrigin::Environment => "environment",
            SettingOrigin::File => "file",
            SettingOrigin::Default => "default",
        }
    }
}

/// The value of a setting and its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) key: &'static str,
    /// `None` if the setting isn't set and has no default.
    pub(crate) value: Option<String>,
    pub(crate) origin: SettingOrigin,
    /// The environment variable that sets it.
    pub(crate) variable: Option<&'static str>,
}

impl Settings {
    /// Reads the configuration file and `BYT_NOW`. Fails if either is invalid.
    pub(crate) fn read(global: &Global) -> Result<Settings, Failure> {
        let place = config_place::find(global)?;
        let file = place.file.as_deref().map(|path| {
            ConfigFile::read(path).map_err(|failure| match global.from_environment.config {
                true if !path.exists() => failure.hint("BYT_CONFIG names this file"),
                _ => failure,
            })
        });
        let file = file.transpose()?.unwrap_or_default();
        let fixed_now = fixed_now()?;
        let dir = |given: &Option<PathBuf>, key: Key| match given {
            Some(path) => written_path::of_option(path),
            None => Ok(file.path(key).unwrap_or_else(|| place.base.join(default_path(key)))),
        };
        Ok(Settings {
            corpus: dir(&global.corpus, Key::Corpus)?,
            index: dir(&global.index, Key::Index)?,
            verbosity: match (global.quiet, global.verbose) {
                (true, _) => Verbosity::Quiet,
                (_, true) => Verbosity::Verbose,
                _ => Verbosity::Normal,
            },
            texts: Texts(global.lang.or_else(|| Language::named(file.text(Key::Lang)?)).unwrap_or_else(of_locale)),
            progress: !global.no_progress && !global.quiet,
            file,
            lang: global.lang,
            given: (global.corpus.is_some(), global.index.is_some()),
            from_environment: global.from_environment,
            file_path: place.file,
            now: fixed_now.unwrap_or_else(Utc::now),
            fixed_now,
            snapshot: None,
        })
    }

    /// Fails if corpus and index are in one folder or one in the other: each removes what it doesn't need any more.
    pub(crate) fn with_separate_folders(self) -> Result<Settings, Failure> {
        let resolved = |dir: &Path| {
            crate::disk::resolved(dir).map_err(|e| Failure::io(format!("can't find {}", dir.display()), &e))
        };
        let (corpus, index) = (resolved(&self.corpus)?, resolved(&self.index)?);
        if !corpus.starts_with(&index) && !index.starts_with(&corpus) {
            return Ok(self);
        }
        let message =
            format!("the corpus {} and the index {} share a folder", self.corpus.display(), self.index.display());
        Err(Failure::usage(message).hint("choose two folders next to each other, with --corpus and --index"))
    }

    /// The value of every key of the configuration file and where it comes from. Options of
    /// `byt update` override these for one run.
    pub(crate) fn origins(&self) -> Vec<Setting> {
        Key::ALL.map(|key| self.origin(key)).to_vec()
    }

    fn origin(&self, key: Key) -> Setting {
        let (given, from_environment) = match key {
            Key::Corpus => (self.given.0.then(|| self.corpus.display().to_string()), self.from_environment.corpus),
            Key::Index => (self.given.1.then(|| self.index.display().to_string()), self.from_environment.index),
            Key::Lang => (self.lang.map(|language| language.code().to_owned()), self.from_environment.lang),
            _ => (key.variable().and_then(|name| std::env::var(name).ok()), true),
        };
        let setting = |value: Option<String>, origin, variable| {
            let value = value.map(|value| match key {
                Key::Portal | Key::Archive | Key::Engine => without_credentials(&value).into_owned(),
                _ => value,
            });
            Setting { key: key.name(), value, origin, variable }
        };
        // A file above the current folder moves the defaults of these two.
        let default = match key {
            Key::Corpus => Some(self.corpus.display().to_string()),
            Key::Index => Some(self.index.display().to_string()),
            Key::Lang => Some(self.texts.0.code().to_owned()),
            _ => key.default().map(str::to_owned),
        };
        match (given.filter(|value| !value.is_empty()), self.file.shown(key)) {
            (Some(value), _) if from_environment => setting(Some(value), SettingOrigin::Environment, key.variable()),
            (Some(value), _) => setting(Some(value), SettingOrigin::Option, None),
            (None, Some(value)) => setting(Some(value), SettingOrigin::File, None),
            (None, None) => setting(default, SettingOrigin::Default, None),
        }
    }

    /// The settings of a demonstration: corpus and index are in `dir`, and of the configuration file
    /// only the user's people and topics count.
    pub(crate) fn for_demo(&self, dir: &Path) -> Settings {
        Settings {
            corpus: dir.join(default_path(Key::Corpus)),
            index: dir.join(default_path(Key::Index)),
            file: self.file.only(&[Key::Officials, Key::Topics]),
            ..self.clone()
        }
    }

    /// The settings of a command that a server runs now on a snapshot. Its messages are those that change what the data
    /// means.
    pub(crate) fn for_request(&self, snapshot: Arc<Snapshot>) -> Settings {
        Settings {
            verbosity: Verbosity::Normal,
            // Unless the page says which language it is in.
            texts: Texts(Language::English),
            progress: false,
            now: self.fixed_now.unwrap_or_else(Utc::now),
            snapshot: Some(snapshot),
            ..self.clone()
        }
    }

    /// The same settings with results in another language.
    pub(crate) fn in_language(&self, language: Language) -> Settings {
        Settings { texts: Texts(language), ..self.clone() }
    }

    /// The same settings at another moment.
    pub(crate) fn at(&self, now: DateTime<Utc>) -> Settings {
        Settings { now, ..self.clone() }
    }

    /// The end of a run that began at `now`: the present, unless `BYT_NOW` replaces it.
    pub(crate) fn ended(&self) -> DateTime<Utc> {
        self.fixed_now.unwrap_or_else(Utc::now)
    }

    /// The machine's clock, or `BYT_NOW` if that is later: later times can't be true.
    pub(crate) fn clock(&self) -> DateTime<Utc> {
        self.now.max(Utc::now())
    }

    /// Today in Vietnam.
    pub(crate) fn today(&self) -> NaiveDate {
        self.now.with_timezone(&vietnam_offset()).date_naive()
    }

    /// The option's value, that of the file, or the default; empty for a key that has none.
    pub(crate) fn text<'a>(&'a self, option: Option<&'a str>, key: Key) -> &'a str {
        option.or_else(|| self.file.text(key)).or(key.default()).unwrap_or_default()
    }

    /// The option's value, that of the file, or the default of a key with a fixed set of values.
    pub(crate) fn choice<T: ValueEnum>(&self, option: Option<T>, key: Key) -> Result<T, Failure> {
        option.map_or_else(
            || T::from_str(self.text(None, key), false).map_err(|e| Failure::usage(format!("{}: {e}", key.name()))),
            Ok,
        )
    }
}

/// The language of the locale.
fn of_locale() -> Language {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
    Language::of_locale(&locale.unwrap_or_default())
}

fn default_path(key: Key) -> PathBuf {
    key.default().unwrap_or_default().into()
}

/// `BYT_NOW` (RFC 3339) replaces the present, so that tests and reproductions see the same day.
fn fixed_now() -> Result<Option<DateTime<Utc>>, Failure> {
    let Ok(text) = std::env::var("BYT_NOW") else { return Ok(None) };
    let moment = DateTime::parse_from_rfc3339(&text)
        .map_err(|e| Failure::usage(format!("BYT_NOW is “{text}”, which isn't a moment in RFC 3339")).cause(e))?;
    Ok(Some(moment.to_utc()))
}

impl ValueEnum for Source {
    fn value_variants<'a>() -> &'a [Source] {
        &[Source::Bridge, Source::Legacy, Source::Archive]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()).help(match self {
            Source::Bridge => "Today's portal",
            Source::Legacy => "A server that still runs the portal from before 2026",
            Source::Archive => "The Internet Archive's captures of the portal from before 2026",
        }))
    }
}

impl ValueEnum for Tls {
    fn value_variants<'a>() -> &'a [Tls] {
        &[Tls::Rustls, Tls::Native]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Tls::Rustls => PossibleValue::new("rustls").help("The library that every build contains"),
            Tls::Native => {
                PossibleValue::new("native").help("OpenSSL or the system's library, if byt was built with it")
            }
        })
    }
}
