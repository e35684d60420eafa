package clean

import "testing"

func TestParseBirth(t *testing.T) {
	for text, want := range map[string]string{
		"19560409": "1956-04-09", "1956-4-9": "1956-04-09", "1956/04/09": "1956-04-09", "1956.4.9": "1956-04-09",
		"1956年4月9日": "1956-04-09", "１９５６－０４－０９": "1956-04-09", "1956-04-09 00:00:00": "1956-04-09", "1956-04-09T00:00:00Z": "1956-04-09",
		"12/11/1978": "1978-12-11", "31/12/1978": "1978-12-31", "11.12.1978": "1978-12-11", "20/8/1991": "1991-08-20",
		"8/20/91": "0091-08-20", "24-May-11": "0011-05-24", "Mar 1 1970": "1970-03-01", "1st March, 1970": "1970-03-01", "Sept 3, 1888": "1888-09-03",
		"1956": "1956-00-00", "1956-04": "1956-04-00", "04/1956": "1956-04-00", "c. 1630": "1630-00-00",
		"19475027": "1947-50-27", "561204": "0056-12-04", "26108": "1971-06-24", "10000": "1927-05-18", "09999": "",
		"": "", "soon": "", "无": "", "12": "", "123456789": "", "maybe 1970": "",
	} {
		if got := ParseBirth(text).String(); got != want {
			t.Errorf("ParseBirth(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestOnlyWhatCanBeReadBothWaysIsOpen(t *testing.T) {
	for text, want := range map[string]bool{"12/11/1978": true, "11/11/1978": false, "13/11/1978": false, "11/13/1978": false, "1978-12-11": false, "11.12.1978": false, "12 Nov 1978": false} {
		if got := ParseBirth(text).Open; got != want {
			t.Errorf("%q open: %v", text, got)
		}
	}
}

func FuzzParseBirth(f *testing.F) {
	for _, s := range []string{"1956-04-09", "24-May-11", "1971年6月24日", "8/20/91", "1956-04-09T00:00:00Z", "T", "9999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := ParseBirth(s)
		if again := ParseBirth(b.String()); b.Year > 99 && b.Month > 0 && b.Day > 0 && (again.Year != b.Year || again.Month != b.Month || again.Day != b.Day) {
			t.Errorf("%q is %s, read again %s", s, b, again)
		}
	})
}
