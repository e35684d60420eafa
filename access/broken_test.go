package access

import (
	"errors"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
)

func TestBrokenPasswordsAreRefused(t *testing.T) {
	if n := len(brokenPasswords()); n < 19_000 {
		t.Fatalf("the list has %d passwords", n)
	}
	for _, password := range []string{
		"1qaz2wsx3edc", "qwerty123456", "Q1W2E3R4T5Y6", "123qweasdzxc", // as they stand in the list
		"Password1234", "P@ssw0rd2026", "p@$$w0rd!!!!", "Welcome@2026!", "!!!superman99", "Administrator1!", "iloveyou5201314", // with something around
		"abcdefghijklm", "098765432109", "zaq1xsw2cde3vfr4", "QWERTYUIOP[]", "ujm8ik,9ol.0p;/", // rows of keys
		"Tiger5Tiger5Tiger5", "123456a123456a", // again and again
	} {
		if err := goodPassword(password); !errors.Is(err, ErrBrokenPassword) && !errors.Is(err, ErrWeakPassword) {
			t.Errorf("%q: %v", password, err)
		}
	}
	for _, password := range []string{"correct horse battery", "another good password", "一句好记的话就是好密码啊", "superman 4711 kauft kein Brot", "monkey-9f2Kx!77qLpz", "N8z#gT5p0shW=qd"} {
		if err := goodPassword(password); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestAPasswordHoldsNoNameOfItsPlace(t *testing.T) {
	d := newDoor(t)
	d.UseNames("TierLoop", "澜岳集团", "Lanyue Group", "AB")
	p := Person{Name: "wu", Label: "吴晓", Role: model.Viewer}
	for _, password := range []string{"my tier-loop secret", "我们澜岳集团天下第一名呀", "hello lanyuegroup 77", "吴晓今天在家里吃面条了", "WUxiao at the lanyue  group"} {
		if err := d.AddAccountWithPassword(ctx, sys, p, password); !errors.Is(err, ErrWeakPassword) {
			t.Errorf("%q: %v", password, err)
		}
	}
	if err := d.AddAccountWithPassword(ctx, sys, p, "about wuthering heights"); err != nil {
		t.Errorf("a name of two letters is part of a word: %v", err)
	}
}

func FuzzBroken(f *testing.F) {
	for _, s := range []string{"", "a", "\xff\xfe", "密码密码密码", strings.Repeat("ab", 128)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > mostPassword {
			return
		}
		if broken(s) && goodPassword(s) == nil {
			t.Errorf("%q is broken and good", s)
		}
		if !broken(s) && broken("  "+s+" ") != broken(s) {
			t.Errorf("blanks around %q make it another", s)
		}
	})
}
