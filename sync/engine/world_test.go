package engine

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// world is a group of two units, each with a CRM in memory, and an engine over
// a fresh store.
type world struct {
	t      *testing.T
	dir    string
	clock  *clock.Manual
	crm    map[string]*memory.System
	db     *store.DB
	engine *Engine
	shape  memory.Shape
}

const policyYAML = `apiVersion: tier/v1
name: group
currency: {base: CNY}
indicators:
  revenue: {expr: sum(orders.amount), window: 12m}
models:
  value:
    type: scorecard
    dimensions:
      - {id: profit, weight: 100, measures: [{use: revenue, max: 100, bands: [[0, 10], [1000, 50], [10000, 90]]}]}
tiers:
  from: value
  levels: [{id: gold, label: {zh: 金, en: gold}, min: 80}, {id: silver, min: 40}, {id: lead, min: 0}]
  minimum_data: {orders: 1}
`

const mappingYAML = `version: mapping/v1
objects:
  customer:
    as: customer
    fields: {name: name, uscc: uscc, phone: phone, city: city, website: website, parent: parent}
  order:
    as: order
    fields:
      customer: {from: customer, object: customer}
      number: number
      date: date
      amount: amount
      currency: {value: CNY}
writeback:
  object: customer
  fields:
    group_tier: {take: tier, map: {gold: A, silver: B, lead: C}, unrated: keep}
    tier_category: {take: tier, map: {gold: A, silver: B, lead: C}}
    tier_row: {take: tier}
    group_score: {take: score}
`

const configHead = `version: tierloop/v1
group: {name: 示例集团}
policy: policy.yaml
gates: {first_fill: allow}
sources:
`

func newWorld(t *testing.T, shape memory.Shape, dsn string) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), crm: map[string]*memory.System{}, shape: shape,
		clock: clock.NewManual(time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC))}
	config := configHead
	for _, unit := range []string{"cloud", "iot"} {
		name := fmt.Sprintf("%s-%s", t.Name(), unit)
		w.crm[unit] = memory.New(w.clock, shape)
		memory.Publish(name, w.crm[unit])
		t.Cleanup(func() { memory.Publish(name, nil) })
		config += fmt.Sprintf("  - {name: %s, type: memory, unit: %s, mapping: mapping.yaml, reconcile: always, options: {system: %q}}\n", unit, unit, name)
	}
	w.file("policy.yaml", policyYAML)
	w.file("mapping.yaml", mappingYAML)
	w.file("tierloop.yaml", config)
	if dsn == "" {
		dsn = filepath.Join(w.dir, "tierloop.db")
	}
	w.open(dsn)
	return w
}

func (w *world) open(dsn string) {
	w.t.Helper()
	ctx := context.Background()
	cfg, findings := configs.Load(filepath.Join(w.dir, "tierloop.yaml"))
	if cfg == nil {
		w.t.Fatal(findings)
	}
	log := slog.New(slog.DiscardHandler)
	if os.Getenv("TIERLOOP_TEST_LOG") != "" {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	db, err := store.Open(ctx, dsn, store.Options{Clock: w.clock, Log: log})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		w.t.Fatal(err)
	}
	w.db = db
	w.engine = &Engine{Config: cfg, Store: db, Clock: w.clock, Log: log, Version: "test"}
	w.t.Cleanup(func() { w.engine.Close(); db.Close() })
}

func (w *world) file(name, text string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// sync turns the loop once and fails the test on any error.
func (w *world) sync(req Request) Report {
	w.t.Helper()
	r, err := w.engine.Run(context.Background(), req)
	if err != nil {
		w.t.Fatalf("%v\ncounts %v", err, r.Run.Counts)
	}
	w.clock.Advance(time.Hour)
	return r
}

// customer puts a customer and its orders.
func (w *world) customer(unit, id, name, uscc string, amounts ...string) {
	w.crm[unit].Put("customer", id, map[string]any{"name": name, "uscc": uscc})
	for i, a := range amounts {
		w.order(unit, fmt.Sprintf("%s-%d", id, i), id, a)
	}
}

func (w *world) order(unit, id, customer, amount string) {
	w.crm[unit].Put("order", id, map[string]any{"customer": customer, "number": unit + id, "date": "2026-06-01", "amount": amount})
}

// shown is a target field as the CRM shows it now.
func (w *world) shown(unit, id, field string) string {
	f, ok := w.crm[unit].Get("customer", id)
	if !ok {
		return "(gone)"
	}
	text, _ := f[field].(string)
	return text
}

func (w *world) tiers(unit string) string {
	var b strings.Builder
	for _, id := range w.crm[unit].IDs("customer") {
		fmt.Fprintf(&b, "%s=%s ", id, w.shown(unit, id, "group_tier"))
	}
	return strings.TrimSpace(b.String())
}

func (w *world) entities() []store.StoredEntity {
	w.t.Helper()
	all, err := w.db.FindEntities(context.Background(), model.SystemPrincipal(), "", 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
