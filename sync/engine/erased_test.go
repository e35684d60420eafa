package engine

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/privacy"
	"github.com/tierloop/tierloop/store"
)

// A person who was erased stays out of every later pull, a company keeps all but the
// person's number, counts of the source are still met, and nothing is written twice.
func TestWhoWasErasedDoesNotComeBack(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.file("mapping.yaml", personMapping)
	w.engine.Config = w.config()
	w.crm["cloud"].Put("customer", "p1", map[string]any{"type": "1", "name": "周晚晴", "phone": "13812342046"})
	w.crm["cloud"].Put("customer", "c1", map[string]any{"type": "2", "name": "泊岚电气(苏州)有限公司", "phone": "13812342046"})
	w.sync(Request{})
	who := privacy.Subject{Records: []model.Ref{w.ref("cloud", "p1")}}
	err := w.engine.Alone(context.Background(), "privacy erase", func(ctx context.Context, fence store.Fence) error {
		_, err := w.engine.Privacy().Erase(ctx, model.SystemPrincipal(), fence, who, "asked")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	gone := func(when string) {
		t.Helper()
		f, err := w.engine.Privacy().Find(context.Background(), model.SystemPrincipal(), privacy.Subject{Phones: []string{"13812342046"}})
		if err != nil || !f.Empty() {
			t.Errorf("%s: %+v, %v", when, f.Places, err)
		}
		c, err := w.db.CustomerByRef(context.Background(), model.SystemPrincipal(), w.ref("cloud", "p1"))
		if err != nil || c.Deleted.IsZero() || c.Name != "" {
			t.Errorf("%s the person is %+v, %v", when, c, err)
		}
		if name := w.of("cloud", "c1").Name(); name != "泊岚电气(苏州)有限公司" {
			t.Errorf("%s the company is %q", when, name)
		}
	}
	gone("after the erasure")
	r := w.sync(Request{})
	gone("after a run")
	for _, c := range r.Coverage {
		if c.Told >= 0 && (c.Told != c.Stored || c.Missed+c.Gone > 0) {
			t.Errorf("coverage %+v", c)
		}
	}
	w.sync(Request{Full: true})
	gone("after everything was pulled anew")
	w.crm["cloud"].Put("customer", "p1", map[string]any{"type": "1", "name": "周晚晴", "phone": "13812342046", "city": "上海"})
	w.crm["iot"].Put("customer", "p9", map[string]any{"type": "1", "name": "周晚晴", "phone": "+86 138-1234-2046"})
	w.sync(Request{})
	gone("after the person was changed and came to another source")
	if c, err := w.db.CustomerByRef(context.Background(), model.SystemPrincipal(), w.ref("iot", "p9")); err == nil && c.Deleted.IsZero() {
		t.Errorf("a new record of the person came in: %+v", c.Customer)
	}
	w.file("mapping.yaml", strings.Replace(personMapping, "city: city", "city: city, street: city", 1))
	w.engine.Config = w.config()
	if r := w.sync(Request{}); r.Run.Counts["map.rejected"] > 0 {
		t.Errorf("rejected %v", r.Run.Counts)
	}
	gone("after the mapping changed")
}

// config reads the files of the world anew.
func (w *world) config() *configs.Config {
	w.t.Helper()
	cfg, findings := configs.Load(filepath.Join(w.dir, "tierloop.yaml"))
	if cfg == nil {
		w.t.Fatal(findings)
	}
	return cfg
}

const personMapping = `version: mapping/v1
objects:
  customer:
    as: customer
    purpose: 履行合同
    fields: {kind: {from: type, map: {1: person, 2: organisation}}, name: name, phone: phone, city: city}
  order:
    as: order
    fields: {customer: {from: customer, object: customer}, number: number, date: date, amount: amount, currency: {value: CNY}}
writeback:
  object: customer
  fields:
    group_tier: {take: tier, map: {gold: A, silver: B, lead: C}, unrated: keep}
`
