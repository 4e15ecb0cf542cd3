//! Tests of the whole way from an article to its topics.

mod cases;
