//! RIS, as EndNote, Zotero and Mendeley read it: one tag a line, lines ended by CR LF.

use std::fmt::Write as _;

use super::reference::{AUTHOR, LANGUAGE, PUBLISHER, Reference};

pub(super) fn reference(reference: &Reference<'_>) -> String {
    let mut out = String::new();
    let mut tag = |tag: &str, value: &str| {
        // Writing to a String can't fail.
        let _ = write!(out, "{tag}  - {value}\r\n");
    };
    tag("TY", "ELEC");
    tag("ID", &reference.key);
    tag("AU", AUTHOR);
    tag("TI", &reference.title);
    tag("T2", PUBLISHER);
    tag("PB", AUTHOR);
    if let Some(at) = reference.published {
        tag("PY", &at.format("%Y").to_string());
        tag("DA", &at.format("%Y/%m/%d").to_string());
    }
    if let Some(url) = &reference.url {
        tag("UR", url);
    }
    if let Some(at) = reference.fetched {
        tag("Y2", &at.format("%Y/%m/%d").to_string());
    }
    if let Some(lead) = &reference.lead {
        tag("AB", lead);
    }
    for topic in &reference.topics {
        tag("KW", topic);
    }
    tag("LA", LANGUAGE);
    tag("ET", &reference.version.to_string());
    tag("N1", &reference.note());
    tag("ER", "");
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::super::reference::tests::{article, bare, check};
    use super::*;

    #[test]
    fn one_tag_a_line() {
        check(
            reference,
            &article(),
            "TY  - ELEC\r\nID  - byt-20260121-3f9c01d2ab47\r\nAU  - Bộ Y tế Việt Nam\r\n\
             TI  - 50% {thuốc} & vật_tư #1: “a” \\ $x^2~\r\nT2  - Cổng thông tin điện tử Bộ Y tế\r\n\
             PB  - Bộ Y tế Việt Nam\r\nPY  - 2026\r\nDA  - 2026/01/21\r\n\
             UR  - https://moh.gov.vn/a_b%20c?x=1&y=%7Bz%7D#t\r\nY2  - 2026/02/01\r\nAB  - Sapo.\r\n\
             LA  - vi\r\nET  - 2\r\n\
             N1  - retrieved 2026-02-01T01:00:00Z; version 2; SHA-256 of the raw answer: ab12\r\nER  - \r\n\r\n",
        );
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let mut bare = bare();
        bare.sha256 = Some("cd\r\nTY  - BOOK".into());
        check(
            reference,
            &bare,
            "TY  - ELEC\r\nID  - byt-a\r\nAU  - Bộ Y tế Việt Nam\r\nTI  - Họp\r\n\
             T2  - Cổng thông tin điện tử Bộ Y tế\r\nPB  - Bộ Y tế Việt Nam\r\nLA  - vi\r\nET  - 1\r\n\
             N1  - version 1; SHA-256 of the raw answer: cd TY - BOOK\r\nER  - \r\n\r\n",
        );
    }
}
