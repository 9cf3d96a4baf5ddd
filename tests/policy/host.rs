//! Runs modules as policy-server does: compiled once, and an instance of its own for each request.

use std::path::{Path, PathBuf};

use serde_json::Value;
use wapc::WapcHost;
use wasmtime_provider::{WasmtimeEngineProviderBuilder, WasmtimeEngineProviderPre};

/// A compiled policy.
pub(crate) struct Policy(WasmtimeEngineProviderPre);

/// The answer of a policy to a request, or to settings.
#[derive(Debug)]
pub(crate) struct Answer(pub(crate) Value);

impl Policy {
    /// The policy of this repository, as it was last built.
    pub(crate) fn etcdlint() -> Policy {
        Policy::load(&module("policy/policy.wasm"))
    }

    /// A policy from a module.
    pub(crate) fn load(path: &Path) -> Policy {
        let bytes = std::fs::read(path);
        let bytes = bytes.unwrap_or_else(|_| panic!("{} is missing: run scripts/policy.sh", path.display()));
        let builder = WasmtimeEngineProviderBuilder::new().module_bytes(&bytes);
        Policy(builder.build_pre().expect("wasmtime takes the module"))
    }

    /// An instance, as it is made for each request.
    pub(crate) fn instance(&self) -> WapcHost {
        let engine = self.0.rehydrate(None).expect("the module can be instantiated");
        let no_host_calls = |_: u64, _: &str, _: &str, operation: &str, _: &[u8]| {
            Err(format!("the policy called {operation} of the host").into())
        };
        WapcHost::new(Box::new(engine), Some(Box::new(no_host_calls))).expect("the instance can be started")
    }

    /// Calls a function of a new instance.
    pub(crate) fn call(&self, function: &str, payload: &[u8]) -> Vec<u8> {
        self.instance().call(function, payload).expect("the policy answers")
    }

    pub(crate) fn validate(&self, request: &Value, settings: &Value) -> Answer {
        let payload = serde_json::json!({ "request": request, "settings": settings });
        Answer::read(&self.call("validate", payload.to_string().as_bytes()))
    }

    pub(crate) fn validate_settings(&self, settings: &Value) -> Answer {
        Answer::read(&self.call("validate_settings", settings.to_string().as_bytes()))
    }
}

/// A file of the target folder.
pub(crate) fn module(path: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it lies in the target folder").join(path)
}

impl Answer {
    pub(crate) fn read(bytes: &[u8]) -> Answer {
        Answer(serde_json::from_slice(bytes).expect("the policy answers in JSON"))
    }

    pub(crate) fn accepted(&self) -> bool {
        self.0["accepted"].as_bool().expect("a verdict")
    }

    pub(crate) fn message(&self) -> &str {
        self.0["message"].as_str().unwrap_or_default()
    }

    pub(crate) fn warnings(&self) -> Vec<&str> {
        let warnings = self.0["warnings"].as_array();
        warnings.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The ids of the rules that found something of this severity, as the audit log has them.
    pub(crate) fn ids(&self, severity: &str) -> Vec<&str> {
        let ids = self.0["audit_annotations"][severity].as_str().unwrap_or_default();
        ids.split(',').filter(|id| !id.is_empty()).collect()
    }
}
