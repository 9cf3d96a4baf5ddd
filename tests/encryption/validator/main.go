// Says what kube-apiserver says to EncryptionConfigurations: one JSON string with a file's text a line in, and one
// object a line out, with the error at start and the error with automatic reload, empty where there is none.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apiserver/pkg/features"
	"k8s.io/apiserver/pkg/server/options/encryptionconfig"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
)

type verdict struct {
	Error       string `json:"error"`
	ReloadError string `json:"reloadError"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	// The gate is a matter of kube-apiserver's flags, not of the file.
	gate := fmt.Sprintf("%s=true", features.KMSv1)
	if err := utilfeature.DefaultMutableFeatureGate.Set(gate); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "validator")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "encryption.yaml")
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var text string
		if err := json.Unmarshal(in.Bytes(), &text); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return err
		}
		if err := out.Encode(verdict{load(file, false), load(file, true)}); err != nil {
			return err
		}
	}
	return in.Err()
}

// load builds everything that kube-apiserver builds. No plugin is asked: the context has ended.
func load(file string, reload bool) string {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := encryptionconfig.LoadEncryptionConfig(ctx, file, reload, "validator"); err != nil {
		return err.Error()
	}
	return ""
}
