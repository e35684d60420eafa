package access

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// ErrBrokenPassword: whoever guesses begins with it.
var ErrBrokenPassword = errors.New("the password is one of the most used ones, or such a one with a few signs around it, or a row of keys, or one thing again and again")

//go:embed broken/common-passwords.txt.gz
var brokenFile []byte

// brokenPasswords are the most used ones, read at the first new password.
var brokenPasswords = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	r, err := gzip.NewReader(bytes.NewReader(brokenFile))
	var text []byte
	if err == nil {
		text, err = io.ReadAll(r)
	}
	if err != nil {
		panic("access: the list of broken passwords: " + err.Error()) // it is embedded, and a test reads it
	}
	for line := range strings.Lines(string(text)) {
		out[strings.TrimSpace(line)] = true
	}
	return out
})

// keyRows are what fingers run along.
var keyRows = []string{
	"abcdefghijklmnopqrstuvwxyz", "012345678901234567890123456789", "qwertyuiop[]asdfghjkl;'zxcvbnm,./", "qwertyuiopasdfghjklzxcvbnm",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "zaq1xsw2cde3vfr4bgt5nhy6mju7", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p",
}

// plainSigns are the letters that people write signs for.
var plainSigns = strings.NewReplacer("@", "a", "4", "a", "3", "e", "0", "o", "$", "s", "5", "s", "7", "t", "!", "i", "1", "i")

// broken says whether a password is guessed early: what is left of it beside what
// everybody uses would not be long enough for a password.
func broken(password string) bool {
	lower := strings.ToLower(strings.TrimSpace(password))
	if brokenPasswords()[lower] || brokenPasswords()[plainSigns.Replace(lower)] || utf8.RuneCountInString(unit(lower)) < LeastPassword {
		return true
	}
	for _, row := range keyRows {
		if strings.Contains(row, lower) || strings.Contains(row, backwards(lower)) {
			return true
		}
	}
	for _, core := range []string{strings.TrimFunc(lower, notLetter), strings.TrimFunc(plainSigns.Replace(lower), notLetter), plainSigns.Replace(strings.TrimFunc(lower, notWord))} {
		if brokenPasswords()[core] && utf8.RuneCountInString(lower)-utf8.RuneCountInString(core) < LeastPassword {
			return true
		}
	}
	return false
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// notWord is a digit or a sign that stands for no letter.
func notWord(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("@$", r) }

// unit is the shortest text that makes the password when it is repeated.
func unit(password string) string {
	for n := 1; n <= len(password)/2; n++ {
		if len(password)%n == 0 && strings.Repeat(password[:n], len(password)/n) == password {
			return password[:n]
		}
	}
	return password
}

func backwards(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// UseNames sets the names that no password may hold, such as the group's, before the
// guard is used.
func (g *Guard) UseNames(names ...string) { g.names = names }

// holdsName says whether a password holds one of the names, written with blanks or without.
// A name of three letters is part of too many words.
func holdsName(password string, names ...string) bool {
	flat := flatten(password)
	return slices.ContainsFunc(names, func(name string) bool {
		name = flatten(name)
		short := utf8.RuneCountInString(name) < 4 && !(utf8.RuneCountInString(name) > 1 && strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }))
		return !short && strings.Contains(flat, name)
	})
}

func flatten(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' || r == '_' || r == '.' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}
