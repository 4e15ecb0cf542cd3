//! Relaxation: the levels of strictness of a query, from exactly as typed to any of its words.

use super::tree::Node;

/// How words are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccentMode {
    /// Every word must match as typed, also those typed without accents.
    Exact,
    /// Words typed with accents must match exactly, others match with any accents.
    Typed,
    /// Accents don't count.
    Folded,
}

/// How strictly a query must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strictness {
    pub(super) forms: AccentMode,
    /// Whether a phrase may skip one word, or span the end of a clause.
    pub(super) loose: bool,
    /// Whether any of the words is enough.
    pub(super) any: bool,
}

impl Strictness {
    /// The strictest level, which is tried first.
    pub(super) const STRICT: Strictness = Strictness { forms: AccentMode::Typed, loose: false, any: false };
}

/// How an article matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Match {
    /// Every word as typed.
    Exact,
    /// Some word only without its accents.
    Folded,
    /// Only some of the words.
    Any,
}

/// One way in which a query was relaxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relaxation {
    /// Phrases may skip one word or span the end of a clause.
    Loose,
    /// Typed accents don't count.
    Folded,
    /// Any of the words is enough.
    Any,
}

/// The levels for a query, strictest first. Levels that would match the same articles are left out.
pub(super) fn levels_of(root: Option<&Node>) -> Vec<Strictness> {
    let strict = Strictness::STRICT;
    let mut levels = vec![strict];
    let Some(root) = root else { return levels };
    let has_phrase = holds_phrase(root);
    let accented = holds_accents(root);
    if has_phrase {
        levels.push(Strictness { loose: true, ..strict });
    }
    if accented {
        levels.push(Strictness { forms: AccentMode::Folded, ..strict });
    }
    if accented && has_phrase {
        levels.push(Strictness { forms: AccentMode::Folded, loose: true, any: false });
    }
    if units(root) > 1 {
        levels.push(Strictness { loose: has_phrase, any: true, ..strict });
        if accented {
            levels.push(Strictness { forms: AccentMode::Folded, loose: has_phrase, any: true });
        }
    }
    levels
}

/// The number of words and phrases, any one of which could be enough. A phrase counts once.
fn units(node: &Node) -> usize {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().map(units).sum(),
        Node::Terms(_, run) => run.words.len(),
        Node::Phrase(..) | Node::Prefix(..) => 1,
        Node::Not(_) | Node::Filter(_) => 0,
    }
}

pub(super) fn holds_phrase(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(holds_phrase),
        Node::Phrase(..) => true,
        Node::Not(_) | Node::Terms(..) | Node::Prefix(..) | Node::Filter(_) => false,
    }
}

fn holds_accents(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(holds_accents),
        Node::Terms(_, run) => run.words.iter().any(|w| w.accented),
        Node::Phrase(_, phrase) => phrase.words.iter().any(|w| w.accented),
        Node::Prefix(_, word) => word.accented,
        Node::Not(_) | Node::Filter(_) => false,
    }
}
