package matching

import (
	"testing"

	"github.com/tierloop/tierloop/model"
)

// A record that shares a line with one member of a cluster and nothing but the brand
// with the others is of it, unless one of them is somewhere else.
func TestMembersThatTellLittleDoNotKeepARecordOut(t *testing.T) {
	site := func(c *model.Customer) { c.Domains = []string{"taizhi50.com"} }
	at := road("郑州市", "文化路314号")
	tel := phone("+8637159096995")
	others := []Record{
		customer("5", "北京泰智食品有限公司"), customer("6", "上海泰智物流有限公司"), customer("7", "广州泰智化工有限公司"), customer("8", "成都泰智纺织有限公司"),
	}
	cluster := []Record{
		customer("2", "泰智", at, site, tel),
		customer("3", "郑州泰智机械有限公司", at, site),
		customer("4", "郑州泰智机械有限公司", at, code(codeA)),
	}
	lone := customer("1", "泰智", tel)
	if !one(t, lone, cluster[0], append(cluster[1:], others...)...) {
		t.Error("records without a phone kept it out")
	}
	away := customer("1", "泰智", tel, road("合肥市", ""))
	if one(t, away, cluster[0], append(cluster[1:], others...)...) {
		t.Error("it is in another city than all of them")
	}
}
