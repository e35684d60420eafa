package engine

import (
	"context"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// callsPrefix begins the counters of a run that hold the calls it made, as
// calls.SOURCE.PURPOSE.
const callsPrefix = "calls."

// Spend is how many calls a source made on a day, by purpose.
type Spend struct {
	Day    model.Date       `json:"day"`
	Source string           `json:"source"`
	Calls  map[string]int64 `json:"calls"`
}

// Total is all its calls.
func (s Spend) Total() (n int64) {
	for _, c := range s.Calls {
		n += c
	}
	return n
}

// spend counts one call; the run that ends next keeps it.
func (e *Engine) spend(source, purpose string) {
	e.spending.Lock()
	defer e.spending.Unlock()
	if e.spent == nil {
		e.spent = map[string]int64{}
	}
	e.spent[callsPrefix+source+"."+purpose]++
}

// noteSpending moves the calls since the last run into the counts of this one.
func (t *turn) noteSpending() {
	t.spending.Lock()
	spent := t.spent
	t.spent = nil
	t.spending.Unlock()
	for name, n := range spent {
		t.add(name, n)
	}
}

// Spending sums the calls of the runs that began on a day or later, newest day first,
// as the group's days go. Calls of commands that are no run are not in it.
func (e *Engine) Spending(ctx context.Context, p model.Principal, since model.Date) ([]Spend, error) {
	var out []Spend
	filter := store.RunFilter{Limit: 200}
	for {
		runs, err := e.Store.Runs(ctx, p, filter)
		if err != nil {
			return nil, err
		}
		for _, r := range runs {
			day := model.DateOf(r.Started.In(e.Config.Location))
			if day < since {
				return out, nil
			}
			for _, name := range sortedKeys(r.Counts) {
				if key, ok := strings.CutPrefix(name, callsPrefix); ok {
					out = addSpend(out, day, key, r.Counts[name])
				}
			}
			filter.BeforeSeq = r.Seq
		}
		if len(runs) < filter.Limit {
			return out, nil
		}
	}
}

func addSpend(list []Spend, day model.Date, key string, n int64) []Spend {
	dot := strings.LastIndexByte(key, '.')
	source, purpose := key[:max(dot, 0)], key[dot+1:]
	for i := range list {
		if list[i].Day == day && list[i].Source == source {
			list[i].Calls[purpose] += n
			return list
		}
	}
	return append(list, Spend{Day: day, Source: source, Calls: map[string]int64{purpose: n}})
}

// spentToday is what runs before this process used of a source's calls.
func (e *Engine) spentToday(source string) (n int64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	list, err := e.Spending(ctx, model.SystemPrincipal(), e.today())
	for _, s := range list {
		if s.Source == source {
			n += s.Total()
		}
	}
	return n, err
}
