//! TLS connections, against servers of OpenSSL that are wrong in one way each.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Place, Ran};

/// Certificates and keys, generated for each test by this machine's openssl.
pub(crate) struct Authority {
    place: Place,
}

/// A server that answers every GET with a page of its own.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn openssl(dir: &Path, line: &str) -> bool {
    let mut command = Command::new("openssl");
    command.current_dir(dir).args(line.split(' ')).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

impl Authority {
    /// Returns `None` and prints a note if openssl isn't installed.
    pub(crate) fn new() -> Option<Authority> {
        let place = Place::new();
        let dir = place.path().to_owned();
        let made =
            openssl(&dir, "req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 30 -subj /CN=Root")
                && openssl(&dir, "req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf")
                && openssl(&dir, "req -newkey rsa:2048 -nodes -keyout middle.key -out middle.csr -subj /CN=Middle");
        if !made {
            println!("skipped: openssl isn't installed");
            return None;
        }
        let authority = Authority { place };
        authority.sign("leaf", "root", "good.pem", "subjectAltName=IP:127.0.0.1", "-days 30");
        authority.sign("leaf", "root", "other.pem", "subjectAltName=DNS:other.example", "-days 30");
        authority.sign("leaf", "root", "old.pem", "subjectAltName=IP:127.0.0.1", "-days -1");
        authority.sign("middle", "root", "middle.pem", "basicConstraints=critical,CA:TRUE", "-days 30");
        authority.sign("leaf", "middle", "deep.pem", "subjectAltName=IP:127.0.0.1", "-days 30");
        let pem = |name: &str| fs::read_to_string(authority.path(name)).unwrap();
        fs::write(authority.path("both.pem"), pem("middle.pem") + &pem("root.pem")).unwrap();
        openssl(
            &dir,
            "req -x509 -key leaf.key -out self.pem -days 30 -subj /CN=self -addext subjectAltName=IP:127.0.0.1",
        );
        Some(authority)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn sign(&self, who: &str, by: &str, out: &str, extension: &str, days: &str) {
        fs::write(self.path("extensions"), extension).unwrap();
        let line = format!(
            "x509 -req -in {who}.csr -CA {by}.pem -CAkey {by}.key -CAcreateserial -out {out} {days} -extfile extensions"
        );
        assert!(openssl(self.place.path(), &line), "{line}");
    }

    fn serve(&self, certificate: &str, more: &str) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut line = format!("s_server -accept {port} -cert {certificate} -key leaf.key -www -quiet");
        if !more.is_empty() {
            line = format!("{line} {more}");
        }
        let mut command = Command::new("openssl");
        command.current_dir(self.place.path()).args(line.split(' '));
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Server { child, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "the server does not listen: {line}");
            std::thread::sleep(Duration::from_millis(10));
        }
        server
    }

    fn update(&self, server: &Server, more: &[&str]) -> Ran {
        let portal = format!("https://127.0.0.1:{}", server.port);
        self.place.run(&[&["update", "--source", "legacy", "--portal", &portal, "--delay", "0"], more].concat())
    }

    /// Checks the message and the hint after a connection to such a server.
    #[track_caller]
    pub(crate) fn check(&self, certificate: &str, server: &str, client: &[&str], said: &str, hint: &str) {
        let server = self.serve(certificate, server);
        let ran = self.update(&server, client);
        assert_eq!(ran.code, 4, "{certificate} {client:?}: {}", ran.err);
        let secure = format!("no secure connection to 127.0.0.1:{}: {said}", server.port);
        assert!(ran.err.contains(&secure), "{certificate} {client:?}: {}", ran.err);
        assert!(
            ran.err.split("hint: ").nth(1).is_some_and(|h| h.contains(hint)),
            "{certificate} {client:?}: {}",
            ran.err
        );
        assert_eq!(self.place.run(&["count"]).out.trim(), "0");
    }

    /// Checks that the connection succeeds. The page isn't the portal's.
    #[track_caller]
    fn connects(&self, certificate: &str, server: &str, client: &[&str]) {
        let server = self.serve(certificate, server);
        let ran = self.update(&server, client);
        assert_eq!(ran.code, 5, "{certificate} {client:?}: {}", ran.err);
        assert!(ran.err.contains("is not the portal's"), "{certificate} {client:?}: {}", ran.err);
    }
}

const SHORT_KEY: &str = "-tls1_2 -cipher DHE-RSA-AES128-SHA256:@SECLEVEL=0 -dhparam short.pem";

/// 1024 bits, generated in advance because that takes long.
const SHORT_PARAMETERS: &str = "-----BEGIN DH PARAMETERS-----
MIGHAoGBANCo56VlH+NHFj+dJiqiA5bvfaM/zlcKOdVbGAbLebbimmrBcJE/IQKB
hGkSTziLr7whIqXqkHColOinB3yAwXTF5M/pUw7TbWn3QOGUeBHQGTLP/zTVm5Hn
RA8glemvIvWEqe1rtX0UlRHtOc9Kih6BH4xQruywB+vEJKzlXAtPAgEC
-----END DH PARAMETERS-----
";

/// The TLS libraries that the program was built with.
const LIBRARIES: &[&str] = if cfg!(feature = "native-tls") { &["rustls", "native"] } else { &["rustls"] };

#[test]
fn an_untrusted_certificate_is_reported_with_its_cause() {
    let Some(authority) = Authority::new() else { return };
    let unknown = "this machine doesn't know the issuer of its certificate";
    let itself = "its certificate is self-signed";
    for library in LIBRARIES {
        let check = |certificate, ca: &[&str], said, hint| {
            authority.check(certificate, "", &[&["--tls", library], ca].concat(), said, hint);
        };
        let root: &[&str] = &["--ca", "root.pem"];
        check("good.pem", &[], unknown, "--ca FILE");
        check("deep.pem", root, unknown, "leave out");
        check("other.pem", root, "its certificate is for another name", "check the address");
        check("old.pem", root, "its certificate is not valid today", "clock");
        check("self.pem", &[], itself, "who is answering");
    }
}

#[test]
fn certificates_from_a_file_complete_the_chain_of_a_server() {
    let Some(authority) = Authority::new() else { return };
    for library in LIBRARIES {
        let connects = |certificate, server, ca| {
            authority.connects(certificate, server, &["--tls", library, "--ca", ca]);
        };
        connects("good.pem", "", "root.pem");
        connects("deep.pem", "", "both.pem");
        connects("deep.pem", "-cert_chain middle.pem", "root.pem");
        let ran = authority.place.run(&["update", "--tls", library, "--ca", "leaf.key"]);
        assert!(ran.code == 2 && ran.err.contains("no certificate in PEM form"), "{library}: {}", ran.err);
    }
    authority.connects("deep.pem", "", &["--ca", "middle.pem"]);
}

#[test]
fn outdated_servers_are_reported_as_such() {
    let Some(authority) = Authority::new() else { return };
    let root = ["--ca", "root.pem"];
    let nothing = "the two sides have no protocol or key exchange in common";
    authority.check("good.pem", "-tls1_1 -cipher DEFAULT:@SECLEVEL=0", &root, nothing, "--tls native");
    authority.check("good.pem", "-tls1_2 -cipher AES128-SHA:@SECLEVEL=0", &root, nothing, "--tls native");
    fs::write(authority.path("short.pem"), SHORT_PARAMETERS).unwrap();
    authority.check("good.pem", SHORT_KEY, &root, nothing, "--tls native");
    if LIBRARIES.contains(&"native") {
        let native = ["--ca", "root.pem", "--tls", "native"];
        let short = "the server wants a Diffie-Hellman key that is too short to be safe";
        authority.check("good.pem", SHORT_KEY, &native, short, "--tls rustls");
        authority.connects("good.pem", "-tls1_2 -cipher AES128-SHA", &native);
    }
}

#[test]
fn a_build_without_the_system_s_library_says_so() {
    if !LIBRARIES.contains(&"native") {
        let ran = Place::new().run(&["update", "--tls", "native"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(
            ran.err.contains("without the system's TLS library") && ran.err.contains("--no-default-features"),
            "{}",
            ran.err
        );
    }
}
