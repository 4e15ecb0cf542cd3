//! The prose of an article: its paragraphs, with captions and the source line taken apart.
//!
//! Both portals, and text saved from them, end up here: whatever the markup was, a body is a run of
//! blocks, each with a hint about the picture it may belong to.

mod blocks;
mod lines;

pub(super) use blocks::{blocks, fragment_blocks};
use lines::ends_in_credit;
pub(super) use lines::{first_sentence, source_line};

/// One paragraph, cell or line of a body, clean and never without a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) text: String,
    pub(super) hint: Hint,
}

/// What the markup says about a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    None,
    /// It comes right after a picture.
    AfterPicture,
    /// … and is centred or all in italics, as captions are.
    AfterPictureStyled,
    /// It is marked as a caption, or shares a small table with a picture.
    Caption,
}

/// What a body holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Prose {
    pub(super) paragraphs: Vec<String>,
    pub(super) captions: Vec<String>,
    /// The paper that the article was taken from, as printed.
    pub(super) source: Option<String>,
}

impl Prose {
    /// Paragraphs divided by one empty line; `None` when there is none.
    pub(super) fn body(&self) -> Option<String> {
        (!self.paragraphs.is_empty()).then(|| self.paragraphs.join("\n\n"))
    }
}

/// How far from the end the source line may be, in blocks: a signature may follow it.
const SOURCE_BLOCKS_FROM_END_MAX: usize = 4;
/// Longest line in characters that is a signature or a title.
const SIGNATURE_CHARS_MAX: usize = 60;
/// Longest caption in characters.
const CAPTION_CHARS_MAX: usize = 500;
/// Longest caption in characters that has nothing but its place after a picture to show for it.
const PLAIN_CAPTION_CHARS_MAX: usize = 200;

/// Takes captions and the source line apart from the paragraphs.
pub(super) fn sort_out(mut blocks: Vec<Block>) -> Prose {
    let mut prose = Prose { source: take_source(&mut blocks), ..Prose::default() };
    // A lone short paragraph after a picture is all the text there is.
    let some_prose = blocks.iter().any(|b| caption_proof(b) == Proof::No);
    for block in blocks {
        match caption_proof(&block) {
            Proof::Yes => prose.captions.push(block.text),
            Proof::PlaceOnly if some_prose => prose.captions.push(block.text),
            Proof::PlaceOnly | Proof::No => prose.paragraphs.push(block.text),
        }
    }
    prose
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    Yes,
    PlaceOnly,
    No,
}

fn caption_proof(block: &Block) -> Proof {
    let chars = block.text.chars().count();
    match block.hint {
        _ if chars > CAPTION_CHARS_MAX => Proof::No,
        Hint::Caption | Hint::AfterPictureStyled => Proof::Yes,
        _ if ends_in_credit(&block.text) => Proof::Yes,
        Hint::AfterPicture if chars <= PLAIN_CAPTION_CHARS_MAX && reads_like_caption(&block.text) => Proof::PlaceOnly,
        Hint::AfterPicture | Hint::None => Proof::No,
    }
}

/// One sentence that isn't a question, list entry or introduction.
fn reads_like_caption(text: &str) -> bool {
    let starts_entry = text.starts_with(['-', '+', '•', '*', '–']);
    let ends_otherwise = text.ends_with([':', ';', '?']) || text.ends_with("./.");
    !starts_entry && !ends_otherwise && first_sentence(text).len() == text.len()
}

/// Removes the source line near the end, or the source that the last paragraph ends with.
///
/// Below a source line is at most a signature, and in saved text the next portlet's title: they
/// go with it.
fn take_source(blocks: &mut Vec<Block>) -> Option<String> {
    let from = blocks.len().saturating_sub(SOURCE_BLOCKS_FROM_END_MAX);
    let whole = (from..blocks.len()).rev().find_map(|n| Some((n, source_line(&blocks[n].text)?)));
    if let Some((n, source)) = whole {
        let below = blocks.split_off(n + 1);
        blocks.pop();
        if !below.iter().all(|block| is_no_sentence(&block.text)) {
            blocks.extend(below);
        }
        return Some(source);
    }
    let last = blocks.last_mut()?;
    let open = last.text.rfind('(').filter(|_| last.text.ends_with(')'))?;
    let source = source_line(&last.text[open..])?;
    last.text.truncate(open);
    last.text.truncate(last.text.trim_end().len());
    Some(source)
}

fn is_no_sentence(text: &str) -> bool {
    text.chars().count() <= SIGNATURE_CHARS_MAX && !text.ends_with(['.', '!', '?', '…', ')', '”', '"', ';', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(blocks: &[(&str, Hint)], paragraphs: &[&str], captions: &[&str], source: Option<&str>) {
        let blocks = blocks.iter().map(|(text, hint)| Block { text: (*text).to_owned(), hint: *hint }).collect();
        let prose = sort_out(blocks);
        assert_eq!(prose.paragraphs, paragraphs);
        assert_eq!(prose.captions, captions);
        assert_eq!(prose.source.as_deref(), source);
    }

    #[test]
    fn captions_and_sources_are_no_prose() {
        let prose = "Sáng 3/2, đoàn công tác đã đến thăm trạm y tế xã.";
        check(
            &[
                (prose, Hint::None),
                ("Đoàn công tác tại trạm y tế xã", Hint::AfterPicture),
                ("- Phóng viên: Kết quả ra sao?", Hint::AfterPicture),
                ("Thứ trưởng trao quà. Ảnh: Hà An", Hint::None),
                ("Các đại biểu chụp ảnh lưu niệm.", Hint::AfterPictureStyled),
                ("Đoàn nêu ba việc. Việc đầu là nhân lực.", Hint::AfterPicture),
                ("(Nguồn: baosuckhoe.vn)", Hint::None),
                ("Hà An", Hint::None),
            ],
            &[prose, "- Phóng viên: Kết quả ra sao?", "Đoàn nêu ba việc. Việc đầu là nhân lực."],
            &["Đoàn công tác tại trạm y tế xã", "Thứ trưởng trao quà. Ảnh: Hà An", "Các đại biểu chụp ảnh lưu niệm."],
            Some("baosuckhoe.vn"),
        );
        check(&[("Một câu duy nhất.", Hint::AfterPicture)], &["Một câu duy nhất."], &[], None);
        check(&[("Hết bài./. (Nguồn: TTXVN)", Hint::None)], &["Hết bài./."], &[], Some("TTXVN"));
        check(
            &[
                ("Hết bài.", Hint::None),
                ("Nguồn: vov.vn", Hint::None),
                ("Hà An", Hint::None),
                ("Tin thêm.", Hint::None),
            ],
            &["Hết bài.", "Hà An", "Tin thêm."],
            &[],
            Some("vov.vn"),
        );
        check(&[], &[], &[], None);
    }

    #[test]
    fn a_source_in_the_middle_is_prose() {
        let mut blocks = vec![("Nguồn: nước sạch", Hint::None)];
        blocks.extend([("Đoạn văn.", Hint::None); 4]);
        check(&blocks, &["Nguồn: nước sạch", "Đoạn văn.", "Đoạn văn.", "Đoạn văn.", "Đoạn văn."], &[], None);
    }
}
