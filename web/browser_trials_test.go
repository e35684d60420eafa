package web_test

import (
	"testing"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

func TestBrowserTrials(t *testing.T) {
	b := visited(t)
	w := newWorld(t)
	b.w = w
	w.account(access.Person{Name: "ana", Role: model.Approver})
	b.enter("ana")
	for _, lang := range []string{"zh", "en"} {
		b.speak(lang)
		for _, screen := range []struct{ path, name string }{{"/policy", "policy"}, {"/exports", "exports"}, {"/imports/pins", "imports"}, {"/policy/trials/T-under", "trial-under"}, {"/policy/trials/T-moves", "trial"}, {"/policy/trials/T-past", "trial-past"}} {
			b.look(screen.path, screen.name+"-"+lang, 1280)
		}
	}
	b.content()
}
