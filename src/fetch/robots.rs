//! robots.txt by RFC 9309, parsed as Google's parser does.

use std::time::Duration;

use robotstxt::{DefaultMatcher, RobotsParseHandler};
use url::Url;

use super::failure::RobotsRefusal;
use super::{Cause, Fetched, PRODUCT};

/// The rest of the file is ignored (the RFC demands at least 500 KiB).
const ROBOTS_BYTES_MAX: usize = 500 * 1024;
/// Longer lines are skipped: no rule is that long, and the parser would cut them inside a character.
const LINE_BYTES_MAX: usize = 8 * 1024;

/// A host's rules for crawlers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rules {
    /// The text of robots.txt; empty if the host has none.
    Text(String),
    /// It could not be fetched, for this reason, which counts as a refusal.
    Unknown(String),
}

impl Rules {
    pub(super) fn of_answer(fetched: &Fetched) -> Rules {
        let body = fetched.body();
        let read = body.get(..ROBOTS_BYTES_MAX).map_or(body, |start| {
            // Cut at a line end: half a rule may forbid more than the whole one ("/" instead of "/x").
            &start[..start.iter().rposition(|b| *b == b'\n').unwrap_or(0)]
        });
        Rules::of_text(&String::from_utf8_lossy(read))
    }

    fn of_text(text: &str) -> Rules {
        let text = text.trim_start_matches('\u{feff}');
        let lines = text.split(['\n', '\r']).filter(|line| line.len() <= LINE_BYTES_MAX);
        Rules::Text(lines.fold(String::new(), |all, line| all + line + "\n"))
    }

    /// No rules: everything is allowed.
    pub(super) fn unavailable() -> Rules {
        Rules::Text(String::new())
    }

    /// 4xx means that there are no rules; after any other failure they are unknown.
    pub(super) fn of_failure(cause: &Cause) -> Rules {
        match cause {
            // 429 is temporary: the rules weren't seen.
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

    /// The Crawl-delay of our group, or of everyone's if none names us.
    pub(super) fn crawl_delay(&self) -> Option<Duration> {
        let Rules::Text(text) = self else { return None };
        let mut delays = Delays::default();
        robotstxt::parse_robotstxt(text, &mut delays);
        if delays.named_us { delays.ours } else { delays.everyones }
    }
}

/// Reads `Crawl-delay` lines, which the parser passes on as unknown directives without their group.
#[derive(Default)]
struct Delays {
    ours: Option<Duration>,
    everyones: Option<Duration>,
    named_us: bool,
    in_ours: bool,
    in_everyones: bool,
    /// Whether the group has a rule already, so that the next User-agent line begins another group.
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
        // Ignore values that aren't a number of seconds.
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
    fn crawl_delay_comes_from_our_group_or_from_everyones() {
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
    fn long_lines_of_two_byte_characters_do_not_panic() {
        let long = format!("User-agent: *\nDisallow: /{}\nDisallow: /b\n", "đ".repeat(40_000));
        check(&long, "/a", true);
        check(&long, "/b", false);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn no_text_causes_a_panic(text in "(User-agent: [*b]|Disallow: /|Allow: [%*$]|Crawl-delay: |%|é|\u{feff}|[ \n\r:#]|.){0,60}") {
            let rules = Rules::of_text(&text);
            let _ = rules.check(&Url::parse("https://moh.example/bridge?url=/a;b#c").unwrap());
            let _ = rules.crawl_delay();
        }
    }
}
