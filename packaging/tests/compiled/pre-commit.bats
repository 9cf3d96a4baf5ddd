#!/usr/bin/env bats
# The hooks that compile etcdlint, in the real pre-commit. Each takes minutes.

load ../common
load ../project

# Makes a project with a hook of this repository as it is committed.
project_with_hook() {
  cd "$BATS_TEST_TMPDIR"
  git clone --quiet "$repository" hooks
  project_with "$1"
}

@test "rust: a bad manifest is blocked, a good one passes" {
  project_with_hook etcdlint
  blocks_bad_and_passes_good
}

@test "python: a bad manifest is blocked, a good one passes" {
  project_with_hook etcdlint-python
  blocks_bad_and_passes_good
}
