package matching

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// Finder finds the records that a short or misspelt name may mean. It is built
// once and may be shared.
type Finder struct {
	records []Record
	order   []int // row → index into records
	table   *table
	scorer  *scorer
	m       *Matcher
	grams   map[string][]uint32 // characters and pairs of them → rows, ascending
	spelt   [][]string          // by row: the texts of its names without signs
}

// Hit is a record that a query may mean.
type Hit struct {
	Index int // into the records given
	// Score orders hits: half of the pair's bits without the prior, and up to 23
	// more for the share of the query's rare characters found in order.
	Score float64
	// Bits is the pair's total as Explain gives it.
	Bits float64
}

// lookupKeep is the number of candidates that are weighed for one query.
const lookupKeep = 64

// Finder prepares records for Find.
func (m *Matcher) Finder(records []Record) *Finder {
	order := make([]int, len(records))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return records[i].Ref.Compare(records[j].Ref) })
	t := newTable(records, order, nil, m.trusted)
	s := newScorer(countTable(t, m.models), t.words, m.rules.Generic)
	s.judgeCodes(t)
	x := &Finder{records: records, order: order, table: t, scorer: s, m: m,
		grams: map[string][]uint32{}, spelt: make([][]string, len(records))}
	for row, i := range order {
		for j := range records[i].Names {
			text := spelling(records[i].Names[j].Text)
			x.spelt[row] = append(x.spelt[row], text)
			eachGram(text, func(g string) {
				if list := x.grams[g]; len(list) == 0 || list[len(list)-1] != uint32(row) {
					x.grams[g] = append(list, uint32(row))
				}
			})
		}
	}
	return x
}

// spelling is a name's text without the signs between its parts.
func spelling(text string) string { return strings.ReplaceAll(text, "|", "") }

// eachGram yields every character and every two neighbours.
func eachGram(s string, yield func(string)) {
	for last, i := 0, 0; i < len(s); {
		_, n := utf8.DecodeRuneInString(s[i:])
		yield(s[i : i+n])
		if i > 0 {
			yield(s[last : i+n])
		}
		last, i = i, i+n
	}
}

// Find returns at most limit hits, the best first; ties go to the smaller Ref.
func (x *Finder) Find(query Record, limit int) []Hit {
	var hits []Hit
	query = widened(query)
	q := newTable([]Record{query}, nil, x.table.words, x.m.trusted)
	x.scorer.counts.lessons.apply(q)
	s := x.scorer.over(q.words)
	s.judgeCodes(q)
	var p pair
	for _, row := range x.candidates(query) {
		if x.table.rows[row].person != q.rows[0].person {
			continue
		}
		s.weigh(&q.rows[0], &x.table.rows[row], &p)
		hits = append(hits, Hit{Index: int(row), Bits: p.total.float(),
			Score: namesShare*(p.total-s.of(&q.rows[0]).prior()).float() + x.likeness(query, row)})
	}
	slices.SortFunc(hits, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Index, b.Index)) })
	hits = hits[:min(limit, len(hits))]
	for i := range hits {
		hits[i].Index = x.order[hits[i].Index]
	}
	return hits
}

// widened adds the longer writings of a query's short names.
func widened(query Record) Record {
	if query.Kind == model.Person {
		return query
	}
	names := query.Names
	for _, n := range query.Names {
		for _, long := range clean.LongForms(spelling(n.Text)) {
			p := clean.ParseName(long)
			names = append(names[:len(names):len(names)], companyName(model.ShortName, &p))
		}
	}
	query.Names = names
	return query
}

// weight is how much a gram tells: log2 of records over records with it.
func (x *Finder) weight(gram string) float64 {
	return math.Log2(float64(len(x.records)+1) / float64(len(x.grams[gram])+1))
}

// candidates are the rows that share the most telling grams with the query.
func (x *Finder) candidates(query Record) []uint32 {
	score := map[uint32]float64{}
	for _, n := range query.Names {
		eachGram(spelling(n.Text), func(g string) {
			w := x.weight(g)
			if len(x.grams[g]) > 1000 && w < 3 {
				return // a gram of every eighth record finds nothing that others do not
			}
			for _, row := range x.grams[g] {
				score[row] += w
			}
		})
	}
	rows := make([]uint32, 0, len(score))
	for row := range score {
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b uint32) int { return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b)) })
	return rows[:min(lookupKeep, len(rows))]
}

// namesShare is how much of a pair's bits counts for a hit: a name that is left
// out of in order is the likelier one than another of the same length misspelt.
const namesShare = 0.5

// inOrder is worth as much as all characters: a short name is what is left of the
// full one, in its order.
const inOrder = 13

// likeness is the share of the query's characters, by weight, that the best of
// the record's names holds (10) and whether it holds them in order (13), less a
// little for every character that the query lacks.
func (x *Finder) likeness(query Record, row uint32) float64 {
	best := math.Inf(-1)
	for _, n := range query.Names {
		q := spelling(n.Text)
		for _, text := range x.spelt[row] {
			found, all := 0.0, 0.0
			eachGram(q, func(g string) {
				w := x.weight(g)
				all += w
				if strings.Contains(text, g) {
					found += w
				}
			})
			v := 10 * found / max(all, 1e-9)
			if subsequence(q, text) {
				v += inOrder
			}
			more := utf8.RuneCountInString(text) - utf8.RuneCountInString(q)
			best = max(best, v-0.1*float64(max(more, 0)))
		}
	}
	return max(best, -10)
}

// subsequence says whether the characters of a stand in b in their order.
func subsequence(a, b string) bool {
	for _, c := range b {
		if r, n := utf8.DecodeRuneInString(a); n > 0 && r == c {
			a = a[n:]
		}
	}
	return a == ""
}
