package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/privacy"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// keptLabel is what people call a kind.
func keptLabel(kind store.Kept) model.Text {
	switch kind {
	case store.KeptPayloads:
		return model.Text{ZH: "已删除记录的原始报文", EN: "raw payloads of deleted records"}
	case store.KeptRejects:
		return model.Text{ZH: "已处理的隔离行", EN: "closed rejects"}
	case store.KeptAnswers:
		return model.Text{ZH: "写入的对方应答", EN: "answers to writes"}
	case store.KeptPlanRows:
		return model.Text{ZH: "已被取代计划的行", EN: "rows of replaced plans"}
	}
	return model.Text{ZH: "审计日志", EN: "audit log"}
}

// spanLabel is a span of time in words.
func spanLabel(s configs.Span) model.Text {
	if s.Forever() {
		return model.Text{ZH: "永久", EN: "for ever"}
	}
	text := s.String()
	n, unit := text[:len(text)-1], text[len(text)-1:]
	zh := map[string]string{"d": "%s 天", "m": "%s 个月", "y": "%s 年"}[unit]
	en := map[string]string{"d": "%s {day|days}", "m": "%s {month|months}", "y": "%s {year|years}"}[unit]
	return model.Text{ZH: fmt.Sprintf(zh, n), EN: phrase.Counted(en, n)}
}

// megabytes is a size for people.
func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// retention tells what is kept how long, how big the store is, and when it was purged.
func (d *doctor) retention(ctx context.Context, cfg *configs.Config, db *store.DB) {
	name, p := d.say("保留期限", "retention"), d.principal()
	kept, err := db.Retained(ctx, p)
	if err != nil {
		d.bad(name, err)
		return
	}
	size, err := db.Size(ctx)
	if err != nil {
		d.bad(name, err)
		return
	}
	holds, err := db.Holds(ctx, p)
	if err != nil {
		d.bad(name, err)
		return
	}
	r := cfg.Retention
	text := fmt.Sprintf(d.say("原始报文 %s、行级日志 %s、审计日志 %s；存储共 %s", "raw %s, rows %s, audit %s; the store has %s"),
		spanLabel(r.Raw).In(d.language()), spanLabel(r.Rows).In(d.language()), spanLabel(r.Audit).In(d.language()), megabytes(size))
	if at := kept[0].At; at.IsZero() {
		text += d.say("；尚未清理过，tierloop serve 每天清理", "; never purged yet, tierloop serve does it daily")
	} else {
		text += fmt.Sprintf(d.say("；上次清理 %s", "; last purged %s"), at.In(cfg.Location).Format("2006-01-02 15:04"))
	}
	if n := len(store.Held(holds)); n > 0 {
		text += fmt.Sprintf(d.say("；法律保全 %d 项", "; legal holds: %d"), n)
	}
	d.good(name, text)
}

// held fails while a legal hold keeps a person from being erased: one of everything, or
// of a source that has a record of the person.
func held(ctx context.Context, e *engine.Engine, p model.Principal, s privacy.Subject) error {
	all, err := e.Store.Holds(ctx, model.SystemPrincipal())
	holds := store.Held(all)
	if err != nil || len(holds) == 0 {
		return err
	}
	found, err := e.Privacy().Find(ctx, p, s)
	if err != nil {
		return err
	}
	for _, h := range holds {
		hit := h.Source == ""
		for _, r := range append(found.Own, found.Near...) {
			hit = hit || r.Source == h.Source
		}
		if hit {
			return fault.New("E6012", h.ID, strings.TrimSpace(h.Reason))
		}
	}
	return nil
}
