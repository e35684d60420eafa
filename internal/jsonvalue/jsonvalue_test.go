package jsonvalue

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var samples = []string{
	`{"name":"苏州泊岚精密机械有限公司","n":-12.50e+3,"ok":true,"no":false,"nil":null,"list":[1,"a",{}],"in":{"a":[]}}`,
	`{}`, ` { "a" : [ ] , "b" : 0 } `, `null`, `{"a":1}{"b":2}`, `{"a":01}`, `{"a":1.}`, `{"a":-}`, `{"a":1e}`, `{"a":"\u4e2d\n"}`,
	"{\"a\":\"\xff\"}", "{\"a\":\"\x01\"}", `{"a":1,"a":2}`, `{"a":1,}`, `{"a"}`, `{"a":tru}`, `[1]`, `"x"`, ``, `{`, `{"a":[1,]}`, `{"a":"<&>"}`,
	"{\"a\":\"\u2028\"}", `{"a":nul`, `{"":""}`, `{"a":"b`,
}

func slow(text []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var out map[string]any
	err := dec.Decode(&out)
	return out, err
}

func check(t *testing.T, d *Decoder, text []byte) {
	t.Helper()
	got, err := d.Object(text)
	want, wantErr := slow(text)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%q: error %v, want %v", text, err, wantErr)
	}
	if err != nil {
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%q: %s", text, diff)
	}
	rendered, err := Append(nil, got)
	if err != nil {
		t.Fatal(err)
	}
	if marshalled, _ := json.Marshal(want); !bytes.Equal(rendered, marshalled) {
		t.Fatalf("%q is rendered as %q, want %q", text, rendered, marshalled)
	}
}

func TestRecordsAreWhatTheStandardLibraryReadsAndWrites(t *testing.T) {
	var d Decoder
	for _, text := range samples {
		check(t, &d, []byte(text))
	}
}

func TestValuesThatAreNoJSONAreRefused(t *testing.T) {
	for _, v := range []any{make(chan int), json.Number("x"), []any{make(chan int)}, map[string]any{"a": json.Number("-")}} {
		if text, err := Append(nil, v); err == nil {
			t.Errorf("%T gives %q", v, text)
		}
	}
}

func TestOtherTypesAreRendered(t *testing.T) {
	for _, v := range []any{1, 2.5, []string{"a"}, map[string]int{"a": 1}, json.Number(""), []any(nil), map[string]any(nil), "\x7f\u2029<"} {
		got, err := Append(nil, v)
		want, wantErr := json.Marshal(v)
		if err != nil || wantErr != nil || !bytes.Equal(got, want) {
			t.Errorf("%#v: %q %v, want %q", v, got, err, want)
		}
	}
}

func FuzzObject(f *testing.F) {
	for _, text := range samples {
		f.Add([]byte(text))
	}
	var d Decoder
	f.Fuzz(func(t *testing.T, text []byte) { check(t, &d, text) })
}

func BenchmarkObject(b *testing.B) {
	text := []byte(samples[0])
	b.Run("ours", func(b *testing.B) {
		var d Decoder
		b.ReportAllocs()
		for b.Loop() {
			if _, err := d.Object(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := slow(text); err != nil {
				b.Fatal(err)
			}
		}
	})
}
