//! Files and patterns as Google's parser reads them, and random patterns against a second matcher.

use std::time::Duration;

use proptest::prelude::*;
use url::Url;

use super::Rules;

/// Checks whether a file allows our product each of these paths.
#[track_caller]
fn check(robots: impl AsRef<[u8]>, allowed: &[&str], forbidden: &[&str]) {
    let robots = robots.as_ref();
    let rules = Rules::of_bytes(robots);
    for (paths, expected) in [(allowed, true), (forbidden, false)] {
        for path in paths {
            let url = Url::parse(&format!("https://moh.example{path}")).unwrap();
            assert_eq!(rules.check(&url).is_ok(), expected, "{:?} {path}", String::from_utf8_lossy(robots));
        }
    }
}

/// Checks a file that begins with a line for everyone.
#[track_caller]
fn check_rules(rules: &str, allowed: &[&str], forbidden: &[&str]) {
    check(format!("User-agent: *\n{rules}"), allowed, forbidden);
}

const LIST: &str = "/bridge?url=/portal/api/lay_bai_viet";

#[test]
fn files_without_rules_allow_everything() {
    for robots in ["", "\n\n", "User-agent: *", "Disallow: /", "Chào: /\nmọi: /", "# User-agent: *\n# Disallow: /"] {
        check(robots, &["/", "/a", LIST], &[]);
    }
    check("<!DOCTYPE html><html><body>Không tìm thấy trang: /</body></html>", &["/a"], &[]);
    check("\0\u{1}\u{2}: /\nUser-agent: *\nDisallow: /b", &["/a"], &["/b"]);
}

#[test]
fn lines_are_read_as_sites_write_them() {
    for rules in [
        "Disallow: /tin",
        "disallow:/tin",
        "DISALLOW :  /tin  ",
        "\tDisallow:\t/tin # bí mật",
        "Disallow /tin",
        "Disallow\t \t/tin",
        "Dissallow: /tin",
        "Dissalow: /tin",
        "Disalow: /tin",
        "Diasllow: /tin",
        "Disallaw: /tin",
        "Disallowed: /tin",
    ] {
        check_rules(rules, &["/", "/ti"], &["/tin", "/tin/1", "/tin?x"]);
    }
    for rules in ["Disallow /tin tức", "Disallow", ": /tin", "Dis allow: /tin", "No-disallow: /tin", "#Disallow: /tin"]
    {
        check_rules(rules, &["/tin"], &[]);
    }
    for agent in ["User-agent: *", "USER-AGENT:*", "useragent: *", "User agent: *", "User-agent *", "User-agent: * mọi"]
    {
        check(format!("{agent}\nDisallow: /tin"), &["/"], &["/tin"]);
    }
}

#[test]
fn line_ends_and_byte_order_marks() {
    for end in ["\n", "\r\n", "\r", "\n\r", "\r\r\n"] {
        let robots = ["User-agent: byt", "", "Allow: /x/", "Disallow: /", ""].join(end);
        check(&robots, &["/x/y"], &["/a"]);
        check(robots.trim_end(), &["/x/y"], &["/a"]);
    }
    let robots = b"User-agent: *\nDisallow: /";
    for mark in [&b"\xef\xbb\xbf"[..], b"\xef\xbb", b"\xef"] {
        check([mark, robots].concat(), &[], &["/a"]);
    }
    // These aren't marks, so they belong to the name of the first line.
    for mark in [&b"\xef\x11\xbf"[..], b"x\xef\xbb\xbf"] {
        check([mark, robots].concat(), &["/a"], &[]);
    }
}

#[test]
fn the_group_that_names_us_counts_alone() {
    let both = "User-agent: *\nDisallow: /a\n\nUser-agent: byt\nDisallow: /b\n";
    check(both, &["/a"], &["/b"]);
    check("User-agent: byt\nDisallow: /b\nUser-agent: *\nDisallow: /a", &["/a"], &["/b"]);
    check("User-agent: *\nDisallow: /\n\nUser-agent: byt\nAllow: /", &["/a"], &[]);
    check("User-agent: *\nDisallow: /\n\nUser-agent: byt\nDisallow:", &["/a"], &[]);
    check("User-agent: other\nDisallow: /", &["/a"], &[]);
    for ours in ["BYT", "byt/2.0", "Byt bot", "byt*", "byt;x"] {
        check(format!("User-agent: {ours}\nDisallow: /a\n\nUser-agent: *\nAllow: /"), &["/b"], &["/a"]);
    }
    for other in ["bytes", "by", "a byt", "byt-news", "*byt", "**", "byt_1"] {
        check(format!("User-agent: {other}\nDisallow: /"), &["/a"], &[]);
    }
}

#[test]
fn only_a_rule_ends_a_group() {
    let between =
        ["Sitemap: https://moh.example/s.xml", "Crawl-delay: 0", "Host: moh.example", "Lạ: x", "", "# ghi chú"];
    for line in between {
        check(format!("User-agent: *\n{line}\nUser-agent: other\nDisallow: /a"), &["/b"], &["/a"]);
        check(format!("User-agent: other\n{line}\nUser-agent: byt\nDisallow: /a"), &["/b"], &["/a"]);
        check(format!("User-agent: byt\n{line}\nDisallow: /a\n{line}\nDisallow: /b"), &["/c"], &["/a", "/b"]);
    }
    for rule in ["Allow: /x", "Disallow: /x", "Disallow:"] {
        check(format!("User-agent: *\n{rule}\nUser-agent: other\nDisallow: /a"), &["/a"], &[]);
    }
    // All groups that name a crawler are one.
    let scattered = "Allow: /d\nUser-agent: byt\nDisallow: /a\nUser-agent: other\nDisallow: /b\nUser-agent: byt\nDisallow: /c\n\n\nDisallow: /d";
    check(scattered, &["/b"], &["/a", "/c", "/d"]);
}

#[test]
fn the_longest_pattern_decides_and_allow_at_equal_length() {
    for (one, other) in [("Disallow: /x/trang.html", "Allow: /x/"), ("Allow: /y", "Disallow: /y/z")] {
        for rules in [format!("{one}\n{other}"), format!("{other}\n{one}")] {
            let (allowed, forbidden) =
                if one.starts_with('D') { (["/x/", "/x/y"], "/x/trang.html") } else { (["/y", "/yz"], "/y/z/1") };
            check_rules(&rules, &allowed, &[forbidden]);
        }
    }
    for path in ["", "/", "/tin", "/*.html", "/tin$", "/*in"] {
        check_rules(&format!("Disallow: {path}\nAllow: {path}"), &["/", "/tin", "/tin.html"], &[]);
        check_rules(&format!("Allow: {path}\nDisallow: {path}"), &["/", "/tin", "/tin.html"], &[]);
    }
    check_rules("Allow: /trang\nDisallow: /*.html", &["/trang"], &["/trang.html"]);
    check_rules("Allow: /x/trang.\nDisallow: /*.html", &["/x/trang.html"], &["/x/y.html"]);
    check_rules("Allow: /$\nDisallow: /", &["/"], &["/trang", "/?a"]);
    check_rules("Disallow: /\nAllow: /bridge", &[LIST], &["/c"]);
}

#[test]
fn wildcards_and_the_end_of_a_path() {
    check_rules("Disallow: /*lay_bai", &["/lay", "/layChiTiet"], &[LIST, "/lay_bai", "/a/b?c=lay_bai_viet&d"]);
    check_rules("Disallow: /\nAllow: /*lay", &[LIST, "/lay"], &["/", "/la/y"]);
    check_rules("Disallow: *lay", &["/la"], &["/lay", LIST]);
    check_rules("Disallow: /tin*", &["/Tin", "/x/tin"], &["/tin", "/tin/1", "/tin.html?id=1"]);
    check_rules("Disallow: /tin/", &["/tin", "/tin.html"], &["/tin/", "/tin/?a", "/tin/1"]);
    check_rules("Disallow: /*.aspx", &["/aspx", "/a?aspx", "/a.ASPX"], &["/a.aspx", "/b/c.aspx?x", "//a.aspx5"]);
    check_rules("Disallow: /*.aspx$", &["/a.aspx?x", "/a.aspx/", "/a.aspx5"], &["/a.aspx", "/b.aspx/c.aspx"]);
    check_rules("Disallow: /tin*.aspx", &["/Tin.aspx", "/tin.asp"], &["/tin.aspx", "/tin-y-te/a.aspx?b"]);
    check_rules("Disallow: /a*b*c$", &["/abcd", "/acb", "/ab"], &["/abc", "/axbxcxc", "/a/b/c/bc"]);
    check_rules("Disallow: /a$b", &["/a", "/ab"], &["/a$b", "/a$bc"]);
    check_rules("Disallow: /a$$", &["/a", "/a$b"], &["/a$"]);
    check_rules("Disallow: /**a", &["/b"], &["/a", "/ba"]);
    check_rules("Disallow: $", &["/", "/a"], &[]);
    check_rules("Disallow: *$", &[], &["/", "/a"]);
    check_rules("Disallow: /aa*aa$", &["/aaa"], &["/aaaa", "/aaaaa"]);
    check_rules("Disallow: tin", &["/tin", "/"], &[]);
    check_rules("Disallow: /*?*url=", &["/bridge", "/url="], &[LIST, "/x?a&url=b"]);
    check_rules("Disallow: /*;jsessionid", &["/a"], &["/a;jsessionid=1", "/?a;jsessionid=1"]);
}

#[test]
fn paths_are_compared_as_they_are_requested() {
    check_rules("Disallow: /x", &["/X"], &["/x"]);
    check_rules("Disallow: /tin-tức", &["/tin-tuc"], &["/tin-tức", "/tin-t%E1%BB%A9c", "/tin-t%e1%bb%a9c/1"]);
    check_rules("Disallow: /tin-t%e1%BB%a9c", &[], &["/tin-tức", "/tin-t%E1%BB%A9c"]);
    check("User-agent: *\nDisallow: /t\u{ea}n".replace('ê', "\u{fffd}"), &["/t%EAn"], &[]);
    check(b"User-agent: *\nDisallow: /t\xean", &[], &["/t%EAn", "/t%ean"]);
    check_rules("Disallow: /a%2fb", &["/a/b"], &["/a%2Fb", "/a%2fb"]);
    // What was encoded without need is another path, as for Google.
    check_rules("Disallow: /%74in", &["/tin"], &["/%74in"]);
    check_rules("Disallow: /a?b=c&d=http://e.vn?f", &["/a?b=c"], &["/a?b=c&d=http://e.vn?f&g"]);
    check_rules("Disallow: /a?q='x'", &["/a"], &["/a?q='x'", "/a?q=%27x%27"]);
    check_rules("Disallow: /a|{b}", &["/a"], &["/a|{b}"]);
    check_rules("Disallow: /%zz", &["/"], &["/%zz"]);
    check_rules("Disallow: /a#b", &["/b"], &["/a", "/a#c"]);
}

#[test]
fn allowing_the_index_file_allows_its_folder() {
    check_rules("Allow: /x/index.html\nDisallow: /", &["/x/", "/x/index.html"], &["/x/index.htm", "/x/y", "/x", "/"]);
    check_rules("Allow: /x/index.htm\nDisallow: /", &["/x/", "/x/index.htm", "/x/index.html"], &["/x/y"]);
    check_rules("Disallow: /x/index.html", &["/x/", "/x"], &["/x/index.html"]);
}

#[test]
fn the_end_of_a_very_long_line_does_not_count() {
    let long = format!("/{}", "a".repeat(20_000));
    check_rules(&format!("Disallow: {long}\nDisallow: /b"), &["/a", "/c"], &[&long, &long[..17_000], "/b"]);
    let long = format!("User-agent: *\nDisallow: /{}\nDisallow: /b\n", "đ".repeat(40_000));
    check(&long, &["/a"], &["/b"]);
}

#[test]
fn the_size_limit_cuts_no_rule() {
    for end in ["\n", "\r"] {
        let head = format!("User-agent: *{end}Disallow: /b{end}");
        let padding = "#".repeat(super::ROBOTS_BYTES_MAX - head.len() - "_Disallow: /".len());
        check(format!("{head}{padding}{end}Disallow: /khong-co"), &["/a", "/khong"], &["/b"]);
    }
}

#[test]
fn crawl_delay_comes_from_our_group_or_from_everyones() {
    for (robots, expected) in [
        ("User-agent: *\nCrawl-delay: 2", Some(2000)),
        ("User-agent: *\nCrawl-delay: 0.5\nDisallow: /x", Some(500)),
        ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: byt\nCrawl-delay: 3", Some(3000)),
        ("User-agent: *\nCrawl-delay: 9\nDisallow: /x\n\nUser-agent: byt\nDisallow:", None),
        // No rule separates the two, so they are one group.
        ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: byt\nDisallow:", Some(9000)),
        ("User-agent: x\nUser-agent: byt\nCrawl-delay: 3", Some(3000)),
        ("User-agent: byt\nCrawl-delay: 3\nCrawl-delay: 5\nCrawl-delay: 4", Some(5000)),
        ("User-agent: x\nCrawl-delay: 3\nDisallow:\nUser-agent: byt", None),
        ("User-agent: x\nCrawl-delay: 3", None),
        ("User-agent: *\nCrawl-delay: -3", None),
        ("User-agent: *\nCrawl-delay: NaN", None),
        ("User-agent: *\nCrawl-delay: 1e300", None),
        ("Crawl-delay: 3", None),
    ] {
        assert_eq!(Rules::of_bytes(robots.as_bytes()).crawl_delay(), expected.map(Duration::from_millis), "{robots:?}");
    }
}

/// Another implementation, as plain as possible, to compare with. It knows only well-formed lines.
mod oracle {
    /// Tries every length for each `*`.
    fn matches(pattern: &[u8], path: &[u8]) -> bool {
        match pattern {
            [] => true,
            [b'$'] => path.is_empty(),
            [b'*', pattern @ ..] => (0..=path.len()).any(|length| matches(pattern, &path[length..])),
            [byte, pattern @ ..] => path.first() == Some(byte) && matches(pattern, &path[1..]),
        }
    }

    type Group<'a> = (Vec<&'a str>, Vec<(bool, &'a str)>);

    pub(super) fn allows(robots: &str, path: &str) -> bool {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for line in robots.lines() {
            let Some((name, value)) = line.split_once(": ") else { continue };
            match name {
                "User-agent" if groups.last().is_some_and(|(_, rules)| rules.is_empty()) => {
                    groups.last_mut().unwrap().0.push(value);
                }
                "User-agent" => groups.push((vec![value], Vec::new())),
                "Allow" | "Disallow" => {
                    if let Some((_, rules)) = groups.last_mut() {
                        rules.push((name == "Allow", value));
                    }
                }
                _ => {}
            }
        }
        let is_named = groups.iter().any(|(agents, _)| agents.contains(&"byt"));
        let agent = if is_named { "byt" } else { "*" };
        let ours = groups.iter().filter(|(agents, _)| agents.contains(&agent)).flat_map(|(_, rules)| rules);
        let longest = |wanted: bool| {
            let matching = ours
                .clone()
                .filter(|(is_allowed, pattern)| *is_allowed == wanted && matches(pattern.as_bytes(), path.as_bytes()));
            matching.map(|(_, pattern)| pattern.len()).max().unwrap_or(0)
        };
        longest(true) >= longest(false)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn random_files_with_wildcards_agree_with_a_plain_matcher(
        lines in prop::collection::vec(
            prop_oneof![
                2 => "User-agent: (byt|other|\\*)",
                6 => "(Allow|Disallow): /?[ab/*]{0,5}[ab?=$*/]{0,4}",
                1 => "(Sitemap|Crawl-delay|Host|Noindex): /?[ab*]{0,4}",
            ],
            0..10,
        ),
        paths in prop::collection::vec("/[ab/]{0,6}([?][ab=/$]{0,5})?", 1..8),
    ) {
        let robots = format!("User-agent: *\n{}", lines.join("\n"));
        let rules = Rules::of_bytes(robots.as_bytes());
        for path in paths {
            let url = Url::parse(&format!("https://moh.example{path}")).unwrap();
            prop_assert_eq!(rules.check(&url).is_ok(), oracle::allows(&robots, &path), "{:?} {}", robots, path);
        }
    }

    #[test]
    fn no_text_causes_a_panic(
        text in "(User-agent: [*b]|Disallow: /|Allow: [%*$]|Crawl-delay: |%|é|\u{feff}|[ \n\r:#]|.){0,60}",
    ) {
        let rules = Rules::of_bytes(text.as_bytes());
        let forbids = rules.check(&Url::parse("https://moh.example/bridge?url=/a;b#c").unwrap()).is_err();
        prop_assert!(!forbids || text.to_ascii_lowercase().contains("dis"), "only a Disallow forbids");
        prop_assert!(rules.crawl_delay().is_none_or(|delay| delay >= Duration::ZERO));
    }
}
