package secret

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func newKeys(t *testing.T) (*Keys, string) {
	t.Helper()
	text, _, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	k, err := ParseKeys("# made for a test\n\n" + text + "\n")
	if err != nil {
		t.Fatal(err)
	}
	return k, text
}

func TestSealedOpensAgain(t *testing.T) {
	k, _ := newKeys(t)
	rapid.Check(t, func(t *rapid.T) {
		clear := rapid.SliceOf(rapid.Byte()).Draw(t, "clear")
		sealed, err := k.Seal(clear)
		if err != nil {
			t.Fatal(err)
		}
		if !Sealed(sealed) || len(clear) > 8 && bytes.Contains(sealed, clear) {
			t.Fatalf("%q is not sealed", sealed)
		}
		if got, err := k.Open(sealed); err != nil || !bytes.Equal(got, clear) {
			t.Fatalf("got %q, %v", got, err)
		}
	})
}

func TestAnOldIdentityOpensAndTheNewOneSeals(t *testing.T) {
	old, oldText := newKeys(t)
	alone, newText := newKeys(t)
	both, err := ParseKeys(newText + "\n" + oldText)
	if err != nil {
		t.Fatal(err)
	}
	before, err := old.Seal([]byte("token"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := both.Open(before); err != nil || string(got) != "token" {
		t.Fatalf("got %q, %v", got, err)
	}
	if _, err := alone.Open(before); err == nil {
		t.Error("another identity opens it")
	}
	after, err := both.Seal([]byte("token"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := alone.Open(after); err != nil {
		t.Errorf("the first identity does not seal: %v", err)
	}
}

func TestWhatIsNoIdentityIsNotQuoted(t *testing.T) {
	for _, text := range []string{"", "# only a comment\n", "AGE-SECRET-KEY-1GEHEIM9", "geheim9"} {
		if _, err := ParseKeys(text); err == nil || strings.Contains(strings.ToLower(err.Error()), "geheim9") {
			t.Errorf("ParseKeys(%q): %v", text, err)
		}
	}
}

func TestVaultIsSealedForItsOwnerOnly(t *testing.T) {
	k, _ := newKeys(t)
	path := filepath.Join(t.TempDir(), "secrets.age")
	if v, err := ReadVault(path, k); err != nil || len(v) != 0 {
		t.Fatalf("a file that is not there: %v, %v", v, err)
	}
	if err := (Vault{"crm": "geheim9"}).Write(path, k); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(path)
	if err != nil || info.Mode().Perm() != 0o600 || bytes.Contains(body, []byte("geheim9")) {
		t.Errorf("mode %v, %v, %q", info.Mode(), err, body)
	}
	if v, err := ReadVault(path, k); err != nil || v["crm"] != "geheim9" {
		t.Errorf("got %v, %v", v, err)
	}
	other, _ := newKeys(t)
	if _, err := ReadVault(path, other); err == nil {
		t.Error("another identity opens it")
	}
	if err := os.WriteFile(path, body[:len(body)-1], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadVault(path, k); err == nil {
		t.Error("a file cut short opens")
	}
}
