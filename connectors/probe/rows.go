package probe

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Sizes of the pages that are compared: borders fall elsewhere.
const (
	smallPage = 7
	fetched   = 20 // records read by id
)

// reading is what a pull gave, as far as it was read.
type reading struct {
	order   []string // of ids, doubles too
	records map[string]model.Record
	pages   []int // records of each
	at      map[string]connectors.Cursor
	ended   bool // every partition was read to its end
}

var errEnough = errors.New("enough rows")

// read pulls from the cursors until so many rows or pages came; 0 is no bound of
// pages, and a size of 0 the system's own.
func (p *probe) read(ctx context.Context, from map[string]connectors.Cursor, rows, pages, size int) (*reading, error) {
	got := &reading{records: map[string]model.Record{}, at: maps.Clone(from), ended: true}
	if got.at == nil {
		got.at = map[string]connectors.Cursor{}
	}
	open := map[string]bool{}
	err := p.Pull.Pull(ctx, connectors.PullRequest{Object: p.Request.Object, Fields: p.Fields, From: from, Until: p.Now, PageSize: size}, func(page connectors.Page) error {
		got.pages = append(got.pages, len(page.Records))
		got.at[page.Partition], open[page.Partition] = page.Next, !page.Last
		for _, r := range page.Records {
			got.order = append(got.order, r.ID)
			got.records[r.ID] = r
		}
		if !page.Last && (len(got.order) >= rows || pages > 0 && len(got.pages) >= pages) {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		got.ended, err = false, nil
	}
	return got, err
}

// first are the ids of the first n rows, as a set.
func (r *reading) first(n int) map[string]bool {
	out := map[string]bool{}
	for _, id := range r.order[:min(n, len(r.order))] {
		out[id] = true
	}
	return out
}

// lacking lists the ids that the other reading of the same rows does not have.
func lacking(want, have map[string]bool) []string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if !have[id] {
			out = append(out, id)
		}
	}
	return out
}

// some names the first ids of a list.
func some(ids []string) string {
	if len(ids) > 5 {
		return strings.Join(ids[:5], ", ") + " …"
	}
	return strings.Join(ids, ", ")
}

// twice: the same rows come in the same order when they are read again.
func (p *probe) twice(ctx context.Context, whole *reading) error {
	if len(whole.order) == 0 {
		p.say("order", Skipped, "没有记录", "there are no records")
		return nil
	}
	again, err := p.read(ctx, nil, p.Rows, 0, 0)
	if err != nil {
		return err
	}
	n := min(len(whole.order), len(again.order))
	if slices.Equal(whole.order[:n], again.order[:n]) {
		p.say("order", Passed, "两次读取的前 %d 条次序相同", "the first %d rows come in the same order twice", n)
		return nil
	}
	p.say("order", Warned, "两次读取的次序不同：数据在变动，或系统没有稳定的次序", "two readings differ in order: people work there, or the system has no stable order")
	return nil
}

// ids: every record has one, and none comes twice.
func (p *probe) ids(_ context.Context, whole *reading) error {
	doubles := len(whole.order) - len(whole.records)
	for id := range whole.records {
		if id == "" || strings.Contains(id, "e+") {
			p.say("ids", Failed, "编号 %q 为空或已失真", "the id %q is empty or mangled", id)
			return nil
		}
	}
	if doubles > 0 {
		p.say("ids", Warned, "%d 条中有 %d 条重复出现（不会重复入库）", "of %d rows %d came twice; they are stored once", len(whole.order), doubles)
		return nil
	}
	p.say("ids", Passed, "%d 条记录，编号各不相同", "%d records, each with an id of its own", len(whole.order))
	return nil
}

// pages: small pages show the same records as large ones, ties over their borders
// included.
func (p *probe) pages(ctx context.Context, whole *reading) error {
	n := min(len(whole.order), 40*smallPage)
	if n <= smallPage {
		p.say("pages", Skipped, "记录太少，不足以分页", "too few records for pages")
		return nil
	}
	small, err := p.read(ctx, nil, n, 0, smallPage)
	if err != nil {
		return err
	}
	if !small.ended {
		n = min(n, len(small.order))
	}
	border, ties := 0, 0
	for _, size := range small.pages {
		if border += size; border > 0 && border < len(small.order) {
			a, b := small.records[small.order[border-1]].Modified, small.records[small.order[border]].Modified
			if !a.IsZero() && a.Equal(b) {
				ties++
			}
		}
	}
	if lost := lacking(whole.first(n), small.first(len(small.order))); len(lost) > 0 {
		p.say("pages", Failed, "每页 %d 条时缺少 %d 条，例如 %s（其间有 %d 处页边界时间戳相同）", "in pages of %d, %d records are missing, such as %s; %d borders lie between equal stamps", smallPage, len(lost), some(lost), ties)
		return nil
	}
	p.say("pages", Passed, "每页 %d 条与整页所见相同，共 %d 条，%d 处页边界时间戳相同", "pages of %d show the same %d records; %d borders lie between equal stamps", smallPage, n, ties)
	return nil
}

// resume: a pull goes on from the cursor of any page as if it had not stopped.
func (p *probe) resume(ctx context.Context, whole *reading) error {
	if len(whole.order) <= smallPage {
		p.say("resume", Skipped, "记录太少，不足以中断", "too few records to stop in between")
		return nil
	}
	head, err := p.read(ctx, nil, p.Rows, 2, smallPage)
	if err != nil {
		return err
	}
	tail, err := p.read(ctx, head.at, max(len(whole.order)-len(head.order), 1), 0, 0)
	if err != nil {
		return err
	}
	both := head.first(len(head.order))
	maps.Copy(both, tail.first(len(tail.order)))
	n := len(whole.order)
	if !tail.ended {
		n = min(n, len(head.order)+len(tail.order))
	}
	if lost := lacking(whole.first(n), both); len(lost) > 0 {
		p.say("resume", Failed, "从第 2 页的游标续读时缺少 %d 条，例如 %s", "going on from the cursor of page 2 misses %d records, such as %s", len(lost), some(lost))
		return nil
	}
	p.say("resume", Passed, "从第 2 页的游标续读，没有缺少", "going on from the cursor of page 2 misses nothing")
	return nil
}

// clock: no stamp lies in our future by more than the overlap.
func (p *probe) clock(_ context.Context, whole *reading) error {
	if !p.Caps.Incremental {
		p.say("clock", Skipped, "该对象没有增量", "the object has no increments")
		return nil
	}
	var newest model.Record
	for _, r := range whole.records {
		if r.Modified.After(newest.Modified) {
			newest = r
		}
	}
	switch ahead := newest.Modified.Sub(p.Now); {
	case newest.Modified.IsZero():
		p.say("clock", Warned, "记录没有修改时间", "the records carry no time of change")
	case ahead > p.Caps.Overlap:
		p.say("clock", Failed, "记录 %s 的修改时间比本机快 %s，超过重读时长 %s", "record %s was changed %s in our future, more than the overlap of %s", newest.ID, ahead, p.Caps.Overlap)
	default:
		p.say("clock", Passed, "最近的修改时间为 %s", "the latest change is of %s", newest.Modified.UTC().Format("2006-01-02 15:04:05Z"))
	}
	return nil
}

// byID: what a pull showed is found by its id, with the same values.
func (p *probe) byID(ctx context.Context, whole *reading) error {
	if p.Fetch == nil || len(whole.order) == 0 {
		p.say("fetch", Skipped, "无法按编号读取，或没有记录", "records cannot be read by id, or there are none")
		return nil
	}
	ids := slices.Sorted(maps.Keys(whole.first(fetched)))
	got, err := p.Fetch.Fetch(ctx, p.Request.Object, ids, p.Fields)
	if connectors.KindOf(err) == connectors.KindUnsupported {
		p.say("fetch", Skipped, "系统不支持按编号读取此对象", "the system cannot read this object by id")
		return nil
	}
	if err != nil {
		return err
	}
	have, differ := map[string]bool{}, map[string]bool{}
	for _, r := range got {
		have[r.ID] = true
		for _, name := range p.Fields {
			name, _, _ = strings.Cut(name, ".")
			v, told := r.Fields[name] // some systems read back the target alone
			if told && !connectors.SameText(connectors.TextOf(v), connectors.TextOf(whole.records[r.ID].Fields[name])) {
				differ[name] = true
			}
		}
	}
	lost := lacking(whole.first(fetched), have)
	switch {
	case len(lost) > 0:
		p.say("fetch", Failed, "%d 条中有 %d 条按编号读不到，例如 %s", "of %d records %d are not found by id, such as %s", len(ids), len(lost), some(lost))
	case len(differ) > 0:
		p.say("fetch", Warned, "按编号读取与拉取所得不同的字段：%s", "read by id these fields differ from the pull: %s", some(slices.Sorted(maps.Keys(differ))))
	default:
		p.say("fetch", Passed, "%d 条按编号读取，值与拉取所得相同", "%d records read by id hold what the pull showed", len(ids))
	}
	return nil
}

// count: the ids that are enumerated, the count that the system tells and the pull
// are of one number. An object of more rows than are looked at is not enumerated.
func (p *probe) count(ctx context.Context, whole *reading) error {
	if p.Enumerate == nil {
		p.say("count", Skipped, "无法枚举编号", "ids cannot be enumerated")
		return nil
	}
	seen := map[string]bool{}
	told, err := p.Enumerate.Enumerate(ctx, p.Request.Object, func(ids []string) error {
		for _, id := range ids {
			seen[id] = true
		}
		if len(seen) > p.Rows {
			return errEnough
		}
		return nil
	})
	switch {
	case errors.Is(err, errEnough):
		p.say("count", Skipped, "记录多于 %d 条，未枚举到底（--rows 可放宽）", "there are more than %d records; --rows looks at more", p.Rows)
		return nil
	case connectors.KindOf(err) == connectors.KindUnsupported:
		p.say("count", Skipped, "系统不支持枚举此对象", "the system cannot enumerate this object")
		return nil
	case err != nil:
		return err
	}
	switch lost := lacking(seen, whole.first(len(whole.order))); {
	case told >= 0 && told != int64(len(seen)):
		p.say("count", Failed, "系统计数 %d，枚举得 %d", "the system counts %d, enumerated were %d", told, len(seen))
	case whole.ended && len(lost) > 0:
		p.say("count", Failed, "枚举所得的 %d 条在拉取中没有出现，例如 %s", "%d enumerated ids did not come with the pull, such as %s", len(lost), some(lost))
	case told < 0:
		p.say("count", Passed, "枚举得 %d 条，系统不告知计数", "%d ids enumerated; the system tells no count", len(seen))
	default:
		p.say("count", Passed, "系统计数与枚举均为 %d", "the system counts %d, and as many were enumerated", told)
	}
	return nil
}
