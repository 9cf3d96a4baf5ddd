//! etcdlint as a Kubewarden policy: an admission request in, a verdict out.
//!
//! [`request`] reads what policy-server sends, [`mod@review`] lints the object in it, [`response`] says the
//! verdict within the limits of the API server. Every rule is in `etcdlint-core`; this crate has none.
//!
//! Payloads are read here and not by the SDK, whose errors repeat the whole payload: with a Secret in the
//! request its values would end up in policy-server's log.
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(clippy::expect_used, clippy::panic, clippy::todo, clippy::unreachable, clippy::unwrap_used)
)]

pub mod request;
pub mod response;
pub mod review;

use std::time::{SystemTime, UNIX_EPOCH};

use etcdlint_core::message::show_words;
use etcdlint_core::settings::Options;
use kubewarden_policy_sdk::protocol_version_guest;
use kubewarden_policy_sdk::settings::SettingsValidationResponse;
use kubewarden_policy_sdk::wapc_guest::{CallResult, register_function};
use serde_json::value::RawValue;

use request::Payload;
use review::{Verdict, review};

/// Registers the functions that policy-server calls. waPC looks for it by its name.
#[allow(unsafe_code, reason = "an exported name is how a waPC guest is entered")]
#[unsafe(no_mangle)]
pub extern "C" fn wapc_init() {
    // The usual text of a panic may hold what was being looked at; a place in the source cannot.
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => eprintln!("etcdlint: internal error at {}:{}", place.file(), place.line()),
        None => eprintln!("etcdlint: internal error"),
    }));
    register_function("validate", validate);
    register_function("validate_settings", validate_settings);
    register_function("protocol_version", protocol_version_guest);
}

/// Judges an admission request.
///
/// # Errors
/// Never: whatever is wrong with a payload is an answer. Of an error policy-server would tell its log alone.
pub fn validate(payload: &[u8]) -> CallResult {
    // serde_json does not look at the bytes of a text that nobody asks for.
    let payload = str::from_utf8(payload).ok().and_then(|text| serde_json::from_str(text).ok());
    let verdict = match payload {
        Some(Payload { request, settings }) => match options(settings) {
            Ok(options) => review(&request, &options, now()),
            Err(_) => Verdict::refused("the settings of the policy cannot be used; it was not checked"),
        },
        None => Verdict::refused("the request cannot be read; it was not checked"),
    };
    Ok(serde_json::to_vec(&response::of(&verdict))?)
}

/// Judges the settings of the policy, once, when policy-server starts.
///
/// # Errors
/// Never; see [`validate`].
pub fn validate_settings(payload: &[u8]) -> CallResult {
    let settings = serde_json::from_slice::<&RawValue>(payload);
    let problem = match settings.map_err(|_| "the settings are not JSON".to_owned()) {
        Ok(settings) => options(Some(settings)).and_then(|options| match options.compile() {
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        }),
        Err(problem) => Err(problem),
    };
    let response = SettingsValidationResponse { valid: problem.is_ok(), message: problem.err() };
    Ok(serde_json::to_vec(&response)?)
}

/// The options that settings spell out; without any, the defaults. serde repeats what it cannot use, which may be
/// a key that somebody pasted, and policy-server writes what is said of settings into its log.
fn options(settings: Option<&RawValue>) -> Result<Options, String> {
    match settings.map(RawValue::get) {
        None | Some("null" | "{}") => Ok(Options::default()),
        // serde would read a list as the values of the keys in their order.
        Some(text) if !text.starts_with('{') => Err("the settings are not an object".to_owned()),
        Some(text) => serde_json::from_str(text).map_err(|error| show_words(&error.to_string()).to_string()),
    }
}

/// Seconds since 1970 by the host's clock, which certificates are judged by.
fn now() -> Option<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}
