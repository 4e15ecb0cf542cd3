//! The parameters of an address, and the words of a command line that they mean.

use url::form_urlencoded;

/// Parameters of a question: a query and filters. They have the names of the options.
const QUESTION: [&str; 12] =
    ["q", "official", "mentions", "role", "as", "topic", "from", "to", "on", "section", "status", "strict"];
/// A parameter that every page has: the language, if it was chosen.
pub(super) const LANG: &str = "lang";
/// The query itself; every other name is that of an option.
const QUERY: &str = "q";
/// Options without a value.
const FLAGS: [&str; 2] = ["strict", "relax"];
/// Parameters and bytes that nobody needs more of.
const PARAMS_MAX: usize = 64;

/// Parameters in the order of the address. Those without a value are left out: a form sends all of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Params(Vec<(String, String)>);

/// A parameter that can't be used here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ParamError {
    Unknown(String),
    /// The name and the value.
    Invalid(String, String),
    TooMany,
}

impl Params {
    pub(super) fn parse(query: &str) -> Result<Params, ParamError> {
        let pairs =
            form_urlencoded::parse(query.as_bytes()).map(|(name, value)| (name.into_owned(), value.into_owned()));
        let pairs: Vec<_> = pairs.filter(|(_, value)| !value.trim().is_empty()).take(PARAMS_MAX + 1).collect();
        if pairs.len() > PARAMS_MAX { Err(ParamError::TooMany) } else { Ok(Params(pairs)) }
    }

    /// Parameters with these values.
    pub(super) fn of(pairs: &[(&str, &str)]) -> Params {
        Params(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// The first value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.each().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// All values of a parameter.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn each(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same with one value for a parameter.
    pub(super) fn with(&self, name: &str, value: &str) -> Params {
        let mut params = self.without(name);
        params.0.push((name.to_owned(), value.to_owned()));
        params
    }

    /// The same with one value more.
    pub(super) fn and(mut self, name: &str, value: &str) -> Params {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without a parameter.
    pub(super) fn without(&self, name: &str) -> Params {
        Params(self.0.iter().filter(|(own, _)| own != name).cloned().collect())
    }

    /// The same without one value of a parameter.
    pub(super) fn without_value(&self, name: &str, value: &str) -> Params {
        Params(self.0.iter().filter(|(own, its)| own != name || its != value).cloned().collect())
    }

    /// The parameters that belong to the question, without page, order and language.
    pub(super) fn question(&self) -> Params {
        Params(self.0.iter().filter(|(name, _)| QUESTION.contains(&name.as_str())).cloned().collect())
    }

    /// As they are written after the `?`; empty if there are none.
    pub(super) fn written(&self) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(&self.0);
        text.finish()
    }

    /// The language that was chosen.
    pub(super) fn language(&self) -> Option<&str> {
        self.get(LANG)
    }

    /// The number of a page, from 1.
    pub(super) fn page(&self) -> Result<usize, ParamError> {
        let Some(typed) = self.get("page") else { return Ok(1) };
        let number = typed.parse().ok().filter(|number| *number > 0);
        number.ok_or_else(|| ParamError::Invalid("page".to_owned(), typed.to_owned()))
    }

    /// The words of `command` with these parameters: `--topic=duoc`, and the query at the end. Fails if a parameter is
    /// neither part of a question nor in `more`.
    ///
    /// Only options that are listed here can be reached, so no address can make a command write a file.
    pub(super) fn words(&self, command: &[&str], more: &[&str]) -> Result<Vec<String>, ParamError> {
        let mut words: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
        for (name, value) in &self.0 {
            match name.as_str() {
                LANG | QUERY => {}
                flag if FLAGS.contains(&flag) => match value.as_str() {
                    "1" | "true" => words.push(format!("--{flag}")),
                    "0" | "false" => {}
                    _ => return Err(ParamError::Invalid(name.clone(), value.clone())),
                },
                option if QUESTION.contains(&option) || more.contains(&option) => {
                    words.push(format!("--{option}={value}"));
                }
                _ => return Err(ParamError::Unknown(name.clone())),
            }
        }
        let mut queries = self.all(QUERY);
        if let Some(query) = queries.next() {
            words.extend(["--".to_owned(), query.to_owned()]);
        }
        match queries.next() {
            Some(second) => Err(ParamError::Invalid(QUERY.to_owned(), second.to_owned())),
            None => Ok(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_words_of_a_command_line() {
        let check = |query: &str, expected: Result<&str, ParamError>| {
            let words = Params::parse(query).unwrap().words(&["search"], &["limit", "relax"]);
            assert_eq!(words.map(|words| words.join(" ")), expected.map(str::to_owned), "{query}");
        };
        check("", Ok("search"));
        check("q=bao+hiem&topic=duoc&topic=y-te&from=", Ok("search --topic=duoc --topic=y-te -- bao hiem"));
        check("q=--output%3Dx&limit=3", Ok("search --limit=3 -- --output=x"));
        check("official=-o+x&lang=en", Ok("search --official=-o x"));
        check("strict=1&relax=0", Ok("search --strict"));
        check("strict=yes", Err(ParamError::Invalid("strict".into(), "yes".into())));
        check("output=x", Err(ParamError::Unknown("output".into())));
        check("offset=3", Err(ParamError::Unknown("offset".into())));
        check("q=a&q=b", Err(ParamError::Invalid("q".into(), "b".into())));
    }

    #[test]
    fn pages_count_from_one() {
        for (query, expected) in
            [("", Some(1)), ("page=7", Some(7)), ("page=0", None), ("page=-1", None), ("page=x", None)]
        {
            assert_eq!(Params::parse(query).unwrap().page().ok(), expected, "{query}");
        }
        assert_eq!(Params::parse(&"q=a&".repeat(65)), Err(ParamError::TooMany));
    }
}
