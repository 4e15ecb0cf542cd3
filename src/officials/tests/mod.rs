//! Tests of the whole way from an article to its links.

mod acts;
mod cases;
mod others;
mod random;
mod table;
