//! Text that carries something else, by its first lines: mails, documents of other programs, subtitles.

use super::sample::{Sample, begins_like, begins_with_any, name_and_value};

/// Header fields of mails, in lower case.
const MAIL_FIELDS: [&str; 16] = [
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "sender",
    "reply-to",
    "received",
    "return-path",
    "delivered-to",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "in-reply-to",
    "newsgroups",
];

/// The header fields at the top of a text, each with its value.
fn fields<'a>(sample: &Sample<'a>) -> Vec<(&'a str, &'a str)> {
    // A mailbox begins each mail with a line of its own.
    let lines = sample.text.lines().skip_while(|line| line.starts_with("From ") || line.starts_with(">From "));
    let head = lines.take_while(|line| !line.trim().is_empty());
    let fields = head.map(|line| (line, name_and_value(line, &[':'])));
    let fields = fields.take_while(|(line, field)| field.is_some() || line.starts_with([' ', '\t']));
    fields.filter_map(|(_, field)| field).collect()
}

pub(super) fn is_mhtml(sample: &Sample<'_>) -> bool {
    let fields = fields(sample);
    fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("Snapshot-Content-Location"))
        || fields.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("Content-Type") && begins_with_any(value, &["multipart/related"])
        })
}

pub(super) fn is_mail(sample: &Sample<'_>) -> bool {
    let known = |name: &str| MAIL_FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field));
    let of_mail = fields(sample).iter().filter(|(name, _)| known(name)).count();
    let is_mailbox = sample.first().starts_with("From ") && sample.first().bytes().filter(|b| *b == b':').count() >= 2;
    of_mail >= 2 || is_mailbox
}

pub(super) fn is_http(sample: &Sample<'_>) -> bool {
    let first = sample.first();
    begins_like(first, "HTTP/9") || (first.ends_with(" HTTP/1.1") || first.ends_with(" HTTP/1.0"))
}

pub(super) fn is_rtf(sample: &Sample<'_>) -> bool {
    sample.text.starts_with("{\\rtf")
}

pub(super) fn is_tex(sample: &Sample<'_>) -> bool {
    const COMMANDS: [&str; 10] = [
        "\\documentclass",
        "\\documentstyle",
        "\\usepackage",
        "\\begin{",
        "\\input",
        "\\section{",
        "\\chapter{",
        "\\title{",
        "\\newcommand",
        "\\ProvidesPackage",
    ];
    sample.any(|line| begins_with_any(line, &COMMANDS))
}

pub(super) fn is_manual_page(sample: &Sample<'_>) -> bool {
    let is_request = |line: &str| {
        let name = line.strip_prefix('.').unwrap_or_default();
        name.starts_with("\\\"") || name.bytes().take_while(u8::is_ascii_alphabetic).count() >= 2
    };
    begins_with_any(sample.first(), &[".\\\"", "'\\\"", ".TH ", ".Dd ", ".so "]) || sample.mostly(20, 4, is_request)
}

pub(super) fn is_subtitles(sample: &Sample<'_>) -> bool {
    let is_cue = |line: &str| {
        line.split_once("-->").is_some_and(|(from, to)| {
            from.trim_start().starts_with(|c: char| c.is_ascii_digit())
                && to.trim_start().starts_with(|c: char| c.is_ascii_digit())
        })
    };
    let is_lyric = |line: &str| begins_like(line, "[99:99.99");
    let is_frame = |line: &str| begins_like(line, "{9") && line.contains("}{");
    begins_with_any(sample.first(), &["WEBVTT", "[Script Info]"])
        || sample.any(is_cue)
        || sample.mostly(50, 2, is_lyric)
        || sample.mostly(50, 2, is_frame)
        || sample.count(|line| begins_with_any(line, &["Dialogue: "])) >= 2
}

pub(super) fn is_calendar(sample: &Sample<'_>) -> bool {
    begins_with_any(sample.first(), &["BEGIN:VCALENDAR", "BEGIN:VEVENT", "BEGIN:VTODO"])
}

pub(super) fn is_contacts(sample: &Sample<'_>) -> bool {
    begins_with_any(sample.first(), &["BEGIN:VCARD", "dn: "])
}

pub(super) fn is_keys(sample: &Sample<'_>) -> bool {
    sample.any(|line| line.starts_with("-----BEGIN ") && line.ends_with("-----"))
}

pub(super) fn is_patch(sample: &Sample<'_>) -> bool {
    let begins = |beginning: &str| sample.any(|line| line.starts_with(beginning));
    begins("diff --git ") || (begins("--- ") && begins("+++ ") && begins("@@ "))
}

pub(super) fn is_front_matter(sample: &Sample<'_>) -> bool {
    let mark = sample.first();
    let is_field = |line: &str| name_and_value(line, &[':', '=']).is_some();
    let lines = &sample.lines[1..];
    let end = lines.iter().position(|line| *line == mark);
    matches!(mark, "---" | "+++") && end.is_some_and(|end| lines[..end].iter().any(|line| is_field(line)))
}

pub(super) fn is_markdown(sample: &Sample<'_>) -> bool {
    let is_heading = |line: &str| {
        let bare = line.trim_start_matches('#');
        bare.len() < line.len() && bare.starts_with(' ')
    };
    let is_fence = |line: &str| begins_with_any(line, &["```", "~~~"]);
    let is_underline =
        |line: &str| line.len() >= 3 && ['=', '-', '~'].iter().any(|mark| line.trim_matches(*mark).is_empty());
    let is_markup =
        |line: &str| line.contains("](") || line.starts_with(".. ") || begins_with_any(line, &["[![", "|--", "|:-"]);
    sample.any(is_heading) || sample.any(is_fence) || sample.any(is_underline) || sample.any(is_markup)
}
