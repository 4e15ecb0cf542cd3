//! Everything a user can see, through the real binary: one module for each subject.
//!
//! Hermetic: each test has a folder of its own, a cleared environment and a fixed clock, and touches
//! nothing but loopback.

mod api;
mod archive;
mod association;
#[cfg(unix)]
mod backup;
mod broken_input;
mod charts;
mod check;
mod cite;
mod completions;
mod config;
mod counting;
#[cfg(unix)]
mod cursor_kills;
mod damage;
mod endings;
mod engine;
mod exit_codes;
mod filters;
mod folders;
mod following;
mod foreign_records;
mod formats;
mod groups;
mod help;
mod history;
mod house;
mod identity;
mod import;
mod import_plan;
#[cfg(unix)]
mod interrupted;
mod json_files;
#[cfg(unix)]
mod kill;
mod limits;
mod man;
mod mock_engine;
mod officials;
#[cfg(unix)]
mod operations;
mod order;
mod outputs;
#[cfg(unix)]
mod power;
mod printed;
mod push;
mod questions;
mod readme;
mod removals;
mod reparse;
mod run_list;
mod schema;
mod search;
mod selected;
mod sentences;
mod serve;
mod serve_said;
mod serve_study;
mod site;
mod status;
mod steering;
mod study;
mod study_lists;
mod study_options;
mod study_past;
mod support;
mod terminal;
mod text;
mod tls;
mod units;
mod update;
mod upstream;
mod vietnamese;
mod withdraw;
mod year;
