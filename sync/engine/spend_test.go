package engine

import (
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
)

func TestCallsAreKeptByTheRunThatMadeThemAndCountAgainstTheDay(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	w.reconfigure("tierloop.yaml", "mapping: mapping.yaml,", "mapping: mapping.yaml, quota: {daily: 100, writeback: 20%},")
	fill(w)
	src := &w.engine.Config.Sources[0]
	env, err := w.engine.env(src, nil)
	if err != nil || env.Quota != (connectors.Quota{Daily: 100, Reserve: 0.2}) {
		t.Fatalf("quota %+v, %v", env.Quota, err)
	}
	for range 7 {
		env.Spent(connectors.Reading)
	}
	env.Spent(connectors.Writing)
	if r := w.sync(Request{}); r.Run.Counts["calls."+src.Name+".read"] != 7 || r.Run.Counts["calls."+src.Name+".write"] != 1 {
		t.Errorf("counts %v", r.Run.Counts)
	}
	if r := w.sync(Request{}); r.Run.Counts["calls."+src.Name+".read"] != 0 {
		t.Errorf("noted again: %v", r.Run.Counts)
	}
	env.Spent(connectors.Reading)
	w.sync(Request{})
	if env, err = w.engine.env(src, nil); err != nil || env.Quota.Used != 9 { // as a process that starts now finds it
		t.Errorf("used %+v, %v", env.Quota, err)
	}
	w.clock.Advance(24 * time.Hour)
	if env, err = w.engine.env(src, nil); err != nil || env.Quota.Used != 0 {
		t.Errorf("the next day: used %+v, %v", env.Quota, err)
	}
	list, err := w.engine.Spending(t.Context(), model.SystemPrincipal(), model.NewDate(2026, time.November, 1))
	if err != nil || len(list) != 1 || list[0].Total() != 9 || list[0].Source != src.Name {
		t.Errorf("spending %+v, %v", list, err)
	}
}
