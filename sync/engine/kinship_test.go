package engine

import (
	"context"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
)

// links are the open questions on who belongs to whom: child and why.
func (w *world) links() map[string]string {
	w.t.Helper()
	list, err := w.db.Doubts(context.Background(), model.SystemPrincipal())
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range list {
		if d.Kind == model.DoubtBelongs {
			out[d.A.ID] = d.B.ID + " " + d.Why
		}
	}
	return out
}

// A company that bears the brand of a group, which others bear too, is asked about;
// either answer holds in every later run.
func TestADoubtfulRelativeIsAskedAboutOnce(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		verdict model.Verdict
		parent  bool
	}{{model.Related, true}, {model.Different, false}} {
		t.Run(string(c.verdict), func(t *testing.T) {
			w := newWorld(t, memory.Full(), "")
			for id, f := range map[string][2]string{
				"c1": {"长沙文瑞澜川集团有限公司", "wenrui.com"}, "c2": {"长沙文瑞澜川集团有限公司天津分公司", ""},
				"c3": {"唐山文瑞澜川建筑工程有限公司", "wenrui77.com"}, "c4": {"昆明文瑞澜川医药有限公司", "wenrui88.com"},
				"c5": {"芜湖文瑞澜川房地产开发有限公司", ""},
			} {
				w.crm["cloud"].Put("customer", id, map[string]any{"name": f[0], "website": f[1]})
			}
			w.sync(Request{Stages: []string{"pull", "map", "match"}})
			if got := w.links(); len(got) != 1 || got["c5"] != "c1 brand-elsewhere" {
				t.Fatalf("questions: %v", got)
			}
			keep, err := w.engine.Prepare(ctx, model.SystemPrincipal(), Answer{Doubt: model.Doubt{Kind: model.DoubtBelongs, A: w.ref("cloud", "c5"), B: w.ref("cloud", "c1")},
				Verdict: c.verdict, Author: "li", Reason: "工商登记"})
			if err != nil {
				t.Fatal(err)
			}
			w.decide(keep)
			for range 2 {
				w.clock.Advance(20 * time.Hour)
				w.crm["cloud"].Put("customer", "c5", map[string]any{"name": "芜湖文瑞澜川房地产开发有限公司", "website": "", "phone": w.clock.Now().Format("020-8765 1504")})
				w.sync(Request{Stages: []string{"pull", "map", "match"}})
				if got := w.links(); len(got) != 0 {
					t.Errorf("asked again: %v", got)
				}
				if got := w.of("cloud", "c5").Parent == w.of("cloud", "c1").ID; got != c.parent {
					t.Errorf("after %q it belongs to the group: %v", c.verdict, got)
				}
			}
		})
	}
}
