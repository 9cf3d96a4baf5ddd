#!/usr/bin/env bats
# The hooks that compile nothing, in the real pre-commit.

load common
load project

setup() {
  cd "$BATS_TEST_TMPDIR"
}

@test "system: a bad manifest is blocked, a good one passes" {
  use_binary
  hooks_of "$repository"
  project_with etcdlint-system
  blocks_bad_and_passes_good
}

@test "the mirror: a bad manifest is blocked, a good one passes" {
  export PIP_FIND_LINKS=$ETCDLINT_WHEELS
  hooks_of "$repository/packaging/pre-commit-mirror" "$repository/packaging/pre-commit-mirror/pyproject.toml"
  project_with etcdlint
  blocks_bad_and_passes_good
}

@test "the mirror has the version of the crate, and the hook of this repository" {
  mirror=$repository/packaging/pre-commit-mirror
  grep -qxF "version = \"$(version)\"" "$mirror/pyproject.toml"
  grep -qxF "dependencies = [\"etcdlint==$(version)\"]" "$mirror/pyproject.toml"
  grep -qxF "    rev: v$(version)" "$mirror/README.md"
  settings() { sed -n "/^- id: $2\$/,/^\$/p" "$1" | grep -E '^  (entry|types|require_serial)'; }
  [ "$(settings "$mirror/.pre-commit-hooks.yaml" etcdlint)" = "$(settings "$repository/.pre-commit-hooks.yaml" etcdlint)" ]
}

@test "YAML that is not about etcd passes at once, and other files are not looked at" {
  use_binary
  hooks_of "$repository"
  project_with etcdlint-system
  for number in {1..200}; do cp "$repository/.github/workflows/test.yml" "$number.yml"; done
  git add .
  run -0 pre-commit run --verbose
  [[ $output == *Passed* && $output =~ "duration: "([0-9]+) ]]
  ((BASH_REMATCH[1] < 2))
  git commit --quiet --message workflows
  run -0 commit "$repository/README.md" README.md
  [[ $output == *"no files to check"* ]]
}

@test "all files are given to one process" {
  mkdir bin
  printf '#!/bin/sh\necho "$@" >>"%s/calls"\n' "$PWD" >bin/etcdlint
  chmod +x bin/etcdlint
  PATH=$PWD/bin:$PATH
  hooks_of "$repository"
  project_with etcdlint-system
  for number in {1..200}; do echo "a: 1" >"$number.yaml"; done
  git add .
  git commit --quiet --message many
  [ "$(wc -l <../calls)" -eq 1 ]
  [ "$(wc -w <../calls)" -eq 201 ]
}
