package engine

import (
	"errors"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
)

func TestEveryKindHasAHandlingAndACode(t *testing.T) {
	for _, k := range connectors.Kinds {
		h, ok := Table[k]
		if !ok || h.Scope == "" {
			t.Errorf("kind %s has no handling", k)
		}
		if e := fault.Lookup(h.Code); e.Exit == fault.ExitBug && k != connectors.KindBug {
			t.Errorf("kind %s has the unlisted code %s", k, h.Code)
		}
	}
	if len(Table) != len(connectors.Kinds) {
		t.Errorf("the table has %d kinds, there are %d", len(Table), len(connectors.Kinds))
	}
}

func TestWaitDoublesAndObeysTheSystem(t *testing.T) {
	h := Table[connectors.KindUnavailable]
	plain := &connectors.Error{Kind: connectors.KindUnavailable}
	for attempt, want := range []time.Duration{0, 2 * time.Second, 4 * time.Second} {
		if attempt == 0 {
			continue
		}
		if got, ok := h.wait(plain, attempt); got != want || !ok {
			t.Errorf("attempt %d waits %v, %v", attempt, got, ok)
		}
	}
	if _, ok := h.wait(plain, 3); ok {
		t.Error("a third retry is allowed")
	}
	told := &connectors.Error{Kind: connectors.KindRateLimited, After: 20 * time.Second}
	if got, ok := Table[connectors.KindRateLimited].wait(told, 1); got != 20*time.Second || !ok {
		t.Errorf("told to wait 20s, waits %v", got)
	}
	told.After = time.Hour
	if _, ok := Table[connectors.KindRateLimited].wait(told, 1); ok {
		t.Error("waits an hour inside a run")
	}
}

func TestFaultQuotesTheSystem(t *testing.T) {
	err := &connectors.Error{Kind: connectors.KindAuth, Op: "token", System: "zoho", Said: "invalid_client", Err: errors.New("x")}
	f := Fault("overseas", err)
	if f.Code != "E5001" || f.Exit() != fault.ExitConnection {
		t.Errorf("got %v", f)
	}
}
