package scale

import (
	"math"
	"math/rand/v2"
	"sort"
)

// dice are the throws for one purpose: the same seed and parts give the same
// throws in any order of asking.
type dice struct{ *rand.Rand }

func (w *World) dice(parts ...uint64) dice {
	h := w.seed
	for _, p := range parts {
		h = mix(h ^ mix(p+0x9e3779b97f4a7c15))
	}
	return dice{rand.New(rand.NewPCG(h, mix(h)))}
}

// mix spreads numbers, so that neighbours have nothing in common.
func mix(n uint64) uint64 {
	n ^= n >> 31
	n *= 0x9e3779b97f4a7c15
	n ^= n >> 29
	n *= 0xbf58476d1ce4e5b9
	return n ^ n>>32
}

func (d dice) below(n int) int           { return d.IntN(n) }
func (d dice) float() float64            { return d.Float64() }
func (d dice) chance(p float64) bool     { return d.Float64() < p }
func (d dice) word(list []string) string { return list[d.IntN(len(list))] }

// digits returns n digits of which the first is none of 0 and 1.
func (d dice) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + d.IntN(10))
	}
	b[0] = byte('2' + d.IntN(8))
	return string(b)
}

// rank draws from n things of which the k-th is drawn in proportion to
// 1/(k+head): Zipf's law with a flattened head (Mandelbrot).
func (d dice) rank(n int, head float64) int {
	r := math.Exp(d.float()*math.Log((float64(n)+head)/head))*head - head
	return min(int(r), n-1)
}

// weighted draws from things of which each has a weight.
type weighted []int // running sums

func newWeighted(weights []int) weighted {
	out := make(weighted, len(weights))
	sum := 0
	for i, w := range weights {
		sum += w
		out[i] = sum
	}
	return out
}

func (t weighted) draw(d dice) int {
	return sort.SearchInts(t, d.IntN(t[len(t)-1])+1)
}

// set holds 64-bit keys; zero stands for an empty place. Two keys for each of
// the companies, which are fewer than half of the records, fill it by half.
type set struct {
	keys []uint64
	mask uint64
}

func newSet(records int) *set {
	size := 1024
	for size < records+records/2 {
		size *= 2
	}
	return &set{keys: make([]uint64, size), mask: uint64(size - 1)}
}

// addAll adds the keys unless one of them is there already.
func (s *set) addAll(keys []uint64) bool {
	for _, k := range keys {
		if s.keys[s.find(k)] != 0 {
			return false
		}
	}
	for _, k := range keys {
		s.keys[s.find(k)] = k
	}
	return true
}

func (s *set) find(k uint64) uint64 {
	i := k & s.mask
	for s.keys[i] != 0 && s.keys[i] != k {
		i = (i + 1) & s.mask
	}
	return i
}
