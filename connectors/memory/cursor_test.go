package memory

import (
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

func FuzzCursorsAreReadAsWritten(f *testing.F) {
	f.Add("s/1767603600000000000/m000001")
	f.Add("f/0/")
	f.Add("x/1/2")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePlace(connectors.Cursor(text))
		if err != nil {
			return
		}
		again, err := parsePlace(p.cursor())
		if err != nil || again != p {
			t.Errorf("%q is read as %+v, then as %+v, %v", text, p, again, err)
		}
	})
}

func TestCursorsKeepIdsByteExact(t *testing.T) {
	for _, id := range []string{"", "a/b//c", "客户 1", "\x00"} {
		p := place{byStamp: true, stamp: time.Unix(0, 42).UTC(), id: id}
		if got, err := parsePlace(p.cursor()); err != nil || got != p {
			t.Errorf("%q: got %+v, %v", id, got, err)
		}
	}
}
