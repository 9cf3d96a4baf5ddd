#!/bin/sh
# Lays the test certificates where kubeadm lays the real ones. The keys are public: nothing may ever trust them.
set -eu
cd "$(dirname "$0")"

# lay FOLDER/PATH NAME: a certificate of tests/data/certificates.
lay() {
    mkdir -p "$(dirname "$1")"
    cp "../../data/certificates/$2" "$1"
}

lay good/pki/ca.crt cluster-ca.crt
lay good/pki/apiserver-etcd-client.crt client.crt
lay good/pki/apiserver-etcd-client.key client.key
lay good/pki/etcd/ca.crt ca.crt
for name in server peer; do
    lay good/pki/etcd/$name.crt $name.crt
    lay good/pki/etcd/$name.key $name.key
done
lay good/pki/etcd/healthcheck-client.crt healthcheck.crt
lay good/pki/etcd/healthcheck-client.key healthcheck.key

# The key of another certificate, an expired certificate, and one of the cluster's CA.
lay broken/pki/ca.crt cluster-ca.crt
lay broken/pki/apiserver-etcd-client.crt masters.crt
lay broken/pki/etcd/ca.crt ca.crt
lay broken/pki/etcd/server.crt server.crt
lay broken/pki/etcd/server.key peer.key
lay broken/pki/etcd/peer.crt expired.crt
