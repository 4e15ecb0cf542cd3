//! Completions, offered by the real shells in a real terminal: a key is pressed, and what the shell then
//! runs is looked at. Where a shell is missing that is said, and `.ci/run` sees to it that none is.

use std::io::{Read, Write};
use std::process::{Command as Process, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::{Place, Ran};

const SHELLS: [&str; 4] = ["bash", "zsh", "fish", "powershell"];

/// What the program offers a shell for the last of the words.
fn offered(place: &Place, shell: &str, words: &[&str]) -> Vec<String> {
    let ran = Ran::from(place.command(&[&["--", "byt"], words].concat()).env("BYT_COMPLETE", shell).output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell} {words:?}");
    ran.out.lines().map(str::to_owned).collect()
}

#[test]
fn people_topics_and_roles_are_offered_by_any_part_of_their_names() {
    let place = Place::new();
    let check = |words: &[&str], expected: &[&str]| assert_eq!(offered(&place, "bash", words), expected, "{words:?}");
    check(&["search", "--official", "lie"], &["'Nguyễn Thị Liên Hương'"]);
    check(&["export", "--mentions", "liên h"], &["'Nguyễn Thị Liên Hương'"]);
    check(&["count", "--official", "TUYÊN"], &["'Đỗ Xuân Tuyên'"]);
    check(&["officials", "mạnh"], &["'Vũ Mạnh Hà'"]);
    check(&["search", "--topic", "dược"], &["duoc"]);
    check(&["search", "--topic", "bao-h"], &["bao-hiem-y-te"]);
    check(&["topics", "explain", "bao-h"], &["bao-hiem-y-te"]);
    check(&["search", "--role", "quyền"], &["acting-minister"]);
    check(&["search", "--role", "in-"], &["in-charge"]);
    check(&["search", "--section", "o"], &["out"]);
    check(&["search", "--official", "zzz"], &[]);
    check(&["sta"], &["status"]);
    check(&["topics", "ex"], &["explain"]);
    check(&["search", "--off"], &["--official", "--offset"]);
    check(&[], &[]);
}

#[test]
fn the_registry_of_the_corpus_is_asked_and_the_index_is_not() {
    let place = Place::new();
    place.write(
        "there/people.toml",
        "[[person]]\nname = \"Phan Văn Mộc\"\n[[person.post]]\nrole = \"vice-minister\"\nfrom = \"2027-02-01\"\nsource = \"x\"\nconfidence = \"low\"\n".as_bytes(),
    );
    place.write("there/byt.toml", b"officials = \"people.toml\"\n");
    // A folder of an index that can't be opened, and a ledger that is none.
    place.write("there/index", b"no folder");
    place.write("there/corpus/articles.jsonl", b"damaged");
    let words = ["--corpus", "there/corpus", "--index", "there/index", "search", "--official", "moc"];
    assert_eq!(offered(&place, "bash", &words), ["'Phan Văn Mộc'"]);
    place.write("there/byt.toml", b"offcials = 1\n");
    assert_eq!(offered(&place, "bash", &words), Vec::<String>::new());
    assert_eq!(offered(&place, "bash", &["--config", "there/byt.toml", "search", "--official", "lie"]).len(), 1);
}

#[test]
fn each_shell_gets_what_it_can_take() {
    let place = Place::new();
    let words = ["search", "--official", "lie"];
    assert_eq!(offered(&place, "zsh", &words), ["-", "Nguyễn Thị Liên Hương\tvice-minister"]);
    assert_eq!(offered(&place, "zsh", &["sta"])[0], "+");
    assert_eq!(offered(&place, "fish", &words), ["nguyen thi lien huong\tNguyễn Thị Liên Hương"]);
    assert_eq!(
        offered(&place, "fish", &["search", "--official=lie"]),
        ["--official=nguyen thi lien huong\tNguyễn Thị Liên Hương"]
    );
    assert_eq!(
        offered(&place, "powershell", &words),
        ["'Nguyễn Thị Liên Hương'\tNguyễn Thị Liên Hương\tvice-minister"]
    );
    assert_eq!(offered(&place, "no-such-shell", &words), Vec::<String>::new());
    for shell in SHELLS {
        assert!(place.ok(&["completions", shell]).contains("BYT_COMPLETE"), "{shell}");
    }
    assert!(place.ok(&["completions", "elvish"]).contains("byt"));
}

#[test]
fn names_of_files_steer_no_shell() {
    let place = Place::new();
    place.write("good.jsonl", b"");
    place.write("go\u{1b}[2J\nod.jsonl", b"");
    assert_eq!(offered(&place, "bash", &["import", "go"]), ["good.jsonl"]);
}

/// A shell in a terminal.
#[cfg(target_os = "linux")]
struct Typed {
    child: std::process::Child,
    seen: Arc<Mutex<String>>,
}

#[cfg(target_os = "linux")]
impl Typed {
    const PATIENCE: Duration = Duration::from_secs(40);

    /// `None`, loudly, where the shell or `script` is missing.
    fn start(place: &Place, shell: &str) -> Option<Typed> {
        let there = |program: &str| Process::new(program).arg("--version").output().is_ok();
        if !there("script") || !there(shell) {
            eprintln!("SKIPPED: {shell} or script is not installed, so its completions were not tried");
            return None;
        }
        let line = match shell {
            "bash" => "bash --norc -i",
            "zsh" => "zsh -i",
            _ => "fish --interactive",
        };
        let path = format!("{}:{}", place.path().join("bin").display(), std::env::var("PATH").unwrap());
        let mut child = Process::new("script")
            .args(["-qec", &format!("stty cols 200 rows 50; exec {line}"), "/dev/null"])
            .current_dir(place.path())
            .env_clear()
            .envs([("PATH", path.as_str()), ("TERM", "xterm"), ("LANG", "C.UTF-8"), ("PS1", "READY> ")])
            .env("HOME", place.path())
            .env("SHELL", "/bin/sh")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let seen = Arc::new(Mutex::new(String::new()));
        let (mut out, into) = (child.stdout.take().unwrap(), Arc::clone(&seen));
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            let mut all = Vec::new();
            while let Ok(read @ 1..) = out.read(&mut bytes) {
                all.extend_from_slice(&bytes[..read]);
                *into.lock().unwrap() = String::from_utf8_lossy(&all).into_owned();
            }
        });
        Some(Typed { child, seen })
    }

    fn press(&mut self, keys: &str) {
        let input = self.child.stdin.as_mut().unwrap();
        input.write_all(keys.as_bytes()).unwrap();
        input.flush().unwrap();
    }

    /// Waits until a text was printed this many times.
    fn wait(&self, text: &str, times: usize) -> String {
        let begun = Instant::now();
        loop {
            let seen = self.seen.lock().unwrap().clone();
            if seen.matches(text).count() >= times {
                return seen;
            }
            assert!(begun.elapsed() < Typed::PATIENCE, "{text:?} was not printed:\n{seen}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

#[cfg(target_os = "linux")]
impl Drop for Typed {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Presses TAB after each beginning, and compares the words that the shell then runs `byt` with.
#[cfg(target_os = "linux")]
fn try_in(shell: &str, start: &str, cases: &[(&str, &str)]) {
    let place = Place::new();
    let byt = assert_cmd::cargo::cargo_bin("byt");
    // A stand-in for the program prints its words, unless it is asked for completions.
    let shim = format!(
        "#!/bin/sh\nif [ -n \"$BYT_COMPLETE\" ]; then exec '{}' \"$@\"; fi\nfor a in \"$@\"; do printf '<%s>' \"$a\"; done; echo '<END>'\n",
        byt.display()
    );
    let path = place.write("bin/byt", shim.as_bytes());
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    place.write("script", place.ok(&["completions", shell]).as_bytes());
    place.write("start", start.as_bytes());
    place.write(".zshrc", b"# else the shell asks whether there shall be one\n");
    let Some(mut typed) = Typed::start(&place, shell) else { return };
    // A first line is typed only when the shell reads keys by itself.
    std::thread::sleep(Duration::from_millis(1500));
    typed.press(". ./start; echo st''arted\r");
    typed.wait("started\r\n", 1);
    for (n, (keys, expected)) in cases.iter().enumerate() {
        std::thread::sleep(Duration::from_millis(300));
        typed.press(keys);
        std::thread::sleep(Duration::from_millis(1200));
        typed.press("\r");
        let seen = typed.wait("<END>", n + 1);
        assert!(seen.contains(&format!("{expected}<END>")), "{shell}: {keys:?}\n{seen}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn bash_offers_names_and_quotes_them() {
    try_in(
        "bash",
        ". ./script",
        &[
            ("byt search --official lie\t", "<search><--official><Nguyễn Thị Liên Hương>"),
            ("byt search --official \"lie\t", "<search><--official><Nguyễn Thị Liên Hương>"),
            ("byt search --official 'lie\t", "<search><--official><Nguyễn Thị Liên Hương>"),
            ("byt search --official=lie\t", "<search><--official=Nguyễn Thị Liên Hương>"),
            ("byt sea\t--topic bao-h\t", "<search><--topic><bao-hiem-y-te>"),
            ("byt search --official huong\t --limit 1", "<search><--official><Nguyễn Thị Liên Hương><--limit><1>"),
            // Several: nothing that was typed is lost.
            ("byt search --official tien\t", "<search><--official><tien>"),
        ],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn zsh_offers_names_and_quotes_them() {
    try_in(
        "zsh",
        "autoload -Uz compinit && compinit -u -d ./dump; . ./script",
        &[
            ("byt search --official lie\t", "<search><--official><Nguyễn Thị Liên Hương>"),
            ("byt search --official \"lie\t", "<search><--official><Nguyễn Thị Liên Hương>"),
            ("byt search --official=lie\t", "<search><--official=Nguyễn Thị Liên Hương>"),
            ("byt search --topic bao-h\t", "<search><--topic><bao-hiem-y-te>"),
        ],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn fish_offers_names_as_it_can_compare_them() {
    try_in(
        "fish",
        "source ./script",
        &[
            ("byt search --official lie\t", "<search><--official><nguyen thi lien huong>"),
            ("byt search --official \"lie\t", "<search><--official><nguyen thi lien huong>"),
            ("byt search --official=lie\t", "<search><--official=nguyen thi lien huong>"),
            ("byt search --official Nguyễn\\ Thị\\ Li\t", "<search><--official><Nguyễn Thị Liên Hương>"),
            ("byt search --topic bao-h\t", "<search><--topic><bao-hiem-y-te>"),
        ],
    );
}

/// The figure is that of a debug build on a busy machine; `--nocapture` prints it.
#[test]
fn a_tab_does_not_wait() {
    /// Far more than a release build takes, so that only an opened index or a slow registry trips it.
    const PATIENCE: Duration = Duration::from_millis(400);
    let place = Place::new();
    let mut took: Vec<Duration> = (0..9)
        .map(|_| {
            let begun = Instant::now();
            assert_eq!(offered(&place, "bash", &["search", "--official", "lie"]).len(), 1);
            begun.elapsed()
        })
        .collect();
    took.sort();
    eprintln!("a TAB takes {:?} in the median", took[4]);
    assert!(took[4] < PATIENCE, "{took:?}");
}
