package matching

import (
	"slices"
	"testing"

	"github.com/tierloop/tierloop/model"
)

// registered makes a code of a province. Its check character is of no account:
// whether a code is valid is known before the matching.
func registered(province string, n uint64) string {
	c := uscc(n)
	return c[:2] + province + c[4:]
}

func city(name string) func(*model.Customer) {
	return func(c *model.Customer) { c.Addresses = append(c.Addresses, model.Address{City: name}) }
}

func TestACodeCopiedFromTheParentNeitherJoinsNorParts(t *testing.T) {
	parents, own := registered("22", 1), registered("50", 2)
	records := []Record{
		customer("1", "长春新辰安集团有限公司", code(parents), city("长春市")),
		customer("2", "长春新辰安集团有限公司重庆分公司", code(parents), city("重庆市")),
		customer("3", "长春新辰安集团有限公司重庆分公司", code(own), city("重庆市")),
		customer("4", "新辰安食品", code(parents), city("福州市")),
	}
	r := matcher(t, Rules{}).Match(records, nil)
	var sizes []int
	for _, c := range r.Clusters {
		sizes = append(sizes, len(c))
	}
	if want := []int{1, 2, 1}; !slices.Equal(sizes, want) {
		t.Errorf("got clusters %v, want the two records of the branch together and nothing else", r.Clusters)
	}
	for _, rel := range r.BelongsTo {
		if rel.Child == ref("2") && !rel.Copied {
			t.Errorf("%+v does not tell that the code is the parent's", rel)
		}
	}
}

func TestAMovedCompanyKeepsItsCode(t *testing.T) {
	c := registered("22", 1)
	if !one(t, customer("1", "新辰安食品有限公司", code(c), city("长春市")), customer("2", "新辰安食品有限公司", code(c), city("福州市"))) {
		t.Error("an office in another province parted a company from its code")
	}
}

// Two valid codes that differ keep two records apart, however equal their names, but
// where one of them is borne out by its record and disowned by the other's name.
func TestTwoCodesThatStrayAreAQuestion(t *testing.T) {
	const named, bare = "长春新辰安食品有限公司", "新辰安食品有限公司"
	at := func(name, town string, c string) Record {
		return customer(c, name, code(c), city(town), phone("+8643184698888"))
	}
	own, lost, other := registered("22", 1), registered("50", 2), registered("35", 3)
	for _, c := range []struct {
		why   string
		a, b  Record
		apart bool
	}{
		{"both borne out", at(named, "长春市", own), at(named, "长春市", registered("22", 4)), true},
		{"one disowned by the name", at(named, "长春市", own), at(named, "长春市", lost), false},
		{"both disowned", at(named, "长春市", lost), at(named, "长春市", other), true},
		{"an office elsewhere, or another's code", at(bare, "长春市", own), at(bare, "长春市", lost), true},
	} {
		r := matcher(t, Rules{}).Match([]Record{c.a, c.b}, nil)
		if apart := len(r.Clusters) == 2; apart != c.apart {
			t.Errorf("%s: apart %v, want %v", c.why, apart, c.apart)
		}
		if c.apart && (len(r.Doubts) != 1 || r.Doubts[0].Gate != "code") {
			t.Errorf("%s: %d questions, want one about the codes: %+v", c.why, len(r.Doubts), r.Doubts)
		}
	}
}
