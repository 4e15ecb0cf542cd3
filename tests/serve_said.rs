//! What pages say in words: in the reader's language, and about what isn't known.

use serde_json::json;

use crate::groups::collected;
use crate::serve::place;
use crate::support::served::Served;

/// Whether any part of a page is marked as English, besides the link to the English page.
fn has_english(html: &str) -> bool {
    html.replace("lang=\"en\" hreflang=\"en\"", "").contains("lang=\"en\"")
}

#[test]
fn what_is_wrong_is_said_in_the_language_of_the_page() {
    let place = place();
    let served = Served::start(&place, &[]);
    for (target, status, vietnamese, english) in [
        ("/search?official=nguyen", 400, "“nguyen” ứng với nhiều người", "matches several people"),
        (
            "/search?official=xyzzyx",
            400,
            "không lãnh đạo Bộ nào tên là “xyzzyx”",
            "no leader of the ministry is called",
        ),
        ("/search?official=kham+chua", 400, "chỉ theo dõi lãnh đạo Bộ", "only leaders of the ministry are tracked"),
        ("/search?topic=nothing", 400, "không có chủ đề “nothing”", "there is no topic"),
        ("/search?role=king", 400, "“king” không phải là chức vụ", "is not a role"),
        ("/search?sort=best", 400, "“best” không phải là giá trị của “sort”", "invalid value"),
        ("/search?q=section:x", 400, "“x” không phải là một chuyên mục", "is not a section"),
        ("/search?from=32/1/2025", 400, "“32/1/2025” không phải là ngày", "is not a date"),
        ("/search?from=2026&to=2025", 400, "sau ngày cuối", "is after the last"),
        ("/search?on=2025&from=2025", 400, "không dùng được cùng với", "can't be used together"),
        ("/search?q=@gi", 400, "không có câu hỏi nào tên “gi”", "there is no question"),
        ("/trend?q=official:lan", 400, "không có từ nào để đếm", "has no words to count"),
        ("/trend?q=thuoc+OR+bao+hiem", 400, "nhiều từ không nằm trong ngoặc kép", "several words without quotes"),
        ("/trend?q=thuoc&on=1999", 200, "không có bài nào trong phạm vi này", "the scope has no articles"),
        ("/trend?q=thuoc&smooth=1", 200, "được làm trơn trên 3 hàng", "smoothed over 3 rows"),
        ("/kwic?q=thuoc&sort=middle", 400, "“middle” không phải là một thứ tự", "is not an order"),
        ("/kwic?q=xyzzy", 200, "Không tìm thấy gì trong 3 bài", "Nothing was found in 3 articles"),
        ("/search?q=thuoc&from=2024&to=2025-03", 200, "Chưa thu thập tin của", "Nothing was collected for"),
        ("/article/mot/diff?from=1&to=9", 404, "phiên bản", "version"),
        ("/nothing", 404, "Không có trang này", "There is no such page"),
    ] {
        let got = served.get(target);
        assert_eq!(got.status, status, "{target}: {}", got.text());
        assert!(got.text().to_lowercase().contains(&vietnamese.to_lowercase()), "{target}: {}", got.text());
        assert!(!has_english(&got.text()), "{target}: {}", got.text());
        let other = served.get_with(target, "Accept-Language: en\r\n");
        assert!(other.text().to_lowercase().contains(&english.to_lowercase()), "{target}: {}", other.text());
    }
    // Programs read English.
    assert!(served.get("/api/search?topic=nothing").json()["error"].as_str().unwrap().starts_with("there is no topic"));
}

#[test]
fn a_filter_that_leaves_nothing_is_named_once() {
    let place = place();
    let served = Served::start(&place, &[]);
    for (lang, words) in [("vi", "Không lọc theo ngày thì có"), ("en", "Without the filter by the days there are")]
    {
        let html = served.page(&format!("/search?q=thu%E1%BB%91c&from=2026&lang={lang}"));
        let main = html.split("<main").nth(1).unwrap();
        assert_eq!(main.matches(words).count(), 1, "{main}");
        let notes = main.split("<ul class=\"notes\">").nth(1).unwrap().split("</ul>").next().unwrap();
        assert!(!notes.contains("--"), "options are for the command line: {notes}");
        assert!(notes.contains(&format!("href=\"/search?q=thu%E1%BB%91c&amp;lang={lang}\"")), "{notes}");
    }
    let typed = served.page("/search?q=thu%E1%BB%91c+topic:dan-so&lang=en");
    assert!(typed.contains("Without the filter by the topic there are 2 articles"), "{typed}");
}

#[test]
fn several_words_are_a_phrase_on_the_pages_that_count() {
    let place = place();
    let served = Served::start(&place, &[]);
    let lines = |html: &str| {
        html.split("<ol class=\"kwic\">").nth(1).unwrap().split("</ol>").next().unwrap().matches("<li>").count()
    };
    let found = place.json(&["kwic", "\"bảo hiểm y tế\"", "--format", "json"]);
    let html = served.page("/kwic?q=b%E1%BA%A3o+hi%E1%BB%83m+y+t%E1%BA%BF");
    assert_eq!(json!(lines(&html)), found["total"]);
    assert!(html.contains("value=\"&quot;bảo hiểm y tế&quot;\""), "the form has the phrase: {html}");
    assert!(html.contains("/api/kwic?q=%22b"), "so have the downloads: {html}");
    let trend = served.page("/trend?q=bao+hiem+topic:bao-hiem-y-te&by=year&lang=en");
    assert!(trend.contains("value=\"&quot;bao hiem&quot; topic:bao-hiem-y-te\""), "{trend}");
    assert_eq!(served.get("/api/kwic?q=bao+hiem").status, 400, "as the command");
    let search = served.page("/search?q=bao+dam+y+te+status:full&section=all&lang=en");
    assert!(search.contains("search for the phrase &quot;bao dam y te&quot; status:full"), "{search}");
}

#[test]
fn arguments_are_what_decides_a_result() {
    let place = place();
    let served = Served::start(&place, &[]);
    let of_page = served.get("/api/trend?q=thu%E1%BB%91c&by=year").json();
    let of_command = place.json(&["trend", "--by=year", "thuốc", "--format", "json"]);
    assert_eq!(of_page["arguments"], json!(["--by=year", "thuốc"]));
    assert_eq!(of_page["arguments"], of_command["arguments"]);
}

#[test]
fn how_surely_a_post_was_held_is_said() {
    let place = place();
    let served = Served::start(&place, &[]);
    for (target, said) in [
        (
            "/officials/at/2026-06-01?lang=en",
            &["(presumably)", "Registry as of 2026-04-08", "The registry ends 54 days before 2026-06-01"][..],
        ),
        (
            "/officials/at/2026-06-01?lang=vi",
            &["(có lẽ vậy)", "Danh bạ tính đến 2026-04-08", "54 ngày sau ngày lập danh bạ"],
        ),
        ("/officials/at/2015-06-01?lang=en", &["(perhaps)", "whose exact first or last day", "Registry as of"]),
        ("/officials/at/2015-06-01?lang=vi", &["(có thể)", "không rõ chính xác ngày đầu", "Danh bạ tính đến"]),
    ] {
        let html = served.page(target);
        said.iter().for_each(|words| assert!(html.contains(words), "{target} lacks {words}: {html}"));
    }
    assert!(!served.page("/officials/at/2015-06-01?lang=en").contains("(presumably)"));
}

#[test]
fn what_was_not_collected_is_told_from_what_was_not_published() {
    let languages = [
        ("vi", "cổng thông tin không đăng bài nào", "chưa thu thập"),
        ("en", "the portal published nothing", "not collected"),
    ];
    let place = collected(&["2025-06", "2025-09"]);
    let served = Served::start(&place, &[]);
    for (lang, nothing_published, not_collected) in languages {
        let html = served.page(&format!("/coverage?lang={lang}"));
        assert_eq!(html.matches(&format!("<abbr title=\"{nothing_published}\">0</abbr>")).count(), 2, "{html}");
        assert!(!html.contains(not_collected), "{html}");
        let month = served.page(&format!("/coverage/2025-07?lang={lang}"));
        assert!(month.contains("2026-02-01 08:00"), "up to when it is complete: {month}");
        assert_eq!(has_english(&month), lang == "en", "{month}");
    }
    let place = crate::serve::place();
    let served = Served::start(&place, &[]);
    for (lang, nothing_published, not_collected) in languages {
        let html = served.page(&format!("/coverage?lang={lang}"));
        assert_eq!(html.matches(&format!("<abbr title=\"{not_collected}")).count(), 9, "{html}");
        assert!(!html.contains(nothing_published), "{html}");
        let month = served.page(&format!("/coverage/2025-07?lang={lang}"));
        let said = if lang == "en" {
            "Nothing was collected for these days"
        } else {
            "Chưa thu thập tin của những ngày này"
        };
        assert!(month.contains(said), "{month}");
    }
}
