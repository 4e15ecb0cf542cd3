//! The network: polite HTTP requests to one server, with errors that explain themselves.
//!
//! This is the only module that opens outgoing sockets. A [`Client`] obeys robots.txt, pauses between two
//! requests to a host, retries where that can help, never follows a redirect to another host or from https to
//! http, and stops reading at a limit. It knows nothing about articles: it returns the [`Answer`](crate::answer::Answer) as received,
//! and its body decompressed.
//!
//! A [`Service`] is the other kind of client, for servers that exist to serve this program: no robots.txt, no pauses, no
//! redirects; credentials, and several nodes that stand in for each other.

mod background;
mod client;
mod ending;
mod exchange;
mod failure;
mod pace;
mod proxy;
mod redirect;
mod request;
mod retry;
mod robots;
mod service;
mod settings;
#[cfg(test)]
mod tests;
mod tls;

pub(crate) use client::Client;
pub(crate) use failure::{Cause, FetchError, SetupError};
pub(crate) use request::{Fetched, Notice, Request, Traffic};
#[cfg(feature = "internals")]
pub(crate) use robots::allows;
pub(crate) use service::{Credentials, Method, Reply, Service, ServiceError};
pub(crate) use settings::{Limits, PRODUCT, Settings, Tls};
