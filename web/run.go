package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/ops"
)

// runView is one run; Row is the write whose story is told at the side.
type runView struct {
	Run    ops.RunDetail
	Stages []stageCard
	Causes []causeLine
	Writes []ops.Write
	Source string
	Object string
	State  string
	Code   string
	Row    *ops.Write
	Story  []ops.Write // every attempt at the record of Row
	Next   string
}

// stageCard is what a stage counted: one number that matters, then the others.
type stageCard struct {
	Name, Word string
	N          int64
	Rest       string
	Trouble    bool
}

// causeLine is a cause with its meaning and what to do about it.
type causeLine struct {
	ops.Cause
	What, Fix string
}

// leading is the count that stands for a stage.
var leading = map[string][]string{"pull": {"rows"}, "map": {"rows"}, "match": {"entities", "customers"}, "score": {"results"}, "plan": {"rows"},
	"apply": {"confirmed", "sent"}, "verify": {"confirmed"}}

// troubles are counts that somebody should look at.
var troubles = []string{"rejected", "missing", "conflict", "unknown", "pending", "drifted"}

func (c *Console) runPage(v *visit) error {
	id, q := strings.ToUpper(v.r.PathValue("id")), v.r.URL.Query()
	d, err := c.Ops.Run(v.ctx(), v.Principal(), id)
	if err != nil {
		return err
	}
	data := runView{Run: d, Stages: v.stageCards(d.Stages), Source: q.Get("source"), Object: q.Get("object"), State: q.Get("state"), Code: q.Get("code")}
	for _, cause := range d.Causes {
		line := causeLine{Cause: cause}
		if what, fix, ok := c.Operator.Meaning(cause.Code); ok {
			line.What, line.Fix = what.In(v.Lang), fix.In(v.Lang)
		}
		data.Causes = append(data.Causes, line)
	}
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	var next int64
	data.Writes, next, err = c.Ops.Writes(v.ctx(), v.Principal(), ops.WriteFilter{Run: id, Source: data.Source, Object: data.Object,
		State: model.WriteState(data.State), Code: data.Code, After: after, Limit: 50})
	if err != nil {
		return err
	}
	if next > 0 {
		data.Next = v.with("after", strconv.FormatInt(next, 10))
	}
	if row, err := strconv.ParseInt(q.Get("row"), 10, 64); err == nil {
		if i := slices.IndexFunc(data.Writes, func(w ops.Write) bool { return w.ID == row }); i >= 0 {
			data.Row = &data.Writes[i]
			if data.Story, err = c.Ops.WritesOf(v.ctx(), v.Principal(), data.Row.Target); err != nil {
				return err
			}
		}
	}
	return v.render(http.StatusOK, "run", view{Title: v.text("run.title", id), Data: data})
}

// Tabs are the outcomes of writes that the run has, each a tab.
func (d runView) Tabs() []model.WriteState {
	var out []model.WriteState
	for _, s := range d.Run.Sources {
		for _, state := range slices.Sorted(maps.Keys(s.By)) {
			if (d.Source == "" || d.Source == s.Source) && !slices.Contains(out, state) {
				out = append(out, state)
			}
		}
	}
	return out
}

// Link is the address of the run's page with these rows.
func (d runView) Link(source, object, state, code string) string {
	q := url.Values{}
	for key, value := range map[string]string{"source": source, "object": object, "state": state, "code": code} {
		if value != "" {
			q.Set(key, value)
		}
	}
	return "/runs/" + d.Run.ID + "?" + q.Encode() + "#rows"
}

// RowLink is the address of the page that tells the story of one write.
func (d runView) RowLink(w ops.Write) string {
	q := url.Values{"row": {strconv.FormatInt(w.ID, 10)}}
	for key, value := range map[string]string{"source": d.Source, "object": d.Object, "state": d.State, "code": d.Code} {
		if value != "" {
			q.Set(key, value)
		}
	}
	// The page begins with the row, so that it is on it.
	q.Set("after", strconv.FormatInt(d.pageStart(), 10))
	return "/runs/" + d.Run.ID + "?" + q.Encode() + "#rows"
}

// pageStart is the After that this page was asked for with.
func (d runView) pageStart() int64 {
	if len(d.Writes) == 0 {
		return 0
	}
	return d.Writes[0].ID - 1
}

func (v *visit) stageCards(stages []ops.Stage) []stageCard {
	var out []stageCard
	for _, s := range stages {
		card := stageCard{Name: s.Name, Word: v.text("run.stage." + s.Name)}
		var rest []string
		for _, n := range s.Counts {
			switch {
			case slices.Contains(leading[s.Name], n.Name):
				card.N += n.N
			default:
				rest = append(rest, v.word("run.count.", n.Name)+" "+number(n.N))
			}
			card.Trouble = card.Trouble || n.N > 0 && slices.Contains(troubles, n.Name)
		}
		card.Rest = strings.Join(rest, " · ")
		out = append(out, card)
	}
	return out
}

// word is the text of prefix+name, else the name itself: counts of a run are named
// by the stages and new ones may come.
func (v *visit) word(prefix, name string) string {
	if text, ok := v.texts[v.Lang][prefix+name]; ok {
		return text
	}
	return name
}

func (c *Console) undoRun(v *visit) error {
	id := strings.ToUpper(v.r.PathValue("id"))
	if _, err := c.Ops.Run(v.ctx(), v.Principal(), id); err != nil {
		return err
	}
	if err := c.Operator.Undo(v.ctx(), v.Principal().Name, id); err != nil {
		return err
	}
	return v.redirect("/runs", "run.undoing", id)
}
