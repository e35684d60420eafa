package model

import "testing"

func TestNearest(t *testing.T) {
	keys := []string{"schedule", "source", "secret", "单位"}
	for word, want := range map[string]string{
		"shedule": "schedule", "scheduel": "schedule", "sorce": "source", "sources": "source", "xyz": "", "schedule": "", "单元": "单位",
	} {
		if got := Nearest(word, keys); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestAWordThatIsNotKnownGetsAHintWhereOneIsNear(t *testing.T) {
	known := []string{"customers", "orders"}
	if got := DidYouMean("custmers", known); got != `; did you mean "customers"?` {
		t.Errorf("got %q", got)
	}
	if got := DidYouMean("invoices", known); got != "" {
		t.Errorf("nothing is near, got %q", got)
	}
}
