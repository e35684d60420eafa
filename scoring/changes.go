package scoring

import (
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// Changes says what is different in a result from the one before of the same
// entity: the policy, the score, every part whose input or points moved, and
// parts that came or went. The tier itself is for the caller to say.
func Changes(before, after model.TierResult) []model.Text {
	var out []model.Text
	add := func(zh, en string) { out = append(out, model.Text{ZH: zh, EN: en}) }
	if before.PolicyHash != after.PolicyHash {
		add("策略内容有改动", "the policy was changed")
	}
	if before.Score != after.Score {
		add("得分 "+was(before.Score)+" → "+was(after.Score), "score "+was(before.Score)+" → "+was(after.Score))
	}
	old := map[string]model.Part{}
	for _, p := range before.Parts {
		old[p.ID] = p
	}
	for _, p := range after.Parts {
		o, there := old[p.ID]
		delete(old, p.ID)
		moved := ""
		switch {
		case p.Input == "" && o.Input == "": // a dimension: its measures say it
			continue
		case !there || o.Input != p.Input:
			moved = was(o.Input) + " → " + was(p.Input)
		case o.Points == p.Points:
			continue
		}
		zh, en := p.Label.ZH, p.Label.EN
		if moved != "" {
			zh, en = zh+" "+moved, en+" "+moved
		}
		if o.Points != p.Points {
			zh += fmt.Sprintf("（得分 %s → %s）", was(o.Points), was(p.Points))
			en += fmt.Sprintf(" (points %s → %s)", was(o.Points), was(p.Points))
		}
		add(zh, en)
	}
	for _, p := range before.Parts { // in their order
		if _, gone := old[p.ID]; gone && p.Input != "" {
			add(p.Label.ZH+" 不再计分", p.Label.EN+" counts no more")
		}
	}
	return out
}

// was shows a value that may be absent.
func was(text string) string {
	if text == "" {
		return "—"
	}
	return text
}
