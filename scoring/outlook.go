package scoring

import (
	"sort"

	"github.com/tierloop/tierloop/model"
)

// outlook finds the first day on which the facts of a customer, if none is added,
// count otherwise than today: one leaves a window, or one that lies ahead enters.
type outlook struct {
	asOf  model.Date
	spans []span
	of    []int // by aggregate: its span
	next  model.Date
	known map[crossing]model.Date // days that were searched for already
}

// span is a window on the as-of date, and which of a customer's facts come next
// to its borders.
type span struct {
	window      window
	first, last model.Date
	oldest      model.Date // the earliest fact inside, 0 none
	coming      model.Date // the earliest fact behind its end, 0 none
}

// crossing is a fact of one day at one border of a span.
type crossing struct {
	span   int
	day    model.Date
	leaves bool
}

// outlookDays bounds the search: what would stay as it is for longer is counted
// anew then.
const outlookDays = 3660

func newOutlook(c *Compiled, asOf model.Date) *outlook {
	o := &outlook{asOf: asOf, of: make([]int, len(c.aggregates)), known: map[crossing]model.Date{}}
	at := map[window]int{}
	for i, a := range c.aggregates {
		n, ok := at[a.window]
		if !ok {
			n = len(o.spans)
			first, last := a.window.days(asOf)
			at[a.window], o.spans = n, append(o.spans, span{window: a.window, first: first, last: last})
		}
		o.of[i] = n
	}
	return o
}

func (o *outlook) reset() {
	o.next = 0
	for i := range o.spans {
		o.spans[i].oldest, o.spans[i].coming = 0, 0
	}
}

// inside says whether an aggregate's window holds the day.
func (o *outlook) inside(aggregate int, day model.Date) bool {
	s := &o.spans[o.of[aggregate]]
	return day >= s.first && day <= s.last
}

// before notes that something is otherwise from a day on.
func (o *outlook) before(day model.Date) { earliest(&o.next, day) }

// see takes the day of a fact, counted or not.
func (o *outlook) see(day model.Date) {
	if day > o.asOf {
		o.before(day)
		return
	}
	for i := range o.spans {
		switch s := &o.spans[i]; {
		case day > s.last:
			earliest(&s.coming, day)
		case day >= s.first:
			earliest(&s.oldest, day)
		}
	}
}

func earliest(of *model.Date, day model.Date) {
	if day != 0 && (*of == 0 || day < *of) {
		*of = day
	}
}

// until is the first day on which the facts that were seen may count otherwise;
// 0 is never.
func (o *outlook) until() model.Date {
	until := o.next
	for i := range o.spans {
		s := &o.spans[i]
		if s.window.unit == "" {
			continue // all time: nothing leaves, and nothing is behind its end
		}
		if s.oldest != 0 {
			earliest(&until, o.crossed(crossing{i, s.oldest, true}))
		}
		if s.coming != 0 {
			earliest(&until, o.crossed(crossing{i, s.coming, false}))
		}
	}
	return until
}

// crossed is the day on which a fact crosses a border. Both borders of a window
// only move forward as days pass.
func (o *outlook) crossed(c crossing) model.Date {
	day, ok := o.known[c]
	if !ok {
		n := sort.Search(outlookDays, func(n int) bool {
			first, last := o.spans[c.span].window.days(o.asOf + model.Date(n) + 1)
			return c.leaves && first > c.day || !c.leaves && last >= c.day
		})
		day = o.asOf + model.Date(n) + 1
		o.known[c] = day
	}
	return day
}
