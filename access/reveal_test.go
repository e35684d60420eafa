package access

import (
	"errors"
	"testing"

	"github.com/tierloop/tierloop/model"
)

// Two processes on a store give no more looks than one, and a start anew gives none.
func TestLooksBehindTheMasksAreCountedForAllProcesses(t *testing.T) {
	d := newDoor(t)
	if err := d.AddAccountWithPassword(ctx, sys, Person{Name: "wu", Role: model.Viewer, Units: []string{"east"}, Masked: []string{"phone"}}, good); err != nil {
		t.Fatal(err)
	}
	d.add(t, "chen", model.Admin)
	other, err := NewGuard(ctx, d.db, d.clock, nil)
	if err != nil {
		t.Fatal(err)
	}
	v, guards := d.visit(t, d.login(t, "wu")), []*Guard{d.Guard, other}
	for i := range mostReveals {
		p, left, err := guards[i%2].Reveal(ctx, v, "entity G1", "a call back")
		if err != nil || len(p.Masked) != 0 || len(p.Units) != 1 || left != mostReveals-1-i {
			t.Fatalf("look %d: %+v, %d left, %v", i, p, left, err)
		}
	}
	for _, g := range guards {
		if p, _, err := g.Reveal(ctx, v, "entity G1", "a call back"); !errors.Is(err, ErrRevealed) || len(p.Masked) != 1 {
			t.Errorf("one look too many: masked %v, %v", p.Masked, err)
		}
	}
	if _, _, err := d.Reveal(ctx, v, "entity G1", " "); !errors.Is(err, ErrNoReason) {
		t.Errorf("without a reason: %v", err)
	}
	if _, _, err := d.Reveal(ctx, d.visit(t, d.login(t, "chen")), "entity G1", "a call back"); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	d.clock.Advance(revealWindow)
	if _, left, err := d.Reveal(ctx, d.visit(t, d.login(t, "wu")), "entity G1", "a call back"); err != nil || left != mostReveals-1 {
		t.Errorf("an hour later: %d left, %v", left, err)
	}
	log, err := d.db.AuditLog(ctx, sys, 0, 100)
	n := 0
	for _, l := range log {
		if l.Action == unmask {
			n++
		}
	}
	if err != nil || n != mostReveals+2 {
		t.Errorf("the audit log has %d looks, %v", n, err)
	}
}
