package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	_ "github.com/tierloop/tierloop/connectors/salesforce" // the fake and the connector
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// site is the fake on loopback.
type site struct {
	base   string
	server *http.Server
}

// Close ends it.
func (s *site) Close() error { return s.server.Close() }

// serve fills a fake with accounts, each with its own values.
func serve(rows int) (*site, error) {
	typ, _ := connectors.Lookup("salesforce")
	fake := typ.Fake(sandbox.Setup{Clock: clock.System(), Seed: 1})
	for i := range rows {
		fake.Put("Account", "", map[string]any{"Name": fmt.Sprintf("示例客户 %06d GmbH & Co. KG", i), "Industry": "Machinery", "Phone": fmt.Sprintf("+49 30 %07d", i),
			"Website": fmt.Sprintf("https://kunde-%d.example", i), "BillingCity": "Berlin", "BillingCountry": "Germany"})
	}
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	base := "http://" + listen.Addr().String()
	options, _ := fake.Options(base)
	s := &site{base: base, server: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refreshed(r, options)
		fake.ServeHTTP(w, r)
	})}}
	go func() { _ = s.server.Serve(listen) }() // ends with Close
	return s, nil
}

// refreshed lets the tap's login, which knows refresh tokens alone, pass as the
// application's own.
func refreshed(r *http.Request, options map[string]any) {
	if r.URL.Path != "/services/oauth2/token" {
		return
	}
	body, _ := io.ReadAll(r.Body) // a broken one is refused by the fake
	form, err := url.ParseQuery(string(body))
	if err == nil && form.Get("grant_type") == "refresh_token" {
		form = url.Values{"grant_type": {"client_credentials"}, "client_id": {fmt.Sprint(options["client_id"])}, "client_secret": {fmt.Sprint(options["client_secret"])}}
	}
	text := form.Encode()
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
}
