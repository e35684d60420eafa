package scoring

import (
	"regexp"
	"testing"

	"github.com/tierloop/tierloop/model"
)

func TestReasonSaysTierPartsWayUpAndLastChange(t *testing.T) {
	past := []Past{
		{AsOf: day("2025-12-31"), Score: "50", Raw: "iron", Held: "iron", Final: "iron"},
		{AsOf: day("2026-04-01"), Score: "70", Raw: "gold", Held: "gold", Final: "gold"},
		{AsOf: day("2026-07-01"), Score: "71", Raw: "gold", Held: "gold", Final: "gold"},
	}
	in := Inputs{Previous: func(Key) []Past { return past }}
	r := score(t, cardPolicy(nil), "2026-12-31", in, attributes("e", "a", "83.33", "b", "60", "c", "75.5"))[0]
	zh := "金（72.43）：盈利 83.3×40 % = 33.3，经营 60.0×40 % = 24.0，合作 75.5×20 % = 15.1；距铂金还差 7.57：b达到 78.905（现 60）即可；上次变动 2026-04-01，原为铁；封顶：无"
	en := "gold (72.43): a 83.3x40 % = 33.3, b 60.0x40 % = 24.0, c 75.5x20 % = 15.1; to platinum 7.57 more: b at least 78.905 (now 60) is enough; last change 2026-04-01, was iron; capped: no"
	if r.Reason != (model.Text{ZH: zh, EN: en}) {
		t.Errorf("reason is\n%s\n%s\nwant\n%s\n%s", r.Reason.ZH, r.Reason.EN, zh, en)
	}
	safe := model.Text{ZH: "金；拉高：盈利，合作；拉低：经营", EN: "gold; lifted by a, c; lowered by b"}
	if r.SafeReason != safe {
		t.Errorf("safe reason is %v, want %v", r.SafeReason, safe)
	}
	if len(r.Parts) != 6 || r.Parts[0].Adds != "33.332" || r.Parts[1].Of != "a" || r.Parts[1].Input != "83.33" {
		t.Errorf("parts are %+v", r.Parts)
	}
}

var digit = regexp.MustCompile(`[0-9]`)

func TestSafeReasonHoldsNoNumberWhateverHappened(t *testing.T) {
	p := cardPolicy(func(p *Policy, _ *Model) {
		p.Indicators["late"] = Indicator{Field: "late"}
		p.Tiers.Limits = []Limit{{When: "late > 30", AtMost: "iron"}}
		p.Tiers.Stability = &Stability{DemoteAfter: 2}
	})
	member := attributes("m", "a", "10", "late", "40")
	member.Group = "e"
	pins := []model.Pin{pinOf(model.FloorTier, "gold", "2027-01-05")}
	past := []Past{{AsOf: day("2026-07-01"), Score: "99", Raw: "platinum", Held: "platinum", Final: "platinum"}}
	in := Inputs{Pins: pins, Previous: func(Key) []Past { return past }}
	unpriced := points("x", "50")
	unpriced.Orders = []model.Order{with(order("1", "2026-01-01", 777), func(o *model.Order) { o.Currency = "USD" })}
	p.Indicators["sum"] = Indicator{Expr: "sum(orders.amount)"}
	for _, r := range score(t, p, "2026-12-31", in, attributes("e", "a", "61", "late", "40"), member, unpriced, points("low", "2")) {
		if digit.MatchString(r.SafeReason.ZH + r.SafeReason.EN) {
			t.Errorf("%s: safe reason %v", r.Entity, r.SafeReason)
		}
		if r.SafeReason.ZH == "" || r.SafeReason.EN == "" || r.Reason.ZH == "" || r.Reason.EN == "" {
			t.Errorf("%s: a reason is empty: %v %v", r.Entity, r.Reason, r.SafeReason)
		}
	}
}

func TestRFMReasonNamesTheScoresAndTheClass(t *testing.T) {
	r := score(t, rfmPolicy(nil), "2006-12-31", Inputs{}, readOrders(t)...)[0]
	want := regexp.MustCompile(`^(high|middle|low) \(\d+\): recency [1-5], frequency [1-5], monetary value [1-5], (key|general) [a-z ]+; `)
	if !want.MatchString(r.Reason.EN) || digit.MatchString(r.SafeReason.EN) {
		t.Errorf("reasons are %q and %q", r.Reason.EN, r.SafeReason.EN)
	}
}
