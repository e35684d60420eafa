package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit/idp"
)

// connected writes a configuration of one source that is a fake, with all its
// options in the environment, and returns its path.
func connected(t *testing.T, system string, change func(options map[string]any)) string {
	t.Helper()
	typ, ok := connectors.Lookup(system)
	if !ok {
		t.Fatalf("no system %s", system)
	}
	fake := typ.Fake(sandbox.Setup{Clock: clock.System()})
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	options, _ := fake.Options(server.URL)
	change(options)
	var lines []string
	for name, v := range options {
		env := "TIERLOOP_TEST_" + strings.ToUpper(name)
		t.Setenv(env, fmt.Sprint(v))
		lines = append(lines, fmt.Sprintf("      %s: ${env:%s}", name, env))
	}
	slices.Sort(lines)
	dir := t.TempDir()
	policy, err := startFiles.ReadFile("start/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	object := fake.Objects()[0]
	for name, body := range map[string]string{
		"policy.yaml": strings.ReplaceAll(string(policy), "@ZONE@", "Asia/Shanghai"),
		"map.yaml": "version: mapping/v1\nobjects:\n  " + object + ": {as: customer, fields: {name: name, kind: {value: organisation}}}\n" +
			"writeback:\n  object: " + object + "\n  fields:\n    group_tier__c: {take: tier, map: {key: A, core: B, growth: C, base: D}}\n",
		"tierloop.yaml": "version: tierloop/v1\ngroup: {name: g, language: en}\nsecrets: {identity: \"${file:identity.txt}\"}\npolicy: policy.yaml\nunits: [{id: u}]\nsources:\n  - name: crm\n    type: " + system +
			"\n    unit: u\n    mapping: map.yaml\n    options:\n" + strings.Join(lines, "\n") + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := writeIdentity(filepath.Join(dir, "identity.txt")); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "tierloop.yaml")
}

func tierloop(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = run(context.Background(), append(args, "--lang", "en"), strings.NewReader(""), &out, &err)
	return code, out.String(), err.String()
}

func TestCheckNamesWrongCredentialsAndNeverShowsThem(t *testing.T) {
	path := connected(t, "fxiaoke", func(o map[string]any) { o["app_secret"] = "geheim-und-falsch" })
	code, stdout, stderr := tierloop("check", "--config", path)
	if code != 4 || !strings.Contains(stdout, "✗ crm (fxiaoke)  E5001") || !strings.Contains(stderr, "error E5001  crm does not accept the credentials") ||
		!strings.Contains(stderr, "where  source crm") || !strings.Contains(stderr, "fix  ") {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	if strings.Contains(stdout+stderr, "geheim") {
		t.Error("the secret is shown")
	}
	if code, _, stderr = tierloop("pull", "--config", path); code != 4 || !strings.Contains(stderr, "E5001") {
		t.Errorf("pull: exit %d\n%s", code, stderr)
	}
}

func TestCheckDiscoverAndFieldsOfASystem(t *testing.T) {
	path := connected(t, "fxiaoke", func(map[string]any) {})
	code, stdout, stderr := tierloop("check", "--config", path)
	if code != 0 || !strings.Contains(stdout, "✓ crm (fxiaoke)  pull") || !strings.Contains(stdout, "AccountObj") {
		t.Errorf("check: exit %d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, stderr = tierloop("doctor", "--config", path); code != 0 || !strings.Contains(stdout, "✓ crm") || !strings.Contains(stdout, "tokens: 1") {
		t.Errorf("doctor: exit %d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, stderr = tierloop("discover", "crm", "AccountObj", "--config", path); code != 0 || !strings.Contains(stdout, "name") {
		t.Errorf("discover: exit %d\n%s%s", code, stdout, stderr)
	}
	code, stdout, stderr = tierloop("fields", "plan", "--config", path)
	if code != 3 && code != 0 || !strings.Contains(stdout, "group_tier__c") {
		t.Errorf("fields plan: exit %d\n%s%s", code, stdout, stderr)
	}
	if code == 3 && (!strings.Contains(stdout, "to be added by hand") || !strings.Contains(stdout+stderr, "A=key")) {
		t.Errorf("the administrator is not told what to add:\n%s%s", stdout, stderr)
	}
}

// appended adds lines to a configuration.
func appended(t *testing.T, path, text string) {
	t.Helper()
	body, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, append(body, text...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestDoctorTriesSingleSignOn(t *testing.T) {
	provider := idp.Start(t)
	oidc := func(issuer string) string {
		path := connected(t, "odoo", func(map[string]any) {})
		appended(t, path, "serve:\n  url: https://tierloop.example.com\n  oidc: {issuer: \""+issuer+"\", client_id: tierloop, client_secret: \"${env:TIERLOOP_TEST_OIDC}\"}\n")
		return path
	}
	t.Setenv("TIERLOOP_TEST_OIDC", "geheim-oidc")
	path := oidc(provider.URL)
	if code, stdout, stderr := tierloop("doctor", "--config", path); code != 0 || !strings.Contains(stdout, "✓ single sign-on") || !strings.Contains(stdout, provider.URL) {
		t.Errorf("a provider that answers: exit %d\n%s%s", code, stdout, stderr)
	}
	for name, issuer := range map[string]string{"another issuer in its document": provider.URL + "/", "nobody there": "http://127.0.0.1:1"} {
		path := oidc(issuer)
		code, stdout, stderr := tierloop("doctor", "--config", path)
		if code != 4 || !strings.Contains(stdout, "✗ single sign-on") || !strings.Contains(stderr, "E5003") || !strings.Contains(stderr, "openid-configuration") || strings.Contains(stdout+stderr, "geheim") {
			t.Errorf("%s: exit %d\n%s%s", name, code, stdout, stderr)
		}
		if code, stdout, _ := tierloop("doctor", "--config", path, "--offline"); code != 0 || strings.Contains(stdout, "sign-on") {
			t.Errorf("%s, offline: exit %d\n%s", name, code, stdout)
		}
	}
}
