//! How deep the module's stack gets on input that is nested as deep as it may be.
//!
//! There are two stacks: what has an address lies in the module's own memory, from 1 MiB downwards to 0, and a
//! memory begins with zeros, so what was written shows. The rest is on the host's, of which wasmtime gives half a MiB.

use serde_json::{Value, json};
use wasmtime_provider::wasmtime::{Caller, Config, Engine, Extern, Linker, Module, Store};

use super::host::module;
use super::requests::{create, etcd_pod, secret, update};

/// The module's own stack, which its linker makes.
const OWN: usize = 1 << 20;

/// Half of what wasmtime allows unless it is told otherwise, as policy-server does not.
const HALF_OF_HOST: usize = 256 << 10;

/// What a call is given, and what it answers.
#[derive(Default)]
struct Call {
    payload: Vec<u8>,
    answer: Vec<u8>,
}

/// The policy, in an engine with half of the host's stack.
fn policy() -> Module {
    let engine = Engine::new(Config::new().max_wasm_stack(HALF_OF_HOST)).expect("an engine");
    Module::from_file(&engine, module("policy/policy.wasm")).expect("run scripts/policy.sh")
}

/// Runs a request; returns how many bytes of its own stack the module used.
fn used_by(policy: &Module, object: &Value, stored: &Value, settings: &Value) -> usize {
    let request = if stored.is_null() { create(object) } else { update(object, stored) };
    let payload = json!({ "request": request, "settings": settings }).to_string().into_bytes();
    let mut store = Store::new(policy.engine(), Call { payload, ..Call::default() });
    let length = i32::try_from(store.data().payload.len()).expect("a length of 32 bits");

    let mut linker = Linker::new(policy.engine());
    linker.func_wrap("wapc", "__guest_request", give_request).expect("a function of the host");
    linker.func_wrap("wapc", "__guest_response", take_answer).expect("a function of the host");
    // The clock stands at 0, and what is printed is lost.
    linker.define_unknown_imports_as_default_values(&mut store, policy).expect("other functions");

    let instance = linker.instantiate(&mut store, policy).expect("an instance");
    let init = instance.get_typed_func::<(), ()>(&mut store, "wapc_init").expect("an export");
    init.call(&mut store, ()).expect("it begins");
    let call = instance.get_typed_func::<(i32, i32), i32>(&mut store, "__guest_call").expect("an export");
    let is_answered = call.call(&mut store, ("validate".len() as i32, length)).expect("it comes to an end");
    assert_eq!(is_answered, 1);
    let answer: Value = serde_json::from_slice(&store.data().answer).expect("an answer in JSON");
    assert!(answer["accepted"].is_boolean(), "{answer}");

    let memory = instance.get_memory(&mut store, "memory").expect("a memory");
    let untouched = memory.data(&store)[..OWN].iter().take_while(|byte| **byte == 0).count();
    OWN - untouched
}

fn give_request(mut caller: Caller<'_, Call>, operation: i32, payload: i32) {
    let Some(Extern::Memory(memory)) = caller.get_export("memory") else { panic!("no memory") };
    let (bytes, call) = memory.data_and_store_mut(&mut caller);
    for (at, what) in [(operation, b"validate".as_slice()), (payload, call.payload.as_slice())] {
        bytes[at as usize..][..what.len()].copy_from_slice(what);
    }
}

fn take_answer(mut caller: Caller<'_, Call>, at: i32, length: i32) {
    let Some(Extern::Memory(memory)) = caller.get_export("memory") else { panic!("no memory") };
    let (bytes, call) = memory.data_and_store_mut(&mut caller);
    call.answer = bytes[at as usize..][..length as usize].to_vec();
}

/// Lists in lists.
fn nested(depth: usize) -> Value {
    (0..depth).fold(json!("deepest"), |value, _| json!([value]))
}

fn with_field(mut object: Value, value: Value) -> Value {
    object["x"] = value;
    object
}

/// An EncryptionConfiguration with a list in it that is nested as deep as YAML may be.
fn deep_configuration() -> String {
    let (open, close) = ("[".repeat(60), "]".repeat(60));
    format!(
        "kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nresources: {open}{close}\n"
    )
}

/// The same in cloud-configs, one in the other, as many as are looked into.
fn deep_carriers() -> String {
    (0..3).fold(deep_configuration(), |text, _| {
        let lines: String = text.lines().map(|line| format!("    {line}\n")).collect();
        format!("#cloud-config\nwrite_files:\n- path: /encryption.yaml\n  content: |\n{lines}")
    })
}

#[test]
fn the_deepest_input_leaves_half_of_both_stacks() {
    let script = |script: &str| etcd_pod(&["sh", "-c", script]);
    let in_config_map = |text: &str| json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a" }, "data": { "enc.yaml": text } });
    let wrapped = (0..8).fold("etcd".to_owned(), |script, _| format!("sh -c {}", json!(script)));
    let query = |path: &str| json!({ "customChecks": [{ "id": "MINE", "path": path, "absent": true, "message": "x" }] });
    let plain = etcd_pod(&["etcd", "--name=a"]);
    let deep = with_field(plain.clone(), nested(120));
    let group = format!("{}a{}", "(?:".repeat(150), ")".repeat(150));
    let pattern =
        json!({ "customChecks": [{ "id": "MINE", "path": "$..*", "matches": group, "message": "x" }] });
    let rows: [(&str, &Value, &Value, &Value); 10] = [
        ("a plain pod", &plain, &Value::Null, &json!({})),
        ("JSON as deep as it is read", &deep, &deep, &json!({})),
        ("JSON that is too deep", &with_field(plain.clone(), nested(1000)), &Value::Null, &json!({})),
        ("YAML as deep as it is read", &in_config_map(&deep_configuration()), &Value::Null, &json!({})),
        ("carriers in carriers", &in_config_map(&deep_carriers()), &Value::Null, &json!({})),
        ("scripts in scripts", &script(&wrapped), &Value::Null, &json!({})),
        ("brackets of a shell", &script(&"$(".repeat(20_000)), &Value::Null, &json!({})),
        ("a query over deep JSON", &deep, &Value::Null, &query("$..*")),
        ("a nested query", &plain, &Value::Null, &query("$[?((((((@.a && (@.b))))))]")),
        ("a nested pattern", &secret(json!({ "a": "YQ==" })), &Value::Null, &pattern),
    ];
    let policy = policy();
    for (what, object, stored, settings) in rows {
        let used = used_by(&policy, object, stored, settings);
        println!("{what}: {used} bytes");
        assert!(used <= OWN / 2, "{what} uses {used} bytes of the module's stack");
    }
}
