package main

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// importer takes filled forms in for the console, by the code that the commands
// use. Whoever sends a file is the author of all of it.
type importer struct{ *stewardDesk }

// mostTemplate is how many customers the form of scores lists.
const mostTemplate = 5_000

// Template writes the form of a kind.
func (d importer) Template(ctx context.Context, p model.Principal, lang, kind string) ([]byte, error) {
	a, e := d.zh.speaking(p, lang), d.engine
	dir, err := os.MkdirTemp("", "tierloop-form-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "form.xlsx")
	switch kind {
	case "scores":
		known := slices.Sorted(maps.Keys(manualIndicators(e)))
		if len(known) == 0 {
			return nil, d.no("策略中没有人工打分的指标。", "The policy has no indicator that people score.")
		}
		err = a.scoresTemplate(ctx, e, path, known, "", mostTemplate)
	case "pins":
		err = a.pinsTemplate(e, path)
	case "parents":
		err = a.holdingsTemplate(path)
	case "review":
		var open []report.Question
		if open, _, err = report.Review(ctx, e.Store, p, e.Config.Policy.Policy().Currency.Base, d.clock.Now()); err == nil {
			err = a.writeQuestions(path, open)
		}
	default:
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, d.refused(err)
	}
	return os.ReadFile(path)
}

// Import reads a filled form and takes it whole, or sends it back with its faults.
func (d importer) Import(ctx context.Context, p model.Principal, lang, kind, name string, body []byte) (web.Imported, error) {
	a := d.zh.speaking(p, lang)
	ext := strings.ToLower(filepath.Ext(name))
	if ext != ".xlsx" && ext != ".csv" {
		return web.Imported{}, d.no("请上传 .xlsx 或 .csv 文件。", "Send a file whose name ends in .xlsx or .csv.")
	}
	dir, err := os.MkdirTemp("", "tierloop-import-")
	if err != nil {
		return web.Imported{}, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "file"+ext)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		return web.Imported{}, err
	}
	f, numbers, take, err := d.read(ctx, a, p, kind, path, sourceOf(name))
	if err != nil {
		return web.Imported{}, d.named(err, path, name)
	}
	if len(f.faults) > 0 {
		return d.back(a, f, numbers, filepath.Join(dir, "back.xlsx"))
	}
	n, err := take()
	return web.Imported{Taken: n}, d.refused(err)
}

// named is a refusal that speaks of the file as its sender knows it.
func (d importer) named(err error, path, name string) error {
	f := fault.Of(err)
	if f.Exit() == fault.ExitBug {
		return err
	}
	return &web.Refusal{Text: d.say(func(a *app) string { return strings.ReplaceAll(f.What(a.language()), path, name) })}
}

// back is the same file with its faults.
func (d importer) back(a *app, f *form, numbers []string, path string) (web.Imported, error) {
	out := web.Imported{Faults: f.told()}
	if err := a.writeBack(f, path, numbers); err != nil {
		return out, err
	}
	var err error
	out.Back, err = os.ReadFile(path)
	return out, err
}

// told are the faults of a form for the console.
func (f *form) told() (out []web.ImportFault) {
	for i := range f.rows {
		if x, ok := f.faults[i]; ok {
			out = append(out, web.ImportFault{Row: f.lines[i], Column: x.column, Text: x.text})
		}
	}
	return out
}

// read checks a form and returns what takes it in; list is the name of a list of
// shareholders.
func (d importer) read(ctx context.Context, a *app, p model.Principal, kind, path, list string) (f *form, numbers []string, take func() (int, error), err error) {
	e := d.engine
	inTx := func(fn func(*store.Tx) error) error { return e.Store.InTx(ctx, store.Fence{}, fn) }
	switch kind {
	case "scores":
		if f, err = a.readForm(path, scoreHeaders, "customer", "indicator", "score"); err != nil {
			return nil, nil, nil, err
		}
		scores, err := a.scoresOf(ctx, e, f, p.Name)
		own(a, f, p)
		return f, []string{"score"}, func() (int, error) {
			return len(scores), inTx(func(tx *store.Tx) error { return saveScores(ctx, tx, p, scores) })
		}, err
	case "pins":
		if f, err = a.readForm(path, pinHeaders, "customer", "tier"); err != nil {
			return nil, nil, nil, err
		}
		pins := a.pinsOf(ctx, e, f, p.Name, "")
		own(a, f, p)
		return f, nil, func() (int, error) {
			return len(pins), inTx(func(tx *store.Tx) error { return savePins(ctx, tx, pins) })
		}, nil
	case "parents":
		if f, err = a.readForm(path, holdingHeaders, "child", "parent"); err != nil {
			return nil, nil, nil, err
		}
		holdings := a.holdingsOf(f)
		return f, []string{"share"}, func() (int, error) {
			err := d.keep(ctx, p, "link.import", "list "+list, phrase.Counted("%d {line|lines}", len(holdings)), func(tx *store.Tx) error { return tx.SaveHoldings(ctx, list, holdings) })
			if err == nil {
				err = d.Settle(p)
			}
			return len(holdings), err
		}, nil
	case "review":
		return d.readReview(ctx, a, p, path)
	}
	return nil, nil, nil, store.ErrNotFound
}

// readReview checks a file of decisions; they are kept in one transaction.
func (d importer) readReview(ctx context.Context, a *app, p model.Principal, path string) (*form, []string, func() (int, error), error) {
	r := &reviewer{rearranger: &rearranger{app: a, engine: d.engine, ctx: ctx, flags: stewardFlags{author: p.Name}}}
	read, err := r.readAnswers(path)
	if err != nil {
		return nil, nil, nil, err
	}
	for i := range read.rows {
		cell, named := read.row(i)
		one, okA := model.ParseRef(cell["a"])
		other, okB := model.ParseRef(cell["b"])
		if _, told := read.faults[i]; told || cell["decision"] == "" || !okA || !okB {
			continue
		}
		holder, err := d.engine.Store.HolderOf(ctx, p, model.Doubt{A: one, B: other})
		if err != nil {
			return nil, nil, nil, err
		}
		if holder != "" && holder != p.Name {
			read.fault(i, named["decision"], a.say("这一项正由 %s 处理", "%s is working on this one"), holder)
		}
	}
	return &read.form, reviewNumbers, func() (int, error) {
		var writes []func(context.Context, *store.Tx) error
		for _, answer := range read.answers {
			write, err := d.engine.Prepare(ctx, p, answer)
			if err != nil {
				return 0, err
			}
			writes = append(writes, write)
		}
		return len(writes), d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			for i, write := range writes {
				if err := write(ctx, tx); err != nil {
					return err
				}
				if err := tx.Audit(ctx, decisionAudit(read.answers[i])); err != nil {
					return err
				}
			}
			return nil
		})
	}, nil
}

// decisionAudit is the line of an answer in the audit log.
func decisionAudit(a engine.Answer) store.AuditEntry {
	what := string(a.Verdict)
	if a.Skip > 0 {
		what = "skip"
	}
	return store.AuditEntry{Actor: a.Author, Action: "review." + what, Subject: a.A.String() + " " + a.B.String(), Detail: a.Reason}
}

// own refuses rows in another person's name: what somebody sends is their own word.
func own(a *app, f *form, p model.Principal) {
	for i := range f.rows {
		cell, named := f.row(i)
		if author := cell["author"]; author != "" && author != p.Name {
			f.fault(i, named["author"], a.say("以 %s 的名义；只能以自己（%s）的名义导入", "in the name of %s; import under your own, %s"), author, p.Name)
		}
	}
}
