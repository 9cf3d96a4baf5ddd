#!/usr/bin/env bash
# Builds etcd and etcdctl of a release from Go's module proxy, and says in which folder they are: etcd-release.sh 3.6.6
set -euo pipefail
cd "$(dirname "$0")/.."
version=$1
folder=$PWD/${CARGO_TARGET_DIR:-target}/etcd/$version

# Go decides by the version of itself that a module names how TLS behaves, so that is the one of the release.
build() {
  local program=$1 module=go.etcd.io/etcd/$2
  [ ! -x "$folder/$program" ] || return 0
  mkdir -p "$folder/source/$program"
  cd "$folder/source/$program"
  [ -e go.mod ] || go mod init "$program"
  go get "$module@v$version"
  go mod edit -go="$(go list -m -f '{{.GoVersion}}' "$module")"
  go build -o "$folder/$program" "$module"
}

(
  build etcd server/v3
  build etcdctl etcdctl/v3
) >&2
echo "$folder"
