//! Attributes of the elements of a picture.

/// The value of an attribute.
pub(super) enum Value<'a> {
    /// A coordinate or a length.
    Pixels(f64),
    /// A word of SVG itself, or text.
    Word(&'a str),
    Text(String),
}

impl From<f64> for Value<'_> {
    fn from(pixels: f64) -> Self {
        Value::Pixels(pixels)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(word: &'a str) -> Self {
        Value::Word(word)
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

/// Attributes of an element.
pub(super) type Attributes<'a> = Vec<(&'a str, Value<'a>)>;
