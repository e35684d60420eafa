package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) qualityCommand() *cobra.Command {
	var unit string
	var runs int
	c := &cobra.Command{
		Use: "quality", GroupID: "steward", Args: noArgs,
		Short: a.say("数据质量：各单元得分、缺陷与趋势", "Data quality: scores of the units, flaws and trend"),
		Long: a.say(`每条记录 0–1000 分：缺失、无效、与黄金值冲突、抄自上级、两年未更新各扣分。
--unit 按属性细分；--runs 查看以往各次运行。`,
			`Each record has 0 to 1000: what is missing, invalid, in conflict with the golden value,
copied from the parent or untouched for two years takes points away. --unit shows the
attributes of one unit, --runs the runs before.`),
		Example: `  tierloop quality
  tierloop quality --unit cloud --runs 10
  tierloop quality findings --unit cloud --out cloud.xlsx
  tierloop quality findings --dir 退回     # one file per unit`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			points, err := e.Store.QualityTrend(cmd.Context(), a.principal(), max(2, runs+1))
			if err != nil {
				return err
			}
			if len(points) == 0 {
				a.note("尚未评估；运行 tierloop match", "nothing is measured yet; run tierloop match")
				return nil
			}
			if a.json {
				a.printJSON("tierloop.quality/v1", map[string]any{"points": points})
				return nil
			}
			return a.showQuality(points, unit, max(1, runs))
		},
	}
	f := c.Flags()
	f.StringVar(&unit, "unit", "", a.say("单元（按属性细分）", "one unit, by attribute"))
	f.IntVar(&runs, "runs", 1, a.say("最近几次运行", "the last so many runs"))
	c.AddCommand(a.qualityFindingsCommand())
	return c
}

// showQuality prints a line per unit, or per attribute of one unit, with the
// change since the run before.
func (a *app) showQuality(points []model.QualityPoint, unit string, runs int) error {
	what := func(p model.QualityPoint) string { return p.Unit + "\x1f" + p.Attribute }
	var order []string
	byRun := map[string]map[string]model.QualityPoint{}
	units := map[string]bool{}
	for _, p := range points {
		if byRun[p.Run] == nil {
			byRun[p.Run], order = map[string]model.QualityPoint{}, append(order, p.Run)
		}
		byRun[p.Run][what(p)] = p
		units[p.Unit] = true
	}
	if unit != "" && !units[unit] {
		return usage("no record of unit %q was measured%s", unit, model.DidYouMean(unit, slices.Sorted(maps.Keys(units))))
	}
	rows := [][]string{{a.say("运行", "RUN"), a.say("单元", "UNIT"), a.say("属性", "ATTRIBUTE"), a.say("记录", "RECORDS"), a.say("得分", "SCORE"), a.say("变化", "CHANGE"),
		a.say("缺失", "MISSING"), a.say("无效", "INVALID"), a.say("冲突", "CONFLICT"), a.say("陈旧", "STALE")}}
	for i, run := range order {
		if i == runs {
			break
		}
		for _, p := range points {
			if p.Run != run || (unit == "") != (p.Attribute == "") || unit != "" && p.Unit != unit {
				continue
			}
			change := ""
			if i+1 < len(order) {
				if before, ok := byRun[order[i+1]][what(p)]; ok {
					change = fmt.Sprintf("%+d", p.Score-before.Score)
				}
			}
			name := p.Unit
			if name == "" {
				name = a.say("集团", "group")
			}
			rows = append(rows, []string{run, name, a.attributeWord(p.Attribute), fmt.Sprint(p.Records), fmt.Sprint(p.Score), change,
				fmt.Sprint(p.Missing), fmt.Sprint(p.Invalid), fmt.Sprint(p.Conflicts), fmt.Sprint(p.Stale)})
		}
	}
	a.table(rows)
	return nil
}

var qualityZH = map[string]string{"": "全部", "name": "名称", "identifier": "证件号", "phone": "电话", "email": "邮箱", "address": "地址", "record": "整条记录",
	"missing": "缺失", "invalid": "无效", "conflict": "与黄金值冲突", "copied": "抄自上级", "stale": "两年未更新"}

func (a *app) attributeWord(word string) string {
	if zh, ok := qualityZH[word]; ok && a.language() == "zh" {
		return zh
	}
	return word
}

func (a *app) qualityFindingsCommand() *cobra.Command {
	var unit, out, dir string
	c := &cobra.Command{
		Use: "findings", Args: noArgs, Short: a.say("导出缺陷清单，退回各单元修正", "Export what is wrong, to be sent back to the units"),
		Long: a.say("每个缺陷一行：来源、对象、编号、名称、单元、属性、缺陷、建议值。建议值只给出公开的证件号，不泄露其他单元的内容。",
			"A row per flaw: source, object, id, name, unit, attribute, what is wrong, proposed value.\nOnly identifiers, which are public, are proposed: nothing of another unit is given away."),
		Example: `  tierloop quality findings --unit cloud --out cloud.xlsx
  tierloop quality findings --dir 退回`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if dir != "" && (unit != "" || out != "") {
				return usage("--dir writes a file for each unit; it goes without --unit and --out")
			}
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			if dir == "" {
				return a.writeFindings(ctx, e, unit, out)
			}
			if err := os.MkdirAll(dir, 0o700); err != nil {
				return notWritten(dir, err)
			}
			points, err := e.Store.QualityTrend(ctx, a.principal(), 1)
			if err != nil {
				return err
			}
			for _, p := range points {
				if p.Unit == "" || p.Attribute != "" {
					continue
				}
				if err := a.writeFindings(ctx, e, p.Unit, filepath.Join(dir, filepath.Base(p.Unit)+".xlsx")); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&unit, "unit", "", a.say("只要该单元", "this unit only"))
	f.StringVar(&out, "out", "", a.say("文件 .csv、.xlsx 或 .json（默认以 CSV 输出）", "file .csv, .xlsx or .json (default: CSV on standard output)"))
	f.StringVar(&dir, "dir", "", a.say("每个单元一个 Excel 文件", "an Excel file for each unit in this folder"))
	return c
}

// writeFindings writes the flaws of the records of a unit, "" for all.
func (a *app) writeFindings(ctx context.Context, e *engine.Engine, unit, out string) error {
	s, finish, abandon, err := a.createSheet(out, "findings")
	if err != nil {
		return err
	}
	defer func() { _ = abandon() }()
	head := []string{"source", "object", "id", "name", "unit", "attribute", "flaw", "proposed"}
	if a.language() == "zh" {
		head = []string{"来源", "对象", "编号", "名称", "单元", "属性", "缺陷", "建议值"}
	}
	if err := s.head(texts(head...)); err != nil {
		return err
	}
	n := 0
	err = e.Store.EachQuality(ctx, a.principal(), func(q model.RecordQuality) error {
		units := strings.Join(q.Units, " ")
		if unit != "" {
			if !slices.Contains(q.Units, unit) {
				return nil
			}
			units = unit // the file is for this one
		}
		for _, f := range engine.WithAge(q, a.clock.Now()) {
			n++
			err := s.row([]string{q.Customer.Source, q.Customer.Object, q.Customer.ID, q.Name, units, a.attributeWord(f.Attribute), a.attributeWord(string(f.Flaw)), f.Proposed})
			if err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	if err == nil {
		err = s.close()
	}
	if err == nil {
		err = finish()
	}
	if err == nil && out != "" {
		a.note("%s：%d 项缺陷", "%s: %d {flaw|flaws}", out, n)
	}
	return err
}
