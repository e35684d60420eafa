package conformance

import (
	"slices"
	"testing"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors"
)

// check is one test of the suite. when says whether it applies to what the
// connector claims; nil applies to all.
type check struct {
	name string
	when func(b *bench) bool
	run  func(b *bench)
}

// Run tests a connector. Each test gets a fresh system.
func Run(t *testing.T, opt Opt) {
	t.Helper()
	opt = opt.withDefaults()
	checkSkips(t, opt)
	leaks := goleak.IgnoreCurrent()
	probe := facts(t, opt)
	for _, c := range checks() {
		if _, skipped := opt.Skip[c.name]; skipped {
			continue
		}
		if probe.why = ""; c.when != nil && !c.when(probe) {
			if probe.why != "" {
				t.Logf("%s is left out: %s", c.name, probe.why)
			}
			continue
		}
		t.Run(c.name, func(t *testing.T) { c.run(openBench(t, opt)) })
	}
	if _, skipped := opt.Skip["manners/no-goroutine"]; !skipped {
		t.Run("manners/no-goroutine", func(t *testing.T) {
			if err := goleak.Find(leaks); err != nil {
				t.Error(err)
			}
		})
	}
}

// facts opens a system only to ask what is claimed.
func facts(t *testing.T, opt Opt) *bench {
	var b *bench
	t.Run("open", func(t *testing.T) { b = openBench(t, opt) })
	if b == nil {
		t.FailNow()
	}
	return b
}

func checks() []check {
	return slices.Concat(optionChecks, checkChecks, pullChecks, changeChecks, enumerateChecks, pushChecks,
		collectChecks, callChecks, pushFailureChecks, fetchChecks, schemaChecks, mannerChecks, lastingChecks, declaredChecks, soakChecks, faultChecks(), honestyChecks)
}

// Names lists every test of the suite.
func Names() []string {
	var names []string
	for _, c := range checks() {
		names = append(names, c.name)
	}
	return append(names, "manners/no-goroutine")
}

// The conditions under which a test applies.

func pulls(b *bench) bool { return connectors.AbilitiesOf(b.conn).Pull }

func incremental(b *bench) bool { return pulls(b) && b.caps().Incremental }

func enumerates(b *bench) bool { return connectors.AbilitiesOf(b.conn).Enumerate }

func pushes(b *bench) bool {
	return connectors.AbilitiesOf(b.conn).Push && b.caps().Write != connectors.WriteNone && b.opt.Target != ""
}

func fetches(b *bench) bool { return connectors.AbilitiesOf(b.conn).Fetch }

func entitled(b *bench) bool {
	_, ok := b.conn.(connectors.Entitled)
	return ok
}

func describes(b *bench) bool { return connectors.AbilitiesOf(b.conn).Describe }

func creates(b *bench) bool {
	return connectors.AbilitiesOf(b.conn).EnsureFields && b.opt.Field.Name != ""
}

// given is a condition that a test declares of its system; why is printed where it
// is not declared.
func given(why string, has func(*bench) bool) func(*bench) bool {
	return func(b *bench) bool {
		if !has(b) {
			b.why = why
			return false
		}
		return true
	}
}

func both(a, c func(*bench) bool) func(*bench) bool {
	return func(b *bench) bool { return a(b) && c(b) }
}
