// Records what Kubernetes' own readers make of each text of readings.jsonl:
//
//	go run . < ../readings.jsonl > recorded && mv recorded ../readings.jsonl
//
// `yaml` is the first document as sigs.k8s.io/yaml converts it, `json` the text as sigs.k8s.io/json
// reads it, for texts that apimachinery takes for JSON. What is refused has no value; `strict` says
// whether the strict decoding of the API server accepts it too.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"unicode"

	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

type reading struct {
	Name string  `json:"name"`
	Text string  `json:"text"`
	YAML *result `json:"yaml"`
	JSON *result `json:"json,omitempty"`
}

type result struct {
	Value  json.RawMessage `json:"value,omitempty"`
	Strict bool            `json:"strict,omitempty"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for lines.Scan() {
		var r reading
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			panic(err)
		}
		r.YAML, r.JSON = readYAML([]byte(r.Text)), readJSON([]byte(r.Text))
		if err := out.Encode(r); err != nil {
			panic(err)
		}
	}
}

func readYAML(text []byte) *result {
	value, err := yaml.YAMLToJSON(text)
	if err != nil {
		return &result{}
	}
	_, err = yaml.YAMLToJSONStrict(text)
	return &result{Value: value, Strict: err == nil}
}

func readJSON(text []byte) *result {
	if !bytes.HasPrefix(bytes.TrimLeftFunc(text, unicode.IsSpace), []byte("{")) {
		return nil
	}
	var value any
	strict, err := kjson.UnmarshalStrict(text, &value)
	if err != nil {
		return &result{}
	}
	written, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return &result{Value: written, Strict: len(strict) == 0}
}
