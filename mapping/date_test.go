package mapping

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestDatesAreReadInTheNotationsThatSystemsUse(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	for _, c := range []struct {
		in   any
		as   string
		want string
	}{
		{"2026-11-21", "", "2026-11-21"}, {"2026/11/21", "", "2026-11-21"}, {"2026.1.2", "", "2026-01-02"}, {"2026年1月2日", "", "2026-01-02"},
		{"20261121", "", "2026-11-21"}, {json.Number("20261121"), "", "2026-11-21"}, {"2026-11-21", "", "2026-11-21"},
		{"2026-11-20T16:30:00Z", "", "2026-11-21"}, {"2026-11-20T16:30:00.000+0000", "", "2026-11-21"}, {"2026-11-20T23:30:00-05:00", "", "2026-11-21"},
		{"2026-11-21 23:59:59", "", "2026-11-21"}, {"2026-11-21 23:59:59.123", "", "2026-11-21"}, {"2026/11/21 08:00:00", "", "2026-11-21"}, {"2026-11-21T08:00", "", "2026-11-21"},
		{"20261121235959", "", "2026-11-21"}, {"2026年11月21日 23:10", "", "2026-11-21"},
		{json.Number("1795192200000"), "", "2026-11-21"}, {"1795192200000", "", "2026-11-21"}, {json.Number("1.7951922E12"), "", "2026-11-21"}, {json.Number("1795192200"), "", "2026-11-21"},
		{"/Date(1795192200000)/", "", "2026-11-21"}, {"/Date(1795192200000+0000)/", "", "2026-11-21"},
		{map[string]any{"__class__": "date", "year": json.Number("2026"), "month": json.Number("11"), "day": json.Number("21")}, "", "2026-11-21"},
		{map[string]any{"__class__": "datetime", "year": json.Number("2026"), "month": json.Number("11"), "day": json.Number("20"), "hour": json.Number("17"), "minute": json.Number("0"), "second": json.Number("0")}, "", "2026-11-21"},
		{"21/11/2026", asDateDMY, "2026-11-21"}, {"11/21/2026", asDateMDY, "2026-11-21"}, {"21.11.2026 10:00", asDateDMY, "2026-11-21"}, {"11/21/2026 5:03 pm", asDateMDY, "2026-11-21"},
		{json.Number("46347"), asExcelDate, "2026-11-21"}, {"46347.75", asExcelDate, "2026-11-21"},
	} {
		m, st, err := readMoment(c.in, c.as, shanghai)
		if err != nil || st != present || m.date(shanghai).String() != c.want {
			t.Errorf("%v as %q = %v, %v, %v; want %s", c.in, c.as, m.date(shanghai), st, err, c.want)
		}
	}
}

func TestWhatIsNoDateIsRefused(t *testing.T) {
	for _, c := range []struct {
		in any
		as string
	}{
		{"21/11/2026", ""}, {"2026-13-01", ""}, {"2026-02-30", ""}, {"20260230", ""}, {"soon", ""}, {"46347", ""}, {"1234567", ""}, {"0001-01-01", ""},
		{"2026-11-21", asExcelDate}, {"60", asExcelDate}, {"13/13/2026", asDateMDY}, {true, ""}, {[]any{"2026-11-21", "2026-11-22"}, ""}, {map[string]any{}, ""}, {"99999999999999", ""},
	} {
		if m, st, err := readMoment(c.in, c.as, time.UTC); err == nil {
			t.Errorf("%v as %q = %v, %v", c.in, c.as, m.at, st)
		}
	}
	for _, in := range []any{nil, "", "0000-00-00", "0000-00-00 00:00:00", false, json.Number("0")} {
		if _, st, err := readMoment(in, "", time.UTC); st != absent || err != nil {
			t.Errorf("%v: %v, %v; want absent", in, st, err)
		}
	}
}

func TestInstantsAreUTCWhateverTheNotation(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	for in, want := range map[string]string{
		"2026-11-21 08:00:00": "2026-11-21T00:00:00Z", "2026-11-21": "2026-11-20T16:00:00Z", "2026-11-21T08:00:00+09:00": "2026-11-20T23:00:00Z", "1795219200000": "2026-11-21T00:00:00Z",
	} {
		m, _, err := readMoment(in, "", shanghai)
		if got := instantText(m.instant(shanghai)); err != nil || got != want {
			t.Errorf("%s = %s, %v; want %s", in, got, err, want)
		}
	}
}

func TestABusinessDateDoesNotDependOnTheNotation(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	rapid.Check(t, func(t *rapid.T) {
		want := model.NewDate(2000, 1, rapid.IntRange(1, 20_000).Draw(t, "day"))
		y, mo, d := want.Time().Date()
		noon := time.Date(y, mo, d, rapid.IntRange(0, 23).Draw(t, "hour"), 5, 0, 0, shanghai)
		for _, in := range []any{want.String(), noon.Format(time.RFC3339), noon.UTC().Format(time.RFC3339), noon.Format(time.DateTime), noon.Format("2006年1月2日"), noon.Format("20060102")} {
			m, _, err := readMoment(in, "", shanghai)
			if err != nil || m.date(shanghai) != want {
				t.Fatalf("%v = %v, %v; want %v", in, m.date(shanghai), err, want)
			}
		}
	})
}

func FuzzReadMoment(f *testing.F) {
	for _, s := range []string{"2026-11-21", "/Date(1)/", "20261121235959", "2026年1月2日 1:2", "1795219200000", "46347.5", "1/2/2026", "2026-1-2 3:4", "年", "/Date(+)/", "-1"} {
		for _, as := range append([]string{""}, dateNotations...) {
			f.Add(s, as)
		}
	}
	f.Fuzz(func(t *testing.T, s, as string) {
		m, st, err := readMoment(s, as, time.UTC)
		if st == present && (err != nil || m.at.Year() < 1900 || m.at.Year() > 2200) {
			t.Fatalf("%q as %q = %v, %v", s, as, m.at, err)
		}
	})
}
