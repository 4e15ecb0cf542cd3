//! Reads a printed post: "Thứ trưởng Thường trực Bộ Y tế", and whose ministry it belongs to.

use serde::Deserialize;

use super::names::Names;
use super::words::{Case, Gap, Word};
use crate::article::labels::Role;
use crate::text::phrases::{Phrases, Vocabulary};

/// Whose post it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ministry {
    /// This ministry's: "Bộ trưởng Bộ Y tế".
    This,
    /// No ministry is printed: "Bộ trưởng nhấn mạnh".
    Unnamed,
    /// Another ministry's or another country's.
    Other,
}

/// A post in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Post {
    /// Words `start..end` of the sentence, the ministry's name included.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) role: Role,
    pub(super) ministry: Ministry,
    /// "nguyên Bộ trưởng": somebody who no longer holds it.
    pub(super) former: bool,
    /// "các Thứ trưởng": the names that follow share it.
    pub(super) plural: bool,
    /// The rank as such, and not its holder: "cấp Bộ trưởng", "Hội nghị Bộ trưởng Y tế".
    pub(super) rank_only: bool,
}

/// What changes the meaning of the post right after it.
#[derive(Debug, Clone, Copy)]
enum Prefix {
    Former,
    Plural,
    /// The rank as such: "cấp Bộ trưởng".
    NotTheHolder,
    /// "Phó Bộ trưởng": a rank that this ministry does not have.
    UnknownRank,
}

/// The rules for posts.
#[derive(Debug, Clone)]
pub(super) struct PostReader {
    ranks: Phrases<Role>,
    ministries: Phrases<Ministry>,
    /// What turns "Bộ Y tế" into the ministry of another country: "Bộ Y tế và Phúc lợi".
    makes_foreign: Phrases<()>,
    this_nation: Phrases<()>,
    prefixes: Phrases<Prefix>,
    /// "ủy", before "quyền Bộ trưởng".
    not_a_rank: Phrases<()>,
    /// What follows the post of somebody who held it long ago.
    past: Phrases<()>,
}

/// The lists, as data.
pub(super) const POSTS: &str = include_str!("posts.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostLists {
    this_ministry: Vec<String>,
    other_ministries: Vec<String>,
    makes_foreign: Vec<String>,
    this_nation: Vec<String>,
    past: Vec<String>,
    before: BeforePost,
    rank: Vec<Rank>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BeforePost {
    former: Vec<String>,
    plural: Vec<String>,
    not_the_holder: Vec<String>,
    unknown_rank: Vec<String>,
    not_a_rank: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rank {
    role: Role,
    names: Vec<String>,
}

/// Words of the longest name of a ministry.
const MINISTRY_WORDS_MAX: usize = 8;
/// Words of the longest prefix.
const PREFIX_WORDS_MAX: usize = 3;

impl PostReader {
    pub(super) fn new(vocabulary: &mut Vocabulary) -> Self {
        let lists: PostLists = toml::from_str(POSTS).expect("the embedded posts are checked by a test");
        let mut ranks = Phrases::default();
        for rank in &lists.rank {
            ranks.extend(vocabulary, &rank.names, rank.role);
        }
        let mut ministries = Phrases::default();
        ministries.extend(vocabulary, &lists.this_ministry, Ministry::This);
        ministries.extend(vocabulary, &lists.other_ministries, Ministry::Other);
        let mut prefixes = Phrases::default();
        prefixes.extend(vocabulary, &lists.before.former, Prefix::Former);
        prefixes.extend(vocabulary, &lists.before.plural, Prefix::Plural);
        prefixes.extend(vocabulary, &lists.before.not_the_holder, Prefix::NotTheHolder);
        prefixes.extend(vocabulary, &lists.before.unknown_rank, Prefix::UnknownRank);
        PostReader {
            ranks,
            ministries,
            prefixes,
            not_a_rank: Phrases::set(vocabulary, &lists.before.not_a_rank),
            makes_foreign: Phrases::set(vocabulary, &lists.makes_foreign),
            this_nation: Phrases::set(vocabulary, &lists.this_nation),
            past: Phrases::set(vocabulary, &lists.past),
        }
    }

    /// All posts of a sentence, in order.
    pub(super) fn read(&self, words: &[Word], names: &Names) -> Vec<Post> {
        let mut posts = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.at(words, at, names) {
                Some(post) => {
                    at = post.end;
                    posts.push(post);
                }
                None => at += 1,
            }
        }
        posts
    }

    fn at(&self, words: &[Word], start: usize, names: &Names) -> Option<Post> {
        let (len, role) = self.ranks.at(words, start)?;
        let joined = words[start].before == Gap::Blank && self.not_a_rank.ending_at(words, start, 1).is_some();
        if joined && *role == Role::ActingMinister {
            return None;
        }
        let (ministry, end) = self.ministry(words, start + len, names);
        let (before, prefix) = match self.prefixes.ending_at(words, start, PREFIX_WORDS_MAX) {
            Some((len, prefix)) => (len, Some(*prefix)),
            None => (0, None),
        };
        let past = words.get(end).is_some_and(|w| w.before == Gap::Blank) && self.past.at(words, end).is_some();
        let former = past || matches!(prefix, Some(Prefix::Former));
        Some(Post {
            start: if matches!(prefix, Some(Prefix::Former)) { start - before } else { start },
            end,
            role: *role,
            ministry: if matches!(prefix, Some(Prefix::UnknownRank)) { Ministry::Other } else { ministry },
            former,
            plural: matches!(prefix, Some(Prefix::Plural)),
            rank_only: matches!(prefix, Some(Prefix::NotTheHolder)),
        })
    }

    /// Whether another ministry is printed right before a word that is not joined to it: "Bộ Công an: Thứ trưởng".
    pub(super) fn is_elsewhere_before(&self, words: &[Word], at: usize) -> bool {
        words.get(at).is_some_and(|word| matches!(word.before, Gap::Colon | Gap::Dash))
            && matches!(self.ministries.ending_at(words, at, MINISTRY_WORDS_MAX), Some((2.., Ministry::Other)))
    }

    /// Whether another ministry is printed in apposition from a word on: "Thứ trưởng X (Bộ Công an)".
    pub(super) fn is_elsewhere_behind(&self, words: &[Word], at: usize) -> bool {
        words
            .get(at)
            .is_some_and(|word| matches!(word.before, Gap::Comma | Gap::Dash | Gap::Open) && word.case.is_capital())
            && matches!(self.ministries.at(words, at), Some((2.., Ministry::Other)))
    }

    /// Whose ministry is printed from a word on, and where its name ends.
    fn ministry(&self, words: &[Word], at: usize, names: &Names) -> (Ministry, usize) {
        let Some(next) = words.get(at) else { return (Ministry::Unnamed, at) };
        // "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ" is the only post with a comma inside.
        if next.before == Gap::Comma
            && next.case.is_capital()
            && let Some((len, Ministry::Other)) = self.ministries.at(words, at).filter(|(len, _)| *len > 1)
        {
            return (Ministry::Other, at + len);
        }
        if next.before != Gap::Blank {
            return (Ministry::Unnamed, at);
        }
        let foreign = names.foreign_at(words, at);
        if foreign > 0 {
            return (Ministry::Other, at + foreign);
        }
        match self.ministries.at(words, at) {
            Some((len, Ministry::This)) => self.this_or_foreign(words, at + len, names),
            // "Bộ trưởng bộ ngành", "Thứ trưởng thông tin": only a capital makes a ministry's name.
            Some((len, Ministry::Other)) if next.case.is_capital() || len > 1 => (Ministry::Other, at + len),
            _ => (Ministry::Unnamed, at),
        }
    }

    /// After "Bộ Y tế": Vietnam's, unless a country or a second field follows.
    fn this_or_foreign(&self, words: &[Word], at: usize, names: &Names) -> (Ministry, usize) {
        let gap = words.get(at).map(|w| w.before);
        if !matches!(gap, Some(Gap::Blank | Gap::Open | Gap::Dash)) {
            return (Ministry::This, at);
        }
        if let Some((len, ())) = self.this_nation.at(words, at) {
            return (Ministry::This, at + len);
        }
        let foreign = names.foreign_at(words, at);
        if foreign > 0 && gap != Some(Gap::Dash) {
            return (Ministry::Other, at + foreign);
        }
        match self.makes_foreign.at(words, at) {
            Some((len, ())) if gap == Some(Gap::Blank) && words[at + len - 1].case != Case::Lower => {
                (Ministry::Other, at + len)
            }
            Some((len, ())) if gap == Some(Gap::Blank) && names.foreign_at(words, at + len) > 0 => {
                (Ministry::Other, at + len)
            }
            _ => (Ministry::This, at),
        }
    }
}
