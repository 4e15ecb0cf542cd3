//! byt: a news corpus of the Vietnamese Ministry of Health.

mod answer;
mod article;
mod calendar;
mod cli;
mod corpus;
mod crawl;
mod export;
mod index;
mod indexing;
mod officials;
pub mod demo;
mod fetch;
mod page;
mod portal;
mod query;
mod text;
mod topics;

pub use cli::run;
