#!/usr/bin/env bash
# Prints what linting costs beside its floors, and what is aimed at: the table of docs/performance.md. It needs 2 GB
# of disk and some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo bench --quiet --package etcdlint --bench performance
scripts/bench-policy.sh
