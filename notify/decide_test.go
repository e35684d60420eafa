package notify

import (
	"testing"
	"time"
)

func problems(level Level, keys ...string) Message {
	m := Message{Level: Info}
	for _, k := range keys {
		m.Problems = append(m.Problems, Problem{Level: level, Code: k})
		m.Level = level
	}
	return m
}

func TestDecideTellsChangesOnly(t *testing.T) {
	at := func(hours int) time.Time {
		return time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(hours) * time.Hour)
	}
	changes := Rule{Least: Warning, Repeat: 24 * time.Hour}
	for _, step := range []struct {
		name string
		rule Rule
		runs []Message // one an hour
		want []Reason
	}{
		{"nothing wrong is quiet", changes, []Message{problems(Info), problems(Info)}, []Reason{Quiet, Quiet}},
		{"a problem is told once, and its end", changes,
			[]Message{problems(Critical, "E3001"), problems(Critical, "E3001"), problems(Info), problems(Info)}, []Reason{Began, Quiet, Recovered, Quiet}},
		{"another problem is told", changes,
			[]Message{problems(Warning, "a"), problems(Warning, "a", "b"), problems(Warning, "b"), problems(Warning, "c")}, []Reason{Began, Began, Changed, Began}},
		{"the order of problems is no change", changes, []Message{problems(Warning, "a", "b"), problems(Warning, "b", "a", "a")}, []Reason{Began, Quiet}},
		{"below the least level nothing is told", Rule{Least: Critical}, []Message{problems(Warning, "a"), problems(Info)}, []Reason{Quiet, Quiet}},
		{"what falls below the least level has recovered", Rule{Least: Critical}, []Message{problems(Critical, "a"), problems(Warning, "a")}, []Reason{Began, Recovered}},
		{"every run on demand", Rule{Least: Info, Always: true}, []Message{problems(Info), problems(Warning, "a"), problems(Warning, "a"), problems(Info)}, []Reason{Routine, Began, Routine, Recovered}},
		{"a level holds for every run too", Rule{Least: Warning, Always: true}, []Message{problems(Info), problems(Warning, "a"), problems(Warning, "a")}, []Reason{Quiet, Began, Routine}},
		{"an old problem is told again", Rule{Least: Warning, Repeat: 2 * time.Hour},
			[]Message{problems(Warning, "a"), problems(Warning, "a"), problems(Warning, "a"), problems(Warning, "a")}, []Reason{Began, Quiet, Continues, Quiet}},
		{"never again without a repeat", Rule{Least: Warning}, []Message{problems(Warning, "a"), problems(Warning, "a")}, []Reason{Began, Quiet}},
	} {
		var s State
		for i, m := range step.runs {
			var got Reason
			got, s = Decide(s, m, step.rule, at(i))
			if got != step.want[i] {
				t.Errorf("%s: run %d gives %v, want %v", step.name, i, got, step.want[i])
			}
		}
	}
}

func TestDecideKnowsSinceWhen(t *testing.T) {
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	rule := Rule{Least: Warning}
	_, s := Decide(State{}, problems(Warning, "a"), rule, start)
	_, s = Decide(s, problems(Warning, "b"), rule, start.Add(time.Hour))
	if !s.Since.Equal(start) {
		t.Errorf("trouble since %v, want %v", s.Since, start)
	}
	if _, s = Decide(s, problems(Info), rule, start.Add(2*time.Hour)); !s.Since.IsZero() || s.Problems != nil {
		t.Errorf("after the end: %+v", s)
	}
}
