//! The one lexer, for the index and for queries alike.
//!
//! It cuts a text into words and spells each in two forms: `term`, where accents count but neither
//! the place of the tone mark nor i/y in open syllables does, and `fold`, without any accent.
//! It knows no dictionary and joins no syllables to words.

use std::ops::Range;

use super::alphabet::{Alphabet, CharClass, Letter, Marks, alphabet, spell};
use super::sentences::is_abbreviation;
use super::token::Token;

/// Longest token in characters. A longer run of letters becomes several tokens, so nothing of it is lost.
pub(crate) const TOKEN_CHARS_MAX: usize = 64;

/// How many positions are left empty where a clause ends: no phrase reaches over them.
pub(crate) const CLAUSE_GAP: u32 = 10;

/// Syllables that are written with i as well as with y.
const OPEN_SYLLABLES: [&str; 7] = ["hy", "ky", "ly", "my", "sy", "ty", "quy"];

/// Cuts a clean text into tokens.
pub(crate) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Position of the next token, clause ends not yet counted.
    position: u32,
    /// Where the last token began; equal to `at` before the first.
    last_start: usize,
    alphabet: &'static Alphabet,
}

/// What is between two tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    /// A mark that ends a clause, so far without a blank.
    Mark,
    /// Such a mark, then a blank: the clause has ended if a capital follows.
    MarkThenBlank,
    /// A line has ended.
    Line,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Lexer { text, at: 0, position: 0, last_start: 0, alphabet: alphabet() }
    }

    /// Cuts a piece of a text by itself; the piece begins and ends at blanks or where the text does.
    pub(crate) fn within(text: &'a str, piece: Range<usize>) -> Self {
        // Its first word is found fastest from the blank before it.
        let at = piece.start.saturating_sub(1);
        Lexer { text: &text[..piece.end], at, position: 0, last_start: at, alphabet: alphabet() }
    }

    /// Starts after a token, whose position counts as 0.
    pub(crate) fn after(text: &'a str, token: Range<usize>) -> Self {
        Lexer { text, at: token.end, position: 1, last_start: token.start, alphabet: alphabet() }
    }

    /// Moves to the next token, reusing the buffers of `token`; false at the end.
    pub(crate) fn advance(&mut self, token: &mut Token) -> bool {
        let Some(first) = self.next_word() else { return false };
        self.read_token(first, token);
        true
    }

    /// Reads the word that begins at `at` into `token`, and moves to its end.
    #[inline(always)]
    fn read_token(&mut self, first: &Letter, token: &mut Token) {
        let start = self.at;
        self.read(first, token);
        token.start = start;
        token.end = self.at;
        token.position = self.record_word(start);
    }

    /// Moves to the start of the next word, counts the clause that ends before it, and returns its first
    /// character; `None` at the end of the text.
    #[inline(always)]
    fn next_word(&mut self) -> Option<&'static Letter> {
        // Nearly always a single blank separates two words.
        if self.text.as_bytes().get(self.at) == Some(&b' ') && self.at + 1 < self.text.len() {
            let (first, _) = self.alphabet.look(self.text, self.at + 1);
            if first.kind.begins_word() {
                self.at += 1;
                return Some(first);
            }
        }
        self.next_word_after_marks()
    }

    #[inline(never)]
    fn next_word_after_marks(&mut self) -> Option<&'static Letter> {
        let (first, between) = self.skip_to_word()?;
        if between == Between::Line || (between == Between::MarkThenBlank && first.kind == CharClass::Capital) {
            self.position = self.position.saturating_add(CLAUSE_GAP);
        }
        Some(first)
    }

    /// Records that a word began at `start` and returns its position.
    #[inline]
    fn record_word(&mut self, start: usize) -> u32 {
        let position = self.position;
        self.last_start = start;
        self.position = position.saturating_add(1);
        position
    }

    /// Moves to the start of the next word. Returns its first character and what was before it; `None` at the
    /// end of the text.
    fn skip_to_word(&mut self) -> Option<(&'static Letter, Between)> {
        let mut between = Between::Nothing;
        let after_token = self.at;
        while self.at < self.text.len() {
            let (letter, bytes) = self.alphabet.look(self.text, self.at);
            if letter.kind.begins_word() {
                return Some((letter, if self.position == 0 { Between::Nothing } else { between }));
            }
            between = self.between_with(between, after_token);
            self.at += bytes;
        }
        None
    }

    /// What is between two words when the character at `at`, which is in no word, is added to what was before
    /// it.
    #[inline(never)]
    fn between_with(&self, between: Between, after_token: usize) -> Between {
        let rest = &self.text[self.at..];
        match rest.as_bytes()[0] {
            b'\n' => Between::Line,
            b' ' | b'\t' if between == Between::Mark => Between::MarkThenBlank,
            b'.' if self.at == after_token && is_abbreviation(&self.text[self.last_start..self.at]) => between,
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'"' | b'\'' if between == Between::Nothing => Between::Mark,
            ..0x80 => between,
            _ => match rest.chars().next() {
                Some('…' | '“' | '”' | '‘' | '’' | '«' | '»' | '„') if between == Between::Nothing => {
                    Between::Mark
                }
                Some(c) if between == Between::Mark && c.is_whitespace() => Between::MarkThenBlank,
                _ => between,
            },
        }
    }

    /// Reads the word at `at`, which begins with this character.
    #[inline(always)]
    fn read(&mut self, first: &Letter, token: &mut Token) {
        token.term.clear();
        token.fold.clear();
        if first.kind == CharClass::Digit && self.read_grouped(token) {
            return;
        }
        if first.kind == CharClass::Capital
            && self.text.as_bytes().get(self.at + 1) == Some(&b'.')
            && self.read_initials(token)
        {
            return;
        }
        let (end, tone) = match self.read_plain(token) {
            Some((end, marks, tone)) => {
                token.accented = marks.accented();
                (end, tone)
            }
            None => self.read_any(token),
        };
        self.at = end;
        finish(token, tone);
    }

    /// Reads a number whose thousands are divided; returns whether there is one at `at`.
    #[inline(never)]
    fn read_grouped(&mut self, token: &mut Token) -> bool {
        let Some(bytes) = grouped_number(&self.text.as_bytes()[self.at..], self.before()) else { return false };
        token.term.extend(self.text[self.at..self.at + bytes].split('.'));
        token.fold.push_str(&token.term);
        token.accented = false;
        self.at += bytes;
        true
    }

    /// Reads capitals with a point after each ("W.H.O.") as the word that they abbreviate; returns whether there are
    /// two or more at `at`. The last point belongs to no word.
    #[inline(never)]
    fn read_initials(&mut self, token: &mut Token) -> bool {
        let Some(bytes) = initials(&self.text[self.at..]) else { return false };
        let letters = self.text[self.at..self.at + bytes].split('.');
        letters.for_each(|letter| token.term.push_str(&letter.to_ascii_lowercase()));
        token.fold.push_str(&token.term);
        token.accented = false;
        self.at += bytes;
        true
    }

    /// The slow path, for any word. Returns its end and its tone.
    #[inline(never)]
    fn read_any(&self, token: &mut Token) -> (usize, u8) {
        let end = self.word_end(self.at);
        let (tone, accented) = spell(&self.text[self.at..end], &mut token.term, &mut token.fold);
        token.accented = accented;
        (end, tone)
    }

    /// The byte before the word, if any.
    fn before(&self) -> Option<u8> {
        self.at.checked_sub(1).map(|n| self.text.as_bytes()[n])
    }

    /// The fast path, for nearly every word: letters of the table with at most one tone, and digits after them.
    /// Returns its end, the marks of its letters and its tone; `None` when the word needs the slow path.
    #[inline(always)]
    fn read_plain(&self, token: &mut Token) -> Option<(usize, Marks, u8)> {
        // As many bytes as characters: anything longer isn't a syllable.
        let limit = self.text.len().min(self.at + TOKEN_CHARS_MAX);
        let (mut at, mut marks) = (self.at, Marks::default());
        while at < limit {
            let (letter, bytes) = self.alphabet.look(self.text, at);
            if !letter.is_plain() {
                if letter.kind != CharClass::Other {
                    return None;
                }
                break;
            }
            marks += letter.marks;
            letter.push_forms(token);
            at += bytes;
        }
        let cut_short = at >= limit && limit < self.text.len();
        let tone = marks.tone()?;
        if cut_short || (marks.digits() && !ends_in_digits(&self.text[self.at..at])) {
            return None;
        }
        Some((at, marks, tone))
    }

    /// Whether there is another letter at `at`, marks aside. A letter after a digit belongs to the
    /// number when it is alone ("1A", "H5N1"), else it begins a word ("03|Trong", "50|mg").
    fn word_begins(&self, mut at: usize) -> bool {
        while at < self.text.len() {
            let (letter, bytes) = self.alphabet.look(self.text, at);
            match letter.kind {
                CharClass::Mark => at += bytes,
                kind => return kind.is_letter(),
            }
        }
        false
    }

    /// The end of the word at `start`, in any script.
    fn word_end(&self, start: usize) -> usize {
        let (mut at, mut chars, mut marks) = (start, 0, 0);
        let (mut after_digit, mut alone) = (false, false);
        while at < self.text.len() {
            let (letter, bytes) = self.alphabet.look(self.text, at);
            match letter.kind {
                CharClass::Other => break,
                CharClass::Mark if marks == TOKEN_CHARS_MAX => break,
                CharClass::Mark => marks += 1,
                _ if alone || chars == TOKEN_CHARS_MAX => break,
                CharClass::Ideograph if at > start => break,
                CharClass::Letter | CharClass::Capital if after_digit && self.word_begins(at + bytes) => break,
                kind => {
                    chars += 1;
                    after_digit = kind == CharClass::Digit;
                    alone = kind == CharClass::Ideograph;
                }
            }
            at += bytes;
        }
        at
    }
}

/// Whether no letter follows the first digit of a word.
fn ends_in_digits(word: &str) -> bool {
    word.bytes().skip_while(|b| !b.is_ascii_digit()).all(|b| b.is_ascii_digit())
}

/// Writes i for y in open syllables.
#[inline(never)]
fn shorten_y(token: &mut Token) {
    for form in [&mut token.term, &mut token.fold] {
        if OPEN_SYLLABLES.contains(&form.as_str()) {
            form.pop();
            form.push('i');
        }
    }
}

/// Completes the two forms: i for y in open syllables, then the tone as a digit.
#[inline]
fn finish(token: &mut Token, tone: u8) {
    if token.fold.as_bytes().last() == Some(&b'y') {
        shorten_y(token);
    }
    if tone != 0 {
        // The mask changes nothing: it shows the compiler that this is a digit.
        token.term.push(char::from(b'0' | (tone & 7)));
    }
}

/// The length of a number whose thousands are divided by points ("1.586", "12.000.000"). Dates,
/// versions and telephone numbers are none: the first group has one to three digits and no leading
/// zero, all others exactly three.
fn grouped_number(bytes: &[u8], before: Option<u8>) -> Option<usize> {
    let digits = |from: usize| bytes[from..].iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    let follows_point = matches!(before, Some(b'.' | b'0'..=b'9'));
    let mut end = digits(0);
    if bytes[0] == b'0' || end > 3 || follows_point {
        return None;
    }
    let first_end = end;
    while bytes.get(end) == Some(&b'.') {
        match digits(end + 1) {
            3 => end += 4,
            0 => break,
            _ => return None,
        }
    }
    (end > first_end && end <= TOKEN_CHARS_MAX).then_some(end)
}

/// The length of capitals divided by points ("W.H.O"). Each is a letter of its own: "Y.Tế" is none.
fn initials(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = 1;
    while bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_uppercase) {
        end += 2;
    }
    // A letter or a mark follows the last capital, so that capital begins a word.
    let goes_on = text[end..].chars().next().is_some_and(|c| !c.is_ascii() || c.is_ascii_alphanumeric());
    let end = if goes_on { end.saturating_sub(2) } else { end };
    (end > 1 && end < TOKEN_CHARS_MAX).then_some(end)
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
