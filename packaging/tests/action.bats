#!/usr/bin/env bats
# The scripts of the action, with a release in a folder and a `gh` that says what the test wants.

load common

setup_file() {
  releases=$BATS_FILE_TMPDIR/releases/v$(version)
  "$repository/scripts/archive.sh" "$ETCDLINT_BINARY" x86_64-unknown-linux-musl "$releases"
  cd "$releases"
  sha256sum ./*.tar.gz | sed 's, \./, ,' >etcdlint-x86_64-unknown-linux-musl.tar.gz.sha256
}

setup() {
  cd "$BATS_TEST_TMPDIR"
  cp -r "$BATS_FILE_TMPDIR/releases" .
  export RUNNER_OS=Linux RUNNER_ARCH=X64 RUNNER_TEMP=$PWD/runner GITHUB_PATH=$PWD/path
  export ETCDLINT_RELEASES=file://$PWD/releases ETCDLINT_VERSION=
  mkdir bin
  PATH=$PWD/bin:$PATH
  gh_answers 0
}

# A `gh` that notes what it was asked, and ends with this code.
gh_answers() {
  printf '#!/bin/sh\necho "$@" >"%s/asked"\nexit %s\n' "$PWD" "$1" >bin/gh
  chmod +x bin/gh
}

install() {
  "$repository/packaging/action/install.sh"
}

lint() {
  PATH=$(dirname "$ETCDLINT_BINARY"):$PATH
  ETCDLINT_PATHS=${ETCDLINT_PATHS-.} ETCDLINT_FAIL_ON=${ETCDLINT_FAIL_ON-error} \
    ETCDLINT_FORMAT=${ETCDLINT_FORMAT-github} ETCDLINT_SARIF_FILE=${ETCDLINT_SARIF_FILE-} \
    ETCDLINT_ARGUMENTS=${ETCDLINT_ARGUMENTS-} "$repository/packaging/action/lint.sh"
}

@test "it installs the version of the action, and asks where the binary comes from" {
  run -0 install
  [ "$output" = "etcdlint $(version)" ]
  run -0 "$(cat path)/etcdlint" --version
  run -0 cat asked
  [[ $output == "attestation verify etcdlint-x86_64-unknown-linux-musl.tar.gz --repo etcdlint/etcdlint "* ]]
  [[ $output == *" --source-ref refs/tags/v$(version) "* ]]
}

@test "a binary from elsewhere is not installed" {
  gh_answers 1
  run -1 install
  [[ $output == "::error title=etcdlint::"*"was not made by the release workflow"* ]]
  [ ! -e path ]
}

@test "an archive with another checksum is not installed" {
  echo more >>"releases/v$(version)/etcdlint-x86_64-unknown-linux-musl.tar.gz"
  run -1 install
  [[ $output == *"does not have the checksum of its release" ]]
  [ ! -e path ] && [ ! -e asked ]
}

@test "versions and machines without a binary are refused" {
  ETCDLINT_VERSION=9.9.9 run -1 install
  [[ $output == *"cannot get "*/v9.9.9/* ]]
  ETCDLINT_VERSION=../../evil run -1 install
  [[ $output == *"this is no version"* ]]
  RUNNER_ARCH=S390X run -1 install
  [[ $output == *"no binary of etcdlint for Linux on S390X"* ]]
}

@test "it lints, and fails as it is told" {
  mkdir "with space" && cp "$bad" "with space/bad.yaml" && cp "$good" good.yaml
  ETCDLINT_PATHS="with space" run -1 lint
  [[ $output == *"::error file=with space/bad.yaml,line="* ]]
  ETCDLINT_PATHS=good.yaml run -0 lint
  ETCDLINT_PATHS=$'good.yaml\nwith space/bad.yaml\n' ETCDLINT_FAIL_ON=never run -0 lint
  ETCDLINT_ARGUMENTS=$'--disable\nETCD103' run -1 lint
  [[ $output != *ETCD103* ]]
}

@test "it writes SARIF beside the annotations, and registers the problem matcher" {
  cp "$bad" bad.yaml
  ETCDLINT_SARIF_FILE=out.sarif run -1 lint
  [[ $output == *"::error file=bad.yaml,line="* ]]
  python3 -c 'import json, sys; assert json.load(open("out.sarif"))["runs"][0]["results"]'
  ETCDLINT_FORMAT=concise run -1 lint
  [[ ${lines[0]} == "::add-matcher::$repository/.github/etcdlint-matcher.json" ]]
}

@test "the documentation pins this version" {
  pinned=$(grep -oE '(@|==|:|rev: )v?[0-9]+\.[0-9]+\.[0-9]+' "$repository/docs/install.md" | sed 's/.*[^0-9.]//' | sort -u)
  [ "$pinned" = "$(version)" ]
}
