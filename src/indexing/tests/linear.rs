//! The time to label a text is in proportion to its length, whatever it repeats.

use std::time::{Duration, Instant};

use crate::article::{Article, Sighting};
use crate::calendar::moment;
use crate::indexing::Labeller;

/// The fastest of a few runs: other programs only make a run slower.
fn time_of(labeller: &Labeller, body: &str) -> Duration {
    let mut sighting = Sighting::titled("Bộ trưởng Đào Hồng Lan dự họp".to_owned());
    sighting.published = moment(2025, 3, 4, 8, 0);
    sighting.section = true;
    sighting.body = Some(body.to_owned());
    let article = Article::unstored(sighting);
    let times = (0..3).map(|_| {
        let start = Instant::now();
        labeller.label_and_terms(&article);
        start.elapsed()
    });
    times.min().unwrap()
}

fn letters(mut number: usize) -> String {
    let mut name = String::from("A");
    while number > 0 {
        name.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
        number /= 26;
    }
    name
}

/// Makes a text of a given number of parts.
type Repeated = Box<dyn Fn(usize) -> String>;

#[test]
fn a_text_eight_times_as_long_does_not_take_thirty_times_as_long() {
    const LENGTHS: [usize; 2] = [60_000, 480_000];
    /// In proportion it is 8, with the square of the length 64.
    const RATIO_MAX: f64 = 30.0;
    let repeated = |piece: &'static str| move |_: usize| piece.to_owned();
    let kinds: [(&str, Repeated); 10] = [
        ("phrases of topics", Box::new(repeated("bảo hiểm y tế vắc xin chuyển đổi số "))),
        ("excluded phrases", Box::new(repeated("thầy thuốc Việt Nam thuốc "))),
        ("document numbers", Box::new(|number| format!("{number}/NQ-CP "))),
        ("lists of numbers", Box::new(|number| format!("các Nghị quyết {number}, {number} và 5; "))),
        ("names with posts", Box::new(repeated("Bộ trưởng Đào Hồng Lan và Thứ trưởng Trần Văn Thuấn dự, "))),
        ("new names", Box::new(|number| format!("Thứ trưởng Bộ Y tế Nguyễn Văn {} dự. ", letters(number)))),
        ("posts alone", Box::new(repeated("Thứ trưởng nói "))),
        ("names alone", Box::new(repeated("Đào Hồng Lan "))),
        ("days", Box::new(|number| format!("ngày 3 tháng 4 năm {}, ", 2000 + number % 30))),
        ("marks", Box::new(repeated("a. b) c… "))),
    ];
    let labeller = Labeller::default();
    labeller.prepare();
    for (name, piece) in kinds {
        let [short, long] = LENGTHS.map(|length| {
            let mut body = String::new();
            for number in 0.. {
                body.push_str(&piece(number));
                if body.len() >= length {
                    break;
                }
            }
            time_of(&labeller, body.trim_end())
        });
        let ratio = long.as_secs_f64() / short.as_secs_f64();
        assert!(ratio < RATIO_MAX, "{name}: {short:?}, then {long:?}");
    }
}
