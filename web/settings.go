package web

import (
	"runtime/debug"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/ops"
)

// Setting is one line of the settings page; it holds no secret.
type Setting struct {
	What  model.Text
	Value string
}

type settingsView struct {
	Settings []Setting
	Go       string
	Modules  []*debug.Module // what the program is built from

	Kept   []keptLine
	Size   string // of the store
	Holds  []holdLine
	Purged time.Time // zero: never
}

// keptLine is a kind of what is kept for a time only, by its key in the texts.
type keptLine struct {
	Kind   string
	Span   string // in words
	Rows   int64
	Size   string
	Oldest time.Time
}

type holdLine struct {
	ID                     int64
	Source, Reason, Author string
	At                     time.Time
}

func (c *Console) settingsPage(v *visit) error {
	kept, err := v.Ops.Kept(v.ctx(), v.Principal())
	if err != nil {
		return err
	}
	data := settingsView{Settings: c.Settings, Size: size(kept.Size)}
	data.Kept, data.Purged = v.kept(kept)
	for _, h := range kept.Holds {
		data.Holds = append(data.Holds, holdLine{h.ID, h.Source, h.Reason, h.Author, h.At})
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		data.Go, data.Modules = info.GoVersion, info.Deps
	}
	return v.show("settings", data)
}

// kept are the lines, and when they were counted.
func (v *visit) kept(k ops.Kept) (out []keptLine, at time.Time) {
	for _, r := range k.Kinds {
		span := v.Retention.Rows
		switch r.Kind {
		case "payloads":
			span = v.Retention.Raw
		case "audit":
			span = v.Retention.Audit
		}
		out, at = append(out, keptLine{string(r.Kind), v.span(span), r.Rows, size(r.Bytes), r.Oldest}), r.At
	}
	return out, at
}

// span is a length of time in words.
func (v *visit) span(s configs.Span) string {
	for _, part := range []struct {
		n         int
		one, many string
	}{{s.Years, "settings.year", "settings.years"}, {s.Months, "settings.month", "settings.months"}, {s.Days, "settings.day", "settings.days"}} {
		switch {
		case part.n == 1:
			return v.text(part.one)
		case part.n > 1:
			return v.text(part.many, strconv.Itoa(part.n))
		}
	}
	return v.text("settings.forever")
}

// size is a number of bytes for people.
func size(n int64) string {
	switch {
	case n < 1e6:
		return number((n+999)/1000) + " KB"
	case n < 1e9:
		return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
	}
	return strconv.FormatFloat(float64(n)/1e9, 'f', 1, 64) + " GB"
}
