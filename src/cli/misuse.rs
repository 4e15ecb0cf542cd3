//! What is wrong with a command line, in the words of this program.

use std::error::Error as _;
use std::num::{IntErrorKind, ParseIntError};

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What is wrong, in one sentence.
pub(crate) fn message(error: &clap::Error) -> String {
    let text = |kind| texts(error, kind).join(", ");
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::InvalidSubcommand => format!("there is no command '{}'", text(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument if argument.starts_with('-') => format!("there is no option '{argument}'"),
        ErrorKind::UnknownArgument => format!("unexpected word '{argument}'"),
        ErrorKind::MissingRequiredArgument => format!("required but not given: {argument}"),
        ErrorKind::ArgumentConflict => {
            format!("'{argument}' can't be used together with '{}'", text(ContextKind::PriorArg))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("'{argument}' needs a value"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let reason = reason(error).map_or_else(String::new, |reason| format!(": {reason}"));
            format!("invalid value '{value}' for '{argument}'{reason}")
        }
        ErrorKind::TooManyValues => format!("'{argument}' doesn't take the value '{value}'"),
        ErrorKind::InvalidUtf8 => "an argument isn't valid UTF-8".to_owned(),
        _ => format!("'{argument}' can't be used in this way"),
    }
}

/// What is wrong with the parameter of an address, in Vietnamese; `None` of what no address can do. Parameters have the
/// names of the options.
pub(crate) fn in_vietnamese(error: &clap::Error) -> Option<String> {
    let names = |kind| texts(error, kind).iter().map(|text| parameter(text).to_owned()).collect::<Vec<_>>().join(", ");
    let (name, value) = (names(ContextKind::InvalidArg), texts(error, ContextKind::InvalidValue).join(", "));
    Some(match error.kind() {
        ErrorKind::ArgumentConflict => format!("“{name}” không dùng được cùng với “{}”", names(ContextKind::PriorArg)),
        ErrorKind::MissingRequiredArgument => format!("còn thiếu: {name}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{name}” cần có giá trị"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("“{value}” không phải là giá trị của “{name}”"),
        _ => return None,
    })
}

/// The name of a parameter: that of its option, `--sort <ORDER>`, without what isn't the name.
fn parameter(option: &str) -> &str {
    option.trim_start_matches('-').split([' ', '=']).next().unwrap_or(option)
}

/// What is allowed, in Vietnamese; `None` if the error doesn't say.
pub(crate) fn allowed_in_vietnamese(error: &clap::Error) -> Option<String> {
    let valid = texts(error, ContextKind::ValidValue);
    (!valid.is_empty()).then(|| format!("một trong: {}", valid.join(", ")))
}

/// Why a parser rejected a value.
fn reason(error: &clap::Error) -> Option<String> {
    let source = error.source()?;
    let kind = source.downcast_ref::<ParseIntError>().map(ParseIntError::kind);
    Some(match kind {
        Some(IntErrorKind::Empty) => "it is empty".to_owned(),
        Some(IntErrorKind::PosOverflow) => "it is too large".to_owned(),
        Some(IntErrorKind::NegOverflow) => "it is too small".to_owned(),
        Some(_) => "it isn't a whole number".to_owned(),
        None => source.to_string(),
    })
}

/// What may have been meant, or what is allowed; `None` if the error doesn't say.
pub(crate) fn suggestion(error: &clap::Error) -> Option<String> {
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .flat_map(|kind| texts(error, kind))
        .map(|text| format!("'{text}'"))
        .collect::<Vec<_>>();
    let valid = texts(error, ContextKind::ValidValue);
    match suggested.as_slice() {
        [] if valid.is_empty() => None,
        [] => Some(format!("one of: {}", valid.join(", "))),
        [one] => Some(format!("did you mean {one}?")),
        several => Some(format!("did you mean one of {}?", several.join(", "))),
    }
}

/// What the error says under a heading.
pub(crate) fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}
