//! The inputs that were kept, and the seeds of the fuzzers, through what the fuzzers check.

use std::fs;
use std::path::Path;

use etcdlint_invariants::TARGETS;

#[test]
fn kept_inputs_keep_their_promises() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    for (name, check) in TARGETS {
        let mut paths: Vec<_> = fs::read_dir(corpora.join(name))
            .expect("a corpus")
            .map(|entry| entry.expect("a file").path())
            .collect();
        paths.sort();
        assert!(!paths.is_empty(), "{name} has no corpus");
        for path in paths {
            let bytes = fs::read(&path).expect("an input");
            let result = std::panic::catch_unwind(|| check(&bytes));
            assert!(result.is_ok(), "{} breaks a promise", path.display());
        }
    }
}
