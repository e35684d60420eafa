package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) discoverCommand() *cobra.Command {
	var out string
	var rows int
	c := &cobra.Command{
		Use: "discover SOURCE [OBJECT]", GroupID: "start",
		Short: a.say("列出一个系统的对象与字段，并给出建议的映射", "List a system's objects and fields, and propose a mapping"),
		Long: a.say("建议按字段名、类型与在线数据的样本给出，每行附把握程度、有值比例与值的样式（不显示原值）；写出后请逐条核对再使用。\n样本不存入本库。已有的文件不会被覆盖。",
			"The proposal goes by names, types and a sample of live rows. Behind each line stand its confidence, the share of\nrows with a value and the shapes of values, never a value; read it through before use. The sample is not stored.\nAn existing file is never written over."),
		Example: `  tierloop discover sales-crm
  tierloop discover sales-crm AccountObj
  tierloop discover sales-crm AccountObj --out mappings/sales-crm.yaml`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usage("%s wants a source and at most one object", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if rows < 0 {
				return usage("--sample wants 0 or a number above it")
			}
			return a.discover(cmd.Context(), args, out, rows)
		},
	}
	c.Flags().StringVar(&out, "out", "", a.say("把建议的映射写入此文件", "write the proposed mapping to this file"))
	c.Flags().IntVar(&rows, "sample", 200, a.say("查看多少行在线数据；0 为不看", "look at so many live rows; 0 for none"))
	return c
}

func (a *app) discover(ctx context.Context, args []string, out string, rows int) error {
	e, err := a.openEngine(ctx)
	if err != nil {
		return err
	}
	if _, err := sourceNames(e.Config, args[:1]); err != nil {
		return err
	}
	source := args[0]
	conn, err := e.Connector(source)
	if err != nil {
		return err
	}
	d, ok := conn.(connectors.Describer)
	if !ok {
		return fault.New("E3007", source).Quoting(a.say("该系统不提供字段信息", "the system does not tell its fields"))
	}
	infos, err := d.Objects(ctx)
	if err != nil {
		return engine.Fault(source, err)
	}
	src, _ := e.Config.Source(source)
	for i := range infos {
		if o := src.Mapping.Object(infos[i].Name); o != nil && infos[i].Role == "" {
			infos[i].Role = o.As() // what the present mapping takes it for
		}
	}
	if len(args) == 1 && out == "" {
		a.showObjects(infos)
		return nil
	}
	chosen, err := chooseObjects(infos, args[1:])
	if err != nil {
		return err
	}
	var schemas []connectors.Schema
	var samples []map[string]*evidence
	for _, info := range chosen {
		s, err := d.Describe(ctx, info.Name)
		if err != nil {
			return engine.Fault(source, err)
		}
		schemas = append(schemas, s)
		sample, err := sampleRows(ctx, conn, info.Name, a.clock.Now(), rows)
		if err != nil {
			return engine.Fault(source, err)
		}
		samples = append(samples, sample)
	}
	if out != "" {
		return a.writeProposal(out, proposal(source, chosen, schemas, samples))
	}
	a.showFields(schemas, samples)
	return nil
}

// chooseObjects takes the object named, or all whose role is known.
func chooseObjects(infos []connectors.ObjectInfo, names []string) ([]connectors.ObjectInfo, error) {
	var known []string
	var out []connectors.ObjectInfo
	for _, i := range infos {
		known = append(known, i.Name)
		if len(names) == 0 && i.Role != "" || len(names) > 0 && i.Name == names[0] {
			out = append(out, i)
		}
	}
	if len(out) == 0 && len(names) > 0 {
		return nil, usage("no object %q%s", names[0], model.DidYouMean(names[0], known))
	}
	if len(out) == 0 {
		return nil, usage("no object is known to hold customers or orders; name one of %s", short(strings.Join(known, ", "), 400))
	}
	return out, nil
}

func (a *app) showObjects(infos []connectors.ObjectInfo) {
	if a.json {
		type object struct {
			Name  string `json:"name"`
			Label string `json:"label,omitempty"`
			Role  string `json:"role,omitempty"`
		}
		list := []object{}
		for _, i := range infos {
			list = append(list, object(i))
		}
		a.printJSON("tierloop.objects/v1", map[string]any{"objects": list})
		return
	}
	rows := [][]string{{a.say("对象", "OBJECT"), a.say("名称", "LABEL"), a.say("作用", "ROLE")}}
	for _, i := range infos {
		rows = append(rows, []string{i.Name, i.Label, i.Role})
	}
	a.table(rows)
}

// fieldJSON is one field of tierloop.fields/v1.
type fieldJSON struct {
	Name     string               `json:"name"`
	Label    string               `json:"label,omitempty"`
	Type     connectors.FieldType `json:"type"`
	Native   string               `json:"native,omitempty"`
	Required bool                 `json:"required,omitempty"`
	ReadOnly bool                 `json:"read_only,omitempty"`
	Custom   bool                 `json:"custom,omitempty"`
	Target   bool                 `json:"target,omitempty"`
	Ref      string               `json:"ref,omitempty"`
	Options  []string             `json:"options,omitempty"`
	Sample   *evidence            `json:"sample,omitempty"`
}

func (a *app) showFields(schemas []connectors.Schema, samples []map[string]*evidence) {
	if a.json {
		objects := map[string][]fieldJSON{}
		for i, s := range schemas {
			list := []fieldJSON{}
			for _, f := range s.Fields {
				j := fieldJSON{Name: f.Name, Label: f.Label, Type: f.Type, Native: f.Native, Required: f.Required, ReadOnly: f.ReadOnly, Custom: f.Custom, Target: f.Target, Ref: f.Ref, Sample: samples[i][f.Name]}
				for _, o := range f.Options {
					j.Options = append(j.Options, o.Value)
				}
				list = append(list, j)
			}
			objects[s.Object] = list
		}
		a.printJSON("tierloop.fields/v1", map[string]any{"objects": objects})
		return
	}
	for n, s := range schemas {
		rows := [][]string{{a.say("字段", "FIELD"), a.say("名称", "LABEL"), a.say("类型", "TYPE"), a.say("可写", "TARGET"), a.say("有值", "FILLED"), a.say("样式", "SHAPES"), a.say("选项或引用", "OPTIONS")}}
		for _, f := range s.Fields {
			more, filled, shapes := f.Ref, "—", ""
			if e := samples[n][f.Name]; e != nil && e.Rows > 0 {
				filled, shapes = fmt.Sprintf("%.0f %%", 100*e.Filled), strings.Join(e.Samples, " | ")
			}
			for i, o := range f.Options {
				if i == 6 {
					more += " …"
					break
				}
				more = strings.TrimSpace(more + " " + o.Value)
			}
			rows = append(rows, []string{f.Name, f.Label, string(f.Type), a.tick(f.Target), filled, shapes, more})
		}
		fmt.Fprintf(a.stdout, "%s\n", s.Object)
		a.table(rows)
	}
}

func (a *app) writeProposal(path, text string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usage("%s exists and is not written over", path)
	}
	if err != nil {
		return notWritten(path, err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return notWritten(path, err)
	}
	a.note("已写入 %s；逐条核对后运行 tierloop lint", "wrote %s; read it through, then run tierloop lint", path)
	return nil
}
