//! The one lexer, for the index and for queries alike.

use unicode_normalization::UnicodeNormalization;

/// One token of a clean text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Token {
    /// Bytes of the clean text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Counts up by one per token, by more where a clause ends.
    pub(crate) position: u32,
    /// Exact form: accents count, the place of the tone mark does not.
    pub(crate) term: String,
    /// The form without any accent.
    pub(crate) fold: String,
    /// Whether the written word bears an accent (đ included).
    pub(crate) accented: bool,
}

/// Cuts a clean text into tokens.
pub(crate) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    position: u32,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Lexer { text, at: 0, position: 0 }
    }

    /// Moves to the next token, reusing the buffers of `token`; false at the end.
    pub(crate) fn advance(&mut self, token: &mut Token) -> bool {
        let rest = &self.text[self.at..];
        let Some(skip) = rest.find(char::is_alphanumeric) else { return false };
        let start = self.at + skip;
        let word = &self.text[start..];
        let end = start + word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
        let word = &self.text[start..end];
        token.start = start;
        token.end = end;
        token.position = self.position;
        token.term = word.to_lowercase();
        token.fold = token
            .term
            .nfd()
            .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
            .map(|c| if c == 'đ' { 'd' } else { c })
            .collect();
        token.accented = token.fold != token.term;
        self.at = end;
        self.position += 1;
        true
    }
}

/// All tokens of a clean text.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer::new(text);
    let mut out = Vec::new();
    let mut token = Token::default();
    while lexer.advance(&mut token) {
        out.push(token.clone());
    }
    out
}
