package writeback

import (
	"fmt"
	"math/bits"

	"github.com/tierloop/tierloop/model"
)

// Alarm is an entity in which the last matching brought more together than is
// likely to belong together. Until a person has approved it, no plan goes out.
type Alarm struct {
	Entity  string     `json:"entity"`
	Code    string     `json:"code"` // of matching.Alarm
	Members int        `json:"members"`
	Text    model.Text `json:"text"`
}

// gate is the alarm as a gate that is open. An approval holds for ever for the
// same entity and code, until the entity has grown to twice its size.
func (a Alarm) gate() model.Gate {
	return model.Gate{Name: GateAlarm, Field: fmt.Sprintf("%s %s <%d", a.Entity, a.Code, 1<<bits.Len(uint(max(0, a.Members)))),
		Limit: "look at the entity", Found: a.Text.EN}
}

// Unseen lists the alarms that neither the plan shows as a gate nor anybody ever
// approved: a plan made before them must not go out.
func Unseen(alarms []Alarm, p model.Plan, approvals []model.Approval) []Alarm {
	known := map[string]bool{}
	for _, g := range p.Gates {
		known[g.Key()] = true
	}
	for _, a := range approvals {
		known[a.Gate] = true
	}
	var out []Alarm
	for _, a := range alarms {
		if !known[a.gate().Key()] {
			out = append(out, a)
		}
	}
	return out
}
