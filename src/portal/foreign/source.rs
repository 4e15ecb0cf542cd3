//! Program source, style sheets, and data written like it.

use super::sample::{Sample, begins_with_any, name_and_value, without_comments};

/// Characters that programs have many of and prose has few of.
const SYMBOLS: &str = "{}[]<>=\\|$@^`";
/// Share of symbols among the characters that aren't blank, in percent, that no prose has.
const SYMBOLS_PERCENT: usize = 5;

/// How lines of programs begin, in any language.
const BEGINNINGS: [&str; 62] = [
    "#include",
    "#define",
    "#if",
    "#endif",
    "#!",
    "//",
    "/*",
    "*/",
    "<!--",
    "@import",
    "import ",
    "def ",
    "class ",
    "function ",
    "function(",
    "async ",
    "await ",
    "var ",
    "let ",
    "const ",
    "package ",
    "using ",
    "namespace ",
    "pub ",
    "fn ",
    "impl ",
    "struct ",
    "enum ",
    "trait ",
    "public ",
    "private ",
    "protected ",
    "static ",
    "void ",
    "return ",
    "return;",
    "if (",
    "if [",
    "if not ",
    "} else",
    "else:",
    "elif ",
    "elsif ",
    "for (",
    "while (",
    "switch (",
    "case ",
    "try:",
    "try {",
    "except ",
    "raise ",
    "throw ",
    "echo ",
    "export ",
    "require(",
    "require ",
    "local ",
    "my $",
    "sub ",
    "set -",
    "@media",
    "assert ",
];
/// What lines of programs contain, in any language.
const PARTS: [&str; 18] =
    ["();", "()", "=>", "::", "==", "!=", "&&", "||", "+=", "</", "/>", "${", "%s", "\\n", "){", ") {", " := ", " = "];

/// Whether a line looks like one of a program.
fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    line.ends_with(['{', '}', '\\'])
        || [");", "};", "})", "),", "],", "},"].iter().any(|end| line.ends_with(end))
        || BEGINNINGS.iter().any(|beginning| line.starts_with(beginning))
        || PARTS.iter().any(|part| line.contains(part))
        || (line.starts_with("from ") && line.contains(" import "))
}

/// Whether a line is a comment in some language.
fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["//", "#", ";", "%", "dnl ", "REM ", "rem "].iter().any(|mark| line.starts_with(mark))
}

pub(super) fn is_program_source(sample: &Sample<'_>) -> bool {
    let in_block = |line: &str| line.trim_start().starts_with('*');
    begins_with_any(sample.first(), &["#!", "<?", "%!PS", "#define ", "#include "])
        || sample.mostly(25, 2, is_code)
        || sample.mostly(30, 3, is_comment)
        || (sample.text.starts_with("/*")
            && sample.mostly(30, 2, |line| in_block(line) || is_comment(line) || is_code(line)))
        || has_many_symbols(sample.text)
}

fn has_many_symbols(text: &str) -> bool {
    let (all, symbols) = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .fold((0, 0), |(all, symbols), c| (all + 1, symbols + usize::from(SYMBOLS.contains(c))));
    symbols >= 3 && symbols * 100 >= all * SYMBOLS_PERCENT
}

pub(super) fn is_style_sheet(sample: &Sample<'_>) -> bool {
    let text = without_comments(sample.text);
    let text = text.trim_start();
    if begins_with_any(text, &["@charset", "@media", "@font-face", "@import url", "@keyframes"]) {
        return true;
    }
    let mut rules = text.split('{');
    let selector = rules.next().unwrap_or_default();
    let is_selector = !selector.is_empty() && selector.len() < 2000 && selector.is_ascii();
    let Some(block) = rules.next() else { return false };
    let declarations = block.split('}').next().unwrap_or_default();
    let mut declarations = declarations.split(';').filter(|part| !part.trim().is_empty()).peekable();
    is_selector
        && declarations.peek().is_some()
        && declarations
            .all(|part| name_and_value(part.trim_start_matches(['-', '*', '\n', ' ', '\t', '\r']), &[':']).is_some())
}

/// Objects and lists of JavaScript, Python or faulty JSON.
pub(super) fn is_json_like(sample: &Sample<'_>) -> bool {
    let text = without_comments(sample.text);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let first = lines.next().unwrap_or_default();
    let begins = first == "{"
        || first == "["
        || ["{\"", "{'", "[{", "[\"", "['", "{ \"", "{ '"].iter().any(|b| first.starts_with(b));
    begins && (text.contains(':') || text.contains(','))
}
