//! etcdlint for the page: JSON in, JSON out.
//!
//! Strings cross the border rather than objects: that is smaller, and no slower. An answer that
//! cannot be given is `{"error": CODE}` without any text of the input. A panic is a trap, which the
//! worker that runs this module turns into a code of its own.

mod lint;
mod overview;
mod share;
mod utf16;

use etcdlint_core::rule::Listed;
use etcdlint_core::rules::all;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

/// A file of the editor.
#[derive(serde::Deserialize)]
struct File {
    name: String,
    text: String,
    /// The version before it, which is there to be compared with.
    previous: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Error {
    /// The question is not one of this module's.
    BadRequest,
}

/// Lints files and says what they are. The request is a `lint::Request`.
#[wasm_bindgen]
pub fn lint(request: &str) -> String {
    answer(lint::answer(request))
}

/// Replaces secrets in files by placeholders. The request is a list of files.
#[wasm_bindgen]
pub fn share(request: &str) -> String {
    answer(share::answer(request))
}

/// Lists all rules. Their pages are no part of this module: the page brings them when one is looked at.
#[wasm_bindgen]
pub fn rules() -> String {
    answer(Ok(all().map(Listed::from).collect::<Vec<_>>()))
}

fn answer(result: Result<impl Serialize, Error>) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Answer<T> {
        Ok(T),
        Error(Error),
    }
    let answer = match result {
        Ok(value) => Answer::Ok(value),
        Err(error) => Answer::Error(error),
    };
    serde_json::to_string(&answer).unwrap_or_default()
}
