//! Differences between two texts, word by word.

use similar::{ChangeTag, TextDiff};

/// Unchanged text, or text that was replaced by another; either may be empty.
#[derive(Debug, PartialEq)]
pub(crate) enum Segment {
    Same(String),
    Changed { old: String, new: String },
}

/// Compares two texts and returns the lines of both, each as a row of segments. An empty line has none.
pub(crate) fn changed_lines(old: &str, new: &str) -> Vec<Vec<Segment>> {
    lines(&runs(old, new))
}

/// Compares two texts word by word. A space between two changes becomes part of the change: one
/// change of three words reads better than three changes.
fn runs(old: &str, new: &str) -> Vec<Segment> {
    let mut runs: Vec<Segment> = Vec::new();
    for change in TextDiff::from_words(old, new).iter_all_changes() {
        let text = change.value();
        match (change.tag(), runs.last_mut()) {
            (ChangeTag::Equal, Some(Segment::Same(same))) => same.push_str(text),
            (ChangeTag::Equal, _) => runs.push(Segment::Same(text.to_owned())),
            (ChangeTag::Delete, Some(Segment::Changed { old, .. })) => old.push_str(text),
            (ChangeTag::Insert, Some(Segment::Changed { new, .. })) => new.push_str(text),
            (ChangeTag::Delete, _) => runs.push(Segment::Changed { old: text.to_owned(), new: String::new() }),
            (ChangeTag::Insert, _) => runs.push(Segment::Changed { old: String::new(), new: text.to_owned() }),
        }
    }
    let mut joined: Vec<Segment> = Vec::with_capacity(runs.len());
    let mut rest = runs.into_iter().peekable();
    while let Some(run) = rest.next() {
        match (joined.last_mut(), run) {
            (Some(Segment::Changed { old, new }), Segment::Same(blank))
                if !blank.is_empty() && blank.bytes().all(|b| b == b' ') && rest.peek().is_some() =>
            {
                old.push_str(&blank);
                new.push_str(&blank);
            }
            (Some(Segment::Changed { old, new }), Segment::Changed { old: more_old, new: more_new }) => {
                old.push_str(&more_old);
                new.push_str(&more_new);
            }
            (_, run) => joined.push(run),
        }
    }
    joined
}

/// Splits segments at line breaks. A change of several lines becomes one change per line.
fn lines(runs: &[Segment]) -> Vec<Vec<Segment>> {
    let mut lines = vec![Vec::new()];
    let mut push = |n: usize, run: Segment| {
        if n > 0 {
            lines.push(Vec::new());
        }
        lines.last_mut().expect("begins with one").push(run);
    };
    for run in runs {
        match run {
            Segment::Same(text) => {
                for (n, part) in text.split('\n').enumerate() {
                    push(n, Segment::Same(part.to_owned()));
                }
            }
            Segment::Changed { old, new } => {
                let (mut olds, mut news) = (old.split('\n'), new.split('\n'));
                let mut n = 0;
                loop {
                    let (old, new) = (olds.next(), news.next());
                    if old.is_none() && new.is_none() {
                        break;
                    }
                    let [old, new] = [old, new].map(|text| text.unwrap_or_default().to_owned());
                    push(n, Segment::Changed { old, new });
                    n += 1;
                }
            }
        }
    }
    // A change of only a line break leaves empty segments.
    let is_empty = |run: &Segment| match run {
        Segment::Same(text) => text.is_empty(),
        Segment::Changed { old, new } => old.is_empty() && new.is_empty(),
    };
    for line in &mut lines {
        line.retain(|run| !is_empty(run));
    }
    lines
}
