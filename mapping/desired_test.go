package mapping

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

func scored(tier string) Scored {
	return Scored{Group: "g-1", Lang: "en", Tier: model.TierResult{Entity: "e-1", Final: tier, Score: "82.9", AsOf: model.NewDate(2026, 11, 21), Outputs: map[string]string{"rfm": "555"},
		Indicators: map[string]string{"recency": "6"}, Reason: model.Text{ZH: "云事业部 411 万", EN: "cloud 4.1 m"}, SafeReason: model.Text{ZH: "购买频次上升,且近期有订单", EN: "buys more often"}}}
}

func TestDesiredSpeaksTheWordsOfTheSource(t *testing.T) {
	m := compiled(t, fileYAML)
	want := []FieldValue{
		{Field: "group_reason__c", Action: Set, Value: "购买频次上升,…", Policy: Own},
		{Field: "group_score__c", Action: Set, Value: "82.9", Policy: Own},
		{Field: "group_tier__c", Action: Set, Value: "A", Policy: Own, Tier: "platinum"},
		{Field: "tier_date__c", Action: Set, Value: "2026-11-21", Policy: Own},
	}
	if d := cmp.Diff(want, m.Desired(scored("platinum"))); d != "" {
		t.Error(d)
	}
	for _, v := range m.Desired(scored("unheard-of")) {
		if v.Field == "group_tier__c" && v.Action != Keep {
			t.Errorf("a tier without a value: %+v", v)
		}
	}
	for _, v := range m.Desired(scored(model.Unrated)) {
		if v.Action != Keep {
			t.Errorf("unrated: %+v", v)
		}
	}
}

func withTargets(t *testing.T, fields map[string]TargetRule) *Mapping {
	t.Helper()
	f := readFile(t, fileYAML)
	f.Writeback.Fields = fields
	m, issues := Compile(f, Options{})
	if m == nil {
		t.Fatal(issues)
	}
	return m
}

func TestUnratedCustomersGetWhatTheRuleSays(t *testing.T) {
	for unrated, want := range map[string]FieldValue{
		"": {Field: "f", Action: Keep, Policy: Own}, "keep": {Field: "f", Action: Keep, Policy: Own}, "clear": {Field: "f", Action: Clear, Policy: Own}, "未评级": {Field: "f", Action: Set, Value: "未评级", Policy: Own},
	} {
		got := withTargets(t, map[string]TargetRule{"f": {Take: "tier", Unrated: unrated}}).Desired(scored(model.Unrated))
		if d := cmp.Diff([]FieldValue{want}, got); d != "" {
			t.Errorf("%q: %s", unrated, d)
		}
	}
	m := withTargets(t, map[string]TargetRule{"f": {Take: "tier", Unrated: "skip"}, "g": {Take: "score", Unrated: "0"}})
	if got := m.Desired(scored(model.Unrated)); got != nil {
		t.Errorf("skip: %+v", got)
	}
	if got := m.Desired(scored("gold")); len(got) != 2 {
		t.Errorf("rated: %+v", got)
	}
}

func TestEverythingThatCanBeTaken(t *testing.T) {
	for take, want := range map[string]string{
		"tier": "gold", "unit_tier": "B", "score": "82.9", "as_of": "2026-11-21", "group_id": "g-1", "entity_id": "e-1", "output:rfm": "555", "indicator:recency": "6", "service:owner": "kam", "reason": "buys more often",
	} {
		s := scored("gold")
		s.Unit, s.Service = model.TierResult{Final: "B"}, map[string]string{"owner": "kam"}
		got := withTargets(t, map[string]TargetRule{"f": {Take: take}}).Desired(s)
		if len(got) != 1 || got[0].Action != Set || got[0].Value != want {
			t.Errorf("%s: %+v, want %s", take, got, want)
		}
	}
	got := withTargets(t, map[string]TargetRule{"f": {Take: "output:none"}, "g": {Take: "output:none", Policy: NeverNull}}).Desired(scored("gold"))
	if got[0].Action != Clear || got[1].Action != Keep {
		t.Errorf("absent output: %+v", got)
	}
}

func TestPoliciesDecideOverTheLiveValue(t *testing.T) {
	for _, c := range []struct {
		v     FieldValue
		live  string
		want  string
		write bool
	}{
		{FieldValue{Action: Set, Value: "A", Policy: Own}, "B", "A", true}, {FieldValue{Action: Set, Value: "A", Policy: Own}, "A", "A", false}, {FieldValue{Action: Set, Value: "A", Policy: FillEmpty}, "B", "B", false},
		{FieldValue{Action: Set, Value: "A", Policy: FillEmpty}, "", "A", true}, {FieldValue{Action: Set, Value: "A", Policy: NeverNull}, "B", "A", true}, {FieldValue{Action: Clear, Policy: Own}, "B", "", true},
		{FieldValue{Action: Clear, Policy: Own}, "", "", false}, {FieldValue{Action: Clear, Policy: NeverNull}, "B", "B", false}, {FieldValue{Action: Clear, Policy: FillEmpty}, "B", "B", false}, {FieldValue{Action: Keep, Policy: Own}, "B", "B", false},
	} {
		if got, write := c.v.Against(c.live); got != c.want || write != c.write {
			t.Errorf("%+v against %q = %q, %v", c.v, c.live, got, write)
		}
	}
}

func TestTheTargetRowIsTheCustomerOrWhatItsKeyNames(t *testing.T) {
	ref := model.Ref{Source: "fx", Object: "AccountObj", ID: "c-1"}
	if got := compiled(t, fileYAML).Target(ref, model.Record{}); got != ref {
		t.Errorf("own object: %v", got)
	}
	f := readFile(t, fileYAML)
	f.Writeback.Object, f.Writeback.Key = "TierForm", "tier_row.id"
	m, issues := Compile(f, Options{})
	if m == nil {
		t.Fatal(issues)
	}
	if got := m.Target(ref, record(t, "c-1", `{"tier_row":{"id":77}}`)); got != (model.Ref{Source: "fx", Object: "TierForm", ID: "77"}) {
		t.Errorf("by key: %v", got)
	}
	if got := m.Target(ref, record(t, "c-1", `{}`)); !got.IsZero() {
		t.Errorf("without key value: %v", got)
	}
	if o := m.Object("AccountObj"); o.ContentHash(record(t, "1", `{"tier_row":{"id":1}}`)) == o.ContentHash(record(t, "1", `{"tier_row":{"id":2}}`)) {
		t.Error("a new target row does not change the hash")
	}
}

func TestTheTierOfALiveValueIsReadBackThroughTheMap(t *testing.T) {
	m := withTargets(t, map[string]TargetRule{"f": {Take: "tier", Map: ValueMap{"platinum": "A", "gold": "B", "iron": "C", "lead": "C"}}, "plain": {Take: "unit_tier"}, "s": {Take: "score"}})
	for _, c := range [][3]string{{"f", "A", "platinum"}, {"f", "C", ""}, {"f", "Z", ""}, {"plain", "gold", "gold"}, {"s", "82", ""}, {"none", "A", ""}} {
		if got := m.TierOf(c[0], c[1]); got != c[2] {
			t.Errorf("%s %s = %q, want %q", c[0], c[1], got, c[2])
		}
	}
	if m.NeedsRecord() {
		t.Error("the customer's own object needs no key")
	}
}

func TestAResultWithoutItsExplanationIsEnoughUnlessOneIsTaken(t *testing.T) {
	short := model.TierResult{Entity: "E1", AsOf: 20_000, Score: "82", Final: "gold"}
	full := short
	full.Outputs, full.Indicators = map[string]string{"n": "1"}, map[string]string{"n": "2"}
	full.SafeReason = model.Text{ZH: "因为", EN: "because"}
	for take, explained := range map[string]bool{"tier": false, "unit_tier": false, "score": false, "as_of": false, "group_id": false,
		"entity_id": false, "service:n": false, "output:n": true, "indicator:n": true, "reason": true} {
		m := withTargets(t, map[string]TargetRule{"f": {Take: take}})
		differ := m.Desired(Scored{Tier: full, Unit: full, Lang: "zh"})[0] != m.Desired(Scored{Tier: short, Unit: short, Lang: "zh"})[0]
		if m.NeedsExplanation() != explained || differ != explained {
			t.Errorf("%s: needs %v, differs %v", take, m.NeedsExplanation(), differ)
		}
	}
	if len(takes) != 10 {
		t.Error("there are other things to take than these")
	}
}
