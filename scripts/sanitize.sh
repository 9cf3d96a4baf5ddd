#!/usr/bin/env bash
# Looks for what only unsafe code can do wrong:
#
#   scripts/sanitize.sh miri       the reader of YAML events, interpreted, which takes minutes
#   scripts/sanitize.sh address    the tests of the reader, compiled with AddressSanitizer
#
# Both need a nightly toolchain; Miri also its component of the same name.
set -euo pipefail
cd "$(dirname "$0")/.."
host=$(rustc -vV | sed -n 's/^host: //p')
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}/sanitize

case "${1:-}" in
  miri) cargo +nightly miri test --locked --package etcdlint-core --lib source::event ;;
  address)
    RUSTFLAGS=-Zsanitizer=address cargo +nightly test --locked --package etcdlint-core --target "$host" --lib source::
    ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
