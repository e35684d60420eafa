package report

import (
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Who moved is told apart from what matching did to the records.
func TestMovementKeepsMergesAndSplitsApart(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		small(w)
		w.run("r2", store.MasterChange{Entities: []store.EntityChange{entity("X", "甲之二", "")}}, map[string]string{"X": "gold"})
		first := model.DateOf(w.clock.Now())
		w.clock.Advance(90 * 24 * time.Hour)
		gone := entity("X", "甲之二", "")
		gone.Emptied = true
		w.run("r3", store.MasterChange{
			Entities:  []store.EntityChange{gone, entity("N", "新客户", ""), entity("S", "乙之二", "")},
			Redirects: []store.Redirect{{From: "X", To: "A"}},
			Journal: []model.JournalEntry{{Op: model.EntityMerged, Entity: "A", Other: "X", At: w.clock.Now()}, {Op: model.EntityCreated, Entity: "N", At: w.clock.Now()},
				{Op: model.EntitySplit, Entity: "B", Other: "S", At: w.clock.Now()}},
		}, map[string]string{"B": "platinum", "N": "gold", "S": "gold"}, "C", "X")
		last := model.DateOf(w.clock.Now())
		m, err := w.Movement(ctx, first, last, year)
		expect(t, "movement", text(t, m.Table(w.Ladder), err),
			"platinum|platinum|same|1|1.0000|1000.00", "gold|platinum|up|1|0.3333|100.00", "gold|gone|other|1|0.3333|0.00", "gold|merged|other|1|0.3333|0.00",
			"unrated|unrated|same|1|1.0000|0.00", "new|gold|other|1|1.0000|0.00", "split|gold|other|1|1.0000|0.00", "total|||7||1100.00")
		still, err := w.Movement(ctx, last, last, year)
		if moved := still.Moved(w.Ladder); err != nil || moved.Same != still.Total() {
			t.Errorf("from a day to itself: %+v, %v", moved, err)
		}
		unit := *w.Room
		unit.Reader = model.Principal{Role: model.Viewer, Units: []string{"east"}}
		seen, err := unit.Movement(ctx, first, last, year) // merges are the group's to see, moves are for everybody
		expect(t, "movement of a unit that has no customers", text(t, seen.Table(w.Ladder), err), "total|||0||0.00")
		before, err := w.Movement(ctx, first-30, first, year)
		if err != nil || before.Count(New, "gold") != 3 || before.Total() != 5 {
			t.Errorf("from nothing: %v, %v", before.Table(w.Ladder).Rows, err)
		}
	})
}
