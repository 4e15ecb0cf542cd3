//! One token of a text, as the lexer cuts and spells it.

/// One token of a clean text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Token {
    /// Bytes of the clean text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Counts up by one per token, by [`CLAUSE_GAP`](super::CLAUSE_GAP) more where a clause ends.
    pub(crate) position: u32,
    /// Exact form: accents count, the place of the tone mark does not.
    pub(crate) term: String,
    /// The form without any accent.
    pub(crate) fold: String,
    /// Whether the written word has an accent (đ included).
    pub(crate) accented: bool,
}
