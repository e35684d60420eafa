package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestFilesPageIsOfTheseHeaders(t *testing.T) {
	page(t, "files.md", filesPage())
}

// A header that two fields claim would be read by the order of a list.
func TestNoHeaderIsClaimedTwice(t *testing.T) {
	for name, list := range map[string][]header{"customers": customerHeaders, "facts": customerFactHeaders, "orders": orderHeaders,
		"activities": activityHeaders, "rates": rateHeaders, "manual": manualHeaders, "own": ownHeaders, "pairs": pairHeaders, "queries": queryHeaders, "holdings": holdingHeaders, "review": reviewHeaders} {
		seen := map[string]string{}
		for _, h := range list {
			for _, n := range h.names {
				if other, dup := seen[headerKey(n)]; dup && other != h.field {
					t.Errorf("%s: %q is of %s and of %s", name, n, other, h.field)
				}
				seen[headerKey(n)] = h.field
			}
		}
	}
}

func TestHeadersAreRecognisedWhateverTheirWriting(t *testing.T) {
	for head, want := range map[string]string{"公司名称(必填)": "name", "Company Name": "name", "ＵＳＣＣ": "uscc", "e-mail": "email", "Date of Birth": "birth_date", "客户ID": "record_id", "colour": "", "": ""} {
		got, err := columnsOf("x.csv", []string{head}, customerHeaders, nil)
		if err != nil || got[0] != want {
			t.Errorf("%q is %q, want %q (%v)", head, got[0], want, err)
		}
	}
}

func TestDatesOfBirthAreReadInTheUsualWritings(t *testing.T) {
	for text, want := range map[string]string{"19560409": "1956-04-09", "1956-4-9": "1956-04-09", "1956年4月9日": "1956-04-09", "12/11/1978": "1978-12-11", "31/12/1978": "1978-12-31", "soon": "", "1956-13-45": ""} {
		if got := isoDate(text); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

func filesPage() string {
	var b strings.Builder
	b.WriteString(`# Plain files · 普通文件

` + "`match`" + ` and ` + "`score`" + ` read CSV (UTF-8 with or without a mark, GBK, UTF-16; comma, semicolon, tab or bar) and Excel
files without any configuration. Headers are recognised in both languages; case, blanks, signs and a remark in
brackets do not matter. These headers and the results are a contract: they are added to, never changed.

` + "`match`" + ` 与 ` + "`score`" + ` 无需配置即可读取 CSV（UTF-8、GBK、UTF-16；逗号、分号、制表符或竖线）与 Excel 文件。
表头中英文均可识别，大小写、空格、符号与括号内的说明不影响识别。表头与结果格式只增不改。

## Results · 结果

| Command | Columns |
| --- | --- |
| match FILE… | record_id, source, entity_id, group_id, confidence |
| match pairs | left, right, score (probability, 0–1), match (1 or 0) |
| match lookup | query, record_id, score (bits), runner_up |
| score | customer_id, policy, as_of, score, raw_tier, tier, then a column per indicator and model output; unit last where the policy scores by unit |

- entity_id is derived from the smallest record of the entity, so the same input gives the same ids in any order. 编号由实体中最小的记录推出，与次序无关。
- confidence is the probability that the record belongs to its entity; a record alone has 1. 记录属于该实体的概率；独立成实体时为 1。
- score of pairs is the probability that both names are one; before they are looked at, one listed pair in nine is taken to be. match is 1 from 0.5 on, unless a gate (region, trade, branch …) forbids it. kind is organisation (also org, company, 企业 …) or person (also per, 个人 …); any other word is said and taken as organisation. 名称对的 score 是同一家的概率，未比较前按九对中有一对为同一家起算；不低于 0.5 且没有闸门（地区、行业、分支等）禁止时 match 为 1。
- source is the column source, else the file's name without its ending. 来源取 source 列，否则取文件名。
- With ` + "`--store`" + ` the rows are kept: a later call takes new and changed rows only, what is not in its files stays, and ids stay too, so an entity that a merge reached keeps its older id. The store is one of its own, not that of a configuration. 加 ` + "`--store`" + ` 时各行保留在存储中：之后只处理新增与变化的行，不在文件中的行保留不动，实体编号不变。该存储须专用，不得与配置所用的存储相同。
- A file without an id column has its rows numbered from 1. 没有编号列时按行从 1 编号。
- A row that cannot be read is named on stderr with its line, all others are taken, and the exit code is 5. 无法读取的行在 stderr 指明行号，其余照常处理，退出码为 5。
- A cell may have 1 MB, a row 8 MB. 单元格上限 1 MB，行上限 8 MB。
`)
	for _, part := range []struct {
		title, note string
		list        []header
	}{
		{"Customers and persons of match · match 的客户与个人", "`--map FIELD=COLUMN` names a column by hand. Rows with a given name or surname, or of a file with a date of birth, are persons. Every further column of persons is compared too, as far as training finds that it tells anything. 有姓名拆分列或出生日期列的文件按个人处理；个人文件的其余各列，只要训练发现有区分作用，也会参与比对。", customerHeaders},
		{"Pairs · 名称对", "", pairHeaders},
		{"Queries · 查询", "", queryHeaders},
		{"customers of score · score 的客户", "Every further column is an attribute under its own header, for `field:` of the policy. group is the parent or the ultimate parent, by its customer id; parents in a circle are named and scored alone. 其余列以列名作为属性；group 为上级或最终上级的客户编号，成环时报告并单独评级。", customerFactHeaders},
		{"orders, invoices, payments, returns, opportunities · 单据", "One row is one document; rows of a file with the same number, customer, unit, day, currency, state and role are the lines of one (not of payments and opportunities). Without a currency the policy's base counts, without a status the document is confirmed. 一行一张单据；同一文件中单号、客户、单元、日期、币种、状态、角色都相同的多行为一张单据的明细（回款与商机除外）。缺币种按本位币，缺状态按已确认。preceding is the number of the document it was made from; see sales in the policy. preceding 为上游单据的编号，用于 sales。", orderHeaders},
		{"activities · 活动", "", activityHeaders},
		{"rates · 汇率", "", rateHeaders},
		{"manual_scores · 人工打分", "For `manual:` of the policy: the latest one counts that is valid and, where asked for, approved by the role. 对应策略中的 `manual:`；取有效且（如要求）经该角色审批的最近一次。", manualHeaders},
		{"own_companies · 自有公司", "Customers that are left out where the policy says `exclude: intercompany`: by customer_id, or by the value of an attribute. 策略写明 `exclude: intercompany` 时排除的客户：按编号或属性值。", ownHeaders},
		{"Lists of shareholders of link import · link import 的股东名单", "Each side is an entity id, source/object/id, a valid code or a name. Shares are percent, or fractions where all are at most 1. 双方写实体编号、来源/对象/编号、证件号或名称；比例为百分数，若全部不超过 1 则按小数。", holdingHeaders},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n", part.title)
		if part.note != "" {
			b.WriteString(part.note + "\n\n")
		}
		b.WriteString("| Field | Headers |\n| --- | --- |\n")
		for _, h := range part.list {
			fmt.Fprintf(&b, "| %s | %s |\n", h.field, strings.Join(h.names, ", "))
		}
	}
	words := slices.Sorted(maps.Keys(statusWords))
	slices.SortStableFunc(words, func(x, y string) int { return strings.Compare(statusWords[x], statusWords[y]) })
	b.WriteString("\n## Words of a status · 状态的写法\n\n| Written | Means |\n| --- | --- |\n")
	for _, w := range words {
		fmt.Fprintf(&b, "| %s | %s |\n", w, statusWords[w])
	}
	return b.String()
}
