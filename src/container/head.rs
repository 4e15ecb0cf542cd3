//! Header lines of WARC records, HTTP messages and MIME parts, read as far as they can be understood.
//!
//! A line that has no name, or an invalid one, is left out, and with it its continuation lines; it
//! never costs what surrounds it. A strict parser refuses the whole message instead.

/// Most header lines that are kept; those after them are ignored.
const LINES_MAX: usize = 4096;

/// Header lines in their order; names keep their case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head(Vec<(String, String)>);

impl Head {
    /// Reads header lines. A line that begins with a blank continues the one before it.
    pub(super) fn read(lines: &[u8]) -> Head {
        let mut fields: Vec<(String, String)> = Vec::new();
        // Whether a continuation line has a line to continue.
        let mut is_kept = false;
        for line in lines.split(|b| *b == b'\n') {
            let is_continued = line.starts_with(b" ") || line.starts_with(b"\t");
            match (is_continued, field(line)) {
                (true, _) if is_kept => {
                    if let Some((_, value)) = fields.last_mut() {
                        value.push(' ');
                        value.push_str(&String::from_utf8_lossy(line.trim_ascii()));
                    }
                }
                (false, Some(field)) if fields.len() < LINES_MAX => {
                    fields.push(field);
                    is_kept = true;
                }
                _ => is_kept = false,
            }
        }
        for (_, value) in &mut fields {
            value.truncate(value.trim_end().len());
        }
        Head(fields)
    }

    /// The values of all lines of a name, whatever its case.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str()).collect()
    }

    /// The first value of a name that isn't empty.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, value)| n.eq_ignore_ascii_case(name) && !value.is_empty()).map(|(_, v)| v.as_str())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n.eq_ignore_ascii_case(name))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_fields(self) -> Vec<(String, String)> {
        self.0
    }
}

fn field(line: &[u8]) -> Option<(String, String)> {
    let colon = line.iter().position(|b| *b == b':')?;
    let name = line[..colon].trim_ascii();
    let is_name = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    let value = String::from_utf8_lossy(line[colon + 1..].trim_ascii()).into_owned();
    is_name.then(|| (String::from_utf8_lossy(name).into_owned(), value))
}

/// Where a head ends in bytes that begin with it: the length of its lines, and where what follows the empty line
/// begins. `None` if there is no empty line.
pub(super) fn end(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut at = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        // Some writers end lines with two carriage returns.
        if line.strip_suffix(b"\n").is_some_and(|rest| rest.iter().all(|b| *b == b'\r')) {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// The value of a parameter, as `boundary` in `multipart/related; boundary="x"`, without its quotes.
pub(super) fn parameter<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = value;
    while let Some(at) = rest.find(';') {
        rest = rest[at + 1..].trim_start();
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (found, behind) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_at(after.find(';').unwrap_or(after.len())),
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(found.trim());
        }
        rest = behind;
    }
    None
}
