//! Manual pages: one for each command, with the sections that people look for, in roff that formatters take.

use std::process::{Command as Process, Stdio};

use crate::support::{Place, all_commands};

const GUIDES: [&str; 11] = [
    "query",
    "formats",
    "record",
    "page",
    "operations",
    "follow",
    "engine",
    "study",
    "reliability",
    "performance",
    "changelog",
];

fn page(place: &Place, command: &str) -> String {
    let words: Vec<&str> = std::iter::once("man").chain(command.split(' ').filter(|w| !w.is_empty())).collect();
    place.ok(&words)
}

#[test]
fn every_command_has_a_page_with_all_sections() {
    let place = Place::new();
    for command in std::iter::once(String::new()).chain(all_commands()) {
        let page = page(&place, &command);
        let name = format!("byt {command}").trim().replace(' ', "-");
        assert!(page.contains(&format!(".TH {}", name.to_uppercase())), "{command}: {page}");
        for section in ["NAME", "SYNOPSIS", "EXAMPLES", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"] {
            assert!(
                page.contains(&format!(".SH {section}\n")) || page.contains(&format!(".SH \"{section}\"\n")),
                "{command}: no {section}\n{page}"
            );
        }
    }
    let ran = place.run(&["man", "serch"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: there is no command “serch”\nhint: one of: "), "{}", ran.err);
}

#[test]
fn every_guide_is_a_page_and_a_help_text() {
    let place = Place::new();
    let program = page(&place, "");
    for guide in GUIDES {
        let (page, help) = (page(&place, guide), place.ok(&["help", guide]));
        assert!(page.contains(&format!(".TH BYT-{} 1", guide.to_uppercase())), "{page}");
        assert!(page.contains(".SH DESCRIPTION") && page.contains(".SH \"SEE ALSO\""), "{page}");
        assert!(program.contains(&format!("byt\\-{guide}(1)")), "{program}");
        let text = std::fs::read_to_string(format!("{}/src/guide/{guide}.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let title = text.lines().next().unwrap().trim_start_matches("# ");
        assert!(help.starts_with(title) && !help.contains("\n#") && !help.contains("| ---"), "{help}");
    }
}

#[test]
fn help_shows_commands_as_their_option_does() {
    let place = Place::new();
    for command in ["search", "officials at", "help"] {
        let words: Vec<&str> = command.split(' ').collect();
        let option = place.ok(&[words.as_slice(), &["--help"]].concat());
        assert_eq!(place.ok(&[&["help"], words.as_slice()].concat()), option, "{command}");
    }
    assert_eq!(place.ok(&["help"]), place.ok(&["--help"]));
    let ran = place.run(&["help", "serch"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.starts_with("error: there is no guide and no command “serch”\nhint: guides: query, "),
        "{}",
        ran.err
    );
}

#[test]
fn all_pages_are_written_into_a_folder() {
    let place = Place::new();
    place.ok(&["man", "--dir", "pages/man1"]);
    let mut names: Vec<String> = std::fs::read_dir(place.path().join("pages/man1"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut expected: Vec<String> =
        all_commands().iter().map(|c| format!("byt-{}.1", c.replace(' ', "-"))).chain(["byt.1".to_owned()]).collect();
    expected.extend(GUIDES.map(|guide| format!("byt-{guide}.1")));
    expected.sort();
    assert_eq!(names, expected);
}

/// Runs a formatter over a page; `None`, loudly, where it is not installed.
fn formatted(program: &str, args: &[&str], page: &str) -> Option<(String, String)> {
    let child = Process::new(program)
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("SKIPPED: {program} is not installed, so it formatted no page");
        return None;
    };
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), page.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    Some((String::from_utf8_lossy(&done.stdout).into_owned(), String::from_utf8_lossy(&done.stderr).into_owned()))
}

#[test]
fn formatters_take_the_pages_without_a_word() {
    let place = Place::new();
    let guides = GUIDES.map(str::to_owned);
    for command in std::iter::once(String::new()).chain(all_commands()).chain(guides) {
        let page = page(&place, &command);
        // -Wall but for lines that can't be filled, which examples may have.
        if let Some((text, said)) = formatted("groff", &["-k", "-man", "-Tutf8", "-wall", "-Wbreak", "-P-cbou"], &page)
        {
            assert_eq!(said, "", "byt {command}");
            assert!(text.contains("byt") && text.contains("NAME"), "byt {command}: {text}");
        }
        if let Some((said, _)) = formatted("mandoc", &["-Tlint", "-Wwarning"], &page) {
            assert_eq!(said, "", "byt {command}");
        }
    }
    if let Some((text, _)) = formatted("groff", &["-k", "-man", "-Tutf8", "-P-cbou"], &page(&place, "search")) {
        assert!(text.contains("byt search '\"chuyển đổi số\"'"), "{text}");
    }
}
