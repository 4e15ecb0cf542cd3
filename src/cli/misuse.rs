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
