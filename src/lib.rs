//! byt: a news corpus of the Vietnamese Ministry of Health.

mod answer;
mod article;
mod calendar;
mod corpus;
mod crawl;
pub mod demo;
mod fetch;
mod page;
mod portal;
mod text;
