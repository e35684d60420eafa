package phrase

import "testing"

func TestCountedTakesTheWordThatTheNumberAsksFor(t *testing.T) {
	for _, c := range []struct {
		format string
		args   []any
		want   string
	}{
		{"%d {row|rows}", []any{1}, "1 row"},
		{"%d {row|rows}", []any{0}, "0 rows"},
		{"%d {row|rows}", []any{21}, "21 rows"},
		{"%s {row|rows}", []any{"1"}, "1 row"},
		{"%s {row|rows}", []any{"1,001"}, "1,001 rows"},
		{"%d {row|rows} of %d {file|files} at %d%%, all {one|many}", []any{2, 1, 50}, "2 rows of 1 file at 50%, all many"},
		{"{one|many} more: %d", []any{1}, "one more: 1"},
		{"%[2]d {row is|rows are} of %[1]s", []any{"x", 1}, "1 row is of x"},
		{"%[2]s has %d {row|rows}", []any{0, "a", 1}, "a has 1 row"},
		{"%s stays", []any{"{row|rows} 1"}, "{row|rows} 1 stays"},
		{"%s and {this|that}", []any{"{a|b}"}, "{a|b} and that"},
		{"plain", nil, "plain"},
		{"{one|many}", nil, "many"},
	} {
		if got := Counted(c.format, c.args...); got != c.want {
			t.Errorf("Counted(%q, %v) = %q, want %q", c.format, c.args, got, c.want)
		}
	}
}

func TestManyIsTheSentenceOfMostNumbers(t *testing.T) {
	if got := Many("%d of %d {case|cases} {has|have} failed"); got != "%d of %d cases have failed" {
		t.Errorf("Many: %q", got)
	}
}

func TestBothWordsOfACountAreTheSameSentence(t *testing.T) {
	f := parse("%d {field|fields} left", "剩 %d 个字段")
	for _, text := range []string{"1 field left", "2 fields left"} {
		if !f.english.MatchString(text) {
			t.Errorf("%q is not known", text)
		}
	}
	if f.english.MatchString("2 field|fields left") {
		t.Error("the sign of a choice is taken for a word")
	}
}
