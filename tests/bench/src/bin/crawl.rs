//! A crawler as one would write it in an evening: reqwest on one connection, scraper on every page.
//!
//! crawl URL: walks the list, fetches every article, takes title, date, lead and paragraphs out of it
//! and prints their total length. It stores nothing and indexes nothing.

use std::error::Error;

use byt_bench::record::{PUBLISHER, SECTION};
use reqwest::blocking::Client;
use scraper::{Html, Selector};

fn main() -> Result<(), Box<dyn Error>> {
    let Some(portal) = std::env::args().nth(1) else { return Err("usage: crawl URL".into()) };
    let selector = |css: &str| Selector::parse(css).map_err(|e| e.to_string());
    let (links, next) = (selector("h3.asset-title a[href]")?, selector("ul.pager li:last-child a[href^='/']")?);
    let fields = ["h3.text-change-size", "p.time-post", "p.sapo", "div.journal-content-article"].map(selector);
    let fields = fields.into_iter().collect::<Result<Vec<_>, _>>()?;
    let client = Client::builder().build()?;
    let fetch = |path: &str| client.get(format!("{portal}{path}")).send()?.error_for_status()?.text();
    let mut articles = Vec::new();
    for number in 1.. {
        let list = fetch(&format!("/{SECTION}?_101_INSTANCE_{PUBLISHER}_cur={number}"))?;
        let list = Html::parse_document(&list);
        articles.extend(list.select(&links).filter_map(|link| link.attr("href")).map(str::to_owned));
        if list.select(&next).next().is_none() {
            break;
        }
    }
    let mut bytes = 0;
    for path in &articles {
        let page = Html::parse_document(&fetch(path)?);
        for field in &fields {
            let element = page.select(field).next().ok_or_else(|| format!("{path} has no {field:?}"))?;
            bytes += element.text().map(str::len).sum::<usize>();
        }
    }
    println!("{} articles, {bytes} bytes of text", articles.len());
    Ok(())
}
