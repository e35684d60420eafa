package matching

import (
	"testing"

	"pgregory.net/rapid"
)

// said are answers of one weight, so many same and so many different.
func said(bits float64, same, different int) (out []Answer) {
	for range same {
		out = append(out, Answer{Bits: bits, Same: true})
	}
	for range different {
		out = append(out, Answer{Bits: bits})
	}
	return out
}

func concat(lists ...[]Answer) (out []Answer) {
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

func TestRefitFollowsTheAnswers(t *testing.T) {
	const auto = 0.99 // 6.63 bits
	for _, c := range []struct {
		name      string
		answers   []Answer
		low, high float64
	}{
		{"nothing to learn from", nil, auto, auto},
		{"what is merged is right, what is not is not", concat(said(9, 40, 0), said(1, 0, 40)), auto, auto},
		{"pairs below the line are all one: it comes down", concat(said(9, 40, 0), said(5, 40, 0), said(1, 2, 38)), 0.93, 0.95},
		{"pairs above the line are two in ten: it goes up", concat(said(11, 40, 0), said(7, 32, 8)), 0.995, 0.9999},
		{"one wrong merge in twenty is cheaper than nineteen missed", concat(said(5, 38, 2), said(1, 0, 20)), 0.93, 0.95},
		{"one in five is not", concat(said(9, 30, 0), said(5, 32, 8)), auto, auto},
		{"a single answer decides nothing", concat(said(9, 40, 0), said(7, 39, 1)), auto, auto},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Refit(c.answers, auto)
			if r.Auto < c.low || r.Auto > c.high {
				t.Errorf("merges from %.4f, want %.4f to %.4f; bands %+v", r.Auto, c.low, c.high, r.Bands)
			}
		})
	}
}

func TestARefitNeverCostsMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var answers []Answer
		for range rapid.IntRange(0, 80).Draw(t, "answers") {
			answers = append(answers, Answer{Bits: rapid.Float64Range(-10, 30).Draw(t, "bits"), Same: rapid.Bool().Draw(t, "same")})
		}
		auto := rapid.Float64Range(0.5, 0.9999).Draw(t, "auto")
		r := Refit(answers, auto)
		if r.After > r.Before+1e-9 || r.Auto < 0.5 || r.Auto > 0.9999 {
			t.Fatalf("the line goes from %.4f to %.4f, the cost from %.2f to %.2f", auto, r.Auto, r.Before, r.After)
		}
		if again := Refit(rapid.Permutation(answers).Draw(t, "order"), auto); again.Auto != r.Auto {
			t.Fatalf("the order matters: %.6f and %.6f", r.Auto, again.Auto)
		}
	})
}
