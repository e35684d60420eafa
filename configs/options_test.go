package configs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
)

// loadWith loads the base with other options of the source.
func loadWith(t *testing.T, options string) *Source {
	t.Helper()
	base, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range base.Files {
		text := strings.Replace(string(f.Data), `options: {base_url: "https://crm.example.com", app_secret: "${env:CRM_SECRET}"}`, "options: "+options, 1)
		if err := os.WriteFile(filepath.Join(dir, f.Name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, findings := Load(filepath.Join(dir, "tierloop.yaml"))
	if cfg == nil {
		t.Fatal(findings)
	}
	s, ok := cfg.Source("crm")
	if !ok {
		t.Fatal("no source crm")
	}
	return s
}

func resolve(s *Source, dir string) (connectors.Config, error) {
	return (&Config{Dir: dir}).Resolve(s)
}

func TestResolveReadsSecretsAndTypes(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TIERLOOP_TEST_PAUSE", "90s")
	s := loadWith(t, `{base_url: "https://x/", app_secret: "${file:secret}", user_id: 00123, daily_calls: 60000, pause: "${env:TIERLOOP_TEST_PAUSE}", folders: [01, b], headers: {X-Id: 007}}`)
	got, err := resolve(s, dir)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"base_url": "https://x", "app_secret": "s3cret", "user_id": "00123", "daily_calls": 60000,
		"pause": 90 * time.Second, "folders": []string{"01", "b"}, "headers": map[string]string{"X-Id": "007"}}
	if diff := cmp.Diff(want, got.Options); diff != "" {
		t.Error(diff)
	}
	if got.Object("customers").String("table") != "t_customer" {
		t.Errorf("objects are %v", got.Objects)
	}
}

func TestResolveNamesWhatIsMissingButNoValue(t *testing.T) {
	for options, code := range map[string]string{
		`{base_url: "${env:TIERLOOP_NO_SUCH}"}`:                          "E1302",
		`{base_url: "https://x", app_secret: "${file:none}"}`:            "E1303",
		`{base_url: "https://x", app_secret: "${secret:CRM}"}`:           "E1304",
		`{base_url: "https://x", daily_calls: "${env:TIERLOOP_GEHEIM}"}`: "E1014",
	} {
		t.Setenv("TIERLOOP_GEHEIM", "Geheim9")
		_, err := resolve(loadWith(t, options), t.TempDir())
		f := fault.Of(err)
		if f.Code != code || strings.Contains(f.Text("zh")+err.Error(), "Geheim9") {
			t.Errorf("%s: %v", options, err)
		}
	}
}

func TestHashCoversEveryFile(t *testing.T) {
	base, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		t.Fatal(err)
	}
	hash := func(changed string) string {
		dir := t.TempDir()
		for _, f := range base.Files {
			if f.Name == changed {
				f.Data = append([]byte("# changed\n"), f.Data...)
			}
			if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cfg, findings := Load(filepath.Join(dir, "tierloop.yaml"))
		if cfg == nil {
			t.Fatal(findings)
		}
		return cfg.Hash
	}
	seen := map[string]string{}
	for _, name := range []string{"", "tierloop.yaml", "crm.yaml", "policy.yaml"} {
		h := hash(name)
		if other, twice := seen[h]; twice {
			t.Errorf("a change of %q has the hash of %q", name, other)
		}
		seen[h] = name
	}
	first, again := hash(""), hash("")
	if first != again {
		t.Error("the hash depends on the folder")
	}
}
