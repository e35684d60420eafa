package probe

import (
	"context"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// fields: what the mapping reads is there, and what is written back can be written.
func (p *probe) fields(ctx context.Context) error {
	if p.Describe == nil {
		p.say("fields", Skipped, "系统不提供字段信息", "the system does not tell its fields")
		return nil
	}
	s, err := p.Describe.Describe(ctx, p.Request.Object)
	if err != nil {
		return err
	}
	known := map[string]connectors.Field{}
	var names []string
	for _, f := range s.Fields {
		known[f.Name] = f
		names = append(names, f.Name)
	}
	var missing, barred, toAdd []string
	for _, name := range p.Fields {
		root, _, _ := strings.Cut(name, ".")
		if _, ok := known[root]; !ok && root != "id" && !isTarget(p.Targets, name) {
			missing = append(missing, root+nearest(root, names))
		}
	}
	for _, name := range p.Targets {
		f, ok := known[name]
		switch {
		case !ok:
			toAdd = append(toAdd, name)
		case !f.Target:
			barred = append(barred, name)
		}
	}
	switch {
	case len(missing) > 0:
		p.say("fields", Failed, "映射用到而对象没有的字段：%s", "the mapping names fields that the object lacks: %s", strings.Join(missing, ", "))
	case len(barred) > 0:
		p.say("fields", Failed, "不可写的目标字段：%s", "target fields that cannot be written: %s", strings.Join(barred, ", "))
	case len(toAdd) > 0:
		p.say("fields", Warned, "目标字段尚未建立：%s（tierloop fields plan 说明如何建立）", "target fields that are yet to be made: %s; tierloop fields plan tells how", strings.Join(toAdd, ", "))
	default:
		p.say("fields", Passed, "映射的 %d 个字段与 %d 个目标字段均存在", "all %d fields and %d targets of the mapping are there", len(p.Fields), len(p.Targets))
	}
	return nil
}

func isTarget(targets []string, name string) bool {
	for _, t := range targets {
		if t == name {
			return true
		}
	}
	return false
}

func nearest(name string, names []string) string {
	if near := connectors.NearestName(name, names); near != "" {
		return " (" + near + "?)"
	}
	return ""
}
