//! One invented article: who did what, where, about what, in some five kilobytes.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::chance::Chance;
use crate::people::{self, Leader};
use crate::words::{Words, capitalised};

/// Days from the first of 2011 to the last of June 2026.
const DAYS: f64 = 5_660.0;
/// Percentage of articles whose text is decomposed, as some editors paste it.
const DECOMPOSED_PERCENT: usize = 3;
/// Bytes of a body before it ends.
const BODY_BYTES: (usize, usize) = (3_100, 5_300);
const TITLE_BYTES: (usize, usize) = (90, 150);
const LEAD_WORDS: (usize, usize) = (26, 44);
const SENTENCE_WORDS: (usize, usize) = (9, 24);
const SLUG_CHARS_MAX: usize = 120;

const DEEDS: [&str; 12] = [
    "chủ trì họp về",
    "làm việc với địa phương về",
    "kiểm tra công tác",
    "dự hội nghị về",
    "phát biểu về",
    "tiếp đoàn chuyên gia về",
    "thăm cơ sở",
    "yêu cầu đẩy mạnh",
    "trao đổi về",
    "dẫn đầu đoàn kiểm tra",
    "chỉ đạo",
    "chúc mừng đơn vị",
];
const SAYINGS: [&str; 8] =
    ["nhấn mạnh", "cho biết", "đề nghị", "yêu cầu", "phát biểu", "ghi nhận", "chia sẻ", "kết luận"];
/// What the articles are about, in words that the program's topics know.
const TOPICS: [&[&str]; 12] = [
    &["bảo hiểm y tế", "quỹ bảo hiểm y tế", "thẻ bảo hiểm y tế"],
    &["y tế cơ sở", "trạm y tế", "chăm sóc sức khỏe ban đầu"],
    &["khám bệnh, chữa bệnh", "bệnh viện", "hồi sức tích cực", "ghép tạng"],
    &["phòng bệnh", "tiêm chủng", "sốt xuất huyết", "y tế dự phòng"],
    &["đấu thầu thuốc", "thuốc", "dược phẩm", "cung ứng thuốc"],
    &["an toàn thực phẩm", "ngộ độc thực phẩm"],
    &["chuyển đổi số", "bệnh án điện tử", "dữ liệu y tế"],
    &["đào tạo nhân lực y tế", "bác sĩ nội trú", "nhân lực y tế"],
    &["hợp tác quốc tế", "Tổ chức Y tế Thế giới"],
    &["dân số", "mức sinh", "người cao tuổi"],
    &["y học cổ truyền", "dược liệu"],
    &["trang thiết bị y tế", "vắc xin", "vật tư y tế"],
];
const PLACES: [&str; 12] = [
    "Hà Nội",
    "Thành phố Hồ Chí Minh",
    "Đà Nẵng",
    "Cần Thơ",
    "Hải Phòng",
    "Nghệ An",
    "Thanh Hóa",
    "Lào Cai",
    "Quảng Ninh",
    "Đắk Lắk",
    "Cà Mau",
    "Huế",
];
const PAPERS: [(&str, &str); 8] = [
    ("Nghị quyết", "NQ-CP"),
    ("Nghị định", "NĐ-CP"),
    ("Thông tư", "TT-BYT"),
    ("Quyết định", "QĐ-BYT"),
    ("Chỉ thị", "CT-TTg"),
    ("Công văn", "BYT-KCB"),
    ("Kế hoạch", "KH-BYT"),
    ("Quyết định", "QĐ-TTg"),
];
const SOURCES: [&str; 3] = ["suckhoedoisong.vn", "Cổng thông tin", "Báo Sức khoẻ"];

/// What every article is made from.
pub struct World {
    pub words: Words,
    seed: u64,
}

/// An article as its editor wrote it.
pub struct Article {
    pub number: u64,
    /// On the Vietnamese clock.
    pub published: NaiveDateTime,
    pub title: String,
    pub lead: String,
    pub paragraphs: Vec<String>,
    pub captions: Vec<String>,
    pub source: Option<&'static str>,
    /// The leaders who are named in it, and what it is about: for an index that can't read that off.
    pub leaders: Vec<&'static str>,
    pub topics: Vec<&'static str>,
}

impl World {
    pub fn new(seed: u64) -> World {
        World { words: Words::new(seed), seed }
    }

    /// The article with this number.
    pub fn article(&self, number: u64) -> Article {
        Draft::new(self, number).write()
    }
}

/// The last part of an article's address: no two are the same.
impl Article {
    pub fn slug(&self) -> String {
        let mut slug = String::with_capacity(SLUG_CHARS_MAX + 12);
        for letter in self.title.nfd().filter(|c| !is_combining_mark(*c)).take(SLUG_CHARS_MAX) {
            match letter {
                'đ' | 'Đ' => {}
                _ if letter.is_ascii_alphanumeric() => slug.push(letter.to_ascii_lowercase()),
                _ if slug.is_empty() || slug.ends_with('-') => {}
                _ => slug.push('-'),
            }
        }
        let joint = if slug.ends_with('-') { "" } else { "-" };
        write!(slug, "{joint}{}", self.number).expect("a string takes everything");
        slug
    }
}

/// An article on its way.
struct Draft<'a> {
    words: &'a Words,
    chance: Chance,
    number: u64,
    published: NaiveDateTime,
    leaders: Vec<&'static Leader>,
    topics: Vec<&'static [&'static str]>,
}

impl<'a> Draft<'a> {
    fn new(world: &'a World, number: u64) -> Draft<'a> {
        let mut chance = Chance::new(world.seed, number);
        // The root makes later years richer.
        let day = (chance.unit().sqrt() * DAYS) as i64;
        let minute = chance.within(7 * 60, 19 * 60) as i64;
        let first = NaiveDate::from_ymd_opt(2011, 1, 1).expect("a day").and_hms_opt(0, 0, 0).expect("midnight");
        let published = first + TimeDelta::minutes(day * 24 * 60 + minute);
        let mut leaders: Vec<&'static Leader> = Vec::new();
        for _ in 0..chance.of(&[0, 1, 1, 1, 1, 2, 2, 3]) {
            let leader = people::leader_in(published.year(), &mut chance);
            if !leaders.iter().any(|l| l.name == leader.name) {
                leaders.push(leader);
            }
        }
        let topics = (0..chance.within(1, 2)).map(|_| chance.of(&TOPICS)).collect();
        Draft { words: &world.words, chance, number, published, leaders, topics }
    }

    fn write(mut self) -> Article {
        let title = self.title();
        let lead = self.lead();
        let wanted = self.chance.within(BODY_BYTES.0, BODY_BYTES.1);
        let (mut paragraphs, mut bytes) = (Vec::with_capacity(12), 0);
        while bytes < wanted {
            let paragraph = self.paragraph();
            bytes += paragraph.len();
            paragraphs.push(paragraph);
        }
        let captions = (0..self.chance.below(3)).map(|_| self.caption()).collect();
        let mut article = Article {
            number: self.number,
            published: self.published,
            title,
            lead,
            paragraphs,
            captions,
            source: if self.chance.one_in(3) { Some(self.chance.of(&SOURCES)) } else { None },
            leaders: self.leaders.iter().map(|leader| leader.name).collect(),
            topics: self.topics.iter().map(|phrases| phrases[0]).collect(),
        };
        if self.chance.below(100) < DECOMPOSED_PERCENT {
            let texts = [&mut article.title, &mut article.lead].into_iter();
            texts
                .chain(&mut article.paragraphs)
                .chain(&mut article.captions)
                .for_each(|text| *text = text.nfd().collect());
        }
        article
    }

    fn title(&mut self) -> String {
        let mut title = String::with_capacity(TITLE_BYTES.1 + 40);
        match self.leaders.first() {
            Some(leader) => {
                let deed = self.chance.of(&DEEDS);
                write!(title, "{} Bộ Y tế {} {deed} ", leader.rank, leader.name).expect("a string takes everything");
                self.phrase(&mut title);
            }
            None => {
                let mut phrase = String::new();
                self.phrase(&mut phrase);
                capitalised(&phrase, &mut title);
            }
        }
        let wanted = self.chance.within(TITLE_BYTES.0, TITLE_BYTES.1);
        while title.len() < wanted {
            title.push(' ');
            title.push_str(self.words.draw(&mut self.chance));
        }
        title
    }

    fn lead(&mut self) -> String {
        let mut lead = String::with_capacity(400);
        let place = self.chance.of(&PLACES);
        let day = self.published;
        write!(lead, "Ngày {}/{}/{}, tại {place}, ", day.day(), day.month(), day.year())
            .expect("a string takes everything");
        match self.leaders.as_slice() {
            [] => people::write_other(&mut self.chance, &mut lead),
            leaders => {
                let leader = leaders[self.chance.below(leaders.len())];
                write!(lead, "{} Bộ Y tế {}", leader.rank, leader.name).expect("a string takes everything");
            }
        }
        lead.push(' ');
        lead.push_str(self.chance.of(&DEEDS));
        lead.push(' ');
        self.phrase(&mut lead);
        let words = self.chance.within(LEAD_WORDS.0, LEAD_WORDS.1);
        self.run(words, &mut lead);
        lead.push('.');
        lead
    }

    fn paragraph(&mut self) -> String {
        let mut text = String::with_capacity(800);
        for n in 0..self.chance.within(2, 5) {
            if n > 0 {
                text.push(' ');
            }
            self.sentence(&mut text);
        }
        text
    }

    fn sentence(&mut self, out: &mut String) {
        match self.chance.below(12) {
            0 | 1 if !self.leaders.is_empty() => {
                let leader = self.leaders[self.chance.below(self.leaders.len())];
                let saying = self.chance.of(&SAYINGS);
                write!(out, "{} {} {saying}", leader.rank, leader.name).expect("a string takes everything");
            }
            2 => {
                out.push_str("Ông ");
                people::write_other(&mut self.chance, out);
            }
            3 => {
                let (kind, office) = self.chance.of(&PAPERS);
                let (n, year) = (self.chance.within(1, 4000), self.published.year() - self.chance.below(4) as i32);
                write!(out, "Theo {kind} số {n}/{year}/{office} ngày {}/{}/{year}", n % 28 + 1, n % 12 + 1)
                    .expect("a string takes everything");
            }
            4 | 5 => {
                let mut phrase = String::new();
                self.phrase(&mut phrase);
                capitalised(&phrase, out);
            }
            _ => capitalised(self.words.draw(&mut self.chance), out),
        }
        let words = self.chance.within(SENTENCE_WORDS.0, SENTENCE_WORDS.1);
        self.run(words, out);
        out.push_str(if self.chance.one_in(14) { "!" } else { "." });
    }

    /// Words separated by blanks, with an occasional comma or quotation.
    fn run(&mut self, words: usize, out: &mut String) {
        for n in 0..words {
            let mark = self.chance.below(64);
            if n > 0 && mark < 4 {
                out.push(if mark == 0 { ';' } else { ',' });
            }
            out.push(' ');
            match mark {
                62 => {
                    out.push('“');
                    self.words.write(&mut self.chance, out);
                    out.push('”');
                }
                63 => self.phrase(out),
                _ => drop(self.words.write(&mut self.chance, out)),
            }
        }
    }

    fn caption(&mut self) -> String {
        let mut caption = String::with_capacity(120);
        capitalised(self.words.draw(&mut self.chance), &mut caption);
        let words = self.chance.within(5, 12);
        self.run(words, &mut caption);
        caption
    }

    fn phrase(&mut self, out: &mut String) {
        let phrases = self.topics[self.chance.below(self.topics.len())];
        out.push_str(self.chance.of(phrases));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_depends_on_seed_and_number_only() {
        let (one, other, third) = (World::new(1), World::new(1), World::new(2));
        for number in [0, 7, 100_000] {
            assert_eq!(one.article(number).paragraphs, other.article(number).paragraphs);
            assert_ne!(one.article(number).paragraphs, third.article(number).paragraphs);
            assert_ne!(one.article(number).paragraphs, one.article(number + 1).paragraphs);
        }
    }

    #[test]
    fn articles_are_as_they_are_described() {
        let world = World::new(1);
        let articles: Vec<Article> = (0..2000).map(|number| world.article(number)).collect();
        let body = |a: &Article| a.paragraphs.iter().map(String::len).sum::<usize>();
        let mean = articles.iter().map(body).sum::<usize>() / articles.len();
        assert!((4_000..5_000).contains(&mean), "{mean}");
        let decomposed = articles.iter().filter(|a| a.title.contains('\u{323}')).count();
        assert!((30..100).contains(&decomposed), "{decomposed}");
        let years: std::collections::BTreeSet<i32> = articles.iter().map(|a| a.published.year()).collect();
        assert_eq!((years.first(), years.last(), years.len()), (Some(&2011), Some(&2026), 16));
        let slugs: std::collections::HashSet<String> = articles.iter().map(Article::slug).collect();
        assert_eq!(slugs.len(), articles.len());
    }
}
