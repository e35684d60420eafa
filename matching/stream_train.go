package matching

import (
	"cmp"
	mathbits "math/bits"
	"slices"
	"strings"
)

const (
	// streamLeast is how many records a stream has at least of which something is
	// learned, and streamsMost how many streams.
	streamLeast, streamsMost = 32, 64
	// streamSample is of about how many records of a stream partners are looked for.
	streamSample = 1024
	// ownWorth is for how many records with a partner elsewhere the usual counts.
	ownWorth = 8
)

// nearCertain is the total from which a pair counts as one without a doubt.
var nearCertain = odds(0.99)

// found is what is found of a sampled record among all others.
type found struct {
	row      uint32
	own      bits   // the best pair within its stream
	across   bits   // the best pair across
	partners int    // near-certain pairs across
	in       uint64 // the streams that hold a partner, by place
}

// learnStreams learns of each stream how often it holds a company twice, and of
// each two how many records they share, by the nearest partners of a sample of
// records. A record counts as held twice when its nearest partner of all is in its
// own stream: one that is less near than its partner elsewhere tells of a shared
// house, not of a second record. Of several partners each is as likely the nearest.
func (s *scorer) learnStreams(t *table) []ModelStream {
	numbers, place := t.learnable()
	if len(numbers) < 2 {
		return nil
	}
	sizes := t.streamSizes()
	var sample []found
	sampled := make([]int, len(numbers))
	for i := range t.rows {
		r := &t.rows[i]
		if at := place[r.stream]; at > 0 && !r.person && r.self%uint64(max(1, sizes[r.stream]/streamSample)) == 0 {
			sample = append(sample, found{row: uint32(i), own: nothing, across: nothing})
			sampled[at-1]++
		}
	}
	var p pair
	for _, m := range s.meetings(t, sample) {
		f := &sample[m>>32]
		a, b := &t.rows[f.row], &t.rows[uint32(m)]
		if a.person || b.person || s.gate(a, b) != 0 {
			continue
		}
		s.sift(a, b, nearCertain, &p)
		switch {
		case p.total < nearCertain:
		case a.stream == b.stream:
			f.own = max(f.own, p.total)
		default:
			f.across = max(f.across, p.total)
			f.partners++
			if at := place[b.stream]; at > 0 {
				f.in |= 1 << (at - 1)
			}
		}
	}
	out := make([]ModelStream, len(numbers))
	tallies := make([]streamTally, len(numbers))
	for i := range sample {
		tallies[place[t.rows[sample[i].row].stream]-1].add(&sample[i])
	}
	for i, v := range numbers {
		source, object, _ := strings.Cut(t.words.stream.of(v), "\x00")
		out[i] = ModelStream{Source: source, Object: object, Records: sizes[v], Own: digits6(tallies[i].own()), Shares: make([]float64, i)}
		for j := range i {
			small, large := i, j
			if sizes[numbers[j]] < sizes[v] {
				small, large = j, i
			}
			out[i].Shares[j] = digits6(float64(tallies[small].in[large]) / float64(max(1, sampled[small])))
		}
	}
	return out
}

// learnable are the streams that have records enough, by name, and by number of a
// stream its place among them + 1.
func (t *table) learnable() (numbers []uint32, place []uint8) {
	sizes := t.streamSizes()
	for v, n := range sizes {
		if n >= streamLeast {
			numbers = append(numbers, uint32(v))
		}
	}
	name := func(a, b uint32) int { return strings.Compare(t.words.stream.of(a), t.words.stream.of(b)) }
	if len(numbers) > streamsMost {
		slices.SortFunc(numbers, func(a, b uint32) int { return cmp.Or(cmp.Compare(sizes[b], sizes[a]), name(a, b)) })
		numbers = numbers[:streamsMost]
	}
	slices.SortFunc(numbers, name)
	place = make([]uint8, len(sizes))
	for i, v := range numbers {
		place[v] = uint8(i + 1)
	}
	return numbers, place
}

// meetings are the pairs of a sampled record, by its place in the sample, and a row
// that shares a key with it: both in one number, each once. Keys of very many rows
// are left out.
func (s *scorer) meetings(t *table, sample []found) (out []uint64) {
	k := &keyer{counts: s.counts, crowd: t.words.crowd, heard: &heard{}, generic: s.generic}
	type list struct {
		sampled []uint32
		rows    []uint32
	}
	lists := map[uint64]*list{}
	for i := range sample {
		for _, key := range k.row(&t.rows[sample[i].row]) {
			if key.mute {
				continue
			}
			l := lists[key.key]
			if l == nil {
				l = &list{}
				lists[key.key] = l
			}
			l.sampled = append(l.sampled, uint32(i))
		}
	}
	for i := range t.rows {
		if t.rows[i].person {
			continue
		}
		for _, key := range k.row(&t.rows[i]) {
			if l := lists[key.key]; l != nil && len(l.rows) <= sampleRun {
				l.rows = append(l.rows, uint32(i))
			}
		}
	}
	for _, l := range lists {
		if len(l.rows) > sampleRun {
			continue
		}
		for _, i := range l.sampled {
			for _, r := range l.rows {
				if r != sample[i].row {
					out = append(out, uint64(i)<<32|uint64(r))
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// streamTally counts the sampled records of a stream that have a partner elsewhere.
type streamTally struct {
	linked   int              // that have one
	near     float64          // whose nearest partner is in their own stream
	partners int              // that they have elsewhere
	in       [streamsMost]int // by place: that have one there
}

func (c *streamTally) add(f *found) {
	if f.partners == 0 {
		return
	}
	c.linked++
	c.partners += f.partners
	switch {
	case f.own > f.across:
		c.near++
	case f.own == f.across:
		c.near += 0.5
	}
	for in := f.in; in != 0; in &= in - 1 {
		c.in[mathbits.TrailingZeros64(in)]++
	}
}

// own is how many own records a record has that has a partner elsewhere. With few
// such records it is the usual.
func (c *streamTally) own() float64 {
	elsewhere := float64(c.linked) - c.near
	each := float64(c.partners) / float64(max(1, c.linked))
	return (c.near*each + ownWorth*ownUsual) / (elsewhere + ownWorth)
}
