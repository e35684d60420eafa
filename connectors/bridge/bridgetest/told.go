package bridgetest

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
)

// Seen are the ids of the pages of a pull in their order, deleted ones with a minus.
func Seen(pages []connectors.Page) string {
	var out []string
	for _, p := range pages {
		for _, r := range p.Records {
			out = append(out, r.ID)
		}
		for _, id := range p.Deleted {
			out = append(out, "-"+id)
		}
	}
	return strings.Join(out, " ")
}

// Handed reads the file of JSON that a program was handed.
func Handed(t testing.TB, path string) map[string]json.RawMessage {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
