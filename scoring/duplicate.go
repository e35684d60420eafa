package scoring

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// booking is what two units write alike when they book the same document.
type booking struct {
	kind     model.OrderKind
	number   string
	currency string
	amount   model.Amount
	date     model.Date
}

// place is where a document is booked. Two documents of one place are never
// each other's duplicate.
type place struct{ source, unit string }

// duplicates are the positions of documents that another unit has booked too.
// Of each booking the place with the most documents counts, the first in byte
// order when several have as many. takes says which documents take part.
func duplicates(orders []model.Order, takes func(*model.Order) bool) map[int]bool {
	if len(orders) < 2 {
		return nil
	}
	byBooking := make(map[booking][]int, len(orders))
	for i := range orders {
		if o := &orders[i]; o.Number != "" && takes(o) {
			b := booking{o.Kind, o.Number, o.Currency, o.Amount, o.Date}
			byBooking[b] = append(byBooking[b], i)
		}
	}
	var out map[int]bool
	for _, at := range byBooking {
		if len(at) < 2 {
			continue
		}
		count := map[place]int{}
		for _, i := range at {
			count[placeOf(&orders[i])]++
		}
		best := slices.MaxFunc(slices.Collect(maps.Keys(count)), func(a, b place) int {
			return cmp.Or(cmp.Compare(count[a], count[b]), cmp.Compare(b.source, a.source), cmp.Compare(b.unit, a.unit))
		})
		for _, i := range at {
			if placeOf(&orders[i]) != best {
				if out == nil {
					out = map[int]bool{}
				}
				out[i] = true
			}
		}
	}
	return out
}

func placeOf(o *model.Order) place { return place{o.Ref.Source, o.Unit} }
