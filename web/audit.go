package web

import (
	"encoding/csv"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/internal/formula"
	"github.com/tierloop/tierloop/report/trail"
)

const (
	auditPage = 100
	// auditLook is how long a page may walk the chain.
	auditLook = 2 * time.Second
)

type auditView struct {
	Lines []trail.Line
	Next  int64 // 0: no page after this one
	First bool
	Seal  trail.Seal
	// Cut is the last line that was old enough to go, Receipt the one that tells of it.
	Cut, Receipt int64
}

func (c *Console) auditPage(v *visit) error {
	before, _ := strconv.ParseInt(v.r.URL.Query().Get("before"), 10, 64)
	data := auditView{First: before <= 0}
	var err error
	if data.Lines, data.Next, err = c.Trail.Lines(v.ctx(), v.Principal(), max(before, 0), auditPage); err != nil {
		return err
	}
	if data.Seal, err = c.Trail.Verify(v.ctx(), v.Principal(), auditLook); err != nil {
		return err
	}
	if data.Cut, data.Receipt, err = c.Trail.Cut(v.ctx(), v.Principal()); err != nil {
		return err
	}
	if data.Seal.Broken != "" {
		c.Log.Error("the audit log is not as it was written", "where", data.Seal.Broken)
	}
	return v.show("audit", data)
}

// exportAudit sends the whole log as CSV. That it was taken stands in it.
func (c *Console) exportAudit(v *visit) error {
	if err := c.Guard.Note(v.ctx(), v.Principal(), "audit.export", "audit", ""); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="tierloop-audit.csv"`)
	err := c.writeAudit(v, v.w)
	if err != nil { // the answer has begun: break it off, so that half a log is no log
		c.Log.Error("an export of the audit log failed", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

func (c *Console) writeAudit(v *visit, to io.Writer) error {
	if _, err := io.WriteString(to, "\ufeff"); err != nil { // Excel takes it for UTF-8
		return err
	}
	w := csv.NewWriter(to)
	head := []string{"seq", "at", "actor", "action", "subject", "detail"}
	if err := w.Write(head); err != nil {
		return err
	}
	err := c.Trail.Each(v.ctx(), v.Principal(), func(l trail.Line) error {
		return w.Write([]string{strconv.FormatInt(l.Seq, 10), l.At.In(c.Zone).Format(time.RFC3339), formula.Quote(l.Actor), formula.Quote(l.Action), formula.Quote(l.Subject), formula.Quote(l.Detail)})
	})
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return err
}
