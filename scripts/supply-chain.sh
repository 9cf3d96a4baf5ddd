#!/usr/bin/env bash
# What etcdlint is made of:
#
#   scripts/supply-chain.sh check      licences and sources of all dependencies, and what deny.toml bans
#   scripts/supply-chain.sh advisories known vulnerabilities; fetches RustSec's database
#   scripts/supply-chain.sh reproduce  builds the policy twice, in two folders, and compares the modules
#   scripts/supply-chain.sh sbom DIR   writes a CycloneDX list of what the command line is made of
set -euo pipefail
cd "$(dirname "$0")/.."

# Each has a Cargo.lock of its own.
manifests=(Cargo.toml web-playground/bindgen/Cargo.toml)

deny() {
  local tools manifest
  tools=$(scripts/tools.sh)
  for manifest in "${manifests[@]}"; do
    "$tools/cargo-deny" --manifest-path "$manifest" --locked "$@"
  done
}

# The hash of a policy that is built from the last commit in a folder of its own.
hash_of_build() {
  git clone --quiet . "$1"
  (unset CARGO_TARGET_DIR && cd "$1" && scripts/policy.sh >/dev/null && sha256sum <target/policy/policy.wasm)
}

reproduce() {
  local first second
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  first=$(hash_of_build "$work/one")
  second=$(hash_of_build "$work/another/with-a-longer-name")
  echo "$first"
  [ "$first" = "$second" ] || {
    echo "a second build gave ${second% *}" >&2
    return 1
  }
}

# It writes beside the manifest of each package of the workspace; the one of the command line is kept.
sbom() {
  cargo cyclonedx --version >/dev/null 2>&1 || cargo install --quiet --locked cargo-cyclonedx@0.5.9
  cargo cyclonedx --quiet --spec-version 1.5 --format json --override-filename sbom --no-build-deps
  mkdir -p "$1"
  mv sbom.json "$1/etcdlint.cdx.json"
  find . -name sbom.json -not -path './target/*' -delete
}

case "${1:-}" in
  # One configuration serves all: not everything in it is met in each. What is banned is what must not get into
  # what is shipped: a test may well speak TLS.
  check)
    deny check --allow license-not-encountered licenses sources
    deny --exclude-dev check --allow unused-wrapper bans
    ;;
  advisories) deny check advisories ;;
  reproduce) reproduce ;;
  sbom) sbom "$2" ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
