//! Pages of the old portal as a browser saves them: an article of some five kilobytes in a hundred of
//! style sheets, scripts, menus and lists of other things. And the portal's own list of articles.

use std::fmt::Write;

use chrono::{Datelike, TimeDelta, Weekday};

use crate::article::{Article, World};
use crate::chance::Chance;
use crate::record::{PUBLISHER, SECTION, address, path};
use crate::words::capitalised;

/// A page is filled up with scripts to a length between these.
const PAGE_BYTES: (usize, usize) = (80_000, 120_000);
/// Articles on a page of the list.
pub const LIST_ITEMS: usize = 20;
const ABSTRACT_CHARS_MAX: usize = 200;
const MENU_SEED: u64 = 77;

/// The parts of a page around the article.
pub struct Furniture {
    head: String,
    menus: String,
    footer: String,
    /// Headlines of the lists next to the article.
    headlines: Vec<String>,
}

impl Furniture {
    pub fn new(world: &World) -> Furniture {
        let mut chance = Chance::new(MENU_SEED, 0);
        let headlines = (0..400)
            .map(|_| {
                let mut headline = String::new();
                capitalised(world.words.draw(&mut chance), &mut headline);
                for _ in 0..chance.within(7, 14) {
                    headline.push(' ');
                    headline.push_str(world.words.draw(&mut chance));
                }
                headline
            })
            .collect();
        Furniture {
            head: head(&mut chance),
            menus: menu(world, &mut chance, 0),
            footer: format!("<div class=\"footer-links\">{}</div>", menu(world, &mut chance, 1)),
            headlines,
        }
    }

    /// The page that shows an article.
    pub fn page(&self, article: &Article) -> String {
        let mut chance = Chance::new(MENU_SEED, article.number + 1);
        let wanted = chance.within(PAGE_BYTES.0, PAGE_BYTES.1);
        let mut page = String::with_capacity(wanted + 2_000);
        self.open(&mut page, &escaped(&article.title), &address(&article.slug()));
        body(article, &mut page);
        self.other_news(&mut chance, &mut page);
        self.close(&mut chance, wanted, &mut page);
        page
    }

    /// The page `number`, from 1, of the list of all articles; `articles` are newest first.
    pub fn list(&self, articles: &[Article], number: usize) -> String {
        let mut chance = Chance::new(MENU_SEED, u64::MAX - number as u64);
        let pages = articles.len().div_ceil(LIST_ITEMS).max(1);
        let number = number.clamp(1, pages);
        let mut page = String::with_capacity(PAGE_BYTES.0 + 2_000);
        self.open(&mut page, "Hoạt động của lãnh đạo Bộ", &format!("https://moh.gov.vn/{SECTION}"));
        write!(page, "<div class=\"portlet-boundary\" id=\"p_p_id_101_INSTANCE_{PUBLISHER}_\">\n").expect("a string");
        for article in articles.chunks(LIST_ITEMS).nth(number - 1).unwrap_or_default() {
            item(article, &mut page);
        }
        pager(number, pages, &mut page);
        page.push_str("</div>\n");
        self.close(&mut chance, PAGE_BYTES.0, &mut page);
        page
    }

    fn open(&self, page: &mut String, title: &str, address: &str) {
        write!(
            page,
            "<!DOCTYPE html>\n<html class=\"ltr\" dir=\"ltr\" lang=\"vi-VN\">\n<head>\n<title>{title} - Bộ Y tế</title>\n\
             <link href=\"{address}\" rel=\"canonical\" />\n{}</head>\n<body class=\"yui3-skin-sam controls-visible guest-site\">\n\
             <div id=\"wrapper\">\n<header id=\"banner\">{}</header>\n<div id=\"content\"><div class=\"portlet-layout row-fluid\">\n",
            self.head, self.menus,
        )
        .expect("a string takes everything");
    }

    fn close(&self, chance: &mut Chance, wanted: usize, page: &mut String) {
        write!(page, "</div></div>\n<footer id=\"footer\">{}</footer>\n", self.footer)
            .expect("a string takes everything");
        while page.len() < wanted {
            script(chance, (wanted - page.len()).clamp(400, 6_000), page);
        }
        page.push_str("</div>\n</body>\n</html>\n");
    }

    /// Lists of other articles, with pictures.
    fn other_news(&self, chance: &mut Chance, page: &mut String) {
        for heading in ["Tin liên quan", "Xem nhiều", "Tin nổi bật"] {
            write!(page, "<div class=\"tinlienquan\"><h5>{heading}</h5></div>\n<div class=\"newsDifferent\"><ul>\n")
                .expect("a string takes everything");
            for _ in 0..chance.within(8, 14) {
                let (headline, picture) =
                    (&self.headlines[chance.below(self.headlines.len())], chance.below(1_000_000));
                write!(
                    page,
                    "<li class=\"media\"><a class=\"thumb\" href=\"/tin-tong-hop/-/asset_publisher/k206Q9qkZOqn/content/t-{picture}\">\
                     <img alt=\"\" class=\"media-object\" src=\"/documents/20182/{picture}/thumb.jpg?t={}\" /></a>\
                     <a href=\"/tin-tong-hop/-/asset_publisher/k206Q9qkZOqn/content/t-{picture}?inheritRedirect=false\">{}</a>\
                     <span class=\"date\">{:02}/{:02}/20{}</span></li>\n",
                    chance.bits() % 10_000_000_000,
                    escaped(headline),
                    chance.within(1, 28),
                    chance.within(1, 12),
                    chance.within(11, 26),
                )
                .expect("a string takes everything");
            }
            page.push_str("</ul></div>\n");
        }
    }
}

fn body(article: &Article, page: &mut String) {
    write!(
        page,
        "<div class=\"contentDetail\">\n<div class=\"col-md-12\"><h3 class=\"text-change-size\">{}</h3></div>\n\
         <div class=\"clearfix\"><p class=\"time-post\">{}</p></div>\n<div class=\"contentDetail text-change-size\">\n\
         <div class=\"sapo-wrapper\"><p class=\"sapo\"><strong>{}</strong></p></div>\n<div class=\"journal-content-article\">\n",
        escaped(&article.title),
        article.published.format("%d/%m/%Y | %H:%M %p"),
        escaped(&article.lead),
    )
    .expect("a string takes everything");
    for (n, text) in article.paragraphs.iter().enumerate() {
        let text = escaped(text);
        let written = match n % 3 {
            0 => write!(
                page,
                "<p style=\"text-align: justify;\"><span style=\"font-size: 14px;\"><span style=\"font-family: arial;\">{text}\
                 </span></span></p>\n"
            ),
            1 => write!(page, "<p class=\"MsoNormal\" style=\"margin-bottom: 6pt;\">{text}&nbsp;</p>\n"),
            _ => write!(page, "<div style=\"text-align: justify;\">{text}</div>\n"),
        };
        written.expect("a string takes everything");
        if let Some(caption) = article.captions.get(n) {
            write!(
                page,
                "<p style=\"text-align: center;\"><img alt=\"\" src=\"/documents/20182/{}/{n}.jpg\" style=\"width: 600px;\" /></p>\n\
                 <p style=\"text-align: center;\"><em>{}</em></p>\n",
                article.number,
                escaped(caption),
            )
            .expect("a string takes everything");
        }
    }
    if let Some(source) = article.source {
        write!(page, "<p style=\"text-align: right;\"><strong>(Nguồn: {source})</strong></p>\n").expect("a string");
    }
    page.push_str("</div>\n</div>\n</div>\n");
}

fn item(article: &Article, page: &mut String) {
    let (title, href) = (escaped(&article.title), path(&article.slug()));
    write!(
        page,
        "<div class=\"page-list-news\"><div class=\"NewsList\"><div class=\"itemm\"><div class=\"row\">\n\
         <div class=\"col-md-4\"><a href=\"{href}\"><img alt=\"\" src=\"/documents/20182/{}/thumb.jpg\" /></a></div>\n\
         <div class=\"col-md-8 content\"><h3 class=\"asset-title\"><a href=\"{href}?inheritRedirect=false\">{title}</a></h3>\n\
         <span class=\"time\">{}</span>\n<p class=\"hidden-xs\">{}</p></div>\n</div></div></div></div>\n",
        article.number,
        list_stamp(article),
        escaped(&cut(&article.lead)),
    )
    .expect("a string takes everything");
}

/// Lists print the time in UTC and the weekday in Vietnam.
fn list_stamp(article: &Article) -> String {
    let weekday = match article.published.weekday() {
        Weekday::Mon => "Thứ Hai",
        Weekday::Tue => "Thứ Ba",
        Weekday::Wed => "Thứ Tư",
        Weekday::Thu => "Thứ Năm",
        Weekday::Fri => "Thứ Sáu",
        Weekday::Sat => "Thứ Bẩy",
        Weekday::Sun => "Chủ Nhật",
    };
    format!("{weekday}, ngày {}", (article.published - TimeDelta::hours(7)).format("%d/%m/%Y %H:%M"))
}

fn cut(lead: &str) -> String {
    let Some((end, _)) = lead.char_indices().nth(ABSTRACT_CHARS_MAX) else { return lead.to_owned() };
    let end = lead[..end].rfind(' ').unwrap_or(end);
    format!("{}...", &lead[..end])
}

fn pager(number: usize, pages: usize, page: &mut String) {
    let link = |to: usize, text: &str| match to {
        to if (1..=pages).contains(&to) && to != number => {
            format!("<li><a href=\"/{SECTION}?_101_INSTANCE_{PUBLISHER}_cur={to}\">{text}</a></li>")
        }
        to if to == number => format!("<li class=\"active\"><a href=\"javascript:;\">{text}</a></li>"),
        _ => format!("<li class=\"disabled\"><a href=\"javascript:;\">{text}</a></li>"),
    };
    page.push_str("<div class=\"lfr-pagination\"><ul class=\"pager\">");
    page.push_str(&link(number - 1, "&larr; Trước"));
    page.push_str(&link(number, &number.to_string()));
    page.push_str(&link(number + 1, "Tiếp &rarr;"));
    page.push_str("</ul></div>\n");
}

fn head(chance: &mut Chance) -> String {
    let mut head = String::from("<meta content=\"text/html; charset=UTF-8\" http-equiv=\"content-type\" />\n");
    for n in 0..30 {
        writeln!(
            head,
            "<link class=\"lfr-css-file\" href=\"/html/css/part_{n}.css?browserId=firefox&amp;themeId=bo_WAR_theme&amp;t={}\" \
             rel=\"stylesheet\" type=\"text/css\" />",
            chance.bits() % 10_000_000_000
        )
        .expect("a string takes everything");
    }
    head.push_str("<style type=\"text/css\">\n");
    for n in 0..120 {
        writeln!(
            head,
            ".part-{n} > li + li {{ margin: {}px 0 0 {}px; color: #{:06x}; }}",
            n % 9,
            n % 7,
            chance.bits() >> 40
        )
        .expect("a string takes everything");
    }
    head.push_str("</style>\n");
    (0..4).for_each(|_| script(chance, 3_000, &mut head));
    head
}

/// Three levels of menus.
fn menu(world: &World, chance: &mut Chance, level: usize) -> String {
    let mut out = format!("<ul class=\"nav level-{level}\" role=\"menubar\">\n");
    for n in 0..[9, 6, 3][level] {
        let mut label = String::new();
        capitalised(world.words.draw(chance), &mut label);
        label.push(' ');
        label.push_str(world.words.draw(chance));
        let inner = if level < 2 { menu(world, chance, level + 1) } else { String::new() };
        writeln!(
            out,
            "<li class=\"item-{n}\" id=\"layout_{0}\" role=\"presentation\"><a aria-labelledby=\"layout_{0}\" \
             href=\"/muc-{0}?p_p_state=normal&amp;p_p_lifecycle=0\" role=\"menuitem\"><span>{label}</span></a>{inner}</li>",
            chance.below(100_000),
        )
        .expect("a string takes everything");
    }
    out.push_str("</ul>\n");
    out
}

/// A script of about the given number of bytes, with markup in its strings.
fn script(chance: &mut Chance, bytes: usize, out: &mut String) {
    let end = out.len() + bytes;
    out.push_str("<script type=\"text/javascript\">\n// <![CDATA[\n");
    while out.len() < end {
        writeln!(
            out,
            "Portal.add({{ id: 'p_{}', url: '/c/portal/render?p_l_id={}&t={:x}', wait: {}, done: function(a) {{ \
             if (a && a.length < {}) {{ document.write('<div class=\"late\">' + a + '<\\/div>'); }} }} }});",
            chance.below(10_000),
            chance.below(1_000_000),
            chance.bits(),
            chance.below(900),
            chance.below(64),
        )
        .expect("a string takes everything");
    }
    out.push_str("// ]]>\n</script>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_a_hundred_kilobytes_each() {
        let world = World::new(1);
        let furniture = Furniture::new(&world);
        let bytes: Vec<usize> = (0..50).map(|number| furniture.page(&world.article(number)).len()).collect();
        let mean = bytes.iter().sum::<usize>() / bytes.len();
        assert!((90_000..110_000).contains(&mean), "{mean}: {bytes:?}");
    }
}
