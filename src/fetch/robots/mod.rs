//! robots.txt by RFC 9309, read and matched as Google's parser does.

mod file;
mod pattern;
#[cfg(test)]
mod tests;

use std::time::Duration;

use url::{Position, Url};

use self::file::RobotsFile;
use super::failure::RobotsRefusal;
use super::{Cause, Fetched, PRODUCT};

/// The rest of the file is ignored (the RFC demands at least 500 KiB).
const ROBOTS_BYTES_MAX: usize = 500 * 1024;

/// Whether a file allows this program to request a path: for fuzzing.
#[cfg(feature = "internals")]
pub(crate) fn allows(file: &[u8], path: &str) -> bool {
    RobotsFile::read(file, PRODUCT).allows(path)
}

/// A host's rules for crawlers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rules {
    /// What robots.txt says to us; nothing if the host has none.
    File(RobotsFile),
    /// It could not be fetched, for this reason, which counts as a refusal.
    Unknown(String),
}

impl Rules {
    pub(super) fn of_answer(fetched: &Fetched) -> Rules {
        Rules::of_bytes(fetched.body())
    }

    fn of_bytes(body: &[u8]) -> Rules {
        let read = body.get(..ROBOTS_BYTES_MAX).map_or(body, |start| {
            // Cut at a line end: half a rule may forbid more than the whole one ("/" instead of "/x").
            &start[..start.iter().rposition(|b| matches!(b, b'\n' | b'\r')).unwrap_or(0)]
        });
        Rules::File(RobotsFile::read(read, PRODUCT))
    }

    /// No rules: everything is allowed.
    pub(super) fn unavailable() -> Rules {
        Rules::File(RobotsFile::default())
    }

    /// 4xx means that there are no rules; after any other failure they are unknown.
    pub(super) fn of_failure(cause: &Cause) -> Rules {
        match cause {
            // 429 is temporary: the rules weren't seen.
            Cause::Status(answer) if (400..=499).contains(&answer.status) && answer.status != 429 => {
                Rules::unavailable()
            }
            Cause::Status(answer) => Rules::Unknown(format!("status {}", answer.status)),
            other => Rules::Unknown(other.short()),
        }
    }

    pub(super) fn check(&self, url: &Url) -> Result<(), RobotsRefusal> {
        match self {
            Rules::Unknown(why) => Err(RobotsRefusal::Unreadable(why.clone())),
            Rules::File(file) if file.allows(&url[Position::BeforePath..Position::AfterQuery]) => Ok(()),
            Rules::File(_) => Err(RobotsRefusal::Disallowed),
        }
    }

    /// The Crawl-delay of our group, or of everyone's if none names us.
    pub(super) fn crawl_delay(&self) -> Option<Duration> {
        match self {
            Rules::File(file) => file.crawl_delay,
            Rules::Unknown(_) => None,
        }
    }
}
