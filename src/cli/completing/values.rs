//! The candidates from the registries: people, topics, roles.

use std::ffi::OsStr;
use std::sync::Arc;

use clap::{CommandFactory, FromArgMatches};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::cli::arguments::Arguments;
use crate::cli::global::Global;
use crate::cli::settings::Settings;
use crate::cli::store;
use crate::indexing::Labeller;
use crate::officials;
use crate::text::folded;

/// Returns the values of one kind from the registries.
type Offers = fn(&Labeller) -> Vec<Offer>;

/// The values of arguments, by command and name; an empty command is any.
const VALUES: [(&str, &str, Offers); 7] = [
    ("", "official", people),
    ("", "mentions", people),
    ("", "role", roles),
    ("", "as_role", roles),
    ("", "topic", topics),
    ("officials", "name", people),
    ("explain", "id", topics),
];

/// A value and the names by which it can be found.
struct Offer {
    value: String,
    about: String,
    names: Vec<String>,
}

/// Adds the values to the arguments. `words` is the line, which may name a corpus or a configuration.
pub(super) fn with_completers(command: clap::Command, words: &[String]) -> clap::Command {
    with(command, &Arc::from(words))
}

fn with(command: clap::Command, words: &Arc<[String]>) -> clap::Command {
    let name = command.get_name().to_owned();
    let command = command.mut_subcommands(|subcommand| with(subcommand, words));
    command.mut_args(|arg| {
        let wanted = VALUES.iter().find(|(of, id, _)| (of.is_empty() || *of == name) && arg.get_id() == *id);
        let Some((_, _, offers)) = wanted else { return arg };
        let (offers, words) = (*offers, Arc::clone(words));
        arg.add(ArgValueCompleter::new(move |typed: &OsStr| fitting(&offers(&labeller(&words)), typed)))
    })
}

/// The registries that the command would use, without the user's files if they can't be read.
fn labeller(words: &[String]) -> Arc<Labeller> {
    let read = || {
        let matches = Arguments::command().ignore_errors(true).try_get_matches_from(words).ok()?;
        // clap puts the global options into the innermost command.
        let mut innermost = &matches;
        while let Some((_, inner)) = innermost.subcommand() {
            innermost = inner;
        }
        let settings = Settings::read(&Global::from_arg_matches(innermost).ok()?).ok()?;
        store::labeller(&settings).ok()
    };
    read().unwrap_or_default()
}

fn people(labeller: &Labeller) -> Vec<Offer> {
    let person = |person: &officials::Person| Offer {
        value: person.name.clone(),
        about: person.posts.last().map(|post| post.role.as_str().to_owned()).unwrap_or_default(),
        names: person.names().map(str::to_owned).collect(),
    };
    labeller.officials().people().iter().map(person).collect()
}

fn topics(labeller: &Labeller) -> Vec<Offer> {
    let topic = |topic: &crate::topics::Topic| Offer {
        value: topic.id.clone(),
        about: topic.vi.clone(),
        names: vec![topic.id.replace('-', " "), topic.vi.clone(), topic.en.clone()],
    };
    labeller.topics().all().iter().map(topic).collect()
}

fn roles(_: &Labeller) -> Vec<Offer> {
    let role = |(role, name): (crate::article::labels::Role, &str)| Offer {
        value: role.as_str().to_owned(),
        about: name.to_owned(),
        names: vec![role.as_str().replace('-', " "), name.to_owned()],
    };
    officials::ROLES.into_iter().map(role).collect()
}

fn fitting(offers: &[Offer], typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let candidate = |offer: &Offer| CompletionCandidate::new(&offer.value).help(Some(offer.about.clone().into()));
    // If some names begin with the typed text, only these are offered.
    for fits in [begins, fits] {
        let fitting = |offer: &&Offer| offer.names.iter().any(|name| fits(&typed, name));
        let found: Vec<CompletionCandidate> = offers.iter().filter(fitting).map(candidate).collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Whether the name begins with the typed text.
fn begins(typed: &str, name: &str) -> bool {
    folded(name).starts_with(&folded(&typed.replace('-', " ")))
}

/// Whether each typed word begins a word of the name, in the same order. Accents are optional.
fn fits(typed: &str, name: &str) -> bool {
    let typed = folded(&typed.replace('-', " "));
    let name = folded(name);
    let mut words = name.split(' ');
    typed.split(' ').filter(|word| !word.is_empty()).all(|word| words.any(|of_name| of_name.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_of_a_name_matches() {
        let check = |typed: &str, expected: bool| assert_eq!(fits(typed, "Nguyễn Thị Liên Hương"), expected, "{typed}");
        check("", true);
        check("lie", true);
        check("Liên H", true);
        check("nguyen huong", true);
        check("NGUYỄN", true);
        check("huong lien", false);
        check("ien", false);
        check("x", false);
    }

    #[test]
    fn every_listed_argument_exists() {
        fn count(command: &clap::Command, of: &str, id: &str) -> usize {
            let own = usize::from(of.is_empty() || command.get_name() == of);
            let own = own * command.get_arguments().filter(|arg| arg.get_id() == id).count();
            own + command.get_subcommands().map(|sub| count(sub, of, id)).sum::<usize>()
        }
        let mut whole = Arguments::command();
        whole.build();
        for (of, id, offers) in VALUES {
            assert!(count(&whole, of, id) > 0, "{of} {id}");
            assert!(!offers(&Labeller::default()).is_empty(), "{of} {id}");
        }
    }
}
