//! Marks: where in an article the words of a query occur.
//!
//! The index knows that an article matches; this finds the places, by the same comparisons of the same
//! tokens. A word typed with accents only marks itself; a phrase marks where it occurs as a whole, and its
//! single words only if it doesn't occur anywhere.

use rustc_hash::FxHashMap;

use super::relax::{AccentMode, Strictness};
use super::tree::{Meaning, Node, Phrase, Scope, Terms, VariantWord, Word};
use crate::article::Article;
use crate::article::labels::Zone;
use crate::text::{Lexer, Mention, Token, WordStarts, date_term, dates, mentions};

/// A text of an article: its zone, the number of the caption (0 in other zones), and the text.
pub(super) type ZoneText<'a> = (Zone, u32, &'a str);

/// All texts of an article in reading order.
pub(super) fn zones(article: &Article) -> impl Iterator<Item = ZoneText<'_>> {
    let captions = (0..).zip(&article.captions).map(|(n, text)| (Zone::Caption, n, text.as_str()));
    let lead = article.abstract_.as_deref().map(|text| (Zone::Abstract, 0, text));
    let body = article.body.as_deref().map(|text| (Zone::Body, 0, text));
    [(Zone::Title, 0, article.title.as_str())].into_iter().chain(lead).chain(body).chain(captions)
}

/// A matching word or phrase: bytes of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Number of the pattern; neighbours in the query have neighbouring numbers.
    pub(super) pattern: usize,
}

/// Finds the words of a query in texts.
#[derive(Default)]
pub(super) struct Highlighter {
    patterns: Vec<Pattern>,
    /// Patterns by the fold of their first word.
    by_fold: FxHashMap<String, Vec<usize>>,
    stems: Vec<usize>,
    named: Vec<usize>,
    /// Where the words that patterns begin with may start.
    starts: WordStarts,
}

struct Pattern {
    scope: Scope,
    kind: PatternKind,
    /// The pattern only counts if this one doesn't occur in the article.
    unless: Option<usize>,
}

enum PatternKind {
    Words(Vec<PatternWord>),
    Stem(PatternWord),
    /// A document or day, by its index term.
    Named(String),
}

/// One word of a pattern.
struct PatternWord {
    fold: String,
    /// Set if accents count.
    term: Option<String>,
    capitals: bool,
    /// Position relative to the first word of the pattern.
    position: u32,
}

impl Highlighter {
    pub(super) fn of(root: Option<&Node>, strictness: Strictness) -> Highlighter {
        let mut marker = Highlighter::default();
        if let Some(root) = root {
            marker.gather(root, strictness);
        }
        marker
    }

    /// The folded first word of each pattern, to compute its weight.
    pub(super) fn folds(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|pattern| match &pattern.kind {
            PatternKind::Words(words) => words[0].fold.as_str(),
            PatternKind::Stem(_) | PatternKind::Named(_) => "",
        })
    }

    fn gather(&mut self, node: &Node, strictness: Strictness) {
        match node {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|n| self.gather(n, strictness)),
            Node::Terms(scope, run) => self.gather_run(*scope, run, strictness),
            Node::Phrase(scope, phrase) => self.gather_phrase(*scope, phrase, strictness),
            Node::Prefix(scope, word) => {
                let kind = PatternKind::Stem(wanted(word, strictness, 0));
                self.add(*scope, kind, None);
            }
            Node::Not(_) | Node::Filter(_) => {}
        }
    }

    fn gather_run(&mut self, scope: Scope, run: &Terms, strictness: Strictness) {
        for part in &run.parts {
            match &part.meaning {
                Meaning::Named { term, .. } => {
                    self.add(scope, PatternKind::Named(term.clone()), None);
                }
                Meaning::Written(forms) => {
                    for form in forms {
                        self.add(scope, PatternKind::Words(writing(form, strictness)), None);
                    }
                }
            }
        }
        let named = |n: usize| {
            let part = run.parts.iter().find(|part| part.words.contains(&n));
            matches!(part.map(|p| &p.meaning), Some(Meaning::Named { certain: true, .. }))
                && strictness == Strictness::STRICT
        };
        for (_, word) in run.words.iter().enumerate().filter(|(n, _)| !named(*n)) {
            self.add(scope, PatternKind::Words(vec![wanted(word, strictness, 0)]), None);
        }
    }

    fn gather_phrase(&mut self, scope: Scope, phrase: &Phrase, strictness: Strictness) {
        let words = phrase.words.iter().map(|word| wanted(word, strictness, word.position)).collect();
        let whole = self.add(scope, PatternKind::Words(words), None);
        for word in &phrase.words {
            self.add(scope, PatternKind::Words(vec![wanted(word, strictness, 0)]), Some(whole));
        }
    }

    fn add(&mut self, scope: Scope, kind: PatternKind, unless: Option<usize>) -> usize {
        let number = self.patterns.len();
        match &kind {
            PatternKind::Words(words) => {
                self.starts.want(&words[0].fold);
                self.by_fold.entry(words[0].fold.clone()).or_default().push(number);
            }
            PatternKind::Stem(stem) => {
                self.starts.want(&stem.fold);
                self.stems.push(number);
            }
            PatternKind::Named(_) => self.named.push(number),
        }
        self.patterns.push(Pattern { scope, kind, unless });
        number
    }

    /// All marks of an article, text by text, in order and without overlaps.
    pub(super) fn marks(&self, article: &Article) -> Vec<Vec<Mark>> {
        let mut all: Vec<Vec<Mark>> = zones(article).map(|zone| self.zone_marks(zone)).collect();
        let mut seen = vec![false; self.patterns.len()];
        all.iter().flatten().for_each(|mark| seen[mark.pattern] = true);
        for marks in &mut all {
            marks.retain(|mark| self.patterns[mark.pattern].unless.is_none_or(|whole| !seen[whole]));
            marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
            let mut end = 0;
            marks.retain(|mark| {
                let free = mark.start >= end;
                end = if free { mark.end } else { end };
                free
            });
        }
        all
    }

    fn zone_marks(&self, (zone, _, text): ZoneText<'_>) -> Vec<Mark> {
        let fits = |number: &usize| self.patterns[*number].scope == Scope::Anywhere || zone == Zone::Title;
        let mut marks = Vec::new();
        if self.patterns.is_empty() {
            return marks;
        }
        let mut token = Token::default();
        for piece in self.starts.pieces(text) {
            let mut lexer = Lexer::within(text, piece);
            while lexer.advance(&mut token) {
                let here = self.by_fold.get(&token.fold).into_iter().flatten().chain(&self.stems);
                for number in here.filter(|n| fits(n)) {
                    self.patterns[*number].kind.mark(text, &token, *number, &mut marks);
                }
            }
        }
        for number in self.named.iter().filter(|n| fits(n)) {
            let PatternKind::Named(term) = &self.patterns[*number].kind else { continue };
            marks.extend(named(text, term).map(|(start, end)| Mark { start, end, pattern: *number }));
        }
        marks
    }
}

impl PatternKind {
    /// Marks the pattern, from its first word to its last, if all its words match from this token on.
    fn mark(&self, text: &str, first: &Token, pattern: usize, marks: &mut Vec<Mark>) {
        let begins = match self {
            PatternKind::Words(words) => words[0].is(text, first),
            PatternKind::Stem(stem) => stem.begins(first),
            PatternKind::Named(_) => false,
        };
        if !begins {
            return;
        }
        let mut end = first.end;
        if let PatternKind::Words(words) = self {
            let (mut lexer, mut token) = (Lexer::after(text, first.start..first.end), Token::default());
            for word in &words[1..] {
                let follows = lexer.advance(&mut token) && token.position == word.position && word.is(text, &token);
                if !follows {
                    return;
                }
                end = token.end;
            }
        }
        marks.push(Mark { start: first.start, end, pattern });
    }
}

impl PatternWord {
    /// Whether it matches this token of a text.
    fn is(&self, text: &str, token: &Token) -> bool {
        token.fold == self.fold
            && self.term.as_ref().is_none_or(|term| *term == token.term)
            && (!self.capitals || !text[token.start..token.end].contains(char::is_lowercase))
    }

    fn begins(&self, token: &Token) -> bool {
        let Some(term) = &self.term else { return token.fold.starts_with(&self.fold) };
        let (letters, tone) = split_tone(term);
        token.term.starts_with(letters) && token.term.ends_with(tone)
    }
}

/// Splits a term into its letters and its tone, a digit or nothing.
pub(super) fn split_tone(term: &str) -> (&str, &str) {
    let letters = term.strip_suffix(|c: char| c.is_ascii_digit()).unwrap_or(term);
    term.split_at(letters.len())
}

fn wanted(word: &Word, strictness: Strictness, position: u32) -> PatternWord {
    let exact = match strictness.forms {
        AccentMode::Exact => true,
        AccentMode::Typed => word.accented,
        AccentMode::Folded => false,
    };
    PatternWord { fold: word.fold.clone(), term: exact.then(|| word.term.clone()), capitals: false, position }
}

fn writing(form: &[VariantWord], strictness: Strictness) -> Vec<PatternWord> {
    let wanted = |(position, word): (u32, &VariantWord)| PatternWord {
        fold: word.fold.clone(),
        term: (strictness.forms != AccentMode::Folded).then(|| word.term.clone()),
        capitals: word.capitals,
        position,
    };
    (0..).zip(form).map(wanted).collect()
}

/// Where a text names the document or day of this index term.
fn named<'a>(text: &'a str, term: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let has_term = |mention: &Mention| mention.index_terms().iter().any(|t| t == term);
    let documents = mentions(text).into_iter().filter(has_term).map(|mention| (mention.start, mention.end));
    let documents: Vec<_> = documents.collect();
    let days = dates(text).into_iter().filter(move |(_, day)| date_term(*day) == term);
    documents.into_iter().chain(days.map(|(span, _)| (span.start, span.end)))
}
