//! The page that says what is wrong.

use hyper::StatusCode;
use maud::html;

use super::desk::Draft;
use super::layout;
use super::problem::Problem;
use crate::serve::params::Params;
use crate::serve::shown::line;
use crate::serve::view::{Language, View};

/// A complete HTML document.
pub(in crate::serve) fn page(view: View<'_>, problem: &Problem) -> String {
    let status = problem.status();
    let heading = match status {
        StatusCode::NOT_FOUND => view.t("Không tìm thấy", "Not found"),
        StatusCode::GONE => view.t("Bài đã được rút", "Withdrawn"),
        StatusCode::BAD_REQUEST => view.t("Câu hỏi không rõ", "The question isn't clear"),
        StatusCode::SERVICE_UNAVAILABLE => view.t("Chưa trả lời được", "No answer at the moment"),
        _ => view.t("Có lỗi", "Something is wrong"),
    };
    let (sentence, hint) = problem.in_words();
    let (sentence, language) = sentence.in_language(view.language);
    let main = html! {
        h1 { (heading) }
        @if language != view.language { p { (problem.for_reader()) } }
        p.problem lang=[foreign(view, language)] { (line(sentence)) }
        @if let Some(hint) = hint {
            @let (hint, language) = hint.in_language(view.language);
            p lang=[foreign(view, language)] { (line(hint)) }
        }
        @if let Problem::Several(_, people) = problem {
            ul { @for (name, link) in people { li { a href=(link) { (line(name)) } } } }
        }
        p.muted { (status.as_u16()) }
        p { a href=(view.link(&[])) { (view.t("Về trang đầu", "To the first page")) } " · "
            a href=(view.link(&["search"])) { (view.t("Tìm kiếm", "Search")) } }
    };
    layout::page(view, &Draft { title: heading.to_owned(), main, here: (Vec::new(), Params::default()) })
}

/// The code of a language that isn't the page's.
fn foreign(view: View<'_>, language: Language) -> Option<&'static str> {
    (language != view.language).then(|| language.code())
}
