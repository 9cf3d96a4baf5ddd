#!/usr/bin/env bats
# The archive of a release.

load common

@test "it holds the binary, completions, the manual and the licence" {
  run -0 "$repository/scripts/archive.sh" "$ETCDLINT_BINARY" "$ETCDLINT_TARGET" "$BATS_TEST_TMPDIR"
  archive=$BATS_TEST_TMPDIR/etcdlint-$ETCDLINT_TARGET.tar.gz
  [ "$output" = "$archive" ]
  tar -xf "$archive" -C "$BATS_TEST_TMPDIR"
  cd "$BATS_TEST_TMPDIR/etcdlint-$ETCDLINT_TARGET"
  run -0 ./etcdlint --version
  [ "$output" = "etcdlint $(version)" ]
  cmp LICENSE "$repository/LICENSE"
  [ -s README.md ] && [ -s CHANGELOG.md ] && [ -s man/etcdlint.1 ]
  [ -s completions/etcdlint.bash ] && [ -s completions/_etcdlint ] && [ -s completions/etcdlint.fish ]
}

@test "cargo-binstall is told where the binary lies" {
  expand() { sed "s/{ target }/$ETCDLINT_TARGET/; s/{ archive-suffix }/.tar.gz/; s/{ bin }/etcdlint/; s/{ binary-ext }//"; }
  key() { sed -n "s/^$1 = \"\(.*\)\"/\1/p" "$repository/Cargo.toml" | expand; }
  "$repository/scripts/archive.sh" "$ETCDLINT_BINARY" "$ETCDLINT_TARGET" "$BATS_TEST_TMPDIR"
  archive=$BATS_TEST_TMPDIR/$(basename "$(key pkg-url)")
  tar -tf "$archive" | grep -qxF "$(key bin-dir)"
}
