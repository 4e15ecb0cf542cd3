//! Help: examples first, and every command has some.

use crate::support::Place;

const COMMANDS: [&str; 17] = [
    "update",
    "import",
    "search",
    "show",
    "export",
    "count",
    "officials",
    "topics",
    "index",
    "reparse",
    "check",
    "status",
    "analyze",
    "schema",
    "demo",
    "completions",
    "man",
];

#[test]
fn help_of_every_command_begins_with_examples() {
    let place = Place::new();
    for command in COMMANDS {
        let help = place.ok(&[command, "--help"]);
        assert!(help.starts_with("Examples:\n  byt "), "{command}: {help}");
        for example in help.lines().skip(1).take_while(|l| l.starts_with("  ")) {
            assert!(example.contains("byt"), "{command}: {example}");
        }
    }
}

#[test]
fn alone_it_shows_the_five_commands_one_needs() {
    let place = Place::new();
    let ran = place.run(&[]);
    assert_eq!(ran.code, 2);
    for command in ["demo", "update", "search", "show", "export"] {
        assert!(ran.err.contains(&format!("byt {command}")), "{}", ran.err);
    }
}

#[test]
fn completions_and_the_manual_page_are_made() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(place.ok(&["completions", shell]).contains("byt"), "{shell}");
    }
    assert!(place.ok(&["man"]).contains(".TH"));
    assert!(place.ok(&["--version"]).starts_with("byt "));
}
