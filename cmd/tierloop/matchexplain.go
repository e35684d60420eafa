package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) matchExplainCommand() *cobra.Command {
	var flags recordFlags
	var in []string
	var dsn string
	c := &cobra.Command{
		Use:   "explain A B",
		Short: a.say("解释两条记录为何匹配或不匹配：证据（比特）、闸门、结论", "Why two records match or not: evidence in bits, gates, verdict"),
		Long: a.say(`A、B 是文件中的编号（多个文件时可写 来源/编号），或存储中的 来源/对象/编号。
证据以比特计：每 1 比特使“同一家”的赔率翻倍；从先验开始相加。随后是合并次序，
或不在同一实体的原因及还缺什么。`,
			`A and B are ids in the files (source/id where several files hold the id), or
source/object/id in the store. Evidence is in bits: each doubles the odds that both
are one; the sum starts at the prior. Then comes how the entity was built or, for two
entities, why they are not one and what would have been needed.`),
		Example: `  tierloop match explain 1001 A-17 --in crm.csv,erp.xlsx
  tierloop match explain cloud-crm/AccountObj/5a9c steel-erp/customers/K000917
  tierloop match explain crm/c/1 erp/c/2 --store tierloop.db`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("%s wants two records, found %d {argument|arguments}", cmd.CommandPath(), len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(in) > 0 && dsn != "" {
				return usage("--in and --store exclude each other")
			}
			if len(in) > 0 {
				return a.explainInFiles(args, in, flags)
			}
			return a.explainInStore(cmd.Context(), args, dsn)
		},
	}
	flags.add(a, c)
	c.Flags().StringSliceVar(&in, "in", nil, a.say("文件，可多个", "files, several by commas"))
	c.Flags().StringVar(&dsn, "store", "", a.say("存储地址（默认取自配置）", "address of the store (default: that of the configuration)"))
	return c
}

func (a *app) explainInFiles(ids, files []string, flags recordFlags) error {
	set, err := a.readRecords(files, flags)
	if err != nil {
		return err
	}
	m, _ := matching.Compile(matching.DefaultRules())
	var pair [2]matching.Record
	for i, id := range ids {
		at, err := find(set.records, id)
		if err != nil {
			return err
		}
		pair[i] = set.records[at]
	}
	if pair[0].Ref == pair[1].Ref {
		return usage("%s and %s are one record", ids[0], ids[1])
	}
	a.explainPair(m, set.records, pair, nil)
	return nil
}

// find is the record that an id or source/id means.
func find(records []matching.Record, id string) (int, error) {
	var hits []int
	for i := range records {
		if r := records[i].Ref; r.ID == id || r.Source+"/"+r.ID == id {
			hits = append(hits, i)
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		return 0, usage("no record %q in the files", id)
	}
	return 0, usage("%d {record|records} have the id %q; write source/id, such as %s/%s", len(hits), id, records[hits[0]].Ref.Source, id)
}

// explainInStore weighs two stored customers as the match stage does: with the
// frequencies of all customers, the stewards' decisions and the rules of the
// configuration, or the usual rules when only a store is named.
func (a *app) explainInStore(ctx context.Context, args []string, dsn string) error {
	m, _ := matching.Compile(matching.DefaultRules())
	var db *store.DB
	if dsn != "" {
		var err error
		if db, err = store.Open(ctx, dsn, store.Options{Log: a.logger(), Clock: a.clock, ReadOnly: true}); err != nil {
			return fault.New("E4001", "--store").Because(err)
		}
		a.onClose(db.Close)
	} else {
		cfg, err := a.loadConfig()
		if err != nil {
			return err
		}
		if db, err = a.openStore(ctx, cfg); err != nil {
			return err
		}
		m = cfg.Matcher
	}
	_, models, err := engine.ActiveModels(ctx, db)
	if err != nil {
		return err
	}
	m = m.WithModels(models)
	var pair [2]matching.Record
	for i, text := range args {
		ref, ok := model.ParseRef(text)
		if !ok {
			return usage("%q is no source/object/id; name files with --in to explain rows of files", text)
		}
		c, err := db.CustomerByRef(ctx, a.principal(), ref)
		if errors.Is(err, store.ErrNotFound) {
			return usage("no customer %s in the store; tierloop explain NAME finds customers by name", ref)
		}
		if err != nil {
			return err
		}
		pair[i] = matching.Prepare(c.Customer)
	}
	var all []matching.Record
	err = db.EachCustomer(ctx, a.principal(), func(c store.StoredCustomer) error {
		all = append(all, matching.Prepare(c.Customer))
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	decisions, err := db.Decisions(ctx, a.principal())
	if err != nil {
		return err
	}
	if pair[0].Ref == pair[1].Ref {
		return usage("%s and %s are one record", args[0], args[1])
	}
	a.explainPair(m, all, pair, decisions)
	return nil
}

// explainPair weighs the pair among all records, and finds out what became of it.
func (a *app) explainPair(m *matching.Matcher, all []matching.Record, pair [2]matching.Record, decisions []model.Decision) {
	x := m.NewIndex()
	for i := range all {
		x.Upsert(&all[i])
	}
	x.Decide(decisions)
	x.Settle()
	s := story{pair: pair, why: m.Explain(pair[0], pair[1], matching.Context{Counts: x.Counts(), Decisions: decisions})}
	left, _ := x.Row(pair[0].Ref)
	right, _ := x.Row(pair[1].Ref)
	if s.apart = x.Apart(left, right); s.apart == nil {
		s.steps = x.Steps(left)
	}
	a.tellPair(s)
}

// refText is source/id for rows of files, source/object/id for stored ones.
func refText(r model.Ref) string {
	if r.Object == plainObject {
		return r.Source + "/" + r.ID
	}
	return r.String()
}

// term shows a word of the matcher; 中文 has its own, English the word itself.
func (a *app) term(word string) string {
	if version, ok := strings.CutPrefix(word, "model "); ok && a.language() == "zh" {
		return "匹配权重版本 " + version // why the program merged: see engine.SaveModels
	}
	if zh, ok := matchTerms[word]; ok && a.language() == "zh" {
		return zh
	}
	return word
}

var matchTerms = map[string]string{
	"prior": "先验", "name": "字号", "region": "地区", "industry": "行业", "form": "组织形式", "branch": "分支", "whole-name": "全称", "id": "证件号",
	"phone": "电话", "email": "邮箱", "domain": "域名", "street": "街道门牌", "city": "城市", "source": "来源", "born": "出生日期",
	"given-name": "名", "other-names": "其他名", "surname": "姓", "gender": "性别", "house-number": "门牌号", "address-line": "地址附行", "postcode": "邮编", "state": "省/州", "birth-place": "出生地", "occupation": "职业",
	"name-order": "姓名次序", "rank": "辈分", "moved-home": "搬家", "together": "关联项合计", "once": "只计一次", "held-back": "封顶", "swapped": "互换",
	"short-form": "昵称", "other-name": "另一名", "initial": "首字母", "shared": "部分相同", "near": "近似", "part": "部分", "one-digit": "差一位", "shown": "可见部分相同", "two-parts": "两部分相同", "year": "同年", "year-alone": "仅知年份", "same-user": "同用户名", "area": "同区域", "district": "同地区",
	"missing": "缺失", "equal": "相同", "other-script": "音译对应", "similar": "相近", "contained": "包含", "same-sector": "同类行业",
	"differs": "不同", "not-comparable": "无法比较", "generic": "通用值", "typo": "差一字", "ambiguous": "多义",
	"kind": "主体类型", "code": "证件号不同", "steward": "人工裁定", "parent": "上下级",
	"not-compared": "未比较", "copied": "抄自他处", "sum": "综合", "founder": "起始记录", "merge": "合并", "review": "待审", "no": "不合并", "same": "同一家", "different": "不是同一家", "related": "同集团",
	"branch-tail": "名称为其分支机构", "parent-code": "抄用上级证件号", "shared-domain": "同一域名", "shared-phone": "同一电话", "shared-address": "同一地址", "brand": "同一字号", "brand-elsewhere": "字号与该集团相同，但同字号的另有他家", "group-form": "名称为其集团", "rival": "另有上级", "cycle": "上级成环", "gated": "闸门所拦", "cluster-disagrees": "与整组不符",
}
