//! byt: a news corpus of the Vietnamese Ministry of Health.

mod answer;
mod article;
mod calendar;
mod corpus;
mod index;
mod officials;
mod page;
mod portal;
mod query;
mod text;
mod topics;
