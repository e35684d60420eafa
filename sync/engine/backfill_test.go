package engine

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// loopCursors are the cursors of the pulls of the loop, without notes.
func (w *world) loopCursors() string {
	w.t.Helper()
	var out []string
	streams, err := w.db.Streams(context.Background(), model.SystemPrincipal())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range streams {
		cursors, err := w.db.Cursors(context.Background(), model.SystemPrincipal(), s.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, part := range sortedKeys(cursors) {
			if !strings.HasPrefix(part, store.OwnPart) {
				out = append(out, fmt.Sprintf("%s/%s/%s=%s", s.Source, s.Object, part, cursors[part].Value))
			} else if strings.HasPrefix(part, backfillPart) {
				out = append(out, "LEFT "+part)
			}
		}
	}
	return strings.Join(out, " ")
}

// days puts a customer a day for so many days and gives the first day.
func (w *world) days(n int) time.Time {
	first := w.clock.Now()
	for i := range n {
		w.customer("cloud", fmt.Sprintf("d%02d", i), fmt.Sprintf("客户第%02d号贸易有限公司", i), "")
		w.clock.Advance(24 * time.Hour)
	}
	return first
}

// customers counts those that are stored.
func (w *world) customers() int {
	w.t.Helper()
	n := 0
	err := w.db.EachChangedCustomer(context.Background(), model.SystemPrincipal(), 0, func(store.JudgedCustomer) error { n++; return nil })
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestABackfillReadsItsWindowsAndLeavesTheCursorsOfTheLoopAlone(t *testing.T) {
	for name, windows := range map[string]int64{"full": 4, "no-windows": 1, "full-reads": 1, "partitions": 4, "small-pages": 4} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, memory.Shapes()[name], "")
			first := w.days(20)
			cloud := w.engine.Config.Sources[0].Name
			r, err := w.engine.Backfill(context.Background(), Backfill{Source: cloud, Objects: []string{"customer"}, From: first.Add(24 * time.Hour), To: first.Add(11 * 24 * time.Hour), Window: 3 * 24 * time.Hour})
			if err != nil {
				t.Fatal(err)
			}
			if r.Run.Counts["backfill.windows"] != windows || r.Run.Counts["backfill.rows"] != 10 || w.customers() != 10 {
				t.Errorf("counts %v, %d customers: want %d windows and 10 rows", r.Run.Counts, w.customers(), windows)
			}
			if left := w.loopCursors(); left != "" {
				t.Errorf("cursors %s", left)
			}
			w.sync(Request{})
			before := w.loopCursors()
			again, err := w.engine.Backfill(context.Background(), Backfill{Source: cloud, From: first, To: w.clock.Now(), Window: 30 * 24 * time.Hour})
			if err != nil || again.Run.Counts["pull.changed"]+again.Run.Counts["pull.new"] != 0 {
				t.Errorf("counts %v, %v", again.Run.Counts, err)
			}
			if after := w.loopCursors(); after != before || after == "" {
				t.Errorf("the cursors of the loop went from %s to %s", before, after)
			}
			if n := w.customers(); n != 20 {
				t.Errorf("%d customers", n)
			}
		})
	}
}

func TestABackfillThatWasCutOffGoesOnWhereItStood(t *testing.T) {
	for _, point := range []string{"pull.before-commit", "pull.after-commit", "backfill.window"} {
		w := newWorld(t, memory.Full(), "")
		first := w.days(20)
		b := Backfill{Source: w.engine.Config.Sources[0].Name, Objects: []string{"customer"}, From: first, To: w.clock.Now(), Window: 5 * 24 * time.Hour}
		ctx, cancel := context.WithCancel(context.Background())
		hits := 0
		w.engine.At = func(at string) {
			if at == point {
				if hits++; hits == 2 {
					cancel()
				}
			}
		}
		if _, err := w.engine.Backfill(ctx, b); err == nil {
			t.Fatalf("%s: not cut off", point)
		}
		w.engine.At = nil
		r, err := w.engine.Backfill(context.Background(), b)
		if err != nil {
			t.Fatal(err)
		}
		// The run goes on with its counts: no window but the one under way is read again.
		if n := r.Run.Counts; n["backfill.rows"] > 25 || n["backfill.windows"] > 4 || w.customers() != 20 {
			t.Errorf("%s: %d rows and %d windows read in all, %d customers", point, n["backfill.rows"], n["backfill.windows"], w.customers())
		}
		if left := w.loopCursors(); left != "" {
			t.Errorf("%s: cursors %s", point, left)
		}
	}
}
