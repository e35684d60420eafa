package scoring

import (
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
)

func pinOf(kind model.PinKind, tier, expires string) model.Pin {
	d, err := model.ParseDate(expires)
	if err != nil {
		panic(err)
	}
	return model.Pin{
		Entity: "e", Scope: model.ScopeGroup, Kind: kind, Tier: tier, Author: "board", Reason: "strategic",
		Expires: d, At: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC),
	}
}

func TestPins(t *testing.T) {
	exact, floor, ceiling := model.PinTier, model.FloorTier, model.CapTier
	tests := []struct {
		name  string
		score string
		pins  []model.Pin
		want  string
	}{
		{"exact", "10", []model.Pin{pinOf(exact, "platinum", "2027-01-31")}, "platinum"},
		{"on its last day", "10", []model.Pin{pinOf(exact, "platinum", "2026-12-31")}, "platinum"},
		{"expired", "10", []model.Pin{pinOf(exact, "platinum", "2026-12-30")}, "iron"},
		{"unrated customer", "", []model.Pin{pinOf(exact, "gold", "2027-01-31")}, "gold"},
		{"floor lifts", "10", []model.Pin{pinOf(floor, "gold", "2027-01-31")}, "gold"},
		{"floor leaves higher", "90", []model.Pin{pinOf(floor, "gold", "2027-01-31")}, "platinum"},
		{"cap lowers", "90", []model.Pin{pinOf(ceiling, "gold", "2027-01-31")}, "gold"},
		{"cap leaves lower", "10", []model.Pin{pinOf(ceiling, "gold", "2027-01-31")}, "iron"},
		{"cap leaves unrated", "", []model.Pin{pinOf(ceiling, "gold", "2027-01-31")}, "unrated"},
		{"cap over floor", "10", []model.Pin{pinOf(ceiling, "gold", "2027-01-31"), pinOf(floor, "platinum", "2027-01-31")}, "gold"},
		{"exact over both", "10", []model.Pin{pinOf(exact, "platinum", "2027-01-31"), pinOf(ceiling, "gold", "2027-01-31")}, "platinum"},
		{"unknown tier is ignored", "10", []model.Pin{pinOf(exact, "diamond", "2027-01-31")}, "iron"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := score(t, cardPolicy(nil), "2026-12-31", Inputs{Pins: tt.pins}, attributes("e", "a", tt.score, "b", tt.score, "c", tt.score))[0]
			if got.Final != tt.want {
				t.Errorf("final is %s, want %s (%v)", got.Final, tt.want, got.Notes)
			}
			if tt.score == "10" && got.Held != "iron" {
				t.Errorf("the pin changed the held tier to %s", got.Held)
			}
		})
	}
}

func TestPinLifeComesFromThePolicy(t *testing.T) {
	p := cardPolicy(func(p *Policy, _ *Model) {
		p.Overrides = Overrides{ExpireDefault: "90d", Max: "365d", Require: []string{"reason"}, May: []string{"pin", "floor"}}
	})
	c := mustCompile(t, p)
	for expires, want := range map[string]string{"": "2027-03-01", "2027-01-01": "2027-01-01", "2030-01-01": "2027-12-01"} {
		if got := c.PinEnd(pinOf(model.PinTier, "gold", expires)).String(); got != want {
			t.Errorf("a pin until %q ends %s, want %s", expires, got, want)
		}
	}
	nameless := pinOf(model.PinTier, "gold", "")
	nameless.Reason = ""
	for why, pin := range map[string]model.Pin{
		"a reason is required": nameless, `no override of kind "cap"`: pinOf(model.CapTier, "gold", ""), `no tier "diamond"`: pinOf(model.PinTier, "diamond", ""),
	} {
		if err := c.CheckPin(pin); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("the check says %v, want %s", err, why)
		}
	}
	if err := c.CheckPin(pinOf(model.FloorTier, "gold", "")); err != nil {
		t.Error(err)
	}
}

func TestPinsOfAnotherScopeDoNotCount(t *testing.T) {
	pin := pinOf(model.PinTier, "platinum", "2027-01-31")
	pin.Scope = model.UnitScope("cloud")
	got := score(t, cardPolicy(nil), "2026-12-31", Inputs{Pins: []model.Pin{pin}}, attributes("e", "a", "10"))[0]
	if got.Final != "iron" {
		t.Errorf("final is %s, want iron", got.Final)
	}
}
