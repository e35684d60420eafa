package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
)

// Whatever is saved, ended, merged away, erased and put together in whichever order,
// the logs say what the tables say: to everybody, of every span, after every run.
func TestLogsSayWhatTheTablesSay(t *testing.T) {
	for seed := range uint64(6) {
		logsAgree(t, filepath.Join(t.TempDir(), "store.db"), rand.New(rand.NewPCG(seed, 22)), 60)
	}
	t.Run("mariadb", func(t *testing.T) { logsAgree(t, "mysql:"+testkit.MariaDB(t), rand.New(rand.NewPCG(7, 22)), 40) })
}

// logged is a store in which things happen by chance.
type logged struct {
	*DB
	*rand.Rand
	t    *testing.T
	runs []int64
}

func logsAgree(t *testing.T, dsn string, chance *rand.Rand, steps int) {
	ctx := t.Context()
	db, err := Open(ctx, dsn, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	l := &logged{DB: db, Rand: chance, t: t}
	for range steps {
		l.step(ctx)
		l.compare(ctx)
	}
}

var loggedUnits, loggedTiers = []string{"east", "west", ""}, []string{"gold", "silver", "lead"}

func (l *logged) do(ctx context.Context, fn func(*Tx) error) {
	l.t.Helper()
	if err := l.InTx(ctx, Fence{}, fn); err != nil {
		l.t.Fatal(err)
	}
}

func (l *logged) some() []string {
	var out []string
	for i := range 12 {
		if l.IntN(3) == 0 {
			out = append(out, fmt.Sprintf("E%02d", i))
		}
	}
	return out
}

func (l *logged) step(ctx context.Context) {
	l.do(ctx, func(tx *Tx) error {
		if len(l.runs) == 0 || l.IntN(3) == 0 {
			run, err := tx.StartRun(ctx, model.Run{ID: fmt.Sprintf("r%d", len(l.runs)), State: model.RunRunning})
			if l.runs = append(l.runs, run); err != nil || run > 1 {
				return err
			}
			var all []EntityChange
			for i := range 12 {
				all = append(all, EntityChange{Entity: model.Entity{ID: fmt.Sprintf("E%02d", i), Kind: model.Organisation}})
			}
			_, err = tx.ApplyMaster(ctx, run, MasterChange{Entities: all})
			return err
		}
		run := l.runs[len(l.runs)-1]
		switch l.IntN(8) {
		case 0, 1:
			months := map[string][]model.Month{}
			for _, e := range l.some() {
				months[e] = l.months(e)
			}
			_, err := tx.SaveMonths(ctx, months)
			return err
		case 2, 3:
			var results []model.TierResult
			for _, e := range l.some() {
				for _, scope := range []string{model.ScopeGroup, model.UnitScope("west")} {
					results = append(results, model.TierResult{Entity: e, Policy: "group", Scope: scope, Score: fmt.Sprint(l.IntN(3)), Final: loggedTiers[l.IntN(3)]})
				}
			}
			_, err := tx.SaveTiers(ctx, run, results)
			return err
		case 4:
			_, err := tx.EndTiers(ctx, run, "group", model.ScopeGroup, l.some())
			return err
		case 5:
			e := fmt.Sprintf("E%02d", l.IntN(12))
			_, err := tx.ApplyMaster(ctx, run, MasterChange{Entities: []EntityChange{{Entity: model.Entity{ID: e, Kind: model.Organisation}, Emptied: l.IntN(2) == 0}}})
			if err == nil {
				err = tx.DropMonths(ctx)
			}
			return err
		case 6: // as after a change by another version of the program, or an erasure
			log := []string{monthLog, tierLog}[l.IntN(2)]
			if log == tierLog {
				if _, err := tx.exec(ctx, "DELETE FROM tier WHERE id = (SELECT id FROM (SELECT MIN(id) AS id FROM tier) first)"); err != nil {
					return err
				}
			}
			return tx.setWhole(ctx, log, 0)
		}
		for _, scope := range []string{model.ScopeGroup, model.UnitScope("west")} {
			if err := tx.joinTierLog(ctx, "group", scope); err != nil {
				return err
			}
		}
		return nil
	})
	if l.IntN(4) == 0 {
		for _, tidy := range []func(context.Context, Fence) error{l.tidyMonthLog, l.tidyTierLog} {
			if err := tidy(ctx, Fence{}); err != nil {
				l.t.Fatal(err)
			}
		}
	}
}

func (l *logged) months(entity string) (out []model.Month) {
	for _, unit := range loggedUnits {
		for _, month := range []int{202412, 202501, 202506, 202601} {
			if l.IntN(3) > 0 {
				continue
			}
			m := model.Month{Entity: entity, Unit: unit, Month: month, Topic: []model.Topic{model.TopicOrder, model.TopicActivity}[l.IntN(2)], Kind: []string{"", "visit"}[l.IntN(2)],
				Count: int64(l.IntN(4)), Amount: model.Amount(l.IntN(9_000) - 3_000)}
			switch l.IntN(3) {
			case 0:
				m.Costed, m.Cost = m.Amount, model.Amount(l.IntN(50)-10)
			case 1:
				m.Costed, m.Cost, m.Scored, m.Score, m.Unpriced = m.Amount/2, 7, int64(l.IntN(2)), model.Amount(l.IntN(9)-4), int64(l.IntN(2))
			}
			out = append(out, m)
		}
	}
	l.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func (l *logged) compare(ctx context.Context) {
	l.t.Helper()
	same := func(what string, a, b any, errs ...error) {
		l.t.Helper()
		if diff := cmp.Diff(a, b); diff != "" || errs[0] != nil || errs[1] != nil {
			l.t.Fatalf("%s (%v): the tables (-), the log (+)\n%s", what, errs, diff)
		}
	}
	business := func(source func(context.Context, businessAsked, func(int64, []model.Month) error) error, ask businessAsked) (map[int64][]model.Month, error) {
		out := map[int64][]model.Month{}
		err := source(ctx, ask, func(key int64, months []model.Month) error {
			out[key] = append(out[key], months...)
			return nil
		})
		return out, err
	}
	if whole, err := l.whole(ctx, monthLog); err != nil {
		l.t.Fatal(err)
	} else if whole {
		for _, ask := range []businessAsked{{last: 999_999, group: true}, {first: 202501, last: 202506, group: true, topics: []model.Topic{model.TopicOrder}}, {first: 202412, last: 202501, units: []string{"west"}}} {
			a, errA := business(l.eachStoredBusiness, ask)
			b, errB := business(l.eachLoggedBusiness, ask)
			same(fmt.Sprintf("months of %+v", ask), a, b, errA, errB)
		}
	}
	if whole, err := l.whole(ctx, tierLog); err != nil {
		l.t.Fatal(err)
	} else if whole {
		for _, run := range append([]int64{0}, l.runs...) {
			for _, scope := range []string{model.ScopeGroup, model.UnitScope("west")} {
				a, b := newLabels(), newLabels()
				errA, errB := l.storedStanding(ctx, "group", scope, run, a.set), l.loggedStanding(ctx, "group", scope, run, b.set)
				of := func(s *Labels) map[int64]string {
					out := map[int64]string{}
					s.Each(func(key int64, tier string) { out[key] = tier })
					return out
				}
				same(fmt.Sprintf("tiers of %s after run %d", scope, run), of(a), of(b), errA, errB)
			}
		}
	}
}

// FuzzMonthLog: a damaged value is an error or some months, never a panic.
func FuzzMonthLog(f *testing.F) {
	p := newYearPacker()
	months := []model.Month{{Unit: "west", Month: 202601, Topic: model.TopicOrder, Count: 3, Amount: -5, Costed: -5, Cost: 2}, {Unit: "", Month: 202612, Topic: model.TopicActivity, Kind: "visit", Scored: 1, Score: 45_000}}
	p.entity(months, 2026, 2)
	sound := p.bytes()
	f.Add(sound)
	f.Add(sound[:len(sound)-1])
	f.Add([]byte{0, 1, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := openYear(string(b), 2026, func(*model.Month) bool { return true })
		var out []model.Month
		if err == nil {
			out, err = r.entity(nil, 0, 999_999)
		}
		if slices.Equal(b, sound) && (err != nil || !slices.Equal(out, months)) {
			t.Errorf("%v %v", out, err)
		}
		if slices.Equal(b, sound[:len(sound)-1]) && err == nil {
			t.Error("a cut value was read")
		}
		_ = playMoves(string(b), 0, func(int64, string) {})
	})
}
