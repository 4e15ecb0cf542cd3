//! The one lexer, for the index and for queries alike.
//!
//! It cuts a text into words and spells each in two forms: `term`, where accents count but neither
//! the place of the tone mark nor i/y in open syllables does, and `fold`, without any accent.
//! It knows no dictionary and joins no syllables to words.

use super::alphabet::{Alphabet, Kind, Letter, alphabet, spell};

/// Longest token in characters. A longer run of letters becomes several tokens, so that nothing of
/// it is lost.
pub(crate) const TOKEN_CHARS_MAX: usize = 64;

/// How many positions are left empty where a clause ends: no phrase reaches over them.
pub(crate) const CLAUSE_GAP: u32 = 10;

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

/// Cuts a clean text into tokens. A clone goes on from the same place.
#[derive(Clone)]
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

    /// Moves to the next token, reusing the buffers of `token`; false at the end.
    pub(crate) fn advance(&mut self, token: &mut Token) -> bool {
        self.advance_to(token, |_| true)
    }

    /// Moves to the next token whose `fold` may begin with a wanted character, without spelling those
    /// that it passes. It may stop at others too: only a first letter of the table tells.
    pub(crate) fn advance_to(&mut self, token: &mut Token, wanted: impl Fn(char) -> bool) -> bool {
        loop {
            let Some((letter, between)) = self.skip() else { return false };
            let start = self.at;
            if between == Between::Line || (between == Between::MarkThenBlank && letter.kind == Kind::Capital) {
                self.position = self.position.saturating_add(CLAUSE_GAP);
            }
            let is_wanted = !letter.plain || letter.kind == Kind::Digit || wanted(letter.fold);
            if is_wanted {
                self.read(letter.kind, token);
                token.start = start;
                token.end = self.at;
                token.position = self.position;
            } else {
                self.at = self.word_end(start);
            }
            self.last_start = start;
            self.position = self.position.saturating_add(1);
            if is_wanted {
                return true;
            }
        }
    }

    /// Goes to the first character of the next word.
    fn skip(&mut self) -> Option<(Letter, Between)> {
        let mut between = Between::Nothing;
        let after_token = self.at;
        while self.at < self.text.len() {
            let (letter, bytes) = self.alphabet.look(self.text, self.at);
            if letter.kind.begins_word() {
                return Some((*letter, if self.position == 0 { Between::Nothing } else { between }));
            }
            between = self.pass(between, after_token);
            self.at += bytes;
        }
        None
    }

    /// How the character at `at`, which is in no word, changes what is known of the clause.
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

    /// Reads the word at `at`, which begins with a character of this kind.
    fn read(&mut self, kind: Kind, token: &mut Token) {
        token.term.clear();
        token.fold.clear();
        token.accented = false;
        if kind == Kind::Digit
            && let Some(bytes) = grouped_number(&self.text.as_bytes()[self.at..], self.before())
        {
            token.term.extend(self.text[self.at..self.at + bytes].split('.'));
            token.fold.push_str(&token.term);
            self.at += bytes;
            return;
        }
        let start = self.at;
        let Some((end, tone)) = self.read_plain(token) else {
            self.at = self.word_end(start);
            let (tone, accented) = spell(&self.text[start..self.at], &mut token.term, &mut token.fold);
            token.accented = accented;
            finish(token, tone);
            return;
        };
        self.at = end;
        finish(token, tone);
    }

    /// The byte before the word, if any.
    fn before(&self) -> Option<u8> {
        self.at.checked_sub(1).map(|n| self.text.as_bytes()[n])
    }

    /// The fast path: a word of table letters and digits with at most one tone. Gives its end and
    /// tone, or nothing when the word needs the slow path.
    #[inline]
    fn read_plain(&self, token: &mut Token) -> Option<(usize, u8)> {
        let (mut at, mut chars, mut tone) = (self.at, 0, 0);
        let mut after_digit = false;
        while at < self.text.len() {
            let (letter, bytes) = self.alphabet.look(self.text, at);
            if !letter.plain {
                if letter.kind == Kind::Other || (letter.kind == Kind::Ideograph && at > self.at) {
                    break;
                }
                return None;
            }
            let is_digit = letter.kind == Kind::Digit;
            if chars == TOKEN_CHARS_MAX || (after_digit && !is_digit && self.word_begins(at + bytes)) {
                break;
            }
            if letter.tone != 0 {
                if tone != 0 {
                    return None;
                }
                tone = letter.tone;
            }
            token.accented |= letter.accented;
            token.term.push(letter.base);
            token.fold.push(letter.fold);
            after_digit = is_digit;
            at += bytes;
            chars += 1;
        }
        Some((at, tone))
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

    /// The end of the word at `start`, by the same rules as [`Lexer::read_plain`], for any script.
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

/// Completes the two forms: i for y in open syllables, then the tone as a digit.
fn finish(token: &mut Token, tone: u8) {
    for form in [&mut token.term, &mut token.fold] {
        if form.as_bytes().last() == Some(&b'y')
            && matches!(form.as_str(), "hy" | "ky" | "ly" | "my" | "sy" | "ty" | "quy")
        {
            form.pop();
            form.push('i');
        }
    }
    if tone != 0 {
        token.term.push(char::from(b'0' + tone));
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

/// Whether a point after this word shortens it rather than ends a sentence: titles, administrative
/// units, initials. Lone capitals that name vitamins, hepatitis types and quarters are no initials.
fn is_abbreviation(word: &str) -> bool {
    const SHORT: [&str; 33] = [
        "TP", "Tp", "tp", "TX", "Tx", "TT", "Tt", "GS", "PGS", "TS", "ThS", "Ths", "Th", "BS", "Bs", "BSCK", "BSCKI",
        "BSCKII", "BSNT", "BSCC", "CK", "CKI", "CKII", "DS", "DSCK", "CN", "KS", "KTV", "TTND", "TTƯT", "NGND", "NGƯT",
        "NSND",
    ];
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(initial), None) => initial.is_uppercase() && !matches!(initial, 'A'..='E' | 'I' | 'K' | 'V' | 'X'),
        _ => SHORT.contains(&word),
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
    fn what_is_passed_over_changes_nothing_of_the_others() {
        let text = "TP. Hồ Chí Minh: 10.000m2, 5mg “Bệnh-viện” 03Trong 卫b ﬁb. Bộ, bụ̂c bác\n\nbB\u{301}";
        for wanted in ['b', 'm', 'h', 'đ', 'q'] {
            let is_wanted = |token: &Token| token.fold.starts_with(wanted);
            let expected: Vec<Token> = tokens(text).into_iter().filter(is_wanted).collect();
            let (mut lexer, mut token, mut found) = (Lexer::new(text), Token::default(), Vec::new());
            while lexer.advance_to(&mut token, |first| first == wanted) {
                found.extend(Some(token.clone()).filter(is_wanted));
            }
            assert_eq!(found, expected, "{wanted}");
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
