//! What a command prints, taken by this process itself: a page or a file is made of it.
//!
//! Commands write through [`super::output`] and [`super::messages`] on the thread that runs them. Both look here first.

use std::cell::RefCell;
use std::io::Write;
use std::sync::{Arc, Mutex};

/// A destination of data that several parts of a command may open one after the other.
pub(crate) type Destination = Arc<Mutex<dyn Write + Send>>;

struct Capture {
    /// The command with its arguments, as on a command line.
    words: Vec<String>,
    data: Destination,
    beside: Vec<Beside>,
    messages: Vec<Message>,
}

/// What a command says besides its data.
pub(crate) struct Message {
    /// The line that would be printed.
    pub(crate) line: String,
    /// The same without the word that it begins with, if it remarks on what the data mean.
    pub(crate) remark: Option<String>,
}

/// The same result in one more format, by the name that `--format` or `--cite` has for it.
pub(crate) struct Beside {
    pub(crate) format: &'static str,
    pub(crate) data: Destination,
}

thread_local! {
    static CAPTURE: RefCell<Option<Capture>> = const { RefCell::new(None) };
}

/// Runs a command, given by its words, on this thread. Its data goes to `data` instead of standard output; its messages
/// are returned, one per line, in order. A command that can also write one of the formats of `beside` does so in the same
/// run.
pub(crate) fn run<T>(
    words: &[String],
    data: Destination,
    beside: Vec<Beside>,
    command: impl FnOnce() -> T,
) -> (T, Vec<Message>) {
    let before = CAPTURE.replace(Some(Capture { words: words.to_vec(), data, beside, messages: Vec::new() }));
    let outcome = command();
    let capture = CAPTURE.replace(before);
    (outcome, capture.map(|capture| capture.messages).unwrap_or_default())
}

/// The words of this thread's command, without the program's name: those of the process, unless another one is captured.
pub(crate) fn words() -> Vec<String> {
    let captured = CAPTURE.with_borrow(|capture| capture.as_ref().map(|capture| capture.words.clone()));
    captured.unwrap_or_else(|| std::env::args().skip(1).collect())
}

/// Where the data of this thread's command goes, if not to standard output.
pub(crate) fn destination() -> Option<Destination> {
    CAPTURE.with_borrow(|capture| capture.as_ref().map(|capture| Arc::clone(&capture.data)))
}

/// Where the result of this thread's command goes in a format besides its own, if anybody wants it.
pub(crate) fn beside(format: &str) -> Option<Destination> {
    let find = |capture: &Capture| {
        let wanted = capture.beside.iter().find(|beside| beside.format == format);
        wanted.map(|beside| Arc::clone(&beside.data))
    };
    CAPTURE.with_borrow(|capture| capture.as_ref().and_then(find))
}

/// Takes a message of this thread's command; returns whether anybody wanted it. `remark` is the message without the word
/// that it begins with, if it remarks on what the data mean.
pub(crate) fn take_message(line: &str, remark: Option<&str>) -> bool {
    CAPTURE.with_borrow_mut(|capture| match capture {
        Some(capture) => {
            capture.messages.push(Message { line: line.to_owned(), remark: remark.map(str::to_owned) });
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_nest_and_end() {
        let (outer, inner) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
        let write = |text: &[u8]| destination().expect("captured").lock().expect("no panic").write_all(text).is_ok();
        let svg = || vec![Beside { format: "svg", data: outer.clone() }];
        let (both, messages) = run(&["outer".to_owned()], outer.clone(), svg(), || {
            take_message("one", None);
            let (done, messages) = run(&["inner".to_owned()], inner.clone(), Vec::new(), || {
                take_message("two", None) && words() == ["inner"] && write(b"inner") && beside("svg").is_none()
            });
            assert!(matches!(messages.as_slice(), [Message { line, remark: None }] if line == "two"));
            take_message("note: three", Some("three"));
            words() == ["outer"] && write(b"outer") && beside("svg").is_some() && beside("csv").is_none() && done
        });
        assert!(both);
        assert_eq!(messages.iter().map(|message| message.line.as_str()).collect::<Vec<_>>(), ["one", "note: three"]);
        assert_eq!(messages[1].remark.as_deref(), Some("three"));
        assert_eq!(
            (outer.lock().unwrap().as_slice(), inner.lock().unwrap().as_slice()),
            (&b"outer"[..], &b"inner"[..])
        );
        assert!(destination().is_none() && !take_message("nobody", None));
    }
}
