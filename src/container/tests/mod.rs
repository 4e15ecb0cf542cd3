//! Containers built in code, whole and damaged.

mod archives;
mod build;
mod damage;
mod foreign;
mod saved;
mod warc;
