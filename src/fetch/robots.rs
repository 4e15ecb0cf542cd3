//! robots.txt by RFC 9309, with Google's parser.

use std::time::Duration;

use robotstxt::{DefaultMatcher, RobotsParseHandler};
use url::Url;

use super::{Cause, Fetched, PRODUCT, RobotsRefusal};

/// What stands behind it is not read (the RFC asks for at least 500 KiB).
const ROBOTS_BYTES_MAX: usize = 500 * 1024;
/// Longer lines are left out: no rule is that long, and the parser's own cut falls inside letters.
const LINE_BYTES_MAX: usize = 8 * 1024;

/// What a host says about being read by programs.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rules {
    /// The text of robots.txt; empty where the host has none.
    Text(String),
    /// It could not be had, for this reason: that counts as a no.
    Unknown(String),
}

impl Rules {
    pub(super) fn of_answer(fetched: &Fetched) -> Rules {
        let body = fetched.body();
        let read = body.get(..ROBOTS_BYTES_MAX).map_or(body, |start| {
            // A rule that the limit cuts could say more than was meant: "/" instead of "/x".
            &start[..start.iter().rposition(|b| *b == b'\n').unwrap_or(0)]
        });
        Rules::of_text(&String::from_utf8_lossy(read))
    }

    fn of_text(text: &str) -> Rules {
        let text = text.trim_start_matches('\u{feff}');
        let lines = text.split(['\n', '\r']).filter(|line| line.len() <= LINE_BYTES_MAX);
        Rules::Text(lines.fold(String::new(), |all, line| all + line + "\n"))
    }

    /// No rules stand in the way where there are none.
    pub(super) fn unavailable() -> Rules {
        Rules::Text(String::new())
    }

    /// 4xx means that there are no rules; whatever else fails leaves them unknown.
    pub(super) fn of_failure(cause: &Cause) -> Rules {
        match cause {
            // 429 speaks of the moment: the rules were not seen.
            Cause::Status(answer) if (400..=499).contains(&answer.status) && answer.status != 429 => {
                Rules::unavailable()
            }
            Cause::Status(answer) => Rules::Unknown(format!("status {}", answer.status)),
            other => Rules::Unknown(other.short()),
        }
    }

    pub(super) fn check(&self, url: &Url) -> Result<(), RobotsRefusal> {
        match self {
            Rules::Unknown(why) => Err(RobotsRefusal::Unreadable(why.clone())),
            Rules::Text(text) if DefaultMatcher::default().one_agent_allowed_by_robots(text, PRODUCT, url.as_str()) => {
                Ok(())
            }
            Rules::Text(_) => Err(RobotsRefusal::Disallowed),
        }
    }

    /// The pause that the host asks of this program, or of all where it doesn't name this one.
    pub(super) fn crawl_delay(&self) -> Option<Duration> {
        let Rules::Text(text) = self else { return None };
        let mut delays = Delays::default();
        robotstxt::parse_robotstxt(text, &mut delays);
        if delays.named_us { delays.ours } else { delays.everyones }
    }
}

/// Reads `Crawl-delay` lines; the parser hands them over as unknown ones, without their group.
#[derive(Default)]
struct Delays {
    ours: Option<Duration>,
    everyones: Option<Duration>,
    named_us: bool,
    in_ours: bool,
    in_everyones: bool,
    /// Whether the group has had a rule, so that the next User-agent line begins another.
    group_has_rules: bool,
}

impl RobotsParseHandler for Delays {
    fn handle_robots_start(&mut self) {}
    fn handle_robots_end(&mut self) {}

    fn handle_user_agent(&mut self, _line: u32, agent: &str) {
        if std::mem::take(&mut self.group_has_rules) {
            (self.in_ours, self.in_everyones) = (false, false);
        }
        let product = agent.split(|c: char| !(c.is_ascii_alphabetic() || c == '-' || c == '_')).next();
        self.in_ours |= product.is_some_and(|p| p.eq_ignore_ascii_case(PRODUCT));
        self.in_everyones |= agent.split_whitespace().next() == Some("*");
        self.named_us |= self.in_ours;
    }

    fn handle_allow(&mut self, _line: u32, _value: &str) {
        self.group_has_rules = true;
    }

    fn handle_disallow(&mut self, _line: u32, _value: &str) {
        self.group_has_rules = true;
    }

    fn handle_sitemap(&mut self, _line: u32, _value: &str) {}

    fn handle_unknown_action(&mut self, _line: u32, action: &str, value: &str) {
        if !action.eq_ignore_ascii_case("crawl-delay") {
            return;
        }
        self.group_has_rules = true;
        // What is no number of seconds asks for nothing.
        let Some(delay) = value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) else {
            return;
        };
        for (inside, slot) in [(self.in_ours, &mut self.ours), (self.in_everyones, &mut self.everyones)] {
            if inside {
                *slot = Some(slot.unwrap_or_default().max(delay));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(robots: &str, path: &str, allowed: bool) {
        let url = Url::parse("https://moh.example/").unwrap().join(path).unwrap();
        assert_eq!(Rules::of_text(robots).check(&url).is_ok(), allowed, "{robots:?} {path}");
    }

    #[test]
    fn rules() {
        let bridge = "/bridge?url=/portal/api/x";
        check("", "/a", true);
        check("User-agent: *\nDisallow: /", "/a", false);
        check("\u{feff}User-agent: *\nDisallow: /", "/a", false);
        check("User-agent: *\r\nDisallow: /b\r\n", "/a", true);
        check("User-agent: *\nDisallow: /bridge", bridge, false);
        check("User-agent: *\nDisallow: /\nAllow: /bridge", bridge, true);
        check("User-agent: *\nDisallow: /\n\nUser-agent: byt\nAllow: /", "/a", true);
        check("User-agent: BYT/2.0\nDisallow: /a\n\nUser-agent: *\nAllow: /", "/a", false);
        check("User-agent: bytes\nDisallow: /", "/a", true);
        check("User-agent: *\nDisallow: /*?*url=", bridge, false);
        check("<!DOCTYPE html><html><body>Không tìm thấy trang: /</body></html>", "/a", true);
    }

    #[test]
    fn crawl_delay_of_our_group_or_of_everyones() {
        for (robots, expected) in [
            ("User-agent: *\nCrawl-delay: 2", Some(2000)),
            ("User-agent: *\nCrawl-delay: 0.5\nDisallow: /x", Some(500)),
            ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: byt\nCrawl-delay: 3", Some(3000)),
            ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: byt\nDisallow:", None),
            ("User-agent: x\nUser-agent: byt\nCrawl-delay: 3", Some(3000)),
            ("User-agent: x\nCrawl-delay: 3", None),
            ("User-agent: *\nCrawl-delay: -3", None),
            ("User-agent: *\nCrawl-delay: NaN", None),
            ("User-agent: *\nCrawl-delay: 1e300", None),
            ("Crawl-delay: 3", None),
        ] {
            assert_eq!(Rules::of_text(robots).crawl_delay(), expected.map(Duration::from_millis), "{robots:?}");
        }
    }

    #[test]
    fn a_line_of_two_byte_letters_beyond_the_parsers_limit_does_no_harm() {
        let long = format!("User-agent: *\nDisallow: /{}\nDisallow: /b\n", "đ".repeat(40_000));
        check(&long, "/a", true);
        check(&long, "/b", false);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn no_text_makes_it_panic(text in "(User-agent: [*b]|Disallow: /|Allow: [%*$]|Crawl-delay: |%|é|\u{feff}|[ \n\r:#]|.){0,60}") {
            let rules = Rules::of_text(&text);
            let _ = rules.check(&Url::parse("https://moh.example/bridge?url=/a;b#c").unwrap());
            let _ = rules.crawl_delay();
        }
    }
}
