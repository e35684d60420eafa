package engine

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/secret"
	"github.com/tierloop/tierloop/store"
)

// A refresh token that is used once is lost for good when it is stored wrongly:
// it lies sealed, is read back, and one from before there were keys still counts.
func TestTokensLieSealed(t *testing.T) {
	ctx := t.Context()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "t.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	text, _, err := secret.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := secret.ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	clear, sealed := Tokens{Store: db}, Tokens{Store: db, Keys: keys}
	next := connectors.Token{Value: "refresh-1", Expires: time.Unix(1_800_000_000, 0).UTC()}
	if _, ok, err := clear.SwapToken(ctx, "crm", "refresh", 0, next); err != nil || !ok {
		t.Fatal(ok, err)
	}
	got, err := sealed.LoadToken(ctx, "crm", "refresh")
	if err != nil || got.Value != "refresh-1" {
		t.Fatalf("a token in clear: %+v, %v", got, err)
	}
	next.Value = "refresh-2"
	if _, ok, err := sealed.SwapToken(ctx, "crm", "refresh", got.Version, next); err != nil || !ok {
		t.Fatal(ok, err)
	}
	stored, err := db.LoadToken(ctx, "crm", "refresh")
	if err != nil || bytes.Contains(stored.Value, []byte("refresh-2")) {
		t.Fatalf("the store holds %q, %v", stored.Value, err)
	}
	if lost, ok, err := sealed.SwapToken(ctx, "crm", "refresh", got.Version, next); err != nil || ok || lost.Value != "refresh-2" {
		t.Fatalf("a lost race gives %+v, %v, %v", lost, ok, err)
	}
	if _, err := clear.LoadToken(ctx, "crm", "refresh"); fault.Of(err).Code != "E1307" {
		t.Errorf("without keys: %v", err)
	}
}
