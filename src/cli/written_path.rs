//! Paths as people write them in settings. `~` and variables mean what they mean in a shell. What a shell
//! would treat in another way is rejected, because it would create a folder named `~` or `$DATA`.

use std::path::{Path, PathBuf};

use super::errors::Failure;

/// What a path may refer to.
pub(crate) struct Surroundings<'a> {
    /// The user's home; `None` if it isn't known.
    home: Option<&'a str>,
    /// The value of a variable; `None` if it isn't set.
    variable: &'a dyn Fn(&str) -> Option<String>,
}

/// Expands a path of the configuration file. Fails with what is wrong with it, as in "names the variable X,
/// which isn't set".
pub(crate) fn expanded(text: &str) -> Result<String, String> {
    let home = std::env::home_dir().and_then(|home| home.into_os_string().into_string().ok());
    let variable = |name: &str| std::env::var(name).ok();
    Surroundings { home: home.as_deref(), variable: &variable }.expand(text)
}

/// Expands a `~` at the beginning of an option's path, which shells leave as it is in `--corpus=~/news`.
pub(crate) fn of_option(path: &Path) -> Result<PathBuf, Failure> {
    if !path.to_string_lossy().starts_with('~') {
        return Ok(path.to_owned());
    }
    let own = || Failure::usage(format!("“{}” can't be used as a path", path.display())).hint("write ./~ for a file");
    let mut parts = path.components();
    let is_home = parts.next().is_some_and(|first| first.as_os_str() == "~");
    let home = std::env::home_dir().filter(|home| is_home && !home.as_os_str().is_empty()).ok_or_else(own)?;
    Ok(home.join(parts.as_path()))
}

impl Surroundings<'_> {
    fn expand(&self, text: &str) -> Result<String, String> {
        if text.is_empty() {
            return Err("is empty".to_owned());
        }
        if let Some(name) = windows_variable(text) {
            return Err(format!("contains %{name}%; write ${{{name}}}"));
        }
        let (start, rest) = self.home(text)?;
        Ok(start.to_owned() + &self.with_variables(rest)?)
    }

    /// The home if the path begins with it, and the rest of the path.
    fn home<'a>(&'a self, text: &'a str) -> Result<(&'a str, &'a str), String> {
        let Some(rest) = text.strip_prefix('~') else { return Ok(("", text)) };
        if !rest.is_empty() && !rest.starts_with(std::path::is_separator) {
            return Err("begins with the home of another user; write the whole path".to_owned());
        }
        match self.home.filter(|home| !home.is_empty()) {
            Some(home) => Ok((home, rest)),
            None => Err("begins with ~, and the home of this user isn't known".to_owned()),
        }
    }

    /// The text with the values of `$NAME` and `${NAME}`, and with `$` for `$$`.
    fn with_variables(&self, text: &str) -> Result<String, String> {
        let Some((before, after)) = text.split_once('$') else { return Ok(text.to_owned()) };
        if let Some(rest) = after.strip_prefix('$') {
            return Ok(format!("{before}${}", self.with_variables(rest)?));
        }
        let (name, rest) = match after.strip_prefix('{') {
            Some(inside) => inside.split_once('}').unwrap_or_default(),
            None => after.split_at(after.find(|c| !is_of_name(c)).unwrap_or(after.len())),
        };
        if !name.starts_with(|c: char| is_of_name(c) && !c.is_ascii_digit()) || !name.chars().all(is_of_name) {
            return Err("contains a $ that isn't followed by the name of a variable; write $$ for the sign".to_owned());
        }
        match (self.variable)(name).filter(|value| !value.is_empty()) {
            Some(value) => Ok(format!("{before}{value}{}", self.with_variables(rest)?)),
            None => Err(format!("names the variable {name}, which isn't set; write $$ for the sign itself")),
        }
    }
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The name in `%NAME%`, which only Windows shells replace.
fn windows_variable(text: &str) -> Option<&str> {
    let is_name = |name: &&str| {
        name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
    };
    text.split('%').skip(1).step_by(2).find(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: [(&str, &str); 4] = [("DATA", "/srv/data"), ("SUB", "x/y"), ("EMPTY", ""), ("DOLLAR", "a$DATA")];

    fn expand(text: &str, home: Option<&str>) -> Result<String, String> {
        let variable = |name: &str| SET.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Surroundings { home, variable: &variable }.expand(text)
    }

    #[test]
    fn homes_and_variables_are_those_of_a_shell() {
        for (written, meant) in [
            ("corpus", "corpus"),
            ("~", "/home/an"),
            ("~/news/corpus", "/home/an/news/corpus"),
            ("a/~/b", "a/~/b"),
            ("./~", "./~"),
            ("a~", "a~"),
            ("$DATA", "/srv/data"),
            ("$DATA/corpus", "/srv/data/corpus"),
            ("${DATA}2/${SUB}", "/srv/data2/x/y"),
            ("~/$SUB", "/home/an/x/y"),
            ("a$$b", "a$b"),
            ("$$DATA", "$DATA"),
            ("$DOLLAR", "a$DATA"),
            ("100%", "100%"),
            ("50%-60%", "50%-60%"),
            ("tin tức", "tin tức"),
        ] {
            assert_eq!(expand(written, Some("/home/an")).as_deref(), Ok(meant), "{written}");
        }
    }

    #[test]
    fn what_would_become_a_strange_folder_is_rejected() {
        for (written, part) in [
            ("", "is empty"),
            ("~lan/corpus", "another user"),
            ("~~", "another user"),
            ("$NOBODY/corpus", "variable NOBODY, which isn't set"),
            ("$DATA2", "variable DATA2,"),
            ("${EMPTY}/corpus", "variable EMPTY, which isn't set"),
            ("$", "isn't followed by the name"),
            ("a/$/b", "isn't followed by the name"),
            ("$(pwd)/corpus", "isn't followed by the name"),
            ("${DATA/corpus", "isn't followed by the name"),
            ("${}", "isn't followed by the name"),
            ("${DATA:-x}", "isn't followed by the name"),
            ("$1", "isn't followed by the name"),
            ("$ĐATA", "isn't followed by the name"),
            ("%USERPROFILE%/corpus", "write ${USERPROFILE}"),
        ] {
            let why = expand(written, Some("/home/an")).expect_err(written);
            assert!(why.contains(part), "{written}: {why}");
        }
        for home in [None, Some("")] {
            assert!(expand("~/corpus", home).is_err());
            assert_eq!(expand("corpus", home).as_deref(), Ok("corpus"));
        }
    }
}
