//! Containers built in code, whole and damaged.

mod build;
mod damage;
mod warc;
