package clean

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestParsePerson(t *testing.T) {
	for raw, want := range map[string]Person{
		"Wei Zhang":                               {Given: "wei", Surname: "zhang", Key: "wei zhang"},
		"Zhang, Wei":                              {Given: "wei", Surname: "zhang", Key: "wei zhang"},
		"Dr. José Ángel de la Cruz":               {Title: "dr", Given: "jose", Middle: "angel", Surname: "de la cruz", Key: "angel cruz de jose la"},
		"Smith Jr, David":                         {Given: "david", Surname: "smith", Rank: "jr", Key: "david smith"},
		"David Smith, Senior":                     {Given: "david", Surname: "smith", Rank: "sr", Key: "david smith"},
		"Thomas Clifford, 1st Baronet":            {Given: "thomas", Surname: "clifford", Rest: "1st baronet", Key: "clifford thomas"},
		"Edmund 1st Baron Hallow of Ware":         {Given: "edmund", Surname: "hallow", Rest: "1st baron hallow of ware", Styles: []string{"ware"}, Key: "edmund hallow"},
		"Edmund Hallow, 1st Baron Hallow of Ware": {Given: "edmund", Surname: "hallow", Rest: "1st baron hallow of ware", Styles: []string{"ware"}, Key: "edmund hallow"},
		"Hull, 2nd Duke Hull of Bath":             {Surname: "hull", Rest: "2nd duke hull of bath", Styles: []string{"bath"}, Key: "hull"},
		"Edmund of Ware":                          {Given: "edmund", Surname: "ware", Key: "edmund ware"},
		"Sir Philip Sidney":                       {Title: "sir", Given: "philip", Surname: "sidney", Key: "philip sidney"},
		"Lord Hull":                               {Title: "lord", Surname: "hull", Key: "hull"},
		"Christian Lord":                          {Given: "christian", Surname: "lord", Key: "christian lord"},
		"John Major":                              {Given: "john", Surname: "major", Key: "john major"},
		"Mr Brown":                                {Title: "mr", Surname: "brown", Key: "brown"},
		"Cher":                                    {Given: "cher", Key: "cher"},
		"O'Neil-Byrne Siân":                       {Given: "oneil", Middle: "byrne", Surname: "sian", Key: "byrne oneil sian"},
		"ВАСИЛЬЕВ, Александр Павлович": {Given: "aleksandr", Middle: "pavlovich", Surname: "vasilev", Key: "aleksandr pavlovich vasilev"},
		"张伟":        {Given: "伟", Surname: "张", Key: "张伟"},
		"張 偉先生":     {Given: "伟", Surname: "张", Title: "先生", Key: "张伟"},
		"王女士":       {Surname: "王", Title: "女士", Key: "王"},
		"欧阳先生":      {Surname: "欧阳", Title: "先生", Key: "欧阳"},
		"王**":       {Surname: "王", Key: "王"},
		"王某某":       {Surname: "王", Key: "王"},
		"王*明":       {Surname: "王", Key: "王"},
		"欧阳*":       {Surname: "欧阳", Key: "欧阳"},
		"*小明":       {Given: "小明", Key: "小明"},
		"欧阳修":       {Given: "修", Surname: "欧阳", Key: "欧阳修"},
		"欧阳":        {Given: "阳", Surname: "欧", Key: "欧阳"},
		"王小明(销售)":   {Given: "小明", Surname: "王", Key: "王小明"},
		"迪丽热巴迪力木拉提": {Given: "迪丽热巴迪力木拉提", Key: "迪丽热巴迪力木拉提"},
		"无":         {}, "": {}, "N/A": {},
	} {
		got := ParsePerson(raw)
		if d := cmp.Diff(want, got, cmpopts.IgnoreFields(Person{}, "Raw", "Folded")); d != "" {
			t.Errorf("%q (-want +got):\n%s", raw, d)
		}
	}
}

func TestPersonOfTakesThePartsAsGiven(t *testing.T) {
	for _, tt := range []struct {
		given, middle, surname string
		want                   Person
	}{
		{"Anna Maria", "", "Aguilar", Person{Given: "anna", Middle: "maria", Surname: "aguilar", Key: "aguilar anna maria"}},
		{"Robert", "E", "Smith Sr", Person{Given: "robert", Middle: "e", Surname: "smith", Rank: "sr", Key: "e robert smith"}},
		{"伟", "", "張", Person{Given: "伟", Surname: "张", Key: "张伟"}},
		{"Lady", "", "Frey", Person{Title: "lady", Surname: "frey", Key: "frey"}},
		{"", "", "Frey", Person{Surname: "frey", Key: "frey"}},
		{"N/A", "", "", Person{}},
	} {
		got := PersonOf(tt.given, tt.middle, tt.surname)
		if d := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(Person{}, "Raw", "Folded")); d != "" {
			t.Errorf("%v (-want +got):\n%s", tt, d)
		}
	}
}

func TestShortForms(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"bob", "robert", true}, {"bob", "rob", true}, {"bill", "liam", true}, {"peggie", "margaret", true},
		{"robert", "william", false}, {"zed", "zed", true}, {"zed", "bob", false}, {"pat", "patricia", true}, {"pat", "patrick", true},
		{"patricia", "patrick", false},
	} {
		if got := ShortForm(tt.a, tt.b); got != tt.want || ShortForm(tt.b, tt.a) != got {
			t.Errorf("%s and %s: %v", tt.a, tt.b, got)
		}
	}
}

// The key of a name does not depend on the order of its words.
func TestKeysOfPersonsAreFreeOfOrder(t *testing.T) {
	word := rapid.StringMatching(`[a-z]{3,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if Placeholder(a+" "+b) || Placeholder(b+" "+a) {
			t.Skip()
		}
		x, y, z := ParsePerson(a+" "+b).Key, ParsePerson(b+" "+a).Key, ParsePerson(b+", "+a).Key
		if x != y || x != z && !styled([]string{a}) {
			t.Errorf("%s %s: %q, %q, %q", a, b, x, y, z)
		}
	})
}

func FuzzParsePerson(f *testing.F) {
	for _, s := range []string{"Hughes, Howie", "Smith Sr", "欧阳修", "ВАСІЛЬЕЎ, Аляксандр", "de la", ",", "jr", "1st"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := ParsePerson(s)
		for _, v := range []string{p.Given, p.Middle, p.Surname, p.Key} {
			if strings.TrimSpace(v) != v {
				t.Errorf("%q has the part %q", s, v)
			}
		}
		if p.Key == "" && (p.Given != "" || p.Surname != "") {
			t.Errorf("%q has parts but no key: %+v", s, p)
		}
	})
}
