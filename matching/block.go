package matching

import (
	"cmp"
	"slices"
)

// blocks are lists of rows that share a key; only such rows are compared.
type blocks struct {
	post []posting
	// end[i] is where the comparisons of posting i stop in its block.
	end []uint32
	// from[r]:from[r+1] in of are the postings of row r.
	from, of []uint32

	keys, capped, dropped int
}

// posting is a row under a key; sub splits the key when its list is too long.
type posting struct {
	key uint64
	sub uint32
	row uint32
}

// The kinds of key. A kind stands in the upper bits, two numbers below it.
const (
	keyCode uint64 = iota
	keyText
	keyBrand
	keyBrandRegion
	keyBrandTrade
	keyBrandCity
	keySound
	keyPhone
	keyMail
	keyDomain
	keyStreet
	keyBorn
)

const keyBits = 29 // up to 536 million different texts

func key(kind uint64, a, b uint32) uint64 {
	return kind<<(2*keyBits) | uint64(a)<<keyBits | uint64(b)
}

// keyer collects the postings of a table.
type keyer struct {
	t       *table
	s       *scorer
	limit   int
	uses    []uint32 // names by brand
	scripts []uint8  // by sound: 1 Han, 2 Latin, 3 both
	post    []posting
}

func (s *scorer) block(t *table, limit int) *blocks {
	k := keyer{t: t, s: s, limit: limit, uses: make([]uint32, t.words.word.size()),
		scripts: make([]uint8, t.words.word.size()), post: make([]posting, 0, 6*len(t.rows))}
	for i := range t.rows {
		for j := range t.rows[i].names {
			n := &t.rows[i].names[j]
			k.uses[n.brand]++
			if n.latin {
				k.scripts[n.sound] |= 2
			} else {
				k.scripts[n.sound] |= 1
			}
		}
	}
	for i := range t.rows {
		k.add(uint32(i), &t.rows[i])
	}
	sortPostings(k.post)
	return cut(k.post, len(t.rows), limit)
}

func (k *keyer) put(row uint32, key uint64, sub uint32) {
	k.post = append(k.post, posting{key, sub, row})
}

// add posts one row. Generic values get no key: they bear no evidence.
func (k *keyer) add(i uint32, r *row) {
	var brand, region uint32
	if len(r.names) > 0 {
		brand, region = r.names[0].brand, r.names[0].region
	}
	for _, c := range r.codes {
		if !k.generic(c.value) {
			k.put(i, key(keyCode, c.value, 0), brand)
		}
	}
	k.s.of(r).keys(k, i, r)
	k.values(i, keyPhone, r.phones, brand)
	k.values(i, keyMail, r.emails, brand)
	k.values(i, keyDomain, r.domains, region)
	for _, p := range r.places {
		k.values(i, keyStreet, []uint32{p.street}, brand)
	}
}

// brands posts a brand; a brand with too many names also with what narrows it.
func (k *keyer) brands(i uint32, r *row, n *nameRow) {
	if n.brand == 0 {
		return
	}
	k.put(i, key(keyBrand, n.brand, 0), n.region)
	if int(k.uses[n.brand]) <= k.limit {
		return
	}
	if n.region != 0 {
		k.put(i, key(keyBrandRegion, n.brand, n.region), n.industry)
	}
	if n.industry != 0 {
		k.put(i, key(keyBrandTrade, n.brand, n.industry), n.region)
	}
	for _, p := range r.places {
		if p.city != 0 {
			k.put(i, key(keyBrandCity, n.brand, p.city), n.industry)
		}
	}
}

// sound posts a name by its sound where names of both scripts have it.
func (k *keyer) sound(i uint32, n *nameRow, sub uint32) {
	if n.sound != 0 && k.scripts[n.sound] == 3 {
		k.put(i, key(keySound, n.sound, 0), sub)
	}
}

func (k *keyer) values(i uint32, kind uint64, list []uint32, sub uint32) {
	for _, v := range list {
		if v != 0 && !k.generic(v) {
			k.put(i, key(kind, v, 0), sub)
		}
	}
}

func (k *keyer) generic(v uint32) bool { return at(k.s.counts.users, v) >= k.s.generic }

// cut turns sorted postings into blocks: lists above the limit are split by
// their sub key, and lists that are still too long compare each row with the
// next limit rows only. What is left out is counted.
func cut(post []posting, rows, limit int) *blocks {
	b := &blocks{post: post, end: make([]uint32, len(post))}
	for i := 0; i < len(post); {
		j := i + 1
		for j < len(post) && post[j].key == post[i].key {
			j++
		}
		switch n := j - i; {
		case n == 1:
			b.end[i] = uint32(j)
		case n <= limit:
			b.keys++
			slices.SortFunc(post[i:j], func(x, y posting) int { return cmp.Compare(x.row, y.row) })
			b.close(i, j, limit)
		default:
			b.keys++
			b.capped++
			b.dropped += choose2(n) - b.split(i, j, limit)
		}
		i = j
	}
	b.index(rows)
	return b
}

// split closes each run of one sub key and returns the pairs that are kept.
func (b *blocks) split(i, j, limit int) (kept int) {
	for i < j {
		k := i + 1
		for k < j && b.post[k].sub == b.post[i].sub {
			k++
		}
		b.close(i, k, limit)
		n := k - i
		kept += choose2(n)
		if over := n - 1 - limit; over > 0 {
			kept -= choose2(over + 1)
		}
		i = k
	}
	return kept
}

// close sets the ends of a block of rows in order.
func (b *blocks) close(i, j, limit int) {
	for p := i; p < j; p++ {
		b.end[p] = uint32(min(j, p+1+limit))
	}
}

func choose2(n int) int { return n * (n - 1) / 2 }

// index lists the postings of each row.
func (b *blocks) index(rows int) {
	b.from = make([]uint32, rows+1)
	for i := range b.post {
		b.from[b.post[i].row+1]++
	}
	for i := range rows {
		b.from[i+1] += b.from[i]
	}
	b.of = make([]uint32, len(b.post))
	next := slices.Clone(b.from)
	for i := range b.post {
		r := b.post[i].row
		b.of[next[r]] = uint32(i)
		next[r]++
	}
}

// partners yields the rows after r that share a block with it, each once.
// seen is scratch of one element per row, holding r+1 for rows yielded.
func (b *blocks) partners(r uint32, seen []uint32, yield func(uint32)) {
	for _, p := range b.of[b.from[r]:b.from[r+1]] {
		for q := p + 1; q < b.end[p]; q++ {
			if o := b.post[q].row; seen[o] != r+1 && o != r {
				seen[o] = r + 1
				yield(o)
			}
		}
	}
}

// sortPostings orders by key, sub and row.
func sortPostings(post []posting) {
	slices.SortFunc(post, func(a, b posting) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.sub, b.sub), cmp.Compare(a.row, b.row))
	})
}
