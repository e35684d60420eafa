package matching

import (
	"cmp"
	"math"
	"strings"

	"github.com/tierloop/tierloop/mapping/clean"
)

// Names in Latin letters are compared word by word where their brands are not
// equal: in any order, with words shortened (univ, university), misspelt, joined
// (power house, powerhouse) or written as initials (ibm). A word tells as much as
// it is rare; a rare word that the other name lacks speaks against them.

// wordsMost bounds the words of a name that are compared.
const wordsMost = 16

// nameWords are the words of one name.
type nameWords struct {
	n    int
	word [wordsMost]*term
	used [wordsMost]bool
}

// term is a word with what it is compared by.
type term struct {
	text  string
	bits  float64 // what it tells; 0 for a connective
	joins bool    // a connective
	long  string  // what it abbreviates, mostly ""
	heard string  // as it sounds
	bare  string  // its consonants

	sector string // of a word that names a trade
}

func (c *Counts) newTerm(w string) *term {
	t := &term{text: w, joins: connectives[w], long: cmp.Or(abbreviations[w], foreignWords[w], foreignNames[w]), heard: heardAs(w), bare: consonants(w), sector: clean.Sector(w)}
	if !t.joins {
		t.bits = c.wordRarity(w)
	}
	return t
}

// term is a word that was counted, or is met for the first time.
func (c *Counts) term(w string) *term {
	if t := c.vocabulary[w]; t != nil {
		return t
	}
	return c.newTerm(w)
}

// learnWords prepares the words that were counted for comparison.
func (c *Counts) learnWords() {
	c.vocabulary = make(map[string]*term, len(c.terms.word))
	for w := range c.terms.word {
		c.vocabulary[w] = c.newTerm(w)
	}
}

// connectives tell nothing.
var connectives = setOf("and of the for de la le du des da do dos di del der die das den und et y e i van von zu am im in at on to a an les los las el al bin ltd co")

func setOf(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

func (s *scorer) split(text string, n *nameWords) {
	*n = nameWords{}
	for text != "" && n.n < wordsMost {
		var w string
		if w, text, _ = strings.Cut(text, " "); w == "" {
			continue
		}
		n.word[n.n] = s.counts.term(w)
		n.n++
	}
}

// likeWords weighs two Latin lines of words; self is what the less telling of
// both would weigh with itself.
func (s *scorer) likeWords(a, b string) (w, self bits) {
	if a > b {
		a, b = b, a // one order, so that the pairing is the same both ways
	}
	var x, y nameWords
	s.split(a, &x)
	s.split(b, &y)
	own := func(n *nameWords) (sum float64) {
		for i := range n.n {
			sum += n.word[i].bits
		}
		return sum
	}
	least := min(own(&x), own(&y))
	sum := pairWords(&x, &y) + initials(&x, &y) + initials(&y, &x)
	strict := 1.0
	if s.strict {
		strict = 2
	}
	if x.sided() && y.sided() {
		sum -= strict * numberLacks
	}
	if trade := x.trade(); trade != "" && y.trade() != "" && y.trade() != trade {
		sum += strict * industryDiffers.float()
	}
	sum -= strict * (lacking(&x, !s.strict && y.paired()) + lacking(&y, !s.strict && x.paired()))
	return toBits(sum), toBits(least)
}

// pairWords pairs the words of two names, the surest pairs first, and sums what
// they tell.
func pairWords(x, y *nameWords) float64 {
	sum := pairBy(x, y, sameWord)
	sum += joined(x, y) + joined(y, x)
	return sum + pairBy(x, y, shortened) + pairBy(x, y, misspeltWord)
}

// pairBy pairs the words that are alike; alike is what is lost by the pairing, -1
// for none.
func pairBy(x, y *nameWords, alike func(a, b *term) float64) (sum float64) {
	for i := range x.n {
		for j := range y.n {
			if x.used[i] || y.used[j] {
				continue
			}
			if lost := alike(x.word[i], y.word[j]); lost >= 0 {
				x.used[i], y.used[j] = true, true
				sum += max(min(x.word[i].bits, y.word[j].bits)-lost, 0)
			}
		}
	}
	return sum
}

// joined pairs two neighbours of x with one word of y that joins them.
func joined(x, y *nameWords) (sum float64) {
	for i := 0; i+1 < x.n; i++ {
		for j := range y.n {
			if a, b, c := x.word[i].text, x.word[i+1].text, y.word[j].text; !x.used[i] && !x.used[i+1] && !y.used[j] &&
				len(a)+len(b) == len(c) && c[:len(a)] == a && c[len(a):] == b {
				x.used[i], x.used[i+1], y.used[j] = true, true, true
				sum += max(min(x.word[i].bits+x.word[i+1].bits, y.word[j].bits)-1, 0)
			}
		}
	}
	return sum
}

// initials pairs a short word of x with the first letters of words of y that
// follow each other.
func initials(x, y *nameWords) (sum float64) {
	for i := range x.n {
		w := x.word[i].text
		if x.used[i] || len(w) < 2 || len(w) > 6 {
			continue
		}
		for j := 0; j < y.n; j++ {
			if k := spells(w, y, j); k > 0 {
				x.used[i] = true
				for ; j < k; j++ {
					y.used[j] = true
				}
				sum += min(initialBits*float64(len(w)), 12)
				break
			}
		}
	}
	return sum
}

// spells says at which word the initials end that begin at word j; 0 when they
// are others. Connectives may be left out.
func spells(w string, y *nameWords, j int) int {
	n := 0
	for ; j < y.n && n < len(w); j++ {
		switch {
		case y.used[j]:
			return 0
		case y.word[j].text[0] == w[n]:
			n++
		case !y.word[j].joins:
			return 0
		}
	}
	if n+1 == len(w) && n >= 3 && j == y.n && strings.IndexByte(formLetters, w[n]) >= 0 {
		return j // nioc, national iranian oil company
	}
	if n < len(w) || n < 2 {
		return 0
	}
	return j
}

// formLetters begin the legal forms that are no words of a line: company, corporation,
// group, holding, limited.
const formLetters = "cghl"

// lacking is what the unpaired words of a name speak against a pair. They say less
// when the other name lies wholly within this one: many leave words out, few put
// others in their place.
func lacking(n *nameWords, within bool) (sum float64) {
	for i := range n.n {
		if t := n.word[i]; !n.used[i] && t.bits > 0 {
			if isNumber(t.text) {
				sum += numberLacks
			} else {
				sum += min(lackBase+lackShare*t.bits, lackMost)
			}
		}
	}
	if within {
		sum *= lackWithin
	}
	return sum
}

// sided says whether a word that is unpaired names a side or a place in a row: a name
// that has another one there is another name.
func (n *nameWords) sided() bool {
	for i := range n.n {
		if !n.used[i] && sides[n.word[i].text] {
			return true
		}
	}
	return false
}

var sides = setOf("north south east west northern southern eastern western northeast northwest southeast southwest first second third fourth fifth upper lower inner outer")

// trade is the sector of the first unpaired word that names a trade: a name that has
// one of another trade there is another company of the brand.
func (n *nameWords) trade() string {
	for i := range n.n {
		if s := n.word[i].sector; !n.used[i] && s != "" {
			return s
		}
	}
	return ""
}

// paired says whether every word that tells something is paired.
func (n *nameWords) paired() bool {
	for i := range n.n {
		if !n.used[i] && n.word[i].bits > 0 {
			return false
		}
	}
	return true
}

const (
	initialBits = 3.3
	numberLacks = 4.0
	lackBase    = 0.5
	lackShare   = 0.45
	lackMost    = 6.0
	lackWithin  = 0.6
)

func isNumber(w string) bool { return w[0] >= '0' && w[0] <= '9' }

func sameWord(a, b *term) float64 {
	if a.text == b.text {
		return 0
	}
	return -1
}

// shortened is what is lost when one word shortens the other, or both are one
// word in two spellings; -1 when neither.
func shortened(a, b *term) float64 {
	if len(a.text) > len(b.text) {
		a, b = b, a
	}
	short, long := a.text, b.text
	switch {
	case a.long == long || b.long == short || a.long != "" && a.long == b.long:
		return 0.5
	case len(short) >= 3 && strings.HasPrefix(long, short) && len(long)-len(short) <= 2: // plural, elective, …
		return 1
	case len(short) >= 4 && strings.HasPrefix(long, short) && clean.Sector(long[len(short):]) != "":
		return -1 // gazprom, gazprombank: mostly another company of the group
	case len(short) >= 4 && strings.HasPrefix(long, short):
		return 2
	case len(short) == 3 && strings.HasPrefix(long, short) && clean.Sector(long) != "": // log., logistics
		return 3
	case len(short) >= 4 && a.heard == b.heard:
		return 1
	case len(short) >= 3 && short[0] == long[0] && len(long) >= 6 && a.bare == short && strings.HasPrefix(b.bare, short): // mfg, bldg
		return 2
	}
	return -1
}

// misspeltWord is what is lost by a misspelling.
func misspeltWord(x, y *term) float64 {
	a, b := x.text, y.text
	if isNumber(a) || isNumber(b) || min(len(a), len(b)) < 4 || !oneEdit(a, b) {
		if min(len(a), len(b)) >= 8 && !isNumber(a) && !isNumber(b) && twoEdits(a, b) {
			return 6
		}
		return -1
	}
	if min(len(a), len(b)) < 6 {
		return 5
	}
	return 3.5
}

// twoEdits says whether two words are at most two changes apart: one after the
// common start and one before the common end.
func twoEdits(a, b string) bool {
	a, b = differing(a, b)
	if len(a) < 2 || len(b) < 2 || max(len(a), len(b)) > 12 {
		return false
	}
	x, y := differing(a[1:], b[1:])
	if len(x) <= 1 && len(y) <= 1 {
		return true
	}
	x, y = differing(a[1:], b)
	if len(x) <= 1 && len(y) <= 1 {
		return true
	}
	x, y = differing(a, b[1:])
	return len(x) <= 1 && len(y) <= 1
}

// abbreviations of words in names of organisations.
var abbreviations = map[string]string{
	"intl": "international", "int": "international", "natl": "national", "nat": "national", "univ": "university", "uni": "university",
	"inst": "institute", "institution": "institute",
	"dept": "department", "lab": "laboratory", "labs": "laboratory", "laboratories": "laboratory", "tech": "technology", "technologies": "technology",
	"technological": "technology", "technical": "technology", "assn": "association", "assoc": "association", "bros": "brothers", "mfg": "manufacturing",
	"mgmt": "management", "govt": "government", "hosp": "hospital", "sch": "school", "coll": "college", "acad": "academy", "ctr": "center",
	"svc": "service", "svcs": "service", "services": "service", "sys": "systems", "system": "systems", "comm": "communications",
	"elec": "electronics", "eng": "engineering", "engg": "engineering", "engr": "engineering", "ind": "industries", "inds": "industries", "industry": "industries", "industrial": "industries",
	"st": "saint", "ste": "saint", "mt": "mount", "ft": "fort", "amer": "american", "sci": "science", "sciences": "science", "med": "medical",
	"pharm": "pharmaceuticals", "pharma": "pharmaceuticals", "pharmaceutical": "pharmaceuticals", "chem": "chemical", "chemicals": "chemical", "res": "research",
	"dev": "development", "fdn": "foundation", "found": "foundation", "soc": "society", "theatre": "theater", "grp": "group", "hldgs": "holdings",
	"transp": "transport", "transportation": "transport", "bank": "bank", "rest": "restaurant", "restaurante": "restaurant", "ristorante": "restaurant",
	"bbq": "barbecue", "deli": "delicatessen", "cafe": "caffe", "united": "utd", "polytechnic": "polytech", "republic": "rep", "company": "co", "corporation": "corp",
}

// wordRarity is how many bits a word of a Latin name tells.
func (c *Counts) wordRarity(w string) float64 {
	unseen := usualWords * math.Exp2(-min(letterBits*float64(len(w)), wordBits))
	n, all := c.terms.word[w], c.terms.words
	if most, general := usual[w]; general {
		unseen = max(unseen, usualWords*math.Exp2(-most))
	}
	return math.Log2((all + usualWords) / (n + unseen))
}

// usual are words of many names, with the bits that they tell at most before
// anything is counted.
var usual = func() map[string]float64 {
	out := map[string]float64{}
	for _, list := range [...]map[string]string{abbreviations, foreignWords} {
		for w, full := range list {
			out[w], out[full] = 4, 4
		}
	}
	for w := range setOf("company corporation group holding holdings services solutions global world trading trade general first new center house shop store restaurant hotel club bar grill office board agency authority ministry department federal state city central royal public private limited partners associates enterprises systems products union federation council committee trust fund capital investment investments finance financial insurance energy power oil gas mining steel motors electric electronics software media press news radio water air airlines aviation shipping marine port logistics construction engineering design consulting management properties real estate construction foods food health care north south east west northern southern eastern western") {
		out[w] = 4
	}
	return out
}()

// heardAs writes a word by its sounds, so that usual ways to spell a foreign name
// agree: tchaikovsky and chaykovskiy, mohammed and muhamad.
func heardAs(w string) string {
	if s := phonetic.Replace(w); s != w {
		w = s
	}
	var b strings.Builder
	var last byte
	for i := range len(w) {
		c := w[i]
		if strings.IndexByte("aeiou", c) >= 0 {
			if i > 0 {
				continue
			}
			c = 'a'
		}
		if c != last {
			b.WriteByte(c)
		}
		last = c
	}
	return b.String()
}

var phonetic = strings.NewReplacer("sch", "s", "tsch", "c", "tch", "c", "zh", "z", "kh", "h", "ch", "c", "sh", "s", "ph", "f", "th", "t", "ck", "k",
	"qu", "k", "q", "k", "x", "ks", "w", "v", "yy", "i", "iy", "i", "ij", "i", "y", "i", "j", "i", "dj", "i", "ts", "z", "tz", "z", "cz", "z", "gh", "g")

// consonants are the letters of a word without its vowels, the first kept.
func consonants(w string) string {
	var b strings.Builder
	for i := range len(w) {
		if i == 0 || strings.IndexByte("aeiou", w[i]) < 0 {
			b.WriteByte(w[i])
		}
	}
	return b.String()
}
