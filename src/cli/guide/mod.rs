//! The guides that are built into the program: `src/guide/*.md`, shown by `byt help NAME` and `byt man NAME`.

mod markdown;
mod roff;
mod text;

pub(crate) use roff::manual_page;
pub(crate) use text::for_people;

/// A guide: its name, its title, and its text in Markdown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guide {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
}

/// All guides, in the order in which they are listed.
pub(crate) const GUIDES: [Guide; 11] = [
    Guide { name: "query", title: "The query language and the filters", text: include_str!("../../guide/query.md") },
    Guide {
        name: "formats",
        title: "Output formats, CSV columns and references",
        text: include_str!("../../guide/formats.md"),
    },
    Guide { name: "record", title: "The record of an article", text: include_str!("../../guide/record.md") },
    Guide { name: "page", title: "Pages in a browser, and the API", text: include_str!("../../guide/page.md") },
    Guide {
        name: "operations",
        title: "Files, settings, exit codes, daily runs, backup and upgrades",
        text: include_str!("../../guide/operations.md"),
    },
    Guide {
        name: "follow",
        title: "What is new, what changed, what is gone",
        text: include_str!("../../guide/follow.md"),
    },
    Guide {
        name: "engine",
        title: "A cluster that holds the same articles",
        text: include_str!("../../guide/engine.md"),
    },
    Guide {
        name: "study",
        title: "Studying the corpus: words in context, frequencies, trends, comparisons",
        text: include_str!("../../guide/study.md"),
    },
    Guide {
        name: "reliability",
        title: "What happens when a process, a disk or a server fails",
        text: include_str!("../../guide/reliability.md"),
    },
    Guide {
        name: "performance",
        title: "How fast the program is, and how that is measured",
        text: include_str!("../../guide/performance.md"),
    },
    Guide { name: "changelog", title: "What changed between versions", text: include_str!("../../guide/changelog.md") },
];

/// The guide with this name.
pub(crate) fn named(name: &str) -> Option<Guide> {
    GUIDES.into_iter().find(|guide| guide.name == name)
}

/// A list of all guides, one per line, for the help.
pub(crate) fn list() -> String {
    let line = |guide: &Guide| format!("  {:<11}  {}", guide.name, guide.title);
    GUIDES.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_begins_with_its_title() {
        for guide in GUIDES {
            assert!(guide.text.starts_with(&format!("# {}\n", guide.title)), "{}", guide.name);
        }
    }
}
