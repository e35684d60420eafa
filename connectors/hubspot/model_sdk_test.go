//go:build sdk

package hubspot

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// spoken says which of the vendor's models a call sends and is answered with, by the
// method and the end of the address.
var spoken = []struct {
	call           *regexp.Regexp
	sends, answers string
}{
	{regexp.MustCompile(`^POST .*/companies/search$`), "PublicObjectSearchRequest", "CollectionResponseWithTotalSimplePublicObject"},
	{regexp.MustCompile(`^POST .*/companies/batch/read$`), "BatchReadInputSimplePublicObjectId", "BatchResponseSimplePublicObject"},
	{regexp.MustCompile(`^POST .*/companies/batch/update$`), "BatchInputSimplePublicObjectBatchInput", "BatchResponseSimplePublicObject"},
	{regexp.MustCompile(`^GET .*/objects/.*companies$`), "", "CollectionResponseSimplePublicObjectWithAssociationsForwardPaging"},
	{regexp.MustCompile(`^GET .*/properties/.*companies$`), "", "CollectionResponsePropertyNoPaging"},
	{regexp.MustCompile(`^POST .*/properties/.*companies$`), "PropertyCreate", "Property"},
	{regexp.MustCompile(`^PATCH .*/properties/`), "PropertyUpdate", "Property"},
	{regexp.MustCompile(`^POST .*/groups$`), "PropertyGroupCreate", "PropertyGroup"},
}

// TestSDKCallsAreThoseOfThePublishedModels goes through every kind of call, and holds
// each name in a body, ours and the server's, against the models that the vendor's
// client was generated with.
func TestSDKCallsAreThoseOfThePublishedModels(t *testing.T) {
	models := map[string]map[string]string{}
	for name, raw := range conformance.NodeClient(t, []string{sdkPackage}, "models.mjs") {
		var attributes map[string]string
		if err := json.Unmarshal(raw, &attributes); err != nil {
			t.Fatal(err)
		}
		models[name] = attributes
	}
	clk := clock.NewManual(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 3})
	base, tr := conformance.Serve(t, f)
	heard := &bodies{next: tr}
	options, objects := f.Options(base)
	c := conformance.Connect(t, Name, connectors.Env{Source: "models", Transport: heard, Clock: clk, Tokens: &conformance.Tokens{}}, options, objects).(*conn)
	id := f.Put("companies", "", map[string]any{"name": "SDK 客户"})
	clk.Advance(time.Hour)
	first := conformance.Pull(t, c, connectors.PullRequest{Object: "companies"})
	f.Put("companies", id, map[string]any{"name": "改名"})
	clk.Advance(time.Hour)
	conformance.Pull(t, c, connectors.PullRequest{Object: "companies", From: first.From()})
	conformance.Pull(t, c, connectors.PullRequest{Object: "companies", Since: clk.Now().Add(-24 * time.Hour), Until: clk.Now()})
	if _, err := c.Push(t.Context(), "companies", []connectors.PushItem{{ID: id, Fields: map[string]any{"group_tier": "A"}, Key: "1"}}); err != nil {
		t.Fatal(err)
	}
	tier := connectors.FieldSpec{Name: "group_level", Label: "Group level", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "A", Label: "A"}}}
	for range 2 { // made, and then one option more
		if _, err := c.EnsureFields(t.Context(), "companies", []connectors.FieldSpec{tier}, false); err != nil {
			t.Fatal(err)
		}
		tier.Options = append(tier.Options, connectors.Choice{Value: "B", Label: "B"})
	}
	met := map[string]bool{}
	for _, x := range heard.all {
		for _, s := range spoken {
			if !s.call.MatchString(x.call) {
				continue
			}
			met[s.call.String()] = true
			for model, body := range map[string][]byte{s.sends: x.sent, s.answers: x.got} {
				var v any
				if model == "" {
					continue
				}
				if models[model] == nil || json.Unmarshal(body, &v) != nil {
					t.Fatalf("%s: no model %s, or no JSON: %s", x.call, model, body)
				}
				for _, strange := range unknownNames(models, model, v) {
					t.Errorf("%s: %s", x.call, strange)
				}
			}
		}
	}
	for _, s := range spoken {
		if !met[s.call.String()] {
			t.Errorf("no call %s was made", s.call)
		}
	}
}

var inner = regexp.MustCompile(`^(?:Array<)?(\w+)>?$`)

// newer are names of the description of the dated paths, which the client has not.
var newer = map[string]bool{"Property numberDisplayHint": true}

// unknownNames finds names that a model does not have, and goes into the models behind.
func unknownNames(models map[string]map[string]string, model string, v any) (out []string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = append(out, unknownNames(models, model, e)...)
		}
	case map[string]any:
		for name, e := range v {
			kind, known := models[model][name]
			if !known && newer[model+" "+name] {
				continue
			}
			if !known {
				out = append(out, model+" has no "+name)
				continue
			}
			if m := inner.FindStringSubmatch(kind); m != nil && models[m[1]] != nil {
				out = append(out, unknownNames(models, m[1], e)...)
			}
		}
	}
	return out
}

// bodies keeps what is sent and answered.
type bodies struct {
	next http.RoundTripper
	mu   sync.Mutex
	all  []exchange
}

type exchange struct {
	call      string
	sent, got []byte
}

func (b *bodies) RoundTrip(r *http.Request) (*http.Response, error) {
	x := exchange{call: r.Method + " " + strings.TrimSuffix(r.URL.Path, "/")}
	if r.Body != nil {
		x.sent, _ = io.ReadAll(r.Body) // of our own making
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(x.sent))
	}
	resp, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	x.got, err = io.ReadAll(resp.Body)
	_ = resp.Body.Close() // read to the end
	resp.Body = io.NopCloser(bytes.NewReader(x.got))
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, x)
	return resp, err
}
