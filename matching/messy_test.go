package matching

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// messy draws a record out of few parts, so that two of them have much in common
// and differ in any one thing: a form left out, another script, a name with a
// slip, a branch, a code that is another's.
func messy(t *rapid.T, id int) Record {
	pick := func(name string, list ...string) string { return rapid.SampledFrom(list).Draw(t, name) }
	name := func() string {
		if rapid.IntRange(0, 3).Draw(t, "script") == 0 {
			return strings.TrimSpace(pick("at", "", "Shanghai ", "Guangzhou ", "China ") + pick("latin", "Shengrun", "Shengrong", "Linhua", "Acme Blue", "ICBC") +
				pick("trade", "", " Technology", " Trading", " Tech", " Bank") + pick("form", "", " Co., Ltd.", " Inc", " Group", " Holdings Ltd") +
				pick("tail", "", "", " Guangzhou Branch"))
		}
		return pick("region", "", "上海", "上海市", "广东", "广州", "中国") + pick("brand", "盛润", "盛荣", "林华", "移动", "盛润林", "工商") +
			pick("trade", "", "科技", "新能源", "贸易", "通信", "银行") + pick("form", "", "有限公司", "有限责任公司", "集团有限公司", "股份有限公司", "集团广东有限公司") +
			pick("tail", "", "", "", "广州分公司", "佛山分公司", "广州分行") + pick("junk", "", "", "（停用）", "(新)")
	}
	c := model.Customer{Ref: model.Ref{Source: pick("source", "crm", "erp"), Object: "account", ID: fmt.Sprintf("%03d", id)}, Kind: model.Organisation}
	if rapid.IntRange(0, 9).Draw(t, "kind") == 0 {
		c.Kind = model.Person
	}
	c.Name = name()
	c.Names = []model.Name{{Type: model.LegalName, Value: c.Name}}
	for _, typ := range []model.NameType{model.ShortName, model.FormerName, model.EnglishName} {
		if rapid.IntRange(0, 4).Draw(t, string(typ)) == 0 {
			c.Names = append(c.Names, model.Name{Type: typ, Value: name()})
		}
	}
	for _, v := range []string{"91310115MA1H7R0K0C", "91310000607378282T", "91310115MA1H7R0K0X"} {
		if rapid.IntRange(0, 5).Draw(t, "code") == 0 {
			id := clean.Identify(clean.KindUSCC, v)
			c.Identifiers = append(c.Identifiers, model.Identifier{Type: clean.KindUSCC, Value: id.Value, Valid: id.Valid})
		}
	}
	if n := rapid.IntRange(0, 4).Draw(t, "phone"); n > 1 {
		c.Phones = []model.Phone{{E164: fmt.Sprintf("+86216234567%d", n)}}
	}
	if n := rapid.IntRange(0, 3).Draw(t, "domain"); n > 1 {
		c.Domains = []string{fmt.Sprintf("c%d.example.com", n)}
		c.Emails = []string{fmt.Sprintf("%s@c%d.example.com", pick("box", "info", "li"), n)}
	}
	if rapid.Bool().Draw(t, "placed") {
		c.Addresses = []model.Address{{City: pick("city", "", "上海市", "广州市"), Province: pick("province", "", "广东省"), Street: pick("street", "", "张江路100号", "张江路8号")}}
	}
	if rapid.IntRange(0, 19).Draw(t, "child") == 0 {
		c.Parent = fmt.Sprintf("%03d", rapid.IntRange(0, 30).Draw(t, "parent"))
	}
	return Prepare(c)
}

func messyRecords(t *rapid.T, most int) []Record {
	var out []Record
	for i := range rapid.IntRange(2, most).Draw(t, "records") {
		out = append(out, messy(t, i))
	}
	return out
}

func TestMessyPairsWeighTheSameBothWays(t *testing.T) {
	m := matcher(t, DefaultRules())
	rapid.Check(t, func(t *rapid.T) {
		records := messyRecords(t, 8)
		ctx := Context{Counts: m.Count(records)}
		for i := range records {
			for j := range i {
				x, y := m.Explain(records[i], records[j], ctx), m.Explain(records[j], records[i], ctx)
				for k := range x.Fields {
					x.Fields[k].A, x.Fields[k].B = x.Fields[k].B, x.Fields[k].A
				}
				if d := cmp.Diff(x, y); d != "" {
					t.Fatalf("%v and %v: %s", records[i].Names, records[j].Names, d)
				}
				c := m.Listed(records, [][2]int{{i, j}, {j, i}})
				if d := cmp.Diff(c[0], c[1]); d != "" {
					t.Fatalf("listed: %v and %v: %s", records[i].Names, records[j].Names, d)
				}
			}
		}
	})
}

func TestMessyRecordsClusterTheSameInAnyOrder(t *testing.T) {
	m := matcher(t, DefaultRules())
	rapid.Check(t, func(t *rapid.T) {
		records := messyRecords(t, 30)
		var decisions []model.Decision
		for n := range rapid.IntRange(0, 6).Draw(t, "decisions") {
			at := rapid.IntRange(0, len(records)-1)
			decisions = append(decisions, model.Decision{A: records[at.Draw(t, "a")].Ref, B: records[at.Draw(t, "b")].Ref, At: time.Unix(int64(n), 0),
				Verdict: rapid.SampledFrom([]model.Verdict{model.Same, model.Different, model.Related}).Draw(t, "verdict")})
		}
		want := byRef(records, m.Match(records, decisions))
		g := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "shuffle"), 1))
		shuffled, mixed := slices.Clone(records), slices.Clone(decisions)
		g.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		g.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if d := cmp.Diff(want, byRef(shuffled, m.Match(shuffled, mixed))); d != "" {
			t.Fatal(d)
		}
	})
}
