package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// soakSeeds are run by every go test; TIERLOOP_SOAK_SEEDS=N runs N of them.
const soakSeeds = 3

// TestSoak lives through a month of daily turns with edits, deletes, merges,
// people who set tiers themselves, used-up quotas, lost answers, outages and
// kills. In the end the store is what the systems say, every target shows our
// last write or a person's later one, and nothing is written any more.
func TestSoak(t *testing.T) {
	seeds := soakSeeds
	if n, err := strconv.Atoi(os.Getenv("TIERLOOP_SOAK_SEEDS")); err == nil {
		seeds = n
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(memory.Shapes())), func(name string) bool {
		s := memory.Shapes()[name]
		return s.Write == connectors.WriteNone || s.WriteOnly || s.Trim > 0
	})
	for seed := range uint64(seeds) {
		shape := names[(seed*5+3)%uint64(len(names))]
		t.Run(fmt.Sprintf("seed %d %s", seed, shape), func(t *testing.T) {
			t.Parallel()
			s := &soak{world: newWorld(t, memory.Shapes()[shape], ""), rng: rand.New(rand.NewPCG(seed, 30)), human: map[string]string{}}
			s.reconfigure("tierloop.yaml", "gates: {first_fill: allow}", "gates: {first_fill: allow, min_count: 1000}")
			s.live()
			s.judge()
		})
	}
}

type soak struct {
	*world
	rng   *rand.Rand
	next  int
	human map[string]string // unit/id → the tier that a person set last
	cut   bool              // the last run did not get to its end
}

func (s *soak) units() []string { return []string{"cloud", "iot"} }

// company names do not resemble one another, but for the few that are shared.
func (s *soak) newCustomer(unit string) {
	s.next++
	n := s.next
	if s.rng.IntN(3) == 0 {
		n = s.rng.IntN(n) + 1 // a company that the other unit may have as well
	}
	const a, b = "泊云岚海辰朗赫拓瑞锦", "帆川讯科达维峰宁越恒"
	name := string([]rune{[]rune(a)[n%10], []rune(b)[n/10%10], []rune(a)[n/3%10]}) + "机电有限公司"
	s.customer(unit, fmt.Sprintf("%s%03d", unit[:1], s.next), name, "", fmt.Sprint(100+s.rng.IntN(9000)))
}

func (s *soak) pick(unit, object string) string {
	ids := s.crm[unit].IDs(object)
	if len(ids) == 0 {
		return ""
	}
	return ids[s.rng.IntN(len(ids))]
}

func (s *soak) live() {
	for range 30 {
		s.newCustomer(s.units()[s.rng.IntN(2)])
	}
	for day := range 30 {
		for range 1 + s.rng.IntN(6) {
			s.edit()
		}
		s.accident(day)
		s.turn()
		s.calm()
		s.clock.Advance(time.Duration(20+s.rng.IntN(5)) * time.Hour)
	}
}

// edit is one thing that people do in a system.
func (s *soak) edit() {
	unit := s.units()[s.rng.IntN(2)]
	crm := s.crm[unit]
	id := s.pick(unit, "customer")
	switch s.rng.IntN(10) {
	case 0, 1:
		s.newCustomer(unit)
	case 2, 3, 4:
		if id != "" {
			s.next++
			s.order(unit, fmt.Sprintf("o%d", s.next), id, fmt.Sprint(s.rng.IntN(6000)))
		}
	case 5:
		if o := s.pick(unit, "order"); o != "" {
			crm.Put("order", o, map[string]any{"amount": fmt.Sprint(s.rng.IntN(6000))})
		}
	case 6:
		if o := s.pick(unit, "order"); o != "" {
			crm.Delete("order", o)
		}
	case 7:
		if len(crm.IDs("customer")) > 5 {
			for _, o := range s.ordersOf(unit, id) {
				crm.Delete("order", o)
			}
			crm.Delete("customer", id)
		}
	case 8:
		if other := s.pick(unit, "customer"); other != id {
			if !s.shape.SeesMerges { // such a system moves the orders by itself
				for _, o := range s.ordersOf(unit, id) {
					crm.Put("order", o, map[string]any{"customer": other})
				}
			}
			crm.Merge("customer", id, other)
		}
	case 9:
		if id != "" {
			tier := string("ABCD"[s.rng.IntN(4)])
			crm.Put("customer", id, map[string]any{"group_tier": tier})
			s.human[unit+"/"+id] = tier
		}
	}
}

func (s *soak) ordersOf(unit, customer string) []string {
	return slices.DeleteFunc(s.crm[unit].IDs("order"), func(id string) bool {
		f, _ := s.crm[unit].Get("order", id)
		return f["customer"] != customer
	})
}

// accident is what may go wrong that day.
func (s *soak) accident(day int) {
	crm := s.crm[s.units()[s.rng.IntN(2)]]
	switch s.rng.IntN(7) {
	case 0:
		crm.LoseAnswers(1 + s.rng.IntN(3))
	case 1:
		crm.Quota(s.rng.IntN(12), s.clock.Now().Add(6*time.Hour))
	case 2:
		left := s.rng.IntN(15)
		crm.OnCall(func(verb string) error {
			if left--; left == 0 {
				return &connectors.Error{Kind: connectors.KindAuth, Op: verb, System: "memory", Said: "the token is revoked", Sent: verb == "pushed"}
			}
			return nil
		})
	case 3: // an error that says nothing about whether it happened
		left := 1 + s.rng.IntN(3)
		crm.OnCall(func(verb string) error {
			if verb == "pushed" && left > 0 {
				left--
				return errors.New("connection reset")
			}
			return nil
		})
	case 4, 5:
		s.cut = true
	}
}

// turn runs the loop; on some days the process is stopped at a point of chance.
func (s *soak) turn() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if s.cut {
		var left atomic.Int64 // sources are pulled and written at the same time
		left.Store(int64(1 + s.rng.IntN(25)))
		s.engine.At = func(string) {
			if left.Add(-1) == 0 {
				cancel()
			}
		}
	}
	_, _ = s.engine.Run(ctx, Request{Job: "nightly"}) // what comes of it is judged in the end
	s.engine.At, s.cut = nil, false
}

func (s *soak) calm() {
	for _, crm := range s.crm {
		crm.OnCall(nil)
		crm.LoseAnswers(0)
	}
}

// judge lets the systems come to rest and compares everything.
func (s *soak) judge() {
	t, ctx := s.t, context.Background()
	s.clock.Advance(48 * time.Hour)
	for range 4 { // fields that people fought over are parked by then
		if _, err := s.engine.Run(ctx, Request{Job: "nightly", AcceptDeletes: true}); err != nil {
			t.Logf("settling: %v", err)
		}
		s.clock.Advance(24 * time.Hour)
	}
	pushes := s.crm["cloud"].Calls()["push"] + s.crm["iot"].Calls()["push"]
	last, err := s.engine.Run(ctx, Request{Job: "last"})
	if err != nil {
		t.Fatalf("the last turn: %v, counts %v", err, last.Run.Counts)
	}
	if n := s.crm["cloud"].Calls()["push"] + s.crm["iot"].Calls()["push"]; n != pushes {
		t.Errorf("%d pushes although nothing changed", n-pushes)
	}
	if open, err := s.db.OpenWrites(ctx, sys); err != nil || len(open) != 0 {
		t.Errorf("%d writes stay open, %v", len(open), err)
	}
	if open, err := s.db.OpenRejects(ctx, sys, store.RejectFilter{}); err != nil || len(open) != 0 {
		t.Errorf("%d rejects, %v", len(open), err)
	}
	s.storeIsWhatTheSystemsSay(ctx)
	s.targetsAreOursOrAPersons(ctx)
	s.sameFromScratch(ctx)
}

func (s *soak) storeIsWhatTheSystemsSay(ctx context.Context) {
	for unit, crm := range s.crm {
		for _, object := range []string{"customer", "order"} {
			want := crm.IDs(object)
			for _, id := range want {
				raw, err := s.db.Raw(ctx, sys, model.Ref{Source: unit, Object: object, ID: id})
				if err != nil || !raw.Tombstone.IsZero() || raw.Dirty {
					s.t.Errorf("%s/%s/%s: %v, tombstone %v, dirty %v", unit, object, id, err, raw.Tombstone, raw.Dirty)
				}
			}
			streams, err := s.db.Streams(ctx, sys)
			if err != nil {
				s.t.Fatal(err)
			}
			for _, st := range streams {
				if st.Source != unit || st.Object != object {
					continue
				}
				if n, err := s.db.LiveCount(ctx, sys, st.ID); err != nil || n != int64(len(want)) {
					s.t.Errorf("%s/%s: %d live, the system has %d, %v", unit, object, n, len(want), err)
				}
			}
		}
	}
}

// targetsAreOursOrAPersons: a tier field shows our last write that took place,
// or what a person set after it.
func (s *soak) targetsAreOursOrAPersons(ctx context.Context) {
	for unit, crm := range s.crm {
		for _, id := range crm.IDs("customer") {
			shown := s.shown(unit, id, "group_tier")
			ref := model.Ref{Source: unit, Object: "customer", ID: id}
			wrote, err := s.db.LastConfirmed(ctx, sys, ref, "group_tier")
			switch {
			case err != nil && !errors.Is(err, store.ErrNotFound):
				s.t.Fatal(err)
			case err == nil && wrote.New == shown:
			case shown == s.human[unit+"/"+id]:
			default:
				s.t.Errorf("%s shows %q, our last write is %q, a person's %q", ref, shown, wrote.New, s.human[unit+"/"+id])
				for _, e := range s.ledger(store.LedgerFilter{Target: ref}) {
					if e.Field == "group_tier" {
						s.t.Logf("  %s→%s %s attempt %d, %s %s, %s", e.Old, e.New, e.State, e.Attempt, e.Code, e.Said, e.At)
					}
				}
			}
		}
	}
}

// sameFromScratch: an empty store that reads the same systems today comes to the
// same tiers, unless a merge at the source has left no trace there.
func (s *soak) sameFromScratch(ctx context.Context) {
	if s.shape.SeesMerges {
		return // the dead losers' business is known to the old store alone
	}
	before := s.wanted(ctx)
	s.open(s.dir + "/scratch.db")
	if _, err := s.engine.Run(ctx, Request{Stages: []string{"pull", "map", "match", "score"}}); err != nil {
		s.t.Fatal(err)
	}
	after := s.wanted(ctx)
	for ref, tier := range before {
		if after[ref] != tier {
			s.t.Errorf("%s: tier %q, from scratch %q", ref, tier, after[ref])
		}
	}
}

func (s *soak) wanted(ctx context.Context) map[model.Ref]string {
	out := map[model.Ref]string{}
	for _, unit := range s.units() {
		err := s.db.EachTarget(ctx, sys, unit, "customer", "group", store.TargetNeeds{}, func(page []store.Target) error {
			for _, t := range page {
				out[t.Customer] = t.Tier.Final
			}
			return nil
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return out
}
