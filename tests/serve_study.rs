//! The pages that count and draw, and what pages say when there is little to show.

use crate::serve::place;
use crate::study::corpus;
use crate::support::served::Served;

#[test]
fn a_trend_is_shown_as_the_command_draws_it() {
    let place = corpus();
    let served = Served::start(&place, &[]);
    let html = served.page("/trend?q=%22y+t%E1%BA%BF%22&by=quarter&lang=en");
    let drawn = place.ok(&["trend", "\"y tế\"", "--by", "quarter", "--format", "svg", "--lang", "en"]);
    let marks = |text: &str| {
        let titles = text.split("<title>").skip(1).map(|rest| rest.split("</title>").next().unwrap().to_owned());
        titles.filter(|title| title.contains("a million")).collect::<Vec<_>>()
    };
    assert_eq!(marks(&html), marks(&drawn));
    assert_eq!(marks(&html).len(), 8);
    assert!(html.contains("trend \"y tế\"") || html.contains("trend --by=quarter"), "{html}");
    assert!(!html.contains("style="), "inline styles are forbidden by the policy");
    // One way to write numbers.
    assert!(html.contains("48,544") && !html.contains("48543") && !html.contains("48544."), "{html}");
    assert!(served.page("/trend?q=%22y+t%E1%BA%BF%22&by=quarter&lang=vi").contains("48.544"));
    let svg = served.get("/api/trend?q=%22y+t%E1%BA%BF%22&by=quarter&format=svg&lang=vi");
    assert_eq!(svg.header("content-type").as_deref(), Some("image/svg+xml"));
    assert!(svg.text().contains("Số lần trên một triệu âm tiết"), "{}", svg.text());
    assert!(served.page("/trend?q=%22y+t%E1%BA%BF%22&by=tenure").contains("Đào Hồng Lan"));
    let none = served.get("/trend?q=thu%E1%BB%91c&from=2026-01-15&lang=en");
    assert!(none.status == 200 && none.text().contains("The scope has no articles"), "{}", none.text());
}

#[test]
fn a_concordance_is_narrowed_by_its_groups() {
    let place = place();
    let served = Served::start(&place, &[]);
    let html = served.page("/kwic?q=thu%E1%BB%91c&lang=en");
    let link = html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
    let link = link.filter(|link| link.starts_with("/kwic?") && link.contains("official=")).last().unwrap();
    let lines = |html: &str| html.split("<ol class=\"kwic\">").nth(1).unwrap().matches("<li>").count();
    let narrowed = served.page(&link);
    assert!(lines(&narrowed) < lines(&html) && lines(&narrowed) > 0, "{link}");
    assert!(narrowed.contains("Filters in force"), "{narrowed}");
    let first = |html: &str| html.split("<mark>").nth(1).unwrap().to_owned();
    assert_eq!(first(&served.page("/kwic?q=thu%E1%BB%91c&sort=left")).split('<').next(), Some("thuốc"));
}

#[test]
fn pages_say_why_there_is_nothing() {
    let place = place();
    let served = Served::start(&place, &[]);
    let html = served.page("/search?q=xyzzy+thu%E1%BB%91c&strict=1&lang=en");
    assert!(html.contains("“xyzzy” is in no article") && html.contains("“thuốc” is in 2 articles"), "{html}");
    assert!(html.contains("Search without requiring"), "{html}");
    let html = served.page("/search?q=thu%E1%BB%91c&from=2026&lang=en");
    assert!(html.contains("Without the filter by the days there are"), "{html}");
}

#[test]
fn several_people_are_links() {
    let place = place();
    let served = Served::start(&place, &[]);
    let got = served.get("/search?q=y+te&official=nguyen&lang=en");
    assert_eq!(got.status, 400);
    let link = "href=\"/search?q=y+te&amp;lang=en&amp;official=Nguy%E1%BB%85n+Tri+Th%E1%BB%A9c\"";
    assert!(got.text().contains(link), "{}", got.text());
    let got = served.get("/officials/nguyen");
    assert_eq!(got.status, 400);
    assert!(got.text().contains("href=\"/officials/nguyen-tri-thuc\""), "{}", got.text());
}

#[test]
fn times_are_those_of_vietnam_and_changes_begin_with_the_newest() {
    let place = place();
    let served = Served::start(&place, &[]);
    // The clock of the tests is 01:00 UTC on the first of February.
    let article = served.page("/article/mot");
    assert!(article.contains("01/02/2026 08:00") && !article.contains("01:00"), "{article}");
    assert!(article.contains("giờ Việt Nam") && article.contains("data-copy=\"reference\""), "{article}");
    assert_eq!(served.get("/byt.js").header("content-type").as_deref(), Some("text/javascript; charset=utf-8"));
    place.ok(&["withdraw", "ba"]);
    let changes = served.page("/changes?lang=en");
    assert!(changes.contains("in the last 7 days") && changes.contains("newest first"), "{changes}");
    let events = changes.split("<ol class=\"hits events\">").nth(1).unwrap();
    assert!(events.split("<li>").nth(1).unwrap().contains("<strong>withdrawn</strong>"), "{events}");
    assert!(served.page("/officials/at/2021-07-15?lang=en").contains("In office on 15/07/2021"));
    // Who held a post before the registry begins isn't nobody.
    for (lang, words) in [("vi", "Danh bạ bắt đầu từ"), ("en", "The registry begins")] {
        let early = served.page(&format!("/officials/at/1990-05-01?lang={lang}"));
        let notice = early.split("class=\"notice\">").nth(1).unwrap_or_default().split('<').next().unwrap();
        assert!(notice.contains(words) && notice.contains("1990"), "{early}");
        let year = served.get(&format!("/officials/at/1990?lang={lang}"));
        assert!(year.status == 400 && year.text().contains("2021-07-15"), "{}", year.text());
    }
    assert!(served.get("/officials/at/1990").text().contains("không phải là một ngày"));
}
