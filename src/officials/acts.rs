//! What each person whom a sentence mentions did in it.

use super::clause::{Behind, Clauses};
use super::mentions::{Mention, Who};
use super::relation::{Before, Cues, Did};
use super::words::Word;
use crate::article::labels::Relation;

/// What is known of one mention so far.
struct Known {
    relation: Option<Relation>,
    /// Whether words before it say so: then they say it of the rest of the list too.
    led: bool,
    /// Whether somebody else acts, or nobody does.
    absent: bool,
    /// Whether the person is the subject of a clause with a verb, known or not.
    acts: bool,
}

impl Known {
    fn nothing() -> Known {
        Known { relation: None, led: false, absent: true, acts: false }
    }

    fn relates(relation: Option<Relation>, led: bool) -> Known {
        Known { relation, led, absent: false, acts: false }
    }
}

/// What all mentions of a sentence share.
struct Whole<'s> {
    words: &'s [Word],
    mentions: &'s [Mention],
    /// What the sentence begins with, where it lists people.
    listed: Option<Relation>,
    /// The word at which the sentence takes back what it says before.
    refutation: Option<usize>,
    cut: bool,
}

/// The rules that a sentence is read by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Acts<'r> {
    pub(super) cues: &'r Cues,
    pub(super) clauses: &'r Clauses,
    /// Whether a post without a name acts whatever the verb, as in headlines; in texts it may be the office.
    pub(super) posts_act: bool,
}

impl Acts<'_> {
    /// What each mention of a sentence did. `cut` says that the last word may be half of something.
    pub(super) fn relations(self, words: &[Word], mentions: &[Mention], cut: bool) -> Vec<Relation> {
        // "Tham dự hội nghị có A; B; C": what the sentence begins with holds for all of them.
        let listed = mentions.first().and_then(|first| self.cues.list_opening(words, first.start));
        let sentence = Whole { words, mentions, listed, refutation: self.clauses.refutation(words), cut };
        let mut known: Vec<Known> = Vec::with_capacity(mentions.len());
        for index in 0..mentions.len() {
            known.push(self.read(&sentence, index, known.last()));
        }
        // "A, B và C chủ trì": what the last one does, all of the list do.
        for index in (1..mentions.len()).rev() {
            let between = (mentions[index - 1].end, mentions[index].start);
            if self.cues.is_list(words, between.0, between.1)
                && known[index - 1].relation.is_none()
                && !known[index - 1].absent
            {
                known[index - 1].relation = known[index].relation;
                known[index - 1].acts |= known[index].acts;
            }
        }
        let shown = |known: Known| {
            let by_verb = if known.acts { Some(Relation::Acted) } else { None };
            let relation = known.relation.or(if known.absent { None } else { listed.or(by_verb) });
            relation.unwrap_or(Relation::Mentioned)
        };
        known.into_iter().map(shown).collect()
    }

    /// What the words around one mention say.
    fn read(self, sentence: &Whole<'_>, index: usize, previous: Option<&Known>) -> Known {
        let Whole { words, mentions, listed, refutation, cut } = *sentence;
        let mention = &mentions[index];
        let from = index.checked_sub(1).map_or(0, |previous| mentions[previous].end);
        let to = mentions.get(index + 1).map_or(words.len(), |next| next.start).max(mention.end);
        // Who held the post once is only named.
        let former = mention.post.is_some_and(|post| post.former);
        if former
            || self.clauses.is_represented(words, mention.end)
            || self.clauses.is_denied_before(words, from.min(mention.start), mention.start)
        {
            return Known::nothing();
        }
        let behind = self.clauses.behind(words, mention.end, to);
        let verb = matches!(behind, Behind::Verb(at) if self.cues.is_verb(words, at));
        let subject = self.clauses.is_subject(words, from, mention.start, mention.end, verb);
        let mut did = if subject { self.did(words, mention, to, behind, cut) } else { Did::Nothing };
        if let Some(next) = mentions.get(index + 1).filter(|next| self.cues.is_stand_in(words, mention.end, next.start))
        {
            let to = mentions.get(index + 2).map_or(words.len(), |after| after.start).max(next.end);
            let behind = self.clauses.behind(words, next.end, to);
            did = self.cues.after(words, self.clauses, behind, next.end..to, cut);
        }
        if did == Did::NotDone {
            return Known::nothing();
        }
        let after = if let Did::Done(relation) = did { Some(relation) } else { None };
        if after != Some(Relation::Spoke) && refutation.is_some_and(|at| at >= mention.end) {
            return Known::nothing();
        }
        let opening = if index == 0 && subject { self.cues.opening(words, mention.start) } else { None };
        let inherited = previous.filter(|previous| previous.led && after.is_none()).and_then(|k| k.relation);
        match self.cues.before(words, from.min(mention.start), mention.start) {
            Before::SomebodyElse => Known::nothing(),
            Before::Relates(before) => {
                Known::relates([Some(before), after, opening, listed].into_iter().flatten().min(), true)
            }
            Before::Nothing if !subject && inherited.is_none() => Known::nothing(),
            Before::Nothing => {
                let relation = [after, opening, inherited].into_iter().flatten().min();
                let acts = subject && self.acts(words, mention, behind);
                Known { acts, ..Known::relates(relation, inherited.is_some()) }
            }
        }
    }

    /// What a subject did, as far as verbs tell that the rules know.
    fn did(self, words: &[Word], mention: &Mention, to: usize, behind: Behind, cut: bool) -> Did {
        // WORDS, said NAME; and nothing else.
        let quoted = words.get(mention.start).is_some_and(|word| word.quoted_before);
        if quoted && behind == Behind::Nothing && mention.end == words.len() {
            return Did::Done(Relation::Spoke);
        }
        match self.cues.after(words, self.clauses, behind, mention.end..to, cut) {
            Did::Nothing if quoted && matches!(behind, Behind::Verb(_)) => Did::Done(Relation::Spoke),
            Did::Nothing => self.cues.appointed(words, mention.start, mention.end).map_or(Did::Nothing, Did::Done),
            did => did,
        }
    }

    /// Whether a subject acts, whatever the verb.
    fn acts(self, words: &[Word], mention: &Mention, behind: Behind) -> bool {
        if mention.who == Who::Post && (!self.posts_act || self.clauses.is_of_the_office(words, mention.end)) {
            return false;
        }
        matches!(behind, Behind::Verb(_) | Behind::Phrase { acts: true, .. })
    }
}
