//! JSONPath queries of custom checks and exemptions, and patterns.

use etcdlint_core::settings::Options;
use serde_json::json;

use crate::leaks::Secrets;
use crate::report::{self, Outcome};

/// A manifest for a query to find its way in.
const POD: &str = include_str!("../../../tests/corpus/course/etcd.yaml");

/// Uses a text as query of a check and of an exemption, and as pattern.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let secrets = Secrets::of_input(text);
    let every = json!({ "id": "MINE", "path": text, "absent": true, "message": "not here" });
    let exempt = json!({ "rules": ["ETCD101"], "objects": text, "reason": "a query" });
    let pattern = json!({ "id": "MINE", "path": "$..*", "matches": text, "message": "another" });
    for settings in [
        json!({ "customChecks": [every] }),
        json!({ "exemptions": [exempt] }),
        json!({ "customChecks": [pattern] }),
    ] {
        let options: Options = serde_json::from_value(settings).expect("settings of the right shape");
        match options.compile() {
            Ok(settings) => {
                Outcome::of(report::text("etcd.yaml", POD, settings), Some(POD), &secrets);
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                secrets.assert_untold(&error.to_string());
            }
        }
    }
}
