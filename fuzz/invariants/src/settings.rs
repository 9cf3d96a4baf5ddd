//! Settings in YAML, as the command line takes them, and in JSON, as the policy does.

use etcdlint_core::settings::Options;

use crate::leaks::Secrets;
use crate::report::{self, Outcome};

/// A manifest in which much is wrong.
const POD: &str = include_str!("../../../tests/corpus/course/etcd.yaml");

/// Reads settings; those that can be used are used. What is wrong with others is said without their values.
pub fn check(data: &[u8]) {
    let secrets = Secrets::of_input(&String::from_utf8_lossy(data));
    let answer = etcdlint_policy::validate_settings(data).expect("the policy answers");
    secrets.assert_untold(&String::from_utf8_lossy(&answer));
    let answer: serde_json::Value = serde_json::from_slice(&answer).expect("an answer is JSON");
    let is_valid = answer["valid"].as_bool().expect("an answer is a verdict");
    assert_eq!(is_valid, answer["message"].is_null(), "a problem without a word");
    let Ok(options) = str::from_utf8(data).map(serde_yaml::from_str::<Options>) else { return };
    let Ok(settings) = options.map(|options| options.compile()) else { return };
    match settings {
        Ok(settings) => {
            // The messages of one's own checks are said as they are.
            Outcome::of(report::text("etcd.yaml", POD, settings), Some(POD), &Secrets::none());
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            secrets.assert_untold(&error.to_string());
        }
    }
}
