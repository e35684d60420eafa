package main

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/govalues/decimal"
	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// scoreHeaders are the columns of a file of manual scores.
var scoreHeaders = []header{
	{"customer", []string{"customer", "entity_id", "客户", "客户编号"}},
	{"name", []string{"name", "客户名称"}},
	{"indicator", []string{"indicator", "指标"}},
	{"score", []string{"score", "得分", "打分"}},
	{"date", []string{"date", "日期", "打分日期"}},
	{"author", []string{"author", "评分人"}},
	{"error", []string{"error", "错误原因"}},
}

func (a *app) scoresCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "scores", GroupID: "steward", Args: noArgs,
		Short: a.say("人工打分：模板、导入、列出、审批、退回", "Manual scores: template, import, list, approve, decline"),
		Long: a.say(`策略中写有 manual 的指标由人打分。模板每个客户与指标一行，填写“打分”后导入；任何一行有误则整份不导入，
并写回带错误原因的同一份文件。策略写有 approve 的指标，须由该角色审批后才计入，且评分人不能审批自己的打分。`,
			`Indicators with manual in the policy are scored by people. The template has a row per
customer and indicator; with any fault nothing is taken and the same file comes back with
the reason of each. Where the policy names a role under approve, a score counts once
somebody of that role approved it, who is not its author.`),
		Example: `  tierloop scores template 打分.xlsx --tier gold
  tierloop scores import 打分.xlsx
  tierloop scores list --pending
  tierloop scores approve 12-3fa81c09 13-b06f2d51 --as sales_manager
  tierloop scores decline 14-90c7e4aa --reason "no visit yet"`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(a.scoresTemplateCommand(), a.scoresImportCommand(), a.scoresListCommand(), a.scoresApproveCommand(), a.scoresDeclineCommand())
	return c
}

// manualIndicators are the indicators of the group's policy that people score,
// with their least and greatest score.
func manualIndicators(e *engine.Engine) map[string][2]decimal.Decimal {
	out := map[string][2]decimal.Decimal{}
	for id, in := range e.Config.Policy.Policy().Indicators {
		low, high, ok := strings.Cut(in.Manual, "..")
		l, errL := decimal.Parse(strings.TrimSpace(low))
		h, errH := decimal.Parse(strings.TrimSpace(high))
		if ok && errL == nil && errH == nil {
			out[id] = [2]decimal.Decimal{l, h}
		}
	}
	return out
}

func (a *app) scoresTemplateCommand() *cobra.Command {
	var tier, indicator string
	var limit int
	c := &cobra.Command{
		Use: "template FILE", Args: oneArg("file"), Short: a.say("生成待填的 Excel 或 CSV", "Write an Excel or CSV file to fill in"),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			known := slices.Sorted(maps.Keys(manualIndicators(e)))
			if indicator != "" {
				if !slices.Contains(known, indicator) {
					return usage("%q is no manual indicator of the policy%s", indicator, model.DidYouMean(indicator, known))
				}
				known = []string{indicator}
			}
			if len(known) == 0 {
				return usage("policy %s has no indicator with manual: nobody is scored by hand", e.Config.Policy.Policy().Name)
			}
			return a.scoresTemplate(cmd.Context(), e, args[0], known, tier, limit)
		},
	}
	c.Flags().StringVar(&tier, "tier", "", a.say("只列出该等级的客户", "customers of this tier only"))
	c.Flags().StringVar(&indicator, "indicator", "", a.say("只列出该指标", "this indicator only"))
	c.Flags().IntVar(&limit, "limit", 10_000, a.say("最多多少客户", "at most so many customers"))
	return c
}

func (a *app) scoresTemplate(ctx context.Context, e *engine.Engine, path string, indicators []string, tier string, limit int) error {
	standing, err := e.Store.Standing(ctx, a.principal(), e.Config.Policy.Policy().Name, model.ScopeGroup, 0)
	if err != nil {
		return err
	}
	var keys []int64
	standing.Each(func(key int64, final string) {
		if tier == "" || final == tier {
			keys = append(keys, key)
		}
	})
	names, err := e.Store.Names(ctx, a.principal(), keys)
	if err != nil {
		return err
	}
	wanted := slices.SortedFunc(maps.Values(names), func(x, y store.EntityName) int { return cmp.Compare(x.ID, y.ID) })
	wanted = wanted[:min(max(limit, 0), len(wanted))]
	s, finish, abandon, err := a.createSheet(path, "scores", [2]string{a.say("填写", "How to fill in"),
		a.say("填写“打分”一列；留空的行略过。导入：tierloop scores import", "Fill in the score; rows without one are passed over. Then: tierloop scores import")})
	if err != nil {
		return err
	}
	defer func() { _ = abandon() }()
	if err := s.head(a.formColumns(scoreHeaders, "score")); err != nil {
		return err
	}
	today := model.DateOf(a.clock.Now().In(e.Config.Location)).String()
	for _, x := range wanted {
		for _, id := range indicators {
			if err := s.row([]string{x.ID, x.Name, id, "", today, a.who(), ""}); err != nil {
				return err
			}
		}
	}
	if err = s.close(); err == nil {
		err = finish()
	}
	if err == nil {
		a.note("%s：%d 个客户", "%s: %d {customer|customers}", path, len(wanted))
	}
	return err
}

func (a *app) scoresImportCommand() *cobra.Command {
	var errorsTo, author string
	c := &cobra.Command{
		Use: "import FILE", Args: oneArg("file"), Short: a.say("导入填好的打分；有误则整份退回并逐行注明", "Import scores; with a fault nothing is taken and the file comes back with each fault"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			f, err := a.readForm(args[0], scoreHeaders, "customer", "indicator", "score")
			if err != nil {
				return err
			}
			list, err := a.scoresOf(ctx, e, f, author)
			if err != nil {
				return err
			}
			if len(f.faults) > 0 {
				return a.sendBack(f, args[0], errorsTo, "score")
			}
			err = e.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
				return saveScores(ctx, tx, model.Principal{Name: author}, list)
			})
			if err == nil {
				a.note("%d 项打分；下一次评级起计入（需审批的先 tierloop scores approve）", "%d {score; it counts|scores; they count} from the next score on, once approved where the policy asks for it", len(list))
			}
			return err
		},
	}
	c.Flags().StringVar(&author, "author", a.who(), a.say("未填评分人的行的评分人", "the author of rows that name none"))
	c.Flags().StringVar(&errorsTo, "errors", "", a.say("有误时写回的文件（默认 名称.errors.后缀）", "the file to write back (default NAME.errors.EXT)"))
	return c
}

// saveScores keeps scores with a line in the audit log.
func saveScores(ctx context.Context, tx *store.Tx, by model.Principal, list []store.EntityScore) error {
	if err := tx.EnterScores(ctx, list); err != nil {
		return err
	}
	return tx.Audit(ctx, auditOf(by, "scores.enter", phrase.Counted("%d {score|scores}", len(list)), ""))
}

// scoresOf reads the rows of a form; what is wrong is noted in it.
func (a *app) scoresOf(ctx context.Context, e *engine.Engine, f *form, author string) ([]store.EntityScore, error) {
	indicators := manualIndicators(e)
	today := model.DateOf(a.clock.Now().In(e.Config.Location))
	said := map[string]int{}
	var out []store.EntityScore
	for i := range f.rows {
		cell, named := f.row(i)
		if cell["score"] == "" {
			continue
		}
		s := store.EntityScore{ManualScore: model.ManualScore{Indicator: cell["indicator"], Author: cmp.Or(cell["author"], author), Date: today}}
		bounds, known := indicators[s.Indicator]
		score, err := decimal.Parse(cell["score"])
		switch {
		case cell["customer"] == "":
			f.fault(i, named["customer"], "%s", a.say("缺少客户", "has no customer"))
			continue
		case rounded(cell["customer"]):
			f.fault(i, named["customer"], "%s", a.roundedText(cell["customer"]))
			continue
		case !known:
			f.fault(i, named["indicator"], a.say("%q 不是策略中的人工指标；有 %s", "%q is no manual indicator of the policy; there are %s"), s.Indicator, strings.Join(slices.Sorted(maps.Keys(indicators)), ", "))
			continue
		case err != nil:
			f.fault(i, named["score"], a.say("%q 不是数字", "%q is no number"), cell["score"])
			continue
		case score.Cmp(bounds[0]) < 0 || score.Cmp(bounds[1]) > 0:
			f.fault(i, named["score"], a.say("%s 不在 %s 到 %s 之间", "%s is not between %s and %s"), score, bounds[0], bounds[1])
			continue
		}
		if cell["date"] != "" {
			if s.Date, err = model.ParseDate(isoDate(cell["date"])); err != nil || s.Date == 0 || s.Date > today {
				f.fault(i, named["date"], a.say("%q 不是今天或之前的日期；写 YYYY-MM-DD", "%q is no day up to today; write YYYY-MM-DD"), cell["date"])
				continue
			}
		}
		if s.Entity, err = a.findEntity(ctx, e.Store, cell["customer"]); err != nil {
			f.fault(i, named["customer"], "%s", fault.Of(err).What(a.language()))
			continue
		}
		key := strings.Join([]string{s.Entity, s.Indicator, s.Date.String(), s.Author}, "\x1f")
		if before, twice := said[key]; twice {
			f.fault(i, named["customer"], a.say("与第 %d 行是同一客户、指标、日期与评分人", "is of the same customer, indicator, day and author as row %d"), f.lines[before])
			continue
		}
		said[key] = i
		s.Score = score.String()
		out = append(out, s)
	}
	return out, ctx.Err()
}

func (a *app) scoresListCommand() *cobra.Command {
	var pending bool
	c := &cobra.Command{
		Use: "list", Args: noArgs, Short: a.say("列出打分", "List the scores"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			list, err := a.storedScores(cmd.Context(), e, pending)
			if err != nil {
				return err
			}
			if a.json {
				a.printJSON("tierloop.scores/v1", map[string]any{"scores": list})
				return nil
			}
			if len(list) == 0 {
				a.note("没有打分", "there are no scores")
				return nil
			}
			rows := [][]string{{"KEY", a.say("客户", "CUSTOMER"), a.say("指标", "INDICATOR"), a.say("打分", "SCORE"), a.say("日期", "DATE"), a.say("评分人", "AUTHOR"), a.say("审批", "APPROVED"), a.say("来自", "FROM")}}
			for _, s := range list {
				approved := strings.TrimSpace(s.ApprovedBy + " " + s.ApprovedAs)
				if s.Pending {
					approved = a.say("待审批", "waits")
				}
				rows = append(rows, []string{s.Key, s.Entity, s.Indicator, s.Score, s.Date, s.Author, approved, s.Origin})
			}
			a.table(rows)
			return nil
		},
	}
	c.Flags().BoolVar(&pending, "pending", false, a.say("只列出待审批的", "only those that wait for approval"))
	return c
}

// manualJSON is one line of tierloop.scores/v1.
type manualJSON struct {
	ID         int64  `json:"id,omitempty"`
	Key        string `json:"key,omitempty"` // of an entered score, as approve and decline take it
	Entity     string `json:"entity"`
	Indicator  string `json:"indicator"`
	Score      string `json:"score"`
	Date       string `json:"date"`
	Author     string `json:"author,omitempty"`
	ApprovedBy string `json:"approved_by,omitempty"`
	ApprovedAs string `json:"approved_as,omitempty"`
	Origin     string `json:"origin"`
	Entered    string `json:"entered,omitempty"`
	Pending    bool   `json:"pending,omitempty"`
}

// storedScores are the scores; pending ones wait for the approval of a role.
func (a *app) storedScores(ctx context.Context, e *engine.Engine, pending bool) ([]manualJSON, error) {
	list, err := e.Store.ManualScores(ctx, a.principal())
	if err != nil {
		return nil, err
	}
	out := []manualJSON{}
	for _, s := range list {
		waits := e.Config.Policy.Policy().Indicators[s.Indicator].Approve != "" && s.ApprovedBy == "" && s.ApprovedAs == ""
		if pending && !waits {
			continue
		}
		x := manualJSON{s.ID, "", s.Entity, s.Indicator, s.Score, s.Date.String(), s.Author, s.ApprovedBy, s.ApprovedAs, s.Origin, "", waits}
		if s.ID != 0 {
			x.Key = scoreKey(s)
		}
		if !s.Entered.IsZero() {
			x.Entered = s.Entered.UTC().Format(time.RFC3339)
		}
		out = append(out, x)
	}
	return out, nil
}
