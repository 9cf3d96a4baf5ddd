#!/usr/bin/env bats
# The policy in Kubewarden's own kwctl: `make -C policy e2e-tests`.
#
# kwctl exits with 0 whether a request is accepted or rejected, so what it prints decides.

policy=annotated-policy.wasm

review() {
  run kwctl run "$policy" --request-path "test_data/$1" --settings-json "${2:-{\}}"
  echo "$output"
  [ "$status" -eq 0 ]
}

accepted() { [[ $output == *'"allowed":true'* ]]; }
rejected() { [[ $output == *'"allowed":false'* ]]; }

@test "an etcd that serves anybody in clear is rejected" {
  review etcd-plaintext.json
  rejected
  [[ $output == *ETCD101* ]]
}

@test "a good etcd is accepted" {
  review etcd-good.json
  accepted
}

@test "the mirror of a static pod is accepted with warnings" {
  review mirror-pod.json
  accepted
  [[ $output == *'"warnings":['* ]]
}

@test "and rejected where the settings ask for it" {
  review mirror-pod.json '{"mirrorPods":"reject"}'
  rejected
}

@test "the audit scanner's request, whose resource is a kind, is understood" {
  review audit-statefulset.json
  rejected
}

@test "a Secret whose EncryptionConfiguration does not encrypt is rejected, and its key is not shown" {
  review secret-identity-first.json
  rejected
  [[ $output == *ENC201* ]]
  [[ $output != *q83vEjRWeJ* ]]
  [[ $output != *cTgzdkVqUldl* ]]
}

@test "a pod that is none of ours is accepted" {
  review unrelated-pod.json
  accepted
}

@test "settings with an unknown key are refused by its name" {
  run kwctl run "$policy" --request-path test_data/unrelated-pod.json --settings-json '{"failon":"error"}'
  [ "$status" -ne 0 ]
  [[ $output == *failon* ]]
}

@test "kwctl reads the metadata that the build puts into the module" {
  run kwctl inspect policy.wasm
  [ "$status" -eq 0 ]
  [[ $output == *etcdlint* ]]
}
