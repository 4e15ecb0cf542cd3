//! Why there is no page, in both languages.

use hyper::StatusCode;

use crate::serve::answers::{Refusal, RefusalKind};
use crate::serve::params::ParamError;
use crate::serve::view::Language;
use crate::serve::wording::day;

/// Why there is no page, or no output.
#[derive(Debug)]
pub(in crate::serve) enum Problem {
    /// No page has this path.
    Path,
    /// No article has this id.
    Article,
    /// The article was withdrawn: when, by which command line, and why.
    Withdrawn {
        at: String,
        command: String,
        reason: Option<String>,
    },
    /// The article has no such versions; the sentence is the command's.
    Version(String),
    /// Nobody of this name is known; the refusal may have the nearest names.
    Person(Refusal),
    /// The number of a page past the last, and the number of the last.
    PastTheLast(usize),
    Param(ParamError),
    Refused(Refusal),
    /// This isn't one day.
    Day(String),
    /// A name means several people: the refusal, and a link to each of them.
    Several(Refusal, Vec<(String, String)>),
    /// The answer took too long.
    Late,
}

impl From<ParamError> for Problem {
    fn from(error: ParamError) -> Problem {
        Problem::Param(error)
    }
}

impl Problem {
    pub(in crate::serve) fn status(&self) -> StatusCode {
        match self {
            Problem::Path | Problem::Article | Problem::Version(_) | Problem::Person(_) | Problem::PastTheLast(_) => {
                StatusCode::NOT_FOUND
            }
            Problem::Withdrawn { .. } => StatusCode::GONE,
            Problem::Param(_) | Problem::Several(..) | Problem::Day(_) => StatusCode::BAD_REQUEST,
            Problem::Refused(refusal) => match refusal.kind {
                RefusalKind::Request => StatusCode::BAD_REQUEST,
                RefusalKind::Busy => StatusCode::SERVICE_UNAVAILABLE,
                RefusalKind::Damage => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Problem::Late => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// One sentence, and what to do about it. Sentences of the commands are in English.
    pub(in crate::serve) fn in_words(&self, language: Language) -> (String, Option<String>) {
        let t = |vietnamese: &str, english: &str| language.pick(vietnamese, english).to_owned();
        match self {
            Problem::Path => (t("Không có trang này.", "There is no such page."), None),
            Problem::Article => (t("Không có bài này trong kho tin.", "There is no such article."), None),
            Problem::Withdrawn { at, command, reason } => {
                let (day, reason) = (day(at), reason.as_deref().map_or_else(String::new, |why| format!(" ({why})")));
                let sentence = match language {
                    Language::Vietnamese => format!("Bài này đã được rút khỏi kho tin ngày {day}{reason}."),
                    Language::English => format!("This article was withdrawn on {day}{reason}."),
                };
                (sentence, Some(command.clone()))
            }
            Problem::PastTheLast(last) => (
                match language {
                    Language::Vietnamese => format!("Không có trang này: trang cuối là trang {last}."),
                    Language::English => format!("There is no such page: the last one is page {last}."),
                },
                None,
            ),
            Problem::Version(sentence) => (sentence.clone(), None),
            Problem::Day(typed) => (
                match language {
                    Language::Vietnamese => format!("“{typed}” không phải là một ngày."),
                    Language::English => format!("“{typed}” isn't one day."),
                },
                Some(t("Hãy ghi một ngày, ví dụ 2021-07-15.", "Give a day, such as 2021-07-15.")),
            ),
            Problem::Several(refusal, _) => (refusal.message.clone(), None),
            Problem::Person(refusal) | Problem::Refused(refusal) => (refusal.message.clone(), refusal.hint.clone()),
            Problem::Param(ParamError::Unknown(name)) => match language {
                Language::Vietnamese => (format!("Trang này không có tham số “{name}”."), None),
                Language::English => (format!("“{name}” isn't a parameter of this address."), None),
            },
            Problem::Param(ParamError::Invalid(name, value)) => match language {
                Language::Vietnamese => (format!("Giá trị “{value}” của “{name}” không hợp lệ."), None),
                Language::English => (format!("“{value}” isn't a value of “{name}”."), None),
            },
            Problem::Param(ParamError::TooMany) => {
                (t("Địa chỉ có quá nhiều tham số.", "The address has too many parameters."), None)
            }
            Problem::Late => (
                t("Câu hỏi này mất quá nhiều thời gian.", "This question takes too long."),
                Some(t("Hãy thu hẹp câu hỏi, hoặc thử lại sau.", "Narrow it, or try again later.")),
            ),
        }
    }

    /// Whether the sentence is one of the commands, which is in English.
    pub(super) fn is_english(&self) -> bool {
        matches!(self, Problem::Version(_) | Problem::Person(_) | Problem::Refused(_) | Problem::Several(..))
    }
}
