package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/matching"
)

func (a *app) matchCommand() *cobra.Command {
	var t turnFlags
	var flags recordFlags
	var out, dsn string
	c := &cobra.Command{
		Use: "match [FILE…]", GroupID: "loop",
		Short: a.say("匹配同一客户：对存储，或直接对 CSV/Excel 文件", "Find the same customers: in the store, or in CSV and Excel files"),
		Long: a.say(`不带文件时对存储执行匹配阶段。带文件时无需任何配置：自动识别中英文表头与编码，
输出 record_id,source,entity_id,group_id,confidence。多个文件即多个来源，来源名取文件名。`,
			`Without a file, the match stage runs on the store. With files no configuration is
needed: headers in Chinese and English and the encoding are recognised. The result is
record_id,source,entity_id,group_id,confidence; several files are several sources,
named after the files.`),
		Example: `  tierloop match crm.csv erp.xlsx --out entities.csv
  tierloop match 客户.csv --map name=公司名称,phone=电话 --id 编号
  tierloop match changed.csv --store match.db --out entities.csv
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
			if dsn != "" {
				return a.matchIntoStore(cmd.Context(), args, flags, dsn, out, t.wait)
			}
			return a.matchFiles(args, flags, out)
		},
	}
	flags.add(a, c)
	c.Flags().StringVar(&out, "out", "", a.say("结果文件（默认标准输出）", "file of the result (default: standard output)"))
	c.Flags().StringVar(&dsn, "store", "", a.say("保留结果的存储：再次运行只处理新增与变化的行，实体编号不变", "a store that keeps the result: a later run takes new and changed rows only, and ids stay"))
	c.Flags().BoolVar(&t.wait, "wait", false, a.say("等待正在运行的任务结束", "wait for a run under way to end"))
	c.AddCommand(a.matchTrainCommand(), a.matchModelsCommand(), a.matchExplainCommand(), a.matchPairsCommand(), a.matchLookupCommand())
	return c
}

func (r *recordFlags) add(a *app, c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&r.columns, "map", nil, a.say("指定列：字段=列名，可多个", "name columns: FIELD=COLUMN, several by commas"))
	f.StringVar(&r.id, "id", "", a.say("编号列", "the id column"))
	f.StringVar(&r.kind, "kind", "", a.say("全部视为 organisation 或 person（默认自动判断）", "take all rows as organisation or person (default: seen from the columns)"))
	f.StringVar(&r.country, "country", "", a.say("未写国家的行的国家代码（默认从各文件的号码判断）", "country of rows that name none (default: seen from the numbers of each file)"))
}

// matchJSON is tierloop.match/v1.
type matchJSON struct {
	Records  int `json:"records"`
	Entities int `json:"entities"`
	Groups   int `json:"groups"`
	Largest  int `json:"largest"`
	Doubts   int `json:"doubts"`
	Dropped  int `json:"dropped"`
	// DroppedBy are the dropped pairs by what they have in common.
	DroppedBy map[string]int `json:"dropped_by,omitempty"`
	// Further are the columns of persons that have no field and were compared.
	Further []string `json:"further_columns,omitempty"`
	Alarms  []string `json:"alarms,omitempty"`
	// Cycles are parents that lead back to where they began.
	Cycles   [][]string `json:"cycles,omitempty"`
	Rejected []badRow   `json:"rejected,omitempty"`
	Out      string     `json:"out,omitempty"`
}

func (a *app) matchFiles(files []string, flags recordFlags, out string) error {
	if a.json && out == "" {
		return usage("--json prints the counts; name the file of the result with --out")
	}
	collect := func(percent int) int {
		if os.Getenv("GOGC") == "" {
			return debug.SetGCPercent(percent)
		}
		return percent
	}
	before := collect(50)
	defer func() { collect(before) }() // most of what is read stays: a tenth of the time buys a third of the memory
	m, _ := matching.Compile(matching.DefaultRules())
	set := &matchSet{index: m.NewIndex(), parents: map[uint32]string{}}
	bad, err := eachRecord(a, files, flags, matching.Prepare, set.take)
	if err != nil {
		return err
	}
	collect(20) // from here on little is thrown away
	set.settle()
	w, err := a.createCSV(out, "record_id", "source", "entity_id", "group_id", "confidence")
	if err != nil {
		return err
	}
	defer w.abandon()
	if err := set.write(w.Writer); err != nil {
		return err
	}
	if err := w.commit(); err != nil {
		return err
	}
	stats := set.index.Stats()
	sum := matchJSON{Records: stats.Records, Entities: stats.Clusters, Groups: set.tops, Largest: stats.Largest,
		Doubts: set.doubts, Further: set.index.Models().Persons.Further(), Dropped: stats.Dropped, DroppedBy: stats.DroppedBy, Cycles: set.cycles, Rejected: bad, Out: out}
	for _, al := range set.alarms {
		first := set.index.Ref(uint32(al.Cluster))
		sum.Alarms = append(sum.Alarms, fmt.Sprintf("%s/%s: %s", first.Source, first.ID, al.Text.In(a.language())))
	}
	if a.json {
		a.printJSON("tierloop.match/v1", sum)
		a.json = false
	} else {
		a.note("%d 行 → %d 个实体，%d 个集团；存疑 %d 对，最大实体 %d 行", "%d {row|rows} → %d {entity|entities} in %d {group|groups}; %d doubtful {pair|pairs}, the largest entity has %d {row|rows}",
			sum.Records, sum.Entities, sum.Groups, sum.Doubts, sum.Largest)
		if len(sum.Further) > 0 {
			a.note("  其余列中参与比对的：%s（权重由训练得出）", "  further columns compared: %s (weights by training)", strings.Join(sum.Further, ", "))
		}
		for i, text := range sum.Alarms {
			if i == 20 {
				a.note("  … 另有 %d 条警报", "  … %d more {alarm|alarms}", len(sum.Alarms)-i)
				break
			}
			a.note("! 警报 %s", "! alarm %s", text)
		}
	}
	if len(set.cycles) > 0 && len(bad) == 0 {
		return fault.New("E2205", len(set.cycles), strings.Join(append(set.cycles[0], set.cycles[0][0]), " → ")).
			FixedBy(a.say("改正其中一行的上级；最弱的关系已忽略，结果已写出", "correct the parent of one of these rows; the weakest relation was left out, the result is written"))
	}
	return a.rejected(bad)
}

// rejected lists rows that could not be taken and makes the run partial.
func (a *app) rejected(bad []badRow) error {
	if len(bad) == 0 {
		return nil
	}
	for i, b := range bad {
		if i == 20 {
			a.note("  … 另有 %d 行", "  … %d more {row|rows}", len(bad)-i)
			break
		}
		a.note("  ! %s %s", "  ! %s %s", b.Where, b.Reason)
	}
	return fault.New("E2201", len(bad)).At(bad[0].Where).Quoting(bad[0].Reason).
		FixedBy(a.say("修正上面列出的行后重跑；其余各行已处理", "mend the rows listed above and run again; all others were taken"))
}
