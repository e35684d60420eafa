package matching

import "math"

// A stream is one object of one source. Some hold each company once: a register,
// a list that somebody keeps clean. Two of their records are then two companies,
// however much a shared switchboard makes them alike, and a record that has its
// partner in the other list has no second one there. Others, as CRMs do, hold many
// a company twice. Which is the case is learned (learnStreams) and weighs as
// evidence; it never decides alone.

// ModelStream is what was learned about a stream.
type ModelStream struct {
	Source string `json:"source"`
	Object string `json:"object"`
	// Records is how many it had.
	Records int `json:"records"`
	// Own is how many other records of its company a record has in the stream
	// itself, where it has one in another.
	Own float64 `json:"own"`
	// Shares are, for each stream before it in the list, the share of the records
	// of the smaller of both that have a partner in the larger.
	Shares []float64 `json:"shares"`
}

const (
	// ownUsual own records for each record, or more, are what the weights by hand
	// take for granted; at ownRare, or fewer, a pair within the stream has the
	// prior that follows from the rate. In between it passes over.
	ownUsual, ownRare = 1.0 / 8, 1.0 / 32
)

// ownBits is what a pair within a stream weighs by how many own records there are.
func ownBits(own float64) bits {
	if own >= ownUsual {
		return 0
	}
	w := math.Log2(own)
	if own > ownRare {
		w *= math.Log2(ownUsual/own) / math.Log2(ownUsual/ownRare)
	}
	return toBits(w)
}

// streams are the weights of pairs by the streams of their records; nil weighs
// nothing.
type streams struct {
	place []uint8 // by number of a stream: its place in the model + 1
	known int
	bits  []bits // by two places
}

// newStreams reads a model. The prior of a pair across two streams that hold each
// company once is the share of records with a partner over the records of the
// larger one, where that is more than the prior of any two records: it rises by
// no more than the pairs within them fall, and by no more than training moves a
// weight.
func newStreams(m *Model, t *table, prior bits) *streams {
	if m == nil {
		return nil
	}
	out := &streams{known: len(m.Streams), place: make([]uint8, t.words.stream.size()), bits: make([]bits, len(m.Streams)*len(m.Streams))}
	sizes := t.streamSizes()
	records := make([]float64, len(m.Streams))
	speaks := false
	for i := range m.Streams {
		a := &m.Streams[i]
		records[i] = float64(a.Records)
		if v := t.words.stream.find(streamKey(a.Source, a.Object)); v != 0 {
			out.place[v] = uint8(i + 1)
			records[i] = max(records[i], float64(sizes[v]))
		}
		own := ownBits(a.Own)
		out.bits[i*out.known+i] = own
		speaks = speaks || own != 0
		for j := range i {
			if a.Shares[j] > 0 {
				most := min(habitMost, -own, -out.bits[j*out.known+j])
				w := (toBits(math.Log2(a.Shares[j]/max(records[i], records[j]))) - prior).within(0, most)
				out.bits[i*out.known+j], out.bits[j*out.known+i] = w, w
			}
		}
	}
	if !speaks {
		return nil
	}
	return out
}

// between is what a pair weighs by the streams of its records.
func (x *streams) between(a, b uint32) bits {
	if x == nil || int(max(a, b)) >= len(x.place) {
		return 0
	}
	i, j := int(x.place[a]), int(x.place[b])
	if i == 0 || j == 0 {
		return 0
	}
	return x.bits[(i-1)*x.known+j-1]
}

// stream weighs which sources the records of a pair come from.
func (s *scorer) stream(a, b *row, p *pair) {
	w := s.counts.streams.between(a.stream, b.stream)
	switch {
	case w == 0:
	case a.stream == b.stream:
		p.set(fieldSource, equal, w)
	default:
		p.set(fieldSource, differs, w)
	}
}

// streamKey is the text by which a stream is numbered.
func streamKey(source, object string) string { return source + "\x00" + object }

// streamSizes counts the organisations by number of their stream.
func (t *table) streamSizes() []int {
	n := make([]int, t.words.stream.size())
	for i := range t.rows {
		if r := &t.rows[i]; r.stream != 0 && !r.person {
			n[r.stream]++
		}
	}
	return n
}

// twins are the pairs of records of one stream that two clusters would bring
// together, in streams that hold each company once.
type twins struct {
	sum     int64 // of their totals, without what the streams weigh
	pairs   int
	streams []uint32
	own     bits // what the streams weigh together
}

func (v *twins) add(a *row, p *pair) {
	own := p.part[fieldSource]
	v.sum += int64((p.total - own).within(-crossHigh, crossHigh))
	v.pairs++
	for _, s := range v.streams {
		if s == a.stream {
			return
		}
	}
	v.streams = append(v.streams, a.stream)
	v.own += own
}

// clear says whether the twins are one beyond doubt: each stream that would hold
// the company twice speaks against it once.
func (v *twins) clear(line bits) bool {
	return v.pairs == 0 || v.sum+int64(v.own)*int64(v.pairs) >= int64(line)*int64(v.pairs)
}
