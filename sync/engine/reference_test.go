package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

func TestReferenceFilesAreReadOrRefusedWithTheirPlace(t *testing.T) {
	file := func(lines ...string) string {
		path := filepath.Join(t.TempDir(), "f.csv")
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const scores, targets = "customer,indicator,score,date,author,approved_by,approved_as", "from,to,dimension,name,amount,currency"
	got, err := readManualScores(file("\ufeff"+scores, "crm/Account/a/1, referral ,80.5,2026-05-01,zhang,li,manager", "G-PE4B,referral,60,2026-05-02,,,"))
	if err != nil || len(got) != 2 || got[0].Customer != (model.Ref{Source: "crm", Object: "Account", ID: "a/1"}) || got[0].Indicator != "referral" || got[1].Entity != "G-PE4B" {
		t.Errorf("scores are %+v (%v)", got, err)
	}
	list, err := readTargets(file(targets, "2026-01-01,2026-12-31,group,,1000000,cny", "2026-01-01,2026-03-31,unit,south,250000.50,CNY"))
	want := []model.SalesTarget{{First: model.NewDate(2026, 1, 1), Last: model.NewDate(2026, 12, 31), Dimension: "group", Currency: "CNY", Amount: 10_000_000_000},
		{First: model.NewDate(2026, 1, 1), Last: model.NewDate(2026, 3, 31), Dimension: "unit", Name: "south", Currency: "CNY", Amount: 2_500_005_000}}
	if d := cmp.Diff(want, list); d != "" || err != nil {
		t.Errorf("targets (%v): %s", err, d)
	}
	for _, bad := range []string{",referral,80,2026-05-01,,,", "c,referral,many,2026-05-01,,,", "c,referral,80,soon,,,"} {
		if _, err := readManualScores(file(scores, bad)); err == nil || !strings.Contains(err.Error(), "f.csv:2") {
			t.Errorf("score %q gives %v", bad, err)
		}
	}
	for _, bad := range []string{"2026-02-01,2026-01-01,group,,1,CNY", "2026-01-01,2026-01-31,group,south,1,CNY", "2026-01-01,2026-01-31,unit,,1,CNY",
		"2026-01-01,2026-01-31,planet,x,1,CNY", "2026-01-01,2026-01-31,unit,x,lots,CNY", "2026-01-01,2026-01-31,unit,x,1,"} {
		if _, err := readTargets(file(targets, bad)); err == nil || !strings.Contains(err.Error(), "f.csv:2") {
			t.Errorf("target %q gives %v", bad, err)
		}
	}
	if list, err := readTargets(""); list != nil || err != nil {
		t.Errorf("no file gives %v (%v)", list, err)
	}
}
