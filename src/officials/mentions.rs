//! Who is named in one sentence, by which title; and who only seems to be.

use serde::Deserialize;

use super::names::Names;
use super::posts::{Ministry, Post, PostReader};
use super::registry::Registry;
use super::words::{Case, Gap, Word};
use crate::text::phrases::{Phrases, Term, Vocabulary};

/// The words before and after names, as data.
pub(super) const NAME_CONTEXT: &str = include_str!("name_context.toml");

/// Words of "TS.BS X, Ủy viên Dự khuyết …, Thứ trưởng" between a name and the post behind it.
const APPOSITION_WORDS_MAX: usize = 28;
/// Words before a two-syllable name within which its title must stand.
const SHORT_NAME_TITLE_WORDS_MAX: usize = 6;
/// Words of forms of address and party titles between two names of one list.
const ADDRESS_WORDS_MAX: usize = 12;

/// Whom a mention names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// A person of the registry, by index.
    Known(usize),
    /// A printed name that the registry lacks: the words of the name.
    Printed { start: usize, end: usize },
    /// A post with a part of a name, "Thứ trưởng Thuấn": the words of the part.
    Part { start: usize, end: usize },
    /// A post without a name.
    Post,
}

/// One mention in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) who: Who,
    /// Words of the mention with its titles.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The post that is printed with it.
    pub(super) post: Option<Post>,
    /// Whether the words beside the name say that it is somebody else: "Giám đốc …", "bệnh nhân …".
    pub(super) excluded: bool,
    /// Whether the name goes by a title of every doctor and no post: only worth something when the
    /// same name stands with its post elsewhere in the article.
    pub(super) needs_support: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameContext {
    address: Vec<String>,
    joins: Vec<String>,
    name_bearing_things: Vec<String>,
    excludes: Vec<String>,
    needs_support: Vec<String>,
    workplaces: Vec<String>,
    age: Vec<String>,
    appointed: Vec<String>,
    given_to: Vec<String>,
}

/// The rules for mentions.
#[derive(Debug, Clone)]
pub(super) struct MentionReader {
    pub(super) names: Names,
    posts: PostReader,
    /// Registry names, by index of the person.
    people: Phrases<usize>,
    /// Their names, by index of the person.
    ends: Vec<Vec<Term>>,
    /// Degrees, honours and forms of address, which may stand between a post and a name.
    address: Phrases<()>,
    /// "và", between two names.
    joins: Phrases<()>,
    /// What bears a name without being the person: hospitals, streets, schools, bylines.
    name_bearing_things: Phrases<()>,
    /// Posts and words for people that no leader of the ministry goes by.
    excludes: Phrases<()>,
    /// Where somebody else works, printed after the name: "X, Công an tỉnh".
    workplaces: Phrases<()>,
    /// "45 tuổi", behind the name of somebody in the news.
    age: Phrases<()>,
    /// What every doctor is called.
    needs_support: Phrases<()>,
    /// "giữ chức Thứ trưởng": joins a name to the post behind it.
    appointed: Phrases<()>,
    /// "bổ nhiệm Thứ trưởng cho ông X": joins a post to the name behind it.
    given_to: Phrases<()>,
}

/// Words of the longest phrase in these lists.
const PHRASE_WORDS_MAX: usize = 10;

impl MentionReader {
    pub(super) fn new(vocabulary: &mut Vocabulary, registry: &Registry) -> Self {
        let names = Names::new(vocabulary);
        let posts = PostReader::new(vocabulary);
        let mut people = Phrases::default();
        for (index, person) in registry.people().iter().enumerate() {
            for name in person.names() {
                people.add(vocabulary.learn(name), index);
            }
        }
        let ends = registry.people().iter().map(|person| vocabulary.learn(&person.name)).collect();
        let context: NameContext = toml::from_str(NAME_CONTEXT).expect("the embedded words are checked by a test");
        let mut set = |list: &[String]| Phrases::set(vocabulary, list);
        MentionReader {
            names,
            posts,
            people,
            ends,
            address: set(&context.address),
            joins: set(&context.joins),
            name_bearing_things: set(&context.name_bearing_things),
            excludes: set(&context.excludes),
            workplaces: set(&context.workplaces),
            needs_support: set(&context.needs_support),
            age: set(&context.age),
            appointed: set(&context.appointed),
            given_to: set(&context.given_to),
        }
    }

    /// The mentions of a sentence, in order. `plain` marks a text that is written without accents;
    /// `cut` one whose last word may be half of a name.
    pub(super) fn read(&self, words: &[Word], plain: bool, cut: bool) -> Vec<Mention> {
        let posts = self.posts.read(words, &self.names);
        let mut mentions = self.known(words, &posts, plain);
        let mut taken: Vec<bool> = vec![false; posts.len()];
        for mention in &mut mentions {
            self.attach_posts(words, &posts, &mut taken, mention);
        }
        mentions.retain(|m| !self.is_elsewhere(words, m));
        self.share_plural_posts(words, &mut mentions);
        for (index, post) in posts.iter().enumerate() {
            if !taken[index] && !mentions.iter().any(|m| m.start <= post.start && post.end <= m.end) {
                mentions.extend(self.without_known_name(words, post, plain, cut));
            }
        }
        mentions.retain(|m| !m.post.is_some_and(|post| post.ministry == Ministry::Other && m.who != Who::Post));
        mentions.sort_by_key(|m| m.start);
        mentions
    }

    /// Names of the registry that stand for themselves.
    fn known(&self, words: &[Word], posts: &[Post], plain: bool) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let Some((len, person)) = self.people.at(words, at) else {
                at += 1;
                continue;
            };
            if self.stands_for_itself(words, at, at + len, posts, plain) {
                let excluded = self.is_excluded(words, at, at + len, posts);
                let needs_support = at > 0 && self.needs_support.ending_at(words, at, PHRASE_WORDS_MAX).is_some();
                mentions.push(Mention {
                    who: Who::Known(*person),
                    start: at,
                    end: at + len,
                    post: None,
                    excluded,
                    needs_support,
                });
            }
            at += len;
        }
        mentions
    }

    fn stands_for_itself(&self, words: &[Word], start: usize, end: usize, posts: &[Post], plain: bool) -> bool {
        let together = words[start + 1..end].iter().all(|w| w.before == Gap::Blank);
        let capitals = words[start..end].iter().filter(|w| w.case.is_capital()).count();
        let title_before = posts.iter().any(|p| p.end <= start && start - p.end <= SHORT_NAME_TITLE_WORDS_MAX);
        let written_as_name = match end - start {
            // Two syllables are too often just two words.
            0..=2 => !plain && capitals == end - start && title_before,
            len => capitals == len || (title_before && capitals > 0) || (plain && title_before),
        };
        together
            && written_as_name
            && !self.names.is_part_of_longer(words, start, end)
            && !self.is_borne(words, start, posts)
    }

    /// Whether a post without a ministry belongs to one that is printed next to the name: "Thứ trưởng X (Bộ Công an)".
    fn is_elsewhere(&self, words: &[Word], mention: &Mention) -> bool {
        mention.post.is_some_and(|post| post.ministry == Ministry::Unnamed)
            && (self.posts.is_elsewhere_before(words, mention.start)
                || self.posts.is_elsewhere_behind(words, mention.end))
    }

    /// Whether a name belongs to a street, a hospital, a byline.
    fn is_borne(&self, words: &[Word], start: usize, posts: &[Post]) -> bool {
        let start = self.skip_address_back(words, start);
        let near = words[start].before;
        if !matches!(near, Gap::Blank | Gap::Colon | Gap::Dot) && start > 0 {
            return false;
        }
        // Without accents "truong" is a school as well as the end of a post.
        if posts.iter().any(|post| post.end == start) {
            return false;
        }
        self.name_bearing_things.ending_at(words, start, PHRASE_WORDS_MAX).is_some()
    }

    /// Whether a post that no leader of the ministry holds stands right before a name or behind it.
    fn is_excluded(&self, words: &[Word], start: usize, end: usize, posts: &[Post]) -> bool {
        if words.get(end).is_some_and(|w| w.before == Gap::Slash) {
            return true;
        }
        let before = self.skip_degrees_back(words, start);
        if before > 0 && self.excluded_before(words, before, posts) {
            return true;
        }
        let Some(next) = words.get(end) else { return false };
        // "X, Chủ tịch Hội đồng Y khoa Quốc gia": a post of our leaders that begins like somebody else's.
        let theirs = self.address.at(words, end).map_or(0, |(len, ())| len);
        let excluded = |phrases: &Phrases<()>| phrases.at(words, end).is_some_and(|(len, ())| len > theirs);
        matches!(next.before, Gap::Comma | Gap::Dash | Gap::Open)
            && (excluded(&self.excludes)
                || (next.case.is_capital() && excluded(&self.workplaces))
                || (end..end + 2).any(|at| self.age.at(words, at).is_some()))
    }

    /// "Giám đốc Bệnh viện Chợ Rẫy" before a name: a post, then capitalised words of its unit.
    fn excluded_before(&self, words: &[Word], end: usize, posts: &[Post]) -> bool {
        const UNIT_WORDS_MAX: usize = 9;
        let mut at = end;
        loop {
            if self.excludes.ending_at(words, at, PHRASE_WORDS_MAX).is_some() {
                return true;
            }
            let stop = at == 0
                || end - at >= UNIT_WORDS_MAX
                || !matches!(words.get(at).map(|w| w.before), Some(Gap::Blank | Gap::Dash | Gap::Dot));
            if stop || posts.iter().any(|post| post.end == at) {
                return false;
            }
            at -= 1;
        }
    }

    fn skip_degrees_back(&self, words: &[Word], start: usize) -> usize {
        let mut at = start;
        while at > 0 && matches!(words[at].before, Gap::Blank | Gap::Dot | Gap::Dash | Gap::Comma) {
            match self.address.ending_at(words, at, PHRASE_WORDS_MAX) {
                Some((len, ())) => at -= len,
                None => break,
            }
        }
        at
    }

    /// The first word of the degrees and party titles that end before a word.
    fn skip_address_back(&self, words: &[Word], start: usize) -> usize {
        let mut at = start;
        while at > 0 && start - at < ADDRESS_WORDS_MAX * 2 {
            if !matches!(words[at].before, Gap::Blank | Gap::Dot | Gap::Comma | Gap::Dash | Gap::Colon) {
                break;
            }
            match self.address.ending_at(words, at, PHRASE_WORDS_MAX) {
                Some((len, ())) => at -= len,
                None => break,
            }
        }
        at
    }

    /// Gives a mention the post that is printed before or behind its name.
    fn attach_posts(&self, words: &[Word], posts: &[Post], taken: &mut [bool], mention: &mut Mention) {
        let (start, end) = (mention.start, mention.end);
        let address = self.skip_address_back(words, start);
        mention.start = address;
        let titled = address - self.given_to.ending_at(words, address, PHRASE_WORDS_MAX).map_or(0, |(len, ())| len);
        let joined = |p: &Post| !matches!(words[p.end].before, Gap::Other | Gap::Open);
        let before = |(index, p): (usize, &Post)| {
            let near = (titled..=start).contains(&p.end) && !taken[index] && joined(p);
            near.then_some(index)
        };
        if let Some(index) = posts.iter().enumerate().find_map(before) {
            taken[index] = true;
            mention.post = Some(posts[index]);
            mention.start = self.skip_address_back(words, posts[index].start);
        }
        if mention.post.is_none()
            && let Some((index, after)) = self.post_behind(words, posts, end)
        {
            mention.post = Some(after);
            taken[index] = true;
            mention.end = after.end;
        }
        if mention.post.is_some_and(|p| p.ministry != Ministry::Other) {
            mention.excluded = false;
            mention.needs_support = false;
        }
    }

    /// The post behind a name: "X, Ủy viên Dự khuyết …, Thứ trưởng Bộ Y tế", "X giữ chức Thứ trưởng".
    fn post_behind(&self, words: &[Word], posts: &[Post], end: usize) -> Option<(usize, Post)> {
        let next = words.get(end)?;
        let (index, post) = posts.iter().enumerate().find(|(_, p)| p.start >= end)?;
        if self.names.printed_at(words, post.end).is_some_and(|_| words[post.end].before == Gap::Blank) {
            return None;
        }
        if next.before == Gap::Blank {
            let (len, ()) = self.appointed.at(words, end)?;
            return (post.start - end <= len + 2).then_some((index, *post));
        }
        let near =
            post.start - end <= APPOSITION_WORDS_MAX && matches!(next.before, Gap::Comma | Gap::Dash | Gap::Open);
        // Every part between the name and the post must begin as a title does: with a capital, or "nguyên".
        let begins = |word: &Word, post: &Post| post.former && word.start == words[post.start].start;
        let titles = words[end..=post.start]
            .iter()
            .all(|w| !matches!(w.before, Gap::Comma | Gap::Dash | Gap::Open) || w.case.is_capital() || begins(w, post));
        let other_name =
            (end..post.start).any(|at| words[at].before != Gap::Blank && self.names.printed_at(words, at).is_some());
        (near && titles && !other_name).then_some((index, *post))
    }

    /// "các Thứ trưởng Bộ Y tế: A, B và C": the names of the list share the post.
    fn share_plural_posts(&self, words: &[Word], mentions: &mut [Mention]) {
        for index in 1..mentions.len() {
            let (before, this) = (mentions[index - 1], mentions[index]);
            let address = self.skip_address_back(words, this.start);
            let address = address - self.joins.ending_at(words, address, 2).map_or(0, |(len, ())| len);
            if this.post.is_none() && before.post.is_some_and(|p| p.plural) && address <= before.end {
                mentions[index].post = before.post;
                mentions[index].excluded = false;
                mentions[index].needs_support = false;
            }
        }
    }

    /// A post that goes with no name of the registry: somebody new, nobody, or the post alone.
    fn without_known_name(&self, words: &[Word], post: &Post, plain: bool, cut: bool) -> Option<Mention> {
        let mention = |who, end| Mention {
            who,
            start: post.start,
            end,
            post: Some(*post),
            excluded: false,
            needs_support: false,
        };
        if post.ministry == Ministry::Other {
            return Some(mention(Who::Post, post.end));
        }
        // Who held a post once and is not in the registry is no new leader.
        if post.former {
            return None;
        }
        let at = self.skip_address_forward(words, post.end);
        let part = self.part_of_a_name(words, at).filter(|end| !cut || *end < words.len());
        // Without accents "Ha" is more than one name.
        if let Some(end) = part.filter(|_| !plain && !post.rank_only && !post.plural) {
            return Some(mention(Who::Part { start: at, end }, end));
        }
        if let Some(len) = self.names.printed_at(words, at) {
            let half = cut && at + len == words.len();
            return (!half).then(|| mention(Who::Printed { start: at, end: at + len }, at + len));
        }
        if let Some((start, end)) = self.name_in_front(words, post) {
            let titled = self.skip_address_back(words, start);
            return Some(Mention { start: titled, ..mention(Who::Printed { start, end }, post.end) });
        }
        let named_otherwise = words.get(at).is_some_and(|w| {
            w.before == Gap::Blank && w.case == Case::Capital && !words[post.start].case.eq(&Case::AllCapitals)
        });
        // Behind the cut may stand a name, another ministry, another country.
        let half = cut && at >= words.len();
        if named_otherwise || half || post.rank_only || post.plural {
            return None;
        }
        Some(mention(Who::Post, post.end))
    }

    /// The end of the one or two capitalised words at a word that end the name of a leader: "Bộ trưởng Kim Tiến".
    fn part_of_a_name(&self, words: &[Word], at: usize) -> Option<usize> {
        const PART_WORDS_MAX: usize = 2;
        let capital = |at: usize| words.get(at).is_some_and(|w| w.before == Gap::Blank && w.case == Case::Capital);
        let following = |at: usize| words.get(at).is_some_and(|w| self.names.may_follow(w));
        let len = (0..=PART_WORDS_MAX).find(|n| !capital(at + n) || (*n > 0 && following(at + n)))?;
        let terms: Vec<Term> = words.get(at..at + len)?.iter().map(|word| word.term).collect();
        (len > 0 && self.ends.iter().any(|name| name.ends_with(&terms))).then_some(at + len)
    }

    /// The people whose names end with these words, by index.
    pub(super) fn ending_with(&self, words: &[Word]) -> Vec<usize> {
        let terms: Vec<Term> = words.iter().map(|word| word.term).collect();
        let ends = |(index, name): (usize, &Vec<Term>)| name.ends_with(&terms).then_some(index);
        self.ends.iter().enumerate().filter_map(ends).collect()
    }

    fn skip_address_forward(&self, words: &[Word], start: usize) -> usize {
        let mut at = start;
        while let Some((len, ())) = self.address.at(words, at) {
            if !matches!(words[at].before, Gap::Blank | Gap::Comma | Gap::Dash | Gap::Dot)
                || words[at].case == Case::Lower && at == start && len == 1
            {
                break;
            }
            at += len;
        }
        // Degrees count only when a name follows.
        if words.get(at).is_some_and(|w| self.names.is_surname(w)) { at } else { start }
    }

    /// "PGS.TS Nguyễn Văn A, Thứ trưởng Bộ Y tế" with a name that the registry lacks.
    fn name_in_front(&self, words: &[Word], post: &Post) -> Option<(usize, usize)> {
        if post.ministry != Ministry::This {
            return None;
        }
        let mut end = post.start;
        if words[post.start].before == Gap::Blank {
            end -= (1..=PHRASE_WORDS_MAX.min(end))
                .rev()
                .find(|len| self.appointed.at(words, end - len).is_some_and(|(found, ())| found == *len))?;
        } else if !matches!(words[post.start].before, Gap::Comma | Gap::Dash | Gap::Open) {
            return None;
        }
        let start = end.checked_sub(2).and_then(|_| {
            (end.saturating_sub(5)..=end - 2).find(|at| self.names.printed_at(words, *at) == Some(end - at))
        })?;
        let free = !self.names.is_part_of_longer(words, start, end) && !self.is_excluded(words, start, end, &[]);
        free.then_some((start, end))
    }
}
