//! Reads a request as Kubewarden's own template does, and accepts it; or only reads its JSON.

use kubewarden_policy_sdk::request::ValidationRequest;
use kubewarden_policy_sdk::wapc_guest::{CallResult, register_function};
use kubewarden_policy_sdk::{accept_request, protocol_version_guest};

#[derive(Debug, Default, serde::Deserialize, serde::Serialize)]
struct Settings {}

#[allow(unsafe_code, reason = "an exported name is how a waPC guest is entered")]
#[unsafe(no_mangle)]
pub extern "C" fn wapc_init() {
    register_function("validate", validate);
    register_function("parse", parse);
    register_function("protocol_version", protocol_version_guest);
}

fn validate(payload: &[u8]) -> CallResult {
    let _: ValidationRequest<Settings> = ValidationRequest::new(payload)?;
    accept_request()
}

/// What nobody who looks at a request can do without.
fn parse(payload: &[u8]) -> CallResult {
    let _: serde_json::Value = serde_json::from_slice(payload)?;
    Ok(Vec::new())
}
