// Skipcheck reads the events of `go test -json` on standard input, prints what
// plain `go test` would print, and fails on a failed test or when nothing ran.
// Where CI is set it also fails on a skipped test that the list of accepted skips
// does not name, so that a missing server cannot turn a run green.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	list := flag.String("skips", "", "file of accepted skips: package, test, reason")
	flag.Parse()
	ok, err := check(*list, os.Getenv("CI") != "")
	if err != nil {
		fmt.Fprintln(os.Stderr, "skipcheck:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

func check(list string, strict bool) (ok bool, err error) {
	text, err := os.ReadFile(list)
	if err != nil {
		return false, fmt.Errorf("list of accepted skips: %w", err)
	}
	accepted, err := parseAccepted(string(text))
	if err != nil {
		return false, fmt.Errorf("%s: %w", list, err)
	}
	r := newReport(os.Stdout)
	if err := r.read(os.Stdin); err != nil {
		return false, err
	}
	unknown := accepted.without(r.skips)
	for _, s := range unknown {
		fmt.Printf("SKIPPED %s %s: %s\n", s.pkg, s.test, s.reason)
	}
	if strict && len(unknown) > 0 {
		fmt.Printf("%d skipped tests are not named in %s\n", len(unknown), list)
	}
	fmt.Printf("tests: %d passed, %d failed, %d skipped\n", r.passed, r.failed, len(r.skips))
	return r.failed == 0 && r.passed > 0 && !(strict && len(unknown) > 0), nil
}
