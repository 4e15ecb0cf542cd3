//! A person of the ministry's leadership, and the posts that the person held.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::tenure::{Bound, Tenure, judge};
use crate::article::labels::Role;

/// The ministry's own name: the body of a post that names none.
pub(super) const MINISTRY: &str = "Bộ Y tế";

/// How well a row of the registry is attested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Confidence {
    Low,
    Medium,
    High,
}

/// One post of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Post {
    pub(crate) role: Role,
    pub(crate) body: String,
    /// The first day in the post.
    pub(crate) from: Bound,
    /// The last day in the post; `None` while it is held, as far as is known.
    pub(crate) to: Option<Bound>,
    pub(crate) source: String,
    pub(crate) confidence: Confidence,
}

impl Post {
    pub(crate) fn on(&self, day: NaiveDate) -> Tenure {
        judge(&self.from, self.to.as_ref(), day)
    }
}

/// A person of the ministry's leadership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Person {
    /// The canonical name, as shown.
    pub(crate) name: String,
    /// Other spellings found in print.
    pub(crate) spellings: Vec<String>,
    /// By first day.
    pub(crate) posts: Vec<Post>,
}

impl Person {
    /// The name, then the other spellings.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.spellings.iter().map(String::as_str))
    }

    /// The highest post held on a day; one that is only perhaps held counts when none is for sure.
    pub(crate) fn post_on(&self, day: NaiveDate) -> Option<(&Post, Tenure)> {
        self.posts
            .iter()
            .map(|post| (post, post.on(day)))
            .filter(|(_, tenure)| *tenure != Tenure::Not)
            .min_by_key(|(post, tenure)| (std::cmp::Reverse(*tenure), post.role))
    }
}
