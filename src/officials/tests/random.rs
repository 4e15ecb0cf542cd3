//! Random texts out of the pieces that the rules look for.

use std::sync::LazyLock;

use super::table::article;
use crate::officials::{Linker, Registry};

/// Made once: that is the costly part.
static LINKER: LazyLock<Linker> = LazyLock::new(|| Linker::new(Registry::embedded()));

proptest::proptest! {
    /// Whatever stands in a text, nothing panics, and all evidence can be cut from its zone.
    #[test]
    fn any_text_can_be_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..40), noise in ".{0,12}") {
        let text = format!("{}{noise}", pieces.concat());
        let article = article("2026-02-03", &text, &text, &text, &[&text]);
        for link in LINKER.link(&article).links {
            assert!(!link.evidence.is_empty() && !link.name.is_empty());
            for place in link.evidence {
                assert!(text.get(place.start as usize..place.end as usize).is_some_and(|cut| !cut.is_empty()), "{text:?}");
            }
        }
    }
}

/// What the rules look for, in pieces, to be put together at random.
const PIECES: [&str; 36] = [
    "Bộ trưởng ",
    "Thứ trưởng ",
    "Thường trực ",
    "Bộ Y tế ",
    "Y tế",
    "Đào Hồng Lan",
    "Đào Hồng ",
    "Trần Văn Thuấn ",
    "Lê Thị Mùa",
    ", ",
    ". ",
    ": ",
    " - ",
    "(",
    "/",
    "...",
    "…",
    "\n\n",
    " và ",
    "các ",
    "nguyên ",
    "Quyền ",
    "chủ trì ",
    "giữ chức vụ ",
    "do ",
    "Ảnh: ",
    "GS.TS ",
    "đồng chí ",
    "Lào ",
    "Bộ Tài chính ",
    "; ",
    "“",
    "Giám đốc ",
    "45 tuổi",
    "chủ",
    "THỨ TRƯỞNG ",
];
