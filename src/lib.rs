//! byt: a news corpus of the Vietnamese Ministry of Health.

mod article;
mod calendar;
mod officials;
mod page;
mod text;
mod topics;
