#!/usr/bin/env bats
# The image of a release, built and run by buildah, without a registry.

load common

# buildah with a storage of its own, and without privileges that a container of CI may not have.
buildah() {
  BUILDAH_ISOLATION=chroot command buildah --storage-driver vfs \
    --root "$BATS_FILE_TMPDIR/storage" --runroot "$BATS_FILE_TMPDIR/run" "$@"
}

setup_file() {
  type -P buildah >/dev/null || skip "buildah is not installed"
  [[ $ETCDLINT_TARGET == *-musl ]] || skip "there is no static binary"
  local image=$BATS_FILE_TMPDIR/image architecture
  architecture=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')
  mkdir "$image"
  cp "$ETCDLINT_BINARY" "$image/etcdlint-$architecture"
  cp "$repository/LICENSE" "$image"
  buildah build --quiet --file "$repository/Containerfile" --tag etcdlint "$image"
  buildah from --pull-never --name etcdlint etcdlint
}

@test "it lints the folder that is mounted into it" {
  mkdir "$BATS_TEST_TMPDIR/bad" "$BATS_TEST_TMPDIR/good"
  cp "$bad" "$BATS_TEST_TMPDIR/bad"
  cp "$good" "$BATS_TEST_TMPDIR/good"
  chmod -R a+rX "$BATS_TEST_TMPDIR"
  run -1 buildah run --volume "$BATS_TEST_TMPDIR/bad:/work:ro" etcdlint -- /etcdlint .
  [[ $output == *ETCD103* ]]
  run -0 buildah run --volume "$BATS_TEST_TMPDIR/good:/work:ro" etcdlint -- /etcdlint .
}

@test "it starts etcdlint, and not as root" {
  run -0 buildah inspect --format '{{.OCIv1.Config.Entrypoint}} {{.OCIv1.Config.User}}' etcdlint
  [ "$output" = "[/etcdlint] 65532:65532" ]
}

@test "it holds the binary and the licence alone" {
  # Running something leaves files in a container.
  cd "$(buildah mount "$(buildah from --pull-never etcdlint)")"
  [ "$(find . -type f | sort | xargs)" = "./LICENSE ./etcdlint" ]
}
