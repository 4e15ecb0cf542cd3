//! The pages, one per file, each a function from the commands' documents to HTML.

mod article;
mod bars;
mod changes;
mod coverage;
mod desk;
mod hits;
mod layout;
mod notes;
mod officials;
mod pager;
mod people;
mod person;
mod problem;
mod problem_page;
mod render;
mod search;
mod search_form;
mod study;
mod topics;
mod versions;

pub(super) use problem::Problem;
pub(super) use problem_page::page as problem;
pub(super) use render::{Shown, render};
