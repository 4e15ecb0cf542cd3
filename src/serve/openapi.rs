//! The description of the API: what can be asked, and the schemas of what `byt schema` prints.

use serde_json::Value;

use super::answers::{Commands, Refusal, document};

/// The description without the schemas of the commands' output.
const DOCUMENT: &str = include_str!("openapi.json");
/// Where the commands' schemas and this document keep what they refer to.
const FROM: &str = "#/$defs/";
const TO: &str = "#/components/schemas/";

/// Returns the description, for a server whose pages are below `base`.
pub(super) fn description(commands: &dyn Commands, base: &str) -> Result<Value, Refusal> {
    let mut description: Value =
        serde_json::from_str(DOCUMENT).expect("the embedded document is JSON, which a test checks");
    let (mut schema, _) = document::<Value>(commands, &["schema"])?;
    let mut definitions = schema["$defs"].take();
    refer_to_components(&mut definitions);
    if let (Some(own), Value::Object(definitions)) = (description["components"]["schemas"].as_object_mut(), definitions)
    {
        own.extend(definitions);
    }
    description["servers"][0]["url"] = format!("{base}/").into();
    description["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    Ok(description)
}

/// Lets references lead to where the definitions are now.
fn refer_to_components(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(target) if key == "$ref" => *target = target.replacen(FROM, TO, 1),
                    other => refer_to_components(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(refer_to_components),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_to_the_components() {
        let mut schema =
            serde_json::json!({ "a": [{ "$ref": "#/$defs/id" }], "$ref": "#/$defs/b", "title": "#/$defs/c" });
        refer_to_components(&mut schema);
        let expected = serde_json::json!({ "a": [{ "$ref": "#/components/schemas/id" }], "$ref": "#/components/schemas/b",
            "title": "#/$defs/c" });
        assert_eq!(schema, expected);
        assert!(serde_json::from_str::<Value>(DOCUMENT).unwrap()["components"]["schemas"].is_object());
    }
}
