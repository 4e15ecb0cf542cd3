//! Why there is no page, in both languages.

use hyper::StatusCode;

use crate::serve::answers::{Refusal, RefusalKind};
use crate::serve::params::ParamError;
use crate::serve::wording::day;
use crate::wording::Sentence;

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

    /// One sentence, and what to do about it.
    pub(in crate::serve) fn in_words(&self) -> (Sentence, Option<Sentence>) {
        let said = |english: &str, vietnamese: &str| (Sentence::new(english, vietnamese), None);
        match self {
            Problem::Path => said("There is no such page.", "Không có trang này."),
            Problem::Article => said("There is no such article.", "Không có bài này trong kho tin."),
            Problem::Withdrawn { at, command, reason } => {
                let (day, reason) = (day(at), reason.as_deref().map_or_else(String::new, |why| format!(" ({why})")));
                let sentence = Sentence::new(
                    format!("This article was withdrawn on {day}{reason}."),
                    format!("Bài này đã được rút khỏi kho tin ngày {day}{reason}."),
                );
                (sentence, Some(Sentence::new(command, command)))
            }
            Problem::PastTheLast(last) => said(
                &format!("There is no such page: the last one is page {last}."),
                &format!("Không có trang này: trang cuối là trang {last}."),
            ),
            // The command was asked in the page's language.
            Problem::Version(sentence) => said(sentence, sentence),
            Problem::Day(typed) => (
                Sentence::new(format!("“{typed}” isn't one day."), format!("“{typed}” không phải là một ngày.")),
                Some(Sentence::new("Give a day, such as 2021-07-15.", "Hãy ghi một ngày, ví dụ 2021-07-15.")),
            ),
            Problem::Several(refusal, _) => (refusal.message.clone(), None),
            Problem::Person(refusal) | Problem::Refused(refusal) => (refusal.message.clone(), refusal.hint.clone()),
            Problem::Param(ParamError::Unknown(name)) => said(
                &format!("“{name}” isn't a parameter of this address."),
                &format!("Trang này không có tham số “{name}”."),
            ),
            Problem::Param(ParamError::Invalid(name, value)) => said(
                &format!("“{value}” isn't a value of “{name}”."),
                &format!("Giá trị “{value}” của “{name}” không hợp lệ."),
            ),
            Problem::Param(ParamError::TooMany) => {
                said("The address has too many parameters.", "Địa chỉ có quá nhiều tham số.")
            }
            Problem::Late => (
                Sentence::new("This question takes too long.", "Câu hỏi này mất quá nhiều thời gian."),
                Some(Sentence::new("Narrow it, or try again later.", "Hãy thu hẹp câu hỏi, hoặc thử lại sau.")),
            ),
        }
    }

    /// What to say to a reader before a sentence that only the owner of the corpus can use, and that isn't translated.
    pub(super) fn for_reader(&self) -> &'static str {
        match self.status() {
            StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => "Không hiểu được câu hỏi này. Chi tiết bằng tiếng Anh:",
            StatusCode::SERVICE_UNAVAILABLE => "Kho tin đang bận, hãy thử lại sau. Chi tiết bằng tiếng Anh:",
            _ => "Kho tin có lỗi mà người quản lý kho cần xem. Chi tiết bằng tiếng Anh:",
        }
    }
}
