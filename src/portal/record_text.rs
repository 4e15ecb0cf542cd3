//! Texts of records that other programs wrote: they may be wrapped, escaped, or in an old encoding.

use std::borrow::Cow;

use scraper::Html;

use super::escaped::{contains_dividing_tag, escaped_markup};
use super::wrapping::body_paragraphs;
use super::{events, prose};
use crate::text::{Encoding, clean, recognise};

/// How the texts of one record are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordText {
    encoding: Option<Encoding>,
}

impl RecordText {
    /// Recognises the encoding that the texts of a record share.
    pub(crate) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> RecordText {
        RecordText { encoding: recognise(texts) }
    }

    /// One clean line.
    pub(crate) fn line(self, text: &str) -> String {
        unescaped(&self.decode(text))
    }

    /// Paragraphs separated by one empty line; an empty text if there are none.
    pub(crate) fn body(self, text: &str) -> String {
        let text = self.decode(text);
        if contains_dividing_tag(&text)
            && let Ok(blocks) = prose::fragment_blocks(&text)
        {
            return blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n\n");
        }
        let paragraphs = body_paragraphs(&text).into_iter().map(|paragraph| unescaped(&paragraph));
        paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn decode(self, text: &str) -> Cow<'_, str> {
        self.encoding.map_or(Cow::Borrowed(text), |encoding| encoding.decode(text))
    }
}

fn unescaped(text: &str) -> String {
    match escaped_markup(text) {
        Some(markup) => events::text_of(&events::of(Html::parse_fragment(&markup).root_element())),
        None => clean(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &str) {
        let read = RecordText::of(std::iter::once(body)).body(body);
        assert_eq!(read, expected, "{body}");
        assert_eq!(RecordText::of(std::iter::once(expected)).body(expected), expected, "a second time");
    }

    #[test]
    fn bodies_are_read_whatever_wrote_them() {
        check("Một.\n\nHai.", "Một.\n\nHai.");
        check("Một.\nHai.", "Một.\n\nHai.");
        check("Đoàn đã tới thăm\ntrạm y tế.\n\nHết.", "Đoàn đã tới thăm trạm y tế.\n\nHết.");
        check("<p>Một &amp; hai</p><p>Ba</p>", "Một & hai\n\nBa");
        check("Giá <b>100</b>.\n\nĐoạn <i>hai</i>.", "Giá 100.\n\nĐoạn hai.");
        check("Xem <a href=\"x\">ở đây</a>\n\nHết", "Xem ở đây\n\nHết");
        check("Một <strong>hai\nba</strong>.\n\nBốn.", "Một hai ba.\n\nBốn.");
        check("H<sub>2</sub>O\n\n<B>Đậm</B>", "H₂O\n\nĐậm");
        check("Một<br>Hai", "Một Hai");
        check("Một<br/>hai.\n\nBa.", "Một hai.\n\nBa.");
        check("Một &amp; hai\n\n&quot;Ba&quot;", "Một & hai\n\n\"Ba\"");
        check("p < 0,05 & n > 3", "p < 0,05 & n > 3");
        check("Boä tröôûng ñi thaêm\n\nbeänh vieän.", "Bộ trưởng đi thăm\n\nbệnh viện.");
        check("", "");
    }
}
