package engine

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/outbound"
)

// Hosts that the options of a source name are called, wherever they are; one that a
// system names in an answer is not, unless it is public or allowed.
func TestOptionsNameTheHostsThatAreCalled(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	elsewhere := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	for name, tt := range map[string]struct {
		options map[string]any
		allow   []string
		refused []string
	}{
		"nothing is named":  {refused: []string{server.URL, elsewhere}},
		"an option":         {options: map[string]any{"base_url": server.URL, "page": 100}, refused: []string{elsewhere}},
		"deep in an option": {options: map[string]any{"auth": map[string]any{"urls": []any{server.URL}}}, refused: []string{elsewhere}},
		"both are":          {options: map[string]any{"hosts": []string{server.URL, elsewhere}}},
		"the network is":    {allow: []string{"127.0.0.0/8", "::1/128"}},
		"a host is":         {options: map[string]any{"base_url": server.URL}, allow: []string{"localhost"}},
	} {
		t.Run(name, func(t *testing.T) {
			e := &Engine{Config: &configs.Config{}}
			e.Config.File.Outbound.Allow = tt.allow
			client := &http.Client{Transport: e.guarded(connectors.Config{Options: tt.options})}
			defer func() {
				if err := e.Close(); err != nil {
					t.Error(err)
				}
			}()
			for _, at := range []string{server.URL, elsewhere} {
				resp, err := client.Get(at)
				if err == nil {
					_ = resp.Body.Close()
				}
				_, no := errors.AsType[*outbound.Refused](err)
				want := false
				for _, r := range tt.refused {
					want = want || r == at
				}
				if no != want || err != nil && !no {
					t.Errorf("%s: %v, want refused: %v", at, err, want)
				}
			}
		})
	}
}
