package configs

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
	if g.MinCount < 0 {
		l.fail("gates.min_count", "E1014", "min_count is below 0", "write 0 to look at shares always")
	}
	if r.FirstFill != "" {
		l.word("gates.first_fill", r.FirstFill, "ask", "allow")
	}
	l.cfg.Gates = g
}
