//! Reads a printed post: "Thứ trưởng Thường trực Bộ Y tế", and whose ministry it belongs to.

use super::names::Names;
use super::words::{Case, Gap, Phrases, Vocabulary, Word};
use crate::article::labels::Role;

/// Whose post it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// This ministry's, as printed.
    Ours,
    /// No ministry is printed: "Bộ trưởng nhấn mạnh".
    Unsaid,
    /// Another ministry's or another country's.
    Other,
}

/// A post in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Post {
    /// Words `start..end` of the sentence, the ministry's name included.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) role: Role,
    pub(super) body: Body,
    /// "nguyên Bộ trưởng": somebody who is it no longer.
    pub(super) former: bool,
    /// "các Thứ trưởng": the names that follow share it.
    pub(super) plural: bool,
    /// The rank as such, and nobody who holds it: "cấp Bộ trưởng", "Hội nghị Bộ trưởng Y tế".
    pub(super) abstract_: bool,
}

/// What stands right before a post and changes its meaning.
#[derive(Debug, Clone, Copy)]
enum Prefix {
    Former,
    Plural,
    Rank,
    /// "Phó Bộ trưởng": a rank that this ministry does not have.
    Foreign,
}

/// The rules for posts.
#[derive(Debug, Clone)]
pub(super) struct PostReader {
    heads: Phrases<Role>,
    bodies: Phrases<Body>,
    /// What turns "Bộ Y tế" into the ministry of another country: "Bộ Y tế và Phúc lợi".
    turns: Phrases<()>,
    nation: Phrases<()>,
    prefixes: Phrases<Prefix>,
    /// What follows the post of somebody who held it long ago.
    past: Phrases<()>,
}

const HEADS: [(&str, Role); 7] = [
    ("bộ trưởng", Role::Minister),
    ("quyền bộ trưởng", Role::ActingMinister),
    ("q bộ trưởng", Role::ActingMinister),
    ("thứ trưởng", Role::ViceMinister),
    ("thứ trưởng thường trực", Role::PermanentViceMinister),
    ("thứ trưởng phụ trách", Role::ViceMinister),
    ("thứ trưởng phụ trách bộ", Role::ViceMinister),
];

const OURS: &str =
    "bộ y tế|y tế|ngành y tế|byt|bộ y tế nước cộng hòa xã hội chủ nghĩa việt nam|bộ y tế nước chxhcn việt nam";

/// Ministries, with and without the word, and the second post that only ministers elsewhere hold.
const OTHERS: &str = "bộ|ngoại giao|tài chính|nội vụ|công an|quốc phòng|tư pháp|giáo dục|khoa học|kế hoạch|công thương|công nghiệp|\
    thương mại|xây dựng|giao thông|nông nghiệp|tài nguyên|môi trường|văn hóa|lao động|thông tin|dân tộc|thanh tra|kinh tế|\
    năng lượng|phúc lợi|chủ nhiệm|chủ nhiệm văn phòng chính phủ|chủ nhiệm ủy ban dân tộc|các bộ|các cơ quan|cơ quan|\
    du lịch|quốc gia|dân số";

const TURNS: &str = "công cộng|cộng đồng|và phúc lợi|phúc lợi|và dịch vụ|và thể thao|và chăm sóc|và xã hội|và gia đình|và lao động|\
    lao động|và an sinh|và phòng ngừa|và dân số|và giáo dục|và khoa học|và môi trường|và dược phẩm|và đoàn kết|và sức khỏe|\
    và y học|và công nghiệp|nước|liên bang|cộng hòa|vương quốc|của";

const NATION: &str =
    "việt nam|nước cộng hòa xã hội chủ nghĩa việt nam|nước chxhcn việt nam|cộng hòa xã hội chủ nghĩa việt nam";

const PAST: &str = "đầu tiên|tiền nhiệm|qua các thời kỳ|lúc bấy giờ|khi đó|thời đó|các thời kỳ|thứ hai|thứ ba";

const PREFIXES: [(&str, Prefix); 22] = [
    ("nguyên", Prefix::Former),
    ("cựu", Prefix::Former),
    ("cố", Prefix::Former),
    ("các", Prefix::Plural),
    ("các đồng chí", Prefix::Plural),
    ("hai", Prefix::Plural),
    ("ba", Prefix::Plural),
    ("các vị", Prefix::Plural),
    ("cấp", Prefix::Rank),
    ("hàm", Prefix::Rank),
    ("chức vụ", Prefix::Rank),
    ("chức", Prefix::Rank),
    ("chức danh", Prefix::Rank),
    ("hội nghị", Prefix::Rank),
    ("cuộc họp", Prefix::Rank),
    ("trợ lý", Prefix::Rank),
    ("thư ký", Prefix::Rank),
    ("phu nhân", Prefix::Rank),
    ("phu quân", Prefix::Rank),
    ("ghế", Prefix::Rank),
    ("hội đồng", Prefix::Rank),
    ("phó", Prefix::Foreign),
];

/// Words of the longest prefix.
const PREFIX_WORDS_MAX: usize = 3;

impl PostReader {
    pub(super) fn new(vocabulary: &mut Vocabulary) -> Self {
        let mut heads = Phrases::default();
        for (phrase, role) in HEADS {
            heads.add(vocabulary.learn(phrase), role);
        }
        let mut bodies = Phrases::default();
        for (list, body) in [(OURS, Body::Ours), (OTHERS, Body::Other)] {
            for phrase in list.split('|') {
                bodies.add(vocabulary.learn(phrase), body);
            }
        }
        let mut prefixes = Phrases::default();
        for (phrase, prefix) in PREFIXES {
            prefixes.add(vocabulary.learn(phrase), prefix);
        }
        let mut set = |list: &str| {
            let mut phrases = Phrases::default();
            for phrase in list.split('|') {
                phrases.add(vocabulary.learn(phrase), ());
            }
            phrases
        };
        PostReader { heads, bodies, turns: set(TURNS), nation: set(NATION), past: set(PAST), prefixes }
    }

    /// All posts of a sentence, in order.
    pub(super) fn read(&self, words: &[Word], names: &Names) -> Vec<Post> {
        let mut posts = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.at(words, at, names) {
                Some(post) => {
                    at = post.end;
                    posts.push(post);
                }
                None => at += 1,
            }
        }
        posts
    }

    fn at(&self, words: &[Word], start: usize, names: &Names) -> Option<Post> {
        let (len, role) = self.heads.at(words, start)?;
        let (body, end) = self.body(words, start + len, names);
        let (before, prefix) = match self.prefixes.ending_at(words, start, PREFIX_WORDS_MAX) {
            Some((len, prefix)) => (len, Some(*prefix)),
            None => (0, None),
        };
        let past = words.get(end).is_some_and(|w| w.before == Gap::Blank) && self.past.at(words, end).is_some();
        let former = past || matches!(prefix, Some(Prefix::Former));
        Some(Post {
            start: if matches!(prefix, Some(Prefix::Former)) { start - before } else { start },
            end,
            role: *role,
            body: if matches!(prefix, Some(Prefix::Foreign)) { Body::Other } else { body },
            former,
            plural: matches!(prefix, Some(Prefix::Plural)),
            abstract_: matches!(prefix, Some(Prefix::Rank)),
        })
    }

    /// Whose ministry is printed from a word on, and where its name ends.
    fn body(&self, words: &[Word], at: usize, names: &Names) -> (Body, usize) {
        let Some(next) = words.get(at) else { return (Body::Unsaid, at) };
        // "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ" is the only post with a comma inside.
        if next.before == Gap::Comma
            && next.case.is_capital()
            && let Some((len, Body::Other)) = self.bodies.at(words, at).filter(|(len, _)| *len > 1)
        {
            return (Body::Other, at + len);
        }
        if next.before != Gap::Blank {
            return (Body::Unsaid, at);
        }
        let foreign = names.foreign_at(words, at);
        if foreign > 0 {
            return (Body::Other, at + foreign);
        }
        match self.bodies.at(words, at) {
            Some((len, Body::Ours)) => self.ours_or_abroad(words, at + len, names),
            // "Bộ trưởng bộ ngành", "Thứ trưởng thông tin": only a capital makes a ministry's name.
            Some((len, Body::Other)) if next.case.is_capital() || len > 1 => (Body::Other, at + len),
            _ => (Body::Unsaid, at),
        }
    }

    /// After "Bộ Y tế": Vietnam's, unless a country or a second field follows.
    fn ours_or_abroad(&self, words: &[Word], at: usize, names: &Names) -> (Body, usize) {
        let gap = words.get(at).map(|w| w.before);
        if !matches!(gap, Some(Gap::Blank | Gap::Open | Gap::Dash)) {
            return (Body::Ours, at);
        }
        if let Some((len, ())) = self.nation.at(words, at) {
            return (Body::Ours, at + len);
        }
        let foreign = names.foreign_at(words, at);
        if foreign > 0 && gap != Some(Gap::Dash) {
            return (Body::Other, at + foreign);
        }
        match self.turns.at(words, at) {
            Some((len, ())) if gap == Some(Gap::Blank) && words[at + len - 1].case != Case::Lower => {
                (Body::Other, at + len)
            }
            Some((len, ())) if gap == Some(Gap::Blank) && names.foreign_at(words, at + len) > 0 => {
                (Body::Other, at + len)
            }
            _ => (Body::Ours, at),
        }
    }
}
