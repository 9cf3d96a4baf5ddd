#!/usr/bin/env bash
# Gets the binary of a release, checks where it comes from, and puts it onto the PATH of the next steps.
# The environment is that of a composite action, with ETCDLINT_VERSION and GH_TOKEN. ETCDLINT_RELEASES is
# another place to get releases from.
set -euo pipefail
action=$(cd "$(dirname "$0")/../.." && pwd)
repository=etcdlint/etcdlint
releases=${ETCDLINT_RELEASES:-https://github.com/$repository/releases/download}

fail() {
  echo "::error title=etcdlint::$1" >&2
  exit 1
}

version_of_action() {
  sed -n 's/^version = "\(.*\)"/\1/p' "$action/Cargo.toml" | head -1
}

target_of_runner() {
  case $RUNNER_OS/$RUNNER_ARCH in
    Linux/X64) echo x86_64-unknown-linux-musl ;;
    Linux/ARM64) echo aarch64-unknown-linux-musl ;;
    macOS/X64) echo x86_64-apple-darwin ;;
    macOS/ARM64) echo aarch64-apple-darwin ;;
    # Windows runs these on ARM64, too.
    Windows/X64 | Windows/ARM64) echo x86_64-pc-windows-msvc ;;
    *) fail "there is no binary of etcdlint for $RUNNER_OS on $RUNNER_ARCH" ;;
  esac
}

download() {
  curl --fail --silent --show-error --location --retry 3 --proto '=https,file' --output "$2" "$1" ||
    fail "cannot get $1"
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum --algorithm 256 "$1"; fi | cut -d ' ' -f 1
}

check_origin() {
  if command -v gh >/dev/null; then
    gh attestation verify "$1" --repo $repository --source-ref "refs/tags/v$version" \
      --signer-workflow $repository/.github/workflows/release.yml ||
      fail "$1 was not made by the release workflow of $repository"
  else
    echo "::warning title=etcdlint::there is no gh here: the checksum was verified, the attestation was not"
  fi
}

version=${ETCDLINT_VERSION:-$(version_of_action)}
version=${version#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([-+.][0-9A-Za-z.-]+)?$ ]] || fail "this is no version: $version"
target=$(target_of_runner)
case $target in
  *-windows-*) archive=etcdlint-$target.zip ;;
  *) archive=etcdlint-$target.tar.gz ;;
esac

folder=$RUNNER_TEMP/etcdlint-$version
mkdir -p "$folder"
cd "$folder"
download "$releases/v$version/$archive" "$archive"
download "$releases/v$version/$archive.sha256" "$archive.sha256"
[ "$(cut -d ' ' -f 1 "$archive.sha256")" = "$(sha256 "$archive")" ] ||
  fail "$archive does not have the checksum of its release"
check_origin "$archive"
case $archive in
  *.zip) unzip -q -o "$archive" ;;
  *) tar -xzf "$archive" ;;
esac
echo "$folder/etcdlint-$target" >>"$GITHUB_PATH"
"$folder/etcdlint-$target/etcdlint" --version
