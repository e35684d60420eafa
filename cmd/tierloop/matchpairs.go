package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

var pairHeaders = []header{
	{"left", []string{"left", "a", "name_a", "name_1", "左", "名称a", "名称1"}},
	{"right", []string{"right", "b", "name_b", "name_2", "右", "名称b", "名称2"}},
	{"kind", []string{"kind", "类型", "主体类型"}},
}

func (a *app) matchPairsCommand() *cobra.Command {
	var columns []string
	var out string
	c := &cobra.Command{
		Use: "pairs FILE", Args: oneArg("file"),
		Short: a.say("逐对比较名称：left,right[,kind] → left,right,score,match", "Compare names pair by pair: left,right[,kind] → left,right,score,match"),
		Long: a.say(`score 是两名称为同一家的概率，未比较前按九对中有一对为同一家起算；match 为 1 表示概率
不低于 0.5 且没有闸门禁止。kind 为 organisation（默认）或 person。`,
			`score is the probability that both names are one; before they are looked at, one listed
pair in nine is taken to be. match is 1 when the score is at least 0.5 and no gate
forbids it. kind is organisation (default) or person.`),
		Example: `  tierloop match pairs pairs.csv --out verdicts.csv
  tierloop match pairs 对照.xlsx --map left=原名称,right=新名称`,
		RunE: func(_ *cobra.Command, args []string) error { return a.matchPairs(args[0], columns, out) },
	}
	c.Flags().StringSliceVar(&columns, "map", nil, a.say("指定列：字段=列名", "name columns: FIELD=COLUMN"))
	c.Flags().StringVar(&out, "out", "", a.say("结果文件（默认标准输出）", "file of the result (default: standard output)"))
	return c
}

func (a *app) matchPairs(path string, columns []string, out string) error {
	rows, bad, err := readPlain(path, pairHeaders, columns, "left", "right")
	if err != nil {
		return err
	}
	records, pairs, strange := listedPairs(rows)
	m, _ := matching.Compile(matching.DefaultRules())
	chances := m.Listed(records, pairs)
	w, err := a.createCSV(out, "left", "right", "score", "match")
	if err != nil {
		return err
	}
	defer w.abandon()
	same := 0
	for i, row := range rows {
		match := "0"
		if chances[i].Same() {
			match = "1"
			same++
		}
		if err := w.Write([]string{row["left"], row["right"], strconv.FormatFloat(chances[i].Posterior, 'f', 6, 64), match}); err != nil {
			return err
		}
	}
	if err := w.commit(); err != nil {
		return err
	}
	if strange != "" {
		a.note("%s：不认识的 kind“%s”按 organisation 处理", "%s: kind %q is not known and taken as organisation", path, strange)
	}
	a.counts("tierloop.match-pairs/v1", out, map[string]any{"pairs": len(rows), "same": same, "rejected": len(bad), "out": out},
		a.say("%d 对，%d 对为同一家", "%d {pair|pairs}, %d of them one", len(rows), same))
	return a.rejected(bad)
}

// listedPairs makes a record of each name and kind, and pairs of their indexes. How
// rare a brand is shows in all names together, so each counts once. strange is a
// word for a kind that nobody knows, "" when there is none.
func listedPairs(rows []map[string]string) (records []matching.Record, pairs [][2]int, strange string) {
	type named struct {
		name string
		kind model.Kind
	}
	seen := map[named]int{}
	for _, row := range rows {
		kind := kindOf(row["kind"])
		if kind == "" {
			kind = model.Organisation
			if strange == "" {
				strange = strings.TrimSpace(row["kind"])
			}
		}
		var ends [2]int
		for i, side := range [...]string{"left", "right"} {
			key := named{row[side], kind}
			at, ok := seen[key]
			if !ok {
				at = len(records)
				seen[key] = at
				records = append(records, nameRecord(key.name, kind, strconv.Itoa(at)))
			}
			ends[i] = at
		}
		pairs = append(pairs, ends)
	}
	return records, pairs, strange
}

// counts tells what a command on files did: one document with --json and a file
// for the result, else a line.
func (a *app) counts(schema, out string, doc map[string]any, line string) {
	if a.json && out != "" {
		a.printJSON(schema, doc)
		a.json = false
		return
	}
	a.note("%s", "%s", line)
}

func nameRecord(name string, kind model.Kind, id string) matching.Record {
	if kind == "" {
		kind = model.Organisation
	}
	return matching.Prepare(model.Customer{Ref: model.Ref{Source: "file", Object: plainObject, ID: id}, Kind: kind, Name: name})
}

// readPlain reads a small table whole: one map by field per row. The fields
// wanted must have a column.
func readPlain(path string, known []header, columns []string, wanted ...string) ([]map[string]string, []badRow, error) {
	byHand, err := columnMap(columns, known)
	if err != nil {
		return nil, nil, err
	}
	t, err := openTable(path)
	if err != nil {
		return nil, nil, err
	}
	defer t.Close()
	cols, err := columnsOf(path, t.Header(), known, byHand)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range wanted {
		if !slices.Contains(cols, f) {
			return nil, nil, noColumn(path, f, t.Header())
		}
	}
	var rows []map[string]string
	var bad []badRow
	err = eachCell(path, t, func(b badRow) { bad = append(bad, b) }, func(line int, cells []string) error {
		row := map[string]string{lineField: fmt.Sprint(line)}
		for i, v := range cells {
			if f := cols[i]; f != "" && row[f] == "" {
				row[f] = v
			}
		}
		rows = append(rows, row)
		return nil
	})
	return rows, bad, err
}

// lineField holds the line of a row that readPlain read.
const lineField = "#"
