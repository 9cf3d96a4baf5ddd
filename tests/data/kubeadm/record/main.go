// Records the commands that kubeadm writes for the configurations in ../configurations.
//
//	go run . ../configurations > ../commands.jsonl
package main

import (
	"encoding/json"
	"os"
	"path/filepath"

	v1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/cmd/kubeadm/app/phases/controlplane"
	"k8s.io/kubernetes/cmd/kubeadm/app/phases/etcd"
	"k8s.io/kubernetes/cmd/kubeadm/app/util/config"
)

// node is what only the node knows.
const node = `
---
apiVersion: kubeadm.k8s.io/v1beta3
kind: InitConfiguration
nodeRegistration: {name: cp1, criSocket: "unix:///run/containerd/containerd.sock"}
localAPIEndpoint: {advertiseAddress: 192.0.2.7}
`

type pod struct {
	Image   string            `json:"image"`
	Command []string          `json:"command"`
	Mounts  map[string]string `json:"mounts"`
}

type row struct {
	File      string `json:"file"`
	Error     string `json:"error,omitempty"`
	Etcd      *pod   `json:"etcd,omitempty"`
	Apiserver *pod   `json:"apiserver,omitempty"`
}

func main() {
	files, err := filepath.Glob(filepath.Join(os.Args[1], "*.yaml"))
	if err != nil {
		panic(err)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for _, file := range files {
		if err := out.Encode(record(file)); err != nil {
			panic(err)
		}
	}
}

func record(file string) row {
	found := row{File: filepath.Base(file)}
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	init, err := config.BytesToInitConfiguration(append(text, node...), true)
	if err != nil {
		found.Error = err.Error()
		return found
	}
	endpoint := &init.LocalAPIEndpoint
	if init.Etcd.Local != nil {
		found.Etcd = describe(etcd.GetEtcdPodSpec(&init.ClusterConfiguration, endpoint, init.NodeRegistration.Name, nil))
	}
	pods := controlplane.GetStaticPodSpecs(&init.ClusterConfiguration, endpoint, nil)
	found.Apiserver = describe(pods["kube-apiserver"])
	return found
}

func describe(spec v1.Pod) *pod {
	container := spec.Spec.Containers[0]
	mounts := map[string]string{}
	for _, mount := range container.VolumeMounts {
		mounts[mount.Name] = mount.MountPath
	}
	return &pod{container.Image, container.Command, mounts}
}
