//! What is asked of the corpus to see that answers stay what they were: command lines of `byt`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::article::{Article, World};
use crate::chance::Chance;
use crate::people::{LEADERS, Leader};
use crate::record::address;

/// Apart from all articles' streams.
const STREAM: u64 = u64::MAX - 1;
/// Ranks of words from the commonest to rare ones.
const RANKS: [usize; 6] = [3, 40, 300, 2_000, 9_000, 30_000];

type Arguments = Vec<String>;

/// `count` command lines, in turn of every kind, about articles with numbers below `docs`.
pub fn questions(world: &World, docs: u64, count: usize) -> Vec<Arguments> {
    let mut asker = Asker { world, docs, chance: Chance::new(1, STREAM) };
    (0..count).map(|n| asker.question(n)).collect()
}

struct Asker<'a> {
    world: &'a World,
    docs: u64,
    chance: Chance,
}

impl Asker<'_> {
    fn question(&mut self, n: usize) -> Arguments {
        let page = ["--limit", "20", "--format", "jsonl"];
        match n % 20 {
            0 => search(&self.word(n), &page),
            1 => search(&unaccented(&self.word(n)), &page),
            2 => search(&format!("{} {}", self.word(n), self.word(n + 1)), &page),
            3 => search(&format!("\"{}\"", self.neighbours(2)), &page),
            4 => search(&format!("\"{}\"", unaccented(&self.neighbours(3))), &page),
            5 => search(&self.article().title, &page),
            6 => search(&format!("{} -{}", self.word(n), self.word(n + 2)), &page),
            7 => search(&format!("title:{} OR {}*", self.word(n), self.word(n + 3)), &page),
            8 => search(&self.word(n), &["--sort", "newest", "--offset", "40", "--limit", "20", "--format", "jsonl"]),
            9 => self.of_leader(&["search", "--official"], &["--sort", "newest", "--format", "jsonl"]),
            10 => self.of_leader(&["search", "--mentions"], &["--sort", "oldest", "--format", "json"]),
            11 => self.of_leader(&["export", "--official"], &["--format", "csv"]),
            12 => owned(&[
                "count",
                &self.word(n),
                "--by",
                self.chance.of(&["month", "official", "topic", "year", "day", "role"]),
            ]),
            13 => owned(&["count", "--topic", self.topic(), "--by", "month", "--format", "json"]),
            14 => owned(&["export", "--topic", self.topic(), "--on", &self.month(), "--format", "ids"]),
            15 => {
                owned(&["search", "--role", "vice-minister", "--on", &self.month(), "--format", "ids", "--limit", "0"])
            }
            16 => owned(&["export", &format!("\"{}\"", self.neighbours(2)), "--format", "jsonl"]),
            17 => owned(&["show", &address(&self.article().slug()), "--format", "jsonl"]),
            18 => owned(&["analyze", "--json", &self.article().lead]),
            _ => search(&format!("\"{}\"~3", self.neighbours(2)), &["--explain"]),
        }
    }

    /// A word that is the rarer the larger `n`, and begins again at the commonest.
    fn word(&mut self, n: usize) -> String {
        let rank = RANKS[n / 20 % RANKS.len()];
        let rank = self.chance.within(rank / 2, rank);
        self.world.words.ranked(rank).to_owned()
    }

    fn article(&mut self) -> Article {
        let number = self.chance.below(usize::try_from(self.docs).unwrap_or(usize::MAX));
        self.world.article(number as u64)
    }

    /// Words that are adjacent in some article.
    fn neighbours(&mut self, count: usize) -> String {
        loop {
            let article = self.article();
            let words: Vec<&str> = article.paragraphs[0].split(' ').collect();
            let start = self.chance.below(words.len());
            let found = words.get(start..start + count).filter(|words| words.iter().all(|w| is_plain(w)));
            if let Some(found) = found {
                return found.join(" ").nfc().collect();
            }
        }
    }

    fn of_leader(&mut self, before: &[&str], behind: &[&str]) -> Arguments {
        let Leader { name, first_year, last_year, .. } = &LEADERS[self.chance.below(LEADERS.len())];
        let year = self.chance.within(*first_year as usize, *last_year as usize);
        let years = [year.to_string(), (year + 1).to_string()];
        owned(&[before, &[name, "--from", &years[0], "--to", &years[1]], behind].concat())
    }

    fn topic(&mut self) -> &'static str {
        self.chance.of(&["bao-hiem-y-te", "y-te-co-so", "phong-benh", "kham-chua-benh"])
    }

    fn month(&mut self) -> String {
        format!("{}-{:02}", self.chance.within(2015, 2025), self.chance.within(1, 12))
    }
}

fn search(text: &str, options: &[&str]) -> Arguments {
    owned(&[&["search"], options, &["--", text]].concat())
}

fn owned(arguments: &[&str]) -> Arguments {
    arguments.iter().map(|&argument| argument.to_owned()).collect()
}

fn is_plain(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() || is_combining_mark(c))
}

fn unaccented(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).map(|c| if c == 'đ' { 'd' } else { c }).collect()
}
