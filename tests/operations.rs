//! The guide `operations`: its cron line, units, container file and scripts are run, as far as that needs neither the
//! machine's administrator nor the internet.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use byt::demo::{Portal, pieces};

use crate::support::{NOW, Place};

/// The exposure that `systemd-analyze security` may report at most, in tenths.
const EXPOSURE_MAX: u32 = 20;

/// The block of the guide that begins with these words.
fn block(beginning: &str) -> String {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/operations.md")).unwrap();
    let block = guide.split("```\n").find(|block| block.starts_with(beginning));
    block.unwrap_or_else(|| panic!("no block begins with {beginning}")).to_owned()
}

fn byt() -> PathBuf {
    assert_cmd::cargo::cargo_bin("byt")
}

/// The text with the folder and the program of a test in the place of the guide's.
fn here(text: &str, place: &Path) -> String {
    text.replace("/usr/local/bin/byt", byt().to_str().unwrap()).replace("/srv/byt", place.to_str().unwrap())
}

/// A portal, and a folder whose settings name it.
fn world() -> (Portal, Place) {
    let some = pieces().into_iter().filter(|piece| piece.section && piece.detail).take(5).collect();
    let portal = Portal::start(some, Vec::new()).unwrap();
    let place = Place::new();
    place.write("byt.toml", format!("portal = \"{}\"\ndelay = 0\n", portal.address()).as_bytes());
    (portal, place)
}

/// Runs a line of a shell in the environment that cron gives.
fn as_cron(line: &str, place: &Path) -> Output {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", line]).current_dir("/").env_clear().stdin(Stdio::null());
    command.env("HOME", place).env("LOGNAME", "byt").env("SHELL", "/bin/sh").env("PATH", "/usr/bin:/bin");
    command.env("BYT_NOW", NOW).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_cron_line_updates_and_prints_only_what_went_wrong() {
    let (portal, place) = world();
    let line = block("40 6 * * *");
    let fields: Vec<&str> = line.trim().splitn(6, ' ').collect();
    assert_eq!(fields[..5], ["40", "6", "*", "*", "*"]);
    assert!(!line.contains('%'), "cron reads a percent sign as the end of the line");
    let command = here(fields[5].trim(), place.path());
    for _ in 0..2 {
        let ran = as_cron(&command, place.path());
        assert!(ran.status.success() && ran.stdout.is_empty() && ran.stderr.is_empty(), "{}", text(&ran.stderr));
    }
    assert_eq!(place.ok(&["count"]).trim(), "5");
    drop(portal);
    let failed = as_cron(&command, place.path());
    assert_eq!(text(&failed.stdout), "byt update ended with 4\n");
    assert!(text(&failed.stderr).starts_with("error: "), "{}", text(&failed.stderr));
}

/// The lines of a unit as section, key and value.
fn entries(unit: &str) -> Vec<(String, String, String)> {
    let (mut section, mut entries) = (String::new(), Vec::new());
    for line in unit.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            name.clone_into(&mut section);
        } else {
            let (key, value) = line.split_once('=').unwrap_or_else(|| panic!("not an entry: {line}"));
            entries.push((section.clone(), key.to_owned(), value.to_owned()));
        }
    }
    entries
}

/// Runs `systemd-analyze`; `None` if it isn't installed.
fn systemd_analyze(args: &[&str], dir: &Path) -> Option<Output> {
    let ran = Command::new("systemd-analyze").args(args).current_dir(dir).env("SYSTEMD_COLORS", "0").output();
    if ran.is_err() {
        println!("skipped: systemd-analyze isn't installed");
    }
    ran.ok()
}

fn assert_valid(unit: &str, dir: &Path) {
    let Some(ran) = systemd_analyze(&["verify", &format!("./{unit}")], dir) else { return };
    // Units of the system itself may have faults of their own.
    let said = text(&ran.stderr);
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("byt")).collect();
    assert!(ours.is_empty(), "{ours:#?}");
}

#[test]
fn the_units_are_valid_and_the_service_is_hardened() {
    let (portal, place) = world();
    let service = block("[Unit]\nDescription=Update the news corpus\n");
    let timer = block("[Unit]\nDescription=Update the news corpus every day\n");
    for (name, unit) in [("byt.service", &service), ("byt.timer", &timer)] {
        place.write(name, here(unit, place.path()).as_bytes());
        assert_valid(name, place.path());
    }
    // One pair of units for several corpora, as the guide says.
    for (name, unit) in [("byt@.service", &service), ("byt@.timer", &timer)] {
        place.write(name, here(&unit.replace("/srv/byt", "/srv/byt/%i"), place.path()).as_bytes());
    }
    assert!(std::fs::read_to_string(place.path().join("byt@.service")).unwrap().contains("/%i\n"));
    assert_valid("byt@health.service", place.path());
    assert_valid("byt@health.timer", place.path());
    // A key that systemd doesn't know would be ignored: the check above finds it.
    place.write("byt-wrong.service", service.replace("ProtectHome", "ProtectHme").as_bytes());
    if let Some(ran) = systemd_analyze(&["verify", "./byt-wrong.service"], place.path()) {
        assert!(text(&ran.stderr).contains("ProtectHme"), "{}", text(&ran.stderr));
    }
    if let Some(ran) = systemd_analyze(&["security", "--offline=true", "byt.service"], place.path()) {
        let said = text(&ran.stdout);
        let level = said.split("Overall exposure level for byt.service: ").nth(1).unwrap_or_else(|| panic!("{said}"));
        let level: String = level.chars().take_while(|c| *c != ' ').filter(char::is_ascii_digit).collect();
        assert!(level.parse::<u32>().unwrap() <= EXPOSURE_MAX, "{said}");
    }
    let value = |unit: &str, section: &str, key: &str| {
        let found = entries(unit).into_iter().find(|entry| entry.0 == section && entry.1 == key);
        found.unwrap_or_else(|| panic!("{section} has no {key}")).2
    };
    assert_eq!(value(&service, "Service", "WorkingDirectory"), value(&service, "Service", "ReadWritePaths"));
    assert_eq!(value(&timer, "Install", "WantedBy"), "timers.target");
    if let Some(ran) = systemd_analyze(&["calendar", &value(&timer, "Timer", "OnCalendar")], place.path()) {
        assert!(ran.status.success(), "{}", text(&ran.stderr));
    }
    // What the service starts, with the environment of a service.
    let command = here(&value(&service, "Service", "ExecStart"), place.path());
    let words: Vec<&str> = command.split(' ').collect();
    let mut started = Command::new(words[0]);
    started.args(&words[1..]).current_dir(place.path()).env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin");
    assert!(started.status().unwrap().success());
    assert_eq!(place.ok(&["count"]).trim(), "5");
    drop(portal);
}

#[test]
fn the_steps_of_the_container_file_are_valid_and_its_command_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = block("FROM ");
    let (mut stages, mut command) = (Vec::new(), Vec::new());
    for line in file.lines() {
        let (instruction, rest) = line.split_once(' ').unwrap_or_else(|| panic!("not an instruction: {line}"));
        match instruction {
            "FROM" => stages.extend(rest.split(" AS ").nth(1)),
            "RUN" => {
                let parsed = Command::new("sh").args(["-n", "-c", rest]).status().unwrap();
                assert!(parsed.success(), "{rest}");
            }
            "COPY" => {
                let source = rest.split(' ').find(|word| !word.starts_with("--")).unwrap();
                match rest.strip_prefix("--from=") {
                    Some(from) => assert!(stages.contains(&from.split(' ').next().unwrap()), "{line}"),
                    None => assert!(root.join(source).exists(), "{line}"),
                }
            }
            "ENTRYPOINT" | "CMD" => {
                let words: Vec<String> = serde_json::from_str(rest).unwrap_or_else(|e| panic!("{line}: {e}"));
                command.extend(words);
            }
            "WORKDIR" | "VOLUME" => assert!(rest.starts_with('/'), "{line}"),
            "USER" => assert!(file.contains(&format!(" {rest} &&")), "the user is made before: {line}"),
            _ => panic!("not an instruction: {line}"),
        }
    }
    // The compiler of the image builds this version, and `cargo install` finds what it needs.
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let needed = manifest.split("rust-version = \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(file.starts_with(&format!("FROM rust:{needed}-")), "Cargo.toml needs {needed}");
    assert!(root.join("Cargo.lock").exists() && file.contains("cargo install --locked --path . --root /out"));
    assert!(file.contains("COPY --from=build /out/bin/byt /usr/local/bin/byt"));
    // What the container starts, in its folder.
    let (_portal, place) = world();
    assert_eq!(command[0], "byt");
    let arguments: Vec<&str> = command[1..].iter().map(String::as_str).collect();
    assert_eq!(place.run(&arguments).code, 0);
    assert_eq!(place.ok(&["count"]).trim(), "5");
}

#[test]
fn metrics_are_replaced_at_once() {
    let (_portal, place) = world();
    place.ok(&["update"]);
    let script = block("byt status --format prometheus >");
    let script = script.replace("/var/lib/node_exporter", place.path().to_str().unwrap());
    let script = script.replace("byt status", &format!("{} status", byt().display())).replace('\n', " && ");
    let line = format!("cd {} && {}", place.path().display(), script.trim_end_matches(" && "));
    let ran = as_cron(&line, place.path());
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let metrics = std::fs::read_to_string(place.path().join("byt.prom")).unwrap();
    assert!(metrics.contains("byt_last_complete_update_timestamp_seconds "), "{metrics}");
    assert!(!place.path().join("byt.prom.new").exists());
}

/// A `mail` that fails as long as there is a file `down`, and otherwise appends what it reads to `sent`.
const MAIL: &str = "#!/bin/sh\ncd \"$HOME\" && [ ! -e down ] || exit 75\ncat >> sent\n";

#[test]
fn news_by_mail_is_neither_lost_nor_doubled() {
    use std::os::unix::fs::PermissionsExt;
    let (portal, place) = world();
    let mail = place.write("bin/mail", MAIL.as_bytes());
    std::fs::set_permissions(&mail, PermissionsExt::from_mode(0o755)).unwrap();
    let script = here(&block("#!/bin/sh"), place.path());
    let path = format!("PATH={}:{}:$PATH", mail.parent().unwrap().display(), byt().parent().unwrap().display());
    let send = || as_cron(&format!("{path}; {script}"), place.path());
    let sent = || std::fs::read_to_string(place.path().join("sent")).unwrap_or_default();
    let outbox = || std::fs::read_dir(place.path().join("outbox")).unwrap().count();
    place.ok(&["update"]);
    place.write("down", b"");
    send();
    assert_eq!((sent().as_str(), outbox()), ("", 1), "what couldn't be sent waits");
    portal.edit(|pieces| pieces[2].title += " (sửa)");
    place.ok(&["update", "--full"]);
    std::fs::remove_file(place.path().join("down")).unwrap();
    let ran = send();
    assert_eq!((outbox(), text(&ran.stderr).as_str()), (0, ""));
    let lines = |kind: &str| sent().lines().filter(|line| line.contains(&format!("  {kind} "))).count();
    // The list has another title now, by which the article is known, too; its page wasn't read again.
    assert_eq!((lines("new"), lines("moved")), (5, 1), "{}", sent());
    let before = sent();
    send();
    assert_eq!((sent(), outbox()), (before, 0), "nothing new, no mail");
}
