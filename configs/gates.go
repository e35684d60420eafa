package configs

import "fmt"

// Gates are the limits before the first write, with defaults filled in.
type Gates struct {
	MaxChanged, MaxDowngraded, MaxCleared, MaxDeleted Share
	MaxWrites                                         int
	// MinCount: with fewer changes than this, shares are not looked at.
	MinCount  int
	FirstFill bool // true: filling empty fields needs no approval
}

func (l *loader) gates() {
	r := l.cfg.File.Gates
	g := Gates{
		MaxChanged:    r.MaxChanged.Or(0.20),
		MaxDowngraded: r.MaxDowngraded.Or(0.10),
		MaxCleared:    r.MaxCleared.Or(0.05),
		MaxDeleted:    r.MaxDeleted.Or(0.05),
		MaxWrites:     r.MaxWrites,
		MinCount:      20,
		FirstFill:     r.FirstFill == "allow",
	}
	if r.MinCount != nil {
		g.MinCount = *r.MinCount
	}
	if r.MaxWrites < 0 {
		l.fail("gates.max_writes", "E1014", "max_writes is below 0", "write 0 for no limit")
	}
	switch r.FirstFill {
	case "", "ask", "allow":
	default:
		l.fail("gates.first_fill", "E1014", fmt.Sprintf("%q is neither ask nor allow", r.FirstFill), "write ask or allow")
	}
	l.cfg.Gates = g
}
