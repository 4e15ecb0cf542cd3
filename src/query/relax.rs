//! The ladder: how strictly a query is taken, from as it was typed down to what may still help.

use super::tree::Node;

/// How words are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccentMode {
    /// Every word as it is typed, those without accents too.
    Exact,
    /// Words typed with accents exactly, the others folded.
    Typed,
    /// Every word without its accents.
    Folded,
}

/// One strictness of the ladder: how strictly a query is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strictness {
    pub(super) forms: AccentMode,
    /// Whether a phrase may reach over one more word, or over the end of a clause.
    pub(super) loose: bool,
    /// Whether any of the words is enough.
    pub(super) any: bool,
}

impl Strictness {
    /// The first one.
    pub(super) const STRICT: Strictness = Strictness { forms: AccentMode::Typed, loose: false, any: false };
}

/// How the articles that are given match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Match {
    /// Every word as it was typed.
    Exact,
    /// Some word without regard to its accents.
    Folded,
    /// Some of the words only.
    Any,
}

/// What had to be given up for anything to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relaxation {
    /// Phrases may reach over one more word or over the end of a clause.
    Loose,
    /// Accents that were typed don't count.
    Folded,
    /// Any of the words is enough.
    Any,
}

/// From strict to lenient. Rungs that can't differ from the one before are left out.
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

/// How many things are looked for, any of which could be enough. A phrase is one: quotes are meant.
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
