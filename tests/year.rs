//! A year of a portal that publishes, edits, removes, returns and joins articles: what `byt changes` says of it.

use std::collections::BTreeMap;

use byt::demo::{Piece, Portal, pieces};
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use serde_json::{Value, json};

use crate::support::{Place, Ran, jsonl};

const TURNS: usize = 16;
const DAYS_A_TURN: u64 = 22;
/// Articles of the first run, and of each later one.
const FIRST: usize = 12;
const MORE: usize = 2;
/// The article that the new portal shows under another title at first.
const RENAMED: usize = 4;

/// The day of a run.
fn day(turn: usize) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 4).unwrap() + Days::new(DAYS_A_TURN * turn as u64)
}

fn piece(n: usize) -> Piece {
    let model = pieces().into_iter().find(|piece| piece.section && piece.detail).unwrap();
    // Published the day before the run that finds it, in order.
    let turn = n.saturating_sub(FIRST - MORE) / MORE;
    let published = (day(turn) - TimeDelta::days(1)).and_time(NaiveTime::MIN) + TimeDelta::minutes(480 + 17 * n as i64);
    Piece {
        title: format!("Thứ trưởng làm việc với bệnh viện số {n}"),
        published,
        aid: (170_000 + 7 * n).to_string(),
        slug: format!("lam-viec-voi-benh-vien-so-{n}"),
        ..model
    }
}

/// A corpus that follows a portal, and what should have happened.
struct Year {
    place: Place,
    portal: Portal,
    pieces: Vec<Piece>,
    /// For each turn the kinds of events with the numbers of the articles, sorted.
    expected: Vec<Vec<(String, usize)>>,
    /// What a reader with a cursor was told, turn by turn.
    told: Vec<Vec<Value>>,
    /// The current record of each article, as the events say.
    sum: BTreeMap<String, Value>,
}

impl Year {
    fn new() -> Year {
        let pieces: Vec<Piece> = (0..FIRST).map(piece).collect();
        let portal = Portal::start(pieces.clone(), Vec::new()).unwrap();
        let (expected, told) = (Vec::new(), Vec::new());
        Year { place: Place::new(), portal, pieces, expected, told, sum: BTreeMap::new() }
    }

    fn run(&self, turn: usize, args: &[&str]) {
        let now = format!("{}T01:00:00Z", day(turn));
        let ran = Ran::from(self.place.command(args).env("BYT_NOW", now).output().unwrap());
        assert_eq!(ran.code, 0, "turn {turn}, {args:?}: {}", ran.err);
    }

    fn update(&self, turn: usize, source: &str, more: &[&str]) {
        let address = self.portal.address();
        self.run(turn, &[&["update", "--source", source, "--portal", &address, "--delay", "0"], more].concat());
    }

    fn change(&self, n: usize, change: impl Fn(&mut Piece)) {
        let aid = piece(n).aid;
        self.portal.edit(|pieces| pieces.iter_mut().filter(|piece| piece.aid == aid).for_each(&change));
    }

    /// Which article of the portal a record is.
    fn number(&self, record: &Value) -> usize {
        let aliases = record["aliases"].as_array().unwrap();
        let has = |name: String| aliases.contains(&json!(name));
        let is_it = |piece: &Piece| has(format!("aid:{}", piece.aid)) || has(format!("slug:{}", piece.slug));
        self.pieces.iter().position(is_it).unwrap_or_else(|| panic!("no such article: {record}"))
    }

    fn id(&self, n: usize) -> String {
        let found = self.sum.iter().find(|(_, record)| self.number(record) == n);
        found.unwrap_or_else(|| panic!("{n} is not there")).0.clone()
    }

    /// One turn: the portal and a person do something, and the reader with the cursor looks.
    fn turn(&mut self, turn: usize) {
        let newest = FIRST + MORE * turn;
        let mut expected: Vec<(&str, usize)> = (newest - MORE..newest).map(|n| ("new", n)).collect();
        let fresh: Vec<Piece> = (newest - MORE..newest).map(piece).collect();
        self.pieces.extend(fresh.clone());
        self.portal.edit(|pieces| pieces.extend(fresh));
        let mut options: &[&str] = &[];
        match turn % 8 {
            0 => {
                self.change(newest - 4, |piece| piece.title += " (sửa)");
                // The list shows the new title, and then the article is read: two lines of the ledger, one edit.
                expected.push(("edited", newest - 4));
            }
            2 => {
                self.change(newest - 5, |piece| piece.paragraphs[0] += " Đã đính chính.");
                options = &["--recheck", "70"];
                expected.push(("edited", newest - 5));
            }
            3 => {
                let aid = piece(newest - 6).aid;
                self.portal.edit(|pieces| pieces.retain(|piece| piece.aid != aid));
                expected.push(("missing", newest - 6));
            }
            4 => expected.push(("gone", newest - 6 - MORE)),
            5 => {
                let n = newest - 6 - 2 * MORE;
                self.portal.edit(|pieces| {
                    pieces.push(piece(n));
                    pieces.sort_by_key(|piece| piece.published);
                });
                expected.push(("returned", n));
            }
            6 => {
                self.run(turn, &["withdraw", &self.id(newest - 7), "--reason", "thử"]);
                expected.push(("withdrawn", newest - 7));
            }
            7 => {
                self.run(turn, &["withdraw", &self.id(newest - 7 - MORE), "--restore"]);
                expected.push(("restored", newest - 7 - MORE));
            }
            _ => {}
        }
        if turn == 1 {
            // Today's portal has numbers, which the old one had not, and one article has another title there.
            expected.extend((0..FIRST).map(|n| (if n == RENAMED { "new" } else { "moved" }, n)));
            self.change(RENAMED, |piece| piece.title = "Thứ trưởng thăm một bệnh viện".to_owned());
        }
        if turn == 9 {
            self.change(RENAMED, |piece| piece.title = self::piece(RENAMED).title);
            expected.extend([("edited", RENAMED), ("joined", RENAMED)]);
        }
        self.update(turn, "bridge", options);
        self.look(expected);
    }

    /// Lets the reader read on.
    fn look(&mut self, expected: Vec<(&str, usize)>) {
        let read = ["changes", "--section", "all", "--cursor", "nam", "--advance", "--format", "jsonl", "--records"];
        let events = jsonl(&self.place.ok(&read));
        for event in &events {
            if let Some(ended) = event["ended"].as_str() {
                assert!(self.sum.remove(ended).is_some(), "an article ended that never began: {event}");
            }
            self.sum.insert(event["id"].as_str().unwrap().to_owned(), event["article"].clone());
        }
        let mut expected: Vec<(String, usize)> = expected.into_iter().map(|(kind, n)| (kind.to_owned(), n)).collect();
        expected.sort();
        self.expected.push(expected);
        self.told.push(events);
    }
}

#[test]
fn the_events_of_a_year_are_of_every_kind_in_order_and_add_up_to_the_corpus() {
    let mut year = Year::new();
    year.update(0, "legacy", &[]);
    year.look((0..FIRST).map(|n| ("new", n)).collect());
    for turn in 1..=TURNS {
        year.turn(turn);
        let mut told: Vec<(String, usize)> = year.told[turn]
            .iter()
            .map(|event| (event["kind"].as_str().unwrap().to_owned(), year.number(&event["article"])))
            .collect();
        told.sort();
        assert_eq!(told, year.expected[turn], "turn {turn}: {:#?}", year.told[turn]);
    }
    let in_turn: Vec<Value> = year.told.concat();
    for kind in ["new", "edited", "moved", "missing", "gone", "returned", "joined", "withdrawn", "restored"] {
        assert!(in_turn.iter().any(|event| event["kind"] == kind), "{kind}");
    }
    assert!(in_turn.is_sorted_by(|a, b| a["place"].as_u64() < b["place"].as_u64()));
    assert!(in_turn.is_sorted_by(|a, b| a["at"].as_str() <= b["at"].as_str()));
    // Whoever looks only at the end is told the same.
    let at_once = jsonl(&year.place.ok(&["changes", "--section", "all", "--format", "jsonl", "--records"]));
    assert_eq!(at_once, in_turn);
    let by_id = |text: String| -> BTreeMap<String, Value> {
        jsonl(&text).into_iter().map(|record| (record["id"].as_str().unwrap().to_owned(), record)).collect()
    };
    let corpus = by_id(year.place.ok(&["export", "--section", "all"]));
    let versions = |records: &BTreeMap<String, Value>| -> Vec<(String, u64)> {
        records.iter().map(|(id, record)| (id.clone(), record["version"].as_u64().unwrap())).collect()
    };
    assert_eq!(corpus.len(), FIRST + MORE * TURNS);
    assert_eq!(versions(&year.sum), versions(&corpus));
    assert_eq!(year.sum, corpus);
    assert_eq!(by_id(year.place.ok(&["export", "--section", "all", "--changed-since", "0"])), corpus);
    assert_eq!(year.place.run(&["check"]).code, 0);
}
