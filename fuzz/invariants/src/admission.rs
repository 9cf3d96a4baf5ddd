//! Payloads of the policy, and its answers.

use serde::de::IgnoredAny;
use serde_json::Value;

use crate::report::CANARY;

/// What the API server takes.
const LONGEST_MESSAGE: usize = 1500;
const LONGEST_WARNING: usize = 120;
const MOST_WARNINGS: usize = 20;

/// Answers a payload of `validate`: always, within the limits of the API server, and without a key.
pub fn check(data: &[u8]) {
    let answer = etcdlint_policy::validate(data).expect("the policy answers");
    let answer = String::from_utf8(answer).expect("an answer is text");
    assert!(!answer.contains(CANARY), "a key in an answer");
    let answer: Value = serde_json::from_str(&answer).expect("an answer is JSON");
    let accepted = answer["accepted"].as_bool().expect("an answer is a verdict");
    let message = answer["message"].as_str().unwrap_or_default();
    assert!(accepted == message.is_empty() && message.len() <= LONGEST_MESSAGE);
    let warnings: Vec<&str> =
        answer["warnings"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(warnings.len() <= MOST_WARNINGS);
    for warning in warnings {
        assert!(
            warning.len() <= LONGEST_WARNING && warning.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        );
    }
    let is_read = str::from_utf8(data).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
    assert!(is_read || !accepted, "what cannot be read is let through");
}
