package secret

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestExpand(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "key"), []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TIERLOOP_TEST_SECRET", "abc")
	r := Resolver{Dir: dir, Vault: func() (Vault, error) { return Vault{"CRM": "v4ult"}, nil }}
	for in, want := range map[string]string{
		"plain": "plain", "${env:TIERLOOP_TEST_SECRET}": "abc", "${secret:CRM}": "v4ult", "x-${file:key}-y": "x-s3cret-y",
	} {
		if got, err := r.Expand(in); err != nil || got != want {
			t.Errorf("Expand(%q) = %q, %v", in, got, err)
		}
	}
}

func TestExpandNamesWhatIsMissing(t *testing.T) {
	for in, kind := range map[string]string{"${env:TIERLOOP_NO_SUCH}": "env", "${file:none}": "file", "${secret:A}": "secret"} {
		_, err := Resolver{Dir: t.TempDir()}.Expand(in)
		if m, ok := errors.AsType[*Missing](err); !ok || m.Kind != kind {
			t.Errorf("Expand(%q): %v", in, err)
		}
	}
}

func TestUnknownFindsReferencesThatNothingResolves(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "", "${env:A}": "", "${secret:A}": "", "a ${file:b} c": "", "${vault:x/y}": "${vault…}", "${env:A} ${cmd:pass}": "${cmd…}", "${env:": "${env…}", "$HOME": "",
	} {
		if got := Unknown(in); got != want {
			t.Errorf("Unknown(%q) = %q, want %q", in, got, want)
		}
	}
}
