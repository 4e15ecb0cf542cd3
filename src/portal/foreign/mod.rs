//! Text that is something else than an article: recognised by what it holds, so that a message can name it.
//!
//! Each test looks at the beginning of a text and accepts nothing that a Vietnamese article, or a list saved from the
//! portal, contains.

mod kind;
mod messages;
mod records;
mod sample;
mod source;

pub(crate) use kind::Foreign;
use sample::Sample;

type Test = fn(&Sample<'_>) -> bool;

/// All tests in the order in which they are made: those that are sure by their first words come first.
const TESTS: [(Foreign, Test); 26] = [
    (Foreign::Rtf, messages::is_rtf),
    (Foreign::Calendar, messages::is_calendar),
    (Foreign::Contacts, messages::is_contacts),
    (Foreign::Ris, records::is_ris),
    (Foreign::Bibtex, records::is_bibtex),
    (Foreign::HttpResponse, messages::is_http),
    (Foreign::Mhtml, messages::is_mhtml),
    (Foreign::Mail, messages::is_mail),
    (Foreign::FrontMatter, messages::is_front_matter),
    (Foreign::Subtitles, messages::is_subtitles),
    (Foreign::CaptureIndex, records::is_capture_index),
    (Foreign::Robots, records::is_robots),
    (Foreign::Patch, messages::is_patch),
    (Foreign::Keys, messages::is_keys),
    (Foreign::Tex, messages::is_tex),
    (Foreign::ManualPage, messages::is_manual_page),
    (Foreign::Translations, records::is_translations),
    (Foreign::DatabaseDump, records::is_database_dump),
    (Foreign::JsonLike, source::is_json_like),
    (Foreign::StyleSheet, source::is_style_sheet),
    (Foreign::Csv, |sample| records::is_table(sample, ',') || records::is_table(sample, ';')),
    (Foreign::Tsv, |sample| records::is_table(sample, '\t')),
    (Foreign::TextTable, records::is_drawn_table),
    (Foreign::Log, records::is_log),
    (Foreign::Configuration, records::is_configuration),
    (Foreign::ProgramSource, source::is_program_source),
];

/// What a text is, if it is recognised as no article; `None` proves nothing.
pub(super) fn recognise(text: &str) -> Option<Foreign> {
    let sample = Sample::of(text)?;
    TESTS.iter().find(|(_, is_such)| is_such(&sample)).map(|(foreign, _)| *foreign)
}

/// Whether a text is marked up for Markdown or a similar language, as the guides of programs are.
pub(super) fn is_marked_up(text: &str) -> bool {
    Sample::of(text).is_some_and(|sample| messages::is_markdown(&sample))
}
