//! The one lexer, for the index and for queries alike.
//!
//! It cuts a text into words and spells each in two forms: `term`, where accents count but neither
//! the place of the tone mark nor i/y in open syllables does, and `fold`, without any accent.
//! It knows no dictionary and joins no syllables to words.

use std::ops::Range;

use super::alphabet::{Alphabet, Kind, Letter, Marks, alphabet, spell};
use super::packed::{Packed, PackedForm, PackedToken};
use super::sentences::is_abbreviation;

/// Longest token in characters. A longer run of letters becomes several tokens, so that nothing of
/// it is lost.
pub(crate) const TOKEN_CHARS_MAX: usize = 64;

/// How many positions are left empty where a clause ends: no phrase reaches over them.
pub(crate) const CLAUSE_GAP: u32 = 10;

/// Syllables that are written with i as well as with y.
pub(super) const OPEN_SYLLABLES: [&str; 7] = ["hy", "ky", "ly", "my", "sy", "ty", "quy"];

/// One token of a clean text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Token {
    /// Bytes of the clean text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Counts up by one per token, by [`CLAUSE_GAP`] more where a clause ends.
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
    /// Position of the next token, clause ends not yet counted.
    position: u32,
    /// Where the last token began; equal to `at` before the first.
    last_start: usize,
    alphabet: &'static Alphabet,
}

/// What stands between two tokens.
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

    /// Cuts a piece of a text that begins and ends at blanks or where the text does, by itself.
    pub(crate) fn within(text: &'a str, piece: Range<usize>) -> Self {
        // Its first word is found soonest from the blank before it.
        let at = piece.start.saturating_sub(1);
        Lexer { text: &text[..piece.end], at, position: 0, last_start: at, alphabet: alphabet() }
    }

    /// Goes on behind a token, whose position counts as 0.
    pub(crate) fn behind(text: &'a str, token: Range<usize>) -> Self {
        Lexer { text, at: token.end, position: 1, last_start: token.start, alphabet: alphabet() }
    }

    /// Moves to the next token, reusing the buffers of `token`; false at the end.
    pub(crate) fn advance(&mut self, token: &mut Token) -> bool {
        let Some(first) = self.begin() else { return false };
        self.take(first, token);
        true
    }

    /// Spells the word that begins here.
    #[inline(always)]
    fn take(&mut self, first: &Letter, token: &mut Token) {
        let start = self.at;
        self.read(first, token);
        token.start = start;
        token.end = self.at;
        token.position = self.end(start);
    }

    /// Moves to the next word as [`Lexer::advance`] does, but makes only the key of its exact form, or of
    /// the folded one; false at the end.
    pub(crate) fn advance_packed(&mut self, word: &mut PackedToken, folded: bool) -> bool {
        let Some(first) = self.begin() else { return false };
        let start = self.at;
        match self.read_packed(first, folded) {
            Some((end, key)) => {
                self.at = end;
                word.form = key;
            }
            None => word.form = self.spell_packed(first, folded),
        }
        word.start = start;
        word.end = self.at;
        word.capital = first.kind == Kind::Capital;
        word.position = self.end(start);
        true
    }

    /// Goes to the next word and counts the clause that ends before it. Gives its first character.
    #[inline(always)]
    fn begin(&mut self) -> Option<&'static Letter> {
        // Nearly always one blank is all that stands between two words.
        if self.text.as_bytes().get(self.at) == Some(&b' ') && self.at + 1 < self.text.len() {
            let (first, _) = self.alphabet.look(self.text, self.at + 1);
            if first.kind.begins_word() {
                self.at += 1;
                return Some(first);
            }
        }
        self.begin_after_marks()
    }

    #[inline(never)]
    fn begin_after_marks(&mut self) -> Option<&'static Letter> {
        let (first, between) = self.skip()?;
        if between == Between::Line || (between == Between::MarkThenBlank && first.kind == Kind::Capital) {
            self.position = self.position.saturating_add(CLAUSE_GAP);
        }
        Some(first)
    }

    /// Remembers the word that has been read from `start` on. Gives its position.
    #[inline]
    fn end(&mut self, start: usize) -> u32 {
        let position = self.position;
        self.last_start = start;
        self.position = position.saturating_add(1);
        position
    }

    /// Goes to the first character of the next word.
    fn skip(&mut self) -> Option<(&'static Letter, Between)> {
        let mut between = Between::Nothing;
        let after_token = self.at;
        while self.at < self.text.len() {
            let (letter, bytes) = self.alphabet.look(self.text, self.at);
            if letter.kind.begins_word() {
                return Some((letter, if self.position == 0 { Between::Nothing } else { between }));
            }
            between = self.pass(between, after_token);
            self.at += bytes;
        }
        None
    }

    /// How the character at `at`, which is in no word, changes what is known of the clause.
    #[inline(never)]
    fn pass(&self, between: Between, after_token: usize) -> Between {
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
        if first.kind == Kind::Digit && self.read_grouped(token) {
            return;
        }
        let (end, tone) = match self.read_plain(|letter| letter.push_forms(token)) {
            Some((end, marks, tone)) => {
                token.accented = marks.accented();
                (end, tone)
            }
            None => self.read_any(token),
        };
        self.at = end;
        finish(token, tone);
    }

    /// The end of a word on the fast path and its key; nothing when it needs the slow path, or an accent
    /// is in the way of its folded form.
    #[inline]
    fn read_packed(&self, first: &Letter, folded: bool) -> Option<(usize, PackedForm)> {
        if first.kind == Kind::Digit {
            return None;
        }
        let mut packed = Packed::default();
        let (end, marks, tone) = self.read_plain(|letter| packed.push(letter))?;
        if folded && marks.accented() {
            return None;
        }
        Some((end, packed.finish(tone)?))
    }

    /// The same for any word, by way of its forms.
    #[inline(never)]
    fn spell_packed(&mut self, first: &Letter, folded: bool) -> PackedForm {
        let mut token = Token::default();
        self.read(first, &mut token);
        PackedForm::of(if folded { &token.fold } else { &token.term })
    }

    /// Reads a number whose thousands are divided, if one stands here.
    #[inline(never)]
    fn read_grouped(&mut self, token: &mut Token) -> bool {
        let Some(bytes) = grouped_number(&self.text.as_bytes()[self.at..], self.before()) else { return false };
        token.term.extend(self.text[self.at..self.at + bytes].split('.'));
        token.fold.push_str(&token.term);
        token.accented = false;
        self.at += bytes;
        true
    }

    /// The slow path, for any word. Gives its end and tone.
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

    /// The fast path, for nearly every word: table letters with at most one tone, perhaps digits
    /// behind them. Gives its end, what its letters bear and its tone, or nothing when the word needs
    /// the slow path.
    #[inline(always)]
    fn read_plain(&self, mut spell: impl FnMut(&Letter)) -> Option<(usize, Marks, u8)> {
        // As many bytes as characters: what is longer is no syllable.
        let limit = self.text.len().min(self.at + TOKEN_CHARS_MAX);
        let (mut at, mut marks) = (self.at, Marks::default());
        while at < limit {
            let (letter, bytes) = self.alphabet.look(self.text, at);
            if !letter.is_plain() {
                if letter.kind != Kind::Other {
                    return None;
                }
                break;
            }
            marks += letter.marks;
            spell(letter);
            at += bytes;
        }
        let cut_short = at >= limit && limit < self.text.len();
        let tone = marks.tone()?;
        if cut_short || (marks.digits() && !ends_in_digits(&self.text[self.at..at])) {
            return None;
        }
        Some((at, marks, tone))
    }

    /// Whether another letter stands at `at`, marks aside. A letter after a digit belongs to the
    /// number when it is alone ("1A", "H5N1"), else it begins a word ("03|Trong", "50|mg").
    fn word_begins(&self, mut at: usize) -> bool {
        while at < self.text.len() {
            let (letter, bytes) = self.alphabet.look(self.text, at);
            match letter.kind {
                Kind::Mark => at += bytes,
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
                Kind::Other => break,
                Kind::Mark if marks == TOKEN_CHARS_MAX => break,
                Kind::Mark => marks += 1,
                _ if alone || chars == TOKEN_CHARS_MAX => break,
                Kind::Ideograph if at > start => break,
                Kind::Letter | Kind::Capital if after_digit && self.word_begins(at + bytes) => break,
                kind => {
                    chars += 1;
                    after_digit = kind == Kind::Digit;
                    alone = kind == Kind::Ideograph;
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
        // The mask changes nothing: it tells the compiler that this is a digit.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> String {
        tokens(text).into_iter().map(|t| t.term).collect::<Vec<_>>().join(" ")
    }

    fn folds(text: &str) -> String {
        tokens(text).into_iter().map(|t| t.fold).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_spelt_in_two_forms() {
        let cases = [
            ("khoẻ", "khoe3", "khoe"),
            ("khỏe", "khoe3", "khoe"),
            ("uỷ ban", "uy3 ban", "uy ban"),
            ("ủy BAN", "uy3 ban", "uy ban"),
            ("lựơng lượng", "lương5 lương5", "luong luong"),
            ("kỹ kĩ lý lí Mỹ Mĩ", "ki4 ki4 li1 li1 mi4 mi4", "ki ki li li mi mi"),
            ("bác sỹ, bác sĩ", "bac1 si4 bac1 si4", "bac si bac si"),
            ("tỷ tỉ quý quí hy hi", "ti3 ti3 qui1 qui1 hi hi", "ti ti qui qui hi hi"),
            ("Vy Vi thúy thúi", "vy vi thuy1 thui1", "vy vi thuy thui"),
            ("Đào Ðào HĐND HÐND", "đao2 đao2 hđnd hđnd", "dao dao hdnd hdnd"),
            ("Hànội", "hànội", "hanoi"),
            ("gì già giã", "gi2 gia2 gia4", "gi gia gia"),
            ("chó cho", "cho1 cho", "cho cho"),
            ("y Ý", "y y1", "y y"),
            ("Sigurðsson", "sigurđsson", "sigurdsson"),
            ("Zürich São José", "zürich sao4 jose1", "zurich sao jose"),
            ("m² CO₂", "m2 co2", "m2 co2"),
            ("ΟΔΟΣ οδος", "οδοσ οδοσ", "οδοσ οδοσ"),
        ];
        for (text, term, fold) in cases {
            assert_eq!((terms(text).as_str(), folds(text).as_str()), (term, fold), "{text}");
        }
    }

    #[test]
    fn words_are_cut() {
        let cases = [
            ("262/2025/QH15", "262 2025 qh15"),
            ("Bệnh viện 1A", "bênh5 viên5 1a"),
            ("03Trong 03trong", "03 trong 03 trong"),
            ("50mg 50 mg 5h30 H5N1 QH15Quốc", "50 mg 50 mg 5h30 h5n1 qh15 quôc1"),
            ("1.586 đại biểu, 12.000.000 đồng", "1586 đai5 biêu3 12000000 đông2"),
            ("1.586. Sau", "1586 sau"),
            ("9.9.2025 09.2025 1900.9095 1.5 0243.846.573", "9 9 2025 09 2025 1900 9095 1 5 0243 846 573"),
            ("10.000m2", "10000 m2"),
            ("Covid-19 vắc‑xin", "covid 19 văc1 xin"),
            ("Бюро ВОЗ", "бюро воз"),
            ("卫生部Bộ", "卫 生 部 bô5"),
            ("กระทรวง", "กระทรวง"),
            ("وِزَارَة", "وِزَارَة"),
            ("", ""),
            (" -?! ", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    #[test]
    fn a_long_run_is_cut_into_pieces_and_nothing_is_lost() {
        let run = "ệ".repeat(TOKEN_CHARS_MAX * 2 + 3);
        let found = tokens(&run);
        assert_eq!(found.len(), 3);
        assert!(found.windows(2).all(|w| w[0].end == w[1].start));
        assert_eq!(found.last().map(|t| t.end), Some(run.len()));
        assert!(found.iter().all(|t| t.fold.chars().count() <= TOKEN_CHARS_MAX));
    }

    #[test]
    fn positions_leave_a_gap_where_a_clause_ends() {
        let cases = [
            ("Trung ương Đảng, Bộ trưởng", Some(3)),
            ("khám, chữa bệnh", None),
            ("TP. Hồ Chí Minh", None),
            ("Tp. Hồ Chí Minh", None),
            ("GS. TS. Trần An", None),
            ("GS.TS. Trần An", None),
            ("PGS. TS Trần An", None),
            ("ThS. Trần An", None),
            ("viêm gan B. Thứ trưởng", Some(3)),
            ("tốt đẹp. Bộ Y tế", Some(2)),
            ("tốt đẹp.\u{a0}Bộ Y tế", Some(2)),
            ("“tốt đẹp” Bộ Y tế", Some(2)),
            ("nói “Bộ Y tế", None),
            ("tốt đẹp… Bộ", Some(2)),
            ("đẹp? Bộ! Ờ", Some(1)),
            ("Nguyễn An: Đã", Some(2)),
            ("7:30", None),
            ("một. hai", None),
            ("một\n\nhai", Some(1)),
            ("... Một hai", None),
        ];
        for (text, first_gap) in cases {
            let found = tokens(text);
            let gap = found.windows(2).position(|w| w[1].position != w[0].position + 1).map(|n| n + 1);
            assert_eq!(gap, first_gap, "{text}");
            assert_eq!(found[0].position, 0, "{text}");
        }
    }

    #[test]
    fn behind_any_token_the_others_follow() {
        let text = "TP. Hồ Chí Minh: 10.000m2, 5mg “Bệnh-viện” 03Trong 卫b ﬁb. Bộ, bụ̂c bác\n\nbB\u{301}";
        let all = tokens(text);
        for (n, first) in all.iter().enumerate() {
            let (mut lexer, mut token) = (Lexer::behind(text, first.start..first.end), Token::default());
            for expected in &all[n + 1..] {
                assert!(lexer.advance(&mut token));
                token.position += first.position;
                assert_eq!(token, *expected, "behind {first:?}");
            }
            assert!(!lexer.advance(&mut token));
        }
    }

    #[test]
    fn accents_are_noticed() {
        for (text, accented) in
            [("do", false), ("đo", true), ("dò", true), ("dơ", true), ("QH15", false), ("1.586", false)]
        {
            assert_eq!(tokens(text)[0].accented, accented, "{text}");
        }
    }
}
