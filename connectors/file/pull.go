package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/tierloop/tierloop/connectors"
)

// Pull reads the files of an object in the order of their names. A file is a
// partition, named like it; all snapshots of an object are the one partition "".
//
// A file whose cursor came back as done is moved away before anything is read. A
// file that cannot be read goes to the folder failed; the others are read all
// the same, and the pull ends with an error that names it.
func (c *Connector) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	o, err := c.configured("pull", req.Object)
	if err != nil {
		return err
	}
	files, err := c.files(o)
	if err != nil {
		return err
	}
	var todo []job
	for _, f := range files {
		j, err := c.prepare(o, f, req)
		if err != nil {
			return err
		}
		if !j.at.Done {
			todo = append(todo, j)
		} else if err := c.finish(f); err != nil {
			return err
		}
	}
	if len(todo) == 0 { // nothing new is an answer, too
		return emit(connectors.Page{Last: true, Next: req.From[""]})
	}
	if o.snapshot {
		return c.pullSnapshot(ctx, o, req, todo, emit)
	}
	var first error
	for _, j := range todo {
		err := c.pullFile(ctx, o, req, j, emit)
		var bad *badFile
		if !errors.As(err, &bad) {
			if err != nil {
				return err
			}
			continue
		}
		if err := c.reject(j.file, bad.err); err != nil {
			return err
		}
		if first == nil {
			first = bad.err
		}
	}
	return first
}

// pullSnapshot reads the last file by name; when that is unreadable, the one
// before it. Older ones have nothing to add and are moved away.
func (c *Connector) pullSnapshot(ctx context.Context, o object, req connectors.PullRequest, todo []job, emit func(connectors.Page) error) error {
	var first error
	for i := len(todo) - 1; i >= 0; i-- {
		err := c.pullFile(ctx, o, req, todo[i], emit)
		var bad *badFile
		if errors.As(err, &bad) {
			if err := c.reject(todo[i].file, bad.err); err != nil {
				return err
			}
			if first == nil {
				first = bad.err
			}
			continue
		}
		if err != nil {
			return err
		}
		for _, old := range todo[:i] {
			if err := c.finish(old.file); err != nil {
				return err
			}
		}
		break
	}
	return first
}

// job is a file to read and the place to read from.
type job struct {
	file      dropped
	id        identity
	partition string
	at        place
}

func (c *Connector) prepare(o object, f dropped, req connectors.PullRequest) (job, error) {
	id, err := sniff(f)
	if err != nil {
		return job{}, c.fail("pull", o.name, err)
	}
	j := job{file: f, id: id, partition: f.name, at: placeOf(f, id)}
	if o.snapshot {
		j.partition = ""
	}
	if from := parsePlace(req.From[j.partition]); from.same(f, id) && !from.Again {
		j.at = from
	}
	return j, nil
}

// badFile is a file that cannot be read at all, or not to its end.
type badFile struct{ err *connectors.Error }

func (b *badFile) Error() string { return b.err.Error() }

// pullFile reads one file. Rows that were stored before are read again, for the
// copy of bad rows and to find ids that come twice, but not shown again.
func (c *Connector) pullFile(ctx context.Context, o object, req connectors.PullRequest, j job, emit func(connectors.Page) error) error {
	f, skip := j.file, j.at.Row
	t, err := openTable(f.path, j.id, o)
	if err != nil {
		return &badFile{c.unreadable("pull", o.name, f.name, err)}
	}
	defer t.close()
	c.warn(o, f, t, req.Fields)
	bad := c.rejects(f, j.id, t.raw)
	defer bad.drop()
	size := maxPage
	if req.PageSize > 0 {
		size = min(size, req.PageSize)
	}
	seen, clean := ids{}, true
	at := j.at
	page := connectors.Page{Partition: j.partition}
	send := func() error {
		if o.writeback && !o.snapshot {
			if err := c.knownIDs(o.name).add(page.Records); err != nil {
				return c.fail("pull", o.name, err)
			}
		}
		page.Next = at.cursor()
		err := emit(page)
		page = connectors.Page{Partition: j.partition}
		return err
	}
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return &badFile{c.unreadable("pull", o.name, f.name, fmt.Errorf("row %d: %w", n+o.headerRow, err))}
		}
		if !r.blank() {
			// The whole row, whatever was asked for: the file will be gone when a
			// mapping comes to read another column.
			rec := t.record(&r, nil)
			again := r.bad == "" && seen.repeated(rec.ID, &r)
			switch {
			case r.bad != "":
				clean = false
				if err := bad.add(r.cells, r.bad); err != nil {
					return c.fail("pull", o.name, err)
				}
				if n > skip {
					page.Rejected = append(page.Rejected, badRow(rec.ID, f.name, r))
				}
			case n > skip && !again:
				page.Records = append(page.Records, rec)
			}
		}
		if n <= skip {
			continue
		}
		at.Row = n
		if len(page.Records)+len(page.Rejected) >= size {
			if err := send(); err != nil {
				return err
			}
		}
	}
	page.Last = true
	if info, err := os.Stat(f.path); err != nil || info.Size() != f.size || !info.ModTime().Equal(f.mod) {
		// Somebody replaced or moved it: what is there now is another file, and
		// is read from its beginning by the next pull.
		if c.env.Log != nil {
			c.env.Log.Warn("a file changed while it was read", "object", o.name, "file", f.name,
				"hint", "copy files under another name and rename them when they are whole")
		}
		return send()
	}
	if err := bad.keep(); err != nil {
		return c.fail("pull", o.name, err)
	}
	at.Done, at.Again = !o.snapshot || skip == 0, o.snapshot && skip > 0
	page.Complete = o.snapshot && skip == 0 && clean
	return send()
}

func badRow(id, file string, r row) connectors.BadRow {
	if id == "" {
		id = fmt.Sprintf("row %d", r.line)
	}
	return connectors.BadRow{ID: id, Where: fmt.Sprintf("%s:%d", file, r.line), Reason: r.bad}
}

// warn tells of wanted columns that a file does not have; their values count as
// not sent.
func (c *Connector) warn(o object, f dropped, t *table, fields []string) {
	have := set(t.header)
	if s, err := c.loadState(o); err == nil {
		for _, name := range s.fields {
			have[name] = true // a column of the result file, which no drop has
		}
	}
	for _, name := range fields {
		if !have[name] && c.env.Log != nil {
			c.env.Log.Warn("a file has no such column", "object", o.name, "file", f.name,
				"column", name, "hint", connectors.DidYouMean(name, t.header))
		}
	}
}

// set is nil for nil.
func set(names []string) map[string]bool {
	if names == nil {
		return nil
	}
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out
}
