package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
)

// load is the load average over one minute, "unknown" where the system tells none.
func load() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(raw))[0]
}

func (b *bench) print(w io.Writer, rows []row, absent []string, before string) {
	fmt.Fprintf(w, "%s, %d cores, load %s before and %s after.", runtime.Version(), runtime.NumCPU(), before, load())
	if b.peer {
		fmt.Fprintf(w, " Peer: %s.", b.versions)
	}
	fmt.Fprint(w, "\n\n")
	for _, name := range absent {
		fmt.Fprintf(w, "**%s is absent on this machine and was not run.**\n\n", name)
	}
	fmt.Fprintln(w, "| set | system | P | R | F1 | B³ F1 | largest | wall s | CPU s | peak MB | Splink's best threshold by the labels |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|---|---|")
	for i, r := range rows {
		mark := ""
		if ahead(rows, i) {
			mark = "**"
		}
		fmt.Fprintln(w, line(r, mark))
	}
	for _, r := range rows {
		if len(r.score.Recall) > 0 || r.score.InGroupPairs > 0 {
			fmt.Fprintln(w)
			detail(w, r)
		}
	}
}

// line is a row of the table; mark stands around F1.
func line(r row, mark string) string {
	return fmt.Sprintf("| %s | %s | %.4f | %.4f | %s%.4f%s | %.4f | %d | %.2f | %.2f | %d | %s |", r.set, r.system,
		r.score.Pair.Precision, r.score.Pair.Recall, mark, r.score.Pair.F1, mark, r.score.B3.F1, r.score.Largest,
		r.cost.wall.Seconds(), r.cost.cpu.Seconds(), r.cost.peak>>20, r.oracle)
}

// ahead tells whether no system has a better F1 on the same set.
func ahead(rows []row, i int) bool {
	return !slices.ContainsFunc(rows, func(o row) bool { return o.set == rows[i].set && o.score.Pair.F1 > rows[i].score.Pair.F1 })
}

func detail(w io.Writer, r row) {
	fmt.Fprintf(w, "%s, %s: %d of %d pairs of companies inside a group merged", r.set, r.system, r.score.InGroupWrong, r.score.InGroupPairs)
	if g := r.score.Group; g != nil {
		fmt.Fprintf(w, "; groups P %.4f R %.4f F1 %.4f", g.Precision, g.Recall, g.F1)
	}
	fmt.Fprint(w, ".\nRecall by noise:")
	for i, tag := range slices.Sorted(maps.Keys(r.score.Recall)) {
		fmt.Fprintf(w, "%s %s %.3f", map[bool]string{true: ",", false: ""}[i > 0], tag, r.score.Recall[tag])
	}
	fmt.Fprintln(w, ".")
}
