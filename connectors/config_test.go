package connectors

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var testType = Type{Name: "x", Options: []Option{
	{Name: "base_url", Type: OptURL, Required: true, Help: "where it is"},
	{Name: "page", Type: OptInt, Default: 100, Help: "rows a page"},
	{Name: "slow", Type: OptBool, Help: "h"},
	{Name: "wait", Type: OptDuration, Default: time.Minute, Help: "h"},
	{Name: "mode", Type: OptChoice, Choices: []string{"a", "b"}, Default: "a", Help: "h"},
	{Name: "orgs", Type: OptList, Help: "h"},
}, ObjectOptions: []Option{{Name: "table", Type: OptString, Required: true, Help: "the table"}}}

func TestResolveConvertsAndFillsIn(t *testing.T) {
	cfg, errs := testType.Resolve(map[string]any{"base_url": "https://h/x/", "slow": true, "orgs": []any{"100", 200}},
		map[string]map[string]any{"customers": {"table": "c"}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	want := map[string]any{"base_url": "https://h/x", "page": 100, "slow": true, "wait": time.Minute, "mode": "a", "orgs": []string{"100", "200"}}
	if d := cmp.Diff(want, cfg.Options); d != "" {
		t.Error(d)
	}
	if cfg.Object("customers").String("table") != "c" {
		t.Error("the object option is lost")
	}
}

func TestResolveNamesWhatIsWrong(t *testing.T) {
	_, errs := testType.Resolve(map[string]any{"page": "ten", "mode": "c", "bse_url": "https://h"},
		map[string]map[string]any{"customers": {}})
	all := errors.Join(errs...).Error()
	for _, want := range []string{`"base_url": is required`, `"page": want a whole number`, `"mode": want one of a, b`,
		`"bse_url": is not known`, `"objects.customers.table": is required`} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
}
