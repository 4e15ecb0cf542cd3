//! What the program relies on although a dependency does not promise it.
//!
//! Each test shows one such behaviour of a dependency and is named after it. It begins with the version it was checked
//! against and a link to the upstream issue or source. A test fails as soon as `Cargo.lock` has another version:
//! when you upgrade, read the link, run the test, adjust the code that relies on it, and then update the version
//! here. A workaround goes when the test that shows its fault fails.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use tantivy::collector::Count;
use tantivy::directory::MmapDirectory;
use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::query::{AllQuery, BooleanQuery, Occur, PhraseQuery, Query};
use tantivy::schema::{Field, STORED, SchemaBuilder, TEXT};
use tantivy::{Index, IndexWriter, Term};

use crate::tls::Authority;

/// Fails when `Cargo.lock` has another version of the package than the one that was checked.
fn checked(package: &str, version: &str, link: &str) {
    let lock = include_str!("../Cargo.lock");
    let entry = format!("name = \"{package}\"\nversion = \"");
    let locked: Vec<&str> = lock.split(&entry).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(
        locked,
        [version],
        "{package} was checked in version {version} only. Read {link}, see whether this test still holds, and update \
         the version here."
    );
}

/// An index in a folder, with one text field and a segment of these texts.
fn index_of(dir: &Path, texts: &[&str]) -> (Index, Field) {
    let mut schema = SchemaBuilder::new();
    let field = schema.add_text_field("text", TEXT | STORED);
    let index = Index::create_in_dir(dir, schema.build()).unwrap();
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 16 << 20).unwrap();
    for text in texts {
        writer.add_document(tantivy::doc!(field => *text)).unwrap();
    }
    writer.commit().unwrap();
    (index, field)
}

/// Whether a call panics, and in which source file. The message is not printed.
fn panics_in(call: impl FnOnce() + std::panic::UnwindSafe) -> Option<String> {
    use std::sync::{Arc, Mutex};
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let guard = ONE_AT_A_TIME.lock().unwrap();
    let file = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&file);
    let here = std::thread::current().id();
    let usual = Arc::new(std::panic::take_hook());
    let others = Arc::clone(&usual);
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == here {
            *seen.lock().unwrap() = info.location().map(|place| place.file().to_owned());
        } else {
            others(info);
        }
    }));
    let panicked = std::panic::catch_unwind(call).is_err();
    std::panic::set_hook(Box::new(move |info| usual(info)));
    drop(guard);
    let file = file.lock().unwrap().take();
    file.filter(|_| panicked)
}

/// `src/index/directory.rs` syncs by these names and removes files that no list names.
#[test]
fn tantivy_names_its_lists_meta_and_managed() {
    checked("tantivy", "0.27.0", "https://docs.rs/tantivy/0.27.0/src/tantivy/index/index_meta.rs.html");
    let dir = tempfile::tempdir().unwrap();
    index_of(dir.path(), &["a b"]);
    let is_there = |name: &str| dir.path().join(name).is_file();
    assert!(is_there("meta.json") && is_there(".managed.json"));
    let meta: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(dir.path().join("meta.json")).unwrap()).unwrap();
    let segment = meta["segments"][0]["segment_id"].as_str().unwrap().replace('-', "");
    assert!(is_there(&format!("{segment}.store")), "files of a segment begin with its id");
}

/// `src/cli/faults.rs` reports a panic in a source file of tantivy as a damaged index, and `src/index/directory.rs`
/// rejects files that are too short for a footer, because tantivy does not.
#[test]
fn tantivy_panics_in_its_own_source_files_when_a_file_has_no_footer() {
    checked("tantivy", "0.27.0", "https://docs.rs/tantivy/0.27.0/src/tantivy/directory/footer.rs.html");
    let dir = tempfile::tempdir().unwrap();
    index_of(dir.path(), &["a b"]);
    for entry in fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "term") {
            fs::write(path, [0; 5]).unwrap();
        }
    }
    let dir = dir.path().to_owned();
    let file = panics_in(move || drop(Index::open_in_dir(dir).unwrap().reader()));
    assert!(file.as_ref().is_some_and(|file| file.contains("tantivy")), "{file:?}");
}

/// `src/index/small_batch.rs` builds a segment without the engine's threads and adds it to the next commit.
/// `add_segment` is public but hidden from the documentation.
#[test]
fn tantivy_adds_a_segment_that_was_built_apart() {
    checked("tantivy", "0.27.0", "https://docs.rs/tantivy/0.27.0/src/tantivy/indexer/index_writer.rs.html");
    let (dir, apart) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (index, field) = index_of(dir.path(), &["a"]);
    let folder = MmapDirectory::open(apart.path()).unwrap();
    let mut single: SingleSegmentIndexWriter =
        Index::builder().schema(index.schema()).single_segment_index_writer(folder, 16 << 20).unwrap();
    single.add_document(tantivy::doc!(field => "b")).unwrap();
    let built = single.finalize().unwrap().searchable_segment_metas().unwrap().remove(0);
    for entry in fs::read_dir(apart.path()).unwrap().map(|entry| entry.unwrap()) {
        if entry.file_name().to_str().unwrap().starts_with(&built.id().uuid_string()) {
            fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
        }
    }
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 16 << 20).unwrap();
    writer.add_segment(index.new_segment_meta(built.id(), built.max_doc())).unwrap();
    writer.commit().unwrap();
    assert_eq!(index.reader().unwrap().searcher().num_docs(), 2);
}

/// `src/query/must_not_guard.rs` works around this fault.
#[cfg(debug_assertions)]
#[test]
fn tantivy_seeks_an_excluded_phrase_backwards() {
    checked("tantivy", "0.27.0", "https://github.com/quickwit-oss/tantivy/issues/2811");
    let dir = tempfile::tempdir().unwrap();
    let (index, field) = index_of(dir.path(), &["c", "c", "a b c", "c"]);
    let searcher = index.reader().unwrap().searcher();
    let phrase = PhraseQuery::new(["a", "b"].map(|word| Term::from_field_text(field, word)).to_vec());
    let query = BooleanQuery::new(vec![
        (Occur::Must, Box::new(AllQuery) as Box<dyn Query>),
        (Occur::MustNot, Box::new(phrase) as Box<dyn Query>),
    ]);
    let search = std::panic::AssertUnwindSafe(|| drop(searcher.search(&query, &Count)));
    assert!(panics_in(search).is_some(), "the fault is mended: the workaround can go");
}

/// `src/text/table.rs` reads the key and its alternatives out of this sentence to suggest the right key.
#[test]
fn serde_names_an_unknown_field_and_the_known_ones() {
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Table {
        #[expect(dead_code, reason = "never read: only its name matters")]
        name: String,
        #[expect(dead_code, reason = "never read: only its name matters")]
        role: String,
    }
    checked("serde_core", "1.0.229", "https://docs.rs/serde_core/1.0.229/serde_core/de/trait.Error.html");
    let error = toml::from_str::<Table>("nam = 'x'").unwrap_err();
    assert_eq!(error.message(), "unknown field `nam`, expected `name` or `role`");
}

/// `src/fetch/tls.rs` recognizes a self-signed certificate by this text; rustls has no variant for it.
#[test]
fn rustls_webpki_calls_a_self_signed_certificate_ca_used_as_end_entity() {
    checked("rustls-webpki", "0.103.16", "https://docs.rs/rustls-webpki/0.103.16/webpki/enum.Error.html");
    let Some(authority) = Authority::new() else { return };
    authority.check("self.pem", "", &["--tls", "rustls"], "its certificate is self-signed", "who is answering");
}

/// `src/fetch/tls.rs` recognizes causes by OpenSSL's texts, because `native-tls` has no types for them. `tests/tls.rs`
/// has a server for each cause.
#[cfg(feature = "native-tls")]
#[test]
fn openssl_says_why_a_certificate_is_not_trusted() {
    checked("openssl-src", "300.6.1+3.6.3", "https://docs.openssl.org/3.5/man3/X509_STORE_CTX_get_error/");
    let Some(authority) = Authority::new() else { return };
    authority.check("self.pem", "", &["--tls", "native"], "its certificate is self-signed", "who is answering");
}

/// `src/fetch/exchange.rs` reports a body that ends early as truncated, by the kind of the innermost I/O error.
#[test]
fn hyper_reports_a_truncated_body_as_an_unexpected_end_of_file() {
    checked("hyper", "1.12.0", "https://docs.rs/hyper/1.12.0/src/hyper/proto/h1/decode.rs.html");
    for answer in ["Content-Length: 9\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n9\r\nabc"] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let read = stream.read(&mut [0; 4096]).unwrap();
            assert!(read > 0, "a request");
            stream.write_all(format!("HTTP/1.1 200 OK\r\n{answer}").as_bytes()).unwrap();
        });
        // No client can be made without cryptography, even one that needs none.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build().unwrap();
        let sent = async { client.get(format!("http://{address}/")).send().await.unwrap().bytes().await };
        let error = runtime.block_on(sent).unwrap_err();
        let mut next: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        let mut kinds = Vec::new();
        while let Some(error) = next {
            let io = error.downcast_ref::<std::io::Error>();
            kinds.extend(io.map(std::io::Error::kind));
            next = match io.and_then(std::io::Error::get_ref) {
                Some(inner) => Some(inner),
                None => error.source(),
            };
        }
        assert_eq!(kinds.last(), Some(&std::io::ErrorKind::UnexpectedEof), "{answer}");
        server.join().unwrap();
    }
}
