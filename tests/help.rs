//! Help: examples first, and every command has some.

use crate::support::{Place, Ran, all_commands};

/// The help of a command, at 80 columns.
fn help(place: &Place, command: &str) -> String {
    let words: Vec<&str> = command.split(' ').filter(|word| !word.is_empty()).chain(["--help"]).collect();
    Ran::from(place.command(&words).env("COLUMNS", "80").output().unwrap()).out
}

#[test]
fn help_of_every_command_begins_with_examples() {
    let place = Place::new();
    for command in std::iter::once(String::new()).chain(all_commands()) {
        let help = help(&place, &command);
        assert!(help.starts_with("Examples:\n  byt "), "{command}: {help}");
        let name = format!("byt {command}");
        let examples: Vec<&str> = help.lines().skip(1).take_while(|line| line.starts_with("  ")).collect();
        // An indented line explains the line above it.
        let commands = examples.iter().filter(|line| !line.starts_with("   "));
        for example in commands.clone() {
            assert!(example.contains(name.trim()), "{command}: {example}");
        }
        assert!(commands.count() >= 2, "{command}: one example is not enough");
    }
}

#[test]
fn no_line_of_help_is_broken_where_it_was_set_by_hand() {
    let place = Place::new();
    for command in std::iter::once(String::new()).chain(all_commands()) {
        let help = help(&place, &command);
        let wide = place.ok(&command.split(' ').filter(|w| !w.is_empty()).chain(["--help"]).collect::<Vec<_>>());
        let by_hand = |help: &str| -> Vec<String> {
            let before = help.split("\n\n").next().unwrap().lines();
            let after = help.split("The query language:\n").nth(1).unwrap_or_default().lines();
            before.chain(after).map(str::to_owned).collect()
        };
        assert_eq!(by_hand(&help), by_hand(&wide), "{command}");
        for line in help.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{command}: {line}");
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
    // Short: it refers to the help for what it leaves out.
    assert!(ran.err.lines().count() <= 12 && ran.err.contains("`byt --help`"), "{}", ran.err);
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
