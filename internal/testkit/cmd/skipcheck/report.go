package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// report turns events into the output of plain `go test` and counts outcomes.
type report struct {
	out            io.Writer
	passed, failed int
	skips          []skip
	output         map[origin][]string // of unfinished top-level tests
	said           map[origin]string   // last line that an unfinished test logged
	blamed         map[string]bool     // packages with a failed test
}

type origin struct{ pkg, test string }

// event is the part of go doc test2json that matters here.
type event struct{ Action, Package, Test, Output string }

func newReport(out io.Writer) *report {
	return &report{out: out, output: map[origin][]string{}, said: map[origin]string{}, blamed: map[string]bool{}}
}

// read takes events until the end of in; lines that are no events pass through.
func (r *report) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
				fmt.Fprint(r.out, line)
			} else {
				r.take(e)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the test events: %w", err)
		}
	}
}

func (r *report) take(e event) {
	top, _, nested := strings.Cut(e.Test, "/")
	from, root := origin{e.Package, e.Test}, origin{e.Package, top}
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "output":
		if e.Test == "" {
			if e.Output != "PASS\n" {
				fmt.Fprint(r.out, e.Output)
			}
			return
		}
		if strings.HasPrefix(e.Output, "=== ") {
			return
		}
		r.output[root] = append(r.output[root], e.Output)
		if text := strings.TrimSpace(e.Output); text != "" && !strings.HasPrefix(text, "--- ") {
			r.said[from] = text
		}
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.packageEnds(e)
			return
		}
		switch e.Action {
		case "pass":
			r.passed++
		case "fail":
			r.failed++
			r.blamed[e.Package] = true
		case "skip":
			r.skips = append(r.skips, skip{e.Package, e.Test, r.said[from]})
		}
		delete(r.said, from)
		if !nested {
			if e.Action == "fail" {
				r.show(root)
			}
			delete(r.output, root)
		}
	}
}

// packageEnds shows tests that a panic or a time-out left without an outcome. A
// package that failed without a failed test (it did not compile) counts as one.
func (r *report) packageEnds(e event) {
	if e.Action != "fail" {
		return
	}
	if !r.blamed[e.Package] {
		r.failed++
	}
	var unfinished []origin
	for from := range r.output {
		if from.pkg == e.Package {
			unfinished = append(unfinished, from)
		}
	}
	slices.SortFunc(unfinished, func(a, b origin) int { return strings.Compare(a.test, b.test) })
	for _, from := range unfinished {
		r.show(from)
		delete(r.output, from)
	}
}

func (r *report) show(from origin) {
	for _, line := range r.output[from] {
		fmt.Fprint(r.out, line)
	}
}
