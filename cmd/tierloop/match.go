package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

func (a *app) matchCommand() *cobra.Command {
	var t turnFlags
	var flags recordFlags
	var out string
	c := &cobra.Command{
		Use: "match [FILE…]", GroupID: "loop",
		Short: a.say("匹配同一客户:对存储,或直接对 CSV/Excel 文件", "Find the same customers: in the store, or in CSV and Excel files"),
		Long: a.say(`不带文件时对存储执行匹配阶段。带文件时无需任何配置:自动识别中英文表头与编码,
输出 record_id,source,entity_id,group_id,confidence。多个文件即多个来源,来源名取文件名。`,
			`Without a file, the match stage runs on the store. With files no configuration is
needed: headers in Chinese and English and the encoding are recognised. The result is
record_id,source,entity_id,group_id,confidence; several files are several sources,
named after the files.`),
		Example: `  tierloop match crm.csv erp.xlsx --out entities.csv
  tierloop match 客户.csv --map name=公司名称,phone=电话 --id 编号
  tierloop match explain 1001 A-17 --in crm.csv,erp.xlsx
  tierloop match                # the stored customers`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				req, err := t.request("match")
				if err != nil {
					return err
				}
				return a.turn(cmd.Context(), req)
			}
			return a.matchFiles(args, flags, out)
		},
	}
	flags.add(a, c)
	c.Flags().StringVar(&out, "out", "", a.say("结果文件(默认标准输出)", "file of the result (default: standard output)"))
	c.Flags().BoolVar(&t.wait, "wait", false, a.say("等待正在运行的任务结束", "wait for a run under way to end"))
	c.AddCommand(a.matchExplainCommand(), a.matchPairsCommand(), a.matchLookupCommand())
	return c
}

func (r *recordFlags) add(a *app, c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&r.columns, "map", nil, a.say("指定列:字段=列名,可多个", "name columns: FIELD=COLUMN, several by commas"))
	f.StringVar(&r.id, "id", "", a.say("编号列", "the id column"))
	f.StringVar(&r.kind, "kind", "", a.say("全部视为 organisation 或 person(默认自动判断)", "take all rows as organisation or person (default: seen from the columns)"))
	f.StringVar(&r.country, "country", "CN", a.say("未写国家时的国家代码", "country of rows that name none"))
}

// matchJSON is tierloop.match/v1.
type matchJSON struct {
	Records  int      `json:"records"`
	Entities int      `json:"entities"`
	Groups   int      `json:"groups"`
	Largest  int      `json:"largest"`
	Doubts   int      `json:"doubts"`
	Dropped  int      `json:"dropped"`
	Alarms   []string `json:"alarms,omitempty"`
	// Cycles are parents that lead back to where they began.
	Cycles   [][]string `json:"cycles,omitempty"`
	Rejected []badRow   `json:"rejected,omitempty"`
	Out      string     `json:"out,omitempty"`
}

func (a *app) matchFiles(files []string, flags recordFlags, out string) error {
	if a.json && out == "" {
		return usage("--json prints the counts; name the file of the result with --out")
	}
	set, err := a.readRecords(files, flags)
	if err != nil {
		return err
	}
	m, _ := matching.Compile(matching.DefaultRules())
	res := m.Match(set.records, nil)
	groups, cycles := groupsOf(set.records, res)
	entity := make([]string, len(set.records))
	sure := make([]string, len(set.records))
	for i, members := range res.Clusters {
		id := master.EntityID(set.records[members[0]].Ref)
		for k, p := range confidences(set.records, members, res.Evidence[i]) {
			entity[members[k]], sure[members[k]] = id, strconv.FormatFloat(p, 'f', 4, 64)
		}
	}
	w, err := a.createCSV(out, "record_id", "source", "entity_id", "group_id", "confidence")
	if err != nil {
		return err
	}
	defer w.abandon()
	tops := map[string]bool{}
	for i := range set.records {
		group := groups.Top(entity[i])
		tops[group] = true
		if err := w.Write([]string{set.records[i].Ref.ID, set.records[i].Ref.Source, entity[i], group, sure[i]}); err != nil {
			return err
		}
	}
	if err := w.commit(); err != nil {
		return err
	}
	sum := matchJSON{Records: len(set.records), Entities: len(res.Clusters), Groups: len(tops), Largest: res.Stats.Largest,
		Doubts: len(res.Doubts), Dropped: res.Stats.Dropped, Cycles: cycles, Rejected: set.bad, Out: out}
	for _, al := range res.Alarms {
		first := set.records[res.Clusters[al.Cluster][0]].Ref
		sum.Alarms = append(sum.Alarms, fmt.Sprintf("%s/%s: %s", first.Source, first.ID, al.Text.In(a.language())))
	}
	if a.json {
		a.printJSON("tierloop.match/v1", sum)
		a.json = false
	} else {
		a.note("%d 行 → %d 个实体,%d 个集团;存疑 %d 对,最大实体 %d 行", "%d rows → %d entities in %d groups; %d doubtful pairs, the largest entity has %d rows",
			sum.Records, sum.Entities, sum.Groups, sum.Doubts, sum.Largest)
		for _, text := range sum.Alarms {
			a.note("! 警报 %s", "! alarm %s", text)
		}
	}
	if len(cycles) > 0 && len(set.bad) == 0 {
		return fault.New("E2205", len(cycles), strings.Join(append(cycles[0], cycles[0][0]), " → ")).
			FixedBy(a.say("改正其中一行的上级;最弱的关系已忽略,结果已写出", "correct the parent of one of these rows; the weakest relation was left out, the result is written"))
	}
	return a.rejected(set.bad)
}

// rejected lists rows that could not be taken and makes the run partial.
func (a *app) rejected(bad []badRow) error {
	if len(bad) == 0 {
		return nil
	}
	for i, b := range bad {
		if i == 20 {
			a.note("  … 另有 %d 行", "  … %d more rows", len(bad)-i)
			break
		}
		a.note("  ! %s %s", "  ! %s %s", b.Where, b.Reason)
	}
	return fault.New("E2201", len(bad)).At(bad[0].Where).Quoting(bad[0].Reason).
		FixedBy(a.say("修正上面列出的行后重跑;其余各行已处理", "mend the rows listed above and run again; all others were taken"))
}

// confidences is, per member, the probability that it belongs to the entity: that
// of the link by which it came in; the founder has that of its strongest link. A
// row that is an entity by itself has 1.
func confidences(records []matching.Record, members []int, why []model.Evidence) []float64 {
	out := make([]float64, len(members))
	if len(members) == 1 {
		return []float64{1}
	}
	founder := records[members[0]].Ref
	for k := 1; k < len(members); k++ {
		out[k] = 1 / (1 + math.Exp2(-why[k].Bits))
		if why[k].With == founder {
			out[0] = max(out[0], out[k])
		}
	}
	if out[0] == 0 {
		out[0] = slices.Max(out[1:])
	}
	return out
}

// groupsOf builds the corporate hierarchy from parent columns and from branches
// seen in names.
// Parents that form a cycle are returned as rows on the way up.
func groupsOf(records []matching.Record, res matching.Result) (master.Forest, [][]string) {
	entity, rowOf := map[model.Ref]string{}, map[string]string{}
	wanted := map[model.Ref]bool{}
	for i := range records {
		if records[i].Parent != "" {
			r := records[i].Ref
			wanted[r], wanted[model.Ref{Source: r.Source, Object: r.Object, ID: records[i].Parent}] = true, true
		}
	}
	for _, rel := range res.BelongsTo {
		wanted[rel.Child], wanted[rel.Parent] = true, true
	}
	for _, members := range res.Clusters {
		id := ""
		for _, at := range members {
			if ref := records[at].Ref; wanted[ref] {
				if id == "" {
					id = master.EntityID(records[members[0]].Ref)
					rowOf[id] = ref.Source + "/" + ref.ID
				}
				entity[ref] = id
			}
		}
	}
	var links []master.Link
	for i := range records {
		r := records[i].Ref
		parent, ok := entity[model.Ref{Source: r.Source, Object: r.Object, ID: records[i].Parent}]
		if records[i].Parent != "" && ok {
			links = append(links, master.Link{Rank: 1, From: r, Edge: model.Edge{Child: entity[r], Parent: parent, Kind: model.SubsidiaryOf, Why: "parent column"}})
		}
	}
	for _, rel := range res.BelongsTo {
		links = append(links, master.Link{Rank: 2, From: rel.Child, Edge: model.Edge{Child: entity[rel.Child], Parent: entity[rel.Parent], Kind: rel.Kind, Why: rel.Why}})
	}
	forest, cycles := master.Hierarchy(links)
	for _, c := range cycles {
		for i := range c {
			c[i] = rowOf[c[i]]
		}
	}
	return forest, cycles
}
