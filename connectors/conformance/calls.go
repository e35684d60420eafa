package conformance

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// Cost is what 10,000 changed tiers take of a system, in calls.
type Cost struct {
	Writes int
	// Others are the calls beside: those that compare before a write, inside of a push,
	// and those that read back.
	Others int
}

//go:embed calls.txt
var callList string

// Stated is the cost that calls.txt states of a system, as it is set up by itself:
// the first of its lines.
func Stated(system string) (Cost, bool) {
	for line := range strings.Lines(callList) {
		name, cost, ok := parseCost(line)
		if first, _, _ := strings.Cut(name, " "); ok && first == system {
			return cost, true
		}
	}
	return Cost{}, false
}

// parseCost reads a line of name, writes and others, separated by tabs.
func parseCost(line string) (name string, c Cost, ok bool) {
	cells := strings.Split(strings.TrimSpace(line), "\t")
	if strings.HasPrefix(line, "#") || len(cells) != 3 {
		return "", c, false
	}
	writes, err := strconv.Atoi(cells[1])
	others, worse := strconv.Atoi(cells[2])
	return cells[0], Cost{writes, others}, err == nil && worse == nil
}

// stated is the line of this very run.
func (o Opt) stated() (Cost, bool) {
	for line := range strings.Lines(callList) {
		if name, cost, ok := parseCost(line); ok && name == strings.TrimSpace(o.System+" "+o.Variant) {
			return cost, true
		}
	}
	return Cost{}, false
}

const tiers = 10_000

var callChecks = []check{
	{"push/calls", both(pushes, given("calls.txt does not state what 10,000 tiers take", func(b *bench) bool {
		_, ok := b.opt.stated()
		return ok && served(b) && b.opt.WriteCall != ""
	})), func(b *bench) {
		want, _ := b.opt.stated()
		if got := b.cost(); got != want {
			b.Errorf("10,000 tiers take %d writes and %d other calls, calls.txt states %d and %d", got.Writes, got.Others, want.Writes, want.Others)
		}
	}},
}

// cost writes some full batches and reads back one full fetch, and reckons what
// 10,000 would take; all of them get the same tier.
func (b *bench) cost() Cost {
	b.Helper()
	caps := b.caps()
	n := min(max(10*caps.MaxPushBatch, 200), tiers)
	ids := b.seed(max(n, min(caps.MaxFetch, tiers)))
	b.push(b.item(ids[0], b.opt.Values[1])) // the schema is known from here on, and the login
	b.fetch(ids[:1], b.opt.Target)
	items := make([]connectors.PushItem, n)
	for i := range items {
		items[i] = b.item(ids[i], b.opt.Values[0])
	}
	writes, others := b.counted(func() { b.push(items...) })
	_, once := b.counted(func() { b.fetch(ids[:min(caps.MaxFetch, len(ids))], b.opt.Target) })
	reads := once * ((tiers + caps.MaxFetch - 1) / caps.MaxFetch)
	cost := Cost{Writes: up(writes, n), Others: up(others, n) + reads}
	if !caps.Optimistic {
		cost.Others += reads
	}
	return cost
}

// up reckons the calls of n records up to those of 10,000.
func up(calls, n int) int { return (calls*tiers + n - 1) / n }

// counted says how many calls something took; logins do not count.
func (b *bench) counted(do func()) (writes, others int) {
	before := b.inst.World.(sandbox.Fake).Calls()
	do()
	for name, n := range b.inst.World.(sandbox.Fake).Calls() {
		switch n -= before[name]; name {
		case b.opt.LoginCall: // kept for the day
		case b.opt.WriteCall:
			writes += n
		default:
			others += n
		}
	}
	return writes, others
}
