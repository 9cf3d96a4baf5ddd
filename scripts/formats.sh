#!/usr/bin/env bash
# Gives reports in the formats for other programs to programs that read them: SARIF to Microsoft's validator,
# JUnit to a reader from PyPI, Code Quality to the schema that GitLab checks it with.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=target/formats
mkdir -p "$tools"
[ -x "$tools/node_modules/.bin/sarif-multitool" ] ||
  npm install --silent --no-save --prefix "$tools" @microsoft/sarif-multitool@5.7.0
[ -x "$tools/venv/bin/python" ] || python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet --disable-pip-version-check jsonschema==4.26.0 junitparser==5.0.3

cargo build --quiet
# The whole corpus, all of whose findings are wanted, and a part of it in which there are none.
for part in "corpus --profile=strict --fail-on=never" "corpus/golden --fail-on=info"; do
  for format in sarif gitlab junit; do
    # shellcheck disable=SC2086 # the flag is a word of its own
    target/debug/etcdlint --now 2026-11-23T00:00:00Z tests/$part \
      --format "$format" --output "$tools/$format"
  done
  # It says what is wrong on lines of its own, and ends well all the same.
  mv "$tools/sarif" "$tools/report.sarif"
  said=$("$tools/node_modules/.bin/sarif-multitool" validate "$tools/report.sarif" \
    --output "$tools/validated.sarif" --log ForceOverwrite)
  if grep -E ': (error|warning) ' <<<"$said"; then exit 1; fi
  "$tools/venv/bin/python" tests/cli/read_reports.py "$tools"
done
