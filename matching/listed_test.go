package matching

import (
	"slices"
	"testing"
)

func TestListedPairsAreOneWhereTheirNamesAgree(t *testing.T) {
	m := matcher(t, DefaultRules())
	for _, tt := range []struct {
		left, right string
		same        bool
		gate        string
	}{
		{"上海盛润科技有限公司", "盛润科技（上海）有限公司", true, ""},
		{"北京华为技术有限公司", "深圳华为技术有限公司", false, "region"},
		{"Deutsche Bank AG", "Deutsche Bank Aktiengesellschaft", true, ""},
		{"The Coca-Cola Company", "Coca Cola Co", true, ""},
		{"Volkswagen AG", "Volkwagen AG", true, ""},
		{"Gazprom", "Gazprom Neft", false, ""},
		{"General Electric", "General Motors", false, ""},
		// The words of two trades are held against each other, also behind one brand.
		{"Hallow Motor Company", "Hallow Heavy Industries", false, ""},
		{"Kerridge", "Kerridgebank JSC", false, ""},
		{"Northwind Southern Airlines", "Northwind Eastern Airlines", false, ""},
		// Forms in front, in other languages and scripts; initials that count the form.
		{"АО Концерн Вектор", "JSC Vektor Concern", true, ""},
		{"Severnaya Liniya OAO", "Public Joint Stock Company Severnaya Liniya", true, ""},
		{"Technical University of Munich", "Technische Universität München", true, ""},
		{"National Iranian Oil Company", "NIOC", true, ""},
		{"Hallow Ltd", "Kerridge Holdings Ltd, formerly Hallow Ltd", true, ""},
	} {
		records := []Record{customer("1", tt.left), customer("2", tt.right)}
		got := m.Listed(records, [][2]int{{0, 1}, {1, 0}})
		if got[0].Same() != tt.same || tt.gate != "" && !slices.Contains(got[0].Gates, tt.gate) {
			t.Errorf("%s / %s: %+v, want same %v, gate %q", tt.left, tt.right, got[0], tt.same, tt.gate)
		}
		if got[0].Posterior != got[1].Posterior || !slices.Equal(got[0].Gates, got[1].Gates) {
			t.Errorf("%s / %s: %+v, the other way round %+v", tt.left, tt.right, got[0], got[1])
		}
	}
}

func TestAPersonAndAnOrganisationAreNeverOneInAList(t *testing.T) {
	m := matcher(t, DefaultRules())
	got := m.Listed([]Record{customer("1", "Smith"), customer("2", "Smith", person)}, [][2]int{{0, 1}})[0]
	if got.Same() || got.Posterior > 0.2 || !slices.Contains(got.Gates, "kind") {
		t.Errorf("%+v", got)
	}
}
