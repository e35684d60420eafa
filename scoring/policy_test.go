package scoring

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/tierloop/tierloop/model"
)

// readPolicy decodes the sample policy as the configuration loader does.
func readPolicy(t testing.TB) Policy {
	t.Helper()
	text, err := os.ReadFile("testdata/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return decodePolicy(t, string(text))
}

func decodePolicy(t testing.TB, text string) Policy {
	t.Helper()
	var p Policy
	if err := yaml.UnmarshalWithOptions([]byte(text), &p, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return p
}

// mustCompile fails on any issue, warnings included.
func mustCompile(t testing.TB, p Policy) *Compiled {
	t.Helper()
	c, issues := Compile(p)
	if len(issues) > 0 {
		t.Fatalf("policy %s: %v", p.Name, issues)
	}
	return c
}

func TestSamplePolicyCompilesWithoutAnyIssue(t *testing.T) {
	c := mustCompile(t, readPolicy(t))
	if got := c.TierLabel("gold"); got != (model.Text{ZH: "金", EN: "gold"}) {
		t.Errorf("label of gold is %v", got)
	}
	if !slices.Contains(c.IndicatorIDs(), "rfm.frequency") || !slices.IsSorted(c.IndicatorIDs()) {
		t.Errorf("indicators are %v", c.IndicatorIDs())
	}
	want := []string{"rfm.r", "rfm.f", "rfm.m", "rfm.score", "rfm.class", "value.score"}
	if got := c.OutputIDs(); !slices.Equal(got, want) {
		t.Errorf("outputs are %v, want %v", got, want)
	}
	if c.Service("platinum")["response_h"] != "4" || c.UnitScopes()[0] != "unit:cloud" {
		t.Error("service or unit scopes are lost")
	}
}

func TestStrictDecoderRefusesUnknownKeysInsideEveryForm(t *testing.T) {
	for _, text := range []string{
		"nmae: x",
		"models: {m: {type: rfm, frequency: {exprr: count(orders)}}}",
		"models: {m: {type: rfm, cut: {r: 1, f: 2, q: 3}}}",
		"tiers: {levels: [{id: a, label: {zh: x, de: y}}]}",
	} {
		var p Policy
		if yaml.UnmarshalWithOptions([]byte(text), &p, yaml.Strict()) == nil {
			t.Errorf("%s was read without an error: %+v", text, p)
		}
	}
}

func TestHashIgnoresKeyOrderDefaultsAndTheWritingOfNumbers(t *testing.T) {
	base := readPolicy(t)
	hash := mustCompile(t, base).Hash
	text, err := os.ReadFile("testdata/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	same := strings.NewReplacer("as_of: run\n", "", ", mode: half_up", ", mode: half_up", "min: 80}", "min: 80.00}",
		"{zh: 铂金, en: platinum}", "{en: platinum, zh: 铂金}", "orders: {status: [confirmed, done], ", "orders: {").Replace(string(text))
	if got := mustCompile(t, decodePolicy(t, same)).Hash; got != hash {
		t.Errorf("the same policy in other words has hash %s, want %s", got, hash)
	}
	other := strings.Replace(string(text), "min: 80}", "min: 81}", 1)
	if mustCompile(t, decodePolicy(t, other)).Hash == hash {
		t.Error("another floor did not change the hash")
	}
}
