package main

import (
	"fmt"
	"path"
	"strings"
)

// accepted is the list of skips that somebody wrote a reason for.
type accepted []skip

// skip is a test that did not run, or in the list a pattern for such tests.
type skip struct{ pkg, test, reason string }

// parseAccepted reads lines of package, test and reason, separated by blanks. The
// package is the tail of an import path; package and test may hold path.Match
// patterns. Empty lines and lines that begin with # are ignored.
func parseAccepted(text string) (accepted, error) {
	var list accepted
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		if len(words) < 3 {
			return nil, fmt.Errorf("line %d: want package, test and a reason, got %q", n, line)
		}
		for _, pattern := range words[:2] {
			if _, err := path.Match(pattern, ""); err != nil {
				return nil, fmt.Errorf("line %d: pattern %q: %w", n, pattern, err)
			}
		}
		list = append(list, skip{words[0], words[1], strings.Join(words[2:], " ")})
	}
	return list, nil
}

// without returns the skips that the list does not name.
func (a accepted) without(skips []skip) []skip {
	var unknown []skip
	for _, s := range skips {
		if !a.names(s) {
			unknown = append(unknown, s)
		}
	}
	return unknown
}

func (a accepted) names(s skip) bool {
	for _, entry := range a {
		inTest, _ := path.Match(entry.test, s.test) // patterns were checked when read
		if inTest && matchTail(entry.pkg, s.pkg) {
			return true
		}
	}
	return false
}

// matchTail compares a pattern with as many last elements of an import path as the
// pattern has.
func matchTail(pattern, pkg string) bool {
	elements := strings.Split(pkg, "/")
	n := strings.Count(pattern, "/") + 1
	if n > len(elements) {
		return false
	}
	ok, _ := path.Match(pattern, strings.Join(elements[len(elements)-n:], "/"))
	return ok
}
