//! The parser of queries: recursive descent. Only the value of a filter can make it fail.
//!
//! ```text
//! any      = all ("OR" all)*
//! all      = item ("AND"? item)*
//! item     = ("-" | "NOT") item | "(" any ")" | quoted ["~" digits] | name ":" value | word "*" | words
//! ```
//!
//! `OR` binds loosest, because most Vietnamese words have several syllables: `tiêm chủng OR vắc xin` means
//! what it looks like. A filter outside brackets applies to the whole query, like an option. Anything that
//! doesn't fit this grammar is searched for, so that a pasted headline, with its colons, quotes, dashes and
//! brackets, finds its article.

use std::ops::Range;

use super::filters::{Filter, FilterKind, Section};
use super::reading::Reading;
use super::resolver::{FilterResolver, Unresolved};
use super::tree::{Node, Phrase, Query, Scope, Terms, Word};
use crate::text::clean;
use crate::wording::Sentence;

/// Maximum length of a query, in bytes of its clean form.
pub(crate) const QUERY_BYTES_MAX: usize = 4 * 1024;
/// Brackets nested deeper than this are ignored.
const DEPTH_MAX: u32 = 32;
/// Each prefix scans a part of the term dictionary; further ones are read as words.
const PREFIXES_MAX: u32 = 12;
/// Maximum slop of a phrase.
const SLOP_MAX: u32 = 50;

/// Why a query can't be parsed: one sentence, and the place it is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ParseError {
    /// The query in clean form.
    pub(crate) text: String,
    /// Bytes of `text`.
    pub(crate) span: Range<usize>,
    pub(crate) problem: Unresolved,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.problem.sentence.english)
    }
}

impl std::error::Error for ParseError {}

/// Parses a query. `resolver` knows people, topics and the calendar.
pub(crate) fn parse(text: &str, resolver: &dyn FilterResolver) -> Result<Query, ParseError> {
    let text = clean(text);
    if text.len() > QUERY_BYTES_MAX {
        let bytes = text.len();
        let sentence = Sentence::new(
            format!("the query is {bytes} bytes long; at most {QUERY_BYTES_MAX} are read"),
            format!("câu hỏi dài {bytes} byte; nhiều nhất là {QUERY_BYTES_MAX}"),
        );
        let problem = Unresolved { sentence, ..Unresolved::default() };
        let end = text.floor_char_boundary(QUERY_BYTES_MAX);
        return Err(ParseError { span: end..text.len(), text, problem });
    }
    let mut parser = Parser {
        text: &text,
        at: 0,
        reading: Reading::of(&text),
        resolver,
        lifted: Vec::new(),
        prefixes: 0,
        filters: 0,
        dangling: Vec::new(),
    };
    let mut parts = Vec::new();
    // Skip a closing bracket that closes nothing.
    while parser.at < text.len() {
        match parser.any(0, Scope::Anywhere) {
            Ok(part) => parts.extend(part),
            Err((span, problem)) => return Err(ParseError { span, text: text.clone(), problem }),
        }
        parser.at += usize::from(parser.peek() == Some(')'));
    }
    parts.append(&mut parser.lifted);
    if parts.is_empty() && parser.filters == 0 {
        // Only operators: they are meant as words.
        let run = parser.reading.run(0..text.len(), Scope::Anywhere);
        parts.extend((!run.words.is_empty()).then_some(Node::Terms(Scope::Anywhere, run)));
        parser.dangling.clear();
    }
    let mut query = Query { dangling: parser.dangling, ..Query::default() };
    query.root = all(parts).and_then(|root| lift(root, &mut query));
    if query.filters.section().is_none() && query.root.as_ref().is_some_and(has_section_filter) {
        query.filters.add(Filter::Section(Section::All));
    }
    query.text = text;
    Ok(query)
}

/// Moves the filters at the top level of a query to its filters.
fn lift(root: Node, query: &mut Query) -> Option<Node> {
    match root {
        Node::Filter(filter) => {
            query.filters.add(filter);
            None
        }
        Node::And(nodes) => all(nodes.into_iter().filter_map(|n| lift(n, query)).collect()),
        node => Some(node),
    }
}

/// Whether a part of the query has a section filter, so that the default doesn't apply.
fn has_section_filter(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(has_section_filter),
        Node::Not(inner) => has_section_filter(inner),
        Node::Filter(Filter::Section(_)) => true,
        Node::Filter(_) | Node::Terms(..) | Node::Phrase(..) | Node::Prefix(..) => false,
    }
}

/// A conjunction of these, flattened and without duplicates.
fn all(nodes: Vec<Node>) -> Option<Node> {
    let mut flat: Vec<Node> = Vec::with_capacity(nodes.len());
    let mut add = |node: Node| {
        if !flat.contains(&node) {
            flat.push(node);
        }
    };
    for node in nodes {
        match node {
            Node::And(inner) => inner.into_iter().for_each(&mut add),
            node => add(node),
        }
    }
    if flat.len() < 2 { flat.pop() } else { Some(Node::And(flat)) }
}

/// A name that precedes a colon.
#[derive(Debug, Clone, Copy)]
enum FieldName {
    /// Words of the title.
    Title,
    Filter(FilterKind),
}

/// The name of the field that isn't a filter.
const TITLE: &str = "title";

/// The names that may precede a colon in a query.
pub(crate) fn field_names() -> impl Iterator<Item = &'static str> {
    FilterKind::ALL.into_iter().map(FilterKind::name).chain([TITLE])
}

impl FieldName {
    /// The field of this name, in any case.
    fn named(name: &str) -> Option<FieldName> {
        if name.eq_ignore_ascii_case(TITLE) {
            return Some(FieldName::Title);
        }
        let kind = FilterKind::ALL.into_iter().find(|kind| name.eq_ignore_ascii_case(kind.name()));
        kind.map(FieldName::Filter)
    }
}

type Fallible<T> = Result<T, (Range<usize>, Unresolved)>;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    reading: Reading<'a>,
    resolver: &'a dyn FilterResolver,
    /// Filters that apply to the whole query.
    lifted: Vec<Node>,
    /// Number of prefixes read so far.
    prefixes: u32,
    /// Number of filters read so far, including those that exclude nothing.
    filters: u32,
    /// Operators without something before or after them.
    dangling: Vec<&'static str>,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Alternatives, up to a closing bracket or the end.
    fn any(&mut self, depth: u32, scope: Scope) -> Fallible<Option<Node>> {
        let mut alternatives = Vec::new();
        loop {
            alternatives.extend(self.all(depth, scope)?);
            if !self.take("OR") {
                break;
            }
        }
        Ok(if alternatives.len() < 2 { alternatives.pop() } else { Some(Node::Or(alternatives)) })
    }

    /// Items next to each other, up to `OR`, a closing bracket or the end.
    fn all(&mut self, depth: u32, scope: Scope) -> Fallible<Option<Node>> {
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            self.take("AND");
            self.skip_blanks();
            if matches!(self.peek(), None | Some(')')) || self.sees("OR") {
                return Ok(all(if depth == 0 { self.lift_beside(items) } else { items }));
            }
            items.extend(self.item(depth, scope)?);
        }
    }

    /// Takes the filters from among words: outside brackets they apply to the whole query, including other
    /// alternatives. Alternatives that consist of filters only stay as they are.
    fn lift_beside(&mut self, items: Vec<Node>) -> Vec<Node> {
        let is_filter = |node: &Node| matches!(node, Node::Filter(_));
        if items.iter().all(is_filter) {
            return items;
        }
        let (filters, rest): (Vec<_>, Vec<_>) = items.into_iter().partition(is_filter);
        self.lifted.extend(filters);
        rest
    }

    fn item(&mut self, depth: u32, scope: Scope) -> Fallible<Option<Node>> {
        let Some(first) = self.peek() else { return Ok(None) };
        if first == '-' && self.negates() && !self.reading.is_inside_number(self.at) {
            self.at += 1;
            return Ok(self.item(depth, scope)?.map(|node| Node::Not(Box::new(node))));
        }
        if self.take("NOT") {
            self.skip_blanks();
            return Ok(self.item(depth, scope)?.map(|node| Node::Not(Box::new(node))));
        }
        if first == '(' {
            self.at += 1;
            if depth >= DEPTH_MAX {
                return Ok(None);
            }
            let inner = self.any(depth + 1, scope)?;
            self.at += usize::from(self.peek() == Some(')'));
            return Ok(inner);
        }
        if is_quote(first) {
            return Ok(self.quoted(scope));
        }
        if let Some((name, colon)) = self.field() {
            return self.with_field(name, colon, depth);
        }
        Ok(self.plain(scope))
    }

    /// Whether a minus here means "without": it precedes a word, a phrase or a bracket, but not a number
    /// ("COVID -19").
    fn negates(&self) -> bool {
        let mut rest = self.rest().chars();
        rest.next();
        rest.next().is_some_and(|c| c.is_alphabetic() || c == '(' || is_quote(c))
    }

    /// Whether an operator is next, in capitals and as a word of its own.
    fn sees(&self, operator: &str) -> bool {
        let Some(rest) = self.rest().strip_prefix(operator) else { return false };
        rest.is_empty() || rest.starts_with([' ', '\n', '(', ')'])
    }

    fn take(&mut self, operator: &'static str) -> bool {
        if !self.sees(operator) {
            return false;
        }
        let before = self.text[..self.at].trim_end();
        let is_first = operator != "NOT" && (before.is_empty() || before.ends_with('('));
        self.at += operator.len();
        let at = self.at;
        self.skip_blanks();
        let is_last = matches!(self.peek(), None | Some(')')) || self.sees("OR") || self.sees("AND");
        self.at = at;
        if is_first || is_last {
            self.dangling.push(operator);
        }
        true
    }

    /// A quoted phrase. An unclosed quote is skipped.
    fn quoted(&mut self, scope: Scope) -> Option<Node> {
        let start = self.at + self.peek()?.len_utf8();
        self.at = start;
        let end = start + self.text[start..].find(is_quote)?;
        self.at = end + self.peek_at(end)?.len_utf8();
        let slop = self.slop();
        let mut words = self.reading.words(start..end);
        match words.len() {
            0 => None,
            1 => Some(Node::Terms(scope, Terms { words, parts: Vec::new() })),
            _ => {
                rebase(&mut words);
                Some(Node::Phrase(scope, Phrase { words, slop }))
            }
        }
    }

    fn peek_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// `~3` after a phrase.
    fn slop(&mut self) -> u32 {
        let Some(rest) = self.rest().strip_prefix('~') else { return 0 };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        // A number that is too large means the maximum.
        let slop = if digits == 0 { return 0 } else { rest[..digits].parse().unwrap_or(SLOP_MAX) };
        self.at += 1 + digits;
        slop.min(SLOP_MAX)
    }

    /// A field name that is followed by a colon and a value, and the position of the colon.
    fn field(&self) -> Option<(FieldName, usize)> {
        let rest = self.rest();
        let colon = rest.find(|c: char| !c.is_ascii_alphabetic())?;
        let name = FieldName::named(&rest[..colon])?;
        let value = rest[colon..].strip_prefix(':')?.chars().next()?;
        (!value.is_whitespace() && value != ')').then_some((name, self.at + colon))
    }

    fn with_field(&mut self, name: FieldName, colon: usize, depth: u32) -> Fallible<Option<Node>> {
        self.at = colon + 1;
        let FieldName::Filter(kind) = name else {
            // `title:-x` and `title:title:x` have no special meaning: what follows is a word.
            return match self.peek() {
                Some(c) if c == '(' || is_quote(c) => self.item(depth, Scope::Title),
                _ => Ok(self.plain(Scope::Title)),
            };
        };
        let span = self.value();
        let value = self.text[span.clone()].trim();
        let filter = kind.read(value, self.resolver).map_err(|problem| (span, problem))?;
        self.filters += 1;
        Ok(filter.map(Node::Filter))
    }

    /// The value of a filter: the text within quotes, or everything up to a blank or closing bracket.
    fn value(&mut self) -> Range<usize> {
        let start = self.at;
        if let Some(quote) = self.peek().filter(|c| is_quote(*c)) {
            let inner = start + quote.len_utf8();
            if let Some(length) = self.text[inner..].find(is_quote) {
                let end = inner + length;
                self.at = end + self.peek_at(end).map_or(0, char::len_utf8);
                return inner..end;
            }
        }
        let length = self.rest().find(|c: char| c.is_whitespace() || c == ')').unwrap_or(self.rest().len());
        self.at = start + length;
        start..self.at
    }

    /// Plain words up to the next item of another kind; after `title:`, one chunk only.
    fn plain(&mut self, scope: Scope) -> Option<Node> {
        let start = self.at;
        let mut end = self.chunk_end();
        if let Some(word) = self.prefix(start..end) {
            self.at = end;
            self.prefixes += 1;
            return Some(Node::Prefix(scope, word));
        }
        self.at = end;
        loop {
            self.skip_blanks();
            if scope != Scope::Anywhere || self.begins_item() {
                break;
            }
            let next = self.chunk_end();
            if self.prefix(self.at..next).is_some() {
                break;
            }
            end = next;
            self.at = end;
        }
        let run = self.reading.run(start..end, scope);
        (!run.words.is_empty()).then_some(Node::Terms(scope, run))
    }

    /// Whether something other than a plain word is next, or the end.
    fn begins_item(&self) -> bool {
        if self.reading.is_inside_number(self.at) {
            return false;
        }
        match self.peek() {
            None | Some('(' | ')') => true,
            Some('-') if self.negates() => true,
            Some(c) => is_quote(c) || ["OR", "AND", "NOT"].iter().any(|o| self.sees(o)) || self.field().is_some(),
        }
    }

    /// The end of the characters without blanks, brackets and quotes; always after the current position.
    fn chunk_end(&self) -> usize {
        let mut chars = self.rest().char_indices();
        chars.next();
        let stop = chars.find(|(_, c)| c.is_whitespace() || matches!(c, '(' | ')') || is_quote(*c));
        stop.map_or(self.text.len(), |(n, _)| self.at + n)
    }

    /// The word, if a chunk is one word and a star.
    fn prefix(&self, chunk: Range<usize>) -> Option<Word> {
        if self.prefixes >= PREFIXES_MAX {
            return None;
        }
        let stem = chunk.start..chunk.start + self.text[chunk].strip_suffix('*')?.len();
        let mut words = self.reading.words(stem.clone());
        if words.len() == 1 && words[0].span == stem { words.pop() } else { None }
    }
}

/// Straight, curly, low and angle quotes. Any of them closes any other.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '″')
}

/// Makes the first position 0.
fn rebase(words: &mut [Word]) {
    let first = words.first().map_or(0, |w| w.position);
    for word in words {
        word.position -= first;
    }
}
