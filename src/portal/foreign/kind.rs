//! The kinds of text that aren't articles, and their names.

/// A kind of text that is recognised and isn't an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foreign {
    Bibtex,
    Calendar,
    CaptureIndex,
    Configuration,
    Contacts,
    Csv,
    DatabaseDump,
    FrontMatter,
    HttpResponse,
    JsonLike,
    Keys,
    Log,
    Mail,
    ManualPage,
    Markdown,
    Mhtml,
    Patch,
    ProgramSource,
    Ris,
    Robots,
    Rtf,
    StyleSheet,
    Subtitles,
    Tex,
    TextTable,
    Translations,
    Tsv,
}

impl Foreign {
    /// The name of one such file, with its article.
    pub(in crate::portal) fn one(self) -> &'static str {
        self.names().0
    }

    /// The name of several such files.
    pub(in crate::portal) fn many(self) -> &'static str {
        self.names().1
    }

    /// Whether such a file may contain records of articles in a form that isn't read.
    pub(in crate::portal) fn has_records(self) -> bool {
        matches!(
            self,
            Foreign::Bibtex | Foreign::Csv | Foreign::DatabaseDump | Foreign::Ris | Foreign::TextTable | Foreign::Tsv
        )
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Foreign::Bibtex => ("a BibTeX file", "bibliographies"),
            Foreign::Calendar => ("a calendar", "calendars"),
            Foreign::CaptureIndex => ("a CDX file, a list of captures", "lists of captures (CDX)"),
            Foreign::Configuration => ("a configuration file", "configuration files"),
            Foreign::Contacts => ("an address book", "address books"),
            Foreign::Csv => ("a CSV table", "tables"),
            Foreign::DatabaseDump => ("a database dump", "database dumps"),
            Foreign::FrontMatter => ("a Markdown file with front matter", "Markdown files"),
            Foreign::HttpResponse => ("a recorded HTTP message", "recorded HTTP messages"),
            Foreign::JsonLike => ("data that looks like JSON but isn't", "data that looks like JSON"),
            Foreign::Keys => ("a certificate, key or signature", "certificates, keys and signatures"),
            Foreign::Log => ("a log", "logs"),
            Foreign::Mail => ("a mail or a mailbox", "mails and mailboxes"),
            Foreign::ManualPage => ("the source of a manual page", "manual pages"),
            Foreign::Markdown => ("a Markdown file", "Markdown files"),
            Foreign::Mhtml => ("an MHTML file without a page that can be read", "MHTML files without a page"),
            Foreign::Patch => ("a patch", "patches"),
            Foreign::ProgramSource => ("program source", "program source"),
            Foreign::Ris => ("a RIS file", "bibliographies"),
            Foreign::Robots => ("a robots.txt file", "robots.txt files"),
            Foreign::Rtf => ("an RTF document", "RTF documents"),
            Foreign::StyleSheet => ("a style sheet", "style sheets"),
            Foreign::Subtitles => ("a file of subtitles", "subtitles"),
            Foreign::Tex => ("a TeX document", "TeX documents"),
            Foreign::TextTable => ("a table", "tables"),
            Foreign::Translations => ("a catalogue of translations", "catalogues of translations"),
            Foreign::Tsv => ("a TSV table", "tables"),
        }
    }
}
