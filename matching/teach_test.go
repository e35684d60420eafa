package matching

import (
	"testing"

	"github.com/tierloop/tierloop/model"
)

func TestOneRecordTeachesTheOthersAName(t *testing.T) {
	tel := phone("+862126803542")
	for _, c := range []struct {
		name    string
		a, b    Record
		teacher Record
	}{
		{"an English brand that is no pinyin",
			customer("1", "武汉远征者软件有限公司", tel), customer("2", "Wuhan Pathfinder Software Co., Ltd.", tel),
			customer("3", "北京远征者科技有限公司", named(model.EnglishName, "Beijing Pathfinder Technology Co., Ltd."))},
		{"a former name",
			customer("1", "天津腾信天食品有限公司"), customer("2", "天津达启云科技有限公司"),
			customer("3", "天津腾信天食品有限公司", named(model.FormerName, "天津达启云科技有限公司"))},
	} {
		if one(t, c.a, c.b) {
			t.Errorf("%s: %v and %v merge without being taught", c.name, c.a.Names, c.b.Names)
		}
		if !one(t, c.a, c.b, c.teacher) {
			t.Errorf("%s: not learnt", c.name)
		}
	}
}

// A name that two companies claim as their former one teaches nothing.
func TestADisputedFormerNameTeachesNothing(t *testing.T) {
	l := learn(newTable([]Record{
		customer("1", "天津腾信天食品有限公司", named(model.FormerName, "天津达启云科技有限公司")),
		customer("2", "天津宏博远机械有限公司", named(model.FormerName, "天津达启云科技有限公司")),
	}, nil, nil, nil))
	if len(l.aliases) != 0 {
		t.Errorf("got %v", l.aliases)
	}
}

func TestALongBrandIsRarerThanAShortOne(t *testing.T) {
	var records []Record
	for i, n := range []string{"北京华泰科技有限公司", "天津华鑫贸易有限公司", "上海泰达食品有限公司", "武汉海泰康兴机械有限公司"} {
		records = append(records, customer(string(rune('1'+i)), n))
	}
	c := matcher(t, Rules{}).Count(records)
	if short, long := c.rareBrand(1, "华泰"), c.rareBrand(1, "海泰康兴"); long <= short {
		t.Errorf("海泰康兴 tells %v, 华泰 %v", long.float(), short.float())
	}
	if few, many := c.rareBrand(2, "海泰康兴"), c.rareBrand(50, "海泰康兴"); many >= few {
		t.Errorf("a brand of 50 companies tells %v, one of 2 %v", many.float(), few.float())
	}
}
