package report

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Room is where questions are asked: of one store, by one reader, about the
// tiers of one policy.
type Room struct {
	Store  *store.DB
	Reader model.Principal
	// Policy is the name of the group's policy, Ladder its tiers, the best first.
	Policy string
	Ladder []string
	// Base is the currency of its money.
	Base string
	// Zone is the time zone of business dates.
	Zone *time.Location
}

// Span is a run of calendar months, such as 202601 to 202612, both inclusive.
type Span struct{ First, Last int }

// Months is the span of n months that ends with the month of a date.
func Months(n int, until model.Date) Span {
	last := model.MonthOf(until)
	return Span{addMonths(last, 1-n), last}
}

// Before is the span of the same length that ends where this one begins.
func (s Span) Before() Span {
	n := s.Len()
	return Span{addMonths(s.First, -n), addMonths(s.First, -1)}
}

// Len is the number of months.
func (s Span) Len() int { return monthNumber(s.Last) - monthNumber(s.First) + 1 }

// Holds says whether a month lies in the span.
func (s Span) Holds(month int) bool { return month >= s.First && month <= s.Last }

// String is such as 2026-01 – 2026-12.
func (s Span) String() string { return MonthText(s.First) + " – " + MonthText(s.Last) }

// MonthText is 2026-01 of 202601.
func MonthText(month int) string { return fmt.Sprintf("%04d-%02d", month/100, month%100) }

func monthNumber(month int) int { return month/100*12 + month%100 - 1 }

func addMonths(month, n int) int {
	k := monthNumber(month) + n
	return k/12*100 + k%12 + 1
}

// tiers are the final tiers of all customers: the present ones, or those that stood
// at the end of a day.
func (r *Room) tiers(ctx context.Context, at model.Date) (*store.Labels, error) {
	run := int64(0)
	if at != 0 {
		var err error
		if run, err = r.Store.RunAt(ctx, r.Reader, r.endOf(at)); err != nil || run == 0 {
			return nil, err
		}
	}
	return r.Store.Standing(ctx, r.Reader, r.Policy, model.ScopeGroup, run)
}

// endOf is the last instant of a day in the group's zone.
func (r *Room) endOf(day model.Date) time.Time {
	y, m, d := day.Time().Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, r.Zone).Add(-time.Microsecond)
}

// customer is one entity with its months, which are in the order of the unit,
// the month, the topic and the kind.
type customer struct {
	key    int64  // of the entity in the store
	tier   string // model.Unrated when it has none
	months []model.Month
}

// business are the topics that most reports are about.
var business = []model.Topic{model.TopicOrder}

// each calls fn for everybody with a tier or with business of the topics in the
// span, those with business first, in any order. fn may not keep the months.
func (r *Room) each(ctx context.Context, s Span, tiers *store.Labels, topics []model.Topic, fn func(customer)) error {
	seen := store.KeySet{}
	err := r.Store.EachBusiness(ctx, r.Reader, s.First, s.Last, func(key int64, months []model.Month) error {
		if tiers.Len() > 0 {
			seen.Add(key)
		}
		fn(customer{key: key, tier: cmp.Or(tiers.Of(key), model.Unrated), months: months})
		return nil
	}, topics...)
	if err != nil {
		return err
	}
	tiers.Each(func(key int64, tier string) {
		if seen.Add(key) {
			fn(customer{key: key, tier: tier})
		}
	})
	return nil
}

// classes are the rows of a table by tier: the ladder, unrated, then what else
// was met, such as tiers of an older policy.
func (r *Room) classes(met map[string]bool) []string {
	out := append(slices.Clone(r.Ladder), model.Unrated)
	for _, c := range slices.Sorted(maps.Keys(met)) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}
