package scoring

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tierloop/tierloop/model"
)

func TestChangesNameWhatMovedAndNothingElse(t *testing.T) {
	part := func(id, input, points string) model.Part {
		return model.Part{ID: id, Label: model.Text{ZH: id, EN: id}, Input: input, Points: points}
	}
	before := model.TierResult{PolicyHash: "a", Score: "60.00", Parts: []model.Part{
		part("profit", "", "60"), part("revenue", "100", "20"), part("years", "2.1", "30"), part("staff", "7", "10"), part("old", "1", "1")}}
	after := model.TierResult{PolicyHash: "b", Score: "64.00", Parts: []model.Part{
		part("profit", "", "64"), part("revenue", "150", "24"), part("years", "2.2", "30"), part("staff", "7", "10"), part("referral", "80", "5")}}
	want := []model.Text{
		{ZH: "策略内容有改动", EN: "the policy was changed"}, {ZH: "得分 60.00 → 64.00", EN: "score 60.00 → 64.00"},
		{ZH: "revenue 100 → 150（得分 20 → 24）", EN: "revenue 100 → 150 (points 20 → 24)"}, {ZH: "years 2.1 → 2.2", EN: "years 2.1 → 2.2"},
		{ZH: "referral — → 80（得分 — → 5）", EN: "referral — → 80 (points — → 5)"}, {ZH: "old 不再计分", EN: "old counts no more"},
	}
	if d := cmp.Diff(want, Changes(before, after)); d != "" {
		t.Error(d)
	}
	if got := Changes(after, after); got != nil {
		t.Errorf("nothing moved, but: %v", got)
	}
}
