#!/usr/bin/env bats
# The wheel, in a fresh environment of Python.

load common

setup_file() {
  python3 -m venv "$BATS_FILE_TMPDIR/venv"
  "$BATS_FILE_TMPDIR/venv/bin/pip" install --quiet --no-index --find-links "$ETCDLINT_WHEELS" etcdlint
}

setup() {
  etcdlint=$BATS_FILE_TMPDIR/venv/bin/etcdlint
}

@test "the command has the version of the crate" {
  run -0 "$etcdlint" --version
  [ "$output" = "etcdlint $(version)" ]
}

@test "a bad manifest fails, a good one passes" {
  run -1 "$etcdlint" check "$bad"
  [[ $output == *ETCD103* ]]
  run -0 "$etcdlint" check "$good"
}

@test "licence and description are in it" {
  local info
  info=$(echo "$BATS_FILE_TMPDIR"/venv/lib/python3*/site-packages/etcdlint-*.dist-info)
  cmp "$info/licenses/LICENSE" "$repository/LICENSE"
  grep -qx 'License-Expression: Apache-2.0' "$info/METADATA"
  grep -qx '# etcdlint' "$info/METADATA"
}
