//! The old portal on loopback, without any delay: lists of twenty and pages of a hundred kilobytes,
//! all of them made beforehand.
//!
//! portal ARTICLES: prints its address once it listens, and serves until it is killed.

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use byt_bench::article::{Article, World};
use byt_bench::page::{Furniture, LIST_ITEMS};
use byt_bench::record::{PUBLISHER, SECTION, path};

const SEED: u64 = 1;

struct Site {
    lists: Vec<String>,
    /// By path, without the query.
    pages: HashMap<String, String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(count) = std::env::args().nth(1) else { return Err("usage: portal ARTICLES".into()) };
    let site = Arc::new(Site::new(count.parse()?));
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    println!("http://{}", listener.local_addr()?);
    std::io::stdout().flush()?;
    for stream in listener.incoming() {
        let (stream, site) = (stream?, Arc::clone(&site));
        // A client that goes away ends its own thread only.
        std::thread::spawn(move || drop(serve(&stream, &site)));
    }
    Ok(())
}

impl Site {
    fn new(count: u64) -> Site {
        let world = World::new(SEED);
        let furniture = Furniture::new(&world);
        let mut articles: Vec<Article> = (0..count).map(|number| world.article(number)).collect();
        articles.sort_by_key(|article| std::cmp::Reverse((article.published, article.number)));
        let lists = (1..=articles.len().div_ceil(LIST_ITEMS)).map(|n| furniture.list(&articles, n)).collect();
        let pages = articles.iter().map(|article| (path(&article.slug()), furniture.page(article))).collect();
        Site { lists, pages }
    }

    fn answer(&self, target: &str) -> (u16, &'static str, &str) {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if path == "/robots.txt" {
            return (200, "text/plain", "User-agent: *\nDisallow: /c/portal/\n");
        }
        if path.trim_start_matches('/') == SECTION {
            let name = format!("_101_INSTANCE_{PUBLISHER}_cur=");
            let number = query.split('&').find_map(|pair| pair.strip_prefix(name.as_str())?.parse::<usize>().ok());
            let number = number.unwrap_or(1).clamp(1, self.lists.len());
            return (200, "text/html;charset=UTF-8", &self.lists[number - 1]);
        }
        match self.pages.get(path) {
            Some(page) => (200, "text/html;charset=UTF-8", page),
            None => (404, "text/html;charset=UTF-8", "<h1>404</h1>"),
        }
    }
}

/// One connection, as many requests as the client likes.
fn serve(stream: &TcpStream, site: &Site) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut request = String::new();
        if reader.read_line(&mut request)? == 0 {
            return Ok(());
        }
        let mut header = String::new();
        while reader.read_line(&mut header)? > 0 && header != "\r\n" {
            header.clear();
        }
        let target = request.split(' ').nth(1).unwrap_or("/");
        let (status, media, body) = site.answer(target);
        let head = format!("HTTP/1.1 {status} -\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n", body.len());
        let mut out = stream;
        out.write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
    }
}
