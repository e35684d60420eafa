package engine

import (
	"context"
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// firms puts customers from one number up to another into a system.
func (w *world) firms(from, to int) {
	for i := from; i < to; i++ {
		w.crm["cloud"].Put("customer", fmt.Sprintf("C%03d", i), map[string]any{"name": fmt.Sprintf("广州泊云%c%c贸易有限公司", '一'+rune(i), '丁'+rune(7*i)), "city": "广州市"})
	}
}

func (w *world) versions() []store.MatchModel {
	w.t.Helper()
	list, err := w.db.MatchModels(context.Background(), model.SystemPrincipal())
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// matched has the customers pulled and matched, and returns the version that the
// run names; 0 when nothing was matched.
func (w *world) matched() int64 {
	w.t.Helper()
	return w.sync(Request{Stages: []string{"pull", "map", "match"}}).Run.Counts["match.model"]
}

func TestRunsMatchByOneVersionUntilAPersonChoosesAnother(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.firms(0, 40)
	if got := w.matched(); got != 1 {
		t.Fatalf("the first run matched by version %d", got)
	}
	first := w.versions()
	if len(first) != 1 || !first[0].Active || first[0].Origin != ModelByRun || first[0].Organisations != 40 || first[0].ActivatedBy != byProgram {
		t.Fatalf("after the first run: %+v", first)
	}
	if got := w.matched(); got != 0 {
		t.Errorf("nothing new was matched by version %d", got)
	}
	w.firms(40, 60)
	if got := w.matched(); got != 1 {
		t.Errorf("half as many more were matched by version %d", got)
	}
	w.firms(60, 80)
	if got := w.matched(); got != 2 {
		t.Errorf("twice as many were matched by version %d", got)
	}

	ctx := context.Background()
	err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return tx.ActivateMatchModel(ctx, 1, "li") })
	if err != nil {
		t.Fatal(err)
	}
	if got := w.matched(); got != 1 {
		t.Errorf("after a person chose version 1 a run with nothing new matched by %d", got)
	}
	w.firms(80, 400)
	if got := w.matched(); got != 1 || len(w.versions()) != 2 {
		t.Errorf("ten times as many were matched by version %d of %d", got, len(w.versions()))
	}

	w.open(w.dir + "/tierloop.db")
	w.firms(400, 402)
	if got := w.matched(); got != 1 {
		t.Errorf("another process matched by version %d", got)
	}
	lines, err := w.db.Journal(ctx, model.SystemPrincipal(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, len(lines) - 1} {
		if lines[at].Author != byProgram || lines[at].Reason != "model 1" {
			t.Errorf("line %d of the journal: %+v", at, lines[at])
		}
	}
}
