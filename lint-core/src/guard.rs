//! A mistake of etcdlint's own costs what it was made in, and not the run.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What some work comes to; nothing if it panics.
///
/// What the work was changing stays as far as it came, so it must be whole after each step. In WebAssembly a panic
/// ends the instance instead.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_more_than_a_missing_result() {
        assert_eq!(guarded(|| 1), Some(1));
        assert_eq!(guarded(|| -> i32 { panic!("of a test") }), None);
    }
}
