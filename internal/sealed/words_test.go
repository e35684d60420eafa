package sealed

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
)

type place struct {
	Name string
	ID   int64
}

func words(fill byte) *Words {
	return New(func(context.Context) ([]byte, error) { return bytes.Repeat([]byte{fill}, KeySize), nil })
}

func TestAWordTellsNothingAndComesBack(t *testing.T) {
	ctx, m := t.Context(), words(1)
	want := place{"张伟", 7}
	word, err := m.Seal(ctx, "customers", want)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := base64.RawURLEncoding.DecodeString(word)
	if bytes.Contains(raw, []byte("张伟")) || strings.ContainsAny(word, "+/=&?") {
		t.Errorf("the word %s tells, or cannot stand in an address", word)
	}
	var got place
	if err := m.Open(ctx, "customers", word, &got); err != nil || got != want {
		t.Errorf("read as %+v, %v", got, err)
	}
	if again, _ := m.Seal(ctx, "customers", want); again == word {
		t.Error("equal places can be told by their words")
	}
}

func TestAWordThatWasNotMadeHereIsRefused(t *testing.T) {
	ctx, m := t.Context(), words(1)
	word, err := m.Seal(ctx, "customers", place{"a", 1})
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := words(2).Seal(ctx, "customers", place{"a", 1})
	if err != nil {
		t.Fatal(err)
	}
	flipped := []byte(word)
	flipped[len(flipped)/2] ^= 1
	for name, bad := range map[string]string{"none": "", "no word": "a b", "short": word[:10], "longer": word + "AAAA", "changed": string(flipped), "of another key": foreign, "in clear": base64.RawURLEncoding.EncodeToString([]byte(`{"Name":"a","ID":1}`))} {
		got := place{}
		if err := m.Open(ctx, "customers", bad, &got); !errors.Is(err, ErrBad) || got != (place{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if err := m.Open(ctx, "groups", word, &place{}); !errors.Is(err, ErrBad) {
		t.Errorf("for another purpose: %v", err)
	}
}

func TestAKeyThatCannotBeReadIsReadAgain(t *testing.T) {
	ctx, tries := t.Context(), 0
	m := New(func(context.Context) ([]byte, error) {
		if tries++; tries == 1 {
			return nil, errors.New("the store is away")
		}
		return make([]byte, KeySize), nil
	})
	if _, err := m.Seal(ctx, "x", 1); err == nil {
		t.Error("a word without a key")
	}
	for range 2 {
		if _, err := m.Seal(ctx, "x", 1); err != nil {
			t.Error(err)
		}
	}
	if tries != 2 {
		t.Errorf("the key was read %d times", tries)
	}
	if _, err := New(func(context.Context) ([]byte, error) { return []byte("short"), nil }).Seal(ctx, "x", 1); err == nil {
		t.Error("a short key is taken")
	}
}
