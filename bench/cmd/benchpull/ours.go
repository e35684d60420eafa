package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// ours starts this program again as the reader, by jobs from so many records on; 0
// for never.
func ours(work string, bulkFrom int) func(base string) (reading, error) {
	return func(base string) (reading, error) {
		self, err := os.Executable()
		if err != nil {
			return reading{}, err
		}
		out := filepath.Join(work, "pull-ours.jsonl")
		return timed(exec.Command(self, "read", base, out, strconv.Itoa(bulkFrom)), out, "{")
	}
}

// read pulls every account and writes each as a line.
func read(base, path, bulkFrom string) error {
	from, err := strconv.Atoi(bulkFrom)
	if err != nil {
		return err
	}
	typ, _ := connectors.Lookup("salesforce")
	options, objects := typ.Fake(sandbox.Setup{Clock: clock.System(), Seed: 1}).Options(base)
	options["bulk_from"] = from
	cfg, errs := typ.Resolve(options, objects)
	if errs != nil {
		return errs[0]
	}
	c, err := typ.New(connectors.Env{Source: "bench", Clock: clock.System()}, cfg)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // everything is read
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<20)
	var line []byte
	err = c.(connectors.Puller).Pull(context.Background(), connectors.PullRequest{Object: "Account", Fields: fields, Until: time.Now()}, func(p connectors.Page) error {
		for _, r := range p.Records {
			if line, err = jsonvalue.Append(line[:0], r.Fields); err != nil {
				return err
			}
			if _, err := w.Write(append(line, '\n')); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return file.Close()
}

// timed runs a reader and counts the lines of its file that begin a record.
func timed(c *exec.Cmd, path, begins string) (reading, error) {
	var said bytes.Buffer
	c.Stderr = &said
	start := time.Now()
	if err := c.Run(); err != nil {
		return reading{}, fmt.Errorf("%w\n%s", err, tail(said.Bytes()))
	}
	r := reading{wall: time.Since(start), cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
	b, err := os.ReadFile(path)
	if err != nil {
		return r, err
	}
	for line := range bytes.Lines(b) {
		if bytes.HasPrefix(line, []byte(begins)) {
			r.rows++
		}
	}
	return r, os.Remove(path)
}

// tail is the end of what a program said.
func tail(b []byte) []byte { return b[max(0, len(b)-2000):] }
