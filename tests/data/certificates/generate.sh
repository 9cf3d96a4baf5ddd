#!/bin/sh
# Writes the certificates and keys of this folder anew. All of them are for tests only: the keys are
# public, so nothing may ever trust them. Tests take 2026-11-23 for the present.
set -eu
cd "$(dirname "$0")"
rm -f ./*.crt ./*.key
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

cat > "$work/ca.cnf" <<CONF
[ca]
default_ca = test
[test]
database = $work/index
new_certs_dir = $work
default_md = sha256
policy = any
unique_subject = no
rand_serial = yes
[any]
commonName = optional
organizationName = optional
[req]
distinguished_name = dn
[dn]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[leaf]
authorityKeyIdentifier = keyid
CONF

ec() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:"${2:-P-256}" -out "$1.key"; }
rsa() { openssl genrsa -out "$1.key" "$2" 2> /dev/null; }

# sign NAME SUBJECT ISSUER START END EXTENSIONS [DIGEST]: a certificate for NAME.key by ISSUER.
sign() {
    : > "$work/index"
    printf '%b' "$6" > "$work/$1.ext"
    openssl req -new -key "$1.key" -subj "$2" -config "$work/ca.cnf" -out "$work/$1.csr"
    signer="-cert $3.crt -keyfile $3.key"
    [ "$1" = "$3" ] && signer="-selfsign -keyfile $1.key"
    # shellcheck disable=SC2086
    openssl ca -batch -notext -config "$work/ca.cnf" $signer -md "${7:-sha256}" \
        -startdate "$4" -enddate "$5" -extfile "$work/$1.ext" -in "$work/$1.csr" -out "$1.crt" 2> /dev/null
}

authority='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n'
leaf='authorityKeyIdentifier=keyid\nkeyUsage=critical,digitalSignature\n'
names='subjectAltName=DNS:localhost,DNS:etcd-1,IP:10.0.0.4,IP:127.0.0.1\n'
both='extendedKeyUsage=serverAuth,clientAuth\n'
client='extendedKeyUsage=clientAuth\n'
start=20261101000000Z
end=20271101000000Z
far=20361029000000Z

# Authorities: 3650 days, as kubeadm makes them.
for name in ca other-ca cluster-ca; do ec $name; done
sign ca /CN=etcd-ca ca $start $far "$authority"
sign other-ca /CN=etcd-ca other-ca $start $far "$authority"
sign cluster-ca /CN=kubernetes cluster-ca $start $far "$authority"
ec intermediate && sign intermediate /CN=etcd-intermediate ca $start $far "$authority"
cp ca.key renewed-ca.key
sign renewed-ca /CN=etcd-ca renewed-ca $start $far \
    'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=0102030405\n'
cp ca.key lasting-ca.key
sign lasting-ca /CN=etcd-ca lasting-ca $start 20461101000000Z "$authority"
ec long-ca && sign long-ca /CN=etcd-ca long-ca $start 20461101000000Z "$authority"
ec no-ca && sign no-ca /CN=etcd-no-ca ca $start $end "$leaf"

# Leaves in good order.
ec server && sign server /CN=etcd-1 ca $start $end "$leaf$names$both"
ec peer && sign peer /CN=etcd-1 ca $start $end "$leaf$names$both"
ec client && sign client /CN=kube-apiserver-etcd-client ca $start $end "$leaf$client"
ec healthcheck && sign healthcheck /CN=kube-etcd-healthcheck-client ca $start $end "$leaf$client"
rsa server-rsa 3072 && sign server-rsa /CN=etcd-1 ca $start $end "$leaf$names$both"
rsa server-rsa2048 2048 && sign server-rsa2048 /CN=etcd-1 ca $start $end "$leaf$names$both"
for name in server-ed25519 peer-ed25519; do openssl genpkey -algorithm ED25519 -out $name.key; done
sign server-ed25519 /CN=etcd-1 ca $start $end "$leaf$names$both"
ec chained && sign chained /CN=etcd-1 intermediate $start $end "$leaf$names$both"

# Leaves with one thing wrong each.
ec expired && sign expired /CN=etcd-1 ca 20251101000000Z 20261101000000Z "$leaf$names$both"
ec expiring && sign expiring /CN=etcd-1 ca 20251210000000Z 20261210000000Z "$leaf$names$both"
ec future && sign future /CN=etcd-1 ca 20261201000000Z $end "$leaf$names$both"
ec long && sign long /CN=etcd-1 ca $start $far "$leaf$names$both"
rsa rsa1024 1024 && sign rsa1024 /CN=etcd-1 ca $start $end "$leaf$names$both"
ec p224 P-224 && sign p224 /CN=etcd-1 ca $start $end "$leaf$names$both"
ec sha1 && sign sha1 /CN=etcd-1 ca $start $end "$leaf$names$both" sha1
ec no-san && sign no-san /CN=etcd-1 ca $start $end "$leaf$both"
ec server-only && sign server-only /CN=etcd-1 ca $start $end "${leaf}${names}extendedKeyUsage=serverAuth\n"
ec no-eku && sign no-eku /CN=etcd-1 ca $start $end "$leaf$names"
ec wildcard && sign wildcard /CN=etcd ca $start $end "${leaf}subjectAltName=DNS:*.example.com\n$both"
ec headless && sign headless /CN=etcd ca $start $end \
    "${leaf}subjectAltName=DNS:*.etcd.kube-system.svc,DNS:*.etcd.kube-system.svc.cluster.local\n$both"
ec self-signed && sign self-signed /CN=etcd-1 self-signed $start $end "keyUsage=critical,digitalSignature\n$names$both"
ec masters && sign masters /O=system:masters/CN=root cluster-ca $start $end "$leaf$client"
ec etcd-masters && sign etcd-masters /O=system:masters/CN=root ca $start $end "$leaf$client"

# The forms of a private key.
openssl ec -in server.key -out server-sec1.key 2> /dev/null
openssl rsa -in server-rsa.key -traditional -out server-rsa-pkcs1.key 2> /dev/null
openssl pkcs8 -topk8 -in server.key -passout pass:test -out encrypted.key
openssl ec -in server.key -aes128 -passout pass:test -out encrypted-sec1.key 2> /dev/null
rm -f expired.key expiring.key future.key wildcard.key headless.key self-signed.key masters.key etcd-masters.key no-eku.key server-only.key \
    no-san.key sha1.key p224.key rsa1024.key long.key chained.key server-rsa2048.key no-ca.key long-ca.key \
    intermediate.key renewed-ca.key lasting-ca.key other-ca.key cluster-ca.key

# Those that lie in the folders of the corpus which look like /etc/kubernetes.
../../corpus/control-plane/lay-certificates.sh
