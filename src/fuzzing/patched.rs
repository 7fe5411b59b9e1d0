//! A JSON text with some of its values changed: a fuzzer that only changes bytes rarely gets a large structure past its
//! parser.

use serde_json::Value;

/// Changes leaves of a JSON text, as the bytes say: pieces between NUL bytes, each two bytes of which leaf, one of
/// what it becomes, and a text.
pub(super) fn patched(base: &Value, bytes: &[u8]) -> Value {
    let mut changed = base.clone();
    let mut count = 0;
    visit(&mut changed, &mut |_| count += 1);
    for piece in bytes.split(|byte| *byte == 0).take(64) {
        let [low, high, kind, text @ ..] = piece else {
            continue;
        };
        let wanted = usize::from(u16::from_le_bytes([*low, *high])) % count;
        let text = String::from_utf8_lossy(text);
        let new = match kind % 8 {
            0 => Value::Null,
            1 => Value::Bool(!text.is_empty()),
            2 => serde_json::from_str(&text).unwrap_or(Value::Null),
            _ => Value::String(text.into_owned()),
        };
        let mut at = 0;
        visit(&mut changed, &mut |leaf| {
            if at == wanted {
                *leaf = new.clone();
            }
            at += 1;
        });
        // A leaf may have become an array with several, or none.
        count = 0;
        visit(&mut changed, &mut |_| count += 1);
        if count == 0 {
            break;
        }
    }
    changed
}

fn visit(value: &mut Value, act: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| visit(item, act)),
        Value::Object(fields) => fields.values_mut().for_each(|field| visit(field, act)),
        leaf => act(leaf),
    }
}
