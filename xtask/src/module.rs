//! The policy's module, with its metadata in it.

use std::path::Path;

use wasm_encoder::{CustomSection, Encode, Section};

use crate::Error;
use crate::metadata::Metadata;

/// The section in which policy-server and kwctl look for metadata.
const SECTION: &str = "io.kubewarden.metadata";

/// The version of the protocol that the module answers with when it is asked.
const PROTOCOL: &str = "v1";

/// Writes a copy of a module with metadata in it.
pub(crate) fn annotate(module: &Path, metadata: &Metadata, output: &Path) -> Result<(), Error> {
    let bytes = std::fs::read(module).map_err(Error::file(module))?;
    if !bytes.starts_with(b"\0asm") {
        return Err(Error::Module { path: module.to_owned(), reason: "this is no WebAssembly module" });
    }
    std::fs::write(output, annotated(bytes, metadata)).map_err(Error::file(output))
}

/// Custom sections may stand anywhere between the others, so also at the end.
fn annotated(mut module: Vec<u8>, metadata: &Metadata) -> Vec<u8> {
    let json = serde_json::to_vec(&metadata.with_protocol(PROTOCOL)).unwrap_or_default();
    let section = CustomSection { name: SECTION.into(), data: json.into() };
    module.push(section.id());
    section.encode(&mut module);
    module
}

#[cfg(test)]
mod tests {
    use wasmparser::{Parser, Payload};

    use super::*;

    #[test]
    fn a_module_keeps_its_sections_and_gets_the_metadata() {
        let mut module = wasm_encoder::Module::new();
        module.section(&CustomSection { name: "name".into(), data: (&b"kept"[..]).into() });
        let metadata = Metadata::read().unwrap();
        let annotated = annotated(module.finish(), &metadata);
        let sections: Vec<(String, Vec<u8>)> = Parser::new(0)
            .parse_all(&annotated)
            .filter_map(|payload| match payload.unwrap() {
                Payload::CustomSection(section) => Some((section.name().to_owned(), section.data().to_vec())),
                _ => None,
            })
            .collect();
        assert_eq!(sections.len(), 2);
        assert_eq!(sections[0], ("name".to_owned(), b"kept".to_vec()));
        assert_eq!(sections[1].0, SECTION);
        let read: serde_json::Value = serde_json::from_slice(&sections[1].1).unwrap();
        assert_eq!(read["protocolVersion"], "v1");
        assert_eq!(read["executionMode"], "kubewarden-wapc");
        assert_eq!(read["rules"][0]["resources"][0], "pods");
        assert_eq!(read["annotations"]["io.kubewarden.policy.title"], "etcdlint");
    }
}
