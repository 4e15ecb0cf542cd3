//! Connects to a cluster: its address from an option or the settings, credentials from the environment alone.

use std::path::Path;

use super::config_file::Key;
use super::errors::Failure;
use super::settings::Settings;
use super::signals;
use crate::engine::{Cluster, Name};
use crate::fetch::{self, Credentials, Service};

const USER: &str = "BYT_ENGINE_USER";
const PASSWORD: &str = "BYT_ENGINE_PASSWORD";
const API_KEY: &str = "BYT_ENGINE_API_KEY";

/// Connects to the cluster at these addresses, which are separated by commas.
pub(crate) fn connect(addresses: &str, name: Name, settings: &Settings) -> Result<Cluster, Failure> {
    let addresses: Vec<String> = addresses.split(',').map(str::to_owned).collect();
    let credentials = credentials()?;
    let has_credentials = credentials.is_some();
    let service = Service::new(&addresses, credentials, network(settings)?, signals::flag())?;
    Ok(Cluster::open(service, has_credentials, name)?)
}

/// A name under which a cluster may hold a corpus.
pub(crate) fn name(text: &str) -> Result<Name, Failure> {
    Name::one(text).ok_or_else(|| {
        Failure::usage(format!("“{text}” can't be the name of an index"))
            .hint("a name has up to 64 lower-case letters, digits, - and _, and begins with a letter or a digit")
    })
}

/// What identifies the user to the cluster. Not an option, because options are visible to all users of a machine.
fn credentials() -> Result<Option<Credentials>, Failure> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match (variable(API_KEY), variable(USER), variable(PASSWORD)) {
        (None, None, None) => Ok(None),
        (Some(key), None, None) => Ok(Some(Credentials::api_key(&key)?)),
        (None, Some(user), Some(password)) => Ok(Some(Credentials::user(&user, &password)?)),
        (Some(_), ..) => Err(Failure::usage(format!("{API_KEY} is set, and so is a user or a password"))
            .hint("unset one of them: it is not clear which identifies you")),
        (None, ..) => Err(Failure::usage(format!("only one of {USER} and {PASSWORD} is set"))
            .hint("set both, or neither for a cluster that asks for none")),
    }
}

fn network(settings: &Settings) -> Result<fetch::Settings, Failure> {
    let certificate = |path: &Path| {
        std::fs::read(path).map_err(|e| Failure::io(format!("can't read the certificates {}", path.display()), &e))
    };
    Ok(fetch::Settings {
        certificates: settings.file.path(Key::Ca).iter().map(|path| certificate(path)).collect::<Result<_, _>>()?,
        tls: settings.choice(None, Key::Tls)?,
        ..fetch::Settings::default()
    })
}
