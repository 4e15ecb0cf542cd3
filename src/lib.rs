//! byt: a news corpus of the Vietnamese Ministry of Health.

mod article;
mod calendar;
mod page;
mod portal;
mod text;
