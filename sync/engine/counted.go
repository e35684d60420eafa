package engine

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// counted is what earlier runs counted of everybody, policy by policy. Those of
// whom nothing moved since, and for whom no day passed that moves a window, are
// scored from it: their facts are not read.
type counted struct {
	*turn
	scorers []*scorer
	rules   []string         // by scorer: what has to be the same, or all is counted anew
	before  []map[int]string // by scorer: the parts as the store has them; nil when they are of no use
	since   int64            // of the marks to come
}

// countedMark says when, and by which rules, a policy's counts were made.
type countedMark struct {
	Since int64      `json:"since"` // what a run of this number or a later one moved is not in them
	AsOf  model.Date `json:"as_of"`
	Rules string     `json:"rules"`
	Own   []string   `json:"own,omitempty"` // entities that are own companies
	// Inputs and Results are what the scoring went by beside the customers, and how
	// many results it had: see stands.
	Inputs  string `json:"inputs"`
	Results int    `json:"results"`
}

// countedParts is the number of parts that customers are spread over, so that a
// small change rewrites little.
const countedParts = 8192

func partOf(entity string) int {
	h := fnv.New32a()
	h.Write([]byte(entity))
	return int(h.Sum32()%countedParts) + 1 // 0 is the mark
}

// recall adds to the runs whom it can without their facts, and tells the feeder
// whom it has to read: after months.before, nothing may be missed.
func (t *turn) recall(ctx context.Context, scorers []*scorer, f *feeder, months *monthly) (*counted, error) {
	since, err := t.unseen(ctx)
	if err != nil {
		return nil, err
	}
	c := &counted{turn: t, scorers: scorers, before: make([]map[int]string, len(scorers)), since: since}
	var first countedMark
	usable := true
	for i, s := range scorers {
		s.run.Keep()
		rules, err := c.rulesOf(s, months.rates, f)
		if err != nil {
			return nil, err
		}
		c.rules = append(c.rules, rules)
		mark, err := c.countedMark(ctx, s.policy)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = mark
		}
		usable = usable && mark.Rules == rules && mark.AsOf <= s.run.AsOf() && mark.Since == first.Since
	}
	if !usable || first.Since > months.before.Run || first.AsOf > months.before.AsOf {
		return c, nil
	}
	if err := c.takeUp(ctx, first, f); err != nil {
		return nil, errors.Join(err, t.write(ctx, func(tx *store.Tx) error { return tx.ForgetCounted(ctx) }))
	}
	return c, nil
}

// unseen is the first run of which scoring in this one does not see all that it
// moves: an older one that is not over, else the next. This one has moved by now
// what it will, unless it is cut off and begins again: see again.
func (t *turn) unseen(ctx context.Context) (int64, error) {
	open, err := t.Store.OldestOpenRun(ctx, model.SystemPrincipal(), t.seq())
	if open == t.seq() {
		open++
	}
	return open, err
}

// rulesOf is the hash of what counts for everybody.
func (c *counted) rulesOf(s *scorer, rates []model.Rate, f *feeder) (string, error) {
	own := make([]string, 0, len(f.own))
	for o := range f.own {
		own = append(own, o.Type+"\x00"+o.Value)
	}
	slices.Sort(own)
	text, err := json.Marshal([]any{c.Version, s.run.KeptForm(), rates, own, countedParts})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16]), err
}

func (t *turn) countedMark(ctx context.Context, policy *scoring.Compiled) (countedMark, error) {
	var mark countedMark
	text, err := t.Store.CountedMark(ctx, model.SystemPrincipal(), policy.Policy().Name)
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &mark)
	}
	return mark, err
}

// takeUp reads what was counted and divides the customers: those who moved are
// read again, groups of companies as a whole.
func (c *counted) takeUp(ctx context.Context, mark countedMark, f *feeder) error {
	p := model.SystemPrincipal()
	listed, err := c.Store.EntitiesMoved(ctx, p, mark.Since)
	if err != nil {
		return err
	}
	moved := map[string]bool{}
	for _, id := range listed {
		moved[id] = true
	}
	known := 0
	for i, s := range c.scorers {
		if c.before[i], err = c.Store.Counted(ctx, p, s.policy.Policy().Name); err != nil {
			return err
		}
		n, err := c.elsewhere(i, f.top, moved)
		if err != nil {
			return err
		}
		known = max(known, n)
	}
	whole(moved, f.top)
	if 2*len(moved) > known { // it is cheaper to read everybody in the order of the store
		return nil
	}
	f.owned = slices.DeleteFunc(mark.Own, func(id string) bool { return moved[id] })
	f.only = append([]string{}, sortedKeys(moved)...) // not nil, which would be everybody
	return c.enter(moved, f)
}

// eachPart calls fn with what a policy's parts hold, one after the other.
func (c *counted) eachPart(i int, fn func([]scoring.Kept) error) error {
	for _, part := range slices.Sorted(maps.Keys(c.before[i])) {
		list, err := scoring.ReadKept(c.before[i][part])
		if err == nil {
			err = fn(list)
		}
		if err != nil {
			return fmt.Errorf("what was counted for %s, part %d: %w", c.scorers[i].policy.Policy().Name, part, err)
		}
	}
	return nil
}

// elsewhere adds those for whom a day passed that moves a window, and those who
// have another place in a group of companies than when they were counted, with the
// group that they left. It returns how many results there were.
func (c *counted) elsewhere(i int, top map[string]string, moved map[string]bool) (known int, err error) {
	run, groups := c.scorers[i].run, map[string]string{}
	err = c.eachPart(i, func(list []scoring.Kept) error {
		known += len(list)
		for _, k := range list {
			parent := top[k.Entity]
			if parent == k.Entity || k.Scope != model.ScopeGroup || !run.RollsUp() {
				parent = ""
			}
			if k.Until != 0 && k.Until <= run.AsOf() || k.Group != parent {
				moved[k.Entity] = true
			}
			if k.Group != "" {
				groups[k.Entity] = k.Group
			}
		}
		return nil
	})
	for id, group := range groups {
		if moved[id] {
			moved[group] = true
		}
	}
	return known, err
}

// whole completes groups of companies of which a member is among the ids.
func whole(ids map[string]bool, top map[string]string) {
	groups := map[string]bool{}
	for id := range ids {
		if t, ok := top[id]; ok {
			groups[t] = true
		}
	}
	for id, t := range top {
		if groups[t] {
			ids[id] = true
		}
	}
}

// enter adds all but those who moved to the runs, on all cores.
func (c *counted) enter(moved map[string]bool, f *feeder) error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range c.scorers {
		err := c.eachPart(i, func(list []scoring.Kept) error {
			list = slices.DeleteFunc(list, func(k scoring.Kept) bool { return moved[k.Entity] })
			if i == 0 {
				c.count("", "customers", int64(len(list)))
			}
			g.Go(func() error {
				for _, k := range list {
					if err := s.run.Recall(k, f.manual[k.Entity]); err != nil {
						return err
					}
				}
				return nil
			})
			return nil
		})
		if err != nil {
			return errors.Join(err, g.Wait())
		}
	}
	return g.Wait()
}

// saveCounted is how many bytes of counts one transaction takes, about.
const saveCounted = 1 << 20

// keep stores what the runs counted where it is not as it was. While it does so
// there is no mark: a run that is killed half-way makes the next one read everybody.
func (c *counted) keep(ctx context.Context, f *feeder) error {
	var live []string
	for i, s := range c.scorers {
		live = append(live, s.policy.Policy().Name)
		mark, err := json.Marshal(countedMark{Since: c.since, AsOf: s.run.AsOf(), Rules: c.rules[i], Own: f.owned, Inputs: s.inputs, Results: s.run.Len()})
		if err == nil {
			err = c.keepOne(ctx, s, c.before[i], mark)
		}
		if err != nil {
			return err
		}
	}
	return c.write(ctx, func(tx *store.Tx) error { return tx.DropCountedBut(ctx, live) })
}

func (c *counted) keepOne(ctx context.Context, s *scorer, before map[int]string, mark []byte) error {
	name := s.policy.Policy().Name
	if before == nil {
		var err error
		if before, err = c.Store.Counted(ctx, model.SystemPrincipal(), name); err != nil {
			return err
		}
	}
	first, rows := byPart(s.run)
	pending, size := map[int][]byte{}, 0
	for at := 1; at <= countedParts; at++ {
		var list []scoring.Kept
		for _, i := range rows[first[at]:first[at+1]] {
			list = append(list, s.run.Kept(int(i)))
		}
		slices.SortFunc(list, func(a, b scoring.Kept) int {
			return cmp.Or(cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.Scope, b.Scope))
		})
		data := scoring.AppendKept(nil, list)
		if string(data) == before[at] {
			continue
		}
		pending[at] = data
		if size += len(data); size < saveCounted {
			continue
		}
		pending[0] = nil // the mark, until the last part is there
		if err := c.write(ctx, func(tx *store.Tx) error { return tx.SaveCounted(ctx, name, pending) }); err != nil {
			return err
		}
		pending, size = map[int][]byte{}, 0
	}
	pending[0] = mark
	return c.write(ctx, func(tx *store.Tx) error { return tx.SaveCounted(ctx, name, pending) })
}

// byPart are the numbers of a run's rows in the order of their parts: those of a
// part begin at its number in first. A million rows as they are would be too much.
func byPart(run *scoring.Run) (first, rows []int32) {
	first, rows = make([]int32, countedParts+2), make([]int32, run.Len())
	for i := range rows {
		first[partOf(run.Kept(i).Entity)+1]++
	}
	for at := 1; at < len(first); at++ {
		first[at] += first[at-1]
	}
	next := slices.Clone(first)
	for i := range rows {
		at := partOf(run.Kept(i).Entity)
		rows[next[at]] = int32(i)
		next[at]++
	}
	return first, rows
}
