//! byt: a news corpus of the Vietnamese Ministry of Health.

mod answer;
mod article;
mod calendar;
mod cli;
mod corpus;
mod crawl;
pub mod demo;
mod export;
mod fetch;
mod index;
mod indexing;
mod officials;
mod page;
mod portal;
mod query;
mod text;
mod topics;

pub use cli::run;
