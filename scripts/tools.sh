#!/usr/bin/env bash
# Installs the tools of packaging/requirements.txt into target/tools, and prints the folder of their programs.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/target/tools
[ -x "$tools/bin/python" ] || python3 -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check --requirement packaging/requirements.txt >&2
echo "$tools/bin"
