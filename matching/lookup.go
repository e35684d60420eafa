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
	spelt   [][]spelt           // by row: its names
}

// spelt is a name without the signs between its parts, and what its characters weigh.
type spelt struct {
	text   string
	weight float64
}

// Hit is a record that a query may mean.
type Hit struct {
	Index int // into the records given
	// Score orders hits: half of the pair's bits without the prior, and up to 23
	// more for the share of the query's rare characters found in order, less what
	// the name has beside them.
	Score float64
	// Bits is the pair's total as Explain gives it.
	Bits float64
}

// lookupKeep is the number of candidates that are weighed for one query.
const lookupKeep = 512

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
		grams: map[string][]uint32{}, spelt: make([][]spelt, len(records))}
	for row, i := range order {
		for j := range records[i].Names {
			text := spelling(records[i].Names[j].Text)
			x.spelt[row] = append(x.spelt[row], spelt{text: text})
			eachGram(text, func(g string) {
				if list := x.grams[g]; len(list) == 0 || list[len(list)-1] != uint32(row) {
					x.grams[g] = append(list, uint32(row))
				}
			})
		}
	}
	for _, names := range x.spelt {
		for i := range names {
			for _, c := range names[i].text {
				names[i].weight += x.weight(string(c))
			}
		}
	}
	return x
}

// spelling is a name's text without the signs between its parts. A place that the
// brand repeats counts once.
func spelling(text string) string {
	region, rest, _ := strings.Cut(text, "|")
	if strings.HasPrefix(rest, region) {
		text = rest
	}
	return strings.ReplaceAll(text, "|", "")
}

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
	query, read := x.readings(query)
	q := newTable([]Record{query}, nil, x.table.words, x.m.trusted)
	x.scorer.counts.lessons.apply(q)
	s := x.scorer.over(q.words)
	s.judgeCodes(q)
	var p pair
	for _, row := range x.candidates(read) {
		if x.table.rows[row].person != q.rows[0].person {
			continue
		}
		s.weigh(&q.rows[0], &x.table.rows[row], &p)
		share := namesShare
		if p.level[fieldName] == similar {
			share = misspeltShare
		}
		hits = append(hits, Hit{Index: int(row), Bits: p.total.float(),
			Score: share*(p.total-s.of(&q.rows[0]).prior()).float() + x.likeness(read, row)})
	}
	slices.SortFunc(hits, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Index, b.Index)) })
	hits = hits[:min(limit, len(hits))]
	for i := range hits {
		hits[i].Index = x.order[hits[i].Index]
	}
	return hits
}

// reading is a way to read the text of a query.
type reading struct {
	text  string
	grams []gram
	all   float64 // what the grams weigh together
	cost  float64 // of reading it so
}

// gram is a character of a query, or a pair of neighbours.
type gram struct {
	text   string
	weight float64
	single bool
}

// readings adds the longer writings of a query's short names.
func (x *Finder) readings(query Record) (Record, []reading) {
	var out []reading
	read := func(text string, cost float64) {
		r := reading{text: text, cost: cost}
		eachGram(text, func(g string) {
			_, n := utf8.DecodeRuneInString(g)
			w := gram{g, x.weight(g), n == len(g)}
			if !w.single {
				w.weight *= neighbours
			}
			r.all += w.weight
			r.grams = append(r.grams, w)
		})
		out = append(out, r)
	}
	names := query.Names
	for _, n := range query.Names {
		text := spelling(n.Text)
		read(text, 0)
		if query.Kind == model.Person {
			continue
		}
		add := func(name string, cost float64) {
			p := clean.ParseName(name)
			c := companyName(model.ShortName, &p)
			names = append(names[:len(names):len(names)], c)
			read(spelling(c.Text), cost)
		}
		if bare := clean.ListedName(text); bare != text && bare != "" {
			add(bare, 0)
		}
		for _, long := range clean.LongForms(text) {
			add(long, longForm)
		}
	}
	query.Names = names
	return query, out
}

// weight is how much a gram tells: log2 of records over records with it.
func (x *Finder) weight(gram string) float64 {
	return math.Log2(float64(len(x.records)+1) / float64(len(x.grams[gram])+1))
}

// candidates are the rows that share the most telling grams with the query.
func (x *Finder) candidates(read []reading) []uint32 {
	score := map[uint32]float64{}
	for _, r := range read {
		for _, g := range r.grams {
			rows := x.grams[g.text]
			if len(rows) > 1000 && x.weight(g.text) < 3 {
				continue // a gram of every eighth record finds nothing that others do not
			}
			for _, row := range rows {
				score[row] += g.weight
			}
		}
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
// A name with a slip counts for half of that: 中国电建 is 中国电力建设 shortened before
// it is 中国电信 misspelt.
const (
	namesShare    = 0.5
	misspeltShare = namesShare / 2
)

const (
	// inOrder is worth as much as all characters: a short name is what is left of the
	// full one, in its order.
	inOrder = 13
	// neighbours is how much of its weight a pair of neighbours counts for: between two
	// characters of a short name the full one as often as not has more (宝钢, 宝山钢铁).
	neighbours = 0.5
	// leftOut is how much of its weight a character counts for that the query has not:
	// who shortens a name keeps what tells it from others.
	leftOut = 0.05
	// longForm is the cost of reading a query as short for something else than it says.
	longForm = 4
)

// likeness is the share of the query's characters, by weight, that the best of
// the record's names holds (10) and whether it holds them in order (13), less a
// little for every character that the query lacks.
func (x *Finder) likeness(read []reading, row uint32) float64 {
	best := math.Inf(-1)
	for _, r := range read {
		for _, name := range x.spelt[row] {
			found, known := 0.0, 0.0
			for _, g := range r.grams {
				if strings.Contains(name.text, g.text) {
					found += g.weight
					if g.single {
						known += g.weight
					}
				}
			}
			v := 10*found/max(r.all, 1e-9) - r.cost
			if subsequence(r.text, name.text) {
				v += inOrder
			}
			best = max(best, v-leftOut*max(name.weight-known, 0))
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
