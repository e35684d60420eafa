package store

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

// The text under the hash is the JSON that encoding/json writes: hashes that are
// stored stay good.
func TestTierHashIsOfTheJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9.]{0,6}`), rapid.SampledFrom([]string{"", "金", "a<b&\"\\", "\xff", "\u2028", "\x7f"}))
		r := model.TierResult{Entity: "E", Policy: "p", AsOf: 9, Score: text.Draw(t, "score"), Raw: text.Draw(t, "raw"), Held: text.Draw(t, "held"), Final: text.Draw(t, "final"),
			Indicators: map[string]string{"x": text.Draw(t, "x")}, Outputs: map[string]string{"rfm.class": text.Draw(t, "class")}, Reason: model.Text{ZH: "理由"}}
		for range rapid.IntRange(0, 3).Draw(t, "parts") {
			r.Parts = append(r.Parts, model.Part{ID: text.Draw(t, "id"), Label: model.Text{ZH: "标签"}, Input: text.Draw(t, "input"), Points: text.Draw(t, "points"),
				Weight: text.Draw(t, "weight"), Adds: text.Draw(t, "adds"), Of: text.Draw(t, "of")})
		}
		shown := rapid.SliceOf(rapid.SampledFrom([]string{"output:rfm.class", "indicator:x", "indicator:none", "tier"})).Draw(t, "shown")
		core := model.TierResult{Score: r.Score, Raw: r.Raw, Held: r.Held, Final: r.Final, Outputs: map[string]string{}}
		for _, p := range r.Parts {
			core.Parts = append(core.Parts, model.Part{ID: p.ID, Points: p.Points, Weight: p.Weight, Adds: p.Adds, Of: p.Of})
		}
		for _, name := range shown {
			if id, ok := strings.CutPrefix(name, "indicator:"); ok {
				core.Outputs[name] = r.Indicators[id]
			} else if id, ok := strings.CutPrefix(name, "output:"); ok {
				core.Outputs[name] = r.Outputs[id]
			}
		}
		want, err := json.Marshal(core)
		if err != nil {
			t.Fatal(err)
		}
		if TierHash(r, shown...) != HashOf(want) {
			t.Fatalf("not the hash of %s", want)
		}
	})
}
