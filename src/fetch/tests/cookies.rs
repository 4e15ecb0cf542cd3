//! A server that lets nobody in without its cookie.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::*;

/// Whether each request carried the cookie, and its method, in their order.
type Asked = Arc<Mutex<Vec<(bool, String)>>>;

/// A server that redirects every request without its cookie to the same address, and sets the cookie.
fn wall() -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Asked::default();
    let seen = Arc::clone(&asked);
    std::thread::spawn(move || listener.incoming().flatten().try_for_each(|stream| answer(stream, &seen)));
    (address, asked)
}

fn answer(mut stream: TcpStream, seen: &Asked) -> std::io::Result<()> {
    let lines = BufReader::new(stream.try_clone()?).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let head: Vec<String> = lines.collect();
    let Some((method, rest)) = head.first().and_then(|line| line.split_once(' ')) else { return Ok(()) };
    let target = rest.split(' ').next().unwrap_or_default();
    let has_cookie = head.iter().any(|line| line.eq_ignore_ascii_case("cookie: pass=1"));
    let answer = match (target, has_cookie) {
        ("/robots.txt", _) => "404 Not Found\r\nContent-Length: 0".to_owned(),
        (_, true) => "200 OK\r\nContent-Length: 0".to_owned(),
        (_, false) => {
            format!("302 Found\r\nLocation: {target}\r\nSet-Cookie: pass=1; Path=/; HttpOnly\r\nContent-Length: 0")
        }
    };
    if target != "/robots.txt" {
        seen.lock().unwrap().push((has_cookie, method.to_owned()));
    }
    write!(stream, "HTTP/1.1 {answer}\r\nConnection: close\r\n\r\n")
}

#[test]
fn cookies_are_kept_for_one_run_and_no_longer() {
    let (address, asked) = wall();
    for _ in 0..2 {
        let client = Client::new(quick(), Arc::default()).unwrap();
        client.send(&Request::get(address.clone() + "/list"), &|_| {}).unwrap();
        client.send(&Request::post(address.clone() + "/bridge?url=/x", b"{}".to_vec()), &|_| {}).unwrap();
    }
    let one_run = [(false, "GET"), (true, "GET"), (true, "POST")].map(|(has, method)| (has, method.to_owned()));
    assert_eq!(*asked.lock().unwrap(), [one_run.clone(), one_run].concat());
}
