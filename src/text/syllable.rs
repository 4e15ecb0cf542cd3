//! What a Vietnamese syllable is: an onset, a rhyme, a tone.
//!
//! Wide enough for every syllable in use, not for every string that could be said; loan words and
//! names of other languages are outside unless they look the same.

use super::alphabet::spell;

/// Longest first, so that the first match is the right one.
const ONSETS: [&str; 28] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x", "",
];

/// All rhymes without tone, by their first letter.
const RHYMES: &str = "\
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu \
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu \
    o oa oac oach oai oam oan oang oanh oao oap oat oau oay oăc oăm oăn oăng oăp oăt oc oe oen oeo oet oi om on ong \
    ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
    u ua uân uâng uât uây uc ui um un ung uôc uôi uôm uôn uông uôt up ut uê uêch uên uênh uêt uêu uơ uơn uit \
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu \
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu \
    y ych ym yn ynh yp yt yêm yên yêng yêt yêu";

/// Whether a word, in any case and with the tone mark on any vowel, is a Vietnamese syllable.
pub(crate) fn is_syllable(word: &str) -> bool {
    // The longest syllable, "nghiêng", has seven letters; accents may be separate characters.
    const CHARS_MAX: usize = 7 * 3;
    if word.chars().nth(CHARS_MAX).is_some() || !word.chars().all(char::is_alphanumeric) {
        return false;
    }
    let (mut base, mut fold) = (String::new(), String::new());
    let (tone, _) = spell(word, &mut base, &mut fold);
    is_toneless_syllable(&base) && (tone == 1 || tone == 5 || !is_stopped(&base))
}

/// Whether a lower-case word is a Vietnamese syllable typed without accents, as in "truong" for "trường".
pub(crate) fn is_unaccented_syllable(word: &str) -> bool {
    let bare = |letters: &'static str| letters.chars().map(without_accent);
    let rest_after = |onset: &'static str| {
        let mut letters = word.chars();
        let begins = bare(onset).all(|letter| letters.next() == Some(letter));
        if begins { Some(letters.as_str()) } else { None }
    };
    let has_rhyme = |onset: &str, rest: &str| {
        let rhymes = RHYMES.split(' ').filter(|rhyme| bare(rhyme).eq(rest.chars()));
        rhymes.into_iter().any(|rhyme| fits(onset, rhyme)) || (onset == "gi" && rest.is_empty())
    };
    ONSETS.iter().any(|onset| rest_after(onset).is_some_and(|rest| has_rhyme(onset, rest)))
}

fn without_accent(letter: char) -> char {
    match letter {
        'ă' | 'â' => 'a',
        'đ' => 'd',
        'ê' => 'e',
        'ô' | 'ơ' => 'o',
        'ư' => 'u',
        other => other,
    }
}

/// Whether lower-case letters without a tone are an onset and a rhyme that go together.
pub(super) fn is_toneless_syllable(base: &str) -> bool {
    ONSETS.iter().any(|onset| base.strip_prefix(onset).is_some_and(|rhyme| fits(onset, rhyme)))
}

/// Syllables that end in c, ch, p or t have only the tones sắc and nặng.
pub(super) fn is_stopped(base: &str) -> bool {
    base.ends_with(['c', 'p', 't']) || base.ends_with("ch")
}

fn is_rhyme(text: &str) -> bool {
    !text.is_empty() && RHYMES.split(' ').any(|rhyme| rhyme == text)
}

fn fits(onset: &str, rhyme: &str) -> bool {
    let Some(first) = rhyme.chars().next() else { return onset == "gi" };
    let front = matches!(first, 'e' | 'ê' | 'i' | 'y');
    match onset {
        "qu" => ["o", "u"].iter().any(|glide| is_rhyme(&format!("{glide}{rhyme}"))),
        "k" => is_rhyme(rhyme) && front,
        "gh" | "ngh" => is_rhyme(rhyme) && front && first != 'y',
        "c" | "ng" => is_rhyme(rhyme) && !front,
        // "gìn", "giếng" are g and a rhyme in i; "ge" is written "ghe".
        "g" => is_rhyme(rhyme) && (!front || first == 'i'),
        _ => is_rhyme(rhyme),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables() {
        for word in "Bộ trưởng y tế Đào Hồng Lan khoẻ khỏe uỷ ủy quý quốc quyền quân quê gì giữ giếng già nghiêng nghị \
                     quyết ĐẠI đa khoa điều dưỡng lãnh đạo ở ạ ý yêu khuyến khích thuở xoong đặc đúc được nước hươu \
                     khuỷu tuyệt huých lựơng kỹ kĩ Mỹ quạu đón"
            .split_whitespace()
        {
            assert!(is_syllable(word), "{word}");
        }
    }

    #[test]
    fn syllables_without_accents() {
        for word in
            "bo truong y te dao hong lan nguyen quoc quyen quan gi gia nghieng duoc nuoc khuyu tuyet viec".split(' ')
        {
            assert!(is_unaccented_syllable(word), "{word}");
        }
        for word in "and this with of is for journalists được bệnh w zh".split(' ') {
            assert!(!is_unaccented_syllable(word), "{word}");
        }
    }

    #[test]
    fn no_syllables() {
        for word in ["", "Sigurđsson", "Đx", "BHYT", "đ", "cê", "ka", "nge", "khoc", "khòc", "QH15", "w", "phòng bệnh"]
        {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
