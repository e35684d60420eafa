package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/sync/engine"
)

// reviewHeaders are the columns of a file of questions, the first name of each
// as it is exported in English, the last one in Chinese.
var reviewHeaders = []header{
	{"question", []string{"question", "问题"}},
	{"a", []string{"a", "甲方记录"}},
	{"a_name", []string{"a_name", "甲方名称"}},
	{"a_units", []string{"a_units", "甲方单元"}},
	{"b", []string{"b", "乙方记录"}},
	{"b_name", []string{"b_name", "乙方名称"}},
	{"b_units", []string{"b_units", "乙方单元"}},
	{"stake", []string{"stake", "涉及金额"}},
	{"bits", []string{"bits", "比特"}},
	{"probability", []string{"probability", "概率"}},
	{"why", []string{"why", "依据"}},
	{"decision", []string{"decision", "决定"}},
	{"reason", []string{"reason", "原因"}},
	{"error", []string{"error", "错误原因"}},
}

// reviewNumbers are the fields that are numbers.
var reviewNumbers = []string{"stake", "bits", "probability"}

func (a *app) reviewExportCommand() *cobra.Command {
	var limit int
	c := &cobra.Command{
		Use: "export FILE", Args: oneArg("file"), Short: a.say("把待审问题导出到 Excel 或 CSV，填写“决定”“原因”两列", "Export the open questions to Excel or CSV, to fill in decision and reason"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.reviewer(cmd.Context(), stewardFlags{})
			if err != nil {
				return err
			}
			open, _, err := r.questions()
			if err != nil {
				return err
			}
			if limit > 0 && limit < len(open) {
				open = open[:limit]
			}
			if err := a.writeQuestions(args[0], open); err != nil {
				return err
			}
			a.note("%s：%d 项；填好“决定”（同一家/不是/同集团/跳过）与“原因”后运行 tierloop review import", "%s: %d {question|questions}; fill in decision (same/different/related/skip) and reason, then run tierloop review import", args[0], len(open))
			return nil
		},
	}
	c.Flags().IntVar(&limit, "limit", 0, a.say("最多几项（0 不限）", "at most so many (0: all)"))
	return c
}

// writeQuestions writes questions as a form.
func (a *app) writeQuestions(path string, open []report.Question) error {
	s, finish, abandon, err := a.createSheet(path, "review")
	if err != nil {
		return err
	}
	defer func() { _ = abandon() }()
	if err := s.head(a.formColumns(reviewHeaders, reviewNumbers...)); err != nil {
		return err
	}
	for _, q := range open {
		if err := s.row(a.reviewRow(q)); err != nil {
			return err
		}
	}
	if err := s.close(); err != nil {
		return err
	}
	return finish()
}

func (a *app) reviewRow(q report.Question) []string {
	bits, probability := "", ""
	if q.Kind == model.DoubtSame {
		bits, probability = fmt.Sprintf("%.2f", q.Bits), fmt.Sprintf("%.4f", 1/(1+math.Exp2(-q.Bits)))
	}
	return []string{a.questionWord(q.Kind), q.A.String(), q.Left.Name, strings.Join(q.Left.Units, " "), q.B.String(), q.Right.Name, strings.Join(q.Right.Units, " "),
		q.Stake.String(), bits, probability, a.whyOf(q.Doubt), "", "", ""}
}

func (a *app) reviewImportCommand() *cobra.Command {
	var s stewardFlags
	var errorsTo string
	c := &cobra.Command{
		Use: "import FILE", Args: oneArg("file"), Short: a.say("导入填好的决定；有误则整份退回并逐行注明", "Import decisions; with a fault nothing is taken and the file comes back with each fault"),
		Long: a.say("读取 tierloop review export 的文件。没有填“决定”的行略过。有错误时什么也不记录，并把同一份文件写回，错误原因在最后一列。",
			"Reads what tierloop review export wrote; rows without a decision are passed over. With any\nfault nothing is kept, and the same file is written again with the reason in its error column."),
		Example: `  tierloop review export 待审.xlsx
  tierloop review import 待审.xlsx
  tierloop review import 待审.xlsx --reason 季度审核 --yes`,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.reviewer(cmd.Context(), s)
			if err != nil {
				return err
			}
			f, err := r.readAnswers(args[0])
			if err != nil {
				return err
			}
			if len(f.faults) > 0 {
				return a.sendBack(&f.form, args[0], errorsTo, reviewNumbers...)
			}
			fmt.Fprint(a.stdout, a.say("%d 项裁定\n", "%d {decision|decisions}\n", len(f.answers)))
			if len(f.answers) == 0 || !a.agreed(s) {
				return nil
			}
			for _, answer := range f.answers {
				if err := r.keep(answer); err != nil {
					return err
				}
			}
			return r.settle()
		},
	}
	s.add(a, c)
	c.Flags().Lookup("reason").Usage = a.say("未填原因的行所用的原因", "the reason of rows that have none")
	c.Flags().StringVar(&errorsTo, "errors", "", a.say("有误时写回的文件（默认 名称.errors.后缀）", "the file to write back (default NAME.errors.EXT)"))
	return c
}

// answerFile is a file of decisions as it was read.
type answerFile struct {
	form
	answers []engine.Answer
}

func (r *reviewer) readAnswers(path string) (*answerFile, error) {
	form, err := r.readForm(path, reviewHeaders, "a", "b", "decision")
	if err != nil {
		return nil, err
	}
	f := &answerFile{form: *form}
	said := map[model.Doubt]model.Verdict{}
	for i := range f.rows {
		if err := r.readAnswer(f, i, said); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// readAnswer checks one row; said are the answers of the rows before.
func (r *reviewer) readAnswer(f *answerFile, i int, said map[model.Doubt]model.Verdict) error {
	cell, named := f.row(i)
	wrong := func(field, zh, en string, args ...any) error {
		f.fault(i, named[field], r.say(zh, en), args...)
		return nil
	}
	if cell["decision"] == "" {
		return nil
	}
	a := engine.Answer{Author: r.flags.author, Reason: cell["reason"]}
	if q := strings.ToLower(cell["question"]); strings.Contains(q, "属于") || strings.Contains(q, "of b") {
		a.Kind = model.DoubtBelongs
	}
	for _, side := range []struct {
		field string
		to    *model.Ref
	}{{"a", &a.A}, {"b", &a.B}} {
		if rounded(cell[side.field]) {
			return wrong(side.field, "%s", "%s", r.roundedText(cell[side.field]))
		}
		ref, ok := model.ParseRef(cell[side.field])
		if !ok {
			return wrong(side.field, "%q 不是 来源/对象/编号", "%q is no source/object/id", cell[side.field])
		}
		*side.to = ref
	}
	if a.A == a.B {
		return wrong("b", "甲乙是同一条记录", "both are one record")
	}
	verdict, ok := answerTo(a.Kind, cell["decision"])
	if !ok {
		return wrong("decision", "%q 不是决定；填 同一家、不是、同集团 或 跳过", "%q is no decision; write same, different, related or skip", cell["decision"])
	}
	if a.Verdict = verdict; verdict == "skip" {
		a.Skip = defaultSkip
	}
	if a.Reason == "" {
		a.Reason = r.flags.reason
	}
	if a.Reason == "" && a.Skip == 0 {
		return wrong("reason", "缺少原因", "has no reason")
	}
	if other, twice := said[a.Doubt]; twice && other != verdict {
		return wrong("decision", "同一对在前面另有决定", "the pair has another decision further up")
	}
	said[a.Doubt] = verdict
	if _, err := r.engine.Prepare(r.ctx, r.principal(), a); err != nil {
		if x := fault.Of(err); x.Code == "E2207" {
			return wrong("decision", "无法执行：%s", "cannot be carried out: %s", x.What(r.language()))
		}
		return wrong("a", "库中没有这一对的记录：%v", "a record of the pair is not in the store: %v", err)
	}
	f.answers = append(f.answers, a)
	return nil
}
