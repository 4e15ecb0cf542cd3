//! Whole documents, read by a person and by the room.
//!
//! Each expectation was written by hand from the document; `told` only makes a page readable.

mod blocks;
mod bridge_answers;
mod cuts;
mod documents;
mod foreign;
mod titles;

use crate::article::Sighting;
use crate::page::Page;
use crate::portal::{Proof, Rejected, read_file};

/// Reads a document as a response from an address, or without one as a file that the user named.
fn read(bytes: &[u8], address: Option<&str>) -> Result<Page, Rejected> {
    match address {
        Some(_) => crate::portal::read(bytes, address),
        None => read_file(bytes, Proof::Likely, None),
    }
}

/// A page as a person would note it down, one fact a line.
fn told(page: &Page) -> String {
    let mut out = vec![format!("{:?}", page.kind)];
    if let Some(list) = &page.listing {
        out.push(format!("list of {}, number {:?}, next {:?}", list.items.len(), list.number, list.has_next));
        out.extend(list.items.iter().map(|item| told_sighting("item", item)));
    }
    out.extend(page.article.iter().map(|article| told_sighting("article", article)));
    out.extend(page.warnings.iter().map(|warning| format!("! {warning}")));
    out.join("\n")
}

fn told_sighting(name: &str, s: &Sighting) -> String {
    let when = s.published.map_or("undated".to_owned(), |m| m.format("%Y-%m-%d %H:%M").to_string());
    let source = s.date_source.map_or(String::new(), |d| format!(" by {d:?}"));
    let place = if s.section { "section" } else { "outside" };
    let keys: Vec<String> = s.keys.iter().map(ToString::to_string).collect();
    let mut out = format!("{name}: {}\n  {when}{source}, {place}, {}", s.title, keys.join(" "));
    out += &s.url.as_ref().map_or(String::new(), |url| format!("\n  {url}"));
    let cut = if s.abstract_truncated { " [cut]" } else { "" };
    out += &s.abstract_.as_ref().map_or(String::new(), |a| format!("\n  lead{cut}: {a}"));
    out += &s.body.iter().flat_map(|b| b.split("\n\n")).map(|p| format!("\n  | {p}")).collect::<String>();
    out += &s.captions.iter().map(|c| format!("\n  picture: {c}")).collect::<String>();
    out += &s.source.as_ref().map_or(String::new(), |s| format!("\n  from {s}"));
    out
}
