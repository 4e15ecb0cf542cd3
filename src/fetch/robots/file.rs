//! Parses robots.txt and decides whether a path may be requested (RFC 9309), with the tolerance of Google's parser:
//! frequent typos, missing colons, odd line ends and byte order marks.

use std::time::Duration;

use super::pattern;

/// Bytes of a line that count, as in Google's parser; no URL is that long.
const LINE_BYTES_MAX: usize = 16_663;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// How sites spell the names of lines. Each name also covers longer words that begin with it.
const USER_AGENT: &[&str] = &["user-agent", "useragent", "user agent"];
const ALLOW: &[&str] = &["allow"];
const DISALLOW: &[&str] = &["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"];
const CRAWL_DELAY: &[&str] = &["crawl-delay"];
/// A rule that allows this file allows its folder too.
const INDEX_FILE: &[u8] = b"/index.htm";

/// The part of a file that concerns one crawler.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::fetch) struct RobotsFile {
    rules: Vec<Rule>,
    pub(super) crawl_delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    is_allowed: bool,
    /// In canonical form.
    pattern: Vec<u8>,
}

/// What a file says to one group of crawlers.
#[derive(Default)]
struct RuleGroup {
    is_named: bool,
    /// Whether the lines being read are for it.
    is_addressed: bool,
    rules: Vec<Rule>,
    delay: Option<Duration>,
    /// A delay in the same group, above the line that names the crawler.
    delay_above: Option<Duration>,
}

enum Directive<'a> {
    UserAgent(&'a [u8]),
    Rule(Rule),
    CrawlDelay(Duration),
    Other,
}

impl RobotsFile {
    /// Reads the rules for the crawler `product`: those of all groups that name it, or of all groups for everyone if
    /// none names it.
    pub(super) fn read(bytes: &[u8], product: &str) -> RobotsFile {
        let [mut ours, mut everyones] = [RuleGroup::default(), RuleGroup::default()];
        // A group ends where a rule is followed by a User-agent line. Other lines end nothing.
        let mut has_rules = false;
        let mut group_delay: Option<Duration> = None;
        for line in lines(bytes) {
            match Directive::read(line) {
                Directive::UserAgent(agent) => {
                    if std::mem::take(&mut has_rules) {
                        (ours.is_addressed, everyones.is_addressed, group_delay) = (false, false, None);
                    }
                    if is_everyone(agent) {
                        everyones.address(group_delay);
                    } else if is_named(agent, product) {
                        ours.address(group_delay);
                    }
                }
                Directive::Rule(rule) => {
                    has_rules = true;
                    for record in [&mut ours, &mut everyones].into_iter().filter(|record| record.is_addressed) {
                        record.rules.push(rule.clone());
                    }
                }
                Directive::CrawlDelay(delay) => {
                    group_delay = group_delay.max(Some(delay));
                    for record in [&mut ours, &mut everyones].into_iter().filter(|record| record.is_addressed) {
                        record.delay = record.delay.max(Some(delay));
                    }
                }
                Directive::Other => {}
            }
        }
        let RuleGroup { rules, delay, delay_above, .. } = if ours.is_named { ours } else { everyones };
        RobotsFile { rules, crawl_delay: delay.or(delay_above) }
    }

    /// Whether a path, with its query, may be requested. The longest pattern that matches decides; of an Allow and a
    /// Disallow of the same length, the Allow.
    pub(super) fn allows(&self, path: &str) -> bool {
        let path = pattern::canonical(path.as_bytes());
        let matching = self.rules.iter().filter_map(|rule| Some((rule.length_matched(&path)?, rule.is_allowed)));
        matching.max().is_none_or(|(length, is_allowed)| is_allowed || length == 0)
    }
}

impl RuleGroup {
    fn address(&mut self, delay_above: Option<Duration>) {
        (self.is_named, self.is_addressed) = (true, true);
        self.delay_above = self.delay_above.max(delay_above);
    }
}

impl Rule {
    /// The length of the pattern, if it matches.
    fn length_matched(&self, path: &[u8]) -> Option<usize> {
        if pattern::matches(&self.pattern, path) {
            return Some(self.pattern.len());
        }
        let slash = self.pattern.iter().rposition(|b| *b == b'/').filter(|_| self.is_allowed)?;
        let (folder, file) = self.pattern.split_at(slash);
        let folder = [folder, b"/$"].concat();
        (file.starts_with(INDEX_FILE) && pattern::matches(&folder, path)).then_some(folder.len())
    }
}

impl Directive<'_> {
    fn read(line: &[u8]) -> Directive<'_> {
        let Some((name, value)) = split(line) else { return Directive::Other };
        let is = |names: &[&str]| {
            names.iter().any(|n| name.get(..n.len()).is_some_and(|start| start.eq_ignore_ascii_case(n.as_bytes())))
        };
        match () {
            () if is(USER_AGENT) => Directive::UserAgent(value),
            () if is(ALLOW) => Directive::Rule(Rule { is_allowed: true, pattern: pattern::canonical(value) }),
            () if is(DISALLOW) => Directive::Rule(Rule { is_allowed: false, pattern: pattern::canonical(value) }),
            () if is(CRAWL_DELAY) => seconds(value).map_or(Directive::Other, Directive::CrawlDelay),
            () => Directive::Other,
        }
    }
}

/// The lines of a file, whatever ends them, without a byte order mark or the beginning of one.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mark_bytes = bytes.iter().zip(BYTE_ORDER_MARK).take_while(|(a, b)| a == b).count();
    let lines = bytes[mark_bytes..].split(|b| matches!(b, b'\n' | b'\r'));
    lines.map(|line| &line[..line.len().min(LINE_BYTES_MAX)])
}

/// Name and value of a line without its comment. If the colon is missing, exactly two words count as name and value.
fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.split(|b| *b == b'#').next().unwrap_or_default().trim_ascii();
    let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
    let place = match memchr::memchr(b':', line) {
        Some(place) => place,
        None => line.iter().position(is_blank).filter(|place| !line[*place..].trim_ascii().iter().any(is_blank))?,
    };
    let (name, value) = (line[..place].trim_ascii(), line[place + 1..].trim_ascii());
    (!name.is_empty()).then_some((name, value))
}

fn is_everyone(agent: &[u8]) -> bool {
    matches!(agent, [b'*']) || matches!(agent, [b'*', next, ..] if next.is_ascii_whitespace())
}

/// Whether a User-agent line names the product, possibly with a version or other words.
fn is_named(agent: &[u8], product: &str) -> bool {
    let end = agent.iter().position(|b| !(b.is_ascii_alphabetic() || matches!(b, b'-' | b'_'))).unwrap_or(agent.len());
    agent[..end].eq_ignore_ascii_case(product.as_bytes())
}

/// A number of seconds; `None` if it isn't one.
fn seconds(value: &[u8]) -> Option<Duration> {
    let seconds: f64 = str::from_utf8(value).ok()?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}
