//! Describes a query as it was understood.

use super::find::Matches;
use super::relax::AccentMode;
use super::spelling::written;
use super::tree::{Meaning, Node, Scope, Terms, VariantWord, Word};

impl Matches<'_> {
    /// The query on one line, for [`super::Explanation::reading`].
    pub(super) fn reading(&self, node: &Node) -> String {
        let all = |nodes: &[Node], between: &str| {
            let inner = |n: &Node| match n {
                Node::And(_) | Node::Or(_) => format!("({})", self.reading(n)),
                n => self.reading(n),
            };
            nodes.iter().map(inner).collect::<Vec<_>>().join(between)
        };
        match node {
            Node::And(nodes) => all(nodes, " AND "),
            Node::Or(nodes) => all(nodes, " OR "),
            Node::Not(inner) => format!("NOT ({})", self.reading(inner)),
            Node::Terms(scope, run) => format!("{}{}", in_field(*scope), self.reading_of_run(run)),
            Node::Phrase(scope, phrase) => {
                let words: Vec<String> = phrase.words.iter().map(|w| self.reading_of_word(w)).collect();
                let near = if phrase.slop > 0 { format!("~{}", phrase.slop) } else { String::new() };
                format!("{}\"{}\"{near}", in_field(*scope), words.join(" "))
            }
            Node::Prefix(scope, word) => format!("{}{}*", in_field(*scope), self.reading_of_word(word)),
            Node::Filter(filter) => filter.to_string(),
        }
    }

    fn reading_of_word(&self, word: &Word) -> String {
        let mark = if word.accented && self.strictness.forms == AccentMode::Typed { "=" } else { "" };
        format!("{mark}{}", self.typed(word))
    }

    fn reading_of_run(&self, run: &Terms) -> String {
        let words = |words: &[Word]| words.iter().map(|w| self.reading_of_word(w)).collect::<Vec<_>>().join(" AND ");
        let mut out = Vec::new();
        let mut at = 0;
        for part in &run.parts {
            out.extend((at < part.words.start).then(|| words(&run.words[at..part.words.start])));
            let typed = words(&run.words[part.words.clone()]);
            out.push(match &part.meaning {
                Meaning::Named { term, certain: true } => format!("{{{term}}}"),
                Meaning::Named { term, certain: false } => format!("({{{term}}} OR ({typed}))"),
                Meaning::Written(forms) => {
                    let form = |f: &Vec<VariantWord>| f.iter().map(|w| written(&w.term)).collect::<Vec<_>>().join(" ");
                    let forms: Vec<String> = forms.iter().map(|f| format!("\"{}\"", form(f))).collect();
                    format!("(({typed}) OR {})", forms.join(" OR "))
                }
            });
            at = part.words.end;
        }
        out.extend((at < run.words.len()).then(|| words(&run.words[at..])));
        out.join(" AND ")
    }

    /// The word as typed.
    pub(super) fn typed(&self, word: &Word) -> String {
        self.text.get(word.span.clone()).unwrap_or(&word.term).to_owned()
    }
}

fn in_field(scope: Scope) -> &'static str {
    match scope {
        Scope::Anywhere => "",
        Scope::Title => "title:",
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::cases::articles;
    use super::super::tests::fixture::TestIndex;

    #[test]
    fn a_query_is_described() {
        let fixture = TestIndex::of(&articles());
        for (query, expected) in [
            ("benh viện", "benh AND =viện"),
            ("chó OR (mèo \"bảo hiem y tế\"~2)", "=chó OR (=mèo AND \"=bảo hiem y =tế\"~2)"),
            ("-title:bệnh dược", "NOT (title:=bệnh) AND =dược"),
            ("Nghị quyết 72-NQ/TW về dượ*", "{72-nq-tw} AND =về AND =dượ*"),
            ("thẻ BHYT", "=thẻ AND ((BHYT) OR \"bảo hiểm y tế\")"),
            ("topic:duoc", ""),
            (
                "chó OR (dược date:2025-06.. official:lan)",
                "=chó OR (=dược AND date:2025-06-01.. AND official:\"Đào Hồng Lan\")",
            ),
            ("bếnh", "bếnh"),
        ] {
            assert_eq!(fixture.find(query).explain().unwrap().reading, expected, "{query}");
        }
    }
}
