package main

import (
	"runtime"
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

var queryHeaders = []header{
	{"query", []string{"query", "name", "short_name", "company", "查询", "名称", "简称", "客户名称", "公司名称"}},
	{"kind", []string{"kind", "类型", "主体类型"}},
}

func (a *app) matchLookupCommand() *cobra.Command {
	var flags recordFlags
	var in []string
	var query, out string
	c := &cobra.Command{
		Use: "lookup", Args: noArgs,
		Short: a.say("按简称或不完整名称查找客户：query → query,record_id,score,runner_up", "Find customers by short or misspelt names: query → query,record_id,score,runner_up"),
		Long: a.say("score 以比特计，越大越可能；runner_up 是次优记录的编号。两者得分接近时请人工确认。",
			"score is in bits, the more the likelier; runner_up is the id of the second best record."),
		Example: `  tierloop match lookup --in names.csv --query queries.csv --out hits.csv
  tierloop match lookup --in 客户.xlsx --query 简称.csv --id 客户编号`,
		RunE: func(*cobra.Command, []string) error {
			if len(in) == 0 || query == "" {
				return usage("tierloop match lookup wants --in and --query")
			}
			return a.matchLookup(in, query, out, flags)
		},
	}
	flags.add(a, c)
	c.Flags().StringSliceVar(&in, "in", nil, a.say("客户文件，可多个", "files of customers, several by commas"))
	c.Flags().StringVar(&query, "query", "", a.say("查询文件", "file of queries"))
	c.Flags().StringVar(&out, "out", "", a.say("结果文件（默认标准输出）", "file of the result (default: standard output)"))
	return c
}

func (a *app) matchLookup(in []string, query, out string, flags recordFlags) error {
	set, err := a.readRecords(in, flags)
	if err != nil {
		return err
	}
	queries, bad, err := readPlain(query, queryHeaders, nil, "query")
	if err != nil {
		return err
	}
	m, _ := matching.Compile(matching.DefaultRules())
	finder := m.Finder(set.records)
	hits := make([][]matching.Hit, len(queries))
	var work errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		work.Go(func() error {
			for i := w; i < len(queries); i += workers {
				kind := kindOf(queries[i]["kind"])
				if kind == "" {
					kind = kindOf(flags.kind)
				}
				if kind == "" && len(set.records) > 0 {
					kind = set.records[0].Kind
				}
				hits[i] = finder.Find(nameRecord(queries[i]["query"], kind, "?"), 2)
			}
			return nil
		})
	}
	_ = work.Wait()
	id := func(h matching.Hit) string { return shownID(set.records[h.Index].Ref, len(in) > 1) }
	w, err := a.createCSV(out, "query", "record_id", "score", "runner_up")
	if err != nil {
		return err
	}
	defer w.abandon()
	found := 0
	for i, q := range queries {
		line := []string{q["query"], "", "", ""}
		if len(hits[i]) > 0 {
			found++
			line[1], line[2] = id(hits[i][0]), strconv.FormatFloat(hits[i][0].Score, 'f', 2, 64)
		}
		if len(hits[i]) > 1 {
			line[3] = id(hits[i][1])
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	if err := w.commit(); err != nil {
		return err
	}
	a.counts("tierloop.match-lookup/v1", out, map[string]any{"queries": len(queries), "found": found, "rejected": len(set.bad) + len(bad), "out": out},
		a.say("%d 个查询，%d 个有结果", "%d {query|queries}, %d with an answer", len(queries), found))
	return a.rejected(append(set.bad, bad...))
}

// shownID names a record; with several files the source stands before the id.
func shownID(r model.Ref, several bool) string {
	if several {
		return r.Source + "/" + r.ID
	}
	return r.ID
}
