package engine

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// countedPolicy compares customers with each other, rolls windows and reads
// values and scores that people gave.
const countedPolicy = `apiVersion: tier/v1
name: group
timezone: Asia/Shanghai
currency: {base: CNY}
facts: {orders: {net_of: returns, dedupe_across_units: order_no}}
indicators:
  revenue: {expr: sum(orders.amount), window: 3m}
  growth: {expr: "growth(orders.amount, 2m)"}
  orders: {expr: count(orders), window: quarter}
  recency: {expr: days_since(max(orders.date)), better: lower}
  grade: {field: grade, lookup: {A: 90, B: 40}, missing: 10}
  visits: {expr: count(activities), window: 30d}
  word: {manual: 0..100, valid: 2m, missing: 50}
models:
  value:
    type: scorecard
    weights: {by: entropy}
    dimensions:
      - {id: money, measures: [{use: revenue, scale: {quantile: 4}}, {use: growth, scale: {linear: [-1, 1]}}]}
      - {id: rest, measures: [{use: grade, max: 60}, {use: word, max: 20, scale: {linear: [0, 100]}}, {use: visits, max: 20, scale: {linear: [0, 3]}}]}
  rfm: {type: rfm, recency: recency, frequency: orders, monetary: revenue, buckets: 3, classes: cn8}
tiers:
  from: value
  by: share
  at: [0.2, 0.5]
  levels: [{id: gold}, {id: silver}, {id: lead}]
  minimum_data: {orders: 1}
  stability: {review: monthly, demote_after: 2}
`

// secondPolicy scores units, by natural breaks, and no group.
const secondPolicy = `apiVersion: tier/v1
name: units
scope: {level: unit}
currency: {base: CNY, rate: as_of}
indicators:
  revenue: {expr: sum(orders.amount)}
  fading: {expr: "decay(orders.amount, 60d)"}
models:
  money: {type: grid, x: revenue, y: fading}
tiers:
  from: money
  by: jenks
  levels: [{id: high}, {id: low}]
`

// mover changes two stores alike, at random.
type mover struct {
	*rand.Rand
	t      *testing.T
	worlds []*world
	day    model.Date
	n      int
	parent [12]int // of each entity, itself when it has none
	grade  [12]string
}

func (m *mover) change(fn func(*store.Tx, int64) error) {
	m.t.Helper()
	m.n++
	for _, w := range m.worlds {
		err := w.db.InTx(context.Background(), store.Fence{}, func(tx *store.Tx) error {
			r := model.Run{ID: fmt.Sprint("load", m.n), Job: "load", State: model.RunRunning, Started: w.clock.Now()}
			run, err := tx.StartRun(context.Background(), r)
			if err == nil {
				err = fn(tx, run)
			}
			if err == nil {
				err = tx.FinishRun(context.Background(), r)
			}
			return err
		})
		if err != nil {
			m.t.Fatal(err)
		}
	}
}

func moverID(i int) string { return fmt.Sprintf("G-%02d", i) }
func moverRef(i int) model.Ref {
	return model.Ref{Source: "cloud", Object: "customer", ID: fmt.Sprint(i)}
}

func (m *mover) entity(i int) store.EntityChange {
	e := model.Entity{ID: moverID(i), Kind: model.Organisation, Group: moverID(m.parent[i]), Values: map[string]model.Value{
		"name": {Text: fmt.Sprint("公司", i)}, "id.uscc": {Text: fmt.Sprint("U", i)}}}
	if m.parent[i] != i {
		e.Parent = e.Group
	}
	if m.grade[i] != "" {
		e.Values["grade"] = model.Value{Text: m.grade[i], From: moverRef(i)}
	}
	return store.EntityChange{Entity: e}
}

// begin stores the first eight customers; the others come later.
func (m *mover) begin() {
	m.change(func(tx *store.Tx, run int64) error {
		var customers []model.Customer
		for i := range m.parent {
			customers = append(customers, model.Customer{Ref: moverRef(i), Kind: model.Organisation, Name: fmt.Sprint("公司", i)})
		}
		if _, err := tx.SaveCustomers(context.Background(), run, customers); err != nil {
			return err
		}
		var c store.MasterChange
		for i := range 8 {
			c.Entities = append(c.Entities, m.entity(i))
			c.Members = append(c.Members, model.Member{Customer: moverRef(i), Entity: moverID(i)})
		}
		_, err := tx.ApplyMaster(context.Background(), run, c)
		return err
	})
	for range 30 {
		m.order()
	}
}

func (m *mover) order() {
	id, of, back, amount := m.IntN(60), m.IntN(len(m.parent)), m.IntN(220)-20, m.Int64N(9_000)
	kind := []model.OrderKind{model.SalesOrder, model.SalesOrder, model.SalesOrder, model.Return}[m.IntN(4)]
	unit, currency := []string{"cloud", "iot", ""}[m.IntN(3)], []string{"CNY", "CNY", "USD"}[m.IntN(3)]
	m.change(func(tx *store.Tx, run int64) error {
		o := model.Order{Ref: model.Ref{Source: "cloud", Object: "order", ID: fmt.Sprint(id)}, Customer: moverRef(of), Kind: kind, Number: fmt.Sprint("N", id%20),
			Date: m.day - model.Date(back), Currency: currency, Amount: model.Amount(amount) * model.AmountScale, Status: model.Confirmed, Unit: unit}
		_, err := tx.SaveOrders(context.Background(), run, []model.Order{o})
		return err
	})
}

func (m *mover) visit() {
	id, of, back := m.IntN(20), m.IntN(len(m.parent)), m.IntN(50)-5
	m.change(func(tx *store.Tx, run int64) error {
		a := model.Activity{Ref: model.Ref{Source: "cloud", Object: "visit", ID: fmt.Sprint(id)}, Customer: moverRef(of), Kind: "visit", Unit: "iot",
			At: (m.day - model.Date(back)).Time().Add(20 * time.Hour)}
		_, err := tx.SaveActivities(context.Background(), run, []model.Activity{a})
		return err
	})
}

// group gives a company another parent or none; grades and members move too.
func (m *mover) master() {
	i, to := m.IntN(len(m.parent)), m.IntN(len(m.parent))
	var c store.MasterChange
	switch m.IntN(4) {
	case 0: // another parent, when nobody belongs to the company itself
		if m.parent[to] != to {
			return
		}
		for k, p := range m.parent {
			if p == i && k != i {
				return
			}
		}
		m.parent[i] = to
	case 1:
		m.parent[i] = i
	case 2:
		m.grade[i] = []string{"A", "B", ""}[m.IntN(3)]
	case 3: // its customer joins another company
		c.Entities = append(c.Entities, m.entity(to))
		c.Members = append(c.Members, model.Member{Customer: moverRef(i), Entity: moverID(to)})
	}
	m.change(func(tx *store.Tx, run int64) error {
		c.Entities = append(c.Entities, m.entity(i))
		_, err := tx.ApplyMaster(context.Background(), run, c)
		return err
	})
}

func (m *mover) reference() {
	which, i, n := m.IntN(3), m.IntN(len(m.parent)), m.IntN(100)
	m.change(func(tx *store.Tx, run int64) error {
		ctx := context.Background()
		switch which {
		case 0:
			return tx.SaveRates(ctx, []model.Rate{{From: "USD", To: "CNY", Date: m.day - model.Date(n), Rate: fmt.Sprintf("7.%02d", n)}})
		case 1:
			return tx.SaveManualScores(ctx, []store.EntityScore{{Entity: moverID(i % 8), ManualScore: model.ManualScore{Indicator: "word", Score: fmt.Sprint(n), Date: m.day - 1}}})
		default:
			return tx.SaveOwnCompanies(ctx, []model.OwnCompany{{Type: "uscc", Value: fmt.Sprint("U", i)}})
		}
	})
}

// said is everything that scoring left in a store.
func (w *world) said() (out []string) {
	w.t.Helper()
	ctx, p := context.Background(), model.SystemPrincipal()
	for _, e := range w.entities() {
		history, err := w.db.TierHistory(ctx, p, e.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, r := range history {
			r.Recorded = time.Time{}
			out = append(out, fmt.Sprintf("%+v", r))
		}
	}
	out = append(out, w.soldByMonth()...)
	for _, policy := range []string{"group", "units"} {
		cover, err := w.db.Coverage(ctx, p, policy)
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%+v", cover))
	}
	return out
}

// soldByMonth lists the months of everybody by id.
func (w *world) soldByMonth() (out []string) {
	w.t.Helper()
	ctx, p := context.Background(), model.SystemPrincipal()
	months := map[int64][]model.Month{}
	err := w.db.EachBusiness(ctx, p, 0, 0, func(key int64, list []model.Month) error {
		months[key] = slices.Clone(list)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	names, err := w.db.Names(ctx, p, slices.Collect(maps.Keys(months)))
	if err != nil {
		w.t.Fatal(err)
	}
	for key, list := range months {
		for _, m := range list {
			m.Entity = names[key].ID
			out = append(out, fmt.Sprintf("%+v", m))
		}
	}
	slices.Sort(out)
	return out
}

// Whatever changes and whichever days pass, a store whose runs read only what
// moved says the same, to the byte, as one whose runs read everything.
func TestWhatWasCountedScoresAsEverythingDoes(t *testing.T) {
	var counted, all int64
	for seed := range uint64(8) {
		m := &mover{Rand: rand.New(rand.NewPCG(seed, 11)), t: t, day: model.NewDate(2026, 10, 20)}
		for i := range m.parent {
			m.parent[i], m.grade[i] = i, "B"
		}
		for range 2 {
			w := newWorld(t, memory.Full(), "")
			w.file("policy.yaml", countedPolicy)
			w.file("units.yaml", secondPolicy)
			w.file("tierloop.yaml", readFile(t, w.dir+"/tierloop.yaml")+"policies: [units.yaml]\n")
			w.open(w.dir + "/counted.db")
			m.worlds = append(m.worlds, w)
		}
		m.begin()
		for step := range 14 {
			if step > 0 {
				for range m.IntN(4) {
					[]func(){m.order, m.order, m.visit, m.master, m.master, m.reference}[m.IntN(6)]()
				}
				m.day += model.Date([]int{0, 0, 1, 1, 2, 31}[m.IntN(6)])
			}
			request := Request{Stages: []string{"map", "score"}, AsOf: m.day}
			a := m.worlds[0].sync(request)
			err := m.worlds[1].db.InTx(context.Background(), store.Fence{}, func(tx *store.Tx) error {
				return tx.DropCountedBut(context.Background(), []string{""})
			})
			if err != nil {
				t.Fatal(err)
			}
			b := m.worlds[1].sync(request)
			counted, all = counted+a.Run.Counts["score.counted"], all+b.Run.Counts["score.counted"]
			if diff := cmp.Diff(m.worlds[1].said(), m.worlds[0].said()); diff != "" {
				t.Fatalf("seed %d, step %d, %s (-all +moved): %s", seed, step, m.day, diff)
			}
		}
	}
	if counted == 0 || 4*counted > 3*all {
		t.Errorf("%d of %d customers were read", counted, all)
	}
}

// A golden value that moves is read again, though nothing else of the company did.
func TestAValueThatMovedIsRead(t *testing.T) {
	m := &mover{Rand: rand.New(rand.NewPCG(1, 1)), t: t, day: model.NewDate(2026, 10, 20)}
	for i := range m.parent {
		m.parent[i], m.grade[i] = i, "B"
	}
	w := newWorld(t, memory.Full(), "")
	w.file("policy.yaml", countedPolicy)
	w.open(w.dir + "/value.db")
	m.worlds = []*world{w}
	m.begin()
	request := Request{Stages: []string{"map", "score"}, AsOf: m.day}
	w.sync(request)
	m.grade[3] = "A"
	m.change(func(tx *store.Tx, run int64) error {
		_, err := tx.ApplyMaster(context.Background(), run, store.MasterChange{Entities: []store.EntityChange{m.entity(3)}})
		return err
	})
	if r := w.sync(request); r.Run.Counts["score.counted"] != 1 {
		t.Errorf("counts %v", r.Run.Counts)
	}
}

// Counts that are damaged stop one run and are out of the way of the next.
func TestDamagedCountsAreForgotten(t *testing.T) {
	ctx, w := context.Background(), newWorld(t, memory.Full(), "")
	for i := range 6 {
		w.customer("cloud", fmt.Sprint(i), fmt.Sprintf("第%d钢铁有限公司", i), "", "20000")
	}
	w.sync(Request{})
	parts, err := w.db.Counted(ctx, model.SystemPrincipal(), "group")
	if err != nil {
		t.Fatal(err)
	}
	damage := map[int][]byte{}
	for part := range parts {
		damage[part] = []byte("\x01E\x05group\x00\x00\x01\xff")
	}
	err = w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return tx.SaveCounted(ctx, "group", damage) })
	if err != nil {
		t.Fatal(err)
	}
	w.order("cloud", "late", "1", "1")
	if _, err := w.engine.Run(ctx, Request{}); err == nil {
		t.Error("damaged counts were scored")
	}
	if r := w.sync(Request{}); r.Run.Counts["score.counted"] != 6 || !strings.Contains(w.tiers("cloud"), "1=A") {
		t.Errorf("counts %v, %s", r.Run.Counts, w.tiers("cloud"))
	}
}

// A day that moves nothing reads nobody; one order reads its customer alone, and
// with a group of companies all of it.
func TestOnlyWhoMovedIsRead(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	for i := range 6 {
		w.customer("cloud", fmt.Sprint(i), fmt.Sprintf("第%d钢铁有限公司", i), "", "20000")
	}
	w.sync(Request{})
	if r := w.sync(Request{}); r.Run.Counts["score.counted"] != 0 || r.Run.Counts["score.results"] != 12 {
		t.Errorf("nothing moved: counts %v", r.Run.Counts)
	}
	w.clock.Advance(24 * time.Hour)
	w.order("cloud", "late", "1", "1")
	if r := w.sync(Request{}); r.Run.Counts["score.counted"] != 1 || r.Run.Counts["score.results"] != 12 {
		t.Errorf("one order: counts %v", r.Run.Counts)
	}
	w.clock.Advance(300 * 24 * time.Hour) // the orders of June leave the twelve months
	if r := w.sync(Request{}); r.Run.Counts["score.counted"] != 6 || r.Run.Counts["score.changed"] != 12 {
		t.Errorf("the window rolled: counts %v", r.Run.Counts)
	}
}

// A run that is cut off after it scored, and begins again, scores what it reads then.
func TestARunThatBeginsAgainScoresAgain(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	for i := range 6 {
		w.customer("cloud", fmt.Sprint(i), fmt.Sprintf("第%d钢铁有限公司", i), "", "20000")
	}
	ctx, cancel := context.WithCancel(t.Context())
	w.engine.At = func(point string) {
		if point == "plan.begin" {
			cancel()
		}
	}
	first, err := w.engine.Run(ctx, Request{})
	if err == nil {
		t.Fatal("the run was not cut off")
	}
	w.engine.At = nil
	w.order("cloud", "late", "1", "900000")
	r := w.sync(Request{})
	if months := strings.Join(w.soldByMonth(), "\n"); r.Run.ID != first.Run.ID || r.Run.Counts["score.counted"] != 12 || !strings.Contains(months, "920000") {
		t.Errorf("counts %v, then %v; months\n%s", first.Run.Counts, r.Run.Counts, months)
	}
	if r := w.sync(Request{}); r.Run.Counts["score.counted"] != 0 || r.Run.Counts["score.results"] != 12 {
		t.Errorf("the next run: counts %v", r.Run.Counts)
	}
}
