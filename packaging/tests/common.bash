# What the tests of the packages share. scripts/packaging.sh builds what they test and names it:
# ETCDLINT_BINARY, its ETCDLINT_TARGET, and the folder ETCDLINT_WHEELS.

bats_require_minimum_version 1.5.0
repository=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
bad=$repository/tests/corpus/course/etcd.yaml
good=$repository/tests/corpus/kubeadm/etcd.yaml

# The version of Cargo.toml.
version() {
  sed -n 's/^version = "\(.*\)"/\1/p' "$repository/Cargo.toml" | head -1
}

# Puts the binary onto the PATH.
use_binary() {
  PATH=$(dirname "$ETCDLINT_BINARY"):$PATH
}
