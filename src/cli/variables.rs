//! The environment variables that `byt` reads, and a warning about others that look like its own.

use super::messages::warning;
use crate::text;

/// What every variable of this program begins with.
const PREFIX: &str = "BYT_";
/// Minimum similarity (0 to 1) of a name that is suggested.
const SIMILARITY_MIN: f64 = 0.75;

/// The variables, with what they mean.
pub(crate) const VARIABLES: [(&str, &str); 21] = [
    ("BYT_CONFIG", "the configuration file, if --config isn't given"),
    ("BYT_CORPUS", "folder of the corpus, if --corpus isn't given"),
    ("BYT_INDEX", "folder of the index, if --index isn't given"),
    ("BYT_PORTAL", "base address of the portal, if --portal isn't given"),
    ("BYT_ARCHIVE", "base address of the archive, if --archive isn't given"),
    ("BYT_DELAY", "seconds between two requests to a host, if --delay isn't given"),
    ("BYT_CONTACT", "where the portal's operators can reach you, if --contact isn't given"),
    ("BYT_ENGINE", "the cluster that answers instead of the index, if --engine isn't given"),
    ("BYT_ENGINE_NAME", "the name under which a cluster holds the corpus, if --engine-name isn't given"),
    ("BYT_ENGINE_USER", "the user for the cluster"),
    ("BYT_ENGINE_PASSWORD", "the password of that user"),
    ("BYT_ENGINE_API_KEY", "a key for that cluster instead of user and password"),
    ("BYT_LANG", "the language of results, vi or en, if --lang isn't given"),
    ("BYT_PAGER", "the pager, before PAGER; empty or cat for none"),
    ("BYT_NOW", "a moment (RFC 3339) that replaces the present, to reproduce a result"),
    ("BYT_COMPLETE", "set by completion scripts: the name of the shell"),
    ("PAGER", "the pager; less if it isn't set"),
    ("LC_ALL, LC_MESSAGES, LANG", "the locale: Vietnamese results if it begins with vi and no setting decides"),
    ("COLUMNS", "the width of text for people, instead of the terminal's"),
    ("NO_COLOR", "no colours"),
    ("LESS", "options of less; FRX if it isn't set"),
];

/// Warns of each variable that looks like one of this program and has no effect.
pub(crate) fn warn_of_unknown() {
    let names = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    for sentence in unknown(names) {
        warning!("{sentence}");
    }
}

/// A sentence about each unknown variable, in the order of their names.
fn unknown(names: impl Iterator<Item = String>) -> Vec<String> {
    let known = || VARIABLES.iter().map(|(name, _)| *name).filter(|name| name.starts_with(PREFIX));
    let mut names: Vec<String> =
        names.filter(|name| name.starts_with(PREFIX) && known().all(|known| known != name)).collect();
    names.sort_unstable();
    let own = |name: &str| name.trim_start_matches(PREFIX).to_lowercase();
    let sentence = |name: &String| {
        let known_ends: Vec<String> = known().map(own).collect();
        match text::nearest(&own(name), known_ends.iter().map(String::as_str), SIMILARITY_MIN) {
            Some(near) => format!("the variable {name} has no effect; did you mean {PREFIX}{}?", near.to_uppercase()),
            None => format!("the variable {name} has no effect; `byt help operations` lists the variables"),
        }
    };
    names.iter().map(sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::config_file::Key;

    fn check(names: &[&str], expected: &[&str]) {
        assert_eq!(unknown(names.iter().map(|name| (*name).to_owned())), expected, "{names:?}");
    }

    #[test]
    fn only_unknown_variables_of_the_program_are_reported() {
        check(&["BYT_CORPUS", "BYT_DELAY", "HOME", "BYTE_ORDER", "MY_BYT_X", "PAGER", "BYT"], &[]);
        check(&["BYT_CORPSU"], &["the variable BYT_CORPSU has no effect; did you mean BYT_CORPUS?"]);
        check(&["BYT_PORTALS"], &["the variable BYT_PORTALS has no effect; did you mean BYT_PORTAL?"]);
        check(&["BYT_DELAYS"], &["the variable BYT_DELAYS has no effect; did you mean BYT_DELAY?"]);
        check(
            &["BYT_ZZZ", "BYT_"],
            &[
                "the variable BYT_ has no effect; `byt help operations` lists the variables",
                "the variable BYT_ZZZ has no effect; `byt help operations` lists the variables",
            ],
        );
    }

    #[test]
    fn the_variable_of_every_setting_is_listed() {
        for variable in Key::ALL.into_iter().filter_map(Key::variable) {
            assert!(VARIABLES.iter().any(|(name, _)| *name == variable), "{variable}");
        }
    }
}
