//! TCVN 5712:1993, also known as ABC: one byte for each letter, shown here as the Latin-1 character.

/// Each letter in TCVN3, followed by the letter that it is.
const LETTERS: &str = "\
    µà¶ả·ã¸á¹ạ¨ă»ằ¼ẳ½ẵ¾ắÆặ©âÇầÈẩÉẫÊấËậ®đ\
    ÌèÎẻÏẽÐéÑẹªêÒềÓểÔễÕếÖệ×ìØỉÜĩÝíÞị\
    ßòáỏâõãóäọ«ôåồæổçỗèốéộ¬ơêờëởìỡíớîợ\
    ïùñủòũóúôụ\u{AD}ưõừöử÷ữøứùựúỳûỷüỹýýþỵ\
    ¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ";

/// Decodes a text. Capital letters with a tone have no codes: fonts for capitals show the small ones larger, so
/// a text without small letters becomes one in capitals.
pub(super) fn decode(text: &str) -> String {
    let letters: Vec<char> = LETTERS.chars().collect();
    let decoded: String =
        text.chars().map(|c| letters.chunks_exact(2).find(|pair| pair[0] == c).map_or(c, |pair| pair[1])).collect();
    let ascii = || text.chars().filter(char::is_ascii_alphabetic);
    let is_capital = ascii().nth(2).is_some() && ascii().all(|c| c.is_ascii_uppercase());
    if is_capital { decoded.to_uppercase() } else { decoded }
}
