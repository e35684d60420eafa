package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// The limits of files that are made in the background.
const (
	exportLife    = 7 * 24 * time.Hour
	exportsOfOne  = 20       // files that one account has at once
	exportsMaking = 3        // of these, such as are being made
	largestExport = 64 << 20 // bytes
	// exportTakes is how long a file is made at most; one that takes longer has lost
	// its process.
	exportTakes = 30 * time.Minute
)

// exportKinds are what tierloop export writes.
var exportKinds = []web.ExportKind{
	{Name: "entities", Say: model.Text{ZH: "客户的黄金记录与集团等级", EN: "golden records with the group's tier"}},
	{Name: "members", Say: model.Text{ZH: "来源客户与黄金记录的对照", EN: "the crosswalk from source customers"}},
	{Name: "tiers", Say: model.Text{ZH: "各范围的当前等级与指标", EN: "present tiers in every scope, with their indicators"}},
	{Name: "orders", Say: model.Text{ZH: "归到客户的单据", EN: "documents by customer"}},
}

// exportRoom makes files for the console and the API, one after the other.
type exportRoom struct {
	app     *app
	engine  *engine.Engine
	analyst *analyst
	serving context.Context // ends when the process stops
	shelf   shelf
	turn    sync.Mutex
}

// ExportKinds leaves out what only the whole group has.
func (x *exportRoom) ExportKinds(p model.Principal) []web.ExportKind {
	return slices.DeleteFunc(slices.Clone(exportKinds), func(k web.ExportKind) bool { return k.Name == "tiers" && !p.Group() })
}

// fits says whether a file can be asked for so.
func (x *exportRoom) fits(p model.Principal, ask *web.ExportAsk) bool {
	if !slices.Contains([]string{"csv", "xlsx", "json"}, ask.Format) {
		return false
	}
	if slices.ContainsFunc(x.ExportKinds(p), func(k web.ExportKind) bool { return k.Name == ask.Kind }) {
		return ask.Report.By+ask.Report.Compare == "" && ask.Report.Months == 0
	}
	name, isReport := strings.CutPrefix(ask.Kind, web.ReportExport)
	i := slices.IndexFunc(x.analyst.Reports(), func(k web.ReportKind) bool { return k.Name == name })
	if i < 0 || !isReport {
		return false
	}
	kind, r := x.analyst.Reports()[i], &ask.Report
	r.Name = name
	if r.Months == 0 {
		r.Months = 12
	}
	if r.By == "" && len(kind.By) > 0 {
		r.By = kind.By[0]
	}
	return r.Months > 0 && r.Months <= 36 && (r.By == "" || slices.Contains(kind.By, r.By)) &&
		(r.Compare == "" || kind.Compares && slices.Contains([]string{"previous", "year"}, r.Compare))
}

// StartExport notes the file and makes it in the background.
func (x *exportRoom) StartExport(ctx context.Context, p model.Principal, lang string, ask web.ExportAsk) (web.Export, error) {
	if !x.fits(p, &ask) {
		return web.Export{}, &web.Refusal{Text: model.Text{ZH: "没有这样的文件：请核对 kind、format 及报表参数。", EN: "There is no such file: check kind, format and how the report is asked for."}}
	}
	mine, err := x.Exports(ctx, p)
	if err != nil {
		return web.Export{}, err
	}
	making := 0
	for _, e := range mine {
		if e.State == exportMaking {
			making++
		}
	}
	if len(mine) >= exportsOfOne || making >= exportsMaking {
		return web.Export{}, &web.Refusal{Text: model.Text{
			ZH: fmt.Sprintf("每个账户最多同时生成 %d 个、保留 %d 个文件；请稍后再试。", exportsMaking, exportsOfOne),
			EN: phrase.Counted("An account has at most %d {file|files} being made and %d in all; try again later.", exportsMaking, exportsOfOne)}}
	}
	now := x.app.clock.Now()
	e := web.Export{ID: "EX-" + strings.ToUpper(rand.Text()[:16]), Kind: ask.Kind, Format: ask.Format, State: exportMaking, Created: now, Expires: now.Add(exportLife)}
	err = errors.Join(x.shelf.sweep(now), x.shelf.put(shelved{Export: e, Owner: p.Name, Scope: scopeOf(p)}))
	if err == nil {
		err = x.note(ctx, p, "export", e)
	}
	if err != nil {
		return web.Export{}, err
	}
	go x.make(p, lang, ask, e.ID)
	return e, nil
}

// note writes a line into the audit log.
func (x *exportRoom) note(ctx context.Context, p model.Principal, action string, e web.Export) error {
	return x.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		return tx.Audit(ctx, store.AuditEntry{Actor: p.Name, Action: action, Subject: e.ID + " " + e.Kind, Detail: e.Format})
	})
}

// sweep throws expired files away, until the process stops.
func (x *exportRoom) sweep() {
	every := time.NewTicker(time.Hour)
	defer every.Stop()
	for {
		if err := x.shelf.sweep(x.app.clock.Now()); err != nil {
			x.app.logger().Error("expired exports were not thrown away", "error", err)
		}
		select {
		case <-every.C:
		case <-x.serving.Done():
			return
		}
	}
}

// make writes one file after the other, so that many wishes do not load the store.
func (x *exportRoom) make(p model.Principal, lang string, ask web.ExportAsk, id string) {
	x.turn.Lock()
	defer x.turn.Unlock()
	ctx, cancel := context.WithTimeout(x.serving, exportTakes)
	defer cancel()
	body, err := x.body(ctx, p, lang, ask)
	failed := ""
	if err != nil {
		failed = err.Error()
		x.app.logger().Error("an export failed", "export", id, "kind", ask.Kind, "error", err)
	}
	if err := x.shelf.end(id, body, failed); err != nil {
		x.app.logger().Error("an export was not shelved", "export", id, "error", err)
	}
}

// body is the file, made in a folder that only this user reads.
func (x *exportRoom) body(ctx context.Context, p model.Principal, lang string, ask web.ExportAsk) ([]byte, error) {
	a := x.app.speaking(p, lang)
	dir, err := os.MkdirTemp("", "tierloop-export-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "export."+ask.Format)
	if ask.Report.Name != "" {
		q, err := x.analyst.question(ctx, a, ask.Report)
		if err != nil {
			return nil, err
		}
		t, err := x.analyst.tables.wait(ctx, q.key, q.after, q.count)
		if err != nil {
			return nil, err
		}
		if err := a.writeReport(path, t, x.engine.Config, q.flags); err != nil {
			return nil, err
		}
	} else if _, err := a.export(ctx, x.engine, ask.Kind, path); err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err == nil && info.Size() > largestExport {
		err = fmt.Errorf("the file has %d MB, %d are possible; narrow it, or use tierloop export", info.Size()>>20, largestExport>>20)
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// Exports are the principal's own files.
func (x *exportRoom) Exports(_ context.Context, p model.Principal) ([]web.Export, error) {
	return x.shelf.of(p, x.app.clock.Now())
}

func (x *exportRoom) Export(_ context.Context, p model.Principal, id string) (web.Export, error) {
	return x.shelf.get(p, x.app.clock.Now(), id)
}

// ExportBody gives the file out, with a line in the audit log.
func (x *exportRoom) ExportBody(ctx context.Context, p model.Principal, id string) (web.Export, []byte, error) {
	e, body, err := x.shelf.body(p, x.app.clock.Now(), id)
	if err == nil {
		err = x.note(ctx, p, "export.take", e)
	}
	return e, body, err
}
