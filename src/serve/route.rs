//! What a path means.

use percent_encoding::percent_decode_str;

/// What a path asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    Page(PageKind),
    /// The output of a command as it is.
    Output(Command),
    Asset(Asset),
    /// The description of the API.
    Description,
    /// Another path, below the base, that shows it.
    Moved(Vec<String>),
    /// Whether the server answers and can read the corpus.
    Health,
}

/// A page for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PageKind {
    Home,
    Search,
    Article(String),
    Versions(String),
    Diff(String),
    Officials,
    Person(String),
    /// Who held which post on a day.
    HoldersAt(String),
    Topics,
    Topic(String),
    /// How often words occur over time.
    Trend,
    /// Words in their contexts.
    Kwic,
    Coverage,
    /// The articles of a month.
    Month(String),
    Changes,
}

/// A command whose output is passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    Export,
    Search,
    Changes,
    /// A study command by its name.
    Study(&'static str),
    Feed,
    Show(String),
}

/// A file of the program itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asset {
    Style,
    Icon,
    Script,
}

impl Asset {
    /// The name in the path.
    pub(super) fn name(self) -> &'static str {
        match self {
            Asset::Style => "byt.css",
            Asset::Icon => "byt.svg",
            Asset::Script => "byt.js",
        }
    }
}

/// Returns what a path below the base asks for; `None` if there is nothing. `path` begins with a slash.
pub(super) fn route(path: &str) -> Option<Route> {
    // A segment that isn't text, or hides a slash, names nothing.
    let decode = |segment: &str| percent_decode_str(segment).decode_utf8().ok().map(std::borrow::Cow::into_owned);
    let segments: Vec<String> = path.strip_prefix('/')?.split('/').map(decode).collect::<Option<_>>()?;
    if segments.iter().any(|segment| segment.contains(['/', '\\', '\0']) || matches!(segment.as_str(), "." | "..")) {
        return None;
    }
    let names: Vec<&str> = segments.iter().map(String::as_str).collect();
    let own = |name: &str| name.to_owned();
    Some(match names[..] {
        [""] => Route::Page(PageKind::Home),
        [ref rest @ .., ""] if !rest.contains(&"") => Route::Moved(rest.iter().map(|name| own(name)).collect()),
        _ if names.contains(&"") => return None,
        ["search"] => Route::Page(PageKind::Search),
        ["article", id] => Route::Page(PageKind::Article(own(id))),
        ["article", id, "versions"] => Route::Page(PageKind::Versions(own(id))),
        ["article", id, "diff"] => Route::Page(PageKind::Diff(own(id))),
        ["officials"] => Route::Page(PageKind::Officials),
        ["officials", "at"] => Route::Page(PageKind::HoldersAt(String::new())),
        ["officials", "at", day] => Route::Page(PageKind::HoldersAt(own(day))),
        ["officials", slug] => Route::Page(PageKind::Person(own(slug))),
        ["topics"] => Route::Page(PageKind::Topics),
        ["topics", id] => Route::Page(PageKind::Topic(own(id))),
        ["coverage"] => Route::Page(PageKind::Coverage),
        ["coverage", month] => Route::Page(PageKind::Month(own(month))),
        ["changes"] => Route::Page(PageKind::Changes),
        ["feed.atom"] => Route::Output(Command::Feed),
        ["trend"] => Route::Page(PageKind::Trend),
        ["kwic"] => Route::Page(PageKind::Kwic),
        ["api", "trend"] => Route::Output(Command::Study("trend")),
        ["api", "kwic"] => Route::Output(Command::Study("kwic")),
        ["export"] => Route::Output(Command::Export),
        ["api", "search"] => Route::Output(Command::Search),
        ["api", "changes"] => Route::Output(Command::Changes),
        ["api", "article", id] => Route::Output(Command::Show(own(id))),
        ["api", "openapi.json"] => Route::Description,
        ["healthz"] => Route::Health,
        [name] => {
            Route::Asset([Asset::Style, Asset::Icon, Asset::Script].into_iter().find(|asset| asset.name() == name)?)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_pages_or_nowhere() {
        let page = |page| Some(Route::Page(page));
        assert_eq!(route("/"), page(PageKind::Home));
        assert_eq!(route("/article/20260121-3f9c01d2ab47"), page(PageKind::Article("20260121-3f9c01d2ab47".into())));
        assert_eq!(route("/article/a%3Ab/diff"), page(PageKind::Diff("a:b".into())));
        assert_eq!(
            route("/officials/%C4%90%C3%A0o%20H%E1%BB%93ng%20Lan"),
            page(PageKind::Person("Đào Hồng Lan".into()))
        );
        assert_eq!(route("/officials/at/2022-07-01"), page(PageKind::HoldersAt("2022-07-01".into())));
        assert_eq!(route("/topics/"), Some(Route::Moved(vec!["topics".into()])));
        assert_eq!(route("/byt.css"), Some(Route::Asset(Asset::Style)));
        for path in [
            "",
            "search",
            "//",
            "/article",
            "/article//diff",
            "/article/a/b",
            "/nothing",
            "/../etc/passwd",
            "/article/../../x",
            "/article/%2e%2e",
            "/article/..%2f..%2fetc%2fpasswd",
            "/article/%00",
            "/article/%ff",
            "/article/a%5cb",
            "/%2fetc",
            "/Search",
            "/search.html",
            "/api",
            "/api/articles/x",
            "/byt.css/x",
            "///",
        ] {
            assert_eq!(route(path), None, "{path}");
        }
    }
}
