package engine

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// An engine that remembers the golden records from run to run writes what one
// writes that reads all of them from the store every time: entities, members,
// edges, redirects, values, findings, questions and journal, through new, changed,
// merged and deleted customers, verdicts, overrides and links of stewards.
func TestARememberedMatchingWritesWhatAWholeOneWrites(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			warm := newWorld(t, memory.Full(), "")
			whole := *warm
			whole.open(filepath.Join(warm.dir, "whole.db"))
			p := &pair{warm: warm, whole: &whole, rng: rand.New(rand.NewPCG(seed, 7))}
			for range 160 {
				p.customer()
			}
			remembered := 0
			for round := range 20 {
				for range 1 + p.rng.IntN(5) {
					p.edit()
				}
				if warm.engine.warm != nil && warm.engine.warm.book != nil {
					remembered++
				}
				if whole.engine.warm != nil {
					whole.engine.warm.forget()
				}
				for _, w := range []*world{warm, &whole} {
					if _, err := w.engine.Run(context.Background(), Request{Stages: []string{"pull", "map", "match"}}); err != nil {
						t.Fatal(err)
					}
				}
				warm.clock.Advance(20 * time.Hour)
				if d := cmp.Diff(whole.written(), warm.written(), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(model.JournalEntry{}, "Run")); d != "" {
					t.Fatalf("round %d: %s", round, d)
				}
			}
			if remembered < 19 {
				t.Errorf("the golden records were remembered %d times in 20 runs", remembered)
			}
		})
	}
}

// pair is one group followed by two engines, each with its store.
type pair struct {
	warm, whole *world
	rng         *rand.Rand
	ids         []string
}

func (p *pair) one(list ...string) string { return list[p.rng.IntN(len(list))] }

func (p *pair) unit() string { return p.one("cloud", "iot") }

func (p *pair) known() string { return p.ids[p.rng.IntN(len(p.ids))] }

// fields draws a customer out of few parts, so that many have something in common.
func (p *pair) fields() map[string]any {
	f := map[string]any{
		"name": p.one("广州", "佛山", "苏州", "") + p.one("泊云", "岚海", "辰朗", "赫拓", "瑞锦", "川讯", "维峰", "越恒", "帆科") + p.one("岚", "宁", "峰", "海", "川") +
			p.one("机电", "贸易", "软件") + p.one("有限公司", "有限公司", "集团有限公司") + p.one("", "", "", "苏州分公司", "佛山分公司"),
		"city": p.one("广州市", "佛山市", "苏州市", ""),
	}
	if p.rng.IntN(2) == 0 {
		f["phone"] = fmt.Sprintf("020-8765%04d", p.rng.IntN(40))
	}
	if p.rng.IntN(6) == 0 && len(p.ids) > 0 {
		f["parent"] = p.known()
	}
	if p.rng.IntN(3) == 0 {
		f["uscc"] = p.one("91350100M000100Y43", "91310115MA1H7R0K0C", "91310000607378282T")
	}
	return f
}

func (p *pair) customer() {
	id := fmt.Sprintf("c%03d", len(p.ids))
	f := p.fields()
	p.ids = append(p.ids, id)
	p.warm.crm[p.unit()].Put("customer", id, f)
}

// both writes what a steward lays down into both stores.
func (p *pair) both(fn func(context.Context, *store.Tx) error) {
	p.warm.decide(fn)
	p.whole.decide(fn)
}

func (p *pair) edit() {
	unit := p.unit()
	ids := p.warm.crm[unit].IDs("customer")
	id, other := ids[p.rng.IntN(len(ids))], ids[p.rng.IntN(len(ids))]
	a, b := p.warm.ref(unit, id), p.warm.ref(unit, other)
	switch p.rng.IntN(12) {
	case 0:
		p.customer()
	case 1:
		p.warm.crm[unit].Delete("customer", id)
	case 2:
		if id != other {
			p.warm.crm[unit].Merge("customer", id, other)
		}
	case 3:
		if id != other && p.rng.IntN(3) == 0 {
			verdict := model.Verdict(p.one("same", "different", "related"))
			p.both(func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveDecision(ctx, model.Decision{A: a, B: b, Verdict: verdict, Author: "li", Reason: "电话核实"})
			})
		}
	case 4:
		if id != other {
			p.both(func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveLink(ctx, model.LinkDecision{Child: a, Parent: b, Verdict: model.LinkSet, Kind: model.SubsidiaryOf, Author: "li", Reason: "协议控制"})
			})
		}
	case 5:
		entity, err := p.warm.db.EntityOf(context.Background(), model.SystemPrincipal(), a)
		if err == nil && entity != "" {
			p.both(func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveOverride(ctx, model.Override{Entity: entity, Attribute: "city", Text: "湖州", Until: model.UntilForever, Author: "li", Reason: "搬迁"})
			})
		}
	default:
		p.warm.crm[unit].Put("customer", id, p.fields())
	}
}

// written is all that matchings have written.
func (w *world) written() (out struct {
	State    store.MasterState
	Entities []store.StoredEntity
	Quality  []model.RecordQuality
	Doubts   []model.Doubt
	Journal  []model.JournalEntry
	Alarms   string
}) {
	w.t.Helper()
	ctx, p := context.Background(), model.SystemPrincipal()
	try := func(err error) {
		if err != nil {
			w.t.Fatal(err)
		}
	}
	var err error
	out.State, err = w.db.LoadMasterState(ctx, p)
	try(err)
	out.Entities = w.entities()
	out.Doubts, err = w.db.Doubts(ctx, p)
	try(err)
	out.Journal, err = w.db.Journal(ctx, p, "")
	try(err)
	alarms, err := w.db.StageHistory(ctx, p, "alarms", 1)
	try(err)
	if len(alarms) > 0 {
		out.Alarms = alarms[0].Mark
	}
	try(w.db.EachQuality(ctx, p, func(q model.RecordQuality) error {
		out.Quality = append(out.Quality, q)
		return nil
	}))
	return out
}

// A run that no other follows in its process leaves nothing for one.
func TestNothingIsKeptWhereNoRunFollows(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.customer("cloud", "1", "华东钢铁有限公司", "", "20000")
	w.sync(Request{})
	if w.engine.warm == nil {
		t.Error("nothing is kept for the next run")
	}
	w.engine.Once = true
	w.customer("cloud", "2", "西部矿业有限公司", "", "20000")
	w.sync(Request{})
	if w.engine.warm != nil {
		t.Error("something is kept")
	}
}
