# A repository whose commits pre-commit checks.

export PRE_COMMIT_HOME=$BATS_FILE_TMPDIR/pre-commit

# Makes a Git repository of the current folder.
new_repository() {
  git init --quiet --initial-branch main
  git config user.name test
  git config user.email test@example.org
}

# Makes a repository of hooks from the files that are in a folder.
hooks_of() {
  mkdir hooks
  (
    cd hooks
    new_repository
    cp "$1"/.pre-commit-hooks.yaml "${@:2}" .
    git add .
    git commit --quiet --message hooks
  )
}

# Makes the repository `project`, with a hook of the repository `hooks`.
project_with() {
  local rev
  rev=$(git -C hooks rev-parse HEAD)
  mkdir project
  cd project
  new_repository
  printf 'repos:\n  - repo: ../hooks\n    rev: %s\n    hooks:\n      - id: %s\n' "$rev" "$1" >.pre-commit-config.yaml
  git add .
  git commit --quiet --message configuration
  pre-commit install --install-hooks
}

# Commits a file under a name.
commit() {
  mkdir -p "$(dirname "$2")"
  cp "$1" "$2"
  git add "$2"
  git commit --message "$2"
}

# What every hook has to do.
blocks_bad_and_passes_good() {
  run -1 commit "$bad" manifests/bad.yaml
  [[ $output == *manifests/bad.yaml* && $output == *ETCD103* ]]
  git rm --quiet --force manifests/bad.yaml
  run -0 commit "$good" manifests/good.yaml
}
