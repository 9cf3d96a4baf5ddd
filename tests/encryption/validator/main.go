// Says what kube-apiserver says to EncryptionConfigurations: one JSON string with a file's text a line in, and one
// object a line out, with its errors at start, with automatic reload, and without the gate KMSv1; empty where there are
// none.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/features"
	"k8s.io/apiserver/pkg/server/options/encryptionconfig"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
)

type verdict struct {
	Start        []failure `json:"start"`
	Reload       []failure `json:"reload"`
	WithoutKMSv1 []failure `json:"withoutKmsV1"`
}

// failure is one error without the values that it repeats: some are key material, others the whole file.
type failure struct {
	// Field is where the validator found it; other errors name none.
	Field string `json:"field,omitempty"`
	Says  string `json:"says"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	folder, err := os.MkdirTemp("", "validator")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	// Errors repeat the name as it was given.
	if err := os.Chdir(folder); err != nil {
		return err
	}
	const file = "encryption.yaml"
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
		said, err := ask(file)
		if err != nil {
			return err
		}
		if err := out.Encode(said); err != nil {
			return err
		}
	}
	return in.Err()
}

func ask(file string) (said verdict, err error) {
	for _, one := range []struct {
		reload, kmsV1 bool
		failures      *[]failure
	}{{false, true, &said.Start}, {true, true, &said.Reload}, {false, false, &said.WithoutKMSv1}} {
		gate := fmt.Sprintf("%s=%t", features.KMSv1, one.kmsV1)
		if err := utilfeature.DefaultMutableFeatureGate.Set(gate); err != nil {
			return said, err
		}
		*one.failures = failures(load(file, one.reload))
	}
	return said, nil
}

// load builds everything that kube-apiserver builds. No plugin is asked: the context has ended.
func load(file string, reload bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := encryptionconfig.LoadEncryptionConfig(ctx, file, reload, "validator")
	return err
}

// failures takes apart what is wrapped and joined.
func failures(err error) []failure {
	for ; err != nil; err = errors.Unwrap(err) {
		switch one := err.(type) {
		case *field.Error:
			return []failure{{Field: one.Field, Says: one.Detail}}
		case interface{ Errors() []error }:
			all := []failure{}
			for _, each := range one.Errors() {
				all = append(all, failures(each)...)
			}
			return all
		}
		if errors.Unwrap(err) == nil {
			says, _, _ := strings.Cut(err.Error(), " in '")
			return []failure{{Says: says}}
		}
	}
	return []failure{}
}
