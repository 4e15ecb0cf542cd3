//! What the operator decides about the network, and the limits of requests.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// The name by which robots.txt files may address this program.
pub(crate) const PRODUCT: &str = "byt";
/// The contact in the User-Agent if the operator has set none.
pub(crate) const CONTACT_DEFAULT: &str = "no contact address set by the operator";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// From the first byte sent to the last byte read of one exchange.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(60);
const BODY_BYTES_MAX: u64 = 32 * 1024 * 1024;
const DECODED_BYTES_MAX: u64 = 64 * 1024 * 1024;
const RETRIES_MAX: u32 = 4;
/// The wait doubles with each retry.
const RETRY_WAIT_FIRST: Duration = Duration::from_secs(2);
const RETRY_WAIT_MAX: Duration = Duration::from_secs(60);
/// A server that asks for more than this ends the run.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(300);
const DELAY_MIN: Duration = Duration::from_secs(1);
/// Cap on Crawl-delay: with longer pauses the section wouldn't fit into a day.
const CRAWL_DELAY_MAX: Duration = Duration::from_secs(30);

/// Limits of time, size and retries. Users get [`Limits::default`]; tests set shorter ones.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) connect: Duration,
    pub(crate) total: Duration,
    /// Bytes of a body as transferred.
    pub(crate) body_bytes_max: u64,
    /// Bytes of a body when decompressed.
    pub(crate) decoded_bytes_max: u64,
    pub(crate) retries_max: u32,
    pub(crate) retry_wait_first: Duration,
    pub(crate) retry_wait_max: Duration,
    pub(crate) retry_after_max: Duration,
    pub(crate) crawl_delay_max: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: CONNECT_TIMEOUT,
            total: TOTAL_TIMEOUT,
            body_bytes_max: BODY_BYTES_MAX,
            decoded_bytes_max: DECODED_BYTES_MAX,
            retries_max: RETRIES_MAX,
            retry_wait_first: RETRY_WAIT_FIRST,
            retry_wait_max: RETRY_WAIT_MAX,
            retry_after_max: RETRY_AFTER_MAX,
            crawl_delay_max: CRAWL_DELAY_MAX,
        }
    }
}

/// The TLS library.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Tls {
    #[default]
    Rustls,
    /// The system's own, on Linux OpenSSL; only if the program was built with it.
    Native,
}

/// What the operator decides about the network.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// How the server's operators can reach ours; part of the User-Agent.
    pub(crate) contact: String,
    /// Minimum pause between the end of one request to a host and the start of the next.
    pub(crate) delay_min: Duration,
    /// PEM files whose certificates are trusted in addition to the system's.
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) tls: Tls,
    /// Whether to use the proxy from the environment; false for a portal on loopback.
    pub(crate) proxy: bool,
    /// A fixed date for answers instead of the clock, for reproducible runs.
    pub(crate) now: Option<DateTime<Utc>>,
    pub(crate) limits: Limits,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            contact: CONTACT_DEFAULT.to_owned(),
            delay_min: DELAY_MIN,
            certificates: Vec::new(),
            tls: Tls::default(),
            proxy: true,
            now: None,
            limits: Limits::default(),
        }
    }
}
