package conformance

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// cost is what 10,000 changed tiers take of a system, in calls. The others compare
// before a write, ask after jobs and read back.
type cost struct{ writes, others int }

// table is where each system states its cost, as seen from its own folder.
var table = filepath.Join("..", "..", "docs", "connectors", "README.md")

// stated reads the lines of the system, one in each language.
func (o Opt) stated() (out []cost) {
	text, err := os.ReadFile(table)
	if err != nil || o.Variant != "" {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) < 10 || !strings.Contains(cells[1], "]("+o.System+".md)") {
			continue
		}
		number := func(cell string) int { // the first one, as in "100 to 10,000"
			first, _, _ := strings.Cut(strings.TrimSpace(cell), " ")
			n, _ := strconv.Atoi(strings.ReplaceAll(first, ",", ""))
			return n
		}
		out = append(out, cost{number(cells[8]), number(cells[9])})
	}
	return out
}

const tiers = 10_000

var callChecks = []check{
	{"push/calls", both(pushes, given("no line of docs/connectors states what this way of writing takes", func(b *bench) bool {
		return served(b) && b.opt.WriteCall != "" && b.opt.stated() != nil
	})), func(b *bench) {
		got := b.cost()
		for _, want := range b.opt.stated() {
			if got != want {
				b.Errorf("10,000 tiers take %d writes and %d other calls, docs/connectors/README.md says %d and %d", got.writes, got.others, want.writes, want.others)
			}
		}
	}},
}

// cost writes some full batches and reads back one full fetch, and reckons what
// 10,000 would take; all of them get the same tier.
func (b *bench) cost() cost {
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
	out := cost{up(writes, n), up(others, n) + reads}
	if !caps.Optimistic {
		out.others += reads
	}
	return out
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
