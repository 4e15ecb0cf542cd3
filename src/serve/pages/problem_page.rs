//! The page that says what is wrong.

use hyper::StatusCode;
use maud::html;

use super::desk::Draft;
use super::layout;
use super::problem::Problem;
use crate::serve::params::Params;
use crate::serve::shown::line;
use crate::serve::view::View;

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
    let (sentence, hint) = problem.in_words(view.language);
    let lang = problem.is_english().then_some("en");
    let main = html! {
        h1 { (heading) }
        p.problem lang=[lang] { (line(&sentence)) }
        @if let Some(hint) = hint { p lang=[lang] { (line(&hint)) } }
        @if let Problem::Several(_, people) = problem {
            ul { @for (name, link) in people { li { a href=(link) { (line(name)) } } } }
        }
        p.muted { (status.as_u16()) }
        p { a href=(view.link(&[])) { (view.t("Về trang đầu", "To the first page")) } " · "
            a href=(view.link(&["search"])) { (view.t("Tìm kiếm", "Search")) } }
    };
    layout::page(view, &Draft { title: heading.to_owned(), main, here: (Vec::new(), Params::default()) })
}
