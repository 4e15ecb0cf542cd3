//! Text that consists of records: tables, lists, logs, configuration, dumps.

use super::sample::{Sample, begins_like, begins_with_any, leading_digits, name_and_value};

/// Rows of a table that are looked at.
const ROWS: usize = 20;
/// Longest cell in characters of the head of a table.
const HEAD_CHARS_MAX: usize = 60;

pub(super) fn is_bibtex(sample: &Sample<'_>) -> bool {
    let is_entry = |line: &str| {
        let name = line.strip_prefix('@').unwrap_or_default();
        let rest = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        rest.len() < name.len() && rest.trim_start().starts_with(['{', '('])
    };
    is_entry(sample.first())
}

pub(super) fn is_ris(sample: &Sample<'_>) -> bool {
    sample.first().starts_with("TY  - ")
}

/// Whether a text is a table whose cells are separated by `separator`, with a head.
pub(super) fn is_table(sample: &Sample<'_>, separator: char) -> bool {
    let Ok(delimiter) = u8::try_from(separator) else { return false };
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).flexible(true).delimiter(delimiter).from_reader(sample.text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().filter_map(Result::ok).take(ROWS).collect();
    // The last row may be cut.
    let Some((head, rows)) = rows.split_first() else { return false };
    let cells = head.len();
    // In a sentence a blank follows these marks, and the parts of a sentence aren't names.
    let is_name = |cell: &str| {
        !cell.starts_with(' ')
            && cell.chars().count() <= HEAD_CHARS_MAX
            && !cell.trim_end().ends_with(['.', '!', '?', '…'])
    };
    if cells < 2 || !head.iter().all(is_name) {
        return false;
    }
    let even = rows.iter().filter(|row| row.len() == cells).count();
    let named = head.iter().filter(|cell| cell.chars().any(char::is_alphabetic)).count();
    let rows_min = if cells == 2 { 2 } else { 1 };
    named >= 2 && if rows.is_empty() { cells > 2 } else { rows.len() >= rows_min && even * 5 >= rows.len() * 4 }
}

/// Whether a text is a table drawn with bars.
pub(super) fn is_drawn_table(sample: &Sample<'_>) -> bool {
    let is_row = |line: &str| line.starts_with(['|', '+']) && line.ends_with(['|', '+']) && line.len() > 2;
    sample.mostly(60, 2, is_row) || is_table(sample, '|') && sample.first().matches('|').count() > 1
}

/// Lists of captures, as archives and crawlers write them.
pub(super) fn is_capture_index(sample: &Sample<'_>) -> bool {
    let is_capture = |line: &str| {
        let mut fields = line.split(' ');
        let place = fields.next().unwrap_or_default();
        (place.contains(')') || place.contains('/'))
            && fields.next().is_some_and(|time| time.len() == 14 && leading_digits(time) == 14)
    };
    sample.text.starts_with("CDX ") || is_capture(sample.first()) || sample.mostly(50, 1, is_capture)
}

pub(super) fn is_robots(sample: &Sample<'_>) -> bool {
    let is_agent = |line: &str| begins_with_any(line, &["User-agent:"]);
    let is_rule = |line: &str| begins_with_any(line, &["Disallow:", "Allow:", "Sitemap:", "Crawl-delay:", "Host:"]);
    sample.any(is_agent) && sample.mostly(60, 2, |line| is_agent(line) || is_rule(line) || line.starts_with('#'))
}

pub(super) fn is_log(sample: &Sample<'_>) -> bool {
    const LEVELS: [&str; 14] = [
        "INFO ", "INFO:", "DEBUG ", "DEBUG:", "WARN ", "WARNING ", "WARNING:", "ERROR ", "ERROR:", "TRACE ", "[INFO]",
        "[DEBUG]", "[WARN", "[ERROR]",
    ];
    const TIMES: [&str; 12] = [
        "9999-99-99 99:99",
        "9999-99-99T99:99",
        "[9999-99-99",
        "9999/99/99 99:99",
        "[9999/99/99",
        "--9999-99-99 99:99",
        "[99:99:99",
        "99:99:99 ",
        "99:99:99.",
        "99:99:99,",
        "[99/",
        "99-99-99 99:99:99",
    ];
    let is_stamped =
        |line: &str| TIMES.iter().any(|time| begins_like(line, time)) || is_access(line) || is_syslog(line);
    let is_entry = |line: &str| is_stamped(line) || LEVELS.iter().any(|level| line.starts_with(level));
    begins_like(sample.first(), "--9999-99-99 99:99:99--")
        || sample.mostly(30, 2, is_entry)
        || (sample.lines.len() == 1 && is_stamped(sample.first()))
}

/// Whether a line is one of a web server's access log.
fn is_access(line: &str) -> bool {
    line.contains("] \"") && line.contains(" HTTP/") && line.contains(" [")
}

fn is_syslog(line: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec "];
    let rest = MONTHS.iter().find_map(|month| line.strip_prefix(month)).unwrap_or_default().trim_start();
    let day = leading_digits(rest);
    (1..=2).contains(&day) && begins_like(rest[day..].trim_start(), "99:99:99")
}

pub(super) fn is_database_dump(sample: &Sample<'_>) -> bool {
    const STATEMENTS: [&str; 12] = [
        "INSERT INTO ",
        "CREATE TABLE ",
        "CREATE DATABASE ",
        "CREATE INDEX ",
        "DROP TABLE ",
        "ALTER TABLE ",
        "-- MySQL dump",
        "-- MariaDB dump",
        "-- PostgreSQL database",
        "-- phpMyAdmin",
        "PRAGMA foreign_keys",
        "BEGIN TRANSACTION;",
    ];
    let is_copy = |line: &str| line.starts_with("COPY ") && line.ends_with("FROM stdin;");
    sample.any(|line| begins_with_any(line, &STATEMENTS) || is_copy(line))
}

pub(super) fn is_translations(sample: &Sample<'_>) -> bool {
    sample.any(|line| line.starts_with("msgid \"")) && sample.any(|line| line.starts_with("msgstr"))
}

pub(super) fn is_configuration(sample: &Sample<'_>) -> bool {
    let is_section = |line: &str| {
        let name = line.trim().trim_start_matches('[').trim_end_matches(']');
        line.trim().starts_with('[')
            && line.ends_with(']')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.:\"/ ".contains(&b))
    };
    let is_setting = |line: &str| name_and_value(line, &['=']).is_some_and(|(name, _)| !name.is_empty());
    let is_pair = |line: &str| name_and_value(line.trim_start().trim_start_matches("- "), &[':']).is_some();
    let is_yaml = |line: &str| is_pair(line) || line.trim_start().starts_with("- ") || line == "---";
    let is_comment = |line: &str| line.trim_start().starts_with(['#', ';', '!']);
    let settings = sample.count(is_setting);
    let is_known = |line: &str| is_section(line) || is_setting(line) || is_comment(line);
    (settings >= 1 && sample.any(is_section) && sample.mostly(50, 2, is_known))
        || (settings >= 2 && sample.mostly(70, 2, is_known))
        || (sample.mostly(80, 3, |line| is_yaml(line) || is_comment(line)) && sample.mostly(30, 3, is_pair))
}
