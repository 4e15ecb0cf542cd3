//! The legacy portal: pages as its content system rendered them.

use chrono::{Datelike, TimeDelta, Weekday};

use super::piece::{Piece, escaped};
use super::reply::Reply;

const MEDIA: &str = "text/html;charset=UTF-8";
const SECTION_PAGE: &str = "hoat-dong-cua-lanh-dao-bo";
const SECTION_PUBLISHER: &str = "TW6LTp1ZtwaN";
/// Articles on a page of the list, unless the address says otherwise.
const PAGE_ITEMS: usize = 20;
const PAGE_ITEMS_MAX: usize = 200;
/// With more pages the pager shows only those next to the active one.
const PAGER_FULL_MAX: usize = 5;
const ABSTRACT_CHARS_MAX: usize = 200;
const RELATED_ITEMS: usize = 7;

/// Answers a request for a page; `published` is newest first.
pub(super) fn reply(target: &str, published: &[Piece]) -> Reply {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = path.strip_prefix("/vi_VN").or_else(|| path.strip_prefix("/en_US")).unwrap_or(path);
    let path = path.strip_prefix("/web/guest").unwrap_or(path).trim_start_matches('/');
    if path == SECTION_PAGE {
        return page("Hoạt động của lãnh đạo Bộ", &listing(published, query));
    }
    let Some((place, rest)) = path.split_once("/-/asset_publisher/") else { return not_found() };
    let Some((publisher, slug)) = rest.split_once("/content/") else { return not_found() };
    let piece = published.iter().find(|piece| piece.slug == slug && piece.detail);
    let (Some(piece), SECTION_PAGE) = (piece, place) else { return not_found() };
    match (publisher == SECTION_PUBLISHER, piece.section) {
        (true, true) => page(&piece.title, &article(piece, published)),
        // The section's own publisher knows the section's articles only.
        (true, false) => not_found(),
        (false, _) => {
            let both = format!(
                "{}<h2 class=\"portlet-title\">Xuất bản thông tin</h2>\n{}",
                listing(published, ""),
                article(piece, published)
            );
            page("Hoạt động của lãnh đạo Bộ", &both)
        }
    }
}

/// The page for addresses that lead nowhere.
pub(super) fn not_found() -> Reply {
    let page = whole("Không tìm thấy", "<div class=\"portlet-msg-error\">Không tìm thấy nội dung được yêu cầu.</div>");
    Reply { status: 404, ..Reply::new(MEDIA, page) }
}

fn page(title: &str, content: &str) -> Reply {
    Reply::new(MEDIA, whole(title, content))
}

fn whole(title: &str, content: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html class=\"ltr\" dir=\"ltr\" lang=\"vi-VN\">\n<head><title>{title} - Cổng thông tin Bộ Y tế (bản trình diễn)</title>\
         <meta content=\"text/html; charset=UTF-8\" http-equiv=\"content-type\" />\
         <script>var themeDisplay = {{ layout: '/{SECTION_PAGE}' }};</script></head>\n<body>\n\
         <div id=\"banner\"><a href=\"/\">Trang chủ</a> <a href=\"/tin-tong-hop\">Tin tổng hợp</a></div>\n\
         <div id=\"main-content\">\n{content}\n</div>\n\
         <footer>Bản trình diễn: các bài viết đều là hư cấu.</footer>\n</body>\n</html>\n",
        title = escaped(title),
    )
}

fn listing(published: &[Piece], query: &str) -> String {
    let number = |name: &str| {
        let name = format!("_101_INSTANCE_{SECTION_PUBLISHER}_{name}=");
        query.split('&').find_map(|pair| pair.strip_prefix(name.as_str())?.parse::<usize>().ok())
    };
    let page_items = number("delta").unwrap_or(PAGE_ITEMS).clamp(1, PAGE_ITEMS_MAX);
    let section: Vec<&Piece> = published.iter().filter(|piece| piece.section).collect();
    let pages = section.len().div_ceil(page_items).max(1);
    let current = number("cur").unwrap_or(1).clamp(1, pages);
    let items: String =
        section.chunks(page_items).nth(current - 1).unwrap_or_default().iter().map(|piece| item(piece)).collect();
    format!(
        "<div id=\"p_p_id_101_INSTANCE_{SECTION_PUBLISHER}_\" class=\"portlet-asset-publisher\">\n\
         <h2 class=\"portlet-title\">Hoạt động của lãnh đạo Bộ</h2>\n{items}{}</div>\n",
        pager(current, pages, page_items)
    )
}

fn item(piece: &Piece) -> String {
    let title = escaped(&piece.title);
    let href = format!("/{SECTION_PAGE}/-/asset_publisher/{SECTION_PUBLISHER}/content/{}", piece.slug);
    let (thumbnail, heading) = if piece.detail {
        (
            format!("{href}?inheritRedirect=false"),
            format!("<a href=\"{href}?inheritRedirect=false&amp;redirect=%2F{SECTION_PAGE}\">{title}</a>"),
        )
    } else {
        ("javascript:;".to_owned(), title)
    };
    format!(
        "<div class=\"page-list-news\"><div class=\"NewsList\"><div class=\"itemm\"><div class=\"row\">\n\
         <div class=\"col-md-4 col-xs-5\"><a href=\"{thumbnail}\"><img alt=\"\" src=\"/documents/20182/{aid}/thumb.jpg\" /></a></div>\n\
         <div class=\"col-md-8 col-xs-7 content\">\n<h3 class=\"asset-title\">{heading}</h3>\n\
         <span class=\"time\">{time}</span>\n<p class=\"hidden-xs\">{lead}</p>\n<div class=\"asset-metadata\"></div>\n\
         </div>\n</div></div></div></div>\n",
        aid = piece.aid,
        time = listing_stamp(piece),
        lead = escaped(&cut_abstract(piece.listed_lead())),
    )
}

/// The UTC clock next to the Vietnamese weekday, as the portal prints it.
fn listing_stamp(piece: &Piece) -> String {
    let time = piece.listed_time();
    let weekday = match time.weekday() {
        Weekday::Mon => "Thứ Hai",
        Weekday::Tue => "Thứ Ba",
        Weekday::Wed => "Thứ Tư",
        Weekday::Thu => "Thứ Năm",
        Weekday::Fri => "Thứ Sáu",
        Weekday::Sat => "Thứ Bẩy",
        Weekday::Sun => "Chủ Nhật",
    };
    let utc = time - TimeDelta::hours(7);
    format!("{weekday}, ngày {}", utc.format("%d/%m/%Y %H:%M"))
}

/// Cut at the last blank before the limit, with three dots.
fn cut_abstract(lead: &str) -> String {
    let Some((limit, _)) = lead.char_indices().nth(ABSTRACT_CHARS_MAX) else { return lead.to_owned() };
    let cut = lead[..limit].rfind(' ').unwrap_or(limit);
    format!("{}...", &lead[..cut])
}

fn pager(current: usize, pages: usize, page_items: usize) -> String {
    let link = |number: usize, text: &str| {
        format!(
            "<li><a href=\"/{SECTION_PAGE}?p_p_id=101_INSTANCE_{SECTION_PUBLISHER}&amp;p_p_lifecycle=0\
             &amp;_101_INSTANCE_{SECTION_PUBLISHER}_delta={page_items}\
             &amp;_101_INSTANCE_{SECTION_PUBLISHER}_cur={number}\">{text}</a></li>"
        )
    };
    let step = |target: Option<usize>, text: &str| match target {
        Some(number) => link(number, text),
        None => format!("<li class=\"disabled\"><a href=\"javascript:;\">{text}</a></li>"),
    };
    let shown = if pages > PAGER_FULL_MAX { current.max(2) - 1..=(current + 1).min(pages) } else { 1..=pages };
    let numbers: String = shown
        .map(|number| match number == current {
            true => format!("<li class=\"active\"><a href=\"javascript:;\">{number}</a></li>"),
            false => link(number, &number.to_string()),
        })
        .collect();
    let previous = step((current > 1).then(|| current - 1), "&larr; Trước");
    let next = step((current < pages).then(|| current + 1), "Tiếp &rarr;");
    format!("<div class=\"lfr-pagination\"><ul class=\"pager\">{previous}{numbers}{next}</ul></div>\n")
}

fn article(piece: &Piece, published: &[Piece]) -> String {
    let marker = piece.published.format("%p");
    format!(
        "<div class=\"contentDetail\">\n<div class=\"col-md-12\"><h3 class=\"text-change-size\">{title}</h3></div>\n\
         <div class=\"clearfix\"><div class=\"col-md-6\"><p class=\"time-post\">{time} {marker}</p></div></div>\n\
         <div class=\"contentDetail text-change-size\">\n\
         <div class=\"sapo-wrapper\"><p class=\"sapo\"><strong>{lead}</strong></p></div>\n\
         <style>.Relatednew li {{ list-style: none; }}</style>\n<div class=\"Relatednew\"><ul></ul></div>\n\
         <div class=\"journal-content-article\">\n{body}</div>\n</div>\n</div>\n{related}",
        title = escaped(&piece.title),
        // A 24-hour clock with a marker that means nothing.
        time = piece.published.format("%d/%m/%Y | %H:%M"),
        lead = escaped(&piece.lead),
        body = piece.body_html("/documents/20182"),
        related = related(published),
    )
}

/// The newest things of any kind on the whole site, files of pictures among them. The inner list is
/// opened twice and closed once.
fn related(published: &[Piece]) -> String {
    let file = "<li><a href=\"/documents/20182/996/banner-chao-mung-2026.jpg\">banner-chao-mung-2026.jpg</a></li>\n";
    let items: String = published
        .iter()
        .take(RELATED_ITEMS - 1)
        .map(|piece| {
            let href = format!("/{SECTION_PAGE}/-/asset_publisher/k206Q9qkZOqn/content/{}", piece.slug);
            format!("<li><a href=\"{href}\">{}</a></li>\n", escaped(&piece.title))
        })
        .collect();
    format!(
        "<div class=\"tinlienquan\"><h5>Tin liên quan</h5></div>\n<div class=\"newsDifferent\">\
         <ul class=\"tinlienquan\"><ul class=\"tinlienquan\">\n{file}{items}</ul></div>\n"
    )
}
