//! Vietnamese names in print: where one begins, how far it goes, and what only looks like one.

use super::words::{Case, Gap, Phrases, Terms, Vocabulary, Word};

/// Family names, by far most of the population's. A printed name begins with one of these.
const SURNAMES: &str = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đinh Trương Lâm Đoàn \
    Trịnh Mai Tô Hà Cao Tạ Lương Lưu Thái Châu Chu Tăng Kiều Vương Tống Quách La Nghiêm Phùng Triệu Đàm Đường Tôn \
    Thân Doãn Khuất Khương Bạch Ninh Âu Giang Hứa Từ Mạc Lục Lã Lại Nông Vi Ma Ksor Lò Cầm Sùng Giàng \
    Vàng Thào Lầu Hầu Hạng Cù Thiều Kim Thạch Điểu";

/// Places of two syllables or more that may stand right before a name or in its place.
const PLACES: &str = "Việt Nam|Hà Nội|Hồ Chí Minh|Đà Nẵng|Hải Phòng|Cần Thơ|Huế|Thừa Thiên Huế|An Giang|Bà Rịa|Vũng Tàu|Bắc Giang|\
    Bắc Kạn|Bạc Liêu|Bắc Ninh|Bến Tre|Bình Định|Bình Dương|Bình Phước|Bình Thuận|Cà Mau|Cao Bằng|Đắk Lắk|Đắk Nông|\
    Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Tĩnh|Hải Dương|Hậu Giang|Hòa Bình|Hưng Yên|Khánh Hòa|\
    Kiên Giang|Kon Tum|Lai Châu|Lâm Đồng|Lạng Sơn|Lào Cai|Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|\
    Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa|\
    Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái";

/// Countries and unions whose ministers are not this ministry's.
const FOREIGN: &str = "Lào|Campuchia|Cam-pu-chia|Cu Ba|Cuba|Nga|Liên bang Nga|Mỹ|Hoa Kỳ|Nhật Bản|Nhật|Hàn Quốc|Triều Tiên|\
    Trung Quốc|Singapore|Xinh-ga-po|Thái Lan|Malaysia|Indonesia|Philippines|Myanmar|Brunei|Timor|Ấn Độ|Úc|Australia|\
    New Zealand|Anh|Vương quốc Anh|Pháp|Đức|CHLB Đức|Italia|Italy|Ý|Tây Ban Nha|Bồ Đào Nha|Hà Lan|Bỉ|Thụy Sĩ|Thụy Điển|\
    Na Uy|Phần Lan|Đan Mạch|Áo|Hungary|Ba Lan|Séc|Cộng hòa Séc|Slovakia|Bulgaria|Romania|Belarus|Ukraina|Ukraine|\
    Kazakhstan|Uzbekistan|Mông Cổ|Israel|Iran|Ả Rập|Qatar|UAE|Các Tiểu vương quốc|Thổ Nhĩ Kỳ|Ai Cập|Ma-rốc|Maroc|\
    Morocco|Angola|Mozambique|Nam Phi|Nigeria|Canada|Mexico|Brazil|Argentina|Chile|Peru|Venezuela|Bangladesh|Sri Lanka|\
    Pakistan|Nepal|Đài Loan|Hồng Kông|ASEAN|APEC|G20|G7|BRICS|EU|châu Á|châu Âu|các nước|nước bạn|nước ngoài|\
    Cộng hòa Dân chủ Nhân dân Lào|CHDCND Lào|Vương quốc|Cộng hòa Cuba|Cộng hòa Ấn Độ|Cộng hòa Pháp|Tây Thái Bình Dương";

/// Syllables in the longest place or country that is looked for.
const PLACE_WORDS_MAX: usize = 6;
/// Syllables of a printed name, at least and at most.
const NAME_WORDS: std::ops::RangeInclusive<usize> = 2..=5;

/// What the rules know about names.
#[derive(Debug, Clone)]
pub(super) struct Names {
    surnames: Terms,
    places: Phrases<()>,
    foreign: Phrases<()>,
    /// Words that may be capitalised after a name without being a part of it.
    following: Terms,
}

/// First syllables of posts and of what people do, which a headline may capitalise after a name.
const FOLLOWING: &str = "Thứ Bộ Ủy Bí Phó Chủ Giám Trưởng Viện Cục Vụ trì dự tham thăm kiểm tiếp làm phát trao tặng tại và cùng \
    với đã nhấn gửi chúc trả dâng ký nói nêu cho khẳng yêu đề đánh đến chủ gặp";

impl Names {
    pub(super) fn new(vocabulary: &mut Vocabulary) -> Self {
        let mut phrases = |list: &str| {
            let mut phrases = Phrases::default();
            for phrase in list.split('|') {
                phrases.add(vocabulary.learn(phrase), ());
            }
            phrases
        };
        let (places, foreign) = (phrases(PLACES), phrases(FOREIGN));
        Names {
            places,
            foreign,
            surnames: Terms::of(&vocabulary.learn(SURNAMES)),
            following: Terms::of(&vocabulary.learn(FOLLOWING)),
        }
    }

    pub(super) fn is_surname(&self, word: &Word) -> bool {
        word.case.is_capital() && self.surnames.contains(word.term)
    }

    /// Words of the country or union that begins here; 0 where none does.
    pub(super) fn foreign_at(&self, words: &[Word], at: usize) -> usize {
        let capital = words.get(at).is_some_and(|w| w.case != Case::Lower);
        // "các nước", "châu Á": lower case, and no name either.
        self.foreign.at(words, at).filter(|(len, ())| capital || *len > 1).map_or(0, |(len, ())| len)
    }

    /// Whether the words `start..end` are the inner part or the end of a longer name.
    ///
    /// Capitals all around say nothing in a line that is all capitals.
    pub(super) fn is_part_of_longer(&self, words: &[Word], start: usize, end: usize) -> bool {
        if words[start..end].iter().all(|w| w.case == Case::AllCapitals) {
            return start > 0 && words[start].before == Gap::Blank && self.surname_right_before(words, start);
        }
        let goes_on = words.get(end).is_some_and(|next| {
            next.before == Gap::Blank && next.case == Case::Capital && !self.following.contains(next.term)
        });
        goes_on || self.surname_right_before(words, start)
    }

    /// Whether a name has begun before its supposed first word.
    fn surname_right_before(&self, words: &[Word], start: usize) -> bool {
        let mut at = start;
        while at > 0 && words[at].before == Gap::Blank && words[at - 1].case.is_capital() {
            if self.places.ending_at(words, at, PLACE_WORDS_MAX).is_some()
                || self.foreign.ending_at(words, at, PLACE_WORDS_MAX).is_some()
            {
                return false;
            }
            at -= 1;
            if self.is_surname(&words[at]) {
                return true;
            }
        }
        false
    }

    /// The printed name that begins at a word: its words, when it is one.
    pub(super) fn printed_at(&self, words: &[Word], start: usize) -> Option<usize> {
        let first = words.get(start)?;
        if !self.is_surname(first) || self.places.at(words, start).is_some() || self.foreign_at(words, start) > 0 {
            return None;
        }
        let belongs = |w: &Word| w.before == Gap::Blank && (w.case == first.case || is_initial(w));
        let run = 1 + words[start + 1..].iter().take_while(|w| belongs(w)).count();
        let shortest = *NAME_WORDS.start();
        let len = (shortest..run).find(|n| self.following.contains(words[start + n].term)).unwrap_or(run);
        NAME_WORDS.contains(&len).then_some(len)
    }
}

/// A single capital, as in invented names ("Nguyễn Văn A") and short syllables ("Ý").
fn is_initial(word: &Word) -> bool {
    word.case == Case::Capital && word.end - word.start <= 'Ỹ'.len_utf8()
}
