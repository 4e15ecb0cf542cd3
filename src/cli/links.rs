//! Links to articles in text for people: on the title if the terminal supports that (OSC 8), or written out.

/// How a result links to its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkStyle {
    None,
    /// A click on the title opens the address.
    Behind,
    /// The address has a line of its own.
    Printed,
}

/// Begins a link; the address and [`LINK_END`] follow.
const LINK_BEGIN: &str = "\u{1b}]8;;";
const LINK_END: &str = "\u{1b}\\";

impl LinkStyle {
    /// The style for an output: printed if `wanted`, otherwise on the title if it is a terminal that supports it.
    pub(crate) fn of(wanted: bool, is_terminal: bool) -> LinkStyle {
        let variable = |name: &str| std::env::var(name).ok();
        if wanted {
            LinkStyle::Printed
        } else if is_terminal && is_supported(&variable) {
            LinkStyle::Behind
        } else {
            LinkStyle::None
        }
    }
}

/// A text that links to an address, which is none that could end the sequence early.
pub(crate) fn linked(text: &str, address: &str) -> String {
    if !is_plain_address(address) {
        return text.to_owned();
    }
    format!("{LINK_BEGIN}{address}{LINK_END}{text}{LINK_BEGIN}{LINK_END}")
}

/// The length in bytes of the beginning or end of a link at the start of a text; 0 if there is none.
pub(crate) fn link_bytes(text: &str) -> usize {
    let Some((address, _)) = text.strip_prefix(LINK_BEGIN).and_then(|rest| rest.split_once(LINK_END)) else { return 0 };
    let is_ours = address.is_empty() || is_plain_address(address);
    if is_ours { LINK_BEGIN.len() + address.len() + LINK_END.len() } else { 0 }
}

fn is_plain_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme)) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// Whether a terminal is known to support links. Others may show the sequence as text.
fn is_supported(variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    let text = |name| variable(name).unwrap_or_default();
    if let Some(forced) = variable("FORCE_HYPERLINK") {
        return forced != "0" && !forced.is_empty();
    }
    let (term, program) = (text("TERM"), text("TERM_PROGRAM"));
    if term == "dumb" || is_set("NO_COLOR") {
        return false;
    }
    match program.as_str() {
        // tmux passes links on from version 3.4 on.
        "tmux" => version(&text("TERM_PROGRAM_VERSION")) >= (3, 4),
        "iTerm.app" | "WezTerm" | "vscode" | "ghostty" | "Hyper" | "rio" | "Tabby" => true,
        _ => {
            let names = ["kitty", "alacritty", "foot", "ghostty", "wezterm"];
            names.iter().any(|name| term.contains(name))
                || is_set("WT_SESSION")
                || is_set("KONSOLE_VERSION")
                // GNOME's terminals: 0.50 is 5000.
                || text("VTE_VERSION").parse().is_ok_and(|version: u32| version >= 5000)
        }
    }
}

/// The first two numbers of a version such as `3.4a`; zeros where there are none.
fn version(text: &str) -> (u32, u32) {
    let mut numbers = text.split('.').map(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        part[..digits].parse().unwrap_or(0)
    });
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_terminals_that_are_known_get_links() {
        let check = |set: &[(&str, &str)], expected: bool| {
            let variable = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, v)| (*v).to_owned());
            assert_eq!(is_supported(&variable), expected, "{set:?}");
        };
        check(&[], false);
        check(&[("TERM", "xterm-256color")], false);
        check(&[("TERM", "linux")], false);
        check(&[("TERM", "xterm-kitty")], true);
        check(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")], true);
        check(&[("TERM", "xterm-256color"), ("VTE_VERSION", "4600")], false);
        check(&[("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.4")], true);
        check(&[("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.3a")], false);
        check(&[("TERM_PROGRAM", "Apple_Terminal")], false);
        check(&[("TERM", "dumb"), ("VTE_VERSION", "7600")], false);
        check(&[("TERM", "xterm-kitty"), ("FORCE_HYPERLINK", "0")], false);
        check(&[("FORCE_HYPERLINK", "1")], true);
    }

    #[test]
    fn an_address_cannot_end_the_sequence() {
        let address = "https://moh.gov.vn/bai-viet?aid=1";
        let text = linked("Tin", address);
        assert_eq!(text, format!("\u{1b}]8;;{address}\u{1b}\\Tin\u{1b}]8;;\u{1b}\\"));
        assert_eq!(link_bytes(&text), LINK_BEGIN.len() + address.len() + LINK_END.len());
        for odd in ["https://a\u{1b}\\b", "https://a b", "javascript:alert(1)", "file:///etc/passwd", "", "https://ế"]
        {
            assert_eq!(linked("Tin", odd), "Tin", "{odd:?}");
        }
        for text in
            ["\u{1b}]8;;javascript:x\u{1b}\\", "\u{1b}]8;;https://a\u{7}", "\u{1b}]0;x\u{1b}\\", "\u{1b}]8;;", "a"]
        {
            assert_eq!(link_bytes(text), 0, "{text:?}");
        }
    }
}
