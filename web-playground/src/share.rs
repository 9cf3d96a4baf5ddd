//! Files as they may be shared.

use etcdlint_core::shareable::shareable;
use serde::Serialize;

use crate::utf16::Utf16;
use crate::{Error, File};

/// A file with placeholders for its secrets.
#[derive(Serialize)]
pub(crate) struct Shared {
    name: String,
    text: String,
    /// Where the placeholders are, in UTF-16 units.
    placeholders: Vec<[usize; 2]>,
}

pub(crate) fn answer(request: &str) -> Result<Vec<Shared>, Error> {
    let files: Vec<File> = serde_json::from_str(request).map_err(|_| Error::BadRequest)?;
    Ok(files.into_iter().map(shared).collect())
}

fn shared(file: File) -> Shared {
    let shared = shareable(&file.name, &file.text);
    let places = Utf16::of(&shared.text);
    let placeholders = shared.placeholders.iter().map(|bytes| {
        let range = places.range(bytes);
        [range.start, range.end]
    });
    Shared { name: file.name, placeholders: placeholders.collect(), text: shared.text }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[test]
    fn the_key_is_a_placeholder_and_the_rest_is_there() {
        let request = json!([{"name": "a.yaml", "text": "é: 1\nsecret: hunter2\n"}]).to_string();
        let answer: Value = serde_json::from_str(&crate::share(&request)).unwrap();
        assert_eq!(
            answer["ok"],
            json!([{"name": "a.yaml", "text": "é: 1\nsecret: xxxxxxx\n", "placeholders": [[13, 20]]}])
        );
    }
}
