package access

import (
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
)

func TestEachCredentialHasItsOwnPace(t *testing.T) {
	s := NewPaces(Pace{People: 1, PeopleBurst: 3, Programs: 2, ProgramsBurst: 2})
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	li, wu := Visitor{Account: model.Account{ID: 1}}, Visitor{Account: model.Account{ID: 2}}
	bot := Visitor{Account: model.Account{ID: 1}, Token: model.APIToken{ID: 7}}
	served := func(v Visitor, n int) (got int) {
		for range n {
			if s.Take(now, v) == 0 {
				got++
			}
		}
		return got
	}
	if a, b, c := served(li, 5), served(wu, 5), served(bot, 5); a != 3 || b != 3 || c != 2 {
		t.Errorf("at once %d, %d and %d were served, want 3, 3 and 2", a, b, c)
	}
	if wait := s.Take(now, li); wait <= 0 || wait > time.Second {
		t.Errorf("told to wait %s, want at most a second", wait)
	}
	now = now.Add(time.Second)
	if a, c := served(li, 5), served(bot, 5); a != 1 || c != 2 {
		t.Errorf("a second later %d and %d were served, want 1 and 2", a, c)
	}
}
