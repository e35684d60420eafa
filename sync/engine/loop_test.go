package engine

import (
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/memory"
)

const (
	usccA = "91350100M000100Y43"
	usccB = "91110000100000000A"
)

// fill is a company in both units under two names, and others that stand alone.
func fill(w *world) {
	w.customer("cloud", "c1", "泊岚电气(苏州)有限公司", usccA, "6000.00")
	w.customer("cloud", "c2", "杭州云帆科技有限公司", "", "2000")
	w.customer("cloud", "c3", "成都没有订单有限公司", "")
	w.customer("iot", "i1", "泊岚电气（苏州）有限公司", usccA, "5,000.50")
	w.customer("iot", "i2", "宁波海曙五金有限公司", "", "10")
}

func TestLoopBringsTheGroupTierToEverySystem(t *testing.T) {
	for name, shape := range memory.Shapes() {
		if shape.Write == connectors.WriteNone || shape.Trim > 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, shape, "")
			fill(w)
			w.sync(Request{})
			// 6000 + 5000.50 of one company in two units make it gold in both.
			if got, want := w.tiers("cloud"), "c1=A c2=B c3="; got != want {
				t.Errorf("cloud shows %q, want %q", got, want)
			}
			if got, want := w.tiers("iot"), "i1=A i2=C"; got != want {
				t.Errorf("iot shows %q, want %q", got, want)
			}
			if n := len(w.entities()); n != 4 {
				t.Errorf("%d entities, want 4", n)
			}
			again := w.sync(Request{})
			if n := again.Plan.Counts; n.New+n.Change+n.Clear+n.Unknown != 0 {
				t.Errorf("the second run plans %+v", n)
			}
		})
	}
}
