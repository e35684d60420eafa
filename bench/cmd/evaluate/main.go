// Command evaluate scores the result of tierloop match, or of another program,
// against a labelled truth:
//
//	go run ./bench/cmd/evaluate truth.csv entities.csv
//
// Package bench/evaluate tells the columns and what the figures mean.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/tierloop/tierloop/bench/evaluate"
)

func main() {
	asJSON := flag.Bool("json", false, "print one JSON document")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: evaluate [-json] TRUTH.csv ANSWER.csv")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), flag.Arg(1), *asJSON); err != nil {
		fmt.Fprintln(os.Stderr, "evaluate:", err)
		os.Exit(1)
	}
}

func run(truthPath, answerPath string, asJSON bool) error {
	truth, err := evaluate.ReadTruth(truthPath)
	if err != nil {
		return err
	}
	answer, err := evaluate.ReadAnswer(answerPath)
	if err != nil {
		return err
	}
	s := evaluate.Compare(truth, answer)
	if asJSON {
		return json.NewEncoder(os.Stdout).Encode(s)
	}
	line := func(name string, f evaluate.Figures) {
		fmt.Printf("%-6s P %.4f  R %.4f  F1 %.4f\n", name, f.Precision, f.Recall, f.F1)
	}
	line("pair", s.Pair)
	line("b3", s.B3)
	if s.Group != nil {
		line("group", *s.Group)
	}
	fmt.Printf("records %d, entities %d, largest %d, missing %d, unknown %d\n", s.Records, s.Entities, s.Largest, s.Missing, s.Unknown)
	if s.InGroupPairs > 0 {
		fmt.Printf("merged inside a group: %d of %d pairs of entities\n", s.InGroupWrong, s.InGroupPairs)
	}
	for _, tag := range slices.Sorted(maps.Keys(s.Recall)) {
		fmt.Printf("  recall %-16s %.4f\n", tag, s.Recall[tag])
	}
	return nil
}
